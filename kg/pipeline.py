"""The way of the data, in its one order: facts, builders, resolve, dataset, gate, store, query, export.

This is the only module that knows all stages; each stage knows only those before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any, NoReturn

import pyoxigraph as ox

from kg.errors import Fault, Faults, GateError
from kg.namespaces import PREFIXES
from kg.progress import Progress, Silent
from kg.query.ask import Result, ask
from kg.query.card import Card, card_of
from kg.query.changes import Changes, View, changes
from kg.query.conflicts import Conflicts, conflicts
from kg.query.dataset_clause import names_its_graphs
from kg.query.labels import Labels
from kg.query.names import Names
from kg.query.replies import Predicate, Replied, answer
from kg.query.timelines import Followed, Timeline, timeline, timelines
from kg.shares import cores
from kg.store.folder import whole_folder
from kg.store.manifest import KEPT, all_still_there, is_build, write_manifest
from kg.store.opening import open_build
from kg.store.oxigraph import FOLDER, fill, quad_lines, renew
from kg.validate.choice import Engine, Validator, chosen

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.builders.content import Content
    from kg.builders.dataset import Record
    from kg.facts.corpus import Corpus
    from kg.facts.reading import Parts
    from kg.facts.rejects import Rejects
    from kg.kept import Kept
    from kg.spark.cluster import Cluster
    from kg.validate.report import Report

SHARED_FROM = 40 << 20
"""Documents of about so many bytes of N-Quads are worth more processes than one: it takes a second to build them."""

PARTITIONS = "nquads"
"""The folder of a build in partitions."""

# Facts, builders, gate and exports are imported where they are used: a question asked of a build needs
# none of them, and is answered in less time than they take to import.


def read_corpus(path: Path | str | None = None, *more: Path | str, public: bool = False) -> Corpus:
    """Read and check the corpora in these folders, by default the one that ships with Crossings.

    With `public`, internal documents are left out and all that rests on them; `withheld` counts it.

    :raises CorpusError: listing every fault of every file.
    :raises InputError: when a folder is missing or no corpus.

    >>> corpus = read_corpus()
    >>> len(corpus.documents)
    2
    """
    faults = Faults()
    corpus = _read([Path(folder) for folder in (path, *more) if folder is not None], public, faults)
    _check(corpus, faults)
    return corpus


def build_dataset(corpus: Corpus) -> Dataset:
    """The dataset of a corpus that was read; quads are made when they are asked for.

    >>> dataset = build_dataset(read_corpus())
    >>> dataset.query("who-controls", crossing="Albu Kamal", at="2018-10-15").rows[0]["answer"]
    'definite'
    """
    return Dataset(corpus)


class Dataset:
    """Linked data of a corpus, or of a build folder: validate, query, or take it elsewhere."""

    def __init__(self, corpus: Corpus | None, store: ox.Store | None = None) -> None:
        self.corpus = corpus
        self._store = store

    def __repr__(self) -> str:
        return f"<Dataset of {', '.join(part.id for part in self.corpus.parts)}>" if self.corpus else "<Dataset>"

    @classmethod
    def open(cls, folder: Path | str) -> Dataset:
        """The dataset in a build folder, read-only.

        :raises InputError: when there is no build, or it is damaged.
        """
        return cls(None, open_build(Path(folder)))

    def lines(self) -> Iterator[bytes]:
        """The quads as canonical N-Quads lines (UTF-8, no line breaks), in the order of the builders.

        :raises CorpusError: when the facts have faults.
        """
        if self.corpus is None:
            yield from quad_lines(self.store)
            return
        faults = Faults()
        for record in _records(self.corpus, faults):
            yield from record.lines.split(b"\n")[:-1]
        faults.raise_if_any()

    @property
    def store(self) -> ox.Store:
        """The dataset as a pyoxigraph store."""
        if self._store is None:
            self._store = ox.Store()
            self._store.bulk_load(b"\n".join(self.lines()), format=ox.RdfFormat.N_QUADS)
        return self._store

    def validate(self) -> Report:
        """Put the dataset through the gate: SHACL over the union of its graphs."""
        from kg.validate.reference import data_graph, shapes_graph, validate

        return validate(data_graph(self.store), shapes_graph())

    @cached_property
    def names(self) -> Names:
        """The names of everything in the dataset."""
        return Names(self.store)

    def label(self, iri: str, lang: str = "en") -> str:
        """What a thing is called in a language, by its IRI.

        >>> build_dataset(read_corpus()).label("https://w3id.org/crossings/id/place/syria")
        'Syria'
        """
        return Labels(self.store, lang).label(iri)

    def sparql(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Answer a SPARQL query of yours: all graphs as one unless it names some, our prefixes declared.

        It is run in this process, without limits: `kg sparql` is for queries from elsewhere.

        >>> dataset = build_dataset(read_corpus())
        >>> bool(dataset.sparql("ASK { ?post cx:postOf ?crossing ; cx:country ?country }"))
        True

        :raises SyntaxError: when it is no query.
        """
        union = not names_its_graphs(query)
        return self.store.query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=union)

    def query(self, name: str, **parameters: str | int | date) -> Result:
        """Answer a query of the collection (`kg.queries()` lists them); parameters by their names.

        :raises QueryError: when the query or a parameter is not known or wrong.
        """
        return ask(self.store, self.names, name, parameters)

    def answer(
        self, predicate: Predicate, name: str, at: str, *, known_by: str = "", without: Iterable[str] = ()
    ) -> Replied:
        """Who held a place ("control"), or whether it was open ("status"), on a day, in a month or year.

        >>> replied = build_dataset(read_corpus()).answer("control", "Albu Kamal", "2018-12-01")
        >>> replied.sentence(replied.reply.side)[:76]
        'Albu Kamal crossing, Syrian post was held by Syrian regime forces: last know'

        :raises QueryError: when a name or date is wrong.
        """
        return answer(self.store, self.names, predicate, name, at, known_by, without)

    def conflicts(self, name: str = "", *, known_by: str = "", without: Iterable[str] = ()) -> Conflicts:
        """Where statements disagree, where they only seem to, and what several say; of one place or event, or all.

        >>> found = build_dataset(read_corpus()).conflicts("al-Tanf")
        >>> [one.reason for one in found.near_conflicts]
        ['presence-versus-control']

        :raises QueryError: when a name or date is wrong.
        """
        return conflicts(self.store, self.names, name, known_by, without)

    def timeline(self, predicate: Followed, name: str, *, known_by: str = "") -> Timeline:
        """Who held a place ("control"), whether it was open ("status"), or who was there ("presence"), on all days.

        :raises QueryError: when the name or the date is wrong.
        """
        return timeline(self.store, self.names, predicate, name, known_by)

    def diff(self, other: Dataset) -> Changes:
        """Which answers on control and status are others in `other`, on which days, and why.

        >>> dataset = build_dataset(read_corpus())
        >>> dataset.diff(dataset).answers
        []
        """
        return changes(View(self.store), View(other.store))

    def diff_known_by(self, old: str, new: str) -> Changes:
        """Which answers on control and status are others by what was known on a later day.

        >>> found = build_dataset(read_corpus()).diff_known_by("2018-10-14", "2018-10-15")
        >>> found.answers[0].because[0].reason
        'not-yet-said'

        :raises QueryError: when a date is wrong.
        """
        return changes(View(self.store, old), View(self.store, new))

    def timelines(self, predicate: Followed, *, known_by: str = "") -> list[Timeline]:
        """The timeline of every crossing; of "presence", of every place where somebody is told to be.

        :raises QueryError: when the date is wrong.
        """
        return timelines(self.store, predicate, known_by)

    def describe(self, name: str) -> Card:
        """What is known of one thing: an entity or a statement, by name, id or IRI.

        :raises QueryError: when nothing bears the name, or several things do.
        """
        return card_of(self.store, self.names.anything(name))

    def to_rdflib(self) -> rdflib.Dataset:
        """The dataset as an rdflib Dataset, whose default graph is the union of all graphs.

        >>> len(list(build_dataset(read_corpus()).to_rdflib().graphs())) > 10
        True
        """
        from kg.export.graphs import to_rdflib

        return to_rdflib(self.store)

    def graph(
        self,
        view: str = "full",
        *,
        at: str = "",
        known_by: str = "",
        without: Iterable[str] = (),
        lang: str = "en",
        measures: bool = False,
    ) -> networkx.MultiDiGraph[str]:
        """A view of the dataset as a graph of networkx (`docs/exports.md` tells what each view shows).

        >>> graph = build_dataset(read_corpus()).graph("control", at="2018-10-15")
        >>> sorted(edge["answer"] for *_, edge in graph.edges(data=True) if "answer" in edge)
        ['candidates', 'definite', 'definite', 'definite', 'definite']

        :raises QueryError: when there is no such view, or a date or document is wrong.
        """
        from kg.export.graphs import to_networkx
        from kg.export.told import Selection
        from kg.export.views import view as view_of

        graph = view_of(view, Selection(self.store, self.names, at, known_by, without, lang))
        if measures:
            from kg.export.measures import measured

            graph = measured(graph)
        return to_networkx(graph)


def build(
    folders: list[Path],
    out: Path,
    *,
    public: bool = False,
    store: bool = True,
    report: Path | None = None,
    workers: int = 0,
    validator: Validator = "auto",
    progress: Progress | None = None,
    rejects: Rejects | None = None,
    cluster: Cluster | None = None,
) -> Mapping[str, Any]:
    """Build the corpora in `folders` into the folder `out`, whole or not at all; return its manifest.

    With `public`, internal documents are left out and all that rests on them; what that is, is
    counted under `withheld` of what is returned, and not in the build. `report` names a file for
    the SHACL report (Turtle) when the gate stays shut. `workers` is the number of processes, 0 for
    as many as there is work for; the build is the same with any. `validator` is the engine of the gate,
    by default chosen by the number of quads. `progress` is told how far it is. `rejects` says how many
    rows of tables may be at fault, by default none, and takes in those that are. With `cluster`, Spark builds
    and validates: the same quads as N-Quads in partitions, and neither TriG nor a store.

    :raises CorpusError: when the facts have faults.
    :raises GateError: when the dataset breaks a shape.
    :raises InputError: when something cannot be read.
    :raises OutputError: when `out` cannot be written.
    :raises WorkerError: when one of the processes is ended.
    """
    import kg.resolve.graphs  # noqa: F401 - before the output is begun
    from kg.facts.rejects import Rejects
    from kg.kept import Kept

    progress = progress or Silent()
    rejects = rejects or Rejects()
    faults = Faults()
    progress.stage("reading")
    kept = Kept(None if public or cluster is not None else out / KEPT)  # what is kept tells of all documents
    corpus = _read(folders, public, faults, rejects.allowed, kept)
    if faults.found:
        _check(corpus, faults, rejects)
    with whole_folder(out, is_build) as staging, kept.writing(staging / KEPT):
        corpora = {part.id: part.settings.title for part in corpus.parts}
        if cluster is not None:
            content = _in_partitions(corpus, staging, cluster, report, rejects, progress)
            told = rejects.told()
            manifest = write_manifest(
                staging, content, corpora, told, public=public, store=False, validator="bulk", partitions=PARTITIONS
            )
            return manifest | _left_out(corpus)
        dataset = staging / "dataset.nq"
        expected = _expected(corpus, out, store, progress)
        content = _write(corpus, dataset, rejects, workers, expected, progress, kept)
        progress.stage("validating")
        engine = chosen(validator, sum(content.quads.values()))
        _gate(corpus, dataset, engine, report, rejects.allowed)
        progress.stage("writing TriG")
        _write_trig(dataset, staging / "dataset.trig")
        if store:
            progress.stage("filling the store")
            # What was taken out of a store can still be read in its tables: it is to be of documents that are here.
            if not public and all_still_there(out, corpora, content.quads):
                renew(staging / FOLDER, dataset, out, sum(content.quads.values()))
            else:
                fill(staging / FOLDER, dataset)
        manifest = write_manifest(
            staging, content, corpora, rejects.told(), public=public, store=store, validator=engine
        )
    return manifest | _left_out(corpus)


def _left_out(corpus: Corpus) -> dict[str, Any]:
    return {"withheld": corpus.withheld._asdict()} if corpus.withheld is not None else {}


def _read(folders: list[Path], public: bool, faults: Faults, max_errors: int = 0, kept: Kept | None = None) -> Corpus:
    from kg.facts.folder import default_corpus, read_folder
    from kg.facts.withhold import withhold

    corpus = read_folder(folders or [default_corpus()], faults, kept)
    if public:
        withhold(corpus, faults, max_errors)
    return corpus


def _check(corpus: Corpus, faults: Faults, rejects: Rejects | None = None) -> None:
    """Read every statement for its faults, and raise all that were found."""
    for _, statements in corpus.statements(faults, rejects):
        for _ in statements:
            pass
    faults.raise_if_any()


def _records(corpus: Corpus, faults: Faults, max_errors: int = 0, parts: Parts | None = None) -> Iterator[Record]:
    """All records of the dataset, last what it says of itself."""
    from kg.builders.content import Content

    content = Content()
    for record in _data(corpus, faults, max_errors, parts):
        content.add(record.lines.split(b"\n")[:-1])
        yield record
    if not faults.found:
        yield from _description(corpus, content)


def _data(corpus: Corpus, faults: Faults, max_errors: int, parts: Parts | None) -> Iterator[Record]:
    """What sources and the curator say, then what rules derive from it."""
    from kg.builders.joining import records
    from kg.facts.rejects import Rejects
    from kg.resolve.curated import curated
    from kg.resolve.gathered import Gathered
    from kg.resolve.graphs import derived_records
    from kg.resolve.reading import AT_ONCE, Reader

    reader = Reader(corpus)
    with Gathered() as gathered:
        for record in records(corpus, faults, Rejects(max_errors), parts):
            if record.statement is not None:
                reader.add(record.statement)
                if len(reader) >= AT_ONCE:
                    gathered.add(reader.taken())
            yield record
        gathered.add(reader.taken())
        if not faults.found:
            yield from derived_records(gathered, curated(corpus, gathered.meant), corpus.base)


def _description(corpus: Corpus, content: Content) -> Iterator[Record]:
    """What the dataset says of itself, when all other graphs were counted."""
    from kg.builders.description import Counts, description_records
    from kg.resolve.rules import rule_records

    instances, properties = _by_iri(content.classes + content.derived), _by_iri(content.properties)
    counts = Counts({**content.quads}, {**content.entities}, instances, properties)
    yield from rule_records(corpus)
    yield from description_records(corpus, counts)


def _by_iri(counted: Mapping[str, int]) -> dict[str, int]:
    return {written[1:-1]: number for written, number in counted.items()}


def _expected(corpus: Corpus, out: Path, store: bool, progress: Progress) -> int:
    """About how many bytes of N-Quads the documents come to; much is told, and what has no room is refused."""
    from kg.builders.estimate import size_of_documents
    from kg.store.room import BIG, check_room, gigabytes, sizes

    expected = size_of_documents(corpus)
    if expected >= BIG:
        check_room(out, expected, store)
        files, stored = sizes(expected, store)
        also = f", and a store of {gigabytes(stored)}" if store else ""
        progress.note(f"This will be about {gigabytes(files)} of N-Quads and TriG{also}.")
    return expected


def _write(
    corpus: Corpus, path: Path, rejects: Rejects, workers: int, expected: int, progress: Progress, kept: Kept
) -> Content:
    """Write the records of the dataset; so many processes share the work, 0 for as many as it is worth."""
    from kg.builders.dataset import before_documents
    from kg.builders.joining import Writing
    from kg.resolve.curated import curated
    from kg.resolve.gathered import Gathered
    from kg.resolve.graphs import derived_records
    from kg.resolve.reading import Reader

    faults = Faults()
    with path.open("wb", buffering=1 << 20) as file, Gathered() as gathered:
        writing = Writing(file)
        for record in before_documents(corpus):
            writing.add(record)
        progress.stage("building", expected)
        shared = workers or (cores() if expected >= SHARED_FROM else 1)
        read, advance = gathered.add, progress.advance
        writing.add_documents(corpus, faults, rejects, lambda: Reader(corpus), read, shared, advance, kept)
        faults.raise_if_any()
        progress.stage("resolving")
        for record in derived_records(gathered, curated(corpus, gathered.meant), corpus.base, workers):
            writing.add(record)
        for record in _description(corpus, writing.content):
            writing.add(record)
    return writing.content


def _gate(corpus: Corpus, dataset: Path, engine: Engine, report: Path | None, max_errors: int) -> None:
    from kg.validate.gate import validate_file

    found = validate_file(dataset, engine)
    if not found.conforms:
        _shut(found, _records(corpus, Faults(), max_errors), report)


def _shut(found: Report, records: Iterator[Record], report: Path | None) -> NoReturn:
    """Say which records are at fault for what the gate found."""
    from kg.validate.blame import blame

    faults = blame(found.violations, records)
    if report is not None:
        try:
            report.write_text(found.turtle, encoding="utf-8", newline="\n")
        except OSError as error:
            what = f"the report cannot be written ({error.strerror})"
            faults.append(Fault(str(report), 0, 0, what, "name another file"))
    raise GateError(faults, found.count)


def _in_partitions(
    corpus: Corpus, staging: Path, cluster: Cluster, report: Path | None, rejects: Rejects, progress: Progress
) -> Content:
    """Write and validate the dataset in partitions: what Spark makes, and the records that the driver makes itself."""
    from kg.builders.dataset import before_documents
    from kg.builders.joining import Writing
    from kg.iris import graph
    from kg.resolve.curated import curated
    from kg.resolve.gathered import Gathered
    from kg.resolve.graphs import contradictions
    from kg.resolve.groups import Groups
    from kg.spark.cluster import session
    from kg.spark.gate import validate
    from kg.spark.parts import build_tables, derive, held_by_rule, joined, save
    from kg.spark.tables import Tables

    faults = Faults()
    folder = staging / PARTITIONS
    folder.mkdir()
    own, aside = folder / "records.nq", staging / "aside"
    aside.mkdir()
    progress.stage("building")
    with session(cluster) as spark, Gathered() as gathered:
        tables = Tables(spark, corpus, cluster.tables)
        built = build_tables(tables.batches(), corpus)
        save(built, folder / "tables")
        with own.open("wb", buffering=1 << 20) as file:
            writing = Writing(file)
            for record in before_documents(corpus):
                writing.add(record)
            writing.add_built(corpus, faults, rejects, joined(corpus, built), gathered.add, tables.parts)
            faults.raise_if_any()
            progress.stage("resolving")
            with Groups(gathered, curated(corpus, gathered.meant)) as groups:
                derived = derive(spark.sparkContext, groups, corpus.base, aside / "groups")
                save(derived, folder / "derived")
                for piece in held_by_rule(derived):
                    for rule, found in piece.items():
                        writing.content.add_held(graph(corpus.base, "derived", rule), found)
                writing.add(contradictions(groups, corpus.base))
            for record in _description(corpus, writing.content):
                writing.add(record)
        progress.stage("validating")
        outcome = validate(spark.sparkContext, own, [built, derived], aside / "gate")
        if not outcome.conforms:
            _shut(outcome, _records(corpus, Faults(), rejects.allowed, tables.parts), report)
    rmtree(aside)
    return writing.content


def _write_trig(dataset: Path, path: Path) -> None:
    quads = ox.parse(path=str(dataset), format=ox.RdfFormat.N_QUADS)
    ox.serialize(quads, str(path), format=ox.RdfFormat.TRIG, prefixes=dict(PREFIXES))
