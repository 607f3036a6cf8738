"""The gold reports: how many there are, and how well they are read; what was reached must not be lost again."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from conflictmap.coder.coder import Coder
from conflictmap.coder.evaluate import Scores, Share, evaluate, evaluate_report, read_date_phrases, read_gold
from conflictmap.errors import UnreadableFile

GOLD = Path(__file__).parent / "gold"
FLOORS = tomllib.loads((GOLD.parent / "floors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def scores(coder: Coder) -> Scores:
    return evaluate(GOLD, coder)


def test_there_is_enough_to_measure_with() -> None:
    reports = dict(read_gold(GOLD))
    arabic = [gold for gold in reports.values() if gold["lang"] == "ar"]
    mentions = sum(len(gold.get("place", [])) + len(gold.get("actor", [])) for gold in reports.values())
    assert len(reports) >= 60 and len(arabic) >= 40 and len(reports) - len(arabic) >= 20
    assert sum(not gold.get("event") for gold in reports.values()) >= 15
    assert mentions >= 200
    assert sum(len(row.dates) for row in read_date_phrases(GOLD / "dates.tsv")) >= 300


@pytest.mark.parametrize("stage", FLOORS["least"])
def test_what_was_reached_stays(scores: Scores, stage: str) -> None:
    share = scores.shares[stage]
    assert share.ratio >= FLOORS["least"][stage], (stage, share, scores.missed, scores.wrong)


def test_every_stage_has_a_floor(scores: Scores) -> None:
    assert set(scores.shares) == set(FLOORS["least"])


GOLD_REPORT = {
    "text": "قصفت الطائرات الروسية بلدة سراقب بريف إدلب أمس الثلاثاء، ما أدى إلى مقتل ثلاثة مدنيين.",
    "published": date(2026, 2, 4),
    "event": [
        {"core": True, "date": ["2026-02-03", "2026-02-03"], "types": ["remote"], "lat": 35.86, "lon": 36.80,
         "tol_km": 10, "fatalities": 3, "what": "air strike on Saraqib"},
    ],
    "place": [{"name": "سراقب", "lat": 35.86, "lon": 36.80, "tol_km": 10}],
    "actor": [{"names": ["روسي", "Russian"]}],
}  # fmt: skip


def test_a_report_read_right_scores_in_full(coder: Coder) -> None:
    shares = evaluate_report("one", GOLD_REPORT, coder).shares
    for stage in ("places found", "actors found", "events found", "events right", "tolls right"):
        assert shares[stage] == Share(1, 1), stage


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({"date": ["2026-01-03", "2026-01-03"]}, "events found"),
        ({"types": ["protest"]}, "events found"),
        ({"lat": 36.86}, "events found"),
        ({"fatalities": 30}, "tolls right"),
    ],
)
def test_what_is_wrong_scores_nothing(coder: Coder, changes: dict[str, object], stage: str) -> None:
    # the first event is a table
    gold = {**GOLD_REPORT, "event": [{**GOLD_REPORT["event"][0], **changes}]}  # type: ignore[dict-item]
    scores = evaluate_report("one", gold, coder)
    assert scores.shares[stage] == Share(0, 1)
    if stage == "events found":
        assert scores.missed == ("one: air strike on Saraqib",) and len(scores.wrong) == 1


def test_an_event_in_a_text_without_any_is_counted(coder: Coder) -> None:
    stage = "reports without events read as such"
    assert evaluate_report("none", {**GOLD_REPORT, "event": []}, coder).shares[stage] == Share(0, 1)
    calm = {"text": "ارتفعت أسعار الخبز في دمشق.", "published": date(2026, 2, 4)}
    assert evaluate_report("calm", calm, coder).shares[stage] == Share(1, 1)


@pytest.mark.parametrize("bad", ["text = ", None])
def test_a_folder_that_is_no_gold_is_named(tmp_path: Path, bad: str | None) -> None:
    if bad is not None:
        (tmp_path / "one.toml").write_text(bad, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"expected .*TOML|expected gold reports"):
        list(read_gold(tmp_path))


def test_a_bad_row_of_dates_is_named_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "dates.tsv"
    path.write_text("2026-02-04\tأمس\tأمس\t2026-02-03\t2026-02-03\tday\thappened\nsoon\tغدا\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"dates\.tsv: row 2"):
        read_date_phrases(path)
