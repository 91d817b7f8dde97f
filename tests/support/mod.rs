//! What the harnesses share: a real server, a fresh database per use, the binary from outside.
#![allow(dead_code, reason = "each harness uses a part of it")]

pub(crate) mod binary;
pub(crate) mod browser;
pub(crate) mod cluster;
pub(crate) mod dump;
pub(crate) mod fault;
pub(crate) mod majors;
pub(crate) mod markdown;
pub(crate) mod proxy;
pub(crate) mod spellings;
pub(crate) mod workspace;
