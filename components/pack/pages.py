"""What slides and PDF say, page by page: opening, map, growth, changes, partners, sources; or the steps of a story."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

import pandas as pd

from components import story as steps
from components import style
from components.pack import text
from components.pack.view import ATLAS, View, look
from data import captions, dates

# Units of a page of 1280 x 720, shared by slides and PDF.
WIDTH, HEIGHT = 1280.0, 720.0
LEFT, ROOM = 44.0, WIDTH - 88.0
TOP, BOTTOM = 112.0, 672.0
FOOT = 702.0
CELL = 13.0  # size of a table's text
LEADING = 18.0
PAD = 8.0
_MOST_PAGES = 4  # of one table; the rest stands in the data files


@dataclass(frozen=True)
class Opening:
    """The first page."""

    title: str
    sub: str
    lines: list[str]
    foot: str
    notes: str = ""


@dataclass(frozen=True)
class MapPage:
    """A map, with a caption beside it if there is one. `paragraphs` is the caption."""

    title: str
    sub: str
    view: View
    foot: str
    paragraphs: list[str] = field(default_factory=list)
    camera: tuple[float, float, float] | None = None
    notes: str = ""


@dataclass(frozen=True)
class GrowthPage:
    """Lines of growth."""

    title: str
    sub: str
    view: View
    foot: str
    notes: str = ""


@dataclass(frozen=True)
class TablePage:
    """A table that fits on its page: names and widths of the columns, rows of cells, heights and links of rows."""

    title: str
    sub: str
    columns: list[tuple[str, float]]
    rows: list[list[str]]
    heights: list[float]
    links: list[str]
    foot: str
    notes: str = ""


Page = Opening | MapPage | GrowthPage | TablePage


def of_view(view: View) -> list[Page]:
    """The pages of one view."""
    foot = view.source_line
    when = f"As of {view.date_words}"
    told = [view.summary, *([f"Filter: {view.filter_words}"] if view.filter_words else [])]
    out: list[Page] = [
        Opening(view.title, when, told, foot, f"{view.summary}\n\n{foot}\nThe same view in the atlas: {view.link}"),
        MapPage(view.title, f"{view.date_words}: {view.counted}", view, foot, notes=_leaders(view)),
        GrowthPage(
            "How it grew",
            f"Regions surely live at the end of each quarter, to {view.date_words}",
            view,
            foot,
            "Regions whose opening is not yet sure on a day are not counted on it, so the lines may end below the "
            "numbers of the map.\n" + _leaders(view),
        ),
    ]
    out += _changes(view)
    out += _partners(view)
    out += _sources(view.cited, foot, f"Behind what this view shows on {view.date_words}, most used first")
    return out


def of_story(tables, lives: pd.DataFrame, story) -> list[Page]:
    """The pages of a story (`data.stories.Story`): an opening, one page a step, and the sources behind the captions."""
    out: list[Page] = []
    cited: list[str] = []
    for number, step in enumerate(story.steps, 1):
        view = look(tables, lives, steps.selection_of(step, tables), title=step.title)
        told = steps.tell(tables, lives, story, number)
        cited += told.sources
        sources = captions.source_rows(tables, told.sources)
        notes = [step.notes, *(f"Source: {_cite(row)}" for row in sources.itertuples())]
        out.append(
            MapPage(
                step.title,
                f"{number} of {len(story.steps)} · {view.date_words} · {view.counted}",
                view,
                view.source_line,
                [paragraph for paragraph in told.text.split("\n\n") if paragraph.strip()],
                step.camera,
                "\n".join(note for note in notes if note),
            )
        )
    foot = view.source_line
    first, last = (dates.words(dates.date_of(story.steps[at].day).isoformat()) for at in (0, -1))
    opening = Opening(story.title, f"{first} to {last}", [story.summary] if story.summary else [], foot, story.summary)
    rows = captions.source_rows(tables, dict.fromkeys(cited))
    return [opening, *out, *_sources(rows, foot, "Behind the captions of this story, in order")]


def _cite(row) -> str:
    return text.clean(f"{row.publisher}: {row.title or row.url}" + (f" {row.url}" if row.title else ""))


def _leaders(view: View) -> str:
    told = [f"{view.provider_name(provider)}: {number}" for provider, number in view.running.items()]
    return f"{view.summary}\nRunning (live or closing), by provider: {'; '.join(told) or 'none'}."


def _sure(confidence: str, sure: bool) -> str:
    return (confidence or "no claim") + ("" if sure else ", date uncertain")


def _changes(view: View) -> list[TablePage]:
    since = dates.words(dates.date_of(view.day - 365).isoformat())
    one = len(view.selection.provider) == 1
    columns = [("When", 190), ("What", 150), ("Region or partner", 290), ("Provider", 150), ("Detail", 250)]
    columns += [("How sure", 160)]
    rows = [
        [row.words, row.what, row.name, row.provider_name, row.detail, _sure(row.confidence, row.sure)]
        for row in view.changes.itertuples()
    ]
    sub = f"In the year before {view.date_words}, newest first"
    empty = f"Nothing with a date changed between {since} and {view.date_words}."
    return _table(
        "What changed", sub, columns, rows, [""] * len(rows), view.source_line, empty, drop=3 if one else None
    )


def _partners(view: View) -> list[TablePage]:
    one = len(view.selection.provider) == 1
    columns = [("Partner", 270), ("What it does", 170), ("Provider", 150), ("Region or country", 250), ("Since", 190)]
    columns += [("How sure", 160)]
    rows = [
        [
            row.partner_name,
            style.ROLE_WORDS.get(row.role, row.role),
            row.provider_name,
            row.region_name if row.region_key else _country(view, row.country or row.partner_country),
            dates.words(row.from_date),
            _sure(row.confidence, row.sure),
        ]
        for row in view.deals.itertuples()
    ]
    links = view.deals["source_url"].tolist()
    sub = f"Partnerships that hold on {view.date_words}"
    empty = f"No partnership is known for this view on {view.date_words}."
    return _table("Partners", sub, columns, rows, links, view.source_line, empty, drop=2 if one else None)


def _country(view: View, code: str) -> str:
    names = view.tables.countries.set_index("country")["name"]
    return f"{names.get(code, code)} (no one region)" if code else "no one region"


def _sources(rows: pd.DataFrame, foot: str, sub: str) -> list[TablePage]:
    columns = [("Publisher", 250), ("Title and address", 760), ("Published", 180)]
    cells = [
        [
            row.publisher,
            f"{row.title} · {row.url}" if row.title else row.url,
            dates.words(row.published) if row.published else "",
        ]
        for row in rows.itertuples()
    ]
    empty = "No source is needed: nothing is shown."
    return _table("Sources", sub, columns, cells, rows["url"].tolist(), foot, empty, most=4)


def _table(
    title: str,
    sub: str,
    columns: list[tuple[str, float]],
    rows: list[list[str]],
    links: list[str],
    foot: str,
    empty: str,
    drop: int | None = None,
    most: int = 3,
) -> list[TablePage]:
    """A table cut into pages; its columns widened to the page, without the column `drop`; cells of `most` lines."""
    if drop is not None:
        columns = [column for at, column in enumerate(columns) if at != drop]
        rows = [[cell for at, cell in enumerate(row) if at != drop] for row in rows]
    if not rows:
        return [TablePage(title, sub, columns[:1], [], [], [], foot, empty)]
    share = ROOM / sum(width for _, width in columns)
    columns = [(name, width * share) for name, width in columns]
    kept = [
        TablePage(title, sub, columns, *page, foot) for page in islice(_paged(columns, rows, links, most), _MOST_PAGES)
    ]
    if len(kept) == 1:
        return kept
    left = len(rows) - sum(len(page.rows) for page in kept)
    more = f"{left:,} more rows stand in the data files (XLSX, CSV)." if left else ""
    numbered = [replace(page, title=f"{title} ({n} of {len(kept)})") for n, page in enumerate(kept, 1)]
    if more:
        numbered[-1] = replace(numbered[-1], sub=f"{sub}. {more}", notes=more)
    return numbered


def _paged(
    columns: list[tuple[str, float]], rows: list[list[str]], links: list[str], most: int
) -> Iterator[tuple[list[list[str]], list[float], list[str]]]:
    """Rows by pages: each cell of at most so many lines, each row as high as its highest cell."""
    head = LEADING + 2 * PAD * 0.6
    page, heights, page_links, used = [], [], [], head
    for row, link in zip(rows, links, strict=True):
        cells = [
            text.wrap(text.clean(cell), width - 2 * PAD, CELL, most=most)
            for cell, (_, width) in zip(row, columns, strict=True)
        ]
        tall = max(len(lines) for lines in cells) * LEADING + PAD
        if used + tall > BOTTOM - TOP and page:
            yield page, heights, page_links
            page, heights, page_links, used = [], [], [], head
        page.append(["\n".join(lines) for lines in cells])
        heights.append(tall)
        page_links.append(link)
        used += tall
    if page:
        yield page, heights, page_links


def sub_size(sub: str) -> float:
    """The size at which the line under a title fits, with room for a slide's own font."""
    return next((size for size in (16.0, 15.0, 14.0, 13.0, 12.0) if text.width(sub, size) <= 0.96 * ROOM), 12.0)


def file_title(pages: list[Page]) -> str:
    """What the file is called inside."""
    return f"{pages[0].title}, {pages[0].sub}. {ATLAS}"
