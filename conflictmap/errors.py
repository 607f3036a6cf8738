"""The one tree of errors this library raises on purpose.

ConflictMapError
├── InvalidEvent      a field of an event breaks the model (also a ValueError)
├── InvalidFilter     a filter value cannot be read (also a ValueError)
│   └── UnknownFilter no filter has this name
├── InvalidBrief      what a briefing is asked for cannot be had (also a ValueError)
├── InvalidSetting    a setting cannot be read (also a ValueError)
├── UnknownTerm       a vocabulary has no such term (also a LookupError)
├── NotServed         the app's routes have nothing under an address (also a LookupError)
├── RenderingFailed   a picture could not be made
├── UnreadableFile    a file is not what its reader expects (also a ValueError)
├── QueryStopped      a query took longer than it may, or nobody waits for it any more
└── StoreError        the event store cannot be read or written
    └── UnknownEvent  the store has no event with this id (also a LookupError)

A message says what was expected, what came, and where. Errors are caught in three places only: the page frame,
`cli.main` and the routes.
"""

from __future__ import annotations


class ConflictMapError(Exception):
    """Root of all errors raised on purpose; its text may be shown to a user."""


class InvalidEvent(ConflictMapError, ValueError):
    """A field of an event breaks the model."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        self.field, self.value, self.expected = field, value, expected
        super().__init__(f"{field}: expected {expected}, got {value!r}")


class InvalidFilter(ConflictMapError, ValueError):
    """A filter value cannot be read."""

    def __init__(self, field: str, value: object, expected: str) -> None:
        self.field, self.value, self.expected = field, value, expected
        super().__init__(f"filter {field}: expected {expected}, got {value!r}")


class UnknownFilter(InvalidFilter):
    """No filter has this name."""


class InvalidBrief(ConflictMapError, ValueError):
    """What a briefing is asked for cannot be had."""


class InvalidSetting(ConflictMapError, ValueError):
    """A setting cannot be read."""


class UnknownTerm(ConflictMapError, LookupError):
    """A vocabulary has no such term."""


class NotServed(ConflictMapError, LookupError):
    """The app's routes have nothing under an address."""


class UnreadableFile(ConflictMapError, ValueError):
    """A file is not what its reader expects."""


class RenderingFailed(ConflictMapError):
    """A picture could not be made."""


class QueryStopped(ConflictMapError):
    """A query took longer than it may, or nobody waits for it any more."""


class StoreError(ConflictMapError):
    """The event store cannot be read or written."""


class UnknownEvent(StoreError, LookupError):
    """The store has no event with this id."""
