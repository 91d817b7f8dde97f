//! The sections of `lockstep.yml`, one file each: its keys and how they become settings.

pub(crate) mod allow;
pub(crate) mod apply;
pub(crate) mod backup;
pub(crate) mod checks;
pub(crate) mod compare;
pub(crate) mod environments;
pub(crate) mod github;
pub(crate) mod migrations;
pub(crate) mod renames;
pub(crate) mod scratch;

#[cfg(test)]
use super::section::Keys;

/// Every section with its keys, for the test of the reference file and the documentation.
#[cfg(test)]
pub(crate) const SECTIONS: &[(&str, Keys)] = &[
    ("", super::KEYS),
    ("migrations", migrations::KEYS),
    ("environments.<name>", environments::KEYS),
    ("apply", apply::KEYS),
    ("compare", compare::KEYS),
    ("compare.ignore[]", compare::IGNORE_KEYS),
    ("compare.managed", super::profile::KEYS),
    ("allow[]", allow::KEYS),
    ("renames[]", renames::KEYS),
    ("backup", backup::KEYS),
    ("checks[]", checks::KEYS),
    ("scratch", scratch::KEYS),
    ("github", github::KEYS),
];
