"""Documents cut to reports, blocks and sentences: what belongs together stays together, and nothing is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.coder.blocks import Block, table
from conflictmap.coder.segments import Segment, segment, sentences
from geodata.normalize import fold

SECONDS = 12  # of the processor, for hostile input; a machine that shares its cores takes twice its time
PARAGRAPH = "أعلنت غرفة العمليات أن قواتها ردت على مصادر النيران في محيط البلدة. ولم ترد أنباء عن إصابات."
REPORT = f"{PARAGRAPH}\n\nوأضاف البيان أن الطرق المؤدية إلى القرى المجاورة ما زالت مقطوعة."
PAGE = f"""قذائف تسقط على أطراف بلدة سرمين وتصيب منازل

شارع متضرر في بلدة سرمين بريف إدلب 14 مارس 2025 (أ.ب)
شارع متضرر في بلدة سرمين بريف إدلب 14 مارس 2025 (أ.ب)
TT

قذائف تسقط على أطراف بلدة سرمين وتصيب منازل

شارع متضرر في بلدة سرمين بريف إدلب 14 مارس 2025 (أ.ب)

{REPORT}

سيارة إسعاف عند مدخل المشفى (الدفاع المدني)

وقال مسعفون إن جريحين نقلا إلى المشفى.


مقالات ذات صلة

وزير يزور سد الفرات ويتفقد أعمال الصيانة

أوروبا وزير المياه خلال جولة عند السد (إ.ب.أ)

وزير يزور سد الفرات ويتفقد أعمال الصيانة

تفقد وزير المياه أعمال الصيانة في السد يوم الأحد.

«صحيفة الشاطئ» (الرقة)
العالم مسؤول أممي يتحدث إلى الصحافة (رويترز) play-circle

مسؤول أممي يدعو إلى فتح الممرات الإنسانية

دعا مسؤول أممي إلى فتح الممرات أمام القوافل.

«صحيفة الشاطئ» (جنيف)

دورية مشتركة تجوب طريق الحسكة القديم

دورية مشتركة تجوب طريق الحسكة القديم
TT

دورية مشتركة تجوب طريق الحسكة القديم

{REPORT}

https://example.org/posts/في المائةD9في المائة88

وانتهت الدورية قبل الظهر.


هدوء حذر في أحياء عدن الشمالية

أرشيفية لمركبات عسكرية في شارع بعدن
TT

هدوء حذر في أحياء عدن الشمالية

{REPORT}"""


def kinds(text: str, report: Segment) -> list[str]:
    return [block.kind for block in report.blocks]


def titles(text: str) -> list[str | None]:
    return [text[slice(*report.title)] if report.title else None for report in segment(text)]


def shown(text: str, block: Block) -> str:
    return text[slice(*block.span)]


def split(text: str, kind: str = "paragraph") -> list[str]:
    return [text[first:last] for first, last in sentences(text, Block(kind, (0, len(text))))]


def test_a_page_with_several_reports_teasers_and_captions() -> None:
    assert titles(PAGE) == [
        "قذائف تسقط على أطراف بلدة سرمين وتصيب منازل",
        "دورية مشتركة تجوب طريق الحسكة القديم",
        "هدوء حذر في أحياء عدن الشمالية",
    ]
    first, second, third = segment(PAGE)
    head = ["heading", "caption", "caption", "junk", "heading", "caption"]
    assert kinds(PAGE, first) == [*head, "paragraph", "paragraph", "caption", "paragraph", *["teaser"] * 10]
    assert kinds(PAGE, second) == [
        "heading",
        "heading",
        "junk",
        "heading",
        "paragraph",
        "paragraph",
        "junk",
        "paragraph",
    ]
    assert kinds(PAGE, third) == ["heading", "caption", "junk", "heading", "paragraph", "paragraph"]


def test_what_stands_twice_is_marked_after_the_first() -> None:
    assert [block.repeated for block in segment(PAGE)[0].blocks[:6]] == [False, False, True, False, True, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"قصف على بلدة في ريف حلب\n\nدمشق - عنب بلدي\n\n{REPORT}", ["heading", "byline", "paragraph", "paragraph"]),
        (f"قصف على بلدة في ريف حلب\nتاريخ النشر: 4 فبراير 2026\n{REPORT}", ["heading", "byline", *["paragraph"] * 2]),
        (f"قصف على بلدة في ريف حلب\n«الشرق الأوسط» (بيروت)\n{REPORT}", ["heading", "byline", *["paragraph"] * 2]),
        (REPORT, ["paragraph", "paragraph"]),
        (f"دمشق-سانا\n{REPORT}", ["byline", "paragraph", "paragraph"]),
        (
            f"Title of a report\n\nBy Jane Doe\nWednesday, February 4, 2026\n\n{REPORT}",
            ["heading", *["byline"] * 2, *["paragraph"] * 2],
        ),
        (
            f"From: desk@example.org\nSubject: Shelling near Marib\n\n{REPORT}",
            ["byline", "heading", *["paragraph"] * 2],
        ),
        (
            "حلب:\n- قصف على الأطراف\n- هدوء في المدينة\n\nحماة:\n• لا أنباء",
            ["heading", "item", "item", "heading", "item"],
        ),
        ("ملخص اليوم\n1. قصف على عبس\n2) اشتباكات في ميدي\n🔴 غارة على حرض", ["heading", "item", "item", "item"]),
        ("قتل خمسة في غارة على سوق في نيالا (رويترز)", ["paragraph"]),
        (f"{REPORT}\n\nA street in Kyiv, February 2, 2026. REUTERS/Jane Doe", [*["paragraph"] * 2, "caption"]),
        (f"{REPORT}\n\nReporting by John Doe; Editing by Jane Doe", [*["paragraph"] * 2, "byline"]),
        (f"{PARAGRAPH}\n\nShare\n\n12\n\nwww.example.org\n\n{PARAGRAPH}", ["paragraph", *["junk"] * 3, "paragraph"]),
        (f"{PARAGRAPH}\nاقرأ أيضاً: وفد يصل إلى جوبا\n{PARAGRAPH}", ["paragraph", "teaser", "paragraph"]),
        (f"{REPORT}\n\nRelated articles\n- One thing\n- Another thing", [*["paragraph"] * 2, *["teaser"] * 3]),
        (
            f"{REPORT}\n\nA street in Kyiv, February 2, 2026. [Jane Doe/Reuters]\n\n{PARAGRAPH}",
            [*["paragraph"] * 2, "caption", "paragraph"],
        ),
        (
            f"{REPORT}\n\nFile photo: soldiers at a crossing\n\n{PARAGRAPH}",
            [*["paragraph"] * 2, "caption", "paragraph"],
        ),
        ("قصف على الأولى\nاشتباك قرب الثانية\nغارة على الثالثة\nهدوء في الرابعة", ["heading", *["paragraph"] * 3]),
    ],
)
def test_the_forms_of_single_reports(text: str, expected: list[str]) -> None:
    (report,) = segment(text)
    assert kinds(text, report) == expected


@pytest.mark.parametrize(
    "subheading", ["خلفية", "تفاصيل", "ماذا قالت الأمم المتحدة في تقريرها", "Background", "ردود الفعل:"]
)
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\n\n"])
def test_subheadings_do_not_tear_a_report(subheading: str, gap: str) -> None:
    text = f"عنوان التقرير عن بلدة في الشمال\n\n{REPORT}{gap}{subheading}\n\n{REPORT}{gap}خاتمة قصيرة\n\n{REPORT}"
    (report,) = segment(text)
    assert kinds(text, report).count("heading") == 3


def test_teasers_within_a_report_do_not_end_it() -> None:
    text = f"عنوان التقرير عن بلدة في الشمال\n\n{REPORT}\n\nاقرأ أيضاً\n\nوفد يصل إلى جوبا للقاء الرئيس\n\n{REPORT}"
    (report,) = segment(text)
    assert kinds(text, report) == ["heading", *["paragraph"] * 2, "teaser", "teaser", *["paragraph"] * 2]


@pytest.mark.parametrize("rule", ["----", "=====", "***", "* * *", "———"])
def test_rules_part_reports(rule: str) -> None:
    text = f"غارة على ميناء الحديدة\n\n{REPORT}\n\n{rule}\n\nاشتباكات في الفاشر\n\n{REPORT}"
    assert titles(text) == ["غارة على ميناء الحديدة", "اشتباكات في الفاشر"]


def test_rules_between_paragraphs_part_full_reports_unless_they_are_stars() -> None:
    assert len(segment(f"{REPORT}\n----\n{REPORT}")) == 2
    assert len(segment(f"{REPORT}\n***\n{REPORT}")) == 1
    assert len(segment(f"{REPORT}\n----\nانتهى.")) == 1


def test_datelines_titles_with_bylines_and_wide_gaps_begin_reports() -> None:
    first = "BEIRUT, Feb 4 (Reuters) - A drone hit a car on the coastal road on Wednesday, officials said."
    second = "ADEN, Feb 4 (Reuters) - Gunmen attacked a checkpoint, killing two soldiers."
    assert len(segment(f"{first}\n\nOne man died.\n\n{second}\n\nNobody claimed it.")) == 2
    assert len(segment(f"Drone hits car in Lebanon\n{first}\nGunmen attack checkpoint in Aden\n{second}")) == 2
    by_line = (
        f"غارة على ميناء الحديدة اليوم\nصنعاء - سبأ\n{REPORT}\nاشتباكات عنيفة في مدينة الفاشر\nالخرطوم - سونا\n{REPORT}"
    )
    assert len(segment(by_line)) == 2
    wide = f"غارة على ميناء الحديدة اليوم\n\n{REPORT}\n\n\n\nاشتباكات عنيفة في مدينة الفاشر\n\n{REPORT}"
    assert len(segment(wide)) == 2


def test_paragraphs_broken_by_hand_are_put_together() -> None:
    text = (
        "The militia said on Monday that its fighters had pulled back from\n"
        "the outskirts of the town after three days of clashes. Residents\n"
        "said that shelling went on through the night and that the bridge\n"
        "was closed.\n\n"
        "A doctor at the hospital said it had received nine people, four of\n"
        "them children."
    )
    (report,) = segment(text)
    assert kinds(text, report) == ["paragraph", "paragraph"]
    assert [len(sentences(text, block)) for block in report.blocks] == [2, 1]


@pytest.mark.parametrize(
    "text",
    [
        "Lt. Col. John Doe of the U.S. Army met St. Mary's staff at 5.30 p.m. near the bridge.",
        "نقلت (أ.ب) عن مصدر أن 3.5 كيلومتر من الطريق مغلقة، وفق ا ف ب.",
        "قال: «وصلنا. ثم غادرنا. ولم نر أحداً» قبل أن يصمت.",
        "He said “We saw it. We ran.” and left.",
        "حذر المصدر من التصعيد؛ فالوضع خطير، والطرق مغلقة.",
        "1. قصف على البلدة",
        "“Stop!” he cried.",
    ],
)
def test_what_stays_one_sentence(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("وصل الوفد. ثم غادر.", ["وصل الوفد.", "ثم غادر."]),
        ("هل انتهت الحرب؟ لا أحد يعلم! ربما…", ["هل انتهت الحرب؟", "لا أحد يعلم!", "ربما…"]),
        ("انتهت العملية.وقال مصدر إنها نجحت", ["انتهت العملية.", "وقال مصدر إنها نجحت"]),
        ("قال «انتهت المعركة.» وعاد الجنود.", ["قال «انتهت المعركة.»", "وعاد الجنود."]),
        ("They fled to the U.S. The army stayed.", ["They fled to the U.S.", "The army stayed."]),
        ("It began in 2024. It goes on.", ["It began in 2024.", "It goes on."]),
        ("سطر أول\nسطر ثان", ["سطر أول", "سطر ثان"]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_headings_and_captions_are_one_sentence_a_line() -> None:
    text = "دبابة على مشارف البلدة... سوريا 14 مارس 2025 (أ.ب)"
    assert split(text, "caption") == [text]
    assert len(split(text)) == 2


def test_endless_sentences_are_cut_at_commas() -> None:
    text = "كلمة وكلمة أخرى، " * 400
    found = split(text)
    assert all(len(one) <= table()["limits"]["sentence_characters"] for one in found)
    assert all(one.endswith("،") for one in found)
    assert max(len(one) for one in split("ا" * 5000)) == table()["limits"]["sentence_characters"]


def test_empty_texts_have_no_reports() -> None:
    assert segment("") == segment(" \n\r\n\t") == segment("----\n***") == []


ALPHABET = st.one_of(
    st.sampled_from(
        [
            *'\n\n\n .،:-*()«»"؟!…',
            "TT\n",
            "\r\n",
            "اقرأ أيضاً\n",
            "(أ.ب)\n",
            "عنوان قصير هنا الآن\n",
            "----\n",
            PARAGRAPH,
            "4 فبراير 2026\n",
        ]
    ),
    st.characters(),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(ALPHABET, max_size=60).map("".join))
def test_blocks_hold_all_of_any_text_in_order(text: str) -> None:
    reports = segment(text)
    blocks = [block for report in reports for block in report.blocks]
    at = 0
    for block in blocks:
        first, last = block.span
        assert at <= first < last <= len(text)
        assert not text[at:first].strip()
        at = last
        where = first
        for start, end in sentences(text, block):
            assert where <= start < end <= last and not text[where:start].strip()
            where = end
        assert not text[where:last].strip()
    assert not reports or not text[at:].strip()
    for report in reports:
        assert report.span == (report.blocks[0].span[0], report.blocks[-1].span[1])
        assert report.title is None or report.span[0] <= report.title[0] <= report.title[1] <= report.span[1]


HOSTILE = {
    "one line of ten megabytes": "كلمة " * 2_000_000,
    "line ends": "\n" * 1_000_000,
    "spaces": " " * 5_000_000,
    "brackets": "(" * 1_000_000,
    "nested brackets": "(" * 500_000 + ")" * 500_000,
    "quotation marks": "«" * 500_000 + '"' * 500_000 + ' "a' * 300_000,
    "dots": "." * 2_000_000,
    "short sentences": "ا. " * 1_000_000,
    "rule": "- " * 1_000_000,
    "rules": ("نص قصير.\n----\n") * 50_000,
    "address": "http://a.b/" + " في المائة" * 300_000,
    "teasers": "اقرأ أيضا\nعنوان قصير هنا الآن\n" * 50_000,
    "titles": "عنوان قصير هنا الآن\n" * 200_000,
    "reports": "\n\n".join(f"عنوان رقم {n} هنا وهناك\n\nنص ينتهي بنقطة هنا." for n in range(20_000)),
    "titles and junk": "TT\nعنوان رقم هنا وهناك\n" * 50_000,
    "zeros": "\0" * 1_000_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_bounded_time(text: str) -> None:
    begun = time.process_time()
    for report in segment(text):
        for block in report.blocks:
            sentences(text, block)
    assert time.process_time() - begun < SECONDS


def test_words_are_data_and_stand_once() -> None:
    for name, words in table()["words"].items():
        assert all(fold(word) for word in words), name
        assert len(set(words)) == len(words), name
