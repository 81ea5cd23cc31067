"""Which engine validates: the one that was asked for, or that the size of the dataset asks for."""

from __future__ import annotations

from typing import Literal

Engine = Literal["pyshacl", "bulk"]
Validator = Literal["auto", "pyshacl", "bulk"]
"""An engine, or that it is to be chosen."""

BULK_FROM = 20_000
"""Quads from which on the bulk engine is chosen: pySHACL takes a second and a half for so many."""


def chosen(validator: Validator, quads: int) -> Engine:
    """The engine for a dataset of so many quads.

    >>> chosen("auto", 1000), chosen("auto", 1_000_000), chosen("pyshacl", 1_000_000)
    ('pyshacl', 'bulk', 'pyshacl')
    """
    if validator == "auto":
        return "bulk" if quads >= BULK_FROM else "pyshacl"
    return validator
