//! Markdown as GitHub shows it: comrak speaks GitHub's dialect (<https://github.github.com/gfm/>), its stylesheet
//! and Mermaid come from `build/markdown` (script/markdown-parts).

use std::path::{Path, PathBuf};

use base64::Engine as _;

/// What is put between the article and the end of the page: diagrams, colours of a diff, pictures of emoji.
const SCRIPT: &str = include_str!("markdown.js");
const STYLE: &str = include_str!("markdown.css");

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

/// What GitHub makes of it before its sanitiser looks.
fn html(markdown: &str) -> String {
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
