"""What leaves: the same rows in each format, nothing that a spreadsheet would run, and the dictionary."""

import io
import json
from pathlib import Path

import pandas as pd
import pytest

from data import export, schema
from data.lifecycle import lives
from data.load import load

README = Path(__file__).parents[2] / "data" / "README.md"


@pytest.fixture(scope="module")
def files(tables):
    """The export of the small tables by file name."""
    return export.files(tables, lives(tables))


@pytest.mark.parametrize("name", schema.TABLES)
def test_csv_parquet_and_json_hold_the_same_rows(tables, files, name):
    frame = export.plain(tables, name)
    columns = {column: "str" for column in frame if not pd.api.types.is_numeric_dtype(frame[column].dtype)}
    text = pd.read_csv(io.BytesIO(files[f"{name}.csv"]), keep_default_na=False, na_values={}, dtype="str")
    parquet = pd.read_parquet(io.BytesIO(files[f"{name}.parquet"]))
    pd.testing.assert_frame_equal(parquet.astype(frame.dtypes), frame.reset_index(drop=True))
    assert text[list(columns)].equals(frame[list(columns)].astype("str"))
    assert list(text) == list(parquet) == list(schema.TABLES[name].to_schema().columns)
    rows = json.loads(files[f"{name}.json"])
    assert rows == json.loads(export.json_of(export.records(frame)))
    assert len(rows) == len(frame)


def test_an_export_is_a_folder_of_tables_again(tables, tmp_path):
    export.write(tables, lives(tables), tmp_path / "out")
    again = load(tmp_path / "out")
    assert again.edition == tables.edition
    for name in schema.TABLES:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(tables, name))


def test_namibia_and_blanks_survive(files):
    assert b"NA,Namibia,Africa\n" in files["countries.csv"]
    secret = next(row for row in json.loads(files["regions.json"]) if row["region_id"] == "us-secret")
    assert (secret["lat"], secret["zones"], secret["city"]) == (None, None, "")
    assert next(row for row in json.loads(files["regions.json"]) if row["region_id"] == "us-east-1")["zones"] == 6


@pytest.mark.parametrize("text", ["=1+1", "+1", "@sum", "-cmd", "\t=1", "\r=1"])
def test_formulas_are_defused(text):
    assert export.defused(pd.DataFrame({"note": [text, "plain"]}))["note"].tolist() == ["'" + text, "plain"]


@pytest.mark.parametrize("text", ["-33.8", "-.5", "a=b", "../2018", ""])
def test_what_is_no_formula_stays(text):
    assert export.defused(pd.DataFrame({"note": [text]}))["note"].tolist() == [text]


def test_geojson_is_of_longitude_then_latitude(files):
    collection = json.loads(files["regions.geojson"])
    by_id = {feature["id"]: feature for feature in collection["features"]}
    london = by_id["alibaba:eu-west-1"]
    assert london["geometry"] == {"type": "Point", "coordinates": [-0.1278, 51.5074]}
    assert (london["properties"]["launched"], london["properties"]["hub"]) == ("2018-10-22", "eu-central-1")
    assert by_id["aws:us-secret"]["geometry"] is None
    assert len(by_id) == 8


def test_the_package_describes_every_column(tables, files):
    package = json.loads(files["datapackage.json"])
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert [resource["name"] for resource in package["resources"]] == list(schema.TABLES)
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(export.plain(tables, resource["name"]))
        assert all(field["description"] for field in fields)
        assert resource["path"] in files
    regions = package["resources"][1]["schema"]
    assert regions["primaryKey"] == ["provider", "region_id"]
    assert {"fields": "country", "reference": {"resource": "countries", "fields": "country"}} in regions["foreignKeys"]
    types = {field["name"]: field["type"] for field in regions["fields"]}
    assert (types["lat"], types["zones"], types["note"]) == ("number", "integer", "string")


def test_the_readme_holds_the_dictionary_of_the_schema():
    told = export.dictionary().rstrip()
    assert told in README.read_text("utf-8"), f"put this into data/README.md:\n\n{told}"
