"""One broken row of each kind: the fault names file, row, column, value, and how to mend it."""

import pytest

from data.load import DataFaults, load

BROKEN_CELLS = [
    # table, start of the row, cells changed, column at fault, value shown, words of the rule
    ("providers", "aws", {"name": " "}, "name", " ", "must not be blank"),
    ("providers", "aws", {"url": "aws.amazon.com"}, "url", "aws.amazon.com", "https://"),
    ("providers", "aws", {"home_country": "usa"}, "home_country", "usa", "two capital letters"),
    ("providers", "aws", {"home_country": "UK"}, "home_country", "UK", "use GB"),
    ("providers", "aws", {"started": "2006-13"}, "started", "2006-13", "month must be 01..12"),
    ("regions", "aws,eu-west-2", {"country": "UK"}, "country", "UK", "use GB"),
    ("regions", "aws,eu-west-2", {"country": "XX"}, "country", "XX", "not in countries.csv"),
    ("regions", "aws,eu-west-2", {"kind": "regon"}, "kind", "regon", "did you mean region?"),
    ("regions", "aws,eu-west-2", {"access": "secret"}, "access", "secret", "use one of public, government"),
    ("regions", "aws,eu-west-2", {"lat": "north"}, "lat", "north", "write a number"),
    ("regions", "aws,eu-west-2", {"lat": "95"}, "lat", "95", "from -90 to 90"),
    ("regions", "aws,eu-west-2", {"lon": "-181"}, "lon", "-181", "from -180 to 180"),
    ("regions", "aws,eu-west-2", {"lat": ""}, "lat", "", "both coordinates"),
    ("regions", "aws,eu-west-2", {"lon": ""}, "lon", "", "both coordinates"),
    ("regions", "alibaba,ap-south-1", {"lat": "72.8777", "lon": "19.0760"}, "lat, lon", "72.8777, 19.076", "swap lat"),
    ("regions", "aws,us-east-1,", {"lon": "77.4874"}, "lat, lon", "39.0438, 77.4874", "sign of lon"),
    ("regions", "aws,sa-east-1", {"lat": "23.5505"}, "lat, lon", "23.5505, -46.6333", "sign of lat"),
    ("regions", "aws,eu-west-2", {"lat": "48.85", "lon": "2.35"}, "lat, lon", "48.85, 2.35", "lies outside GB"),
    ("regions", "aws,us-secret", {"coord_precision": "city"}, "coord_precision", "city", "use none when"),
    ("regions", "aws,eu-west-2", {"coord_precision": "none"}, "coord_precision", "none", "use none when"),
    ("regions", "aws,eu-west-2", {"zones": "0"}, "zones", "0", "must be 1 or more"),
    ("regions", "aws,eu-west-2", {"zones": "2.5"}, "zones", "2.5", "write a whole number"),
    ("regions", "aws,eu-west-2", {"hub": "eu-central-1"}, "hub", "eu-central-1", "not a region of aws"),
    ("regions", "aws,eu-west-2", {"hub": "eu-west-2"}, "hub", "eu-west-2", "names the row itself"),
    ("regions", "aws,eu-west-2", {"parent": "us-east-1"}, "parent", "us-east-1", "a region has no parent"),
    ("regions", "aws,us-east-1-bos", {"parent": "us-west-9"}, "parent", "us-west-9", "not a region of aws"),
    ("claims", "aws,eu-west-2", {"event": "opened"}, "event", "opened", "use one of announced, promised"),
    ("claims", "aws,eu-west-2", {"date": "2018-13"}, "date", "2018-13", "month must be 01..12"),
    ("claims", "aws,eu-west-2", {"date": "13 Dec 2016"}, "date", "13 Dec 2016", "(EDTF)"),
    ("claims", "aws,eu-west-2", {"date": "2016-12/"}, "date", "2016-12/", "write .. for the open end"),
    ("claims", "aws,eu-west-2", {"confidence": "sure"}, "confidence", "sure", "confirmed, reported, recalled"),
    ("claims", "aws,eu-west-2", {"source_id": ""}, "source_id", "", "a confirmed row needs a source"),
    ("claims", "aws,sa-east-1", {"source_id": "press"}, "source_id", "press", "a recalled row has no source"),
    ("claims", "aws,eu-west-2", {"source_id": "pres"}, "source_id", "pres", "did you mean press?"),
    ("claims", "aws,eu-west-2", {"value": "3"}, "value", "3", "only zones claims have a value"),
    ("claims", "alibaba,eu-west-1,zones,2018", {"value": ""}, "value", "", "needs the number of zones"),
    ("claims", "alibaba,eu-west-1,zones,2018", {"value": "two"}, "value", "two", "write a whole number"),
    ("claims", "alibaba,eu-west-1,zones,2018", {"value": "-2"}, "value", "-2", "must be 1 or more"),
    ("claims", "aws,eu-west-2", {"date": "2004"}, "date", "2004", "before aws started (2006-03-14)"),
    ("claims", "aws,eu-west-2", {"date": "2027-03"}, "date", "2027-03", "use promised"),
    (
        "claims",
        "alibaba,ap-south-1,closing",
        {"date": "2027"},
        "date",
        "2027",
        "write the day on which it was made known",
    ),
    ("claims", "alibaba,eu-central-1", {"event": "closed", "date": "2027"}, "date", "2027", "add the closing claim"),
    (
        "claims",
        "alibaba,ap-south-1,closed",
        {"date": "2017-12-01"},
        "date",
        "2017-12-01",
        "closed before launched (row 3",
    ),
    ("claims", "alibaba,ap-south-1,closing", {"date": "2024-08"}, "date", "2024-07-15", "closed before closing"),
    ("claims", "alibaba,eu-west-1,announced", {"date": "2018-11"}, "date", "2018-10-22", "launched before announced"),
    ("claims", "aws,us-secret,promised", {"event": "cancelled", "date": "2024"}, "date", "2024", "cancelled before"),
    ("partners", "bt", {"kind": "telco"}, "kind", "telco", "did you mean telecom?"),
    ("partners", "bt", {"country": "UK"}, "country", "UK", "use GB"),
    ("partners", "bt", {"parent": "vodafon"}, "parent", "vodafon", "did you mean vodafone?"),
    ("partners", "bt", {"parent": "bt"}, "parent", "bt", "names the row itself"),
    ("partners", "bt", {"seat_lon": ""}, "seat_lon", "", "both coordinates"),
    ("partners", "bt", {"country": "DE"}, "seat_lat, seat_lon", "51.5074, -0.1278", "lies outside DE"),
    ("partners", "vodafone-germany", {"aliases": "British Telecom"}, "aliases", "British Telecom", "row 3 (bt)"),
    ("partnerships", "alibaba,bt", {"role": "helps"}, "role", "helps", "use one of operates, hosts"),
    ("partnerships", "alibaba,bt", {"region_id": "eu-west-9"}, "region_id", "eu-west-9", "did you mean eu-west-1?"),
    ("partnerships", "alibaba,bt", {"country": "England"}, "country", "England", "two capital letters"),
    ("partnerships", "alibaba,bt", {"from_date": "2018-09-31"}, "from_date", "2018-09-31", "day must be 01..30"),
    ("partnerships", "alibaba,vodafone", {"to_date": "2015"}, "to_date", "2015", "ends before it begins (2016-11)"),
    ("partnerships", "alibaba,bt", {"source_id": ""}, "source_id", "", "a reported row needs a source"),
    ("terms", "aws,us-secret,,", {"region_id": "us-secrets"}, "region_id", "us-secrets", "did you mean us-secret?"),
    ("terms", "aws,us-secret,,", {"account": "own"}, "account", "own", "separate"),
    ("terms", "aws,us-secret,,", {"account": ""}, "contract", "", "neither contract nor account"),
    ("terms", "aws,us-secret,The", {"source_id": ""}, "source_id", "", "a reported row needs a source"),
    ("sources", "press", {"url": ""}, "url", "", "https://"),
    ("sources", "press", {"kind": "blog"}, "kind", "blog", "use one of provider, tool_history"),
    ("sources", "press", {"read_on": "2026-11"}, "read_on", "2026-11", "YYYY-MM-DD"),
    ("sources", "press", {"read_on": "2026-11-31"}, "read_on", "2026-11-31", "day must be 01..30"),
    ("sources", "press", {"published": "Sept 2018"}, "published", "Sept 2018", "(EDTF)"),
    ("countries", "BR", {"continent": "America"}, "continent", "America", "did you mean"),
]
ADDED_ROWS = [
    # table, row added, column at fault, value shown, words of the rule
    ("providers", "aws,Amazon,US,2006,,", "provider", "aws", "stands already in row 3"),
    ("providers", "A W S,Amazon,US,2006,,", "provider", "A W S", "small letters"),
    ("regions", "aws,eu-west-2,region,B,London,GB,51.5,-0.1,city,public,,,,", "region_id", "aws:eu-west-2", "in row 5"),
    ("regions", "gcp,x,region,B,London,GB,51.5,-0.1,city,public,,,,", "provider", "gcp", "not in providers.csv"),
    ("regions", "aws,x,region,B,London,GB,51.5,-0.1,city,public,,,,", "region_id", "x", "no claim shows it"),
    ("claims", "aws,eu-west-9,launched,2020,,reported,press,", "region_id", "eu-west-9", "did you mean eu-west-2?"),
    ("claims", "azur,uk,launched,2020,,reported,press,", "provider", "azur", "not in providers.csv"),
    ("claims", "aws,sa-east-1,launched,2011,,recalled,,", "event", "aws:sa-east-1:launched:2011", "in row 14"),
    ("claims", "aws,eu-west-2,launched,2020,reported,press,", "note", "", "7 cells, not 8"),
    ("terms", "aws,us-secret,Another,,reported,press,", "region_id", "aws:us-secret:press", "in row 2"),
    ("partners", "kpn,KPN,,telecom,,,,,,,", "partner_id", "kpn", "no partnership names it"),
    ("partners", "bt-2,British Telecom,,telecom,GB,,,,,,", "name", "British Telecom", "same organisation as row 3"),
    ("partnerships", "alibaba,bt2,other,,GB,,,recalled,,", "partner_id", "bt2", "did you mean bt?"),
    (
        "sources",
        "unused,Somebody,,https://x.example,other,,",
        "source_id",
        "unused",
        "no claim, partnership or terms name it",
    ),
    ("countries", "DE,Germany,Europe", "country", "DE", "stands already in row 4"),
]


@pytest.mark.parametrize(("table", "start", "cells", "column", "value", "words"), BROKEN_CELLS)
def test_a_broken_cell_is_named(folder, table, start, cells, column, value, words):
    row = folder.put(table, start, **cells)
    faults = folder.faults()
    found = [fault for fault in faults if words in fault.rule]
    assert len(found) == 1, [str(fault) for fault in faults]
    at = found[0]
    assert (at.file, at.column, at.value) == (f"{table}.csv", column, value)
    if "before closing" not in words and "launched before announced" not in words:
        assert at.row == row
    assert all(part in str(at) for part in (at.file, f"row {at.row}", column, repr(value), words))


@pytest.mark.parametrize(("table", "text", "column", "value", "words"), ADDED_ROWS)
def test_a_wrong_row_is_named(folder, table, text, column, value, words):
    row = folder.add(table, text)
    found = [fault for fault in folder.faults() if words in fault.rule]
    assert [(fault.file, fault.row, fault.column, fault.value) for fault in found] == [
        (f"{table}.csv", row, column, value)
    ]


def test_a_fault_of_order_stands_at_the_later_event(folder):
    folder.put("claims", "alibaba,eu-west-1,announced", date="2018-11")
    (fault,) = folder.faults()
    assert fault.row == folder.line("claims", "alibaba,eu-west-1,launched")
    assert f"row {folder.line('claims', 'alibaba,eu-west-1,announced')}: not before 1 Nov 2018" in fault.rule


def test_dates_that_may_be_in_order_are_no_fault(folder):
    folder.put("claims", "alibaba,eu-west-1,announced", date="2018-10")
    folder.put("claims", "alibaba,ap-south-1,closing", date="2024")
    assert folder.faults() == ()


def test_a_closure_that_was_announced_may_lie_ahead(folder):
    folder.put("claims", "alibaba,ap-south-1,closed", date="2027-07")
    assert folder.faults() == ()


def test_an_announcement_may_come_before_the_cloud_itself(folder):
    folder.put("claims", "aws,us-secret,announced", date="2005")
    assert folder.faults() == ()


def test_a_line_break_in_a_cell_does_not_shift_the_rows(folder):
    folder.put("claims", "alibaba,ap-south-1,announced", note="two\nlines")
    folder.put("claims", "aws,eu-west-2", date="2018-13")
    (fault,) = folder.faults()
    text = folder.file("claims").read_text("utf-8").splitlines()
    assert "2018-13" in text[fault.row - 1]


def test_all_faults_come_at_once_in_the_order_of_the_files(folder):
    folder.put("claims", "aws,eu-west-2", date="2018-13")
    folder.put("regions", "aws,eu-west-2", country="UK")
    folder.put("partners", "bt", kind="telco")
    with pytest.raises(DataFaults) as problem:
        load(folder.path)
    assert [fault.file for fault in problem.value.faults] == ["regions.csv", "claims.csv", "partners.csv"]
    text = str(problem.value)
    assert text.startswith("3 faults\n")
    assert all(str(fault) in text for fault in problem.value.faults)
