"""Views to be packed: of the shipped tables, and of tables whose texts try to break out of the files."""

from dataclasses import replace

import pytest

from components.pack import view
from components.selection import Selection
from data import dates, lifecycle

HOSTILE = "</script><img src=x onerror=alert(1)>]]>&amp;\"'$x_1$\x07{{7*7}} \\input"
FORMULA = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture(scope="session")
def look(shipped):
    """look("2018-10-22", provider=("alibaba",)) -> the view of the shipped tables, each made once."""
    made = {}

    def of(date, **filters):
        key = (date, *sorted(filters.items()))
        if key not in made:
            made[key] = view.look(shipped.tables, shipped.lives, Selection(dates.day(date), **filters))
        return made[key]

    return of


@pytest.fixture(scope="session")
def alibaba(look):
    """The founding view: Alibaba Cloud on the day on which London opened."""
    return look("2018-10-22", provider=("alibaba",))


@pytest.fixture(scope="session")
def everything(look, shipped):
    """All providers on the day of the edition."""
    return look(shipped.tables.edition.isoformat())


@pytest.fixture(scope="session")
def hostile(shipped):
    """The founding view with texts in the tables that are markup, formulas and control characters."""
    tables = shipped.tables
    named = {"alibaba:eu-west-1": HOSTILE, "alibaba:eu-central-1": FORMULA}
    regions = tables.regions.assign(
        name=[named.get(key, name) for key, name in zip(tables.regions["key"], tables.regions["name"], strict=True)],
        note=[
            HOSTILE if key in named else note for key, note in tables.regions[["key", "note"]].itertuples(index=False)
        ],
    )
    bad = replace(
        tables,
        regions=regions,
        providers=tables.providers.assign(name=tables.providers["name"].replace("Alibaba Cloud", HOSTILE)),
        partners=tables.partners.assign(name=[HOSTILE] * len(tables.partners), aliases=""),
        sources=tables.sources.assign(publisher=[FORMULA] * len(tables.sources), title=[HOSTILE] * len(tables.sources)),
    )
    chosen = Selection(dates.day("2018-10-22"), provider=("alibaba",), region="alibaba:eu-west-1")
    return view.look(bad, lifecycle.lives(bad), chosen)
