"""Texts made to break a reader: it answers in time or refuses, runs nothing, and never points beside the text."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

import pytest

from conflictmap.coder.coder import Coded, Coder
from conflictmap.coder.documents import Document, read_document
from conflictmap.errors import UnreadableFile

SHELLING = "قصفت الطائرات الروسية بلدة سراقب بريف إدلب أمس الثلاثاء، ما أدى إلى مقتل ثلاثة مدنيين."
MILLION = 1_000_000
PATIENCE = 60.0  # seconds of the processor: many times what a slow machine needs


def check(coded: Coded, text: str) -> None:
    """All spans lie in the text, and all quotes are what stands there."""
    assert coded.text == text
    for report in coded.reports:
        assert 0 <= report.span[0] <= report.span[1] <= len(text)
        assert all(0 <= one.span[0] < one.span[1] <= len(text) for one in report.skipped)
    for each in coded.events:
        (source,) = each.event.sources
        assert source.span is not None and source.quote == text[slice(*source.span)][:20_000]
        spans = [span for part in each.evidence.values() for span in part]
        assert all(0 <= start < end <= len(text) for start, end in spans)


def code(coder: Coder, text: str) -> Coded:
    """A text read, and checked, in time."""
    began = time.process_time()
    coded = coder.code(Document(text, "hostile.txt"))
    assert time.process_time() - began < PATIENCE
    check(coded, text)
    return coded


@pytest.mark.parametrize(
    "text",
    [
        "ا" * 5 * MILLION,  # 10 MB of UTF-8 on one line
        "كلمة " * 100_000,
        "(" * (MILLION // 2) + ")" * (MILLION // 2),
        "\n" * MILLION,
        " " * MILLION + "x",
        "a\n" * 50_000,
        "ق" + "\u064b" * MILLION,
        "«" * 100_000,
        "،" * 100_000,
        "-" * 100_000,
        "1" * MILLION,
        "12 " * 50_000,
        "al-" * 30_000,
        "قرى حلب " + "وسراقب " * 20_000,
        "مقتل " * 30_000,
        "4 فبراير 2026 " * 5_000,
        "http://" + "a" * MILLION,
        "عنوان التقرير\n\n" * 5_000,
        "<" * 100_000,
        "\x00" * MILLION,
        f"{SHELLING} " * 500,
        "نفى " * 100_000,
        "لقي " * 50_000,
    ],
    ids=lambda text: f"{text[:12]!a}x{len(text)}",
)
def test_endless_texts_are_read_in_time(coder: Coder, text: str) -> None:
    code(coder, text)


@pytest.mark.parametrize("unit", ["نفى قصف ", f"{SHELLING} "], ids=["cues", "prose"])
def test_time_grows_with_the_length_and_not_with_its_square(coder: Coder, unit: str) -> None:
    def seconds(count: int) -> float:
        began = time.process_time()
        coder.code(Document(unit * count, "long.txt"), published=date(2026, 2, 4))
        return time.process_time() - began

    count = 30_000 // len(unit)
    seconds(count)
    short, long = min(seconds(count) for _ in range(2)), min(seconds(6 * count) for _ in range(2))
    assert long < 15 * short  # its square would be 36 times


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_calendar_s_ends_are_days_as_others(coder: Coder, day: date) -> None:
    for text in (SHELLING, "قصفت الطائرات الروسية مدينة إدلب. وقصفت الطائرات الروسية مدينة إدلب اليوم."):
        check(coder.code(Document(text, "old.txt"), published=day), text)


INSERTED = [
    "\x00",
    "\x07\x1b[31m",
    "\u202e",
    "\u2066\u2069\u202a\u202c",
    "\u200e\u200f\u061c",
    "\u200b\u200c\u200d\ufeff",
    "\ud800",
    "\udfff",
    "\u2028",
    "\U000e0041",
    "\u0600",
    "\ufdfa",
    "\U0001f4a5",
    "\u0640" * 50,
    "\u0301" * 50,
]


@pytest.mark.parametrize("sign", INSERTED, ids=ascii)
def test_odd_characters_between_words_do_not_hide_the_event(coder: Coder, sign: str) -> None:
    text = SHELLING.replace(" ", f" {sign}")
    assert code(coder, f"{sign}{SHELLING}{sign}").reports
    code(coder, text)
    code(coder, sign * 1000)
    code(coder, sign.join(SHELLING))


@pytest.mark.parametrize("sign", ["\u202e", "\u200f", "\u200b", "\u200d", "\u0640", "\u064e", "\ufeff"], ids=ascii)
def test_what_is_not_seen_changes_nothing(coder: Coder, sign: str) -> None:
    plain = code(coder, SHELLING).events
    odd = code(coder, SHELLING.replace("قصفت", f"قص{sign}فت").replace("سراقب", f"سر{sign}اقب")).events
    for one, other in zip(plain, odd, strict=True):
        assert (one.event.id, one.event.rule, one.event.place) == (other.event.id, other.event.rule, other.event.place)
        assert (one.event.actors, one.event.fatalities) == (other.event.actors, other.event.fatalities)


@pytest.mark.parametrize(
    "attack",
    [
        "<script>window.__pwned=1</script>",
        "<img src=x onerror=window.__pwned=1>",
        "{{7*7}}${7*7}%s%n{0.__class__}",
        "'; DROP TABLE events; --",
        "$(touch {path})`touch {path}`",
        "__import__('pathlib').Path('{path}').touch()",
        "=HYPERLINK(\"file:///etc/passwd\")",
        "../../../../etc/passwd",
        "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;",
    ],
)  # fmt: skip
def test_what_looks_like_a_program_is_text(coder: Coder, tmp_path: Path, attack: str) -> None:
    trace = tmp_path / "trace"
    attack = attack.replace("{path}", str(trace))
    text = f"{attack}\n\n{SHELLING[:-1]} {attack}."
    modules = set(sys.modules)
    coded = code(coder, text)
    assert not trace.exists() and set(sys.modules) == modules
    assert [each.event.place.name for each in coded.events] == ["Saraqib"]
    assert "root:" not in repr(coded) and "49" not in "".join(each.event.summary_en or "" for each in coded.events)


BYTES = [
    b"",
    b"\x00" * MILLION,
    b"\xff\xfe" + b"\x00\xd8" * 1000,
    b"\xef\xbb\xbf",
    b"\xff" * 1000,
    b"%PDF-1.7\n",
    b"PK\x03\x04" + b"x" * 100,
    bytes(range(256)) * 100,
    b"\x1b[2J\x1b[31m" * 1000,
    "\u202e".encode() * 1000 + SHELLING.encode(),
    b"\xed\xa0\x80" * 100,
    SHELLING.encode("cp1256"),
    SHELLING.encode("utf-16"),
]


@pytest.mark.parametrize("suffix", [".txt", ".html"])
@pytest.mark.parametrize("data", BYTES, ids=lambda data: f"{data[:8]!a}x{len(data)}")
def test_any_file_is_read_or_refused(coder: Coder, data: bytes, suffix: str) -> None:
    try:
        document = read_document(data, f"report{suffix}")
    except UnreadableFile as error:
        assert "report" in str(error)
        return
    code(coder, document.text)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 30_000 + SHELLING,
        "<html><body>" + "<p>" * 30_000 + SHELLING,
        f"<html><body><script>alert('{SHELLING}')</script><p>كلمة وكلمة</p></body></html>",
        "<" * 200_000,
        "<a href='" + "x" * MILLION,
        "&#" * 100_000,
        "<html><!--" + "-" * MILLION,
    ],
    ids=lambda page: f"{page[:20]!a}x{len(page)}",
)
def test_any_page_is_read_or_refused(coder: Coder, page: str) -> None:
    began = time.process_time()
    try:
        document = read_document(page.encode(), "report.html")
    except UnreadableFile:
        assert time.process_time() - began < PATIENCE
        return
    assert time.process_time() - began < PATIENCE
    assert "alert(" not in document.text
    code(coder, document.text)
