//! What a plan may do: the hazards that nobody allowed, and the allowances that allow nothing.

use std::collections::BTreeSet;

use crate::config::task::Task;
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::hazard::{Allowance, Hazard};
use crate::model::plan::Plan;

use super::failure::{Failure, Outcome};
use super::run::Run;

/// Marks the hazards that somebody named.
pub(super) fn mark(run: &Run<'_>, plan: &mut Plan) {
    let statements = plan.groups.iter_mut().flat_map(|group| &mut group.statements);
    for hazard in statements.flat_map(|statement| &mut statement.hazards) {
        hazard.allowed = run.settings.allow.iter().any(|allowance| allowance.covers(hazard));
    }
}

/// Tells what has to be allowed before the plan can run, and refuses to go on where it would.
pub(super) fn check(run: &mut Run<'_>, plan: &Plan) -> Outcome<()> {
    let allow = &run.settings.allow;
    let idle: Vec<Finding> =
        allow.iter().filter(|one| !plan.hazards().any(|hazard| one.covers(hazard))).map(unused).collect();
    let mut seen = BTreeSet::new();
    let refused: Vec<Finding> = plan
        .refused(allow)
        .filter(|hazard| seen.insert((hazard.kind, hazard.object.clone())))
        .map(not_allowed)
        .collect();
    for finding in idle {
        run.find(finding);
    }
    let writes = matches!(run.task, Task::SyncSchema { .. });
    let mut refused: Vec<Finding> = match writes {
        true => refused.into_iter().map(|finding| finding.severity(Severity::Error)).collect(),
        false => refused,
    };
    let last = refused.pop();
    for finding in refused {
        run.find(finding);
    }
    match last {
        Some(last) if writes => Err(Failure::refused(last)),
        Some(last) => {
            run.find(last);
            Ok(())
        }
        None => Ok(()),
    }
}

fn not_allowed(hazard: &Hazard) -> Finding {
    let counted = hazard.count.as_ref().and_then(|count| Some((count.found?, count.what)));
    let counted = counted.map(|(found, what)| format!(" ({})", of_them(found, what))).unwrap_or_default();
    let message =
        format!("{} is not allowed: {}: {}{counted}", hazard.kind.as_str(), hazard.object, hazard.detail);
    let line = format!(
        "{{hazard: {}, object: {}, reason: \"why\"}}",
        hazard.kind.as_str(),
        quoted(&hazard.object.path())
    );
    Finding::new(Code::HazardNotAllowed, message)
        .about(&hazard.object)
        .with_help(format!("if it may happen, add to lockstep.yml under `allow:` the line - {line}"))
}

/// `1 value`, `2 values`; `what` is the plural.
fn of_them(found: u64, what: &str) -> String {
    let what = if found == 1 { what.strip_suffix('s').unwrap_or(what) } else { what };
    format!("{found} {what}")
}

fn unused(allowance: &Allowance) -> Finding {
    let message = format!(
        "nothing needs the allowance of {} for {}: the plan does no such thing",
        allowance.hazard.as_str(),
        allowance.object
    );
    Finding::new(Code::AllowanceUnused, message)
        .at(allowance.place.clone())
        .with_help("remove it from `allow` once its change is everywhere, so that it allows nothing else")
}

/// A text of YAML that stands for itself.
pub(super) fn quoted(text: &str) -> String {
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
    // Words that YAML reads as something else.
    let is_taken = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    match is_plain && !is_taken {
        true => text.to_owned(),
        false => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn only_plain_words_go_without_quotes() {
        assert_eq!(
            ["public.users.legacy", "null", "s.f(a integer)", "s.it\"s\\"].map(quoted),
            ["public.users.legacy", "\"null\"", "\"s.f(a integer)\"", "\"s.it\\\"s\\\\\""]
        );
    }
}
