//! lockstep keeps a staging and a production PostgreSQL database in step.
//!
//! The library exports one function, [`run`]; everything else is private so that the compiler
//! reports what nobody uses. `ARCHITECTURE.md` has the map.

mod backup;
mod cli;
mod config;
mod db;
mod formats;
mod github;
mod model;
mod outputs;
mod pipeline;
mod scratch;
mod sql;

pub fn run()->std::process::ExitCode{panic!()}
