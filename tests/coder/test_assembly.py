"""A report put together: what one sentence takes from others, what is left out, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from conflictmap.coder.coder import Coded
from conflictmap.model.event import Event

Read = Callable[..., Coded]
YESTERDAY = date(2026, 2, 3)


def events(coded: Coded) -> list[Event]:
    return [each.event for each in coded.events]


def reasons(coded: Coded) -> set[str]:
    return {skipped.reason for report in coded.reports for skipped in report.skipped}


@pytest.mark.parametrize(
    "text",
    [
        "قصفت المدفعية السورية بلدة سراقب بريف إدلب أمس الثلاثاء. وأدى القصف إلى مقتل أربعة مدنيين.",
        "قصفت المدفعية السورية بلدة سراقب بريف إدلب أمس الثلاثاء.\n\nوقال مصدر إن القصف أدى إلى مقتل أربعة مدنيين.",
        "Russian artillery shelled the town of Kupiansk on Tuesday. The shelling killed four civilians.",
    ],
)
def test_the_toll_of_a_later_sentence_is_of_the_attack_it_speaks_of(read: Read, text: str) -> None:
    (event,) = events(read(text))
    assert event.fatalities.best == 4


def test_a_sentence_without_a_place_takes_that_of_the_report_and_is_less_sure(read: Read) -> None:
    own = events(read("قصفت القوات السورية أحياء مدينة حلب أمس الثلاثاء."))
    carried = events(read("حلب\n\nقصفت القوات السورية أحياء سكنية أمس الثلاثاء."))
    assert [event.place.name for event in own + carried] == ["Aleppo"] * 2
    assert carried[0].confidence < own[0].confidence


def test_the_first_sentences_say_where_a_report_plays(read: Read) -> None:
    text = "عاد الهدوء إلى مدينة حلب اليوم. وقال مصدر ذلك. ثم صمت. وقصفت القوات السورية أحياء سكنية أمس الثلاثاء."
    assert [event.place.name for event in events(read(text))] == ["Aleppo"]


def test_a_sentence_without_a_day_takes_that_of_its_paragraph(read: Read) -> None:
    text = "وصلت القوات السورية إلى مدينة حمص أمس الثلاثاء. وقصفت المدفعية السورية بلدة سراقب بريف إدلب."
    (shelling,) = [event for event in events(read(text)) if event.place.name == "Saraqib"]
    assert shelling.when is not None and shelling.when.start == YESTERDAY


def test_places_in_a_list_are_events_of_their_own_and_the_toll_is_told_once(read: Read) -> None:
    text = "قصفت المدفعية الإسرائيلية بلدتي عيترون وبنت جبيل في جنوب لبنان أمس الثلاثاء، وقتل ستة أشخاص."
    found = events(read(text))
    assert sorted(event.place.name or "" for event in found) == ["Aitaroun", "Bint Jbeil"]
    assert sum(event.fatalities.best or 0 for event in found) == 6
    assert len({event.id for event in found}) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("نفى الجيش السوري قصف مدينة إدلب أمس.", "denied"),
        ("لم يقصف الجيش السوري مدينة إدلب أمس.", "negated"),
        ("هدد الجيش الإسرائيلي بقصف بلدة عيترون جنوب لبنان.", "threatened"),
        ("دعت الأمم المتحدة إلى وقف قصف مدينة الفاشر.", "wished"),
        ("أدانت مصر قصف مدينة الفاشر.", "condemned"),
        ("إذا قصف الجيش السوري مدينة إدلب فسوف نرد.", "conditional"),
        ("The Syrian army denied shelling the city of Idlib on Monday.", "denied"),
        ("No air strikes hit the city of Saada on Tuesday.", "negated"),
        ("The United Nations called for an end to the shelling of the city of El Fasher.", "wished"),
        ("Egypt condemned the shelling of the city of El Fasher.", "condemned"),
        ("If the army shells the city of Idlib, we will respond.", "conditional"),
        ("Three people were killed in a road accident near the city of Homs on Monday.", "topic:accident"),
        ("فاز المنتخب السوري في مباراة بملعب حلب بهدفين، وقاد اللاعب هجوم الفريق.", "topic:sport"),
        ("الفيلم يروي قصة معركة في مدينة حلب، ومخرج الفيلم من سوريا، وعرض في مهرجان السينما.", "topic:culture"),
    ],
)
def test_what_is_no_event_is_left_out_with_its_reason(read: Read, text: str, reason: str) -> None:
    coded = read(text)
    assert coded.events == () and reason in reasons(coded)


@pytest.mark.parametrize(
    "text",
    [
        "شنت الطائرات الإسرائيلية غارات على مدينة صيدا في لبنان أمس الثلاثاء. وكانت مدينة صور قد قصفت عام 2006.",
        "Israeli jets bombed the city of Sidon in Lebanon on Tuesday. In 2006 they had bombed the city of Tyre.",
    ],
)
def test_years_gone_by_are_background(read: Read, text: str) -> None:
    assert [event.place.name for event in events(read(text))] == ["Sidon"]


def test_every_skipped_word_stands_in_its_sentence(read: Read) -> None:
    text = "عنوان التقرير\n\nنفى الجيش السوري قصف مدينة إدلب. وأدانت مصر قصف مدينة الفاشر.\n\nNo strikes hit the town."
    (report,) = read(text).reports
    assert report.skipped
    for skipped in report.skipped:
        start, end = skipped.span
        assert 0 <= start < end <= len(text) and skipped.word and skipped.reason


def test_a_denial_voids_only_its_own_sentence(read: Read) -> None:
    text = "نفى الجيش السوري قصف مدينة إدلب. وقصفت الطائرات الإسرائيلية مدينة حمص في سوريا أمس الثلاثاء."
    assert [event.place.name for event in events(read(text))] == ["Homs"]


def test_reports_of_one_document_are_apart(read: Read) -> None:
    first = "قصفت المدفعية السورية بلدة سراقب بريف إدلب أمس الثلاثاء."
    second = "سيطرت قوات الدعم السريع على مدينة الفاشر في السودان أمس الثلاثاء."
    coded = read(f"قصف على بلدة سراقب\n\n{first}\n\n----\n\nمعارك في مدينة الفاشر\n\n{second}")
    assert [report.country for report in coded.reports] == ["SY", "SD"]
    assert {each.event.place.country: each.report for each in coded.events} == {"SY": 0, "SD": 1}


def test_empty_texts_have_neither_reports_nor_events(read: Read) -> None:
    for text in ("", " \n\n ", "----"):
        coded = read(text)
        assert (coded.text, coded.reports, coded.events) == (text, (), ())
