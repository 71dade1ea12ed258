"""A sheet to draw on: one set of calls for PNG, SVG, PDF and the frames of a film.

Units are those of a page laid out for 1280 x 720; y runs down. What is drawn is kept and painted at the end, or
painted at once while a film is made.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from components.pack import text as texts

# Set once: real text in SVG and PDF, the same bytes for the same drawing, letters as wide as `text.width` says.
matplotlib.rcParams.update(
    {"svg.fonttype": "none", "svg.hashsalt": "atlas", "pdf.fonttype": 42, "text.hinting": "no_hinting"}
)

_HALO = "<style>g[id^=halo] text{paint-order:stroke;stroke:%s;stroke-width:3px;stroke-linejoin:round}</style>"
_FAMILY = "'DejaVu Sans', Verdana, 'Bitstream Vera Sans', sans-serif"


@dataclass(frozen=True)
class Ink:
    """The colours of a ground. `dark` picks the providers' lighter twins."""

    dark: bool
    ground: str
    sea: str
    land: str
    border: str
    ink: str
    quiet: str
    line: str
    accent: str
    warn: str


LIGHT = Ink(False, "#ffffff", "#f7f9fb", "#e3e7ed", "#c3cad5", "#1b2430", "#566170", "#d5dbe3", "#d9400f", "#a35200")
DARK = Ink(True, "#0e1217", "#12171d", "#29313b", "#434e5c", "#e8ecf1", "#a3afbd", "#37414d", "#ff7a45", "#ffb35c")


class Sheet:
    """A page of `width` x `height` units on one ground."""

    def __init__(self, width: float, height: float, ink: Ink = LIGHT):
        self.width, self.height, self.ink = width, height, ink
        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor=ink.ground)
        self.canvas = FigureCanvasAgg(self.figure)
        self.units = Affine2D().scale(1 / 72, -1 / 72).translate(0, height / 72) + self.figure.dpi_scale_trans
        self.renderer = None  # set while a film is made: paint at once
        self.halos = 0

    def put(self, artist: Artist) -> None:
        """Keep an artist for the end, or paint it now."""
        if self.renderer is None:
            artist.set_zorder(len(self.figure.get_children()))  # later ones on top, whatever they are
            self.figure.add_artist(artist)
        else:
            artist.set_figure(self.figure)
            artist.draw(self.renderer)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 13,
        weight: str = "normal",
        colour: str | None = None,
        anchor: str = "left",
        url: str = "",
        halo: bool = False,
    ) -> float:
        """Write one line with its baseline at y; gives its width. Signs such as $ stand for themselves."""
        words = texts.clean(words)
        room = texts.width(words, size, weight)
        left = x - {"left": 0, "center": room / 2, "right": room}[anchor]
        font = texts.font(weight).copy()
        font.set_size(size)
        if halo:
            outline = TextPath((0, 0), words, prop=font)
            flipped = Affine2D().scale(1, -1).translate(left, y) + self.units
            patch = PathPatch(
                outline, transform=flipped, facecolor="none", edgecolor=self.ink.ground, linewidth=3, joinstyle="round"
            )
            patch.set_gid("outline")
            self.put(patch)
        artist = Text(
            left,
            y,
            words,
            fontproperties=font,
            color=colour or self.ink.ink,
            transform=self.units,
            parse_math=False,
            va="baseline",
            url=url or None,
        )
        if halo:
            self.halos += 1
            artist.set_gid(f"halo{self.halos}")
        self.put(artist)
        return room

    def lines(self, x: float, y: float, rows: Sequence[str], size: float, leading: float = 1.4, **look) -> float:
        """Write lines below each other, the first baseline at y; gives the baseline after the last."""
        for row in rows:
            self.text(x, y, row, size, **look)
            y += size * leading
        return y

    def box(self, x: float, y: float, width: float, height: float, fill: str = "none", edge: str = "none") -> None:
        """A rectangle."""
        self.put(Rectangle((x, y), width, height, transform=self.units, facecolor=fill, edgecolor=edge, linewidth=0.8))

    def rule(self, x1: float, y1: float, x2: float, y2: float, colour: str = "", weight: float = 0.8, dashes=None):
        """A straight line."""
        line = Line2D([x1, x2], [y1, y2], transform=self.units, color=colour or self.ink.line, linewidth=weight)
        if dashes:
            line.set_linestyle((0, dashes))
        self.put(line)

    def path(
        self, points, codes=None, fill="none", edge="none", weight: float = 1.0, clip=None, dashes=None, alpha=None
    ) -> None:
        """A free path, cut at the box `clip` if there is one; `dashes` in units."""
        patch = PathPatch(
            Path(points, codes),
            transform=self.units,
            facecolor=fill,
            edgecolor=edge,
            linewidth=weight,
            joinstyle="round",
            alpha=alpha,
        )
        if dashes:
            # Matplotlib counts dashes in widths of the line.
            patch.set_linestyle((0, tuple(part / weight for part in dashes)))
        if clip:
            patch.set_clip_path(Rectangle(clip[:2], clip[2], clip[3], transform=self.units))
        self.put(patch)

    def disc(self, x: float, y: float, radius: float, fill="none", edge="none", weight: float = 1.0) -> None:
        """A circle."""
        circle = Path.unit_circle().transformed(Affine2D().scale(radius).translate(x, y))
        self.path(circle.vertices, circle.codes, fill=fill, edge=edge, weight=weight if edge != "none" else 0)

    def png(self, scale: float = 1.0) -> bytes:
        """The sheet as a PNG of width x scale by height x scale pixels."""
        self.figure.set_dpi(72 * scale)
        out = io.BytesIO()
        self.figure.savefig(out, format="png", dpi=72 * scale, facecolor=self.ink.ground, metadata={"Software": None})
        return out.getvalue()

    def svg(self, title: str = "") -> bytes:
        """The sheet as SVG with real text, which a reader can select and search."""
        out = io.BytesIO()
        for artist in self.figure.findobj(lambda one: one.get_gid() == "outline"):
            artist.set_visible(False)
        about = {"Date": None, "Creator": "Cloud Expansion Atlas", "Title": texts.clean(title)}
        self.figure.savefig(out, format="svg", facecolor=self.ink.ground, metadata=about)
        for artist in self.figure.findobj(lambda one: one.get_gid() == "outline"):
            artist.set_visible(True)
        svg = out.getvalue().decode("utf-8").replace("'DejaVu Sans'", _FAMILY)  # Verdana is as wide
        # The prologue names a DTD on another host; no reader needs it.
        svg = re.sub(r"<!DOCTYPE[^>]*>\s*", "", svg, count=1)
        return svg.replace("<defs>", _HALO % self.ink.ground + "<defs>", 1).encode("utf-8")
