//! A command line that asks for nothing to be run: help, version, or wrong usage.

use std::ffi::OsString;
use std::io::Write as _;

use crate::model::exit::Exit;

/// Why there is nothing to run.
#[derive(Debug)]
pub(crate) struct Stop {
    error: clap::Error,
    /// The text without the URLs of the command line, when it held any.
    redacted: Option<String>,
}

impl Stop {
    pub(super) fn new(error: clap::Error, arguments: &[OsString]) -> Self {
        let text = error.to_string();
        let redacted = redact(&text, arguments);
        Self { redacted: (redacted != text).then_some(redacted), error }
    }

    /// Done for help and version, otherwise wrong usage.
    pub(crate) fn exit(&self) -> Exit {
        if self.error.use_stderr() { Exit::Usage } else { Exit::Done }
    }

    /// Prints to standard output what was asked for, and to standard error what was wrong.
    pub(crate) fn print(&self) {
        // A closed pipe leaves nobody to tell.
        let _ = match &self.redacted {
            Some(text) => write!(std::io::stderr(), "{text}"),
            None => self.error.print(),
        };
    }

    /// The text without colours.
    #[cfg(test)]
    pub(super) fn text(&self) -> String {
        self.redacted.clone().unwrap_or_else(|| self.error.to_string())
    }
}

/// clap quotes the argument that it did not understand, and that may be a URL with a password.
fn redact(text: &str, arguments: &[OsString]) -> String {
    let mut redacted = text.to_owned();
    for argument in arguments.iter().filter_map(|argument| argument.to_str()) {
        let value = match argument.split_once('=') {
            Some((option, value)) if option.starts_with('-') => value,
            _ => argument,
        };
        if value.contains("://") || value.contains('@') {
            redacted = redacted.replace(value, "***");
        }
    }
    redacted
}
