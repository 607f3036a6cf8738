"""Every phrase exists in both languages, is used, and fills the same places."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

from conflictmap.errors import UnknownTerm
from conflictmap.words import all_words, as_lang, joined, say

ROOT = Path(__file__).resolve().parent.parent
ROWS: dict[str, dict[str, str]] = tomllib.loads((ROOT / "conflictmap/words.toml").read_text(encoding="utf-8"))
COMPUTED = (
    "import.",
    "export.",
    "table_note.",
    "trend.",
    "download.",
    "export.",
    "table_note.",
    "mapping.",
    "month.",
    "briefing.size_",
    "briefing.marking_",
    "briefing.list_",
    "filter.",
    "count.",
    "unit.",
    "lang.",
    "dataset.",
    "licence.",
    "map.",
    "table.",
    "mark.",
    "why.",
    "column.",
    "origin.",
    "edit.",
    "overlay.",
    "verdict.",
    "report.did_",
    "report.fatalities_",
    "report.injured_",
    "review_state.",
    "field.",
    "key.",
    "part.",
    "published.",
    "reason.",
    "rejection.",
    "unreadable.",
    "note.",
    "format.",
    "topic.",
)
"""Keys that code puts together from a vocabulary or a field's name, or sends to the map as a whole."""


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", ROWS)
def test_row(key: str) -> None:
    row = ROWS[key]
    assert set(row) == {"en", "ar"}
    assert all(text.strip() for text in row.values())
    assert places(row["en"]) == places(row["ar"])
    if not re.fullmatch(r"[{}\w\s:;–.,-]*", row["ar"], re.ASCII):
        assert re.search("[\u0600-\u06ff]", row["ar"]), "the Arabic is Arabic"


def code() -> str:
    files = [*ROOT.glob("conflictmap/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "dashboard.py"]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def scripts() -> str:
    files = sorted(ROOT.glob("conflictmap/mapview/static/*.js"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_every_phrase_that_code_names_exists() -> None:
    named = set(re.findall(r'"((?:[a-z_]+)\.(?:[a-z0-9_]+))"', code()))
    prefixes = {key.split(".")[0] for key in ROWS}
    missing = {
        name for name in named if name.split(".")[0] in prefixes and name not in ROWS and not name.endswith(".py")
    }
    assert missing <= {"place.name", "place.name_ar", "place.kind", "map.css", "journal.jsonl", "table.xlsx"}, missing


def test_no_phrase_is_left_over() -> None:
    text = code() + scripts()
    unused = {
        key for key in ROWS if not re.search(rf"""["']{re.escape(key)}["']""", text) and not key.startswith(COMPUTED)
    }
    assert not unused, unused


def test_map_words_are_used_by_the_map() -> None:
    script = scripts()
    for key in all_words("en", "map."):
        assert re.search(rf"(say|words)\.{key}\b|\"{key}\"", script) or key.startswith("by_"), key


def test_say_and_joined() -> None:
    assert say("date.day", "en", day=4, month="May", year=2026) == "4 May 2026"
    assert joined(["أ", "ب"], "ar") == "أ، ب"
    assert as_lang("fr") == "en"
    with pytest.raises(UnknownTerm, match=r"no\.such"):
        say("no.such", "en")
