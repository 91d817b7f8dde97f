//! lockstep keeps a staging and a production PostgreSQL database in step.
//!
//! The library exports one function, [`run`]; everything else is private so that the compiler
//! reports what nobody uses. `ARCHITECTURE.md` has the map.

mod backup;
mod db;
mod cli;
mod config;
mod model;
mod sql;
mod scratch;
mod github;
mod model;
mod outputs;
