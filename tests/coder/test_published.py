"""The day of publication: as a reader with a calendar tells it from the page, and never a guess out of nothing."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.coder.published import Published, publication_days
from conflictmap.coder.segments import segment

WEDNESDAY = date(2026, 2, 4)
FRIDAY = date(2025, 3, 14)
TEXT = "قالت مصادر محلية إن طائرة مسيرة أصابت سيارة على الطريق العام."
BARE = "قالت مصادر محلية، الأربعاء، إن طائرة مسيرة أصابت سيارة على الطريق العام."
TODAY = "قال المتحدث، اليوم الأربعاء، إن الطريق أغلق."


def days(text: str, **known: object) -> list[Published | None]:
    return publication_days(text, segment(text), **known)  # type: ignore[arg-type]  # changes of many types


def day(text: str, **known: object) -> tuple[date, str, bool] | None:
    (found,) = days(text, **known)
    return (found.day, found.how, found.doubtful) if found else None


@pytest.mark.parametrize(
    "line",
    [
        "تاريخ النشر: 4 فبراير 2026",
        "نشر في: 04/02/2026 - 14:30",
        "Published: 4 February 2026",
        "Published on February 4, 2026 at 10:15 GMT",
        "Wednesday, February 4, 2026",
        "الأربعاء 4 شباط 2026",
        "٤ شباط ٢٠٢٦",
        "2026-02-04",
        "الأربعاء 16 شعبان 1447 هـ الموافق 4 فبراير 2026",
        "بيروت - رويترز - 4 فبراير 2026",
        "نشرة الأخبار الميدانية - الأربعاء 4/2/2026",
        "Date: Wed, 4 Feb 2026 09:12:00 +0300",
    ],
)
def test_a_date_line_states_the_day(line: str) -> None:
    text = f"غارة على سيارة في الجنوب\n{line}\n\n{TEXT}\n\nوكانت غارة مماثلة وقعت في 3 مارس 2025."
    (found,) = days(text)
    assert found is not None and (found.day, found.how, found.doubtful) == (WEDNESDAY, "stated", False)
    assert found.span is not None and text[slice(*found.span)] in line


@pytest.mark.parametrize(
    "text",
    [
        "دمشق، 4 شباط 2026 (سانا) - قالت مصادر محلية إن الطريق أغلق.",
        "BEIRUT, February 4, 2026 (Reuters) - A drone hit a car, officials said.",
        "ADEN, Feb 4, 2026 - A drone hit a car, officials said.",
    ],
)
def test_a_dateline_with_its_year(text: str) -> None:
    assert day(text) == (WEDNESDAY, "dateline", False)


def test_today_with_its_date_in_the_text() -> None:
    assert day("قصف الجيش البلدة اليوم الأربعاء 4 فبراير 2026.") == (WEDNESDAY, "stated", False)
    assert day("قصف الجيش البلدة أمس الثلاثاء 3 فبراير 2026.") == (WEDNESDAY, "stated", False)


def test_a_dateline_without_its_year_takes_it_from_the_files_name_or_the_weekdays() -> None:
    text = "BEIRUT, Feb 4 (Reuters) - A drone hit a car on Wednesday, officials said."
    assert day(text) is None
    assert day(text, name="report_2026-02-05.txt") == (WEDNESDAY, "dateline", False)
    assert day(f"{text}\n\nA truce of 27 November 2025 has not held.") == (WEDNESDAY, "dateline", True)


def test_a_caption_of_today() -> None:
    caption = "مركبات على مشارف البلدة 14 مارس 2025 (أ.ب)\n\nمركبات قرب الجسر 13 مارس 2025 (أ.ب)"
    said = f"{caption}\n\nقال المتحدث، اليوم الجمعة، إن القصف توقف بعد هجوم أمس الخميس."
    assert day(said) == (FRIDAY, "caption", False)
    assert day(f"{caption}\n\nقال المتحدث، الجمعة، إن القصف توقف.") == (FRIDAY, "caption", True)
    assert day(f"{caption}\n\nقال المتحدث، اليوم الأحد، إن القصف توقف.") is None


def test_the_users_day_wins_unless_the_report_says_another() -> None:
    assert day(TEXT, given=WEDNESDAY) == (WEDNESDAY, "given", False)
    assert day(TEXT, stated=WEDNESDAY) == (WEDNESDAY, "stated", False)
    assert day(TEXT, given=WEDNESDAY, stated=FRIDAY) == (WEDNESDAY, "given", False)
    assert day("قال المتحدث، اليوم الجمعة، إن القصف توقف.", given=WEDNESDAY) == (WEDNESDAY, "given", True)
    own = "مركبات قرب البلدة 14 مارس 2025 (أ.ب)\n\nقال المتحدث، اليوم الجمعة، إن القصف توقف.\n\nوعاد السكان إلى بيوتهم."
    assert day(own, given=WEDNESDAY) == (FRIDAY, "caption", False)
    assert day(f"تاريخ النشر: 14 مارس 2025\n\n{TEXT}", given=WEDNESDAY) == (FRIDAY, "stated", False)
    assert day(f"تاريخ النشر: 3 فبراير 2026\n\n{TEXT}", given=WEDNESDAY) == (WEDNESDAY, "given", False)


def test_a_weekday_of_today_outweighs_a_day_given_close_by() -> None:
    own = "مركبات قرب البلدة 14 مارس 2025 (أ.ب)\n\nقال المتحدث، اليوم الجمعة، إن القصف توقف.\n\nوعاد السكان."
    assert day(own, given=date(2025, 3, 15)) == (FRIDAY, "caption", False)


def test_a_files_name_counts_where_the_weekdays_agree() -> None:
    assert day(TODAY, name="news-2026-02-04.txt") == (WEDNESDAY, "file name", False)
    assert day(TODAY, name="news_20260204.txt") == (WEDNESDAY, "file name", False)
    assert day(TODAY, name="report 4 Feb 2026.txt") == (WEDNESDAY, "file name", False)
    assert day(TEXT, name="news-2026-02-04.txt") == (WEDNESDAY, "file name", True)
    assert day(TODAY, name="news-2026-02-06.txt") is None
    assert day(TODAY, name="2026-02-04 to 2026-02-11.txt") is None
    assert day(TODAY, name="99999999.txt") is None


def test_months_said_to_be_the_last_leave_one_day() -> None:
    text = f"{BARE}\n\nوانسحبت القوات في 26 يناير (كانون الثاني) الماضي، بعد زيارة في أكتوبر الماضي."
    assert day(text) is None, "no year"
    with_year = f"{text}\n\nوزير في موسكو يوم 28 أكتوبر 2025 (رويترز)\n\nوعاد الوفد بعد يومين."
    assert day(with_year) == (WEDNESDAY, "inferred", True)


def test_a_date_long_ago_infers_nothing() -> None:
    assert day(f"{BARE}\n\nوسقط النظام في 8 ديسمبر 2024.") is None
    assert day(f"{BARE}\n\nوبدأت الحرب عام 2011.") is None
    assert day(f"{BARE}\n\nوسقط النظام في 8 ديسمبر 2024، وانسحبت القوات في 26 يناير الماضي.") is None
    assert day(TEXT) is None


def test_a_neighbour_lends_its_day_where_the_weekdays_agree() -> None:
    def two(second: str) -> str:
        first = f"غارة على ميناء الحديدة\nتاريخ النشر: 4 فبراير 2026\n\n{TEXT}"
        return f"{first}\n\n----\n\nاشتباكات في مدينة الفاشر\n\n{second}"

    for second, doubtful in ((TODAY, False), (BARE, False), (TEXT, True)):
        assert days(two(second))[1] == Published(WEDNESDAY, "neighbour", None, doubtful)
    assert days(two("قال المتحدث، اليوم الجمعة، إن الطريق أغلق."))[1] is None
    assert days(two("أغلق الطريق في 9 فبراير 2026، وفق المتحدث."))[1] is None


def test_teasers_tell_nothing() -> None:
    text = f"عنوان التقرير عن البلدة\n\n{TEXT}\n\nمقالات ذات صلة\n\n- اليوم الأربعاء 4 فبراير 2026: وفد يصل"
    assert day(text) is None


def test_updates_count_less_than_the_first_publication() -> None:
    text = f"عنوان التقرير\nآخر تحديث: 6 فبراير 2026\nتاريخ النشر: 4 فبراير 2026\n\n{TEXT}"
    assert day(text) == (WEDNESDAY, "stated", False)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([TODAY, BARE, "\n\n", "4 فبراير 2026", "26 يناير الماضي", "29 فبراير", "(أ.ب)\n"]),
            st.characters(),
        ),
        max_size=40,
    ).map(" ".join),
    st.one_of(st.none(), st.dates()),
)
def test_any_text_has_a_day_for_each_report_and_spans_inside_it(text: str, given_day: date | None) -> None:
    reports = segment(text)
    found = publication_days(text, reports, given=given_day, name=text[:40])
    assert len(found) == len(reports)
    for one, report in zip(found, reports, strict=True):
        if one and one.span:
            assert report.span[0] <= one.span[0] < one.span[1] <= report.span[1]


def test_long_documents_take_bounded_time() -> None:
    begun = time.process_time()
    days(f"{TODAY}\n\n" * 40_000, given=WEDNESDAY)
    days("\n----\n".join([f"عنوان هنا\n{TEXT}"] * 300))
    assert time.process_time() - begun < 6
