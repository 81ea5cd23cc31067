"""Output files appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg.errors import OutputError


@contextmanager
def whole_file(target: Path, *, replace: bool = True) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of `target` when the block ends without an error.

    :raises OutputError: when it cannot be written, or exists and is not to be replaced; what stood there is
        untouched.
    """
    with _told(target):
        if written_as_it_is(target):
            with target.open("wb") as file:
                yield file
            return
        if target.is_dir():
            raise OutputError(f"{target}: is a folder: name a file")
        if not replace and target.exists():
            raise OutputError(f"{target}: exists: name another file, or write --force")
        place = Path(os.path.realpath(target))  # a link stays one
        descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        staging = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
            umask = os.umask(0)
            os.umask(umask)
            staging.chmod(0o666 & ~umask)  # mkstemp gives the file to its maker alone
            staging.replace(place)
        except BaseException:
            staging.unlink(missing_ok=True)
            raise


def written_as_it_is(target: Path) -> bool:
    """Whether `target` is a device or a pipe: there is nothing to take the place of.

    Standard output is one by its name, also where it leads to a file.
    """
    if target.is_symlink() and Path(os.path.abspath(target)).parts[1:2] in {("dev",), ("proc",)}:  # noqa: PTH100
        return True
    return target.exists() and not target.is_file() and not target.is_dir()


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except (OutputError, BrokenPipeError):  # whoever reads a pipe has enough
        raise
    except OSError as error:
        mend = "nothing was changed; free some space, or name another file"
        raise OutputError(f"{target}: cannot be written ({error.strerror}): {mend}") from error
