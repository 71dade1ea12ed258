"""What stands alone on the page: a story step by step, its speaker's notes, or the map for other pages.

Keys, clicks and the flight of the map live in components/assets/present.js.
"""

from pathlib import Path

import streamlit as st

from components import room, selection, story, style, ties, worldmap
from components.room import Atlas
from components.selection import OWN
from data import captions, dates, stories
from data.captions import Told
from data.faults import DataFaults
from data.stories import Step, Story

_CITED = 4
"""So many sources stand under a step; all of them stand at the end."""
_SOURCES = 24
"""Sources from which their list is set smaller."""
_SMALLER = ((420, "atlas-long"), (290, "atlas-full"))
"""Letters from which a caption is set smaller, and its look then."""


def draw(atlas: Atlas, dark: bool, remarks: list[str]) -> None:
    """What stands alone on the page: a story, its notes, or the map. `remarks`: what did not fit in the link."""
    st.html(Path(__file__).parent / "assets" / "present.css")
    for remark in remarks:
        st.toast(f"From the link: {style.as_markdown(remark)}", icon=":material/link_off:")
    state = st.session_state
    if state["present"] or state["notes"]:
        _story(atlas, dark)
    else:
        _map_alone(atlas, dark)


def _map_alone(atlas: Atlas, dark: bool) -> None:
    chosen = selection.current(atlas.tables)
    now = room.look(atlas, chosen)
    with st.container(key="alone"):
        lines = ties.for_map(atlas.tables, atlas.lives, atlas.stamp, chosen)
        worldmap.draw(atlas.tables, now.sites, chosen, now.card, now.target, dark, lines)


@st.cache_resource(max_entries=16, show_spinner=False)
def shipped(_atlas: Atlas, stamp: str, name: str) -> Story | list[str]:
    """A story that ships, or the faults that it has beside these tables. Shared: read, never changed."""
    try:
        return stories.load_story(name, _atlas.tables, _atlas.lives)
    except DataFaults as problem:
        return [str(fault) for fault in problem.faults]


@st.cache_resource(max_entries=256, show_spinner=False)
def told(_atlas: Atlas, stamp: str, one: Story, number: int) -> Told:
    """What a step says; the reason why it cannot be said where its caption does not fit the tables."""
    try:
        return story.tell(_atlas.tables, _atlas.lives, one, number)
    except ValueError as problem:
        return Told(f"This caption cannot be filled in: {problem}", ())


def chosen_story(atlas: Atlas) -> Story | list[str]:
    """The story that the page is about: the one of the link, else the first; or its faults."""
    name = st.session_state.get("story") or stories.names()[0]
    own = st.session_state.get("_own")
    if name == OWN:
        if own is not None and own.steps:
            return own
        return [
            "Your own story is not here: it lives in the window in which it was built. Load its file there or here."
        ]
    return shipped(atlas, atlas.stamp, name)


def _step_number(one: Story) -> int:
    """The step asked for, within the story and its last page, the sources."""
    text = str(st.session_state.get("step") or "1")
    return min(max(int(text), 1), len(one.steps) + 1) if text.isdecimal() else 1


def _apply(atlas: Atlas, one: Story, number: int) -> None:
    """Set the page's controls to what a step shows, once: what a person then looks up on the map stays."""
    state = st.session_state
    state["step"], state["story"] = str(number), one.name
    step = one.steps[min(number, len(one.steps)) - 1]
    if state.get("_applied") == (one.name, number, step):
        return
    state["_applied"] = (one.name, number, step)
    wanted = story.selection_of(step, atlas.tables)
    for name in story.SHARED:
        value = getattr(wanted, name)
        state[name] = list(value) if isinstance(value, tuple) else value
    state["date"] = wanted.date


def leave() -> None:
    """Go back to the page with its menu."""
    st.session_state["present"] = st.session_state["notes"] = ""


def go(number: int) -> None:
    """Turn to a step."""
    st.session_state["step"] = str(number)


def begin(name: str, number: int = 1) -> None:
    """Let a story fill the screen."""
    st.session_state.update(present="1", notes="", story=name, step=str(number))


def _story(atlas: Atlas, dark: bool) -> None:
    one = chosen_story(atlas)
    if isinstance(one, list):
        st.error("This story does not fit the tables.", icon=":material/rule:")
        st.code("\n".join(one), language=None, wrap_lines=True)
        st.button("Back to the page", on_click=leave)
        return
    number = _step_number(one)
    _apply(atlas, one, number)
    chosen = selection.current(atlas.tables)
    now = room.look(atlas, chosen)
    notes = bool(st.session_state["notes"])
    step = one.steps[min(number, len(one.steps)) - 1]
    with st.container(key="stage"):
        with st.container(key="said"):
            st.html(_notes(atlas, one, number) if notes else _said(atlas, one, number))
            _turn(one, number, notes)
        lines = ties.for_map(atlas.tables, atlas.lives, atlas.stamp, chosen)
        stage = {"story": one.name, "step": number, "steps": len(one.steps) + 1, "notes": notes}
        more = {"stage": stage, "fly": step.camera and list(step.camera), "playTo": True}
        worldmap.draw(atlas.tables, now.sites, chosen, None, None, dark, lines, more=more)


def _turn(one: Story, number: int, notes: bool) -> None:
    """The foot of the page: back, count, next, notes, leave."""
    with st.container(key="turn", horizontal=True):
        st.button("Back", icon=":material/chevron_left:", on_click=go, args=(number - 1,), disabled=number <= 1)
        last = number > len(one.steps)
        count = "Sources" if last else f"{number} / {len(one.steps)}"
        st.html(
            f'<span class="atlas-count" aria-label="Step {number} of {len(one.steps)}">{count}</span>', width="content"
        )
        st.button(
            "Next",
            icon=":material/chevron_right:",
            icon_position="right",
            on_click=go,
            args=(number + 1,),
            disabled=last,
        )
        if not notes:
            link = f"?story={one.name}&amp;step={number}&amp;notes=1"
            if one.name != OWN:
                st.html(f'<a class="atlas-open" href="{link}" target="_blank">Notes ↗</a>', width="content")
        st.button("Leave", type="tertiary", on_click=leave, help="Escape. F fills the screen.")


def _said(atlas: Atlas, one: Story, number: int) -> str:
    if number > len(one.steps):
        return _end(atlas, one)
    step = one.steps[number - 1]
    words = told(atlas, atlas.stamp, one, number)
    look = next((look for letters, look in _SMALLER if len(words.text) > letters), "")
    return (
        f'<section class="atlas-stage {look}{_shade()}" aria-live="polite" data-step="{number}">'
        f'<p class="atlas-kicker">{style.as_html(one.title)}</p><h1>{style.as_html(step.title)}</h1>'
        f'<p class="atlas-when">{style.as_html(when(step))}</p>'
        f'<div class="atlas-caption">{paragraphs(words.text)}</div>{_cited(atlas, words)}</section>'
    )


def _shade() -> str:
    return " atlas-dark" if st.session_state["_dark"] else ""


def when(step: Step) -> str:
    """The day of a step in words."""
    return dates.words(dates.date_of(step.day).isoformat())


def paragraphs(text: str) -> str:
    """Plain text as HTML paragraphs."""
    return "".join(f"<p>{style.as_html(part)}</p>" for part in text.split("\n\n") if part.strip())


def _cited(atlas: Atlas, words: Told) -> str:
    rows = list(captions.source_rows(atlas.tables, words.sources).itertuples())
    if not rows:
        return '<p class="atlas-cited">Counted in the tables of this atlas, where each row names its source.</p>'
    links = ", ".join(style.link_html(row.url, row.publisher) for row in rows[:_CITED])
    more = f" and {len(rows) - _CITED} more" if len(rows) > _CITED else ""
    return f'<p class="atlas-cited">Sources: {links}{more}</p>'


def _end(atlas: Atlas, one: Story) -> str:
    used = [key for number in range(1, len(one.steps) + 1) for key in told(atlas, atlas.stamp, one, number).sources]
    rows = captions.source_rows(atlas.tables, dict.fromkeys(used))
    items = "".join(f"<li>{style.link_html(row.url, cite(row))}</li>" for row in rows.itertuples())
    look = "atlas-long" if len(rows) > _SOURCES else ""
    edition = dates.words(atlas.tables.edition.isoformat())
    return (
        f'<section class="atlas-stage atlas-end {look}" aria-live="polite" data-step="{len(one.steps) + 1}">'
        f'<p class="atlas-kicker">{style.as_html(one.title)}</p><h1>Sources</h1>'
        f'<p class="atlas-cited">Cloud Expansion Atlas, tables of {style.as_html(edition)}. '
        "Counts are taken from the tables, where each row names its source.</p>"
        f"<ol>{items}</ol></section>"
    )


def cite(row) -> str:
    """A row of `sources` in one line: publisher, title, date."""
    parts = [row.publisher, row.title, dates.words(row.published) if row.published else ""]
    return ", ".join(part for part in parts if part)


def _notes(atlas: Atlas, one: Story, number: int) -> str:
    """The speaker's window: what to say now, and what comes next."""
    if number > len(one.steps):
        return '<section class="atlas-stage atlas-notes" data-step="end"><h1>Sources</h1><p>The end.</p></section>'
    step = one.steps[number - 1]
    words = told(atlas, atlas.stamp, one, number)
    coming = one.steps[number] if number < len(one.steps) else None
    ahead = f"<p>{style.as_html(coming.title)} ({style.as_html(when(coming))})</p>" if coming else "<p>The sources.</p>"
    return (
        f'<section class="atlas-stage atlas-notes{_shade()}" data-step="{number}">'
        f'<p class="atlas-kicker">Speaker’s notes: {style.as_html(one.title)}</p><h1>{style.as_html(step.title)}</h1>'
        f'<p class="atlas-when">{style.as_html(when(step))}</p>'
        f"{paragraphs(step.notes) or '<p>No notes for this step.</p>'}"
        f"<h2>On the screen</h2>{paragraphs(words.text)}<h2>Next</h2>{ahead}</section>"
    )
