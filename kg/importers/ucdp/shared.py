"""What the shipped reference facts have already: actors by UCDP's numbers, countries by their names."""

from __future__ import annotations

from typing import NamedTuple

from kg.errors import Faults
from kg.facts.folder import read_folder
from kg.shipped import shipped

CORPUS = "reference"


class Shared(NamedTuple):
    """The ids of shared actors by number, and of shared countries by name."""

    actors: dict[str, str]
    countries: dict[str, str]


def read_shared() -> Shared:
    """What the corpus of reference facts shares."""
    faults = Faults()
    corpus = read_folder([shipped("facts") / CORPUS], faults)
    faults.raise_if_any()
    facts = [fact for part in corpus.parts for source in part.sources for fact in source.facts]
    countries = [entity for entity in corpus.entities.by_id.values() if entity.class_ == "Country"]
    return Shared(
        {fact.ids.ucdp_actor: entity.id for entity, fact, _ in facts if fact.ids.ucdp_actor},
        {name: entity.id for entity in countries for name in entity.names()},
    )
