"""Written forms: those that reports use are made, in the tense and voice they have, and no form is broken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conflictmap.coder.inflection import Form, noun_forms, verb_forms
from conflictmap.coder.lexicon import table
from geodata.normalize import fold, is_arabic


def texts(forms: Iterator[Form], tense: str = "", voice: str = "") -> set[str]:
    return {one.text for one in forms if tense in ("", one.tense) and voice in ("", one.voice)}


def folded(*words: str) -> set[str]:
    return {fold(word) for word in words}


def test_the_past_agrees_with_who_acts() -> None:
    assert folded("قصف", "قصفت", "قصفوا", "قصفا", "قصفتا", "قصفن", "قصفنا") <= texts(verb_forms("قصف/يقصف"), "past")
    assert folded("قصفه", "قصفها", "قصفتها", "قصفوهم") <= texts(verb_forms("قصف/يقصف"), "past")


def test_the_present_and_the_future() -> None:
    assert folded("يقصف", "تقصف", "نقصف", "يقصفون", "يقصفوا", "تقصفها") <= texts(verb_forms("قصف/يقصف"), "present")
    assert folded("سيقصف", "ستقصف", "سيقصفون") <= texts(verb_forms("قصف/يقصف"), "future")


def test_no_future_is_a_present() -> None:
    forms = list(verb_forms("هاجم/يهاجم"))
    assert not texts(iter(forms), "future") & (texts(iter(forms), "present") | texts(iter(forms), "past"))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("ألقى/يلقي", ["ألقى", "ألقت", "ألقوا", "يلقي", "تلقي", "يلقون", "ألقاها", "ألقتها"]),
        ("استولى/يستولي", ["استولى", "استولت", "استولوا", "تستولي", "يستولون", "ستستولي"]),
        ("دعا/يدعو", ["دعا", "دعت", "يدعو", "تدعو"]),
    ],
)
def test_weak_last_letters_fall_away(entry: str, expected: list[str]) -> None:
    assert folded(*expected) <= texts(verb_forms(entry))


def test_a_passive_of_its_own_letters_is_passive_only() -> None:
    forms = list(verb_forms("استعاد/يستعيد/استعيد/يستعاد"))
    assert folded("استعيد", "استعيدت") <= texts(iter(forms), "past", "passive")
    assert fold("يستعاد") in texts(iter(forms), "present", "passive")
    assert folded("استعاد", "استعادت") <= texts(iter(forms), "past", "active")
    assert not texts(iter(forms), voice="both")


def test_a_passive_of_the_same_letters_may_be_either() -> None:
    assert {one.voice for one in verb_forms("قتل/يقتل")} == {"both"}


def test_further_words_stay_as_they_are() -> None:
    found = texts(verb_forms("شن/يشن غارة"))
    assert folded("شن غارة", "شنت غارة", "يشنون غارة", "ستشن غارة") <= found
    assert all(text.endswith(" " + fold("غارة")) for text in found)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("bomb", {"bomb", "bombs", "bombed", "bombing"}),
        ("seize", {"seize", "seizes", "seized", "seizing"}),
        ("occupy", {"occupy", "occupies", "occupied", "occupying"}),
        ("deploy", {"deploy", "deploys", "deployed", "deploying"}),
        ("clash", {"clash", "clashes", "clashed", "clashing"}),
        ("strike/strikes/struck/struck/striking", {"strike", "strikes", "struck", "striking"}),
        (
            "take/takes/took/taken/taking hostage",
            {f"{w} hostage" for w in ("take", "takes", "took", "taken", "taking")},
        ),
        ("go/goes/went/gone/going on strike", {f"{w} on strike" for w in ("go", "goes", "went", "gone", "going")}),
    ],
)
def test_english_verbs(entry: str, expected: set[str]) -> None:
    assert texts(verb_forms(entry)) == expected


def test_english_tenses() -> None:
    forms = {(one.text, one.tense, one.voice) for one in verb_forms("take/takes/took/taken/taking")}
    assert {("took", "past", "active"), ("taken", "past", "passive"), ("take", "base", "active")} <= forms
    assert ("shelled", "past", "both") in {(one.text, one.tense, one.voice) for one in verb_forms("shell")}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("غارة", ["غارة", "غارتان", "غارتين", "غارات", "غارتها"]),
        ("هجوم", ["هجوم", "هجومين", "هجومان", "هجوما", "هجومهم"]),
        ("عبوة ناسفة", ["عبوة ناسفة", "عبوات ناسفة"]),
    ],
)
def test_arabic_nouns(entry: str, expected: list[str]) -> None:
    assert folded(*expected) <= texts(noun_forms(entry), "noun")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("strike", {"strike", "strikes"}),
        ("air strike", {"air strike", "air strikes"}),
        ("clash", {"clash", "clashes"}),
        ("casualty", {"casualty", "casualties"}),
        ("convoy", {"convoy", "convoys"}),
    ],
)
def test_english_nouns(entry: str, expected: set[str]) -> None:
    assert texts(noun_forms(entry)) == expected


def entries(part: str) -> list[tuple[str, str]]:
    rows = [row for lang in ("ar", "en") for row in table(f"triggers_{lang}")["trigger"].items()]
    return [(name, entry) for name, row in rows for entry in row.get(part, ())]


@pytest.mark.parametrize(("part", "make"), [("verbs", verb_forms), ("nouns", noun_forms)])
def test_every_entry_of_the_lexicon_has_clean_forms(part: str, make: object) -> None:
    for name, entry in entries(part):
        forms = list(make(entry))  # type: ignore[operator]  # the language's own function
        assert forms, (name, entry)
        for one in forms:
            assert one.text and "/" not in one.text, (name, entry)
            assert fold(one.text) == one.text == " ".join(one.text.split()), (name, entry, one.text)


def test_entries_of_verbs_are_written_as_the_inflection_reads_them() -> None:
    for name, entry in entries("verbs"):
        parts = entry.split(" ")[0].split("/")
        assert len(parts) in ((2, 4) if is_arabic(parts[0]) else (1, 5)), (name, entry)
        assert all(parts), (name, entry)
        if is_arabic(parts[0]):
            assert all(part[0] == "ي" for part in parts[1::2]), (name, entry)


def test_english_verbs_of_the_lexicon_are_spelled_as_english_does() -> None:
    alike = {"hit", "set", "cut", "shut", "put", "run", "spread", "shoot", "quit"}  # no regular past
    for name, entry in entries("verbs"):
        head = entry.split(" ")[0]
        assert head not in alike, (name, entry, "needs its own forms")
