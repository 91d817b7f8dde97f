//! SQL text: cut into statements, told apart, placed in its file. No I/O, no grammar: the server
//! parses SQL, this room only needs to know where statements begin and what sort they are.

pub(crate) mod classify;
pub(crate) mod edit;
pub(crate) mod mention;
pub(crate) mod outside;
pub(crate) mod position;
pub(crate) mod renames;
pub(crate) mod split;
pub(crate) mod summary;
pub(crate) mod token;

#[cfg(test)]
pub(crate) mod vectors;
