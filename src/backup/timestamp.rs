//! Moments as text: RFC 3339 inside a manifest, `YYYYMMDDTHHMMSSZ` in a folder name. UTC only.

use std::time::SystemTime;

/// `2026-01-31T23:59:58Z`.
pub(super) fn rfc3339(moment: SystemTime) -> String {
    humantime::format_rfc3339_seconds(moment).to_string()
}

/// The moment an RFC 3339 text in UTC names.
pub(crate) fn parse_rfc3339(text: &str) -> Option<SystemTime> {
    humantime::parse_rfc3339(text).ok()
}

/// `20260131T235958Z`: sorts by time and holds no character a file system minds.
pub(super) fn stamp(moment: SystemTime) -> String {
    rfc3339(moment).chars().filter(|c| !matches!(c, '-' | ':')).collect()
}

/// The moment a stamp names; `None` for every other text.
pub(super) fn parse_stamp(text: &str) -> Option<SystemTime> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let (year, month, day) = (date.get(..4)?, date.get(4..6)?, date.get(6..)?);
    let (hour, minute, second) = (time.get(..2)?, time.get(2..4)?, time.get(4..)?);
    let moment = parse_rfc3339(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))?;
    (stamp(moment) == text).then_some(moment)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn both_spellings_come_back() {
        let moment = UNIX_EPOCH + Duration::from_secs(1_769_903_998);
        assert_eq!(rfc3339(moment), "2026-01-31T23:59:58Z");
        assert_eq!(stamp(moment), "20260131T235958Z");
        assert_eq!(parse_rfc3339(&rfc3339(moment)), Some(moment));
        assert_eq!(parse_stamp(&stamp(moment)), Some(moment));
    }

    #[test]
    fn other_folder_names_are_not_stamps() {
        for name in [
            "",
            "latest",
            ".partial-20260131T235958Z-1",
            "20260131T235958",
            "20261331T235958Z",
            "é0260131T235958Z",
        ] {
            assert_eq!(parse_stamp(name), None, "{name}");
        }
    }
}
