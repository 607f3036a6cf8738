"""The editor of places: correct the chosen one or add one, and the journal of what was corrected. For editors only."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import streamlit as st

from conflictmap import places
from conflictmap.model import vocabulary
from conflictmap.model.naming import area_label, kind_label
from conflictmap.ui import roles, state
from conflictmap.ui.lookup import Found, place_name
from conflictmap.ui.markup import escape, isolated
from conflictmap.ui.state import App
from conflictmap.words import Lang, either, joined, number, say
from geodata import Areas, GeodataError, Place, fold
from geodata.added import corrections
from geodata.added.corrections import Correction

PRECISIONS = ("exact", "town", "near", "feature", "adm2")
"""How well a person may say a place is known; wider areas have outlines of their own."""
NEEDED = ("name", "who", "why")
JOURNAL_ROWS = 50
"""Rows of the journal that are shown, latest first."""
_MAX_TEXT = corrections.LONGEST_TEXT
_ME = "editor-name"


def form(app: App, found: Found) -> None:
    """Draws the form, or the line that says who may use it."""
    lang = app.lang
    if not roles.may_edit():
        st.html(f"<p class='cm-hint'>{escape(say('edit.not_editor', lang))}</p>")
        return
    chosen = found.chosen if found.chosen and can_be_corrected(found.chosen) else None
    options = ["correct", "add"] if chosen else ["add"]
    labels = {"add": say("edit.add", lang), "correct": say("edit.correct", lang)}
    mode = st.pills(
        say("edit.what", lang), options, key=f"edit-mode-{lang}-{bool(chosen)}", default=options[0], required=True,
        format_func=labels.__getitem__, label_visibility="collapsed",
    )  # fmt: skip
    if found.chosen and chosen is None:
        st.html(f"<p class='cm-hint'>{escape(say('edit.no_own_point', lang))}</p>")
    place = chosen if mode == "correct" else None
    _form(lang, place, found)


def can_be_corrected(place: Place) -> bool:
    """Whether a place has a point of its own; areas have outlines, and computed places follow from others."""
    return not place.area_id and "@" not in place.id and place.kind in vocabulary.place_kinds()


def _form(lang: Lang, place: Place | None, found: Found) -> None:
    subject = place.id if place else f"new {found.name}"
    prefix = f"edit-{lang}-{hashlib.blake2s(subject.encode('utf-8', 'replace'), digest_size=6).hexdigest()}"
    title = say("edit.title", lang, name=place_name(place, lang)) if place else say("edit.title_new", lang)
    with st.form(f"{prefix}-form", border=True):
        st.html(f"<h3 class='cm-h'>{escape(title)}</h3>")
        _name_fields(lang, prefix, place, found.name)
        _point_fields(lang, prefix, place)
        who, why = st.columns([0.35, 0.65])
        me = roles.signed_in_as() or st.session_state.get(_ME, "")
        who.text_input(say("edit.who", lang), me, key=f"{prefix}-who", max_chars=_MAX_TEXT)
        why.text_input(say("edit.why", lang), key=f"{prefix}-why", max_chars=_MAX_TEXT, help=say("edit.why_help", lang))
        st.form_submit_button(
            say("edit.save", lang), key=f"{prefix}-save", type="primary", on_click=_save,
            args=(prefix, place.id if place else None), icon=":material/save:",
        )  # fmt: skip


def _name_fields(lang: Lang, prefix: str, place: Place | None, typed: str) -> None:
    kinds = [term.id for term in vocabulary.place_kinds() if term.more.get("own")]
    countries = sorted((area.id for area in Areas.open().all("country")), key=lambda code: area_label(code, lang))
    arabic = fold(typed) != typed.lower() or any("\u0600" <= c <= "\u06ff" for c in typed)
    name, name_ar, kind, country = st.columns(4)
    name.text_input(
        say("edit.name", lang), place.name if place else "" if arabic else typed, key=f"{prefix}-name",
        max_chars=_MAX_TEXT,
    )  # fmt: skip
    name_ar.text_input(
        say("edit.name_ar", lang), (place.name_ar or "") if place else typed if arabic else "",
        key=f"{prefix}-name_ar", max_chars=_MAX_TEXT,
    )  # fmt: skip
    kind.selectbox(
        say("column.kind", lang), kinds, key=f"{prefix}-kind", format_func=lambda each: kind_label(each, lang),
        index=kinds.index(place.kind) if place and place.kind in kinds else 0,
    )  # fmt: skip
    at = countries.index(place.country) + 1 if place and place.country in countries else 0
    country.selectbox(
        say("filter.country", lang), ["", *countries], key=f"{prefix}-country", index=at,
        format_func=lambda code: area_label(code, lang) if code else say("edit.country_of_point", lang),
    )  # fmt: skip


def _point_fields(lang: Lang, prefix: str, place: Place | None) -> None:
    lat, lon, precision, radius = st.columns(4)
    shared: dict[str, Any] = {"format": "%.5f", "step": 0.001}
    lat.number_input(say("edit.lat", lang), -90.0, 90.0, place.lat if place else None, key=f"{prefix}-lat", **shared)
    lon.number_input(say("edit.lon", lang), -180.0, 180.0, place.lon if place else None, key=f"{prefix}-lon", **shared)
    at = PRECISIONS.index(place.geo_precision) if place and place.geo_precision in PRECISIONS else 1
    precision.selectbox(
        say("table.precision", lang), PRECISIONS, index=at, key=f"{prefix}-precision",
        format_func=lambda each: vocabulary.geo_precisions().get(each).label(lang),
    )  # fmt: skip
    radius.number_input(
        say("edit.radius", lang), 0.0, 500.0, (place.radius_km or 0.0) if place else 0.0, key=f"{prefix}-radius",
        step=1.0, help=say("edit.radius_help", lang),
    )  # fmt: skip
    st.text_input(
        say("edit.aliases", lang), key=f"{prefix}-aliases", max_chars=_MAX_TEXT, help=say("edit.aliases_help", lang)
    )


def _save(prefix: str, place_id: str | None) -> None:
    """Callback of the form."""
    app = state.changing()
    given = {name: st.session_state.get(f"{prefix}-{name}") for name in (*NEEDED, *FIELDS)}
    missing = [say(f"edit.{name}", app.lang) for name in (*NEEDED, "lat", "lon") if not _is_given(given, name)]
    if missing:
        app.notices = [say("edit.missing", app.lang, names=joined(missing, app.lang))]
        return
    st.session_state[_ME] = given["who"]
    row = _correction(given, place_id)
    if write(app, row):
        st.session_state[f"{prefix}-why"] = st.session_state[f"{prefix}-aliases"] = ""  # said once is enough
        app.search.chosen = row.id
        if place_id is None:
            app.search.text = either(app.lang, row.name, row.name_ar) or row.name
        app.notices = [say("edit.saved", app.lang, name=row.name)]


FIELDS = ("name_ar", "kind", "country", "lat", "lon", "precision", "radius", "aliases")


def _is_given(given: dict[str, Any], name: str) -> bool:
    if name == "name":  # a place may have its name in one language only
        return bool(str(given["name"] or "").strip() or str(given["name_ar"] or "").strip())
    return given[name] is not None and str(given[name]).strip() != ""


def _correction(given: dict[str, Any], place_id: str | None) -> Correction:
    name, name_ar = str(given["name"] or "").strip(), str(given["name_ar"] or "").strip()
    aliases = (part.strip() for part in str(given["aliases"] or "").replace("،", ",").split(","))
    lat, lon = float(given["lat"]), float(given["lon"])
    return Correction(
        id=place_id or corrections.own_id(name or name_ar, lat, lon),
        name=name or name_ar,
        name_ar=name_ar,
        kind=str(given["kind"]),
        country=str(given["country"] or ""),
        lat=lat,
        lon=lon,
        geo_precision=str(given["precision"]),
        radius_km=float(given["radius"]) if given["radius"] else None,
        aliases=tuple(alias for alias in aliases if alias),
        who=str(given["who"]).strip(),
        why=str(given["why"]).strip(),
    )


def write(app: App, row: Correction) -> bool:
    """Adds a row to the journal for an editor; a row that cannot be is said at the page's head."""
    if not roles.may_edit():
        app.notices = [say("edit.not_editor", app.lang)]
        return False
    try:
        corrections.correct(places.folder(), row, Areas.open())
    except GeodataError as error:
        app.notices = [str(error)]
        return False
    return True


# The journal


def journal(app: App) -> None:
    """Draws what was corrected, by whom, when and why, latest first; an editor may withdraw what is in force."""
    lang, rows = app.lang, corrections.read(places.folder())
    if not rows:
        st.html(f"<p class='cm-hint'>{escape(say('journal.empty', lang))}</p>")
        return
    st.html(f"<h3 class='cm-h'>{escape(say('journal.title', lang, n=number(len(rows))))}</h3>")
    in_force = {(row.id, row.when) for row in corrections.in_force(places.folder())}
    editor = roles.may_edit()
    for at, row in list(enumerate(rows))[: -JOURNAL_ROWS - 1 : -1]:
        with st.container(key=f"journal-{at}", horizontal=True, vertical_alignment="center"):
            st.html(_journal_line(row, (row.id, row.when) in in_force, lang))
            if editor and (row.id, row.when) in in_force:
                _withdrawing(row, at, lang)


def _journal_line(row: Correction, counts: bool, lang: Lang) -> str:
    status = "journal.withdrawal" if row.withdrawn else "journal.in_force" if counts else "journal.replaced"
    name = isolated(either(lang, row.name, row.name_ar))
    facts = [
        f"<bdi dir='ltr'>{row.lat:.5f}, {row.lon:.5f}</bdi>",
        isolated(row.who),
        f"<bdi dir='ltr'>{escape(_minute(row.when))}</bdi>",
    ]
    return (
        f"<p class='cm-journal'><b>{name}</b> <small>{escape(say(status, lang))}</small><br>"
        f"{' · '.join(facts)}<br><span dir='auto'>{escape(row.why)}</span></p>"
    )


def _minute(when: str) -> str:
    """An ISO time of the journal, which is in UTC, as people read it."""
    return f"{when[:10]} {when[11:16]} UTC" if len(when) >= 16 else when


def _withdrawing(row: Correction, at: int, lang: Lang) -> None:
    with st.popover(say("journal.withdraw", lang), key=f"withdraw-{lang}-{at}"):
        me = roles.signed_in_as() or st.session_state.get(_ME, row.who)
        st.text_input(say("edit.who", lang), me, key=f"withdraw-{lang}-{at}-who", max_chars=_MAX_TEXT)
        st.text_input(say("edit.why", lang), key=f"withdraw-{lang}-{at}-why", max_chars=_MAX_TEXT)
        st.button(
            say("journal.withdraw_now", lang), key=f"withdraw-{lang}-{at}-now", on_click=_withdraw, args=(row, at)
        )


def _withdraw(row: Correction, at: int) -> None:
    """Callback: takes a correction back; the row that does so stands in the journal too."""
    app = state.changing()
    who, why = (str(st.session_state.get(f"withdraw-{app.lang}-{at}-{name}") or "").strip() for name in ("who", "why"))
    if not who or not why:
        names = joined([say("edit.who", app.lang), say("edit.why", app.lang)], app.lang)
        app.notices = [say("edit.missing", app.lang, names=names)]
    elif write(app, replace(row, who=who, why=why, withdrawn=True)):
        app.notices = [say("journal.withdrawn", app.lang, name=row.name)]
