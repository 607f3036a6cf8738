"""Measurements beside the alternatives a user would reach for. Run by hand; never part of the tests."""
