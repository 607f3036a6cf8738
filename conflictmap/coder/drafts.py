"""What a sentence tells: drafts of events, each with the rule and the words behind every part, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from conflictmap.coder.groups import Group as Group
from conflictmap.coder.groups import is_news, is_own, is_purpose, says_whom, without_aftermath
from conflictmap.coder.hits import Hit
from conflictmap.coder.holding import is_holder
from conflictmap.coder.report import Sentence
from conflictmap.coder.reportdates import Dated
from conflictmap.coder.resolving import Mention
from conflictmap.coder.tolls import Count

_PLANNED_FAMILIES = ("movement", "handover", "closure", "agreement")
_VOID = ("denied", "negated", "wished", "threatened", "condemned", "accused", "conditional", "past", "meanwhile")
_REACTED_TO = ("condemned", "accused")
_VOID_WORDS, _LISTED_WORDS = 5, 3
_OBJECT_NEAR = 8
_SEATS = ("adm1", "adm2")  # what a town heads a line for
_FEW_DAYS = 3
_INSERTED_WORDS = 3
_HELD_BACK = 3  # words from a word of closing to the crowd it stops
_DONE_RANK = 42  # of words that say what was done, and not only that there was an attack
_TOLD_OF, _TOLD_WORDS = ("condemned", "after", "past"), 14


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
    is_of_all: bool = False  # the toll is of all places of a list
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
    void = [hit for hit in acts if _is_void(hit, has_day) and not _has_day_and_place(sentence, hit, acts)]
    if any(cue.kind == "conditional" for cue in sentence.cues):  # "will close the strait should it be attacked"
        void += [hit for hit in acts if hit.status == "planned" and hit not in void]
    void += [hit for hit in acts if hit not in void and _is_amid_usual(sentence, hit, void)]
    live = [hit for hit in acts if hit not in void and not _is_target(sentence, hit, acts)]
    live = [hit for hit in live if not says_whom(sentence, hit, live)]
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
    left = without_aftermath(_without_entries(groups))
    if len(left) == 1 < len(groups):
        left[0].actors += [a for a in sentence.actors if a not in left[0].actors]
    return _merged(_without_closures(left)), void


def _without_closures(groups: list[Group]) -> list[Group]:
    """Groups without the roads that the protesters of the same sentence closed: that is part of their protest."""
    protests = [g for g in groups if g.acts and g.trigger.family == "protest"]
    if not protests:
        return groups
    kept: list[Group] = []
    for group in groups:
        own = any(not m.is_whole and m.start > group.main.start for m in group.places)
        behind = range(group.main.end, group.main.end + _HELD_BACK)
        is_of_crowd = any(a.kind == "protesters" and a.start in behind for a in group.actors)  # "منع المتظاهرين من"
        by_force = any(a.is_force for a in group.actors) and not is_of_crowd
        if group.trigger.id == "closure" and not own and not by_force:
            protests[0].dates += [d for d in group.dates if d not in protests[0].dates]
        else:
            kept.append(group)
    return kept


def _without_entries(groups: list[Group]) -> list[Group]:
    """Groups without the entering of a house or town in which the violence of the same sentence was done."""
    kept: list[Group] = []
    for group in groups:
        done = [g for g in groups if g.acts and g.trigger.family == "violence" and g.trigger.rank >= _DONE_RANK]
        if not done or group.trigger.family != "raid":
            kept.append(group)
            continue
        places = {m.place.id for m in group.places if not m.is_whole}
        others = {m.place.id for g in done for m in g.places if not (m.is_whole or m.toponym.stationed)}
        if places and others and not places & others:
            kept.append(group)
        elif not others:
            done[0].places += [m for m in group.places if m not in done[0].places]
    return kept


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
    if _is_cause_next(sentence, groups, clause):
        return False
    clauses = {
        sentence.clause(m.start)
        for m in sentence.places
        if not (
            m.is_whole
            or m.toponym.stationed
            or any(o is not m and (_labels(m, o) or m.surrounds(o)) for o in sentence.places)
        )
    }
    others = {sentence.clause(hit.start) for group in groups for hit in group.hits}
    return clause in clauses and bool(clauses & others)


def _is_cause_next(sentence: Sentence, groups: list[Group], clause: int) -> bool:
    """Whether the next clause tells how people of this one died: "two were killed in X when a mine blew up in Y"."""
    return clause + 1 in sentence.whens and any(
        group.trigger.family == "violence" and sentence.clause(hit.start) == clause + 1
        for group in groups
        for hit in group.acts
    )


def _was_forced(group: Group) -> bool:
    """Whether a withdrawal is but how a fight ended: "were forced to retreat"."""
    return all(hit.sense.tense == "base" or hit.status in ("wished", "planned") for hit in group.acts)


def _labels(area: Mention, other: Mention) -> bool:
    """Whether a place only heads a line that tells of another in the same governorate: "Hama: ... near Karnaz"."""
    if is_holder(area, other):
        return True
    return area.start < other.start and area.place.seat_of in _SEATS and area.place.admin1_id == other.place.admin1_id


def _without_damage(groups: list[Group]) -> list[Group]:
    """Groups without the burning and tearing down that an attack of the same sentence did."""
    if not any(group.trigger.family == "violence" and group.acts for group in groups):
        return groups
    groups = [g for g in groups if not (g.trigger.id == "withdrawal" and _was_forced(g))]
    return [group for group in groups if group.trigger.family != "destruction"]


def _is_amid_usual(sentence: Sentence, hit: Hit, void: list[Hit]) -> bool:
    """Whether a noun behind "amid" or "despite" stands by what is told as usual: "sees killings despite operations"."""
    is_usual = any(other.status == "habitual" and other.start < hit.start for other in void)
    is_told = any(other.status == "" and other.sense.tense != "ing" for other in sentence.hits if other not in void)
    return hit.status == "after" and is_usual and not is_told and not any(_names_days(d) for d in sentence.dates)


def _is_target(sentence: Sentence, hit: Hit, acts: list[Hit]) -> bool:
    """Whether a convoy, a deployment or a cache is but what an attack hit: "غارات على أرتال عسكرية"."""
    if hit.sense.trigger.family not in ("movement", "seizure") or hit.sense.tense != "noun":
        return False
    if hit.sense.trigger.id == "convoy" and any(o.sense.trigger.family == "violence" for o in acts if o is not hit):
        return True
    return any(
        other.sense.trigger.family == "violence" and 0 < hit.start - other.start <= _OBJECT_NEAR
        and sentence.clause(other.start) == sentence.clause(hit.start)
        for other in acts
    )  # fmt: skip


def _is_void(hit: Hit, has_day: bool) -> bool:
    if hit.status == "habitual":
        return not has_day
    if hit.status == "planned":
        return hit.sense.trigger.family not in _PLANNED_FAMILIES
    return hit.status in _VOID


def _has_day_and_place(sentence: Sentence, hit: Hit, acts: list[Hit]) -> bool:
    """Whether what a text reacts to is told with its day and its place: it happened, whatever is thought of it."""
    if hit.status == "accused":
        return _is_told_of_another(sentence, hit)
    if hit.status not in _TOLD_OF:
        return False
    last = next((other.start for other in acts if other.start > hit.end), sentence.last)
    last = min(last, hit.end + _TOLD_WORDS)
    begin = sentence.starts[sentence.clause(hit.start) - 1] if hit.status == "past" else hit.end
    has_day = any(_names_days(d) and begin <= d.start < last for d in sentence.dates)
    if any(d.found.rule == "offset" and 0 <= hit.start - d.end <= 1 for d in sentence.dates):
        return any(not m.is_whole for m in sentence.places)  # "two days after the blowing up of"
    is_only = hit.status == "after" and hit.sense.trigger.family == "violence" and len(acts) == 1
    is_only = is_only and sentence.block.kind == "paragraph"
    first = hit.start - _VOID_WORDS if is_only else hit.end  # "a fire broke out at the refinery after an attack"
    return has_day and any(first <= m.start < last and not m.is_whole for m in sentence.places)


def _is_told_of_another(sentence: Sentence, hit: Hit) -> bool:
    """Whether what somebody is accused of is told with its day and a place or what came of it: it happened."""
    has_day = any(_names_days(d) and not d.is_of_saying for d in sentence.dates)
    is_placed = any(not m.is_whole for m in sentence.places)
    return has_day and (is_placed or any(other.kind == "harm" and other.start > hit.end for other in sentence.hits))


def _names_days(dated: Dated) -> bool:
    """Whether a date names a day, or two or three that follow each other."""
    found = dated.found
    length = (found.end - found.start).days
    return found.kind == "happened" and found.precision in ("day", "days") and length < _FEW_DAYS


def _joined(sentence: Sentence, acts: list[Hit]) -> list[Group]:
    """Acts as groups: neighbours of one family with no place between them are one."""
    groups: list[Group] = []
    for act in acts:
        last = groups[-1] if groups else None
        is_same = last is not None and last.trigger.family == act.sense.trigger.family and act.status not in _TOLD_OF
        if last and last.acts[-1].is_definite and not act.is_definite and _is_next_clause(sentence, last.acts[-1], act):
            is_same = False  # "The shelling came after gunmen attacked posts"
        if last and is_same and not _parted(sentence, last.acts[-1], act):
            last.acts.append(act)
        else:
            groups.append(Group([act]))
    return groups


def _is_next_clause(sentence: Sentence, one: Hit, other: Hit) -> bool:
    """Whether a clause with an actor of its own begins between two words of events."""
    clause = sentence.clause(other.start)
    own = any(sentence.clause(a.start) == clause and a.start < other.start for a in sentence.actors)
    return sentence.clause(one.start) != clause and own


def _parted(sentence: Sentence, one: Hit, other: Hit) -> bool:
    """Whether two acts have places of their own, so that they are two events."""
    clause = sentence.clause(other.start)
    placed = {sentence.clause(m.start) for m in sentence.places if not m.is_whole and not m.toponym.stationed}
    return clause in placed and any(c < clause for c in placed) and sentence.clause(one.start) != clause


def _nearest(sentence: Sentence, groups: list[Group], hit: Hit) -> Group:
    """The group a word of harm belongs to: of violence, in its clause, else the one before it, else behind it."""
    able = [
        group
        for group in groups
        if not group.acts or group.trigger.family in ("violence", "raid", "arrest", "protest", "destruction")
    ]

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
    owners: list[tuple[Hit, Group | None]] = [(hit, group) for group in groups for hit in group.hits]
    void = [hit for hit in void if not is_purpose(sentence, hit, groups)]
    owners = sorted([*owners, *((hit, None) for hit in void)], key=lambda owner: owner[0].start)
    for place in sentence.places:
        reach = _VOID_WORDS + (_LISTED_WORDS if place.toponym.how == "listed" or place.toponym.joined else 0)
        able = [o for o in owners if o[1] is not None or 0 <= place.start - o[0].end <= _reach(sentence, o[0], reach)]
        owner = _owner(sentence, able, place.start, place.end)
        if owner is not None:
            owner.places.append(place)
    for group in groups:
        if not any(not m.is_whole for m in group.places):
            before = [m for m in sentence.places if _says_where(m) and m.end <= group.hits[0].start]
            group.places += [m for m in before if not any(o is not m and is_holder(m, o) for o in before)][-1:]
        clauses = {sentence.clause(hit.start) for hit in group.hits}
        group.actors = [a for a in sentence.actors if len(groups) == 1 or sentence.clause(a.start) in clauses]
        own = [d for d in sentence.dates if clauses & _clauses_of(sentence, d) and is_own(d, group, groups)]
        others = [d for d in sentence.dates if not _is_of_void(sentence, d, groups, void)]
        group.dates = own or [d for d in others if is_own(d, group, groups) and is_news(sentence, d)]
        if not any(a.is_armed for a in group.actors):
            group.actors += [
                a for a in sentence.actors if a not in group.actors and a.is_armed and a.start < group.hits[0].start
            ][:1]


def _is_of_void(sentence: Sentence, dated: Dated, groups: list[Group], void: list[Hit]) -> bool:
    """Whether a day stands behind a word that tells of nothing, alone in its clause: "on account of a kidnapping on
    Monday"."""
    clause = sentence.clause(dated.start)
    if any(sentence.clause(hit.start) == clause for group in groups for hit in group.hits):
        return False
    return any(
        hit.status in _REACTED_TO and sentence.clause(hit.start) == clause and hit.end <= dated.start for hit in void
    )


def _reach(sentence: Sentence, void: Hit, reach: int) -> int:
    """How far a word that tells of nothing keeps its places: but little within an insertion, "a man who defected"."""
    return min(reach, _INSERTED_WORDS) if sentence.clause(void.start) in sentence.relatives else reach


def _clauses_of(sentence: Sentence, dated: Dated) -> set[int]:
    """The clauses a date is of: its own, and the one it leads to: "on 7 October 2023, when gunmen stormed"."""
    clause = sentence.clause(dated.start)
    is_next = clause < len(sentence.starts) and 0 <= sentence.starts[clause] - dated.end <= 1
    return {clause, clause + 1} if is_next and dated.found.kind == "background" else {clause}


def _says_where(mention: Mention) -> bool:
    return not (mention.is_whole or mention.toponym.stationed or mention.toponym.preposition == "from")


def _owner(sentence: Sentence, owners: Sequence[tuple[Hit, Group | None]], start: int, end: int) -> Group | None:
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
