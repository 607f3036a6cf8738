"""What was imported, newest first, with the button that takes an import back; and whose data the store holds."""

from __future__ import annotations

import streamlit as st

from conflictmap import importing
from conflictmap.errors import StoreError
from conflictmap.model.naming import dataset_label, licence_label
from conflictmap.store import aggregate, imports
from conflictmap.store.imports import Import, Undone
from conflictmap.store.store import shared_store
from conflictmap.ui import dataimport, frame, roles
from conflictmap.ui.markup import escape, isolated
from conflictmap.ui.state import App
from conflictmap.words import Lang, number, say, told

_SHOWN = 100
_SAID = "import-undone"
_COLUMNS = ("id", "time", "who", "file", "format", "read", "new", "updated", "unchanged", "rejected")


def render(app: App) -> None:
    """Draws the log, for editors with the choice of an import to take back."""
    lang, lines = app.lang, imports.log(shared_store())[:_SHOWN]
    st.html(f"<h2>{escape(say('import.log', lang))}</h2>")
    said = st.session_state.pop(_SAID, None)
    if said:
        frame.note(_said(said, lang))
    if not lines:
        st.html(f"<p class='cm-hint'>{escape(say('import.none', lang))}</p>")
        return
    heads = "".join(f"<th>{escape(say(f'import.{name}', lang))}</th>" for name in _COLUMNS)
    rows = "".join(_row(line, lang) for line in lines)
    st.html(
        f"<div class='cm-method cm-origin'><table class='cm-log'><tr class='cm-heads'>{heads}</tr>{rows}</table></div>"
    )
    if roles.may_edit():
        _undo_choice([line for line in lines if not line.undone], lang)


def _row(line: Import, lang: Lang) -> str:
    file, form = isolated(line.file), dataimport.format_label(line.format, lang)
    who = say("import.local", lang) if line.who == dataimport.LOCAL else line.who
    if line.undone:
        file = f"<s>{file}</s> {escape(say('import.is_undone', lang))} {isolated(line.undone)}"
    numbers = "".join(f"<td>{number(getattr(line, name))}</td>" for name in _COLUMNS[5:])
    texts = (isolated(line.imported_at[:16].replace("T", " ")), isolated(who), file, escape(form))
    return f"<tr><th>{line.id}</th>{''.join(f'<td>{text}</td>' for text in texts)}{numbers}</tr>"


def _undo_choice(lines: list[Import], lang: Lang) -> None:
    if not lines:
        return
    names = {line.id: f"{line.id} · {line.file} · {number(line.new + line.updated)}" for line in lines}
    with st.container(key="import-undo-box", horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            say("import.choose", lang), list(names), key="import-undo-choice", format_func=names.__getitem__,
            index=None, placeholder="–",
        )  # fmt: skip
        st.button(
            say("import.undo", lang), key="import-undo", icon=":material/undo:", on_click=_undo,
            disabled=st.session_state.get("import-undo-choice") is None,
        )  # fmt: skip
    st.html(f"<p class='cm-hint'>{escape(say('import.undo_help', lang))}</p>")


def _undo() -> None:
    """Callback: the chosen import is taken back, or the page says why not."""
    chosen = st.session_state.get("import-undo-choice")
    if chosen is None or not roles.may_edit():
        return
    try:
        st.session_state[_SAID] = importing.undo(shared_store(), int(chosen), dataimport.who())
    except StoreError as error:
        st.session_state[_SAID] = str(error)


def _said(said: Undone | str, lang: Lang) -> str:
    if isinstance(said, str):
        return said
    return say("import.undone", lang, **{name: number(count) for name, count in said._asdict().items()})


def datasets(app: App) -> None:
    """Draws whose data the store holds: each dataset with its events, licence and what to know about it."""
    lang, store = app.lang, shared_store()
    notes = {name: line.note for line in imports.log(store) for name in line.dataset.split(", ") if line.note}
    known = {name: told(notes.get(name, ""), lang, "note.") for name, _ in imports.licences(store)}
    counts = dict(aggregate.values_of(store, "dataset"))
    st.html(f"<h2>{escape(say('import.datasets', lang))}</h2>")
    heads = "".join(
        f"<th>{escape(say(f'import.{name}', lang))}</th>" for name in ("dataset", "events", "licence", "note")
    )
    rows = "".join(
        f"<tr><th>{isolated(dataset_label(name, lang))}</th><td>{number(counts.get(name, 0))}</td>"
        f"<td>{isolated(licence_label(licence, lang))}</td><td>{isolated(known[name])}</td></tr>"
        for name, licence in imports.licences(store)
    )
    st.html(f"<div class='cm-method cm-origin'><table><tr class='cm-heads'>{heads}</tr>{rows}</table></div>")
