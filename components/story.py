"""Between stories and the page: a step as the selection of the page, a selection as a step, and what a step says."""

import pandas as pd

from components import filters
from components.selection import Selection, last_day
from data import captions, dates
from data.captions import Told
from data.load import Tables
from data.stories import Step, Story

SHARED = ("provider", "access", "state", "continent", "country", "partner", "role", "layer", "lines", "region", "q")
"""What a step and the page's selection both hold, under the same names."""


def selection_of(step: Step, tables: Tables) -> Selection:
    """What the page shows for a step."""
    day = min(step.day, dates.day(last_day(tables)))
    return Selection(day=day, **{name: getattr(step, name) for name in SHARED})


def step_of(chosen: Selection, camera: tuple[float, float, float] | None, title: str) -> Step:
    """The page's present view as a step."""
    return Step(title=title, day=chosen.day, camera=camera, **{name: getattr(chosen, name) for name in SHARED})


def tell(tables: Tables, lives: pd.DataFrame, story: Story, number: int) -> Told:
    """What the step of this number (from 1) says, and the sources behind it. ValueError as `data.captions.caption`."""
    step = story.steps[number - 1]
    since = story.steps[number - 2].day if number > 1 else None
    narrowed = lives[filters.fitting(tables, lives, selection_of(step, tables))]
    return captions.caption(tables, lives, narrowed, step, since)


def sources(tables: Tables, lives: pd.DataFrame, story: Story) -> pd.DataFrame:
    """Rows of `sources` behind all steps of a story, each once, in the order in which they are first used."""
    used = [one for number in range(1, len(story.steps) + 1) for one in tell(tables, lives, story, number).sources]
    return captions.source_rows(tables, dict.fromkeys(used))
