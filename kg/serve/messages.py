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


Job = Sparql


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
