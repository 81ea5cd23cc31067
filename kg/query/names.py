"""From the name of a thing to its IRI: an id, an IRI, or a name in any spelling or script.

Names are compared folded (`fold`). Of several things that bear one, those of the type asked about
come first, and a crossing stands for its posts; what else bears the name is told, never hidden.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import QueryError, UnknownError, shortened
from kg.facts.records import AGENT_TYPES, PLACE_TYPES
from kg.namespaces import CONCEPTS, expand

MOST_CHARACTERS = 500
_IRI = ("http://", "https://", "urn:")
_NEAREST = 3
_DOCUMENT = ox.NamedNode(expand("cx:Document"))
_LIKE, _NEARLY = 60, 80  # of 100, by rapidfuzz.fuzz.ratio
_TELLING = 4  # letters, within a longer name

# What may be asked about: the classes that count, and of these the ones that come first.
_CROSSINGS = ("BorderCrossing", "BorderPost")
_SETTLEMENTS = ("Town", "District")
_ASKED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "crossing": (("Place",), _CROSSINGS),
    "place": (("Place",), _CROSSINGS),
    "agent": (("Agent",), ()),
    "document": (("Document",), ()),
    "statement": (("Statement",), ()),
    "thing": (("Place", "Agent", "Event", "Office", "Document", "Statement"), _CROSSINGS),
}
# What may stand before a colon: `crossing:al-tanf`, `town:Albu Kamal`.
_TYPES = {
    **PLACE_TYPES,
    **AGENT_TYPES,
    **{name.lower(): name for name in ("Place", "Agent", "Event", "Office", "Document", "Statement")},
}

# The Arabic article as it is transcribed, with the letter that it takes on, or as it is written; "the".
# Before a space, "an", "as" and "at" are words of English and "ad" of Latin.
_ARTICLE = re.compile(
    r"(?<!\w)(?:[aeu]l[\s-]+|[ae](?:dh?|n|r|sh?|th?|z)-|(?:a(?:dh|r|sh|th|z)|e(?:dh?|n|r|sh?|th?|z)|the)\s+"
    r"|\u0627\u0644(?=\w\w))(?=\w)"
)
# Letters of one sound that keyboards write differently, as in Lucene's ArabicNormalizer; and of those of
# Latin that Unicode does not decompose, the ones that names of the region have in Turkish.
# Between words, or in place of a letter that another script has.
_LEFT_OUT = str.maketrans("", "", " -'`\u2018\u2019\u00b4\u201b\u2032.,")
_SAME_LETTER = str.maketrans(
    {"\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643", "\u0629": "\u0647", "\u06d5": "\u0647"}
    | {"\u0671": "\u0627", "\u06be": "\u0647", "\u0131": "i"}
)


def fold(name: str) -> str:
    """`name` as names are compared: without case, diacritics, apostrophes, hyphens, spaces and articles.

    Compatibility decomposition and case folding are those of the Unicode Character Database
    (UAX 15; The Unicode Standard, section 3.13), as Python's `unicodedata` holds it.

    >>> fold("Al-Qā\u02bfim") == fold("al qaim")
    True
    >>> fold("Deir ez-Zor") == fold("Deir al-Zor")
    True
    """
    text = name.casefold() if name.isascii() else _without_marks(unicodedata.normalize("NFKD", name).casefold())
    return _ARTICLE.sub("", text).translate(_LEFT_OUT)


def _without_marks(name: str) -> str:
    plain = []
    for character in unicodedata.normalize("NFKD", name):
        category = unicodedata.category(character)
        if category == "Pd":
            plain.append("-")
        elif category == "Zs":
            plain.append(" ")
        elif category[0] != "M" and category not in {"Cf", "Lm", "Sk"}:
            plain.append(character)
    return "".join(plain).translate(_SAME_LETTER)


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for.

    `others` bear the name too and were not meant. Where only they bear it, `iri` is a `namesake`,
    which shares another name with one of them. It is `preferred` where it is of the classes that the
    type asks for first.
    """

    iri: str
    others: tuple[str, ...] = ()
    namesake: bool = False
    preferred: bool = True


class Names:
    """The names of everything in a store, read once."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._by_slug: defaultdict[str, set[str]] = defaultdict(set)
        self._by_name: defaultdict[str, set[str]] = defaultdict(set)
        folded: dict[str, str] = {}  # most names are written more than once
        for property_ in ("skos:prefLabel", "skos:altLabel"):
            for quad in store.quads_for_pattern(None, ox.NamedNode(expand(property_)), None):
                subject, label = quad.subject, quad.object
                if not isinstance(subject, ox.NamedNode) or not isinstance(label, ox.Literal):
                    continue
                iri, text = subject.value, label.value
                slug = _slug(iri)
                if not slug:
                    continue
                if text not in folded:
                    folded[text] = fold(text)
                self._by_name[folded[text]].add(iri)
                self._by_slug[slug].add(iri)

    def find(self, name: str, type_: str) -> Found:
        """The thing of a type (`crossing`, `place`, `agent`, `document` or `thing`) that `name` stands for.

        :raises UnknownError: when nothing does, with the nearest names.
        :raises QueryError: when several things do.
        """
        if len(name) > MOST_CHARACTERS:
            raise QueryError(f"a name of {len(name):,} characters: at most {MOST_CHARACTERS} are read")
        if name.startswith(_IRI):
            return Found(self._known(name, type_))
        wide, first = _ASKED[type_]
        given, classes = name, wide
        prefix, colon, rest = name.partition(":")
        if colon and (class_ := _TYPES.get(prefix.strip().lower())):
            name, classes, first = rest.strip(), (class_,), ()
        exact = self._only(self._only(self._by_slug.get(name, set()), wide), classes)
        if len(exact) == 1:
            return Found(exact.pop())
        bearers = self._by_name.get(fold(name), set())
        asked = self._without_posts(self._only(self._only(bearers, wide), classes))
        meant = self._only(asked, first) or self._namesakes(asked, first) or asked
        if type_ == "crossing" and first and meant and not self._only(meant, first):
            self._refuse_if_near(name, self._only(meant, _SETTLEMENTS), first)
        if len(meant) == 1:
            iri = meant.pop()
            others = self._without_posts(bearers | {iri}) - {iri}
            return Found(iri, tuple(sorted(others)), iri not in bearers, not first or self._is_a(iri, first))
        if meant:
            raise QueryError(f"{given!r} is the name of several things: write one of {self._choices(meant)}")
        hint = self._hint(name, wide, classes)
        raise UnknownError(f"no {type_} is called {shortened(given)!r}: {hint}")

    def statement(self, name: str) -> str:
        """The IRI of a statement: given as such, as DOCUMENT/ID, as its id alone, or as a row of its inventory.

        :raises QueryError: when there is none, or several bear it.
        """
        if name.startswith(_IRI):
            return self._known(name, "statement")
        found = self._statements(name)
        if len(found) > 1:  # a row that was split: the statement that has its number
            found = {iri for iri in found if iri.rpartition("/")[2] == name.lower()} or found
        if len(found) == 1:
            return found.pop()
        if found:
            raise QueryError(f"{name!r} is that of several statements: write one of {self._choices(found)}")
        raise UnknownError(f"no statement {shortened(name)!r}: write DOCUMENT/ID, as in gazette-2018/s001, or its IRI")

    def anything(self, name: str) -> str:
        """The IRI of the entity, statement or other resource that `name` stands for.

        :raises QueryError: when nothing does, or several things do.
        """
        if name.startswith(_IRI):
            return self._known(name)
        try:
            return self.find(name, "thing").iri
        except QueryError:
            if not self._statements(name):
                raise
        return self.statement(name)

    def concept(self, name: str, scheme: str) -> str:
        """The IRI of a concept of a scheme, by its id, label or IRI.

        :raises QueryError: when the scheme has no such concept, with those it has.
        """
        concepts: dict[str, str] = {}
        for quad in self._store.quads_for_pattern(
            None, ox.NamedNode(expand("skos:inScheme")), ox.NamedNode(CONCEPTS + scheme)
        ):
            if isinstance(quad.subject, ox.NamedNode):
                concepts[quad.subject.value] = quad.subject.value.rpartition("/")[2]
        for iri, slug in sorted(concepts.items()):
            if name in {iri, slug} or fold(name) in map(fold, (slug, *self._labels(iri))):
                return iri
        known = ", ".join(sorted(concepts.values())) or "none"
        raise UnknownError(f"no {scheme} is called {shortened(name)!r}: there are {known}")

    def _statements(self, name: str) -> set[str]:
        name = name.removeprefix("statement:")
        found = {base + "id/statement/" + name for base in self._bases() if _fits_iri(name)}
        if _fits_iri(name) and "/" not in name:  # the id alone: of any document
            documents = self._store.quads_for_pattern(None, ox.NamedNode(expand("rdf:type")), _DOCUMENT)
            iris = [quad.subject.value for quad in documents if isinstance(quad.subject, ox.NamedNode)]
            found |= {f"{iri.replace('/id/document/', '/id/statement/')}/{name}" for iri in iris}
        if not name.isprintable():  # an argument that is no text, which is no literal either
            return set()
        number = ox.Literal(name)
        for quad in self._store.quads_for_pattern(None, ox.NamedNode(expand("dcterms:identifier")), number):
            if isinstance(quad.subject, ox.NamedNode):
                found.add(quad.subject.value)
        return self._only(found, _ASKED["statement"][0])

    def _bases(self) -> set[str]:
        """What the IRIs of the corpora begin with."""
        return {iri.partition("id/")[0] for things in self._by_slug.values() for iri in things}

    def _known(self, iri: str, type_: str = "") -> str:
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            raise QueryError(f"{shortened(iri)!r} is not an IRI: give an id, a name or an IRI") from None
        if next(self._store.quads_for_pattern(node, None, None), None) is None:
            raise UnknownError(f"nothing is known of <{shortened(iri)}>: give an id, a name or an IRI")
        if type_ and not self._is_a(iri, _ASKED[type_][0]):
            raise UnknownError(f"<{iri}> is no {type_}: give an id, a name or an IRI")
        return iri

    def _namesakes(self, things: set[str], classes: tuple[str, ...]) -> set[str]:
        """What of `classes` shares a name with `things`: the crossing called as the town is."""
        if not classes:
            return set()
        names = {fold(label) for thing in things for label in self._labels(thing)}
        shared = {iri for key in names for iri in self._by_name.get(key, ())}
        return self._without_posts(self._only(shared, classes))

    def _labels(self, iri: str) -> list[str]:
        properties = (ox.NamedNode(expand(name)) for name in ("skos:prefLabel", "skos:altLabel"))
        quads = (quad for p in properties for quad in self._store.quads_for_pattern(ox.NamedNode(iri), p, None))
        return [quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)]

    def _refuse_if_near(self, name: str, towns: set[str], classes: tuple[str, ...]) -> None:
        """A town called nearly as a crossing is may be what was meant, or may not: that is asked back."""
        keys = {fold(label) for town in towns for label in self._labels(town)}
        like = {other for key in keys for other in self._near(key, _NEARLY)}
        like |= {other for other in self._by_name for key in keys if len(key) >= _TELLING and key in other}
        near = {
            typed_id(self._store, thing)
            for other in like
            for thing in self._without_posts(self._only(self._by_name[other], classes))
        }
        if near:
            taken = f"{shortened(name)!r} is the name of {self._choices(towns)}"
            raise QueryError(f"{taken} and nearly that of {', '.join(sorted(near))}: write one of them")

    def _near(self, key: str, least: float) -> list[str]:
        """Names like one, folded, the nearest first; `least` is the likeness, up to 100."""
        from rapidfuzz import fuzz, process

        found = process.extract(key, self._by_name.keys(), scorer=fuzz.ratio, limit=20, score_cutoff=least)
        return [near for near, _, _ in found]

    def _without_posts(self, things: set[str]) -> set[str]:
        """`things` without the posts of a crossing that is among them: a crossing answers for each side."""
        return things.difference(*(self._posts(thing) for thing in things))

    def _posts(self, iri: str) -> set[str]:
        quads = self._store.quads_for_pattern(None, ox.NamedNode(expand("cx:postOf")), ox.NamedNode(iri))
        return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}

    def _only(self, things: set[str], classes: tuple[str, ...]) -> set[str]:
        return {thing for thing in things if self._is_a(thing, classes)}

    def _is_a(self, iri: str, classes: tuple[str, ...]) -> bool:
        type_ = ox.NamedNode(expand("rdf:type"))
        found = (
            self._store.quads_for_pattern(ox.NamedNode(iri), type_, ox.NamedNode(expand(f"cx:{class_}")))
            for class_ in classes
        )
        return any(next(quads, None) is not None for quads in found)

    def _choices(self, things: set[str]) -> str:
        return ", ".join(sorted(typed_id(self._store, thing) for thing in things))

    def _hint(self, name: str, *classes: tuple[str, ...]) -> str:
        from rapidfuzz import fuzz, process

        near = process.extract(fold(name), self._by_name.keys(), scorer=fuzz.ratio, limit=20, score_cutoff=60)
        things = {
            thing: None
            for key, _, _ in near
            for thing in sorted(self._by_name[key])
            if all(self._is_a(thing, wanted) for wanted in classes)
        }
        slugs = list(dict.fromkeys(_slug(thing) for thing in things))[:_NEAREST]
        return f"did you mean {' or '.join(map(repr, slugs))}?" if slugs else "give its id, name or IRI"


def typed_id(store: ox.Store, iri: str) -> str:
    """The short form of an entity's IRI that names its type: `crossing:al-tanf`."""
    type_ = ox.NamedNode(expand("rdf:type"))
    cx = expand("cx:")
    quads = store.quads_for_pattern(ox.NamedNode(iri), type_, None)
    classes = {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}
    named = [key for key, class_ in _TYPES.items() if cx + class_ in classes]
    # Superclasses are written out too, so the most telling type is one that is not of a wide class.
    best = [key for key in named if key not in {"place", "agent", "organization", "armed-actor"}] or named
    return f"{best[0]}:{_slug(iri)}" if best else iri


def _slug(iri: str) -> str:
    """The id of an entity, which is its IRI after `/id/TYPE/`."""
    return iri.partition("/id/")[2].partition("/")[2]


def _fits_iri(name: str) -> bool:
    return re.fullmatch(r"[\w./-]+", name) is not None
