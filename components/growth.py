"""Growth over time: regions surely live per provider, as steps, with a rule at the date."""

import altair as alt
import pandas as pd
import pyarrow as pa
import streamlit as st

from components import style
from components.kept import kept
from data import dates, query
from data.load import Tables

HEIGHT = 300
_LEADERS = 9


def steps(tables: Tables, lives: pd.DataFrame) -> pd.DataFrame:
    """One row per step: day (timestamp), provider (name; largest first), live. For the regions of one filter."""
    grown = query.growth(lives, kinds=None)
    names = tables.providers.set_index("provider")["name"]
    end = dates.day(tables.edition)
    grown = grown[grown["day"] <= end]
    last = grown.groupby("provider", as_index=False)[["live", "planned"]].last().assign(day=end)
    grown = pd.concat([grown, last], ignore_index=True)
    leaders = last.sort_values("live", ascending=False)["provider"].head(_LEADERS).tolist()
    grown = grown[grown["provider"].isin(leaders)]
    order = [names.get(p, p) for p in leaders]
    return pd.DataFrame(
        {
            "day": pd.to_datetime(grown["day"], unit="D"),
            "provider": pd.Categorical(grown["provider"].map(names).fillna(grown["provider"]), order),
            "live": grown["live"],
        }
    ).sort_values(["provider", "day"], ignore_index=True)


def _chart(order: list[str], colours: list[str]) -> dict:
    day = alt.X("day:T", title=None, axis=alt.Axis(format="%Y", tickCount="year", labelOverlap=True))
    lines = (
        alt.Chart(alt.NamedData("steps"))
        .mark_line(interpolate="step-after", strokeWidth=2)
        .encode(
            x=day,
            y=alt.Y("live:Q", title=None, axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "provider:N",
                scale=alt.Scale(domain=order, range=colours),
                legend=alt.Legend(title=None, orient="bottom", columns=3, symbolType="stroke"),
            ),
            tooltip=[
                alt.Tooltip("provider:N", title="Provider"),
                alt.Tooltip("day:T", title="From", format="%-d %b %Y"),
                alt.Tooltip("live:Q", title="Regions surely live"),
            ],
        )
    )
    now = alt.Chart(alt.NamedData("now"))
    rule = now.mark_rule(strokeDash=[4, 3], strokeWidth=1.5, color="#8a94a3").encode(x=day)
    return alt.layer(lines, rule).properties(height=HEIGHT).to_dict()


def draw(grown: pd.DataFrame, tables: Tables, day: int, dark: bool) -> None:
    """Draw `steps` with a rule at `day`. Between days only the rule moves: spec and steps stay the same."""
    date = dates.words(dates.date_of(day).isoformat())
    st.markdown(f"**Regions surely live, by provider** · rule at {date}")
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
        # The same for all days: another text would make the browser build the chart anew.
        alt="Step lines: regions surely live per provider from 2006, with a rule at the date",
    )


@kept
def _packed(grown: pd.DataFrame) -> pa.Table:
    """The steps as they travel."""
    return pa.Table.from_pandas(grown, preserve_index=False)


@st.cache_data(max_entries=64)
def _spec(order: tuple[str, ...], colours: tuple[str, ...]) -> dict:
    return _chart(list(order), list(colours))
