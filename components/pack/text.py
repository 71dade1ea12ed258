"""Text that goes into files: what XML can hold, how wide it is, how it is cut into lines."""

import colorsys
import re
from functools import lru_cache

# Control characters that neither XML 1.0 nor Excel can hold, and lone surrogates.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_HSL = re.compile(r"hsl\((\d+),\s*(\d+)%,\s*(\d+)%\)")
_UNIT = 100.0


def fit(text: object) -> str:
    """Text from data without the characters that no XML file can hold."""
    return _UNFIT.sub("", str(text))


def clean(text: object) -> str:
    """The same on one line."""
    return " ".join(fit(text).split())


def rgb(colour: str) -> tuple[float, float, float]:
    """Red, green, blue in 0..1 of "#rrggbb" or "hsl(h,s%,l%)", the two ways of `style.mark_of`."""
    found = _HSL.fullmatch(colour)
    if found:
        hue, saturation, light = (int(part) for part in found.groups())
        return colorsys.hls_to_rgb(hue / 360, light / 100, saturation / 100)
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def hex_of(colour: str) -> str:
    """The same colour as RRGGBB."""
    return "".join(f"{round(part * 255):02X}" for part in rgb(colour))


def file_name(*parts: str) -> str:
    """A file name of plain letters, digits and dashes out of some words; dots of the last part are kept."""
    *words, ending = parts
    stem = re.sub(r"[^a-z0-9]+", "-", " ".join(words).casefold()).strip("-")
    return f"{stem[:80].strip('-') or 'atlas'}{ending}"


# Tried after DejaVu Sans for letters that it lacks, where the machine has them.
_OTHER_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans CJK KR",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Microsoft YaHei",
    "PingFang SC",
    "Malgun Gothic",
    "Arial Unicode MS",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
)


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """The fonts of pictures: DejaVu Sans, which comes with Matplotlib, then what the machine has for other scripts."""
    from matplotlib.font_manager import fontManager

    installed = {face.name for face in fontManager.ttflist}
    return "DejaVu Sans", *(name for name in _OTHER_FONTS if name in installed)


@lru_cache(maxsize=4)
def font(weight: str = "normal"):
    """Font properties of a weight, "normal" or "bold"; without a size."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=list(families()), weight=weight)


@lru_cache(maxsize=4)
def _faces(weight: str) -> list:
    from matplotlib.font_manager import FontProperties, findfont
    from matplotlib.ft2font import FT2Font

    faces = [FT2Font(findfont(FontProperties(family=name, weight=weight))) for name in families()]
    for face in faces:
        face.set_size(_UNIT, 72)
    return faces


@lru_cache(maxsize=65536)
def _advance(letter: str, weight: str) -> float | None:
    """How far a letter moves on, in ems; None where no font has it."""
    from matplotlib.ft2font import LoadFlags

    for face in _faces(weight):
        if face.get_char_index(ord(letter)):
            return face.load_char(ord(letter), LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / _UNIT
    return None


def drawable(words: str) -> str:
    """What a font has of a text: letters of other scripts are left out."""
    kept = "".join(letter for letter in words if letter == " " or _advance(letter, "normal") is not None)
    return kept if len(kept) == len(words) else " ".join(kept.split()).strip(" ·,:")


@lru_cache(maxsize=65536)
def _measured(text: str, weight: str) -> float:
    # Kerning, which would need the font for each pair, makes lines shorter by less than 1 %.
    return sum(1.0 if (ahead := _advance(letter, weight)) is None else ahead for letter in text)


def width(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line of text in the unit of its size."""
    return _measured(text, weight) * size


def shorten(text: str, room: float, size: float, weight: str = "normal") -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if width(text, size, weight) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle].rstrip() + "…", size, weight) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def wrap(text: str, room: float, size: float, weight: str = "normal", most: int | None = None) -> list[str]:
    """Lines that fit into a width; a word longer than the width is cut. At most so many lines, then an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        while True:
            longer = f"{line} {word}" if line else word
            if width(longer, size, weight) <= room:
                line = longer
                break
            if line:
                lines.append(line)
                line = ""
                continue
            fits = max(1, next((n for n in range(len(word), 0, -1) if width(word[:n], size, weight) <= room), 1))
            lines.append(word[:fits])
            word = word[fits:]
            if not word:
                break
    if line:
        lines.append(line)
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], shorten(" ".join(lines[most - 1 :]), room, size, weight)]
    return lines or [""]
