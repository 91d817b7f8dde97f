//! What stays at GitHub after runs that go well, and after none at all where GitHub allows nothing.

use libtest_mimic::Trial;

use super::fake::Held;
use super::fake::deployments::{Deployment, Status};
use super::fake::repository::{Access, Account, Permissions};
use super::step::{Event, HEAD, SHA, Stage};
use super::told::{count, told};

pub(crate) fn trials() -> Vec<Trial> {
    let tests: &[(&str, fn())] = &[
        ("a check of a pull request is told in full, and turns green", pull_request),
        ("each event has its commit and its pull request", events),
        ("a fork's pull request is checked, and nothing is written", fork),
        ("what a fork's run found is published by the run that follows it", publish),
        ("a drift issue is opened, refreshed, changed, closed, and another one opened", drift_issue),
        ("a drift issue without its label is found all the same", dropped_label),
        ("a deploy makes a deployment for each environment", deploy),
        ("a deployment of the job's own is enough", deployment_of_the_job),
        ("a migration that fails makes a deployment that failed", failed_deployment),
        ("the comment is found on the second page, and nobody's forgery is taken for it", comments),
        ("a person's token keeps that person's comment", person),
        ("without any permission the job shows the same", without_permissions),
        ("without a token nothing is asked", without_token),
        ("the settings switch everything off", switched_off),
        ("GitHub without a path below its host", without_path),
    ];
    let trial = |(name, test): &(&str, fn())| {
        let test = *test;
        Trial::test(format!("scenario/{name}"), move || {
            test();
            Ok(())
        })
    };
    tests.iter().map(trial).collect()
}

/// As many files that sqlx skips, which is told of each.
pub(crate) fn write_misnamed(stage: &Stage, number: u32) {
    stage.write("lockstep.yml", "version: 1\nmigrations: {path: migrations, format: sqlx}\n");
    stage.write("migrations/20250101000000_a.sql", "create table a (a int);\n");
    for index in 0..number {
        stage.write(&misnamed(index), "select 1;\n");
    }
}

pub(crate) fn misnamed(index: u32) -> String {
    format!("migrations/20260101{index:06}.sql")
}

pub(crate) const BROKEN: &str = "migrations/20270101000000_broken.sql";

pub(crate) fn clean(stage: &Stage) {
    assert_eq!(stage.violations(), Vec::<String>::new());
}

fn lines(held: &Held) -> Vec<String> {
    told(&held.lock())
}

fn pull_request() {
    let mut stage = Stage::new(Event::PullRequest);
    write_misnamed(&stage, 120);
    stage.write(BROKEN, "create table b (b int);\n\n  create tabel c (c int);\n");
    stage.run(&["check"]).expect(1);
    {
        let repository = stage.github.lock();
        count("`check`, a pull request, 122 findings", &repository.calls);
        let [run] = repository.checks.as_slice() else { panic!("{:?}", told(&repository)) };
        assert_eq!((run.head_sha.as_str(), run.conclusion.as_deref()), (HEAD, Some("failure")));
        // What has no place stands at the workflow: here, that there is no git to compare with.
        let mut wanted = vec![".github/workflows/database.yml:1".to_owned()];
        wanted.extend((0..120).map(|index| format!("{}:1", misnamed(index))));
        wanted.push(format!("{BROKEN}:3"));
        let mut places = run.places();
        places.sort();
        assert_eq!(places, wanted);
        let broken =
            run.annotations.iter().find(|annotation| annotation["path"] == BROKEN).expect("found above");
        assert_eq!((&broken["start_column"], &broken["annotation_level"]), (&10.into(), &"failure".into()));
        assert!(run.external_id.as_deref().is_some_and(|id| id.contains("8000000001")), "{run:?}");
        assert!(run.details_url.as_deref().is_some_and(|url| url.contains("/actions/runs/8000000001")));
    }
    let comments = stage.own_comments(1);
    assert!(comments.len() == 1 && comments[0].starts_with("<!-- lockstep:comment:"), "{comments:?}");
    assert!(comments[0].contains("❌"), "{}", comments[0]);

    // The same again is no reason to write: the comment links to the run that wrote it.
    stage.run(&["check"]).expect(1);
    assert_eq!(stage.own_comments(1), comments);

    stage.write(BROKEN, "create table b (b int);\n");
    let before = stage.github.lock().calls.len();
    stage.run(&["check"]).expect(0);
    count("`check`, a pull request, mended", &stage.github.lock().calls[before..]);
    let comments = stage.own_comments(1);
    assert!(comments.len() == 1 && !comments[0].contains("❌"), "{comments:?}");
    let repository = stage.github.lock();
    assert_eq!((repository.checks.len(), repository.checks[2].conclusion.as_deref()), (3, Some("success")));
    drop(repository);
    clean(&stage);
}

fn events() {
    for event in Event::ALL.into_iter().filter(|event| !event.is_poor()) {
        let mut stage = Stage::new(event);
        write_misnamed(&stage, 1);
        stage.run(&["check"]).expect(0);
        let repository = stage.github.lock();
        let [run] = repository.checks.as_slice() else { panic!("{event:?}: {:?}", told(&repository)) };
        assert_eq!(
            (run.head_sha.as_str(), run.conclusion.as_deref()),
            (event.head(), Some("success")),
            "{event:?}"
        );
        let comments = usize::from(event == Event::PullRequest);
        assert_eq!(repository.comments.len(), comments, "{event:?}: {:?}", told(&repository));
        assert!(repository.deployments.is_empty() && repository.issues.len() == 1, "{event:?}");
        drop(repository);
        clean(&stage);
    }
}

fn fork() {
    for event in [Event::ForkPullRequest, Event::Dependabot] {
        let mut stage = Stage::new(event);
        write_misnamed(&stage, 1);
        stage.write(BROKEN, "create tabel c (c int);\n");
        let checked = stage.run(&["check"]).expect(1);
        assert!(checked.said.stdout.contains(&format!("::error file={BROKEN}")), "{}", checked.said.all());
        stage.write(BROKEN, "create table c (c int);\n");
        let skipped = stage.run(&["status"]).expect(0);
        assert!(skipped.said.stdout.contains("no credentials"), "{}", skipped.said.all());
        assert_eq!(lines(&stage.github), ["issue 1 \"Change the schema\": open, []"], "{event:?}");
        clean(&stage);
    }
}

fn publish() {
    let mut stage = Stage::new(Event::ForkPullRequest);
    write_misnamed(&stage, 60);
    stage.write(BROKEN, "create tabel c (c int);\n");
    stage.run(&["--format", "json", "--out", "report.json", "check"]).expect(1);
    stage.follow();
    let before = stage.github.lock().calls.len();
    stage.run(&["publish", "report.json"]).expect(0);
    count("`publish`, 63 findings", &stage.github.lock().calls[before..]);
    stage.run(&["publish", "report.json"]).expect(0);
    let comments = stage.own_comments(1);
    assert!(comments.len() == 1 && comments[0].contains("replay-failed"), "{comments:?}");
    let repository = stage.github.lock();
    let run = &repository.checks[0];
    assert_eq!((run.head_sha.as_str(), run.conclusion.as_deref()), (HEAD, Some("failure")));
    // Beside the files': no git to compare with, and no credentials.
    assert_eq!(run.places().len(), 63, "{:?}", run.places());
    assert!(run.places().contains(&format!("{BROKEN}:1")), "{:?}", run.places());
    drop(repository);
    clean(&stage);
}

/// One environment whose database is what its one migration makes of it.
pub(crate) fn deployed(event: Event) -> Stage {
    let stage = Stage::new(event);
    stage.write("lockstep.yml", "version: 1\nenvironments: {staging: {url: \"${STAGING_DATABASE_URL}\"}}\n");
    stage.write("migrations/001_a.sql", "create table a (a int);\n");
    let mut command = stage.workspace.command(&["apply", "--environment", "staging"]);
    let output =
        command.current_dir(stage.workspace.path().join("checkout")).output().expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    stage
}

fn drift_issue() {
    let mut stage = deployed(Event::Schedule);
    let issue = |stage: &Stage| stage.github.lock().issues.last().expect("an issue").clone();
    let counts = |stage: &Stage| {
        let repository = stage.github.lock();
        (repository.issues.len(), repository.comments.len())
    };
    let counted = |stage: &mut Stage, what: &str| {
        let before = stage.github.lock().calls.len();
        stage.run(&["health"]);
        count(&format!("`health`, {what}"), &stage.github.lock().calls[before..]);
    };
    counted(&mut stage, "no drift");
    assert_eq!(counts(&stage), (1, 0), "{:?}", lines(&stage.github));

    stage.workspace.staging.sql("alter table a add by_hand int");
    counted(&mut stage, "drift for the first time");
    let opened = issue(&stage);
    assert!(
        opened.open && opened.title.contains("staging") && opened.labels == ["schema-drift"],
        "{opened:?}"
    );
    assert!(
        opened.body.contains("by_hand") && opened.body.to_lowercase().contains("alter table"),
        "{}",
        opened.body
    );

    counted(&mut stage, "the same drift");
    assert_eq!((counts(&stage), issue(&stage).number), ((2, 0), opened.number));

    stage.workspace.staging.sql("create table another (b int)");
    counted(&mut stage, "another drift");
    assert_eq!(counts(&stage), (2, 1));
    assert!(issue(&stage).body.contains("another") && issue(&stage).open);

    stage.workspace.staging.sql("drop table another; alter table a drop by_hand");
    counted(&mut stage, "the end of a drift");
    assert_eq!(counts(&stage), (2, 2));
    assert_eq!((issue(&stage).open, issue(&stage).reason.as_deref()), (false, Some("completed")));

    stage.workspace.staging.sql("create table another (b int)");
    stage.run(&["health"]);
    assert_eq!(counts(&stage), (3, 2));
    assert!(issue(&stage).open && !stage.github.lock().issues[1].open);
    clean(&stage);
}

fn dropped_label() {
    let mut stage = deployed(Event::Schedule);
    stage.github.lock().drops_labels = true;
    stage.workspace.staging.sql("create table another (b int)");
    stage.run(&["health"]);
    let body = stage.github.lock().issues[1].body.clone();
    // Somebody else's issue with the same first line is not ours.
    stage.github.lock().add_issue(Account::person("mallory"), "Schema drift in staging", &body);
    for index in 0..101 {
        stage.github.lock().add_issue(Account::person("ann"), &format!("issue {index}"), "");
    }
    stage.run(&["health"]);
    assert_eq!(stage.github.lock().issues.len(), 104);
    assert!(stage.github.lock().issues[1].labels.is_empty());
    clean(&stage);
}

/// Two environments and a migration, nothing applied.
fn to_deploy(event: Event) -> Stage {
    let stage = Stage::new(event);
    stage.write("migrations/001_a.sql", "create table a (a int);\n");
    stage
}

fn deploy() {
    let mut stage = to_deploy(Event::Push);
    let done = stage.run(&["deploy"]).expect(0);
    assert_eq!(done.outputs.get("result").map(String::as_str), Some("ok"));
    {
        let repository = stage.github.lock();
        count("`deploy`, two environments", &repository.calls);
        let states: Vec<(&str, Vec<&str>)> = repository
            .deployments
            .iter()
            .map(|deployment| (deployment.environment.as_str(), deployment.states()))
            .collect();
        let ended = vec!["in_progress", "success"];
        assert_eq!(states, [("staging", ended.clone()), ("production", ended)]);
        for deployment in &repository.deployments {
            assert_eq!(deployment.sha, SHA);
            let log_url = &deployment.statuses[1].log_url;
            assert!(log_url.contains("/actions/runs/8000000001"), "{log_url}");
        }
    }
    // Nothing is deployed by a run that finds nothing to do.
    let before = stage.github.lock().calls.len();
    stage.run(&["deploy"]).expect(0);
    let repository = stage.github.lock();
    count("`deploy`, nothing to do", &repository.calls[before..]);
    assert_eq!(repository.deployments.len(), 2, "{:?}", told(&repository));
    assert_eq!(repository.checks.len(), 2);
    drop(repository);
    clean(&stage);
}

fn deployments(stage: &Stage) -> usize {
    stage.github.lock().deployments.len()
}

fn deployment_of_the_job() {
    let mut stage = to_deploy(Event::Dispatch);
    let run = stage.next_run();
    let id = stage.github.lock().next_id();
    let log_url = stage.github.lock().page(&format!("actions/runs/{run}/job/7"));
    let status = Status {
        id,
        state: "in_progress".into(),
        description: String::new(),
        log_url,
        environment_url: String::new(),
    };
    stage.github.lock().deployments.push(Deployment {
        id,
        sha: SHA.to_owned(),
        environment: "production".to_owned(),
        task: "deploy".to_owned(),
        description: None,
        payload: serde_json::json!({}),
        creator: Account::actions(),
        production: true,
        transient: false,
        statuses: vec![status],
    });
    stage.run(&["deploy"]).expect(0);
    assert_eq!(deployments(&stage), 1, "{:?}", lines(&stage.github));
    assert_eq!(stage.github.lock().deployments[0].states(), ["in_progress"]);
    stage.write("lockstep.yml", "version: 1\ngithub: {deployment: always}\n");
    stage.write("migrations/002_b.sql", "create table b (b int);\n");
    stage.run(&["deploy"]).expect(0);
    assert_eq!(deployments(&stage), 3, "{:?}", lines(&stage.github));
    clean(&stage);
}

fn failed_deployment() {
    let mut stage = to_deploy(Event::Push);
    stage.write(
        "migrations/002_b.sql",
        "create table b (b int);\n\ndo $$ begin if current_database() like 'staging%' then raise 'no'; end if; end $$;\n",
    );
    let done = stage.run(&["apply", "--environment", "staging"]);
    assert_ne!(done.said.code, 0, "{}", done.said.all());
    let repository = stage.github.lock();
    assert_eq!(repository.deployments[0].states(), ["in_progress", "failure"], "{:?}", told(&repository));
    let run = &repository.checks[0];
    assert_eq!(run.conclusion.as_deref(), Some("failure"));
    assert!(run.places().contains(&"migrations/002_b.sql:3".to_owned()), "{:?}", run.places());
    drop(repository);
    clean(&stage);
}

fn comments() {
    let mut stage = Stage::new(Event::PullRequest);
    write_misnamed(&stage, 1);
    stage.run(&["check"]).expect(0);
    let ours = stage.own_comments(1).remove(0);
    // The marker of the same comment, when it said something else.
    let (same, _) =
        ours.lines().next().and_then(|line| line.rsplit_once(':')).expect("a marker with a state");
    let marker = format!("{same}:0 -->");
    {
        let mut repository = stage.github.lock();
        repository.comments.clear();
        repository.add_comment(1, Account::person("mallory"), &format!("{marker}\nforged"));
        for index in 0..101 {
            repository.add_comment(1, Account::person("ann"), &format!("comment {index}"));
        }
        // Another bot may quote it, but not at the start.
        let other = Account { login: "other[bot]".to_owned(), bot: true };
        repository.add_comment(1, other, &format!("quoted:\n{marker}"));
        for _ in 0..2 {
            repository.add_comment(1, Account::actions(), &format!("{marker}\nold"));
        }
    }
    stage.run(&["check"]).expect(0);
    let found = stage.own_comments(1);
    assert_eq!(found[0].replace("8000000002", "8000000001"), ours);
    assert_eq!(found[1..], [format!("{marker}\nold")]);
    assert_eq!(stage.github.lock().comments.len(), 105);
    clean(&stage);
}

fn person() {
    let mut stage = Stage::with(Event::PullRequest, Account::person("ann"), true);
    write_misnamed(&stage, 1);
    for _ in 0..2 {
        stage.run(&["check"]).expect(0);
        assert_eq!(stage.github.lock().comments.len(), 1);
    }
    clean(&stage);
}

fn without_permissions() {
    let full = {
        let mut stage = Stage::new(Event::PullRequest);
        write_misnamed(&stage, 2);
        stage.run(&["check"]).shown()
    };
    for access in [Access::None, Access::Read] {
        let mut stage = Stage::new(Event::PullRequest);
        stage.github.lock().permissions = Permissions::all(access);
        write_misnamed(&stage, 2);
        let done = stage.run(&["check"]);
        assert_eq!(done.shown(), full);
        assert!(
            done.said.stdout.contains("::warning file="),
            "no check run has the places: {}",
            done.said.all()
        );
        assert!(!done.said.stderr.contains("WARN"), "a refusal is no warning: {}", done.said.all());
        assert_eq!(lines(&stage.github), ["issue 1 \"Change the schema\": open, []"]);
        clean(&stage);
    }
}

fn without_token() {
    let mut stage = Stage::new(Event::PullRequest);
    write_misnamed(&stage, 2);
    stage.without_token();
    stage.run(&["check"]).expect(0);
    assert!(stage.github.lock().calls.is_empty());
}

fn switched_off() {
    let mut stage = to_deploy(Event::Push);
    stage.write(
        "lockstep.yml",
        "version: 1\ngithub: {check_run: false, comment: false, issue: false, deployment: never}\n",
    );
    stage.run(&["deploy"]).expect(0);
    let calls = stage.github.lock().calls.clone();
    assert!(calls.iter().all(|(_, call)| call.method == "GET"), "{calls:?}");
    assert_eq!(lines(&stage.github), ["issue 1 \"Change the schema\": open, []"]);
    clean(&stage);
}

fn without_path() {
    let mut stage = Stage::with(Event::PullRequest, Account::actions(), false);
    write_misnamed(&stage, 1);
    stage.run(&["check"]).expect(0);
    let repository = stage.github.lock();
    assert_eq!((repository.checks.len(), repository.comments.len()), (1, 1));
    drop(repository);
    clean(&stage);
}
