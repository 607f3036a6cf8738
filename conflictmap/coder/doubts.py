"""What a report's words say against an event of a conflict: other topics, and what an event needs and lacks."""

from __future__ import annotations

from conflictmap.coder.acting import ActorMention
from conflictmap.coder.counting import tolls_of
from conflictmap.coder.drafts import Group
from conflictmap.coder.numbers import read_number
from conflictmap.coder.placewords import countries_at_war
from conflictmap.coder.report import Report, Sentence
from geodata.normalize import focus_countries

_SURE = (
    "air_strike",
    "drone_attack",
    "shelling",
    "explosive",
    "suicide_bomb",
    "clash",
    "bombardment",
    "chemical",
    "grenade",
)
_BOMBS = ("explosive", "suicide_bomb", "chemical", "air_strike", "drone_attack")  # acts of war in whatever country
_OF_FORCE = ("violence", "interception", "territory")  # what an army does is of a war in whatever country
_FROM_AFAR = ("air_strike", "drone_attack", "shelling", "bombardment", "strike", "interception")
_WEAK = (
    "targeting",
    "explosion",
    "killed",
    "died",
    "met_end",
    "injured",
    "body_found",
    "shooting",
    "killing",
    "attack",
    "strike",
    "abduction",
    "protest",
    "riot",
    "looting",
    "closure",
    "fighting",
    "assassination",
    "agreement",
    "arrest",
    "weapons_seized",
    "curfew",
    "mob",
    "protest_force",
    "sexual_violence",
    "release",
    "clash",
)
_BY_UNKNOWN = ("shooting", "assassination", "body_found", "grenade", "abduction")
_CIVIC = ("protest", "mob", "protest_force", "riot", "curfew", "closure", "arrest", "agreement", "exchange", "release")
_OF_A_SENTENCE = ("accident", "crime", "health", "election")
_OTHER_TOPICS = ("accident", "crime", "health", "sport", "culture", "economy", "history")
_TOPIC_OF_THE_REPORT = {"sport": 4, "culture": 4, "history": 4, "health": 4, "court": 6}
_COURT_LED, _COURT_IN_LEAD = 4, 3  # words of a court in a report that begins with so many of them
_POLITICAL, _TOPIC_ELECTION = ("movement", "agreement", "talks"), 3
_TOPIC_CRIME = 3
_TOPIC_OF_THE_EVENT = 2
_OF_WAR = (
    *_SURE,
    "takeover",
    "assault",
    "interception",
    "fighting",
    "advance",
    "abduction",
    "assassination",
    "handover",
    "withdrawal",
)
_AT_WAR, _AT_WAR_UNNAMED = 2, 3  # pieces of evidence, with and without an armed side, that make a report one of war
_BY_ARTILLERY = "Shelling/artillery/missile attack"
_COUNT_WORDS = 3  # from a number to what is counted
_FREED_WORDS = 4  # words from "freed" to whom
_BESIDE = 2  # words between a country and what it does
_TOPIC_WORDS = {"economy": 5, "sport": 3, "culture": 3, "accident": 2}
_OLD_YEARS = 15
_LEAD_WORDS = 90  # in which a report of an anniversary or of a court names it


class Doubts:
    """One report's doubts. `armed`: an armed force is named; `sure`: words of war are, which nothing else uses."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.armed = any(_fights(a) or _attacks(s, a) for s in report.sentences for a in s.actors)
        self.sure = any(h.sense.trigger.id in _SURE for s in report.sentences for h in s.hits)
        self.from_afar = any(h.sense.trigger.id in _FROM_AFAR for s in report.sentences for h in s.hits)
        self.from_afar |= any(w.sub for s in report.sentences for w, _ in s.weapons)
        self.evidence = self._evidence()
        self.at_war = report.country in focus_countries() or self._tells_of_war()

    def _tells_of_war(self) -> bool:
        """Whether a report from anywhere is one of war: by its armed sides, words of war and weapons, each kind once,
        which must be more than its words of any other topic."""
        other = max((self.report.topics.get(topic, 0) for topic in _OTHER_TOPICS), default=0)
        return self.evidence > other and self.evidence >= (_AT_WAR if self._sides() else _AT_WAR_UNNAMED)

    def _sides(self) -> set[str]:
        """The armed sides a report names."""
        actors = (a for s in self.report.sentences for a in s.actors)
        return {a.id or a.name for a in actors if _fights(a) and a.agent != "weapon"}

    def _evidence(self) -> int:
        """How many pieces of evidence of war a report has: armed sides, words of war and weapons, each kind once."""
        report = self.report
        acts = {h.sense.trigger.id for s in report.sentences for h in s.hits if h.sense.trigger.id in _OF_WAR}
        arms = {w.sub for s in report.sentences for w, _ in s.weapons if w.sub}
        return len(self._sides()) + len(acts) + len(arms)

    def topic(self) -> str | None:
        """What the whole report is about, where that is no conflict of these days."""
        report, at_war = self.report, self.report.country in focus_countries()
        for name, most in _TOPIC_OF_THE_REPORT.items():
            found = report.topics.get(name, 0)
            least = most if at_war else _TOPIC_OF_THE_EVENT
            if name == "court" and self._begins_in_court():
                least = min(least, _COURT_LED)
            if found >= least and found > self._conflict_words():
                return name
        return "history" if _is_of_the_past(report) else None

    def _begins_in_court(self) -> bool:
        """Whether a report begins with a court and what it did."""
        lead = {w.text for w in self.report.topic_words if "court" in w.topics and w.start < _LEAD_WORDS}
        return len(lead) >= _COURT_IN_LEAD

    def _conflict_words(self) -> int:
        return sum(
            len({a.id for a in s.actors if a.is_armed and a.how in ("name", "local")}) for s in self.report.sentences
        )

    def why_not(self, sentence: Sentence, group: Group) -> str | None:
        """Why a group is no event of a conflict, or `None` where it is one."""
        trigger, here = group.trigger, self.report.topics_between(sentence.first, sentence.last)
        if trigger.family == "closure" and here["health"]:
            return "topic:health"
        if trigger.kind == "attack" and not group.harms and here["health"]:
            return "topic:health"
        if trigger.family in _POLITICAL and self.report.topics.get("election", 0) >= _TOPIC_ELECTION:
            return "topic:election"
        for need in trigger.needs:
            if not any(self._has(sentence, group, each.strip()) for each in need.split(" or ")):
                return f"needs {need}"
        by_side = self._has(sentence, group, "two sides")
        if trigger.id == "struck" and not (self.from_afar or by_side or self._has(sentence, group, "weapon")):
            return "reference"  # "homes were hit" in the fight told of
        here_too = {m.place.country for m in group.places}
        is_at_war = self.at_war or bool(here_too & focus_countries())
        if trigger.family in _OF_FORCE and trigger.id != "died":
            is_at_war |= bool((here_too | {self.report.country}) & countries_at_war())
            is_at_war |= trigger.id in _BOMBS or any(_fights(a) and a.id for a in group.actors)
        if not is_at_war:
            return "no armed side"
        if (
            trigger.kind == "harm"
            and not any(_fights(a) for a in group.actors)
            and not self._is_counted(sentence, group)
            and not self._has(sentence, group, "weapon")
            and not (self.from_afar and self.at_war and _is_hurt_there(group))
        ):
            return "no toll"
        is_title = sentence.block.kind == "heading" and group.main.sense.tense == "noun"
        if trigger.kind == "harm" and is_title and not self._is_counted(sentence, group):
            return "no toll"  # "satellite images and the dead"
        if trigger.kind == "harm" and not self.sure and self.report.topics.get("crime", 0) >= _TOPIC_CRIME:
            return "topic:crime"
        if trigger.id not in _WEAK or any(_fights(a) for a in group.actors):
            return None
        topic = next((t for t in _OTHER_TOPICS if self.report.topics.get(t, 0) >= _least_words(t)), None)
        topic = topic or next((t for t in _OF_A_SENTENCE if here[t]), None)
        is_crash = trigger.kind == "harm" and here["crash"] > 0
        if topic == "accident" and not is_crash and self._is_fire_of_war():
            topic = None
        if topic == "accident" and self._is_by_missile(sentence, group):
            topic = None  # "when a missile crashed into a house"
        is_shot = any(hit.sense.trigger.id in _BY_UNKNOWN for hit in group.hits)
        if topic == "crime" and is_shot and is_at_war and self.armed and self.sure:
            topic = None  # whoever is shot dead amid a war, whatever he was accused of
        is_plain_crime = trigger.id == "arrest" and (self.report.topics.get("crime", 0) > 2 or not self.armed)
        exempt = ("economy", "history") if is_plain_crime else ("economy", "crime", "history", "health")
        if topic and not (trigger.id in _CIVIC and topic in exempt):
            return f"topic:{topic}"
        crowd = any(a.kind in ("protesters", "rioters") for a in group.actors)
        if (trigger.id in _CIVIC or crowd) and is_at_war:
            return None
        is_attack = trigger.kind == "attack" and bool(group.harms)  # "eleven were killed in attacks on Saraqib"
        if not (self.armed or self.sure or is_attack or self._is_of_war(sentence, group)):
            return "no armed side"
        return None if is_at_war else "no armed side"

    def _is_of_war(self, sentence: Sentence, group: Group) -> bool:
        """Whether an event needs no armed side named: rockets and drones, or killings that nothing makes a crime."""
        if self._has(sentence, group, "weapon"):
            return True
        if group.trigger.family == "destruction" and any(a.is_force for a in group.actors):
            return True
        return group.trigger.id in _BY_UNKNOWN and not (self.report.topics["crime"] or self.report.topics["accident"])

    def _is_fire_of_war(self) -> bool:
        """Whether a report's fires are those of a war: it has more evidence of that than of accidents."""
        others = self.report.topics.get("accident", 0) + (not self.from_afar)
        return self.armed and self.at_war and self.evidence > others

    def _is_by_missile(self, sentence: Sentence, group: Group) -> bool:
        """Whether a rocket, missile or shell is named with a group; aircraft have accidents."""
        clauses = {sentence.clause(hit.start) for hit in group.hits}
        return any(w.sub == _BY_ARTILLERY and sentence.clause(at) in clauses for w, at in sentence.weapons)

    def _is_counted(self, sentence: Sentence, group: Group) -> bool:
        counts = tolls_of(self.report, sentence)
        return any(hit.start in counts for hit in group.harms)

    def _has(self, sentence: Sentence, group: Group, need: str) -> bool:
        if need == "armed":
            return any(a.is_armed for a in group.actors)
        if need == "force":
            return any(a.is_force for a in group.actors)
        if need == "two sides":
            return len({a.id or a.name for a in group.actors if a.is_force}) > 1
        if need == "settlers":  # and those they fall upon
            return any(a.agent == "settlers" for a in group.actors) and len(group.actors) > 1
        if need == "context":
            return self.armed and self.at_war
        if need == "party":
            return any(a.agent == "state" or (a.kind != "civilians" and not a.agent) for a in group.actors)
        if need == "protesters":
            return any(a.kind in ("protesters", "rioters") or a.agent == "armed" for a in group.actors)
        if need == "prisoners":
            freed = range(group.main.end, group.main.end + _FREED_WORDS)
            return any(a.agent == "prisoners" or (a.is_civilian and a.start in freed) for a in group.actors)
        if need == "harm":
            return bool(group.harms)
        if need == "counted":
            near = range(max(0, group.main.start - _COUNT_WORDS), group.main.start)
            return any(read_number(self.report.words, n) is not None for n in near)
        clauses = {sentence.clause(hit.start) for hit in group.hits}
        return any(w.sub and sentence.clause(at) in clauses for w, at in sentence.weapons)


def _is_hurt_there(group: Group) -> bool:
    """Whether somebody was hurt at a place of its own, in a report of fire from afar: "in Kherson, a man sustained"."""
    return any(a.is_civilian for a in group.actors) and any(
        m.toponym.how != "bare" and not (m.is_whole or m.toponym.stationed) for m in group.places
    )


def _is_of_the_past(report: Report) -> bool:
    """Whether a report is of years long gone: words of history, and mostly dates of other decades."""
    if report.published is None:
        return False
    tells_of_it = any(word.topics & {"anniversary"} for word in report.topic_words if word.start < _LEAD_WORDS)
    tells_of_it = tells_of_it or _begins_long_ago(report, report.published.year - _OLD_YEARS)
    if not (tells_of_it or report.topics["history"] >= _TOPIC_OF_THE_EVENT):
        return False
    years = {w.text for w in report.words if len(w.text) == 4 and w.text.isdecimal() and 1000 < int(w.text) < 2100}
    old = {year for year in years if int(year) < report.published.year - _OLD_YEARS}
    is_news = any(
        h.kind == "harm" and (not tells_of_it or _names_its_day(s)) for s in report.sentences[:3] for h in s.hits
    )
    return len(old) >= (1 if tells_of_it else 2) and not is_news


def _names_its_day(sentence: Sentence) -> bool:
    return any(d.found.precision == "day" and d.found.kind == "happened" for d in sentence.dates)


def _begins_long_ago(report: Report, year: int) -> bool:
    """Whether the first sentence with a date names but years long gone: "On 10 September 1991, forces reached"."""
    body = (s for s in report.sentences if s.block.kind != "heading" and s.dates)
    first = next(body, None)
    if first is None or any(d.found.kind != "background" for d in first.dates):
        return False
    return any(d.found.end.year < year for d in first.dates)


def _least_words(topic: str) -> int:
    """How many different words of a topic make a weak word of events one of it."""
    return _TOPIC_WORDS.get(topic, _TOPIC_OF_THE_EVENT)


def _attacks(sentence: Sentence, actor: ActorMention) -> bool:
    """Whether a country is told to attack: "Russia attacked the port"."""
    is_state = actor.how in ("country", "capital", "adjective")
    return is_state and any(
        hit.sense.trigger.family == "violence" and hit.kind != "harm" and 0 <= hit.start - actor.end <= _BESIDE
        for hit in sentence.hits
    )


def _fights(actor: ActorMention) -> bool:
    """Whether an actor makes an event one of a conflict: an armed force, but not the police of any accident."""
    return actor.is_force and actor.is_named and actor.agent != "police"
