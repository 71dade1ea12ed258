"""Facts about cloud regions and partners, and the questions one asks of them. Draws nothing."""

from data.lifecycle import STATES, lives, states
from data.load import DataFaults, Tables, load

__all__ = ["STATES", "DataFaults", "Tables", "lives", "load", "states"]
