//! The JSON report as it is read back: version 1, with types of its own. What the model cannot hold
//! (facts, plans, SQL, servers) is not read. Unknown fields are those of a later release within the version.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct Version {
    pub(super) schema_version: u32,
}

#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) mode: String,
    #[serde(default)]
    pub(super) dry_run: bool,
    pub(super) exit_code: u8,
    pub(super) started_at: String,
    pub(super) took_ms: u64,
    pub(super) environments: Vec<Environment>,
    pub(super) steps: Vec<Step>,
    pub(super) changes: Vec<Change>,
    pub(super) findings: Vec<Finding>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Environment {
    pub(super) name: String,
    pub(super) protected: bool,
    pub(super) tool: Option<String>,
    pub(super) memory: Option<String>,
    pub(super) applied: Vec<String>,
    pub(super) drift: Option<usize>,
    pub(super) migrations: Option<Vec<Migration>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Migration {
    pub(super) version: String,
    pub(super) name: String,
    pub(super) file: Option<String>,
    pub(super) standing: String,
    pub(super) at: Option<String>,
    pub(super) took_ms: Option<u64>,
    pub(super) by: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Step {
    pub(super) name: String,
    pub(super) environment: Option<String>,
    pub(super) status: String,
    pub(super) took_ms: u64,
    pub(super) summary: String,
    pub(super) proved: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Change {
    pub(super) between: Between,
    pub(super) kind: String,
    pub(super) key: String,
    pub(super) change: String,
    pub(super) attribute: Option<String>,
    pub(super) from: Option<Value>,
    pub(super) to: Option<Value>,
    pub(super) class: String,
    pub(super) severity: String,
    pub(super) meaning: Option<String>,
    pub(super) certainty: String,
    pub(super) cause: String,
    pub(super) renamed: Option<String>,
    pub(super) place: Option<Place>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Between {
    pub(super) from: String,
    pub(super) to: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Value {
    Text(String),
    List(Vec<String>),
}

#[derive(Debug, Deserialize)]
pub(super) struct Finding {
    pub(super) code: String,
    pub(super) severity: String,
    pub(super) message: String,
    pub(super) help: Option<String>,
    pub(super) place: Option<Place>,
    pub(super) environment: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: Option<u32>,
    pub(super) column: Option<u32>,
}
