//! The shell that runs a scratch server and outlives us just long enough to take it away.

use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::ScratchError;
use super::account::{Account, nss_wrapper};
use super::binaries::Installation;

const SCRIPT: &str = include_str!("supervisor.sh");

/// How long a server may take to accept connections: recovery is not needed, so anything beyond a
/// second or two is a machine in trouble.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// How long the end may take. A server that is told to stop at once kills what does not follow
/// within five seconds.
const STOPPED_WITHIN: Duration = Duration::from_secs(15);

/// Lines of a log that an error shows.
const LOG_LINES: usize = 15;

/// Environment variables that the server's programs need to find their libraries. Everything else
/// stays out: `PGOPTIONS`, `LC_ALL` and their like change what a server does.
const PASSED_ON: [&str; 3] = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"];

/// A supervisor and its directory, which lives as long as `commands` is open.
pub(super) struct Supervisor {
    directory: PathBuf,
    account: Account,
    shell: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Supervisor {
    /// Starts the shell as `account` and makes it responsible for `directory`. `change` says that
    /// `account` is not ourselves.
    pub(super) fn start(
        directory: TempDir,
        installation: &Installation,
        account: Account,
        change: bool,
    ) -> Result<Self, ScratchError> {
        let path = directory.path();
        let write = |name: &str, text: &str| {
            let file = path.join(name);
            std::fs::write(&file, text).map_err(ScratchError::directory(&file))?;
            give(&file, account, change).map(|()| file)
        };
        let mut command = Command::new("/bin/sh");
        command
            .arg(write("supervisor.sh", SCRIPT)?)
            .args([path, &installation.bin])
            .current_dir(path)
            .env_clear()
            .envs(PASSED_ON.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
            .env("LC_ALL", "C")
            // Ctrl-C goes to the terminal's process group, which must not be the server's.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        if !account.named
            && let Some(library) = nss_wrapper()
        {
            let (passwd, group) = account.name_files(path);
            command.env("NSS_WRAPPER_PASSWD", write("passwd", &passwd)?);
            command.env("NSS_WRAPPER_GROUP", write("group", &group)?);
            command.arg(library);
        }
        if change {
            command.uid(account.uid).gid(account.gid);
        }
        give(path, account, change)?;
        let failed = |source| ScratchError::Supervisor { uid: account.uid, source };
        let mut shell = command.spawn().map_err(failed)?;
        let (Some(commands), Some(answers)) = (shell.stdin.take(), shell.stdout.take()) else {
            return Err(failed(std::io::ErrorKind::BrokenPipe.into()));
        };
        // From here on the shell removes it, whatever happens to us.
        let directory = directory.keep();
        Ok(Self { directory, account, shell, commands, answers: BufReader::new(answers) })
    }

    /// The private directory: `data` and the socket are in it.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Makes the data directory with initdb.
    pub(super) async fn initdb(&mut self, locale: &str) -> Result<(), ScratchError> {
        self.command(&format!("initdb {locale}")).await?;
        let mut status = String::new();
        self.answers.read_line(&mut status).await.map_err(|source| self.lost(source))?;
        if status.trim() == "0" {
            return Ok(());
        }
        let log = self.log("initdb.log").await;
        if log.contains("look up effective user ID") {
            return Err(ScratchError::NoPasswdEntry { uid: self.account.uid });
        }
        Err(ScratchError::Initdb { log })
    }

    /// Starts the server and waits until it accepts connections.
    pub(super) async fn start_server(&mut self, options: &str) -> Result<(), ScratchError> {
        self.command(&format!("start {options}")).await?;
        let pid_file = self.directory.join("data/postmaster.pid");
        let mut rest = Vec::new();
        let ended = tokio::select! {
            () = ready(&pid_file) => return Ok(()),
            _ = self.answers.read_to_end(&mut rest) => true,
            () = tokio::time::sleep(READY_WITHIN) => false,
        };
        let log = self.log("server.log").await;
        Err(if ended {
            ScratchError::Start { log }
        } else {
            ScratchError::Timeout { seconds: READY_WITHIN.as_secs(), log }
        })
    }

    /// Lets the shell end the server and remove the directory, and waits for it.
    pub(super) async fn stop(mut self) -> Result<(), ScratchError> {
        drop(self.commands);
        match tokio::time::timeout(STOPPED_WITHIN, self.shell.wait()).await {
            Ok(Ok(status)) if status.success() => Ok(()),
            _ => Err(ScratchError::Stop { seconds: STOPPED_WITHIN.as_secs(), directory: self.directory }),
        }
    }

    async fn command(&mut self, line: &str) -> Result<(), ScratchError> {
        let sent = self.commands.write_all(format!("{line}\n").as_bytes()).await;
        sent.map_err(|source| self.lost(source))
    }

    fn lost(&self, source: std::io::Error) -> ScratchError {
        ScratchError::Supervisor { uid: self.account.uid, source }
    }

    /// The end of a log file in the directory.
    async fn log(&self, name: &str) -> String {
        let text = tokio::fs::read(self.directory.join(name)).await.unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.trim_end().lines().collect();
        lines[lines.len().saturating_sub(LOG_LINES)..].join("\n")
    }
}

fn give(path: &Path, account: Account, change: bool) -> Result<(), ScratchError> {
    if change {
        chown(path, Some(account.uid), Some(account.gid)).map_err(ScratchError::directory(path))?;
    }
    Ok(())
}

/// Waits until the server's own status line, the eighth, says that it accepts connections
/// (`src/include/utils/pidfile.h`).
async fn ready(pid_file: &Path) {
    loop {
        let text = tokio::fs::read_to_string(pid_file).await.unwrap_or_default();
        if text.lines().nth(7).is_some_and(|status| status.trim() == "ready") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
