"""Looking a name up: the search as it is typed, the verdict in words, the list of candidates, and why each is one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import streamlit as st

from conflictmap import places
from conflictmap.model import vocabulary
from conflictmap.model.naming import area_label, kind_label
from conflictmap.ui import state
from conflictmap.ui.markup import escape, isolated
from conflictmap.ui.state import App, Search, search_key
from conflictmap.words import Lang, all_words, direction, either, joined, number, say
from geodata import Answer, Areas, Candidate, Place, fold
from geodata.errors import BadQuery
from geodata.normalize import arabic_script_countries, is_arabic
from geodata.scoring import BY_SOUND, prominence_share

LIMIT = 10
"""Candidates that are listed, and completions."""
_COMPLETED_FROM = 2  # characters; fewer begin too many names
_LOOKED_THROUGH = 2_000  # names with the beginning, among which the best known are taken
_SEPARATOR = re.compile(r"[,،;؛\n]")


@dataclass(frozen=True)
class Found:
    """What a search found: the answer with its candidates, then `completions`, places whose name begins so."""

    name: str
    answer: Answer
    completions: tuple[Place, ...] = ()
    chosen: Place | None = None

    @property
    def listed(self) -> list[Place]:
        """Every place of the list, in its order."""
        return [c.place for c in self.answer.candidates] + list(self.completions)


# Asking


def search(app: App) -> None:
    """Draws the fields: name, country, other names of the text."""
    lang = app.lang
    countries = sorted((area.id for area in Areas.open().all("country")), key=lambda code: area_label(code, lang))
    name, country, context = st.columns([0.46, 0.22, 0.32])
    name.text_input(
        say("lookup.name", lang), **_bound(app, "text"), live=True, max_chars=state.MAX_NAME,
        placeholder=say("lookup.example", lang), icon=":material/search:",
    )  # fmt: skip
    country.selectbox(
        say("filter.country", lang), ["", *countries], **_bound(app, "country"),
        format_func=lambda code: area_label(code, lang) if code else say("lookup.any_country", lang),
    )  # fmt: skip
    context.text_input(
        say("lookup.context", lang), **_bound(app, "context"), live="400ms", max_chars=500,
        help=say("lookup.context_help", lang), placeholder=say("lookup.context_example", lang),
    )  # fmt: skip


def _bound(app: App, name: str) -> dict[str, Any]:
    """What ties a widget to the search; the search is the truth."""
    key, value = search_key(name, app.lang), getattr(app.search, name)
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return {"key": key, "on_change": state.take_search, "args": (name,), "persist_state": "session"}


def look_up(asked: Search) -> Found:
    """What the gazetteer makes of a search; nothing for a name it cannot read."""
    name, geocoder = asked.text.strip(), places.geocoder()
    context = [part.strip() for part in _SEPARATOR.split(asked.context) if part.strip()]
    try:
        answer = geocoder.resolve(name, country=asked.country or None, context=context, limit=LIMIT)
    except BadQuery:
        answer = Answer(None, 0.0, 0.0, "unknown")
    known = {c.place.id for c in answer.candidates}
    begun = [place for place in _completions(name, asked.country) if place.id not in known]
    completions = tuple(begun[: LIMIT - len(known)]) if not _is_named(answer) else ()
    found = Found(name, answer, completions)
    return Found(name, answer, completions, _chosen(found, asked.chosen))


def _is_named(answer: Answer) -> bool:
    """Whether some place has the name itself, and not only one that sounds alike."""
    return any(share > BY_SOUND for c in answer.candidates[:1] for factor, share in c.why if factor == "name")


def _completions(name: str, country: str) -> list[Place]:
    """The best known places whose name begins so."""
    begun = fold(name)
    if len(begun) < _COMPLETED_FROM:
        return []
    found = places.geocoder().gazetteer.completed(begun, _LOOKED_THROUGH)
    inside = [place for place in found if country in ("", place.country)]
    arabic = arabic_script_countries() if is_arabic(name) else frozenset()  # who types Arabic asks there first
    return sorted(inside, key=lambda p: (p.country not in arabic, -prominence_share(p), -(p.population or 0), p.id))


def _chosen(found: Found, place_id: str | None) -> Place | None:
    """The chosen place; by itself the one that is the answer."""
    answer = found.answer.place
    wanted = place_id or (answer.id if answer and found.answer.reason == "found" else None)
    return next((place for place in found.listed if place.id == wanted), None)


# Telling


def verdict(app: App, found: Found) -> None:
    """The answer in words."""
    with st.container(key="verdict"):
        st.html(f"<p class='cm-verdict' role='status' dir='auto'>{verdict_html(found, app.lang)}</p>")


def verdict_html(found: Found, lang: Lang) -> str:
    """What came of a search, in a sentence or two."""
    answer, place = found.answer, found.answer.place
    if not found.name:
        return escape(say("verdict.nothing_asked", lang))
    if not answer.candidates:
        return escape(say("verdict.begun" if found.completions else "verdict.unknown", lang))
    name = isolated(place_name(place, lang)) if place else ""
    if answer.reason == "found" and not _is_named(answer):
        return _said("verdict.by_sound", lang, name)
    if answer.reason == "found":
        alone = len(answer.candidates) == 1 or answer.margin >= 1
        lead = say("verdict.alone", lang) if alone else say("verdict.lead", lang, margin=f"{answer.margin:.0%}")
        return f"{_said('verdict.found', lang, name)} {escape(lead)}"
    if place is not None and answer.reason == "area":
        if place.radius_km and not place.area_id:
            return _said("verdict.ring", lang, name, km=number(place.radius_km))
        return _said("verdict.area", lang, name)
    key = "verdict.weak" if answer.reason == "weak" else "verdict.ambiguous"
    return escape(say(key, lang, margin=f"{answer.margin:.0%}") if key == "verdict.ambiguous" else say(key, lang))


def _said(key: str, lang: Lang, name: str, **values: object) -> str:
    """A phrase as HTML around a name that is HTML already."""
    before, after = say(key, lang, name="\0", **values).split("\0")
    return f"{escape(before)}<b>{name}</b>{escape(after)}"


def place_name(place: Place, lang: Lang) -> str:
    """A place's name in a language, the other's where it has none."""
    return either(lang, place.name, place.name_ar) or place.name


def precision_label(place: Place, lang: Lang) -> str:
    """How well a place is known, with its radius."""
    label = vocabulary.geo_precisions().get(place.geo_precision).label(lang)
    return say("lookup.within", lang, label=label, km=_km(place.radius_km)) if place.radius_km else label


def _km(radius_km: float) -> str:
    return f"{radius_km:.1f}" if radius_km < 10 and radius_km % 1 else number(radius_km)


def candidates(app: App, found: Found) -> None:
    """The list; choosing a row chooses the place on the map, and the other way round."""
    with st.container(key="candidates", gap=None):
        if not found.listed:
            hint = "lookup.retry" if found.name else "lookup.hint"
            st.html(f"<p class='cm-hint'>{escape(say(hint, app.lang))}</p>")
            return
        scores = [c.score for c in found.answer.candidates] + [None] * len(found.completions)
        for rank, (place, score) in enumerate(zip(found.listed, scores, strict=True), 1):
            chosen = found.chosen is not None and place.id == found.chosen.id
            with st.container(key=f"candidate-{rank}", gap=None):
                st.html(row_html(place, rank, score, chosen, app.lang))
                st.button(  # page.css lays it over the whole row
                    say("lookup.choose_number", app.lang, n=rank), key=f"choose-{rank}", width="stretch",
                    on_click=state.choose_place, args=(None if chosen else place.id,),
                )  # fmt: skip


def row_html(place: Place, rank: int, score: float | None, chosen: bool, lang: Lang) -> str:
    """A row of the list: rank, both names, what and where it is, how well it is known, and its score."""
    other = place.name if lang == "ar" else place.name_ar
    second = f" <span class='cm-second'>{isolated(other)}</span>" if other and other != place_name(place, lang) else ""
    country = area_label(place.country, lang) if place.country else None
    kind, precision = kind_label(place.kind, lang), precision_label(place, lang)
    known = "" if precision == kind else say("filter.is", lang, name=say("column.precision", lang), value=precision)
    facts = (kind, admin1_label(place, lang), country, known)
    return (
        f"<div class='cm-candidate{' cm-candidate-chosen' if chosen else ''}' dir='{direction(lang)}'>"
        f"<span class='cm-rank'>{rank}</span><span class='cm-candidate-text'>"
        f"<b>{isolated(place_name(place, lang))}</b>{second}"
        f"<small>{' · '.join(isolated(fact) for fact in facts if fact)}</small></span>"
        f"<span class='cm-score'>{'' if score is None else f'{score:.0%}'}</span></div>"
    )


def admin1_label(place: Place, lang: Lang) -> str | None:
    """The governorate or province a place lies in; none of itself."""
    if place.admin1_id and place.area_id != place.admin1_id:
        return area_label(place.admin1_id, lang)
    return either(lang, place.admin1, place.admin1_ar) if not place.area_id else None


# Why


def why(app: App, found: Found) -> None:
    """The chosen place opened: the shares of its score, and all that is known of it."""
    with st.container(key="why"):
        if found.chosen:
            candidate = next((c for c in found.answer.candidates if c.place.id == found.chosen.id), None)
            st.html(place_html(found.chosen, candidate, app.lang))
        elif found.listed:
            st.html(f"<p class='cm-hint'>{escape(say('lookup.choose', app.lang))}</p>")


def place_html(place: Place, candidate: Candidate | None, lang: Lang) -> str:
    """A place as HTML: why it is a candidate, and its facts."""
    facts = "".join(f"<dt>{escape(say(key, lang))}</dt><dd>{value}</dd>" for key, value in _facts(place, lang))
    return (
        f'<article class="cm-detail cm-place-detail" dir="{direction(lang)}">'
        f"<p class='cm-type'>{escape(kind_label(place.kind, lang))}</p>"
        f"<h3>{isolated(place_name(place, lang))}</h3>{_bars(candidate, lang) if candidate else ''}"
        f"<dl>{facts}</dl></article>"
    )


def _bars(candidate: Candidate, lang: Lang) -> str:
    """The shares of a score: what each factor leaves of it, as words with a bar."""
    words = all_words(lang, "why.")
    lines = [(words.get(factor, factor), share, "") for factor, share in candidate.why]
    lines.append((say("lookup.score", lang), candidate.score, " cm-why-all"))
    bars = "".join(
        f"<div class='cm-why-line{css}'><span>{escape(label)}</span>"
        f"<span class='cm-bar'><i style='width:{min(max(share, 0.0), 1.0):.0%}'></i></span>"
        f"<b>{min(share, 1.0):.0%}</b></div>"
        for label, share, css in lines
    )
    title, note = say("lookup.why", lang), say("lookup.why_note", lang)
    return f"<h4>{escape(title)}</h4><div class='cm-why'>{bars}</div><p class='cm-hint'>{escape(note)}</p>"


def _facts(place: Place, lang: Lang) -> list[tuple[str, str]]:
    other = place.name if lang == "ar" else place.name_ar
    inside = [admin1_label(place, lang), area_label(place.country, lang) if place.country else None]
    district = place.admin2 if lang == "en" else None  # the gazetteer's districts have Latin names only
    sentence = vocabulary.geo_precisions().get(place.geo_precision).text("sentence", lang)
    rows = [
        ("fact.other_name", isolated(other) if other else ""),
        ("fact.inside", joined([isolated(part) for part in (district, *inside) if part], lang)),
        ("fact.point", f"<bdi dir='ltr'>{place.lat:.5f}, {place.lon:.5f}</bdi>"),
        ("fact.precision", escape(sentence.format(radius_km=_km(place.radius_km or 0)))),
        ("fact.radius", escape(say("lookup.km", lang, km=_km(place.radius_km))) if place.radius_km else ""),
        ("fact.people", number(place.population) if place.population else ""),
        ("fact.seat", escape(kind_label(place.seat_of, lang)) if place.seat_of else ""),
        ("fact.source", isolated(place.source)),
        ("fact.id", f"<bdi dir='ltr'>{escape(place.id)}</bdi>"),
    ]
    return [(key, value) for key, value in rows if value]
