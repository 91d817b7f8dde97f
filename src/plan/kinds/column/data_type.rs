//! The printed name of a type, taken apart.

/// A type as `format_type` prints it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DataType {
    /// Without modifiers: `character varying`, `timestamp without time zone`, `public.mood`.
    pub(super) base: String,
    pub(super) modifiers: Vec<i64>,
    pub(super) is_array: bool,
}

/// Types that become each other by assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Character,
    Number,
    Moment,
    TimeOfDay,
    Json,
    Address,
    Bits,
    Other,
}

impl DataType {
    pub(super) fn parse(text: &str) -> Self {
        let (text, is_array) = match text.strip_suffix("[]") {
            Some(element) => (element.trim_end_matches("[]"), true),
            None => (text, false),
        };
        let parts = text.split_once('(').and_then(|(before, rest)| {
            let (inside, after) = rest.split_once(')')?;
            let modifiers =
                inside.split(',').map(|number| number.trim().parse().ok()).collect::<Option<_>>()?;
            Some((format!("{before}{after}"), modifiers))
        });
        let (base, modifiers) = parts.unwrap_or_else(|| (text.to_owned(), Vec::new()));
        Self { base, modifiers, is_array }
    }

    pub(super) fn family(&self) -> Family {
        match &*self.base {
            "character varying" | "text" | "character" | "bpchar" | "name" => Family::Character,
            "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision" => Family::Number,
            "date" | "timestamp without time zone" | "timestamp with time zone" => Family::Moment,
            "time without time zone" | "time with time zone" => Family::TimeOfDay,
            "json" | "jsonb" => Family::Json,
            "inet" | "cidr" => Family::Address,
            "bit" | "bit varying" => Family::Bits,
            _ => Family::Other,
        }
    }

    /// Whether a value becomes one of the other type by assignment.
    pub(super) fn is_alike(&self, other: &Self) -> bool {
        let family = self.family();
        self.is_array == other.is_array
            && (self.base == other.base || (family != Family::Other && family == other.family()))
    }

    /// The smallest and the largest whole number.
    pub(super) fn range(&self) -> Option<(i64, i64)> {
        match &*self.base {
            "smallint" => Some((i16::MIN.into(), i16::MAX.into())),
            "integer" => Some((i32::MIN.into(), i32::MAX.into())),
            "bigint" => Some((i64::MIN, i64::MAX)),
            _ => None,
        }
    }

    /// Digits before and after the point, of a `numeric` that is limited.
    pub(super) fn digits(&self) -> Option<(i64, i64)> {
        let precision = *self.modifiers.first().filter(|_| self.base == "numeric")?;
        let scale = self.modifiers.get(1).copied().unwrap_or(0);
        Some((precision - scale, scale))
    }

    /// Characters, of a string that is limited.
    pub(super) fn length(&self) -> Option<i64> {
        match &*self.base {
            "character varying" => self.modifiers.first().copied(),
            "character" => Some(self.modifiers.first().copied().unwrap_or(1)),
            "name" => Some(63),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_types_are_taken_apart() {
        let parse = |text: &str| {
            let parsed = DataType::parse(text);
            (parsed.base, parsed.modifiers, parsed.is_array)
        };
        assert_eq!(parse("numeric(10,2)"), ("numeric".into(), vec![10, 2], false));
        assert_eq!(
            parse("timestamp(3) without time zone"),
            ("timestamp without time zone".into(), vec![3], false)
        );
        assert_eq!(parse("character varying(20)[]"), ("character varying".into(), vec![20], true));
        assert_eq!(parse("public.geometry(Point,4326)").0, "public.geometry(Point,4326)");
    }
}
