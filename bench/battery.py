"""`script/bench battery`: plants one change of each kind, and looks whether lockstep reports it where it is, and
whether its plan takes it back."""

import json
import subprocess
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path

import peers
import plants
import repair
from cluster import ENVIRONMENT, Broken, Cluster, say

# Owners are not compared unless asked for.
CONFIGURATION = "version: 1\ncompare: {owners: enforce, privileges: enforce}\n"
# pg_dump, which makes the copy, locks every table at once.
LOCKS = 1024


def battery(options):
    binary = peers.lockstep_binary()
    planted = plants.plants(options.tables, plants.rounds_for(options.tables))
    with Cluster(max_locks=LOCKS) as cluster:
        cluster.build(options.tables, planted)
        say("making a copy of the base from a dump")
        cluster.copy_of("base", "copy")
        dead = [plant for plant, lives in zip(planted, differing(cluster, planted)) if not lives]
        changes = differences(binary, cluster.url("drifted"), cluster.url("base"))
        alarms = differences(binary, cluster.url("copy"), cluster.url("base"))
        unrepaired, repaired = repair.repair(binary, cluster, planted, differing)

    missed = [plant for plant in planted if not any(matches(plant.seen, change) for change in changes)]
    expected = [plant.seen for plant in planted] + plants.BESIDE
    beside = [change for change in changes if not any(concerns(seen, change) for seen in expected)]
    listed("not planted: base and drifted do not differ", [plant.id for plant in dead])
    listed("missed", [f"{plant.id}: {described(plant.seen)}" for plant in missed])
    listed("reported beside what was planted", map(told, beside))
    listed("reported between the base and its copy", map(told, alarms))
    print(f"{len(planted) - len(missed)} of {len(planted)} reported")
    print(f"{len(alarms)} changes between the base and its dumped and restored copy")
    for title, lines in unrepaired:
        listed(title, lines)
    print(f"{repaired} of {len(planted)} taken back by the plan, {len(unrepaired)} complaints")
    return 1 if dead or missed or alarms or unrepaired else 0


def differing(cluster, planted):
    """For each plant whether its probe tells the two databases apart."""
    questions = "\n".join(f"SELECT md5(coalesce(({plant.probe})::text, 'null'));" for plant in planted)
    base, drifted = (cluster.query(name, questions).splitlines() for name in ("base", "drifted"))
    return [one != other for one, other in zip(base, drifted, strict=True)]


def differences(binary, one, wanted):
    with tempfile.TemporaryDirectory(prefix="lockstep-bench-") as folder:
        Path(folder, "lockstep.yml").write_text(CONFIGURATION, encoding="utf-8")
        command = [str(binary), "-q", "--format", "json", "compare", "--from", one, "--to", wanted]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    if done.returncode not in (0, 1):
        raise Broken(f"lockstep compare ended with exit code {done.returncode}: {done.stderr.strip()[:500]}")
    return json.loads(done.stdout)["changes"]


def matches(seen, change):
    return (concerns(seen, change) and fnmatchcase(change["change"], seen.change)
            and (change["change"] != "differs" or fnmatchcase(change.get("attribute", ""), seen.attribute)))


def concerns(seen, change):
    return change["kind"] == seen.kind and fnmatchcase(change["key"], seen.key)


def described(seen):
    return f"{seen.kind} {seen.key} {seen.change}" + (f" in {seen.attribute}" if seen.attribute != plants.ANY else "")


def told(change):
    return f"{change['kind']} {change['key']} {change['change']} {change.get('attribute', '')}".rstrip()


def listed(title, lines, most=40):
    lines = list(lines)
    if lines:
        print(f"{title} ({len(lines)}):")
        print("\n".join(f"  {line}" for line in lines[:most]) + ("\n  …" if len(lines) > most else ""))
