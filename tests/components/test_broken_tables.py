"""Tables with faults: listed, the rest shown, and no cell of theirs becomes a formula."""

import datetime as dt
import re
import shutil

import pandas as pd
import pytest

from components import table
from data.load import FOLDER
from tests.components.reading import rows_of

DAY = "2023-03-01"


def broken(tmp_path, name, change):
    """Our tables in a folder of their own, the text of one of them changed."""
    folder = shutil.copytree(FOLDER, tmp_path / "tables")
    path = folder / f"{name}.csv"
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    return folder


def bad_country(text):
    head, first, *rest = text.splitlines()
    cells = first.split(",")
    cells[head.split(",").index("country")] = "UK"
    return "\n".join([head, ",".join(cells), *rest]) + "\n"


@pytest.mark.parametrize(
    ("name", "change", "least"),
    [
        ("regions", bad_country, 500),
        ("claims", lambda text: text.replace(",2018-10-22,", ",22.10.2018,"), 500),
        ("partnerships", lambda text: text + "alibaba,nobody,hosts,,,,,confirmed,,\n", 500),
        ("partners", lambda text: "", 500),
        ("claims", lambda text: text.replace("provider", "vendor", 1), 0),
        ("regions", lambda text: text[:2000] + '"', 0),
    ],
    ids=["cell", "dates", "key", "empty file", "header", "quote"],
)
def test_faults_of_the_tables_are_listed_and_the_rest_is_shown(run_page, monkeypatch, tmp_path, name, change, least):
    monkeypatch.setenv("ATLAS_TABLES", str(broken(tmp_path, name, change)))
    page = run_page(date=DAY)
    assert any("fault" in error.value for error in page.error)
    listed = next(frame.value for frame in page.dataframe if "rule" in frame.value.columns)
    assert f"{name}.csv" in set(listed["file"])
    assert set(listed.columns) >= {"file", "row", "column", "value", "rule"}
    if least:
        assert len(rows_of(page)) > least * 0.8
    page.date_input(key="date").set_value(dt.date(2019, 1, 1)).run()
    assert not page.exception, page.exception


def test_a_folder_without_tables_is_told_too(run_page, monkeypatch, tmp_path):
    monkeypatch.setenv("ATLAS_TABLES", str(tmp_path))
    page = run_page()
    assert any("fault" in error.value for error in page.error)


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1+cmd", "@x", "\t=1", "\r=1"])
def test_cells_that_start_a_formula_are_defused(start):
    frame = pd.DataFrame(
        {"name": [start, "Frankfurt", "", "a=b"], "sure": [True, False, True, True], "n": [-1, 2, 3, 4]}
    )
    safe = table.safe(frame)
    assert safe["name"].tolist() == ["'" + start, "Frankfurt", "", "a=b"]
    assert safe["n"].tolist() == [-1, 2, 3, 4]
    assert frame["name"].tolist()[0] == start


def test_a_formula_in_the_tables_leaves_the_page_defused(run_page, monkeypatch, tmp_path):
    evil = "=HYPERLINK(1)"
    monkeypatch.setenv("ATLAS_TABLES", str(broken(tmp_path, "regions", lambda t: t.replace("UK (London)", evil, 1))))
    page = run_page(date=DAY)
    frame = rows_of(page)
    assert evil in set(frame["name"])
    written = table.safe(frame).to_csv(index=False)
    assert f"'{evil}" in written
    assert not re.search(r"(^|,)\"?=", written, re.M)
