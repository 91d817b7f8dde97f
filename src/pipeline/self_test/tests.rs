//! Every planted change, on a real server.

use super::*;
use crate::db::testing;

#[tokio::test]
async fn every_planted_change_is_seen_and_nothing_else() {
    let session = testing::open(&testing::maintenance()).await.expect("open");
    let shares = shares(&planted(session.version_num() / 10_000), LANES);
    let lanes = try_join_all(shares.iter().map(|files| async {
        let mut session = testing::open(&testing::database().await).await?;
        session.run(MAY_PLANT).await?;
        try_all(&mut session, files, || Ok(())).await
    }));
    let mut all = Trials::default();
    all.extend(lanes.await.expect("tried"));
    let mut wrong = all.at_rest;
    for trial in &all.trials {
        let sql = &trial.change.sql;
        match &trial.seen {
            Err(reason) => wrong.push(format!("{sql}\n  {reason}")),
            Ok(seen) => {
                let (seen, expected) = (sorted(seen), sorted(&trial.change.expected));
                if seen != expected {
                    wrong.push(format!("{sql}\n  expected {expected:#?}\n  saw {seen:#?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(all.trials.len() > 100, "only {} changes are planted", all.trials.len());
}

fn sorted(lines: &[String]) -> Vec<String> {
    let mut lines = lines.to_vec();
    lines.sort();
    lines
}
