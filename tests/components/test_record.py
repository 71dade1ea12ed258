"""The Data page without a browser: its numbers are those of the command, its files those of the export."""

import io
import zipfile

import pandas as pd
import pytest

from components import record
from data import export, schema
from data.stats import stats


def page():
    """What dashboard.py does for the Data page; AppTest can switch to files only."""
    from components import record, room

    atlas = room.open_atlas()
    record.draw(atlas.tables, atlas.lives, atlas.stamp)


@pytest.fixture
def data_page():
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception, app.exception
    return app


def test_the_numbers_are_those_of_the_command(data_page, shipped):
    told = {metric.label: metric.value for metric in data_page.metric}
    total = stats(shipped.tables, shipped.lives).iloc[-1]
    opened = total["regions"] - total["planned"]
    assert told["Regions"] == f"{total['regions']:,}"
    assert told["Dated claims"] == f"{total['claims']:,}"
    assert told["Claims with a source"] == f"{round(total['sourced'])} %"
    assert told["Openings known to the month"] == f"{round(100 * (total['day'] + total['month']) / opened)} %"
    assert told["Sources"] == f"{len(shipped.tables.sources):,}"


def test_each_provider_is_covered_and_what_is_wide_is_counted(data_page, shipped):
    covered = next(frame.value for frame in data_page.dataframe if "Wider" in frame.value.columns)
    assert len(covered) == len(shipped.tables.providers) + 1
    parts = covered[["Day", "Month", "Year", "Wider", "Undated"]].sum(axis=1)
    assert (parts == covered["Regions"] - covered["Planned"]).all()
    assert (
        covered.iloc[:-1][["Regions", "Claims", "Closed"]].sum() == covered.iloc[-1][["Regions", "Claims", "Closed"]]
    ).all()


@pytest.mark.parametrize("name", schema.TABLES)
def test_every_table_can_be_looked_into(data_page, shipped, name):
    data_page.segmented_control(key="table_name").set_value(name).run()
    shown = data_page.dataframe[-1].value
    pd.testing.assert_frame_equal(shown.reset_index(drop=True), export.plain(shipped.tables, name), check_dtype=False)


def test_the_bundle_holds_every_file_of_the_export(shipped):
    with zipfile.ZipFile(io.BytesIO(record._bundle(shipped.tables, shipped.lives, "test"))) as bundle:
        files = export.files(shipped.tables, shipped.lives)
        assert set(bundle.namelist()) == set(files)
        assert pd.read_csv(bundle.open("claims.csv"), dtype=str).shape[0] == len(shipped.tables.claims)
