//! The one place where git is started: without a shell, a prompt, a network or a write, and not for
//! longer than a person would wait.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::{GitError, Repository};

/// Settings of the user's that would change what git prints, or start something.
const PLAIN: &[&str] = &[
    "--literal-pathspecs",
    "--no-pager",
    "-c",
    "color.ui=false",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.fileMode=false",
    "-c",
    "log.showSignature=false",
];

/// A hook of git's sets these for the command that it was started by; the folder decides here.
const OF_HOOKS: &[&str] = &["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

/// What git prints in the repository's folder, with `input` to read.
pub(super) fn run(
    repository: &Repository,
    arguments: &[&str],
    input: Option<Vec<u8>>,
) -> Result<Vec<u8>, GitError> {
    let mut command = Command::new("git");
    command.arg("-C").arg(&repository.folder).args(PLAIN).args(arguments);
    for variable in OF_HOOKS {
        command.env_remove(variable);
    }
    command
        // A partial clone would fetch what it lacks: no protocol may be spoken, by any version of git.
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "none")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C")
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let output = wait(command, input, repository.patience)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let reason = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("nothing").trim();
    Err(GitError::Refused { reason: reason.trim_start_matches("fatal: ").to_owned() })
}

fn wait(mut command: Command, input: Option<Vec<u8>>, patience: Duration) -> Result<Output, GitError> {
    let mut child = command.spawn().map_err(GitError::Start)?;
    let process = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) {
        // Beside the reading: neither side waits for a full pipe. That git ended early shows in its answer.
        thread::spawn(move || stdin.write_all(&input));
    }
    let (sender, answer) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait_with_output()));
    match answer.recv_timeout(patience) {
        Ok(output) => output.map_err(GitError::Start),
        Err(_) => {
            if let Some(process) = process {
                // It may have ended in this very moment.
                let _ = kill_process(process, Signal::KILL);
            }
            Err(GitError::Slow { seconds: patience.as_secs() })
        }
    }
}
