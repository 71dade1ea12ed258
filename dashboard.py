"""Cloud Expansion Atlas: the page. Run with `streamlit run dashboard.py`."""

import streamlit as st

from components import compare, filters, overview, partners, present, record, room, selection, stage, style, takeaway

st.set_page_config(page_title="Cloud Expansion Atlas", page_icon="components/assets/icon.svg", layout="wide")


def map_page() -> None:
    """One map, one clock, and what follows them."""
    overview.draw(atlas, dark)


def compare_page() -> None:
    """Two days or two providers side by side, and the difference as a list."""
    compare.draw(atlas.tables, atlas.lives, atlas.stamp, dark)


def partners_page() -> None:
    """Who carries, hosts, runs, sells and signs."""
    partners.draw(atlas.tables, atlas.lives, atlas.stamp, chosen, dark)


def present_page() -> None:
    """Stories to stand in front of people with."""
    present.draw(atlas, chosen, dark)


def data_page() -> None:
    """What the tables hold, and the tables themselves."""
    record.draw(atlas.tables, atlas.lives, atlas.stamp)


style.page()
atlas = room.open_atlas()
dark = st.session_state["_dark"] = st.context.theme.type == "dark"
pages = [
    st.Page(map_page, title="Map", default=True),
    st.Page(compare_page, title="Compare", url_path="compare"),
    st.Page(partners_page, title="Partners", url_path="partners"),
    st.Page(present_page, title="Present", url_path="present"),
    st.Page(data_page, title="Data", url_path="data"),
]
page = st.navigation(pages, position="hidden" if selection.bare() else "top")
notes = selection.follow_link(atlas.tables, page.url_path)
if selection.bare():
    stage.draw(atlas, dark, notes)
else:
    st.sidebar.title("Cloud Expansion Atlas", anchor=False)
    shelf = st.sidebar.container()
    room.faults(atlas)
    for note in notes:
        st.warning(f"From the link: {style.as_markdown(note)}", icon=":material/link_off:")
    filters.draw(atlas.tables, atlas.lives, dark)
    chosen = selection.current(atlas.tables)
    takeaway.draw(shelf, atlas, chosen, dark, page.url_path)
    page.run()
selection.write_link(atlas.tables)
