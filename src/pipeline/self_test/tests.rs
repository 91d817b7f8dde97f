//! Every planted change, on a real server.

use super::*;
use crate::db::testing;

#[tokio::test]
async fn every_planted_change_is_seen_and_nothing_else() {
    let mut session = testing::open(&testing::database().await).await.expect("open");
    session.run(MAY_PLANT).await.expect("a superuser");
    let files = planted(session.version_num() / 10_000);
    let trials = try_all(&mut session, &files, |_| Ok(())).await.expect("tried");
    let mut wrong = trials.at_rest;
    for trial in &trials.trials {
        let sql = &trial.change.sql;
        match &trial.seen {
            Err(reason) => wrong.push(format!("{sql}\n  {reason}")),
            Ok(seen) => {
                let sorted = |lines: &[String]| {
                    let mut lines = lines.to_vec();
                    lines.sort();
                    lines
                };
                let (seen, expected) = (sorted(seen), sorted(&trial.change.expected));
                if seen != expected {
                    wrong.push(format!("{sql}\n  expected {expected:#?}\n  saw {seen:#?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(trials.trials.len() > 100, "only {} changes are planted", trials.trials.len());
}

#[test]
fn what_is_not_seen_is_told_and_counted() {
    let change = planted::Planting {
        sql: "ALTER".to_owned(),
        expected: vec!["table t: owner".to_owned(), "table t: comment".to_owned()],
    };
    let trials = |seen| Trials { trials: vec![trial::Trial { change: &change, seen }], at_rest: Vec::new() };
    let verdict = Verdict::of(&trials(Ok(vec!["table t: owner".to_owned()])), &[]);
    assert_eq!((verdict.planted, verdict.seen), (2, 1));
    assert!(verdict.finding().expect("a finding").message.contains("not seen: table t: comment"));
    let verdict = Verdict::of(&trials(Err("no right".to_owned())), &[]);
    assert_eq!(verdict.seen, 0);
    assert!(verdict.finding().expect("a finding").message.contains("table t: owner (no right)"));
    let both = ["table t: owner", "table t: comment"].map(str::to_owned).to_vec();
    assert_eq!(Verdict::of(&trials(Ok(both.clone())), &[]).finding(), None);
    let lacking = Sort::of("table t: owner").expect("a sort");
    let verdict = Verdict::of(&trials(Ok(both)), &[lacking]);
    assert!(verdict.finding().expect("a finding").message.contains("nothing is planted for table: owner"));
    let nothing = Verdict::nothing(&planted(18), "not a superuser".to_owned());
    assert!(nothing.planted > 0 && nothing.finding().is_some());
}
