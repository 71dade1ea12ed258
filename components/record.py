"""The Data page: what the tables cover, how old they are, how to mend a row, and downloads of everything."""

import io
import zipfile

import pandas as pd
import streamlit as st

from data import dates, export, schema
from data.load import Tables
from data.stats import stats

_KINDS = {
    "provider": "providers' own pages",
    "tool_history": "change history of providers' tools",
    "partner": "partners' pages",
    "press": "press",
    "regulator": "public bodies",
    "other": "other",
}


def draw(tables: Tables, lives: pd.DataFrame, stamp: str) -> None:
    """Draw the page. `stamp` names the edition, so that what depends on it alone is made once."""
    covered = _covered(tables, lives, stamp)
    total = covered.iloc[-1]
    st.subheader("What the tables hold", anchor=False)
    with st.container(horizontal=True, gap="large", key="headline"):
        st.metric("Regions", f"{total['regions']:,}", width="content")
        st.metric("Dated claims", f"{total['claims']:,}", width="content")
        st.metric("Claims with a source", f"{total['sourced']:.0f} %", width="content")
        opened = total["regions"] - total["planned"]
        st.metric(
            "Openings known to the month",
            f"{100 * (total['day'] + total['month']) / max(opened, 1):.0f} %",
            width="content",
            help=f"Of {opened:,} regions that have opened, {total['day']:,} are dated to the day and "
            f"{total['month']:,} more to at most 31 days. What is known less closely is drawn as uncertain.",
        )
        st.metric("Partnerships", f"{len(tables.partnerships):,}", width="content")
        st.metric("Partners", f"{total['partners']:,}", width="content")
        st.metric("Sources", f"{len(tables.sources):,}", width="content")
    st.caption(
        f"Edition of {dates.words(tables.edition.isoformat())}. Facts under "
        "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/); outlines from Natural Earth, public domain."
    )
    st.markdown("**Coverage by provider**")
    st.dataframe(
        _named(covered, tables),
        hide_index=True,
        key="coverage",
        column_config={
            "sourced": st.column_config.ProgressColumn("Sourced", format="%.0f %%", min_value=0, max_value=100),
        },
        alt="Coverage of the tables by provider",
    )
    st.caption(
        "Day, month, year: how closely the opening is known. Wider: “no later than”, or between two days more than a "
        "year apart. Regions only; edge zones stand in the downloads."
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Where the claims come from**")
        st.dataframe(_by_kind(tables), hide_index=True, key="by_kind", alt="Claims by kind of source")
        st.markdown("**Mend or add a row**")
        st.markdown(
            "The tables are CSV files in `data/tables`. Change a row, name its source, run `python -m data check`: it "
            "names file, row, column, value and rule of whatever does not fit. "
            "`CONTRIBUTING.md` says how in five minutes."
        )
    with right:
        st.markdown("**Take the tables**")
        _downloads(tables, lives, stamp)
    st.markdown("**Look into a table**")
    name = st.segmented_control(
        "Table", list(schema.TABLES), default="claims", key="table_name", persist_state="session"
    )
    if name:
        st.dataframe(export.plain(tables, name), hide_index=True, key="record", alt=f"Table {name}", height=360)


@st.cache_resource(max_entries=2, show_spinner=False)
def _covered(_tables: Tables, _lives: pd.DataFrame, stamp: str) -> pd.DataFrame:
    return stats(_tables, _lives)


def _named(covered: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Coverage with words for names, what is wider than a year, and the newest source of each provider."""
    names = tables.providers.set_index("provider")["name"]
    out = covered.copy()
    opened = out["regions"] - out["planned"]
    out["wider"] = (opened - out["day"] - out["month"] - out["year"] - out["undated"]).clip(lower=0)
    claims = tables.claims.merge(tables.sources[["source_id", "published"]], on="source_id", how="left")
    newest = claims[claims["published"].fillna("") != ""].groupby("provider")["published"].max()
    out["newest"] = out["provider"].map(newest).fillna("")
    out.loc[out["provider"] == "all", "newest"] = newest.max() if len(newest) else ""
    out["provider"] = out["provider"].map(names).fillna("All")
    order = ["provider", "regions", "closed", "planned", "day", "month", "year", "wider", "undated"]
    order += ["claims", "sourced", "partners", "newest"]
    words = {"newest": "Newest source"}
    return out[order].rename(columns={n: words.get(n, n.capitalize()) for n in order if n != "sourced"})


def _by_kind(tables: Tables) -> pd.DataFrame:
    kinds = tables.claims["source_id"].map(tables.sources.set_index("source_id")["kind"]).fillna("")
    counted = kinds.map(_KINDS).fillna("no source yet (recalled)").value_counts()
    return pd.DataFrame({"Source": counted.index, "Claims": counted.to_numpy()})


def _downloads(tables: Tables, lives: pd.DataFrame, stamp: str) -> None:
    date = tables.edition.isoformat()
    st.download_button(
        "Everything as one ZIP: CSV, Parquet, JSON, GeoJSON, data package",
        lambda: _bundle(tables, lives, stamp),
        file_name=f"cloud-expansion-atlas-{date}.zip",
        mime="application/zip",
        icon=":material/download:",
        on_click="ignore",
    )
    name = st.selectbox("One file", [*schema.TABLES, "regions.geojson", "datapackage.json"], key="one_file")
    endings = [""] if "." in name else [".csv", ".json", ".parquet"]
    with st.container(horizontal=True):
        for ending in endings:
            st.download_button(
                f"{name}{ending}",
                lambda file=f"{name}{ending}": _files(tables, lives, stamp)[file],
                file_name=f"{name}{ending}",
                on_click="ignore",
                key=f"take {name}{ending}",
            )


@st.cache_resource(max_entries=2, show_spinner="Writing the files")
def _files(_tables: Tables, _lives: pd.DataFrame, stamp: str) -> dict[str, bytes]:
    return export.files(_tables, _lives)


def _bundle(tables: Tables, lives: pd.DataFrame, stamp: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in _files(tables, lives, stamp).items():
            bundle.writestr(name, content)
    return held.getvalue()
