"""What a whole store has on record: the same as `kg.resolve.reading` takes in from rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from kg.namespaces import expand
from kg.query.on_record import Reader, withdrawals
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.material import DETAILS, STATES, Account, Identity, Material
from kg.resolve.presuppositions import PRESUPPOSED

_DETAILS = {
    "quantity_kind": "cx:quantityKind",
    "of_whole": "cx:ofWhole",
    "direction_from": "cx:directionFrom",
}
"""The properties of qualifiers that are called otherwise than their columns."""


def material_of(store: ox.Store) -> Material:
    """Everything on record in a store, but for what rules derived from it."""
    reader = _WholeReader(store)
    material = Material(withdrawn=withdrawals(store))
    for statement in reader.subjects("rdf:type", expand("cx:Statement")):
        if PRESUPPOSED not in statement:
            reader.add(statement, material)
    material.hierarchy = Hierarchy(reader.relation("cx:forceOf", "cx:memberOf", "skos:broader"))
    for post, crossings in reader.relation("cx:postOf").items():
        for crossing in crossings:
            material.posts.setdefault(crossing, []).append((post, reader.node(post).text("cx:country")))
    material.within = {place: set(wider) for place, wider in reader.relation("cx:locatedIn").items()}
    material.members = {group: tuple(members) for group, members in reader.relation("cx:member").items()}
    for document in reader.subjects("rdf:type", expand("cx:Document")):
        node = reader.node(document)
        if shared := {*node.iris("cx:sameWireAs"), *node.iris("prov:wasDerivedFrom")}:
            material.copies[document] = shared
    for decision in reader.subjects("rdf:type", expand("cx:OrderDecision")):
        order, documents = reader.decided_order(decision)
        material.orders.append(order)
        material.order_documents[decision] = documents
    material.identities += reader.identities()
    return material


class _WholeReader(Reader):
    def __init__(self, store: ox.Store) -> None:
        super().__init__(store)
        self._of = store
        self._named: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    def add(self, statement: str, material: Material) -> None:
        """Take in a statement."""
        state = self.state(statement)
        node = self.node(statement)
        for name in node.all("cx:subjectNamedAs"):
            self._named[state.document, str(name)].add(node.text("cx:subject"))
        names, objects = node.all("cx:objectNamedAs"), node.iris("cx:object")
        if len(names) == len(objects) == 1:
            self._named[state.document, str(names[0])].add(objects[0])
        if state.predicate in STATES:
            material.states.append(state)
        elif state.predicate in DETAILS:
            details = {name: self._detail(statement, name) for name in DETAILS[state.predicate]}
            material.accounts.append(Account(state, details))
        elif state.predicate:
            material.others.append(state)
            for order, documents in self.told_order(statement):
                material.orders.append(order)
                material.order_documents[statement] = documents
        elif state.retracts:
            material.others.append(state)
        material.states += self.presupposed(state)

    def _detail(self, statement: str, name: str) -> tuple[str, ...]:
        return tuple(map(str, self.node(statement).all(_DETAILS.get(name, f"cx:{name}"))))

    def relation(self, *curies: str) -> dict[str, list[str]]:
        """What one or several properties relate each thing to, by the things' IRIs."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for curie in curies:
            for quad in self._of.quads_for_pattern(None, ox.NamedNode(expand(curie)), None):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                    found[quad.subject.value].add(quad.object.value)
        return {thing: sorted(found[thing]) for thing in sorted(found)}

    def identities(self) -> Iterable[Identity]:
        """The decisions on whether some things are one, with what the mentions in them stand for."""
        for decision in self.subjects("rdf:type", expand("cx:IdentityDecision")):
            node = self.node(decision)
            documents = node.iris("cx:document")
            things = set(node.iris("cx:candidate"))
            for mention in node.all("cx:mention"):
                things |= {thing for document in documents for thing in self._named.get((document, str(mention)), ())}
            if len(things) > 1:
                outcome = node.text("cx:outcome").rpartition("/")[2]
                yield Identity(decision, tuple(sorted(things)), outcome, tuple(documents))
