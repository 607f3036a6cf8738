"""What the viewer is looking at, kept in the session and in the address bar. The one writer of the address.

Some parameters are exceptions: the page reads them once, when a link is opened, and the pages' scripts write them in
place. They are the map view (`view`), which only the browser knows; the name that is looked up (`q`); and the report
that is read with its chosen event (`report`, `event`), so that neither typing nor reading leaves a trail for Back.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

import streamlit as st

from conflictmap.errors import InvalidFilter, UnknownEvent
from conflictmap.filters import DEFAULT, FIELDS, EventFilter
from conflictmap.model import vocabulary
from conflictmap.overlays import choice, kept
from conflictmap.store.store import shared_store
from conflictmap.ui import viewparam
from conflictmap.words import Lang, as_lang, joined, say
from geodata import Areas

_SESSION_KEY = "app"
MAX_SHOWN = 30
"""Names in a notice, and characters of a name, that a link can make the page say."""


MAX_NAME = 120
"""Characters of a name that is looked up; the geocoder reads no longer ones."""


@dataclass
class Search:
    """What the places page is asked: a name, a country (alpha-2), other names of the text with commas, and which place
    of the list is chosen, by its id."""

    text: str = ""
    country: str = ""
    context: str = ""
    chosen: str | None = None


@dataclass
class Reading:
    """What the reports page shows: a report by its key, and which of its events is chosen, by its id."""

    report: str | None = None
    event: str | None = None


@dataclass
class Trends:
    """How the trends page counts: by which unit (or `auto`) and group, and whether events or deaths; `since` is the day
    from which on it tells what has changed, None for its own choice."""

    unit: str = "auto"
    by: str = "type"
    measure: str = "events"
    since: date | None = None

    CHOICES: ClassVar[dict[str, tuple[str, ...]]] = {
        "unit": ("auto", "day", "week", "month", "year"),
        "by": ("type", "admin1", "country", "actor"),
        "measure": ("events", "deaths"),
    }

    def to_param(self) -> str:
        """As the address holds it: the choices, and the day if there is one, with dots; empty by default."""
        day = [self.since.isoformat()] if self.since else []
        return "" if self == Trends() else ".".join([self.unit, self.by, self.measure, *day])

    @classmethod
    def from_param(cls, text: str) -> Trends:
        """What an address holds. Raises `ValueError` for what it cannot hold."""
        *chosen, last = text.split(".") if text.count(".") == len(cls.CHOICES) else [*text.split("."), ""]
        made = dict(zip(cls.CHOICES, chosen, strict=True))
        if any(value not in cls.CHOICES[name] for name, value in made.items()):
            raise ValueError(text)
        return cls(**made, since=date.fromisoformat(last) if last else None)


@dataclass
class App:
    """The state of one viewer."""

    lang: Lang
    filter: EventFilter = DEFAULT
    event: str | None = None
    overlays: tuple[str, ...] | None = None
    """The series of overlays that are on; None is all there are."""
    search: Search = field(default_factory=Search)
    reading: Reading = field(default_factory=Reading)
    trends: Trends = field(default_factory=Trends)
    view: tuple[float, ...] | None = None
    """Where the map is to go: lat, lon in degrees and zoom; or south, west, north, east. None leaves it alone."""
    clean: bool = False
    """Whether every control is hidden, for a screenshot."""
    view_number: int = 0
    """Counted up whenever the map is to go to `view`; the map obeys each number once."""
    session: str = field(default_factory=lambda: uuid.uuid4().hex)
    """Names this session to the map, which remembers its view while other pages are open."""
    notices: list[str] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    touched: bool = False
    """Whether a widget set this run off, so that the address may be behind."""

    def lose_event(self) -> None:
        """Lets go of a chosen event that the data no longer have, and says so."""
        self.event = None
        self.notices = [*self.notices, say("app.unknown_event", self.lang)]

    def go_to(self, *view: float) -> None:
        """Moves the map."""
        self.view = view
        self.view_number += 1


def load() -> App:
    """The state of this session, from the address where a link was opened or the browser went back."""
    app: App | None = st.session_state.get(_SESSION_KEY)
    params = _params()
    view, name, report = params.pop("view", None), params.pop("q", ""), params.pop("report", None)
    told = params.pop("event", None) if report else None  # an event of that report, which the store may not have
    if app is None or (params and params != _without_event(app.written, report) and not app.touched):
        app = _read(params, view, app)
        app.search.text = app.search.text or _clean(name)
        app.reading = Reading(report[:MAX_NAME], told) if report else app.reading
        st.session_state[_SESSION_KEY] = app
        seed_widgets(app)
    app.touched = False
    for name in widget_names():
        if widget_key(name, app.lang) not in st.session_state:
            st.session_state[widget_key(name, app.lang)] = _widget_value(app, name)
    return app


def _params() -> dict[str, str]:
    """The address's parameters; a list filter that is given several times is one list, of others the last counts."""
    joined = {field.name for field in FIELDS if field.kind == "many"}
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    return {name: ",".join(values) if name in joined else values[-1] for name, values in given.items()}


def current() -> App:
    """The state within a page."""
    app: App = st.session_state[_SESSION_KEY]
    return app


def changing() -> App:
    """The state within a widget's callback, marked as changed here, so that the address may be behind it."""
    app: App = st.session_state[_SESSION_KEY]
    app.touched, app.notices = True, []
    return app


def address(app: App) -> dict[str, str]:
    """The parameters that say what the viewer is looking at, but for those that scripts write."""
    event = {"event": app.event} if app.event else {}
    overlays = choice.write(app.overlays)
    on = {choice.PARAM: overlays} if overlays is not None else {}
    trend = {"trend": app.trends.to_param()} if app.trends != Trends() else {}
    return {"lang": app.lang, **app.filter.to_params(), **on, **event, **trend}


def save(app: App) -> None:
    """Writes the address after a change, which makes a step the browser's Back undoes.

    An address without any parameters, as of a first visit or after a change of page, is left to the map's script,
    which completes it in place: a further step would be one that Back could never leave.
    """
    params, written = address(app), _params()
    for name in ("view", "q", *(("report", "event") if "report" in written else ())):
        written.pop(name, None)
    params = _without_event(params, _params().get("report"))
    if written and params != written:
        st.query_params.from_dict(params)
    app.written = params


def _without_event(params: dict[str, str], report: str | None) -> dict[str, str]:
    """The parameters; beside a report, `event` is one of its own and none of these."""
    return {name: value for name, value in params.items() if not (report and name == "event")}


def _read(params: dict[str, str], view: str | None, old: App | None) -> App:
    params = dict(params)
    asked = params.pop("lang", None)
    app = App(as_lang(asked or _browser_lang()))
    if asked not in (None, app.lang):
        app.notices.append(say("app.clamped", app.lang, names="lang"))
    if old:
        app.view, app.view_number, app.session = old.view, old.view_number, old.session
        app.search, app.reading = old.search, old.reading
    event, overlays = params.pop("event", None), params.pop(choice.PARAM, None)
    _read_trends(app, params.pop("trend", ""))
    app.filter, problems = EventFilter.from_params_clamped(params)
    if problems:
        names = ", ".join(dict.fromkeys(problem.field[:MAX_SHOWN] for problem in problems[:MAX_SHOWN]))
        app.notices.append(say("app.clamped", app.lang, names=names))
    if event:
        _read_event(app, event)
    _read_overlays(app, overlays)
    _read_view(app, view)
    return app


def _read_overlays(app: App, text: str | None) -> None:
    known = {each.series for each in kept.kept()}
    chosen = choice.read(text)
    if chosen is not None:
        app.overlays = tuple(series for series in chosen if series in known)
        missing = [series[:MAX_SHOWN] for series in chosen if series not in known]
        if missing:
            app.notices.append(say("overlay.unknown", app.lang, names=joined(missing, app.lang)))


def _read_event(app: App, event_id: str) -> None:
    try:
        app.event = shared_store().get(event_id).id
    except UnknownEvent:
        app.notices.append(say("app.unknown_event", app.lang))


def _read_trends(app: App, text: str) -> None:
    try:
        app.trends = Trends.from_param(text) if text else Trends()
    except ValueError:
        app.notices.append(say("app.clamped", app.lang, names="trend"))


def _read_view(app: App, text: str | None) -> None:
    view = viewparam.read(text)
    app.clean = view.clean
    if view.clamped:
        app.notices.append(say("app.clamped", app.lang, names="view"))
    if view.place:
        app.go_to(*view.place)


def _clean(name: str) -> str:
    """A name from a link as a text field can hold it."""
    return " ".join("".join(c if c.isprintable() else " " for c in name[:MAX_NAME]).split())


def _browser_lang() -> str:
    return (st.context.locale or "en")[:2]


# Widgets hold copies of the filter's values under these keys; the filter is the truth.


def widget_names() -> tuple[str, ...]:
    """The filters that have a widget."""
    return tuple(item.name for item in FIELDS)


def widget_key(name: str, lang: Lang) -> str:
    """The session key of a filter's widget.

    Each language has widgets of its own: Streamlit keeps what was chosen by its label, and after a switch it would
    hand the other language's labels to the callbacks.
    """
    return f"filter-{lang}-{name}"


def seed_widgets(app: App) -> None:
    """Sets every widget to the filter's value. Only before the widgets are drawn: at the start or in a callback."""
    for name in widget_names():
        st.session_state[widget_key(name, app.lang)] = _widget_value(app, name)


def _widget_value(app: App, name: str) -> Any:
    value = app.filter.value(name)
    return list(value) if isinstance(value, tuple) else value


def take(name: str) -> None:
    """Callback of a filter's widget: the filter takes its value, or keeps its own where that is none it can have."""
    app = changing()
    value = st.session_state[widget_key(name, app.lang)]
    try:
        _change(app, name, tuple(value) if isinstance(value, list) else value)
    except InvalidFilter as problem:
        app.notices = [str(problem)]
    seed_widgets(app)


def _change(app: App, name: str, value: Any) -> None:
    """Sets one field of the filter; a period that would end before it starts is swapped."""
    if name in ("from", "to"):
        first, last = (value, app.filter.to) if name == "from" else (app.filter.from_, value)
        app.filter = _with_period(app.filter, first, last)
    else:
        app.filter = _without_orphans(app.filter.with_value(name, value))


def _with_period(filter: EventFilter, first: date | None, last: date | None) -> EventFilter:
    if first and last and last < first:
        first, last = last, first
    return filter.without("from").without("to").with_value("from", first).with_value("to", last)


def _without_orphans(filter: EventFilter) -> EventFilter:
    """Drops sub-types of types, and areas of countries, that are no longer chosen."""
    subtypes, terms = filter.subtype, vocabulary.sub_event_types()
    if filter.type:
        subtypes = tuple(each for each in subtypes if terms.get(each).more["event_type"] in filter.type)
    areas = filter.admin1
    if filter.country:
        found = [(each, Areas.open().get(each)) for each in areas]
        areas = tuple(each for each, area in found if area is None or area.country in filter.country)
    return filter.with_value("subtype", subtypes).with_value("admin1", areas)


def set_filter(name: str, value: Any) -> None:
    """Sets one field of the filter, as a widget of its own does."""
    app = changing()
    _change(app, name, value)
    seed_widgets(app)


def set_period(first: date | None, last: date | None) -> None:
    """Sets both ends of the period at once."""
    app = changing()
    app.filter = _with_period(app.filter, first, last)
    seed_widgets(app)


def reset() -> None:
    """Takes all filters away."""
    app = changing()
    app.filter = EventFilter()
    seed_widgets(app)


def switch_overlay(series: str, key: str) -> None:
    """Callback of an overlay's switch: the series is on or off as its widget says."""
    app = changing()
    known = list(dict.fromkeys(each.series for each in kept.kept()))
    on = set(known if app.overlays is None else app.overlays) - {series}
    on |= {series} if st.session_state[key] else set()
    app.overlays = None if on == set(known) else tuple(each for each in known if each in on)


def select(event_id: str | None) -> None:
    """Opens an event in the detail panel, or closes it."""
    changing().event = event_id


def search_key(name: str, lang: Lang) -> str:
    """The session key of a widget of the places page."""
    return f"search-{lang}-{name}"


def take_search(name: str) -> None:
    """Callback of a widget of the places page: the search takes its value."""
    app = changing()
    setattr(app.search, name, st.session_state[search_key(name, app.lang)] or "")
    app.search.chosen = None


def choose_place(place_id: str | None) -> None:
    """Chooses a place of the list."""
    changing().search.chosen = place_id


def tell(text: str) -> None:
    """Has the page say something at its head; for callbacks."""
    changing().notices = [text]


def set_lang() -> None:
    """Callback of the language switch."""
    chosen = st.session_state["language"]
    if chosen:
        app = changing()
        app.lang = as_lang(chosen)
        seed_widgets(app)
