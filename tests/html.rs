//! The HTML report and the step summary of real runs in a real browser: what they ask for, what they show, how they
//! fit. `LOCKSTEP_PICTURES=DIR` keeps pictures of the pages there.

mod support;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use support::browser::Browser;
use support::markdown;
use support::workspace::Workspace;

/// Made by hand in production, with names that would like to be markup.
const BY_HAND: &str = r#"
    alter table users add column nickname text;
    drop policy archived_is_read_only on tasks;
    alter table projects alter column budget type numeric(14,2);
    alter table tasks disable row level security;
    create table "<script>window.hacked = 1</script>" (
        id int primary key,
        "<img src=x onerror=window.hacked=1>" uuid references users,
        "</text></svg><b>bold</b>" text
    );
    comment on table users is '</del></article><h1 id="hacked">hacked</h1>';
    create view "a&b""c'd" as select 1 as one;
"#;

const CONFIGURATION: &str = r#"version: 1
environments:
  staging: {url: "${STAGING_DATABASE_URL}", branch: develop}
  production: {url: "${PROD_DATABASE_URL}", branch: main}
"#;

/// The report of a database that drifted, and the folder it is in.
fn report() -> &'static Path {
    static REPORT: OnceLock<(PathBuf, tempfile::TempDir)> = OnceLock::new();
    let (path, _) = REPORT.get_or_init(|| {
        let folder = tempfile::Builder::new().prefix("lockstep-html-").tempdir().expect("a folder");
        let workspace = Workspace::with("migrations-example/prisma", "prisma");
        // Not protected: the backup of a deploy would take longer than all of these tests.
        workspace.write("lockstep.yml", CONFIGURATION);
        workspace.expect(0, &["-q", "apply", "--environment", "staging"]);
        workspace.expect(0, &["-q", "apply", "--environment", "production"]);
        workspace.production.sql(BY_HAND);
        let more = "prisma/migrations/20250303090000_snooze_tasks/migration.sql";
        workspace.write(more, "ALTER TABLE \"tasks\" ADD COLUMN \"snoozed_until\" timestamptz;\n");
        let path = folder.path().join("report.html");
        workspace.expect(1, &["-q", "--format", "html", "--out", &path.display().to_string(), "deploy"]);
        (path, folder)
    });
    path
}

fn opened(width: u32, height: u32) -> Browser {
    let mut browser = Browser::start(width, height);
    browser.open(report());
    browser
}

fn keep_picture(browser: &mut Browser, name: &str) {
    if let Some(folder) = std::env::var_os("LOCKSTEP_PICTURES") {
        browser.picture(&Path::new(&folder).join(format!("{name}.png")));
    }
}

#[test]
fn nothing_is_loaded_and_nothing_complains() {
    let mut browser = opened(1280, 900);
    let other: Vec<&String> = browser.requests.iter().filter(|url| !url.starts_with("data:")).collect();
    assert_eq!(other, [&format!("file://{}", report().display())]);
    assert_eq!(browser.complaints, Vec::<String>::new());
    assert_eq!(browser.value("document.querySelector('#theme').hidden"), false, "the script runs");
}

#[test]
fn hostile_names_are_text() {
    let mut browser = opened(1280, 900);
    assert_eq!(
        browser.value("window.hacked === undefined && document.querySelector('#hacked') === null"),
        true
    );
    assert_eq!(browser.value("document.querySelectorAll('script').length"), 1);
    assert_eq!(browser.value("document.querySelectorAll('img, h1 ~ h1').length"), 0);
    let text = browser.value("document.body.textContent");
    let text = text.as_str().expect("text");
    for name in [
        "<script>window.hacked = 1</script>",
        "<img src=x onerror",
        "</text></svg>",
        "</del></article>",
        "a&b\"c'd",
    ] {
        assert!(text.contains(name), "{name}\n{text}");
    }
}

/// Entries that can be seen.
const SHOWN: &str =
    "[...document.querySelectorAll('[data-find]')].filter((one) => one.checkVisibility()).length";

#[test]
fn search_and_filters_narrow_and_let_go() {
    let mut browser = opened(1280, 900);
    let number =
        |browser: &mut Browser, expression: &str| browser.value(expression).as_u64().expect("a number");
    let all = number(&mut browser, "document.querySelectorAll('[data-find]').length");
    let open = number(&mut browser, SHOWN);
    let search = |browser: &mut Browser, words: &str| {
        browser
            .value(&format!(
                "(() => {{ const box = document.getElementById('find'); box.value = {words:?};
                 box.dispatchEvent(new Event('input')); }})(); {SHOWN}"
            ))
            .as_u64()
            .expect("a number")
    };
    let nickname = search(&mut browser, "nickname");
    assert!(0 < nickname && nickname < open, "{nickname} of {open}");
    assert_eq!(browser.value("found.textContent"), format!("{nickname} of {all} shown"));
    assert_eq!(
        search(&mut browser, "nickname column error"),
        nickname,
        "all words count, by kind and severity"
    );
    assert_eq!(search(&mut browser, "no such thing"), 0);
    assert_eq!(search(&mut browser, ""), open, "everything is as before");
    let press = "document.querySelector('.chip[data-word=security]').click(); ";
    let security = number(&mut browser, &format!("{press}{SHOWN}"));
    assert!(0 < security && security < open, "{security} of {open}");
    assert_eq!(number(&mut browser, &format!("{press}{SHOWN}")), open);
    let key = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '/', bubbles: true})); ";
    assert_eq!(browser.value(&format!("{key}document.activeElement.id")), "find");
}

#[test]
fn both_themes_can_be_read_and_the_button_changes_them() {
    let mut browser = opened(1280, 900);
    let page = "getComputedStyle(document.body).backgroundColor";
    let mut seen = Vec::new();
    for scheme in ["light", "dark"] {
        browser.prefer(scheme);
        seen.push(browser.value(page));
        assert_eq!(browser.value(&contrast()), serde_json::json!([]), "{scheme}");
        keep_picture(&mut browser, scheme);
    }
    assert_ne!(seen[0], seen[1], "the system decides");
    browser.value("document.querySelector('#theme').click()");
    assert_eq!(browser.value(page), seen[0], "the button decides otherwise");
    assert_eq!(browser.value("document.querySelector('#theme').ariaPressed"), "false");
}

/// Texts with less than 4.5:1 against what is behind them (WCAG 2.2, 1.4.3, level AA).
fn contrast() -> String {
    r#"(() => {
        const parts = (color) => {
            const canvas = new OffscreenCanvas(1, 1).getContext("2d");
            canvas.fillStyle = color;
            canvas.fillRect(0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data];
        };
        const light = (color) => {
            const [r, g, b] = parts(color).slice(0, 3).map((part) => part / 255)
                .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const behind = (element) => {
            for (let one = element; one; one = one.parentElement) {
                const color = getComputedStyle(one).backgroundColor;
                if (parts(color)[3] === 255) return color;
            }
            return "white";
        };
        const bad = new Set();
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("svg, script")) continue;
            const [one, other] = [light(getComputedStyle(element).color), light(behind(element))];
            const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
            if (ratio < 4.5) bad.add(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
        }
        return [...bad];
    })()"#
        .to_owned()
}

#[test]
fn it_fits_a_telephone_and_differences_stand_side_by_side_on_a_desk() {
    let mut browser = opened(1280, 900);
    let beside = "(() => {
        const diff = document.querySelector('.diff.two:has(.removed + .added)');
        const [one, other] = ['.removed', '.added'].map((side) => diff.querySelector(side).getBoundingClientRect());
        return [one.top === other.top && one.right <= other.left, one.bottom <= other.top];
    })()";
    assert_eq!(browser.value(beside), serde_json::json!([true, false]));
    let overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(browser.value(overflow), 0);
    for width in [390, 320] {
        browser.resize(width, 844);
        assert_eq!(browser.value(overflow), 0, "{width}");
        assert_eq!(browser.value(beside), serde_json::json!([false, true]), "{width}");
    }
    browser.resize(390, 844);
    keep_picture(&mut browser, "phone");
}

#[test]
fn without_scripts_everything_is_there() {
    let mut browser = Browser::start(1280, 900);
    browser.forbid_scripts();
    browser.open(report());
    assert_eq!(browser.complaints, Vec::<String>::new());
    assert_eq!(browser.value("document.querySelector('.find').checkVisibility()"), false);
    let shown = browser.value(&format!("{SHOWN} > 10"));
    assert_eq!(shown, true);
}

#[test]
fn the_keyboard_reaches_everything_and_every_control_has_a_name() {
    let mut browser = opened(1280, 900);
    let nameless = "[...document.querySelectorAll('button, input, summary, [tabindex]')].filter((one) =>
        !(one.ariaLabel || one.labels?.length || one.textContent.trim() || one.getAttribute('aria-labelledby'))).length";
    assert_eq!(browser.value(nameless), 0);
    let ids = "(() => { const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
        return ids.length - new Set(ids).size; })()";
    assert_eq!(browser.value(ids), 0, "an id names one thing");
    let headings = "[...document.querySelectorAll('h1, h2, h3, h4, h5')].map((one) => Number(one.tagName[1]))
        .filter((level, index, all) => level > (all[index - 1] ?? 0) + 1).length";
    assert_eq!(browser.value(headings), 0, "no level of heading is left out");
    assert_eq!(
        browser.value("document.querySelector('.skip').focus(), document.activeElement.className"),
        "skip"
    );
}

/// The step summary of a run on GitHub that ends so.
fn summary(workspace: &Workspace, exit: i32, arguments: &[&str]) -> String {
    let file = workspace.path().join("summary.md");
    let _ = std::fs::remove_file(&file);
    let output = workspace
        .command(arguments)
        .envs([("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "workflow_dispatch")])
        .envs([("GITHUB_REPOSITORY", "acme/shop"), ("GITHUB_RUN_ID", "7")])
        .envs([("GITHUB_SHA", SHA), ("GITHUB_SERVER_URL", "https://github.com")])
        .env("GITHUB_WORKSPACE", workspace.path())
        .env("GITHUB_STEP_SUMMARY", &file)
        .output()
        .expect("lockstep runs");
    assert_eq!(output.status.code(), Some(exit), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read_to_string(&file).expect("a summary")
}

const SHA: &str = "8f3c2ab9d1e04f7c6b5a49382716f5e4d3c2b1a0";

/// Shows a summary; it is whole, and nothing in it is what it should not be.
fn shown(browser: &mut Browser, name: &str, text: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("summary.html");
    std::fs::write(&file, markdown::page(text)).expect("a file");
    browser.open(&file);
    assert_eq!(browser.value("window.drawn"), "drawn", "{text}");
    for (what, expression) in markdown::FAULTS {
        assert_eq!(browser.value(expression), serde_json::json!([]), "{what}\n{text}");
    }
    assert_eq!(browser.complaints, Vec::<String>::new());
    let links = browser.value("[...document.querySelectorAll('article a')].map((one) => one.href)");
    let links = links.as_array().expect("a list");
    let ours = |link: &&serde_json::Value| {
        link.as_str().is_some_and(|link| link.starts_with("https://github.com/acme/shop/"))
    };
    assert_eq!(links.iter().find(|link| !ours(link)), None, "{text}");
    let commit = format!("https://github.com/acme/shop/commit/{SHA}");
    assert!(links.iter().any(|link| *link == commit.as_str()), "{text}");
    if std::env::var_os("LOCKSTEP_PICTURES").is_some() {
        // The looks come last: a picture in the place of a letter is no work of the summary's.
        assert_eq!(browser.value("window.dress()"), "dressed");
        keep_picture(browser, name);
    }
}

fn cells(browser: &mut Browser, heading: &str) -> serde_json::Value {
    browser.value(&format!(
        "(() => {{
            const heading = [...document.querySelectorAll('h3')].find((one) => one.textContent.startsWith({heading:?}));
            let table = heading;
            while (table.tagName !== 'TABLE') table = table.nextElementSibling;
            return [...table.rows].map((row) => row.cells.length);
        }})()"
    ))
}

#[test]
fn summaries_of_real_runs_are_shown_as_they_are_meant() {
    let workspace = Workspace::with("migrations-example/prisma", "prisma");
    workspace.write("lockstep.yml", CONFIGURATION);
    let mut browser = Browser::start(1012, 900);
    let text = summary(&workspace, 0, &["-q", "deploy"]);
    shown(&mut browser, "summary-deploy", &text);
    assert_eq!(browser.value(markdown::LEAKED), serde_json::json!([]), "{text}");
    assert_eq!(cells(&mut browser, "What changed"), serde_json::json!([4, 4, 4]));
    let proved = browser.value("document.querySelectorAll('li > input[checked][disabled]').length");
    assert_eq!(proved, text.matches("\n- [x] ").count(), "{text}");
    assert_eq!(browser.value("document.querySelectorAll('pre[lang=mermaid] svg').length"), 1);
    assert_eq!(browser.value("document.querySelectorAll('details[open]').length"), 0, "good news are short");

    workspace.production.sql(BY_HAND);
    let text = summary(&workspace, 1, &["-q", "deploy"]);
    shown(&mut browser, "summary-drift", &text);
    assert_eq!(
        browser.value("document.querySelector('h2').textContent.includes('production drifted')"),
        true
    );
    assert_eq!(cells(&mut browser, "What changed: no migration was applied"), serde_json::json!([3, 3, 3]));
    let drawn = browser.value("document.querySelectorAll('pre[lang=mermaid] svg').length");
    assert_eq!(drawn, 2, "the pipeline and the tables");
    assert_eq!(browser.value("document.querySelectorAll('script').length"), 2, "only those of the page");
    let over = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(browser.value(over), 0);
}

/// `LOCKSTEP_SUMMARY=FILE.md LOCKSTEP_PICTURES=DIR`: pictures of that summary, light and dark.
#[test]
#[ignore = "script/picture asks for it"]
fn picture_of_a_summary() {
    let file = std::env::var_os("LOCKSTEP_SUMMARY").expect("LOCKSTEP_SUMMARY names a file");
    let text = std::fs::read_to_string(file).expect("a file that can be read");
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("summary.html");
    std::fs::write(&page, markdown::page(&text)).expect("a file");
    for scheme in ["light", "dark"] {
        let mut browser = Browser::start(960, 600);
        browser.prefer(scheme);
        browser.open(&page);
        assert_eq!(browser.value("window.dress()"), "dressed");
        keep_picture(&mut browser, &format!("summary-{scheme}"));
    }
}
