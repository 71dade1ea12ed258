"""The same page by st.pydeck_chart, with no base map so that it runs offline. See plain_folium.py."""

import os
from pathlib import Path

import pandas as pd
import pydeck as pdk
import streamlit as st

from data import dates, query


@st.cache_resource
def read(name: str) -> tuple[pd.DataFrame, list[str]]:
    """Lives of the regions, and the months of the slider."""
    return pd.read_pickle(Path(os.environ["BENCH_ROWS"]) / f"{name}.pickle")


st.set_page_config(layout="wide")
lives, months = read(st.query_params.get("rows", "shipped"))
month = st.select_slider("Month", months, value=st.query_params.get("month", months[-1]), key="month")
last = dates.date_of(dates.parse(month).latest)
shown = query.as_of(lives, dates.day(last.isoformat()), columns=["name", "lat", "lon"])
shown = shown[shown["lat"].notna()][["name", "lat", "lon"]]
with st.container(horizontal=True, key="headline"):
    st.subheader(f"As of {dates.words(last.isoformat())}")
    st.metric("Regions", f"{len(shown):,}")
layer = pdk.Layer(
    "ScatterplotLayer",
    shown,
    get_position=["lon", "lat"],
    get_radius=5,
    radius_units="'pixels'",
    get_fill_color=[22, 104, 196],
    pickable=True,
)
view = pdk.ViewState(latitude=22, longitude=12, zoom=1)
st.pydeck_chart(
    pdk.Deck(layers=[layer], initial_view_state=view, map_provider=None, map_style=None), key="map", height=600
)
