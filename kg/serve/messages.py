"""What the endpoint and its query processes say to each other: MessagePack, its length before it.

A job is one of the structs below, an answer is what goes out over HTTP. Both are plain values, so
that nothing a query process sends can run in the endpoint.
"""

from __future__ import annotations

from msgspec import Struct, msgpack

LENGTH = 4  # bytes, big-endian


class Sparql(Struct, frozen=True, tag=True):
    """A query of a client, with its dataset (SPARQL 1.1 Protocol, section 2.1) and its Accept header.

    `base` is the address it was sent to, which relative IRIs are resolved against (RFC 3986, section 5.1.3).
    """

    query: str
    base: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    accept: str = ""


Fields = tuple[tuple[str, str], ...]
"""The fields of a form or of an address, as they were sent."""


class Page(Struct, frozen=True, tag=True):
    """A page for a person: of a room (`kg/serve/pages.py`), of what its address ends with, with its fields."""

    room: str
    path: str = ""
    fields: Fields = ()


class Data(Struct, frozen=True, tag=True):
    """What is known of a thing as RDF: of an IRI, or of the one that a path stands for; of neither, the dataset.

    `service` is the address of the endpoint, which the description of the dataset tells of too.
    """

    iri: str = ""
    path: str = ""
    service: str = ""
    format: str = ""
    accept: str = ""


class Question(Struct, frozen=True, tag=True):
    """A question of the API: a query of the collection, or one whose answer is worked out."""

    name: str
    prepared: bool
    fields: Fields
    accept: str = ""


Job = Sparql | Page | Data | Question


class Answer(Struct, frozen=True):
    """A response: status, media type, body, and whether it depends on the Accept header."""

    status: int
    media: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class Limits(Struct, frozen=True):
    """What a query may take: seconds, bytes of memory, rows and bytes of its answer.

    A query that takes longer than `quick` seconds goes on with what the others leave of the processors.
    """

    seconds: float = 30.0
    quick: float = 0.25
    memory: int = 2 << 30
    rows: int = 100_000
    bytes: int = 32 << 20


encode_job = msgpack.Encoder().encode
decode_job = msgpack.Decoder(Job).decode
encode_answer = msgpack.Encoder().encode
decode_answer = msgpack.Decoder(Answer).decode
