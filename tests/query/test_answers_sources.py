"""Who says what, in whose words, and what two documents both say: the answers, row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.pipeline import Dataset
from kg.query.terms import Value

A, B = "new-arab-2018-10-15", "kurdistan24-2018-10"
ID = "https://w3id.org/crossings/id/"
Row = tuple[Value | None, ...]
Ask = Callable[..., list[Row]]


def test_question_27_what_the_syrian_minister_said(dataset: Dataset, rows: Ask) -> None:
    columns = "statement subject object value position certain modality"
    expected = [
        (f"{B}/s061", "border-crossings-with-iraq", "status/open", None, 2, True, "modality/intended"),
        (f"{B}/s067b", "border-gates", "status/open", None, 2, True, "modality/urged"),
        (f"{A}/s015", "albu-kamal", "status/open", None, 1, True, "modality/intended"),
        (
            f"{A}/s015b",
            f"{A}/s015",
            None,
            "what the peoples of both countries stand to gain",
            1,
            True,
            "modality/intended",
        ),
    ]
    for name in ("walid-muallem", "Walid al-Moallem", "Muallem"):
        assert rows(dataset, "said-by", columns, speaker=name) == expected
    assert rows(dataset, "said-by", "publisher", speaker="walid-muallem", kind="purpose") == [("the-new-arab",)]


def test_question_27_where_when_and_by_which_channel(dataset: Dataset, rows: Ask) -> None:
    columns = "begin_earliest end_latest event type occasion place channel content statement"
    sunday, monday = date(2018, 10, 14), date(2018, 10, 15)
    meeting, press, city = "damascus-meeting", "press-conference-2018-10-15", "damascus"
    at_the_meeting, at_the_press = "muallem-remarks-at-the-meeting", "muallem-remarks-2018-10-15"
    announcement = "reopening-announcement-2018-10-15"
    assert rows(dataset, "speeches-of", columns, speaker="walid-muallem") == [
        (sunday, sunday, meeting, "event-type/meeting", None, city, None, None, f"{B}/s064"),
        # Where the two agreed is not said of the agreement.
        (sunday, sunday, "ministers-agreement", "event-type/agreement", None, None, "sana", f"{B}/s067b", f"{B}/s067"),
        (sunday, sunday, "ministers-discussion", "event-type/discussion", meeting, city, None, None, f"{B}/s059"),
        (sunday, sunday, at_the_meeting, "event-type/remarks", meeting, city, "sana", f"{B}/s061", f"{B}/s066"),
        (monday, monday, at_the_press, "event-type/remarks", press, city, None, f"{A}/s015", f"{A}/s016b"),
        (monday, monday, press, "event-type/press-conference", None, city, None, None, f"{A}/s016"),
        (monday, monday, announcement, "event-type/announcement", None, city, None, None, f"{A}/s002"),
    ]


def test_question_28_what_the_iraqi_minister_said(dataset: Dataset, rows: Ask) -> None:
    assert rows(dataset, "said-by", "statement subject position modality", speaker="ibrahim-jaafari") == [
        (f"{B}/s067b", "border-gates", 2, "modality/urged"),
        (f"{A}/s022", "albu-kamal", 1, "modality/expected"),
    ]
    found = rows(dataset, "speeches-of", "statement event channel", speaker="Ibrahim al-Jaafari")
    assert found == [
        (f"{B}/s064", "damascus-meeting", None),
        (f"{B}/s067", "ministers-agreement", "sana"),
        (f"{B}/s059", "ministers-discussion", None),
        # The press conference is not called a joint one: he is no participant of it.
        (f"{A}/s002", "reopening-announcement-2018-10-15", None),
    ]


def test_a_venue_is_a_place_or_an_event(rows: Ask, news: Callable[[str], Dataset]) -> None:
    spoken = news("""
      hope: {status: gate, is: open, modality: expected, voice: [minister], time: future}
      here: {speech: visit, content: hope, agent: minister, venue: town, time: {within: 2031-05-03}}
      there: {speech: unlocking, content: hope, agent: minister, venue: visit, time: {within: 2031-05-03}}
    """)
    assert rows(spoken, "speeches-of", "event occasion place channel", speaker="minister") == [
        ("unlocking", "visit", None, None),
        ("visit", "town", "town", None),
    ]
    assert rows(spoken, "speeches-of", "event", speaker="gazette") == []


def test_question_29_one_person_by_a_decision(dataset: Dataset, rows: Ask) -> None:
    found = rows(
        dataset, "identity-of", "outcome mention document decided_by decided_on decision", thing="walid-muallem"
    )
    assert found == [
        (
            "outcome/positive",
            mention,
            document,
            "Crossings contributors",
            date(2026, 11, 22),
            f"{ID}decision/syria-iraq-2018/muallem-moallem",
        )
        for mention in ("Moallem", "Walid Muallem", "Walid al-Moallem")
        for document in (B, A)
    ]
    assert rows(dataset, "identity-of", "other", thing="walid-muallem") == [(None,)]
    (reason,) = {row["reason"] for row in dataset.query("identity-of", thing="walid-muallem")}
    assert isinstance(reason, str)
    assert "Same office" in reason
    # It is nobody's statement: no document's graph holds anything of it.
    decision = ox.NamedNode(f"{ID}decision/syria-iraq-2018/muallem-moallem")
    graphs = {quad.graph_name for quad in dataset.store.quads_for_pattern(decision, None, None)}
    assert graphs == {ox.NamedNode("https://w3id.org/crossings/graph/decisions/syria-iraq-2018")}


@pytest.mark.parametrize(
    ("thing", "other"),
    [
        ("reopening-with-israel", "reopening-syria-golan"),
        ("reopening-syria-golan", "reopening-with-israel"),
        ("reopening-syria-jordan", "reopening-with-jordan"),
    ],
)
def test_one_event_told_twice_by_a_decision(thing: str, other: str, dataset: Dataset, rows: Ask) -> None:
    (found,) = rows(dataset, "identity-of", "outcome mention other document", thing=thing)
    assert found == ("outcome/positive", None, other, A)


def test_question_29_negative_and_undecided_ones(dataset: Dataset, rows: Ask) -> None:
    assert rows(dataset, "identity-of", "outcome mention", thing="sdf") == [("outcome/undecided", "Kurdish forces")]
    assert rows(dataset, "identity-of", "outcome mention", thing="press-conference-2018-10-15") == [
        ("outcome/negative", "a meeting")
    ]
    assert rows(dataset, "identity-of", "outcome", thing="yaarubiya") == []


def test_question_31_a_chain_of_three(dataset: Dataset, rows: Ask) -> None:
    chain = [(0, "kurdistan-24"), (1, "sana"), (2, "walid-muallem")]
    for statement in (f"{B}/s061", "S061", "S060"):
        assert rows(dataset, "speaker-chain", "position agent", statement=statement) == chain
    assert rows(dataset, "speaker-chain", "position agent", statement=f"{B}/s067b") == [
        (0, "kurdistan-24"),
        (1, "sana"),
        (2, "ibrahim-jaafari"),
        (2, "walid-muallem"),
    ]
    assert rows(dataset, "speaker-chain", "position agent", statement=f"{A}/s019") == [(0, "the-new-arab")]


def test_question_33_control_in_its_own_voice(dataset: Dataset, rows: Ask) -> None:
    own = {"publisher": "kurdistan-24", "kind": "control"}
    assert rows(dataset, "own-voice", "statement subject object", **own) == [
        (f"{B}/s080", "border-areas-northeast", "sdf")
    ]
    # What the army claims is said by the publisher too, and not in its own voice.
    assert rows(dataset, "said-by", "statement position", speaker="kurdistan-24", kind="control") == [
        (f"{B}/s070", 0),
        (f"{B}/s080", 0),
    ]
    assert rows(dataset, "own-voice", "statement", publisher="kurdistan-24", kind="presence") == [
        (f"{B}/s079",),
        (f"{B}/s084",),
    ]


def test_question_33_of_the_other_publisher(dataset: Dataset, rows: Ask) -> None:
    found = rows(dataset, "own-voice", "statement", publisher="the-new-arab", kind="status")
    # The four tellings of the reopening to come are relayed.
    assert found == [(f"{A}/s011",), (f"{A}/s012",), (f"{A}/s014",)]
    assert rows(dataset, "own-voice", "statement", publisher="sana") == []


def test_question_34_what_both_say(dataset: Dataset, rows: Ask) -> None:
    both = rows(dataset, "both-say", "match statement other_statement", document=A, other=B)
    assert both == [
        # A gate at Albu Kamal is to reopen: S087, and S008 with its headline and the words of each minister.
        ("same", f"{A}/s001", f"{B}/s087"),
        ("same", f"{A}/s008", f"{B}/s087"),
        ("same", f"{A}/s015", f"{B}/s087"),
        ("same", f"{A}/s022", f"{B}/s087"),
        # Jaafari is foreign minister.
        ("same", f"{A}/s024", f"{B}/s065"),
        # Talks in Damascus.
        ("related", f"{A}/s002", f"{B}/s059"),
        ("related", f"{A}/s002", f"{B}/s064"),
        # Not open, and expected to be open.
        ("related", f"{A}/s014", f"{B}/s087"),
        ("related", f"{A}/s016", f"{B}/s059"),
        ("related", f"{A}/s016", f"{B}/s064"),
        # Iraqi measures on the border.
        ("related", f"{A}/s041", f"{B}/s071"),
        ("related", f"{A}/s041", f"{B}/s072"),
        ("related", f"{A}/s041", f"{B}/s074"),
        # The Islamic State has lost territory, and is still there.
        ("related", f"{A}/s043", f"{B}/s077"),
        ("related", f"{A}/s044", f"{B}/s079"),
    ]
    turned = rows(dataset, "both-say", "match other_statement statement", document=B, other=A)
    assert sorted(map(str, turned)) == sorted(map(str, both))
    assert rows(dataset, "both-say", "match", document=A, other=A) == []


def test_question_34_in_whose_words(dataset: Dataset, rows: Ask) -> None:
    columns = "statement kind subject predicate object speaker other_speaker modality other_modality"
    found = {row[0]: row[1:] for row in rows(dataset, "both-say", columns, document=A, other=B)}
    assert found[f"{A}/s015"] == (
        "StatusStatement",
        "albu-kamal",
        "status",
        "status/open",
        "walid-muallem",
        "unspecified",
        "modality/intended",
        "modality/expected",
    )
    assert found[f"{A}/s044"][:6] == (
        "PresenceStatement",
        "desert-near-the-frontier",
        "presenceOf",
        "islamic-state",
        "the-new-arab",
        "kurdistan-24",
    )


def test_a_denial_is_not_the_same_as_what_it_denies(dataset: Dataset, rows: Ask) -> None:
    office = f"/id/statement/{B}/s065>".encode()
    lines = (
        line.replace(b"/polarity/affirmed>", b"/polarity/denied>") if office in line else line
        for line in dataset.lines()
    )
    store = ox.Store()
    store.bulk_load(b"\n".join(lines), format=ox.RdfFormat.N_QUADS)
    found = rows(Dataset(None, store), "both-say", "statement other_statement match", document=A, other=B)
    assert [row[2] for row in found if row[:2] == (f"{A}/s024", f"{B}/s065")] == ["related"]


@pytest.mark.parametrize(
    "speaker",
    ["sdf", "government-of-the-united-states", "us-forces", "us-led-coalition", "islamic-state", "is-sleeper-cells"],
)
def test_question_35_who_says_nothing(dataset: Dataset, rows: Ask, speaker: str) -> None:
    assert rows(dataset, "said-by", "statement", speaker=speaker) == []


@pytest.mark.parametrize("speaker", ["Israel", "Jordan"])
def test_question_35_who_is_no_agent_of_the_corpus(dataset: Dataset, speaker: str) -> None:
    with pytest.raises(QueryError, match=f"no agent is called '{speaker}'"):
        dataset.query("said-by", speaker=speaker)


def test_question_52_objections_to_the_reopening(dataset: Dataset, rows: Ask) -> None:
    assert rows(dataset, "said-by", "statement kind subject position certain", speaker="security-experts") == [
        (f"{B}/s078a", "AssessmentStatement", "syria", 1, True),
        (f"{B}/s078b", "AssessmentStatement", "iraq", 1, True),
        # Whether the clause on the sleeper cells is still theirs is unclear.
        (f"{B}/s079", "PresenceStatement", "area-of-sleeper-cells", None, False),
        (f"{B}/s095", "AssessmentStatement", "albu-kamal", 1, True),
    ]
    (publisher,) = rows(dataset, "said-by", "statement position certain", speaker="kurdistan-24", kind="presence")[:1]
    assert publisher == (f"{B}/s079", 0, True)


def test_an_unclear_clause_in_a_chain_is_surely_its_publishers_only(rows: Ask, news: Callable[[str], Dataset]) -> None:
    said = news("""
      doubt: {status: gate, is: closed, voice: [minister], scope-uncertain: true}
    """)
    for speaker, row in (("minister", (1, False)), ("gazette", (0, True))):
        assert rows(said, "said-by", "position certain", speaker=speaker) == [row]
    assert rows(said, "own-voice", "statement", publisher="gazette") == []
