//! What a backup's `manifest.json` says. Its own frozen shape: old manifests must stay readable.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ManifestFile {
    /// Relative to the manifest's directory, with `/`.
    pub(crate) path: String,
    pub(crate) bytes: u64,
    /// Lowercase hex.
    pub(crate) sha256: String,
}

/// `manifest.json`, written last: a directory without one holds no complete backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) manifest_version: u32,
    /// `lockstep 0.1.0`.
    pub(crate) tool: String,
    /// `pg_dump (PostgreSQL) 15.18`.
    pub(crate) dump_tool: String,
    pub(crate) environment: String,
    /// RFC 3339, UTC.
    pub(crate) created_at: String,
    pub(crate) server_version: String,
    pub(crate) server_version_num: u32,
    pub(crate) database: String,
    /// `pg_current_wal_lsn()` in the snapshot that was dumped; `None` on a replica.
    pub(crate) snapshot_lsn: Option<String>,
    /// `custom` or `directory`.
    pub(crate) format: String,
    pub(crate) schema_only: bool,
    pub(crate) files: Vec<ManifestFile>,
    /// Objects by kind.
    pub(crate) objects: BTreeMap<String, u64>,
    /// Rows by `schema.table`, counted in the dumped snapshot; empty for schema-only.
    pub(crate) rows: BTreeMap<String, u64>,
    /// SHA-256 (hex) of the catalog in the dumped snapshot.
    pub(crate) fingerprint: String,
    /// What was proved: `off`, `schema` or `full`; `None` when the proof failed or did not run.
    pub(crate) proved: Option<String>,
}
