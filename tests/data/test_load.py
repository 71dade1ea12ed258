"""Reading: tables as they are, files that cannot be read, and what is kept when rows are bad."""

import dataclasses
import datetime as dt

import numpy as np
import pytest

from data import dates, query
from data.dates import FAR
from data.lifecycle import lives, zones_on
from data.load import DataFaults, load
from data.tidy import untidy


def test_tables_come_typed_and_frozen(tables):
    assert tables.edition == dt.date(2026, 11, 25)
    assert tables.edition_info["licence"] == "CC-BY-4.0"
    assert tables.faults == ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        tables.edition = dt.date(2000, 1, 1)
    assert str(tables.regions["zones"].dtype) == "Int64"
    assert tables.regions["lat"].dtype == np.float64
    assert tables.regions["lat"].isna().tolist() == [False] * 7 + [True]
    assert tables.regions["hub"].tolist()[2:4] == ["eu-central-1", ""]


def test_namibia_is_a_country(tables):
    assert "NA" in set(tables.countries["country"])


def test_keys_keep_the_providers_apart(tables):
    assert {"alibaba:eu-west-1", "aws:eu-west-2"} <= set(tables.regions["key"])
    assert set(tables.claims["key"]) == set(tables.regions["key"])
    assert tables.partnerships["region_key"].tolist() == ["", "alibaba:eu-west-1", "alibaba:eu-central-1"]


def test_days_are_bounds(tables):
    claims = tables.claims[tables.claims["date"] == "../2018-01-25"]
    assert (claims["lo"].item(), claims["hi"].item()) == (-FAR, dates.day("2018-01-25"))
    deal = tables.partnerships.iloc[2]
    assert (deal["from_lo"], deal["to_hi"]) == (dates.day("2016-11-01"), dates.day("2022-12-31"))


@pytest.mark.parametrize("name", ["providers", "regions", "claims", "partners", "partnerships", "sources", "countries"])
@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "missing file"), (b"", "empty file"), (b"\xff\xfe\x00", "not UTF-8"), (b'a,"b\n', "cannot be read as CSV")],
)
def test_a_file_that_cannot_be_read_is_one_fault(folder, name, content, words):
    if content is None:
        folder.file(name).unlink()
    else:
        folder.file(name).write_bytes(content)
    told = [fault for fault in folder.faults() if fault.file == f"{name}.csv"]
    if name == "sources" or words != "cannot be read as CSV":
        assert len(told) == 1
        assert told[0].row in (0, 1)
        assert words in told[0].rule
    with pytest.raises(DataFaults, match=name):
        load(folder.path)


def test_a_folder_that_is_not_there(tmp_path):
    faults = load(tmp_path / "nowhere", strict=False).faults
    assert {fault.file for fault in faults} >= {"edition.toml", "regions.csv", "claims.csv"}
    assert all("missing file" in fault.rule for fault in faults)


def test_missing_and_unknown_columns(folder):
    rows = folder.rows("regions")
    place = rows[0].index("access")
    folder.keep("regions", [[*row[:place], *row[place + 1 :], "x"] for row in rows])
    told = [(fault.row, fault.column, fault.rule) for fault in folder.faults()]
    assert told == [
        (1, "access", "missing column: add it"),
        (1, "x", "unknown column: remove it or spell it as in data/README.md"),
    ]


def test_columns_may_stand_in_another_order(folder):
    folder.keep("regions", [row[::-1] for row in folder.rows("regions")])
    assert folder.faults() == ()


def test_a_byte_order_mark_and_crlf_are_read(folder):
    text = folder.file("regions").read_text("utf-8")
    folder.file("regions").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode("utf-8"))
    assert folder.faults() == ()


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        (None, "", "missing file"),
        ("date 2026", "", "cannot be read as TOML"),
        ('title = "x"', "date", "write the day"),
        ('date = "soon"', "date", "write the day"),
        ("date = 2026", "date", "write the day"),
    ],
)
def test_a_bad_edition_is_a_fault(folder, text, column, words):
    if text is None:
        (folder.path / "edition.toml").unlink()
    else:
        (folder.path / "edition.toml").write_text(text, "utf-8")
    fault = next(fault for fault in folder.faults() if fault.file == "edition.toml")
    assert (fault.column, words in fault.rule) == (column, True)


def test_a_lenient_load_leaves_out_a_bad_region_and_what_hangs_on_it(folder):
    folder.put("regions", "alibaba,eu-central-1", lat="8.6821", lon="50.1109")
    tables = load(folder.path, strict=False)
    assert len(tables.faults) == 1
    assert "alibaba:eu-central-1" not in set(tables.regions["key"])
    assert "alibaba:eu-central-1" not in set(tables.claims["key"])
    assert "alibaba:eu-central-1" not in set(tables.partnerships["region_key"])
    assert len(tables.regions) == 7
    assert tables.regions.set_index("key").at["alibaba:eu-west-1", "hub"] == ""


def test_a_lenient_load_leaves_out_a_bad_claim_alone(folder):
    folder.put("claims", "aws,eu-west-2", date="2016-13")
    tables = load(folder.path, strict=False)
    assert len(tables.claims) == 16
    assert "aws:eu-west-2" in set(tables.regions["key"])


def test_a_lenient_load_leaves_out_all_of_a_bad_provider(folder):
    folder.put("providers", "aws", name="")
    tables = load(folder.path, strict=False)
    assert [fault.column for fault in tables.faults] == ["name"]
    for frame in (tables.providers, tables.regions, tables.claims):
        assert set(frame["provider"]) == {"alibaba"}


def test_a_lenient_load_blanks_a_bad_hub_and_keeps_the_region(folder):
    folder.put("regions", "alibaba,eu-west-1", hub="eu-central-9")
    tables = load(folder.path, strict=False)
    assert tables.regions.set_index("key").at["alibaba:eu-west-1", "hub"] == ""


def test_a_lenient_load_keeps_what_is_merely_unused(folder):
    folder.add("partners", "kpn,KPN,,telecom,,,,,,,")
    tables = load(folder.path, strict=False)
    assert len(tables.faults) == 1
    assert "kpn" in set(tables.partners["partner_id"])


def test_tables_of_nothing_can_still_be_asked(tmp_path):
    tables = load(tmp_path, strict=False)
    none = lives(tables)
    assert none.empty
    assert query.as_of(none, 0).empty
    assert query.counts(none, 0)["live"] == 0
    assert query.events(tables).empty
    assert query.growth(none).empty
    assert query.firsts(none).empty
    assert query.slips(tables, none).empty
    assert query.between(tables, none, 0, 1).empty
    assert query.partners_of(tables, day=0).empty
    assert query.event_days(none) == []
    assert query.search(tables, none, "london") == []
    assert zones_on(tables, none, 0).empty


def test_a_table_that_is_missing_takes_no_others_along(folder):
    folder.file("sources").unlink()
    tables = load(folder.path, strict=False)
    assert (len(tables.regions), len(tables.claims), len(tables.faults)) == (8, 17, 1)


def test_files_without_stray_space_in_order_are_tidy(folder):
    assert untidy(folder.path) == []


def test_untidy_files_are_told(folder):
    folder.put("regions", "aws,eu-west-2", city="London ")
    rows = folder.rows("claims")
    folder.keep("claims", [*rows[:1], rows[-1], *rows[1:-1]])
    text = folder.file("countries").read_text("utf-8")
    folder.file("countries").write_bytes(text.rstrip("\n").replace("\n", "\r\n", 1).encode("utf-8"))
    told = [(fault.file, fault.row, fault.rule[:20]) for fault in untidy(folder.path)]
    assert told == [
        ("regions.csv", 5, "take away the space "),
        ("claims.csv", 3, "sort the rows by pro"),
        ("countries.csv", 1, "end lines with LF al"),
        ("countries.csv", 8, "end the last line wi"),
    ]


def test_our_own_tables_have_no_fault():
    tables = load()
    assert tables.faults == ()
    assert len(tables.regions) > 560
