"""The Folium map. Leaflet and outlines come from this server; the sites travel once per filter, dates in a few bytes.

`draw` is the only place that knows streamlit-folium, so another map component could take its place.
"""

import contextlib
import hashlib
import importlib.util
import json
from functools import lru_cache, partial
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
from components.selection import FIRST_DAY, LINES, Selection, last_day
from data import dates
from data.deals import spans
from data.lifecycle import STATES
from data.load import Tables

HEIGHT = 600
PAIR_HEIGHT = 500
ASSETS = Path(__file__).parent / "assets"
_BASEMAP = Path(__file__).parent.parent / "data" / "basemap"
_LEAFLET = Path(importlib.util.find_spec("xstatic.pkg.leaflet").origin).parent / "data"
SCRIPTS = ("rules.js", "marks.js", "sites.js", "layer.js", "clock.js", "panel.js", "present.js", "outlines.js")
SCRIPTS += ("lines.js", "ties.js", "layers.js", "follow.js", "atlas.js")
_BOUNDS = {
    "al": "announced_lo", "ah": "announced_hi", "ll": "live_lo", "lh": "live_hi", "kl": "closing_lo",
    "kh": "closing_hi", "cl": "closed_lo", "ch": "closed_hi", "xl": "cancelled_lo", "xh": "cancelled_hi",
}  # fmt: skip
_GROUND = {
    "tiles": None, "location": [22, 12], "zoom_start": 2, "zoom_snap": 0.25, "zoom_delta": 0.5, "max_zoom": 9,
    "attribution_control": False, "wheel_px_per_zoom_level": 100, "max_bounds": True, "min_lat": -80, "max_lat": 85,
    "min_lon": -250, "max_lon": 250, "control_scale": True,
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

    scripts: ClassVar = SCRIPTS
    default_css: ClassVar = [
        ("leaflet", _served("leaflet", "leaflet.css")),
        ("atlas", _served("assets", "atlas.css")),
        ("present", _served("assets", "present.css")),
    ]

    def __init__(self, **options) -> None:
        super().__init__(**options)
        # One after the other is how st_folium fetches scripts: ours go as one.
        own = _address(_bundle(self.scripts), "application/javascript")
        self.default_js = [("leaflet", _served("leaflet", "leaflet.js")), ("atlas", own)]


class _PairMap(_AtlasMap):
    """The first of two maps in one frame; pair.js makes the second."""

    scripts: ClassVar = (*(name for name in SCRIPTS if name != "atlas.js"), "pair.js")
    default_css: ClassVar = [*_AtlasMap.default_css, ("pair", _served("assets", "pair.css"))]


class _Script(MacroElement):
    """A script that st_folium takes as it is. Folium's own way reads it as a template once more, for a page that
    nobody asks for: slow, and text from data that looks like a template would break it."""

    def render(self, **kwargs) -> None:
        pass


class _Sites(_Script, folium.FeatureGroup):
    """The group that carries the view."""


class _Start(_Script):
    """Starts the time layer `kind` on the map; the text stays the same as long as the tables do."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.{{ this.name }} = new AtlasParts.{{ this.kind }}({{ this._parent.get_name() }},
            Object.assign({{ this.options }}, {tell: (message) => window.Streamlit.setComponentValue(message)}));
        window.Streamlit.events.addEventListener("streamlit:render",
            () => setTimeout(() => window.{{ this.name }}.setDark(AtlasParts.pageIsDark(false)), 60));
        {% endmacro %}
        """
    )

    def __init__(self, kind: str, options: dict):
        super().__init__()
        self.kind, self.name = kind, kind.lower()
        self.options = json.dumps(options)


class _View(_Script):
    """Hands the present view to the time layer."""

    _template = Template(
        "{% macro script(this, kwargs) %}window.{{ this.name }}.update({{ this.view }});{% endmacro %}"
    )

    def __init__(self, kind: str, view: dict):
        super().__init__()
        self.name = kind.lower()
        # "<" as an escape, so that text from data can never end the script; "{{" lest st_folium read a name in it.
        self.view = json.dumps(view, ensure_ascii=False).replace("<", "\\u003c").replace("{{", "{\\u007b")


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
    held = spans(tables, deals)[["begin_lo", "end_hi"]].astype("int64")
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
            "deals": [
                [position[key], *days] for key, days in zip(deals["region_key"], held.to_numpy().tolist(), strict=True)
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


@lru_cache(maxsize=4)
def _bundle(names: tuple[str, ...]) -> bytes:
    """Some of our scripts, one after the other."""
    return b"".join((ASSETS / name).read_bytes() + b"\n" for name in names)


def _address(content: bytes, kind: str = "application/json") -> str:
    """Where the frame can fetch these bytes: named by their content, kept while a session shows them."""
    # Each content has a slot of its own: a second one in the same slot would put the first out.
    path = get_instance().media_file_mgr.add(content, kind, f"atlas-{hash(content)}")
    return "../.." + path


def draw(
    tables: Tables,
    sites: bytes,
    selection: Selection,
    card: dict | None,
    target: list[float] | None,
    dark: bool,
    lines: dict | None = None,
    height: int = HEIGHT,
    key: str = "map",
    more: dict | None = None,
) -> None:
    """Draw the map and hear from it: a date on pause or release, a region, a partner or layers on click.

    `sites` from `sites_json`; `card` {title, code, lines: [[kind, text]]} of the chosen region; `target`
    [lat, lon] to bring into view; `lines` from `ties.for_map`, without which no deals are shown; `more` goes into
    the view as it is: what components/assets/present.js reads.
    """
    view = {
        "url": _address(sites),
        "lines": lines and {**lines, "ties": _address(lines["ties"])},
        "date": selection.date.isoformat(),
        "show": [STATES.index(state) for state in selection.states],
        "single": len(selection.provider) == 1,
        "select": selection.region,
        "card": card,
        "dark": dark,
        "fly": target,
        **(more or {}),
    }
    _frame(_AtlasMap(**_GROUND, min_zoom=1, keyboard=False), "Atlas", tables, view, key, height)


def draw_pair(tables: Tables, sides: list[dict], selection: Selection, target: list[float] | None, dark: bool) -> None:
    """Draw two maps that move together, in one frame, and hear a region on click.

    A side: sites (bytes from `sites_json`), date (ISO), tag, label and counts (texts above its map), single (one
    provider alone), card (as for `draw`).
    """
    view = {
        "sides": [
            {"url": _address(side["sites"]), **{name: told for name, told in side.items() if name != "sites"}}
            for side in sides
        ],
        "show": [STATES.index(state) for state in selection.states],
        "select": selection.region,
        "dark": dark,
        "fly": target,
    }
    _frame(_PairMap(**_GROUND, min_zoom=0.5, keyboard=True), "Pair", tables, view, "pair", PAIR_HEIGHT)


def _frame(base: folium.Map, kind: str, tables: Tables, view: dict, key: str, height: int) -> None:
    """One frame: a map whose script stays the same, started by `kind`, and the present view for it."""
    options = {
        "first": FIRST_DAY.isoformat(),
        "today": tables.edition.isoformat(),
        "last": last_day(tables).isoformat(),
        "outlines": {
            "coarse": _served("basemap", "countries-110m.json"),
            "fine": _served("basemap", "countries-50m.json"),
        },
    }
    base.add_child(_Start(kind, options))
    group = _Sites(name="sites")
    group.add_child(_View(kind, view))
    st_folium(
        base,
        key=key,
        height=height,
        width=None,
        returned_objects=[],
        feature_group_to_add=group,
        on_change=partial(_hear, key),
        render=False,
    )


def _hear(key: str) -> None:
    """Take what the frame told into the session, before the page runs anew."""
    state = st.session_state
    told = state.get(key) or {}
    if told.get("serial", 0) == state.get("_heard"):
        return
    state["_heard"] = told.get("serial", 0)
    if "date" in told:
        with contextlib.suppress(ValueError):
            state["date"] = dates.date_of(dates.day(str(told["date"])))
    if "select" in told:
        state["region"] = str(told["select"])
    if "who" in told:
        state["who"] = str(told["who"])
    if "lines" in told:
        state["lines"] = [layer for layer in LINES if layer in told["lines"]]
    if "step" in told:
        state["step"] = str(told["step"])
    if told.get("leave"):
        state["present"] = state["notes"] = ""
    if "camera" in told:
        state["_camera"] = told["camera"]
