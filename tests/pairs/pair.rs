//! One pair: loaded once, planned in both ways and modes, each plan run on a copy.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use crate::place::{Made, Place, psql};
use crate::support::binary::{Said, lockstep};
use crate::support::dump::Dump;

/// From which side to which.
#[derive(Clone, Copy)]
pub(crate) struct Way {
    pub(crate) name: &'static str,
    from: usize,
}

pub(crate) const WAYS: [Way; 2] = [Way { name: "forward", from: 0 }, Way { name: "back", from: 1 }];

/// With what `plan` is called.
const MODES: [(&str, &[&str]); 2] = [("online", &[]), ("offline", &["--offline"])];

#[derive(Clone)]
pub(crate) enum Outcome {
    Passed {
        /// The columns of some table stayed in another order.
        reordered: bool,
    },
    Failed(String),
}

/// Both sides in databases of their own.
pub(crate) struct Loaded {
    place: Place,
    sides: [(Made, Dump); 2],
}

impl Loaded {
    /// On the first server that takes both; else what the usual one said.
    pub(crate) fn from(case: &Path) -> Result<Self, String> {
        let mut first = None;
        for place in Place::all() {
            let load = |name: &str| -> Result<(Made, Dump), String> {
                let made = place.database(None);
                for file in ["setup.sql", name] {
                    let sql = fs::read_to_string(case.join(file)).unwrap_or_default();
                    psql(&made.0, &sql, false).map_err(|error| format!("{file}: {error}"))?;
                }
                let dump = Dump::parse(&place.dump(&made.0));
                Ok((made, dump))
            };
            match load("old.sql").and_then(|old| Ok([old, load("new.sql")?])) {
                Ok(sides) => return Ok(Self { place, sides }),
                Err(why) => first = first.or(Some(why)),
            }
        }
        Err(first.unwrap_or_default())
    }

    /// A plan that says the same in both modes is run once.
    pub(crate) fn both_modes(&self, way: Way) -> Vec<(&'static str, Outcome)> {
        let mut outcomes = Vec::new();
        let mut before: Option<(String, Outcome)> = None;
        for (mode, options) in MODES {
            let outcome = match self.plan(way, options) {
                Err(reason) => Outcome::Failed(reason),
                Ok(said) => {
                    let bare = bare(&said.stdout);
                    let outcome = match before.take().filter(|(known, _)| *known == bare) {
                        Some((_, outcome)) => outcome,
                        None => self.carried_out(way, &said.stdout),
                    };
                    before = Some((bare, outcome.clone()));
                    outcome
                }
            };
            outcomes.push((mode, outcome));
        }
        outcomes
    }

    fn plan(&self, way: Way, options: &[&str]) -> Result<Said, String> {
        let [is, wanted] = self.ordered(way);
        let variables = BTreeMap::from([
            ("IS".to_owned(), is.0.0.url()),
            ("WANTED".to_owned(), wanted.0.0.url()),
            ("SCRATCH".to_owned(), self.place.maintenance().url()),
        ]);
        let arguments = [&["-q", "plan", "--from", "env:IS", "--to", "env:WANTED"], options].concat();
        let said: Said = lockstep(folder(), &variables, &arguments).output().expect("the binary runs").into();
        let unsupported = section(&said.stdout, "-- Not supported");
        if !unsupported.is_empty() {
            return Err(format!("not supported: {unsupported}\n{}", said.stdout));
        }
        let found = section(&said.stdout, "-- Found");
        match said.code {
            0 => Ok(said),
            // Whose fault it is, the plan's or the proof's, is told by what the plan does.
            1 if !found.is_empty() => Err(match self.carried_out(way, &said.stdout) {
                Outcome::Passed { .. } => format!("runs, but is not proved: {found}\n{}", said.stdout),
                Outcome::Failed(reason) => format!("{reason}\n{found}"),
            }),
            _ => Err(format!("exit code {}\n{}", said.code, said.all())),
        }
    }

    fn carried_out(&self, way: Way, script: &str) -> Outcome {
        let [is, wanted] = self.ordered(way);
        let statements = bare(script);
        let same = is.1 == wanted.1 || is.1.unordered() == wanted.1.unordered();
        if same && !statements.is_empty() {
            return Outcome::Failed(format!("a plan between equals\n{script}"));
        }
        let now = if statements.is_empty() {
            is.1.clone()
        } else {
            let copy = self.place.database(Some(&is.0.0));
            if let Err(error) = psql(&copy.0, script, true) {
                return Outcome::Failed(format!("psql: {error}\n{script}"));
            }
            Dump::parse(&self.place.dump(&copy.0))
        };
        if now.unordered() == wanted.1.unordered() {
            return Outcome::Passed { reordered: now != wanted.1 };
        }
        let difference = now.unordered().difference(&wanted.1.unordered());
        Outcome::Failed(format!("pg_dump -s differs\n{difference}\n{script}"))
    }

    fn ordered(&self, way: Way) -> [&(Made, Dump); 2] {
        [&self.sides[way.from], &self.sides[1 - way.from]]
    }
}

/// The statements of a script, without comments at the beginning of a line.
fn bare(script: &str) -> String {
    let lines = script.lines().filter(|line| !line.starts_with("--") && !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// What a script says in a section of the comments at its top, in one line.
fn section(script: &str, title: &str) -> String {
    let lines = script.lines().skip_while(|line| !line.starts_with(title)).skip(2);
    let words = lines.map_while(|line| line.strip_prefix("--   "));
    words.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// Where the binary is started: its configuration. The scratch server is the one the sides are on.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let configuration =
            "version: 1\ncompare: {owners: enforce, privileges: enforce}\nscratch: {url: \"${SCRATCH}\"}\n";
        fs::write(folder.path().join("lockstep.yml"), configuration).expect("the configuration");
        folder
    });
    folder.path()
}
