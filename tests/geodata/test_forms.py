"""Names as reports write them, each with the place it means: `forms.tsv`.

The column `open` says what still goes wrong (`none`: no answer; `wrong`: another place). It is exact: a form that
gets better or worse shows here, and the table is renewed on purpose.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from geodata import Gazetteer, GazetteerGeocoder
from geodata.evaluate import evaluate, read_forms

FILE = Path(__file__).with_name("forms.tsv")
ROWS = csv.DictReader(FILE.read_text(encoding="utf-8").splitlines(), delimiter="\t")
OPEN = {(row["name"], row["country"]): row["open"] for row in ROWS}
KINDS = ("alias", "censored", "class", "clitic", "exact", "homonym", "misspelling", "mustnot", "translit")
FORMS = list(read_forms(FILE))


def test_the_table_is_wide_enough() -> None:
    assert len(FORMS) >= 400
    assert len(OPEN) == len(FORMS), "each name and country once"
    counts = Counter(form.kind for form in FORMS)
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= 20
    assert Counter(form.country for form in FORMS).keys() >= {"SY", "PS", "LB", "IQ", "IL", "YE", "SD", "LY", "UA"}
    known = Gazetteer.open()
    assert [f.name for f in FORMS if any(known.by_id(i) is None for i in f.ids or ())] == []


@pytest.mark.parametrize("kind", KINDS)
def test_forms(kind: str) -> None:
    found = evaluate((form for form in FORMS if form.kind == kind), GazetteerGeocoder())
    now = {(o.form.name, o.form.country or ""): "" if o.outcome == "right" else o.outcome for o in found}
    assert {form: outcome for form, outcome in now.items() if outcome != OPEN[form]} == {}


def test_what_is_open_stays_small() -> None:
    outcomes = Counter(OPEN.values())
    assert outcomes[""] / len(OPEN) > 0.9
    assert outcomes["wrong"] / len(OPEN) < 0.02
    assert [form for form, outcome in OPEN.items() if outcome and form in _must_not()] == []


def _must_not() -> set[tuple[str, str]]:
    return {(form.name, form.country or "") for form in FORMS if form.kind == "mustnot"}
