//! The password of the test databases in all the ways that text may hold it.

use super::cluster::{PASSWORD, PASSWORD_IN_URL};

/// Every spelling that would give the password away.
pub(crate) fn spellings() -> Vec<String> {
    let base64 = |text: &str| {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let digits = text.bytes().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
        let bits: Vec<u8> = digits.collect();
        // Whole groups only: the end differs with what follows.
        bits.chunks_exact(6)
            .map(|six| char::from(alphabet[six.iter().fold(0, |sum, bit| sum * 2 + usize::from(*bit))]))
            .collect::<String>()
    };
    vec![
        PASSWORD.to_owned(),
        PASSWORD_IN_URL.to_owned(),
        PASSWORD_IN_URL.to_lowercase(),
        PASSWORD.replace('%', "%25").replace('/', "%2F"),
        base64(PASSWORD),
        // As Rust and JSON print it.
        PASSWORD.replace('ö', "\\u{f6}"),
        PASSWORD.replace('ö', "\\u00f6"),
        // Any half of it.
        "pa55-W".to_owned(),
        "7e/leak".to_owned(),
        "7e%2Fleak".to_owned(),
    ]
}
