//! What the harnesses share: a real server, a fresh database per use, the binary from outside.
#![allow(dead_code, reason = "each harness uses a part of it")]

pub mod binary;
pub mod cluster;
pub mod proxy;
pub mod workspace;
