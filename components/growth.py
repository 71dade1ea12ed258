"""Growth over time: regions surely live per provider, as steps, with a rule at the date. A click sets the date."""

import altair as alt
import numpy as np
import pandas as pd
import pyarrow as pa
import streamlit as st

from components import style
from components.kept import kept
from data import dates, query
from data.load import Tables

HEIGHT = 300
_LEADERS = 9
_NAMED = 4
_MOST = 150
"""Steps of one provider that are drawn one by one; of more, the last of each quarter."""


def steps(tables: Tables, lives: pd.DataFrame) -> pd.DataFrame:
    """One row per step, for the regions of one filter.

    Columns: day (timestamp), provider (name; largest first), live, planned (announced, not open), opened (the
    regions that surely opened on that day, as text; blank where the step is another one) and on (that day in words).
    Of very many steps the last of each quarter, with what opened in it.
    """
    grown = query.growth(lives, kinds=None)
    names = tables.providers.set_index("provider")["name"]
    end = dates.day(tables.edition)
    grown = grown[grown["day"] <= end]
    last = grown.groupby("provider", as_index=False)[["live", "planned"]].last().assign(day=end)
    grown = pd.concat([grown, last], ignore_index=True)
    leaders = last.sort_values("live", ascending=False)["provider"].head(_LEADERS).tolist()
    grown = grown[grown["provider"].isin(leaders)]
    order = [names.get(p, p) for p in leaders]
    grown["span"] = grown["day"]
    if (grown.groupby("provider").size() > _MOST).any():
        grown["span"] = pd.to_datetime(grown["day"], unit="D").dt.to_period("Q").dt.start_time.dt.as_unit("s")
        grown["span"] = grown["span"].astype("int64") // 86_400
        grown = grown.groupby(["provider", "span"], as_index=False).last()
    opened = _opened(lives, grown)
    return pd.DataFrame(
        {
            "day": pd.to_datetime(grown["day"], unit="D"),
            "provider": pd.Categorical(grown["provider"].map(names).fillna(grown["provider"]), order),
            "live": grown["live"],
            "planned": grown["planned"],
            "opened": opened,
            "on": [
                dates.words(dates.date_of(day).isoformat()) if told else ""
                for day, told in zip(grown["day"], opened, strict=True)
            ],
        }
    ).sort_values(["provider", "day"], ignore_index=True)


def _opened(lives: pd.DataFrame, grown: pd.DataFrame) -> list[str]:
    """For each step, the names of the regions whose opening is sure from a day of its span on."""
    starts = {provider: days.to_numpy() for provider, days in grown.groupby("provider")["span"]}
    names: dict[tuple[str, int], list[str]] = {}
    for provider, day, name in zip(lives["provider"], lives["live_hi"], lives["name"], strict=True):
        if provider in starts:
            place = int(np.searchsorted(starts[provider], day, side="right")) - 1
            if place >= 0 and day < dates.FAR:
                names.setdefault((provider, int(starts[provider][place])), []).append(name)
    told = []
    for key in zip(grown["provider"], grown["span"].astype(int), strict=True):
        found = names.get(key, [])
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        told.append(", ".join(found[:_NAMED]) + more)
    return told


def _chart(order: list[str], colours: list[str]) -> dict:
    day = alt.X("day:T", title=None, axis=alt.Axis(format="%Y", tickCount={"interval": "year", "step": 2}))
    grown = alt.Chart(alt.NamedData("steps"))
    colour = alt.Color(
        "provider:N",
        scale=alt.Scale(domain=order, range=colours),
        legend=alt.Legend(title=None, orient="bottom", columns=3, symbolType="stroke"),
    )
    planned = grown.mark_line(interpolate="step-after", strokeWidth=1.2, strokeDash=[3, 3], opacity=0.6).encode(
        x=day, y=alt.Y("planned:Q"), color=colour
    )
    # Few and plain: the browser draws the whole chart again whenever the rule moves.
    points = (
        grown.transform_filter("datum.opened !== ''")
        .mark_point(size=90, filled=True, opacity=0)
        .encode(
            x=day,
            y=alt.Y("live:Q"),
            color=colour,
            tooltip=[
                alt.Tooltip("provider:N", title="Provider"),
                alt.Tooltip("on:N", title="On"),
                alt.Tooltip("opened:N", title="Opened"),
                alt.Tooltip("live:N", title="Regions surely live"),
                alt.Tooltip("planned:N", title="Announced"),
            ],
        )
        .add_params(alt.selection_point(name="step", fields=["day"], on="click", nearest=True, empty=False))
    )
    lines = grown.mark_line(interpolate="step-after", strokeWidth=2).encode(
        x=day, y=alt.Y("live:Q", title=None, axis=alt.Axis(tickMinStep=1)), color=colour
    )
    now = alt.Chart(alt.NamedData("now"))
    rule = now.mark_rule(strokeDash=[4, 3], strokeWidth=1.5, color="#8a94a3").encode(x=day)
    return alt.layer(lines, planned, rule, points).properties(height=HEIGHT).to_dict()


def draw(grown: pd.DataFrame, tables: Tables, day: int, dark: bool) -> None:
    """Draw `steps` with a rule at `day`. Between days only the rule moves: spec and steps stay the same."""
    date = dates.words(dates.date_of(day).isoformat())
    st.markdown(
        f"**Regions surely live, by provider** · rule at {date}",
        help="Dashed: announced, not open. Point at a step to see what opened; click it to go there.",
    )
    if grown.empty:
        st.caption("No region here has a known opening.")
        return
    order = list(grown["provider"].cat.categories)
    slug = dict(zip(tables.providers["name"], tables.providers["provider"], strict=True))
    colours = [style.mark_of(slug.get(name, name))[1 if dark else 0] for name in order]
    now = pd.DataFrame({"day": [pd.Timestamp(dates.date_of(day))]})
    spec = _spec(tuple(order), tuple(colours)) | {"datasets": {"steps": _packed(grown), "now": now}}
    st.vega_lite_chart(
        spec=spec,
        key="growth",
        on_select=_to_step,
        selection_mode="step",
        # The same for all days: another text would make the browser build the chart anew.
        alt="Step lines: regions surely live per provider from 2006, with a rule at the date",
    )


def _to_step() -> None:
    """Set the clock to the step that was clicked."""
    chosen = st.session_state["growth"]["selection"].get("step") or []
    if chosen and chosen[0].get("day") is not None:
        st.session_state["date"] = pd.Timestamp(chosen[0]["day"], unit="ms").date()


@kept
def _packed(grown: pd.DataFrame) -> pa.Table:
    """The steps as they travel."""
    return pa.Table.from_pandas(grown, preserve_index=False)


@st.cache_data(max_entries=64)
def _spec(order: tuple[str, ...], colours: tuple[str, ...]) -> dict:
    return _chart(list(order), list(colours))
