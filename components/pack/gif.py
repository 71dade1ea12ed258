"""A GIF film with one palette, whose frames hold only what changed: small, and quick to write.

Format: GIF89a, https://www.w3.org/Graphics/GIF/spec-gif89a.txt. The compressed pixels come from Pillow.
"""

import io
import struct
from collections.abc import Iterable

import numpy as np
from PIL import Image

KEPT = 255  # the colour that means "as before"


def write(frames: Iterable[tuple[np.ndarray, int]], palette: list[int]) -> bytes:
    """An endless film of (height x width of places in the palette, pause in ms). At most 255 colours."""
    out, before = io.BytesIO(), None
    for pixels, pause in frames:
        if before is None:
            height, width = pixels.shape
            # Header, screen with a palette of 256 colours, and the extension that plays it for ever.
            out.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0) + bytes((palette + [0] * 768)[:768]))
            out.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")
            out.write(_frame(pixels, 0, 0, pause, first=True))
        else:
            moved = pixels != before
            rows, columns = np.flatnonzero(moved.any(axis=1)), np.flatnonzero(moved.any(axis=0))
            if not len(rows):
                rows = columns = np.zeros(1, int)  # a frame like the one before still lasts its time
            top, left = int(rows[0]), int(columns[0])
            area = np.s_[top : rows[-1] + 1, left : columns[-1] + 1]
            part = np.where(moved[area], pixels[area], KEPT).astype(np.uint8)
            out.write(_frame(part, top, left, pause, first=False))
        before = pixels
    if before is None:
        raise ValueError("a film needs at least one frame")
    return out.getvalue() + b"\x3b"


def _frame(pixels: np.ndarray, top: int, left: int, pause: int, first: bool) -> bytes:
    """Control (keep what is there; the kept colour is clear), place, and pixels of one frame."""
    height, width = pixels.shape
    flags = 0x04 if first else 0x05
    control = b"\x21\xf9\x04" + struct.pack("<BHBB", flags, round(pause / 10), KEPT, 0)
    return control + b"\x2c" + struct.pack("<HHHHB", left, top, width, height, 0) + _packed(pixels)


def _packed(pixels: np.ndarray) -> bytes:
    """LZW code size and data blocks, cut out of a GIF of this frame alone that Pillow writes."""
    image = Image.fromarray(pixels, "P")
    image.putpalette([value for grey in range(256) for value in (grey, grey, grey)])
    alone = io.BytesIO()
    image.save(alone, "GIF", optimize=False, interlace=False)
    raw = alone.getvalue()
    at = 13 + 3 * 2 ** ((raw[10] & 7) + 1)
    while raw[at] == 0x21:  # extensions: marker, label, blocks, an empty block
        at += 2
        while raw[at]:
            at += raw[at] + 1
        at += 1
    if raw[at] != 0x2C or raw[at + 9] & 0xC0:
        raise ValueError("Pillow wrote a GIF of another shape than expected")
    begin = end = at + 10
    end += 1
    while raw[end]:
        end += raw[end] + 1
    return raw[begin : end + 1]
