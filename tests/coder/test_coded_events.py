"""Events read from reports: what, where, when, who in which role, how sure, and where the text says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest

from conflictmap.coder.coder import Coded, Coder, report_key
from conflictmap.coder.documents import Document
from conflictmap.coder.events import language_of
from conflictmap.model.event import Event

Read = Callable[..., Coded]
MONDAY, YESTERDAY, TODAY, TOMORROW = (date(2026, 2, day) for day in (2, 3, 4, 5))

SHELLING = "قصفت الطائرات الروسية بلدة سراقب بريف إدلب أمس الثلاثاء، ما أدى إلى مقتل ثلاثة مدنيين وإصابة خمسة آخرين."
CLASH = "Clashes broke out between the Syrian Democratic Forces and the Syrian army in the city of Manbij on Monday."
LONG = f"""قصف على بلدة سراقب

{SHELLING}

اندلعت اشتباكات بين قوات سوريا الديمقراطية والجيش السوري في مدينة منبج يوم الاثنين.

وسيطرت قوات الدعم السريع على مدينة الفاشر في السودان أمس الثلاثاء."""


def one(coded: Coded) -> Event:
    (found,) = coded.events
    return found.event


def roles(event: Event) -> dict[str | None, str]:
    return {actor.id: actor.role for actor in event.actors}


@pytest.mark.parametrize(
    ("text", "sub", "place", "day"),
    [
        (SHELLING, "Air/drone strike", "Saraqib", YESTERDAY),
        (CLASH, "Armed clash", "Manbij", MONDAY),
        ("انفجرت عبوة ناسفة بسيارة في مدينة الباب أمس.", "Remote explosive/landmine/IED", "Al-Bab", YESTERDAY),
        (
            "سيطرت قوات الدعم السريع على مدينة الفاشر أمس.",
            "Non-state actor overtakes territory",
            "El Fasher",
            YESTERDAY,
        ),
        ("اعتقلت القوات الإسرائيلية خمسة شبان في مدينة نابلس فجر الأربعاء.", "Arrests", "Nablus", TODAY),
        ("خرجت مظاهرة في مدينة السويداء يوم الاثنين.", "Peaceful protest", "As-Suwayda", MONDAY),
        ("انسحبت القوات الأمريكية من مدينة منبج أمس الثلاثاء.", "Troop movement", "Manbij", YESTERDAY),
        ("اغتال مسلحون مجهولون ضابطا سابقا في مدينة درعا يوم الاثنين.", "Attack", "Daraa", MONDAY),
        (
            "Russian artillery shelled the city of Kherson on Tuesday.",
            "Shelling/artillery/missile attack",
            "Kherson",
            YESTERDAY,
        ),
        ("A car bomb exploded in the city of Azaz on Monday.", "Remote explosive/landmine/IED", "Azaz", MONDAY),
        (
            "أصيب مدني باستهداف سيارته بطائرة مسيّرة انتحارية في بلدة كنصفرة أمس الثلاثاء.",
            "Air/drone strike",
            "Kansafra",
            YESTERDAY,
        ),
        ("اندلعت أعمال عنف قبلية في مدينة الروصيرص السودانية أمس الثلاثاء.", "Mob violence", "Roseires", YESTERDAY),
        ("A suicide bomber blew himself up in the city of Mosul on Monday.", "Suicide bomb", "Mosul", MONDAY),
        ("Hundreds protested in the city of Nasiriyah in Iraq on Monday.", "Peaceful protest", "Nasiriyah", MONDAY),
    ],
)
def test_what_where_and_when(read: Read, text: str, sub: str, place: str, day: date) -> None:
    event = one(read(text))
    assert (event.sub_event_type, event.place.name) == (sub, place)
    assert event.when is not None and (event.when.start, event.when.end) == (day, day)
    assert event.claim == "asserted"


def test_the_toll(read: Read) -> None:
    event = one(read(SHELLING))
    assert (event.fatalities.best, event.injured.best) == (3, 5)
    event = one(read("Israeli jets bombed the city of Tyre on Tuesday, killing at least two people."))
    assert (event.fatalities.low, event.fatalities.high) == (2, None)
    assert not event.injured.is_known


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SHELLING, {"russian_forces": "perpetrator", "civilians_sy": "target"}),
        (CLASH, {"sdf": "side_a", "syrian_army": "side_b"}),
        (
            "Israeli forces arrested five Palestinians in the city of Nablus on Wednesday.",
            {"idf": "perpetrator", "civilians_ps": "target"},
        ),
        ("اغتال مسلحون مجهولون ضابطا سابقا في مدينة درعا يوم الاثنين.", {"unidentified_sy": "perpetrator"}),
        ("سيطرت قوات الدعم السريع على مدينة الفاشر أمس الثلاثاء.", {"rsf": "side_a"}),
        ("انسحبت القوات الأمريكية من مدينة منبج أمس الثلاثاء.", {"us_forces": "side_a"}),
        (
            "قُتل جندي تركي بهجوم شنه حزب العمال الكردستاني قرب مدينة زاخو اليوم.",
            {"turkish_armed_forces": "side_b", "pkk": "side_a"},
        ),
    ],
)
def test_who_did_what_to_whom(read: Read, text: str, expected: dict[str, str]) -> None:
    found = roles(one(read(text)))
    assert {actor: found.get(actor) for actor in expected} == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("يعتزم الجيش السوري الانسحاب من مدينة منبج يوم الخميس.", TOMORROW),
        ("من المقرر أن تنسحب القوات الأمريكية من قاعدة عين الأسد غدا الخميس.", TOMORROW),
        ("The Syrian army will withdraw from the city of Manbij on Thursday.", TOMORROW),
    ],
)
def test_a_plan_is_told_as_one(read: Read, text: str, day: date) -> None:
    event = one(read(text))
    assert event.claim == "planned" and event.when is not None and event.when.start == day
    done = one(read("انسحب الجيش السوري من مدينة منبج أمس الثلاثاء."))
    assert event.confidence < done.confidence


def test_without_a_day_of_publication_nothing_is_dated_by_guess(read: Read) -> None:
    assert one(read(SHELLING, None)).when is None
    dated = one(read("Russian jets bombed the town of Saraqib in Syria on 3 March 2020.", None))
    assert dated.when is not None and dated.when.start == date(2020, 3, 3)


def test_no_part_of_an_event_is_after_its_publication_unless_planned(read: Read) -> None:
    for coded in read(LONG).events:
        assert coded.event.when is not None and coded.event.when.start <= TODAY


@pytest.mark.parametrize("text", [SHELLING, CLASH, LONG, f"مقدمة.\n\n{SHELLING}", LONG.replace("ق", "قُ")])
def test_the_quote_is_the_text_at_its_span(read: Read, text: str) -> None:
    coded = read(text)
    assert coded.text == text and coded.events
    for each in coded.events:
        (source,) = each.event.sources
        assert source.span is not None and source.quote == text[slice(*source.span)]
        assert source.quote == source.quote.strip() != ""


def test_the_evidence_is_the_words_that_say_so(read: Read) -> None:
    (event,) = read(SHELLING).events
    shown = {part: [SHELLING[slice(*span)] for span in spans] for part, spans in event.evidence.items()}
    assert set(shown) == {"trigger", "place", "date", "actor", "toll"}
    assert "قصفت الطائرات" in shown["trigger"]
    assert shown["place"] == ["بلدة سراقب"]
    assert shown["date"] == ["أمس الثلاثاء"]
    assert any("الروسية" in words for words in shown["actor"])
    assert any("ثلاثة" in words for words in shown["toll"]) and any("خمسة" in words for words in shown["toll"])


def test_a_toll_told_later_is_shown_where_it_stands(read: Read) -> None:
    text = "Israeli jets bombed the city of Tyre on Tuesday morning. Rescuers said the bombing killed four people."
    (event,) = read(text).events
    assert event.event.fatalities.best == 4
    assert [text[slice(*span)] for span in event.evidence["toll"]] == ["four people"]


def test_evidence_of_a_later_report_points_into_the_whole_text(read: Read) -> None:
    text = f"غارة على ميناء الحديدة\n\nهدوء في المدينة صباح اليوم.\n\n----\n\nقصف على بلدة سراقب\n\n{SHELLING}"
    (event,) = [each for each in read(text).events if each.event.place.name == "Saraqib"]
    assert event.report == 1
    assert [text[slice(*span)] for span in event.evidence["place"]] == ["بلدة سراقب"]


def test_evidence_lies_in_the_text_and_once_each(read: Read) -> None:
    for each in read(LONG).events:
        for part, spans in each.evidence.items():
            assert len(set(spans)) == len(spans), part
            assert all(0 <= start < end <= len(LONG) for start, end in spans), part


def test_summaries_are_in_both_languages(read: Read) -> None:
    event = one(read(SHELLING))
    assert event.summary_en and "Saraqib" in event.summary_en and "3" in event.summary_en
    assert event.summary_ar and "سراقب" in event.summary_ar


def test_confidence_is_a_share_and_less_for_less(read: Read) -> None:
    for each in read(LONG).events:
        assert 0 <= each.event.confidence <= 1
    sure = one(read("قصفت القوات السورية مدينة حلب أمس الثلاثاء."))
    undated = one(read("قصفت القوات السورية مدينة حلب."))
    assert undated.confidence < sure.confidence


def test_the_rule_says_what_made_the_event(read: Read) -> None:
    rule = one(read(CLASH)).rule
    assert rule is not None and rule.startswith("clash/")


def test_ids_are_the_same_for_the_same_text(read: Read, coder: Coder) -> None:
    first, again = read(LONG), read(LONG)
    assert first == again
    renamed = coder.code(Document(LONG, "another name.txt"), published=TODAY)
    ids = [each.event.id for each in first.events]
    assert ids == [each.event.id for each in renamed.events]
    assert len(set(ids)) == len(ids) == 3


@pytest.mark.parametrize(
    "respaced",
    [
        LONG + "\n\n\n",
        "\n\n" + LONG,
        LONG.replace(" ", "  "),
        LONG.replace(" ", "\u00a0"),
        LONG.replace("سراقب", "سَراقِب"),
        LONG.replace("قصفت", "قصـفت"),
        "\ufeff" + LONG,
    ],
)
def test_ids_are_the_same_for_the_same_report_spaced_otherwise(read: Read, respaced: str) -> None:
    assert {each.event.id for each in read(respaced).events} == {each.event.id for each in read(LONG).events}
    assert report_key(respaced) == report_key(LONG)


def test_ids_differ_for_other_texts(read: Read) -> None:
    other = SHELLING.replace("ثلاثة", "أربعة")
    assert one(read(SHELLING)).id != one(read(other)).id
    assert report_key(SHELLING) != report_key(other)


def test_sources_carry_what_the_document_says(coder: Coder) -> None:
    document = Document(SHELLING, "a.html", "قصف على سراقب", YESTERDAY, "وكالة الوادي", "https://example.org/1", "ar")
    (source,) = one(coder.code(document)).sources
    assert (source.publisher, source.url, source.lang) == ("وكالة الوادي", "https://example.org/1", "ar")
    assert (source.title, source.date) == ("قصف على سراقب", YESTERDAY)


def test_events_are_in_the_order_of_the_text(read: Read) -> None:
    starts = [each.event.sources[0].span for each in read(LONG).events]
    assert all(first <= second for first, second in pairwise(starts) if first and second)


@pytest.mark.parametrize(
    ("text", "lang"),
    [(SHELLING, "ar"), (CLASH, "en"), ("", "en"), ("12 345", "en"), ("قصف on the town", "en"), ("قصف البلدة on", "ar")],
)
def test_the_language_of_a_text(text: str, lang: str) -> None:
    assert language_of(text) == lang


@pytest.mark.parametrize(
    "other", [LONG.replace("\n\n", "\r\n\r\n"), LONG.replace("\n\n", "\n \n")], ids=["crlf", "blank"]
)
def test_line_ends_change_no_id(read: Read, other: str) -> None:
    assert report_key(other) == report_key(LONG)
    assert {each.event.id for each in read(other).events} == {each.event.id for each in read(LONG).events}


def test_an_attacker_s_country_is_not_where_the_attack_was(read: Read) -> None:
    event = one(read("قتل شخصان في غارة إسرائيلية على مدينة صيدا اليوم الأربعاء."))
    assert (event.place.country, event.place.name) == ("LB", "Sidon")


def test_a_village_no_gazetteer_knows_keeps_its_name_as_written(read: Read) -> None:
    event = one(read("Israeli artillery shelled the village of Zagzagoun in southern Lebanon on Tuesday."))
    assert event.place.name == "Zagzagoun"


def test_on_a_road_between_two_towns_is_between_them(read: Read) -> None:
    event = one(read("انفجرت عبوة ناسفة أمس على طريق دمشق - حمص، ما أدى إلى مقتل جندي من الجيش السوري."))
    assert event.place.geo_precision == "near" and event.place.lat is not None
    assert 33.6 < event.place.lat < 34.7 and (event.place.radius_km or 0) > 50
