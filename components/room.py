"""What the pages stand in: the tables opened once for everybody, and one look at them per run."""

import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from components import details, filters, growth, style, worldmap
from components.selection import Selection
from data import dates, lifecycle, query
from data.load import FOLDER, Tables, load

_KEEP = 64


@dataclass(frozen=True)
class Atlas:
    """Tables and lives of the regions, shared by all sessions: read, never changed. `stamp` names the edition."""

    tables: Tables
    lives: pd.DataFrame
    stamp: str


@dataclass(frozen=True)
class Look:
    """What one selection shows: rows of `lives` (fitting) and of as_of (shown, year_before), and what is drawn."""

    fitting: pd.DataFrame
    shown: pd.DataFrame
    year_before: pd.DataFrame
    sites: bytes
    grown: pd.DataFrame
    happened: pd.DataFrame
    card: dict | None
    target: list[float] | None


def open_atlas() -> Atlas:
    """The tables of the folder named by ATLAS_TABLES, or our own; read again when a file changes."""
    folder = Path(os.environ.get("ATLAS_TABLES") or FOLDER)
    stamp = str([(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(folder.glob("*.*"))])
    return _open(str(folder), stamp)


@st.cache_resource(max_entries=2, show_spinner="Reading the tables")
def _open(folder: str, stamp: str) -> Atlas:
    tables = load(folder, strict=False)
    return Atlas(tables, lifecycle.lives(tables), stamp)


def faults(atlas: Atlas) -> None:
    """Say what is wrong with the tables, if anything is."""
    found = atlas.tables.faults
    if not found:
        return
    st.error(
        f"The tables have {style.plural(len(found), 'fault')}. The rows at fault are left out; the rest is shown.",
        icon=":material/rule:",
    )
    with st.expander("What is wrong"):
        st.dataframe(pd.DataFrame([vars(fault) for fault in found]), hide_index=True, key="faults")


def look(atlas: Atlas, chosen: Selection) -> Look:
    """All that the map page shows for a selection."""
    tables, lives = atlas.tables, atlas.lives
    filtered = (
        chosen.provider,
        chosen.access,
        chosen.continent,
        chosen.country,
        chosen.partner,
        chosen.role,
        chosen.layer,
        chosen.q,
    )
    fitting, sites, grown = _filtered(atlas, atlas.stamp, filtered, chosen)
    year_back = dates.day(_year_before(chosen.date))
    happened = query.events(tables, until=chosen.day, keys=None if len(fitting) == len(lives) else list(fitting["key"]))
    happened = happened[happened["event"] != "promised"]
    row = lives.loc[chosen.region] if chosen.region in lives.index else None
    return Look(
        fitting=fitting,
        shown=_in_states(query.as_of(fitting, chosen.day, kinds=None), chosen),
        year_before=_in_states(query.as_of(fitting, year_back, kinds=None), chosen),
        sites=sites,
        grown=grown,
        happened=happened,
        card=details.card(tables, lives, chosen.region, chosen.day),
        target=None if row is None or pd.isna(row["lat"]) else [float(row["lat"]), float(row["lon"])],
    )


@st.cache_resource(max_entries=_KEEP, show_spinner=False)
def _filtered(
    _atlas: Atlas, stamp: str, filtered: tuple, _chosen: Selection
) -> tuple[pd.DataFrame, bytes, pd.DataFrame]:
    """What depends on the filter and not on the day. Shared: read, never changed."""
    fitting = _atlas.lives[filters.fitting(_atlas.tables, _atlas.lives, _chosen)]
    return fitting, worldmap.sites_json(_atlas.tables, fitting), growth.steps(_atlas.tables, fitting)


def _in_states(rows: pd.DataFrame, chosen: Selection) -> pd.DataFrame:
    return rows[rows["state"].isin(chosen.states)]


def _year_before(date):
    try:
        return date.replace(year=date.year - 1)
    except ValueError:
        return date.replace(year=date.year - 1, day=28)
