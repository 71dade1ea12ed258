"""Keep what depends on the tables alone, so that a step of the clock does not work it out again."""

import weakref
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import pandas as pd

from data.load import Tables

Asked, Found = ParamSpec("Asked"), TypeVar("Found")


def kept(work: Callable[Asked, Found]) -> Callable[Asked, Found]:
    """Keep each result of `work` for as long as the tables and frames that it was asked with.

    Tables and frames are told apart by identity, as they are shared and never changed; other arguments by
    their value, all by position. What is kept of a person's own tables goes when those go. A result is shared
    too: read, never changed. It must not hold the tables or frames themselves.
    """
    results: dict[tuple, tuple[list[weakref.ref], Found]] = {}

    @wraps(work)
    def ask(*given):
        whole = [value for value in given if isinstance(value, (pd.DataFrame, Tables))]
        key = tuple(id(value) if isinstance(value, (pd.DataFrame, Tables)) else value for value in given)
        held = results.get(key)
        if held is not None and all(ref() is value for ref, value in zip(held[0], whole, strict=True)):
            return held[1]
        result = work(*given)
        results[key] = [weakref.ref(value, lambda _: results.pop(key, None)) for value in whole], result
        return result

    return ask
