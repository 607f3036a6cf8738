"""Conflict Map: dated, placed and sourced events of armed conflict on a map."""

__version__ = "0.1.0"
