"""Whatever happened to a row of UCDP GED or GDELT, it gives an event or a rejection, and the rows around it stay."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from conflictmap.errors import UnreadableFile
from conflictmap.formats import gdelt, ucdp_ged
from conflictmap.formats.base import Format, Options, Rejection
from conflictmap.formats.gdelt import columns_of
from conflictmap.model.event import Event
from tests.formats import gdeltfiles, gedfiles
from tests.made import PAYLOADS

NUMBERS = ["-1", "1e400", "1.0", "99999999999999999999", "²", "٣", "0", "inf", "NaN"]
DAYS = ["2016-02-30", "1/1/1", "2015-05-14 24:61", "9999-12-31", "0000-00-00"]
TEXTS = ["", " ", "NA", "\x00", ";;;", '"', "\ufeff", "Government of ", ",Government of ", "\u202e", "x" * 30_000]
ODD = st.sampled_from([*NUMBERS, *DAYS, *TEXTS, *PAYLOADS])
CELLS = ODD | st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


def read(format_: Format, content: bytes) -> list[Event | Rejection]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "some.csv"
        path.write_bytes(content)
        return list(format_.read(path, Options()))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(gedfiles.YEARLY), CELLS, min_size=1, max_size=4))
def test_odd_cells_of_ged(cells: dict[str, str]) -> None:
    text = gedfiles.csv_text([{}, cells, {"id": "3"}])
    first, odd, last = read(ucdp_ged.FORMAT, text.encode("utf-8"))
    assert isinstance(first, Event) and isinstance(last, Event)
    assert isinstance(odd, Event) or (odd.row == 3 and odd.reason)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(columns_of(61)), CELLS, min_size=1, max_size=4))
def test_odd_cells_of_gdelt(cells: dict[str, str]) -> None:
    inside = {name: cell.translate({10: 32, 13: 32, 9: 32}) for name, cell in cells.items()}
    lines = [gdeltfiles.line(), gdeltfiles.line(**inside), gdeltfiles.line(GLOBALEVENTID="3")]
    first, odd, last = read(gdelt.FORMAT, "\n".join(lines).encode("utf-8"))
    assert isinstance(first, Event) and isinstance(last, Event)
    assert isinstance(odd, Event) or (odd.row == 2 and odd.reason)


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from([ucdp_ged.FORMAT, gdelt.FORMAT]))
def test_bytes_torn_out_and_put_in(data: st.DataObject, format_: Format) -> None:
    if format_ is gdelt.FORMAT:
        content = "\n".join(gdeltfiles.line(GLOBALEVENTID=str(n)) for n in range(4)).encode()
    else:
        content = gedfiles.csv_text([{"id": str(n)} for n in range(4)]).encode()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 40))
        content = (
            content[:start] + data.draw(st.binary(max_size=6) | st.sampled_from([b'"', b"\n", b"\t"])) + content[end:]
        )
    try:
        found = read(format_, content)
    except UnreadableFile:
        return
    assert all(isinstance(each, Event | Rejection) for each in found)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(0, 400))
def test_a_quote_that_nothing_closes_costs_one_row(row: int, at: int) -> None:
    lines = gedfiles.csv_text([{"id": str(n), "source_article": ""} for n in range(1, 7)]).splitlines()
    commas = [i for i, sign in enumerate(lines[row]) if sign == ","]
    cut = commas[at % (len(commas) - 1)] + 1
    lines[row] = f'{lines[row][:cut]}"{lines[row][cut:]}'
    found = read(ucdp_ged.FORMAT, "\n".join(lines).encode())
    assert len(found) == 6
    assert sum(isinstance(each, Event) for each in found) >= 5
