"""Files as text: every encoding that reports come in, the article of a web page, and what is refused, by name."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflictmap.coder.documents import MAX_TAGS, Document, find_files, read_document
from conflictmap.errors import UnreadableFile

ARABIC = "سقطت قذائف على أطراف البلدة صباحاً،\r\nوقال مصدر طبي إن ثلاثة أشخاص نقلوا إلى المشفى.\n\nوأغلقت الطريق العامة."
FRENCH = "L’armée a bombardé la région côtière hier, tuant cinq civils près du marché, a déclaré un médecin."
SENTENCES = "".join(
    f"<p>قال مصدر محلي رقم {n} إن القصف على أطراف البلدة استمر ساعات عدة، وإن السكان نزحوا إلى القرى المجاورة.</p>"
    for n in range(6)
)
PAGE = f"""<html lang="ar"><head><title>قصف على البلدة | صحيفة الشاطئ</title>
<meta property="og:title" content="قصف على البلدة"><meta property="og:site_name" content="صحيفة الشاطئ">
<meta property="article:published_time" content="2026-02-04T10:00:00+03:00">
<link rel="canonical" href="https://example.org/news/1"><script>var secret = 1;</script></head>
<body><nav><a href="/">الرئيسية</a><a href="/sport">رياضة</a></nav>
<article><h1>قصف على البلدة</h1>{SENTENCES}<script>alert("secret")</script></article>
<footer>جميع الحقوق محفوظة</footer></body></html>"""


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "iso8859_6"]
)
def test_arabic_in_any_encoding(encoding: str) -> None:
    assert read_document(ARABIC.encode(encoding), "a.txt").text == ARABIC


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp1252"])
def test_latin_letters_in_any_encoding(encoding: str) -> None:
    assert read_document(FRENCH.encode(encoding), "a.txt").text == FRENCH


def test_old_encodings_behind_much_ascii() -> None:
    text = "A line in English.\n" * 20_000 + ARABIC
    assert read_document(text.encode("cp1256"), "a.txt").text == text


def test_an_encoding_that_cannot_be_told_is_asked_for() -> None:
    data = "قصف على إدلب".encode("iso8859_6")
    with pytest.raises(UnreadableFile, match="give its name"):
        read_document(data, "a.txt")
    assert read_document(data, "a.txt", encoding="iso-8859-6").text == "قصف على إدلب"


@pytest.mark.parametrize("encoding", ["utf-9", "utf-8", "hex", "rot13", "\0"])
def test_a_wrong_encoding_is_named(encoding: str) -> None:
    with pytest.raises(UnreadableFile, match=r"a\.txt: expected"):
        read_document(ARABIC.encode("cp1256"), "a.txt", encoding=encoding)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n\x00\x01", "PDF"),
        (b"PK\x03\x04\x14\x00", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "office"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"{\\rtf1 text}", "RTF"),
        (b"text\0text\0\x01\x02", "binary"),
        (bytes(range(256)) * 20, "binary"),
        (b"\0" * 1000, "binary"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableFile, match=kind):
        read_document(data, "a.txt")


def test_the_size_limit_says_limit_and_size() -> None:
    with pytest.raises(UnreadableFile, match="at most 1,000 bytes, got 1,001"):
        read_document(b"a" * 1001, "a.txt", max_bytes=1000)


def test_plain_text_is_never_rewritten() -> None:
    text = "\r\n a\t\r b\u200f \n<p>not a page</p>"
    assert read_document(text.encode(), "a.txt") == Document(text, "a.txt")
    assert read_document(b"", "a.txt").text == ""


@pytest.mark.parametrize("name", ["a.html", "a.txt", "page"])
def test_a_web_page_is_cut_to_its_article(name: str) -> None:
    page = read_document(PAGE.encode(), name)
    assert page.title == "قصف على البلدة"
    assert (page.published, page.publisher, page.lang) == (date(2026, 2, 4), "صحيفة الشاطئ", "ar")
    assert page.url == "https://example.org/news/1"
    assert page.text.count("قال مصدر محلي") == 6 and "استمر ساعات عدة" in page.text
    assert "secret" not in page.text and "رياضة" not in page.text and "<" not in page.text


def test_a_web_page_declares_its_encoding() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1256">')
    assert "قال مصدر محلي" in read_document(page.encode("cp1256"), "a.html").text
    xhtml = '<?xml version="1.0" encoding="utf-8"?>\n' + PAGE
    assert "قال مصدر محلي" in read_document(xhtml.encode(), "a.xhtml").text


def test_a_web_page_does_not_guess_its_date() -> None:
    page = f"<html><body><article>{SENTENCES}<p>وقع ذلك في 3 مارس 2021.</p></article><p>© 2019</p></body></html>"
    assert read_document(page.encode(), "a.html").published is None


HOSTILE = {
    "tags that never close": "<div>" * 1_000_000,
    "deep nesting": "<div>" * 40_000 + SENTENCES + "</div>" * 40_000,
    "bold in bold": "<p>" + "<b>" * 90_000 + "text",
    "angle brackets": "<" * 1_000_000,
    "brackets": SENTENCES + "(" * 1_000_000,
    "comments": "<!--" * 90_000,
    "scripts": "<script>" * 90_000 + SENTENCES,
    "entities": "<p>" + "&amp;" * 500_000,
    "data": '<script type="application/ld+json">' + "[" * 1_000_000 + "</script>" + SENTENCES,
    "attributes": "<p " + 'a="b" ' * 300_000 + ">x",
    "lists": "<ul><li>x" * 40_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_take_bounded_time(body: str) -> None:
    begun = time.process_time()
    try:
        text = read_document(f"<html><body>{body}</body></html>".encode(), "a.html").text
        assert "<script" not in text
    except UnreadableFile as error:
        assert "a.html: expected" in str(error)
    assert time.process_time() - begun < 6


def test_the_limit_of_tags_is_named() -> None:
    with pytest.raises(UnreadableFile, match=f"at most {MAX_TAGS:,} tags"):
        read_document(b"<html>" + b"<p>" * (MAX_TAGS + 1), "a.html")


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.html"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    try:
        assert "\0" not in read_document(data, name).text
    except UnreadableFile as error:
        assert str(error).startswith(name)


def test_files_of_a_folder(tmp_path: Path) -> None:
    for name in ("b.txt", "a.HTML", "x/c.md", "x/d.htm", ".hidden.txt", ".git/e.txt", "f.pdf"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("text")
    assert [str(path.relative_to(tmp_path)) for path in find_files(tmp_path)] == [
        "a.HTML",
        "b.txt",
        "x/c.md",
        "x/d.htm",
    ]
    assert find_files(tmp_path / "f.pdf") == [tmp_path / "f.pdf"]
    with pytest.raises(UnreadableFile, match="expected a file or folder"):
        find_files(tmp_path / "none")
