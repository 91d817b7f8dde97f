//! The settings on which printed SQL depends, pinned so that two servers print one object alike.

use super::version_text::for_major;

/// One statement per line. They are `SET LOCAL`, in the transaction that reads: a pooler that
/// forgets session settings cannot lose them. With a `search_path` names lose their schema; the time
/// zone is part of printed timestamps and partition bounds, and so on for each. Compiling queries that
/// run once (`jit`) only costs time, and so does sorting 13,000 columns on disk.
const PINS: &str = "\
SET LOCAL search_path = ''
SET LOCAL TimeZone = 'UTC'
SET LOCAL DateStyle = 'ISO, MDY'
SET LOCAL IntervalStyle = 'postgres'
SET LOCAL bytea_output = 'hex'
SET LOCAL extra_float_digits = 3
SET LOCAL quote_all_identifiers = off
SET LOCAL standard_conforming_strings = on
SET LOCAL lc_monetary = 'C'
SET LOCAL row_security = off
SET LOCAL statement_timeout = '5min'
SET LOCAL lock_timeout = '30s'
SET LOCAL idle_in_transaction_session_timeout = '5min'
SET LOCAL jit = off
SET LOCAL work_mem = '32MB'
SET LOCAL transaction_timeout = 0 --17+
";

/// The statements for a server of this major.
pub(super) fn statements(major: u32) -> Vec<String> {
    for_major(PINS, major).lines().map(str::to_owned).collect()
}
