//! The wish to stop: set once by a signal, seen by everything that waits, carried to the server.

use std::process;
use std::time::Duration;

use tokio::sync::watch;

use super::connect::connect_within;
use super::session::Access;
use crate::model::connection::Connection;
use crate::model::exit::Exit;

/// A signal that asks us to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    Interrupt,
    Terminate,
}

impl Signal {
    /// How a run stopped by this signal ends.
    pub(crate) fn exit(self) -> Exit {
        match self {
            Self::Interrupt => Exit::Interrupted,
            Self::Terminate => Exit::Terminated,
        }
    }
}

/// Whether the run should stop. Clones share one state.
#[derive(Debug, Clone)]
pub(crate) struct Cancel {
    state: watch::Sender<Option<Signal>>,
}

impl Cancel {
    /// A token that nothing has set yet.
    pub(crate) fn new() -> Self {
        Self { state: watch::Sender::new(None) }
    }

    /// A token that SIGINT and SIGTERM set. A second signal ends the process at once: somebody who
    /// asks twice does not want to wait for the server's answer.
    pub(crate) fn on_signals() -> std::io::Result<Self> {
        let cancel = Self::new();
        let mut signals = Signals::listen()?;
        let token = cancel.clone();
        tokio::spawn(async move {
            let first = signals.next().await;
            tracing::warn!("stopping: cancelling what runs on the server; a second signal stops at once");
            token.set(first);
            let second = signals.next().await;
            process::exit(second.exit().code().into());
        });
        Ok(cancel)
    }

    /// Asks to stop. The first reason stays.
    pub(crate) fn set(&self, signal: Signal) {
        self.state.send_if_modified(|state| {
            let first = state.is_none();
            state.get_or_insert(signal);
            first
        });
    }

    /// The signal that asked to stop, if any did.
    pub(crate) fn signal(&self) -> Option<Signal> {
        *self.state.borrow()
    }

    /// Returns once somebody asks to stop; never before.
    pub(crate) async fn cancelled(&self) -> Signal {
        let mut receiver = self.state.subscribe();
        let state = receiver.wait_for(Option::is_some).await.expect("this token keeps the sender alive");
        state.expect("waited until it is set")
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.terminate.recv() => Signal::Terminate,
        }
    }
}

/// Asks the server, through a connection of its own, to cancel what the process `pid` runs, and to
/// end it when that has no effect. Returns when there is nothing left to try, within four seconds.
pub(super) async fn stop_backend(connection: &Connection, pid: i32) {
    let work = async {
        let limit = Duration::from_millis(1500);
        let mut session = connect_within(connection, "lockstep cancel", Access::Read, limit).await?;
        for _ in 0..3 {
            // Again and again: one that arrives between two statements has no effect.
            session.run(&format!("SELECT pg_catalog.pg_cancel_backend({pid})")).await?;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        session.run(&format!("SELECT pg_catalog.pg_terminate_backend({pid})")).await
    };
    if let Err(error) = work.await {
        tracing::warn!(%error, "the running statement could not be cancelled on the server");
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_signal_is_the_reason_and_every_clone_sees_it() {
        let cancel = Cancel::new();
        let clone = cancel.clone();
        assert_eq!(clone.signal(), None);
        let waiting = tokio::spawn(async move { clone.cancelled().await });
        cancel.set(Signal::Terminate);
        cancel.set(Signal::Interrupt);
        assert_eq!(waiting.await.expect("no panic"), Signal::Terminate);
        assert_eq!(cancel.signal(), Some(Signal::Terminate));
    }
}
