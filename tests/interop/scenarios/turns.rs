//! The tool and lockstep take turns.

use crate::checks::{content, ended_well, equal, lockstep_agrees, lockstep_applies, nothing_to_do, said};
use crate::migrations::{all, with_a_concurrent_one};
use crate::project::Project;
use crate::tools::Tool;

/// The tool applies all; lockstep agrees. What lockstep only reads, it refuses to apply.
pub(super) fn tool_then_lockstep(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    project.lay_out(tool, &all()[..2]);
    ended_well(&tool.apply(&project, project.native()))?;
    project.lay_out(tool, &all());
    let pending = project.lockstep("native", &["status", "--format", "json"]);
    said(&pending, 0, "\"pending\": 3")?;
    if !tool.lockstep_applies() {
        let before = content(project.native(), &tool.history());
        let refused = lockstep_applies(&project, "native");
        if refused.code == 0 || content(project.native(), &tool.history()) != before {
            return Err(format!("it should have refused to apply:\n{}", refused.all()));
        }
    }
    ended_well(&tool.apply(&project, project.native()))?;
    lockstep_agrees(&project, "native")?;
    Ok(if tool.lockstep_applies() { "yes" } else { "yes; refuses to apply" }.to_owned())
}

/// lockstep applies all; the tool finds its own history, and the schema is as if the tool had been at work.
pub(super) fn lockstep_then_tool(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    project.lay_out(tool, &all());
    ended_well(&tool.apply(&project, project.native()))?;
    ended_well(&lockstep_applies(&project, "ours"))?;
    nothing_to_do(tool, &project, project.ours())?;
    lockstep_agrees(&project, "ours")?;
    equal(tool, &project)?;
    Ok("yes".to_owned())
}

/// Each goes on where the other stopped.
pub(super) fn half_and_half(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    project.lay_out(tool, &all()[..2]);
    ended_well(&tool.apply(&project, project.native()))?;
    ended_well(&lockstep_applies(&project, "ours"))?;
    project.lay_out(tool, &all());
    ended_well(&lockstep_applies(&project, "native"))?;
    ended_well(&tool.apply(&project, project.ours()))?;
    for (environment, database) in [("native", project.native()), ("ours", project.ours())] {
        nothing_to_do(tool, &project, database)?;
        lockstep_agrees(&project, environment)?;
    }
    equal(tool, &project)?;
    Ok("yes".to_owned())
}

/// A statement that refuses a transaction, marked as the tool wants it marked.
pub(super) fn concurrent(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    let Some(files) = tool.outside_a_transaction(tool.files(&with_a_concurrent_one())) else {
        return Ok("no file can".to_owned());
    };
    for (file, text) in files {
        project.write(&file, &text);
    }
    ended_well(&tool.apply(&project, project.native()))?;
    ended_well(&lockstep_applies(&project, "ours"))?;
    for (environment, database) in [("native", project.native()), ("ours", project.ours())] {
        nothing_to_do(tool, &project, database)?;
        lockstep_agrees(&project, environment)?;
    }
    equal(tool, &project)?;
    Ok("yes".to_owned())
}
