"""Colours, shapes and words that every part of the page shares."""

import base64
import html
import math
import zlib
from functools import lru_cache
from pathlib import Path

import streamlit as st

# Provider: colour on light ground, its twin on dark ground, shape. The eight largest have hues of their own
# that stay apart for colour-blind readers; shape tells apart what hue does not.
MARKS: dict[str, tuple[str, str, str]] = {
    "aws": ("#d97f00", "#f5a623", "square"),
    "azure": ("#1668c4", "#5aa9ff", "circle"),
    "gcp": ("#14865c", "#35c48d", "triangle"),
    "alibaba": ("#d9400f", "#ff7a45", "diamond"),
    "oracle": ("#a3167f", "#f06cc8", "hexagon"),
    "ibm": ("#4c3bc4", "#9d8cff", "pentagon"),
    "tencent": ("#2f9fd6", "#6fd0ff", "wedge"),
    "huawei": ("#8f1d33", "#ff8098", "star"),
    "akamai": ("#5b7f2b", "#a3cf62", "burst"),
    "baidu": ("#5a6acf", "#a9b4ff", "star"),
    "centurylink": ("#8c5a6b", "#d9a5b7", "wedge"),
    "digitalocean": ("#0f7f94", "#4cc8dd", "spark"),
    "exoscale": ("#b0413e", "#f0918e", "pentagon"),
    "hetzner": ("#a8323e", "#ff8f9a", "wedge"),
    "hp": ("#767a1c", "#cfd35e", "diamond"),
    "kakao": ("#8a6d00", "#e6c44a", "circle"),
    "naver": ("#1f7a3d", "#63d48a", "hexagon"),
    "otc": ("#c2187a", "#ff7dc0", "burst"),
    "ovh": ("#2b3f8f", "#8ea6ff", "triangle"),
    "scaleway": ("#6a2fa0", "#c493ff", "spark"),
    "stackit": ("#2d6b73", "#7cc7d1", "diamond"),
    "upcloud": ("#6b3fd4", "#b79cff", "square"),
    "vultr": ("#4a6078", "#a7bdd4", "hexagon"),
    "yandex": ("#9a6b12", "#e2b45c", "star"),
}
_SHAPES = ("circle", "square", "diamond", "triangle", "wedge", "pentagon", "hexagon", "star", "burst", "spark")

STATE_WORDS = {
    "announced": "Announced",
    "live": "Live",
    "closing": "Closing",
    "closed": "Closed",
    "cancelled": "Cancelled",
}
ACCESS_WORDS = {"public": "Public", "government": "Government", "sovereign": "Sovereign", "china": "China"}
ROLE_WORDS = {
    "operates": "operates",
    "hosts": "hosts",
    "resells": "resells",
    "joint_venture": "joint venture",
    "connects": "connects",
    "government_agreement": "government agreement",
    "invests": "invests",
    "other": "other tie",
}
ROLE_HELP = {
    "operates": "The partner runs the region and answers for it to the customer.",
    "hosts": "The partner gives building, power or network; the provider runs its cloud in it.",
    "resells": "The partner sells the provider's services under a contract.",
    "joint_venture": "Provider and partner own a company together.",
    "connects": "The partner carries traffic to the provider over private lines.",
    "government_agreement": "A public body and the provider signed a plan, a contract or a memorandum.",
    "invests": "The partner puts money into the region or the provider into the partner.",
    "other": "Named together by the sources, in none of the other roles.",
}
EVENT_WORDS = {
    "announced": "Announced",
    "promised": "Opening promised for",
    "launched": "Opened",
    "zones": "Zones",
    "closing": "Closure announced",
    "closed": "Closed",
    "cancelled": "Cancelled",
}


def mark_of(provider: str) -> tuple[str, str, str]:
    """Colour, colour on dark and shape of a provider; one that we do not know gets steady ones of its own."""
    if provider in MARKS:
        return MARKS[provider]
    seed = zlib.crc32(provider.encode())
    hue = seed % 360
    return f"hsl({hue},55%,38%)", f"hsl({hue},70%,68%)", _SHAPES[seed // 360 % len(_SHAPES)]


def corners(shape: str) -> list[tuple[float, float]]:
    """Corners of a shape as (turn, radius); empty for a circle. The same figures as components/assets/marks.js."""

    def polygon(n: int, turn: float, size: float) -> list[tuple[float, float]]:
        return [(turn + i / n, size) for i in range(n)]

    def star(n: int, inner: float, size: float) -> list[tuple[float, float]]:
        return [(-0.25 + i / (2 * n), inner if i % 2 else size) for i in range(2 * n)]

    return {
        "square": polygon(4, 0.125, 1.22),
        "diamond": polygon(4, 0, 1.3),
        "triangle": polygon(3, -0.25, 1.35),
        "wedge": polygon(3, 0.25, 1.35),
        "pentagon": polygon(5, -0.25, 1.15),
        "hexagon": polygon(6, 0, 1.12),
        "star": star(5, 0.6, 1.45),
        "burst": star(8, 0.75, 1.25),
        "spark": star(4, 0.55, 1.5),
    }.get(shape, [])


@lru_cache(maxsize=256)
def mark_svg(provider: str, dark: bool = False, size: int = 14) -> str:
    """A provider's mark as an SVG text."""
    light, twin, shape = mark_of(provider)
    colour = twin if dark else light
    figure = corners(shape)
    if figure:
        points = " ".join(
            f"{5 * r * math.cos(turn * math.tau):.2f},{5 * r * math.sin(turn * math.tau):.2f}" for turn, r in figure
        )
        body = f'<polygon points="{points}" fill="{colour}"/>'
    else:
        body = f'<circle r="5.4" fill="{colour}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -8 16 16" width="{size}" height="{size}">{body}</svg>'


@lru_cache(maxsize=256)
def mark_image(provider: str, dark: bool = False) -> str:
    """A provider's mark as a Markdown image, for labels of widgets."""
    packed = base64.b64encode(mark_svg(provider, dark).encode()).decode()
    return f"![](data:image/svg+xml;base64,{packed})"


_MARKDOWN = str.maketrans({sign: "\\" + sign for sign in "\\`*_{}[]()<>#+-!|~$:"})


def as_markdown(text: object) -> str:
    """Text from data, shown as it is where Markdown is read."""
    return str(text).replace("\n", " ").translate(_MARKDOWN)


def as_html(text: object) -> str:
    """Text from data, shown as it is where HTML is read."""
    return html.escape(str(text), quote=True)


def link_html(url: str, words: str) -> str:
    """A link that opens beside the page; words alone where the address is not http(s)."""
    if not str(url).startswith(("https://", "http://")):
        return as_html(words)
    return f'<a href="{as_html(url)}" target="_blank" rel="noopener noreferrer">{as_html(words)}</a>'


def plural(count: int, one: str, many: str | None = None) -> str:
    """ "1 region", "2 regions"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def page() -> None:
    """Lay our style sheet over the page."""
    st.html(Path(__file__).parent / "assets" / "page.css")
