"""The chosen region: its life with every claim and source, zones, access, hub, partners, nearest regions."""

import pandas as pd
import streamlit as st

from components import deals, style
from components.kept import kept
from data import dates, query, wording
from data.lifecycle import zones_on
from data.load import Tables


def choose(lives: pd.DataFrame, tables: Tables) -> None:
    """A box to choose a region without the map."""
    labels = _labels(tables, lives)
    st.selectbox(
        "Region",
        ["", *labels],
        key="region",
        format_func=lambda key: labels.get(key, "Choose a region, or click one on the map"),
        persist_state="session",
    )


@kept
def _labels(tables: Tables, lives: pd.DataFrame) -> dict[str, str]:
    names = dict(zip(tables.providers["provider"], tables.providers["name"], strict=True))
    ordered = lives.sort_values(["provider_name", "name"])
    columns = (ordered[name].tolist() for name in ("key", "provider", "name", "region_id"))
    return {
        key: f"{names.get(provider, provider)}: {wording.named(name, region_id)}"
        for key, provider, name, region_id in zip(*columns, strict=True)
    }


def state_words(row) -> str:
    """State of a row of as_of in words."""
    words = style.STATE_WORDS.get(str(row["state"]), "Not there yet")
    return words if row["sure"] else f"{words}, date uncertain"


def card(tables: Tables, lives: pd.DataFrame, key: str, day: int) -> dict | None:
    """The short facts that stand on the map: {title, code, lines: [[kind, text], ...]}."""
    if key not in lives.index:
        return None
    row = lives.loc[key]
    now = query.as_of(lives.loc[[key]], day, kinds=None)
    lines = [["state", f"{row['provider_name']} · {state_words(now.iloc[0]) if len(now) else 'Not there yet'}"]]
    for event, words in (("announced", "announced"), ("launched", "opened"), ("closed", "closed")):
        if row[event] and dates.span(row[event])[0] <= day:
            lines.append(["date", f"{words} {dates.words(row[event])}"])
    for deal in deals.known(tables, lives, day, region_key=key).head(3).itertuples():
        doubt = {"reported": ", reported, not confirmed", "recalled": ", no source yet"}.get(deal.confidence, "")
        lines.append(
            [deal.confidence, f"with {deal.partner_name} ({style.ROLE_WORDS.get(deal.role, deal.role)}{doubt})"]
        )
    hub = f"{row['provider']}:{row['hub']}"
    if row["hub"] and hub in lives.index:
        lines.append(["hub", f"supports {lives.loc[hub, 'name']}"])
    sources = tables.claims.loc[
        (tables.claims["key"] == key) & (tables.claims["source_id"] != ""), "source_id"
    ].nunique()
    lines.append(["quiet", f"{style.plural(sources, 'source')}; more under the map"])
    return {"title": row["name"], "code": row["region_id"], "lines": lines}


def draw(tables: Tables, lives: pd.DataFrame, key: str, day: int) -> None:
    """Draw the panel of one region, on one day."""
    row = lives.loc[key]
    now = query.as_of(lives.loc[[key]], day, kinds=None)
    status = state_words(now.iloc[0]) if len(now) else "Not there yet"
    place = ", ".join(part for part in (row["city"], row["country_name"]) if part)
    st.markdown(
        f"#### {style.mark_image(row['provider'], st.session_state['_dark'])} {style.as_markdown(row['name'])} "
        f"`{row['region_id']}`"
    )
    date = dates.words(dates.date_of(day).isoformat())
    st.markdown(f"{style.as_markdown(row['provider_name'])} · {style.as_markdown(place)} · **{status}** on {date}")
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown("**Life**")
        st.html(_life(tables, key, day))
        if row["note"]:
            st.caption(style.as_markdown(row["note"]))
    with right:
        st.html(_facts(tables, lives, row, key, day))
        st.markdown("**Partners**")
        st.html(_partners(tables, lives, key, day))
        st.markdown("**Nearest other regions**")
        st.html(_nearest(lives, key, day))


def _badge(confidence: str) -> str:
    return f'<span class="atlas-badge atlas-{confidence}">{confidence}</span>'


def _cite(url: str, publisher: str, title: str) -> str:
    if not url:
        return "no source yet"
    return style.link_html(url, title or publisher or url)


def _life(tables: Tables, key: str, day: int) -> str:
    """Every claim on the region, in order of time; those that lie ahead of the clock are dimmed."""
    claims = tables.claims[tables.claims["key"] == key]
    claims = claims.join(tables.sources.set_index("source_id")[["publisher", "title", "url"]], on="source_id")
    place = {event: i for i, event in enumerate(style.EVENT_WORDS)}
    claims = claims.assign(at=claims["hi"].clip(-(10**6), 10**6), step=claims["event"].map(place))
    rows = []
    for claim in claims.sort_values(["step", "best", "at"], ascending=[True, False, True]).itertuples():
        ahead = claim.lo > day or (claim.lo <= -(10**6) and claim.hi > day)
        words = style.EVENT_WORDS[claim.event] if claim.event != "zones" else style.plural(int(claim.value), "zone")
        apart = claim.hi < claim.chosen_lo or claim.lo > claim.chosen_hi
        words = f"{words}, says another source" if apart else words
        url, publisher, title = ("" if pd.isna(v) else v for v in (claim.url, claim.publisher, claim.title))
        looks = (("ahead", ahead), ("also", not claim.best), ("apart", apart))
        note = f" · {style.as_html(claim.note)}" if claim.note else ""
        rows.append(
            f'<tr class="{" ".join(f"atlas-{look}" for look, on in looks if on)}">'
            f"<td>{style.as_html(dates.words(claim.date))}</td><td>{style.as_html(words)}</td>"
            f"<td>{_badge(claim.confidence)}</td><td>{_cite(url, publisher, title)}{note}</td></tr>"
        )
    head = "".join(f"<th>{words}</th>" for words in ("When", "What", "How sure", "Source"))
    return f'<table class="atlas-life"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _facts(tables: Tables, lives: pd.DataFrame, row: pd.Series, key: str, day: int) -> str:
    zones = zones_on(tables, lives.loc[[key]], day).iloc[0]
    facts = [("Access", style.ACCESS_WORDS.get(row["access"], row["access"]))]
    if not pd.isna(zones["zones"]):
        facts.append(("Zones", f"{zones['zones']}{' (as of today)' if zones['today'] else ''}"))
    if row["hub"]:
        hub = f"{row['provider']}:{row['hub']}"
        facts.append(("Supports hub", lives.loc[hub, "name"] if hub in lives.index else row["hub"]))
    served = lives[(lives["provider"] == row["provider"]) & (lives["hub"] == row["region_id"])]["name"]
    if len(served):
        facts.append(("Hub of", ", ".join(served)))
    if row["parent"]:
        facts.append(("Zone of", row["parent"]))
    facts += deals.run_by(tables, lives, key)
    facts.append(("Place known to", row["coord_precision"]))
    cells = "".join(f"<dt>{style.as_html(name)}</dt><dd>{style.as_html(value)}</dd>" for name, value in facts)
    terms = deals.terms_html(tables, [key])
    cells += f"<dt>Terms</dt><dd>{terms}</dd>" if terms else ""
    return f'<dl class="atlas-facts">{cells}</dl>'


def _partners(tables: Tables, lives: pd.DataFrame, key: str, day: int) -> str:
    found = deals.known(tables, lives, region_key=key)
    if found.empty:
        return '<p class="atlas-quiet">No partner known.</p>'
    items = []
    for deal in found.itertuples():
        ahead = deal.begin_lo > day
        when = f" {deal.since} {deal.until}".rstrip()
        items.append(
            f'<li class="{"atlas-ahead" if ahead else ""}"><b>{style.as_html(deal.partner_name)}</b> '
            f"{style.as_html(style.ROLE_WORDS.get(deal.role, deal.role) + when)} {_badge(deal.confidence)} "
            f"{_cite(deal.source_url, deal.publisher, deal.title)}"
            f"{'<br>' + style.as_html(deal.note) if deal.note else ''}</li>"
        )
    return f'<ul class="atlas-partners">{"".join(items)}</ul>'


def _nearest(lives: pd.DataFrame, key: str, day: int) -> str:
    own = lives.loc[key, "provider"]
    rivals = query.nearest_of_each(lives, key, n=6, day=day)
    near = pd.concat([query.nearest(lives, key, n=3, day=day, providers=[own]), rivals])
    if near.empty:
        return '<p class="atlas-quiet">No published place, or no other region yet.</p>'
    items = "".join(
        f"<li>{style.as_html(row.provider_name)}: {style.as_html(row.name)} "
        f'<span class="atlas-quiet">{row.km:,.0f} km</span></li>'
        for row in near.itertuples(index=False)
    )
    how = "Own provider first, then the nearest of each other. Between city centres, on the WGS-84 ellipsoid."
    return f'<ol class="atlas-near">{items}</ol><p class="atlas-quiet">{how}</p>'
