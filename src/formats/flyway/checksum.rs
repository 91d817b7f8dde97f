//! Flyway's checksum: CRC-32 over the lines without their ends, so that line ends never matter, nor
//! does a byte order mark.

use crate::sql::edit::without_mark;

/// As Flyway stores it: signed, in decimal.
pub(super) fn checksum(text: &str) -> String {
    let mut hasher = crc32fast::Hasher::new();
    for line in without_mark(text).split(['\n', '\r']) {
        // an empty line, as between CR and LF, adds nothing
        hasher.update(line.as_bytes());
    }
    hasher.finalize().cast_signed().to_string()
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde_json::Value;

    use super::*;

    #[test]
    fn checksums_are_those_of_the_vectors() {
        let vectors: Value =
            serde_json::from_str(include_str!("../../../tests/vectors/flyway.json")).expect("JSON");
        for case in vectors["cases"].as_array().expect("cases") {
            let content = STANDARD.decode(case["content_base64"].as_str().expect("text")).expect("base64");
            let text = String::from_utf8(content).expect("UTF-8");
            assert_eq!(checksum(&text), case["checksum"].to_string(), "{}", case["name"]);
        }
    }
}
