//! The report as one HTML file that needs nothing else: style, script and drawings are inside, and
//! its own policy forbids it to load anything. What people read of a long report, in one page.
//!
//! What must not live here: escaping outside [`escape`], and anything that finds something out.

mod changes;
mod diff;
mod drawing;
mod escape;
mod plans;
mod summary;
mod view;

use askama::Template as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::model::report::Report;

use self::view::Page;

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/page.js");

/// The whole report.
pub(crate) fn render(report: &Report) -> String {
    Page::new(report).render().expect("a string takes all, and no part of a template can fail")
}

/// Only our own style and script, known by their hashes, and nothing from anywhere else: even markup
/// that slipped through could not run or load anything
/// (<https://www.w3.org/TR/CSP3/#csp-directives>).
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; \
         base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

#[cfg(test)]
mod tests;
