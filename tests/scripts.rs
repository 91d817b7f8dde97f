//! The script that `plan` prints, run by psql as people run it.

mod support;

use support::workspace::Workspace;

/// Names and comments that would like to be something else.
const STAGING: &str = r#"
    create schema plain;
    create schema "odd ""name"" -- ; */ $$";
    comment on schema plain is E'first line\nDROP SCHEMA public; -- */ \\! touch /tmp/never :HOST';
"#;

/// The script turns production into staging, and the next one has nothing to do.
fn runs(workspace: &Workspace, options: &[&str]) {
    let planned = |exit| {
        let mut arguments = vec!["-q", "plan", "--from", "production", "--to", "staging"];
        arguments.extend(options);
        workspace.expect(exit, &arguments).stdout
    };
    let script = planned(0);
    workspace.write("plan.sql", &script);
    workspace
        .production
        .run_file(&workspace.path().join("plan.sql"), false)
        .unwrap_or_else(|error| panic!("{error}\n{script}"));
    workspace.expect(0, &["-q", "compare", "--from", "production", "--to", "staging"]);
    let nothing = planned(0);
    assert!(nothing.contains("Nothing is to be done"), "{nothing}");
    assert!(nothing.lines().all(|line| line.starts_with("--")), "{nothing}");
}

#[test]
fn psql_runs_a_script_as_it_is() {
    for options in [&[][..], &["--offline"]] {
        let workspace = Workspace::empty();
        workspace.staging.sql(STAGING);
        runs(&workspace, options);
    }
}
