"""A PostgreSQL server of our own in a temporary folder, and the synthetic databases in it."""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import synth

# What makes timings steady. max_locks_per_transaction stays at its default: tools have to cope with it.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "autovacuum": "off",
    "jit": "off",
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
    "log_min_messages": "fatal",
}
TICKS = os.sysconf("SC_CLK_TCK")
# What programs are run with: no PG… or GITHUB_… of whoever calls decides what they do.
ENVIRONMENT = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}


class Broken(Exception):
    """The measure cannot be taken; the text says why and what to do."""


def server_programs():
    """The folder of PostgreSQL 15's programs, or of the newest there is."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: float(path.split("/")[-2]))
    folders = [path for path in folders if os.access(f"{path}/initdb", os.X_OK)]
    preferred = [path for path in folders if path.split("/")[-2] == "15"]
    if preferred or folders:
        return (preferred or folders)[-1]
    found = shutil.which("initdb")
    if found is None:
        raise Broken("initdb was not found; install PostgreSQL's server programs (apt install postgresql)")
    return os.path.dirname(os.path.realpath(found))


def account():
    """PostgreSQL refuses to run as root: then it runs as postgres."""
    if os.getuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError as error:
        raise Broken("PostgreSQL refuses to run as root, and there is no user postgres; be somebody else") from error
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


class Cluster:
    """`with Cluster() as cluster:` starts the server, and removes it whatever happens."""

    def __init__(self, max_locks=None):
        self.bin = server_programs()
        self.account = account()
        self.settings = dict(SETTINGS)
        if max_locks is not None:
            self.settings["max_locks_per_transaction"] = str(max_locks)

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="lockstep-bench-"))
        try:
            self._start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(self, *_):
        self._remove()

    def _start(self):
        self.folder.chmod(0o711)
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        if self.account:
            os.chown(self.data, self.account["user"], self.account["group"])
        self._server("initdb", "-D", self.data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in {**self.settings, "port": self.port}.items())
        self._server("pg_ctl", "-D", self.data, "-l", self.data / "log", "-w", "-t", "60", "start")
        self.postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        self.version = self.query("postgres", "SHOW server_version").split()[0]
        self.idle = len(self._children())

    def _server(self, program, *arguments):
        done = subprocess.run([f"{self.bin}/{program}", *map(str, arguments)], cwd="/", **self.account, check=False,
                              env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise Broken(f"{program} failed: {done.stderr.strip()}")

    def _remove(self):
        if (self.folder / "data/postmaster.pid").exists():
            subprocess.run([f"{self.bin}/pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop"], cwd="/",
                           **self.account, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- databases ----------------------------------------------------------------------------------------

    def url(self, database, port=None):
        return f"postgresql://bench@127.0.0.1:{port or self.port}/{database}?sslmode=disable"

    def query(self, database, sql):
        """Runs SQL in autocommit, statement by statement, and returns what it printed."""
        command = [f"{self.bin}/psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.url(database), "-f", "-"]
        done = subprocess.run(command, input=sql, capture_output=True, text=True, check=False, env=ENVIRONMENT)
        if done.returncode != 0:
            raise Broken(f"SQL failed in database {database}: {done.stderr.strip()}")
        return done.stdout

    def build(self, tables, plants):
        """Makes the database `base` anew, and `drifted` as a copy of it with the plants in it."""
        say(f"{tables:,} tables: loading")
        started = time.monotonic()
        for name in ("drifted", "base"):
            self.query("postgres", f"DROP DATABASE IF EXISTS {name}")
        self.query("postgres", "CREATE DATABASE base")
        self.query("base", "\n".join(synth.statements(tables)))
        self.query("base", "VACUUM ANALYZE")
        self.query("postgres", "CREATE DATABASE drifted TEMPLATE base STRATEGY file_copy")
        quiet = "SET client_min_messages = error; SET check_function_bodies = off;"
        self.query("drifted", "\n".join([quiet, *(f"{plant.sql};" for plant in plants)]))
        self.query("drifted", "VACUUM ANALYZE")
        self.query("postgres", "CHECKPOINT")
        say(f"{tables:,} tables: loaded, {len(plants)} changes planted, in {time.monotonic() - started:.0f} s")

    def copy_of(self, database, name):
        """A database made from a dump of another: the same schema with other OIDs."""
        self.query("postgres", f"CREATE DATABASE {name}")
        dump = subprocess.run([f"{self.bin}/pg_dump", "-s", "-d", self.url(database)], capture_output=True, text=True,
                              check=False, env=ENVIRONMENT)
        if dump.returncode != 0:
            raise Broken(f"pg_dump of database {database} failed: {dump.stderr.strip()}")
        self.query(name, dump.stdout)

    # --- the server's share of the work -------------------------------------------------------------------

    def _children(self):
        children = []
        for path in glob.glob("/proc/[0-9]*/stat"):
            try:
                fields = Path(path).read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == self.postmaster:
                children.append(path)
        return children

    def reaped_seconds(self):
        """CPU time of all server processes that have ended, once none is left that serves a client."""
        for _ in range(500):
            if len(self._children()) <= self.idle:
                break
            time.sleep(0.02)
        fields = Path(f"/proc/{self.postmaster}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[13]) + int(fields[14])) / TICKS


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)
