"""The data model: events, their dates, and the vocabularies they speak."""
