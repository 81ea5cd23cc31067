"""The whole way from statements to answers, against an oracle that counts days, and the laws of answers.

The oracle is section 4 of the design read naively: day by day and statement against statement. The one
thing that it takes over is which order facts of a contradiction are left out, where there is a choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec import structs

from kg.resolve.answers import reply
from kg.resolve.cuts import Resolved
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.knowledge import Knowledge
from kg.resolve.order import Order, tighten
from kg.resolve.record import Place, Record, Resolution, resolve
from kg.resolve.states import AFTER, BEFORE, Days, Spell, State, day
from kg.resolve.verdicts import Verdict, on_day

World = tuple[Record, Knowledge, str]
Worlds = st.SearchStrategy[World]

LADDER = ["asserted", "reported", "presupposed"]


# --- the oracle ---


@dataclass
class Seen:
    """A statement that counts, as the oracle sees it; a bound that is absent is None."""

    state: State
    sure: bool
    firm: bool
    begin_earliest: int | None
    begin_latest: int | None
    end_earliest: int | None
    end_latest: int | None
    impossible: set[int] = field(default_factory=set)
    superseded_by: set[str] = field(default_factory=set)

    @property
    def rank(self) -> int:
        return LADDER.index(self.state.modality)

    def covers(self, on: int) -> bool:
        began = self.begin_earliest is None or self.begin_earliest <= on
        return began and (self.end_latest is None or on <= self.end_latest)

    def definite(self, on: int) -> bool:
        if self.begin_latest is None or self.end_earliest is None:
            return False
        return self.begin_latest <= on <= self.end_earliest

    def surely(self, on: int) -> bool:
        return self.definite(on) and self.sure and self.firm

    def possible(self, on: int) -> bool:
        return self.covers(on) and on not in self.impossible

    def last_seen(self, on: int) -> bool:
        if self.begin_latest is None or self.end_earliest is None or not (self.sure and self.firm):
            return False
        return self.possible(on) and self.begin_latest <= on and self.end_earliest < on

    def reason(self, on: int) -> str:
        if not self.sure:
            return "perhaps-not-yet-said"
        if not self.firm:
            return "contradicted-order"
        if {self.begin_earliest, self.begin_latest, self.end_earliest, self.end_latest} == {None}:
            return "undated"
        if self.begin_latest is None or on < self.begin_latest:
            return "open-begin" if self.begin_earliest is None else "within-bounds"
        return "open-end" if self.end_latest is None else "within-bounds"


class Oracle:
    """What the design makes of a record."""

    def __init__(self, record: Record, predicate: str, knowledge: Knowledge, days: Iterable[int]) -> None:
        self.record, self.knowledge, self.days = record, knowledge, tuple(days)
        tellings = (telling for told in record.events.values() for telling in told)
        self.by_id = {state.statement: state for state in (*tellings, *record.states)}
        self.dated = {name: self._dated(state) for name, state in self.by_id.items()}
        self.counting = {name for name in self.by_id if self._counts(name)}
        self.sure = {name for name in self.counting if self.dated[name].said[1] <= knowledge.by}
        self.asked = {
            name
            for name, state in self.by_id.items()
            if state.predicate == predicate and state.modality in LADDER and state.scope in record.place.scopes
        }
        self.seen = self._cut(self._ordered())

    # what counts

    def _gone(self, document: str) -> bool:
        from_ = self.knowledge.withdrawn.get(document)
        return document in self.knowledge.without or (from_ is not None and from_ <= self.knowledge.by)

    def _dated(self, state: State) -> State:
        falls, said_falls = (
            bool(grounds) and all(self._gone(ground) for ground in grounds)
            for grounds in (state.grounds, state.said_grounds)
        )
        spell, said = state.without_grounds if falls else state.spell, (BEFORE, AFTER) if said_falls else state.said
        return structs.replace(state, spell=spell, said=said)

    def _counts(self, name: str) -> bool:
        state = self.dated[name]
        if state.said[0] > self.knowledge.by or self._gone(state.document):
            return False
        return not any(name in other.retracts and self._counts(other.statement) for other in self.by_id.values())

    def why_not(self, scope: str) -> set[str]:
        why = set()
        for name in self.asked - self.counting:
            state = self.dated[name]
            if state.scope != scope or state.document in self.knowledge.without:
                continue
            late = state.said[0] > self.knowledge.by and not self._gone(state.document)
            why.add("not-yet-said" if late else "withdrawn")
        return why

    # what agrees

    def _below(self, narrow: str, wide: str) -> bool:
        """Whether one thing is another or under it."""
        return wide in self.record.hierarchy.covering(narrow)

    def _all_below(self, narrow: State, wide: State) -> bool:
        return all(any(self._below(one, other) for other in wide.objects) for one in narrow.objects)

    def incompatible(self, one: State, other: State) -> bool:
        if one.predicate != other.predicate or one.predicate not in {"control", "status"}:
            return False
        if one.users and other.users and not set(one.users) & set(other.users):
            return False
        match one.polarity, other.polarity:
            case "affirmed", "affirmed":
                return not self._all_below(one, other) and not self._all_below(other, one)
            case "affirmed", "denied":
                return self._all_below(one, other)
            case "denied", "affirmed":
                return self._all_below(other, one)
        return False

    # order

    def _ordered(self) -> list[Seen]:
        orders = [
            order._replace(apart=self._apart(order))
            for order in self.record.orders
            if not any(map(self._gone, self.record.order_documents.get(order.source, ())))
            and (order.source not in self.by_id or order.source in self.counting)
        ]
        surely = self._events(self.sure) | {name: self.dated[name].spell for name in self.sure}
        every = self._events(self.counting) | {name: self.dated[name].spell for name in self.counting}
        unsure = self.counting - self.sure
        sure, accused = self._bounds(surely, [order for order in orders if order.source not in unsure])
        perhaps, _ = self._bounds(every, orders)
        found = []
        for name in sorted(self.counting & self.asked):
            b, c, d, e = (sure if name in self.sure else perhaps)[name]
            firm = name not in accused
            found.append(
                Seen(
                    self.dated[name],
                    name in self.sure,
                    firm,
                    None if b == BEFORE else b,
                    None if c == AFTER else c,
                    None if d == BEFORE else d,
                    None if e == AFTER else e,
                )
            )
        return found

    def _events(self, counting: set[str]) -> dict[str, Spell]:
        """The spells of events: as all their tellings have it that count, left out who contradicts one before."""
        spells = {}
        for event, tellings in self.record.events.items():
            b, c, d, e = Spell()
            for telling in sorted(tellings, key=lambda telling: telling.statement):
                told_as_fact = telling.polarity == "affirmed" and telling.modality in LADDER
                if telling.statement not in counting or not told_as_fact:
                    continue
                one = self.dated[telling.statement].spell
                b2, c2, d2, e2 = max(b, one[0]), min(c, one[1]), max(d, one[2]), min(e, one[3])
                c2, d2 = min(c2, e2), max(d2, b2)
                if b2 <= c2 and d2 <= e2:
                    b, c, d, e = b2, c2, d2, e2
            spells[event] = Spell(b, c, d, e)
        return spells

    def _apart(self, order: Order) -> bool:
        if not {order.earlier, order.later} <= self.counting:
            return False
        one, other = self.by_id[order.earlier], self.by_id[order.later]
        return one.scope == other.scope and self.incompatible(one, other)

    def _bounds(self, spells: Mapping[str, Spell], orders: Sequence[Order]) -> tuple[dict[str, Spell], set[str]]:
        contradictions = tighten(spells, orders).contradictions
        left_out = {order for contradiction in contradictions for order in contradiction.orders}
        now = {name: list(spell) for name, spell in spells.items()}
        changed = True
        while changed:
            before = {name: list(bounds) for name, bounds in now.items()}
            for name, bounds in now.items():
                self._no_later((name, 0), (name, 2), now)
                assert bounds[0] <= bounds[1] and bounds[2] <= bounds[3]
            for order in set(orders) - left_out:
                if not {order.earlier, order.later} <= now.keys():
                    continue
                if order.relation == "during":
                    self._no_later((order.later, 0), (order.earlier, 0), now)
                    self._no_later((order.earlier, 2), (order.later, 2), now)
                else:
                    self._no_later((order.earlier, 0), (order.later, 0), now)
                    if order.apart:
                        self._no_later((order.earlier, 2), (order.later, 0), now)
            changed = before != now
        accused = {name for contradiction in contradictions for name in contradiction.nodes}
        return {name: Spell(*bounds) for name, bounds in now.items()}, accused

    @staticmethod
    def _no_later(one: tuple[str, int], other: tuple[str, int], now: dict[str, list[int]]) -> None:
        """One end of a spell, begin (0) or end (2), comes no later than one of another."""
        (s, i), (t, j) = one, other
        now[s][i + 1] = min(now[s][i + 1], now[t][j + 1])
        now[t][j] = max(now[t][j], now[s][i])

    # cuts

    def _cut(self, ordered: list[Seen]) -> list[Seen]:
        posts = {post for post, _ in self.record.place.posts}
        for s in ordered:
            once, lowered = s.end_latest, []
            for t in ordered:
                from_post = s.state.scope == self.record.place.iri and t.state.scope in posts
                definite = [on for on in self.days if t.surely(on)]
                if not definite or t.rank > s.rank or not self.incompatible(s.state, t.state):
                    continue
                if t.state.scope != s.state.scope and not from_post:
                    continue
                if any(s.definite(on) for on in definite):
                    continue
                assert t.begin_latest is not None and t.end_earliest is not None
                p, q = t.begin_latest, t.end_earliest
                if s.begin_latest is not None and s.begin_latest < p:
                    if s.end_latest is None or p - 1 < s.end_latest:
                        s.end_latest = p - 1
                    if once is None or p - 1 < once:
                        lowered.append((p - 1, t.state.statement))
                elif s.end_earliest is not None and s.end_earliest > q:
                    s.begin_earliest = max(s.begin_earliest or BEFORE, q + 1)
                else:
                    s.impossible |= set(definite)
            s.superseded_by = {name for end, name in lowered if end == s.end_latest}
        return ordered

    # answers

    def verdict(self, scope: str, on: int) -> Verdict:
        here = [s for s in self.seen if s.state.scope == scope]
        affirmed = [s for s in here if s.state.polarity == "affirmed"]
        surely = [s for s in affirmed if s.surely(on)]
        possible = [s for s in affirmed if s.possible(on)]
        last = [s for s in affirmed if s.last_seen(on)]
        if surely:
            highest = min(s.rank for s in surely)
            used = [s for s in surely if s.rank == highest]
            agree = self._all_agree(used)
            for t in here:
                if t.state.polarity == "denied" and t.surely(on) and t.rank <= highest:
                    agree = agree and not any(self.incompatible(s.state, t.state) for s in used)
            return self._verdict("definite" if agree else "disputed", used, here, on)
        if last and self._all_agree(possible):
            latest = max(s.end_earliest for s in last if s.end_earliest is not None)
            last = [s for s in last if s.end_earliest == latest]
            return structs.replace(self._verdict("last-known", last, here, on), last_seen=latest)
        if possible:
            reasons = tuple(sorted((s.state.statement, s.reason(on)) for s in possible))
            return structs.replace(self._verdict("candidates", possible, here, on), reasons=reasons)
        denied = [s.state.statement for s in here if s.state.polarity == "denied" and s.covers(on)]
        return Verdict("unknown", against=tuple(denied), reason="only-denied" if denied else "no-statement")

    def _all_agree(self, states: Sequence[Seen]) -> bool:
        return not any(self.incompatible(s.state, t.state) for s, t in combinations(states, 2))

    def _verdict(self, answer: str, used: Sequence[Seen], here: Sequence[Seen], on: int) -> Verdict:
        against = [
            t.state.statement
            for t in here
            if t not in used and t.covers(on) and any(self.incompatible(s.state, t.state) for s in used)
        ]
        return Verdict(
            answer,  # type: ignore[arg-type]  # one of the five
            tuple(sorted({s.state.objects for s in used})),
            LADDER[max(s.rank for s in used)],
            for_=tuple(s.state.statement for s in used),
            against=tuple(against),
        )

    def side(self, scope: str, on: int) -> Verdict:
        verdict, why = self.verdict(scope, on), self.why_not(scope)
        if verdict.reason == "no-statement" and why:
            return structs.replace(verdict, reason="withdrawn" if "withdrawn" in why else "not-yet-said")
        return verdict

    def top(self, on: int) -> tuple[str, str]:
        """The scope that the answer on the place is taken from, and the answer."""
        place = self.record.place
        own = self.side(place.iri, on)
        known = [post for post, _ in place.posts if self.side(post, on).answer != "unknown"]
        if own.answer != "unknown" or not known:
            return place.iri, own.answer
        return (known[0], self.side(known[0], on).answer) if len(known) == 1 else (place.iri, "candidates")


# --- the answers of a day ---


@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_every_day_is_answered_as_by_the_oracle(
    data: st.DataObject, worlds: Worlds, world_days: tuple[int, ...]
) -> None:
    record, knowledge, predicate = data.draw(worlds)
    oracle = Oracle(record, predicate, knowledge, world_days)
    resolution = resolve(record, predicate, knowledge)
    resolved = {one.state.statement: one for scope in record.place.scopes for one in resolution.states[scope]}
    assert resolved.keys() == {s.state.statement for s in oracle.seen}
    for s in oracle.seen:
        one = resolved[s.state.statement]
        assert set(one.superseded_by) == s.superseded_by
        for on in world_days:
            assert one.possible(on) == s.possible(on)
            definite = one.definite
            assert (definite is not None and definite[0] <= on <= definite[1]) == s.surely(on)
    for on in world_days:
        for scope in record.place.scopes:
            assert on_day(resolution.stretches[scope], on) == oracle.verdict(scope, on)
        told = reply(resolution, (on, on))
        assert (told.side.subject, told.side.verdict.answer) == oracle.top(on)
        assert [side.subject for side in told.sides] == ["x/e", "x/w"]
        assert [side.verdict for side in told.sides] == [oracle.side("x/e", on), oracle.side("x/w", on)]


# --- the laws ---


def shown(resolution: Resolution) -> object:
    """All that a resolution says, without what its statements were made of."""
    states = {
        scope: [(one.state.statement, one.spell, one.sure, one.firm, one.holes, one.superseded_by) for one in ones]
        for scope, ones in resolution.states.items()
    }
    return states, resolution.stretches, resolution.contradictions


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_order_of_the_input_is_of_no_account(data: st.DataObject, worlds: Worlds) -> None:
    record, knowledge, predicate = data.draw(worlds)
    shuffled = replace(
        record,
        states=data.draw(st.permutations(record.states)),
        orders=data.draw(st.permutations(record.orders)),
        events=dict(reversed(list(record.events.items()))),
    )
    assert resolve(shuffled, predicate, knowledge) == resolve(record, predicate, knowledge)


@settings(max_examples=80, deadline=None)
@given(data=st.data(), gone=st.sampled_from((("d0",), ("d1",), ("d1", "d2"))))
def test_a_document_removed_or_withdrawn_is_as_one_never_had(
    data: st.DataObject, worlds: Worlds, gone: tuple[str, ...]
) -> None:
    record, knowledge, predicate = data.draw(worlds)
    never = replace(
        record,
        states=[_never_dated_by(state, gone) for state in record.states if state.document not in gone],
        orders=[order for order in record.orders if not _rests_on(record, order, gone)],
        events={
            event: [_never_dated_by(telling, gone) for telling in tellings if telling.document not in gone]
            for event, tellings in record.events.items()
        },
    )
    expected = resolve(never, predicate, knowledge)
    removed = knowledge._replace(without=knowledge.without | {*gone})
    found = resolve(record, predicate, removed)
    assert shown(found) == shown(expected)
    assert found.dropped == expected.dropped
    withdrawn = knowledge._replace(withdrawn={**knowledge.withdrawn, **dict.fromkeys(gone, BEFORE)})
    assert shown(resolve(record, predicate, withdrawn)) == shown(expected)


def _never_dated_by(state: State, gone: tuple[str, ...]) -> State:
    """A statement whose date never rested on some documents."""
    left, said_left = (
        tuple(ground for ground in grounds if ground not in gone) for grounds in (state.grounds, state.said_grounds)
    )
    return structs.replace(
        state,
        grounds=left,
        said_grounds=said_left,
        spell=state.without_grounds if state.grounds and not left else state.spell,
        said=(BEFORE, AFTER) if state.said_grounds and not said_left else state.said,
    )


def _rests_on(record: Record, order: Order, documents: tuple[str, ...]) -> bool:
    told_in = {state.document for state in record.states if state.statement == order.source}
    return bool({*record.order_documents.get(order.source, ()), *told_in} & {*documents})


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_wider_bounds_add_no_definite_day_and_remove_no_possible_one(
    data: st.DataObject, worlds: Worlds, world_days: tuple[int, ...]
) -> None:
    """Save where a rival surely was on a day on which the statement was too: a dispute is no cut, its end may be."""
    record, knowledge, predicate = data.draw(worlds)
    narrow = resolve(record, predicate, knowledge)
    assume(not narrow.contradictions)
    name = data.draw(st.sampled_from([state.statement for state in record.states]))
    wide = resolve(_widened(record, name, data), predicate, knowledge)
    for before, after in zip(_every(narrow), _every(wide), strict=True):
        if before.state.statement != name:
            continue
        rivals = [one.definite for one in _every(narrow) if not record.hierarchy.compatible(before.state, one.state)]
        for on in world_days:
            if not _within(before.definite, on):
                assert not _within(after.definite, on)
            if not any(_meet(before.spell.definite, rival) for rival in rivals):
                assert after.possible(on) or not before.possible(on)


def _widened(record: Record, name: str, data: st.DataObject) -> Record:
    """The record with wider bounds of one statement, of its fallback too."""

    def wider(spell: Spell) -> Spell:
        bounds = zip(spell, data.draw(st.tuples(*[st.integers(0, 3)] * 4)), (-1, 1, -1, 1), strict=True)
        moved = (bound if bound in {BEFORE, AFTER} else bound + way * by for bound, by, way in bounds)
        open_ = data.draw(st.sampled_from((-1, -1, 0, 1, 2, 3)))
        return Spell(*((BEFORE, AFTER, BEFORE, AFTER)[n] if n == open_ else bound for n, bound in enumerate(moved)))

    states = [
        structs.replace(state, spell=wider(state.spell), without_grounds=wider(state.without_grounds))
        if state.statement == name
        else state
        for state in record.states
    ]
    return replace(record, states=states)


def _every(resolution: Resolution) -> list[Resolved]:
    return [one for ones in resolution.states.values() for one in ones]


def _within(days: Days | None, on: int) -> bool:
    return days is not None and days[0] <= on <= days[1]


def _meet(one: Days | None, other: Days | None) -> bool:
    return one is not None and other is not None and one[0] <= other[1] and other[0] <= one[1]


@settings(max_examples=60, deadline=None)
@given(data=st.data(), elsewhere=st.sampled_from(("y", "x/e/gate")))
def test_a_statement_on_another_scope_or_predicate_changes_nothing(
    data: st.DataObject, worlds: Worlds, another: Callable[..., st.SearchStrategy[State]], elsewhere: str
) -> None:
    record, knowledge, predicate = data.draw(worlds)
    other = {"control": "status", "status": "control"}[predicate]
    here = data.draw(another("more", predicate))
    there = data.draw(another("more", other))
    expected = resolve(record, predicate, knowledge)
    for more in (
        structs.replace(here, scope=elsewhere),
        structs.replace(there, scope=elsewhere),
        there,
        structs.replace(there, predicate="presence"),
        structs.replace(here, modality="expected"),
    ):
        found = resolve(replace(record, states=[*record.states, more]), predicate, knowledge)
        assert (shown(found), found.dropped) == (shown(expected), expected.dropped)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_what_is_perhaps_not_yet_said_adds_no_more_than_candidates(
    data: st.DataObject, worlds: Worlds, world_days: tuple[int, ...]
) -> None:
    record, knowledge, predicate = data.draw(worlds)
    perhaps = data.draw(st.sampled_from([state.statement for state in record.states]))
    states = [structs.replace(state, retracts=(), grounds=(), said_grounds=()) for state in record.states]
    states = [structs.replace(state, said=(BEFORE, AFTER)) if state.statement == perhaps else state for state in states]
    record, knowledge = replace(record, states=states), knowledge._replace(by=min(knowledge.by, SAID))
    known = knowledge.known(record.states)
    unsure = known.states.keys() - known.sure
    certain = replace(
        record,
        states=[state for state in record.states if state.statement not in unsure],
        orders=[order for order in record.orders if order.source not in unsure],
    )
    found, expected = resolve(record, predicate, knowledge), resolve(certain, predicate, knowledge)
    for scope in record.place.scopes:
        for on in world_days:
            with_, without = (on_day(one.stretches[scope], on) for one in (found, expected))
            firm = {"definite", "disputed"} & {with_.answer, without.answer}
            if firm or with_.answer == "last-known":
                assert (with_.answer, with_.values, with_.for_) == (without.answer, without.values, without.for_)
            assert {*without.values} <= {*with_.values}


# --- what counts ---


SAID, LATER = day("2020-01-01"), day("2021-01-01")
PLACE = Place("x", (("x/e", "east"), ("x/w", "west")))
UNDATED, EVERYTHING = Spell(), Knowledge()


def held(name: str, by: str, spell: Spell, **more: object) -> State:
    """A statement that somebody holds the eastern post."""
    fields: dict[str, object] = {
        "document": "d",
        "predicate": "control",
        "scope": "x/e",
        "polarity": "affirmed",
        "modality": "asserted",
        "said": (SAID, SAID),
    }
    return State(statement=name, objects=(by,), spell=spell, **fields | more)  # type: ignore[arg-type]


def candidates(record: Record, knowledge: Knowledge = EVERYTHING, at: str = "2014-06-01") -> set[str]:
    """The statements that answer who held the eastern post."""
    return {*on_day(resolve(record, "control", knowledge).stretches["x/e"], day(at)).for_}


def test_any_statement_takes_back_whatever_its_modality() -> None:
    states = [held("s", "army", UNDATED), held("t", "rebels", UNDATED, modality="claimed", retracts=("s",), scope="y")]
    assert candidates(Record(PLACE, states, Hierarchy({}))) == set()
    assert candidates(Record(PLACE, states[:1], Hierarchy({}))) == {"s"}


def test_an_order_fact_counts_as_the_statement_that_tells_it() -> None:
    seized = Spell.of("2015-01-01", "2015-12-31", "", "")
    told = held("o", "", UNDATED, predicate="", scope="s", document="other", said=(LATER, LATER))
    states = [held("s", "army", UNDATED), held("t", "rebels", seized), told]
    record = Record(PLACE, states, Hierarchy({}), [Order("t", "s", "o")], order_documents={"o": ("other",)})
    assert candidates(record) == set()
    assert candidates(record, at="2017-01-01") == {"s", "t"}
    assert candidates(record, Knowledge(SAID)) == {"s"}
    taken_back = replace(record, states=[*states, held("r", "", UNDATED, predicate="", retracts=("o",))])
    assert candidates(taken_back) == {"s"}
    assert candidates(record, Knowledge(without=frozenset({"other"}))) == {"s"}
    perhaps = replace(record, states=[*states[:2], structs.replace(told, said=(SAID, LATER))])
    assert candidates(perhaps, Knowledge(SAID)) == {"s"}
