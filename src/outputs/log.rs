//! The log: one line per event on standard error, without secrets, and on GitHub never a workflow
//! command. Set up once, at the start.

use std::io::{self, Write};

use indicatif::MultiProgress;
use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

use super::commands::sanitize_text;
use super::redact::Redactor;

/// How much is said: `-q`, nothing, `-v`, `-vv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Verbosity {
    /// Warnings and errors.
    Quiet,
    #[default]
    Normal,
    Debug,
    /// Everything, sqlx and HTTP included.
    Trace,
}

/// How the log looks.
#[derive(Debug, Clone)]
pub(crate) struct LogOptions {
    pub(crate) verbosity: Verbosity,
    pub(crate) color: bool,
    /// GitHub Actions reads along: no line may be a command.
    pub(crate) on_github: bool,
    /// The runner's step debug logging is on (`RUNNER_DEBUG`).
    pub(crate) runner_debug: bool,
    /// Progress bars that log lines must not run into; hidden ones where there are none.
    pub(crate) bars: MultiProgress,
}

/// Starts the log for the whole process. `extra` sees every event, whatever the verbosity: it
/// brings its own filter. A second call changes nothing.
pub(crate) fn init<L>(options: LogOptions, redactor: Redactor, extra: L)
where
    L: Layer<Registry> + Send + Sync + 'static,
{
    // An error only says that a log is there already, which tests of one process may cause.
    let _ = subscriber(options, redactor, extra, io::stderr).try_init();
}

fn subscriber<L, W, O>(options: LogOptions, redactor: Redactor, extra: L, out: W) -> impl Subscriber
where
    L: Layer<Registry> + Send + Sync + 'static,
    W: Fn() -> O + Send + Sync + 'static,
    O: Write,
{
    let verbosity = match options.runner_debug {
        true => options.verbosity.max(Verbosity::Debug),
        false => options.verbosity,
    };
    let format = tracing_subscriber::fmt::layer()
        .without_time()
        .with_target(verbosity == Verbosity::Trace)
        .with_ansi(options.color)
        .with_writer(LogWriter { options, redactor, out });
    Registry::default().with(extra).with(format.with_filter(filter(verbosity)))
}

/// Ours at the level asked for; of the libraries only warnings; sqlx, which logs statements and
/// hands us the server's notices in its own way, only when everything is asked for.
fn filter(verbosity: Verbosity) -> Targets {
    let (ours, theirs, sqlx) = match verbosity {
        Verbosity::Quiet => (LevelFilter::WARN, LevelFilter::ERROR, LevelFilter::OFF),
        Verbosity::Normal => (LevelFilter::INFO, LevelFilter::WARN, LevelFilter::OFF),
        Verbosity::Debug => (LevelFilter::DEBUG, LevelFilter::WARN, LevelFilter::OFF),
        Verbosity::Trace => (LevelFilter::TRACE, LevelFilter::DEBUG, LevelFilter::DEBUG),
    };
    Targets::new().with_default(theirs).with_target("lockstep", ours).with_target("sqlx", sqlx)
}

/// Makes one writer per event.
struct LogWriter<W> {
    options: LogOptions,
    redactor: Redactor,
    out: W,
}

impl<'a, W, O> MakeWriter<'a> for LogWriter<W>
where
    W: Fn() -> O + 'static,
    O: Write,
{
    type Writer = Event<'a, W, O>;

    fn make_writer(&'a self) -> Self::Writer {
        Event { log: self, text: Vec::new() }
    }
}

/// Collects one event and writes it at the end: a secret must not hide between two writes.
struct Event<'a, W, O>
where
    W: Fn() -> O,
    O: Write,
{
    log: &'a LogWriter<W>,
    text: Vec<u8>,
}

impl<W, O> Write for Event<'_, W, O>
where
    W: Fn() -> O,
    O: Write,
{
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W, O> Drop for Event<'_, W, O>
where
    W: Fn() -> O,
    O: Write,
{
    fn drop(&mut self) {
        let text = self.log.redactor.redact(&String::from_utf8_lossy(&self.text));
        let text = if self.log.options.on_github { sanitize_text(&text) } else { text };
        // A log that cannot be written has nowhere to say so.
        self.log.options.bars.suspend(|| {
            let _ = (self.log.out)().write_all(text.as_bytes());
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::Identity;

    use super::*;
    use crate::model::connection::Secret;

    #[derive(Clone, Default)]
    struct Buffer(Arc<Mutex<Vec<u8>>>);

    impl Write for Buffer {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("not poisoned").extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(verbosity: Verbosity, on_github: bool, runner_debug: bool, say: impl Fn()) -> String {
        let buffer = Buffer::default();
        let out = buffer.clone();
        let bars = MultiProgress::with_draw_target(indicatif::ProgressDrawTarget::hidden());
        let options = LogOptions { verbosity, color: false, on_github, runner_debug, bars };
        let redactor = Redactor::new(&[Secret::new("hunter22")]);
        let subscriber = subscriber(options, redactor, Identity::new(), move || out.clone());
        tracing::subscriber::with_default(subscriber, say);
        let bytes = buffer.0.lock().expect("not poisoned").clone();
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn secrets_and_commands_never_reach_the_log() {
        let said = logged(Verbosity::Normal, true, false, || {
            tracing::info!(password = "hunter22", "said hunter22\n::error::x\r  ::add-mask::y ##[group]z");
        });
        assert!(!said.contains("hunter22") && said.matches("***").count() == 2, "{said}");
        assert!(!said.contains("##[") && !said.contains('\r'), "{said:?}");
        assert!(said.lines().all(|line| !line.trim_start().starts_with("::")), "{said:?}");
    }

    #[test]
    fn verbosity_decides_and_the_runner_can_ask_for_more() {
        let say = || {
            tracing::debug!("detail");
            tracing::info!("news");
            tracing::warn!(target: "sqlx::query", "slow statement");
        };
        assert_eq!(logged(Verbosity::Quiet, false, false, say), "");
        assert_eq!(logged(Verbosity::Normal, false, false, say), " INFO news\n");
        assert_eq!(logged(Verbosity::Quiet, false, true, say), "DEBUG detail\n INFO news\n");
        assert!(logged(Verbosity::Trace, false, false, say).contains("slow statement"));
    }
}
