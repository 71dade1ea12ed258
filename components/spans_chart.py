"""Deals over time: a bar per deal, surely held in full colour, perhaps held dashed, going on with an arrow."""

import altair as alt
import pandas as pd
import streamlit as st

from components import deals, style
from components.selection import FIRST_DAY, last_day
from data import dates
from data.dates import FAR
from data.load import Tables

_ROW = 38
_TOLD = {"label": "Deal", "when": "When", "how": "How sure"}


def bars(tables: Tables, found: pd.DataFrame) -> pd.DataFrame:
    """Pieces of bars of deals (`deals.every`): label, provider (name), when, how, part, start and end (timestamps).

    A part is surely, perhaps or goes on. A deal that goes on surely ends at the edition's date and has an arrow
    there. What is uncertain at either end is `perhaps`; a deal may be that alone.
    """
    first, today = dates.day(FIRST_DAY), dates.day(tables.edition)
    out = []
    for deal in found.itertuples():
        told = {
            "label": f"{deal.provider_name}: {deal.region_name}, {deals.role_words(deal.role)}",
            "provider": deal.provider_name,
            "when": f"{deal.since}, {deal.until}" if deal.until else deal.since,
            "how": deal.confidence,
        }
        start, sure = max(deal.begin_lo, first), max(deal.begin_hi, first)
        sure_end, end = min(deal.end_lo, today), min(deal.end_hi, today)
        pieces = [("perhaps", start, min(sure, end)), ("surely", sure, sure_end), ("perhaps", max(sure, sure_end), end)]
        out += [{**told, "part": part, "from": lo, "to": hi} for part, lo, hi in pieces if lo < hi]
        if deal.end_hi == FAR:
            out.append({**told, "part": "goes on", "from": today, "to": today})
    frame = pd.DataFrame(out, columns=["label", "provider", "when", "how", "part", "from", "to"])
    for short, name in (("from", "start"), ("to", "end")):
        frame[name] = pd.to_datetime(frame.pop(short), unit="D")
    return frame


def draw(tables: Tables, found: pd.DataFrame, day: int, dark: bool, key: str) -> None:
    """Draw `bars` of some deals, in order of time, with a rule at the day."""
    frame = bars(tables, found)
    if frame.empty:
        return
    order = frame.groupby("label", sort=False)["start"].min().sort_values(kind="stable").index.tolist()
    slug = dict(zip(tables.providers["name"], tables.providers["provider"], strict=True))
    used = list(dict.fromkeys(frame["provider"]))
    colours = [style.mark_of(slug.get(name, name))[1 if dark else 0] for name in used]
    rule = pd.DataFrame({"part": ["rule"], "start": [pd.Timestamp(dates.date_of(day))]})
    spec = _spec(tuple(order), tuple(used), tuple(colours), (FIRST_DAY.year, last_day(tables).year),
                 "#d5dbe3" if dark else "#3a4451")  # fmt: skip
    st.vega_lite_chart(
        pd.concat([frame, rule], ignore_index=True),
        spec,
        key=key,
        alt=f"{style.plural(len(order), 'deal')} over time, by provider, with a rule at {deals.on_date(day)}",
    )
    st.caption("Full: surely held. Dashed: perhaps, as the date is uncertain. Arrow: goes on. Pale: not confirmed.")


@st.cache_data(max_entries=64)
def _spec(order: tuple[str, ...], names: tuple[str, ...], colours: tuple[str, ...], years: tuple[int, int],
          ink: str) -> dict:  # fmt: skip
    base = alt.Chart(alt.NamedData("bars"))
    x = alt.X("start:T", title=None, axis=alt.Axis(format="%Y", labelOverlap=True),
              scale=alt.Scale(domain=[{"year": years[0]}, {"year": years[1] + 1}]))  # fmt: skip
    # Names stand over the bars: beside them they would leave no room on a phone.
    y = alt.Y("label:N", title=None, sort=list(order), axis=None)
    colour = alt.Color("provider:N", scale=alt.Scale(domain=list(names), range=list(colours)), legend=None)
    told = [
        alt.Tooltip("label:N", title="Deal"),
        alt.Tooltip("when:N", title="When"),
        alt.Tooltip("how:N", title="How sure"),
    ]
    pale = alt.condition("datum.how === 'confirmed'", alt.value(0.95), alt.value(0.45))
    surely = (
        base.transform_filter("datum.part === 'surely'")
        .mark_bar(height=11, cornerRadius=2)
        .encode(x=x, x2="end:T", y=y, color=colour, opacity=pale, tooltip=told)
    )
    perhaps = (
        base.transform_filter("datum.part === 'perhaps'")
        .mark_rule(strokeWidth=3, strokeDash=[4, 4])
        .encode(x=x, x2="end:T", y=y, color=colour, opacity=pale, tooltip=told)
    )
    goes_on = (
        base.transform_filter("datum.part === 'goes on'")
        .mark_point(shape="triangle-right", size=110, filled=True, xOffset=5)
        .encode(x=x, y=y, color=colour, opacity=pale, tooltip=told)
    )
    names_over = (
        base.transform_filter("datum.label")
        .transform_aggregate(rows="count()", groupby=["label"])
        .mark_text(align="left", dy=-13, fontSize=12, color=ink)
        .encode(x=alt.value(2), y=y, text="label:N")
    )
    rule = base.transform_filter("datum.part === 'rule'").mark_rule(strokeDash=[4, 3], color="#8a94a3").encode(x=x)
    spec = alt.layer(surely, perhaps, goes_on, names_over, rule).properties(height=_ROW * len(order) + 20).to_dict()
    for part in (spec, *spec["layer"]):
        part.pop("data", None)
    spec.pop("datasets", None)
    return spec
