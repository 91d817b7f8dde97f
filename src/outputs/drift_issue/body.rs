//! The text of the issue.

use crate::github::marker::Marker;
use crate::outputs::markdown::page::Page;

use super::Found;
use super::text::{differ, seen};

/// Bytes of a body: GitHub refuses more than 65,536 characters.
const LARGEST: usize = 60_000;

pub(super) fn body(found: &Found<'_>, marker: &Marker) -> String {
    let marker = marker.to_string();
    let mut page = Page::new(LARGEST.saturating_sub(marker.len() + 1));
    page.block(&format!("{}. {}\n", differ(found.objects()), seen(found)));
    format!("{marker}\n{}", page.finish(found.links.run.as_deref()))
}
