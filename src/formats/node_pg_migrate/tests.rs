use super::*;

#[test]
fn the_up_part_is_what_the_tool_sends() {
    let cut = |text: &'static str| &text[DIALECT.cut(text).expect("never malformed").up];
    let cases = [
        ("a;", "a;"),
        ("a;\n-- Down Migration\nb;", "a;\n-- Down Migration\nb;"),
        ("x;\n -- - up \t MIGRATION of a\na;\n--down migration\nb;", " -- - up \t MIGRATION of a\na;\n"),
        ("-- Down Migration\nb;\n-- Up Migration\na;", "-- Up Migration\na;"),
        ("\u{feff}-- Up Migration\na;", "\u{feff}-- Up Migration\na;"),
        ("-- Upmigration\na;", "-- Upmigration\na;"),
    ];
    for (text, up) in cases {
        assert_eq!(cut(text), up, "{text:?}");
    }
}

#[test]
fn dates_of_seventeen_digits_stand_among_milliseconds() {
    assert_eq!(number("20240229123456789_x"), 1_709_210_096_789);
    assert_eq!(number("19700101000000000_x"), 0);
    let mut names = ["20240101000000_z", "20240101000000000_b", "1700000000000_a", "2_x", "010_y"];
    names.sort_by(|a, b| compare(a, b));
    assert_eq!(names, ["2_x", "010_y", "1700000000000_a", "20240101000000000_b", "20240101000000_z"]);
}

#[test]
fn equal_numbers_come_in_the_order_of_localecompare() {
    let mut names = ["1_b", "1_a10", "1_B2", "1_a9", "1_a", "1_B"];
    names.sort_by(|a, b| compare(a, b));
    // as node-pg-migrate 9.0.0 ran them
    assert_eq!(names, ["1_a", "1_a9", "1_a10", "1_b", "1_B", "1_B2"]);
}
