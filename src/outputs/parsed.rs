//! A page as a parser of GitHub's dialect reads it. Test code only.

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};

use crate::github::links::{Commit, Links};

/// What is to be known of a page.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// The blocks, in their order.
    pub(crate) blocks: Vec<String>,
    pub(crate) links: Vec<String>,
    /// HTML, in blocks and between words.
    pub(crate) html: Vec<String>,
    /// All text outside of code.
    pub(crate) prose: String,
    pub(crate) code: Vec<String>,
}

const REPOSITORY: &str = "https://github.com/acme/shop";

/// HTML of ours.
const TAGS: &[&str] =
    &["details", "details open", "/details", "summary", "/summary", "b", "/b", "sub", "/sub", "br"];

/// Where the pages of the tests lead.
pub(crate) fn links() -> Links {
    let sha = "8f3c2ab9d1e04f7c6b5a49382716f5e4d3c2b1a0";
    Links {
        run: Some(format!("{REPOSITORY}/actions/runs/7/attempts/1")),
        commit: Some(Commit { sha: sha.into(), url: format!("{REPOSITORY}/commit/{sha}") }),
        files: Some(format!("{REPOSITORY}/blob/{sha}/")),
    }
}

impl Parsed {
    pub(crate) fn of(page: &str) -> Self {
        let mut options = Options::default();
        options.extension.table = true;
        options.extension.strikethrough = true;
        options.extension.autolink = true;
        options.extension.tasklist = true;
        options.extension.alerts = true;
        options.extension.footnotes = true;
        let arena = Arena::new();
        let mut parsed = Self::default();
        for node in parse_document(&arena, page, &options).descendants() {
            match &node.data.borrow().value {
                NodeValue::Heading(heading) => parsed.blocks.push(format!("heading {}", heading.level)),
                NodeValue::Table(table) => parsed.blocks.push(format!("table {}", table.num_columns)),
                NodeValue::TableRow(_) => parsed.blocks.push("row".to_owned()),
                NodeValue::List(_) => parsed.blocks.push("list".to_owned()),
                NodeValue::Item(_) => parsed.blocks.push("item".to_owned()),
                NodeValue::TaskItem(_) => parsed.blocks.push("task".to_owned()),
                NodeValue::BlockQuote => parsed.blocks.push("quote".to_owned()),
                NodeValue::Alert(_) => parsed.blocks.push("alert".to_owned()),
                NodeValue::Paragraph => parsed.blocks.push("paragraph".to_owned()),
                NodeValue::ThematicBreak => parsed.blocks.push("line".to_owned()),
                NodeValue::FootnoteDefinition(_) => parsed.blocks.push("footnote".to_owned()),
                NodeValue::CodeBlock(code) => {
                    parsed.blocks.push(format!("code {}", code.info));
                    parsed.code.push(code.literal.clone());
                }
                NodeValue::HtmlBlock(block) => {
                    parsed.blocks.push("html".to_owned());
                    parsed.html.push(block.literal.clone());
                }
                NodeValue::HtmlInline(html) => parsed.html.push(html.clone()),
                NodeValue::Link(link) | NodeValue::Image(link) => parsed.links.push(link.url.clone()),
                NodeValue::Text(text) => parsed.prose.push_str(text),
                NodeValue::Code(code) => parsed.code.push(code.literal.clone()),
                NodeValue::LineBreak | NodeValue::SoftBreak | NodeValue::TableCell => parsed.prose.push('\n'),
                _ => {}
            }
        }
        parsed
    }

    /// Nothing in it leads elsewhere, calls anybody, or is HTML that we do not write.
    pub(crate) fn assert_harmless(&self) {
        for link in &self.links {
            assert!(link.starts_with(&format!("{REPOSITORY}/")), "{link}");
        }
        for html in &self.html {
            let comment = html.starts_with("<!-- lockstep:") && html.matches("-->").count() == 1;
            let tags = html.split('<').skip(1).filter_map(|tag| tag.split('>').next());
            let foreign: Vec<&str> = tags.filter(|tag| !TAGS.contains(tag)).collect();
            assert!(comment || foreign.is_empty(), "{foreign:?} in {html}");
        }
        let characters: Vec<char> = self.prose.chars().collect();
        for pair in characters.windows(2) {
            let calls = pair[0] == '@' && pair[1].is_alphanumeric();
            let refers = pair[0] == '#' && pair[1].is_ascii_digit();
            assert!(!calls && !refers, "{pair:?} in {}", self.prose);
        }
        assert!(!self.prose.contains("GH-"), "{}", self.prose);
        let open = |mark: &str| self.html.iter().map(|html| html.matches(mark).count()).sum::<usize>();
        assert_eq!(open("<details"), open("</details>"), "{:?}", self.html);
    }
}

/// A page of text that stays text: harmless, and of the same blocks as the page of a plain word.
pub(crate) fn assert_text_stays_text(page: &dyn Fn(&str) -> String) {
    let plain = Parsed::of(&page("plain"));
    plain.assert_harmless();
    for text in super::sample::HOSTILE {
        let written = page(text);
        let parsed = Parsed::of(&written);
        parsed.assert_harmless();
        let without_advice = |parsed: &Parsed| -> Vec<String> {
            // Equal advice is given once, empty advice not at all.
            let advice = ["list", "item", "paragraph"];
            parsed.blocks.iter().filter(|block| !advice.contains(&block.as_str())).cloned().collect()
        };
        assert_eq!(without_advice(&parsed), without_advice(&plain), "{text:?}\n{written}");
    }
}

/// Pages of a megabyte of text in every place are whole and not too long.
pub(crate) fn assert_huge_text_is_cut(page: &dyn Fn(&str) -> String) {
    for text in
        ["x".repeat(1 << 20), "ß|`".repeat(1 << 18), "```\n".repeat(1 << 18), "\u{1}😀".repeat(1 << 17)]
    {
        let written = page(&text);
        assert!(written.len() <= super::github_page::LARGEST, "{}", written.len());
        Parsed::of(&written).assert_harmless();
    }
}
