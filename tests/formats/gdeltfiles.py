"""GDELT exports for tests: rows made up in the shape of 1.0 and 2.0."""

from __future__ import annotations

from conflictmap.formats.gdelt import columns_of

PLAIN = {
    "GLOBALEVENTID": "1280000001", "SQLDATE": "20260204", "MonthYear": "202602", "Year": "2026",
    "FractionDate": "2026.0932", "Actor1Code": "SYRMIL", "Actor1Name": "SYRIA", "Actor1CountryCode": "SYR",
    "Actor1Type1Code": "MIL", "Actor2Code": "ISIREB", "Actor2Name": "ISLAMIC STATE", "Actor2Type1Code": "REB",
    "IsRootEvent": "1", "EventCode": "195", "EventBaseCode": "195", "EventRootCode": "19", "QuadClass": "4",
    "GoldsteinScale": "-10", "NumMentions": "12", "NumSources": "6", "NumArticles": "9", "AvgTone": "-7.4",
    "ActionGeo_Type": "4", "ActionGeo_FullName": "Manbij, ?alab, Syria", "ActionGeo_CountryCode": "SY",
    "ActionGeo_ADM1Code": "SY09", "ActionGeo_ADM2Code": "", "ActionGeo_Lat": "36.5281", "ActionGeo_Long": "37.9549",
    "ActionGeo_FeatureID": "-2545911", "DATEADDED": "20260204103000",
    "SOURCEURL": "https://www.news.example.org/2026/02/manbij?x=\"1\"",
}  # fmt: skip


def line(width: int = 61, **cells: str) -> str:
    """One row of an export of so many columns."""
    return "\t".join({**PLAIN, **cells}.get(name, "") for name in columns_of(width))
