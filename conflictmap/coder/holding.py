"""Which of two places that a report names together only says where the other lies."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from conflictmap.coder.numbers import read_number
from conflictmap.coder.placewords import distance_units, gloss_words, is_the_settlement
from conflictmap.coder.resolving import Mention
from conflictmap.coder.words import Word
from geodata import Place, distance_km

_BEHIND = 4  # words from a place to the town it belongs to
_FARTHEST_KM = 80.0  # of a place from an area it is said to lie in, beside twice the radius of that
_GLOSS_SIGNS = ",،()-–"
_LABEL_WORDS = 12  # words between a governorate's town that heads a sentence and the place within it


def without_glosses(words: Sequence[Word], mentions: list[Mention]) -> list[Mention]:
    """Places without those that only say where the one before lies: "Qusra, 30 km east of Nablus"."""
    kept = [*mentions[:1], *(m for before, m in pairwise(mentions) if not _glosses(words, m, before))]
    kept = [m for n, m in enumerate(kept) if not (n and _is_appended(words, m, kept[n - 1], kept[n + 1 : n + 2]))]
    return [m for m in kept if not (m.toponym.aside and _glosses_noun(words, m))]


def _is_appended(words: Sequence[Word], mention: Mention, before: Mention, after: Sequence[Mention]) -> bool:
    """Whether a governorate's town behind a comma only says where the place before lies: "in Vuhledar, Donetsk.", but
    not "in Saraqib, Idlib and Hama"."""
    place = mention.place
    is_seat = place.seat_of == "adm1" or place.name == place.admin1
    if mention.toponym.how != "listed" or mention.toponym.joined or not is_seat:
        return False
    if place.id == before.place.id or place.admin1_id != before.place.admin1_id:
        return False
    if before.toponym.how == "listed" or any(one.toponym.how == "listed" for one in after):
        return False
    return [word.text for word in words[before.end : mention.start]] in ([","], ["،"])


def _glosses(words: Sequence[Word], mention: Mention, before: Mention) -> bool:
    is_side = mention.toponym.how == "relation" or mention.place.kind == "surroundings"
    if not is_side or mention.toponym.joined or before.toponym.on_road or before.toponym.how == "bare":
        return False
    between = range(before.end, mention.start)
    return all(_is_of_gloss(words[at]) or read_number(words, at) is not None for at in between)


def _glosses_noun(words: Sequence[Word], mention: Mention) -> bool:
    """Whether a place only says where the one meant before lies: "المدينة الواقعة على بعد 40 كم شرق الرمادي"."""
    at = mention.start - 1
    while at >= 0 and (_is_of_gloss(words[at]) or read_number(words, at) is not None):
        at -= 1
    return 0 <= at < mention.start - 1 and is_the_settlement(words[at])


def _is_of_gloss(word: Word) -> bool:
    """Whether a word may stand between a place and the side of another: a sign, a number, a unit, "about"."""
    if word.is_sign:
        return word.text in _GLOSS_SIGNS
    return word.text[0].isdecimal() or word.text in distance_units() or word.text in gloss_words()


def is_holder(area: Mention, other: Mention) -> bool:
    """Whether a mention only says where another lies."""
    if area.holds(other) or area.surrounds(other):
        return True
    if other.holds(area) or _are_far(area.place, other.place):
        return False
    if 0 <= area.start - other.end <= 1 and area.toponym.preposition == "at" and not area.toponym.joined:
        return area.toponym.how in ("located", "class", "relation")  # "حي الزيتون بمدينة غزة"
    is_seat = area.place.seat_of == "adm1" and area.place.admin1_id == other.place.admin1_id
    if is_seat and 0 <= area.start - other.end <= _BEHIND and area.toponym.preposition == "at":
        return area.place.id != other.place.id and not area.toponym.joined  # "Jableh City Council in Latakia"
    gap = other.start - area.end
    if is_seat and 0 < gap <= _LABEL_WORDS and area.toponym.preposition == "at" and other.toponym.preposition == "at":
        return other.toponym.how != "listed" and not other.toponym.joined  # "In Saada, jets struck in Sahar"
    close = 0 <= area.start - other.end <= 1 or 0 <= other.start - area.end <= 2
    if close and area.place.kind in ("region", "adm1", "adm2") and other.place.kind not in ("region", "adm1", "adm2"):
        return area.place.country == other.place.country
    wide = (area.place.radius_km or 0) > (other.place.radius_km or 0) and not other.place.area_id
    return (
        0 <= area.start - other.end <= 1
        and wide
        and area.toponym.how in ("relation", "class")
        and area.place.geo_precision in ("near", "adm2", "adm1")
    )


def _are_far(area: Place, other: Place) -> bool:
    """Whether a place is too far from an area to lie in it, whatever the words say."""
    if not (area.lat and other.lat):
        return False
    return distance_km(area.lat, area.lon, other.lat, other.lon) > _FARTHEST_KM + 2 * (area.radius_km or 0.0)
