"""What a statement says, as a few words that can be quoted: "held by rebels", "expected to be open"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from kg.query.labels import Labels, short, span_text
from kg.query.sources import Node
from kg.resolve.presuppositions import source
from kg.resolve.states import AFTER, BEFORE, Spell, State, iso

_PLANNED = {"expected": "expected to be", "intended": "meant to be", "urged": "ought to be"}
_ATTITUDES = {**_PLANNED, "presupposed": "presupposed to be"}
_ROLES = {
    "cx:agent": "by",
    "cx:participant": "with",
    "cx:theme": "of",
    "cx:counterpart": "facing",
    "cx:place": "in",
}


class Claims:
    """What statements say, in words; `states` has each by its IRI, what is presupposed too."""

    def __init__(self, store: ox.Store, states: Mapping[str, State], labels: Labels) -> None:
        self._store = store
        self._states = states
        self._labels = labels

    def words(self, statement: str, subject: str = "") -> str:
        """What a statement says; of what, unless that is `subject`."""
        state = self._states[statement]
        said = self._said(state)
        if state.predicate in {"control", "status", "presence", "quantity", "lies"} and state.scope != subject:
            said = f"{self._labels.label(state.scope)}: {said}"
        return f"{said}, {state.modality}" if state.modality in {"claimed", "assessed", "depicted"} else said

    def _said(self, state: State) -> str:
        node = Node(self._store, source(state.statement))
        values = self._joint(state.objects)
        not_ = {"affirmed": "", "denied": "not", "undetermined": "not known whether"}[state.polarity]
        attitude = _ATTITUDES.get(state.modality, "")
        match state.predicate:
            case "control":
                return " ".join(filter(None, (not_, attitude, f"held by {values}")))
            case "status":
                users = f" to {self._joint(state.users)}" if state.users else ""
                return " ".join(filter(None, (not_, attitude, f"{values}{users}", _from(state))))
            case "presence":
                return f"{not_} the presence of {values}".strip()
            case "event":
                roles = [f"{word} {self._joint(of)}" for curie, word in _ROLES.items() if (of := node.iris(curie))]
                days = f"({when})" if (when := _days(state.spell)) else ""
                label = self._labels.label(state.scope) + ":" * bool(roles)
                return " ".join(filter(None, (not_, label, *roles, days)))
            case "quantity":
                kind = self._joint(node.iris("cx:quantityKind"))
                by = f", by {self._joint(agents)}" if (agents := node.iris("cx:agent")) else ""
                whose = f", of {self._joint(themes)}" if (themes := node.iris("cx:theme")) else ""
                return f"{not_} {node.text('cx:literal')} ({kind}{whose}{by})".strip()
            case "lies":
                direction = " ".join(map(self._labels.label, node.iris("cx:direction")))
                from_ = node.iris("cx:directionFrom")
                where = f"{direction} of {self._joint(from_)}, in {values}" if from_ else f"{direction} of {values}"
                return f"{not_} {where}".strip()
        relation = self._labels.label(node.text("cx:predicate"))
        later = " and ".join(map(self.thing, state.objects))
        return f"{not_} {self.thing(node.text('cx:subject'))} {relation} {later}".strip()

    def thing(self, iri: str) -> str:
        """What a node of the order of things is called: an event, or a statement by what it says."""
        state = self._states.get(iri)
        if state is None:
            return self._labels.label(iri)
        # What a statement on order says is a thing again, perhaps this one: it is called by its id.
        return short(iri) if state.predicate in {"before", "during", "order"} else f"{short(iri)} ({self.words(iri)})"

    def _joint(self, things: Iterable[str]) -> str:
        return " and ".join(sorted(map(self._labels.label, things)))


def _from(state: State) -> str:
    """From when on what is planned is to be so, if a day is given for it."""
    first, last = state.spell.begin_earliest, state.spell.begin_latest
    if state.modality not in _PLANNED or first == BEFORE or last == AFTER:
        return ""
    return f"from {iso(first)}" if first == last else f"from between {iso(first)} and {iso(last)}"


def _days(spell: Spell) -> str:
    """When an event was, in words."""
    b, c, d, e = spell.dates
    if b and b == e:
        return f"on {b}"
    if (b, d) == (c, e) or not (b or e):
        return span_text((b, c), (d, e))
    return f"after {b}" if not e else f"by {e}" if not b else f"between {b} and {e}"
