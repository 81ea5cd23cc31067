"""Values as the JSON that commands print and the server sends."""

from __future__ import annotations

import json
from typing import Any


def json_text(value: Any) -> str:
    r"""A value as JSON, names in their own script, what does not print as \uXXXX.

    >>> json_text(["\u0627", "\x1b"])
    '[\n  "ا",\n  "\\u001b"\n]'
    """
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)
