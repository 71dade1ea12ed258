"""The command line: what it prints, and how it ends."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from data.__main__ import main
from data.stats import COLUMNS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(folder, capsys):
    """Run a command on the small tables; gives exit code, output and errors."""

    def asked(*words):
        try:
            code = main([*words] if words[0] == "check" else [*words, "--dir", str(folder.path)])
        except SystemExit as stop:
            code = stop.code
        out, err = capsys.readouterr()
        return code, out, err

    return asked


def test_check_of_tables_without_fault(folder, run):
    assert run("check", str(folder.path)) == (0, "8 tables, 45 rows, no faults\n", "")


def test_check_names_file_row_column_value_and_rule(folder, run):
    row = folder.put("claims", "aws,eu-west-2", date="2018-13")
    code, out, _ = run("check", str(folder.path))
    assert code == 1
    assert out == f"claims.csv, row {row}, date: '2018-13': 2018-13: month must be 01..12\n1 fault\n"


def test_check_also_asks_for_tidy_files(folder, run):
    folder.put("regions", "aws,eu-west-2", city="London ")
    code, out, _ = run("check", str(folder.path))
    assert code == 1
    assert "take away the space" in out


def test_check_of_no_folder(tmp_path, run):
    code, out, _ = run("check", str(tmp_path / "nowhere"))
    assert code == 1
    assert "regions.csv: missing file" in out


def test_at_as_json(run):
    code, out, _ = run("at", "2018-09-07", "--provider", "alibaba", "--format", "json")
    rows = json.loads(out)
    assert code == 0
    assert [(row["region_id"], row["state"], row["sure"]) for row in rows] == [
        ("ap-south-1", "live", True),
        ("eu-central-1", "live", True),
        ("eu-west-1", "announced", True),
    ]
    assert rows[2] | {"kind": ""} == {
        "provider": "alibaba",
        "region_id": "eu-west-1",
        "kind": "",
        "name": "UK (London)",
        "city": "London",
        "country": "GB",
        "state": "announced",
        "sure": True,
    }


def test_at_as_csv_in_order(run):
    _, out, _ = run("at", "2018-01-10", "--format", "csv", "--provider", "aws", "--provider", "alibaba")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [f"{row['provider']}:{row['region_id']}" for row in rows] == sorted(
        f"{row['provider']}:{row['region_id']}" for row in rows
    )
    assert {row["region_id"]: row["sure"] for row in rows}["ap-south-1"] == "false"


def test_at_as_a_table(run):
    code, out, _ = run("at", "2018-10-22")
    assert code == 0
    assert out.splitlines()[0].split() == ["provider", "region_id", "kind", "name", "city", "country", "state", "sure"]
    assert run("at", "1999-01-01")[1] == "nothing found\n"
    assert json.loads(run("at", "1999-01-01", "--format", "json")[1]) == []


def test_at_of_other_kinds(run):
    _, out, _ = run("at", "2026-01-01", "--kind", "local_zone", "--format", "json")
    assert [row["region_id"] for row in json.loads(out)] == ["us-east-1-bos-1"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("at", "2018-9-7"), "write the day as YYYY-MM-DD"),
        (("at", "2018-13-01"), "month must be 01..12"),
        (("at", "2018-09-07", "--provider", "alibba"), "unknown provider 'alibba': use one of alibaba, aws"),
        (("partners", "--date", "soon"), "write the day as YYYY-MM-DD"),
    ],
)
def test_what_is_asked_wrongly_is_told(run, words, told):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert told in err


def test_at_tells_of_faults_and_shows_the_rest(folder, run):
    folder.put("claims", "aws,eu-west-2", date="2018-13")
    code, out, err = run("at", "2018-09-07", "--provider", "alibaba", "--format", "json")
    assert (code, len(json.loads(out))) == (0, 3)
    assert err.startswith("1 fault in the tables")


def test_partners(run):
    _, out, _ = run("partners", "--provider", "alibaba", "--date", "2018-09-07", "--format", "json")
    assert [(row["partner_id"], row["role"], row["sure"]) for row in json.loads(out)] == [
        ("apedb", "government_agreement", True),
        ("bt", "other", True),
        ("vodafone-germany", "hosts", True),
    ]


def test_stats(run):
    _, out, _ = run("stats", "--format", "json")
    rows = {row["provider"]: row for row in json.loads(out)}
    assert set(rows) == {"alibaba", "aws", "all"}
    assert set(COLUMNS) <= set(rows["all"])
    numbers = [rows["alibaba"][name] for name in ("regions", "day", "month", "year", "undated", "claims", "sourced")]
    assert numbers == [3, 1, 2, 0, 0, 11, 100.0]
    assert [rows["alibaba"][name] for name in ("closed", "planned", "partners")] == [1, 0, 3]
    assert [rows["aws"][name] for name in ("regions", "day", "year", "claims", "sourced", "planned")] == [
        4,
        2,
        1,
        6,
        66.7,
        1,
    ]
    assert (rows["all"]["regions"], rows["all"]["partners"]) == (7, 3)


def test_an_opening_without_any_date_is_undated(folder, run):
    folder.put("claims", "aws,eu-west-2", date="")
    folder.put("claims", "alibaba,eu-central-1", date="../2016-11")
    rows = {row["provider"]: row for row in json.loads(run("stats", "--format", "json")[1])}
    assert (rows["aws"]["undated"], rows["alibaba"]["undated"]) == (1, 0)


def test_export(run, tmp_path):
    code, out, _ = run("export", str(tmp_path / "out"))
    assert code == 0
    assert {"regions.csv", "regions.geojson", "datapackage.json"} <= {
        path.name for path in (tmp_path / "out").iterdir()
    }
    assert str(tmp_path / "out") in out


def test_no_export_of_faulty_tables(folder, run, tmp_path):
    folder.put("claims", "aws,eu-west-2", date="2018-13")
    code, _, err = run("export", str(tmp_path / "out"))
    assert code == 1
    assert "month must be" in err
    assert not (tmp_path / "out").exists()


def test_it_runs_as_a_module():
    done = subprocess.run([sys.executable, "-m", "data", "check"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("no faults\n")


def test_a_reader_that_stops_early_is_no_fault():
    done = subprocess.run(
        f"{sys.executable} -m data at 2026-01-01 --format csv | head -1",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout.startswith("provider,region_id")
    assert done.stderr == ""
