"""One wrong row added to a copy of the shipped tables: refused with one fault, which says how to mend it."""

import csv
import shutil

import pytest

from data.load import FOLDER, DataFaults, load

OF = {  # what the rows below are made from: the first row that has these cells, and what is changed in it
    "region": ("regions", {"provider": "aws", "region_id": "eu-west-2"}, {"region_id": "new-1", "hub": "", "note": ""}),
    "claim": (
        "claims",
        {"provider": "aws", "region_id": "eu-west-2", "event": "launched", "confidence": "confirmed"},
        {},
    ),
    "partner": ("partners", {"partner_id": "bt"}, {"partner_id": "new", "name": "New", "aliases": "", "parent": ""}),
    "deal": ("partnerships", {"provider": "alibaba", "partner_id": "bt"}, {"from_date": "2018-12-24", "to_date": ""}),
    "source": ("sources", {"kind": "press"}, {"source_id": "new"}),
}
RECALLED = {"confidence": "recalled", "source_id": ""}
PLANNED = {"region_id": "new-1", "event": "announced", "date": "2026", **RECALLED}
MUMBAI = {"city": "Mumbai", "country": "IN", "lat": "19.0760", "lon": "72.8777"}
RIGHT = [
    [("region", {}), ("claim", PLANNED)],
    [("claim", {"event": "zones", "date": "2019", "value": "3", **RECALLED})],
    [("partner", {}), ("deal", {"partner_id": "new"})],
    [("source", {}), ("claim", {"date": "2016-12", "source_id": "new"})],
]
WRONG = {
    # what is wrong: rows added, the wrong one first; column at fault, value shown, words that say how to mend it
    "latitude and longitude swapped": (
        [("region", {**MUMBAI, "lat": "72.8777", "lon": "19.0760"}), ("claim", PLANNED)],
        ("lat, lon", "72.8777, 19.076", "outside IN: swap lat and lon"),
    ),
    "sign of the longitude lost": (
        [("region", {"city": "Ashburn", "country": "US", "lat": "39.0438", "lon": "77.4874"}), ("claim", PLANNED)],
        ("lat, lon", "39.0438, 77.4874", "change the sign of lon"),
    ),
    "point far from its city": (
        [("region", {"lat": "53.4809", "lon": "-2.2374"}), ("claim", PLANNED)],
        ("lat, lon", "53.4809, -2.2374", "km from London, GB (51.5"),
    ),
    "city of another country": (
        [("region", {"city": "Frankfurt", "lat": "51.6", "lon": "-0.2"}), ("claim", PLANNED)],
        ("country", "GB", "write DE, or mend city"),
    ),
    "point of another city": (
        [("region", {"city": "Slough"}), ("claim", PLANNED)],
        ("lat, lon", None, "the same point as eu-west-2 (row"),
    ),
    "country UK": ([("region", {"country": "UK"}), ("claim", PLANNED)], ("country", "UK", "no such country: use GB")),
    "hub of another provider": (
        [("region", {"hub": "europe-west1"}), ("claim", PLANNED)],
        ("hub", "europe-west1", "name the region_id of a region of the same provider"),
    ),
    "local zone of no region": (
        [("region", {"kind": "local_zone", "parent": "eu-west-22"}), ("claim", PLANNED)],
        ("parent", "eu-west-22", "name the region_id of a region of the same provider"),
    ),
    "point without a precision": (
        [("region", {"coord_precision": "none"}), ("claim", PLANNED)],
        ("coord_precision", "none", "use none when the coordinates are blank"),
    ),
    "region that no claim shows": ([("region", {})], ("region_id", "new-1", "add one with the event announced")),
    "region twice": (
        [("region", {"region_id": "eu-west-2"})],
        ("region_id", "aws:eu-west-2", "remove one of them, or tell them apart"),
    ),
    "unknown provider": ([("claim", {"provider": "awss"})], ("provider", "awss", "did you mean aws?")),
    "unknown region": (
        [("claim", {"region_id": "eu-west-22"})],
        ("region_id", "eu-west-22", "did you mean eu-west-2?"),
    ),
    "closed before launched": (
        [("claim", {"event": "closed", "date": "2015"})],
        ("date", "2015", "mend either"),
    ),
    "launched before there was a cloud": (
        [("claim", {"date": "2001-05", **RECALLED})],
        ("date", "2001-05", "mend the date, or started in providers.csv"),
    ),
    "launched in the future": (
        [("claim", {"date": "2031", **RECALLED})],
        ("date", "2031", "use promised for an opening"),
    ),
    "closure in the future, out of the blue": (
        [("claim", {"event": "closed", "date": "2031"})],
        ("date", "2031", "add the closing claim"),
    ),
    "month 13": ([("claim", {"date": "2018-13"})], ("date", "2018-13", "month must be 01..12")),
    "date in words": ([("claim", {"date": "Oct 2018"})], ("date", "Oct 2018", "(EDTF)")),
    "unknown source": (
        [("claim", {"source_id": "no-such-page"})],
        ("source_id", "no-such-page", "not in sources.csv: "),
    ),
    "recalled with a source": (
        [("claim", {"confidence": "recalled", "date": "2016"})],
        ("source_id", None, "leave it blank, or use reported or confirmed"),
    ),
    "confirmed without a source": (
        [("claim", {"source_id": ""})],
        ("source_id", "", "name one of sources.csv, or use recalled"),
    ),
    "zones in words": (
        [("claim", {"event": "zones", "value": "three"})],
        ("value", "three", "write a whole number, or leave it blank"),
    ),
    "zones without a number": ([("claim", {"event": "zones"})], ("value", "", "needs the number of zones")),
    "unknown event": ([("claim", {"event": "launchd"})], ("event", "launchd", "did you mean launched?")),
    "partner without a deal": ([("partner", {})], ("partner_id", "new", "add one, or remove the partner")),
    "partner that is there by another name": (
        [("partner", {"aliases": "BT"}), ("deal", {"partner_id": "new"})],
        ("aliases", "BT", "keep one row, with aliases"),
    ),
    "seat far from its city": (
        [("partner", {"seat_city": "Manchester"}), ("deal", {"partner_id": "new"})],
        ("seat_lat, seat_lon", None, "mend the point, or seat_city"),
    ),
    "deal of nobody": ([("deal", {"partner_id": "btt"})], ("partner_id", "btt", "did you mean bt?")),
    "deal that ends before it begins": ([("deal", {"to_date": "2015"})], ("to_date", "2015", "ends before it begins")),
    "source that nothing names": ([("source", {})], ("source_id", "new", "name it there, or remove it")),
    "address without https": (
        [("source", {"url": "www.example.org/cloud"}), ("claim", {"source_id": "new", "date": "2016-12"})],
        ("url", "www.example.org/cloud", "write a whole address that starts with https://"),
    ),
}


@pytest.fixture
def copy(tmp_path):
    """A copy of the shipped tables."""
    for path in FOLDER.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path


def add(folder, kind, changes):
    """Add a row like one that is there, but for some cells; gives its file and its line."""
    table, like, always = OF[kind]
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        found = next(row for row in reader if like.items() <= row.items())
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, list(found), lineterminator="\n").writerow(found | always | changes)
    return path.name, path.read_text("utf-8").count("\n")


@pytest.mark.parametrize("rows", RIGHT, ids=lambda rows: " and ".join(kind for kind, _ in rows))
def test_right_rows_are_taken(copy, rows):
    for kind, changes in rows:
        add(copy, kind, changes)
    assert load(copy).faults == ()


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_row_is_refused_with_how_to_mend_it(copy, wrong):
    rows, (column, value, words) = WRONG[wrong]
    places = [add(copy, kind, changes) for kind, changes in rows]
    with pytest.raises(DataFaults) as problem:
        load(copy)
    assert len(problem.value.faults) == 1, str(problem.value)
    (fault,) = problem.value.faults
    assert ((fault.file, fault.row), fault.column) == (places[0], column)
    assert value is None or fault.value == value
    assert words in fault.rule
    assert f"{places[0][0]}, row {places[0][1]}, {column}: " in str(problem.value)
