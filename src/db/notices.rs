//! What a server says beside its answers (`NOTICE`, `WARNING`). sqlx hands these to the log only;
//! a layer of the log catches them there for whoever listens.
//!
//! The layer must be installed with a filter that lets [`TARGET`] through at every level:
//! `RAISE INFO` comes as a trace event.

use std::cell::RefCell;
use std::fmt;
use std::future::Future;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

/// The log target of sqlx's notices.
pub(crate) const TARGET: &str = "sqlx::postgres::notice";

/// One thing a server said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    /// `warning`, `notice`, `info`, `debug`.
    pub(crate) severity: &'static str,
    pub(crate) text: String,
}

tokio::task_local! {
    static HEARD: RefCell<Vec<Notice>>;
}

/// Does `work` and returns what the servers said meanwhile to the sessions in it, and to no other.
pub(crate) async fn collect<T>(work: impl Future<Output = T>) -> (T, Vec<Notice>) {
    HEARD
        .scope(RefCell::default(), async {
            let output = work.await;
            (output, HEARD.with(RefCell::take))
        })
        .await
}

/// Hands over what was said so far in the [`collect`] that is being polled: notices arrive before the
/// answer of the statement that they belong to.
pub(crate) fn take() -> Vec<Notice> {
    HEARD.try_with(RefCell::take).unwrap_or_default()
}

/// Gives notices to the [`collect`] whose work is being polled. Without one they are dropped.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NoticeLayer;

impl<S: Subscriber> Layer<S> for NoticeLayer {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != TARGET {
            return;
        }
        let mut text = MessageText::default();
        event.record(&mut text);
        let notice = Notice { severity: severity(*event.metadata().level()), text: text.0 };
        // Nobody listening is no error.
        let _ = HEARD.try_with(|heard| heard.borrow_mut().push(notice));
    }
}

/// sqlx turns the server's severity into a level; this turns it back.
fn severity(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warning",
        Level::INFO => "notice",
        Level::DEBUG => "debug",
        Level::TRACE => "info",
    }
}

#[derive(Default)]
struct MessageText(String);

impl Visit for MessageText {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.0 = value.to_owned();
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use tracing::instrument::WithSubscriber as _;
    use tracing_subscriber::filter::Targets;
    use tracing_subscriber::prelude::*;

    use super::*;
    use crate::db::testing;

    #[tokio::test]
    async fn notices_go_to_the_work_they_belong_to() {
        let log = tracing_subscriber::registry()
            .with(NoticeLayer.with_filter(Targets::new().with_target(TARGET, Level::TRACE)));
        let database = testing::database().await;
        async {
            let mut here = testing::open(&database).await.expect("open");
            let mut there = testing::open(&database).await.expect("open");
            let raise = |how: &str| format!("DO $$ BEGIN RAISE {how} 'said so'; END $$");
            let (script, other) = (raise("WARNING") + ";" + &raise("INFO"), raise("NOTICE"));
            let ((first, mine), (second, others)) =
                tokio::join!(collect(here.run(&script)), collect(there.run(&other)));
            first.and(second).expect("ran");
            let said = |notices: Vec<Notice>| -> Vec<_> {
                notices.into_iter().map(|notice| (notice.severity, notice.text)).collect()
            };
            assert_eq!(said(mine), [("warning", "said so".to_owned()), ("info", "said so".to_owned())]);
            assert_eq!(said(others), [("notice", "said so".to_owned())]);
        }
        .with_subscriber(log)
        .await;
    }
}
