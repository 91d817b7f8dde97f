//! The files are not what they were when they ran.

use crate::checks::{ended_well, equal, lockstep_applies, nothing_to_do, said};
use crate::migrations::{all, edited};
use crate::project::Project;
use crate::support::cluster::Database;
use crate::tools::{Late, Reaction, Tool};

/// The SQL of an applied file changes.
pub(super) fn edit(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    project.lay_out(tool, &all());
    ended_well(&tool.apply(&project, project.native()))?;
    project.write_files(tool, &edited());
    let status = project.lockstep("native", &["status"]);
    let ours = if tool.history_shows_edits() {
        said(&status, 1, "migration-modified")?;
        "flagged"
    } else {
        // It says so, and the replay finds what the history cannot tell.
        said(&status, 0, "an edit of an applied file does not show here")?;
        said(&project.lockstep("native", &["verify"]), 1, "drift-differs")?;
        "cannot be known, verify finds it"
    };
    Ok(format!("{ours} / {}", reaction(tool, &project, tool.on_an_edit())?))
}

/// The line ends of every applied file change.
pub(super) fn line_ends(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    project.lay_out(tool, &all());
    ended_well(&tool.apply(&project, project.native()))?;
    project.turn_line_ends(tool, &all());
    let status = project.lockstep("native", &["status"]);
    // What the tool objects to stops lockstep, too; what the tool does not see stops nothing.
    let theirs = tool.on_line_ends();
    let told = status.all().contains("migration-modified");
    match (theirs, status.code, told) {
        (Reaction::Refuses(_) | Reaction::Tells(_), 1, true) | (Reaction::Silent, 0, _) => {}
        _ => return Err(format!("the tool: {theirs:?}, lockstep:\n{}", status.all())),
    }
    let ours = match (told, status.code) {
        (true, 1) => "flagged",
        (true, _) => "told",
        _ => "the same to it",
    };
    Ok(format!("{ours} / {}", reaction(tool, &project, theirs)?))
}

/// What the tool does about files that are not what it applied.
fn reaction(tool: &dyn Tool, project: &Project, expected: Reaction) -> Result<&'static str, String> {
    let (words, refuses) = match expected {
        Reaction::Silent => {
            nothing_to_do(tool, project, project.native())?;
            return Ok("not seen");
        }
        Reaction::Refuses(words) => (words, true),
        Reaction::Tells(words) => (words, false),
    };
    let said = tool.apply(project, project.native());
    if (said.code != 0) != refuses || !said.all().contains(words) {
        return Err(format!("the tool: {expected:?} expected\n{}", said.all()));
    }
    Ok(if refuses { "refused" } else { "told" })
}

/// A file turns up that is older than what ran: lockstep does what the tool does, and says so where that is nothing.
pub(super) fn late(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    let mut early = all();
    early.remove(LATE);
    project.lay_out(tool, &early);
    ended_well(&tool.apply(&project, project.native()))?;
    if tool.lockstep_applies() {
        ended_well(&lockstep_applies(&project, "ours"))?;
    }
    project.lay_out(tool, &all());
    let status = project.lockstep("native", &["status"]);
    let theirs = tool.apply(&project, project.native());
    let ran = |database: &Database| database.sql("select to_regproc('greet') is not null") == "t";
    let expected = tool.on_a_late_file();
    let seen = match (theirs.code, ran(project.native())) {
        (0, true) => Late::Runs,
        (0, false) => Late::Skips,
        (_, ran) => {
            let Late::Refuses(words) = expected else { return Err(theirs.all()) };
            if ran || !theirs.all().contains(words) {
                return Err(format!("the tool should have refused with {words:?}:\n{}", theirs.all()));
            }
            expected
        }
    };
    if seen != expected {
        return Err(format!("the tool: {expected:?} expected, {seen:?} seen\n{}", theirs.all()));
    }
    let word = match seen {
        Late::Runs => "runs it",
        Late::Skips => "skips it",
        Late::Refuses(_) => "refuses",
    };
    if !tool.lockstep_applies() {
        return Ok(format!("exit {} / {word}", status.code));
    }
    let ours = lockstep_applies(&project, "ours");
    match seen {
        Late::Runs => {
            ended_well(&ours)?;
            nothing_to_do(tool, &project, project.ours())?;
            equal(tool, &project)?;
        }
        Late::Skips | Late::Refuses(_) if ran(project.ours()) => return Err(ours.all()),
        Late::Skips | Late::Refuses(_) if tool.history_names_all() => {
            said(&ours, 1, "migration-out-of-order")?
        }
        // That it never ran is seen by what it would have made.
        Late::Skips | Late::Refuses(_) => said(&ours, 1, "drift-missing")?,
    }
    Ok(format!("{} / {word}", if seen == Late::Runs { "runs it" } else { "refuses" }))
}

/// Which of them comes late, or goes.
const LATE: usize = 2;

/// The file of an applied migration is deleted.
pub(super) fn gone(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    project.lay_out(tool, &all());
    ended_well(&tool.apply(&project, project.native()))?;
    let mut left = all();
    left.remove(LATE);
    project.remove_all_but(tool, &all(), &left);
    project.lay_out(tool, &left);
    let status = project.lockstep("native", &["status"]);
    let ours = if tool.history_names_all() {
        said(&status, 1, "migration-missing-file")?;
        "flagged"
    } else {
        said(&status, 0, "")?;
        said(&project.lockstep("native", &["verify"]), 1, "drift-extra")?;
        "cannot be known, verify finds it"
    };
    Ok(format!("{ours} / {}", reaction(tool, &project, tool.on_a_missing_file())?))
}
