"""UCDP GED files for tests: the columns of each version and age, with rows made up in their shape."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path


def columns(line: str) -> list[str]:
    """Column names from a header line."""
    return line.split(",")


YEARLY = columns(
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,dyad_dset_id,"
    "dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,number_of_sources,"
    "source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,"
    "where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,"
    "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low,gwnoa,gwnob"
)
"""Version 25.1."""
HDX = columns(
    "id,year,active_year,type_of_violence,conflict_new_id,conflict_name,dyad_new_id,dyad_name,side_a_new_id,gwnoa,side_a,"
    "side_b_new_id,gwnob,side_b,number_of_sources,source_article,source_office,source_date,source_headline,"
    "source_original,where_prec,where_coordinates,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,iso3,"
    "country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,"
    "low,best,high"
)
"""A copy on HDX: other order, iso3, and a second header of hashtags."""
EARLY = [name for name in HDX if name != "iso3"]
"""Version 17.1 and 18.1."""
HXL = {"year": "#date+year", "latitude": "#geo+lat", "longitude": "#geo+lon", "best": "#affected+killed"}

PLAIN = {
    "id": "500001", "relid": "SYR-2015-1-99-1", "year": "2015", "active_year": "1", "code_status": "Clear",
    "type_of_violence": "1", "conflict_new_id": "299", "conflict_name": "Syria: Government", "dyad_new_id": "11973",
    "dyad_name": "Government of Syria - IS", "side_a_new_id": "118", "side_a": "Government of Syria",
    "side_b_new_id": "234", "side_b": "IS", "number_of_sources": "2",
    "source_article": '"Agency One,2015-05-14,Fight at the gate";"Agency Two,2015-05-15,Town holds; for now"',
    "source_office": "Agency One;Agency Two", "source_date": "2015-05-14;2015-05-15",
    "source_headline": "Fight at the gate;Town holds", "source_original": "a monitor", "where_prec": "1",
    "where_coordinates": "Palmyra town", "where_description": "Palmyra, eastern edge", "adm_1": "Homs governorate",
    "adm_2": "Tadmor district", "latitude": "34.560000", "longitude": "38.284000", "geom_wkt": "POINT (38.284 34.56)",
    "priogrid_gid": "179357", "country": "Syria", "iso3": "SYR", "country_id": "652", "region": "Middle East",
    "event_clarity": "1", "date_prec": "1", "date_start": "2015-05-14 00:00:00.000",
    "date_end": "2015-05-14 00:00:00.000", "deaths_a": "5", "deaths_b": "3", "deaths_civilians": "0",
    "deaths_unknown": "1", "best": "9", "high": "12", "low": "8", "gwnoa": "652", "gwnob": "",
}  # fmt: skip
"""A row in which nothing is odd."""


def csv_text(rows: list[dict[str, str]], columns: list[str] = YEARLY, second: dict[str, str] | None = None) -> str:
    """A file's text: the header, perhaps a second one, and the rows, each the plain one with some cells changed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    if second is not None:
        writer.writerow([second.get(name, "") for name in columns])
    writer.writerows([{**PLAIN, **row}.get(name, "") for name in columns] for row in rows)
    return text.getvalue()


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """The text in a file; in an archive where the name ends so."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{path.stem}.csv", text.encode(encoding))
            archive.writestr("__MACOSX/._x.csv", b"clutter")
    else:
        path.write_bytes(text.encode(encoding))
    return path
