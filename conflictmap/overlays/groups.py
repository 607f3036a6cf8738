"""The shapes of an overlay by side, each side with a name and a style: what a legend lists."""

from __future__ import annotations

import colorsys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from conflictmap.overlays import sides
from conflictmap.overlays.shapes import Shape
from conflictmap.overlays.styles import HUES, Style
from conflictmap.words import Lang, joined, say

MAX_GROUPS = 12
"""Sides that a legend can tell apart; a file that has more is read by another of its texts."""
_FEW = 6  # shapes that may each be a side of their own
_NAMED = 2  # names that stand for a group that has none
_GREY = 0.15  # saturation below which a colour is grey
_ANGLES = ((35, "red"), (65, "yellow"), (95, "olive"), (170, "green"), (205, "cyan"), (265, "blue"), (345, "pink"))


@dataclass(frozen=True, slots=True)
class Group:
    """The shapes of one side: how it is called in the file, its style, and which shapes it has, by index.

    `names` are those of its shapes, for a group that the file gives a colour only.
    """

    text: str
    names: tuple[str, ...]
    style: Style
    indexes: tuple[int, ...]

    def label(self, lang: Lang) -> str:
        """The name for a legend; empty where the file says nothing, so that the overlay's title speaks for it."""
        if self.text:
            return sides.label(self.text, lang)
        shown = joined([sides.label(name, lang) for name in self.names[:_NAMED]], lang)
        more = len(self.names) - _NAMED
        return say("overlay.and_more", lang, names=shown, n=more) if more > 0 else shown


_Key = tuple[str, bool, bool, bool]  # text or colour, claimed, uncertain, dashed


def groups(shapes: Sequence[Shape]) -> list[Group]:
    """The sides of an overlay, largest area first, lines last."""
    by = _attribute(shapes)
    members: dict[_Key, list[int]] = {}
    for index, shape in enumerate(shapes):
        members.setdefault(_key(shape, by), []).append(index)
    size = {key: sum(shapes[i].geometry.area for i in indexes) for key, indexes in members.items()}
    keys = sorted(members, key=lambda key: (-size[key], key))
    lines = [key for key in keys if all(is_line(shapes[i]) for i in members[key])]
    hues = _hues(keys, lines, {key: _colour(shapes, members[key]) for key in keys}, by)
    return [_group(key, by, shapes, members[key], hues[key]) for key in keys]


def _attribute(shapes: Sequence[Shape]) -> str:
    """What tells the sides of a file apart: the first text that most shapes have and that has few values."""
    found = {name: Counter(filter(None, (getattr(s, name) for s in shapes))) for name in ("side", "name", "folder")}
    found["colour"] = Counter(filter(None, (shape.fill or shape.stroke for shape in shapes)))
    usable = [name for name, values in found.items() if _tells(values, len(shapes))]
    certain = [name for name in usable if any(sides.meant(text) for text in found[name])]
    several = [name for name in usable if len(found[name]) > 1]
    return next(iter((*certain, *several, *usable)), "colour")


def _tells(values: Counter[str], shapes: int) -> bool:
    distinct = len(values)
    return 2 * values.total() >= shapes and 0 < distinct <= MAX_GROUPS and (distinct <= max(_FEW, shapes // 2))


def _key(shape: Shape, by: str) -> _Key:
    text = (shape.fill or shape.stroke) if by == "colour" else getattr(shape, by)
    texts = (shape.side, shape.name, shape.folder)
    claimed, uncertain = sides.is_marked("claimed", texts), sides.is_marked("uncertain", texts)
    return text, claimed, uncertain, shape.dashed


def _colour(shapes: Sequence[Shape], indexes: Sequence[int]) -> str:
    """The colour the file gives most shapes of a group."""
    colours = Counter(filter(None, (shapes[i].fill or shapes[i].stroke for i in indexes)))
    return colours.most_common(1)[0][0] if colours else ""


def _hues(keys: Sequence[_Key], lines: Sequence[_Key], colours: dict[_Key, str], by: str) -> dict[_Key, str]:
    """A hue each: one's own by its name, else by a word in it, else like the file's colour, else one that is free.

    Only groups of the same side share a hue; they differ in hatching or dashes. Lines are told from areas by their
    form: those of no side are grey.
    """
    chosen = {key: _line_hue(key[0], colours[key]) for key in lines}
    owner: dict[str, str] = {}
    for wish in (_hue_by_name, _hue_by_word, _hue_by_colour, _any_hue):
        for key in keys:
            text = "" if by == "colour" else key[0]
            side = sides.meant(text) or sides.hinted(text)
            family = side.id if side else key[0]
            hue = wish(text, colours[key], owner)
            if hue and key not in chosen and owner.setdefault(hue, family) == family:
                chosen[key] = hue
    return {key: chosen.get(key, "grey") for key in keys}


def _line_hue(text: str, colour: str) -> str:
    """The hue of a line's side, else like the file's colour, else grey."""
    side = sides.meant(text) or sides.hinted(text)
    return side.hue if side else _hue_by_colour(text, colour, {}) or "grey"


def _hue_by_name(text: str, colour: str, owner: dict[str, str]) -> str:
    side = sides.meant(text)
    return side.hue if side else ""


def _hue_by_word(text: str, colour: str, owner: dict[str, str]) -> str:
    side = sides.hinted(text)
    return side.hue if side else ""


def _hue_by_colour(text: str, colour: str, owner: dict[str, str]) -> str:
    if not colour:
        return ""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    angle, saturation, _ = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < _GREY:
        return "grey"
    return next((hue for limit, hue in _ANGLES if angle * 360 < limit), "red")


def _any_hue(text: str, colour: str, owner: dict[str, str]) -> str:
    return next((hue for hue in HUES if hue not in owner), "")


def _group(key: _Key, by: str, shapes: Sequence[Shape], indexes: Sequence[int], hue: str) -> Group:
    text, claimed, uncertain, dashed = key
    text = "" if by == "colour" else text
    side = sides.meant(text)
    hatched = claimed or uncertain or bool(side and side.hatched)
    names = tuple(dict.fromkeys(filter(None, (shapes[i].name for i in indexes)))) if not text else ()
    return Group(text, names, Style(hue, hatched, hatched or dashed), tuple(indexes))


def is_line(shape: Shape) -> bool:
    """Whether a shape is a line of its own, as a front, and no area."""
    return bool(shapely.get_dimensions(shape.geometry) == 1)
