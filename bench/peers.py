"""What lockstep is measured against, and how the other tools are had."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from cluster import Broken, say
from measure import Contestant

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
# Where other tools are installed, once.
BUILD = ROOT / "build/bench"

MIGRA = ("migra==3.0.1663481299", "schemainspect==3.1.1663587362", "sqlbag==0.1.1617247075", "sqlalchemy==2.0.*",
         "psycopg2-binary==2.9.*", "setuptools<81")
# The registry's "latest" is an empty placeholder.
PG_DELTA = "@supabase/pg-delta@1.0.0-alpha.34"

LOCKSTEP_PLAN = "lockstep plan"
LOCKSTEP, CATALOG, RAW, DUMP = "lockstep compare", "catalog.sql", "catalog_raw.sql", "pg_dump -s"
MIGRA_DDL, DELTA_REPORT, DELTA_DDL = "migra", "pg-delta diff", "pg-delta plan"


def lockstep_binary():
    """$LOCKSTEP, or the release binary, built."""
    given = os.environ.get("LOCKSTEP")
    if given:
        binary = Path(given).resolve()
        if not os.access(binary, os.X_OK):
            raise Broken(f"{binary}, which LOCKSTEP names, is not a program")
        return binary
    say("building lockstep")
    build = ["cargo", "build", "--release", "--locked", "--quiet"]
    if subprocess.run(build, cwd=ROOT, check=False).returncode != 0:
        raise Broken("lockstep could not be built; LOCKSTEP=PATH names a binary to use instead")
    return ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "release/lockstep"


def lockstep(binary):
    def commands(drifted, base):
        return [[binary, "-q", "compare", "--from", drifted, "--to", base]]
    return Contestant(LOCKSTEP, commands, good=(0, 1))


def lockstep_plan(binary):
    """Proved on a server of its own, as it is by default."""
    def commands(drifted, base):
        return [[binary, "-q", "plan", "--from", drifted, "--to", base]]
    return Contestant(LOCKSTEP_PLAN, commands, good=(0, 1))


def floor(name, folder):
    """psql reads the catalog of both databases at the same time; nothing is compared."""
    def commands(*urls):
        return [[f"{folder}/psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", HERE / name, url] for url in urls]
    return Contestant(name, commands)


def pg_dump(folder):
    """Both dumps at the same time; they are not compared."""
    return Contestant(DUMP, lambda *urls: [[f"{folder}/pg_dump", "-s", "-d", url] for url in urls])


def others():
    """The tools that could be installed, and a line on each that could not."""
    contestants, absent = [], []
    for install, make in ((install_migra, migra), (install_pg_delta, pg_delta)):
        program, problem = install()
        if problem:
            absent.append(problem)
            say(problem)
        else:
            contestants += make(program)
    return contestants, absent


def migra(program):
    def commands(drifted, base):
        return [[program, "--unsafe", "--with-privileges", drifted, base]]
    return [Contestant(MIGRA_DDL, commands, good=(0, 2))]


def pg_delta(program):
    def report(drifted, base):
        return [[program, "diff", "--source", drifted, "--desired", base]]

    def ddl(drifted, base):
        return [[program, "plan", "--renames", "off", "--source", drifted, "--desired", base]]
    return [Contestant(DELTA_REPORT, report), Contestant(DELTA_DDL, ddl)]


def install_migra():
    place = BUILD / "migra"
    return installed("migra", place / "bin/migra", ["--help"], [
        [sys.executable, "-m", "venv", "--clear", place],
        [place / "bin/pip", "install", "-qq", "--disable-pip-version-check", "--retries=1", *MIGRA],
    ])


def install_pg_delta():
    place = BUILD / "pg-delta"
    return installed("pg-delta", place / "node_modules/.bin/pgdelta", ["--help"], [
        ["npm", "install", "--prefix", place, "--no-save", "--no-audit", "--no-fund", "--loglevel=error",
         "--fetch-retries=1", PG_DELTA],
    ])


def installed(name, program, proof, steps):
    """(program, None), or (None, why not). What is there and starts is not installed again."""
    if starts(program, proof):
        return program, None
    say(f"installing {name}")
    program.parent.mkdir(parents=True, exist_ok=True)
    for step in steps:
        if shutil.which(step[0]) is None:
            return None, f"{name} is left out: {step[0]} was not found"
        done = subprocess.run([str(word) for word in step], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            errors = [line for line in done.stderr.splitlines() if line.lower().startswith(("error", "npm error"))]
            told = errors[0][:200] if errors else "without a word"
            return None, f"{name} is left out: it could not be installed ({told})"
    if starts(program, proof):
        return program, None
    return None, f"{name} is left out: it was installed and does not start"


def starts(program, proof):
    if not program.exists():
        return False
    return subprocess.run([str(program), *proof], capture_output=True, check=False).returncode == 0
