"""What changed, in words: a summary, and for each change a sentence with what it is because of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.namespaces import expand
from kg.pipeline import Dataset, build_dataset, read_corpus
from kg.query.shown_changes import lines

News = Callable[[str], Dataset]

GUARD = "  s1: {control: gate/va, by: guard}\n"


@pytest.fixture(scope="module")
def told(root: Path) -> list[str]:
    """What changed from 14 to 16 October 2018 in the shipped corpus and the second example."""
    folders = root / "facts" / "syria-iraq-2018", root / "facts" / "examples" / "second-ring"
    return list(lines(build_dataset(read_corpus(*folders)).diff_known_by("2018-10-14", "2018-10-16")))


def read(news: News, statements: str) -> Dataset:
    """The invented dataset with these statements, read before its files change."""
    dataset = news(statements)
    assert dataset.store
    return dataset


def test_the_summary_counts(told: list[str]) -> None:
    summary, blank, *more = told
    changed = sum(line.startswith("  ") and line[2] not in " (" for line in more)
    kept = sum(line.startswith("  (") for line in more)
    places = sum(bool(line) and not line.startswith(" ") for line in more)
    assert summary == f"{changed} answers changed on {places} places; {kept} more are the same on other grounds."
    assert (changed > 20, kept > 5, blank) == (True, True, "")


def test_a_change_is_a_sentence_and_under_it_stands_why(told: list[str]) -> None:
    at = told.index(
        "  On 2018-10-15, as known by 2018-10-14, Nassib crossing was not open, last known on 2018-10-14, according to "
        "A publisher whom the record does not name <- Jordan's minister and Syria's minister; "
        "as known by 2018-10-16, it was open, according to AFP, Reuters."
    )
    assert told[at + 1 : at + 4] == [
        "    + AFP, afp-2018-10-15/open: not said by 2018-10-14",
        "    + EuroMeSCo, euromesco-2018-10-15/nassib: not said by 2018-10-14",
        "    + Reuters, reuters-2018-10-15/open: not said by 2018-10-14",
    ]
    assert any(
        line.startswith(
            "  Until 2010-12-31, as known by 2018-10-14, Albu Kamal crossing, Syrian post had no known holder;"
        )
        for line in told
    )


def test_what_stays_the_same_is_told_in_brackets(told: list[str]) -> None:
    assert (
        "  (From 2016-03-04 on, Al-Tanf crossing had no known holder: the same, on other grounds: "
        "+ new-arab-2018-10-15/s031b)" in told
    )
    nassib = told[told.index("Nassib crossing") :]
    sentences = [line for line in nassib[: nassib.index("")] if line.startswith("  ") and not line.startswith("    ")]
    assert [line.startswith("  (") for line in sentences] == sorted(line.startswith("  (") for line in sentences)


def test_nothing_changed_is_said(news: News) -> None:
    dataset = read(news, GUARD)
    assert list(lines(dataset.diff(dataset))) == [
        "Nothing changed: the answers on 1 place are the same on every day, and rest on the same."
    ]


def test_two_builds(news: News) -> None:
    old, new = read(news, GUARD), read(news, GUARD.replace("guard", "[brigade, corps]"))
    told = list(lines(old.diff(new)))
    assert told[:3] == ["3 answers changed on 1 place.", "", "Gate"]
    assert told[3] == (
        "  Until 2031-05-03, by the old build, Vardan post may have been held by Guard; "
        "by the new build, it may have been held by Brigade and Corps."
    )
    assert told[4] == "    ~ Gazette, news/s1: it is read otherwise"
    assert told[5].startswith("  On 2031-05-04, by the old build, Vardan post was held by Guard, according to Gazette;")
    assert told[7].endswith("it was held by Brigade and Corps, last known on 2031-05-04, according to Gazette.")


def test_dates_are_told_before_and_after(news: News) -> None:
    old = read(news, "  s1: {control: gate/va, by: guard, time: {throughout: 2030}}\n")
    new = read(news, "  s1: {control: gate/va, by: guard, time: {throughout: 2031-01}}\n")
    told = list(lines(old.diff(new)))
    assert (
        "    ~ Gazette, news/s1: its dates are others: begin ../2031-01-01, end 2031-01-31/.., "
        "and not begin ../2030-01-01, end 2030-12-31/.." in told
    )


def test_another_age_is_told_quietly(news: News) -> None:
    old = read(news, "  s1: {control: gate/va, by: guard, time: {throughout: 2030}}\n")
    new = read(news, "  s1: {control: gate/va, by: guard, time: {throughout: 2030/2031-01-15}}\n")
    (quiet,) = (line for line in lines(old.diff(new)) if line.startswith("  ("))
    assert quiet == (
        "  (From 2031-01-16 on, Vardan post was held by Guard, last known on 2031-01-15, according to Gazette: "
        "the same, by the old build last known on 2030-12-31, on other grounds: ~ news/s1)"
    )


def test_a_disputed_answer_and_one_that_only_grounds_differ_in(news: News) -> None:
    old = read(news, GUARD)
    new = read(news, GUARD + "  s2: {control: gate/va, by: brigade}\n")
    assert (
        "  On 2031-05-04, by the old build, Vardan post was held by Guard, according to Gazette; "
        "by the new build, it was held by Brigade or Guard, according to Gazette, which is disputed."
        in lines(old.diff(new))
    )


def test_without_a_statement_that_differs(news: News) -> None:
    one = read(news, GUARD + "  s2: {control: gate/va, by: government}\n")
    loose = ox.Store()
    loose.extend(quad for quad in one.store if quad.predicate.value != expand("cx:forceOf"))
    told = list(lines(one.diff(Dataset(None, loose))))
    assert "    ~ no statement is another, but what stands above an actor or a status" in told


def test_builds_that_have_no_place_in_common(news: News, dataset: Dataset) -> None:
    told = list(lines(dataset.diff(read(news, GUARD))))
    assert told[1].startswith("No place is in both: ")
    # Names of places that the new build lacks are those of the old one.
    assert "Albu Kamal crossing" in told


def test_names_in_another_language(news: News) -> None:
    old = read(news, GUARD)
    new = ox.Store()
    new.extend(quad for quad in old.store if quad.subject.value != "https://example.org/id/statement/news/s1")
    for name, label in (("place/gate", "البوابة"), ("place/gate/va", "جانب فاردا")):
        label_ = ox.Literal(label, language="ar")
        new.add(ox.Quad(ox.NamedNode(f"https://example.org/id/{name}"), ox.NamedNode(expand("skos:prefLabel")), label_))
    told = list(lines(old.diff(Dataset(None, new)), "ar"))
    assert told[2] == "البوابة"
    assert told[3] == (
        "  Until 2031-05-03, by the old build, جانب فاردا may have been held by Guard; "
        "by the new build, it had no known holder."
    )
    # The document stands yet; only its statement is gone.
    assert told[4] == "    - Gazette, news/s1: not in the new build"
