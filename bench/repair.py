"""The other half of `script/bench battery`: whether what `lockstep plan` prints takes every planted change back."""

import json
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from cluster import ENVIRONMENT, Broken, say

# Owners are not compared unless asked for. Plans are proved on the server that is there.
CONFIGURATION = "version: 1\ncompare: {{owners: enforce, privileges: enforce}}\nscratch: {{url: \"{scratch}\"}}\n"
# Of a dump what is no part of a schema.
NO_SCHEMA = ("--", "SET ", "SELECT pg_catalog.set_config(", "\\restrict", "\\unrestrict")


def repair(binary, cluster, planted, differing):
    """Runs the plan on `drifted`; (title, lines) of what is wrong, and how many plants are taken back."""
    say("planning")
    script, findings = planned(binary, cluster)
    say("carrying the plan out")
    error = carried_out(cluster, script)
    left = [plant for plant, lives in zip(planted, differing(cluster, planted)) if lives]
    again, _ = planned(binary, cluster)
    wrong = [
        ("found by lockstep plan", findings),
        ("the first error of the plan", [error] if error else []),
        ("not taken back", [plant.id for plant in left]),
        ("a second plan has statements", statements(again)),
        ("pg_dump -s of the repaired database differs from that of the base", dumps_differ(cluster)),
    ]
    return [(title, lines) for title, lines in wrong if lines], len(planted) - len(left)


def planned(binary, cluster):
    with tempfile.TemporaryDirectory(prefix="lockstep-bench-") as folder:
        scratch = cluster.url("postgres")
        Path(folder, "lockstep.yml").write_text(CONFIGURATION.format(scratch=scratch), encoding="utf-8")
        out = Path(folder, "report.json")
        sides = ["--from", cluster.url("drifted"), "--to", cluster.url("base")]
        script = run(binary, folder, ["plan", *sides])
        run(binary, folder, ["--format", "json", "--out", str(out), "plan", *sides])
        report = json.loads(out.read_text(encoding="utf-8"))
    findings = [finding["message"] for finding in report["findings"] if finding["severity"] == "error"]
    return script, findings


def run(binary, folder, words):
    done = subprocess.run([str(binary), "-q", *words], cwd=folder, capture_output=True, text=True, check=False,
                          env=ENVIRONMENT)
    if done.returncode not in (0, 1):
        raise Broken(f"lockstep plan ended with exit code {done.returncode}: {done.stderr.strip()[:500]}")
    return done.stdout


def carried_out(cluster, script):
    """As the script itself says: by psql, to its first error."""
    command = [f"{cluster.bin}/psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", cluster.url("drifted"), "-f", "-"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    errors = [line for line in done.stderr.splitlines() if "ERROR:" in line or "error:" in line]
    return errors[0] if errors else ("" if done.returncode == 0 else f"psql ended with {done.returncode}")


def statements(script):
    return [line for line in script.splitlines() if line and not line.startswith("--")]


def dumps_differ(cluster):
    """Lines that one has and the other has not, whatever their order: columns stay where they are."""
    drifted, base = (dumped(cluster, name) for name in ("drifted", "base"))
    surplus = [f"- {line}" for line in (base - drifted).elements()]
    return surplus + [f"+ {line}" for line in (drifted - base).elements()]


def dumped(cluster, database):
    command = [f"{cluster.bin}/pg_dump", "-s", "-d", cluster.url(database)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT)
    if done.returncode != 0:
        raise Broken(f"pg_dump of database {database} failed: {done.stderr.strip()}")
    lines = (line.strip().rstrip(",") for line in done.stdout.splitlines())
    return Counter(line for line in lines if line and not line.startswith(NO_SCHEMA))
