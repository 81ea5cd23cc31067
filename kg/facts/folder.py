"""Reading a corpus folder: which files there are, and what each adds to the build."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from kg import iris
from kg.errors import Fault, Faults, InputError, nearest
from kg.facts.convert import convert
from kg.facts.corpus import Corpus, Document, Part, Source, independent, shown
from kg.facts.entities import ConceptEntry, Entities, Entity, Where, by_tag, entity_of, merge_names
from kg.facts.entitytables import read_records
from kg.facts.headers import Headers
from kg.facts.records import (
    FILES,
    Agent,
    Concept,
    CorpusFile,
    Decision,
    Event,
    Identifiers,
    Names,
    Office,
    Place,
    Record,
    ReferenceFact,
    SourceFile,
    SpellingsFile,
    Withdrawal,
)
from kg.facts.references import AGENT, DOCUMENT, ENTITY, PLACE, References
from kg.facts.tablefiles import format_of
from kg.facts.time import Span
from kg.facts.yamltext import Mapping, Node, read_yaml
from kg.kept import Kept
from kg.shipped import shipped

SETTINGS = "corpus.yaml"
_FILES = tuple(name for name in FILES if name not in {"source", "document"})

R = TypeVar("R", bound=Record)

# The classes of what each entity file defines.
_DEFINES = {"places": ("Place",), "agents": ("Agent",), "offices": ("Office",), "events": ("Event",)}


def default_corpus() -> Path:
    """The corpus that ships with Crossings: two articles on the Syria-Iraq crossings."""
    return shipped("facts") / "syria-iraq-2018"


def read_folder(folders: Iterable[Path], faults: Faults, kept: Kept | None = None) -> Corpus:
    """The corpora in `folders` and those they use; what is wrong with them goes to `faults`.

    Documents are read for their headers only, which are `kept` from build to build; `Corpus.statements` reads
    the rest.

    :raises InputError: when a folder is missing or is not a corpus.
    """
    return _FolderReader(faults, kept or Kept()).read([Path(folder) for folder in folders])


class _FolderReader:
    def __init__(self, faults: Faults, kept: Kept) -> None:
        self.faults = faults
        self.headers = Headers(kept)
        self.entities = Entities()
        self.references = References(self.entities, faults)
        self.nodes: dict[str, Node] = {}

    def read(self, folders: list[Path]) -> Corpus:
        parts = self.parts(folders)
        for part in parts:
            self.part_entities(part)
        self.references.check_entities()
        documents = [document for part in parts for document in self.documents(part)]
        for part in parts:
            self.spellings(part)
            self.decisions(part)
            self.sources(part)
        self.check_documents(documents, independent(parts))
        for part in parts:
            self.withdrawals(part, {document.header.document: document.said for document in documents})
        documents.sort(key=lambda document: document.header.document)
        if (
            parts
            and not documents
            and not any(entity.corpus == parts[-1].id for entity in self.entities.by_id.values())
        ):
            what = "the corpus is empty"
            self.faults.add(Fault(shown(parts[-1].folder), 0, 0, what, "add documents/NAME.yaml; 'kg init' shows how"))
        return Corpus(parts, self.entities, documents)

    # --- which corpora ---

    def parts(self, folders: list[Path]) -> list[Part]:
        found: dict[str, Part] = {}
        given = [part for folder in folders if (part := self.settings(folder)) is not None]

        def add(part: Part, users: tuple[str, ...]) -> None:
            if part.id in found:
                if not part.folder.samefile(found[part.id].folder):
                    what = f"the id {part.id!r} is that of the corpus in {shown(found[part.id].folder)}"
                    self.at(part, "corpus", what, "give one of the two another id")
                return
            for used in part.settings.uses:
                if used in users:
                    self.at(part, "uses", f"{used!r} and {part.id!r} use each other", "let one of them stand alone")
                elif (other := self.used(used, part, given)) is not None:
                    add(other, (*users, used))
            found[part.id] = part

        for part in given:
            add(part, (part.id,))
        return list(found.values())

    def settings(self, folder: Path) -> Part | None:
        if folder.is_file():
            raise InputError(f"{folder}: is a file, not a corpus folder: name the folder that holds {SETTINGS}")
        if not folder.is_dir():
            raise InputError(f"{folder}: no such folder: name a corpus folder, or make one with 'kg init'")
        path = folder / SETTINGS
        if not path.is_file():
            raise InputError(f"{folder}: is not a corpus, it has no {SETTINGS}: make one with 'kg init {folder}'")
        node = read_yaml(path, shown(path), self.faults)
        record = convert(node, CorpusFile, shown(path), self.faults) if node is not None else None
        if record is None or node is None:
            return None
        part = Part(folder, record)
        self.nodes[shown(path)] = node
        if not record.base.endswith("/"):
            self.at(part, "base", f"the base {record.base!r} does not end in '/'", "add the slash")
        if record.texts and not self.inside(folder, folder / record.texts):
            self.at(part, "texts", f"{record.texts!r} leaves the corpus", "keep the texts inside its folder")
            part.settings = replace(record, texts="")
        self.unknown_files(folder)
        return part

    def used(self, id_: str, user: Part, given: list[Part]) -> Part | None:
        for part in given:
            if part.id == id_:
                return part
        for folder in (user.folder.resolve().parent / id_, shipped("facts") / id_):
            if (folder / SETTINGS).is_file():
                return self.settings(folder)
        self.at(user, "uses", f"no corpus {id_!r}", "name it on the command line too, or put it beside this one")
        return None

    def at(self, part: Part, key: str, what: str, mend: str) -> None:
        """A fault at the value of a key of corpus.yaml."""
        file = shown(part.folder / SETTINGS)
        node = self.nodes.get(file)
        if isinstance(node, Mapping) and key in node.entries:
            value = node.entries[key][1]
            self.faults.add(Fault(file, value.line, value.column, what, mend))
        else:
            self.faults.add(Fault(file, 0, 0, what, mend))

    def files(self, folder: Path) -> list[Path]:
        """What is in a folder, in order; nothing when there is none or, after a fault, it is unreadable."""
        try:
            return sorted(folder.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            what = f"cannot be read ({error.strerror})"
            self.faults.add(Fault(shown(folder), 0, 0, what, "check the folder and its permissions", True))
            return []

    def inside(self, folder: Path, path: Path) -> bool:
        return path.resolve().is_relative_to(folder.resolve())

    def unknown_files(self, folder: Path) -> None:
        for path in self.files(folder):
            if path.suffix in {".yaml", ".yml"} and (path.stem not in _FILES or path.suffix == ".yml"):
                near = nearest(path.stem, _FILES)
                mend = f"did you mean '{near}.yaml'?" if near else "documents belong into the folder 'documents'"
                self.faults.add(Fault(shown(path), 0, 0, "is not a file of a corpus", mend))

    # --- entity files ---

    def node(self, part: Part, path: Path) -> Node | None:
        """The node of a file of the corpus; None if there is no such file or, after a fault, it is unreadable."""
        if not path.exists() and not path.is_symlink():
            return None
        if not self.inside(part.folder, path):
            self.faults.add(Fault(shown(path), 0, 0, "is a link that leaves the corpus", "put the file itself there"))
            return None
        return read_yaml(path, shown(path), self.faults)

    def entries(self, part: Part, name: str, entry: type[R]) -> Iterator[tuple[str, R, Where]]:
        """The records of the file NAME.yaml that can be read, by id, each with its place."""
        file = shown(part.folder / f"{name}.yaml")
        before = self.faults.count
        node = self.node(part, part.folder / f"{name}.yaml")
        if node is None:
            if self.faults.count > before:
                self.entities.unread.update(_DEFINES.get(name, ()))
            return
        whole = convert(node, FILES[name], file, self.faults)
        nodes = node.entries.get(name, (None, None))[1] if isinstance(node, Mapping) else None
        if not isinstance(nodes, Mapping):
            self.entities.unread.update(_DEFINES.get(name, ()))
            return
        for id_, (key, value) in nodes.entries.items():
            # When the file as a whole is at fault, its faults are noted; the sound records go on.
            record = getattr(whole, name)[id_] if whole is not None else convert(value, entry, file, Faults())
            if record is None:
                self.entities.broken.add(id_)
            else:
                yield id_, record, Where(file, key.line, key.column)

    def table_entries(self, part: Part, name: str, entry: type[R]) -> Iterator[tuple[str, R, Where]]:
        """The records of the tables NAME.csv, NAME.jsonl.gz ... that can be read, by id, each with its place."""
        for path in self.files(part.folder):
            if path.name.partition(".")[0] != name or not format_of(path.name):
                continue
            if not self.inside(part.folder, path):
                what = "is a link that leaves the corpus"
                self.faults.add(Fault(shown(path), 0, 0, what, "put the file itself there"))
                self.entities.unread.update(_DEFINES[name])
                continue
            for id_, record, where in read_records(path, shown(path), entry, part.settings.language, self.faults):
                if record is not None:
                    yield id_, record, where
                elif id_:
                    self.entities.broken.add(id_)
                else:
                    self.entities.unread.update(_DEFINES[name])

    def part_entities(self, part: Part) -> None:
        language = part.settings.language
        files: tuple[tuple[str, type[Place | Agent | Office | Event]], ...] = (
            ("places", Place),
            ("agents", Agent),
            ("offices", Office),
            ("events", Event),
        )
        for name, type_ in files:
            for id_, record, where in chain(self.entries(part, name, type_), self.table_entries(part, name, type_)):
                entity = entity_of(id_, record, part.base, part.id, where)
                merge_names(
                    entity.labels,
                    entity.spellings,
                    by_tag(record.label, language),
                    by_tag(record.also, language),
                    self.references.report(where),
                )
                self.entities.add(entity, self.faults)
        for id_, concept, where in self.entries(part, "concepts", Concept):
            self.concept(id_, concept, where, part)

    def concept(self, id_: str, record: Concept, where: Where, part: Part) -> None:
        scheme, slash, slug = id_.partition("/")
        if not slash:
            self.faults.add(where.fault(f"{id_!r} names no scheme", "write SCHEME/CONCEPT"))
            return
        entry = ConceptEntry(scheme, slug, iris.concept(part.base, scheme, slug), part.id, record, where)
        named = (by_tag(record.label, part.settings.language), by_tag(record.also, part.settings.language))
        merge_names(entry.labels, entry.spellings, *named, self.references.report(where))
        self.entities.add_concept(entry, self.faults)

    # --- spellings, decisions, sources ---

    def spellings(self, part: Part) -> None:
        for id_, value, where in self.spelling_entries(part):
            entity = self.entity(id_, where)
            if entity is not None:
                names = by_tag(value, part.settings.language)
                merge_names(entity.labels, entity.spellings, {}, names, self.references.report(where))
                part.spellings.append((entity, names, where))

    def spelling_entries(self, part: Part) -> Iterator[tuple[str, Names, Where]]:
        file = shown(part.folder / "spellings.yaml")
        node = self.node(part, part.folder / "spellings.yaml")
        record = convert(node, SpellingsFile, file, self.faults) if node is not None else None
        if record is None or not isinstance(node, Mapping):
            return
        places = _places(node.entries["spellings"][1], file)
        for id_, names in record.spellings.items():
            yield id_, names, places[id_]

    def entity(self, id_: str, where: Where) -> Entity | None:
        self.references.look(id_, ENTITY, self.references.report(where))
        return self.entities.by_id.get(id_)

    def decisions(self, part: Part) -> None:
        for id_, record, where in self.entries(part, "decisions", Decision):
            if self.references.check_decision(record, where):
                part.decisions[id_] = (record, where)
            else:
                self.entities.broken.add(id_)

    def withdrawals(self, part: Part, said: dict[str, Span]) -> None:
        for id_, record, where in self.entries(part, "withdrawals", Withdrawal):
            self.references.check_withdrawal(id_, record, said.get(id_, ("", "")), self.references.report(where))
            part.withdrawals[id_] = (record, where)

    def sources(self, part: Part) -> None:
        for path in self.listed(part, "sources"):
            node = self.node(part, path)
            record = convert(node, SourceFile, shown(path), self.faults) if node is not None else None
            if record is None or not isinstance(node, Mapping):
                continue
            source = Source(record, Where(shown(path), 1))
            if record.source != path.stem:
                self.faults.add(
                    Fault(shown(path), 1, 0, f"{record.source!r} is not the name of its file", "rename one")
                )
            for id_, fact, where in self.facts(part, node, record, shown(path)):
                entity = self.entity(id_, where)
                if entity is None:
                    continue
                language = part.settings.language
                merge_names(
                    entity.labels,
                    entity.spellings,
                    by_tag(fact.label, language),
                    by_tag(fact.also, language),
                    self.references.report(where),
                )
                for ref in [fact.in_] if isinstance(fact.in_, str) else fact.in_:
                    self.references.look(ref, PLACE, self.references.report(where))
                self.references.check_point(fact.point, where)
                if _without_page(fact.see):
                    what = "'see' takes identifiers with an address of their own"
                    self.faults.add(where.fault(what, "write wikidata or geonames"))
                source.facts.append((entity, fact, where))
            part.sources.append(source)

    def facts(
        self, part: Part, node: Mapping, record: SourceFile, file: str
    ) -> Iterator[tuple[str, ReferenceFact, Where]]:
        """The facts of a source, by the id of what they are about, each with its place."""
        keys = _keys(node, "facts", file)
        for id_, fact in record.facts.items():
            yield id_, fact, keys[id_]
        if not record.tables:
            return
        language, found = part.settings.language, set(record.facts)
        for name in self.tables(part, record.tables, _places(node, file)["table"]):
            path = part.folder / name
            for id_, row, where in read_records(path, shown(path), ReferenceFact, language, self.faults):
                if row is None:
                    continue
                if id_ in found:
                    self.faults.add(where.fault(f"{id_!r} stands twice in this source", "write one row of it"))
                    continue
                found.add(id_)
                yield id_, row, where

    # --- documents ---

    def listed(self, part: Part, folder: str) -> list[Path]:
        found = []
        for path in self.files(part.folder / folder):
            if path.suffix == ".yaml":
                found.append(path)
            elif path.suffix == ".yml":
                self.faults.add(Fault(shown(path), 0, 0, "ends in .yml", "rename it to .yaml, or it is not read"))
        return found

    def documents(self, part: Part) -> Iterator[Document]:
        for path in self.listed(part, "documents"):
            file = shown(path)
            if not self.inside(part.folder, path):
                self.faults.add(Fault(file, 0, 0, "is a link that leaves the corpus", "put the file itself there"))
                continue
            found = self.headers.read(path, file, self.faults)
            if found is None:
                self.entities.broken.add(path.stem)
                continue
            header = found.header
            if header.document != path.stem:
                self.faults.add(Fault(file, 1, 0, f"{header.document!r} is not the name of its file", "rename one"))
            iri = iris.entity(part.base, "document", header.document)
            entity = Entity(header.document, "document", "Document", iri, part.id, None, Where(file, found.line))
            before = self.faults.count
            self.entities.add(entity, self.faults)
            if self.faults.count == before:
                yield Document(header, entity, part, path, found.places)

    def check_documents(self, documents: list[Document], independent: set[frozenset[str]]) -> None:
        """What a header says of other records; its dates."""
        for document in documents:
            header, at = document.header, document.where
            document.publisher = self.references.look(header.publisher, AGENT, self.references.report(at("publisher")))
            for key, refs in (("same-wire-as", header.same_wire_as), ("derived-from", header.derived_from)):
                for ref in refs:
                    report = self.references.report(at(key))
                    self.references.look(ref, DOCUMENT, report)
                    if {header.document, ref} in independent:
                        report(f"a decision calls {ref!r} independent of this document", "keep one of the two")
            document.said = self.references.span(header.published, self.references.report(at("published")))
            if header.dated_by:
                self.dated(document, self.references.report(at("dated-by")))
            if (kept := self.tables(document.part, header.tables, at("table"))) != header.tables:
                document.header = replace(header, table=kept)

    def tables(self, part: Part, names: list[str], where: Where) -> list[str]:
        """Those of the tables that a header names which may be read."""
        kept = []
        for name in names:
            if name in kept:
                self.faults.add(where.fault(f"the table {name!r} stands twice", "name it once"))
            elif not self.inside(part.folder, part.folder / name):
                self.faults.add(where.fault(f"the table {name!r} leaves the corpus", "keep it inside its folder"))
            else:
                kept.append(name)
        return kept

    def dated(self, document: Document, report: Callable[[str, str], None]) -> None:
        """Take the document's date from the decision that dates it."""
        header, part = document.header, document.part
        if header.published:
            report("has both 'published' and 'dated-by'", "keep 'published' if the document says its date")
        decision, _ = part.decisions.get(header.dated_by, (None, None))
        if header.dated_by in self.entities.broken:
            return
        if decision is None or decision.dates != header.document:
            report(f"no decision {header.dated_by!r} that dates this document", "add it to decisions.yaml")
        else:
            document.said = self.references.span(decision.asserted, report)
            document.dated_by = iris.decision(part.base, part.id, header.dated_by)


def _places(node: Node, file: str) -> dict[str, Where]:
    """Where the values of a mapping's keys were written."""
    assert isinstance(node, Mapping)
    return {key: Where(file, value.line, value.column) for key, (_, value) in node.entries.items()}


def _keys(node: Mapping, key: str, file: str) -> dict[str, Where]:
    """Where the keys of the mapping under a key were written."""
    entries = node.entries[key][1] if key in node.entries else None
    found = entries.entries if isinstance(entries, Mapping) else {}
    return {name: Where(file, place.line, place.column) for name, (place, _) in found.items()}


def _without_page(ids: Identifiers) -> bool:
    return ids != Identifiers(wikidata=ids.wikidata, geonames=ids.geonames)
