//! Which databases the run talks to: the first lines, so that a wrong one is seen at once. No part
//! of a URL is shown, only what the server and the address say.

use crate::model::mode::Mode;
use crate::model::provider::Provider;
use crate::model::report::{EnvironmentReport, Report};
use crate::model::server::Server;
use crate::outputs::databases::{login, version};
use crate::outputs::standings::{Mood, last, mood, tally};

use super::page::{Page, Paint, columns, pad};

pub(super) fn write(page: &mut Page, report: &Report) {
    let dry_run = if report.dry_run { "dry run: nothing is changed" } else { "" };
    page.heading(&format!("lockstep {}", report.mode.as_str()), dry_run);
    let widest = report.environments.iter().map(|environment| columns(&environment.name)).max();
    let name_width = widest.unwrap_or(0).min(page.width() / 4);
    for environment in &report.environments {
        write_one(page, environment, name_width);
        if report.mode == Mode::Status {
            write_standing(page, environment, name_width);
        }
    }
}

fn write_one(page: &mut Page, environment: &EnvironmentReport, name_width: usize) {
    let name = format!("  {}  ", pad(&environment.name, name_width));
    let protected = if environment.protected { "  protected" } else { "" };
    match &environment.server {
        None => {
            page.line(&[(Paint::Strong, &name), (Paint::Faint, "not connected"), (Paint::Careful, protected)])
        }
        Some(server) => {
            page.wrapped(Paint::Strong, &name, &login(server));
            let facts = format!("{}{}", " ".repeat(name_width + 4), facts(server));
            page.line(&[(Paint::Faint, &facts), (Paint::Careful, protected)]);
        }
    }
}

/// Where its migrations stand, in a line.
fn write_standing(page: &mut Page, environment: &EnvironmentReport, name_width: usize) {
    let Some(tally) = tally(environment) else { return };
    let paint = match mood(environment) {
        Mood::Bad | Mood::Broken => Paint::Bad,
        Mood::Careful => Paint::Careful,
        Mood::Good | Mood::Settled | Mood::Plain => Paint::Plain,
    };
    // The moment before the name, which may be long and cut.
    let last = match last(environment) {
        Some((name, Some(at))) => format!("last at {at}: {name}"),
        Some((name, None)) => format!("last: {name}"),
        None => String::new(),
    };
    let margin = " ".repeat(name_width + 4);
    if columns(&margin) + columns(&tally) + 2 + columns(&last) <= page.width() {
        page.line(&[(Paint::Plain, &margin), (paint, &tally), (Paint::Plain, "  "), (Paint::Faint, &last)]);
    } else {
        page.wrapped_behind(&[(Paint::Plain, margin.clone())], paint, &tally);
        page.line(&[(Paint::Plain, &margin), (Paint::Faint, &last)]);
    }
}

fn facts(server: &Server) -> String {
    let mut facts = vec![version(server)];
    if server.provider != Provider::Other {
        facts.push(server.provider.as_str().to_owned());
    }
    if server.in_recovery {
        facts.push("read-only replica".to_owned());
    }
    facts.join(", ")
}
