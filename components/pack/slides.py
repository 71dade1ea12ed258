"""The pages as PowerPoint slides: native titles, tables and charts that can be edited, maps as pictures, notes."""

import io
from collections.abc import Callable

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from components import style
from components.pack import document, pages, picture, text
from components.pack.chart import quarters
from components.pack.pages import BOTTOM, CELL, FOOT, HEIGHT, LEADING, LEFT, PAD, ROOM, TOP, WIDTH
from components.pack.sheet import LIGHT
from data import dates

_EMU = 9525  # per unit: a slide of 1280 x 720 units is 13.333 x 7.5 inches
_TITLE_ONLY = 5
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "No style, no grid" of PowerPoint
_PIXELS = 1.5  # of a map per unit


def pptx(content: list[pages.Page], tick: Callable[[float], None] = lambda share: None) -> bytes:
    """The pages as one 16:9 presentation. `tick` hears how far it is, 0..1."""
    deck = Presentation()
    _widen(deck)
    deck.core_properties.title = text.clean(pages.file_title(content))
    deck.core_properties.author = pages.ATLAS
    deck.core_properties.subject = text.clean(content[0].foot)
    deck.core_properties.language = "en"
    for number, page in enumerate(content, 1):
        slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
        {
            pages.Opening: _opening,
            pages.MapPage: _map,
            pages.GrowthPage: _growth,
            pages.TablePage: _table,
        }[type(page)](slide, page)
        _words(slide, LEFT, FOOT - 13, ROOM - 60, 18, [page.foot], 11, LIGHT.quiet)
        _words(slide, LEFT + ROOM - 50, FOOT - 13, 50, 18, [str(number)], 11, LIGHT.quiet, align=PP_ALIGN.RIGHT)
        slide.notes_slide.notes_text_frame.text = _lines(page.notes or page.sub)
        tick(number / len(content))
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _widen(deck) -> None:
    """Make the 4:3 template 16:9, its layouts too, so that new slides made from them fit as well."""
    old = deck.slide_width
    deck.slide_width, deck.slide_height = Emu(int(WIDTH * _EMU)), Emu(int(HEIGHT * _EMU))
    share_x, share_y = deck.slide_width / old, HEIGHT * _EMU / 6858000
    master = deck.slide_master
    for shape in [*master.shapes, *(shape for layout in master.slide_layouts for shape in layout.shapes)]:
        if shape._element.spPr.find(qn("a:xfrm")) is not None:
            shape.left, shape.width = int(shape.left * share_x), int(shape.width * share_x)
            shape.top, shape.height = int(shape.top * share_y), int(shape.height * share_y)


def _lines(words: str) -> str:
    return "\n".join(text.clean(line) for line in words.split("\n"))


def _place(shape, x: float, y: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(int(part * _EMU)) for part in (x, y, width, height))


def _points(size: float) -> Pt:
    return Pt(round(size * 0.75 * 2) / 2)


def _colour(colour: str) -> RGBColor:
    return RGBColor.from_string(text.hex_of(colour))


def _write(frame, lines: list[str], size: float, colour: str, bold: bool = False, align=None, gap: float = 0) -> None:
    """Fill a text frame, one paragraph a line, without margins."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = text.clean(line)
        run.font.size, run.font.bold = _points(size), bold
        run.font.color.rgb = _colour(colour)
        if align is not None:
            paragraph.alignment = align
        if gap and number:
            paragraph.space_before = _points(gap)


def _words(slide, x, y, width, height, lines, size, colour, bold=False, align=None, gap=0.0):
    box = slide.shapes.add_textbox(0, 0, 0, 0)
    _place(box, x, y, width, height)
    _write(box.text_frame, lines, size, colour, bold, align, gap)
    return box


def _head(slide, page, title_size: float = 32) -> None:
    title = slide.shapes.title
    _place(title, LEFT, 22, ROOM, 46)
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    words = text.shorten(text.clean(page.title), ROOM, title_size, "bold")
    _write(title.text_frame, [words], title_size, LIGHT.ink, bold=True, align=PP_ALIGN.LEFT)
    size = pages.sub_size(text.clean(page.sub))
    _words(slide, LEFT, 72, ROOM, 22, [text.shorten(text.clean(page.sub), 0.96 * ROOM, size)], size, LIGHT.quiet)


def _describe(shape, words: str) -> None:
    """Alternative text, for those who cannot see the shape."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text.clean(words))


def _opening(slide, page: pages.Opening) -> None:
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Emu(14 * _EMU), Emu(int(HEIGHT * _EMU)))
    bar.fill.solid()
    bar.fill.fore_color.rgb = _colour(LIGHT.accent)
    bar.line.fill.background()
    title = text.wrap(text.clean(page.title), ROOM - 40, 54, "bold", most=3)
    tall = len(title) * 66
    _place(slide.shapes.title, LEFT + 30, 272 - tall, ROOM - 40, tall)
    slide.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    _write(slide.shapes.title.text_frame, [" ".join(title)], 54, LIGHT.ink, bold=True, align=PP_ALIGN.LEFT)
    _words(slide, LEFT + 30, 288, ROOM - 40, 36, [page.sub], 26, LIGHT.accent)
    lines = [text.shorten(text.clean(line), (ROOM - 60) * 6, 18) for line in page.lines]
    _words(slide, LEFT + 30, 340, ROOM - 60, 200, lines, 18, LIGHT.quiet, gap=8)


def _map(slide, page: pages.MapPage) -> None:
    _head(slide, page)
    width, height = document.map_shape(page)
    drawn = picture.draw(page.view, titled=False, camera=page.camera, shape=(width, height))
    shown = slide.shapes.add_picture(io.BytesIO(drawn.png(_PIXELS)), 0, 0)
    _place(shown, 0, TOP - 12, width, height)
    _describe(shown, picture.alt(page.view))
    if page.paragraphs:
        tall = BOTTOM - TOP - 10
        lines, size = document.caption(page.paragraphs, document.CAPTION_ROOM, tall)
        whole = sum(line == "" for line in lines) == len(page.paragraphs) - 1 and not lines[-1].endswith("…")
        told = page.paragraphs if whole else " ".join(line or "\n" for line in lines).split("\n")
        _words(slide, width + 20, TOP, document.CAPTION_ROOM, tall, told, size, LIGHT.ink, gap=size * 0.7)


def _growth(slide, page: pages.GrowthPage) -> None:
    """A native line chart: quarters on a time axis, one series per provider."""
    _head(slide, page)
    table = quarters(page.view)
    if table.empty:
        words = f"No region here has a known opening by {page.view.date_words}."
        _words(slide, LEFT, TOP + 10, ROOM, 30, [words], 16, LIGHT.ink)
        return
    data = CategoryChartData(number_format="0")
    data.categories = [dates.date_of(day) for day in table.index]
    for provider in table.columns:
        data.add_series(text.clean(page.view.provider_name(provider)), table[provider].tolist())
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE, 0, 0, Emu(_EMU), Emu(_EMU), data)
    _place(frame, LEFT - 6, TOP - 4, ROOM + 12, BOTTOM - TOP + 8)
    last = table.iloc[-1]
    told = ", ".join(f"{page.view.provider_name(provider)} {last[provider]}" for provider in table.columns)
    _describe(frame, f"Line chart of regions surely live by quarter. On {page.view.date_words}: {told}.")
    chart = frame.chart
    chart.has_title = False
    chart.font.size, chart.font.color.rgb = _points(14), _colour(LIGHT.quiet)
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    value, time = chart.value_axis, chart.category_axis
    value.major_gridlines.format.line.color.rgb = _colour(LIGHT.line)
    value.format.line.fill.background()
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = "0", False
    value.minimum_scale = 0
    time.tick_labels.number_format, time.tick_labels.number_format_is_linked = "yyyy", False
    time.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    time.format.line.color.rgb = _colour(LIGHT.line)
    _yearly(time, max(1, round((table.index[-1] - table.index[0]) / 365 / 12)))
    for provider, series in zip(table.columns, chart.plots[0].series, strict=True):
        series.smooth = False
        series.marker.style = XL_MARKER_STYLE.NONE
        series.format.line.width, series.format.line.color.rgb = Pt(2.25), _colour(style.mark_of(provider)[0])


def _yearly(axis, every: int) -> None:
    """One label every so many years; python-pptx has no words for units of a time axis."""
    element = axis._element
    for name in ("c:baseTimeUnit", "c:majorUnit", "c:majorTimeUnit"):
        for old in element.findall(qn(name)):
            element.remove(old)
    # Their order is fixed by the schema: after c:lblOffset.
    at = element.index(element.find(qn("c:lblOffset"))) + 1
    for name, value in (("c:majorTimeUnit", "years"), ("c:majorUnit", str(every)), ("c:baseTimeUnit", "days")):
        child = etree.SubElement(element, qn(name))
        child.set("val", value)
        element.insert(at, child)


def _table(slide, page: pages.TablePage) -> None:
    """A native table with one header row and fine rules."""
    _head(slide, page)
    if not page.rows:
        _words(slide, LEFT, TOP + 10, ROOM, 30, [page.notes], 16, LIGHT.ink)
        return
    head = LEADING + 2 * PAD * 0.6
    tall = head + sum(page.heights)
    frame = slide.shapes.add_table(len(page.rows) + 1, len(page.columns), 0, 0, Emu(_EMU), Emu(_EMU))
    _place(frame, LEFT, TOP, ROOM, tall)
    _describe(frame, f"{page.title}. {page.sub}")
    table = frame.table
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN_TABLE
    table.horz_banding = False
    for column, (_, width) in zip(table.columns, page.columns, strict=True):
        column.width = Emu(int(width * _EMU))
    for row, height in zip(table.rows, [head, *page.heights], strict=True):
        row.height = Emu(int(height * _EMU))
    names = [name for name, _ in page.columns]
    for at, (row, link) in enumerate(zip([names, *page.rows], ["", *page.links], strict=True)):
        for column, words in enumerate(row):
            linked = link if column == (1 if len(row) == 3 else 0) else ""
            _cell(table.cell(at, column), words, head=at == 0, link=linked)


def _cell(cell, words: str, head: bool, link: str) -> None:
    cell.margin_left = cell.margin_right = Emu(int(PAD * _EMU))
    cell.margin_top = cell.margin_bottom = Emu(int(PAD / 4 * _EMU))
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE if head else MSO_ANCHOR.TOP
    run = cell.text_frame.paragraphs[0].add_run()
    # Lines were cut for a wide font; the slide's own font breaks them itself.
    run.text = text.clean(words)
    run.font.size, run.font.bold = _points(CELL), head
    run.font.color.rgb = _colour(LIGHT.ink)
    if link.startswith(("https://", "http://")):
        run.hyperlink.address = text.clean(link)
    if head:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _colour(LIGHT.land)
    else:
        cell.fill.background()
    properties = cell._tc.get_or_add_tcPr()
    properties.insert(0, _rule())


def _rule():
    line = etree.Element(qn("a:lnB"), w="6350")
    fill = etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"))
    fill.set("val", text.hex_of(LIGHT.line))
    return line
