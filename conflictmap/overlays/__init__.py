"""Overlays: areas of control, zones and front lines of others, kept with author, licence and days, drawn by date."""
