//! Takes secrets out of everything that leaves the process. The report is redacted before it is
//! rendered, so no writer's escaping can hide a secret from the search; log lines and finished
//! texts go through the same redactor once more.

mod forms;
mod pattern;

use std::borrow::Cow;

use crate::model::connection::Secret;
use crate::model::diff::Difference;
use crate::model::finding::Finding;
use crate::model::object::{ObjectKey, Text, Value};
use crate::model::place::Place;
use crate::model::report::{EnvironmentReport, Purpose, Report, ReportedChange, ReportedPlan};
use crate::model::sketch::Sketch;

pub(crate) use self::forms::forms;
use self::forms::{base64, longest_first, texts};
use self::pattern::Pattern;

const STARS: &str = "***";

/// Replaces every known secret by `***`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Redactor {
    /// Longest first, so that a URL goes before the password inside it.
    patterns: Vec<Pattern>,
    /// Texts that show a secret without spelling it.
    digests: Vec<Secret>,
}

impl Redactor {
    /// A redactor for these secrets in all their forms.
    pub(crate) fn new(secrets: &[Secret]) -> Self {
        let texts = texts(secrets);
        let patterns = texts.iter().map(|text| Pattern::of(text)).collect();
        Self { patterns, digests: longest_first(texts.iter().flat_map(|text| base64(text)).collect()) }
    }

    /// `text` without secrets.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut redacted = Cow::Borrowed(text);
        for pattern in &self.patterns {
            if let Some(replaced) = pattern.replace(&redacted, STARS) {
                redacted = Cow::Owned(replaced);
            }
        }
        for digest in &self.digests {
            if redacted.contains(digest.expose()) {
                redacted = Cow::Owned(redacted.replace(digest.expose(), STARS));
            }
        }
        redacted.into_owned()
    }

    fn shows(&self, text: &str) -> bool {
        self.patterns.iter().any(|pattern| pattern.is_in(text))
            || self.digests.iter().any(|digest| text.contains(digest.expose()))
    }

    fn clean(&self, text: &mut String) {
        if self.shows(text) {
            *text = self.redact(text);
        }
    }

    fn clean_shared(&self, text: &mut Text) {
        if self.shows(text) {
            *text = self.redact(text).into();
        }
    }

    fn clean_optional(&self, text: &mut Option<String>) {
        if let Some(text) = text {
            self.clean(text);
        }
    }

    /// The report without secrets: every text that came from outside is searched.
    pub(crate) fn report(&self, mut report: Report) -> Report {
        if self.patterns.is_empty() {
            return report;
        }
        for step in &mut report.steps {
            self.clean_optional(&mut step.environment);
            self.clean(&mut step.summary);
            step.proved.iter_mut().for_each(|sentence| self.clean(sentence));
        }
        report.environments.iter_mut().for_each(|environment| self.environment(environment));
        report.changes.iter_mut().for_each(|change| self.change(change));
        report.sketches.iter_mut().for_each(|sketch| self.sketch(sketch));
        report.findings.iter_mut().for_each(|finding| self.finding(finding));
        self.clean_optional(&mut report.sql);
        self.clean_optional(&mut report.only_checked);
        report.plans.iter_mut().for_each(|reported| self.plan(reported));
        report
    }

    fn plan(&self, reported: &mut ReportedPlan) {
        match &mut reported.purpose {
            Purpose::Asked => {}
            Purpose::Adopt { environment } | Purpose::Revert { environment } => self.clean(environment),
        }
        let plan = &mut reported.plan;
        self.clean(&mut plan.sides.0);
        self.clean(&mut plan.sides.1);
        plan.notes.iter_mut().for_each(|note| self.clean(note));
        for one in &mut plan.unsupported {
            self.key(&mut one.object);
            self.clean(&mut one.reason);
        }
        for statement in plan.groups.iter_mut().flat_map(|group| &mut group.statements) {
            self.clean(&mut statement.sql);
            self.clean(&mut statement.why);
            self.key(&mut statement.object);
            statement.locks.iter_mut().for_each(|lock| self.key(&mut lock.table));
            for hazard in &mut statement.hazards {
                self.key(&mut hazard.object);
                self.clean(&mut hazard.detail);
                hazard.count.iter_mut().for_each(|count| self.clean(&mut count.sql));
            }
        }
    }

    fn environment(&self, environment: &mut EnvironmentReport) {
        self.clean(&mut environment.name);
        environment.applied.iter_mut().for_each(|version| self.clean(version));
        self.clean_optional(&mut environment.backup);
        if let Some(server) = &mut environment.server {
            for text in [&mut server.host, &mut server.database, &mut server.user, &mut server.version] {
                self.clean(text);
            }
        }
        for migration in environment.migrations.iter_mut().flatten() {
            self.clean(&mut migration.version);
            self.clean(&mut migration.name);
            self.clean_optional(&mut migration.file);
            self.clean_optional(&mut migration.by);
        }
    }

    fn finding(&self, finding: &mut Finding) {
        self.clean_optional(&mut finding.environment);
        self.clean(&mut finding.message);
        self.clean_optional(&mut finding.help);
        self.place(finding.place.as_mut());
        if let Some(subject) = &mut finding.subject {
            self.key(&mut subject.key);
        }
    }

    fn place(&self, place: Option<&mut Place>) {
        if let Some(place) = place {
            self.clean(&mut place.file);
        }
    }

    fn sketch(&self, sketch: &mut Sketch) {
        self.clean(&mut sketch.from);
        self.clean(&mut sketch.to);
        for table in &mut sketch.tables {
            self.clean(&mut table.name);
            for column in &mut table.columns {
                self.clean(&mut column.name);
                self.clean(&mut column.data_type);
            }
            for reference in &mut table.references {
                self.clean(&mut reference.name);
                self.clean(&mut reference.table);
                reference.columns.iter_mut().for_each(|column| self.clean(column));
            }
        }
    }

    fn key(&self, key: &mut ObjectKey) {
        self.clean_shared(&mut key.schema);
        key.parent.iter_mut().for_each(|parent| self.clean_shared(parent));
        self.clean_shared(&mut key.name);
    }

    fn change(&self, reported: &mut ReportedChange) {
        self.clean(&mut reported.from);
        self.clean(&mut reported.to);
        self.place(reported.place.as_mut());
        self.clean_optional(&mut reported.meaning);
        let keys = [Some(&mut reported.change.key), reported.rename.as_mut()];
        keys.into_iter().flatten().for_each(|key| self.key(key));
        match &mut reported.change.difference {
            Difference::Missing { definition } | Difference::Extra { definition } => {
                self.clean_optional(definition);
            }
            Difference::Differs { from, to, .. } => {
                for value in [from, to].into_iter().flatten() {
                    match value {
                        Value::Text(text) => self.clean_shared(text),
                        Value::List(items) => {
                            let mut cleaned = items.to_vec();
                            cleaned.iter_mut().for_each(|item| self.clean_shared(item));
                            *items = cleaned.into();
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::sample;

    #[test]
    fn every_form_of_a_secret_is_replaced_and_the_longest_goes_first() {
        let redactor = Redactor::new(&[
            Secret::new("p@ss\"w/rd"),
            Secret::new("postgres://app:p%40ss%22w%2Frd@db.example.com/app"),
        ]);
        let said = "raw p@ss\"w/rd encoded p%40ss%22w%2Frd json p@ss\\\"w/rd \
                    url postgres://app:p%40ss%22w%2Frd@db.example.com/app";
        assert_eq!(redactor.redact(said), "raw *** encoded *** json *** url ***");
    }

    #[test]
    fn everyday_words_and_short_texts_stay() {
        let redactor = Redactor::new(&["abc", "postgres", "Password", ""].map(Secret::new));
        assert_eq!(redactor.redact("abc postgres password"), "abc postgres password");
    }

    #[test]
    fn each_line_of_a_long_secret_is_one() {
        let redactor = Redactor::new(&[Secret::new("first-line\nsecond-line")]);
        assert_eq!(redactor.redact("x second-line y"), "x *** y");
    }

    #[test]
    fn no_text_of_a_report_keeps_a_secret() {
        let secret = "s3cr_t*|`pw";
        let report = sample::saying_everywhere(secret);
        assert!(format!("{report:?}").contains(secret));
        let clean = Redactor::new(&[Secret::new(secret)]).report(report);
        assert!(!format!("{clean:?}").contains(secret), "{clean:?}");
    }
}
