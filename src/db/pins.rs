//! The settings on which printed SQL depends, pinned so that two servers print one object alike.

/// Name, value, and the first major that knows it. They are local to the transaction that reads: a
/// pooler that forgets session settings cannot lose them. With a `search_path` names lose their schema;
/// the time zone is part of printed timestamps and partition bounds, and so on for each. Compiling
/// queries that run once (`jit`) only costs time, and so does sorting 13,000 columns on disk.
const PINS: &[(&str, &str, u32)] = &[
    ("search_path", "", 0),
    ("TimeZone", "UTC", 0),
    ("DateStyle", "ISO, MDY", 0),
    ("IntervalStyle", "postgres", 0),
    ("bytea_output", "hex", 0),
    ("extra_float_digits", "3", 0),
    ("quote_all_identifiers", "off", 0),
    ("standard_conforming_strings", "on", 0),
    ("lc_monetary", "C", 0),
    ("row_security", "off", 0),
    ("statement_timeout", "5min", 0),
    ("lock_timeout", "30s", 0),
    ("idle_in_transaction_session_timeout", "5min", 0),
    ("jit", "off", 0),
    ("work_mem", "32MB", 0),
    ("transaction_timeout", "0", 17),
];

/// The one statement that pins them, for a server of this major.
pub(super) fn statement(major: u32) -> String {
    let pins: Vec<String> = PINS
        .iter()
        .filter(|(.., first)| major >= *first)
        .map(|(name, value, _)| format!("pg_catalog.set_config('{name}', '{value}', true)"))
        .collect();
    format!("SELECT {}", pins.join(", "))
}
