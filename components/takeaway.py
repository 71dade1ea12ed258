"""Take it with you: one menu that turns the view on screen into a file, made here, with no browser and no network."""

import datetime as dt
import threading
from dataclasses import replace

import streamlit as st

from components import style
from components.pack import bundle
from components.pack.bundle import FILMS, FORMATS, PAGES, PICTURES, Wish
from components.pack.view import View, look
from components.room import Atlas
from components.selection import FIRST_DAY, Selection
from data import dates
from data.stories import Story

ALL = "zip"
# Made while the person waits and sees how far it is; the rest is made when the button is pressed.
SLOW = (*PAGES, *FILMS, ALL)
SIZES = {"slide": "Slide 16:9", "square": "Square", "a4": "A4 landscape"}
SPEEDS = {6.0: "Slow, half a year a second", 12.0: "One year a second", 24.0: "Fast, two years a second"}
EVERY = {"month": "a month", "quarter": "a quarter"}
# Drawing takes a whole core; people wait for each other rather than slow every page down.
_TURN = threading.Lock()


def draw(shelf, atlas: Atlas, chosen: Selection, dark: bool, page: str = "") -> None:
    """Draw the menu in the container `shelf`. What it holds is made only while it is open.

    `page` is the path of the page in the address: Present offers its story.
    """
    taken = st.session_state.get("_taken")
    if taken and taken["of"][:2] != (atlas.stamp, chosen):
        del st.session_state["_taken"]
    with shelf:
        menu = st.popover(
            "Take it with you",
            icon=":material/download:",
            width="stretch",
            key="takeaway",
            on_change="rerun",
            help="The view on screen as slides, picture, film, PDF, a page for offline, or data",
        )
    if menu.open:
        with menu:
            _menu(atlas, chosen, dark, page)


@st.fragment
def _menu(atlas: Atlas, chosen: Selection, dark: bool, page: str) -> None:
    forms = [*FORMATS, ALL]
    form = st.selectbox(
        "Take it as",
        forms,
        index=forms.index("pptx"),
        key="_take",
        format_func=lambda name: FORMATS[name].words if name in FORMATS else "Everything in one ZIP",
    )
    story = _story(atlas, page) if form in (*PAGES, ALL) else None
    wish = _wish(form, chosen, dark, story)
    if wish is None:
        return
    base = (st.context.url or "").split("?")[0]

    def view() -> View:
        return look(atlas.tables, atlas.lives, chosen, base=base)

    if form in SLOW:
        _make(atlas, chosen, form, wish, view)
    else:
        title = look(atlas.tables, atlas.lives, chosen)
        st.download_button(
            "Download",
            lambda: _at_once(view(), form, wish),
            file_name=bundle.name_of(title, form, wish, wish.sizes[0] if form in PICTURES else ""),
            mime=FORMATS[form].mime,
            icon=":material/download:",
            type="primary",
            on_click="ignore",
            key="_take_now",
        )
    day = dates.words(chosen.date.isoformat())
    st.caption(f"Always the view on screen: its filters, as of {day}. Each file names its date and source.")


def _story(atlas: Atlas, page: str) -> Story | None:
    """The story of the page Present, if the person wants it in place of the view."""
    if page != "present":
        return None
    from components import stage

    story = stage.chosen_story(atlas)
    if not isinstance(story, Story):
        return None
    wanted = st.toggle(f"Tell the story “{style.as_markdown(story.title)}”", True, key="_take_story")
    return story if wanted else None


def _wish(form: str, chosen: Selection, dark: bool, story: Story | None) -> Wish | None:
    """The choices that fit the format; None where they do not fit each other."""
    wish = Wish(story=story)
    if form in (*PICTURES, *FILMS, ALL):
        size = st.segmented_control(
            "Size", SIZES, format_func=SIZES.get, key="_take_size", default="slide", required=True
        )
        ground = st.toggle("Dark ground", dark, key="_take_dark")
        wish = replace(wish, sizes=(size,), dark=ground)
    if form in ("png", ALL):
        twice = st.toggle("Double resolution", key="_take_twice", help="For print and large screens")
        wish = replace(wish, scale=2 if twice else 1)
    if form in (*FILMS, ALL):
        begin = max(FIRST_DAY, chosen.date.replace(month=1, day=1) - dt.timedelta(days=3653)).replace(month=1, day=1)
        latest = chosen.date - dt.timedelta(days=1)
        left, right = st.columns(2)
        first = left.date_input("From", min(begin, latest), FIRST_DAY, max(latest, FIRST_DAY), key="_take_from")
        every = right.selectbox("One frame", EVERY, format_func=EVERY.get, key="_take_every")
        rate = st.selectbox("Speed", SPEEDS, index=1, format_func=SPEEDS.get, key="_take_rate")
        if not first or dates.day(first) >= chosen.day:
            st.caption("A film needs an earlier first day. Move the clock on, or choose another day.")
            return None
        if every == "quarter":
            rate = max(2.0, rate / 3)  # the same years a second
        wish = replace(wish, first=dates.day(first), every=every, rate=rate)
    return wish


def _make(atlas: Atlas, chosen: Selection, form: str, wish: Wish, view) -> None:
    """A button that makes the file under a bar that shows how far it is, then one that takes it."""
    state = st.session_state
    of = (atlas.stamp, chosen, form, wish)
    if st.button("Make it", key="_take_make", icon=":material/build:", type="primary"):
        bar = st.progress(0.0, "Waiting for its turn")
        with _TURN:
            shown = view()

            def tick(share: float) -> None:
                bar.progress(min(1.0, share), f"Making it: {share:.0%}")

            tick(0.0)
            if form == ALL:
                name, content = bundle.zip_name(shown), bundle.zipped(shown, wish, tick=tick)
            else:
                name, content = bundle.name_of(shown, form, wish), bundle.make(shown, form, wish, wish.sizes[0], tick)
        bar.empty()
        # Only the newest is kept, and only until the view changes.
        state["_taken"] = {"of": of, "name": name, "content": content}
    taken = state.get("_taken")
    if taken and taken["of"] == of:
        st.download_button(
            f"Download {len(taken['content']) / 1e6:.1f} MB",
            taken["content"],
            file_name=taken["name"],
            mime="application/zip" if form == ALL else FORMATS[form].mime,
            icon=":material/download:",
            on_click="ignore",
            key="_take_made",
        )


def _at_once(view: View, form: str, wish: Wish) -> bytes:
    with _TURN:
        return bundle.make(view, form, wish, wish.sizes[0])
