"""The lists of the Compare page: what changed between two days, or where two sets of providers differ."""

from functools import partial

import pandas as pd
import streamlit as st

from components import style, table
from data import wording

CHANGE_WORDS = {
    "opened": "Opened",
    "closed": "Closed",
    "announced": "Announced",
    "closing": "Closure announced",
    "cancelled": "Cancelled",
    "zones_added": "Zones added",
    "partner_joined": "Partner joined",
    "partner_left": "Partner left",
    "perhaps_opened": "Perhaps opened",
    "perhaps_closed": "Perhaps closed",
}
CHANGE_HELP = {
    "perhaps_opened": "Live on both days as far as their dates tell; they may have opened in between.",
    "perhaps_closed": "Live on both days as far as their dates tell; they may have closed in between.",
}
_SOURCE = st.column_config.LinkColumn("Source", display_text=r"^https?://(?:www\.)?([^/]+)")


def list_changes(changed: pd.DataFrame, dark: bool, name: str) -> None:
    """The difference of two days, one row a change."""
    told = changed["change"].map(CHANGE_WORDS)
    ids = changed["key"].str.split(":").str[-1]
    region = pd.Series(map(wording.named, changed["name"], ids), index=changed.index, dtype=object)
    what = changed["detail"].where(changed["detail"] != "", region)
    what = what.where((changed["detail"] == "") | (changed["key"] == ""), changed["name"] + ": " + changed["detail"])
    where = changed["city"] + (", " + changed["country_name"]).where(changed["city"] != "", changed["country_name"])
    shown = pd.DataFrame(
        {
            "mark": [_mark(provider, dark) for provider in changed["provider"]],
            "Change": told,
            "Provider": changed["provider_name"],
            "What": what,
            "When": changed["words"],
            "In between": changed["sure"].map({True: "surely", False: "perhaps"}),
            "Source": _links(changed["url"]),
            "How sure": changed["confidence"],
            "Where": where,
        }
    )
    if changed["provider"].nunique() == 1:
        shown = shown.drop(columns="Provider")
    taken = changed.drop(columns=["words"]).rename(columns={"sure": "surely_in_between"})
    _list(shown, taken, list(changed["key"]), style.plural(len(shown), "change"), f"cloud-changes-{name}")


def list_places(places: pd.DataFrame, labels: list[str], kinds: tuple[str, str], name: str) -> None:
    """The difference of two sets of providers, one row a place; `kinds` is the word for places, many and one."""
    leads = [
        lead(first, least, most) for first, least, most in places[["first", "least", "most"]].itertuples(index=False)
    ]
    shown = pd.DataFrame(
        {
            kinds[1].capitalize(): places["place"],
            "Who": places["side"].map({"both": "both", "left": "only A", "right": "only B"}),
            "Regions A": places["left_count"],
            "Regions B": places["right_count"],
            "First": leads,
            "A opened": places["left_words"],
            "B opened": places["right_words"],
            "Source A": _links(places["left_url"]),
            "Source B": _links(places["right_url"]),
        }
    )
    keys = [
        right if side == "right" else left
        for side, left, right in places[["side", "left_key", "right_key"]].itertuples(index=False)
    ]
    taken = places.drop(columns=["left_words", "right_words"]).assign(left=labels[0], right=labels[1])
    title = style.plural(len(shown), kinds[1], kinds[0].lower())
    _list(shown, taken, keys, title, f"cloud-{kinds[0].lower()}-{name}")


def lead(first: str, least: int, most: int) -> str:
    """Who was first, and by how much, such as "A, by 2.1 years"."""
    if first in ("", "same", "unsure"):
        return {"": "", "same": "same day", "unsure": "unsure"}[first]
    if least < 365:
        span = f"{least} to {style.plural(most, 'day')}" if least != most else style.plural(least, "day")
    else:
        ends = list(dict.fromkeys(f"{days / 365.25:.1f}" for days in (least, most)))
        span = f"{' to '.join(ends)} years"
    return f"{'A' if first == 'left' else 'B'}, by {span}"


def _list(shown: pd.DataFrame, taken: pd.DataFrame, keys: list[str], title: str, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{title}**", width="content")
        st.download_button(
            "Download CSV",
            lambda: table.safe(taken).to_csv(index=False).encode(),
            file_name=f"{name}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    links = [column for column in shown.columns if column.startswith("Source")]
    st.dataframe(
        shown,
        hide_index=True,
        height=min(520, 38 + 35 * len(shown)),
        column_config={
            "mark": st.column_config.ImageColumn("", width=36),
            "What": st.column_config.TextColumn(width=300),
            **{column: {**_SOURCE, "label": column} for column in links},
        },
        key="difference",
        on_select=partial(_choose, keys),
        selection_mode="single-cell",
        placeholder="",
        alt=title,
    )


def _choose(keys: list[str]) -> None:
    """A click on a row shows its region on the maps."""
    cells = st.session_state["difference"]["selection"]["cells"]
    if cells and keys[cells[0][0]]:
        st.session_state["region"] = keys[cells[0][0]]


def _mark(provider: str, dark: bool) -> str:
    return style.mark_image(provider, dark).removeprefix("![](").removesuffix(")")


def _links(urls: pd.Series) -> pd.Series:
    """Addresses that may be followed; others are left out."""
    return urls.where(urls.str.startswith(("https://", "http://")), None)
