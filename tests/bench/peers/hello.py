"""The smallest st_folium page: one map, one marker. See plain_folium.py."""

import importlib.util
from pathlib import Path
from typing import ClassVar

import folium
import streamlit as st
import streamlit.components.v1 as components
from streamlit_folium import st_folium

LEAFLET = Path(importlib.util.find_spec("xstatic.pkg.leaflet").origin).parent / "data"
components.declare_component("leaflet", path=str(LEAFLET))


class LocalMap(folium.Map):
    """A folium.Map whose Leaflet is served from here."""

    default_js: ClassVar = [("leaflet", "../hello.leaflet/leaflet.js")]
    default_css: ClassVar = [("leaflet", "../hello.leaflet/leaflet.css")]


st.set_page_config(layout="wide")
world = LocalMap(location=[51.5, -0.1], zoom_start=4, tiles=None)
folium.CircleMarker([51.5, -0.1], radius=8, tooltip="London", class_name="at-hello").add_to(world)
st_folium(world, key="map", height=600, width=None, returned_objects=[])
