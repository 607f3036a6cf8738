"""The detail panel: one event, opened to its sources. Every text is escaped and isolated."""

from __future__ import annotations

import streamlit as st

from conflictmap.mapview.style import STYLES
from conflictmap.model import vocabulary
from conflictmap.model.dates import describe_day
from conflictmap.model.event import Event, EventPlace, Source, Toll
from conflictmap.model.naming import dataset_label, licence_label, place_chain, place_label
from conflictmap.ui import state
from conflictmap.ui.markup import escape, isolated, link
from conflictmap.ui.state import App
from conflictmap.words import Lang, direction, either, joined, number, say


def render(app: App, event: Event, passes: bool) -> None:
    """Draws the panel of the chosen event. `passes` says whether it passes the present filters."""
    lang = app.lang
    go, close = st.columns(2)
    if event.place.lat is not None and event.place.mark != "list":
        go.button(
            say("detail.go", lang), key="detail-go", on_click=_go_to, args=(event,), width="stretch",
            icon=":material/my_location:",
        )  # fmt: skip
    close.button(
        say("detail.close", lang), key="detail-close", on_click=state.select, args=(None,), width="stretch",
        icon=":material/close:",
    )  # fmt: skip
    st.html(event_html(event, lang, passes))


ZOOM_FOR_MARK = {"point": 11, "ring": 9, "area": 7}
"""Leaflet zoom at which a place of this mark is seen with its surroundings."""


def _go_to(event: Event) -> None:
    place = event.place
    if place.lat is not None and place.lon is not None:
        state.changing().go_to(place.lat, place.lon, ZOOM_FOR_MARK[place.mark])


def event_title(event: Event, lang: Lang) -> str:
    """What happened and where, in a line."""
    label = vocabulary.sub_event_types().get(event.sub_event_type).label(lang)
    return say("detail.title", lang, label=label, place=place_label(event.place, lang))


def event_html(event: Event, lang: Lang, passes: bool = True) -> str:
    """The panel as HTML."""
    rows = [
        ("detail.when", _when(event, lang)),
        ("detail.where", _where(event.place, lang)),
        ("detail.who", _who(event, lang)),
        ("detail.killed", escape(toll_text(event.fatalities, lang))),
    ]
    if event.injured.is_known:
        rows.append(("detail.injured", escape(toll_text(event.injured, lang))))
    body = "".join(f"<dt>{escape(say(key, lang))}</dt><dd>{value}</dd>" for key, value in rows)
    color = STYLES[event.event_type].color
    return (
        f'<article class="cm-detail" dir="{direction(lang)}" style="border-color:{color}">'
        f"<p class='cm-type'>{escape(vocabulary.event_types().get(event.event_type).label(lang))}</p>"
        f"<h3>{isolated(event_title(event, lang))}</h3>{_flags(event, lang, passes)}"
        f"{_summaries(event, lang)}<dl>{body}</dl>{_note(event, lang)}{_sources(event, lang)}{_footer(event, lang)}"
        "</article>"
    )


def _flags(event: Event, lang: Lang, passes: bool) -> str:
    flags = []
    if event.claim != "asserted":
        claim = vocabulary.claims().get(event.claim).label(lang)
        flags.append(say("filter.is", lang, name=say("filter.claim", lang), value=claim))
    if not passes:
        flags.append(say("detail.filtered", lang))
    return "".join(f"<p class='cm-flag'>{escape(flag)}</p>" for flag in flags)


def _summaries(event: Event, lang: Lang) -> str:
    first, second = (event.summary_ar, event.summary_en) if lang == "ar" else (event.summary_en, event.summary_ar)
    shown = [(text, css) for text, css in ((first, "cm-summary"), (second, "cm-summary cm-second")) if text]
    return "".join(f'<p class="{css}" dir="auto">{escape(text)}</p>' for text, css in shown)


def _when(event: Event, lang: Lang) -> str:
    if event.when is None:
        return escape(say("date.none", lang))
    precision = vocabulary.date_precisions().get(event.when.precision).label(lang)
    return f"{isolated(event.when.describe(lang))}<br><small>{escape(precision)}</small>"


def _where(place: EventPlace, lang: Lang) -> str:
    other: Lang = "en" if lang == "ar" else "ar"
    here = joined([isolated(part) for part in place_chain(place, lang)], lang) or escape(say("place.none", lang))
    there = joined([isolated(part) for part in place_chain(place, other)], other)
    precision = vocabulary.geo_precisions().get(place.geo_precision)
    sentence = precision.text("sentence", lang).format(radius_km=number(place.radius_km or 0))
    return (
        f"{here}<br><span class='cm-second' dir='{direction(other)}'>{there}</span><br>"
        f"<small>{escape(sentence)}</small>"
    )


def _who(event: Event, lang: Lang) -> str:
    if not event.actors:
        return escape(say("detail.no_actor", lang))
    roles, kinds = vocabulary.roles(), vocabulary.actor_kinds()
    lines = [
        f"<li>{isolated(actor.label(lang))} <small>{escape(roles.get(actor.role).label(lang))} · "
        f"{escape(kinds.get(actor.kind).label(lang))}</small></li>"
        for actor in event.actors
    ]
    return f"<ul>{''.join(lines)}</ul>"


def toll_text(toll: Toll, lang: Lang) -> str:
    """A toll in words: the best figure with its range, the range, or that it is not known."""
    low, best, high = (None if value is None else number(value) for value in (toll.low, toll.best, toll.high))
    if best is not None:
        ranged = low is not None and high is not None and (low, high) != (best, best)
        return say("detail.range", lang, best=best, low=low, high=high) if ranged else best
    if low is not None and high is not None:
        return say("detail.between", lang, low=low, high=high)
    if low is not None:
        return say("detail.at_least", lang, low=low)
    return say("detail.at_most", lang, high=high) if high is not None else say("detail.unknown", lang)


def _note(event: Event, lang: Lang) -> str:
    note = either(lang, event.note_en, event.note_ar)
    return f'<p class="cm-note" dir="auto"><b>{escape(say("detail.note", lang))}</b> {escape(note)}</p>' if note else ""


def _sources(event: Event, lang: Lang) -> str:
    items = "".join(f"<li>{_source(source, lang)}</li>" for source in event.sources)
    return f"<h4>{escape(say('detail.sources', lang))}</h4><ol>{items}</ol>"


def _source(source: Source, lang: Lang) -> str:
    head = [isolated(either(lang, source.publisher, source.publisher_ar))]
    if source.date:
        head.append(escape(describe_day(source.date, lang)))
    if source.lang in ("ar", "en"):
        head.append(escape(say(f"lang.{source.lang}", lang)))
    title = either(lang, source.title, source.title_ar)
    parts = [joined(head, lang)]
    if title:
        parts.append(f'<br><span dir="auto">{escape(title)}</span>')
    if source.quote:
        parts.append(f'<blockquote dir="auto"><mark>{escape(source.quote)}</mark></blockquote>')
    parts.append(f" {link(source.url, say('detail.open_source', lang))}")
    return "".join(parts)


def _footer(event: Event, lang: Lang) -> str:
    facts = [
        f"{say('detail.confidence', lang)}: {event.confidence:.0%}",
        f"{say('detail.review', lang)}: {_review(event, lang)}",
        *_first_read(event, lang),
        f"{say('detail.dataset', lang)}: {dataset_label(event.dataset, lang)}. {licence_label(event.licence, lang)}",
        event.id,
    ]
    return f"<p class='cm-footer'>{'<br>'.join(isolated(fact) for fact in facts)}</p>"


def _review(event: Event, lang: Lang) -> str:
    review, status = event.review, vocabulary.reviews().get(event.review.status).label(lang)
    if not review.who:
        return status
    day = (review.when or "")[:10]
    return say("detail.corrected_by", lang, status=status, who=review.who, day=day, why=review.why or "")


def _first_read(event: Event, lang: Lang) -> list[str]:
    """The place as it was first read, where a person has changed it."""
    place = event.first_read().get("place")
    if not place:
        return []
    name = either(lang, place.get("name"), place.get("name_ar")) or say("place.none", lang)
    point = f" ({place['lat']:.5f}, {place['lon']:.5f})" if place.get("lat") is not None else ""
    return [f"{say('detail.first_read', lang)}: {name}{point}"]
