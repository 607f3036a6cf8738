"""Whatever the text: reading it raises nothing, points only into it, quotes it as it is, and gives the same again."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conflictmap.coder.coder import Coded, Coder
from conflictmap.coder.documents import Document
from conflictmap.model import vocabulary
from conflictmap.model.event import Event

WORDS = [
    "قصفت", "الطائرات", "الروسية", "بلدة", "مدينة", "قرى", "سراقب", "وسراقب", "بريف", "إدلب", "حلب", "في", "من",
    "أمس", "الثلاثاء", "يوم", "اليوم", "غدا", "مقتل", "وإصابة", "ثلاثة", "12", "و5", "مدنيين", "آخرين", "بينهم",
    "طفل", "اشتباكات", "بين", "الجيش", "السوري", "وقوات", "سوريا", "الديمقراطية", "نفى", "لم", "هدد", "قد",
    "ستنسحب", "انسحبت", "القوات", "الأمريكية", "فيما", "التي", "أن", "ما", "أدى", "إلى", "اعتقلت", "مسلحون",
    "مجهولون", "عبوة", "انفجرت", "ضابطا", "تظاهر", "محتجون", "المباراة", "كان", "فبراير", "2026", "2024", "عام",
    "منذ",
]  # fmt: skip
ENGLISH = [
    "Russian", "Israeli", "warplanes", "bombed", "shelled", "the", "town", "city", "of", "Saraqib", "Idlib",
    "Kherson", "al-Bab", "in", "near", "from", "on", "Tuesday", "yesterday", "killing", "three", "12",
    "civilians", "soldiers", "and", "wounding", "others", "including", "clashes", "between", "army", "Syrian",
    "Democratic", "Forces", "ISIS", "denied", "did", "not", "will", "withdraw", "withdrew", "if", "while",
    "which", "a", "car", "bomb", "exploded", "arrested", "gunmen", "February", "2026", "since", "at", "least",
    "to", "match",
]  # fmt: skip
SIGNS = [
    "،", ",", ".", "؟", "!", "\n", "\n\n", ":", "؛", "(", ")", "«", "»", "-", "–", "...", "----\n", "\t", "'s",
    "\u200f", "\u064e", "•",
]  # fmt: skip
PARTS = [
    "قصفت الطائرات الروسية",
    "واندلعت اشتباكات بين قسد والجيش السوري",
    "انسحبت القوات الأمريكية من",
    "نفى الجيش السوري قصف",
    "اعتقلت قوات الاحتلال 5 شبان في",
    "بلدة سراقب بريف إدلب",
    "في مدينتي حلب وحماة",
    "قرى سراقب ومعرة النعمان",
    "مدينة خان يونس",
    "أمس الثلاثاء",
    "في 3 فبراير 2026",
    "ليل الاثنين - الثلاثاء",
    "ما أدى إلى مقتل ثلاثة مدنيين وإصابة 5 آخرين",
    "بينهم طفلان",
    "Russian warplanes bombed",
    "Clashes broke out between the SDF and the Syrian army in",
    "Israeli troops arrested five men in",
    "the town of Saraqib in Idlib province",
    "the cities of Aleppo and Hama",
    "Deir ez-Zor",
    "on Tuesday",
    "on 3 February 2026",
    "killing at least 12 people, including three children",
    "and wounding 10 to 15 others",
]
SOME_WORDS = st.sampled_from(WORDS) | st.sampled_from(ENGLISH) | st.sampled_from(SIGNS)
PROSE = st.lists(st.sampled_from(PARTS) | SOME_WORDS, max_size=25).map(" ".join)
REPORT = st.lists(st.sampled_from(PARTS + SIGNS), min_size=1, max_size=25).map(" ".join)
MIXED = st.lists(st.sampled_from(PARTS) | st.text(max_size=4), max_size=20).map(" ".join)
TEXTS = st.one_of(REPORT, PROSE, MIXED, st.text(max_size=120))
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2030, 12, 31))

often = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(coder: Coder, text: str, published: date | None) -> Coded:
    return coder.code(Document(text, "report.txt"), published=published)


@often
@given(text=TEXTS, published=DAYS)
def test_any_text_is_read_and_pointed_into(coder: Coder, text: str, published: date | None) -> None:
    coded = read(coder, text, published)
    assert coded.text == text
    ends = [0]
    for report in coded.reports:
        start, end = report.span
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)
        for skipped in report.skipped:
            assert start <= skipped.span[0] < skipped.span[1] <= end and skipped.reason and skipped.word
    for each in coded.events:
        first, last = coded.reports[each.report].span
        (source,) = each.event.sources
        assert source.span is not None and source.quote == text[slice(*source.span)]
        assert first <= source.span[0] < source.span[1] <= last
        for part, spans in each.evidence.items():
            assert part in ("trigger", "place", "date", "actor", "toll")
            assert all(first <= start < end <= last for start, end in spans), part
        assert each.evidence["trigger"]


@often
@given(text=TEXTS, published=DAYS)
def test_events_of_any_text_are_of_the_model(coder: Coder, text: str, published: date | None) -> None:
    coded = read(coder, text, published)
    ids = [each.event.id for each in coded.events]
    assert len(set(ids)) == len(ids)
    for each in coded.events:
        check(each.event)
        assert 0 <= each.report < len(coded.reports)


def check(event: Event) -> None:
    """What holds of every event that was read."""
    assert 0 <= event.confidence <= 1
    assert event.claim in ("asserted", "planned")
    assert event.when is None or event.when.start <= event.when.end
    assert len({actor.key for actor in event.actors}) == len(event.actors)
    assert event.summary_en and event.summary_ar and event.rule
    assert vocabulary.sub_event_types().get(event.sub_event_type).more["event_type"] == event.event_type
    for toll in (event.fatalities, event.injured):
        known = [value for value in (toll.low, toll.best, toll.high) if value is not None]
        assert known == sorted(known)


@settings(max_examples=60, deadline=None)
@given(text=REPORT, other=PROSE, published=DAYS)
def test_reading_leaves_nothing_behind(coder: Coder, text: str, other: str, published: date | None) -> None:
    first = read(coder, text, published)
    read(coder, other, published)
    assert read(coder, text, published) == first


@settings(max_examples=60, deadline=None)
@given(text=REPORT, published=DAYS)
def test_wider_spaces_change_no_id(coder: Coder, text: str, published: date | None) -> None:
    text = text.replace("\t", " ")
    wider = text.replace(" ", "  ")
    ids = {each.event.id for each in read(coder, text, published).events}
    if len(wider) < 400:  # how long a line is tells what it is
        assert {each.event.id for each in read(coder, wider, published).events} == ids or "\n" in text
