//! The hidden first line by which lockstep knows a comment or an issue of its own again.

use std::fmt;

/// `<!-- lockstep:comment:9f2c…:1d0e… -->`. Anybody may write such a line, so it only counts in what our
/// own account wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marker {
    /// What it marks: `comment`, `drift`.
    sort: &'static str,
    /// Which one of that sort: hexadecimal.
    id: String,
    /// What it said the last time, where that matters: hexadecimal.
    state: Option<String>,
}

const OPENING: &str = "<!-- lockstep:";
const CLOSING: &str = " -->";

impl Marker {
    /// `id` and `state` are digests, so that no foreign text stands inside an HTML comment.
    pub(crate) fn new(sort: &'static str, id: impl Into<String>, state: Option<String>) -> Self {
        Self { sort, id: id.into(), state }
    }

    /// The same thing in another state.
    pub(crate) fn with_state(self, state: String) -> Self {
        Self { state: Some(state), ..self }
    }

    /// Whether a body begins with the marker of the same thing, in whatever state.
    pub(crate) fn marks(&self, body: &str) -> bool {
        let wanted = format!("{OPENING}{}:{}", self.sort, self.id);
        // GitHub keeps a body's line ends as they were sent; an edit by hand may change them.
        let rest = body.trim_start().strip_prefix(&wanted);
        rest.is_some_and(|rest| rest.starts_with([':', ' ']))
    }

    /// What a body of the same thing says of its state.
    pub(crate) fn state_of<'a>(&self, body: &'a str) -> Option<&'a str> {
        if !self.marks(body) {
            return None;
        }
        let (line, _) = body.trim_start().split_once(CLOSING)?;
        line.strip_prefix(OPENING)?.splitn(3, ':').nth(2)
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state.as_ref().map(|state| format!(":{state}")).unwrap_or_default();
        write!(f, "{OPENING}{}:{}{state}{CLOSING}", self.sort, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_knows_its_own_in_any_state_and_no_other() {
        let marker = Marker::new("drift", "ab12", Some("ff".into()));
        let body = format!("{marker}\n\ntext");
        assert!(marker.marks(&body) && Marker::new("drift", "ab12", None).marks(&body));
        assert_eq!(marker.state_of(&body), Some("ff"));
        assert!(!Marker::new("drift", "ab1", None).marks(&body));
        assert!(!Marker::new("comment", "ab12", None).marks(&body));
        assert!(!marker.marks(&format!("quoted:\n{body}")));
        assert_eq!(marker.state_of("<!-- lockstep:drift:ab12 -->"), None);
    }
}
