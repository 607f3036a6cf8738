"""The step before a table is imported: what each column is taken for, how dates and rows are read, and whose data."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from conflictmap import places
from conflictmap.filters import value_label
from conflictmap.formats import table
from conflictmap.formats.base import Options, Rejection
from conflictmap.formats.table import Survey
from conflictmap.formats.tables import columns
from conflictmap.formats.tables.cells import text_of
from conflictmap.model import vocabulary
from conflictmap.model.event import Event
from conflictmap.model.naming import area_label, place_label
from conflictmap.store import flat
from conflictmap.store.store import shared_store
from conflictmap.ui import frame
from conflictmap.ui.markup import escape, isolated
from conflictmap.ui.state import App
from conflictmap.words import Lang, joined, number, say, told
from geodata import Areas

_KEPT = "mapping-kept"
_SAMPLES = 3
_SAMPLE_CHARACTERS = 60
_PREVIEWED = 8
_ROW_PX = 35
_PREVIEW = ("row", "date", "type", "place", "precision", "killed", "summary")
_NOT_FOUND = 300


def render(app: App, path: Path) -> Options | None:
    """Draws the step for a file; the options once the viewer has confirmed them, else None.

    Raises:
        UnreadableFile: the file is no table.
    """
    lang = app.lang
    seen = _survey(path, Options(sheet=_sheet(app, path)))
    head = say("mapping.head", lang, n=number(seen.rows), columns=number(len(seen.columns)))
    st.html(
        f"<p class='cm-verdict' role='status'>{escape(head)}</p>"
        f"<p class='cm-hint'>{escape(say('mapping.help', lang))}</p>"
    )
    if why := seen.why_no_events:
        told_why = told(f"{path.name}: expected {why}", lang, "unreadable.")
        frame.note(say("mapping.no_events", lang, why=f"{told_why}."))
    chosen = _columns(seen, lang)
    options = Options(sheet=seen.sheet, columns=chosen, **_about(seen, path, lang))
    is_enough = set(chosen.values()) & set(table.SAYS_WHEN_OR_WHERE)
    _problems(chosen, bool(is_enough), lang)
    if not is_enough:
        return None
    _preview(path, options, lang)
    confirmed = st.button(
        say("mapping.import", lang, n=number(seen.rows)), type="primary", icon=":material/upload:", key="mapping-import"
    )
    return replace(options, geocoder=places.geocoder) if confirmed else None


def _kept(key: tuple[Any, ...], make: Any) -> Any:
    """A result of this session, made anew when what it depends on changes."""
    store = st.session_state.setdefault(_KEPT, {})
    if store.get(key[0], (None, None))[0] != key:
        store[key[0]] = key, make()
    return store[key[0]][1]


def _stamp(path: Path) -> tuple[str, int, int]:
    about = path.stat()
    return str(path), about.st_size, about.st_mtime_ns


def _survey(path: Path, options: Options) -> Survey:
    asked = replace(options, geocoder=places.geocoder)
    found: Survey = _kept(("survey", _stamp(path), options.sheet), lambda: table.survey(path, asked))
    return found


def _sheet(app: App, path: Path) -> str:
    """The sheet to read: the likeliest, where there are several another one at will."""
    first: Survey = _kept(("first", _stamp(path)), lambda: table.survey(path, Options(geocoder=places.geocoder)))
    if len(first.sheets) < 2:
        return first.sheet
    return st.selectbox(
        say("mapping.sheet", app.lang),
        first.sheets,
        index=first.sheets.index(first.sheet),
        key=f"mapping-sheet-{path.name}",
    )


# Columns


def _columns(seen: Survey, lang: Lang) -> dict[str, str]:
    """The field of each column as the viewer leaves it; columns that are not read are folded away."""
    read = [at for at, column in enumerate(seen.columns) if column.field]
    rest = [at for at in range(len(seen.columns)) if at not in read]
    with st.container(key="mapping-columns"):
        chosen = {seen.columns[at].name: _column(seen, at, lang) for at in read}
    if rest:
        with st.expander(say("mapping.unread", lang, n=number(len(rest))), key="mapping-rest"):
            chosen |= {seen.columns[at].name: _column(seen, at, lang) for at in rest}
    return chosen


def _column(seen: Survey, at: int, lang: Lang) -> str:
    column, options = seen.columns[at], ["", *columns.fields()]
    name, choice = st.columns([0.55, 0.45], vertical_alignment="center")
    doubt = say("mapping.unsure", lang) if column.field and column.sure < 0.6 else ""
    samples = [f"<bdi>{escape(sample)}</bdi>" for sample in _samples(seen.samples[at])]
    shown = joined(samples, lang) or escape(say("mapping.empty", lang))
    with name:
        st.html(
            f"<div class='cm-column'><b><bdi>{escape(column.name)}</bdi></b>"
            + (f" <em>{escape(doubt)}</em>" if doubt else "")
            + f"<small>{shown}</small></div>"
        )
    with choice:
        return st.selectbox(
            say("mapping.means", lang, column=column.name), options, index=options.index(column.field),
            format_func=lambda field: _field(field, lang), key=f"mapping-{seen.sheet}-{at}-{column.name}",
            label_visibility="collapsed",
        )  # fmt: skip


def _samples(cells: tuple[Any, ...]) -> list[str]:
    """Some different values of a column."""
    texts = (text_of(cell).replace("\n", " ")[:_SAMPLE_CHARACTERS] for cell in cells)
    return list(islice(dict.fromkeys(text for text in texts if text), _SAMPLES))


def field_label(field: str, lang: Lang) -> str:
    """What a rejection is about: a field of ours in words, a column of the file as it is called there."""
    return _field(field, lang) if field in columns.fields() else field


def _field(field: str, lang: Lang) -> str:
    return say(f"mapping.field_{field}", lang) if field else say("mapping.not_read", lang)


def _problems(chosen: dict[str, str], is_enough: bool, lang: Lang) -> None:
    """Says what stands against the choice."""
    if not is_enough:
        frame.note(say("mapping.too_little", lang))
    fields = [field for field in chosen.values() if field]
    twice = sorted({field for field in fields if fields.count(field) > 1 and not columns.takes_many(field)})
    if twice:
        frame.note(say("mapping.twice", lang, fields=joined([_field(field, lang) for field in twice], lang)))


# What the file does not say


def _about(seen: Survey, path: Path, lang: Lang) -> dict[str, Any]:
    """The order of days, the country of rows that name none, the dataset and its licence."""
    left, right = st.columns(2)
    countries = sorted((area.id for area in Areas.open().all("country")), key=lambda code: area_label(code, lang))
    with left:
        country = st.selectbox(
            say("mapping.country", lang), ["", *countries], key="mapping-country",
            format_func=lambda code: area_label(code, lang) if code else say("mapping.no_country", lang),
            help=say("mapping.country_help", lang),
        )  # fmt: skip
        dataset = st.text_input(
            say("mapping.dataset", lang), table.dataset_of(path), key=f"mapping-dataset-{path.name}", max_chars=80
        )
    with right:
        day_first = _order(seen, lang)
        licence = st.text_input(
            say("mapping.licence", lang),
            key="mapping-licence",
            max_chars=200,
            placeholder=say("mapping.licence_hint", lang),
        )
    return {"country": country, "dataset": dataset.strip(), "licence": licence.strip(), "day_first": day_first}


def _order(seen: Survey, lang: Lang) -> bool | None:
    """Which comes first in dates such as 3/4/2024; asked only where the file has such dates."""
    order = seen.order
    if not order.either and order.why != "mixed":
        return None
    why = say(f"mapping.order_{order.why}", lang, n=number(order.either), against=number(order.against))
    return st.radio(
        say("mapping.order", lang), (True, False), index=0 if order.day_first else 1, key=f"mapping-order-{seen.sheet}",
        format_func=lambda first: say("mapping.day_first" if first else "mapping.month_first", lang), 
        captions=[why, ""] if order.day_first else ["", why],
    )  # fmt: skip


# How it would be read


def _preview(path: Path, options: Options, lang: Lang) -> None:
    asked = replace(options, geocoder=places.geocoder)
    key = ("preview", _stamp(path), options.sheet, tuple(options.columns.items()), options.day_first, options.country)
    rows: list[Event | Rejection] = _kept(key, lambda: list(islice(table.read(path, asked), _PREVIEWED)))
    st.html(f"<h3 class='cm-h'>{escape(say('mapping.preview', lang, n=number(len(rows))))}</h3>")
    st.html(_previewed([_row(at, row, lang) for at, row in enumerate(rows, 1)], lang))


def _previewed(rows: list[dict[str, str | None]], lang: Lang) -> str:
    """The first rows as a table that reads from where the language begins, on a narrow screen too."""
    heads = "".join(f"<th>{escape(say(f'mapping.column_{name}', lang))}</th>" for name in _PREVIEW)
    lines = "".join(
        "<tr>" + "".join(f"<td>{isolated(row.get(name) or '–')}</td>" for name in _PREVIEW) + "</tr>" for row in rows
    )
    label = escape(say("mapping.preview", lang, n=number(len(rows))))
    return (
        f"<div class='cm-method cm-origin cm-previewed' role='region' aria-label='{label}' tabindex='0'>"
        f"<table><tr class='cm-heads'>{heads}</tr>{lines}</table></div>"
    )


def _row(at: int, row: Event | Rejection, lang: Lang) -> dict[str, str | None]:
    """A row as it is read, in words; of a rejected one the reason."""
    if isinstance(row, Rejection):
        field = field_label(row.field, lang)
        reason = told(row.reason, lang, "rejection.")
        said = say("mapping.rejected", lang, field=field, value=row.value, reason=reason)
        if not row.field:
            said = say("mapping.rejected_row", lang, reason=reason)
        return {"row": str(at), "summary": said}
    return {
        "row": str(at),
        "date": row.when.describe(lang) if row.when else say("date.none", lang),
        "type": vocabulary.sub_event_types().get(row.sub_event_type).label(lang),
        "place": place_label(row.place, lang),
        "precision": value_label("precision", row.place.geo_precision, lang),
        "killed": None if row.fatalities.best is None else str(row.fatalities.best),
        "summary": row.summary(lang)[:200] or None,
    }


# After the import


def not_found(app: App, dataset: str) -> None:
    """Lists the place names of a dataset that no gazetteer knows, most frequent first; nothing where all are known."""
    names = flat.unknown_places(shared_store(), dataset, _NOT_FOUND)
    if not names:
        return
    lang = app.lang
    head, why = say("mapping.not_found", lang, n=number(len(names))), say("mapping.not_found_why", lang)
    st.html(f"<h3 class='cm-h'>{escape(head)}</h3><p class='cm-hint'>{escape(why)}</p>")
    keys = ("place", "country", "events")
    rows = [(name, area_label(country, lang) if country else None, events) for name, country, events in names]
    with st.container(key="mapping-unknown-box"):
        st.dataframe(
            pd.DataFrame(rows, columns=list(keys)), key=f"mapping-unknown-{lang}", hide_index=True, placeholder="–",
            column_order=keys if lang == "en" else tuple(reversed(keys)),
            column_config={name: say(f"mapping.column_{name}", lang) for name in keys},
            height=min(len(rows) + 1, 12) * _ROW_PX + 2, alt=head,
        )  # fmt: skip
