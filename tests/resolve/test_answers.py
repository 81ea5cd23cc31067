"""Answers on a place: the worked examples of the design, spans of days, and side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from kg.resolve.answers import Reply, Side, reply
from kg.resolve.cuts import Resolved
from kg.resolve.hierarchy import Hierarchy
from kg.resolve.knowledge import Knowledge
from kg.resolve.order import Order
from kg.resolve.record import Place, Record, Resolution, resolve
from kg.resolve.states import BEFORE, Days, Spell, State, day
from kg.resolve.verdicts import on_day

A, B = "new-arab-2018-10-15", "kurdistan24-2018-10"
SAID = day("2018-10-15")
THAT_WEEK = (day("2018-10-14"), day("2018-10-20"))
PLACE = Place("albu-kamal", (("albu-kamal/iq", "iraq"), ("albu-kamal/sy", "syria")))
SYRIAN, IRAQI = "albu-kamal/sy", "albu-kamal/iq"


def span(text: str) -> Days:
    """A day, a month, or a year."""
    first = day(text + "-01-01"[len(text) - 10 :] if len(text) < 10 else text)
    year, month = int(text[:4]), int(text[5:7] or 12)
    after = day(f"{year + month // 12}-{month % 12 + 1:02}-01")
    return (first, first if len(text) == 10 else after - 1)


def when_said(said: Days = (SAID, SAID)) -> Spell:
    """Is held, continues to."""
    return Spell(begin_latest=said[1], end_earliest=said[0])


def began(first: str, last: str) -> Spell:
    return Spell.of(first, last, "", "")


def holds(name: str, by: str, spell: Spell, **more: object) -> State:
    """A statement of article A that somebody holds the Syrian post."""
    fields: dict[str, object] = {
        "document": A,
        "predicate": "control",
        "scope": SYRIAN,
        "polarity": "affirmed",
        "modality": "asserted",
        "said": (SAID, SAID),
    }
    return State(statement=name, objects=tuple(by.split()), spell=spell, **fields | more)  # type: ignore[arg-type]


def stands(name: str, status: str, spell: Spell, modality: str, **more: object) -> State:
    """A statement of the status of the whole crossing."""
    return holds(name, status, spell, **{"predicate": "status", "scope": PLACE.iri, "modality": modality} | more)


# What the two articles say of Albu Kamal: reopening is expected, so it is not open; A dates B.
STATES = (
    stands("s001", "open", Spell(begin_earliest=SAID), "expected"),
    stands("s014", "not-open", when_said(), "presupposed"),
    holds("s019", "regime-forces", when_said()),
    stands("s022", "open", Spell(begin_earliest=SAID), "expected"),
    holds("s025", "rebels", began("2011-01-01", "2018-10-15")),
    holds("s026", "affiliate", began("2011-01-01", "2018-10-15")),
    holds("s028", "islamic-state", began("2014-01-01", "2014-12-31")),
    stands(
        "s087",
        "not-open",
        when_said(THAT_WEEK),
        "presupposed",
        document=B,
        said=THAT_WEEK,
        grounds=(A,),
        said_grounds=(A,),
    ),
)
ORDERS = (Order("s025", "s026", "s027"), Order("s026", "s028", "affiliate-before-islamic-state"))
RECORD = Record(
    PLACE,
    STATES,
    Hierarchy({"regime-forces": ["government-of-syria"], "closed": ["not-open"]}),
    ORDERS,
    order_documents={"s027": (A,), "affiliate-before-islamic-state": (A, A)},
)
EVERYTHING = Knowledge()
NONE_OF_A = Knowledge(without=frozenset({A}))


def told(predicate: str, at: str, knowledge: Knowledge = EVERYTHING, record: Record = RECORD) -> Reply:
    """The answer on Albu Kamal."""
    return reply(resolve(record, predicate, knowledge), span(at))


def words(side: Side) -> tuple[str, str]:
    """An answer with its values."""
    return side.verdict.answer, " | ".join(" ".join(value) for value in side.verdict.values)


# --- the worked examples ---


def test_on_the_day_of_the_article_the_syrian_post_is_the_regime_s_and_the_iraqi_unknown() -> None:
    found = told("control", "2018-10-15")
    assert [words(side) for side in found.sides] == [("unknown", ""), ("definite", "regime-forces")]
    assert [side.verdict.reason for side in found.sides] == ["no-statement", ""]
    assert (found.side, found.side.country) == (found.sides[1], "syria")


def test_weeks_later_it_is_last_known_to_be_the_regime_s() -> None:
    side = told("control", "2018-12-01").side
    assert words(side) == ("last-known", "regime-forces")
    assert day("2018-12-01") - side.verdict.last_seen == 47


def test_between_two_takeovers_of_which_one_is_undated_either_may_hold_it() -> None:
    verdict = told("control", "2016-06-01").side.verdict
    assert verdict.values == (("islamic-state",), ("regime-forces",))
    assert verdict.reasons == (("s019", "open-begin"), ("s028", "within-bounds"))


def test_before_the_year_of_a_takeover_its_holder_is_no_candidate() -> None:
    verdict = told("control", "2013-12-31").side.verdict
    assert verdict.answer == "candidates"
    assert verdict.values == (("affiliate",), ("rebels",), ("regime-forces",))
    assert dict(verdict.reasons) == {"s019": "open-begin", "s025": "within-bounds", "s026": "within-bounds"}


def test_order_facts_bound_the_undated_takeovers_by_the_dated_one() -> None:
    for at, values in (("2010-12-31", 1), ("2011-01-01", 3), ("2014-01-01", 4), ("2014-12-31", 4), ("2015-01-01", 2)):
        assert len(told("control", at).side.verdict.values) == values
    unordered = replace(RECORD, orders=())
    assert len(told("control", "2015-01-01", record=unordered).side.verdict.values) == 4


def test_that_it_reopens_soon_presupposes_that_it_is_not_open() -> None:
    side = told("status", "2018-10-15").side
    assert words(side) == ("definite", "not-open")
    assert (side.verdict.modality, side.verdict.for_, side.verdict.against) == ("presupposed", ("s014",), ())
    assert side.subject == PLACE.iri


def test_without_the_article_that_dates_the_other_the_status_is_a_candidate() -> None:
    side = told("status", "2018-10-15", NONE_OF_A).side
    assert words(side) == ("candidates", "not-open")
    assert side.verdict.reasons == (("s087", "undated"),)


def test_without_the_article_nothing_is_known_of_who_holds_it() -> None:
    found = told("control", "2018-10-15", NONE_OF_A)
    assert (words(found.side), found.side.verdict.reason) == (("unknown", ""), "no-statement")
    withdrawn = told("control", "2018-10-15", Knowledge(withdrawn={A: SAID}))
    assert withdrawn.side.verdict.reason == "withdrawn"
    assert told("control", "2018-10-15", Knowledge(SAID - 1)).side.verdict.reason == "not-yet-said"


def test_said_within_a_week_it_is_definite_on_no_day_and_last_known_from_the_last() -> None:
    only_b = replace(RECORD, states=STATES[-1:])
    for at, answer in (("2018-10-14", "candidates"), ("2018-10-19", "candidates"), ("2018-10-20", "last-known")):
        assert told("status", at, record=only_b).side.verdict.answer == answer


def test_what_is_only_perhaps_said_by_then_is_a_candidate() -> None:
    known_then = told("status", "2018-10-20", Knowledge(day("2018-10-14")))
    assert known_then.side.verdict.reasons == (("s087", "perhaps-not-yet-said"),)
    assert told("status", "2018-10-20", Knowledge(day("2018-10-20"))).side.verdict.answer == "last-known"


def test_order_facts_that_contradict_leave_candidates() -> None:
    """Had the Islamic State surely held it in 2014 before the rebels took it after."""
    late = holds("s025", "rebels", began("2015-01-01", "2015-12-31"))
    record = replace(RECORD, states=[late if state.statement == "s025" else state for state in STATES])
    resolution = resolve(record, "control", EVERYTHING)
    (contradiction,) = resolution.contradictions
    assert [order.source for order in contradiction.orders] == ["s027", "affiliate-before-islamic-state"]
    assert [order.apart for order in contradiction.orders] == [True, True]
    assert contradiction.bounds == (("s025", 0), ("s028", 1))
    for number in range(2):
        assert not resolve(replace(record, orders=ORDERS[number:][:1]), "control", EVERYTHING).contradictions
    found = {one.state.statement: one.firm for one in resolution.states[SYRIAN]}
    assert found == {"s019": True, "s025": False, "s026": False, "s028": False}
    assert told("control", "2018-10-15", record=record).side.verdict.answer == "definite"
    assert dict(told("control", "2017-01-01", record=record).side.verdict.reasons) == {
        "s019": "open-begin",
        "s025": "contradicted-order",
        "s026": "contradicted-order",
        "s028": "contradicted-order",
    }


# --- spans of days ---


def test_a_takeover_in_a_year_is_certain_in_that_year_and_possible_after() -> None:
    in_2014 = dict(told("control", "2014").side.certainty)
    assert in_2014[("islamic-state",)] == "sometime"
    assert {how for value, how in in_2014.items() if value != ("islamic-state",)} == {"possibly"}
    assert dict(told("control", "2015").side.certainty)[("islamic-state",)] == "possibly"
    assert dict(told("control", "2014-06").side.certainty)[("islamic-state",)] == "possibly"


def test_a_year_that_holds_a_definite_day_is_no_more_than_candidates() -> None:
    side = told("control", "2018").side
    assert words(side) == ("candidates", "islamic-state | regime-forces")
    assert dict(side.certainty) == {("islamic-state",): "possibly", ("regime-forces",): "sometime"}


def only(*states: State) -> Record:
    """A record of some statements alone."""
    return replace(RECORD, states=states, orders=())


def throughout(first: str, last: str) -> Spell:
    return Spell.of("", first, last, "")


def test_who_held_it_on_all_days_held_it_throughout() -> None:
    side = told("control", "2015", record=only(holds("s", "army", throughout("2014-06-01", "2016-06-01")))).side
    assert words(side) == ("definite", "army")
    assert side.certainty == ((("army",), "throughout"),)


def test_two_statements_may_make_a_year_between_them() -> None:
    first = holds("s", "army", throughout("2014-12-01", "2015-06-30"))
    second = holds("t", "army", throughout("2015-07-01", "2016-01-31"), modality="reported")
    side = told("control", "2015", record=only(first, second)).side
    assert words(side) == ("definite", "army")
    assert side.certainty == ((("army",), "throughout"),)
    assert (side.verdict.for_, side.verdict.modality) == (("s", "t"), "reported")
    apart = holds("t", "army", throughout("2015-07-02", "2016-01-31"))
    assert told("control", "2015", record=only(first, apart)).side.certainty == ((("army",), "sometime"),)


def test_a_rival_of_a_lower_modality_is_not_sure_where_a_higher_one_answers() -> None:
    # On 15 June the army surely held it; that the rebels did on that day is only reported.
    june = Spell.of("", "2015-06-15", "2015-06-15", "")
    army, rebels = holds("s", "army", june), holds("t", "rebels", june, modality="reported")
    certainty = dict(told("control", "2015", record=only(army, rebels)).side.certainty)
    assert certainty == {("army",): "sometime", ("rebels",): "possibly"}
    began_then = Spell.of("2015-06-15", "2015-06-15", "2015-06-15", "")
    rebels = holds("t", "rebels", began_then, modality="reported")
    assert dict(told("control", "2015", record=only(army, rebels)).side.certainty)["rebels",] == "possibly"
    # A day more, and there is one on which nobody surer contradicts it.
    longer = holds("t", "rebels", Spell.of("", "2015-06-15", "2015-06-16", ""), modality="reported")
    assert dict(told("control", "2015", record=only(army, longer)).side.certainty)["rebels",] == "sometime"
    # Of one modality they dispute the day, and of what a higher one covers both are so.
    as_sure = holds("t", "rebels", june)
    assert {*dict(told("control", "2015", record=only(army, as_sure)).side.certainty).values()} == {"sometime"}
    covered = holds("t", "regime-forces", june, modality="reported")
    state = holds("s", "government-of-syria", june)
    assert {*dict(told("control", "2015", record=only(state, covered)).side.certainty).values()} == {"sometime"}


def test_a_span_after_the_last_day_on_which_it_was_seen_is_last_known_by_its_last_day() -> None:
    side = told("control", "2020").side
    assert words(side) == ("last-known", "regime-forces")
    assert side.verdict.last_seen == SAID


def test_a_span_of_which_all_is_unknown_is_told_as_denied_if_a_day_of_it_is() -> None:
    denial = holds("s", "army", Spell.of("2015-01-01", "2015-01-01", "2015-01-31", "2015-01-31"), polarity="denied")
    verdict = told("control", "2015", record=only(denial)).side.verdict
    assert (verdict.answer, verdict.reason, verdict.against) == ("unknown", "only-denied", ("s",))
    gone = holds("t", "army", Spell(), document=B)
    withdrawn = told("control", "2015", Knowledge(withdrawn={B: SAID}), only(denial, gone)).side.verdict
    assert (withdrawn.answer, withdrawn.reason, withdrawn.against) == ("unknown", "only-denied", ("s",))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_span_agrees_with_its_days(
    data: st.DataObject, worlds: st.SearchStrategy[tuple[Record, Knowledge, str]], world_days: tuple[int, ...]
) -> None:
    record, knowledge, predicate = data.draw(worlds)
    inner = st.sampled_from(world_days[1:-1])
    first, last = sorted((data.draw(inner), data.draw(inner)))
    resolution = resolve(record, predicate, knowledge)
    found = reply(resolution, (first, last))
    own = (found.side,) if found.side.subject == "x" and found.side.verdict.reason != "different-side" else ()
    for side in (*found.sides, *own):
        scopes = (side.subject,) if side.verdict.answer != "unknown" or side.subject != "x" else ("x", "x/e", "x/w")
        days = [on_day(resolution.stretches[scope], on) for scope in scopes for on in range(first, last + 1)]
        verdict = side.verdict
        for answer in ("definite", "disputed", "last-known"):
            alike = {(one.answer, one.values) for one in days}
            assert (verdict.answer == answer) == (len(alike) == 1 and days[0].answer == answer)
        assert (verdict.answer == "unknown") == ({one.answer for one in days} == {"unknown"})
        assert {*verdict.values} == {value for one in days for value in one.values}
        assert {*verdict.for_} == {name for one in days for name in one.for_}
        assert {*verdict.against} == {name for one in days for name in one.against}
        if first != last and verdict.answer != "unknown":
            assert dict(side.certainty) == _certainty(resolution, side, range(first, last + 1), record.hierarchy)


def _certainty(resolution: Resolution, side: Side, days: range, hierarchy: Hierarchy) -> dict[tuple[str, ...], str]:
    """How certain each value is on some days, by every one of them."""
    affirmed = [
        one for one in resolution.states[side.subject] if one.state.polarity == "affirmed" and one.sure and one.firm
    ]

    def overruled(one: Resolved, on: int) -> bool:
        """Whether one of the highest modality that surely is so on a day excludes another."""
        there = [other for other in affirmed if _surely(other, on)]
        highest = min((other.rank for other in there), default=one.rank)
        top = [other for other in there if other.rank == highest]
        return one not in top and any(not hierarchy.compatible(one.state, other.state) for other in top)

    found: dict[tuple[str, ...], str] = {}
    for value in side.verdict.values:
        states = [one for one in affirmed if one.state.objects == value]
        surely = [any(_surely(one, on) and not overruled(one, on) for one in states) for on in days]
        if all(surely):
            found[value] = "throughout"
        elif any(surely) or any(
            _begins_in(one, days)
            and any(
                one.possible(on) and not overruled(one, on)
                for on in range(one.spell.begin_earliest, one.spell.begin_latest + 1)
            )
            for one in states
        ):
            found[value] = "sometime"
        else:
            found[value] = "possibly"
    return found


def _surely(one: Resolved, on: int) -> bool:
    return one.spell.begin_latest <= on <= one.spell.end_earliest


def _begins_in(one: Resolved, days: range) -> bool:
    return days[0] <= one.spell.begin_earliest and one.spell.begin_latest <= days[-1]


# --- side by side ---


WHOLE = holds("w", "army", when_said(), scope=PLACE.iri)
ON_SYRIAN = holds("s", "army", when_said())
ON_IRAQI = holds("i", "guard", when_said(), scope=IRAQI, modality="reported")


def test_the_crossing_s_own_answer_comes_first() -> None:
    found = told("control", "2018-10-15", record=only(WHOLE, ON_IRAQI))
    assert (found.side.subject, words(found.side)) == (PLACE.iri, ("definite", "army"))
    assert [words(side)[0] for side in found.sides] == ["definite", "unknown"]


def test_what_is_said_of_the_whole_answers_for_no_post() -> None:
    found = told("control", "2018-10-15", record=only(WHOLE))
    assert [words(side) for side in found.sides] == [("unknown", ""), ("unknown", "")]


def test_the_only_post_that_has_an_answer_gives_it() -> None:
    found = told("control", "2018-10-15", record=only(ON_IRAQI))
    assert (found.side.subject, found.side.country, words(found.side)) == (IRAQI, "iraq", ("definite", "guard"))


def test_two_posts_that_have_one_are_candidates() -> None:
    found = told("control", "2018-10-15", record=only(ON_SYRIAN, ON_IRAQI))
    assert (found.side.subject, words(found.side)) == (PLACE.iri, ("candidates", "army | guard"))
    assert (found.side.verdict.reason, found.side.verdict.modality) == ("different-side", "reported")
    assert found.side.verdict.for_ == ("i", "s")
    assert [words(side)[0] for side in found.sides] == ["definite", "definite"]


def test_a_place_without_posts_is_answered_for_itself() -> None:
    town = replace(only(structs.replace(ON_SYRIAN, scope="town")), place=Place("town"))
    found = told("control", "2018-10-15", record=town)
    assert (found.sides, words(found.side)) == ((), ("definite", "army"))
    empty = told("control", "2018-10-15", record=replace(only(), place=Place("town")))
    assert (words(empty.side), empty.side.verdict.reason) == (("unknown", ""), "no-statement")


def test_a_post_s_holder_refutes_a_different_one_of_the_whole() -> None:
    undated = holds("w", "rebels", Spell(), scope=PLACE.iri)
    found = told("control", "2018-10-15", record=only(undated, ON_SYRIAN))
    assert (found.side.subject, words(found.side)) == (SYRIAN, ("definite", "army"))
    agreeing = holds("w", "army", Spell(), scope=PLACE.iri)
    assert told("control", "2018-10-15", record=only(agreeing, ON_SYRIAN)).side.subject == PLACE.iri


@pytest.mark.parametrize(
    ("knowledge", "states", "reason"),
    [
        (EVERYTHING, (), "no-statement"),
        (Knowledge(SAID - 1), (ON_SYRIAN,), "not-yet-said"),
        (Knowledge(SAID - 1, withdrawn={B: SAID - 1}), (ON_SYRIAN, structs.replace(ON_IRAQI, document=B)), "withdrawn"),
        (
            Knowledge(SAID - 1),
            (ON_SYRIAN, holds("d", "army", Spell(), said=(BEFORE, BEFORE), polarity="denied")),
            "only-denied",
        ),
        (Knowledge(SAID - 1), (holds("s", "army", Spell(), modality="expected"),), "no-statement"),
        (Knowledge(SAID - 1), (stands("s", "open", Spell(), "asserted"),), "no-statement"),
    ],
)
def test_of_several_reasons_the_most_telling_is_given(
    knowledge: Knowledge, states: tuple[State, ...], reason: str
) -> None:
    verdict = told("control", "2018-10-15", knowledge, only(*states)).side.verdict
    assert (verdict.answer, verdict.reason) == ("unknown", reason)
