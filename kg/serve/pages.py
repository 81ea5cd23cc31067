"""The pages for people: the dataset, each thing in it, each question with its answer, and a query of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby, islice
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox

from kg.errors import QueryError, UnknownError
from kg.export.timeline_svg import timeline_svg
from kg.namespaces import expand
from kg.query.ask import ask
from kg.query.card import Said, card_of
from kg.query.catalogue import GROUPS, Query, catalogue
from kg.query.dataset_clause import names_its_graphs
from kg.query.explained import explained
from kg.query.shown_card import HOW_KNOWN
from kg.query.sources import Node
from kg.query.timelines import Timeline
from kg.serve.answered import Cited, answered_page
from kg.serve.data import FORMATS, leading
from kg.serve.html import Told, written
from kg.serve.messages import Answer, Page
from kg.serve.opened import Opened
from kg.serve.questions import WORKED, question
from kg.serve.shows import Shows

MOST_SAID = 200
MOST_ROWS = 1_000
"""Of the rows of a query of one's own, as many are shown."""

EXAMPLE = """PREFIX cx: <https://w3id.org/crossings/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?crossing ?label WHERE {
  ?crossing a cx:BorderCrossing ; skos:prefLabel ?label .
}
ORDER BY ?label
LIMIT 100
"""


def answer_page(opened: Opened, job: Page) -> Answer:
    """A page.

    :raises UnknownError: when there is no such page.
    :raises QueryError: when its fields cannot be used.
    """
    return _ROOMS[job.room](opened, job)


def _home(opened: Opened, _: Page) -> Answer:
    shows, dataset = Shows(opened), _dataset(opened)
    node = Node(opened.store, dataset)
    crossings = opened.store.query(
        "SELECT DISTINCT ?iri { ?iri a <" + expand("cx:BorderCrossing") + "> } ORDER BY ?iri LIMIT 500",
        use_default_graph_as_union=True,
    )
    assert isinstance(crossings, ox.QuerySolutions)
    contents = ask(opened.store, opened.names, "contents", {})
    return written(
        "home",
        title=node.text("dcterms:title") or "A dataset of Crossings",
        dataset=shows.thing(dataset) if dataset else None,
        triples=node.text("void:triples"),
        entities=node.text("void:entities"),
        crossings=sorted((shows.thing(row["iri"].value) for row in crossings), key=lambda told: told.text),
        contents=answered_page(opened, contents)["sections"],
        worked={name: worked.summary for name, worked in WORKED.items()},
        queries=[(group, [q for q in catalogue().values() if q.group == group]) for group in GROUPS],
    )


def _dataset(opened: Opened) -> str:
    type_, dataset = ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand("sd:Dataset"))
    found = opened.store.quads_for_pattern(None, type_, dataset)
    return next((quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)), "")


def _thing(opened: Opened, job: Page) -> Answer:
    iri = next((text for key, text in job.fields if key == "iri"), "") or opened.iri_of(job.path)
    if not opened.known(iri):
        raise UnknownError("nothing is known of that here: search for a name instead")
    shows = Shows(opened)
    card = card_of(opened.store, iri, MOST_SAID)
    place = expand("cx:Place") in card.types
    return written(
        "thing",
        title=shows.labels.label(iri),
        iri=iri,
        types=[shows.thing(type_) for type_ in card.types],
        names=[
            (shows.thing(bearer) if bearer != iri else None, [(Told(n.name, "", n.language), n) for n in names], shows)
            for bearer, names in groupby(card.names, key=lambda name: name.bearer)
        ],
        posts=[(shows.thing(post), shows.thing(country)) for post, country in card.posts],
        facts=[(shows.thing(f.property), shows.value(f.value), shows.thing(f.source)) for f in card.facts],
        statement=_told(card.statement, shows, alone=True) if card.statement else None,
        said=[
            (kind, [_told(said, shows) for said in group])
            for kind, group in groupby(card.said, key=lambda said: said.kind)
        ],
        left_out=card.left_out,
        most=MOST_SAID,
        place=place,
        terms=[_term(opened, term, shows) for term in opened.terms(iri)],
        own=list(_properties(opened, iri, shows)),
        leading=[
            (shows.thing(quad.subject.value), shows.thing(quad.predicate.value))
            for quad in leading(opened, iri)
            if isinstance(quad.subject, ox.NamedNode)
        ],
        formats=[
            (name, media, f"/data?{urlencode({'iri': iri, 'format': name})}") for name, (media, _) in FORMATS.items()
        ],
        query=f"/ask?{urlencode({'query': f'DESCRIBE <{iri}>'})}",
    )


def _told(said: Said, shows: Shows, *, alone: bool = False) -> dict[str, Any]:
    """A statement as a page has it; on one of its own, with how it is read."""
    return {
        "scope": shows.thing(said.scope),
        "subject": shows.thing(said.subject) if said.subject != said.scope else None,
        "predicate": shows.thing(said.predicate),
        "objects": [shows.value(value) for value in said.objects],
        "polarity": shows.thing(said.source.polarity) if not said.source.polarity.endswith("/affirmed") else None,
        "qualifiers": [
            (shows.thing(expand(c)), [shows.value(v) for v in values])
            for c, values in said.qualifiers
            if alone or c not in HOW_KNOWN
        ],
        "named": said.named,
        "comment": said.comment,
        "chain": [[shows.thing(agent) for agent in step] for step in said.source.chain],
        "asserted": [str(day) if day else ".." for day in said.source.asserted],
        "cited": Cited.of(said.source, shows),
    }


def _term(opened: Opened, iri: str, shows: Shows) -> dict[str, Any]:
    """A term of the vocabulary: its name, what it is called, and its definition."""
    node = Node(opened.store, iri)
    return {
        "id": iri.rpartition("#")[2],
        "label": shows.labels.label(iri),
        "definition": node.text("skos:definition") or node.text("rdfs:comment"),
        "own": list(_properties(opened, iri, shows)),
    }


def _properties(opened: Opened, iri: str, shows: Shows) -> Iterator[tuple[Told, list[tuple[Told, Told]]]]:
    """Each property of a thing, with its values and the graphs that they stand in."""
    quads = sorted(opened.store.quads_for_pattern(ox.NamedNode(iri), None, None), key=str)
    for predicate, group in groupby(quads, key=lambda quad: quad.predicate):
        yield (
            shows.thing(predicate.value),
            [
                (shows.term(quad.object), shows.thing(quad.graph_name.value))
                for quad in group
                if isinstance(quad.graph_name, ox.NamedNode)
            ],
        )


def _find(opened: Opened, job: Page) -> Answer:
    name = next((text for key, text in job.fields if key == "name"), "").strip()
    if not name:
        raise QueryError("no name: write one, in any spelling or script")
    return Answer(303, "text/plain", b"", (("Location", opened.address(opened.names.anything(name))),))


def _question(opened: Opened, job: Page) -> Answer:
    """A question with a form of its parameters, and its answer where they are given."""
    prepared = job.room == "query"
    name = job.path if prepared else job.room
    if prepared and name not in catalogue():
        raise UnknownError("there is no such query: / lists those there are")
    asked = catalogue()[name] if prepared else WORKED[name]
    fields = tuple((key, text) for key, text in job.fields if text)
    needed = [key for key, parameter in asked.parameters.items() if not parameter.default]
    shown: dict[str, Any] = {}
    fault, status = "", 200
    if set(needed) <= {key for key, _ in fields}:
        try:
            shown = answered_page(opened, question(opened, name, prepared, fields)())
        except QueryError as error:
            fault, status = str(error), 404 if isinstance(error, UnknownError) else 400
    given = dict(reversed(fields))
    address = f"/api/{'queries/' if prepared else ''}{name}"
    return written(
        "question",
        status,
        title=asked.summary,
        name=name,
        prepared=prepared,
        description=asked.description,
        answers_not=asked.answers_not if isinstance(asked, Query) else "",
        action=f"/{'query/' if prepared else ''}{name}",
        parameters=[
            (key, p, given.get(key, ""), key in needed, p.example or (p.default if p.default != "any" else ""))
            for key, p in asked.parameters.items()
        ],
        fault=fault,
        asked=bool(shown),
        json=f"{address}?{urlencode(fields)}" if fields else address,
        picture=f"/timeline.svg?{urlencode(fields)}" if name == "timeline" and shown else "",
        notes=shown.get("notes", []),
        sections=shown.get("sections", []),
        sources=shown.get("sources", []),
    )


def _picture(opened: Opened, job: Page) -> Answer:
    found = question(opened, "timeline", prepared=False, fields=job.fields)()
    assert isinstance(found, Timeline)
    return Answer(200, "image/svg+xml", timeline_svg([found], found.predicate, "en"))


def _ask(opened: Opened, job: Page) -> Answer:
    """A query of one's own, and its answer as a table."""
    query = next((text for key, text in job.fields if key == "query"), "")
    shows = Shows(opened)
    head: list[str] = []
    rows: list[list[Told]] = []
    fault, truth, more = "", "", False
    if query.strip():
        try:
            found = opened.store.query(query, use_default_graph_as_union=not names_its_graphs(query))
            if isinstance(found, ox.QueryBoolean):
                truth = "yes" if found else "no"
            elif isinstance(found, ox.QueryTriples):
                head = ["subject", "predicate", "object"]
                rows = [[*map(shows.term, (t.subject, t.predicate, t.object))] for t in islice(found, MOST_ROWS + 1)]
            else:
                head = [variable.value for variable in found.variables]
                rows = [[*map(shows.term, solution)] for solution in islice(found, MOST_ROWS + 1)]
            more = len(rows) > MOST_ROWS
        except SyntaxError as error:
            fault = explained(error, query)
        except (OSError, ValueError, RuntimeError) as error:
            fault = f"the query failed ({error}): no other place is reached from here (SERVICE)"
    return written(
        "ask",
        400 if fault else 200,
        title="A query of your own",
        query=(query or EXAMPLE).rstrip().splitlines(),
        given=bool(query.strip()),
        fault=fault.split("\n") if fault else [],
        truth=truth,
        head=head,
        rows=rows[:MOST_ROWS],
        more=more,
        most=MOST_ROWS,
        address=f"/sparql?{urlencode({'query': query})}",
    )


_ROOMS: dict[str, Callable[[Opened, Page], Answer]] = {
    "": _home,
    "page": _thing,
    "find": _find,
    "query": _question,
    "ask": _ask,
    "timeline.svg": _picture,
    **dict.fromkeys(WORKED, _question),
}
