"""Output files: whole or not at all, links followed, devices and pipes written as they are."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.store.files import whole_file, written_as_it_is


def write(target: Path, text: bytes) -> None:
    """Write a whole file."""
    with whole_file(target) as file:
        file.write(text)


def test_a_new_file_and_its_replacement(tmp_path: Path) -> None:
    write(tmp_path / "f", b"one")
    write(tmp_path / "f", b"two")
    assert (tmp_path / "f").read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [tmp_path / "f"]


def test_the_old_file_stands_until_the_end(tmp_path: Path) -> None:
    write(tmp_path / "f", b"one")
    with whole_file(tmp_path / "f") as file:
        file.write(b"two")
        file.flush()
        assert (tmp_path / "f").read_bytes() == b"one"
    assert (tmp_path / "f").read_bytes() == b"two"


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt(), OutputError("x")])
def test_an_error_leaves_the_old_file_and_nothing_else(error: BaseException, tmp_path: Path) -> None:
    write(tmp_path / "f", b"one")

    def fail() -> None:
        with whole_file(tmp_path / "f") as file:
            file.write(b"two")
            raise error

    with pytest.raises(type(error)):
        fail()
    assert (tmp_path / "f").read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [tmp_path / "f"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EIO])
def test_a_disk_that_fails_is_named(number: int, tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught, whole_file(tmp_path / "f"):
        raise OSError(number, os.strerror(number))
    assert str(caught.value) == (
        f"{tmp_path}/f: cannot be written ({os.strerror(number)}): "
        "nothing was changed; free some space, or name another file"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    write(tmp_path / "f", b"one")
    code = (
        "import sys\nfrom pathlib import Path\nfrom kg.store.files import whole_file\n"
        "with whole_file(Path(sys.argv[1])) as file:\n    file.write(bytes(10_000))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "f"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"OutputError: {tmp_path}/f: cannot be written (File too large): nothing was changed" in ran.stderr
    assert (tmp_path / "f").read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [tmp_path / "f"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "is a folder: name a file"),
        ("nowhere/f", "No such file or directory"),
        ("file/f", "Not a directory"),
        ("n" * 300, "File name too long"),
    ],
)
def test_places_where_no_file_can_be(name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError) as caught:
        write(tmp_path / name, b"x")
    assert says in str(caught.value)
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]
    assert (tmp_path / "file").read_text() == "mine"


def test_the_rights_of_a_new_file_are_those_of_any(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write(tmp_path / "f", b"")
    finally:
        os.umask(old)
    assert (tmp_path / "f").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_a_link(there: bool, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    real = tmp_path / "elsewhere" / "f"
    if there:
        real.write_text("one")
    (tmp_path / "link").symlink_to(real)
    write(tmp_path / "link", b"two")
    assert (tmp_path / "link").is_symlink()
    assert real.read_bytes() == b"two"
    assert list(real.parent.iterdir()) == [real]


@pytest.mark.parametrize(
    ("place", "as_it_is"),
    [("/dev/null", True), ("/dev/stdout", True), ("/dev/fd/1", True), ("/proc/self/fd/1", True), ("/dev/shm", False)],  # noqa: S108
)
def test_devices_by_their_names(place: str, as_it_is: bool) -> None:
    if not os.path.lexists(place):
        pytest.skip(f"there is no {place}")
    assert written_as_it_is(Path(place)) is as_it_is


def test_a_device_stays_a_device() -> None:
    write(Path("/dev/null"), b"x")
    assert Path("/dev/null").is_char_device()


def test_standard_output_that_leads_to_a_file_is_written_and_not_replaced(tmp_path: Path) -> None:
    """Replacing /dev/stdout would put a file in the place of the machine's own link."""
    code = (
        "from pathlib import Path\nfrom kg.store.files import whole_file\n"
        "with whole_file(Path('/proc/self/fd/1')) as file:\n    file.write(b'two')"
    )
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("there is no /proc here")
    with (tmp_path / "f").open("w") as file:
        inode = os.fstat(file.fileno()).st_ino
        subprocess.run([sys.executable, "-c", code], stdout=file, check=True)
    assert (tmp_path / "f").read_bytes() == b"two"
    assert (tmp_path / "f").stat().st_ino == inode
    assert list(tmp_path.iterdir()) == [tmp_path / "f"]


def test_a_pipe_is_written_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write(pipe, b"x")
    reader.join(10)
    assert read == [b"x"]
    assert pipe.is_fifo()


def test_a_pipe_that_nobody_reads_is_no_fault_of_the_file() -> None:
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("there is no /proc here")
    reading, writing = os.pipe()
    os.close(reading)
    with pytest.raises(BrokenPipeError), whole_file(Path(f"/proc/self/fd/{writing}")) as file:
        file.write(b"x" * 100_000)
    os.close(writing)
