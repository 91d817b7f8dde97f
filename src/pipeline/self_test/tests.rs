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
