//! What a statement of a plan can do to those who use the database, and what was allowed.

use super::glob::matches;
use super::object::ObjectKey;
use super::place::Place;

macro_rules! hazards {
    ($($(#[$doc:meta])* $variant:ident => $word:literal, $meaning:literal;)*) => {
        /// A class of hazards. The order is the order of reports: the worst first.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum HazardKind { $($(#[$doc])* $variant,)* }

        impl HazardKind {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in reports, in JSON and in `allow[].hazard`.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// What it means, in a sentence without a full stop: the words of the documentation.
            #[cfg(test)]
            pub(crate) fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }
        }
    };
}

hazards! {
    DataLoss => "data-loss", "rows or values are gone afterwards";
    Correctness => "correctness", "a rule that data or queries rely on changes or is missing for a while";
    Authorisation => "authorisation", "who may do what changes";
    TableRewrite => "table-rewrite", "every row and every index of the table is written anew under a lock";
    BlockingLock => "blocking-lock", "others wait while the statement works";
    LongScan => "long-scan", "every row of the table is read";
    IndexBuild => "index-build", "an index is built from every row of the table";
    NonTransactional => "non-transactional", "the statement cannot be rolled back with the others";
}

impl HazardKind {
    /// Whether a statement with it runs only when somebody named it. The others are told: what they
    /// cost depends on the table, and the plan already takes the gentlest way there is.
    pub(crate) fn must_be_allowed(self) -> bool {
        !matches!(self, Self::LongScan | Self::IndexBuild | Self::NonTransactional)
    }
}

/// One hazard of one statement.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Hazard {
    pub(crate) kind: HazardKind,
    /// What it happens to; what an allowance has to name.
    pub(crate) object: ObjectKey,
    /// What happens, in a sentence without a full stop.
    pub(crate) detail: String,
    /// How much of it, to be counted on the target.
    pub(crate) count: Option<Count>,
    /// Somebody named it.
    pub(crate) allowed: bool,
}

/// A number that only the target knows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Count {
    /// A query with one number: the rows whose data would go.
    pub(crate) sql: String,
    /// What it counts, in the plural: `rows`, `values`.
    pub(crate) what: &'static str,
    /// So many of them do not matter.
    pub(crate) harmless: u64,
    /// The answer, once the target was asked.
    pub(crate) found: Option<u64>,
}

impl Hazard {
    pub(crate) fn new(kind: HazardKind, object: &ObjectKey, detail: impl Into<String>) -> Self {
        Self { kind, object: object.clone(), detail: detail.into(), count: None, allowed: false }
    }

    /// With a query that says how many rows or values it is about.
    pub(crate) fn counting(mut self, what: &'static str, sql: impl Into<String>) -> Self {
        self.count = Some(Count { sql: sql.into(), what, harmless: 0, found: None });
        self
    }

    /// The same, where up to `harmless` of them do not matter.
    pub(crate) fn above(mut self, harmless: u64) -> Self {
        if let Some(count) = &mut self.count {
            count.harmless = harmless;
        }
        self
    }

    /// Whether it is none after all: the target was asked, and has nothing or next to nothing there.
    pub(crate) fn is_void(&self) -> bool {
        let few = |count: &Count| count.found.is_some_and(|found| found <= count.harmless);
        self.count.as_ref().is_some_and(few)
    }
}

/// A hazard that somebody accepts, for objects that they name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Allowance {
    pub(crate) hazard: HazardKind,
    /// A glob of the object's path.
    pub(crate) object: String,
    /// Why it is accepted.
    pub(crate) reason: String,
    /// Where the configuration file says it.
    pub(crate) place: Place,
}

impl Allowance {
    pub(crate) fn covers(&self, hazard: &Hazard) -> bool {
        self.hazard == hazard.kind && matches(&self.object, &hazard.object.path())
    }
}

/// Whether the hazard keeps a plan from running.
pub(crate) fn is_refused(hazard: &Hazard, allowed: &[Allowance]) -> bool {
    hazard.kind.must_be_allowed()
        && !hazard.is_void()
        && !allowed.iter().any(|allowance| allowance.covers(hazard))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::object::ObjectKind;

    #[test]
    fn an_allowance_is_for_one_hazard_of_the_objects_it_names() {
        let column = ObjectKey {
            kind: ObjectKind::Column,
            schema: "public".into(),
            parent: Some("users".into()),
            name: "legacy".into(),
        };
        let hazard = Hazard::new(HazardKind::DataLoss, &column, "the column's values are dropped");
        let allow = |hazard, object: &str| {
            [Allowance {
                hazard,
                object: object.to_owned(),
                reason: String::new(),
                place: Place::file("lockstep.yml"),
            }]
        };
        assert!(is_refused(&hazard, &[]));
        assert!(!is_refused(&hazard, &allow(HazardKind::DataLoss, "public.users.legacy")));
        assert!(!is_refused(&hazard, &allow(HazardKind::DataLoss, "public.users.*")));
        assert!(is_refused(&hazard, &allow(HazardKind::TableRewrite, "public.users.legacy")));
        assert!(is_refused(&hazard, &allow(HazardKind::DataLoss, "public.users.name")));
        let scan = Hazard::new(HazardKind::LongScan, &column, "reads the table");
        assert!(!is_refused(&scan, &[]));
        let mut counted = hazard.counting("values", "SELECT 0");
        counted.count.as_mut().expect("set").found = Some(0);
        assert!(!is_refused(&counted, &[]), "an empty column loses nothing");
    }
}
