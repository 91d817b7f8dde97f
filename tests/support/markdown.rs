//! Markdown as GitHub shows it: comrak speaks GitHub's dialect (<https://github.github.com/gfm/>), its stylesheet
//! and Mermaid come from `build/markdown` (script/markdown-parts).

use std::path::{Path, PathBuf};

use base64::Engine as _;

/// What is put between the article and the end of the page: diagrams, colours of a diff, pictures of emoji.
const SCRIPT: &str = include_str!("markdown.js");
const STYLE: &str = include_str!("markdown.css");

/// Expressions of what must not be in a page, whatever it holds: each is a list of what is wrong.
pub(crate) const FAULTS: [(&str, &str); 5] = [
    ("GitHub's sanitiser would take it away", FOREIGN),
    ("GitHub would make a mention, a reference or a link of it", REFERENCES),
    ("a diagram is not drawn", UNDRAWN),
    ("a fold has no title, nothing in it, or what stands below it", FOLDS),
    ("rows have not the cells of their head", UNEVEN),
];

/// The sanitiser knows more, but these are all that we use
/// (<https://github.com/gjtorikian/html-pipeline/blob/main/lib/html_pipeline/sanitization_filter.rb>).
const FOREIGN: &str = r#"(() => {
    const allowed = {
        ARTICLE: ["class"], H2: [], H3: [], P: ["class"], UL: [], LI: [], OL: [], INPUT: ["type", "checked", "disabled"],
        TABLE: [], THEAD: [], TBODY: [], TR: [], TH: ["align"], TD: ["align"], BR: [], SUB: [], CODE: [], PRE: ["lang"],
        A: ["href"], STRONG: [], B: [], EM: [], DETAILS: ["open"], SUMMARY: [], BLOCKQUOTE: [], DIV: ["class"],
    };
    return [...document.querySelectorAll("article, article *")].filter((one) => !one.closest("pre.drawn")).flatMap((one) => {
        const known = allowed[one.tagName];
        if (!known) return [one.outerHTML.slice(0, 200)];
        return [...one.attributes].filter((attribute) => !known.includes(attribute.name)).map((attribute) => `${one.tagName} ${attribute.name}`);
    });
})()"#;

const REFERENCES: &str = r#"(() => {
    const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (text.parentElement.closest("code, pre, a")) continue;
        if (/(^|[^\w`])@\w|(^|\W)#\d|\bGH-\d|https?:\/\/|\bwww\.\w/i.test(text.data)) found.push(text.data);
    }
    return found;
})()"#;

/// Marks of Markdown that were not read as marks: of a table, of code, of a heading, of a fold. For pages whose
/// foreign texts hold none.
pub(crate) const LEAKED: &str = r#"(() => {
    const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (text.parentElement.closest("code, pre")) continue;
        if (/[|`]|\*\*|^\s*#{2,} |\[!\w+\]|\]\(|<\/?(details|summary|sub|br|b)\b|&#?\w+;/.test(text.data)) found.push(text.data);
    }
    return found;
})()"#;

const UNDRAWN: &str = r#"[...document.querySelectorAll("pre[lang=mermaid]")].filter((one) => {
    const picture = one.querySelector("svg");
    return !picture || picture.ariaRoleDescription === "error" || !(picture.viewBox.baseVal.width > 20);
}).map((one) => one.textContent)"#;

const FOLDS: &str = r#"[...document.querySelectorAll("details")].filter((one) =>
    one.querySelector("h2, h3") || one.parentElement.tagName !== "ARTICLE" || one.firstElementChild.tagName !== "SUMMARY"
    || !one.firstElementChild.textContent.trim() || one.children.length < 2).map((one) => one.outerHTML.slice(0, 200))"#;

const UNEVEN: &str = r#"[...document.querySelectorAll("table")].filter((table) =>
    new Set([...table.rows].map((row) => row.cells.length)).size !== 1).map((table) => table.textContent)"#;

/// An HTML page that shows this Markdown. `window.drawn` is a promise of its diagrams.
pub(crate) fn page(markdown: &str) -> String {
    let parts = parts();
    let url = |name: &str| format!("file://{}", parts.join(name).display());
    let font = |weight: u32| {
        let bytes =
            std::fs::read(parts.join(format!("noto-sans-latin-{weight}-normal.woff2"))).expect("a font");
        let data = base64::engine::general_purpose::STANDARD.encode(bytes);
        // A page of a file may not load a font of another file.
        format!(
            "@font-face {{ font-family: 'Noto Sans'; font-weight: {weight}; \
             src: url(data:font/woff2;base64,{data}) }}"
        )
    };
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>summary</title>\n\
         <link rel=stylesheet href='{}'><style>{}{}{STYLE}</style>\n\
         <body data-parts='{}'><article class=markdown-body>\n{}</article>\n\
         <script src='{}'></script><script>{SCRIPT}</script>\n",
        url("github-markdown.css"),
        font(400),
        font(600),
        url(""),
        html(markdown),
        url("mermaid.min.js"),
    )
}

/// What GitHub makes of it before its sanitiser looks. `window.show(…)` puts it into a page that is open.
pub(crate) fn html(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.alerts = true;
    options.render.github_pre_lang = true;
    // The tests want to see what the sanitiser would have to take away.
    options.render.r#unsafe = true;
    comrak::markdown_to_html(markdown, &options)
}

fn parts() -> PathBuf {
    let parts = Path::new(env!("CARGO_MANIFEST_DIR")).join("build/markdown");
    assert!(parts.join("parts").is_file(), "{} is empty: run script/markdown-parts", parts.display());
    parts
}
