//! The planted changes of the self-test, without what makes a product feature of them: each is seen
//! alone, and what they are planted in survives a dump.

use super::*;
use crate::db::fingerprint::fingerprint;

/// The files of planted changes: the base of all, and each statement with what it must show.
fn planted(major: u32) -> (String, Vec<(String, Vec<String>)>) {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/src/pipeline/self_test/planted");
    let mut files: Vec<_> =
        std::fs::read_dir(directory).expect("read").map(|file| file.expect("read").path()).collect();
    files.sort();
    let (mut bases, mut cases) = (String::new(), Vec::new());
    for file in files {
        let text = for_major(&std::fs::read_to_string(&file).expect("read"), major);
        let (base, rest) = text.split_once("====\n").expect("a border");
        bases.push_str(base);
        let mut sql = String::new();
        let mut expected: Vec<String> = Vec::new();
        for line in rest.lines().chain(["end"]) {
            match line.strip_prefix("=> ") {
                Some(line) => expected.push(line.trim_end().to_owned()),
                None => {
                    if !expected.is_empty() {
                        cases.push((std::mem::take(&mut sql), std::mem::take(&mut expected)));
                    }
                    sql.push_str(line);
                    sql.push('\n');
                }
            }
        }
    }
    (bases, cases)
}

#[tokio::test]
async fn every_planted_change_is_seen_alone() {
    let connection = testing::database().await;
    let mut session = testing::open(&connection).await.expect("open");
    let (base, cases) = planted(session.version_num() / 10_000);
    session.run(&base).await.expect("made");
    let before = captured(&mut session).await;
    let mut wrong = Vec::new();
    for (sql, mut expected) in cases {
        if let Err(error) = session.run(&format!("BEGIN; {sql}")).await {
            wrong.push(format!("{sql}  {error}"));
            session.run("ROLLBACK").await.expect("back");
            continue;
        }
        let after = capture_at(&mut session, &scope(), Moment::Inside).await.expect("captured");
        session.run("ROLLBACK").await.expect("back");
        let mut lines = lines(&diff(&after, &before, &Rules::default()));
        lines.sort();
        expected.sort();
        if lines != expected {
            wrong.push(format!("{sql}  expected {expected:#?}\n  saw      {lines:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(captured(&mut session).await, before);
}

#[tokio::test]
async fn what_is_planted_is_the_same_after_a_dump_and_for_everybody() {
    let connection = testing::database().await;
    let mut session = testing::open(&connection).await.expect("open");
    session.run(&planted(session.version_num() / 10_000).0).await.expect("made");
    let twin = twin(&connection).await;
    let mut other = testing::open(&twin).await.expect("open");
    let (one, two) = (captured(&mut session).await, captured(&mut other).await);
    assert_eq!(lines(&diff(&one, &two, &Rules::default())), [""; 0]);
    assert_eq!(fingerprint(&one), fingerprint(&two));
    session.run("CREATE ROLE \"no planter\" LOGIN").await.expect("made");
    let powerless = Connection { user: "no planter".into(), ..connection };
    let mut powerless = testing::open(&powerless).await.expect("open");
    assert_eq!(captured(&mut powerless).await, one);
}
