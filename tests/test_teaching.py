"""Names taught to actors: they count in readings and filters from then on, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conflictmap import places, settings, teaching
from conflictmap.coder.coder import Coder
from conflictmap.coder.documents import Document
from conflictmap.errors import UnreadableFile
from conflictmap.model import vocabulary
from conflictmap.teaching import Alias, Unteachable

NAME = "كتائب البرق الأخضر"
TEXT = f"حلب - 4 شباط 2026\nقصفت {NAME} مدينة منبج بالمدفعية أمس الثلاثاء وقتل ثلاثة مدنيين.\n"
ALIAS = Alias("hts", NAME, "Rana", "their own statement")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv(settings.variable("home"), str(tmp_path))
        teaching.apply()
        yield
    teaching.apply()
    assert vocabulary.actor_book().find(NAME) is None, "nothing is left for other tests"


def actors_read() -> set[str | None]:
    coded = Coder(places.geocoder()).code(Document(TEXT, ""))
    return {actor.id for each in coded.events for actor in each.event.actors}


def test_a_taught_name_is_found_in_texts_and_by_filters() -> None:
    assert "hts" not in actors_read()
    row = teaching.teach(ALIAS)
    assert row.when.startswith("20")
    assert vocabulary.actor_book().find("كتائبُ البرق الاخضر") == "hts", "in any usual spelling"
    assert "hts" in actors_read()


def test_it_can_be_taken_back() -> None:
    row = teaching.teach(ALIAS)
    teaching.withdraw(row, "Omar", "another group")
    assert teaching.in_force() == []
    assert [each.withdrawn for each in teaching.read()] == [False, True]
    assert teaching.read()[1].who == "Omar"
    assert "hts" not in actors_read()
    teaching.teach(ALIAS)
    assert [each.name for each in teaching.in_force()] == [NAME]


def test_another_process_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    teaching.teach(ALIAS)
    vocabulary.teach({})
    monkeypatch.setattr(teaching, "_applied", None)
    teaching.apply()
    assert vocabulary.actor_book().find(NAME) == "hts"


@pytest.mark.parametrize(
    "alias",
    [
        Alias("nobody", NAME, "Rana", "x"),
        Alias("hts", "ab", "Rana", "x"),
        Alias("hts", "   ", "Rana", "x"),
        Alias("hts", "x" * 201, "Rana", "x"),
        Alias("hts", "a\x00b c", "Rana", "x"),
        Alias("hts", NAME, "", "x"),
        Alias("hts", NAME, "Rana", ""),
        Alias("hts", "Israel Defense Forces", "Rana", "x"),
    ],
    ids=str,
)
def test_what_cannot_be_taught(alias: Alias) -> None:
    with pytest.raises(Unteachable):
        teaching.teach(alias)
    assert teaching.read() == []


def test_a_damaged_journal_says_so() -> None:
    teaching.journal().parent.mkdir(parents=True)
    teaching.journal().write_text("colour\nred\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"aliases\.csv"):
        teaching.read()
    teaching.journal().unlink()
