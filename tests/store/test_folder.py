"""Output folders: whole or not at all, ours or refused, one writer at a time."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.store import folder
from kg.store.folder import whole_folder


def ours(path: Path) -> bool:
    """Whether a folder was written by these tests."""
    return (path / "ours").is_file()


def write(target: Path, text: str) -> None:
    """Put one file into a whole folder."""
    with whole_folder(target, ours) as staging:
        (staging / "ours").write_text(text)


def test_a_new_folder_and_its_replacement(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "out"
    write(target, "one")
    write(target, "two")
    assert (target / "ours").read_text() == "two"
    assert [path.name for path in target.parent.iterdir()] == ["out"]


def test_an_error_leaves_the_old_folder_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write(target, "one")
    with pytest.raises(OutputError), whole_folder(target, ours) as staging:
        (staging / "ours").write_bytes((tmp_path / "missing").read_bytes())
    assert (target / "ours").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


INTERRUPTED = """
import fcntl, os, signal, sys
from pathlib import Path
from kg.store.folder import whole_folder
flock, blocked = fcntl.flock, signal.pthread_sigmask(signal.SIG_BLOCK, ())
def interrupted(handle, how):
    os.kill(os.getpid(), signal.SIGINT)
    flock(handle, how)
fcntl.flock = interrupted
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    with whole_folder(Path(sys.argv[1]), lambda folder: True):
        pass
except KeyboardInterrupt:
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == blocked
    print("interrupted")
"""


def test_an_interrupt_while_the_folder_is_claimed_leaves_nothing(tmp_path: Path) -> None:
    # In a process of its own: this one may have threads of libraries, which take the signal for it.
    command = [sys.executable, "-c", INTERRUPTED, str(tmp_path / "out")]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout == "interrupted\n"
    assert list(tmp_path.iterdir()) == []


def test_somebody_else_s_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.doc").write_text("years of work")
    with pytest.raises(OutputError, match="not a build of ours"):
        write(tmp_path / "out", "one")
    assert (tmp_path / "out" / "thesis.doc").read_text() == "years of work"


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="is a file"):
        write(tmp_path / "out", "one")


def test_an_empty_folder_and_a_link_to_one_are_taken(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    write(tmp_path / "out", "one")
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "real" / "ours").read_text() == "one"


def test_what_a_dead_run_left_is_cleared(tmp_path: Path) -> None:
    staging = tmp_path / ".out.building"
    (staging / "store").mkdir(parents=True)
    (staging / "store" / "half").write_text("")
    write(tmp_path / "out", "one")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["ours"]
    assert not staging.exists()


def test_two_writers_at_once(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "out", ours) as staging:
        (staging / "ours").write_text("first")
        with pytest.raises(OutputError, match="another build"):
            write(tmp_path / "out", "second")
        assert (staging / "ours").read_text() == "first"
    assert (tmp_path / "out" / "ours").read_text() == "first"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG])
def test_a_full_disk_is_named(tmp_path: Path, number: int) -> None:
    with pytest.raises(OutputError, match="free some space"), whole_folder(tmp_path / "out", ours):
        raise OSError(number, os.strerror(number))
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_without_exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_one: Path, _other: Path) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    write(tmp_path / "out", "one")
    monkeypatch.setattr(folder, "_exchange", refuse)
    write(tmp_path / "out", "two")
    assert (tmp_path / "out" / "ours").read_text() == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_second_rename_that_fails_brings_the_old_folder_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_one: Path, _other: Path) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    def rename(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return self.replace(target)

    write(tmp_path / "out", "one")
    monkeypatch.setattr(folder, "_exchange", refuse)
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OutputError, match="nothing was changed"):
        write(tmp_path / "out", "two")
    assert (tmp_path / "out" / "ours").read_text() == "one"


def test_a_run_that_died_between_two_renames_is_undone(tmp_path: Path) -> None:
    write(tmp_path / ".out.building" / "old", "one")
    with pytest.raises(OutputError), whole_folder(tmp_path / "out", ours):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    assert (tmp_path / "out" / "ours").read_text() == "one"
