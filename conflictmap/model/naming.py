"""How places, areas and datasets are called in a language; the other language's name where one is missing."""

from __future__ import annotations

from conflictmap.model import vocabulary
from conflictmap.model.event import EventPlace
from conflictmap.words import Lang, all_words, either, say
from geodata import Areas


def area_label(area_id: str, lang: Lang) -> str:
    """The name of a country or admin-1 area by its id; the id itself where it is not known."""
    area = Areas.open().get(area_id)
    return (either(lang, area.name, area.name_ar) if area else None) or area_id


def place_label(place: EventPlace, lang: Lang) -> str:
    """The name of a place, or its country's, or that none is known. An area is not mistaken for its capital."""
    name = either(lang, place.name, place.name_ar)
    if name is None:
        return area_label(place.country, lang) if place.country else say("place.none", lang)
    return say("place.area", lang, name=name) if place.kind == "adm1" else name


def place_chain(place: EventPlace, lang: Lang) -> list[str]:
    """The place and what contains it, smallest first; nothing is said twice."""
    district = place.admin2 if lang == "en" else None  # the gazetteer's districts have Latin names only
    admin1 = area_label(place.admin1_id, lang) if place.admin1_id else either(lang, place.admin1, place.admin1_ar)
    country = area_label(place.country, lang) if place.country else None
    chain = [either(lang, place.name, place.name_ar), district, admin1, country]
    return list(dict.fromkeys(part for part in chain if part))


def kind_label(kind: str | None, lang: Lang) -> str:
    """What a place is, in words; a kind that no row describes, as a source may have, as it stands."""
    kinds = vocabulary.place_kinds()
    return kinds.get(kind).label(lang) if kind and kind in kinds else (kind or "").replace("_", " ")


def licence_label(licence: str, lang: Lang) -> str:
    """A licence in words: that of reports is in words.toml, others are named as they are."""
    return all_words(lang, "licence.").get(licence, licence)


def dataset_label(dataset: str, lang: Lang) -> str:
    """A dataset's name: ours are in words.toml, a user's own is its id."""
    return all_words(lang, "dataset.").get(dataset, dataset)
