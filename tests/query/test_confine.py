"""What a process that was confined can no longer do; each test has a control that was not."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from socket import create_server, socket

import pytest

from kg.query import confine

CAN = "CAN"
ATTEMPTS = {
    "connect": "socket.create_connection({address!r}, 5)",
    "datagram": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "ipv6": "socket.socket(socket.AF_INET6)",
    "unix": "socket.socket(socket.AF_UNIX)",
    "pair": "socket.socketpair()",
    "thread": "threads.submit(socket.socket).result()",
}
PROLOGUE = """
import os, socket, subprocess, sys
from concurrent.futures import ThreadPoolExecutor
threads = ThreadPoolExecutor()
"""
CONFINED = "from kg.query.confine import confined\nassert confined()\n"

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"}, reason="there is no seccomp here"
)


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    """Where somebody listens on this machine."""
    with closing(create_server(("127.0.0.1", 0))) as server:
        assert isinstance(server, socket)
        yield server.getsockname()


def outcome(code: str) -> str:
    """What a process of Python that runs `code` prints, or the last line of its error."""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    return (ran.stdout.strip() or ran.stderr.strip().splitlines()[-1]) if ran.stdout or ran.stderr else ""


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_new_socket(attempt: str, address: tuple[str, int]) -> None:
    code = f"{ATTEMPTS[attempt].format(address=address)}\nprint({CAN!r})"
    assert outcome(PROLOGUE + code) == CAN
    assert outcome(PROLOGUE + CONFINED + code) == "PermissionError: [Errno 13] Permission denied"


@pytest.mark.parametrize("attempt", ["connect", "pair"])
@pytest.mark.parametrize("way", ["fork", "exec", "replace"])
def test_a_child_has_no_socket_either(way: str, attempt: str, address: tuple[str, int]) -> None:
    inner = f"{ATTEMPTS[attempt].format(address=address)}\nprint({CAN!r}, flush=True)"
    code = {
        # in a child of the same program, which ends without the clean-up of its parent
        "fork": f"child = os.fork()\nif not child:\n    exec({inner!r})\n    os._exit(0)\nos.wait()",
        "exec": f"subprocess.run([sys.executable, '-c', {PROLOGUE + inner!r}])",
        "replace": f"os.execv(sys.executable, [sys.executable, '-c', {PROLOGUE + inner!r}])",
    }[way]
    assert outcome(PROLOGUE + code) == CAN
    assert "PermissionError: [Errno 13] Permission denied" in outcome(PROLOGUE + CONFINED + code)


WRITING = {
    "create": "open('new', 'w')",
    "append": "open('old', 'a')",
    "update": "open('old', 'r+b')",
    "temporary": "os.open('.', os.O_TMPFILE | os.O_WRONLY)",
    "truncate": "os.truncate('old', 0)",
    "rename": "os.rename('old', 'other')",
    "replace": "os.replace('old', 'other')",
    "link": "os.link('old', 'other')",
    "symlink": "os.symlink('old', 'other')",
    "unlink": "os.unlink('old')",
    "mkdir": "os.mkdir('folder')",
    "rmdir": "os.rmdir('empty')",
    "fifo": "os.mkfifo('fifo')",
    "chmod": "os.chmod('old', 0o600)",
}


@pytest.mark.parametrize("attempt", WRITING)
def test_nothing_is_written(attempt: str, tmp_path: Path) -> None:
    (tmp_path / "old").write_text("kept")
    (tmp_path / "empty").mkdir()
    code = f"os.chdir({str(tmp_path)!r})\nassert open('old').read() == 'kept'\n{WRITING[attempt]}\nprint({CAN!r})"
    before = sorted(path.name for path in tmp_path.iterdir())
    assert outcome(PROLOGUE + CONFINED + code).startswith("PermissionError: [Errno 13] Permission denied")
    assert (tmp_path / "old").read_text() == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert outcome(PROLOGUE + code) == CAN


def test_openat2_is_not_there_to_go_round_by() -> None:
    call = "import ctypes\nc = ctypes.CDLL(None, use_errno=True)\nc.syscall(437, -1, None, None, 0)\n"
    assert outcome(CONFINED + call + "print(ctypes.get_errno())") == "38"


def test_threads_that_ran_before_are_confined_too(tmp_path: Path) -> None:
    before = "go = __import__('threading').Event()\nran = threads.submit(lambda: (go.wait(), open('new', 'w')))\n"
    code = f"os.chdir({str(tmp_path)!r})\n{before}{CONFINED}go.set()\nran.result()"
    assert outcome(PROLOGUE + code).startswith("PermissionError: [Errno 13] Permission denied")


def test_a_network_of_its_own_is_empty(address: tuple[str, int]) -> None:
    code = "from kg.query.confine import without_interfaces\nprint(without_interfaces())\n"
    if outcome(code) != "True":
        pytest.skip("this machine lets no process leave its network")
    attempt = (
        f"try:\n    {ATTEMPTS['connect'].format(address=address)}\nexcept OSError as error:\n    print(error.errno)"
    )
    assert outcome(PROLOGUE + attempt) == ""
    assert outcome(PROLOGUE + code + attempt).split() == ["True", "101"]


def test_no_ring_that_opens_sockets() -> None:
    setup = "import ctypes\nc = ctypes.CDLL(None, use_errno=True)\nc.syscall(425, 8, None)\nprint(ctypes.get_errno())"
    without, confined = outcome(setup), outcome(CONFINED + setup)
    assert confined == "13"
    if without not in {"14", "22"}:  # EFAULT or EINVAL: the kernel looked at what we passed
        pytest.skip("this machine has no io_uring, so nothing was taken away")


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86_64 has a second table of calls")
def test_no_way_round_by_the_second_table_of_calls() -> None:
    call = (
        "import ctypes\nc = ctypes.CDLL(None, use_errno=True)\nc.syscall({} + 41, 2, 1, 0)\nprint(ctypes.get_errno())"
    )
    assert outcome(CONFINED + call.format(0x40000000)) == "13"


def test_the_filter_cannot_be_lifted() -> None:
    code = f"import ctypes\nctypes.CDLL(None).prctl(22, 0, 0, 0, 0)\n{CONFINED}socket.socket()"
    assert outcome(PROLOGUE + CONFINED + code) == "PermissionError: [Errno 13] Permission denied"


def test_files_and_what_is_open_stay() -> None:
    code = "one, other = socket.socketpair()\n" + CONFINED + "one.sendall(b'x')\nopen('/dev/null').close()\n"
    assert outcome(PROLOGUE + code + "print(other.recv(1).decode())") == "x"


@pytest.mark.parametrize("machine", ["riscv64", ""])
def test_other_machines_say_that_they_cannot(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: machine)
    assert not confine.confined()


def test_a_kernel_that_refuses_is_not_taken_for_one_that_obeys(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        @staticmethod
        def prctl(*_: object) -> int:
            return -1

    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Refusing)
    assert not confine.confined()


def test_memory_is_capped() -> None:
    code = "import kg.query.confine as c\nc.MOST_MEMORY = 1 << 28\nc.with_little_memory()\n"
    code += f"bytearray(1 << 29)\nprint({CAN!r})"
    assert outcome(code.replace("c.with_little_memory()\n", "")) == CAN
    assert outcome(code) == "MemoryError"


def test_a_lower_cap_stays() -> None:
    code = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 32))\n"
    code += "from kg.query.confine import with_little_memory\nwith_little_memory()\n"
    code += "print(resource.getrlimit(resource.RLIMIT_AS) == (1 << 31, 1 << 32))"
    assert outcome(code) == "True"


def test_a_child_ends_with_its_parent() -> None:
    child = "{}import time\nprint('up', flush=True)\ntime.sleep(600)"
    parent = (
        "import os, signal, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', {!r}], stdout=subprocess.PIPE, "
        "stderr=subprocess.DEVNULL)\n"
        "child.stdout.readline()\nprint(child.pid, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    confined = "import os\nfrom kg.query.confine import with_its_parent\nwith_its_parent(os.getppid())\n"
    assert not alive(int(outcome(parent.format(child.format(confined)))))
    left = int(outcome(parent.format(child.format(""))))
    assert alive(left)
    subprocess.run(["kill", "-9", str(left)], check=True)


def test_a_child_whose_parent_has_gone_before_ends_too() -> None:
    code = "import os\nfrom kg.query.confine import with_its_parent\nwith_its_parent({})\nprint('up')"
    for parent, printed in (("os.getppid()", "up\n"), ("os.getpid()", "")):  # itself is not its parent
        ran = subprocess.run(
            [sys.executable, "-c", code.format(parent)], capture_output=True, text=True, check=False, timeout=60
        )
        assert (ran.returncode, ran.stdout, ran.stderr) == (int(not printed), printed, "")


def alive(process: int) -> bool:
    """Whether a process is there and not only waiting to be buried, after the time that signals take."""
    state = ""
    for _ in range(20):
        ran = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
        state = ran.stdout.strip()
        if not state or state.startswith("Z"):
            return False
        subprocess.run(["sleep", "0.02"], check=True)
    return True
