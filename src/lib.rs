//! lockstep keeps a staging and a production PostgreSQL database in step.
//!
//! The library exports one function, [`run`]; everything else is private so that the compiler
//! reports what nobody uses. `ARCHITECTURE.md` has the map.

mod formats;
mod model;
mod sql;
