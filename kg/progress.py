"""What long work tells of itself while it goes on."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Is told how far the work is."""

    def note(self, text: str) -> None:
        """Something to be known before the work goes on."""

    def stage(self, name: str, total: int = 0) -> None:
        """The next stage begins; `total` is about how much there is to do, 0 if that is not known."""

    def advance(self, done: int) -> None:
        """So much more of the stage is done."""


class Silent:
    """Tells nobody."""

    def note(self, text: str) -> None:
        """Nothing."""

    def stage(self, name: str, total: int = 0) -> None:
        """Nothing."""

    def advance(self, done: int) -> None:
        """Nothing."""
