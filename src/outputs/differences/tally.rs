//! What there is to see, in numbers: the first line about any set of changes.

use crate::model::amount::count;
use crate::model::diff::Difference;
use crate::model::report::ReportedChange;
use crate::model::sense::Class;

/// How many changes there are of each sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    classes: [usize; Class::ALL.len()],
    pub(crate) missing: usize,
    pub(crate) extra: usize,
    pub(crate) differ: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, reported: &ReportedChange) {
        let class = Class::ALL.iter().position(|class| *class == reported.class);
        self.classes[class.expect("every class is in the list of all")] += 1;
        match reported.change.difference {
            Difference::Missing { .. } => self.missing += 1,
            Difference::Extra { .. } => self.extra += 1,
            Difference::Differs { .. } => self.differ += 1,
        }
    }

    pub(crate) fn all(&self) -> usize {
        self.missing + self.extra + self.differ
    }

    /// Each class with its number, the weightiest first.
    pub(crate) fn classes(&self) -> impl Iterator<Item = (Class, usize)> {
        Class::ALL.into_iter().zip(self.classes)
    }
}

impl<'a> FromIterator<&'a ReportedChange> for Tally {
    fn from_iter<I: IntoIterator<Item = &'a ReportedChange>>(changes: I) -> Self {
        let mut tally = Self::default();
        changes.into_iter().for_each(|change| tally.add(change));
        tally
    }
}

/// `7 changes: 2 security, 5 structure · 2 missing, 1 extra, 4 differ`; what there is none of is left
/// out.
impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let listed = |parts: &mut dyn Iterator<Item = (usize, &str)>| {
            let parts: Vec<String> = parts
                .filter(|(number, _)| *number > 0)
                .map(|(number, word)| format!("{number} {word}"))
                .collect();
            parts.join(", ")
        };
        let classes = listed(&mut self.classes().map(|(class, number)| (number, class.as_str())));
        let differ = if self.differ == 1 { "differs" } else { "differ" };
        let sorts = [(self.missing, "missing"), (self.extra, "extra"), (self.differ, differ)];
        let sorts = listed(&mut sorts.into_iter());
        match self.all() {
            0 => f.write_str("no changes"),
            all => write!(f, "{}: {classes} · {sorts}", count(all, "change")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::sample;

    #[test]
    fn counts_come_by_class_and_by_sort() {
        let tally: Tally = sample::drifted().changes.iter().collect();
        assert_eq!(
            tally.to_string(),
            "8 changes: 2 security, 4 structure, 1 environment, 1 cosmetic · 2 missing, 1 extra, 5 differ"
        );
        assert_eq!(Tally::default().to_string(), "no changes");
    }
}
