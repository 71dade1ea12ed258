"""Tables and places: typed, complete, defused, and the same rows as the command."""

import csv
import datetime as dt
import io
import json
import xml.etree.ElementTree as ET

import openpyxl
import pytest

from components.pack import places, sheets
from data import dates

KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def book(alibaba):
    return openpyxl.load_workbook(io.BytesIO(sheets.xlsx(alibaba)))


def rows_of(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_csv_holds_the_rows_of_the_command(alibaba, data_at):
    found = list(csv.DictReader(io.StringIO(sheets.csv(alibaba).decode("utf-8"))))
    rows = data_at("2018-10-22", "alibaba")
    names = ("provider", "region_id", "kind", "name", "city", "country", "state")
    assert [{name: row[name] for name in names} for row in found] == [
        {name: row[name] for name in names} for row in rows
    ]
    assert [row["sure"] for row in found] == [str(row["sure"]).lower() for row in rows]


def test_workbook_has_a_sheet_for_each_table(book, alibaba, data_at):
    assert book.sheetnames == ["regions", "partnerships", "claims", "sources", "about"]
    regions = rows_of(book["regions"])
    assert [row["region_id"] for row in regions] == [row["region_id"] for row in data_at("2018-10-22", "alibaba")]
    assert len(rows_of(book["partnerships"])) == len(alibaba.deals)
    about = {row["name"]: row["value"] for row in rows_of(book["about"])}
    assert about["Regions"] == len(regions)
    assert about["As of"] == "2018-10-22"
    assert about["Licence"] == "CC BY 4.0"


def test_cells_are_typed(book):
    london = next(row for row in rows_of(book["regions"]) if row["region_id"] == "eu-west-1")
    assert (london["lat"], london["sure"], london["zones"]) == (pytest.approx(51.5, abs=0.2), True, 2)
    assert london["launched"] == "2018-10-22"
    claim = next(
        row for row in rows_of(book["claims"]) if row["region_id"] == "eu-west-1" and row["event"] == "launched"
    )
    assert claim["earliest"] == claim["latest"] == dt.datetime(2018, 10, 22)
    assert claim["best"] in (True, False)
    assert all(isinstance(row["used"], int) for row in rows_of(book["sources"]))
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet["A1"].font.bold


def test_every_source_named_is_there(book):
    known = {row["source_id"] for row in rows_of(book["sources"])}
    for name in ("claims", "partnerships"):
        assert {row["source_id"] for row in rows_of(book[name])} - {None} <= known
    linked = [cell.hyperlink.target for (cell,) in book["sources"].iter_rows(min_row=2, min_col=4, max_col=4)]
    assert all(address.startswith("http") for address in linked)


def test_zones_of_a_past_day_are_only_those_known_then(alibaba, everything):
    assert alibaba.zones["alibaba:eu-west-1"] == 2
    assert alibaba.zones.isna().sum() > 5
    assert everything.zones.notna().sum() > everything.zones.isna().sum()


def test_formulas_and_control_characters_are_defused(hostile):
    found = list(csv.DictReader(io.StringIO(sheets.csv(hostile).decode("utf-8"))))
    names = [row["name"] for row in found]
    assert '\'=HYPERLINK("http://evil.example","x")' in names
    assert not [cell for row in found for cell in row.values() if cell.startswith(("=", "+", "@"))]
    assert b"\x07" not in sheets.csv(hostile)
    for sheet in openpyxl.load_workbook(io.BytesIO(sheets.xlsx(hostile))):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"{sheet.title} {cell.coordinate} is a formula"


def test_geojson_holds_each_region_once(alibaba, data_at):
    found = json.loads(places.geojson(alibaba))
    rows = data_at("2018-10-22", "alibaba")
    assert found["as_of"] == "2018-10-22"
    assert alibaba.edition in found["source"]
    states = [(one["properties"]["region_id"], one["properties"]["state"]) for one in found["features"]]
    assert states == [(row["region_id"], row["state"]) for row in rows]
    for one in found["features"]:
        lon, lat = one["geometry"]["coordinates"]
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90


def test_secret_regions_have_no_point(look):
    shown = look("2026-11-25", provider=("aws",))
    secret = int(shown.shown["lat"].isna().sum())
    assert secret > 0
    found = json.loads(places.geojson(shown))["features"]
    assert sum(one["geometry"] is None for one in found) == secret
    root = ET.fromstring(places.kml(shown))
    marks = list(root.iter(f"{KML}Placemark"))
    assert len(marks) == len(shown.shown)
    assert sum(one.find(f"{KML}Point") is None for one in marks) == secret


def test_kml_has_a_span_of_time_for_each_region(alibaba, data_at):
    root = ET.fromstring(places.kml(alibaba))
    marks = {}
    for one in root.iter(f"{KML}Placemark"):
        data = {item.get("name"): item.findtext(f"{KML}value") for item in one.iter(f"{KML}Data")}
        marks[data["region_id"]] = one, data
    rows = {row["region_id"]: row for row in data_at("2018-10-22", "alibaba")}
    assert marks.keys() == rows.keys()
    for region, (one, data) in marks.items():
        assert data["state"] == rows[region]["state"]
        begin = one.findtext(f"{KML}TimeSpan/{KML}begin")
        assert dates.span(begin)[0] <= alibaba.day
    london, mumbai = marks["eu-west-1"][0], marks["ap-south-1"][0]
    assert london.findtext(f"{KML}TimeSpan/{KML}begin") == "2018-10-22"
    assert london.find(f"{KML}TimeSpan/{KML}end") is None
    assert mumbai.findtext(f"{KML}TimeSpan/{KML}end") == "2024-07-15"
    assert b"<href>" not in places.kml(alibaba)  # no icon from elsewhere


def test_hostile_text_stays_text_in_kml_and_geojson(hostile):
    root = ET.fromstring(places.kml(hostile))
    assert not list(root.iter("script")) + list(root.iter("img"))
    described = [one.text for one in root.iter(f"{KML}description")]
    assert any("&lt;/script&gt;" in words for words in described)
    assert not any("<img" in words for words in described)
    names = [one["properties"]["name"] for one in json.loads(places.geojson(hostile))["features"]]
    assert any(name.startswith("</script>") for name in names)
