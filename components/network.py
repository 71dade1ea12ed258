"""Views across all partners: kinds by provider, who works with rivals, who runs the clouds apart, and hubs."""

from functools import partial

import pandas as pd
import streamlit as st

from components import deals, style
from components.selection import Selection
from data import alliances, dates, wording
from data.load import Tables

_TERMS = "Contract, account and licence, as recorded"
_RUN_HEADS = ("Provider", "Cloud", "Run by", "Since", "Until", _TERMS, "Source")
_ALONE_HEADS = ("Provider", "Cloud", _TERMS)


def draw(tables: Tables, lives: pd.DataFrame, listed: pd.DataFrame, chosen: Selection) -> None:
    """Kinds of partners by provider, each cell opening its deals; then who works with more than one provider."""
    when = _when(chosen)
    counted = alliances.matrix(listed)
    names = tables.providers.set_index("provider")["name"]
    shown = counted.rename(index=deals.kind_words, columns=lambda key: names.get(key, key)).rename_axis("Kind")
    deals.take(
        shown.reset_index(), f"Partners by kind and provider {when}", _file("partner-kinds", chosen), "take kinds"
    )
    cells = [f"{kind}:{provider}" for kind in counted.index for provider in counted.columns]
    st.dataframe(
        shown.where(shown > 0),
        key="matrix",
        on_select=partial(_open_cell, list(counted.index), dict(zip(shown.columns, counted.columns, strict=True))),
        selection_mode="single-cell",
        placeholder="·",
        alt="Number of partners of each kind that each provider has",
    )
    filled = [cell for cell in cells if counted.at[cell.split(":")[0], cell.split(":", 1)[1]]]
    if chosen.cell and chosen.cell not in filled:
        filled.append(chosen.cell)

    def words(cell: str) -> str:
        if not cell:
            return "Choose one, or click a number above"
        kind, provider = cell.split(":", 1)
        return f"{deals.kind_words(kind)} × {names.get(provider, provider)}"

    st.selectbox("Deals of one cell", ["", *filled], key="cell", format_func=words, persist_state="session")
    if chosen.cell:
        kind, provider = chosen.cell.split(":", 1)
        rows = listed[(listed["partner_kind"] == kind) & (listed["provider"] == provider)]
        file = _file(f"partnerships-{kind}-{provider}", chosen)
        deals.take(deals.rows(rows), f"{words(chosen.cell)}: {style.plural(len(rows), 'deal')}", file, "take cell")
        st.html(deals.html(rows.sort_values("partner_name"), chosen.day))
    _rivals(tables, listed, chosen, when)


def rivals(tables: Tables, listed: pd.DataFrame) -> pd.DataFrame:
    """Partners with two or more providers, as `python -m data partners --rivals` lists them."""
    return alliances.rivals(listed)


def _rivals(tables: Tables, listed: pd.DataFrame, chosen: Selection, when: str) -> None:
    frame = rivals(tables, listed)
    told = f"{style.plural(len(frame), 'partner')} with two or more providers {when}"
    deals.take(frame, told, _file("partners-of-rivals", chosen), "take rivals")
    if frame.empty:
        st.caption("None. Loosen the filters, or look at any day.")
        return
    names = tables.providers.set_index("provider")["name"]
    shown = frame.assign(
        partner_kind=frame["partner_kind"].map(deals.kind_words),
        providers=[", ".join(names.get(key, key) for key in keys.split(";")) for keys in frame["providers"]],
        roles=[", ".join(map(deals.role_words, roles.split(";"))) for roles in frame["roles"]],
    )
    st.dataframe(
        shown,
        hide_index=True,
        key="rivals",
        on_select=partial(_open_row, "rivals", frame["partner_id"].tolist()),
        selection_mode="single-row",
        column_order=["partner_name", "count", "providers", "roles", "partner_kind", "partner_country", "sure"],
        column_config={
            "partner_name": "Partner",
            "partner_kind": "Kind",
            "partner_country": "Country",
            "count": st.column_config.NumberColumn("Providers", width="small"),
            "providers": "Which",
            "roles": "Roles",
            "sure": st.column_config.CheckboxColumn("Surely", help="Two of the deals surely hold on the day"),
        },
        alt=told,
    )
    st.caption(
        "One organisation a row: a daughter counts for itself, as Vodafone Germany beside Vodafone. "
        "The command line agrees: "
        f"`python -m data partners --date {chosen.date.isoformat()} --rivals`."
    )


def draw_clouds(tables: Tables, lives: pd.DataFrame, every: pd.DataFrame, chosen: Selection) -> None:
    """Government, sovereign and China clouds on the date: who runs each, since when, until when, on what terms."""
    frame = clouds(tables, lives, every, chosen)
    st.caption(
        "Operates means: the partner runs the cloud and answers for it to the customer. Where no operator is on "
        "record, the provider runs it itself, as far as the record goes. Contract, licence, account: as recorded; "
        "a dash means that it does not say."
    )
    columns = [name for name in frame.columns if name != "key"]
    deals.take(
        frame[columns], f"Clouds apart on {deals.on_date(chosen.day)}", _file("clouds-apart", chosen), "take clouds"
    )
    run = frame[frame["partner_id"] != ""]
    st.markdown(f"**Run by a partner ({len(run)})**")
    st.html(_clouds_html(tables, lives, run, _RUN_HEADS))
    alone = frame[frame["partner_id"] == ""]
    if len(alone):
        st.markdown(f"**No operator but the provider on record ({len(alone)})**")
        st.html(_clouds_html(tables, lives, alone, _ALONE_HEADS))


def clouds(tables: Tables, lives: pd.DataFrame, every: pd.DataFrame, chosen: Selection) -> pd.DataFrame:
    """`alliances.clouds_apart` for the regions and deals that the filters leave."""
    regions = lives[lives["kind"] == "region"]
    for column in ("provider", "access", "country", "continent"):
        if getattr(chosen, column):
            regions = regions[regions[column].isin(getattr(chosen, column))]
    frame = alliances.clouds_apart(tables, regions, every, chosen.day)
    if chosen.partner or chosen.kind or chosen.q.strip():
        frame = frame[frame["partner_id"].isin(every["partner_id"])]
    return frame


def _clouds_html(tables: Tables, lives: pd.DataFrame, frame: pd.DataFrame, heads: tuple[str, ...]) -> str:
    """Regions that share provider, access, operator and dates stand in one row."""
    if frame.empty:
        return '<p class="atlas-quiet">None on this day. Move the clock, or loosen the filters.</p>'
    body = []
    same = ["provider_name", "access", "run_by", "from_date", "to_date", "state", "sure", "with_region"]
    for _, rows in frame.groupby(same, sort=False):
        first = rows.iloc[0]
        regions = ", ".join(wording.named(row.name, row.region_id) for row in rows.itertuples(index=False) if row.key)
        until = dates.words(first["to_date"]) if first["to_date"] else "goes on"
        if first["with_region"]:
            until = f"the region closed, {dates.words(lives['closed'].get(first['key'], ''))}"
        since = dates.words(first["from_date"]) if first["from_date"] else "unknown"
        said = style.as_html(" ".join(dict.fromkeys(rows["terms"])).strip())
        terms = "<br>".join(filter(None, (deals.terms_html(tables, rows["key"]), said))) or "—"
        state = style.STATE_WORDS.get(first["state"], "")
        kind = ", ".join(filter(None, (style.ACCESS_WORDS.get(first["access"], ""), state.lower())))
        quiet = f'<span class="atlas-quiet">{style.as_html(kind)}</span>'
        cells = [style.as_html(first["provider_name"]), f"{style.as_html(regions or deals.NO_REGION)}<br>{quiet}"]
        if first["run_by"]:
            badge = deals.badge_html(first["confidence"])
            cells += [f"{style.as_html(first['run_by'])} {badge}", style.as_html(since), style.as_html(until)]
        cells.append(terms)
        if first["run_by"]:
            cells.append(deals.source_html(first))
        # On a narrow screen each cell stands on a line of its own, after its heading.
        named = (f'<td data-head="{head}">{cell}</td>' for head, cell in zip(heads, cells, strict=True))
        body.append(f"<tr>{''.join(named)}</tr>")
    return deals.table_html(heads, body, "atlas-clouds")


def draw_hubs(tables: Tables, lives: pd.DataFrame, chosen: Selection) -> None:
    """Which region supports which on the date, and what the record says of it."""
    frame = alliances.hubs(tables, lives, chosen.day)
    if chosen.provider:
        frame = frame[frame["provider"].isin(chosen.provider)]
    deals.take(frame, f"Hubs on {deals.on_date(chosen.day)}", f"hubs-{chosen.date.isoformat()}.csv", "take hubs")
    if frame.empty:
        st.info(
            "No region supports another on this day, as far as the record goes. Move the clock or loosen the filters."
        )
        return
    body = [
        f"<tr><td>{style.as_html(row.provider_name)}</td>"
        f"<td>{style.as_html(row.hub_name)}<br>{_opened(row.hub_since)}</td>"
        f"<td>{style.as_html(row.name)}<br>{_opened(row.since)}</td><td>{style.as_html(row.says) or '—'}</td>"
        f"<td>{_sources(tables, row.key)}</td></tr>"
        for row in frame.itertuples(index=False)
    ]
    st.html(deals.table_html(("Provider", "Hub", "Supported by", "What the record says", "Sources on it"), body))
    st.caption(
        "The table of regions gives a hub without a source of its own: the sources are those on the region's "
        "announcement and opening. A region with no hub on record is not listed."
    )


def _sources(tables: Tables, key: str) -> str:
    """Who spoke of a region's announcement and opening: publishers as links, with how sure they make it."""
    said = tables.claims[(tables.claims["key"] == key) & tables.claims["event"].isin(["announced", "launched"])]
    said = said.join(tables.sources.set_index("source_id")[["publisher", "url"]], on="source_id", how="inner")
    said = said.drop_duplicates("source_id")
    return (
        ", ".join(
            f"{style.link_html(row.url, row.publisher)} {deals.badge_html(row.confidence)}" for row in said.itertuples()
        )
        or "none"
    )


def _opened(text: str) -> str:
    return (
        f'<span class="atlas-quiet">{"opened " + style.as_html(dates.words(text)) if text else "not open yet"}</span>'
    )


def _when(chosen: Selection) -> str:
    return f"on {deals.on_date(chosen.day)}" if chosen.deals == "date" else "on any day"


def _file(name: str, chosen: Selection) -> str:
    return f"{name}-{chosen.date.isoformat() if chosen.deals == 'date' else 'all'}.csv"


def _open_cell(kinds: list[str], providers: dict[str, str]) -> None:
    picked = st.session_state["matrix"]["selection"]["cells"]
    if picked:
        row, column = picked[0]
        if row < len(kinds) and column in providers:
            st.session_state["cell"] = f"{kinds[row]}:{providers[column]}"


def _open_row(key: str, ids: list[str]) -> None:
    picked = st.session_state[key]["selection"]["rows"]
    if picked and picked[0] < len(ids):
        st.session_state["who"] = ids[picked[0]]
