"""Taking the network away from this process, for good: queries from outside may name any address.

SPARQL's SERVICE makes the engine open connections, and the engine has no switch for that. A seccomp
filter makes the kernel refuse every new socket; it needs no privilege and cannot be lifted again
(Linux, Documentation/userspace-api/seccomp_filter.rst).
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

MOST_MEMORY = 8 << 30  # bytes of address space; a store's files are mapped too

# <linux/audit.h>: architecture -> its audit number and its numbers of socket and socketpair.
_MACHINES = {"x86_64": (0xC000003E, (41, 53)), "aarch64": (0xC00000B7, (198, 199))}
_IO_URING_SETUP = 425  # the same everywhere; its rings open sockets too
_X32 = 0x40000000  # the second table of calls of x86_64
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EACCES
# <linux/bpf_common.h>: load a word; jump if equal, or if at least; return.
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def without_network() -> bool:
    """Refuse this process and its children every new socket; whether this machine can do that."""
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    architecture, sockets = machine
    refused = (*sockets, _IO_URING_SETUP)
    # seccomp_data: the call's number is the first word, the architecture the second. The jumps count
    # the instructions to skip if true and if false; the last three instructions allow, refuse and kill.
    checks = [(_EQUAL, len(refused) - n, 0, number) for n, number in enumerate(refused)]
    code = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, len(checks) + 4, architecture),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, len(checks) + 1, 0, _X32),
        *checks,
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _KILL),
    ]
    instructions = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in code))
    program = _Program(len(code), ctypes.cast(instructions, ctypes.c_void_p))
    call = ctypes.CDLL(None, use_errno=True).prctl
    if call(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(call(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def with_its_parent(parent: int) -> None:
    """End this process when its parent, by its number, is killed, who would have ended it in time."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it was killed before
        sys.exit(1)


def with_little_memory() -> None:
    """Cap this process's memory, so that a query that asks for more fails alone."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = min(limit for limit in (soft, hard, MOST_MEMORY) if limit != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
