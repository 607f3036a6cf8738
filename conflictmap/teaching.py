"""Names taught to the actor vocabulary: a journal of aliases with who, when and why, that can be taken back.

The packaged vocabulary is never written; the taught names are laid over it wherever actors are looked up.
"""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from filelock import FileLock

from conflictmap import savedreports, settings
from conflictmap.coder import acting
from conflictmap.errors import ConflictMapError, UnreadableFile
from conflictmap.model import vocabulary
from geodata.normalize import fold

LONGEST = 200
"""Characters of a name, and of who and why."""


class Unteachable(ConflictMapError, ValueError):
    """A name that no actor can be taught; its text says why."""


@dataclass(frozen=True, slots=True)
class Alias:
    """One row of the journal: a further name of an actor of the vocabulary. `withdrawn` takes the rows before back."""

    actor: str
    name: str
    who: str
    why: str
    when: str = ""
    withdrawn: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What makes two rows speak of the same."""
        return self.actor, fold(self.name)


def journal() -> Path:
    """The file of taught names, inside the folder of the setting `home`."""
    return settings.home() / "vocabulary" / "aliases.csv"


def read() -> list[Alias]:
    """The whole journal, oldest first.

    Raises:
        UnreadableFile: a row is none of the journal's.
    """
    path = journal()
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    try:
        return [_alias(row) for row in rows]
    except (TypeError, KeyError) as error:
        raise UnreadableFile(f"{path.name}: expected rows of taught names, got: {error}") from error


def _alias(row: dict[str, str]) -> Alias:
    return Alias(row["actor"], row["name"], row["who"], row["why"], row["when"], row["withdrawn"] == "yes")


def in_force() -> list[Alias]:
    """The names that count: the last row of each, unless it withdraws."""
    last = {row.key: row for row in read()}
    return [row for row in last.values() if not row.withdrawn]


def teach(alias: Alias) -> Alias:
    """Adds a row to the journal and has it count from now on; returns it with its time.

    Raises:
        Unteachable: the actor is not known, or the name cannot be one or is another actor's.
    """
    row = replace(alias, name=" ".join(alias.name.split()), when=savedreports.now())
    _check(row)
    path = journal()
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.parent / "write.lock", timeout=savedreports.WRITE_WAIT_S):
        fresh = not path.exists()
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            if fresh:
                writer.writerow([field.name for field in fields(Alias)])
            writer.writerow({**asdict(row), "withdrawn": "yes" if row.withdrawn else ""}.values())
    apply()
    return row


def withdraw(alias: Alias, who: str, why: str) -> Alias:
    """Takes a taught name back; the row that does so stands in the journal too."""
    return teach(replace(alias, who=who, why=why, withdrawn=True))


def _check(row: Alias) -> None:
    if row.actor not in vocabulary.actor_book().actors:
        raise Unteachable(f"alias: expected an actor of the vocabulary, got {row.actor[:40]!r}")
    for name in ("name", "who", "why"):
        value = getattr(row, name)
        if not value.strip() or len(value) > LONGEST or any(ord(character) < 32 for character in value):
            raise Unteachable(f"alias, {name}: expected one line of 1 to {LONGEST} characters")
    if len(fold(row.name)) < 3:
        raise Unteachable(f"alias: expected a name of at least 3 letters, got {row.name!r}")
    known = vocabulary.actor_book().find(row.name)
    if not row.withdrawn and known is not None:
        whose = vocabulary.actor_book().label(known, "en")
        raise Unteachable(f"alias: expected a name that no actor has yet, {row.name!r} is a name of {whose}")


_applied: tuple[Path, int] | None = None


def apply() -> int:
    """Lays the taught names over the vocabulary where the journal has changed; returns what names its state."""
    global _applied
    path = journal()
    state = path, path.stat().st_mtime_ns if path.exists() else 0
    if state != _applied and (state[1] or _applied):
        taught: dict[str, list[str]] = {}
        for row in in_force():
            taught.setdefault(row.actor, []).append(row.name)
        vocabulary.teach(taught)
        acting.forget_names()
    _applied = state
    return state[1]
