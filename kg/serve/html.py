"""Pages of HTML: every value is escaped, and what would not print, or turns the direction of text, is spelt out."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kg.errors import printable
from kg.export.lettering import right_to_left
from kg.serve.messages import Answer

MEDIA = "text/html; charset=utf-8"
_ROOM = Path(__file__).parent
STYLE = (_ROOM / "style.css").read_bytes()


class Told(NamedTuple):
    """A word on a page: a text, where it leads if anywhere, and its language where that is known."""

    text: str
    href: str = ""
    lang: str = ""

    @property
    def direction(self) -> str:
        """The direction that its letters have."""
        return "rtl" if right_to_left(self.text) else "ltr"


def _spelt(value: Any) -> Any:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


_templates = Environment(
    loader=FileSystemLoader(_ROOM / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_spelt,
    trim_blocks=True,
    lstrip_blocks=True,
)
# Read at once: the processes that answer come from one that has them.
_ALL = {name: _templates.get_template(name) for name in _templates.list_templates()}


def written(template: str, status: int = 200, **values: Any) -> Answer:
    """A page from the template of this name."""
    return Answer(status, MEDIA, _ALL[f"{template}.html"].render(values).encode(errors="replace"))


def wrong(status: int, text: str) -> Answer:
    """A page that says what is wrong, each line of `text` on a line."""
    return written("wrong", status, title=HTTPStatus(status).phrase, lines=text.strip().split("\n"))
