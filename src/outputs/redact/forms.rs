//! The texts in which a secret may turn up, as a list: what the runner is told to hide, and what is
//! looked for where a spelling cannot be followed letter by letter.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::model::connection::Secret;

/// What RFC 3986 wants encoded everywhere: all but the unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Texts that are somebody's password and everybody's word: hiding them would blank our own
/// messages (and, as masks, the whole job log) without protecting anything.
const EVERYDAY_WORDS: &[&str] =
    &["postgres", "postgresql", "password", "localhost", "public", "admin", "root", "test", "user"];

/// Characters of base64 that no other text has by chance.
const SHORTEST_BASE64: usize = 8;

/// The secrets themselves, longest first: as given, percent-decoded, and each line of one of several
/// lines, without those that say nothing.
pub(super) fn texts(secrets: &[Secret]) -> Vec<String> {
    let mut texts = Vec::new();
    for secret in secrets {
        let raw = secret.expose();
        let decoded = percent_decode_str(raw).decode_utf8().unwrap_or(Cow::Borrowed(raw));
        for text in [raw, &decoded] {
            texts.push(text.to_owned());
            texts.extend(text.split(['\n', '\r']).map(str::to_owned));
        }
    }
    texts.retain(|text| worth_hiding(text));
    sort(&mut texts);
    texts
}

/// Every form in which these secrets may turn up in a log, longest first: as given, percent-decoded
/// and -encoded once and twice, inside JSON, in base64, and each line of a secret of several lines.
pub(crate) fn forms(secrets: &[Secret]) -> Vec<Secret> {
    let mut forms = Vec::new();
    for text in texts(secrets) {
        let encoded = utf8_percent_encode(&text, RESERVED).to_string();
        let twice = encoded.replace('%', "%25");
        forms.extend([lower_escapes(&encoded), lower_escapes(&twice), encoded, twice, json(&text)]);
        forms.extend(base64(&text));
        forms.push(text);
    }
    longest_first(forms)
}

pub(super) fn longest_first(mut forms: Vec<String>) -> Vec<Secret> {
    sort(&mut forms);
    forms.into_iter().map(Secret::new).collect()
}

fn sort(texts: &mut Vec<String>) {
    texts.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    texts.dedup();
}

fn worth_hiding(text: &str) -> bool {
    text.trim().chars().count() >= 4
        && text.chars().any(|character| character != '*')
        && !EVERYDAY_WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// `%2f` for `%2F`.
fn lower_escapes(encoded: &str) -> String {
    let mut parts = encoded.split('%');
    let mut lower = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (hex, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        // Encoded twice, the digits of the character stand behind those of the percent sign.
        let inner = if hex == "25" { rest.len().min(2) } else { 0 };
        let (digits, rest) = rest.split_at_checked(inner).unwrap_or(("", rest));
        lower.push_str(&format!("%{}{}{rest}", hex.to_ascii_lowercase(), digits.to_ascii_lowercase()));
    }
    lower
}

/// What base64 of any text that holds this one holds: wherever it begins there, the digits that
/// depend on nothing else.
pub(super) fn base64(text: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for before in 0..3 {
        let bytes: Vec<u8> = std::iter::repeat_n(0, before).chain(text.bytes()).collect();
        let (first, end) = ((before * 8).div_ceil(6), bytes.len() * 8 / 6);
        if end < first + SHORTEST_BASE64 {
            continue;
        }
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            forms.push(engine.encode(&bytes)[first..end].to_owned());
        }
    }
    forms
}
