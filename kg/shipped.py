"""Where the shipped folders are: ontology, shapes, queries and facts.

In an installed wheel they stand in the package (`hatch_build.py` puts them there); in a checkout,
also an editable install of one, they are the top-level folders themselves.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The folder `name` that came with this installation.

    :raises FileNotFoundError: when the installation is incomplete.

    >>> shipped("ontology").is_dir()
    True
    """
    for root in (_PACKAGE / "_shipped", _PACKAGE.parent):
        if (root / name).is_dir():
            return root / name
    raise FileNotFoundError(f"this installation of crossings lacks its folder {name!r}; install it again")
