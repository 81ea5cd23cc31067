"""Running one program and telling what it took: `python -m bench.launcher COMMAND ...`; imports nothing large."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time


def launch(command: list[str]) -> int:
    """Print seconds, processor time, peak memory in megabytes and output as JSON; 1 when the program fails."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    told = {"seconds": seconds, "cpu": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}
    print(json.dumps(told | {"printed": printed}))
    return 1 if process.returncode else 0


if __name__ == "__main__":
    sys.exit(launch(sys.argv[1:]))
