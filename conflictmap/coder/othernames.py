"""Names that no gazetteer knows as they are written: behind a noun of places, in another spelling, and capitals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from conflictmap.coder import around
from conflictmap.coder import placewords as near
from conflictmap.coder.knownnames import CAPITAL, LATIN_ARTICLES
from conflictmap.coder.placewords import Toponym, capitals
from conflictmap.coder.words import Word
from geodata.classes import is_common_word
from geodata.normalize import is_arabic

JOINERS = "-'’ʼ`´"  # inside Latin names: "al-Assal", "Ma'arrat"
_FOREIGN = 7  # letters of a name that seldom is a verb
_ENDS_OF_VERBS = ("ون", "ها", "هم", "ان")
_ENDS_OF_PEOPLE = ("ين", "ات", "يه", "ون")
_TO_CAPITAL = 6  # words and signs back from "capital" to whose it is
_LANDFORMS = ("wadi", "mountains", "hills", "hill")
_LIST_WORDS = 2  # between two names of a list: ", and"
_LEAST_LETTERS = 4  # of a name in an unknown spelling
# before such a name
_PLACED = ("in", "near", "at", "outside", "around", "inside", "over", "across", "throughout", "within")
_ENDS_OF_ITEMS = (",", ".", ";", "and", "or", "\n", ")", "in", "(")


class OtherNames:
    """Reads such names among words. `taken`, `is_upper`: as in `toponyms`."""

    def __init__(self, words: Sequence[Word], taken: frozenset[int], is_upper: Callable[[Word], bool]) -> None:
        self.words, self.taken, self.is_upper = words, taken, is_upper

    def behind_noun(self, position: int, name_at: int) -> Toponym | None:
        """A class noun with a name that the gazetteer may know by another spelling."""
        first = self.words[name_at]
        if first.is_sign or first.text in near.prepositions() or first.text.isdecimal():
            return None
        is_begun = first.text in near.beginnings_ar() and name_at + 1 < len(self.words)
        if not is_begun and (
            around.is_class_noun(self.words, name_at, name_at + 1)
            or is_common_word(first.text)
            or first.text in near.tails()
            or first.text in near.needs_a_noun()
        ):
            return None
        if first.text.startswith("لل") and first.text.endswith(_ENDS_OF_PEOPLE):
            return None  # "مخيم للنازحين"
        if (first.text.endswith("يه") and not first.text.startswith("ال")) or self._is_verb(name_at):
            return None  # "منطقة حدودية", "منطقة تسيطر عليها": no name
        if not is_arabic(first.text) and not self.is_upper(first):
            return None
        lead = around.lead_words(self.words, position, name_at)
        names, end = self.from_word(name_at)
        count = 1 + (is_begun and len(names) > 1)
        last = name_at + count if is_arabic(first.text) else end  # capitals tell where a Latin name ends
        names = names[count - 1 :] if is_arabic(first.text) else names
        queries = [" ".join([*lead, name]) for name in reversed(names)]
        if any(word in _LANDFORMS for word in lead) or (lead and not is_arabic(first.text)):
            queries += [name for name in reversed(names)]  # a valley is called after its village
        preposition = around.preposition(self.words, position, around.clitics_of_lead(self.words, position))
        return Toponym(
            position, name_at, last, queries[-1], names[0 if is_arabic(first.text) else -1], "unknown", preposition,
            around.is_stationed(self.words, position), is_settlement=first.text[0] not in "يت", names=queries,
        )  # fmt: skip

    def from_word(self, name_at: int) -> tuple[list[str], int]:
        """The names of one, two or three words that may begin at a word, and where the longest ends."""
        end, names = name_at + 1, [self.words[name_at].text]
        while end < min(len(self.words), name_at + 6):  # two words more, with their joiners
            word = self.words[end]
            if word.is_sign and word.text in JOINERS and around.is_tight(self.words, end):
                end += 1
                continue
            is_name = is_arabic(word.text) or self.is_upper(word) or self._is_article_of_name(end)
            if word.is_sign or end in self.taken or len(names) > 2 or not is_name:
                break
            longer = f"{names[-1]} {word.text}"
            names = [*(names[:-1] if names[-1].split()[-1] in LATIN_ARTICLES else names), longer]  # "ain el" is no name
            end += 1
        while self.words[end - 1].is_sign:
            end -= 1
        return names, end

    def _is_article_of_name(self, position: int) -> bool:
        """Whether a small article leads to more of a name: "Ain el-Hilweh"."""
        if self.words[position].text not in LATIN_ARTICLES or position + 2 >= len(self.words):
            return False
        return self.words[position + 1].text in JOINERS and self.is_upper(self.words[position + 2])

    def spelt(self, position: int, is_joined: Callable[[int], bool]) -> Toponym | None:
        """A Latin name in another spelling than the gazetteer's: behind "in", or before "town", "district"."""
        word = self.words[position]
        if word.is_sign or is_arabic(word.text):
            return None
        is_article = word.text in LATIN_ARTICLES and word.text != "the"
        before = self.words[position - 1] if position else None
        is_name = before is not None and self.is_upper(before) and before.text not in _PLACED  # "In" begins a sentence
        if before is None or (is_name and not before.is_sign) or not self._begins_a_name(position):
            return None
        names, end = self.from_word(position)
        tail_end = around.tail(self.words, end, self.taken)
        begins = before.is_sign or word.text in near.prepositions()  # a capital there makes no word a name
        if around.is_a_word(word.text) and not is_article and (len(names) == 1 or tail_end == end or begins):
            return None
        preposition = around.preposition(self.words, position - (before.text == "the"), "")
        if tail_end == end and before.text not in _PLACED:
            return None
        if near.no_names().intersection(names[-1].split()) or (end < len(self.words) and self.words[end].text in "'’"):
            return None
        name, queries = names[-1], [" ".join([names[-1], *(w.text for w in self.words[end:tail_end] if not w.is_sign)])]
        return Toponym(
            position, position, tail_end, queries[0], name, "spelt", preposition,
            around.is_stationed(self.words, position), is_joined(position), names=[*queries, name],
        )  # fmt: skip

    def of_list(self, position: int, before: Toponym | None, known: Toponym | None) -> Toponym | None:
        """The next Latin name of a list of places as far as its capitals go: "Binnish, Abyeen Samaan, Hazzano and".

        `known`: what the gazetteer knows there, which may be but the beginning of the name.
        """
        longer = self._item(position, before)
        if longer is None or known is None:
            return longer or known
        longer.names = [longer.query, known.query]
        return longer if longer.end > known.end else known

    def _item(self, position: int, before: Toponym | None) -> Toponym | None:
        if before is None or not 0 < position - before.end <= _LIST_WORDS or not self._begins_a_name(position):
            return None
        between = [word.text for word in self.words[before.end : position]]
        first = self.words[position]
        is_list = all(text in (",", "and", "or") for text in between) and before.preposition != "from"
        if not is_list or before.how == "bare" or around.is_a_word(first.text) or first.text in near.no_names():
            return None
        names, end = self.from_word(position)
        after = self.words[end].text if end < len(self.words) else "."
        if after not in _ENDS_OF_ITEMS or near.no_names().intersection(names[-1].split()):
            return None
        return Toponym(
            position, position, end, names[-1], names[-1], "spelt", before.preposition, joined=between[-1] == "and",
        )  # fmt: skip

    def _begins_a_name(self, position: int) -> bool:
        """Whether a word with a capital, or an article before one, may begin a Latin name."""
        word = self.words[position]
        if word.is_sign or position in self.taken or is_arabic(word.text):
            return False
        if word.text not in LATIN_ARTICLES or word.text == "the":
            return len(word.text) >= _LEAST_LETTERS and self.is_upper(word)
        behind = self.words[position + 1 : position + 3]
        is_joined = len(behind) == 2 and behind[0].text in JOINERS
        if not is_joined:  # "El Khuwei"
            return self.is_upper(word) and bool(behind) and not behind[0].is_sign and self.is_upper(behind[0])
        return self.is_upper(word) or self.is_upper(behind[1])

    def _is_verb(self, at: int) -> bool:
        """Whether a word behind a class noun may be a verb of the present: "منطقة تسيطر عليها", but not "تين-أكوف"."""
        text = self.words[at].text
        is_joined = at + 1 < len(self.words) and self.words[at + 1].text == "-"
        is_long = len(text) >= _FOREIGN and not text.endswith(_ENDS_OF_VERBS)
        return text[0] in "يت" and not (is_joined or is_long)

    def capital(self, position: int) -> Toponym | None:
        """The city that "the Libyan capital" means."""
        if self.words[position].text != CAPITAL:
            return None
        if (own := self._own_capital(position)) is not None:
            return own
        reach = range(position - 1, max(-1, position - 1 - _TO_CAPITAL), -1)  # "Yemen's rebel-held capital"
        start = next((n for n in reach if self.words[n].text in capitals()), None)
        if start is None or any(w.is_sign and w.text not in "'’-" for w in self.words[start:position]):
            return None
        city = capitals()[self.words[start].text]
        preposition = around.preposition(self.words, start - (self.words[start - 1].text == "the"), "")
        return Toponym(position, position, position + 1, city, city, "class", preposition)

    def _own_capital(self, position: int) -> Toponym | None:
        """ "The country's capital", "in the capital": of the country the report plays in."""
        before = [word.text for word in self.words[max(0, position - 4) : position]]
        after = self.words[position + 1] if position + 1 < len(self.words) else None
        is_named = after is not None and (after.text in ("of", "city") or (not after.is_sign and self.is_upper(after)))
        beyond = self.words[position + 2] if position + 2 < len(self.words) else None
        is_named |= after is not None and after.text == "," and beyond is not None and self.is_upper(beyond)
        is_of_country = before[-3:-2] in (["country"], ["nation"]) and before[-1:] == ["s"]
        is_plain = before[-1:] == ["the"] and before[-2:-1] != [] and before[-2] in near.prepositions()
        if is_named or not (is_of_country or is_plain):
            return None
        start = position - (4 if is_of_country else 1)
        preposition = around.preposition(self.words, start + is_of_country, "")
        return Toponym(position, position, position + 1, CAPITAL, CAPITAL, "class", preposition or "at")
