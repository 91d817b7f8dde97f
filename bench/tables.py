"""The measures as Markdown."""

import os
import platform
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import peers


def preamble(cluster, binary, cores, milliseconds, absent):
    version = subprocess.run([str(binary), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    load = os.getloadavg()[0]
    lines = [
        f"{version}, PostgreSQL {cluster.version}, {platform.machine()}, {cores} cores, load {load:.1f} at the start.",
        "Client and server share the machine; the commands run in turn. A cell has the figure and what lockstep takes",
        "of it (median of the pairs): below 1 × lockstep is cheaper. CPU is client and server together, memory the",
        f"peak of the largest client process. The last two columns are with {milliseconds:g} ms of round trip put",
        "between client and server; a turn is a client that waits for one database.",
    ]
    return "\n".join(lines + [f"\n{line[0].upper()}{line[1:]}." for line in absent])


# --- what it costs ----------------------------------------------------------------------------------------

def costs(size, milliseconds):
    head = ["wall s", "CPU s", "memory MiB", f"wall s at {milliseconds:g} ms", "turns per database"]
    lines = [f"\n### {size.tables:,} tables, {size.changes} changes\n", row(["", *head]), rule(1 + len(head))]
    for name, near in size.near.items():
        lines.append(row([name, *cells(size, name, near)]))
    return "\n".join(lines)


def cells(size, name, near):
    if near.failure:
        return [near.failure.replace("|", "/"), "", "", "", ""]
    own, far = size.near[peers.LOCKSTEP], size.far.get(name)
    found = [cell(near, own, "wall", "{:.3f}"), cell(near, own, "cpu", "{:.2f}"), cell(near, own, "peak_mib", "{:.0f}")]
    if far is None or far.failure:
        return found + ["not run" if far is None else far.failure.replace("|", "/"), ""]
    return found + [cell(far, size.far.get(peers.LOCKSTEP), "wall", "{:.2f}"), f"{far.figure('turns'):.0f}"]


def cell(series, own, what, form):
    figure = form.format(series.figure(what))
    if series is own or own is None or own.failure:
        return figure
    return f"{figure} · {times(own.share_of(series, what))}"


def times(ratio):
    return f"{ratio:.2f} ×" if ratio >= 0.1 else f"{ratio:.3f} ×"


# --- what it should cost ----------------------------------------------------------------------------------

@dataclass(frozen=True)
class Goal:
    text: str
    limit: float
    at_least: bool
    # From a size and the size before it to the figure; None where there is none.
    figure: Callable
    # The sizes the goal is set for; at others the figure is shown and not judged.
    at: tuple | None = None
    form: str = "{:.2f}"

    def cell(self, size, before):
        value = self.figure(size, before)
        if value is None:
            return "-"
        shown = self.form.format(value)
        if self.at is not None and size.tables not in self.at:
            return shown
        met = value >= self.limit if self.at_least else value <= self.limit
        return f"{shown} {'✓' if met else '✗'}"

    def bound(self):
        sizes = "" if self.at is None else f" at {' and '.join(f'{tables:,}' for tables in self.at)}"
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}{sizes}"


def goals(sizes, milliseconds):
    lines = ["\n### Against the goals\n", row(["lockstep compare", "goal", *(f"{size.tables:,}" for size in sizes)]),
             rule(2 + len(sizes))]
    pairs = list(zip(sizes, [None, *sizes[:-1]]))
    for goal in all_goals(milliseconds):
        lines.append(row([goal.text, goal.bound(), *(goal.cell(size, before) for size, before in pairs)]))
    return "\n".join(lines)


def all_goals(milliseconds):
    away = f"at {milliseconds:g} ms"
    return [
        Goal("wall, × `catalog.sql`", 1.0, False, share(peers.CATALOG, "wall")),
        Goal("CPU, × `catalog.sql`", 1.0, False, share(peers.CATALOG, "cpu")),
        Goal("wall, × `catalog_raw.sql`", 1.5, False, share(peers.RAW, "wall")),
        Goal("CPU, × `catalog_raw.sql`", 1.5, False, share(peers.RAW, "cpu")),
        Goal("times faster than `pg_dump -s`", 2, True, faster(peers.DUMP)),
        Goal(f"times faster than `pg_dump -s` {away}", 50, True, faster(peers.DUMP, far=True), at=(1_000,)),
        Goal("times faster than migra", 6, True, faster(peers.MIGRA_DDL)),
        Goal("times faster than `pg-delta diff`", 10, True, faster(peers.DELTA_REPORT)),
        Goal("times faster than `pg-delta plan`", 10, True, faster(peers.DELTA_DDL)),
        Goal("turns per database", 6, False, turns, form="{:.0f}"),
        Goal("peak memory, MiB", 250, False, memory, at=(10_000,), form="{:.0f}"),
        Goal("wall, × a tenth of the tables", 13, False, growth, at=(10_000,), form="{:.1f}"),
    ]


def of(size, name, far=False):
    series = (size.far if far else size.near).get(name)
    return None if series is None or series.failure else series


def share(name, what):
    def figure(size, _):
        own, other = of(size, peers.LOCKSTEP), of(size, name)
        return own.share_of(other, what) if own and other else None
    return figure


def faster(name, far=False):
    def figure(size, _):
        own, other = of(size, peers.LOCKSTEP, far), of(size, name, far)
        return other.share_of(own, "wall") if own and other else None
    return figure


def turns(size, _):
    own = of(size, peers.LOCKSTEP, far=True)
    return own.figure("turns") if own else None


def memory(size, _):
    own = of(size, peers.LOCKSTEP)
    return own.figure("peak_mib") if own else None


def growth(size, before):
    if before is None or before.tables * 10 != size.tables:
        return None
    own, smaller = of(size, peers.LOCKSTEP), of(before, peers.LOCKSTEP)
    return own.figure("wall") / smaller.figure("wall") if own and smaller else None


# --- Markdown ---------------------------------------------------------------------------------------------

def row(values):
    return f"| {' | '.join(values)} |"


def rule(columns):
    return "|---" * columns + "|"
