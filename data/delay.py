"""A model of delay: how long a round trip over a great-circle distance takes, for comparison."""

LINES = {"Europe": (5.3, 17.6), "": (21.4, 14.9)}
"""Round trip in ms at no distance, and ms per 1,000 km: straight lines through round-trip times between own regions
of Google Cloud (2023-11), AWS (2025-05, measured by a third party) and Azure (2026-06). Within Europe 338 directed
pairs, R squared 0.84; over the whole world ("") 4,052 pairs, R squared 0.77, which is 13 ms too high within Europe.
Backbones, not access networks: good for comparing, not for promising."""


def modelled_rtt_ms(km: float, continent: str = "") -> float:
    """A round trip in ms over a great-circle distance in km, both ends on one continent or (blank) anywhere."""
    base, slope = LINES.get(continent, LINES[""])
    return base + slope * km / 1000
