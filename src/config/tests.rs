//! The configuration as a whole: the cases under `tests/config/`, the reference file, the usual
//! variables.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::sections::SECTIONS;
use super::settings::{Comparison, Environment, Expectation, Level};
use super::*;
use crate::model::connection::Secret;
use crate::model::exit::Exit;
use crate::model::history::Tool;
use crate::model::provider::Provider;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn load_text(text: Option<&str>, variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let directory = tempfile::tempdir().expect("temporary directory");
    if let Some(text) = text {
        fs::write(directory.path().join("lockstep.yml"), text).expect("written");
    }
    load(&LoadRequest {
        directory: directory.path().to_owned(),
        variables: variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        ..LoadRequest::default()
    })
}

fn loaded(text: &str, variables: &[(&str, &str)]) -> Settings {
    load_text(Some(text), variables).map_err(|error| error.to_string()).expect("loaded")
}

fn urls(settings: &Settings) -> Vec<String> {
    let show = |Environment { name, url, .. }: &Environment| match url {
        Ok(connection) => format!("{name} {}", connection.target()),
        Err(missing) => format!("{name} wants {}", missing.variable),
    };
    settings.environments.iter().map(show).collect()
}

/// Every folder of `tests/config/` holds a bad `lockstep.yml` (and perhaps `variables`, in the form
/// of an env file) and the exact `error.txt`. `UPDATE=1` writes the latter again.
#[test]
fn bad_configurations_are_explained() {
    let mut cases = 0;
    for case in fs::read_dir(Path::new(ROOT).join("tests/config")).expect("cases") {
        let case = case.expect("a case").path();
        // Named, because the root of this repository is found above the case (`find` has its tests).
        let request = LoadRequest {
            config: Some("lockstep.yml".into()),
            env_files: Vec::from_iter(case.join("variables").exists().then(|| "variables".into())),
            directory: case.clone(),
            ..LoadRequest::default()
        };
        let error = load(&request).expect_err(&case.display().to_string());
        let shown = error.to_string();
        let prefix = format!("{}/", case.strip_prefix(ROOT).expect("inside").display());
        let mut shown = shown.replace(&prefix, "");
        if let Some(help) = error.problem.help() {
            shown.push_str(&format!("\nhelp: {help}"));
        }
        shown.push('\n');
        assert!(!shown.contains("hunter2"), "{}: {shown}", case.display());
        let path = case.join("error.txt");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &shown).expect("written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(shown, expected, "{}", case.display());
        cases += 1;
    }
    assert!(cases > 30, "only {cases} cases were found");
}

#[test]
fn the_reference_file_is_the_defaults() {
    let text = fs::read_to_string(Path::new(ROOT).join("lockstep.reference.yml")).expect("readable");
    let variables = [
        ("STAGING_DATABASE_URL", "postgres://u:p@localhost/staging"),
        ("STAGING_DIRECT_URL", "postgres://u:p@localhost/staging2"),
        ("PROD_DATABASE_URL", "postgres://u:p@localhost/production"),
        ("PROD_DIRECT_URL", "postgres://u:p@localhost/production2"),
    ];
    for variables in [&variables[..], &[]] {
        let from_file = loaded(&text, variables);
        let defaults = load_text(None, variables).expect("loaded");
        let mut from_file = Settings { root: defaults.root.clone(), file: None, ..from_file };
        // Only the words of the help differ: it names both usual variables. And what is in a file has a place.
        for (a, b) in from_file.environments.iter_mut().zip(&defaults.environments) {
            assert!(a.place.take().is_some_and(|place| place.line.is_some()));
            if let (Err(a), Err(b)) = (&mut a.url, &b.url) {
                a.help.clone_from(&b.help);
            }
        }
        assert_eq!(from_file, defaults);
    }
}

#[test]
fn the_reference_file_and_the_documentation_name_every_key() {
    for file in ["lockstep.reference.yml", "docs/configuration.md"] {
        let text = fs::read_to_string(Path::new(ROOT).join(file)).expect("readable");
        for (section, keys) in SECTIONS {
            for key in keys.known {
                let is_named = if file.ends_with(".yml") {
                    text.lines()
                        .any(|line| line.trim_start_matches(['#', ' ', '-']).starts_with(&format!("{key}:")))
                } else {
                    text.contains(&format!("| `{key}` |"))
                };
                assert!(is_named, "{file} does not show {section}.{key}");
            }
        }
    }
}

#[test]
fn without_a_file_the_usual_variables_give_two_environments() {
    let settings = load_text(
        None,
        &[
            ("DEV_DATABASE_URL", "postgres://u:p@localhost/dev"),
            ("PRODUCTION_DATABASE_URL", "postgres://u:p@ep-x-pooler.eu.aws.neon.tech/live"),
            ("PROD_DATABASE_URL_UNPOOLED", "postgres://u:p@ep-x.eu.aws.neon.tech/live"),
        ],
    )
    .expect("loaded");
    assert_eq!(
        urls(&settings),
        ["staging localhost:5432/dev as u", "production ep-x-pooler.eu.aws.neon.tech:5432/live as u"]
    );
    let production = &settings.environments[1];
    let direct = production.direct_url.as_ref().expect("a direct URL");
    assert_eq!(direct.target(), "ep-x.eu.aws.neon.tech:5432/live as u");
    assert!(production.protected && !settings.environments[0].protected);

    let nothing = load_text(None, &[]).expect("loaded");
    assert_eq!(urls(&nothing), ["staging wants STAGING_DATABASE_URL", "production wants PROD_DATABASE_URL"]);
}

#[test]
fn two_usual_variables_must_agree() {
    let staging = "postgres://u:hunter2@localhost/a";
    let same = [("STAGING_DATABASE_URL", staging), ("DEV_DATABASE_URL", staging)];
    assert!(load_text(None, &same).is_ok());
    let error = load_text(None, &[same[0], ("DEV_DATABASE_URL", "postgres://u:hunter2@localhost/b")])
        .expect_err("they differ");
    assert_eq!(
        error.to_string(),
        "STAGING_DATABASE_URL and DEV_DATABASE_URL are both set, to different values"
    );
    let error =
        load_text(None, &[("PROD_DATABASE_URL", "postgres://u:hunter2@localhost")]).expect_err("no database");
    assert_eq!(error.to_string(), "`PROD_DATABASE_URL`: the URL names no database");
}

#[test]
fn a_full_file_becomes_settings() {
    let text = r#"
version: 1
migrations: {path: prisma/migrations, format: prisma}
environments:
  live: {url: "postgres://app:${PW}@db.example.com/app", branch: main}
  staging: {url: "${URL}", branch: develop, provider: neon, protected: true}
  preview: {url: "postgres://u@postgres/d?sslmode=disable", allow_plaintext: true}
  qa: {}
apply: {lock_timeout: 500ms, statement_timeout: 0s, retries: "${RETRIES:-2}", wait_for_lock: 1h 30m}
compare:
  schemas: [public, "app_*"]
  ignore: [{kind: table, name: "public.tmp_*", reason: "${TRICKY}", until: 2027-01-31}]
  privileges: enforce
  owners: off
backup: {dir: b, retention: 7d, jobs: 4, format: directory, schema_only: true, prove: schema, required: false, max_age: 26h}
checks:
  - {name: a, sql: select 1, expect: 1}
  - {name: b, sql: select 1, expect: ">= 18.5", environments: [live]}
  - {name: c, sql: select 1, expect: "text, $${x}"}
  - {name: d, sql: select 1, expect: [[1, a, null], [2.5, "b", true]]}
  - {name: e, sql: select 1, expect: null}
  - {name: f, sql: select 1, expect: false}
  - {name: g, sql: select 1, expect: []}
  - {name: h, sql: select 1, expect: 9007199254740993}
scratch: {url: "${NONE:-}", prelude: ci/prelude.sql}
"#;
    // A value that would be something else if it were read as YAML again.
    let tricky = "a: b\n\"x\", ]} # ${PW}";
    let variables = [("PW", "p:w"), ("TRICKY", tricky), ("URL", "postgres://u:p@localhost/s")];
    let settings = loaded(text, &variables);
    assert_eq!(settings.compare.ignore[0].reason, tricky);
    // The names' defaults and the explicit words; protected ones last, otherwise as in the file.
    let names: Vec<(&str, bool)> = settings
        .environments
        .iter()
        .map(|environment| (environment.name.as_str(), environment.protected))
        .collect();
    assert_eq!(names, [("preview", false), ("qa", false), ("live", true), ("staging", true)]);
    assert_eq!(settings.environments[3].provider, Some(Provider::Neon));
    assert_eq!(settings.environments[1].url.as_ref().expect_err("unset").variable, "QA_DATABASE_URL");
    assert_eq!(settings.migrations.format, Some(Tool::Prisma));
    assert_eq!(settings.apply.lock_timeout, Duration::from_millis(500));
    assert_eq!(settings.apply.retries, 2);
    assert_eq!(settings.apply.wait_for_lock, Duration::from_secs(5400));
    assert_eq!((settings.compare.privileges, settings.compare.owners), (Level::Enforce, Level::Off));
    assert_eq!(settings.compare.ignore[0].until.as_deref(), Some("2027-01-31"));
    assert_eq!(settings.backup.max_age, Duration::from_secs(26 * 3600));
    assert_eq!(settings.scratch.url, None);
    let cell = |text: &str| Some(text.to_owned());
    let expected = [
        Expectation::Compare(Comparison::Equal, 1.0),
        Expectation::Compare(Comparison::GreaterOrEqual, 18.5),
        Expectation::Scalar("text, ${x}".to_owned()),
        Expectation::Rows(vec![vec![cell("1"), cell("a"), None], vec![cell("2.5"), cell("b"), cell("t")]]),
        Expectation::Rows(vec![vec![None]]),
        Expectation::Scalar("f".to_owned()),
        Expectation::Rows(vec![]),
        Expectation::Scalar("9007199254740993".to_owned()),
    ];
    let expectations: Vec<Expectation> = settings.checks.into_iter().map(|check| check.expect).collect();
    assert_eq!(expectations, expected);
}

#[test]
fn a_missing_url_is_no_error_and_a_missing_direct_url_is_none() {
    let text = "environments:\n  staging: {url: 'postgres://u:${PW}@localhost/d', direct_url: '${DIRECT}'}\n";
    for variables in [&[][..], &[("PW", "")]] {
        let settings = loaded(text, variables);
        assert_eq!(urls(&settings), ["staging wants PW"]);
        assert_eq!(settings.environments[0].direct_url, None);
    }
    assert_eq!(urls(&loaded("environments: {s: {url: '${A:-}'}}", &[])), ["s wants A"]);
}

#[test]
fn a_literal_url_does_not_borrow_a_direct_url_from_the_environment() {
    let variables = [("STAGING_DIRECT_URL", "postgres://u:p@localhost/other")];
    let settings = loaded("environments: {staging: {url: 'postgres://u:p@localhost/d'}}", &variables);
    assert_eq!(settings.environments[0].direct_url, None);
}

#[test]
fn the_secrets_are_every_form_of_every_password() {
    let text = "scratch: {url: 'postgres://u:s%40@localhost/scratch'}\n";
    let settings = loaded(
        text,
        &[
            ("STAGING_DATABASE_URL", "postgres://u:p%40w@localhost/d"),
            ("STAGING_DIRECT_URL", "postgres://u:direct@localhost/d"),
        ],
    );
    let secrets: Vec<&str> = settings.secrets.iter().map(Secret::expose).collect();
    let expected = [
        "postgres://u:p%40w@localhost/d",
        "p@w",
        "p%40w",
        "postgres://u:direct@localhost/d",
        "direct",
        "direct",
        "postgres://u:s%40@localhost/scratch",
        "s@",
        "s%40",
    ];
    assert_eq!(secrets, expected);
    let shown = format!("{settings:?}");
    assert!(!shown.contains("p@w") && !shown.contains("p%40w"), "{shown}");
}

#[test]
fn an_unknown_environment_is_wrong_usage_and_a_bad_file_is_not() {
    let settings = load_text(None, &[]).expect("loaded");
    let error = settings.environment("prodution").expect_err("unknown");
    assert_eq!(error.exit(), Exit::Usage);
    assert_eq!(
        error.finding().help.as_deref(),
        Some("did you mean `production`? known are: staging, production")
    );
    let missing =
        LoadRequest { config: Some("none.yml".into()), directory: "/".into(), ..LoadRequest::default() };
    let error = load(&missing).expect_err("no such file");
    assert_eq!(error.finding().message, "cannot read none.yml: No such file or directory (os error 2)");
    let error = load_text(Some("nonsense: 1"), &[]).expect_err("unknown key");
    assert_eq!(error.exit(), Exit::Configuration);
}
