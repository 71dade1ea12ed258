"""The Folium map. Leaflet and outlines come from this server; the sites travel once per filter, dates in a few bytes.

`draw` is the only place that knows streamlit-folium, so another map component could take its place.
"""

import contextlib
import hashlib
import importlib.util
import json
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

import folium
import pandas as pd
import streamlit as st
import streamlit.components.v1 as components
from branca.element import MacroElement
from folium.template import Template
from streamlit.runtime import get_instance
from streamlit_folium import st_folium

from components import style
from components.selection import FIRST_DAY, Selection, last_day
from data import dates
from data.dates import FAR
from data.lifecycle import STATES
from data.load import Tables

HEIGHT = 600
ASSETS = Path(__file__).parent / "assets"
_BASEMAP = Path(__file__).parent.parent / "data" / "basemap"
_LEAFLET = Path(importlib.util.find_spec("xstatic.pkg.leaflet").origin).parent / "data"
SCRIPTS = ("rules.js", "marks.js", "sites.js", "layer.js", "clock.js", "panel.js", "outlines.js", "atlas.js")
_BOUNDS = {
    "al": "announced_lo", "ah": "announced_hi", "ll": "live_lo", "lh": "live_hi", "kl": "closing_lo",
    "kh": "closing_hi", "cl": "closed_lo", "ch": "closed_hi", "xl": "cancelled_lo", "xh": "cancelled_hi",
}  # fmt: skip

components.declare_component("leaflet", path=str(_LEAFLET))
components.declare_component("assets", path=str(ASSETS))
components.declare_component("basemap", path=str(_BASEMAP))


@lru_cache(maxsize=64)
def _served(folder: str, name: str) -> str:
    """Address of a served file, seen from the map's frame; it changes when the file does."""
    root = {"leaflet": _LEAFLET, "assets": ASSETS, "basemap": _BASEMAP}[folder]
    digest = hashlib.sha256((root / name).read_bytes()).hexdigest()[:8]
    return f"../{__name__}.{folder}/{name}?v={digest}"


class _AtlasMap(folium.Map):
    """A map with no tiles, whose scripts and styles come from this server."""

    default_js: ClassVar = [
        ("leaflet", _served("leaflet", "leaflet.js")),
        *((n, _served("assets", n)) for n in SCRIPTS),
    ]
    default_css: ClassVar = [("leaflet", _served("leaflet", "leaflet.css")), ("atlas", _served("assets", "atlas.css"))]


class _Start(MacroElement):
    """Starts the time layer on the map; the text stays the same as long as the tables do."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.atlas = new AtlasParts.Atlas({{ this._parent.get_name() }}, Object.assign({{ this.options }}, {
            tell: (message) => window.Streamlit.setComponentValue(message)}));
        window.Streamlit.events.addEventListener("streamlit:render",
            () => setTimeout(() => window.atlas.setDark(AtlasParts.pageIsDark(false)), 60));
        {% endmacro %}
        """
    )

    def __init__(self, options: dict):
        super().__init__()
        self.options = json.dumps(options)


class _View(MacroElement):
    """Hands the present view to the time layer."""

    _template = Template("{% macro script(this, kwargs) %}window.atlas.update({{ this.view }});{% endmacro %}")

    def __init__(self, view: dict):
        super().__init__()
        # "<" as an escape, so that text from data can never end the script.
        self.view = json.dumps(view, ensure_ascii=False).replace("<", "\\u003c")


def sites_json(tables: Tables, lives: pd.DataFrame) -> bytes:
    """The columns that components/assets/sites.js reads, for the regions of one filter."""
    used = sorted(set(lives["provider"]), key=lambda p: (list(style.MARKS).index(p) if p in style.MARKS else 99, p))
    names = tables.providers.set_index("provider")["name"]
    providers = []
    for provider in used:
        light, dark, shape = style.mark_of(provider)
        providers.append(
            {"id": provider, "name": names.get(provider, provider), "colour": light, "dark": dark, "shape": shape}
        )
    position = {key: i for i, key in enumerate(lives["key"])}
    hubs = [
        [position[key], position[f"{provider}:{hub}"]]
        for key, provider, hub in lives.loc[lives["hub"] != "", ["key", "provider", "hub"]].itertuples(index=False)
        if f"{provider}:{hub}" in position
    ]
    deals = tables.partnerships[tables.partnerships["region_key"].isin(position)]
    days = deals[["region_key", "from_lo", "to_hi", "to_date"]].itertuples(index=False)
    columns = {short: lives[name].astype("int64").tolist() for short, name in _BOUNDS.items()}
    place = lives["city"].where(lives["city"] != "", lives["name"])
    return json.dumps(
        {
            "providers": providers,
            "id": lives["key"].tolist(),
            "p": lives["provider"].map({p: i for i, p in enumerate(used)}).tolist(),
            "name": lives["name"].tolist(),
            "place": place.tolist(),
            "lat": [None if pd.isna(lat) else round(lat, 4) for lat in lives["lat"]],
            "lon": [None if pd.isna(lon) else round(lon, 4) for lon in lives["lon"]],
            **columns,
            "hubs": hubs,
            "deals": [[position[key], lo, hi if to else FAR] for key, lo, hi, to in days],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def _address(content: bytes) -> str:
    """Where the frame can fetch these bytes: named by their content, kept while a session shows them."""
    path = get_instance().media_file_mgr.add(content, "application/json", "atlas-sites")
    return "../.." + path


def draw(
    tables: Tables, sites: bytes, selection: Selection, card: dict | None, target: list[float] | None, dark: bool
) -> None:
    """Draw the map and hear from it: a date on pause or release, a region on click.

    `sites` from `sites_json`; `card` {title, code, lines: [[kind, text]]} of the chosen region; `target`
    [lat, lon] to bring into view.
    """
    base = _AtlasMap(tiles=None, location=[22, 12], zoom_start=2, keyboard=False, zoom_snap=0.25, zoom_delta=0.5,
                     min_zoom=1, max_zoom=9, attribution_control=False, wheel_px_per_zoom_level=100,
                     max_bounds=True, min_lat=-80, max_lat=85, min_lon=-250, max_lon=250, control_scale=True)  # fmt: skip
    options = {
        "first": FIRST_DAY.isoformat(),
        "today": tables.edition.isoformat(),
        "last": last_day(tables).isoformat(),
        "outlines": {
            "coarse": _served("basemap", "countries-110m.json"),
            "fine": _served("basemap", "countries-50m.json"),
        },
    }
    base.add_child(_Start(options))
    view = {
        "url": _address(sites),
        "date": selection.date.isoformat(),
        "show": [STATES.index(state) for state in selection.states],
        "single": len(selection.provider) == 1,
        "select": selection.region,
        "card": card,
        "dark": dark,
        "fly": target,
    }
    group = folium.FeatureGroup(name="sites")
    group.add_child(_View(view))
    st_folium(
        base,
        key="map",
        height=HEIGHT,
        width=None,
        returned_objects=[],
        feature_group_to_add=group,
        on_change=_hear,
    )


def _hear() -> None:
    """Take what the map told into the session, before the page runs anew."""
    state = st.session_state
    told = state.get("map") or {}
    if told.get("serial", 0) == state.get("_heard"):
        return
    state["_heard"] = told.get("serial", 0)
    if "date" in told:
        with contextlib.suppress(ValueError):
            state["date"] = dates.date_of(dates.day(str(told["date"])))
    if "select" in told:
        state["region"] = str(told["select"])
