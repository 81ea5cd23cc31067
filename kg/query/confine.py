"""Taking network and file system away from this process, for good: queries from outside may ask for either.

SPARQL's SERVICE makes the engine open connections, and the engine has no switch for that. A seccomp
filter makes the kernel refuse every new socket, every opening of a file for writing and every new
program; it needs no privilege and cannot be lifted again (Linux,
Documentation/userspace-api/seccomp_filter.rst).
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
from typing import NamedTuple

MOST_MEMORY = 8 << 30  # bytes of address space; a store's files are mapped too

_X32 = 0x40000000  # the second table of calls of x86_64
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_ALLOW, _KILL, _REFUSE, _UNKNOWN = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EACCES, 0x00050000 | errno.ENOSYS
# <linux/bpf_common.h>: load a word; jump if equal, if at least, or if a bit is set; return.
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # where seccomp_data has them, in bytes
_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


class _Machine(NamedTuple):
    """The numbers of calls on an architecture (<linux/audit.h>, <asm/unistd.h>).

    `opening` has for a call that opens a file the position of the argument with its flags; `unknown`
    are calls whose flags a filter cannot see, and which libraries do without.
    """

    architecture: int
    seccomp: int
    refused: tuple[int, ...]
    opening: tuple[tuple[int, int], ...]
    unknown: tuple[int, ...] = (437,)  # openat2


# Refused are socket, socketpair, connect, bind, listen, accept, accept4; execve, execveat; creat, truncate,
# rename*, link*, symlink*, unlink*, mkdir*, rmdir, mknod*, chmod*, chown*; ptrace, process_vm_writev,
# open_by_handle_at; and io_uring_setup, whose rings do all of these.
_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        317,
        (
            *(41, 53, 42, 49, 50, 43, 288, 59, 322, 85, 76, 82, 264, 316, 86, 265, 88, 266, 87, 263, 83, 258, 84),
            *(133, 259, 90, 268, 452, 92, 94, 260, 101, 311, 304, 425),
        ),
        ((2, 1), (257, 2)),
    ),
    "aarch64": _Machine(
        0xC00000B7,
        277,
        (198, 199, 203, 200, 201, 202, 242, 221, 281, 45, 38, 276, 37, 36, 35, 34, 33, 53, 452, 54, 117, 271, 265, 425),
        ((56, 2),),
    ),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def confined() -> bool:
    """Refuse all threads of this process, and its children, sockets and writing; whether this machine can do that."""
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    code = _filter(machine)
    instructions = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in code))
    program = _Program(len(code), ctypes.cast(instructions, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    set_filter = _SECCOMP_SET_MODE_FILTER, _ALL_THREADS
    return bool(libc.syscall(machine.seccomp, *set_filter, ctypes.byref(program)) == 0)


def _filter(machine: _Machine) -> list[tuple[int, int, int, int]]:
    """The instructions (operation, how many to skip if true, and if false, operand); the last four return."""
    # For each way to open a file: is it this call; if so its flags, and whether one of them is to write.
    tests: list[tuple[int, int | str, int | str, int]] = []
    for number, argument in machine.opening:
        tests += [
            (_EQUAL, 0, 3, number),
            (_LOAD, 0, 0, _ARGUMENTS + 8 * argument),
            (_ANY_BIT, "refuse", "allow", _TO_WRITE),
            (_LOAD, 0, 0, _NUMBER),
        ]
    head: list[tuple[int, int | str, int | str, int]] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 0, "kill", machine.architecture),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, "refuse", 0, _X32),
        *tests,
        *((_EQUAL, "refuse", 0, number) for number in machine.refused),
        *((_EQUAL, "unknown", 0, number) for number in machine.unknown),
    ]
    returns = {"allow": _ALLOW, "refuse": _REFUSE, "unknown": _UNKNOWN, "kill": _KILL}
    places = {name: len(head) + n for n, name in enumerate(returns)}

    def skipped(target: int | str, here: int) -> int:
        return target if isinstance(target, int) else places[target] - here - 1

    return [
        (operation, skipped(yes, here), skipped(no, here), operand)
        for here, (operation, yes, no, operand) in enumerate(head)
    ] + [(_RETURN, 0, 0, value) for value in returns.values()]


def without_interfaces() -> bool:
    """Move this process, which must have one thread, into a network of its own that is empty; whether it may."""
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    return bool(unshare(_CLONE_NEWNET) == 0 or unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def with_its_parent(parent: int) -> None:
    """End this process when its parent, by its number, is killed, who would have ended it in time."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it was killed before
        sys.exit(1)


def with_little_memory(most: int = 0) -> None:
    """Cap this process's memory (bytes of address space), so that a query that asks for more fails alone."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = min(limit for limit in (soft, hard, most or MOST_MEMORY) if limit != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
