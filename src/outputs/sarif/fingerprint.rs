//! What makes a finding the same as one of an earlier run: an alert stays open, closed or dismissed by it.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use crate::model::finding::Finding;

/// The fingerprints of one report, in the order of its findings.
#[derive(Default)]
pub(super) struct Fingerprints {
    seen: HashMap<String, usize>,
}

impl Fingerprints {
    /// Sixteen hexadecimal digits, and which one of those that are alike it is: what code scanning
    /// expects of a `primaryLocationLineHash`. Lines, times and amounts may change without making
    /// another finding of it.
    pub(super) fn of(&mut self, finding: &Finding) -> String {
        let mut hash = Sha256::new();
        let file = finding.place.as_ref().map(|place| place.file.as_str());
        let message = without_amounts(&finding.message);
        let parts = [Some(finding.code.as_str()), finding.environment.as_deref(), file, Some(&message)];
        for part in parts {
            let part = part.unwrap_or_default();
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        let digest: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let number = self.seen.entry(digest.clone()).or_default();
        *number += 1;
        format!("{digest}:{number}")
    }
}

/// Words of digits alone (`12`, `3.5`, `2026-03-01`, `12:30:00`) become `0`; names that hold digits stay.
fn without_amounts(message: &str) -> String {
    let words = message.split_inclusive(char::is_whitespace).map(|word| {
        let bare = word.trim_end().trim_matches(|c: char| !c.is_alphanumeric());
        let amount = bare.starts_with(|c: char| c.is_ascii_digit())
            && bare
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ':' | '-' | '+' | 'T' | 'Z'));
        if amount { word.replacen(bare, "0", 1) } else { word.to_owned() }
    });
    words.collect()
}
