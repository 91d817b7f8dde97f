//! Branches in real repositories.

use super::*;
use crate::formats::open;
use crate::git::testing::TestRepository;
use crate::model::history::{Source, Tool};

const PRISMA_LOCK: (&str, &str) = ("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");

/// The findings on a branch of `main`, which has these files and then gets the `later` ones.
fn on_branch(
    tool: Tool,
    files: &[(&str, &str)],
    later: &[(&str, &str)],
    change: impl Fn(&TestRepository),
) -> Vec<(Code, Severity, String)> {
    let git = TestRepository::new();
    git.commit(files);
    git.git(&["checkout", "-q", "-b", "feature"]);
    git.git(&["checkout", "-q", "main"]);
    git.commit(later);
    git.git(&["checkout", "-q", "feature"]);
    change(&git);
    let source = Source { format: Some(tool), ..Source::default() };
    let folder = open(git.path(), &source).expect("a folder");
    let repository =
        Repository::around(&git.folder(&folder.path)).expect("git answers").expect("a repository");
    let base = repository.base("main", repository.commit("main").expect("main")).expect("a base");
    let findings = folder.against(&repository, &base).expect("an answer").expect("findings");
    let shown = |finding: &Finding| {
        let place = finding.place.as_ref().map(ToString::to_string).unwrap_or_default();
        (finding.code, finding.severity, place)
    };
    findings.iter().map(shown).collect()
}

fn found(code: Code, severity: Severity, place: &str) -> Vec<(Code, Severity, String)> {
    vec![(code, severity, place.to_owned())]
}

const TWO: &[(&str, &str)] =
    &[("migrations/1_a.sql", "-- a\ncreate table a ();\n"), ("migrations/2_b.sql", "create table b ();\n")];

#[test]
fn an_edit_counts_by_its_kind_and_its_tool() {
    let supabase: &[(&str, &str)] =
        &[("supabase/config.toml", ""), ("supabase/migrations/1_a.sql", "-- a\ncreate table a ();\n")];
    let prisma = &[PRISMA_LOCK, ("prisma/migrations/1_a/migration.sql", "-- a\ncreate table a ();\n")];
    let cases = [
        (Tool::Plain, TWO, "migrations/1_a.sql", [Some(Severity::Warning), Some(Severity::Error)]),
        (Tool::Sqlx, TWO, "migrations/1_a.sql", [Some(Severity::Error), Some(Severity::Error)]),
        (
            Tool::Supabase,
            supabase,
            "supabase/migrations/1_a.sql",
            [Some(Severity::Warning), Some(Severity::Error)],
        ),
        (Tool::Prisma, prisma, "prisma/migrations/1_a/migration.sql", [None, Some(Severity::Error)]),
    ];
    for (tool, files, file, [line_ends, comments]) in cases {
        let edits = [
            ("-- a\r\ncreate table a ();\r\n", line_ends, 1),
            ("-- b\ncreate table a ();\n", comments, 1),
            ("-- a\ncreate table a (b int);\n", Some(Severity::Error), 2),
        ];
        for (text, severity, line) in edits {
            let findings = on_branch(tool, files, &[], |git| git.write(file, text));
            let place = format!("{file}:{line}");
            let expected = severity.map(|severity| found(Code::MigrationEdited, severity, &place));
            assert_eq!(findings, expected.unwrap_or_default(), "{tool:?} {text:?}");
        }
    }
}

/// dbmate keeps versions only, and runs the part below `migrate:up`.
#[test]
fn without_a_checksum_only_what_runs_counts() {
    let file = "db/migrations/1_a.sql";
    let text = "-- migrate:up\n-- a\ncreate table a ();\n-- migrate:down\ndrop table a;\n";
    let edits = [
        (text.replace("drop table a", "drop table if exists a"), None),
        (text.replace("-- a", "-- b"), Some((Severity::Notice, 2))),
        (text.replace("a ()", "a (b int)"), Some((Severity::Error, 3))),
    ];
    for (edited, expected) in edits {
        let findings = on_branch(Tool::Dbmate, &[(file, text)], &[], |git| git.write(file, &edited));
        let expected = expected
            .map(|(severity, line)| found(Code::MigrationEdited, severity, &format!("{file}:{line}")));
        assert_eq!(findings, expected.unwrap_or_default(), "{edited}");
    }
}

#[test]
fn a_new_migration_alone_is_no_finding() {
    let findings =
        on_branch(Tool::Plain, TWO, &[], |git| git.commit(&[("migrations/3_c.sql", "select 1;\n")]));
    assert_eq!(findings, []);
}

#[test]
fn what_the_base_did_is_not_the_branch_s_doing() {
    let edited = &[("migrations/1_a.sql", "create table a (b int);\n")];
    assert_eq!(on_branch(Tool::Plain, TWO, edited, |_| {}), []);
    // Made alike on both sides.
    assert_eq!(on_branch(Tool::Plain, TWO, edited, |git| git.commit(edited)), []);
}

#[test]
fn what_is_gone_is_deleted_or_renamed() {
    let deleted = on_branch(Tool::Plain, TWO, &[], |git| {
        git.git(&["rm", "-q", "migrations/1_a.sql"]);
    });
    assert_eq!(deleted, found(Code::MigrationDeleted, Severity::Error, "migrations/1_a.sql:1"));
    let rename = |name: &'static str| {
        on_branch(Tool::Plain, TWO, &[], move |git| {
            git.git(&["mv", "migrations/1_a.sql", name]);
        })
    };
    assert_eq!(
        rename("migrations/3_a.sql"),
        found(Code::MigrationRenamed, Severity::Error, "migrations/3_a.sql:1")
    );
    assert_eq!(
        rename("migrations/01_people.sql"),
        found(Code::MigrationRenamed, Severity::Warning, "migrations/01_people.sql:1")
    );
    let edited_too = on_branch(Tool::Plain, TWO, &[], |git| {
        git.git(&["mv", "migrations/1_a.sql", "migrations/1_people.sql"]);
        git.write("migrations/1_people.sql", "create table people ();\n");
    });
    let codes: Vec<Code> = edited_too.iter().map(|(code, ..)| *code).collect();
    assert_eq!(codes, [Code::MigrationRenamed, Code::MigrationEdited]);
}

#[test]
fn a_new_migration_comes_after_the_newest_of_the_base() {
    let later = &[("migrations/5_e.sql", "select 5;\n")];
    let add = |git: &TestRepository| git.commit(&[("migrations/4_d.sql", "select 4;\n")]);
    let place = "migrations/4_d.sql:1";
    assert_eq!(on_branch(Tool::Plain, TWO, later, add), found(Code::MigrationLate, Severity::Error, place));
    assert_eq!(on_branch(Tool::Sqlx, TWO, later, add), found(Code::MigrationLate, Severity::Warning, place));
}

#[test]
fn a_version_that_the_base_has_taken_is_told() {
    let later = &[("migrations/3_theirs.sql", "select 1;\n")];
    let findings = on_branch(Tool::Plain, TWO, later, |git| {
        git.commit(&[("migrations/003_ours.sql", "select 2;\n")]);
    });
    assert_eq!(findings, found(Code::MigrationDuplicate, Severity::Error, "migrations/003_ours.sql:1"));
}

#[test]
fn line_ends_that_git_converts_are_no_edit() {
    let findings = on_branch(Tool::Sqlx, TWO, &[], |git| {
        git.git(&["config", "core.autocrlf", "true"]);
        git.write("migrations/1_a.sql", "-- a\r\ncreate table a ();\r\n");
    });
    assert_eq!(findings, []);
}
