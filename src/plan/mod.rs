//! From two catalogs to ordered SQL that turns one into the other. Pure: what is counted, proved and
//! run is the business of the pipeline.
//!
//! The objects that differ are decided on one by one ([`decision`]), and what a replaced one takes along
//! is replaced with it. Each decision becomes statements that make, need and destroy objects
//! ([`action`]); one sort puts them in order ([`order`]), and [`group`] into transactions. What there is to know
//! of a kind of object is its file in [`kinds`].

mod action;
mod decision;
mod default_grants;
#[cfg(test)]
mod docs_test;
mod effect;
mod form;
mod grants;
mod group;
mod keys;
mod kind;
mod kinds;
mod let_go;
mod lineage;
mod namespace;
mod order;
mod precedence;
mod prepare;
mod printed;
mod role;
mod satellite;
mod side;
mod signature;
mod site;
mod step;

use crate::model::catalog::Catalog;
use crate::model::diff::{Rules, unfolded};
use crate::model::plan::Plan;

#[cfg(test)]
pub(crate) use form::{Facts, Form};
use side::Side;

/// How a plan is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    /// Others use the database meanwhile: indexes are built concurrently, constraints validated
    /// afterwards. Else the shortest script.
    pub(crate) online: bool,
    /// New objects get the owners that the wanted ones have.
    pub(crate) owners: bool,
    /// New objects get the privileges that the wanted ones have.
    pub(crate) privileges: bool,
}

/// The statements that turn `from` into `to`, as far as the rules compare them. Both catalogs must have
/// been read with their dependencies, and spell alike what is alike (`Catalog::respell`). Fingerprints
/// and names of the sides are left for the caller to fill in.
pub(crate) fn plan(from: &Catalog, to: &Catalog, rules: &Rules, options: &Options) -> Plan {
    let changes = unfolded(from, to, rules);
    let (from, to) = (Side::new(from), Side::new(to));
    let mut forced = decision::Forced::default();
    loop {
        let decisions = decision::decide(&changes, &from, &to, options, &forced);
        let actions = action::Actions::new(&decisions, &from, &to, options);
        match order::order(&actions) {
            Ok(order) => return group::plan(actions, &order),
            // What stands in the way of itself when it is altered may not when it is made anew.
            Err(circle) => {
                if !forced.by(&circle, &actions) {
                    return group::stuck(actions, &circle);
                }
            }
        }
    }
}
