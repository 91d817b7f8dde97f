use super::*;
use crate::outputs::plans::asked;
use crate::outputs::sample;

fn script(report: &Report) -> String {
    render(report, asked(report).expect("a plan"))
}

#[test]
fn a_plan_as_a_script() {
    insta::assert_snapshot!("sql_planned", script(&sample::planned()));
}

#[test]
fn an_empty_plan_is_its_header() {
    let mut report = sample::planned();
    let plan = &mut report.plans[0].plan;
    (plan.groups, plan.unsupported, plan.notes) = Default::default();
    let said = script(&report);
    assert!(said.contains("Nothing is to be done: production is as staging wants it."), "{said}");
    assert!(said.lines().all(|line| line.starts_with("--")), "{said}");
}

#[test]
fn foreign_texts_stay_in_comments() {
    for text in sample::HOSTILE {
        let mut report = sample::saying_everywhere(text);
        let statements = report.plans.iter_mut().flat_map(|one| &mut one.plan.groups);
        statements.flat_map(|group| &mut group.statements).for_each(|one| one.sql = "SELECT 1".into());
        let said = script(&report);
        let ours = ["BEGIN;", "COMMIT;", "SELECT 1;", "SET LOCAL lock_timeout = '5s';"];
        let more = ["SET lock_timeout = '5s';", "RESET lock_timeout;"];
        for line in said.lines().filter(|line| !line.is_empty() && !line.starts_with("--")) {
            assert!(ours.contains(&line) || more.contains(&line), "{text:?}: {line}\n{said}");
        }
    }
}

#[test]
fn what_was_found_of_a_plan_is_in_its_script() {
    let mut report = sample::planned();
    report.findings = sample::drifted().findings;
    let said = script(&report);
    assert!(said.contains("-- Found\n") && said.contains("error[drift-differs]"), "{said}");
    assert!(!said.contains("notice["), "{said}");
}

#[test]
fn a_script_that_is_cut_commits_nothing_of_what_it_cut() {
    let report = sample::planned();
    let reported = asked(&report).expect("a plan");
    let whole = body(reported);
    for most in 0..whole.len() {
        let (sql, left_off) = beginning(reported, most);
        let begun = sql.matches("BEGIN;\n").count();
        let committed = sql.matches("COMMIT;\n").count();
        assert_eq!(sql.matches(";\n").count() > 0, !sql.is_empty() && sql.contains(';'));
        assert!(begun - committed <= 1);
        assert_eq!(left_off == 0, sql == whole, "{most}");
        let counted =
            if left_off == 1 { "1 statement more".into() } else { format!("{left_off} statements more") };
        assert!(left_off == 0 || sql.ends_with(&format!("-- … {counted}\n")), "{sql}");
    }
}

#[test]
fn a_migration_has_no_transaction_of_its_own() {
    let report = sample::drifted();
    let [adopt, revert] = &report.plans[..] else { panic!("two plans") };
    assert!(!body(adopt).contains("BEGIN") && body(revert).contains("BEGIN"));
}
