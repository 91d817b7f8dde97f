//! Days, as `YYYY-MM-DD`: such texts sort as the days do.

/// Whether `text` is a day that exists, as `YYYY-MM-DD`.
pub(crate) fn is_date(text: &str) -> bool {
    let shape = text.len() == 10
        && text
            .char_indices()
            .all(|(index, c)| if matches!(index, 4 | 7) { c == '-' } else { c.is_ascii_digit() });
    if !shape {
        return false;
    }
    let number = |range: std::ops::Range<usize>| text[range].parse::<u32>().unwrap_or_default();
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn only_days_that_exist_are_dates() {
        for good in ["2027-01-01", "2028-02-29", "2027-12-31"] {
            assert!(is_date(good), "{good}");
        }
        for bad in
            ["2027-02-29", "2027-13-01", "2027-00-10", "2027-04-31", "27-1-1", "2027/01/01", "2027-01-0é"]
        {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
