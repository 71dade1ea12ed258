"""What the tests of all rooms share: the shipped tables, the command line, and the page run without a browser."""

import contextlib
import io
import json
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from data import lifecycle
from data.load import load

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shipped():
    """The project's own tables (.tables) and the lives of their regions (.lives); not to be changed."""
    tables = load()
    return SimpleNamespace(tables=tables, lives=lifecycle.lives(tables))


@pytest.fixture(scope="session")
def data_at():
    """Rows of the command `at` as dicts: data_at("2018-09-07", "alibaba") for `python -m data at` with --provider."""
    from data.__main__ import main

    @cache
    def rows(date, *providers):
        asked = ["at", date, "--format", "json", *(part for p in providers for part in ("--provider", p))]
        with contextlib.redirect_stdout(io.StringIO()) as out:
            assert main(asked) == 0
        return json.loads(out.getvalue())

    return rows


@pytest.fixture
def run_page(monkeypatch):
    """Run the page as a person who opens a link: run_page(date="2018-09-07", provider=["aws", "gcp"]) -> AppTest."""
    from streamlit.testing.v1 import AppTest

    monkeypatch.chdir(ROOT)

    def run(**link):
        app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        app.query_params.update(link)
        app.session_state["_settled"] = True  # no browser is here to say that the map stands
        app.run()
        assert not app.exception, app.exception
        return app

    return run


@pytest.fixture(scope="session")
def sent_to_map():
    """What the page hands to the map: sent_to_map(app) -> dict of arguments. AppTest has no public way to it."""

    def arguments(app):
        [component] = app.get("component_instance")
        return json.loads(component.proto.json_args)

    return arguments
