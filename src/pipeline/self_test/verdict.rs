//! What the trials come to: numbers, and what a finding says about the rest.

use super::planted::{Planted, Sort};
use super::trial::{Trial, Trials};
use crate::model::code::Code;
use crate::model::finding::Finding;

/// How many instances of one trouble a finding lists.
const LISTED: usize = 20;

/// What went wrong, with its instances.
type Trouble = (&'static str, Vec<String>);

pub(super) struct Verdict {
    /// Changes that must be seen. What nobody plants is among them, because nobody sees it.
    pub(super) planted: usize,
    pub(super) seen: usize,
    troubles: Vec<Trouble>,
}

impl Verdict {
    /// `lacking` are the sorts of change that no file plants.
    pub(super) fn of(trials: &Trials<'_>, lacking: &[Sort]) -> Self {
        let planted: usize = trials.trials.iter().map(|trial| trial.change.expected.len()).sum();
        let unseen: Vec<String> = trials.trials.iter().flat_map(Trial::unseen).collect();
        let seen = planted - unseen.len();
        let mut troubles = vec![
            ("not seen", unseen),
            ("nothing is planted for", lacking.iter().map(Sort::to_string).collect()),
            ("seen where nothing is planted", trials.at_rest.clone()),
        ];
        troubles.retain(|(_, instances)| !instances.is_empty());
        Self { planted: planted + lacking.len(), seen, troubles }
    }

    /// No change could be planted.
    pub(super) fn nothing(files: &[Planted], reason: String) -> Self {
        let changes = files.iter().flat_map(|file| &file.changes);
        Self {
            planted: changes.map(|change| change.expected.len()).sum(),
            seen: 0,
            troubles: vec![("nothing can be planted", vec![reason])],
        }
    }

    pub(super) fn summary(&self) -> String {
        format!("{} of {} planted changes seen", self.seen, self.planted)
    }

    /// `None` when everything was seen and nothing else.
    pub(super) fn finding(&self) -> Option<Finding> {
        if self.troubles.is_empty() {
            return None;
        }
        let told = self.troubles.iter().map(|(what, instances)| format!("{what}: {}", listed(instances)));
        let message = told.collect::<Vec<_>>().join("; ");
        let help = "leave out `scratch.url`, or name a superuser there; if it fails on a server that lockstep \
                    started, please report it with this finding";
        Some(Finding::new(Code::SelfTestFailed, format!("the self-test failed: {message}")).with_help(help))
    }
}

fn listed(instances: &[String]) -> String {
    let mut text = instances[..instances.len().min(LISTED)].join(", ");
    if instances.len() > LISTED {
        text.push_str(&format!(" and {} more", instances.len() - LISTED));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::planted::{Planting, planted};
    use super::*;

    fn message(verdict: &Verdict) -> String {
        verdict.finding().expect("a finding").message
    }

    #[test]
    fn what_is_not_seen_is_told_and_counted() {
        let both = ["table t: owner", "table t: comment"].map(str::to_owned).to_vec();
        let change = Planting { sql: "ALTER".to_owned(), expected: both.clone() };
        let trials = |seen| Trials { trials: vec![Trial { change: &change, seen }], at_rest: Vec::new() };

        let all = Verdict::of(&trials(Ok(both.clone())), &[]);
        assert_eq!((all.summary().as_str(), all.finding()), ("2 of 2 planted changes seen", None));

        let half = Verdict::of(&trials(Ok(both[..1].to_vec())), &[]);
        assert_eq!(half.summary(), "1 of 2 planted changes seen");
        assert!(message(&half).contains("not seen: table t: comment"));

        let refused = Verdict::of(&trials(Err("no right".to_owned())), &[]);
        assert_eq!(refused.seen, 0);
        assert!(message(&refused).contains("table t: owner (no right), table t: comment (no right)"));

        let lacking = Verdict::of(&trials(Ok(both.clone())), &[Sort::of("table t: owner").expect("a sort")]);
        assert_eq!(lacking.summary(), "2 of 3 planted changes seen");
        assert!(message(&lacking).contains("nothing is planted for: table: owner"));

        let restless = Trials { at_rest: vec!["- table t".to_owned()], ..trials(Ok(both)) };
        assert!(message(&Verdict::of(&restless, &[])).contains("seen where nothing is planted: - table t"));

        let nothing = Verdict::nothing(&planted(18), "not a superuser".to_owned());
        assert!(nothing.planted > 0 && message(&nothing).contains("not a superuser"));
    }

    #[test]
    fn long_lists_are_cut() {
        let many: Vec<String> = (0..LISTED + 2).map(|number| number.to_string()).collect();
        assert!(listed(&many).ends_with("18, 19 and 2 more"));
    }
}
