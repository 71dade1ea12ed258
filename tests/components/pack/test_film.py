"""Films: read back frame by frame. What is stamped is what would be drawn; the last frame is held."""

import io
from itertools import pairwise

import imageio.v3 as imageio
import numpy as np
import pytest
from PIL import Image

from components.pack import chart, film, gif, picture
from components.pack.sheet import LIGHT, Sheet
from data import dates


@pytest.fixture(scope="module")
def played(alibaba):
    """Two years by quarters."""
    return film.span(alibaba, dates.day("2016-10-31"), None, "quarter", 4)


@pytest.fixture(scope="module")
def drawn(alibaba, played):
    return list(film.frames(alibaba, played))


def test_the_days_of_a_film_end_with_the_views_own(alibaba, played):
    days = played.days()
    assert [dates.date_of(day).isoformat() for day in days] == [
        *("2016-12-31", "2017-03-31", "2017-06-30", "2017-09-30", "2017-12-31", "2018-03-31", "2018-06-30"),
        *("2018-09-30", "2018-10-22"),
    ]
    usual = film.span(alibaba)
    assert dates.date_of(usual.first).isoformat()[4:] == "-01-01"
    assert usual.last == alibaba.day
    assert len(chart.month_ends(dates.day("2006-01-01"), dates.day("2025-12-31"))) == 240


def test_a_film_that_ends_before_it_begins_is_refused(alibaba):
    with pytest.raises(ValueError, match="would begin on 2019-01-01"):
        film.span(alibaba, dates.day("2019-01-01"))


def test_stamps_are_what_is_drawn(alibaba, drawn, played):
    """The last frame looks like the picture that is drawn in one go, up to the edges of letters and marks."""
    width, height, scale = film.SIZES["slide"]
    sheet = Sheet(width, height, LIGHT)
    plan = picture.arrange(alibaba, sheet, titled=True)
    picture.draw_still(plan)
    picture.draw_day(plan, alibaba.day, alibaba.codes, alibaba.sure, final=True)
    whole = imageio.imread(sheet.png(scale))[..., :3].astype(int)
    last = drawn[-1][..., :3].astype(int)
    assert last.shape == whole.shape
    assert np.abs(last - whole).mean() < 0.5
    assert (np.abs(last - whole).max(axis=-1) > 60).mean() < 0.002


def test_frames_differ_where_something_opened(drawn):
    moved = [np.abs(a[..., :3].astype(int) - b[..., :3]).max() for a, b in pairwise(drawn)]
    assert min(moved) > 100


def test_gif_holds_each_frame_and_the_last_one_longer(alibaba, played, drawn):
    heard = []
    content = film.gif(alibaba, played, tick=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    read = imageio.imread(content, plugin="pillow")
    assert read.shape == (len(played.days()), 720, 1280, 3)
    for frame, asked in zip(read, drawn, strict=True):
        # Colours are rounded to 32 levels and to the film's palette.
        assert np.abs(frame.astype(int) - asked[..., :3]).mean() < 3
    image = Image.open(io.BytesIO(content))
    pauses = []
    for at in range(image.n_frames):
        image.seek(at)
        pauses.append(image.info["duration"])
    assert pauses == [250] * (len(read) - 1) + [3000]
    assert image.info.get("loop") == 0


def test_gif_may_end_on_the_first_of_a_month(alibaba):
    """The day before is a frame of its own then."""
    span = film.span(alibaba, dates.day("2017-10-15"), dates.day("2018-01-01"))
    with Image.open(io.BytesIO(film.gif(alibaba, span, "square"))) as told:
        assert told.n_frames == len(span.days()) == 4


def test_mp4_plays_and_holds_the_last_frame(alibaba, played, drawn):
    heard = []
    content = film.mp4(alibaba, played, tick=heard.append)
    assert heard[-1] == 1.0
    read = imageio.imread(content, extension=".mp4", plugin="FFMPEG")
    held = round(film.HOLD_SECONDS * played.rate)
    assert len(read) == len(played.days()) - 1 + held
    assert read.shape[1:] == (720, 1280, 3)
    for frame, asked in zip(read, drawn, strict=False):
        assert np.abs(frame.astype(int) - asked[..., :3]).mean() < 4
    assert np.abs(read[-1].astype(int) - read[-held]).mean() < 1
    about = imageio.immeta(content, extension=".mp4", plugin="FFMPEG")
    assert about["fps"] == pytest.approx(4)
    assert about["codec"] == "h264"


@pytest.mark.parametrize("size", film.SIZES)
def test_films_of_each_size_have_even_sides(alibaba, size):
    (frame,) = film.frames(alibaba, film.Span(alibaba.day - 1, alibaba.day), size)
    width, height, scale = film.SIZES[size]
    assert frame.shape[0] % 2 == frame.shape[1] % 2 == 0
    assert abs(frame.shape[1] - width * scale) < 2
    assert abs(frame.shape[0] - height * scale) < 2


def test_a_film_on_dark_ground(alibaba):
    (frame,) = film.frames(alibaba, film.Span(alibaba.day - 1, alibaba.day), dark=True)
    assert tuple(frame[2, 2, :3]) == (14, 18, 23)


def test_gif_writes_what_changed_and_nothing_else():
    ground = np.zeros((40, 60), np.uint8)
    moved = ground.copy()
    moved[10:14, 20:26] = 1
    colours = [0, 0, 0, 255, 0, 0]
    content = gif.write(iter([(ground, 100), (moved, 100), (moved, 100), (ground, 500)]), colours)
    read = imageio.imread(content, plugin="pillow")
    red = (read[..., 0] == 255).sum(axis=(1, 2)).tolist()
    assert len(read) == 4
    assert red == [0, 24, 24, 0]
    many = gif.write(((moved if n % 2 else ground, 100) for n in range(200)), colours)
    assert len(many) < 200 * 80
    with pytest.raises(ValueError, match="at least one frame"):
        gif.write(iter([]), colours)
