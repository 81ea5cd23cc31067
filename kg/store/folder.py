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
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import CrossingsError, OutputError

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
            what = f"{target}: holds files that are not a build of ours"
            raise OutputError(f"{what}: name another folder, or move them away")
        target.parent.mkdir(parents=True, exist_ok=True)
        with _claimed(target.with_name(f".{target.name}.building")) as workshop:
            if (aside := workshop / "old").is_dir() and not target.exists():
                aside.rename(target)  # a run without the exchange died between its two renames
            _clear(workshop)
            staging = workshop / "new"
            staging.mkdir()
            yield staging
            _put_in_place(staging, target)
    except CrossingsError:
        raise
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({_reason(error)}): nothing was changed") from error


def _reason(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}:
        return f"{error.strerror}; free some space or name a folder on another disk"
    return error.strerror or str(error)


@contextmanager
def _claimed(workshop: Path) -> Iterator[Path]:
    """Hold the folder `workshop` as the only process, and remove it in the end.

    The lock dies with the process, so a folder that is there and not locked is a dead run's.
    """
    handle = None
    as_before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        # An interrupt between making the folder and holding it would leave it behind: it waits.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        handle = _locked(workshop)
        signal.pthread_sigmask(signal.SIG_SETMASK, as_before)
        yield workshop
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, as_before)
        if handle is not None:
            _clear(workshop)
            workshop.rmdir()
            os.close(handle)


def _locked(workshop: Path) -> int:
    while True:
        workshop.mkdir(exist_ok=True)
        handle = os.open(workshop, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            what = f"{workshop}: another build is writing here"
            raise OutputError(f"{what}: wait for it, or name another folder") from None
        try:
            if os.path.samestat(os.fstat(handle), workshop.stat()):
                return handle
        except FileNotFoundError:
            pass
        os.close(handle)  # it was removed by its owner between our two steps: begin again


def _clear(folder: Path) -> None:
    for leftover in folder.iterdir():
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


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
        aside = staging.with_name("old")
        target.rename(aside)
        try:
            staging.rename(target)
        except OSError:
            aside.rename(target)
            raise


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
