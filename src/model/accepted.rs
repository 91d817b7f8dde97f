//! Differences that somebody has seen and accepted, and what a list of them makes of a difference that
//! is there today. The day is handed in.

use super::attribute::Attribute;
use super::diff::{Change, Difference};
use super::object::ObjectKey;

/// What about an object differs: with the key the identity of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Missing,
    Extra,
    Attribute(Attribute),
}

impl What {
    pub(crate) fn of(difference: &Difference) -> Self {
        match difference {
            Difference::Missing { .. } => Self::Missing,
            Difference::Extra { .. } => Self::Extra,
            Difference::Differs { attribute, .. } => Self::Attribute(*attribute),
        }
    }

    /// The word in the list.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Attribute(attribute) => attribute.as_str(),
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "missing" => Some(Self::Missing),
            "extra" => Some(Self::Extra),
            word => Attribute::parse(word).map(Self::Attribute),
        }
    }
}

/// One accepted difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Accepted {
    /// What is.
    pub(crate) from: String,
    /// What is wanted.
    pub(crate) to: String,
    pub(crate) key: ObjectKey,
    pub(crate) what: What,
    /// Stands for both values: a difference with others is another difference.
    pub(crate) digest: String,
    pub(crate) reason: String,
    /// `YYYY-MM-DD`, as are all days here.
    pub(crate) accepted: String,
    /// The last day on which it is accepted.
    pub(crate) until: Option<String>,
}

impl Accepted {
    /// Whether this is about the same fact between the same two, whatever its values are.
    pub(crate) fn is_about(&self, from: &str, to: &str, change: &Change) -> bool {
        self.is_between(from, to) && self.key == change.key && self.what == What::of(&change.difference)
    }

    pub(crate) fn is_between(&self, from: &str, to: &str) -> bool {
        self.from == from && self.to == to
    }

    pub(crate) fn is_expired(&self, today: &str) -> bool {
        self.until.as_deref().is_some_and(|until| until < today)
    }
}

/// What the list says of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict<'a> {
    /// Nobody has accepted it.
    New,
    /// It was accepted with other values.
    Changed(&'a Accepted),
    Known(&'a Accepted),
    /// It was accepted for a time that is over.
    Expired(&'a Accepted),
}

/// Looks a difference up.
pub(crate) fn verdict<'a>(
    list: &'a [Accepted],
    (from, to): (&str, &str),
    change: &Change,
    digest: &str,
    today: &str,
) -> Verdict<'a> {
    match list.iter().find(|entry| entry.is_about(from, to, change)) {
        None => Verdict::New,
        Some(entry) if entry.digest != digest => Verdict::Changed(entry),
        Some(entry) if entry.is_expired(today) => Verdict::Expired(entry),
        Some(entry) => Verdict::Known(entry),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::object::{ObjectKind, Value};

    #[test]
    fn a_difference_is_known_by_its_place_its_values_and_its_time() {
        let key = ObjectKey {
            kind: ObjectKind::Column,
            schema: "s".into(),
            parent: Some("t".into()),
            name: "c".into(),
        };
        let differs = |attribute| Difference::Differs {
            attribute,
            from: Some(Value::from("text")),
            to: Some(Value::from("uuid")),
        };
        let change = Change::new(&key, differs(Attribute::Type));
        let entry = Accepted {
            from: "production".into(),
            to: "migrations".into(),
            key: key.clone(),
            what: What::Attribute(Attribute::Type),
            digest: "1".into(),
            reason: "later".into(),
            accepted: "2027-01-01".into(),
            until: Some("2027-01-31".into()),
        };
        let list = [entry.clone()];
        let judge = |sides, change, digest, today| verdict(&list, sides, change, digest, today);
        let sides = ("production", "migrations");
        assert_eq!(judge(sides, &change, "1", "2027-01-31"), Verdict::Known(&entry));
        assert_eq!(judge(sides, &change, "1", "2027-02-01"), Verdict::Expired(&entry));
        assert_eq!(judge(sides, &change, "2", "2027-01-31"), Verdict::Changed(&entry));
        assert_eq!(judge(("staging", "migrations"), &change, "1", "2027-01-31"), Verdict::New);
        let other = Change::new(&key, differs(Attribute::Default));
        assert_eq!(judge(sides, &other, "1", "2027-01-31"), Verdict::New);
        for word in ["missing", "extra", "type"] {
            assert_eq!(What::parse(word).expect(word).as_str(), word);
        }
    }
}
