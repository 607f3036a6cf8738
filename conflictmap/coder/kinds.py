"""What kind of event a group tells: the sub-type of its main word, made exact by weapons and actors."""

from __future__ import annotations

from conflictmap.coder.drafts import Group
from conflictmap.coder.hits import Hit
from conflictmap.coder.report import Sentence

_OBJECT_NEAR = 5
_DOER_WORDS = 4  # words from a word of closing to who did it
_DOER_BEHIND = 1  # words from an Arabic verb to its subject
_FLOWN = ("air", "artillery")  # weapons that do something by themselves
_FOUGHT_WITH = ("shelling", "bombardment", "shooting")
_BY_WEAPON = ("explosion", "killing")
_FIGHTS, _VICTIM_WORDS = ("clash", "fighting"), 4  # words from "was hurt" to what hurt
_OF_SETTLERS = ("raid", "destruction")
_FIRES_FROM_AFAR = ("hezbollah", "houthis", "al_qassam", "islamic_resistance_iraq")  # "targeted the barracks"
_ATTACKS = (
    "attack",
    "targeting",
    "met_end",
    "shooting",
    "assassination",
    "killed",
    "died",
    "injured",
    "body_found",
    "assault",
    "strike",
)
_NO_STATES = ("rebel_group", "political_militia", "identity_militia")


def sub_type(sentence: Sentence, group: Group) -> str:
    """The sub-event type: of the main word, made exact by weapons, by who acts and by who suffers."""
    trigger = group.trigger
    by_settlers = any(a.agent == "settlers" or a.id == "settlers_il" for a in group.actors)
    if by_settlers and (trigger.family in _OF_SETTLERS or trigger.id in ("assault", "attack", "riot")):
        return "Attack"
    if by_settlers and trigger.id in _FIGHTS and any(hit.sense.trigger.id == "attack" for hit in group.acts):
        return "Attack"  # "settlers attacked the village, and clashes broke out"
    forces = [a for a in group.actors if a.is_force and a.agent != "settlers" and a.id != "settlers_il"]
    if by_settlers and trigger.id in _FIGHTS and not forces:
        return "Mob violence"  # "clashes between villagers and settlers"
    if trigger.id in _FIGHTS and _has_protesters(group):
        return "Violent demonstration"
    if trigger.id == "air_strike" and _raids_on_ground(sentence, group):
        return _attack_type(group, "attack")
    if trigger.family == "violence" and (trigger.kind in ("attack", "harm") or trigger.id in _BY_WEAPON):
        weapon = _weapon(sentence, group)
        if weapon:
            return weapon
    if trigger.id == "assault" and any(hit.sense.trigger.id == "targeting" for hit in group.acts):
        return _weapon(sentence, group) or trigger.sub  # "an operation that hit the airport with a missile"
    if trigger.id in _FOUGHT_WITH and _is_fought_with(sentence, group):
        return "Violent demonstration" if _has_protesters(group) else "Armed clash"
    before = [a for a in group.actors if a.end <= group.main.start]  # who came under it, not whose it is
    if trigger.id == "under_fire" and any(a.is_force or a.is_civilian for a in before):
        return _attack_type(group, "attack")
    by_gunmen = trigger.id == "struck" and any(a.agent == "armed" for a in group.actors)  # "under attack by gunmen"
    if by_gunmen or (trigger.id in ("targeting", "struck", "under_fire") and _is_by_hand(sentence, group)):
        return _attack_type(group, "shooting")
    if _is_crowd_before(group) and trigger.id in ("assault", "attack", "raid"):
        return "Violent demonstration"
    if trigger.id == "assault" and _is_raid(group):
        return "Troop movement"
    if trigger.id in _ATTACKS:
        return _attack_type(group)
    is_crowd = _has_protesters(group) and not any(a.is_force for a in group.actors)
    if is_crowd and (trigger.family == "destruction" or trigger.id in ("assault", "attack", "raid")):
        return "Violent demonstration"
    if trigger.family == "destruction" and any(hit.sense.trigger.toll == "fatalities" for hit in group.harms):
        return _attack_type(group, "killed")  # "killed 31 civilians and burned homes"
    if trigger.family == "arrest" and any(hit.sense.trigger.toll == "fatalities" for hit in group.harms):
        return _attack_type(group, "attack")  # "killed six gunmen and arrested two"
    if trigger.id == "looting" and (fired := _fired_before(sentence, group)):
        return fired  # "drones set the depot ablaze"
    if trigger.family == "closure" and _is_by_people(group):
        return "Peaceful protest"
    if trigger.family == "raid":
        return _raid_type(sentence, group)
    if trigger.id == "takeover" and any(a.agent == "prisoners" for a in group.actors):
        return "Other"  # people are freed, not places
    if trigger.id == "takeover":
        state = next((a for a in group.actors if a.is_armed), None)
        return "Government regains territory" if state and state.kind == "state_forces" else trigger.sub
    return trigger.sub


def _is_raid(group: Group) -> bool:
    """Whether soldiers storm a town under their occupation, and nobody is said to fight or to be hurt: a raid."""
    places = [m for m in group.places if not m.is_whole]
    is_occupied = bool(places) and all(m.place.country == "PS" for m in places)
    forces = {a.id or a.name for a in group.actors if a.is_force}
    by_state = any(a.kind == "state_forces" and a.agent != "weapon" for a in group.actors)
    return (
        is_occupied
        and by_state
        and len(forces) == 1
        and not group.harms
        and not any(a.is_civilian for a in group.actors)
    )


def _raid_type(sentence: Sentence, group: Group) -> str:
    """What a raid is: of aircraft, of fighters who storm a place, with its dead, or only of troops."""
    flown = any(
        w.id == "air" and 0 < group.main.start - at <= _OBJECT_NEAR and not _is_backed(group, at)
        for w, at in sentence.weapons
    )
    if group.main.sense.tense == "noun" and not any(a.is_force for a in group.actors):
        flown = flown or bool(group.harms) or (group.main.end - group.main.start == 1 and not group.actors)
    if not flown and _storms(group):
        return "Armed clash"
    return "Air/drone strike" if flown else (_attack_type(group) if group.harms else "Troop movement")


def _storms(group: Group) -> bool:
    """Whether a force that is no state's enters a town or camp: that is an attack on who holds it."""
    doers = [a for a in group.actors if a.is_force and a.start >= group.main.start - _OBJECT_NEAR]
    is_on = any(
        (m.toponym.is_settlement or m.place.kind == "refugee_camp") and m.start - group.main.end <= 2 * _OBJECT_NEAR
        for m in group.places
    )
    return is_on and bool(doers) and all(a.kind in _NO_STATES for a in doers)


def _fired_before(sentence: Sentence, group: Group) -> str:
    """The sub-type of aircraft, drones or shells that stand as the doer right before a word of destruction."""
    doing = [w for w, at in sentence.weapons if w.id in _FLOWN and 0 < group.main.start - at <= _OBJECT_NEAR]
    return doing[-1].sub if doing else ""


def _is_backed(group: Group, at: int) -> bool:
    """Whether aircraft at a word only back the force named before them: "troops backed by jets raided"."""
    return any(a.is_force and a.end <= at for a in group.actors) and not any(
        a.start <= at < a.end for a in group.actors[:1]
    )


def _is_fought_with(sentence: Sentence, group: Group) -> bool:
    """Whether fire is only what a fight told before it was fought with: "clashes broke out, with heavy shelling"."""
    fire = [hit for hit in group.acts if hit.sense.trigger.id in _FOUGHT_WITH]
    behind = {n for harm in group.harms for n in range(harm.end, harm.end + _VICTIM_WORDS)}
    has_hurt = all(hit.start in behind for hit in fire)  # "clashes broke out, and a man was hurt by a shell"
    fights = [hit for hit in group.acts if hit.sense.trigger.id in _FIGHTS]
    first = next((hit.start for hit in fights if has_hurt or _broke_out(hit)), None)
    if first is None or any(h.start < first or h.sense.tense not in ("noun", "ing", "base") for h in fire):
        return False
    return has_hurt or all(sentence.clause(h.start) == sentence.clause(first) or h.status == "after" for h in fire)


def _raids_on_ground(sentence: Sentence, group: Group) -> bool:
    """Whether those who "أغاروا" are gunmen, who have no aircraft."""
    at = group.main
    doers = [a for a in group.actors if a.is_force and -_DOER_WORDS <= a.start - at.end <= _DOER_BEHIND]
    flown = any(w.sub for w, _ in sentence.weapons)
    return bool(doers) and at.sense.tense != "noun" and not flown and all(a.kind in _NO_STATES for a in doers)


def _broke_out(hit: Hit) -> bool:
    """Whether a word tells of a fight as a thing: a noun, or a verb with one ("اندلعت اشتباكات")."""
    return hit.sense.tense != "past" or hit.end - hit.start > 1


def _is_by_people(group: Group) -> bool:
    """Whether people without arms did it: who close a road protest."""
    doing = [a for a in group.actors if a.start <= group.main.end + _DOER_WORDS]
    people = [a for a in doing if a.how not in ("capital", "country")]
    if any(a.is_force for a in people):
        return False
    return _has_protesters(group) or (bool(people) and all(a.is_civilian for a in people))


def _is_by_hand(sentence: Sentence, group: Group) -> bool:
    """Whether the weapons of a group's clauses are small arms only."""
    clauses = {sentence.clause(hit.start) for hit in group.hits}
    found = [w for w, at in sentence.weapons if sentence.clause(at) in clauses]
    return bool(found) and not any(w.sub for w in found)


def _is_crowd_before(group: Group) -> bool:
    """Whether protesters, and nobody armed, stand before the word: "protesters attacked a UN compound"."""
    before = [a for a in group.actors if a.end <= group.main.start]
    return any(a.kind in ("protesters", "rioters") for a in before) and not any(a.is_force for a in before)


def _has_protesters(group: Group) -> bool:
    return any(a.kind in ("protesters", "rioters") for a in group.actors)


def _weapon(sentence: Sentence, group: Group) -> str | None:
    """The sub-type that the weapons of a group's clauses make of an attack."""
    clauses = {sentence.clause(hit.start) for hit in group.hits}
    found = [
        w
        for w, at in sentence.weapons
        if w.sub
        and at not in sentence.backing
        and (sentence.clause(at) in clauses or not (group.acts or sentence.clause(at) in sentence.relatives))
    ]
    return max(found, key=lambda w: w.rank).sub if found else None


def _attack_type(group: Group, named: str = "") -> str:
    """Whether an attack was on people without arms or a fight between armed sides."""
    trigger, name = group.trigger, named or group.trigger.id
    if name == "strike":
        return trigger.sub
    if name == "targeting":
        return _targeting_type(group)
    if name == "shooting" and _is_on_force(group):
        return "Armed clash"
    if name in ("attack", "assault", "shooting") and _is_on_another_force(group):
        return "Armed clash"
    victims = [a for a in group.actors if a.is_civilian]
    armed = {a.id or a.name for a in group.actors if a.is_armed and (a.id or a.agent != "weapon")}
    if victims or name in ("assassination", "body_found"):
        return "Attack"
    if name in ("killed", "died", "met_end", "injured") and _are_soldiers_hit(group):
        return "Armed clash"
    if name in ("killed", "died", "met_end", "injured", "shooting"):
        return "Armed clash" if len(armed) > 1 else "Attack"
    return "Armed clash" if len(armed) > 1 or (armed and not _is_on_settlement(group)) else "Attack"


def _are_soldiers_hit(group: Group) -> bool:
    """Whether those killed or hurt, by whom is not said, are soldiers: "two soldiers were killed"."""
    forces = [a for a in group.actors if a.is_force]
    hurt = [a for a in forces for h in group.harms if 0 <= h.start - a.end <= _OBJECT_NEAR or 0 <= a.start - h.end <= 3]
    is_behind = all(a.start >= group.harms[0].end or group.harms[0].sense.tense == "noun" for a in hurt)
    are_sure = is_behind or all(a.agent == "forces" for a in hurt)
    is_doer = any(h.by and a.start >= h.end for a in hurt for h in group.harms)
    return bool(hurt) and len(hurt) == len(forces) == len(group.actors) and are_sure and not is_doer


def _is_on_another_force(group: Group) -> bool:
    """Whether one force attacks another, whoever else was hurt: "rebels attacked army positions"."""
    forces = [a for a in group.actors if a.is_force and a.agent != "weapon"]
    doers = {a.id or a.name for a in forces if a.end <= group.main.start}
    struck = {a.id or a.name for a in forces if 0 <= a.start - group.main.end <= _VICTIM_WORDS}
    return bool(doers and struck - doers) and group.main.sense.tense in ("past", "present", "ing")


def _is_of_attack(group: Group) -> bool:
    """Whether "targeted" only says what an attack was on: "هجوم استهدف بلدة"."""
    return any(hit.sense.trigger.id == "attack" for hit in group.acts)


def _is_on_settlement(group: Group) -> bool:
    """Whether a village or a town is what was attacked: "هاجمت القوات قرية ود النورة"."""
    return any(m.toponym.is_settlement and 0 <= m.start - group.main.end <= _OBJECT_NEAR for m in group.places)


def _is_on_force(group: Group) -> bool:
    """Whether a force stands right behind the word of shooting as what it hits: "قنص جندي"."""
    return group.main.sense.tense == "noun" and any(
        a.is_force and a.agent != "armed" and 0 <= a.start - group.main.end <= 1 for a in group.actors
    )


def _targeting_type(group: Group) -> str:
    """What "targeted" means: fire from afar where an army did it, an attack where gunmen did."""
    doers = [a for a in group.actors if a.is_armed]
    if any(a.kind in ("state_forces", "external_forces") or a.id in _FIRES_FROM_AFAR for a in doers):
        return group.trigger.sub
    if _is_of_attack(group):
        return _attack_type(group, "attack")
    if any(a.is_civilian for a in group.actors):
        return "Attack"
    if any(a.agent == "armed" for a in doers):
        return "Armed clash" if len({a.id or a.name for a in doers if a.agent != "weapon"}) > 1 else "Attack"
    return "Armed clash" if doers else group.trigger.sub


def is_generic(sentence: Sentence, group: Group) -> bool:
    """Whether a group's words do not say how: an attack or people killed, with no weapon and no gunmen."""
    if group.trigger.kind not in ("attack", "harm") or group.trigger.says_how:
        return False
    by_gunmen = any(a.agent in ("armed", "settlers", "protesters", "rioters") for a in group.actors)
    return not by_gunmen and _weapon(sentence, group) is None and not _is_by_hand(sentence, group)
