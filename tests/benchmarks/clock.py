"""Runs a command, its output thrown away, and prints as JSON what it took.

A process of its own, and a small one: the peak memory of a process counts that of the process which it was forked from.
"""

import json
import os
import subprocess
import sys
import time

begun = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
print(
    json.dumps(
        {
            "code": process.returncode,
            "seconds": used.ru_utime,
            "processor": used.ru_utime + used.ru_stime,
            "elapsed": time.perf_counter() - begun,
            "megabytes": used.ru_maxrss / 1024,
        }
    )
)
