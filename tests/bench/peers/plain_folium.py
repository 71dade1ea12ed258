"""The usual st_folium page: markers built anew in each run. Leaflet comes from this server, so that it runs offline.

`?rows=5000` takes the rows of that file in the folder BENCH_ROWS. It asks for nothing back from the map, which is
the fastest way to use st_folium so.
"""

import importlib.util
import os
from pathlib import Path
from typing import ClassVar

import folium
import pandas as pd
import streamlit as st
import streamlit.components.v1 as components
from streamlit_folium import st_folium

from data import dates, query

LEAFLET = Path(importlib.util.find_spec("xstatic.pkg.leaflet").origin).parent / "data"
components.declare_component("leaflet", path=str(LEAFLET))


class LocalMap(folium.Map):
    """A folium.Map whose Leaflet is served from here."""

    default_js: ClassVar = [("leaflet", "../plain_folium.leaflet/leaflet.js")]
    default_css: ClassVar = [("leaflet", "../plain_folium.leaflet/leaflet.css")]


@st.cache_resource
def read(name: str) -> tuple[pd.DataFrame, list[str]]:
    """Lives of the regions, and the months of the slider."""
    return pd.read_pickle(Path(os.environ["BENCH_ROWS"]) / f"{name}.pickle")


st.set_page_config(layout="wide")
lives, months = read(st.query_params.get("rows", "shipped"))
month = st.select_slider("Month", months, value=st.query_params.get("month", months[-1]), key="month")
last = dates.date_of(dates.parse(month).latest)
shown = query.as_of(lives, dates.day(last.isoformat()), columns=["name", "lat", "lon"])
shown = shown[shown["lat"].notna()]
with st.container(horizontal=True, key="headline"):
    st.subheader(f"As of {dates.words(last.isoformat())}")
    st.metric("Regions", f"{len(shown):,}")
world = LocalMap(location=[22, 12], zoom_start=2, tiles=None)
for row in shown.itertuples():
    folium.CircleMarker(
        [row.lat, row.lon],
        radius=5,
        tooltip=row.name,
        fill=True,
        class_name=f"at-{last.isoformat()}",
    ).add_to(world)
st_folium(world, key="map", height=600, width=None, returned_objects=[])
