//! Durations, counts and sizes in the words people use.

use std::time::Duration;

/// `640 ms`, `1.2 s`, `2 min 03 s`, `1 h 02 min`.
pub(crate) fn duration(took: Duration) -> String {
    let milliseconds = took.as_millis();
    let seconds = took.as_secs();
    match seconds {
        0 => format!("{milliseconds} ms"),
        1..60 => format!("{}.{} s", seconds, took.subsec_millis() / 100),
        60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3600, seconds % 3600 / 60),
    }
}

/// `2026-11-20 14:05` of a moment as PostgreSQL writes it in JSON, `2026-11-20T14:05:33.1+00:00`.
pub(crate) fn minute(moment: &str) -> Option<String> {
    let (day, time) = moment.split_once(['T', ' '])?;
    let digits = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(is, wanted)| match wanted {
                b'0' => is.is_ascii_digit(),
                other => is == other,
            })
    };
    let time = time.get(..5)?;
    (digits(day, "0000-00-00") && digits(time, "00:00")).then(|| format!("{day} {time}"))
}

/// `1 migration`, `2 migrations`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// `1,204,331`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `640 B`, `13.4 MB`.
pub(crate) fn bytes(number: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match units.iter().find(|(unit, _)| number >= *unit) {
        // One digit after the point; the loss of precision is meant.
        Some((unit, name)) => format!("{}.{} {name}", number / unit, number % unit * 10 / unit),
        None => format!("{number} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well_at_every_size() {
        let shown = [0, 640, 1_000, 59_999, 123_000, 3_725_000].map(|ms| duration(Duration::from_millis(ms)));
        assert_eq!(shown, ["0 ms", "640 ms", "1.0 s", "59.9 s", "2 min 03 s", "1 h 02 min"]);
    }

    #[test]
    fn sizes_have_one_digit_after_the_point() {
        assert_eq!([640, 1_000, 13_450_000].map(bytes), ["640 B", "1.0 kB", "13.4 MB"]);
        assert_eq!(bytes(u64::MAX), "18446744073.7 GB");
    }

    #[test]
    fn large_numbers_have_commas() {
        assert_eq!([0, 999, 1_000, 1_204_331].map(grouped), ["0", "999", "1,000", "1,204,331"]);
    }

    #[test]
    fn a_moment_is_shown_to_the_minute_or_not_at_all() {
        assert_eq!(minute("2026-11-20T14:05:33.1+00:00").as_deref(), Some("2026-11-20 14:05"));
        assert_eq!(minute("2026-11-20 14:05:33").as_deref(), Some("2026-11-20 14:05"));
        for odd in ["", "infinity", "2026-11-20", "2026-11-20T1", "20261120T1405", "yesterday at noon"] {
            assert_eq!(minute(odd), None, "{odd}");
        }
    }

    #[test]
    fn counts_agree_with_their_noun() {
        assert_eq!((count(1, "error"), count(0, "error")), ("1 error".into(), "0 errors".into()));
    }
}
