"""The table that says what the map says, and its download."""

import pandas as pd
import streamlit as st

from components import style
from data import dates

HEIGHT = 320
MOST = 2000
"""Rows that go to the browser with each step of the clock; the download has all."""
COLUMNS = {
    "provider": "Provider",
    "region_id": "Region",
    "name": "Name",
    "city": "City",
    "country": "Country",
    "state": "State",
    "sure": "Sure",
    "access": "Access",
    "announced": "Announced",
    "launched": "Opened",
    "closed": "Closed",
}
FACTS = [name for name in COLUMNS if name not in ("state", "sure")]
"""The columns that do not depend on the day."""


def rows(shown: pd.DataFrame) -> pd.DataFrame:
    """The shown regions with dates as known (EDTF), in their order."""
    return shown[list(COLUMNS)].reset_index(drop=True)


def safe(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with cells defused that a spreadsheet would run as a formula."""
    out = frame.copy()
    for column in out.columns:
        if out[column].dtype == "str" or out[column].dtype == object:
            texts = out[column].astype("str")
            out[column] = texts.where(~texts.str.match(r"^[=+\-@\t\r]"), "'" + texts)
    return out


def draw(shown: pd.DataFrame, day: int) -> None:
    """Draw the table and the button that downloads it."""
    frame = rows(shown)
    date = dates.date_of(day).isoformat()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{style.plural(len(frame), 'region')} on {dates.words(date)}**", width="content")
        st.download_button(
            "Download CSV",
            lambda: safe(frame).to_csv(index=False).encode(),
            file_name=f"cloud-regions-{date}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    if len(frame) > MOST:
        st.caption(f"The first {MOST:,} stand here. Narrow the filters to see others, or download all.")
    st.dataframe(
        frame.head(MOST),
        hide_index=True,
        height=HEIGHT,
        lazy=True,
        column_config={name: st.column_config.Column(label) for name, label in COLUMNS.items()},
        key="table",
        alt=f"Regions on {dates.words(date)}, with state and dates",
    )
