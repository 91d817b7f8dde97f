//! What a browser makes of the pages, with GitHub's dialect, stylesheet and Mermaid. Test code only.
//! `LOCKSTEP_PICTURES=DIR` keeps pictures of every page there, light and dark, wide and narrow.

#[expect(dead_code, reason = "the tests of the HTML report use the rest")]
#[path = "../../../tests/support/browser.rs"]
mod browser;
#[path = "../../../tests/support/markdown.rs"]
mod markdown;

use std::path::Path;

use serde_json::{Value, json};

use self::browser::Browser;
use super::*;
use crate::github::links::Commit;
use crate::outputs::sample::{self, modes};

const COMMIT: &str = "8f3c2ab9d1e04f7c6b5a49382716f5e4d3c2b1a0";

fn links() -> Links {
    let repository = "https://github.com/acme/shop";
    Links {
        run: Some(format!("{repository}/actions/runs/7")),
        commit: Some(Commit { sha: COMMIT.into(), url: format!("{repository}/commit/{COMMIT}") }),
        files: Some(format!("{repository}/blob/{COMMIT}/")),
    }
}

/// A browser of this width with a page that shows nothing yet.
fn browser(width: u32, scheme: &str) -> Browser {
    let mut browser = Browser::start(width, 900);
    browser.prefer(scheme);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("page.html");
    std::fs::write(&file, markdown::page("")).expect("a file");
    browser.open(&file);
    browser
}

/// Shows a text, with its diagrams.
fn show(browser: &mut Browser, text: &str) {
    let html = Value::from(markdown::html(text));
    assert_eq!(browser.value(&format!("window.show({html})")), "drawn", "{text}");
}

fn number(browser: &mut Browser, expression: &str) -> usize {
    let value = browser.value(expression);
    value.as_u64().unwrap_or_else(|| panic!("{expression}: {value}")) as usize
}

/// Whatever is in it, a page is whole.
fn assert_whole(browser: &mut Browser, text: &str) {
    assert!(text.len() <= LARGEST, "{}", text.len());
    for (what, expression) in markdown::FAULTS {
        assert_eq!(browser.value(expression), json!([]), "{what}\n{text}");
    }
    let links = "[...document.querySelectorAll('article a')].map((one) => one.href)
        .filter((url) => !url.startsWith('https://github.com/acme/shop/'))";
    assert_eq!(browser.value(links), json!([]), "links that are not ours\n{text}");
    let headings =
        browser.value("[...document.querySelectorAll('h1, h2, h3, h4')].map((one) => one.tagName)");
    let headings: Vec<&str> = headings.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert_eq!(headings[0], "H2", "the verdict comes first\n{text}");
    assert!(headings[1..].iter().all(|heading| *heading == "H3"), "{headings:?}\n{text}");
    assert_eq!(browser.complaints, Vec::<String>::new());
    let elsewhere =
        browser.requests.iter().filter(|url| !url.starts_with("file:") && !url.starts_with("data:"));
    assert_eq!(elsewhere.collect::<Vec<_>>(), Vec::<&String>::new());
}

/// Nothing is wider than the page but what GitHub lets scroll inside it.
fn assert_fits(browser: &mut Browser, what: &str) {
    let over = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(browser.value(over), 0, "{what}");
    let scrolled = "[...document.querySelectorAll('article table')].filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 3)
        .map((one) => one.rows[0].textContent + ' ' + one.scrollWidth)";
    assert_eq!(browser.value(scrolled), json!([]), "{what}: tables are narrower than the page");
}

#[test]
fn every_mode_makes_a_page_that_is_whole_and_fits() {
    for scheme in ["light", "dark"] {
        let mut browser = browser(1200, scheme);
        for (name, report) in modes::all() {
            let text = render(&report, &links());
            browser.resize(1200, 900);
            show(&mut browser, &text);
            assert_whole(&mut browser, &text);
            assert_eq!(browser.value(markdown::LEAKED), json!([]), "{text}");
            for width in [1200, 800] {
                browser.resize(width, 900);
                if let Some(folder) = std::env::var_os("LOCKSTEP_PICTURES") {
                    assert_eq!(browser.value("window.dress()"), "dressed");
                    browser.picture(&Path::new(&folder).join(format!("{name}-{scheme}-{width}.png")));
                }
                assert_fits(&mut browser, &format!("{name} at {width}"));
            }
        }
    }
}

#[test]
fn any_number_of_findings_is_rows_of_tables() {
    let mut browser = browser(1200, "light");
    for findings in [0, 1, 50, 5_000] {
        let text = render(&sample::with_findings(findings), &links());
        show(&mut browser, &text);
        assert_whole(&mut browser, &text);
        let told = |number: usize| format!(" ({number})");
        let shown = browser.value("document.querySelector('article').textContent");
        let shown = shown.as_str().expect("text");
        let seen = (0..findings).filter(|finding| shown.contains(&told(*finding))).count();
        let left_off =
            shown.split("because this page has a size: ").nth(1).and_then(|rest| rest.split(' ').next());
        let left_off: usize = left_off.map_or(0, |number| number.parse().expect("a number"));
        assert_eq!(seen + left_off, findings);
        assert!(findings < 5_000 || seen > 2_000, "{seen}");
        let visible = "[...document.querySelectorAll('td')].filter((one) => one.checkVisibility() && / \\(\\d+\\)/.test(one.textContent)).length";
        assert!(number(&mut browser, visible) <= 25, "the rest is folded");
    }
}

#[test]
fn hostile_texts_stay_texts() {
    let mut browser = browser(1200, "light");
    for text in sample::HOSTILE {
        let page = render(&sample::saying_everywhere(text), &links());
        show(&mut browser, &page);
        assert_whole(&mut browser, &page);
    }
}

#[test]
fn a_comment_holds_the_same_parts_in_less_room() {
    let mut browser = browser(800, "light");
    for (name, report) in modes::all().into_iter().chain([("many", sample::with_findings(5_000))]) {
        let text = within(60_000, &report, &links());
        assert!(text.len() <= 60_000, "{name}: {}", text.len());
        show(&mut browser, &text);
        assert_whole(&mut browser, &text);
        let heading = browser.value("document.querySelector('h2').textContent");
        assert!(heading.as_str().is_some_and(|heading| heading.contains("lockstep")), "{heading}");
        assert!(report.findings.len() < 2 || text.contains("### Findings"), "{name}: before what is long");
    }
}
