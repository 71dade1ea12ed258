"""Pictures: their size, their words, and that no word overlaps another or leaves the sheet, at every shipped size."""

import io
import math
import xml.etree.ElementTree as ET

import imageio.v3 as imageio
import numpy as np
import pytest
from matplotlib.text import Text

from components import style
from components.pack import chart, picture, projection, text
from components.pack.lines import layers_on
from components.pack.marks import Gathered, figure
from components.pack.sheet import LIGHT, Sheet
from data import query

SVG = "{http://www.w3.org/2000/svg}"
VIEWS = {
    "founding": ("2018-10-22", {"provider": ("alibaba",), "region": "alibaba:eu-west-1"}),
    "all": ("2026-11-25", {}),
    "Europe": ("2020-06-30", {"continent": ("Europe",)}),
    "many names": (
        "2021-06-30",
        {"provider": ("aws", "azure", "gcp", "alibaba"), "access": ("public", "china"), "role": ("hosts", "operates")},
    ),
    "nothing": ("2006-01-01", {"provider": ("gcp",)}),
}  # fmt: skip


def words_on(sheet):
    """Each text of a sheet with its box in units: (words, left, top, right, bottom)."""
    found = []
    for artist in sheet.figure.findobj(Text):
        if artist.get_text() and artist.get_visible():
            left, base = artist.get_position()
            size = artist.get_fontsize()
            weight = "bold" if artist.get_fontweight() in ("bold", 700) else "normal"
            room = text.width(artist.get_text(), size, weight)
            found.append((artist.get_text(), left, base - 0.72 * size, left + room, base + 0.18 * size))
    return found


@pytest.mark.parametrize("size", picture.SIZES)
@pytest.mark.parametrize("name", VIEWS)
def test_no_words_overlap_or_are_cut(look, name, size):
    date, filters = VIEWS[name]
    sheet = picture.draw(look(date, **filters), size)
    words = words_on(sheet)
    assert len(words) > 8
    for told, left, top, right, bottom in words:
        assert left >= 0, told
        assert right <= sheet.width, told
        assert top >= 0, told
        assert bottom <= sheet.height, told
    for at, (one, left, top, right, bottom) in enumerate(words):
        for other, left2, top2, right2, bottom2 in words[at + 1 :]:
            apart = right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top
            assert apart, f"{one!r} and {other!r} overlap"


@pytest.mark.parametrize(("size", "scale", "pixels"), [
    ("slide", 1, (1080, 1920)), ("slide", 2, (2160, 3840)), ("square", 1, (1080, 1080)), ("square", 2, (2160, 2160)),
    ("a4", 1, (1588, 2246)),
])  # fmt: skip
def test_png_has_the_chosen_size(alibaba, size, scale, pixels):
    drawn = imageio.imread(picture.png(alibaba, size, scale))
    assert drawn.shape[:2] == pixels
    assert len(np.unique(drawn[::8, ::8, :3].reshape(-1, 3), axis=0)) > 50


def test_png_shows_the_providers_colour_and_the_dark_ground(alibaba):
    light = imageio.imread(picture.png(alibaba))[..., :3]
    dark = imageio.imread(picture.png(alibaba, dark=True))[..., :3]
    for drawn, ground, colour in (
        (light, "#ffffff", style.MARKS["alibaba"][0]),
        (dark, "#0e1217", style.MARKS["alibaba"][1]),
    ):
        assert tuple(drawn[2, 2]) == tuple(round(255 * part) for part in text.rgb(ground))
        mark = np.array([round(255 * part) for part in text.rgb(colour)])
        assert (np.abs(drawn.astype(int) - mark).sum(axis=-1) <= 3).sum() > 500


def test_svg_holds_real_text_and_asks_for_nothing(alibaba):
    root = ET.parse(io.BytesIO(picture.svg(alibaba))).getroot()
    told = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    for words in (alibaba.title, "22 Oct 2018", alibaba.summary, alibaba.source_line, "Alibaba Cloud", "Frankfurt"):
        assert words in told
    assert str(alibaba.running["alibaba"]) in told
    svg = picture.svg(alibaba).decode()
    assert "<!DOCTYPE" not in svg
    assert "<image" not in svg
    assert root.find(f"{SVG}title").text == "Alibaba Cloud regions on 22 Oct 2018"


def test_the_legend_counts_as_the_command_does(look, data_at):
    shown = look("2020-06-30", provider=("aws", "azure", "gcp"))
    told = [words for words, *_ in words_on(picture.draw(shown))]
    for provider in ("aws", "azure", "gcp"):
        rows = [row for row in data_at("2020-06-30", provider) if row["state"] in ("live", "closing")]
        assert told[told.index(shown.provider_name(provider)) :]
        assert str(len(rows)) in told


def test_hostile_text_stays_text(hostile):
    svg = picture.svg(hostile)
    root = ET.parse(io.BytesIO(svg)).getroot()
    assert not list(root.iter(f"{SVG}script"))
    assert not [one for one in root.iter() if "onerror" in one.attrib]
    assert b"</script>" not in svg
    assert any("$x_1$" in "".join(one.itertext()) for one in root.iter(f"{SVG}text"))
    assert imageio.imread(picture.png(hostile)).shape[1] == 1920


def test_equal_earth_is_the_published_projection():
    x, y = projection.equal_earth(np.array([180.0, 0.0]), np.array([0.0, 90.0]))
    # Half widths and heights of the unit sphere, after Šavrič, Patterson and Jenny (2018).
    assert x[0] == pytest.approx(2.7066299836)
    assert y[1] == pytest.approx(1.3173627591)
    for lat in (0.0, 30.0, 60.0, 80.0):
        e = 1e-4
        (x0, x1), (y0, y1) = projection.equal_earth(np.array([0.0, e]), np.array([lat - e, lat + e]))
        area = (x1 - x0) * (y1 - y0)
        assert area == pytest.approx(math.radians(e) * math.radians(2 * e) * math.cos(math.radians(lat)), rel=1e-4)


def test_every_shown_place_lies_within_the_frame(look):
    for date, filters in VIEWS.values():
        shown = look(date, **filters)
        plan = picture.arrange(shown, Sheet(1280, 720, LIGHT), titled=True)
        placed = shown.shown[shown.shown["lat"].notna()]
        assert set(placed["key"]) <= set(plan.gathered.group_of)


def test_a_camera_frames_what_the_map_frames(alibaba):
    frame = projection.frame((0, 0, 900, 600), np.array([]), np.array([]), (51.0, 7.0, 5.0))
    assert not frame.world
    x, y = frame.project(np.array([7.0]), np.array([51.0]))
    assert (x[0], y[0]) == (pytest.approx(450), pytest.approx(300, abs=20))
    assert projection.frame((0, 0, 900, 600), np.array([]), np.array([]), (20.0, 0.0, 1.0)).world


def test_a_frame_across_the_date_line_keeps_it_together():
    frame = projection.frame((0, 0, 900, 600), np.array([174.8, -157.9]), np.array([-36.8, 21.3]))
    x, _ = frame.project(np.array([174.8, -157.9]), np.array([-36.8, 21.3]))
    assert 0 < x[0] < x[1] < 900


def test_marks_gather_and_count_all_regions(everything):
    frame = projection.frame((0, 0, 1240, 500), np.array([]), np.array([]))
    gathered = Gathered(everything.fitting, frame)
    places = gathered.on(everything.codes, everything.sure)
    keys = [key for place in places for key in place.keys]
    assert len(keys) == len(set(keys)) == everything.shown["lat"].notna().sum()
    for place in places:
        assert sum(count for _, _, count in place.slices) == place.n
        assert place.n or place.closed
    spots = [(x, y) for x, y, _ in gathered.places]
    assert all(math.dist(a, b) >= 10.9 for i, a in enumerate(spots) for b in spots[i + 1 :])


def test_shapes_are_those_of_the_map():
    assert len(figure("circle").vertices) > 8
    for shape in ("square", "hexagon", "star"):
        assert len(figure(shape).vertices) == len(style.corners(shape)) + 1


def test_partner_lines_follow_the_layers_of_the_link(look):
    assert "partners" in layers_on(look("2018-10-22", provider=("alibaba",)))
    assert "partners" not in layers_on(look("2018-10-22"))
    assert layers_on(look("2018-10-22", lines=("sites",))) == {"sites"}
    told = [words for words, *_ in words_on(picture.draw(look("2018-10-22", provider=("alibaba",))))]
    assert "hosts" in told
    assert any("Vodafone Germany" in words for words in told)


def test_growth_ends_with_what_is_surely_live(alibaba, shipped):
    table = chart.quarters(alibaba)
    surely = query.counts(alibaba.fitting, alibaba.day)["surely"]
    assert table["alibaba"].iloc[-1] == surely
    assert table.index[-1] == alibaba.day
    assert table.index.is_monotonic_increasing
    assert chart.steps(alibaba)["alibaba"][-1] == (alibaba.day, surely)


def test_text_is_measured_wrapped_and_shortened():
    assert text.width("Wide", 20) == pytest.approx(2 * text.width("Wide", 10))
    assert text.width("Wide", 10, "bold") > text.width("Wide", 10)
    lines = text.wrap("one two three four five six " + "x" * 80, 60, 10)
    assert all(text.width(line, 10) <= 60 for line in lines)
    assert "".join(lines).replace(" ", "") == "onetwothreefourfivesix" + "x" * 80
    assert text.wrap("a b c d e f g h i j", 30, 10, most=2)[-1].endswith("…")
    assert text.width(text.shorten("a long line of words", 50, 10), 10) <= 50
    assert text.clean("a\x00b\ud800\n c") == "ab c"
    assert text.file_name("Alibaba & São", "2018-10-22", ".png") == "alibaba-s-o-2018-10-22.png"
