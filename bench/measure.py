"""Takes the measures: several commands in turn, so that a change of the machine's mood meets all of them alike."""

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cluster import ENVIRONMENT, Broken, say

HERE = Path(__file__).resolve().parent
# No measure takes longer than this; what does is stopped and counts as failed.
LIMIT_SECONDS = 1800


@dataclass(frozen=True)
class Contestant:
    name: str
    # From the URLs of the drifted and the base database to the commands that run side by side.
    commands: Callable[[str, str], list]
    # Exit codes of success: most tools have one of their own for "there are differences".
    good: tuple = (0,)


@dataclass(frozen=True)
class Sample:
    wall: float
    cpu: float
    # Of the largest of its processes.
    peak_mib: float
    # How often the client waited for a database, the worse of the two. Only through the proxy.
    turns: int | None = None


class Series:
    """The samples of one contestant, or why there are none."""

    def __init__(self, samples=(), failure=None):
        self.samples, self.failure = list(samples), failure

    def figure(self, what):
        values = [getattr(sample, what) for sample in self.samples]
        # The kernel counts the server's CPU in ticks of 10 ms: a mean says more than a median.
        return statistics.mean(values) if what == "cpu" else statistics.median(values)

    def share_of(self, other, what):
        """This one's cost as a share of the other's, pair by pair as they ran."""
        pairs = list(zip(self.samples, other.samples))
        if what == "cpu":
            return sum(a.cpu for a, _ in pairs) / sum(b.cpu for _, b in pairs)
        return statistics.median(getattr(a, what) / getattr(b, what) for a, b in pairs)


def in_turn(contestants, runs, once, label, warm_up):
    """`once(contestant)` gives a Sample; `runs` says by name how many rounds of each count. With `warm_up` a round that
    does not count comes first."""
    series = {contestant.name: Series() for contestant in contestants}
    for number in range(0 if warm_up else 1, max(runs.values(), default=0) + 1):
        for contestant in contestants:
            one = series[contestant.name]
            if one.failure or number > runs[contestant.name]:
                continue
            try:
                sample = once(contestant)
            except Broken as failure:
                one.failure, one.samples = str(failure), []
                say(f"{label}: {contestant.name}: {failure}")
                continue
            if number > 0:
                one.samples.append(sample)
            counted = f"run {number} of {runs[contestant.name]}" if number > 0 else "warm-up"
            say(f"{label}: {counted}: {contestant.name} {sample.wall:.3f} s")
    return series


def locally(cluster, contestant):
    before = cluster.reaped_seconds()
    sample = run(contestant, cluster.url("drifted"), cluster.url("base"))
    return Sample(sample.wall, sample.cpu + cluster.reaped_seconds() - before, sample.peak_mib)


def from_afar(cluster, contestant, milliseconds):
    with proxy(cluster.port, milliseconds) as drifted, proxy(cluster.port, milliseconds) as base:
        sample = run(contestant, cluster.url("drifted", drifted.port), cluster.url("base", base.port))
        turns = max(drifted.turns(), base.turns())
    return Sample(sample.wall, sample.cpu, sample.peak_mib, turns)


def run(contestant, drifted, base):
    words = []
    for command in contestant.commands(drifted, base):
        words += (["+"] if words else []) + [str(word) for word in command]
    # An empty folder without a configuration, as the same user, so that nothing but the databases is looked at.
    place = Path(tempfile.mkdtemp(prefix="lockstep-bench-"))
    try:
        with open(place / "stderr", "w+", encoding="utf-8", errors="replace") as stderr:
            output = supervised([sys.executable, "-I", "-S", str(HERE / "timed.py"), *words], place, stderr)
            stderr.seek(0)
            complaint = [line.strip() for line in stderr if line.strip()]
    finally:
        shutil.rmtree(place, ignore_errors=True)
    wall, *each = output.splitlines()
    each = [line.split() for line in each]
    bad = [code for code, _, _ in each if int(code) not in contestant.good]
    if bad:
        # A server's error says most; else what was said last.
        told = next((line for line in complaint if "ERROR:" in line), complaint[-1] if complaint else "without a word")
        raise Broken(f"failed with exit code {bad[0]}: {told[:160]}")
    return Sample(float(wall), sum(float(cpu) for _, cpu, _ in each), max(int(kib) for _, _, kib in each) / 1024)


def supervised(command, place, stderr):
    with subprocess.Popen(command, cwd=place, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr,
                          text=True, env=ENVIRONMENT, start_new_session=True) as process:
        try:
            output, _ = process.communicate(timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise Broken(f"not done after {LIMIT_SECONDS} s") from error
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode != 0:
        raise Broken("could not be started")
    return output


@contextmanager
def proxy(port, milliseconds):
    with subprocess.Popen([sys.executable, str(HERE / "proxy.py"), str(port), str(milliseconds)], text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield Listening(process, int(process.stdout.readline()))
        finally:
            process.kill()


@dataclass(frozen=True)
class Listening:
    process: subprocess.Popen
    port: int

    def turns(self):
        """Ends the proxy and returns what it counted."""
        output, _ = self.process.communicate("")
        return int(output.split()[0])
