//! What tells one thing from another without saying what either is: for the hidden line of a comment or issue.

use sha2::{Digest as _, Sha256};

/// SHA-256 (hex) of these texts. Each goes in with its length, so that no two lists of them are alike.
pub(crate) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_text_ends_counts() {
        assert_eq!(of(["ab", "c"]).len(), 64);
        assert_eq!(of(["ab", "c"]), of(["ab", "c"]));
        assert_ne!(of(["ab", "c"]), of(["a", "bc"]));
        assert_ne!(of([]), of([""]));
    }
}
