"""The page Present: choose a story, see its steps and start it; build a story of one's own, kept in the session."""

from dataclasses import replace

import streamlit as st

from components import room, stage, story, style, ties, timeline, worldmap
from components.room import Atlas
from components.selection import OWN, Selection
from data import dates, stories
from data.faults import DataFaults
from data.stories import Story

_KEYS = "_own_keys"
"""Session: a lasting number for each step of one's own story, so that its fields follow it when steps move."""


def draw(atlas: Atlas, chosen: Selection, dark: bool) -> None:
    """Draw the page."""
    state = st.session_state
    _take_view(atlas, chosen)
    st.subheader("Present", anchor=False)
    names = stories.names() + ([OWN] if _own() else [])
    if state.get("story") not in names:
        state["story"] = names[0]
    labels = {name: _title(atlas, name) for name in names}
    st.selectbox("Story", names, key="story", format_func=labels.get, persist_state="session", width=560)
    one = stage.chosen_story(atlas)
    if state["story"] == OWN:
        _build(atlas, chosen, dark)
        return
    if isinstance(one, list):
        st.error("This story does not fit the tables.", icon=":material/rule:")
        st.code("\n".join(one), language=None, wrap_lines=True)
    else:
        st.markdown(style.as_markdown(one.summary))
        with st.container(horizontal=True):
            _start(one)
            st.button("Make a copy of my own", icon=":material/edit:", on_click=_adopt, args=(one,))
        _list(atlas, one)
    st.divider()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("Begin a story of my own", icon=":material/add:", on_click=_adopt, args=(Story(OWN, "My story"),))
        _load(atlas)


def _title(atlas: Atlas, name: str) -> str:
    one = _own() if name == OWN else stage.shipped(atlas, atlas.stamp, name)
    return f"{one.title} (my own)" if name == OWN else name if isinstance(one, list) else one.title


def _start(one: Story) -> None:
    st.button(
        "Present",
        type="primary",
        icon=":material/slideshow:",
        on_click=stage.begin,
        args=(one.name,),
        disabled=not one.steps,
        help="Arrow keys, page keys, space or a click go on. Escape leaves, F fills the screen.",
    )


def _list(atlas: Atlas, one: Story) -> None:
    """The steps with what they say; each can be started at."""
    for number, step in enumerate(one.steps, 1):
        with st.container(key=f"step-{number}", gap=None):
            st.button(
                f"**{number}. {style.as_markdown(step.title)}** · {stage.when(step)}",
                key=f"from {one.name} {number}",
                type="tertiary",
                on_click=stage.begin,
                args=(one.name, number),
                help="Present from here",
            )
            words = stage.told(atlas, atlas.stamp, one, number)
            st.caption(style.as_markdown(words.text.replace("\n\n", " ")))


def _own() -> Story | None:
    return st.session_state.get("_own")


def _keep(one: Story, keys: list[int] | None = None) -> None:
    state = st.session_state
    state["_own"] = one
    if keys is None:
        first = max(state.get(_KEYS) or [0]) + 1
        keys = list(range(first, first + len(one.steps)))
    state[_KEYS] = keys


def _adopt(one: Story) -> None:
    """Take a story as one's own and show it for editing."""
    _keep(replace(one, name=OWN))
    st.session_state["story"] = OWN
    st.session_state.pop("own title", None)


def _take_view(atlas: Atlas, chosen: Selection) -> None:
    """Add the view that the map told of as a step."""
    told = st.session_state.pop("_camera", None)
    one = _own()
    if told is None or one is None or len(one.steps) >= stories.MOST_STEPS:
        return
    camera = tuple(map(float, told)) if isinstance(told, list) and len(told) == 3 else None
    step = story.step_of(chosen, camera, _name_of(atlas, chosen))
    _keep(replace(one, steps=(*one.steps, step)), [*st.session_state[_KEYS], max([0, *st.session_state[_KEYS]]) + 1])


def _name_of(atlas: Atlas, chosen: Selection) -> str:
    """A first title for a view: its region or its providers, and the day."""
    date = dates.words(chosen.date.isoformat())
    if chosen.region in atlas.lives.index:
        return f"{atlas.lives.at[chosen.region, 'name']}, {date}"
    names = atlas.tables.providers.set_index("provider")["name"]
    return ", ".join([*(names.get(one, one) for one in chosen.provider[:3]), date])


def _build(atlas: Atlas, chosen: Selection, dark: bool) -> None:
    """One's own story: its title, its steps, and the map on which the next one is set."""
    own = _own()
    st.caption("Kept in this window only. Download it to keep it, load it again to go on.")
    _field("Title", "own title", own.title, lambda text: _keep(replace(_own(), title=text or "My story"), _keys()))
    with st.container(horizontal=True):
        _start(own)
        st.download_button(
            "Download the story",
            lambda: stories.write_story(own).encode(),
            file_name="my-story.toml",
            mime="application/toml",
            icon=":material/download:",
            on_click="ignore",
            disabled=not own.steps,
        )
    st.markdown("**The next step**: set the map as it shall be shown, with its clock and the filters at the side.")
    now = room.look(atlas, chosen)
    lines = ties.for_map(atlas.tables, atlas.lives, atlas.stamp, chosen)
    worldmap.draw(atlas.tables, now.sites, chosen, now.card, now.target, dark, lines, more={"add": True})
    timeline.controls(atlas.tables, now.fitting)
    if not own.steps:
        st.info("No step yet. Set date, filters and map, then press “Add this view as a step” in the map.")
    else:
        st.markdown("**Steps**")
    for place, (key, step) in enumerate(zip(_keys(), own.steps, strict=True)):
        with st.expander(f"{place + 1}. {style.as_markdown(step.title)} · {stage.when(step)}", key=f"own {key}"):
            _field("Title", f"own title {key}", step.title, _setter(key, "title"))
            words = stage.told(atlas, atlas.stamp, replace(own, steps=own.steps[: place + 1]), place + 1)
            _field("Caption", f"own caption {key}", step.caption, _setter(key, "caption"), tall=True, hint=words.text)
            if step.caption and "{" in step.caption:
                st.caption(style.as_markdown(words.text))
            _field("Speaker's notes", f"own notes {key}", step.notes, _setter(key, "notes"), tall=True)
            with st.container(horizontal=True):
                st.button(
                    "Earlier",
                    key=f"up {key}",
                    icon=":material/arrow_upward:",
                    on_click=_move,
                    args=(key, -1),
                    disabled=not place,
                )
                st.button(
                    "Later",
                    key=f"down {key}",
                    icon=":material/arrow_downward:",
                    on_click=_move,
                    args=(key, 1),
                    disabled=place == len(own.steps) - 1,
                )
                st.button("Delete", key=f"drop {key}", icon=":material/delete:", on_click=_drop, args=(key,))
                st.button("Present from here", key=f"own from {key}", on_click=stage.begin, args=(OWN, place + 1))
    st.divider()
    _load(atlas)


def _keys() -> list[int]:
    return st.session_state[_KEYS]


def _field(label: str, key: str, value: str, take, tall: bool = False, hint: str = "") -> None:
    """A text that is taken over when it changes."""
    st.session_state.setdefault(key, value)
    draw_field = st.text_area if tall else st.text_input
    most = {"Title": 120, "Caption": 1500}.get(label, 4000)
    draw_field(
        label, key=key, max_chars=most, placeholder=hint or None, on_change=lambda: take(st.session_state[key].strip())
    )


def _setter(key: int, name: str):
    def take(text: str) -> None:
        one = _own()
        place = _keys().index(key)
        if name == "title" and not text:
            text = one.steps[place].title
        changed = replace(one.steps[place], **{name: text})
        _keep(replace(one, steps=(*one.steps[:place], changed, *one.steps[place + 1 :])), _keys())

    return take


def _move(key: int, by: int) -> None:
    one, keys = _own(), list(_keys())
    steps = list(one.steps)
    place = keys.index(key)
    other = place + by
    keys[place], keys[other] = keys[other], keys[place]
    steps[place], steps[other] = steps[other], steps[place]
    _keep(replace(one, steps=tuple(steps)), keys)


def _drop(key: int) -> None:
    one, keys = _own(), list(_keys())
    place = keys.index(key)
    _keep(replace(one, steps=one.steps[:place] + one.steps[place + 1 :]), keys[:place] + keys[place + 1 :])


def _load(atlas: Atlas) -> None:
    """A file of a story, read into the session; it is never written to disk."""
    st.file_uploader(
        "Load a story from a file (TOML)",
        type="toml",
        key="own file",
        max_upload_size=1,
        on_change=_read,
        args=(atlas,),
        width=560,
    )
    if st.session_state.get("_own_faults") and st.session_state.get("own file") is not None:
        st.error("The file is refused. Mend these lines and load it again:", icon=":material/rule:")
        st.code("\n".join(st.session_state["_own_faults"]), language=None, wrap_lines=True)


def _read(atlas: Atlas) -> None:
    state = st.session_state
    state["_own_faults"] = []
    file = state["own file"]
    if file is None:
        return
    try:
        _adopt(stories.read_story(file.getvalue(), file.name, atlas.tables, atlas.lives))
    except DataFaults as problem:
        state["_own_faults"] = [str(fault) for fault in problem.faults]
