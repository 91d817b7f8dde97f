use super::options::{Color, ReportFormat, Verbosity};
use super::*;
use crate::config::settings::BackupFormat;
use crate::config::side::SideArgument;
use crate::config::task::{Acceptance, Recording, Resolution, RestoreSource};
use crate::model::connection::Secret;
use crate::model::mode::Mode;

fn run(line: &str) -> Result<Request, Stop> {
    parse(format!("lockstep {line}").split_whitespace().map(OsString::from))
}

fn environment(name: &str) -> Option<SideArgument> {
    Some(SideArgument::Environment(name.to_owned()))
}

#[test]
fn every_mode_becomes_its_task() {
    let production = || "production".to_owned();
    for (line, expected) in [
        ("check", Task::Check { base: None }),
        ("check --base main", Task::Check { base: Some("main".into()) }),
        ("status --all", Task::Status { all: true }),
        ("compare", Task::Compare { from: None, to: None }),
        (
            "compare --from staging --to migrations",
            Task::Compare { from: environment("staging"), to: Some(SideArgument::Migrations) },
        ),
        ("verify", Task::Verify { environment: None }),
        ("health", Task::Health { self_test: false, accept: None }),
        ("health --self-test", Task::Health { self_test: true, accept: None }),
        (
            "health --accept --reason why --until 2027-01-31",
            Task::Health {
                self_test: false,
                accept: Some(Acceptance { reason: Some("why".into()), until: Some("2027-01-31".into()) }),
            },
        ),
        (
            "backup --environment production --schema-only --dump-format directory",
            Task::Backup {
                environment: production(),
                schema_only: true,
                format: Some(BackupFormat::Directory),
            },
        ),
        (
            "apply --environment production --dry-run",
            Task::Apply { environment: production(), dry_run: true },
        ),
        ("deploy", Task::Deploy { dry_run: false }),
        (
            "restore --backup b/x --into env:SIDE",
            Task::Restore {
                source: RestoreSource::Path("b/x".into()),
                into: SideArgument::Variable("SIDE".to_owned()),
            },
        ),
        (
            "restore --environment production --into postgres://u:p@h/d",
            Task::Restore {
                source: RestoreSource::Newest { environment: production() },
                into: SideArgument::Url(Secret::new("postgres://u:p@h/d")),
            },
        ),
        (
            "baseline --environment production --to 1 --dry-run",
            Task::Baseline {
                environment: production(),
                to: Some("1".to_owned()),
                recording: Recording { dry_run: true, force: None },
            },
        ),
        (
            "resolve --environment production --rolled-back 2 --force 2",
            Task::Resolve {
                environment: production(),
                resolution: Resolution::RolledBack { version: "2".to_owned() },
                recording: Recording { dry_run: false, force: Some("2".to_owned()) },
            },
        ),
        ("export --as-migration init", Task::Export { from: None, as_migration: Some("init".to_owned()) }),
        ("demo --keep", Task::Demo { keep: true }),
    ] {
        assert_eq!(run(line).map_err(|stop| stop.text()).expect(line).task, expected);
    }
}

#[test]
fn every_mode_of_the_model_is_on_the_command_line() {
    let command = Cli::command();
    let words: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    assert_eq!(words, Mode::ALL.map(Mode::as_str));
    Cli::command().debug_assert();
}

#[test]
fn global_options_stand_before_or_after_the_mode() {
    let before = run("--config c.yml --env-file a --env-file b --format json --out r.json -vv status");
    let after = run("status --config c.yml --env-file a --env-file b --format json --out r.json -vv");
    let before = before.expect("understood");
    assert_eq!(before, after.expect("understood"));
    assert_eq!(before.env_files, [PathBuf::from("a"), PathBuf::from("b")]);
    assert_eq!(before.config, Some(PathBuf::from("c.yml")));
    assert_eq!(
        before.output,
        Output {
            format: ReportFormat::Json,
            file: Some("r.json".into()),
            color: Color::Auto,
            verbosity: Verbosity::Everything
        }
    );
}

#[test]
fn help_and_version_are_no_errors() {
    for line in ["--help", "-h", "--version", "apply --help"] {
        assert_eq!(run(line).expect_err(line).exit(), Exit::Done, "{line}");
    }
    let version = run("--version").expect_err("a version").text();
    assert_eq!(version, format!("lockstep {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_names_what_was_meant() {
    for (line, part) in [
        ("", "Usage: lockstep"),
        ("aply", "'apply'"),
        ("comprae", "a similar subcommand exists: 'compare'"),
        ("status --al", "a similar argument exists: '--all'"),
        ("apply", "--environment <NAME>"),
        ("resolve --environment x", "<--applied <VERSION>|--rolled-back <VERSION>>"),
        ("resolve --environment x --applied 1 --rolled-back 2", "cannot be used with"),
        ("restore --environment x --into staging", "give env:NAME"),
        ("status -v -q", "cannot be used with"),
        ("status --format pdf", "[possible values: text, json, markdown, html, sarif]"),
    ] {
        let stop = run(line).expect_err(line);
        assert_eq!(stop.exit(), Exit::Usage, "{line}");
        assert!(stop.text().contains(part), "{line}: {}", stop.text());
    }
}

#[test]
fn a_misplaced_url_is_not_shown() {
    for line in [
        "compare postgres://u:hunter2@h/d",
        "compare --form=postgres://u:hunter2@h/d",
        "status --format postgres://u:hunter2@h/d",
        "postgres://u:hunter2@h/d",
        "restore --environment x --into hunter2@h",
    ] {
        let shown = match run(line) {
            Ok(request) => format!("{request:?}"),
            Err(stop) => stop.text(),
        };
        assert!(!shown.contains("hunter2"), "{line}: {shown}");
    }
}
