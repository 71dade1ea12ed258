"""The pages as a PDF, with real text that can be searched and links that can be followed."""

import io
from collections.abc import Callable

from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.transforms import Affine2D

from components.pack import pages, picture, text
from components.pack.chart import draw_growth
from components.pack.pages import BOTTOM, CELL, FOOT, HEIGHT, LEADING, LEFT, PAD, ROOM, TOP, WIDTH
from components.pack.sheet import LIGHT, Sheet

CAPTION_ROOM = 372.0  # width of the words beside a map
CAPTION_SIZES = (19.0, 17.0, 15.5, 14.0, 13.0, 12.0, 11.0)


def pdf(content: list[pages.Page], tick: Callable[[float], None] = lambda share: None) -> bytes:
    """The pages as one PDF. `tick` hears how far it is, 0..1."""
    out = io.BytesIO()
    about = {"Title": text.clean(pages.file_title(content)), "Author": pages.ATLAS, "CreationDate": None}
    with PdfPages(out, metadata=about) as file:
        for number, page in enumerate(content, 1):
            file.savefig(draw(page, number).figure, facecolor=LIGHT.ground)
            tick(number / len(content))
    return out.getvalue()


def draw(page: pages.Page, number: int) -> Sheet:
    """One page on a sheet."""
    if isinstance(page, pages.MapPage):
        return _map(page, number)
    sheet = Sheet(WIDTH, HEIGHT, LIGHT)
    if isinstance(page, pages.Opening):
        _opening(sheet, page)
    else:
        _head(sheet, page.title, page.sub)
        if isinstance(page, pages.GrowthPage):
            draw_growth(sheet, page.view, (LEFT, TOP, ROOM, BOTTOM - TOP))
        else:
            _table(sheet, page)
    _foot(sheet, page.foot, number)
    return sheet


def caption(paragraphs: list[str], room: float, tall: float) -> tuple[list[str], float]:
    """Lines of a caption ("" between paragraphs), and the largest size at which they fit; cut where none does."""
    lines: list[str] = []
    for size in CAPTION_SIZES:
        lines = []
        for paragraph in paragraphs:
            lines += [*([""] if lines else []), *text.wrap(text.clean(paragraph), room, size)]
        if len(lines) * size * 1.4 <= tall:
            return lines, size
    most = int(tall / (size * 1.4))
    return [*lines[: most - 1], text.shorten(lines[most - 1] + " …", room, size)], size


def map_shape(page: pages.MapPage) -> tuple[float, float]:
    """Width and height of the map of a page."""
    return (WIDTH - CAPTION_ROOM - LEFT - 20 if page.paragraphs else WIDTH, BOTTOM + 8 - (TOP - 12))


def _head(sheet: Sheet, title: str, sub: str) -> None:
    sheet.text(LEFT, 56, text.shorten(text.clean(title), ROOM, 32, "bold"), 32, "bold")
    size = pages.sub_size(text.clean(sub))
    sheet.text(LEFT, 86, text.shorten(text.clean(sub), ROOM, size), size, colour=sheet.ink.quiet)


def _foot(sheet: Sheet, words: str, number: int) -> None:
    sheet.text(LEFT, FOOT, words, 11, colour=sheet.ink.quiet)
    sheet.text(LEFT + ROOM, FOOT, str(number), 11, colour=sheet.ink.quiet, anchor="right")


def _opening(sheet: Sheet, page: pages.Opening) -> None:
    sheet.box(0, 0, 14, HEIGHT, fill=sheet.ink.accent)
    title = text.wrap(text.clean(page.title), ROOM - 40, 54, "bold", most=3)
    y = sheet.lines(LEFT + 30, 250 - 30 * (len(title) - 1), title, 54, 1.2, weight="bold")
    sheet.text(LEFT + 30, y + 4, page.sub, 26, colour=sheet.ink.accent)
    y += 54
    for words in page.lines:
        y = sheet.lines(LEFT + 30, y, text.wrap(text.clean(words), ROOM - 60, 18, most=6), 18, colour=sheet.ink.quiet)


def _map(page: pages.MapPage, number: int) -> Sheet:
    """The map drawn straight on the page, so that its text stays text."""
    width, height = map_shape(page)
    view = page.view
    sheet = Sheet(WIDTH, HEIGHT, LIGHT)
    _head(sheet, page.title, page.sub)
    # The plan is made for the map's own box; everything it draws is then moved down under the head.
    sheet.width, sheet.height = width, height
    sheet.units = Affine2D().translate(0, TOP - 12) + sheet.units
    plan = picture.arrange(view, sheet, titled=False, camera=page.camera)
    picture.draw_still(plan)
    picture.draw_day(plan, view.day, view.codes, view.sure, final=True)
    sheet.units = Affine2D().translate(0, 12 - TOP) + sheet.units
    sheet.width, sheet.height = WIDTH, HEIGHT
    if page.paragraphs:
        lines, size = caption(page.paragraphs, CAPTION_ROOM, BOTTOM - TOP - 10)
        sheet.lines(width + 20, TOP + size, lines, size)
    _foot(sheet, page.foot, number)
    return sheet


def _table(sheet: Sheet, page: pages.TablePage) -> None:
    if not page.rows:
        sheet.text(LEFT, TOP + 30, page.notes, 16)
        return
    y = TOP
    head = LEADING + 2 * PAD * 0.6
    sheet.box(LEFT, y, ROOM, head, fill=sheet.ink.land)
    x = LEFT
    for name, width in page.columns:
        sheet.text(x + PAD, y + head - PAD * 0.6 - 4, name, CELL, "bold")
        x += width
    y += head
    for row, tall, link in zip(page.rows, page.heights, page.links, strict=True):
        x = LEFT
        for at, (cell, (_, width)) in enumerate(zip(row, page.columns, strict=True)):
            linked = link if link.startswith(("https://", "http://")) and at == (1 if len(row) == 3 else 0) else ""
            for n, line in enumerate(cell.split("\n")):
                baseline = y + PAD / 2 + LEADING * n + LEADING - 5
                sheet.text(
                    x + PAD, baseline, text.drawable(line), CELL, url=linked, colour="#1668c4" if linked else None
                )
            x += width
        y += tall
        sheet.rule(LEFT, y, LEFT + ROOM, y, sheet.ink.line, 0.7)
