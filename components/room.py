"""What the pages stand in: the tables opened once for everybody, and one look at them per run."""

import gc
import os
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from components import details, feed, filters, growth, style, table, worldmap
from components.selection import Selection
from data import dates, lifecycle, query
from data.load import FOLDER, Tables, load

SHOWN = list(dict.fromkeys(["key", "provider_name", "lat", "lon", *table.FACTS]))
_KEEP = 64


@dataclass(frozen=True)
class Atlas:
    """Tables and lives of the regions, shared by all sessions: read, never changed. `stamp` names the edition."""

    tables: Tables
    lives: pd.DataFrame
    stamp: str


@dataclass(frozen=True)
class Look:
    """What one selection shows: rows of `lives` (fitting) and of as_of, and what is drawn.

    `shown` has the columns SHOWN, `year_before` country and provider; both `state` and `sure`.
    """

    fitting: pd.DataFrame
    shown: pd.DataFrame
    year_before: pd.DataFrame
    sites: bytes
    grown: pd.DataFrame
    happened: feed.Happened
    card: dict | None
    target: list[float] | None


def open_atlas() -> Atlas:
    """The tables of the folder named by ATLAS_TABLES, or our own; read again when a file changes."""
    folder = Path(os.environ.get("ATLAS_TABLES") or FOLDER)
    stamp = str([(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(folder.glob("*.*"))])
    atlas = _open(str(folder), stamp)
    _settle(stamp, len(sys.modules))
    return atlas


@st.cache_resource(max_entries=2, show_spinner="Reading the tables")
def _open(folder: str, stamp: str) -> Atlas:
    tables = load(folder, strict=False)
    return Atlas(tables, lifecycle.lives(tables), stamp)


@lru_cache(maxsize=1)
def _settle(stamp: str, modules: int) -> None:
    """Set libraries and tables apart from the garbage that Streamlit collects after each run: it took longer to look
    through them than to run the page. Done anew when tables or libraries have come in."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


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
    fitting, sites, grown, told = _filtered(atlas, atlas.stamp, filtered, chosen)
    year_back = dates.day(dates.year_before(chosen.date))
    row = lives.loc[chosen.region] if chosen.region in lives.index else None
    return Look(
        fitting=fitting,
        shown=_in_states(query.as_of(fitting, chosen.day, kinds=None, columns=SHOWN), chosen),
        year_before=_in_states(query.as_of(fitting, year_back, kinds=None, columns=["country", "provider"]), chosen),
        sites=sites,
        grown=grown,
        happened=feed.Happened(feed.events(tables), told, chosen.day),
        card=details.card(tables, lives, chosen.region, chosen.day),
        target=None if row is None or pd.isna(row["lat"]) else [float(row["lat"]), float(row["lon"])],
    )


@st.cache_resource(max_entries=_KEEP, show_spinner=False)
def _filtered(
    _atlas: Atlas, stamp: str, filtered: tuple, _chosen: Selection
) -> tuple[pd.DataFrame, bytes, pd.DataFrame, np.ndarray]:
    """What depends on the filter and not on the day. Shared: read, never changed."""
    tables, lives = _atlas.tables, _atlas.lives
    mask = filters.fitting(tables, lives, _chosen)
    # In the order of the command `python -m data at`.
    fitting = lives[mask].sort_values(["provider", "region_id"])
    told = np.flatnonzero(feed.events(tables)["key"].isin(fitting["key"]))
    return fitting, worldmap.sites_json(tables, fitting), growth.steps(tables, fitting), told


def _in_states(rows: pd.DataFrame, chosen: Selection) -> pd.DataFrame:
    return rows[rows["state"].isin(chosen.states)] if chosen.state else rows
