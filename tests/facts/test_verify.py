"""`verify`: whether the passages hold what the statements say they do."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from kg.errors import Faults, InputError
from kg.facts.folder import read_folder
from kg.facts.verify import Checked, verify

Write = Callable[..., Path]

TEXT = "Gate opens\n\nThe Guard’s men hold\xa0the Gate. The ford is shut.\n\nElsewhere it rained.\n"
HEADER = f"""document: news
publisher: gazette
published: 2031-05-04
text: {{sha256: {sha256(TEXT.encode()).hexdigest()}, length: {len(TEXT)}}}
statements:
"""


def at(words: str) -> str:
    """The passage of words of the text."""
    start = TEXT.index(words)
    return f"P1 {start}-{start + len(words)}"


def checked(write: Write, statement: str, text: str | None = TEXT) -> tuple[Checked, list[str]]:
    """What a check of one statement against a text found."""
    folder = write({"documents/news.yaml": f"{HEADER}  s001: {{{statement}}}\n"})
    settings = folder / "corpus.yaml"
    settings.write_text(settings.read_text("utf-8") + "texts: texts\n", encoding="utf-8")
    if text is not None:
        (folder / "texts").mkdir(exist_ok=True)
        (folder / "texts" / "news.txt").write_text(text, encoding="utf-8", newline="")
    faults = Faults()
    found = verify(read_folder([folder], faults), None, faults)
    return found, [str(fault) for fault in faults.found]


@pytest.mark.parametrize(
    "statement",
    [
        f"control: gate, by: brigade, at: {at('the Gate')}",  # the subject's label, in other case
        f"control: ford, by: guard, at: {at('Guard’s men')}",  # the object's, though the subject is not named
        f"control: town, by: brigade, named: {{subject: The ford}}, at: {at('The ford is shut')}",
        f'control: town, by: brigade, named: {{object: "Guard\'s men"}}, at: {at("Guard’s men")}',
        f"control: town, by: brigade, named: {{subject: hold the Gate, object: The ford}}, at: {at('hold')[:-2]}45",
        f"name: town, as: Ford, at: {at('ford')}",
        f"control: town, by: brigade, no-mention: A pronoun., at: {at('is shut')}",
        f"control: gate, by: brigade, at: [{at('is shut')}, {at('the Gate')}]",
    ],
)
def test_passages_that_hold(statement: str, write: Write) -> None:
    found, faults = checked(write, statement)
    assert not faults
    assert (found.documents, found.statements, found.verified) == (1, 1, 1)
    assert found.without_text == []


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (f"control: town, by: brigade, at: {at('The ford')}", "names neither its subject nor its object"),
        (f"control: gate, by: brigade, at: {at('The ford')}", "names neither its subject nor its object"),
        (f"control: gate, by: guard, named: {{subject: the port}}, at: {at('the Gate')}", "'the port'"),
        (f"control: gate, by: guard, named: {{subject: rained}}, at: {at('the Gate')}", "'rained'"),
        (f"control: gate, by: guard, at: H 0-{TEXT.index('men')}", "crosses lines"),
    ],
)
def test_passages_that_do_not(statement: str, fault: str, write: Write) -> None:
    _, faults = checked(write, statement)
    assert faults
    assert all(line.startswith("c/documents/news.yaml:6") for line in faults)
    assert any(fault in line for line in faults)


def test_an_exempt_statement_is_counted_with_its_reason(write: Write) -> None:
    found, _ = checked(write, f"control: town, by: brigade, no-mention: A pronoun., at: {at('is shut')}")
    assert found.exempt == [("https://example.org/id/statement/news/s001", "A pronoun.")]


def test_exempt_is_from_naming_only(write: Write) -> None:
    statement = f"control: town, by: brigade, named: {{subject: the port}}, no-mention: A pronoun., at: {at('is shut')}"
    _, faults = checked(write, statement)
    assert len(faults) == 1
    assert "'the port'" in faults[0]


def test_without_the_text_nothing_is_claimed(write: Write) -> None:
    found, faults = checked(write, f"control: town, by: brigade, at: {at('is shut')}", None)
    assert not faults
    assert (found.statements, found.verified, found.without_text) == (1, 0, ["news"])


@pytest.mark.parametrize(
    "text", [TEXT + "\n", TEXT.replace("\xa0", " "), TEXT.replace("’", "'"), TEXT.replace("\n", "\r\n"), ""]
)
def test_another_text_is_told_by_its_hash(text: str, write: Write) -> None:
    _, faults = checked(write, f"control: gate, by: guard, at: {at('Gate')}", text)
    assert any("has another SHA-256" in fault for fault in faults)
    assert any("code points, not" in fault for fault in faults) == (len(text) != len(TEXT))


def test_a_folder_of_texts(write: Write, tmp_path: Path) -> None:
    folder = write({"documents/news.yaml": f"{HEADER}  s001: {{control: gate, by: guard, at: {at('Gate')}}}\n"})
    faults = Faults()
    corpus = read_folder([folder], faults)
    with pytest.raises(InputError, match="no such folder"):
        verify(corpus, tmp_path / "nowhere", faults)
    assert verify(corpus, tmp_path, faults).verified == 0
    (tmp_path / "news.txt").write_text(TEXT, encoding="utf-8", newline="")
    assert verify(corpus, tmp_path, faults).verified == 1
    assert not faults.found
