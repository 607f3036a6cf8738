"""What a sentence tells: drafts of events, each with the rule and the words behind every part, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from conflictmap.coder.acting import ActorMention
from conflictmap.coder.lexicon import Trigger
from conflictmap.coder.report import Dated, Hit, Report, Sentence
from conflictmap.coder.resolving import Mention
from conflictmap.coder.tolls import Count, Harm, find_tolls

_PLANNED_FAMILIES = ("movement", "handover", "closure", "agreement")
_VOID = ("denied", "negated", "wished", "threatened", "condemned", "conditional", "past")
_DUALS = ("قتلا", "قتلتا", "استشهدا", "اصيبا", "جرحا", "اصيبتا")  # "two were killed" in one word
_OBJECT_NEAR = 5
_NOT_FROM = ("deployment", "enter", "convoy", "protest")  # where they came from is not where it happened
_NO_SPOTS = ("river", "lake")  # too long to say where
_LONGEST_EVENT_DAYS = 10
_SURE_METHODS = ("air_strike", "drone_attack", "shelling", "explosive", "suicide_bomb", "clash", "bombardment", "chemical", "grenade")


@dataclass(slots=True)
class Group:
    """Words of events in one sentence that tell of one thing: `acts` in order, `harms` with what they count."""

    acts: list[Hit]
    harms: list[Hit] = field(default_factory=list)
    places: list[Mention] = field(default_factory=list)
    actors: list[ActorMention] = field(default_factory=list)
    dates: list[Dated] = field(default_factory=list)

    @property
    def main(self) -> Hit:
        """The word that says most exactly what happened."""
        return max(self.acts or self.harms, key=lambda hit: hit.sense.trigger.rank)

    @property
    def trigger(self) -> Trigger:
        """What happened."""
        return self.main.sense.trigger

    @property
    def hits(self) -> list[Hit]:
        """All words of events, in the order of the text."""
        return sorted([*self.acts, *self.harms], key=lambda hit: hit.start)


@dataclass(slots=True)
class Draft:
    """An event in the making. `rule` names the trigger and where the place came from; `carried` says which parts
    come from another sentence."""

    sentence: Sentence
    group: Group
    place: Mention | None
    dated: Dated | None
    sub: str
    claim: str
    fatalities: Count | None = None
    injured: Count | None = None
    others: int = 0
    carried: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sentence that looked like an event and was not coded: its span, the word, and the reason."""

    span: tuple[int, int]
    word: str
    reason: str


def groups_of(sentence: Sentence) -> tuple[list[Group], list[Hit]]:
    """The groups of a sentence, and the hits that the cues around them void."""
    acts = [hit for hit in sentence.hits if hit.kind in ("act", "attack")]
    has_day = any(d.found.kind == "happened" for d in sentence.dates)
    harms = [hit for hit in sentence.hits if hit.kind == "harm" and hit.status not in (*_VOID, "planned")]
    void = [hit for hit in acts if _is_void(hit, has_day, bool(harms))]
    live = [hit for hit in acts if hit not in void and not _is_target(sentence, hit, acts)]
    groups = _joined(sentence, live)
    for harm in harms:
        if not groups or _stands_alone(sentence, groups, harm):
            groups.append(Group([], [harm]))
        else:
            _nearest(sentence, groups, harm).harms.append(harm)
    groups = [group for group in groups if group.acts or group.harms]
    groups = _without_damage(groups)
    groups = _without_raids(sentence, groups)
    _share_out(sentence, groups, void)
    return _merged(groups), void


def _without_raids(sentence: Sentence, groups: list[Group]) -> list[Group]:
    """Groups with a raid and its arrests made one: "arrested twelve in raids on Nablus"."""
    kept: list[Group] = []
    for group in groups:
        arrest = next((g for g in groups if g is not group and g.acts and g.trigger.family == "arrest"), None)
        near = arrest and sentence.clause(arrest.acts[0].start) == sentence.clause(group.hits[0].start)
        if arrest and near and group.acts and group.trigger.family == "raid":
            arrest.acts += group.acts
            arrest.harms += group.harms
        else:
            kept.append(group)
    return kept


def _stands_alone(sentence: Sentence, groups: list[Group], harm: Hit) -> bool:
    """Whether a word of harm has a clause and a place of its own, apart from what the others tell."""
    clause = sentence.clause(harm.start)
    if any(sentence.clause(hit.start) == clause for group in groups for hit in group.hits):
        return False
    clauses = {sentence.clause(m.start) for m in sentence.places if not (m.is_whole or m.toponym.stationed)}
    others = {sentence.clause(hit.start) for group in groups for hit in group.hits}
    return clause in clauses and bool(clauses & others)


def _without_damage(groups: list[Group]) -> list[Group]:
    """Groups without the burning and tearing down that an attack of the same sentence did."""
    if not any(group.trigger.family == "violence" and group.acts for group in groups):
        return groups
    strong = [g for g in groups if g.acts and g.trigger.family == "violence" and g.trigger.id != "fighting"]
    groups = [g for g in groups if g.trigger.id != "fighting" or not strong]
    return [group for group in groups if group.trigger.family != "destruction"]


def _is_target(sentence: Sentence, hit: Hit, acts: list[Hit]) -> bool:
    """Whether a convoy or a deployment is but what an attack hit: "غارات على أرتال عسكرية"."""
    if hit.sense.trigger.family != "movement" or hit.sense.tense != "noun":
        return False
    return any(
        other.sense.trigger.family == "violence" and 0 < hit.start - other.start <= _OBJECT_NEAR
        and sentence.clause(other.start) == sentence.clause(hit.start)
        for other in acts
    )  # fmt: skip


def _is_void(hit: Hit, has_day: bool, has_harm: bool) -> bool:
    if hit.status == "after":
        return hit.sense.tense == "noun" and not has_harm
    if hit.status == "habitual":
        return not has_day
    if hit.status == "planned":
        return hit.sense.trigger.family not in _PLANNED_FAMILIES
    return hit.status in _VOID


def _joined(sentence: Sentence, acts: list[Hit]) -> list[Group]:
    """Acts as groups: neighbours of one family with no place between them are one."""
    groups: list[Group] = []
    for act in acts:
        last = groups[-1] if groups else None
        if last and last.trigger.family == act.sense.trigger.family and not _parted(sentence, last.acts[-1], act):
            last.acts.append(act)
        else:
            groups.append(Group([act]))
    return groups


def _parted(sentence: Sentence, one: Hit, other: Hit) -> bool:
    """Whether two acts have places of their own, so that they are two events."""
    clause = sentence.clause(other.start)
    placed = {sentence.clause(m.start) for m in sentence.places if not m.is_whole and not m.toponym.stationed}
    return clause in placed and any(c < clause for c in placed) and sentence.clause(one.start) != clause


def _nearest(sentence: Sentence, groups: list[Group], hit: Hit) -> Group:
    """The group a word of harm belongs to: of violence, in its clause, else the one before it, else behind it."""
    able = [group for group in groups if not group.acts or group.trigger.family in ("violence", "raid", "arrest", "protest", "destruction")]

    def distance(group: Group) -> tuple[bool, bool, int]:
        act = min(group.acts, key=lambda a: abs(a.start - hit.start)) if group.acts else hit
        is_violence = not group.acts or group.trigger.family == "violence"
        return not is_violence, sentence.clause(act.start) != sentence.clause(hit.start), abs(act.start - hit.start)

    if able:
        return min(able, key=distance)
    groups.append(Group([], []))
    return groups[-1]


def _share_out(sentence: Sentence, groups: list[Group], void: list[Hit]) -> None:
    """Gives every place, actor and date to the group it stands with; a word that is void keeps its own places."""
    owners = sorted([(hit, group) for group in groups for hit in group.hits] + [(hit, None) for hit in void], key=lambda o: o[0].start)
    for place in sentence.places:
        owner = _owner(sentence, owners, place.start, place.end)
        if owner is not None:
            owner.places.append(place)
    for group in groups:
        if not any(not m.is_whole for m in group.places):
            before = [
                m for m in sentence.places
                if m.end <= group.hits[0].start and not (m.is_whole or m.toponym.stationed or m.toponym.preposition == "from")
            ]  # fmt: skip
            group.places += [m for m in before if not any(o is not m and _is_holder(m, o) for o in before)][-1:]
        clauses = {sentence.clause(hit.start) for hit in group.hits}
        group.actors = [a for a in sentence.actors if len(groups) == 1 or sentence.clause(a.start) in clauses]
        own = [d for d in sentence.dates if sentence.clause(d.start) in clauses]
        group.dates = own or [d for d in sentence.dates if d.found.kind != "background"]
        if not any(a.is_armed for a in group.actors):
            group.actors += [a for a in sentence.actors if a not in group.actors and a.is_armed and a.start < group.hits[0].start][:1]


def _owner(sentence: Sentence, owners: list[tuple[Hit, Group | None]], start: int, end: int) -> Group | None:
    """The group of the word of events that a place belongs to: the one before it in its clause, else the one behind."""
    before = [o for o in owners if o[0].start <= start]
    after = [o for o in owners if o[0].start >= end]
    clause = sentence.clause(start)
    if before and sentence.clause(before[-1][0].start) == clause:
        return before[-1][1]
    if after and sentence.clause(after[0][0].start) == clause:
        return after[0][1]
    if before:
        return before[-1][1]
    return after[0][1] if after else None


def _merged(groups: list[Group]) -> list[Group]:
    """Groups of one family of which one has no place of its own are one event."""
    merged: list[Group] = []
    for group in groups:
        same = next((g for g in merged if _can_join(g, group)), None)
        if same is None:
            merged.append(group)
            continue
        same.acts += group.acts
        same.harms += group.harms
        same.places += group.places
        same.actors += [a for a in group.actors if a not in same.actors]
        same.dates += [d for d in group.dates if d not in same.dates]
    return merged


def _can_join(one: Group, other: Group) -> bool:
    if one.trigger.family != other.trigger.family:
        return False
    placed = [g for g in (one, other) if any(not m.is_whole for m in g.places)]
    if len(placed) == 2:
        ids = [{m.place.id for m in g.places} for g in placed]
        return bool(ids[0] & ids[1])
    return True


def tolls_of(report: Report, sentence: Sentence) -> dict[int, Count]:
    """The numbers of people of a sentence by the position of the word that says what became of them."""
    hits = [hit for hit in sentence.hits if hit.kind == "harm"]
    if not hits:
        return {}
    sums = _clauses_of_sums(report, sentence)
    first = sentence.first
    harms = [Harm(h.sense.trigger.toll, h.start - first, h.end - first, h.sense.tense == "noun") for h in hits]
    skipped = {n - first for d in sentence.dates for n in range(d.start, d.end)}
    found = find_tolls(report.words[first : sentence.last], harms, skipped)
    for at, hit in enumerate(hits):
        if at not in found and report.words[hit.start].text.removeprefix("و") in _DUALS:
            found[at] = Count(2, 2, 2, hit.start - first, hit.end - first)
    return {hits[at].start: count for at, count in found.items() if sentence.clause(hits[at].start) not in sums}


def _clauses_of_sums(report: Report, sentence: Sentence) -> set[int]:
    """Clauses that count the dead of a war, not of an event: "since October", "منذ بداية الحرب"."""
    sums = set()
    for dated in sentence.dates:
        before = [w.text for w in report.words[max(sentence.first, dated.start - 2) : dated.start + 1]]
        length = (dated.found.end - dated.found.start).days
        if any(text in ("since", "منذ") for text in before) and (dated.found.kind == "background" or length > _LONGEST_EVENT_DAYS):
            clause = sentence.clause(dated.start)
            sums.update((clause, clause - 1))
    return sums


def toll(group: Group, counts: dict[int, Count], kind: str) -> Count | None:
    """The number of people that a group's harms of one kind give: the largest, as sentences repeat themselves."""
    own = [counts[h.start] for h in group.harms if h.sense.trigger.toll == kind and h.start in counts]
    return max(own, key=lambda c: c.best or c.low or 0) if own else None


def places_of(group: Group, country: str | None) -> Iterator[Mention]:
    """Where a group's event happened: one place, or each of a list; places that hold others are left out."""
    able = [m for m in group.places if not (m.is_whole or _is_elsewhere(m, country) or m.place.kind in _NO_SPOTS)]
    for wanted in (
        [m for m in able if not m.toponym.stationed],
        [m for m in able if not m.toponym.on_road],
        [m for m in able if m.toponym.how != "bare"],
        [m for m in able if m.toponym.preposition != "from" or group.trigger.id == "withdrawal" or group.trigger.family == "handover"],
        [m for m in able if m.toponym.preposition != "to" or group.trigger.id != "withdrawal"],
    ):
        able = [m for m in able if m in wanted] or able
    if group.trigger.id in _NOT_FROM:
        able = [m for m in able if m.toponym.preposition != "from"]
    able = [m for m in able if not any(o is not m and _is_holder(m, o) for o in able)]
    if not able:
        return
    anchor = group.main
    first = min(able, key=lambda m: _distance(m, anchor))
    yield first
    at = able.index(first)
    previous = first
    for other in able[at + 1 :]:
        if _coordinated(previous, other) and not any(previous.end <= hit.start < other.start for hit in group.hits):
            yield other
            previous = other


def _is_elsewhere(mention: Mention, country: str | None) -> bool:
    """Whether this is a capital of another country than the report's: who is there talks of it."""
    return mention.place.seat_of == "country" and mention.place.country != country and mention.toponym.how != "class"


def _is_holder(area: Mention, other: Mention) -> bool:
    """Whether a mention only says where another lies."""
    if area.holds(other):
        return True
    if 0 <= area.start - other.end <= 1 and area.toponym.preposition == "at" and not area.toponym.joined:
        return area.toponym.how in ("located", "class")  # "حي الزيتون بمدينة غزة"
    close = 0 <= area.start - other.end <= 1 or 0 <= other.start - area.end <= 2
    if close and area.place.kind in ("region", "adm1", "adm2") and other.place.kind not in ("region", "adm1", "adm2"):
        return area.place.country == other.place.country
    wide = (area.place.radius_km or 0) > (other.place.radius_km or 0) and not other.place.area_id
    return 0 <= area.start - other.end <= 1 and wide and area.toponym.how in ("relation", "class") and area.place.geo_precision in ("near", "adm2", "adm1")


def _distance(mention: Mention, anchor: Hit) -> tuple[int, int]:
    """How far a place stands from the main word; a place behind it is nearer."""
    if mention.start >= anchor.start:
        return 0, mention.start - anchor.start
    return 1, anchor.start - mention.end


def _coordinated(one: Mention, other: Mention) -> bool:
    gap = other.start - one.end
    same = other.toponym.preposition == one.toponym.preposition
    return other.toponym.how == "listed" or (other.toponym.joined and (same or gap <= 2)) or (gap <= 1 and same)


def sub_type(report: Report, sentence: Sentence, group: Group) -> str:
    """The sub-event type: of the main word, made exact by weapons, by who acts and by who suffers."""
    trigger = group.trigger
    if trigger.family == "violence" and (trigger.kind in ("attack", "harm") or trigger.id == "explosion"):
        weapon = _weapon(sentence, group)
        if weapon:
            return weapon
    if trigger.id == "targeting" and _is_by_hand(sentence, group):
        return _attack_type(group, "shooting")
    if trigger.id in ("attack", "targeting", "met_end", "shooting", "assassination", "killed", "injured", "body_found", "assault", "strike"):
        return _attack_type(group)
    is_crowd = _has_protesters(group) and not any(a.is_force for a in group.actors)
    if is_crowd and (trigger.family == "destruction" or trigger.id in ("assault", "attack", "raid")):
        return "Violent demonstration"
    if trigger.family == "closure" and not any(a.is_force for a in group.actors) and _has_protesters(group):
        return "Peaceful protest"
    if trigger.family == "raid":
        flown = any(w.id == "air" and 0 < group.main.start - at <= _OBJECT_NEAR for w, at in sentence.weapons)
        return "Air/drone strike" if flown else (_attack_type(group) if group.harms else "Troop movement")
    if trigger.id == "takeover" and any(a.agent == "prisoners" for a in group.actors):
        return "Other"  # people are freed, not places
    if trigger.id == "takeover":
        state = next((a for a in group.actors if a.is_armed), None)
        return "Government regains territory" if state and state.kind == "state_forces" else trigger.sub
    return trigger.sub


def _is_by_hand(sentence: Sentence, group: Group) -> bool:
    """Whether the weapons of a group's clauses are small arms only."""
    clauses = {sentence.clause(hit.start) for hit in group.hits}
    found = [w for w, at in sentence.weapons if sentence.clause(at) in clauses]
    return bool(found) and not any(w.sub for w in found)


def _has_protesters(group: Group) -> bool:
    return any(a.kind in ("protesters", "rioters") for a in group.actors)


def _weapon(sentence: Sentence, group: Group) -> str | None:
    """The sub-type that the weapons of a group's clauses make of an attack."""
    clauses = {sentence.clause(hit.start) for hit in group.hits}
    found = [w for w, at in sentence.weapons if w.sub and (sentence.clause(at) in clauses or not group.acts)]
    return max(found, key=lambda w: w.rank).sub if found else None


def _attack_type(group: Group, named: str = "") -> str:
    """Whether an attack was on people without arms or a fight between armed sides."""
    trigger, name = group.trigger, named or group.trigger.id
    if name == "strike":
        return trigger.sub
    if name == "targeting":
        return _targeting_type(group)
    victims = [a for a in group.actors if a.is_civilian]
    armed = {a.id or a.name for a in group.actors if a.is_armed and a.agent != "weapon"}
    if victims or name in ("assassination", "body_found"):
        return "Attack"
    if name in ("killed", "met_end", "injured", "shooting"):
        return "Armed clash" if len(armed) > 1 else "Attack"
    return "Armed clash" if armed else "Attack"


def _targeting_type(group: Group) -> str:
    """What "targeted" means: fire from afar where an army did it, an attack where gunmen did."""
    doers = [a for a in group.actors if a.is_armed]
    if any(a.kind in ("state_forces", "external_forces") for a in doers):
        return group.trigger.sub
    if any(a.is_civilian for a in group.actors) or any(a.agent == "armed" for a in doers):
        return "Attack"
    return "Armed clash" if doers else group.trigger.sub
