//! What a reader of GitHub Flavored Markdown makes of text of others: text. The judge is comrak, with the
//! extensions that GitHub has.

use comrak::nodes::{Node, NodeHtmlBlock, NodeValue};
use comrak::{Arena, Options, parse_document};

use super::{long_texts, texts};
use crate::github::links::Links;
use crate::github::marker::Marker;
use crate::model::report::Report;
use crate::outputs::markdown_text::{code, code_cell, fenced, html, prose};
use crate::outputs::{check_run, comment, markdown, sample};

fn github() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    (extension.table, extension.autolink, extension.strikethrough) = (true, true, true);
    (extension.tasklist, extension.footnotes, extension.alerts) = (true, true, true);
    (extension.math_dollars, extension.math_code) = (true, true);
    options
}

/// Calls `look` with every node of a text, parents before their children.
fn walk(markdown: &str, mut look: impl FnMut(&NodeValue)) {
    let arena = Arena::new();
    let root: Node<'_> = parse_document(&arena, markdown, &github());
    root.descendants().for_each(|node| look(&node.data().value));
}

/// The nodes that make the shape of a page. Text, its line breaks and code are what foreign text may be.
fn shape(markdown: &str) -> Vec<String> {
    let mut shape = Vec::new();
    walk(markdown, |value| match value {
        NodeValue::Text(_) | NodeValue::SoftBreak | NodeValue::Code(_) | NodeValue::Escaped => {}
        NodeValue::HtmlInline(tag) if tag == "<br>" => {}
        // `*(empty)*` stands for what would be nothing.
        NodeValue::Emph => {}
        NodeValue::HtmlBlock(block) => shape.push(format!("html {}", tags(&block.literal).join(" "))),
        NodeValue::HtmlInline(tag) => shape.push(format!("html {tag}")),
        NodeValue::CodeBlock(block) => shape.push(format!("code {}", block.info)),
        NodeValue::Table(table) => shape.push(format!("table of {}", table.num_columns)),
        other => shape.push(other.xml_node_name().to_owned()),
    });
    shape
}

fn tags(html: &str) -> Vec<String> {
    html.split('<').skip(1).map(|tag| tag.split('>').next().unwrap_or_default().to_owned()).collect()
}

/// What GitHub itself looks for in the finished text: mentions and references.
fn references(markdown: &str) -> Vec<String> {
    let mut run = String::new();
    let mut found = Vec::new();
    let mut flush = |run: &mut String| {
        let characters: Vec<char> = run.chars().collect();
        let is_word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || *c == '_');
        for (index, character) in characters.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|before| characters.get(before));
            let after = characters.get(index + 1);
            let mention = *character == '@' && is_word(after) && !is_word(before);
            let reference = *character == '#' && after.is_some_and(char::is_ascii_digit);
            let rest: String = characters[index..].iter().take(4).collect();
            let short = rest.to_ascii_lowercase().starts_with("gh-")
                && characters.get(index + 3).is_some_and(char::is_ascii_digit)
                && !is_word(before);
            if mention || reference || short {
                found.push(run.clone());
            }
        }
        run.clear();
    };
    walk(markdown, |value| match value {
        NodeValue::Text(text) => run.push_str(text),
        NodeValue::Escaped => {}
        NodeValue::Code(_) | NodeValue::CodeBlock(_) => flush(&mut run),
        _ => flush(&mut run),
    });
    flush(&mut run);
    found
}

/// The places where our writers put foreign text, each with what it must be the shape of.
fn places(text: &str) -> Vec<String> {
    let (prose, code, cell, html) = (prose(text), code(text), code_cell(text), html(text));
    vec![
        format!("A {prose} end.\n"),
        format!("{prose}\n\nnext\n"),
        format!("{prose} - {prose}\n"),
        format!("## A {prose}\n"),
        format!("- {prose}\n- [x] {prose}\n- {code}: {prose}\n"),
        format!("A {code} and {code}.\n"),
        format!("{code}\n"),
        format!("| a | b |\n|---|---|\n| {prose} | {cell} in {prose} |\n| {cell} | x |\n\nnext\n"),
        format!("| {cell} | {prose} |\n|---|---|\n| a | b |\n"),
        format!("> [!NOTE]\n> {prose}\n\nnext\n"),
        format!("<details><summary>A <b>{html}</b></summary>\n\ntext\n\n</details>\n"),
        format!("**{prose}**: x\n"),
        fenced("diff", &text.split('\n').map(str::to_owned).collect::<Vec<_>>()),
    ]
}

#[test]
fn no_text_changes_the_shape_of_what_it_stands_in() {
    let expected: Vec<Vec<String>> = places("plain").iter().map(|place| shape(place)).collect();
    let mut wrong = Vec::new();
    for text in texts(3_000).into_iter().filter(|text| !text.trim().is_empty()) {
        for (place, expected) in places(&text).iter().zip(&expected) {
            let is = shape(place);
            if is != *expected {
                wrong.push(format!("{text:?} in {place:?}: {is:?} instead of {expected:?}"));
            }
            let references = references(place);
            if !references.is_empty() {
                wrong.push(format!("{text:?} in {place:?}: {references:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}: {}", wrong.len(), wrong[..wrong.len().min(30)].join("\n"));
}

/// The pages that are sent to GitHub.
fn pages(report: &Report) -> [String; 3] {
    let links = Links::default();
    let marker = Marker::new("comment", "ab12", None);
    [
        markdown::render(report, &links),
        comment::body(report, &links, &marker),
        check_run::result(report, &links).1.summary,
    ]
}

#[test]
fn no_page_has_markup_of_others() {
    let hostile = sample::HOSTILE.iter().map(|text| (*text).to_owned());
    for text in long_texts().into_iter().chain(hostile) {
        for page in pages(&sample::saying_everywhere(&text)) {
            // The marker of the comment is ours.
            let page = match page.split_once(" -->\n") {
                Some((marker, rest)) if marker.starts_with("<!-- lockstep:comment:ab12:") => rest,
                _ => &page,
            };
            walk(page, |value| match value {
                NodeValue::Link(_)
                | NodeValue::Image(_)
                | NodeValue::FootnoteReference(_)
                | NodeValue::Math(_) => {
                    panic!("{text:?} became {value:?}")
                }
                NodeValue::HtmlInline(tag) | NodeValue::HtmlBlock(NodeHtmlBlock { literal: tag, .. }) => {
                    for tag in tags(tag) {
                        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or_default();
                        let ours = ["details", "summary", "b", "br", "sub", "code"];
                        assert!(ours.contains(&name), "{text:?} became {tag}");
                    }
                }
                _ => {}
            });
            assert_eq!(references(page), Vec::<String>::new(), "{text:?}");
        }
    }
}

#[test]
fn the_judge_sees_what_would_be_wrong() {
    assert_eq!(shape("see www.example.com"), ["document", "paragraph", "link"]);
    assert_eq!(references("hello @team, see \\#1 and GH-2").len(), 3);
    assert_eq!(references("hello `@team`, mail a@b"), Vec::<String>::new());
    assert_ne!(shape("| a |\n|---|\n| b | c |\n"), shape("| a | b |\n|---|---|\n| b | c |\n"));
}
