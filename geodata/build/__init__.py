"""Builds `geodata/data` from packaged sources. Run by hand: `python -m geodata.build --sources DIR`."""

from __future__ import annotations
