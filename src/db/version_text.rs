//! SQL text for one server version: a line may end in a marker that says which majors have it.
//!
//! `--15+` keeps the line from 15 on, `--<15` before 15. A major newer than any marker takes the
//! newest text, which is right until PostgreSQL takes something away.

/// The lines of `sql` that a server of this major understands, without the markers.
pub(crate) fn for_major(sql: &str, major: u32) -> String {
    let mut text = String::with_capacity(sql.len());
    for line in sql.lines() {
        let (kept, marker) = marked(line).unwrap_or((line, Marker::From(0)));
        let wanted = match marker {
            Marker::From(first) => major >= first,
            Marker::Before(end) => major < end,
        };
        if wanted {
            text.push_str(kept.trim_end());
            text.push('\n');
        }
    }
    text
}

enum Marker {
    From(u32),
    Before(u32),
}

/// The line without its marker, where it has one. Other comments are none.
fn marked(line: &str) -> Option<(&str, Marker)> {
    let (kept, marker) = line.rsplit_once("--")?;
    if let Some(end) = marker.strip_prefix('<') {
        return Some((kept, Marker::Before(end.parse().ok()?)));
    }
    Some((kept, Marker::From(marker.strip_suffix('+')?.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::for_major;

    #[test]
    fn markers_choose_lines() {
        let sql = "-- a comment\nSELECT a\n, b --15+\n, NULL --<15\nFROM c";
        assert_eq!(for_major(sql, 14), "-- a comment\nSELECT a\n, NULL\nFROM c\n");
        assert_eq!(for_major(sql, 15), "-- a comment\nSELECT a\n, b\nFROM c\n");
        assert_eq!(for_major(sql, 99), for_major(sql, 15));
    }
}
