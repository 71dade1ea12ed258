"""Facts that a caption names in braces, such as `{on alibaba:eu-west-1 launched}` -> "on 22 Oct 2018".

So no date, count or partner in a story is typed by hand: mend a row of the tables and the story is mended.
What is only reported or has no source says so in the text. `{{` and `}}` stand for braces.
"""

import re
import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd

from data import dates, query
from data.dates import FAR
from data.delay import modelled_rtt_ms
from data.lifecycle import STATES, zones_on
from data.load import Tables
from data.wording import doubt, due, length, listed, number, on, ordinal, partner_words, unsurely

_DATED = ("announced", "promised", "launched", "closing", "closed", "cancelled")
_BEGINS = re.compile(r"(\A|\n|[.?!]\s)\s*\Z")
"""What stands before the first word of a sentence."""
_BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True)
class _Ground:
    """What a fact is taken from: the tables, the lives and the day of the step."""

    tables: Tables
    lives: pd.DataFrame
    day: int


@dataclass(frozen=True)
class _Fact:
    """`give(ground, words, named)` -> (text, ids of its sources). `words` names what comes first, in order."""

    give: Callable
    words: tuple[str, ...]
    named: tuple[str, ...]


def fill(tables: Tables, lives: pd.DataFrame, day: int, caption: str) -> tuple[str, tuple[str, ...]]:
    """A caption with its facts written out as of a day, and the ids of the sources they rest on.

    Raises ValueError, with words that say how to mend it, on a fact that is not known or does not fit.
    """
    ground, sources = _Ground(tables, lives, day), []

    def written(found: re.Match) -> str:
        if found.group() in ("{{", "}}"):
            return found.group()[0]
        if found.group(1) is None:
            raise ValueError(f"a brace {found.group()} has no partner: close it, or write {found.group() * 2}")
        try:
            text, used = _give(ground, found.group(1))
        except ValueError as problem:
            raise ValueError(f"{{{found.group(1)}}}: {problem}") from None
        sources.extend(used)
        return text[:1].upper() + text[1:] if _BEGINS.search(caption[: found.start()]) else text

    return _BRACES.sub(written, caption), tuple(dict.fromkeys(one for one in sources if one))


def _give(ground: _Ground, asked: str) -> tuple[str, Iterable[str]]:
    try:
        name, *rest = shlex.split(asked)
    except ValueError:
        raise ValueError("write a fact's name and what it is about, such as {on aws:us-east-1 launched}") from None
    if name not in FACTS:
        raise ValueError(f"no such fact{_meant(name, FACTS)}; there are {', '.join(FACTS)}")
    fact = FACTS[name]
    words = [word for word in rest if "=" not in word]
    named = dict(word.split("=", 1) for word in rest if "=" in word)
    if len(words) != len(fact.words):
        needs = " ".join(word.upper() for word in fact.words)
        raise ValueError(f"write it as {{{f'{name} {needs}'.strip()}}}")
    for key in named:
        if key not in fact.named:
            raise ValueError(f"unknown {key}={_meant(key, fact.named)}; known are {', '.join(fact.named)}")
    if "date" in named:
        ground = _Ground(ground.tables, ground.lives, dates.day(named.pop("date")))
    return fact.give(ground, words, named)


def _meant(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), 1)
    return f"; did you mean {near[0]}?" if near else ""


def _in_table(word: str, known: Iterable[str], what: str) -> str:
    if word not in set(known):
        raise ValueError(f"no such {what} in the tables: {word}{_meant(word, known)}")
    return word


def _best(ground: _Ground, key: str, event: str) -> pd.Series | None:
    claims = ground.tables.claims
    rows = claims[(claims["key"] == key) & (claims["event"] == event) & claims["best"]]
    return rows.iloc[0] if len(rows) else None


def _date(ground: _Ground, words: list[str], style: Callable[[str], str]) -> tuple[str, list[str]]:
    key = _in_table(words[0], ground.lives.index, "region")
    event = words[1]
    if event not in _DATED:
        raise ValueError(f"no such event: {event}{_meant(event, _DATED)}; there are {', '.join(_DATED)}")
    claim = _best(ground, key, event)
    if claim is None:
        raise ValueError(f"the tables hold no claim that {key} was {event}")
    return style(ground.lives.at[key, event]) + doubt(claim["confidence"]), [claim["source_id"]]


def _zones(ground: _Ground, words: list[str], named: dict) -> tuple[str, list[str]]:
    key = _in_table(words[0], ground.lives.index, "region")
    found = zones_on(ground.tables, ground.lives.loc[[key]], ground.day).iloc[0]
    if pd.isna(found["zones"]):
        raise ValueError(f"the tables hold no number of zones of {key}")
    claims = ground.tables.claims
    said = claims[(claims["key"] == key) & (claims["event"] == "zones") & (claims["value"] == found["zones"])]
    said = said[said["hi"] <= ground.day]
    return number(int(found["zones"]), "zone") + (" today" if found["today"] else ""), list(said["source_id"])


def _deals(ground: _Ground, named: dict, day: int | None) -> pd.DataFrame:
    """Deals that fit what is named, of a day or of any day; ValueError where the tables hold none at all."""
    columns = {key: {"partner": "partner_id", "region": "region_key"}.get(key, key) for key in named}
    for key, value in named.items():
        _in_table(value, {*ground.tables.partnerships[columns[key]]}, key)
    for when in (None, day):
        deals = query.partners_of(ground.tables, day=when)
        for key, value in named.items():
            deals = deals[deals[columns[key]] == value]
        if when is None and deals.empty:
            raise ValueError("the tables hold no such deal")
    return deals


def _partners(ground: _Ground, words: list[str], named: dict) -> tuple[str, list[str]]:
    deals = _deals(ground, named, ground.day)
    names = dict(zip(ground.tables.providers["provider"], ground.tables.providers["name"], strict=True))
    return partner_words(deals, names) if len(deals) else "no partner", list(deals["source_id"])


def _since(ground: _Ground, words: list[str], named: dict) -> tuple[str, list[str]]:
    deals = _deals(ground, named, None)
    deals = deals[deals["from_date"] != ""]
    if deals.empty:
        raise ValueError("the tables hold no date of such a deal")
    deal = deals.sort_values("from_lo", kind="stable").iloc[0]
    return on(deal["from_date"]), [deal["source_id"]]


def _there(ground: _Ground, named: dict) -> pd.DataFrame:
    """Regions live (or in another state) on the day that fit what is named."""
    now = query.as_of(ground.lives, ground.day)
    state = named.pop("state", "live")
    if state not in STATES[1:]:
        raise ValueError(f"no such state: {state}{_meant(state, STATES)}")
    now = now[now["state"].isin(["live", "closing"] if state == "live" else [state])]
    home = ground.tables.providers.set_index("provider")["home_country"]
    for key, value in named.items():
        if key == "abroad":
            now = now[now["country"] != now["provider"].map(home)]
        elif key == "except":
            now = now[now["country"] != _in_table(value, set(ground.lives["country"]), "country")]
        else:
            now = now[now[key] == _in_table(value, set(ground.lives[key]), key)]
    return now


def _regions(ground: _Ground, words: list[str], named: dict) -> tuple[str, list[str]]:
    now = _there(ground, named)
    surely = int(now["sure"].sum())
    return number(len(now), "region") + unsurely(len(now), surely), []


def _distinct(column: str, one: str, many: str) -> Callable:
    """The fact of how many different values a column has among those there."""
    return lambda ground, words, named: (number(_there(ground, named)[column].nunique(), one, many), [])


def _order(ground: _Ground, country: str) -> pd.DataFrame:
    _in_table(country, set(ground.lives["country"]), "country")
    found = query.firsts(ground.lives)
    return found[found["country"] == country]


def _claimed(ground: _Ground, keys: Iterable[str]) -> list[str]:
    claims = ground.tables.claims
    rows = claims[claims["key"].isin(list(keys)) & (claims["event"] == "launched") & claims["best"]]
    return list(rows["source_id"])


def _first(ground: _Ground, words: list[str], named: dict) -> tuple[str, list[str]]:
    found = _order(ground, words[0])
    found = found[found["hi"] <= ground.day]
    if "provider" in named:
        wanted = named["provider"].split(",")
        for provider in wanted:
            _in_table(provider, ground.tables.providers["provider"], "provider")
        found = found[found["provider"].isin(wanted)]
    if found.empty:
        return "nobody", []
    told = [f"{row.provider_name} {on(row.launched)}" for row in found.itertuples()]
    return listed(told), _claimed(ground, found["key"])


def _place(ground: _Ground, words: list[str], named: dict) -> tuple[str, list[str]]:
    found = _order(ground, words[0])
    _in_table(words[1], found["provider"], f"provider in {words[0]}")
    row = found[found["provider"] == words[1]].iloc[0]
    place = int(row["order"])
    # The place is sure where those before surely came before, and those after after; their own order may be open.
    before, after = found[found["order"] < place], found[found["order"] > place]
    sure = bool((before["hi"] <= row["lo"]).all() and (after["lo"] >= row["hi"]).all())
    return ("the " if sure else "about the ") + ordinal(place), _claimed(ground, [row["key"]])


def nearest_live(ground: _Ground, city: str, provider: str) -> tuple[pd.Series, float, str]:
    """The provider's nearest live region to a city of the tables, the great-circle way to it in km, and the
    continent where both lie on the same one."""
    _in_table(provider, ground.tables.providers["provider"], "provider")
    home = ground.lives[(ground.lives["city"] == city) & ground.lives["lat"].notna()]
    if home.empty:
        raise ValueError(f"no such city in the tables: {city}{_meant(city, set(ground.lives['city']))}")
    now = query.as_of(ground.lives, ground.day)
    now = now[now["state"].isin(["live", "closing"]) & (now["provider"] == provider) & now["lat"].notna()]
    if now.empty:
        raise ValueError(f"{provider} has no live region on {dates.date_of(ground.day)}")
    km = query.great_circle_km(home["lat"].iloc[0], home["lon"].iloc[0], now["lat"].to_numpy(), now["lon"].to_numpy())
    near = now.iloc[int(np.argmin(km))]
    return near, float(km.min()), near["continent"] if near["continent"] == home["continent"].iloc[0] else ""


def _delay(ground: _Ground, words: list[str], named: dict) -> tuple[str, list[str]]:
    _, km, continent = nearest_live(ground, *words)
    return f"{modelled_rtt_ms(km, continent):.0f} ms", []


def _nearest(ground: _Ground, words: list[str], named: dict) -> tuple[str, list[str]]:
    return nearest_live(ground, *words)[0]["city"], []


def _promises(ground: _Ground, words: list[str], named: dict) -> tuple[str, list[str]]:
    found = query.slips(ground.tables, ground.lives)
    for key, value in named.items():
        found = found[found[key] == _in_table(value, set(found[key]), key)]
    return number(len(found), "promise"), []


def _slip(ground: _Ground, words: list[str], named: dict) -> tuple[str, list[str]]:
    """The words of a region's first promise, or of the one named, against what came."""
    key = _in_table(words[0], ground.lives.index, "region")
    found = query.slips(ground.tables, ground.lives)
    found = found[found["key"] == key].sort_values("confidence", kind="stable")
    if "promised" in named:
        found = found[
            found["promised"] == _in_table(named["promised"], set(found["promised"]), "promise of that region")
        ]
    if found.empty:
        raise ValueError(f"the tables hold no promise for {key}")
    row = found.iloc[0]
    told = f"promised {due(row['promised'])}{doubt(row['confidence'])}"
    least, most = (None if pd.isna(row[name]) else int(row[name]) for name in ("slip_least", "slip_most"))
    if row["live_lo"] == FAR:
        ends = {"overdue": f" and still not open {length(least or 0)} later", "cancelled": " and cancelled"}
        return told + ends.get(row["outcome"], ", not due yet"), [row["source_id"]]
    told += f" and opened {on(row['launched'])}"
    if row["outcome"] == "late":
        told += f": {length(least)} late" if length(least) == length(most) else f": at least {length(least)} late"
    elif row["outcome"] == "on time":
        told += ": on time"
    elif row["outcome"] == "unsure":
        told += "; the dates leave open whether that was late"
    return told, [row["source_id"], *_claimed(ground, [key])]


_FITS = ("provider", "country", "continent", "access", "abroad", "except", "state", "date")
FACTS = {
    "on": _Fact(lambda g, w, n: _date(g, w, on), ("region", "event"), ()),
    "when": _Fact(lambda g, w, n: _date(g, w, dates.words), ("region", "event"), ()),
    "zones": _Fact(_zones, ("region",), ("date",)),
    "partners": _Fact(_partners, (), ("provider", "partner", "role", "region", "country", "date")),
    "since": _Fact(_since, (), ("provider", "partner", "role", "region", "country")),
    "regions": _Fact(_regions, (), _FITS),
    "countries": _Fact(_distinct("country", "country", "countries"), (), _FITS),
    "providers": _Fact(_distinct("provider", "provider", "providers"), (), _FITS),
    "first": _Fact(_first, ("country",), ("provider", "date")),
    "place": _Fact(_place, ("country", "provider"), ("date",)),
    "delay": _Fact(_delay, ("city", "provider"), ("date",)),
    "nearest": _Fact(_nearest, ("city", "provider"), ("date",)),
    "promises": _Fact(_promises, (), ("outcome", "provider")),
    "slip": _Fact(_slip, ("region",), ("promised",)),
}
"""Each fact with what it needs and what may be named; the dictionary is in data/stories/README.md."""
