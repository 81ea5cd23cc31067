"""The store that a target names, as it is written on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kg.errors import InputError
from kg.load.loading import Store
from kg.load.urls import shown_url


@contextmanager
def store_at(
    target: str, dialect: str = "", *, update: str = "", graph_store: str = "", take_over: bool = False
) -> Iterator[Store]:
    """The store at a URL, or the Oxigraph store in the directory of `oxigraph:DIR`.

    `dialect` is the product that has to answer at the URL; "" finds out. `update` and
    `graph_store` are the URLs for updates and for graphs where they are not the dialect's. `take_over` ends the
    hold of a load that died on another machine.

    :raises InputError: when there is no such store, or it does not say what it is.
    """
    scheme, _, place = target.partition(":")
    if scheme == "oxigraph" and place:
        from kg.load.directory import Directory

        yield Directory(Path(place))
        return
    if scheme not in {"http", "https"}:
        raise InputError(f"{shown_url(target)}: is no store: write oxigraph:DIR, files:DIR or the URL of a store")
    try:
        from kg.load.http import Remote, store_url
    except ModuleNotFoundError as error:
        raise InputError(f"{error.name} is not installed: run 'pip install crossings[load]'") from None
    from kg.load.dialects import dialect_of
    from kg.load.server import Server

    update, graph_store = (str(store_url(url)) if url else "" for url in (update, graph_store))
    with closing(Remote(target)) as remote:
        known = dialect_of(remote, dialect)
        yield Server(remote, known, update=update, graph_store=graph_store, take_over=take_over)
