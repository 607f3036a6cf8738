"""Briefing pictures: what they say (`content`), how the map is drawn (`mapdrawing`), and PNG and PDF (`render`)."""
