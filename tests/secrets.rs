//! The password of a database is nowhere: not in reports, logs, files, or the list of processes,
//! whatever goes wrong.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use support::cluster::{PASSWORD, PASSWORD_IN_URL};
use support::spellings::spellings;
use support::workspace::Workspace;

fn assert_clean(what: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    // The commands that tell GitHub what to hide must name it; nothing else may.
    let shown: String =
        text.lines().filter(|line| !line.starts_with("::add-mask::")).collect::<Vec<_>>().join("\n");
    for spelling in spellings() {
        assert!(!shown.contains(&spelling), "{what} holds {spelling:?}:\n{shown}");
    }
}

/// Every file below a folder.
fn assert_files_clean(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            assert_files_clean(&path);
        } else {
            assert_clean(&path.display().to_string(), &fs::read(&path).unwrap_or_default());
        }
    }
}

/// Runs and looks at the list of processes meanwhile.
fn run(workspace: &Workspace, args: &[&str], variables: &[(&str, String)]) {
    let mut command = workspace.command(args);
    command.envs(variables.iter().map(|(name, value)| (*name, value)));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    let end = Instant::now() + Duration::from_secs(120);
    let (mut stdout, mut stderr) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
    let reading = std::thread::spawn(move || {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let other = std::thread::spawn(move || {
            let _ = std::io::Read::read_to_end(&mut stderr, &mut err);
            err
        });
        let _ = std::io::Read::read_to_end(&mut stdout, &mut out);
        (out, other.join().expect("read"))
    });
    while child.try_wait().expect("waited").is_none() {
        assert!(Instant::now() < end, "lockstep {args:?} does not end");
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            assert_clean(
                "the list of processes",
                &fs::read(entry.path().join("cmdline")).unwrap_or_default(),
            );
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    let (out, err) = reading.join().expect("read");
    let what = format!("lockstep {}", args.join(" "));
    assert_clean(&format!("{what}: standard output"), &out);
    assert_clean(&format!("{what}: the log"), &err);
}

fn on_github(workspace: &Workspace) -> Vec<(&'static str, String)> {
    let file = |name: &str| workspace.path().join(name).display().to_string();
    vec![
        ("GITHUB_ACTIONS", "true".to_owned()),
        ("GITHUB_WORKSPACE", workspace.path().display().to_string()),
        ("GITHUB_STEP_SUMMARY", file("summary.md")),
        ("GITHUB_OUTPUT", file("outputs")),
        ("GITHUB_EVENT_NAME", "workflow_dispatch".to_owned()),
    ]
}

#[test]
fn no_mode_shows_the_password() {
    let workspace = Workspace::empty();
    workspace.write("migrations/001_a.sql", "create table a (a int);\ninsert into a values (1);\n");
    let github = on_github(&workspace);
    let mut side = github.clone();
    side.push(("SIDE", workspace.side.url()));
    run(&workspace, &["-v", "deploy"], &github);
    for format in ["json", "markdown"] {
        run(&workspace, &["--format", format, "--out", "report", "verify"], &github);
        assert_files_clean(workspace.path());
    }
    for args in [
        &["-v", "status", "--all"][..],
        &["check"],
        &["compare", "--to", "migrations"],
        &["health"],
        &["backup", "--environment", "production", "--dump-format", "directory"],
        &["restore", "--environment", "production", "--into", "env:SIDE"],
        &["export", "--from", "env:SIDE"],
    ] {
        run(&workspace, args, &side);
    }
    assert_files_clean(workspace.path());
}

#[test]
fn no_failure_shows_the_password() {
    let workspace = Workspace::empty();
    workspace.write("migrations/001_a.sql", "create table a (a int);\n");
    let good = workspace.production.url();
    let port = format!(":{}/", workspace.production.port);
    let broken: BTreeMap<&str, String> = BTreeMap::from([
        ("another user", good.replace("owner:", "nobody-here:")),
        ("a dead port", good.replace(&port, ":1/")),
        ("a dead host", good.replace("127.0.0.1", "no-such-host.invalid")),
        ("no such database", good.replace("/production", "/no_such")),
        ("tls refused", format!("{good}?sslmode=require")),
        ("no such parameter", format!("{good}?passwort={PASSWORD_IN_URL}")),
        ("a bad parameter", format!("{good}?connect_timeout={PASSWORD_IN_URL}")),
        ("another scheme", good.replace("postgres://", "mysql://")),
        ("a bad port", good.replace(&port, ":70000/")),
        (
            "plain text to a remote host",
            format!("{}?sslmode=disable", good.replace("127.0.0.1", "db.example.com")),
        ),
        ("not encoded", good.replace(PASSWORD_IN_URL, PASSWORD)),
        ("the password alone", PASSWORD.to_owned()),
        (
            "the password as parameter",
            format!(
                "{}?password={PASSWORD_IN_URL}&sslmode=require",
                good.replace(&format!(":{PASSWORD_IN_URL}"), "")
            ),
        ),
        ("several hosts", good.replace("127.0.0.1", "127.0.0.1,127.0.0.2")),
    ]);
    for url in broken.into_values() {
        let mut variables = on_github(&workspace);
        variables.push(("PROD_DATABASE_URL", url.clone()));
        run(&workspace, &["-v", "deploy"], &variables);
        run(
            &workspace,
            &["-v", "restore", "--environment", "production", "--into", "env:PROD_DATABASE_URL"],
            &variables,
        );
        workspace.write("secret.yml", "version: 1\nenvironments: {production: {url: \"${PROD_DATABASE_URL}\"}}\nscratch: {url: \"${PROD_DATABASE_URL}\"}\n");
        run(&workspace, &["-v", "--config", "secret.yml", "check"], &variables);
    }
    assert_files_clean(workspace.path());
}
