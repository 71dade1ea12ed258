"""The years played, as GIF or MP4: one frame a month or quarter, the last one held. The land is drawn once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.transforms import Affine2D
from PIL import Image

from components import style
from components.pack import chart, picture, text
from components.pack.gif import write as write_gif
from components.pack.marks import Marks
from components.pack.sheet import DARK, LIGHT, Sheet
from components.pack.view import View
from components.selection import FIRST_DAY
from data import dates

STEPS = {"month": chart.month_ends, "quarter": chart.quarter_ends}
# Pixels per unit of `picture.SIZES`: a film is smaller than a picture. Even numbers of pixels, as MP4 wants them.
SIZES = {"slide": (1280, 720, 1.0), "square": (900, 900, 0.8), "a4": (1123, 794, 1.0)}
SIZE_WORDS = {"slide": "Slide, 1280 × 720", "square": "Square, 720 × 720", "a4": "A4 landscape, 1122 × 794"}
FRAMES_A_SECOND = 12
HOLD_SECONDS = 3.0
_COLOURS = 255


@dataclass(frozen=True)
class Span:
    """What is played: first and last day, `every` month or quarter, frames a second."""

    first: int
    last: int
    every: str = "month"
    rate: float = FRAMES_A_SECOND

    def days(self) -> list[int]:
        """The day of each frame; the last one is the span's own last day."""
        inner = [day for day in STEPS[self.every](self.first, self.last) if day < self.last]
        return [*inner, self.last]


def span(view: View, first: int | None = None, last: int | None = None, every: str = "month", rate: float = 0) -> Span:
    """The span to play: by default from the year of the first event to the view's day. ValueError if it is empty."""
    last = view.day if last is None else last
    if first is None:
        known = [day for day in view.fitting[["announced_lo", "live_lo"]].min(axis=1) if day < last]
        begin = max(min(known, default=last - 365), dates.day(FIRST_DAY))
        first = dates.day(dates.date_of(begin).replace(month=1, day=1))
    if first >= last:
        raise ValueError(f"the film would begin on {dates.date_of(first)}, not before its end {dates.date_of(last)}")
    return Span(first, last, every, rate or FRAMES_A_SECOND)


class Reel(Sheet):
    """A sheet that paints at once, frame by frame. What looked the same before is stamped, not drawn again."""

    def start(self, scale: float) -> None:
        """Paint what was put so far; from now on each frame begins with it."""
        self.scale = scale
        self.figure.set_dpi(72 * scale)
        self.canvas.draw()
        self.renderer = self.canvas.get_renderer()
        self.pixels = np.asarray(self.renderer.buffer_rgba())
        self.page = self.pixels[..., :3]
        self.ground = self.pixels.copy()
        self.stamps: dict[tuple, tuple] = {}

    def clear(self) -> None:
        """Begin a frame."""
        self.pixels[...] = self.ground

    def text(self, x: float, y: float, words: str, size: float = 13, weight: str = "normal", **look) -> float:
        """As on a sheet."""
        if self.renderer is None:
            return super().text(x, y, words, size, weight, **look)
        room = text.width(words, size, weight)
        left = x - {"left": 0, "center": room / 2, "right": room}[look.get("anchor", "left")]
        box = (left - 4, y - size * 1.2, left + room + 4, y + size * 0.5)
        key = ("text", x, y, words, size, weight, *sorted(look.items()))
        self._stamp(key, box, lambda: Sheet.text(self, x, y, words, size, weight, **look))
        return room

    def put(self, artist) -> None:
        """As on a sheet; marks one by one."""
        if self.renderer is None or not isinstance(artist, Marks) or not artist.places:
            super().put(artist)
            return
        if artist.hubs:
            super().put(Marks(self, [], artist.single, artist.hubs))
        for place in artist.places:
            key = (place.group, *place.slices, place.closed, place.partnered, artist.ring)
            reach = place.r * 1.6 + 8
            box = (place.x - reach, place.y - reach, place.x + reach, place.y + reach)
            self._stamp(key, box, lambda one=place: Sheet.put(self, Marks(self, [one], artist.single, (), artist.ring)))

    def _stamp(self, key: tuple, box: tuple[float, float, float, float], draw: Callable[[], object]) -> None:
        if key not in self.stamps:
            self.stamps[key] = self._cut(box, draw)
        top, left, paint, keep = self.stamps[key]
        part = self.page[top : top + len(paint), left : left + paint.shape[1]]
        part[...] = ((part * keep + paint) >> 8).astype(np.uint8)

    def _cut(self, box: tuple[float, float, float, float], draw: Callable[[], object]) -> tuple:
        """Draw into a small picture of its own: top, left, colours times alpha, and what they let through (of 256)."""
        height, width = self.page.shape[:2]
        left, top = max(0, int(box[0] * self.scale)), max(0, int(box[1] * self.scale))
        right = min(width, int(box[2] * self.scale) + 2)
        bottom = min(height, int(box[3] * self.scale) + 2)
        if right <= left or bottom <= top:
            return 0, 0, np.zeros((0, 0, 3), np.uint16), np.zeros((0, 0, 1), np.uint16)
        held = self.renderer, self.units
        self.renderer = RendererAgg(right - left, bottom - top, 72 * self.scale)
        self.units = held[1] + Affine2D().translate(-left, bottom - height)
        try:
            draw()
            rgba = np.asarray(self.renderer.buffer_rgba()).astype(np.uint16)
        finally:
            self.renderer, self.units = held
        alpha = rgba[..., 3:] + (rgba[..., 3:] >> 7)  # 0..256, so that a shift divides
        return top, left, rgba[..., :3] * alpha, 256 - alpha


def frames(view: View, played: Span, size: str = "slide", dark: bool = False) -> Iterator[np.ndarray]:
    """One frame a day of the span: height x width x 4 (red, green, blue, always 255), uint8."""
    width, height, scale = SIZES[size]
    view = view.at(played.last)
    sheet = Reel(width, height, DARK if dark else LIGHT)
    # The legend and the frame are those of the end, so that nothing jumps.
    plan = picture.arrange(view, sheet, titled=True)
    picture.draw_still(plan)
    sheet.start(scale)
    rows, columns = (2 * (round(side * scale) // 2) for side in (height, width))
    for day in played.days():
        sheet.clear()
        codes, sure = view.on(day)
        picture.draw_day(plan, day, codes, sure, final=day == played.last)
        yield sheet.pixels[:rows, :columns].copy()


def _held(played: Span) -> int:
    """How many frames the last one stands for."""
    return max(1, round(HOLD_SECONDS * played.rate))


def mp4(
    view: View,
    played: Span,
    size: str = "slide",
    dark: bool = False,
    tick: Callable[[float], None] = lambda share: None,
) -> bytes:
    """The film as MP4 (H.264), which slides and browsers play. `tick` hears how far it is, 0..1."""
    import tempfile
    from pathlib import Path

    import imageio_ffmpeg

    total = len(played.days())
    width, height, scale = SIZES[size]
    measures = tuple(2 * (round(side * scale) // 2) for side in (width, height))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        # yuv420p and faststart: what every player can read, and while it is still arriving.
        writer = imageio_ffmpeg.write_frames(
            str(path),
            measures,
            fps=played.rate,
            pix_fmt_in="rgba",
            codec="libx264",
            pix_fmt_out="yuv420p",
            macro_block_size=2,
            quality=None,
            output_params=["-crf", "20", "-preset", "veryfast", "-tune", "animation", "-movflags", "+faststart"],
        )
        writer.send(None)
        try:
            for number, frame in enumerate(frames(view, played, size, dark), 1):
                writer.send(frame)
                tick(number / total)
            for _ in range(_held(played) - 1):
                writer.send(frame)
        finally:
            writer.close()
        return path.read_bytes()


def gif(
    view: View,
    played: Span,
    size: str = "slide",
    dark: bool = False,
    tick: Callable[[float], None] = lambda share: None,
) -> bytes:
    """The film as an endless GIF of at most 255 colours. `tick` hears how far it is, 0..1."""
    total = len(played.days())
    palette, nearest = _palette(view, played, size, dark)

    def indexed() -> Iterator[tuple[np.ndarray, int]]:
        for number, frame in enumerate(frames(view, played, size, dark), 1):
            # Five bits of each colour, taken from the four bytes of a pixel at once.
            whole = frame.view("<u4")[..., 0]
            key = ((whole & 0xF8) << 7) | ((whole >> 6) & 0x3E0) | ((whole >> 19) & 0x1F)
            hold = HOLD_SECONDS if number == total else 1 / played.rate
            yield nearest[key], round(1000 * hold)
            tick(number / total)

    return write_gif(indexed(), palette)


def _palette(view: View, played: Span, size: str, dark: bool) -> tuple[list[int], np.ndarray]:
    """255 colours for the whole film, and for each of the 32 x 32 x 32 colours the nearest of them."""
    ink = DARK if dark else LIGHT
    ground = np.array(text.rgb(ink.ground))
    marks = [np.array(text.rgb(style.mark_of(p)[1 if dark else 0])) for p in sorted(set(view.fitting["provider"]))]
    # Marks are small: a palette made by area alone would lose their colours.
    exact = [share * mark + (1 - share) * ground for mark in marks for share in (1.0, 0.45, 0.28)]
    exact += [text.rgb(one) for one in (ink.ground, ink.sea, ink.land, ink.border, ink.ink, ink.quiet, ink.accent)]
    exact = np.round(np.array(exact)[:200] * 255)
    (last,) = frames(view, Span(played.last, played.last), size, dark)
    rest = _COLOURS - len(exact)
    sample = Image.fromarray(last[..., :3]).quantize(rest, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    found = np.array(sample.getpalette()[: 3 * rest], float).reshape(-1, 3)
    colours = np.concatenate([exact, found])
    levels = np.arange(32) * 255 / 31
    cube = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(-1, 3)
    far = (colours**2).sum(axis=1) - 2 * cube @ colours.T
    return colours.astype(int).reshape(-1).tolist(), far.argmin(axis=1).astype(np.uint8)
