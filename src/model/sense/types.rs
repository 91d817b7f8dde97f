//! What it means for a column to have another type, where the two names say it.

/// What a column of type `from` refuses or accepts otherwise than one of type `to`.
pub(super) fn meaning(from: &str, to: &str) -> Option<String> {
    if let (Some(is), Some(wanted)) = (largest(from), largest(to)) {
        return Some(match is < wanted {
            true => format!("numbers above {is} are refused"),
            false => format!("numbers above {wanted} are accepted"),
        });
    }
    if let (Some(is), Some(wanted)) = (longest(from), longest(to)) {
        return match (is, wanted) {
            (Some(is), wanted) if wanted.is_none_or(|wanted| is < wanted) => {
                Some(format!("texts longer than {is} characters are refused"))
            }
            (_, Some(wanted)) => Some(format!("texts longer than {wanted} characters are accepted")),
            _ => None,
        };
    }
    if let (Some((is, scale)), Some((wanted, wanted_scale))) = (digits(from), digits(to)) {
        return match (scale == wanted_scale, is - scale < wanted - wanted_scale) {
            (false, _) => Some(format!("values are rounded to {}", places(scale))),
            (true, true) => Some(format!("numbers with more than {} are refused", before(is - scale))),
            (true, false) => {
                Some(format!("numbers with more than {} are accepted", before(wanted - wanted_scale)))
            }
        };
    }
    let zoned = |name: &str| name.ends_with(" with time zone");
    let unzoned = |name: &str| name.ends_with(" without time zone");
    match (from, to) {
        _ if zoned(from) && unzoned(to) => Some("values are turned by the session's time zone".to_owned()),
        _ if unzoned(from) && zoned(to) => Some("the time zone of values is dropped".to_owned()),
        _ => None,
    }
}

/// The greatest number of an integer type.
fn largest(name: &str) -> Option<i64> {
    match name {
        "smallint" => Some(i64::from(i16::MAX)),
        "integer" => Some(i64::from(i32::MAX)),
        "bigint" => Some(i64::MAX),
        _ => None,
    }
}

/// The greatest length of a text type; inside, none is unlimited.
fn longest(name: &str) -> Option<Option<u32>> {
    match name.strip_prefix("character varying") {
        Some("") => Some(None),
        Some(limit) => Some(Some(limit.strip_prefix('(')?.strip_suffix(')')?.parse().ok()?)),
        None => (name == "text").then_some(None),
    }
}

/// Precision and scale of `numeric(12,2)`.
fn digits(name: &str) -> Option<(i32, i32)> {
    let (precision, scale) = name.strip_prefix("numeric(")?.strip_suffix(')')?.split_once(',')?;
    Some((precision.parse().ok()?, scale.parse().ok()?))
}

fn places(scale: i32) -> String {
    if scale == 1 { "1 decimal place".to_owned() } else { format!("{scale} decimal places") }
}

fn before(digits: i32) -> String {
    format!("{digits} digits before the point")
}

#[cfg(test)]
mod tests {
    use super::meaning;

    #[test]
    fn narrower_and_wider_types_are_told_apart() {
        for (from, to, says) in [
            ("integer", "bigint", "numbers above 2147483647 are refused"),
            ("bigint", "smallint", "numbers above 32767 are accepted"),
            ("character varying(20)", "text", "texts longer than 20 characters are refused"),
            ("character varying(20)", "character varying(40)", "texts longer than 20 characters are refused"),
            ("text", "character varying(40)", "texts longer than 40 characters are accepted"),
            (
                "numeric(14,2)",
                "numeric(12,2)",
                "numbers with more than 10 digits before the point are accepted",
            ),
            ("numeric(12,4)", "numeric(12,2)", "values are rounded to 4 decimal places"),
            ("timestamp without time zone", "timestamp with time zone", "the time zone of values is dropped"),
        ] {
            assert_eq!(meaning(from, to).as_deref(), Some(says), "{from} -> {to}");
        }
        for (from, to) in [("text", "character varying"), ("text", "integer"), ("uuid", "text")] {
            assert_eq!(meaning(from, to), None, "{from} -> {to}");
        }
    }
}
