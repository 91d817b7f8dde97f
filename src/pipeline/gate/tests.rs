//! Which variables an event may lack.

use std::collections::BTreeMap;

use super::*;
use crate::config::side::SideArgument;
use crate::config::{LoadRequest, load};
use crate::model::exit::Exit;

const URL: &str = "postgres://u:p@localhost/d";
const POOLED: &str = "postgres://u:p@ep-a-pooler.eu.aws.neon.tech/d";

/// The context of a pull request from a fork, from the repository itself, or from Dependabot.
fn pull_request(head: &str, actor: &str) -> Context {
    let event = format!(
        r#"{{"pull_request": {{"number": 5, "head": {{"repo": {{"full_name": "{head}"}}}},
            "base": {{"repo": {{"full_name": "acme/shop"}}}}}}}}"#
    );
    Context::of_event("pull_request", actor, &event)
}

/// What is told and whether the task itself runs, or the failure's exit code and message.
fn selected(
    text: &str,
    variables: &[(&str, &str)],
    task: &Task,
    github: &Context,
) -> Result<(bool, Vec<String>), (Exit, String)> {
    let directory = tempfile::tempdir().expect("temporary directory");
    std::fs::write(directory.path().join("lockstep.yml"), text).expect("written");
    let variables: BTreeMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let request = LoadRequest { directory: directory.path().to_owned(), variables, ..LoadRequest::default() };
    let mut settings = load(&request).expect("loaded");
    let sides = settings.sides(task).expect("sides");
    match select(&settings, task, &sides, Some(github)) {
        Ok(selection) => {
            let told = selection.read_only.iter().chain(&selection.findings);
            let told = told.map(|finding| finding.message.clone()).collect();
            Ok((selection.read_only.is_none(), told))
        }
        Err(failure) => Err((failure.exit, failure.finding.message.clone())),
    }
}

fn compare(from: &str) -> Task {
    Task::Compare { from: Some(SideArgument::read(from)), to: Some(SideArgument::read("migrations")) }
}

fn apply() -> Task {
    Task::Apply { environment: "staging".to_owned(), dry_run: false }
}

#[test]
fn without_secrets_what_needs_a_database_is_left_out() {
    let (fork, own) = (pull_request("eve/shop", "eve"), pull_request("acme/shop", "ann"));
    let dependabot = pull_request("acme/shop", "dependabot[bot]");
    let verify = Task::Verify { environment: None };
    let no = |who: &str| Ok((false, vec![format!("skipped: no credentials on {who}")]));
    for (task, text) in [
        (&verify, ""),
        (&verify, "environments: {staging: {url: '${STAGING}'}}"),
        (&compare("staging"), ""),
        (&compare("env:SIDE"), ""),
        (&apply(), ""),
        (&Task::Deploy { dry_run: false }, ""),
        (
            &Task::Restore {
                source: crate::config::task::RestoreSource::Newest { environment: "staging".to_owned() },
                into: SideArgument::read("env:SIDE"),
            },
            "",
        ),
    ] {
        assert_eq!(selected(text, &[], task, &fork), no("fork pull requests"), "{task:?}");
        assert_eq!(selected(text, &[], task, &dependabot), no("Dependabot's events"), "{task:?}");
    }
    // With secrets, a variable that is not set is a mistake.
    let missing = "`env:SIDE` needs the variable SIDE, which is not set".to_owned();
    assert_eq!(selected("", &[], &compare("env:SIDE"), &own), Err((Exit::Configuration, missing)));
    assert_eq!(selected("", &[], &verify, &own), Ok((true, vec![])));
}

#[test]
fn a_fork_that_is_given_the_secrets_is_like_any_other() {
    let fork = pull_request("eve/shop", "eve");
    let variables = [("STAGING_DATABASE_URL", URL), ("PROD_DATABASE_URL", URL), ("SIDE", URL)];
    for task in [Task::Verify { environment: None }, compare("env:SIDE"), apply()] {
        assert_eq!(selected("", &variables, &task, &fork), Ok((true, vec![])), "{task:?}");
    }
    // Nothing is missing that the mode needs.
    for task in [apply(), compare("staging"), Task::Check { base: None }] {
        assert_eq!(selected("", &variables[..1], &task, &fork), Ok((true, vec![])), "{task:?}");
    }
    assert_eq!(selected("", &[], &Task::Check { base: None }, &fork), Ok((true, vec![])));
    assert_eq!(
        selected("", &[], &Task::Export { from: None, as_migration: None }, &fork),
        Ok((true, vec![]))
    );
}

#[test]
fn the_way_around_a_pooler_is_a_secret_too() {
    let (fork, own) = (pull_request("eve/shop", "eve"), pull_request("acme/shop", "ann"));
    let text = "environments: {staging: {url: '${STAGING}', direct_url: '${DIRECT}'}}";
    let variables = [("STAGING", POOLED)];
    let skipped = vec!["skipped: no credentials on fork pull requests".to_owned()];
    assert_eq!(selected(text, &variables, &apply(), &fork), Ok((false, skipped)));
    assert_eq!(selected(text, &[("STAGING", POOLED), ("DIRECT", URL)], &apply(), &fork), Ok((true, vec![])));
    // Reading goes through one.
    assert_eq!(selected(text, &variables, &compare("staging"), &fork), Ok((true, vec![])));
    assert_eq!(selected(text, &variables, &apply(), &own), Ok((true, vec![])));
}

#[test]
fn without_its_server_scratch_is_the_embedded_one() {
    let text = "scratch: {url: '${SCRATCH}'}";
    let check = Task::Check { base: None };
    let (runs, told) = selected(text, &[], &check, &pull_request("eve/shop", "eve")).expect("selected");
    assert!(runs && told.len() == 1 && told[0].contains("an embedded one replays"), "{told:?}");
    assert_eq!(
        selected(text, &[], &check, &pull_request("acme/shop", "ann")),
        Err((Exit::Configuration, "`scratch.url` needs the variable SCRATCH, which is not set".to_owned()))
    );
}
