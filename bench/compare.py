"""`script/bench compare`: what a comparison of two databases costs, beside floors and other tools."""

import os
from dataclasses import dataclass
from functools import partial

import measure
import peers
import plants
import tables as markdown
from cluster import Cluster, say

RUNS, RUNS_OF_LARGE, RUNS_FROM_AFAR = 5, 3, 3
LARGE = 10_000
# pg_dump waits for the network 3.5 times per table: over a minute at 1,000 tables, a quarter of an hour at 10,000.
DUMP_FROM_AFAR_UP_TO = 1_000


@dataclass(frozen=True)
class Size:
    tables: int
    changes: int
    near: dict
    far: dict


def compare(options):
    binary = peers.lockstep_binary()
    with Cluster(options.max_locks) as cluster:
        contestants = [peers.lockstep(binary), peers.floor(peers.CATALOG, cluster.bin),
                       peers.floor(peers.RAW, cluster.bin), peers.pg_dump(cluster.bin)]
        others, absent = ([], []) if options.without_peers else peers.others()
        contestants += others
        print(markdown.preamble(cluster, binary, os.cpu_count(), options.milliseconds, absent), flush=True)
        sizes = []
        for tables in options.sizes:
            sizes.append(one_size(cluster, contestants, tables, options))
            print(markdown.costs(sizes[-1], options.milliseconds), flush=True)
        print(markdown.goals(sizes, options.milliseconds), flush=True)
    return 1 if any(size.near[peers.LOCKSTEP].failure for size in sizes) else 0


def one_size(cluster, contestants, tables, options):
    planted = plants.plants(tables, plants.rounds_for(tables))
    cluster.build(tables, planted)
    runs = options.runs or (RUNS_OF_LARGE if tables >= LARGE else RUNS)
    near = measure.in_turn(contestants, {one.name: runs for one in contestants},
                           partial(measure.locally, cluster), f"{tables:,} tables", warm_up=True)
    # What fails next to the server is not tried from afar.
    able = [one for one in contestants if not near[one.name].failure]
    far_runs = {one.name: min(runs, RUNS_FROM_AFAR) for one in able}
    if peers.DUMP in far_runs:
        far_runs[peers.DUMP] = 1
        if tables > DUMP_FROM_AFAR_UP_TO:
            say(f"{tables:,} tables: pg_dump is not run from afar")
            able = [one for one in able if one.name != peers.DUMP]
    far = measure.in_turn(able, far_runs, partial(measure.from_afar, cluster, milliseconds=options.milliseconds),
                          f"{tables:,} tables, {options.milliseconds:g} ms away", warm_up=False)
    return Size(tables, len(planted), near, far)
