//! The step summary: the verdict, what changed, what was proved, what to do next; then the details.
//! Parts stand in the order they matter, because the page has a size and what does not fit is left
//! off at the end. The comment on a pull request is the same page in a smaller size.

pub(super) mod advice;
mod diagram;
pub(super) mod differences;
mod entities;
mod environments;
pub(super) mod findings;
mod head;
pub(super) mod migrations;
pub(super) mod page;
mod pipeline;
pub(super) mod plans;
pub(super) mod proved;
#[cfg(test)]
mod rendered;
#[cfg(test)]
mod tests;

use crate::github::links::Links;
use crate::model::report::Report;

use self::page::Page;

/// GitHub drops the whole summary of a step above 1 MiB; this leaves room for masks, which the
/// runner writes into it, and for other writers of the same step
/// (<https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits>).
const LARGEST: usize = 900 * 1024;

/// The whole report, as the summary of a step.
pub(crate) fn render(report: &Report, links: &Links) -> String {
    within(LARGEST, report, links)
}

/// As much of the report as fits into so many bytes.
pub(crate) fn within(largest: usize, report: &Report, links: &Links) -> String {
    let mut page = Page::new(largest);
    page.block(&head::head(report, links));
    page.block(&diagram::flowchart(report));
    pipeline::write(&mut page, report);
    environments::write(&mut page, report);
    proved::write(&mut page, report);
    page.block(&advice::next(report));
    plans::write(&mut page, report);
    // One finding stands in the box below the verdict.
    if !head::tells_all(report) {
        findings::write(&mut page, report, links);
    }
    differences::write(&mut page, &report.changes, &report.sketches);
    plans::write_of_drift(&mut page, report);
    migrations::write(&mut page, report, links);
    page.finish(links.run.as_deref())
}
