"""Runs commands side by side and prints what they cost: one line of wall seconds, then one line per command with exit
code, CPU seconds and peak memory in KiB.

    timed.py COMMAND ARGUMENT... [+ COMMAND ARGUMENT...]...

A program of its own, to be started with `python3 -I -S`: Linux counts the memory of the process that starts a program
towards that program's peak, so the starter must be smaller than what it measures. Hence no imports but these.
"""

import os
import sys
import time

commands = [[]]
for word in sys.argv[1:]:
    if word == "+":
        commands.append([])
    else:
        commands[-1].append(word)

silence = [(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0), (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
started = time.monotonic()
running = [os.posix_spawnp(command[0], command, os.environ, file_actions=silence) for command in commands]
ended = [os.wait4(process, 0) for process in running]
print(time.monotonic() - started)
for _, status, usage in ended:
    print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
