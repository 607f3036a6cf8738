"""Place names in running text: where they stand, and what licenses reading them as places.

A gazetteer of the world knows every common word as some village. So a name counts only with a licence: a class noun
("مدينة"), a relation ("ريف"), a preposition, a list it stands in, or its own prominence. Resolving is in `placing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from conflictmap.coder import around
from conflictmap.coder import placewords as near
from conflictmap.coder.knownnames import ALWAYS, LATIN_ARTICLES, KnownNames, variants
from conflictmap.coder.lying import DASHES, Lying
from conflictmap.coder.othernames import JOINERS, OtherNames
from conflictmap.coder.phrases import Found
from conflictmap.coder.placewords import Toponym
from conflictmap.coder.unquoted import Unquoted
from conflictmap.coder.words import Word
from geodata import Gazetteer
from geodata.classes import is_common_word
from geodata.normalize import is_arabic, loose

_LONGEST_NAME = 5  # words
_LEADS = 5  # class nouns and relations before one name
_AND = ("و", "او", "and", "or")
_LIST_SIGNS = "،,/-–"
_AROUND_A_TOWN = ("district", "area", "subdistrict")  # "east of the Mudiyah district" is said of the town
_ALSO_WORDS = ("at", "as", "the")
_OF_ANOTHER = 4  # words of a second thing and the preposition behind it
_LISTED_REACH = 5  # words and signs between two names of a list, with an unknown one between


class ToponymFinder:
    """Finds the names of a gazetteer in words."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._names = KnownNames(gazetteer)

    def find(self, words: Sequence[Word], taken: frozenset[int], is_upper: Callable[[Word], bool]) -> list[Toponym]:
        """The names among words, in order. `taken`: positions that belong to other things, as actors' names.

        `is_upper`: whether a word begins with a capital in the original.
        """
        plain = Unquoted(words)
        words = plain.words
        found = list(_Scan(self._names, words, plain.taken(taken), is_upper).toponyms())
        for one, other in reversed(list(pairwise(found))):
            between = words[one.end : other.start]
            opens = one.start == 0 or words[one.start - 1].is_sign
            opens |= one.start > 1 and words[one.start - 1].text == "," and is_upper(words[one.start - 2])
            is_list = bool(between) and between[0].text == between[-1].text and between[0].text in (",", "and")
            if opens and is_list and one.how == "bare" and other.how == "listed":
                one.how = "listed"  # the first of a list, which begins its sentence
            if other.on_road and len(between) == 1 and between[0].text in DASHES:
                one.on_road = True  # "the Damascus-Daraa highway"
        return [plain.back(each) for each in found if not plain.in_title(each)]


class _Scan:
    """One pass over words."""

    def __init__(
        self,
        names: KnownNames,
        words: Sequence[Word],
        taken: frozenset[int],
        is_upper: Callable[[Word], bool],
    ) -> None:
        self.state, self.begins = names.state, names.begins
        self.words, self.taken, self.is_upper = words, taken, is_upper
        self.others = OtherNames(words, taken, is_upper)
        self.lying = Lying(words, is_upper)
        self.before: Toponym | None = None
        self.line = self.counted = 0  # the line of the words looked at
        self.in_list = False  # behind "villages of", whose names follow one another

    def toponyms(self) -> Iterator[Toponym]:
        able = {position for position in self.begins.picks(self.words) if self._may_begin(position)}
        position = 0
        while position < len(self.words):
            found = self._at(position) if position in able else None
            if found is None or (found.how in ("listed", "bare") and self._is_more(found.end)):
                found = self.others.of_list(position, self.before, found)
            found = found or (self._unknown_of_list(position) if self.in_list else None)
            found = found or self.others.spelt(position, self._is_joined_by_and)
            if found is None:
                position += 1
                continue
            self.before = found
            self.in_list = (self.in_list and self._is_listed_at(found)) or self._has_plural(found)
            found.line, found.is_label = self._line_of(found.start), self._labels(found)
            yield found
            position = found.end

    def _line_of(self, position: int) -> int:
        """The number of the line a word is in."""
        while self.counted < position:
            self.line += self.words[self.counted].text == "\n"
            self.counted += 1
        return self.line

    def _labels(self, found: Toponym) -> bool:
        """Whether a name heads its line, which tells of places in it: "Donetsk region: Russians shelled Vuhledar"."""
        after = self.words[found.end].text if found.end < len(self.words) else ""
        before = self.words[found.start - 1].text if found.start else "\n"
        is_dash = after in DASHES[:2] and not around.is_tight(self.words, found.end)
        return before == "\n" and after != "" and (after == ":" or is_dash)

    def _may_begin(self, position: int) -> bool:
        """Whether a word that can begin a name may do so where it stands and as it is written."""
        word = self.words[position]
        if word.is_sign or position in self.taken:
            return False
        return self.begins[word.text] == ALWAYS or self.is_upper(word)

    def _at(self, position: int) -> Toponym | None:
        if capital := self.others.capital(position):
            return capital
        leads, name_at = self._lead(position)
        inner = self._name_with_its_noun(position, name_at) if leads else None
        if name_at >= len(self.words) or name_at in self.taken or self.words[name_at].is_sign:
            match = None
        else:
            match = self._name(name_at, bool(leads))
        if inner and inner[1][0] >= (match[0] if match else 0):
            name_at, match, leads = inner[0], inner[1], ["class"]  # the noun is part of the name: "جسر الشغور"
        if match is None:
            is_village = around.names_a_settlement(self.words, position, name_at)
            return self.others.behind_noun(position, name_at) if is_village else None
        end, name, clitics = match
        if leads and name in near.tails():
            return None  # "قرى الريف الغربي" names none
        if self._is_beginning(position, name, end):
            return self.others.behind_noun(position, name_at) if "class" in leads else None
        if self._goes_on_in_capitals(position, name_at, end):
            return self.others.behind_noun(position, name_at)
        if name in near.beginnings() and self._is_more(end):
            return None  # "Ain Zala" is no Ain
        is_joined_word = bool(clitics) and name_at == position and self.words[position].text in near.joined_words()
        if "class" not in leads and (around.is_a_word(name) or name in near.no_names() or is_joined_word):
            return None
        preposition = around.preposition(
            self.words, position, clitics if name_at == position else around.clitics_of_lead(self.words, position)
        )
        how = self._licence(position, leads, preposition)
        if around.is_guarded(self.words, position, end, how, self.is_upper):
            return None
        if around.is_class_noun(self.words, name_at, end):
            return None
        tail_end = around.tail(self.words, end, self.taken)
        is_besides = around.is_besides(self.words, position)
        if not preposition and (how == "listed" or is_besides) and self.before is not None:
            preposition = self.before.preposition
        how = "class" if tail_end > end and how in ("bare", "listed", "located") else how
        if how in ("bare", "listed") and around.is_label(self.words, position, tail_end):
            how, preposition = "located", "at"
        before = around.lead_words(self.words, position, name_at)
        if position and self.words[position - 1].text == "s":
            before = [text for text in before if text not in around.SIDES]  # "Iraq's northern Kirkuk" is Kirkuk
        distance = self.lying.distance(position, before)
        aside = bool(distance) or ("relation" in leads and " ".join(before).partition(" ")[0] in near.side_words())
        query = " ".join([*distance, *before, name, *self._texts(end, tail_end)])
        town, _, noun = query.rpartition(" ")
        is_of_town = noun == "area" or ("relation" in leads and "class" not in leads and noun in _AROUND_A_TOWN)
        return Toponym(
            position, name_at, tail_end, query, name, how, preposition, around.is_stationed(self.words, position),
            is_besides or self._is_joined_by_and(position, preposition), bool(clitics) and name_at == position,
            around.names_a_settlement(self.words, position, name_at),
            self.lying.is_on_road(self.before, position, name_at, tail_end),
            dashed=self._is_dashed(position), names=[town] if is_of_town else [], aside=aside,
        )  # fmt: skip

    def _is_beginning(self, position: int, name: str, end: int) -> bool:
        """Whether "حي باب هود" has more of a name than the gazetteer knows."""
        if name not in near.beginnings_ar() or end >= len(self.words) or end in self.taken:
            return False
        behind = self.words[end].text
        is_more = is_arabic(behind) and behind not in near.tails() and not near.leads().at(self.words, end)
        return is_more and near.prepositions().get(behind.removeprefix("و")) is None

    def _goes_on_in_capitals(self, position: int, name_at: int, end: int) -> bool:
        """Whether "the village of Maar Shureen" has more of a name than the gazetteer knows."""
        if name_at == position or not self._is_more(end):
            return False
        return around.names_a_settlement(self.words, position, name_at)

    def _is_more(self, end: int) -> bool:
        """Whether a Latin word with a capital stands right behind a name and is no noun of it."""
        if end >= len(self.words) or is_arabic(self.words[end].text):
            return False
        word = self.words[end]
        return not word.is_sign and self.is_upper(word) and word.text not in near.tails() and end not in self.taken

    def _is_dashed(self, position: int) -> bool:
        """Whether but a dash parts a name from the one before: "حي الشراونة – بعلبك"."""
        before = self.before
        parted = [w.text for w in self.words[before.end : position]] if before else []
        return len(parted) == 1 and parted[0] in "-–"

    def _is_joined_by_and(self, position: int, preposition: str = "") -> bool:
        """Whether "and" stands before a name: "وفي ريف كوباني", "and in Kobani"."""
        before = [word.text for word in self.words[max(0, position - 2) : position]]
        own = self.words[position].text.startswith("و") and not is_common_word(self.words[position].text)
        if own or self._is_of_another_thing(position, preposition):
            return True
        return any(text in ("and", "و") or (text[1:] in near.prepositions() and text[0] == "و") for text in before)

    def _is_of_another_thing(self, position: int, preposition: str) -> bool:
        """Whether a second thing of a list lies there: "مدرسة في حي الزيتون ومنزلا في جباليا"."""
        between = [word.text for word in self.words[self.before.end : position]] if self.before else []
        between = between[1:] if between[:1] in (["،"], [","]) else between
        if preposition != "at" or not 1 < len(between) <= _OF_ANOTHER:
            return False
        return between[0].startswith("و") and all(is_arabic(text) for text in between)

    def _name_with_its_noun(self, position: int, name_at: int) -> tuple[int, tuple[int, str, str]] | None:
        """Where a name of several words begins among the nouns before it, and the name: "قرية تل رفعت"."""
        for start in range(position, name_at):
            found = None if self.words[start].is_sign else self._name(start, start > position)
            if found and found[0] > start + 1 and found[0] > name_at:
                return start, found
        return None

    def _lead(self, position: int) -> tuple[list[str], int]:
        """The class nouns and relations at a position, and where the name begins."""
        leads: list[str] = []
        while len(leads) < _LEADS and position < len(self.words):
            found = near.leads().at(self.words, position)
            if found is None or (leads and found.reading.clitics) or self._is_a_place_near(leads, found):
                break  # "معسكر بمنطقة مطار غاو" is somewhere there
            has_article = found.reading.has_article and is_arabic(self.words[position].text)
            if has_article and not self.words[position].text.endswith(("عاصمه", "ريف")):
                break
            leads.append(found.value)
            position = found.end
        return leads, position

    def _is_a_place_near(self, leads: list[str], found: Found[str]) -> bool:
        """Whether an English relation says where a thing without a name lies: "a camp near Sidon"."""
        return leads[-1:] == ["class"] and found.value == "relation" and not is_arabic(self.words[found.start].text)

    def _name(self, position: int, has_lead: bool) -> tuple[int, str, str] | None:
        """The longest known name at a position: where it ends, its text, and the clitics taken off."""
        best: tuple[int, str, str] | None = None
        for text, clitics in variants(self.words[position].text):
            if clitics and has_lead and clitics not in ("ب", "ل", "و"):
                continue
            end = self._longest(position, text)
            if end and (best is None or end > best[0]):
                best = end, self._text_of(position, end, text), clitics
        if best is None or best[1] in LATIN_ARTICLES:
            best = self._behind_article(position) or best
        if best is None or not is_arabic(best[1]):
            best = self._spelt_otherwise(position, best[0] if best else position, has_lead) or best
            return best if best and best[1] not in LATIN_ARTICLES and self._has_capital(position, best[0]) else None
        return best

    def _spelt_otherwise(self, position: int, known_end: int, has_lead: bool) -> tuple[int, str, str] | None:
        """A name of several words whose transliteration gazetteers write otherwise: "in Ain el-Hilweh"."""
        before = self.words[position - 1].text if position else ""
        if not (has_lead or before in near.prepositions()) or not self._has_capital(position, position + 2):
            return None
        names, end = self.others.from_word(position)
        name = names[-1]
        if end <= known_end or " " not in name or not self.state(loose(name))[0]:
            return None
        return end, name, ""

    def _behind_article(self, position: int) -> tuple[int, str, str] | None:
        """The name behind a Latin article, which gazetteers may lack: "al-Sukhna"."""
        if self.words[position].text not in LATIN_ARTICLES or position + 2 >= len(self.words):
            return None
        if self.words[position].text == "the":
            return None
        is_joined = self.words[position + 1].text in JOINERS
        if self.words[position].text in _ALSO_WORDS and not (is_joined or self.is_upper(self.words[position])):
            return None  # "at Ain Sifni"
        at = position + 2 if is_joined else position + 1
        if self.words[at].is_sign or at in self.taken or not self.is_upper(self.words[at]):
            return None
        end = self._longest(at, self.words[at].text)
        return (end, self._text_of(position, end, self.words[position].text), "") if end else None

    def _longest(self, position: int, first: str) -> int | None:
        """Where the longest name ends that begins with this reading of a word."""
        key, end = first, position + 1
        is_name, goes_on = self.state(key)
        best = end if is_name and len(key) > 1 else None
        while goes_on and end < len(self.words) and end - position < 2 * _LONGEST_NAME:
            word = self.words[end]
            if word.is_sign:
                if word.text not in JOINERS or is_arabic(first) or not around.is_tight(self.words, end):
                    break
                end += 1
                continue
            if end in self.taken:
                break
            key = f"{key} {word.text}"
            end += 1
            is_name, goes_on = self.state(key)
            best = end if is_name else best
        return best

    def _text_of(self, position: int, end: int, first: str) -> str:
        return " ".join([first, *(w.text for w in self.words[position + 1 : end] if not w.is_sign)])

    def _has_capital(self, position: int, end: int) -> bool:
        first = self.words[position]
        if first.text in LATIN_ARTICLES and end > position + 1:
            return self.is_upper(first) or any(self.is_upper(w) for w in self.words[position + 1 : end])
        return self.is_upper(first)

    def _has_plural(self, toponym: Toponym) -> bool:
        words = self.words[toponym.start : toponym.name_start]
        return any(r.bare in near.plurals() for w in words for r in w.readings)

    def _is_listed_at(self, toponym: Toponym) -> bool:
        return toponym.how == "listed" or toponym.joined

    def _unknown_of_list(self, position: int) -> Toponym | None:
        """A name that no gazetteer knows in a list of villages: "قرى أ وب وج", "the villages of A, B and C"."""
        before, word = self.before, self.words[position]
        if before is None or not 0 < position - before.end + word.text.startswith("و") <= 2 or word.is_sign:
            return None
        between = [w.text for w in self.words[before.end : position]]
        if not all(text in _AND or text in "،," for text in between) or position in self.taken:
            return None
        name = word.text.removeprefix("و") if is_arabic(word.text) else word.text
        latin = not is_arabic(name)
        if len(name) < 3 or around.is_a_word(name) or (latin and not self.is_upper(word)):
            return None
        if not latin and (
            (not between and not word.text.startswith("و")) or name[0] in "يت" or not self._goes_on(position + 1)
        ):
            return None
        return Toponym(
            position, position, position + 1, name, name, "listed", before.preposition,
            stripped=name != word.text, is_settlement=True, names=[name],
        )  # fmt: skip

    def _goes_on(self, position: int) -> bool:
        """Whether a list goes on or ends here: at a sign, at "and", or before where it all lies."""
        if position >= len(self.words):
            return True
        word = self.words[position]
        return word.is_sign or word.text.startswith("و") or bool(near.leads().at(self.words, position))

    def _licence(self, position: int, leads: list[str], preposition: str) -> str:
        if "class" in leads:
            return "class"
        if "relation" in leads:
            return "relation"
        if preposition:
            return "located"
        return "listed" if self._is_listed(position) else "bare"

    def _is_listed(self, position: int) -> bool:
        """Whether only "and" or a comma parts it from a name before it."""
        before = self.before
        if before is None or position - before.end > _LISTED_REACH:
            return False
        between = self.words[before.end : position]
        if len(between) > 2:  # "Huliaipole, Novodarivka, Charivne", the second unknown
            names = [w for w in between if not w.is_sign]
            is_latin = not any(is_arabic(w.text) or not self.is_upper(w) for w in names)
            return between[0].text == between[-1].text == "," and len(names) < 3 and is_latin
        joined = self.words[position].text.startswith("و")
        return (joined or bool(between)) and all(
            w.text in _AND or w.text in _LIST_SIGNS or w.text == "\n" for w in between
        )

    def _texts(self, start: int, end: int) -> list[str]:
        return [word.text for word in self.words[start:end] if not word.is_sign]
