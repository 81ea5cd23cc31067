"""Output folders appear whole or not at all.

A folder is filled beside its final place and then exchanged with what stood there in one step
(`renameat2` with `RENAME_EXCHANGE` on Linux, `renamex_np` with `RENAME_SWAP` on macOS). A run that
dies leaves the old folder as it was; the next run clears what the dead one had begun.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import OutputError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h; macOS's RENAME_SWAP has the same value


@contextmanager
def whole_folder(target: Path, is_ours: Callable[[Path], bool]) -> Iterator[Path]:
    """A folder to fill, which takes the place of `target` when the block ends without an error.

    `is_ours` tells whether a folder that is not empty is one that we wrote and may replace.

    :raises OutputError: when `target` is not ours to replace or cannot be written.
    """
    target = Path(os.path.realpath(target))
    try:
        if target.exists() and not target.is_dir():
            raise OutputError(f"{target}: is a file: name a folder for the output")
        if target.is_dir() and any(target.iterdir()) and not is_ours(target):
            raise OutputError(f"{target}: is not empty and not a build of ours: name another folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = target.with_name(f".{target.name}.building")
        with _claimed(staging):
            try:
                yield staging
                _put_in_place(staging, target)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({_reason(error)}): nothing was changed") from error


def _reason(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}:
        return f"{error.strerror}; free some space or name a folder on another disk"
    return error.strerror or str(error)


@contextmanager
def _claimed(staging: Path) -> Iterator[None]:
    """Hold `staging`, emptied, as the only process; the lock dies with the process."""
    staging.mkdir(exist_ok=True)
    handle = os.open(staging, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(
                f"{staging}: another build is writing here: wait for it, or name another folder"
            ) from None
        for leftover in staging.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() and not leftover.is_symlink() else leftover.unlink()
        yield
    finally:
        os.close(handle)


def _put_in_place(staging: Path, target: Path) -> None:
    if not target.exists():
        staging.rename(target)
        return
    try:
        _exchange(staging, target)
    except OSError as error:
        if error.errno not in {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}:
            raise
        # A file system without the exchange: two renames, the smallest gap that is left.
        aside = target.with_name(f".{target.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        target.rename(aside)
        staging.rename(target)
        aside.rename(staging)


def _exchange(one: Path, other: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        failed = libc.renamex_np(os.fsencode(one), os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE))
    elif hasattr(libc, "renameat2"):
        failed = libc.renameat2(
            _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE)
        )
    else:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
