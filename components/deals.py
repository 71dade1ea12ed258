"""Deals with partners in words: as a table for reading, as rows for taking away, and the button for that."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from components import style, table
from components.kept import kept
from data import alliances, dates, query
from data.deals import spans
from data.load import Tables

KIND_WORDS = {
    "telecom": "Telecom",
    "colocation": "Data centres",
    "operator": "Operator",
    "joint_venture": "Joint venture",
    "integrator": "Integrator",
    "government": "Government",
    "energy": "Energy",
    "investor": "Investor",
    "technology": "Technology",
    "customer": "Customer",
    "other": "Other",
}
_ACCOUNTS = {"separate": "an account of its own is needed", "shared": "the usual account works"}
NO_REGION = "no one region"
_TAKEN = ["provider", "partner_id", "partner_name", "partner_kind", "role", "region_id", "country", "from_date"]
_TAKEN += ["to_date", "confidence", "sure", "publisher", "source_url", "note"]


def kind_words(kind: str) -> str:
    return KIND_WORDS.get(kind, kind)


def role_words(role: str) -> str:
    return style.ROLE_WORDS.get(role, role)


def role_html(role: str) -> str:
    """A role whose meaning shows on hover and to a screen reader."""
    return f'<abbr title="{style.as_html(style.ROLE_HELP.get(role, ""))}">{style.as_html(role_words(role))}</abbr>'


def badge_html(confidence: str) -> str:
    return f'<span class="atlas-badge atlas-{style.as_html(confidence)}">{style.as_html(confidence)}</span>'


def source_html(deal) -> str:
    """The source of a deal as a link, or that there is none."""
    if not deal.source_url:
        return "no source yet"
    return style.link_html(deal.source_url, getattr(deal, "title", "") or deal.publisher or deal.source_url)


def take(frame: pd.DataFrame, words: str, file: str, key: str) -> None:
    """A heading and the button that downloads a frame as CSV, with cells defused that would run as a formula."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{words}**", width="content")
        st.download_button(
            "CSV",
            lambda: table.safe(frame).to_csv(index=False).encode(),
            file_name=file,
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=key,
            help=f"Download: {file}",
        )


@kept
def every(tables: Tables, lives: pd.DataFrame) -> pd.DataFrame:
    """All deals as `query.partners_of` gives them, with the columns of `data.deals.spans` and words for them.

    Words: provider_name, region_name ("no one region" where there is none), since ("since 21 Nov 2016") and until
    ("until 29 Oct 2021", "until the region closed (30 Sep 2024)", blank where it goes on). Shared: never changed.
    """
    out = query.partners_of(tables)
    out = out.join(spans(tables, out))
    names = tables.providers.set_index("provider")["name"]
    closed = out["region_key"].map(lives["closed"]).fillna("")
    return out.assign(
        provider_name=out["provider"].map(names).fillna(out["provider"]),
        region_name=out["region_key"]
        .map(lives["name"])
        .fillna(out["region_id"])
        .where(out["region_key"] != "", NO_REGION),
        since=[f"since {dates.words(text)}" if text else "since an unknown date" for text in out["from_date"]],
        until=[
            f"until {dates.words(text)}" if text else f"until the region closed ({dates.words(shut)})" if over else ""
            for text, shut, over in zip(out["to_date"], closed, out["with_region"], strict=True)
        ],
    )


def known(tables: Tables, lives: pd.DataFrame, day: int | None = None, **equal: str) -> pd.DataFrame:
    """Rows of `every` on a day (as `query.partners_of` counts them) and of one value: known(t, l, provider="aws")."""
    out = every(tables, lives)
    for column, value in equal.items():
        out = out[out[column] == value]
    if day is None:
        return out
    out = out[(out["begin_lo"] <= day) & (out["end_hi"] > day)]
    return out.assign(sure=(out["begin_hi"] <= day) & (out["end_lo"] > day))


def rows(found: pd.DataFrame) -> pd.DataFrame:
    """Deals to take away, in the order of the command `python -m data partners`."""
    return found.sort_values(["provider", "partner_id", "region_id"])[_TAKEN]


def html(found: pd.DataFrame, day: int, who: str = "partner") -> str:
    """Deals (rows of `every`) as a table; `who` names the first column: partner or provider.

    Those that lie ahead of the day or are over are dimmed. Roles tell their meaning on hover.
    """
    if found.empty:
        return '<p class="atlas-quiet">None on record.</p>'
    out = []
    for deal in found.itertuples():
        away = deal.begin_lo > day or deal.end_hi <= day
        name = deal.partner_name if who == "partner" else deal.provider_name
        when = f"{deal.since}, {deal.until}" if deal.until else deal.since
        note = f'<br><span class="atlas-quiet">{style.as_html(deal.note)}</span>' if deal.note else ""
        out.append(
            f'<tr class="{"atlas-ahead" if away else ""}"><td>{style.as_html(name)}</td><td>{role_html(deal.role)}</td>'
            f"<td>{style.as_html(deal.region_name)}</td><td>{style.as_html(when)}</td>"
            f"<td>{badge_html(deal.confidence)}</td><td>{source_html(deal)}{note}</td></tr>"
        )
    heads = (who.capitalize(), "Role", "Region", "When", "How sure", "Source")
    return table_html(heads, out)


def table_html(heads: tuple[str, ...], body: list[str], look: str = "") -> str:
    """A table of rows that are HTML already."""
    head = "".join(f'<th scope="col">{words}</th>' for words in heads)
    return f'<table class="atlas-life {look}"><thead><tr>{head}</tr></thead><tbody>{"".join(body)}</tbody></table>'


def shown(found: pd.DataFrame, key: str) -> None:
    """Deals as a table that sorts and scrolls, each with its source as a link."""
    frame = pd.DataFrame(
        {
            "Provider": found["provider_name"],
            "Partner": found["partner_name"],
            "Role": found["role"].map(role_words),
            "Region": found["region_name"],
            "Since": found["since"].str.removeprefix("since "),
            "Until": found["until"].str.removeprefix("until "),
            "How sure": found["confidence"],
            "Source": found["source_url"].where(found["source_url"] != "", None),
        }
    )
    link = st.column_config.LinkColumn(display_text="open")
    tall = min(360, 38 + 35 * len(frame))
    st.dataframe(
        frame,
        hide_index=True,
        height=tall,
        key=key,
        placeholder="no source yet",
        column_config={"Source": link},
        alt=f"{style.plural(len(frame), 'deal')}, each with its source",
    )


def run_by(tables: Tables, lives: pd.DataFrame, key: str) -> list[tuple[str, str]]:
    """Facts on who runs a region: (name, words) of each operator with since and until, and of contract and account.

    Empty for a region that its provider runs under its common terms, as far as the record goes.
    """
    found = known(tables, lives, region_key=key, role="operates").sort_values("partner_name")
    facts = []
    for deal in found.itertuples():
        doubt = "" if deal.confidence == "confirmed" else f" ({deal.confidence})"
        facts.append(("Run by", f"{deal.partner_name}, {deal.since}{', ' + deal.until if deal.until else ''}{doubt}"))
    if facts or lives.at[key, "access"] != "public":
        said = alliances.terms(lives.at[key, "note"], *found["note"])
        facts += [("Contract and account", said)] if said else []
    return facts


def terms_html(tables: Tables, keys: Iterable[str]) -> str:
    """What the table of terms says of some regions: who signs with the customer, which account, by whose word."""
    told = tables.terms[tables.terms["key"].isin(list(keys))]
    told = told.join(tables.sources.set_index("source_id")[["publisher", "url", "title"]], on="source_id")
    told = told.drop_duplicates(["contract", "account", "confidence", "source_id", "note"])
    lines = []
    for row in told.fillna("").itertuples():
        words = [f"the customer signs with <b>{style.as_html(row.contract)}</b>"] if row.contract else []
        words += [_ACCOUNTS[row.account]] if row.account else []
        source = style.link_html(row.url, row.title or row.publisher) if row.url else "no source yet"
        note = f' <span class="atlas-quiet">{style.as_html(row.note)}</span>' if row.note else ""
        text = ", ".join(words)
        lines.append(f"{text[:1].upper()}{text[1:]} {badge_html(row.confidence)} {source}{note}")
    return "<br>".join(lines)


def on_date(day: int) -> str:
    return dates.words(dates.date_of(day).isoformat())
