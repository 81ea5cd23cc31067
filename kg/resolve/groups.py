"""The groups that statements are resolved in, in one order, read from disk a bounded number at a time.

What is told in order, taken back or decided to be one event ties groups together. All of that is
settled first, from the rows that are shared; what is left of a group then depends on its own rows
and on the places that it lies in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import NamedTuple

from kg.resolve.accounts import alike
from kg.resolve.around import Around
from kg.resolve.components import components
from kg.resolve.context import Context
from kg.resolve.derive import contradicted
from kg.resolve.deriving import Deriving, Group, taken_in
from kg.resolve.disagreements import Disagreement, united
from kg.resolve.gathered import Gathered
from kg.resolve.knowledge import Knowledge
from kg.resolve.material import Material
from kg.resolve.origins import Origins
from kg.resolve.told import BUCKET_BITS, BUCKETS, Told, bucket, encoded, hashed, names, rows

PIECE = 1 << 20
"""About so many bytes of rows are read at once."""
_FINEST = 4  # a bucket is read once for each of its pieces, so not in any number of them


class Piece(NamedTuple):
    """Those groups of a bucket whose hashes begin with so many bits, of this value."""

    bucket: int
    bits: int
    prefix: int


class Groups:
    """The groups of all that was gathered, once it is; a context manager, for it keeps a file.

    `curated` is what is on record beside statements. `context` is what the groups depend on;
    `contradictions` are the order facts among them that cannot be met.
    """

    def __init__(self, gathered: Gathered, curated: Material, piece: int = PIECE) -> None:
        self._told, self._piece = gathered.told, piece
        material = gathered.ordered(curated)
        self._joined: dict[str, str] = {}
        self.around = Around()
        self.context, self.contradictions = self._settle(gathered, material)
        self._join(gathered, material)
        self._look_around()

    def __enter__(self) -> Groups:
        return self

    def __exit__(self, *_: object) -> None:
        self.around.close()

    def pieces(self) -> list[Piece]:
        """What is read at once, in order."""
        found = []
        for number in range(BUCKETS):
            if size := self._told.size(number):
                finer = min((size // self._piece).bit_length(), _FINEST)
                bits = BUCKET_BITS + finer
                found += [Piece(number, bits, (number << finer) + part) for part in range(1 << finer)]
        return found

    def of(self, piece: Piece, wanted: Collection[str] | None = None) -> Iterator[tuple[str, list[Told]]]:
        """The groups of a piece, in order: what each is about, and its rows by the names of their statements.

        Only those about what is `wanted`, if that is given.
        """
        found: defaultdict[str, list[Told]] = defaultdict(list)
        mine: dict[str, str] = {}  # what rows are about, and the group that they are in, if it is one of these
        for run in self._told.pieces(piece.bucket):
            for one in names(run):
                if one.about not in mine:
                    group = self._joined.get(one.about, one.about)
                    here = hashed(group) >> 64 - piece.bits == piece.prefix and (wanted is None or group in wanted)
                    mine[one.about] = group if here else ""
            if any(mine[one.about] for one in names(run)):
                for told in rows(run):
                    if group := mine[told.about]:
                        found[group].append(told)
        for group in sorted(found, key=lambda group: (hashed(group), group)):
            yield group, sorted(found[group], key=lambda told: told.state.statement)

    def alone(self, about: str, told: list[Told]) -> Group:
        """A group with what it depends on and no more, to be derived elsewhere."""
        around = {wide: self.around[wide] for wide in sorted(self.context.wider(about)) if wide in self.around}
        return Group(about, told, self.context.part(about, told, around), around)

    def _settle(self, gathered: Gathered, material: Material) -> tuple[Context, list[Disagreement]]:
        """The context, for which all that is taken back or told in order is settled."""
        knowledge = Knowledge(withdrawn=material.withdrawn)
        shared = {one.state.statement: one for one in gathered.shared}
        if ordered := {thing for order in material.orders for thing in (order.earlier, order.later)}:
            shared |= {one.state.statement: one for one in self._named(ordered)}
        material = taken_in(shared.values(), material)
        settled = material.settle(knowledge)
        context = Context(
            above={thing: tuple(above) for thing, above in material.hierarchy.above.items()},
            posts={crossing: tuple(posts) for crossing, posts in material.posts.items()},
            within={place: tuple(sorted(wider)) for place, wider in material.around(settled.known.states).items()},
            members=material.members,
            identities=tuple(material.identities),
            withdrawn=material.withdrawn,
            texts=dict(Origins(material.copies_left(knowledge)).texts),
            retracted=knowledge.retracted(one.state for one in gathered.shared),
            spells={name: settled.spells[name] for name in settled.known.states},
            accused=settled.accused,
        )
        return context, united(contradicted(settled, material.accounts))

    def _named(self, things: Collection[str]) -> Iterator[Told]:
        """The rows of these statements, and of all that tell of these events."""
        for number in range(BUCKETS):
            for run in self._told.pieces(number):
                if any(one.about in things or one.state.statement in things for one in names(run)):
                    for told in rows(run):
                        if not told.beside and (told.about in things or told.state.statement in things):
                            yield told

    def _join(self, gathered: Gathered, material: Material) -> None:
        """Put the events together that a curator decided on, or that look like one, each with the first of them."""
        events = self._events({thing for one in material.identities for thing in one.things})
        decided = [[thing for thing in one.things if thing in events] for one in material.identities]
        pairs = {pair for things in decided for pair in pairwise(things)}
        hierarchy, knowledge = material.hierarchy, Knowledge(withdrawn=material.withdrawn)
        for number in range(BUCKETS):
            told = {one.state.statement: one for run in gathered.alike.pieces(number) for one in rows(run)}
            if len({one.state.document for one in told.values()}) > 1:
                known = knowledge.known([one.state for one in told.values()], self.context.retracted).states
                spells = {name: self.context.spells.get(name) or state.spell.normal() for name, state in known.items()}
                pairs.update(alike([told[name].account for name in known], spells, hierarchy))
        self._joined = components(sorted(pairs))
        moving: defaultdict[int, set[str]] = defaultdict(set)
        for event, first in self._joined.items():
            if bucket(event) != bucket(first):
                moving[bucket(event)].add(event)
        for number, leaving in sorted(moving.items()):
            for one in [one for run in self._told.pieces(number) for one in rows(run) if one.about in leaving]:
                self._told.add(bucket(self._joined[one.about]), encoded([one]))

    def _events(self, things: Collection[str]) -> set[str]:
        """Those of some things that are events of which something tells."""
        return {
            one.about
            for number in sorted(set(map(bucket, things)))
            for run in self._told.pieces(number)
            for one in rows(run)
            if one.about in things and one.state.predicate == "event"
        }

    def _look_around(self) -> None:
        """Resolve what is said of the places that others lie in."""
        context = self.context
        wider = {wide for places in context.within.values() for wide in places}
        if not wider:
            return
        crossing_of = {post: crossing for crossing, posts in context.posts.items() for post, _ in posts}
        wanted = {crossing_of.get(place, place) for place in wider}
        deriving, buckets = Deriving(context, {}), {bucket(about) for about in wanted}
        for piece in self.pieces():
            for about, told in self.of(piece, wanted) if piece.bucket in buckets else ():
                for place, states in deriving.around(about, told, wider).items():
                    self.around.put(place, states)
