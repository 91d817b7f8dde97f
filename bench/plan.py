"""`script/bench plan`: what a plan costs, beside pg_dump and the tools that write SQL too, and how many of others'
pairs of schemas it gets right."""

import os
import subprocess
from functools import partial

import measure
import peers
import plants
import tables as markdown
from cluster import Cluster, say

RUNS, RUNS_OF_LARGE = 3, 1
LARGE = 10_000
# pg_dump locks every table at once.
LOCKS = 1024


def plan(options):
    binary = peers.lockstep_binary()
    others, absent = ([], []) if options.without_peers else peers.others()
    with Cluster(max_locks=LOCKS) as cluster:
        contestants = [peers.lockstep_plan(binary), peers.pg_dump(cluster.bin),
                       *(one for one in others if one.name in (peers.MIGRA_DDL, peers.DELTA_DDL))]
        for line in absent:
            print(f"{line[0].upper()}{line[1:]}.")
        print(f"PostgreSQL {cluster.version}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start. "
              "× is a share of what lockstep takes: above 1 it is dearer than lockstep.")
        failed = False
        for tables in options.sizes:
            series = one_size(cluster, contestants, tables, options)
            print(costs(tables, series), flush=True)
            failed |= bool(series[peers.LOCKSTEP_PLAN].failure)
    if not options.without_pairs:
        failed |= not pairs()
    return 1 if failed else 0


def one_size(cluster, contestants, tables, options):
    planted = plants.plants(tables, plants.rounds_for(tables))
    cluster.build(tables, planted)
    runs = options.runs or (RUNS_OF_LARGE if tables >= LARGE else RUNS)
    return measure.in_turn(contestants, {one.name: runs for one in contestants},
                           partial(measure.locally, cluster), f"{tables:,} tables", warm_up=tables < LARGE)


def costs(tables, series):
    own = series[peers.LOCKSTEP_PLAN]
    head = ["wall s", "CPU s", "memory MiB"]
    lines = [f"\n### {tables:,} tables\n", markdown.row(["", *head]), markdown.rule(1 + len(head))]
    forms = {"wall": "{:.2f}", "cpu": "{:.2f}", "peak_mib": "{:.0f}"}
    for name, one in series.items():
        cells = [one.failure, "", ""] if one.failure else [
            markdown.cell(one, own, what, form) for what, form in forms.items()]
        lines.append(markdown.row([name, *(text.replace("|", "/") for text in cells)]))
    return "\n".join(lines)


def pairs():
    """Counts per source, way and mode, as the test prints them."""
    say("planning between others' pairs of schemas")
    command = ["cargo", "test", "--locked", "--quiet", "--test", "pairs"]
    done = subprocess.run(command, cwd=peers.ROOT, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    counts = [line for line in lines if " of " in line and ": " in line and not line.startswith(" ")]
    print("\n### Pairs of schemas\n")
    print("\n".join(f"- {line}" for line in counts) or done.stderr[-2000:])
    return done.returncode == 0
