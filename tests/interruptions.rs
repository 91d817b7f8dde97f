//! An apply is interrupted at every message that it sends, in every way, and with an error at every
//! statement: whatever happens, each migration is applied once, and the history says so.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use support::binary::{Said, lockstep};
use support::cluster::{Cluster, Database, client};
use support::fault::{Fault, Saboteur};

/// A tool's folder: what can go wrong in it depends on what the tool lets one file hold.
struct Tool {
    name: &'static str,
    /// Files that are no migrations.
    files: &'static [(&'static str, &'static str)],
    /// `N` stands for the number of the migration.
    path: &'static str,
    /// A statement that refuses transactions must be alone, after this line.
    alone: Option<&'static str>,
    /// What its history must say of four applied migrations: `4|0`.
    history: &'static str,
    /// An error leaves a row that `resolve` settles, unless the migration goes on by the journal.
    keeps_failures: bool,
}

const TOOLS: &[Tool] = &[
    Tool {
        name: "plain",
        files: &[],
        path: "migrations/N_m.sql",
        alone: None,
        history: "select count(*), 0 from lockstep.migrations",
        keeps_failures: false,
    },
    Tool {
        name: "supabase",
        files: &[("supabase/config.toml", "")],
        path: "supabase/migrations/N_m.sql",
        alone: None,
        history: "select count(*), 0 from supabase_migrations.schema_migrations",
        keeps_failures: false,
    },
    Tool {
        name: "sqlx",
        files: &[("sqlx.toml", "")],
        path: "migrations/N_m.sql",
        alone: Some("-- no-transaction\n"),
        history: "select count(*), count(*) filter (where not success) from _sqlx_migrations",
        keeps_failures: false,
    },
    Tool {
        name: "prisma",
        files: &[("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n")],
        path: "prisma/migrations/N_m/migration.sql",
        alone: Some(""),
        history: "select count(*) filter (where finished_at is not null and rolled_back_at is null), \
                  count(*) filter (where finished_at is null and rolled_back_at is null) from _prisma_migrations",
        keeps_failures: true,
    },
];

type Statements = Vec<String>;

fn statements(list: &[&str]) -> Statements {
    list.iter().map(|statement| (*statement).to_owned()).collect()
}

impl Tool {
    /// The statements of each migration. What a statement did can be counted.
    fn migrations(&self) -> Vec<Statements> {
        let ordinary = [
            "create table public.log (migration int, statement int)",
            "create table t (a int)",
            "insert into t select 1 where current_database() ~ '^staging'",
            "insert into public.log values (1, 1)",
        ];
        let concurrently: &[&str] = if self.alone.is_some() {
            &["create index concurrently t_a on t (a)"]
        } else {
            &[
                "create schema app",
                "set search_path = app, public",
                "create table b (b int)",
                "insert into b select 1 where current_database() ~ '^staging'",
                "insert into public.log values (2, 1)",
                "create index concurrently b_b on b (b)",
                "insert into public.log values (2, 2)",
                "create index concurrently on b ((b + 1))",
                "drop index concurrently b_b",
                "insert into public.log values (2, 3)",
            ]
        };
        let own = [
            "insert into public.log values (3, 1)",
            "begin",
            "insert into public.log values (3, 2)",
            "create table c (c int)",
            "commit",
            "insert into public.log values (3, 3)",
        ];
        let mut big = vec!["create table d (d text)".to_owned()];
        big.push(format!("insert into d values ('{}')", "x".repeat(100_000)));
        big.extend((0..40).map(|at| format!("insert into public.log values (4, {at})")));
        vec![statements(&ordinary), statements(concurrently), statements(&own), big]
    }

    /// The version of a migration, from 0, as `resolve` wants it.
    fn version(&self, at: usize) -> String {
        let number = number(at);
        if self.path.contains("N_m/") { format!("{number}_m") } else { number }
    }

    fn write(&self, root: &Path, migrations: &[Statements]) {
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, text).expect("a file");
        };
        for (path, text) in self.files {
            write(path, text);
        }
        for (at, statements) in migrations.iter().enumerate() {
            let number = number(at);
            let first = self.alone.filter(|_| at == 1).unwrap_or("");
            write(&self.path.replace('N', &number), &format!("{first}{};\n", statements.join(";\n")));
        }
    }
}

fn number(at: usize) -> String {
    format!("2024010{}000000", at + 1)
}

/// The statement so that it fails in the environment and not on scratch: with an index half built, or
/// with one before it that fails.
fn broken(statement: &str) -> String {
    let (build, columns) = match statement.strip_prefix("create index concurrently ") {
        Some(_) => statement.rsplit_once(" on ").expect("a table"),
        None => return format!("select 1 / (current_database() !~ '^staging')::int;\n{statement}"),
    };
    let column = &columns[..1];
    let column = if column == "t" { "a" } else { column };
    format!("{build} on {} ((1 / ({column} - 1)))", &columns[..1])
}

/// A server and a repository, used by one run after the other.
struct Bench {
    tool: &'static Tool,
    cluster: Cluster,
    root: tempfile::TempDir,
    /// What an undisturbed apply makes.
    wanted: String,
    made: usize,
    faults: usize,
}

static FAULTS: AtomicUsize = AtomicUsize::new(0);

impl Bench {
    fn new(name: &str) -> Self {
        let tool = TOOLS.iter().find(|tool| tool.name == name).expect("a tool of the table");
        let cluster = Cluster::start(&[]);
        let root = tempfile::Builder::new().prefix("lockstep-interruptions-").tempdir().expect("a folder");
        tool.write(root.path(), &tool.migrations());
        let mut bench = Self { tool, cluster, root, wanted: String::new(), made: 0, faults: 0 };
        let database = bench.database();
        let said = bench.apply(&database, &database.url());
        assert_eq!(said.code, 0, "{}", said.all());
        bench.wanted = bench.state(&database);
        let log =
            bench.tool.migrations().iter().flatten().filter(|sql| sql.contains("public.log values")).count();
        assert!(bench.wanted.starts_with(&format!("{log}|{log}\n4|0\n0\n")), "{}", bench.wanted);
        bench.clean();
        bench
    }

    fn command(&self, database: &Database, direct: &str, args: &[&str]) -> Command {
        let scratch = database.url().replace(&database.name, "postgres");
        let yml = format!(
            "version: 1\nscratch: {{url: {scratch:?}}}\napply: {{retries: 0, wait_for_lock: 20s}}\n\
             environments: {{staging: {{url: {:?}, direct_url: {direct:?}, provider: other}}}}\n",
            database.url()
        );
        fs::write(self.root.path().join("lockstep.yml"), yml).expect("lockstep.yml");
        let mut command = lockstep(self.root.path(), &BTreeMap::new(), args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn apply(&self, database: &Database, direct: &str) -> Said {
        let command = &mut self.command(database, direct, &["apply", "--environment", "staging"]);
        command.output().expect("the binary runs").into()
    }

    /// What the server's own psql prints.
    fn sql(&self, database: &str, statements: &[&str]) -> String {
        let mut psql = client(&self.cluster.bin.join("psql"), self.cluster.port, database);
        psql.args(["-XqAt", "-v", "ON_ERROR_STOP=1"]);
        for statement in statements {
            psql.args(["-c", statement]);
        }
        let output = psql.output().expect("psql");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn database(&mut self) -> Database {
        self.made += 1;
        let name = format!("staging_{}", self.made);
        self.sql("postgres", &[&format!("create database {name} template template0")]);
        Database { name, port: self.cluster.port }
    }

    /// Everything that must be as if nothing had happened.
    fn state(&self, database: &Database) -> String {
        let log = "select count(*), count(distinct (migration, statement)) from public.log";
        let invalid = "select count(*) from pg_index where not indisvalid";
        let facts = self.sql(&database.name, &[log, self.tool.history, invalid]);
        let mut dump = client(&self.cluster.bin.join("pg_dump"), database.port, &database.name);
        let dump = dump.arg("-s").output().expect("pg_dump");
        assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
        let dump = String::from_utf8_lossy(&dump.stdout).into_owned();
        let lines = dump.lines().filter(|line| !line.contains("restrict "));
        format!("{facts}{}", lines.collect::<Vec<_>>().join("\n"))
    }

    /// Applies what is left, at most twice, and looks.
    fn recovered(&self, database: &Database, first: &Said, what: &str) -> usize {
        let mut told = first.all();
        let mut code = first.code;
        let mut runs = 0;
        while code != 0 && runs < 2 {
            let said = self.apply(database, &database.url());
            told.push_str(&said.all());
            code = said.code;
            runs += 1;
        }
        assert_eq!(code, 0, "{}: {what}\n{told}", self.tool.name);
        let state = self.state(database);
        assert!(
            state == self.wanted,
            "{}: {what}\n{told}\n{state}\n--- wanted\n{}",
            self.tool.name,
            self.wanted
        );
        assert!(told.contains("up to date, no drift"), "{}: {what}\n{told}", self.tool.name);
        runs
    }

    /// Drops what was made: databases of killed runs, too.
    fn clean(&self) {
        let sql = "select format('drop database %I with (force)', datname) from pg_database \
                   where datname ~ '^(lockstep_scratch|staging)_'";
        let drops = self.sql("postgres", &[sql]);
        self.sql("postgres", &drops.lines().collect::<Vec<_>>());
    }

    fn one_fault(&mut self, fault: Fault, at: usize) -> (bool, Said, usize) {
        let database = self.database();
        let saboteur = Saboteur::before(&database, fault, at);
        let mut command = self.command(&database, &saboteur.url(), &["apply", "--environment", "staging"]);
        let child = command.spawn().expect("the binary runs");
        saboteur.aim_at(child.id());
        let said = Said::from(child.wait_with_output().expect("output"));
        let done = saboteur.done();
        let runs =
            if done { self.recovered(&database, &said, &format!("{fault:?} at message {at}")) } else { 0 };
        if done {
            self.faults += 1;
        } else {
            assert_eq!(said.code, 0, "{}", said.all());
        }
        self.clean();
        (done, said, runs)
    }

    /// Interrupts at every message.
    fn walk(&mut self) {
        let started = Instant::now();
        let mut tally: BTreeMap<String, usize> = BTreeMap::new();
        let all = std::env::var_os("LOCKSTEP_TEST_EVERY_FAULT").is_some();
        for at in 1.. {
            // Each message meets one of the faults in turn, and another one with the next tool: all of
            // them take minutes.
            let one = [Fault::ALL[(at + self.tool.name.len()) % Fault::ALL.len()]];
            let faults = if all { &Fault::ALL[..] } else { &one };
            let mut reached = true;
            for fault in faults {
                let (done, said, runs) = self.one_fault(*fault, at);
                reached = done;
                if !done {
                    break;
                }
                assert!(!said.stdout.contains("is not known"), "{}", said.all());
                *tally.entry(format!("{fault:?}: exit {}, then {runs} more", said.code)).or_default() += 1;
            }
            if !reached {
                break;
            }
        }
        self.tell(&format!("{tally:?} in {:?}", started.elapsed()));
    }

    /// Fails at every statement, is corrected, and goes on.
    fn err(&mut self) {
        let started = Instant::now();
        let right = self.tool.migrations();
        let mut tally: BTreeMap<String, usize> = BTreeMap::new();
        for (migration, statements) in right.iter().enumerate() {
            // Of many alike, some.
            let step = if statements.len() > 20 { 10 } else { 1 };
            for statement in (0..statements.len()).step_by(step) {
                let mut wrong = right.clone();
                wrong[migration][statement] = broken(&statements[statement]);
                self.tool.write(self.root.path(), &wrong);
                let database = self.database();
                let what = format!("an error in statement {statement} of migration {migration}");
                let said = self.apply(&database, &database.url());
                assert_eq!(said.code, 5, "{}: {what}\n{}", self.tool.name, said.all());
                self.faults += 1;
                self.tool.write(self.root.path(), &right);
                let resolve = said.stdout.contains("lockstep resolve");
                assert!(!resolve || self.tool.keeps_failures, "{}: {what}\n{}", self.tool.name, said.all());
                if resolve {
                    let version = self.tool.version(migration);
                    let args = ["resolve", "--environment", "staging", "--rolled-back", &version];
                    let resolved = self.command(&database, &database.url(), &args).output().expect("it runs");
                    assert!(
                        resolved.status.success(),
                        "{}: {what}\n{}",
                        self.tool.name,
                        Said::from(resolved).all()
                    );
                }
                let runs = self.recovered(&database, &said, &what);
                assert_eq!(runs, 1, "{}: {what}", self.tool.name);
                *tally
                    .entry(if resolve { "resolved, then applied" } else { "applied" }.to_owned())
                    .or_default() += 1;
                self.clean();
            }
        }
        self.tell(&format!("{tally:?} in {:?}", started.elapsed()));
    }

    fn tell(&self, what: &str) {
        let all = FAULTS.fetch_add(self.faults, Ordering::SeqCst) + self.faults;
        // Not captured, so that the number is seen.
        let line = format!("{}: {} faults injected ({all} in all): {what}\n", self.tool.name, self.faults);
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
}

#[test]
fn plain_survives_every_interruption() {
    Bench::new("plain").walk();
}

#[test]
#[ignore = "takes minutes; plain and prisma go the same ways: cargo test --test interruptions -- --ignored"]
fn supabase_survives_every_interruption() {
    Bench::new("supabase").walk();
}

#[test]
#[ignore = "takes minutes; plain and prisma go the same ways: cargo test --test interruptions -- --ignored"]
fn sqlx_survives_every_interruption() {
    Bench::new("sqlx").walk();
}

#[test]
fn prisma_survives_every_interruption() {
    Bench::new("prisma").walk();
}

#[test]
fn plain_goes_on_after_every_error() {
    Bench::new("plain").err();
}

#[test]
#[ignore = "takes minutes; plain and prisma go the same ways: cargo test --test interruptions -- --ignored"]
fn supabase_goes_on_after_every_error() {
    Bench::new("supabase").err();
}

#[test]
#[ignore = "takes minutes; plain and prisma go the same ways: cargo test --test interruptions -- --ignored"]
fn sqlx_goes_on_after_every_error() {
    Bench::new("sqlx").err();
}

#[test]
fn prisma_goes_on_after_every_error() {
    Bench::new("prisma").err();
}
