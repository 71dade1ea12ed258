"""Questions on partners: who works with rivals, who runs which cloud, which region supports which.

They take deals as `data.query.partners_of` gives them, so that the page and the command line count the same rows.
"""

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.dates import FAR
from data.deals import spans
from data.history import surely_open
from data.lifecycle import CANCELLED, CLOSED, STATES, states
from data.query import fold
from data.schema import CONFIDENCE

if TYPE_CHECKING:
    from data.load import Tables

_ON_TERMS = re.compile(
    r"\b(accounts?|contracts?|customers?|invitation|licen[cs]ed?|partition|realm|seller|sold|trustee|apart from)\b",
    re.IGNORECASE,
)
_APART = ("government", "sovereign", "china")
_CLOUDS = ["key", "provider", "provider_name", "region_id", "name", "access", "state", "state_sure", "partner_id"]
_CLOUDS += ["run_by", "from_date", "to_date", "with_region", "sure", "confidence", "contract", "account", "terms"]
_CLOUDS += ["publisher", "source_url"]
_RUN = ["provider", "region_key", "partner_id", "partner_name", "from_date", "to_date", "with_region", "sure"]
_RUN += ["confidence", "note", "publisher", "source_url"]
_OWN = ["key", "provider", "provider_name", "region_id", "name", "access", "state", "state_sure", "note"]
_HUBS = ["provider", "provider_name", "hub", "hub_name", "hub_since", "key", "name", "since", "state", "sure", "says"]


def rivals(deals: pd.DataFrame, least: int = 2) -> pd.DataFrame:
    """Partners that work with at least so many providers, most providers first.

    Columns: partner_id, partner_name, partner_kind, partner_country, providers (keys, sorted, joined by ";"),
    count (of providers), roles (joined by ";"), deals (their number) and sure (surely with that many).
    """
    groups = deals.groupby("partner_id", sort=True)
    out = groups[["partner_name", "partner_kind", "partner_country"]].first()
    for name, column in (("providers", "provider"), ("roles", "role")):
        out[name] = groups[column].agg(lambda values: ";".join(sorted(set(values)))).astype("str")
    out["count"] = groups["provider"].nunique()
    out["deals"] = groups.size()
    surely = deals[deals["sure"]].groupby("partner_id")["provider"].nunique()
    out["sure"] = surely.reindex(out.index).fillna(0) >= least
    out = out[out["count"] >= least].reset_index()
    order = ["partner_id", "partner_name", "partner_kind", "partner_country", "providers", "count", "roles"]
    out = out.sort_values(["count", "partner_name"], ascending=[False, True], ignore_index=True)
    return out[[*order, "deals", "sure"]]


def matrix(deals: pd.DataFrame) -> pd.DataFrame:
    """How many partners of each kind each provider has: kinds as index, providers as columns, largest first."""
    pairs = deals.drop_duplicates(["partner_id", "provider"])
    if pairs.empty:
        return pd.DataFrame()
    counted = pd.crosstab(pairs["partner_kind"], pairs["provider"])
    kinds = counted.sum(axis=1).sort_values(ascending=False, kind="stable").index
    providers = counted.sum(axis=0).sort_values(ascending=False, kind="stable").index
    return counted.loc[kinds, providers]


def fitting(tables: "Tables", deals: pd.DataFrame, text: str) -> np.ndarray:
    """Mask over deals: those that hold every word of a text; blank text keeps all.

    Looks in the partner (name, other names, kind, parent), the provider, the region (id, name, city), the country
    and the role, without regard to accents or case.
    """
    wanted = fold(text).replace(",", " ").split()
    if not wanted:
        return np.ones(len(deals), bool)
    partners = tables.partners.set_index("partner_id")
    countries = tables.countries.set_index("country")["name"]
    names = {
        key: " ".join((key, row.name_, row.aliases, row.kind, countries.get(row.country, ""), row.country))
        for key, row in zip(partners.index, partners.rename(columns={"name": "name_"}).itertuples(), strict=True)
    }
    providers = tables.providers.set_index("provider")["name"]
    places = tables.regions.set_index("key")
    places = (places["region_id"] + " " + places["name"] + " " + places["city"]).to_dict()
    parents = partners["parent"].to_dict()
    columns = ("partner_id", "provider", "region_key", "country", "role")
    out = []
    for partner, provider, region, country, role in zip(*(deals[name].tolist() for name in columns), strict=True):
        above = names.get(parents.get(partner, ""), "")
        words = (names.get(partner, partner), above, provider, providers.get(provider, ""), places.get(region, ""))
        hay = fold(" ".join((*words, countries.get(country, ""), country, role.replace("_", " "))))
        out.append(all(word in hay for word in wanted))
    return np.array(out, dtype=bool)


def family(tables: "Tables", partner_id: str) -> dict[str, list[str]]:
    """Kin of a partner by partner_id: `parents` (nearest first), `children` and `sisters`, each sorted by name."""
    partners = tables.partners.set_index("partner_id")
    above, parents = partners["parent"], []
    at = above.get(partner_id, "")
    while at and at in above.index and at not in parents and at != partner_id:
        parents.append(at)
        at = above[at]
    order = partners["name"].str.casefold()
    children = sorted(above.index[above == partner_id], key=order.get)
    sisters = [key for key in above.index[above == parents[0]] if key != partner_id] if parents else []
    return {"parents": parents, "children": children, "sisters": sorted(sisters, key=order.get)}


def operators(tables: "Tables", deals: pd.DataFrame) -> pd.DataFrame:
    """The deals by which a partner runs a cloud (role "operates"), with the columns of `spans`."""
    run = deals[deals["role"] == "operates"]
    held = spans(tables, run)
    return run.drop(columns=held.columns, errors="ignore").join(held)


def clouds_apart(tables: "Tables", lives: pd.DataFrame, deals: pd.DataFrame, day: int) -> pd.DataFrame:
    """Government, sovereign and China regions on a day, and all clouds that a partner runs: who runs each.

    One row per region and operator of `deals` (any day, begun by `day`; ended ones stay). Columns: key (blank for
    a cloud of no one region), provider, provider_name, region_id, name, access, state, state_sure, partner_id and
    run_by (blank where no operator is on record), from_date, to_date, with_region, sure (running on the day),
    confidence, contract and account (of the table of terms), terms (what the notes say on contract, licence or
    account, in their words), publisher, source_url.
    """
    codes, sure = states(lives, day)
    there = lives.assign(state=np.array(STATES, dtype=object)[codes], state_sure=sure)[codes > 0]
    run = operators(tables, deals)
    run = run[run["begin_lo"] <= day]
    run = run.assign(sure=(run["begin_hi"] <= day) & (run["end_lo"] > day))
    run = run[_RUN]
    regions = there[there["access"].isin(_APART) | there["key"].isin(run["region_key"])]
    own = (
        regions[_OWN]
        .rename(columns={"note": "region_note"})
        .merge(run.drop(columns="provider"), left_on="key", right_on="region_key", how="left")
    )
    free = run[(run["region_key"] == "") | ~run["region_key"].isin(regions["key"])]
    names = tables.providers.set_index("provider")["name"]
    free = free.assign(provider_name=free["provider"].map(names).fillna(free["provider"]), key="", region_id="")
    free = free.assign(name="", access="", state="", state_sure=True, region_note="")
    out = pd.concat([own, free], ignore_index=True)
    for name in ("partner_id", "partner_name", "from_date", "to_date", "confidence", "note", "publisher", "source_url"):
        out[name] = out[name].fillna("").astype("str")
    for name, unknown in (("with_region", False), ("sure", False)):
        out[name] = out[name].astype("boolean").fillna(unknown).astype(bool)
    for name, signed in signs_and_account(tables).items():
        out[name] = [signed.get(key, "") for key in out["key"]]
    out["terms"] = [terms(one, other) for one, other in zip(out["region_note"], out["note"], strict=True)]
    out = out.rename(columns={"partner_name": "run_by"})
    return out.sort_values(["provider_name", "region_id", "run_by"], ignore_index=True)[_CLOUDS]


def signs_and_account(tables: "Tables") -> dict[str, dict[str, str]]:
    """What the table of terms says: under "contract" and "account", the surest word by key of a region."""
    told = tables.terms
    told = told.iloc[told["confidence"].map(CONFIDENCE.index).argsort(kind="stable")[::-1]]  # the surest last, to stay
    return {
        name: {key: said for key, said in zip(told["key"], told[name], strict=True) if said}
        for name in ("contract", "account")
    }


def terms(*notes: str) -> str:
    """The sentences of some notes that speak of contract, licence, customers or account, as they stand."""
    said: dict[str, None] = {}
    for note in notes:
        for sentence in re.split(r"(?<=[.;])\s+", note):
            if _ON_TERMS.search(sentence):
                said[sentence.strip()] = None
    return " ".join(said)


def hubs(tables: "Tables", lives: pd.DataFrame, day: int) -> pd.DataFrame:
    """Which region supports which on a day: a row per region with a hub, ordered by provider and hub.

    Columns: provider, provider_name, hub (key), hub_name, hub_since (EDTF), key, name, since (EDTF), state, sure
    and says (the record's note on the region: the tables name no source for the link itself).
    """
    codes, sure = states(lives, day)
    stands = (codes > 0) & (codes != CLOSED) & (codes != CANCELLED)
    out = lives.assign(state=np.array(STATES, dtype=object)[codes], sure=sure, since=lives["launched"])
    out = out[stands & (lives["hub"] != "").to_numpy()]
    out = out.assign(hub=out["provider"] + ":" + out["hub"])
    out = out[out["hub"].isin(lives.index)]
    out = out.assign(hub_name=out["hub"].map(lives["name"]), hub_since=out["hub"].map(lives["launched"]))
    out = out.assign(says=out["note"])
    return out.sort_values(["provider_name", "hub_name", "name"], ignore_index=True)[_HUBS]


def road(lives: pd.DataFrame, provider: str, home: str, day: int) -> pd.DataFrame:
    """A provider's road up to a day: its first region at all, abroad, on each continent, of each access; what closed.

    `home` is its country (ISO2). Columns: date (EDTF), lo, hi (days), what (words), key, name; in order of time.
    An opening ranks by its latest possible day. A region that is the first in two ways stands once.
    """
    own = lives[(lives["provider"] == provider) & (lives["kind"] == "region")]
    opened, _ = surely_open(own)
    own = own.assign(hi=opened, lo=np.minimum(own["live_lo"], opened))
    ran = own[(own["live_lo"] != FAR) & (own["live_lo"] <= day)].sort_values(["hi", "lo", "key"], kind="stable")
    found: list[list] = []

    def first(rows: pd.DataFrame, what: str) -> None:
        if rows.empty:
            return
        row = rows.iloc[0]
        told = next((one for one in found if one[4] == row["key"]), None)
        if told is None:
            found.append([row["launched"], int(row["lo"]), int(row["hi"]), what, row["key"], row["name"]])
        elif told is not found[0]:  # that the very first one was the first of its kind goes without saying
            told[3] += f", first {what.removeprefix('First ').removeprefix('region ')}"

    first(ran, "First region")
    first(ran[ran["country"] != home], "First region outside its home country")
    for continent in dict.fromkeys(ran["continent"]):
        if continent:
            first(ran[ran["continent"] == continent], f"First region in {continent}")
    for access, words in (("government", "First government region"), ("sovereign", "First sovereign region"),
                          ("china", "First region under China's own rules")):  # fmt: skip
        first(ran[ran["access"] == access], words)
    for event in ("closed", "cancelled"):
        gone = own[(own[f"{event}_lo"] != FAR) & (own[f"{event}_lo"] <= day)]
        for row in gone.itertuples():
            lo, hi = getattr(row, f"{event}_lo"), getattr(row, f"{event}_hi")
            found.append([getattr(row, event), lo, hi, event.capitalize(), row.key, row.name])
    out = pd.DataFrame(found, columns=["date", "lo", "hi", "what", "key", "name"])
    return out.sort_values(["hi", "lo", "key"], ignore_index=True)
