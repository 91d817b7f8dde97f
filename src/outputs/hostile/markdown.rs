//! What a reader of GitHub Flavored Markdown makes of text of others: text. The judge is comrak, with the
//! extensions that GitHub has.

use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, Options, parse_document};

use super::texts;
use crate::github::links::Links;
use crate::outputs::markdown_text::{code, code_cell, fenced, html, prose};
use crate::outputs::{markdown, sample};

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
    for text in texts(6_000) {
        for (place, expected) in places(&text).iter().zip(&expected) {
            let is = shape(place);
            let empty = text.trim().is_empty() && !is.contains(&"html <b>".to_owned());
            assert!(is == *expected || empty, "{text:?} in {place}: {is:?} instead of {expected:?}");
            assert_eq!(references(place), Vec::<String>::new(), "{text:?} in {place}");
        }
    }
}

#[test]
fn no_text_changes_the_shape_of_a_page() {
    let tables = |text: &str| {
        let page = markdown::render(&sample::saying_everywhere(text), &Links::default());
        let mut all = Vec::new();
        walk(&page, |value| match value {
            NodeValue::Table(table) => all.push(table.num_columns),
            NodeValue::Link(_) | NodeValue::Image(_) | NodeValue::FootnoteReference(_) => {
                panic!("{text:?} became {value:?}")
            }
            NodeValue::HtmlInline(tag)
            | NodeValue::HtmlBlock(comrak::nodes::NodeHtmlBlock { literal: tag, .. }) => {
                for tag in tags(tag) {
                    let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or_default();
                    let ours = ["details", "summary", "b", "br", "sub", "code"];
                    assert!(ours.contains(&name), "{text:?} became {tag}");
                }
            }
            _ => {}
        });
        assert_eq!(references(&page), Vec::<String>::new(), "{text:?}");
        all
    };
    let expected = tables("plain");
    for text in texts(300) {
        assert_eq!(tables(&text), expected, "{text:?}");
    }
}

#[test]
fn the_judge_sees_what_would_be_wrong() {
    assert_eq!(shape("see www.example.com"), ["document", "paragraph", "link"]);
    assert_eq!(references("hello @team, see \\#1 and GH-2").len(), 3);
    assert_eq!(references("hello `@team`, mail a@b"), Vec::<String>::new());
    assert_ne!(shape("| a |\n|---|\n| b | c |\n"), shape("| a | b |\n|---|---|\n| b | c |\n"));
}
