"""Slides and PDF: read back with python-pptx and pypdfium2, for a view and for every story that ships."""

import io
import re

import pypdfium2
import pytest
from pptx import Presentation
from pptx.util import Emu

from components import story as steps
from components.pack import chart, document, pages, slides
from components.pack.pages import GrowthPage, MapPage, TablePage
from data import query, stories


def read(content):
    return Presentation(io.BytesIO(slides.pptx(content)))


def shapes_of(deck, kind):
    return [shape for slide in deck.slides for shape in slide.shapes if getattr(shape, f"has_{kind}", False)]


def text_of(slide):
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


@pytest.fixture(scope="module")
def content(alibaba):
    return pages.of_view(alibaba)


@pytest.fixture(scope="module")
def deck(content):
    return read(content)


@pytest.fixture(scope="module")
def told(shipped):
    """Each story that ships, its pages and its deck."""
    out = {}
    for name in stories.names():
        one = stories.load_story(name, shipped.tables, shipped.lives)
        out[name] = one, pages.of_story(shipped.tables, shipped.lives, one)
    return out


def test_slides_are_wide_and_begin_with_title_map_growth_and_changes(deck, alibaba):
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles[:4] == [alibaba.title, alibaba.title, "How it grew", "What changed"]
    assert any(title.startswith("Partners") for title in titles)
    assert any(title.startswith("Sources") for title in titles)
    assert deck.core_properties.author == "Cloud Expansion Atlas"


def test_every_slide_names_its_source_and_has_notes(deck, alibaba):
    for slide in deck.slides:
        assert alibaba.source_line in text_of(slide)
        assert slide.notes_slide.notes_text_frame.text.strip()


def test_nothing_leaves_a_slide(deck, told):
    decks = [deck, read(told["alibaba-europe"][1])]
    for one in decks:
        for slide in one.slides:
            for shape in slide.shapes:
                assert shape.left >= -Emu(9525 * 8)
                assert shape.top >= 0
                assert shape.left + shape.width <= one.slide_width + 9525 * 8
                assert shape.top + shape.height <= one.slide_height


def test_the_chart_is_native_and_holds_the_numbers_of_the_tables(deck, alibaba):
    [frame] = shapes_of(deck, "chart")
    [series] = frame.chart.plots[0].series
    assert series.name == "Alibaba Cloud"
    assert list(series.values) == chart.quarters(alibaba)["alibaba"].tolist()
    assert series.values[-1] == query.counts(alibaba.fitting, alibaba.day)["surely"]
    assert frame.chart.part.chart_workbook.xlsx_part is not None, "a chart without its workbook cannot be edited"
    assert "Alibaba Cloud" in frame._element.xpath(".//p:cNvPr")[0].get("descr")


def test_the_tables_are_native_and_hold_every_change_and_partner(deck, alibaba):
    cells = [[cell.text for cell in row.cells] for frame in shapes_of(deck, "table") for row in frame.table.rows]
    flat = {re.sub(r"\s+", " ", words) for row in cells for words in row}
    assert {"UK (London)", "BT", "Bolloré", "22 Oct 2018", "reported"} <= flat
    heads = [row for row in cells if row[0] in ("When", "Partner")]
    assert ["When", "What", "Region or partner", "Detail", "How sure"] in heads
    partners = [row for row in cells if len(row) == 5 and row[0] in set(alibaba.deals["partner_name"])]
    assert len({row[0] for row in partners}) >= alibaba.deals["partner_name"].nunique() - 1


def test_links_of_tables_lead_to_sources(deck, alibaba):
    found = set()
    for frame in shapes_of(deck, "table"):
        for row in frame.table.rows:
            for cell in row.cells:
                found |= {run.hyperlink.address for p in cell.text_frame.paragraphs for run in p.runs}
    found -= {None}
    assert found
    assert all(address.startswith(("http://", "https://")) for address in found)
    assert set(alibaba.cited["url"]) <= found


def test_the_map_slide_counts_as_the_command_does(deck, data_at):
    rows = data_at("2018-10-22", "alibaba")
    live = sum(row["state"] == "live" for row in rows)
    assert f"{len(rows)} regions: " in text_of(deck.slides[1])
    assert f"{live} live" in text_of(deck.slides[1])
    pictures = [shape for shape in deck.slides[1].shapes if shape.shape_type == 13]
    assert len(pictures) == 1
    assert f"Alibaba Cloud {live}" in pictures[0]._element.xpath(".//p:cNvPr")[0].get("descr")


@pytest.mark.parametrize("name", stories.names())
def test_a_story_is_one_page_a_step_with_captions_and_notes(told, shipped, name):
    one, content = told[name]
    of_steps = [page for page in content if isinstance(page, MapPage)]
    assert [page.title for page in of_steps] == [step.title for step in one.steps]
    for number, (step, page) in enumerate(zip(one.steps, of_steps, strict=True), 1):
        said = steps.tell(shipped.tables, shipped.lives, one, number)
        assert "\n\n".join(page.paragraphs) == said.text.strip()
        assert page.camera == step.camera
        assert step.notes in page.notes
        assert page.view.day == step.day
    assert isinstance(content[-1], TablePage)
    assert content[-1].title.startswith("Sources")


def test_slides_of_a_story_say_the_captions(told):
    one, content = told["alibaba-europe"]
    deck = read(content)
    for page, slide in zip(content, deck.slides, strict=True):
        if isinstance(page, MapPage):
            words = text_of(slide)
            assert all(paragraph in words for paragraph in page.paragraphs)
            assert slide.notes_slide.notes_text_frame.text.startswith(page.notes.split("\n")[0][:40])
    assert one.title in text_of(deck.slides[0])
    assert any("BT (reported by the press, not confirmed by Alibaba Cloud)" in text_of(slide) for slide in deck.slides)


def test_captions_fit_beside_their_maps(told):
    for _, content in told.values():
        for page in content:
            if isinstance(page, MapPage):
                tall = pages.BOTTOM - pages.TOP - 10
                lines, size = document.caption(page.paragraphs, document.CAPTION_ROOM, tall)
                assert len(lines) * size * 1.4 <= tall
                assert not lines[-1].endswith("…"), f"the caption of {page.title!r} is cut"


def test_rows_fit_on_their_pages(everything, content):
    for page in [*pages.of_view(everything), *content]:
        if isinstance(page, TablePage):
            assert sum(page.heights) <= pages.BOTTOM - pages.TOP
            assert sum(width for _, width in page.columns) <= pages.ROOM + 0.01
            assert len(page.rows) == len(page.heights) == len(page.links)


def test_long_tables_say_what_is_left_out(everything):
    last = [page for page in pages.of_view(everything) if page.title.startswith("Sources")][-1]
    assert re.search(r"[\d,]+ more rows stand in the data files", last.sub)


def test_pdf_has_the_same_pages_with_text_that_can_be_read(content, alibaba, data_at):
    heard = []
    pdf = pypdfium2.PdfDocument(document.pdf(content, heard.append))
    assert len(pdf) == len(content)
    assert heard[-1] == 1.0
    assert pdf.get_metadata_dict()["Title"].startswith(alibaba.title)
    for page, rendered in zip(content, pdf, strict=True):
        words = re.sub(r"\s+", " ", rendered.get_textpage().get_text_range())
        assert page.title in words
        assert alibaba.source_line in words
        assert rendered.get_width() / rendered.get_height() == pytest.approx(16 / 9)
    counted = re.sub(r"\s+", " ", pdf[1].get_textpage().get_text_range())
    assert f"{len(data_at('2018-10-22', 'alibaba'))} regions: " in counted
    assert "Sydney" in counted
    picture = pdf[1].render(scale=0.5).to_pil()
    assert len(picture.getcolors(1 << 24)) > 100


def test_an_empty_view_still_makes_pages_that_say_so(look):
    empty = look("2006-01-01", provider=("gcp",))
    content = pages.of_view(empty)
    words = "\n".join(text_of(slide) for slide in read(content).slides)
    assert "No region existed yet on this day." in words
    assert "No partnership is known for this view" in words
    assert "No region here has a known opening" in words
    assert len(pypdfium2.PdfDocument(document.pdf(content))) == len(content)


def test_hostile_text_stays_text(hostile):
    content = pages.of_view(hostile)
    deck = read(content)
    words = "\n".join(text_of(slide) for slide in deck.slides)
    assert "</script><img src=x onerror=alert(1)>" in words
    assert "\x07" not in words
    assert len(pypdfium2.PdfDocument(document.pdf(content))) == len(content)
    assert any(isinstance(page, GrowthPage) for page in content)
