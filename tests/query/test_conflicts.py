"""Where statements disagree and where they only seem to: every expectation is worked out by hand from the sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import get_args

import pytest

from kg.builders.joining import records
from kg.errors import Faults, QueryError
from kg.facts.concepts import core_concepts
from kg.pipeline import Dataset
from kg.query.conflicts import REASONS, Conflicts
from kg.query.shown_conflicts import lines
from kg.query.whole_record import material_of
from kg.resolve.disagreements import Disagreement, Reason
from kg.resolve.material import Account, Material
from kg.resolve.reading import Reader
from kg.resolve.states import State

A, B = "new-arab-2018-10-15", "kurdistan24-2018-10"

# The table "Where the two articles really meet", row by row: the statements of A and of B, and the reason why
# they are no conflict; "" where nothing even seems to be one.
MEETINGS: dict[str, tuple[str, str, str]] = {
    # A has an announcement and a press conference on the Monday, B a talk on the evening before.
    "day of the ministers' speech": ("s002 s016", "s064", "two-events"),
    # A names Albu Kamal; B has a plural that names none, which is another thing to be opened.
    "what is to be opened": ("s008 s015", "s061 s067b", ""),
    # Both announce, none says that it is open: A's expectation meets what B takes for granted, that it is not.
    "strength": ("s001 s008 s015 s022", "s087#presupposed", "different-modality"),
    # A tells who holds the post, B who is in the place in which it stands.
    "who holds al-Tanf": ("s036", "s084", "presence-versus-control"),
    # A crossing and border areas: nobody says that one lies in the other, or that the two forces are one.
    "north-east": ("s032", "s080", ""),
    # B's swaths name no crossing.
    "Albu Kamal, Syrian side": ("s019", "s070", ""),
    # A part without a figure, and a figure of another whole.
    "IS losses": ("s043", "s077", ""),
    # The desert and an area that is not named; and presence excludes nothing.
    "IS remaining": ("s044", "s079", ""),
    # Of Syria it is the far east, of Deir ez-Zor province the southeast.
    "location of the gate": ("s021", "s089b", "different-reference-region"),
    # A thing may have several names.
    "names": ("s023 s033 s039", "s091", ""),
}


def short(iri: str) -> str:
    """What sets an IRI apart."""
    return iri.partition("/id/")[2].partition("/")[2]


def told(found: Iterable[Disagreement]) -> list[tuple[str, str, set[str]]]:
    """Disagreements as subject, reason and statements."""
    return [(short(one.subject), one.reason, set(map(short, one.statements))) for one in found]


@pytest.mark.parametrize("row", MEETINGS)
def test_the_two_articles_meet_without_a_conflict(dataset: Dataset, row: str) -> None:
    of_a, of_b, reason = MEETINGS[row]
    first, second = {f"{A}/{id_}" for id_ in of_a.split()}, {f"{B}/{id_}" for id_ in of_b.split()}
    known = {short(iri) for iri in dataset_statements(dataset)}
    assert first | {name.partition("#")[0] for name in second} <= known
    together = [(why, names) for _, why, names in told(dataset.conflicts().disagreements) if {*names} & second]
    found = {why for why, names in together if names & first}
    assert found == ({reason} if reason else set())
    if reason:
        (names,) = (names for why, names in together if why == reason)
        assert first | second <= names


def dataset_statements(dataset: Dataset) -> set[str]:
    """The statements of a dataset by their IRIs."""
    solutions = dataset.sparql("SELECT ?iri { ?iri a cx:Statement }")
    return {solution["iri"].value for solution in solutions}  # type: ignore[union-attr]


def test_no_conflict_has_statements_of_both_articles(dataset: Dataset) -> None:
    for conflict in dataset.conflicts().conflicts:
        documents = {name.partition("/")[0] for name in map(short, conflict.statements)}
        assert len(documents) == 1, conflict


def test_a_reopening_planned_for_three_days(both: Dataset) -> None:
    # SANA: the 10th; the two ministers: the 15th; EuroMeSCo: the 22nd. One crossing reopens once from one closure.
    names = {"gulf-times-2018-09-29/sana-plan", "unnamed-2018-10-14/nassib", "euromesco-2018-10-15/nassib"}
    assert told(both.conflicts("Nassib").conflicts) == [("nassib", "different-dates", names)]
    (conflict,) = both.conflicts("Nassib").as_json()["conflicts"]
    assert (conflict["from"], conflict["to"], conflict["decisions"]) == (None, None, ())
    assert conflict["text"] == (
        "Nassib crossing, whether it was open: the days differ, and at most one can be right. Expected to be open "
        "from 2018-10-22, according to EuroMeSCo; expected to be open from 2018-10-10, according to Gulf Times <- "
        "SANA; meant to be open from 2018-10-15, according to A publisher whom the record does not name <- "
        "Jordan's minister and Syria's minister."
    )


def test_the_two_sides_of_a_crossing_on_one_day(both: Dataset) -> None:
    # SOHR gives each side of al-Tanf on 4 March 2016 a holder of its own; of one side they would exclude each other.
    names = {"sohr-2016-03-04/iraqi-side", "sohr-2016-03-04/syrian-side"}
    assert ("al-tanf", "different-side", names) in told(both.conflicts("al-Tanf").near_conflicts)


def test_a_text_that_tells_of_a_change_is_not_at_odds_with_itself(both: Dataset) -> None:
    # Regime-held until 21 or 22 May 2015, then the Islamic State's, through two outlets of one origin.
    for _, reason, names in told(both.conflicts("al-Tanf").disagreements):
        assert not {"naharnet-2015-05/is-holds", "naharnet-2015-05/regime-held"} <= names, reason


def test_two_outlets_with_one_origin(both: Dataset) -> None:
    # SOHR through Naharnet and Xinhua, which share a wire: two documents, one origin.
    found = [one for one in both.conflicts("al-Tanf").corroborations if one.objects[0].endswith("islamic-state")]
    ((one, names),) = [(one, set(map(short, one.statements))) for one in found]
    assert (names, one.origins) == ({"naharnet-2015-05/is-holds", "xinhua-2015-05/is-holds"}, 1)
    # The agencies of 15 October have nothing in common that anybody recorded.
    (open_,) = both.conflicts("Nassib").corroborations
    assert (set(map(short, open_.statements)), open_.origins) == (
        {"afp-2018-10-15/open", "reuters-2018-10-15/open"},
        2,
    )
    text = both.conflicts("Nassib").as_json()["corroborations"][0]["text"]
    assert text == "Nassib crossing, whether it was open, on 2018-10-15: open (2 documents, 2 independent origins)."


def test_an_answer_tells_that_its_documents_have_one_origin(both: Dataset) -> None:
    replied = both.answer("control", "al-Tanf", "2015-05-23")
    assert replied.as_json()["origins"] == 1
    assert replied.sentence(replied.reply.side).endswith(
        "according to Naharnet <- SOHR, Xinhua <- SOHR (2 documents, one origin: SOHR)."
    )
    assert both.answer("status", "Nassib", "2018-10-15").as_json()["origins"] == 2
    assert both.answer("control", "Nassib", "2012-01-01", known_by="2012").as_json()["origins"] is None


def _plain(material: Material) -> dict[str, object]:
    """What is on record, without an order where that is of no account."""

    def state(one: State) -> object:
        said = (one.statement, one.document, one.predicate, one.scope, one.objects, one.polarity, one.modality)
        days = (one.spell, one.said, one.without_grounds, one.rests_on)
        return said + days + tuple(map(frozenset, (one.speakers, one.users, one.retracts, one.grounds)))

    def account(one: Account) -> object:
        return state(one.state), tuple(sorted(one.details.items()))

    return {
        "states": set(map(state, material.states)),
        "others": set(map(state, material.others)),
        "accounts": set(map(account, material.accounts)),
        "orders": set(material.orders),
        "order documents": {source: set(documents) for source, documents in material.order_documents.items()},
        "posts": {crossing: sorted(posts) for crossing, posts in material.posts.items()},
        "within": material.within,
        "members": {group: sorted(members) for group, members in material.members.items()},
        "copies": material.copies,
        "identities": set(material.identities),
        "withdrawn": material.withdrawn,
    }


def test_a_store_gives_what_the_rows_gave(both: Dataset) -> None:
    assert both.corpus is not None
    reader = Reader(both.corpus)
    faults = Faults()
    for record in records(both.corpus, faults):
        if record.statement is not None:
            reader.add(record.statement)
    rows, store = reader.material(), material_of(both.store)
    assert _plain(store) == _plain(rows)
    things = {thing for state in rows.states for thing in (*state.objects, *state.speakers)}
    assert all(rows.hierarchy.covering(thing) == store.hierarchy.covering(thing) for thing in things)


def test_what_is_worked_out_anew_equals_the_derived_graphs(both: Dataset) -> None:
    derived, anew = both.conflicts(), both.conflicts(known_by="2100")
    assert len(derived.disagreements) > 10 < len(anew.disagreements)
    assert derived.disagreements == anew.disagreements
    assert derived.corroborations == anew.corroborations
    for name in ("Nassib", "al-Tanf", "Albu Kamal", "town:at-tanf", "event:damascus-meeting", "IS", "SANA", A):
        one, other = both.conflicts(name), both.conflicts(name, known_by="2100")
        assert one.disagreements and one.disagreements == other.disagreements, name
        assert one.corroborations == other.corroborations
        assert list(lines(one))[1:] == list(lines(other))[1:]


def test_a_thing_is_found_by_the_statements_on_it_too(both: Dataset) -> None:
    # US forces in the town At Tanf seem to disagree with who holds the crossing, which is the subject.
    assert [one.reason for one in both.conflicts("town:at-tanf").disagreements] == ["presence-versus-control"]


def test_a_source_or_an_actor_may_be_asked_about(both: Dataset) -> None:
    # EuroMeSCo's plan is at odds with others, and what it takes for granted with what two agencies saw.
    assert {reason for _, reason, _ in told(both.conflicts("agent:euromesco").disagreements)} == {
        "different-dates",
        "different-modality",
    }
    held = both.conflicts("Islamic State")
    assert [one.objects for one in held.corroborations] == [
        ("https://w3id.org/crossings/id/agent/islamic-state",),
    ]


def test_what_was_not_yet_said_is_in_no_conflict(both: Dataset) -> None:
    # On 14 October EuroMeSCo's plan had not been published; SANA's and the ministers' had.
    (conflict,) = told(both.conflicts("Nassib", known_by="2018-10-14").conflicts)
    assert conflict[2] == {"gulf-times-2018-09-29/sana-plan", "unnamed-2018-10-14/nassib"}
    # In 2014 one survey was known, which does not disagree with itself.
    found = both.conflicts(known_by="2014")
    assert not found.disagreements and not found.corroborations
    assert list(lines(found)) == ["No statements disagree, seem to, or say the same, as known by 2014."]


@pytest.mark.parametrize("document", [A, B])
def test_what_a_document_says_or_grounds_goes_with_it(both: Dataset, document: str) -> None:
    found = both.conflicts(without=[document])
    named = {short(iri) for one in found.disagreements for iri in (*one.statements, *one.decisions)}
    assert not any(name.startswith(document) for name in named)
    # The decision that the two events are two is on a word of B for one of them, and needs both.
    # That A's two tellings are of one reopening is a decision on A's own events.
    assert not any(one.reason == "two-events" for one in found.disagreements)
    decisions = {short(iri) for one in found.disagreements for iri in one.decisions}
    assert decisions == (set() if document == A else {"syria-iraq-2018/reopening-golan"})
    assert any(one.reason == "two-events" and one.decisions for one in both.conflicts().disagreements)


_CONTRADICTING = """
  s1: {control: gate/va, by: guard, time: {began: 2020}, voice: [guard]}
  s2: {control: gate/va, by: brigade, time: {began: 2019}}
  s3: {order: s1, before: s2}
  s4: {event: visit, agent: guard, time: {within: 2031-05-01}}
  s5: {event: closing, agent: guard, theme: gate, time: {within: 2031-04-01}}
  s6: {order: visit, before: closing}
"""


@pytest.mark.parametrize("known_by", ["", "2040"])
def test_an_order_that_cannot_be_is_told_with_the_bounds_that_it_breaks(
    news: Callable[[str], Dataset], known_by: str
) -> None:
    found = news(_CONTRADICTING).conflicts(known_by=known_by)
    assert [one.reason for one in found.conflicts] == ["contradicted-order", "contradicted-order"]
    printed = [line.strip() for line in lines(found)]
    first = printed.index("These cannot all be so; without any one of them, the others can:")
    # The visit of 1 May cannot have been before a closing of 1 April: the order, and one bound of each.
    assert printed[first + 1 : first + 4] == [
        "- Visit begins no later than Closing (news/s6)",
        "- Closing had ended by 2031-04-01",
        "- Visit did not begin before 2031-05-01",
    ]
    # Guard of 2020 cannot come before brigade of 2019; as they exclude each other, one ends when the other begins.
    assert printed[-3:] == [
        (
            "- news/s1 (Vardan post: held by Guard) begins no later than news/s2 (Vardan post: held by Brigade), "
            "and ends before that begins (news/s3)"
        ),
        "- news/s1 (Vardan post: held by Guard) did not begin before 2020-01-01",
        "- news/s2 (Vardan post: held by Brigade) had begun by 2019-12-31",
    ]


def test_who_speaks_of_itself_is_marked(news: Callable[[str], Dataset]) -> None:
    # The guard says that it holds the post: a force of the government, and of the league that the corps is in, is not.
    dataset = news("""
  s1: {control: gate/va, by: guard, voice: [guard], modality: reported}
  s2: {control: gate/va, by: brigade, voice: [minister], modality: reported}
  s3: {control: gate/su, by: government, voice: [guard], modality: reported}
  s4: {control: gate/su, by: guard, voice: [government], modality: reported}
""")
    (conflict,) = dataset.conflicts().as_json()["conflicts"]
    assert {short(one["statement"]): one["self_interest"] for one in conflict["statements"]} == {
        "news/s1": True,
        "news/s2": False,
    }
    replied = dataset.answer("control", "gate/su", "2031-05-04")
    # A force speaks for its government, not the government for each of its forces.
    assert list(map(short, replied.as_json()["self_interest"])) == ["news/s3"]
    assert "  Gazette <- Guard (speaking of itself)" in list(replied.lines())
    assert "  Gazette <- Government of Varda" in list(replied.lines())


def test_figures_that_are_about_the_same_are_no_conflict(news: Callable[[str], Dataset]) -> None:
    dataset = news("""
  s1: {quantity: gates, says: five, amount: 5, unit: count, quantity-kind: crossings}
  s2: {quantity: gates, says: about six, amount: 6, unit: count, quantity-kind: crossings, approximation: about}
  s3: {quantity: gates, says: two, amount: 2, unit: count, quantity-kind: crossings, agent: guard}
""")
    # Five and about six; what the guard has two of is another quantity.
    assert told(dataset.conflicts().disagreements) == [("gates", "different-granularity", {"news/s1", "news/s2"})]


def test_every_reason_has_words_and_is_a_concept() -> None:
    assert set(REASONS) == set(get_args(Reason))
    assert set(REASONS) <= core_concepts()["reason"].keys()
    assert len(set(REASONS.values())) == len(REASONS)


def test_each_statement_is_shown_once_with_its_passage(dataset: Dataset) -> None:
    found = dataset.conflicts("al-Tanf")
    assert list(lines(found)) == [
        "No conflicts, 1 near-conflict and no corroborations on Al-Tanf crossing.",
        "",
        "Near-conflicts, which only seem to be conflicts",
        "  Al-Tanf crossing, who held it: being there is not holding it.",
        f"    At Tanf: the presence of US forces: Kurdistan 24 ({B}/s084)",
        (
            "    Al-Tanf crossing, Syrian post: held by Rebel factions at al-Tanf and US-led coalition: "
            f"The New Arab ({A}/s036)"
        ),
    ]
    (near,) = found.as_json()["near_conflicts"]
    passages = [passage["paragraph"] for one in near["statements"] for passage in one["passages"]]
    assert passages == ["P10", "P9", "P9"]


def test_a_wrong_name_or_day_is_told(dataset: Dataset) -> None:
    with pytest.raises(QueryError, match="Nowhere at all"):
        dataset.conflicts("Nowhere at all")
    with pytest.raises(QueryError, match="--known-by"):
        dataset.conflicts(known_by="soon")
    with pytest.raises(QueryError, match="document"):
        dataset.conflicts(without=["nothing"])


def test_the_days_of_a_conflict_are_given(news: Callable[[str], Dataset]) -> None:
    found: Conflicts = news("""
  s1: {control: gate/va, by: guard, time: {throughout: 2031-01-01/2031-02-10}}
  s2: {control: gate/va, by: brigade, time: {throughout: 2031-02-01/2031-03-01}}
  s3: {control: gate/va, denied: guard, time: {throughout: 2031-02-05/2031-02-06}}
""").conflicts("Gate")
    # The guard's days and the brigade's share 1 to 10 February; the denial falls within these.
    (conflict,) = found.as_json()["conflicts"]
    assert (conflict["from"], conflict["to"], conflict["reason"]) == (
        "2031-02-01",
        "2031-02-10",
        "incompatible-values",
    )
    assert conflict["text"].startswith("Vardan post, who held it, from 2031-02-01 to 2031-02-10: these cannot all be")
    assert conflict["text"].count("not held by Guard, according to Gazette") == 1


def test_orders_about_each_other_are_told_by_their_ids(news: Callable[[str], Dataset]) -> None:
    told = news(
        "  o1: {order: o2, before: visit, time: undated}\n"
        "  o2: {order: o1, before: visit, time: {began: 2040}}\n"
        "  s1: {event: visit, agent: guard, time: {within: 2031-05-01}}\n"
    )
    found = told.conflicts()
    assert "contradicted-order" in {one.reason for one in found.conflicts}
    assert any("news/o1" in line for line in lines(found))
