"""Files in: dropped by editors, recognised, imported with a bar that says how far it is, and reported row by row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from conflictmap import importing, settings
from conflictmap.errors import ConflictMapError
from conflictmap.formats import registry
from conflictmap.formats.base import Options, Rejection
from conflictmap.importing import Report
from conflictmap.model.naming import licence_label
from conflictmap.store.store import shared_store
from conflictmap.ui import datamapping, frame, roles, uploads
from conflictmap.ui.markup import escape, isolated
from conflictmap.ui.state import App
from conflictmap.words import Lang, joined, number, say, told

_REPORTS = "import-reports"
_ROUND = "import-round"
_MAPPED = ("table", "parquet")  # formats whose columns a person confirms first
_COUNTS = ("read", "new", "updated", "unchanged", "rejected")
_PERCENT = 100
LOCAL = "local editor"


def render(app: App) -> None:
    """Draws the upload, what each file was recognised as, and the reports of what has been imported."""
    lang = app.lang
    formats = joined([format_label(name, lang) for name in registry.formats()], lang)
    st.html(f"<p class='cm-hint'>{escape(say('import.help', lang, formats=formats))}</p>")
    files = st.file_uploader(
        say("import.upload", lang), accept_multiple_files=True, max_upload_size=settings.number("import_mb_limit"),
        key=f"import-files-{st.session_state.get(_ROUND, 0)}",
    )  # fmt: skip
    waiting = [(uploads.kept(file.name, file.getvalue()), file.name) for file in files]
    if waiting:
        _waiting(app, waiting)
    for report in st.session_state.get(_REPORTS, ()):
        _show(report, app)


def _waiting(app: App, files: list[tuple[Path, str]]) -> None:
    """What the files are; the step for the columns of a table, one table at a time, and the button for the others."""
    lang = app.lang
    known: list[tuple[Path, str]] = []
    tables: list[tuple[Path, str]] = []
    try:
        with importing.found_files([path for path, _ in files]) as found:
            names = {path: name for path, name in files}
            for path, inner in found:
                shown = names.get(path, inner)
                (tables if _recognised(path, shown, lang) in _MAPPED else known).append((path, shown))
            if known and _asked(lang, known):
                _import(known, Options(), lang)
            elif tables:
                path, shown = tables[0]
                if (options := datamapping.render(app, path)) is not None:
                    _import([(path, shown)], options, lang)
    except ConflictMapError as error:
        frame.note(frame.reason(error, lang))


def _recognised(path: Path, name: str, lang: Lang) -> str:
    found = registry.detect(path)
    text = say("import.recognised", lang, format=format_label(found.name, lang))
    st.html(f"<p class='cm-said'>{isolated(name)}: {escape(text)}</p>")
    if found.licence:
        licence = isolated(licence_label(found.licence, lang))
        st.html(f"<p class='cm-hint'>{escape(say('import.licence', lang))}: {licence}</p>")
    return found.name


def _asked(lang: Lang, files: list[tuple[Path, str]]) -> bool:
    text = say("import.start", lang, n=number(len(files)))
    return st.button(text, type="primary", icon=":material/upload:", key="import-start")


def _import(files: list[tuple[Path, str]], options: Options, lang: Lang) -> None:
    """Imports files, one after another; what was read before one that cannot be read stays."""
    if not roles.may_edit():
        return
    bar, reports = st.progress(0.0), []

    def progress(rows: int, total: int | None) -> None:
        share = min(rows / total, 1.0) if total else 0.0
        bar.progress(int(share * _PERCENT), say("import.progress", lang, n=number(rows)))

    try:
        for path, name in files:
            reports.append(
                importing.import_file(
                    shared_store(), path, who=who(), options=options, shown_name=name, progress=progress
                )
            )
            uploads.forget(path)
    finally:
        bar.empty()
        st.session_state[_REPORTS] = [*reversed(reports), *st.session_state.get(_REPORTS, ())]
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1  # an upload without files
    st.rerun()


def who() -> str:
    """The name that stands in the log."""
    return roles.signed_in_as() or str(st.session_state.get("report-who") or "").strip() or LOCAL


def format_label(name: str, lang: Lang) -> str:
    """What a format is called."""
    return say(f"format.{name}", lang) if name in registry.formats() else name


def _show(report: Report, app: App) -> None:
    """One report: the counts, what was kept, and the rejected rows as a table and as a file."""
    line, lang = report.line, app.lang
    counted = " · ".join(f"{say(f'import.{name}', lang)} {number(getattr(line, name))}" for name in _COUNTS)
    file = f"{isolated(line.file)} ({escape(format_label(line.format, lang))})"
    st.html(f"<p class='cm-verdict' role='status'>{file}<br>{escape(counted)}</p>")
    for name in ("kept", "older"):
        if count := getattr(line, name):
            st.html(f"<p class='cm-hint'>{escape(say(f'import.{name}', lang, n=number(count)))}</p>")
    if line.note:
        st.html(f"<p class='cm-hint'>{isolated(told(line.note, lang, 'note.'))}</p>")
    if report.rejections:
        st.html(_rejected(report.rejections, lang))
    if report.rejected_file and report.rejected_file.exists():
        st.download_button(
            say("import.download", lang), report.rejected_file.read_bytes(), report.rejected_file.name, "text/csv",
            key=f"import-download-{line.id}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
    if line.format in _MAPPED:
        datamapping.not_found(app, line.dataset)


def _rejected(rows: Sequence[Rejection], lang: Lang) -> str:
    """The first rejected rows as a table, with the reason in the viewer's language where it has words for it."""
    heads = "".join(f"<th>{escape(say(f'import.column_{name}', lang))}</th>" for name in importing.REJECTION_COLUMNS)
    lines = "".join(
        f"<tr><td>{row.row}</td><td>{isolated(datamapping.field_label(row.field, lang))}</td>"
        f"<td>{isolated(row.value)}</td><td>{isolated(told(row.reason, lang, 'rejection.'))}</td></tr>"
        for row in rows
    )
    label = escape(say("import.rejected", lang))
    return (
        f"<div class='cm-method cm-origin cm-rejected' role='region' aria-label='{label}' tabindex='0'>"
        f"<table><tr class='cm-heads'>{heads}</tr>{lines}</table></div>"
    )
