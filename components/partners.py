"""The Partners page: a directory of organisations, a page for each and for each provider, and views across all."""

from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from components import deals, network, partner_page, provider_page, style, ties, timeline
from components.selection import SECTIONS, Selection
from data import alliances, dates
from data.load import Tables

SECTION_WORDS = {
    "directory": "Directory",
    "network": "Who works with whom",
    "clouds": "China, government, sovereign",
    "hubs": "Hubs",
}
_HEIGHT = 460


@dataclass(frozen=True)
class Found:
    """Deals that the filters leave: `every` of any day (with `sure` for the edition), `today` those of the date."""

    every: pd.DataFrame
    today: pd.DataFrame


def find(tables: Tables, lives: pd.DataFrame, chosen: Selection) -> Found:
    """The deals of a selection, on its date and on any day."""
    every, today = deals.known(tables, lives), deals.known(tables, lives, chosen.day)
    every, today = (rows[ties.fitting(tables, lives, rows, chosen)] for rows in (every, today))
    return Found(every.reset_index(drop=True), today.reset_index(drop=True))


def _told(chosen: Selection) -> bool:
    """Whether the view is about deals: then the map draws their lines, and a table under it says the same."""
    return bool(chosen.region or chosen.partner or len(chosen.provider) == 1)


def draw(tables: Tables, lives: pd.DataFrame, stamp: str, chosen: Selection, dark: bool) -> None:
    """Draw the page for a selection."""
    found = find(tables, lives, chosen)
    _headline(found, chosen)
    timeline.controls(tables, lives[lives["provider"].isin(chosen.provider or lives["provider"].unique())])
    _choose(tables)
    if chosen.who:
        st.button("Back to all partners", icon=":material/arrow_back:", type="tertiary", on_click=_open, args=("",))
        opens = chosen.who.removeprefix("provider:")
        page = provider_page if chosen.who.startswith("provider:") else partner_page
        page.draw(tables, lives, stamp, opens, chosen, dark)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="partner_sections"):
        keep = {"required": True, "persist_state": "session"}
        st.segmented_control("Show", SECTIONS, key="section", format_func=SECTION_WORDS.get, **keep)
        words = {"date": "On the date", "any": "On any day"}
        if chosen.section in ("directory", "network"):
            st.segmented_control("Deals", list(words), key="deals", format_func=words.get, **keep)
    listed = found.today if chosen.deals == "date" else found.every
    if chosen.section in ("directory", "network"):
        _kinds(tables)
        if listed.empty:
            st.info("No deal fits. Loosen the filters, look at any day, or move the clock.")
            return
    if chosen.section == "directory":
        _directory(tables, lives, listed, chosen)
    elif chosen.section == "network":
        network.draw(tables, lives, listed, chosen)
    elif chosen.section == "clouds":
        network.draw_clouds(tables, lives, found.every, chosen)
    else:
        network.draw_hubs(tables, lives, chosen)


def beside(tables: Tables, lives: pd.DataFrame, chosen: Selection) -> None:
    """The opened partner under the map of the Map page: what it is and its deals."""
    if not chosen.who or chosen.who.startswith("provider:"):
        _under_map(tables, lives, chosen)
        return
    with st.container(border=True, key="partner_panel"):
        partner_page.head(tables, chosen.who, dark=st.session_state["_dark"])
        st.html(deals.html(deals.known(tables, lives, partner_id=chosen.who), chosen.day, who="provider"))
        st.button("Close", key="close_partner", type="tertiary", icon=":material/close:", on_click=_open, args=("",))


def _under_map(tables: Tables, lives: pd.DataFrame, chosen: Selection) -> None:
    """What the lines of the map say, as a table to fold out."""
    if not _told(chosen):
        return
    today = find(tables, lives, chosen).today
    if chosen.region and not chosen.partner and len(chosen.provider) != 1:
        today = today[today["region_key"] == chosen.region]
    none = int((today["region_key"] == "").sum())
    words = f"{style.plural(len(today), 'deal')} with partners on {deals.on_date(chosen.day)}"
    words += f", {none} of them for {deals.NO_REGION}" if none else ""
    if today.empty:
        return
    with st.expander(words, key="map_deals"):
        deals.take(deals.rows(today), "Each with its source", f"partnerships-{chosen.date.isoformat()}.csv", "take map")
        deals.shown(today.sort_values(["partner_name", "provider", "region_id"]), "map_deals_shown")


def _headline(found: Found, chosen: Selection) -> None:
    today = found.today
    unsure = int((~today["sure"]).sum())
    if chosen.who:
        st.subheader(f"Partners on {deals.on_date(chosen.day)}", anchor=False)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large", key="headline"):
        st.subheader(f"Partners on {deals.on_date(chosen.day)}", anchor=False, width="content")
        st.metric("Partners", f"{today['partner_id'].nunique():,}", width="content")
        st.metric("Deals", f"{len(today):,}", width="content",
                  help=f"{unsure} of them not surely: the date is uncertain" if unsure else None)  # fmt: skip
        st.metric("For no one region", f"{int((today['region_key'] == '').sum()):,}", width="content")
        st.metric("With two or more providers", f"{len(alliances.rivals(today)):,}", width="content")


def _choose(tables: Tables) -> None:
    """A box that opens any partner or provider, by its name or by another one."""
    labels = {}
    for row in tables.partners.sort_values("name", key=lambda names: names.str.casefold()).itertuples():
        also = f" ({row.aliases.replace(';', ', ')})" if row.aliases else ""
        labels[row.partner_id] = f"{row.name}{also}"
    for row in tables.providers.itertuples():
        labels[f"provider:{row.provider}"] = f"Provider: {row.name}"
    st.selectbox(
        "Open a partner or a provider",
        ["", *labels],
        key="who",
        format_func=lambda key: labels.get(key, "Type a name, also an older one, or choose a row below"),
        persist_state="session",
    )


def _kinds(tables: Tables) -> None:
    kinds = [kind for kind in deals.KIND_WORDS if kind in set(tables.partners["kind"])]
    st.pills("Kind", kinds, selection_mode="multi", key="kind", format_func=deals.kind_words, persist_state="session")
    st.caption("Search, provider, country, continent, access, partner and role in the sidebar narrow this page too.")


def directory(tables: Tables, listed: pd.DataFrame) -> pd.DataFrame:
    """One row per partner, by name: partner_id, name, kind, country, providers, roles, deals, regions, since."""
    countries = tables.countries.set_index("country")["name"]
    groups: dict[str, list] = {}
    for deal in listed.sort_values(["from_hi", "from_lo"], kind="stable").itertuples():
        groups.setdefault(deal.partner_id, []).append(deal)
    rows = []
    for partner, own in groups.items():
        first, roles = own[0], {deal.role for deal in own}
        dated = [deal.from_date for deal in own if deal.from_date]
        rows.append(
            {
                "partner_id": partner,
                "name": first.partner_name,
                "kind": deals.kind_words(first.partner_kind),
                "country": countries.get(first.partner_country, first.partner_country),
                "providers": ", ".join(sorted({deal.provider_name for deal in own})),
                "roles": ", ".join(deals.role_words(role) for role in style.ROLE_WORDS if role in roles),
                "deals": len(own),
                "regions": len({deal.region_key for deal in own} - {""}),
                "since": dates.words(dated[0]) if dated else "date unknown",
            }
        )
    columns = ["partner_id", "name", "kind", "country", "providers", "roles", "deals", "regions", "since"]
    out = pd.DataFrame(rows, columns=columns)
    return out.sort_values("name", key=lambda names: names.str.casefold(), ignore_index=True)


def _directory(tables: Tables, lives: pd.DataFrame, listed: pd.DataFrame, chosen: Selection) -> None:
    frame = directory(tables, listed)
    when = deals.on_date(chosen.day) if chosen.deals == "date" else "any day"
    file = f"cloud-partners-{chosen.date.isoformat() if chosen.deals == 'date' else 'all'}.csv"
    deals.take(frame, f"{style.plural(len(frame), 'partner')} on {when}", file, "take directory")
    st.dataframe(
        frame.drop(columns="partner_id"),
        hide_index=True,
        height=_HEIGHT,
        key="directory",
        on_select=partial(_open_row, "directory", frame["partner_id"].tolist()),
        selection_mode="single-row",
        column_config={name: st.column_config.Column(name.capitalize()) for name in frame.columns},
        alt=f"Partners on {when}",
    )
    st.caption(f"Roles: {_roles_told(listed)}")
    deals.take(deals.rows(listed), f"Their {style.plural(len(listed), 'deal')}, each with its source",
               file.replace("partners", "partnerships"), "take deals")  # fmt: skip
    deals.shown(listed.sort_values(["partner_name", "provider", "region_id"]), "deals_shown")


def _roles_told(listed: pd.DataFrame) -> str:
    told = [f"**{style.ROLE_WORDS[role]}**: {style.ROLE_HELP[role]}" for role in style.ROLE_WORDS
            if role in set(listed["role"])]  # fmt: skip
    return " ".join(told)


def _open(who: str) -> None:
    st.session_state["who"] = who


def _open_row(key: str, ids: list[str]) -> None:
    picked = st.session_state[key]["selection"]["rows"]
    if picked and picked[0] < len(ids):
        _open(ids[picked[0]])
