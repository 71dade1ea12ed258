"""Numbers, dates and doubts as one writes them in a sentence."""

import pandas as pd

from data import dates

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)


def number(count: int, one: str, many: str | None = None) -> str:
    """ "no regions", "one region", "twelve regions", "13 regions"."""
    words = NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"
    return f"{words} {one if count == 1 else many or one + 's'}"


def unsurely(count: int, surely: int) -> str:
    """What to add to a count of which some are not sure: " (three not surely)", or nothing."""
    return f" ({number(count - surely, 'not surely', 'not surely')})" if surely < count else ""


def listed(parts: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def named(name: str, region_id: str) -> str:
    """A region's name with its key, unless it stands there already: "UK (London) (eu-west-1)", "Paris (eu-fr2)"."""
    return name if name.endswith(f"({region_id})") or not region_id else f"{name} ({region_id})"


def on(text: str) -> str:
    """An EDTF date with the word that goes before it: "on 22 Oct 2018", "in 2018", "between ..."."""
    words = dates.words(text)
    precision = dates.parse(text).precision
    if precision == "day":
        return f"on {words}"
    if precision in ("month", "year") and not words.startswith("about"):
        return f"in {words}"
    return "on an unknown date" if precision == "unknown" else words


def length(days: int) -> str:
    """A number of days in words that one can grasp: "45 days", "about 22 months", "about nine years"."""
    if days < 90:
        return number(days, "day")
    return f"about {number(round(days / 30.44), 'month') if days < 1096 else number(round(days / 365.25), 'year')}"


def doubt(confidence: str, provider: str = "") -> str:
    """What to add to a statement that its provider has not made: " (reported)" or more; else nothing."""
    if confidence == "reported":
        return f" (reported by the press, not confirmed by {provider})" if provider else " (reported)"
    return " (no source yet)" if confidence == "recalled" else ""


def ordinal(place: int) -> str:
    """ "first", "twelfth", "13th", "21st"."""
    if place <= len(ORDINALS):
        return ORDINALS[place - 1]
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def due(text: str) -> str:
    """A promised time with the word before it: "for 2021", "by Jul 2017", "between ..."."""
    precision = dates.parse(text).precision
    words = dates.words(text)
    if precision == "before":
        return words.replace("no later than", "by", 1)
    return words if precision in ("between", "after") else f"for {words}"


def partner_words(deals: pd.DataFrame, names: dict[str, str]) -> str:
    """Partners of rows of `query.partners_of` in a list, each once, with what is doubtful about it."""
    rank = {"confirmed": 0, "reported": 1, "recalled": 2}
    deals = deals.assign(rank=deals["confidence"].map(rank)).sort_values("rank", kind="stable")
    deals = deals.drop_duplicates(["provider", "partner_id"])
    return listed(
        [deal.partner_name + doubt(deal.confidence, names.get(deal.provider, "")) for deal in deals.itertuples()]
    )
