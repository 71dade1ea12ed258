"""Cloud Expansion Atlas: the page. Run with `streamlit run dashboard.py`."""

import streamlit as st

from components import details, feed, filters, growth, record, room, selection, style, table, timeline, worldmap

st.set_page_config(page_title="Cloud Expansion Atlas", page_icon="components/assets/icon.svg", layout="wide")


def map_page() -> None:
    """One map, one clock, and what follows them."""
    now = room.look(atlas, chosen)
    timeline.headline(now.shown, now.year_before, chosen)
    worldmap.draw(atlas.tables, now.sites, chosen, now.card, now.target, dark)
    timeline.controls(atlas.tables, now.fitting)
    if now.shown.empty:
        st.info(filters.advice(chosen))
    else:
        st.caption(timeline.summary(now.shown))
    details.choose(atlas.lives, atlas.tables)
    if chosen.region in atlas.lives.index:
        with st.container(border=True, key="details"):
            details.draw(atlas.tables, atlas.lives, chosen.region, chosen.day)
    left, right = st.columns(2, gap="large")
    with left:
        growth.draw(now.grown, atlas.tables, chosen.day, dark)
    with right:
        feed.draw(now.happened)
    table.draw(now.shown, chosen.day)


def data_page() -> None:
    """What the tables hold, and the tables themselves."""
    record.draw(atlas.tables, atlas.lives, atlas.stamp)


style.page()
atlas = room.open_atlas()
dark = st.session_state["_dark"] = st.context.theme.type == "dark"
pages = [
    st.Page(map_page, title="Map", default=True),
    st.Page(data_page, title="Data", url_path="data"),
]
page = st.navigation(pages, position="top")
st.sidebar.title("Cloud Expansion Atlas", anchor=False)
notes = selection.follow_link(atlas.tables)
room.faults(atlas)
for note in notes:
    st.warning(f"From the link: {style.as_markdown(note)}", icon=":material/link_off:")
filters.draw(atlas.tables, atlas.lives, dark)
chosen = selection.current(atlas.tables)
page.run()
selection.write_link(atlas.tables)
