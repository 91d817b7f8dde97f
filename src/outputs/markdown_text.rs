//! The one writer of foreign text into GitHub Flavored Markdown: step summaries now, and whatever
//! else takes Markdown. Everything that was not written by us goes through a function of this file
//! (<https://github.github.com/gfm/>).

use super::visible::{cut_chars, lines, one_line};

/// Characters of one foreign text in a table cell, a list item or a heading.
const LONGEST_TEXT: usize = 1_000;

/// A code span. Its fence is longer than any run of backticks inside, so nothing inside ends it.
pub(crate) fn code(text: &str) -> String {
    let text = one_line(&cut_chars(text, LONGEST_TEXT)).into_owned();
    if text.trim().is_empty() {
        return "*(empty)*".to_owned();
    }
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    // One space is taken off each side when both are there; it keeps a backtick off the fence.
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A code span inside a table: a pipe would end the cell even there.
pub(crate) fn code_cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// Text between our own words, on one line: no markup, no mention, no reference, no link. Fits a
/// table cell, too.
pub(crate) fn prose(text: &str) -> String {
    let text = cut_chars(text.trim(), LONGEST_TEXT);
    let lines: Vec<String> = lines(&text).map(|line| escape_line(line.trim_end_matches('␍'))).collect();
    lines.join("<br>")
}

fn escape_line(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len() + 8);
    let mut before = ' ';
    for (index, character) in line.char_indices() {
        match character {
            // `@team` notifies people and `#123` links somewhere even when escaped with a
            // backslash: GitHub looks for them in the finished text. A space of no width parts them.
            '@' | '#' => escaped.push_str(&format!("\\{character}&#8203;")),
            // `https://…` and `www.…` become links by themselves; `GH-1` a reference.
            ':' if line[index..].starts_with("://") => escaped.push_str(":&#8203;"),
            '.' if before.eq_ignore_ascii_case(&'w') => escaped.push_str("&#8203;."),
            '-' if before.eq_ignore_ascii_case(&'h') => escaped.push_str("&#8203;-"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '!' | '|' | '~' | '&' | '$' => {
                escaped.extend(['\\', character])
            }
            // At the start of a line these would begin a list or a heading.
            '-' | '+' | '=' if escaped.is_empty() => escaped.extend(['\\', character]),
            '.' | ')' if index > 0 && line[..index].bytes().all(|byte| byte.is_ascii_digit()) => {
                escaped.extend(['\\', character]);
            }
            _ => escaped.push(character),
        }
        before = character;
    }
    escaped
}

/// Text inside an HTML element of ours, such as `<summary>`.
pub(crate) fn html(text: &str) -> String {
    let mut escaped = String::new();
    let text = cut_chars(text, LONGEST_TEXT);
    let text = one_line(&text);
    let mut before = ' ';
    for (index, character) in text.char_indices() {
        match character {
            // As in `escape_line`: nothing that GitHub makes a link of.
            ':' if text[index..].starts_with("://") => escaped.push_str("&#58;&#8203;"),
            '.' if before.eq_ignore_ascii_case(&'w') => escaped.push_str("&#8203;."),
            '-' if before.eq_ignore_ascii_case(&'h') => escaped.push_str("&#8203;-"),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '@' | '#' => escaped.push_str(&format!("{character}&#8203;")),
            // Markdown may be read inside inline HTML.
            '`' | '*' | '_' | '[' | ']' | '\\' | '|' | '~' | '$' | '!' | ':' => {
                escaped.push_str(&format!("&#{};", character as u32));
            }
            _ => escaped.push(character),
        }
        before = character;
    }
    escaped
}

/// A fenced block.
pub(crate) fn fenced(language: &str, body: &[String]) -> String {
    let fence = fence(body.iter());
    format!("{fence}{language}\n{}{fence}\n", inside(body))
}

/// A fence longer than any run of backticks in these lines.
pub(crate) fn fence<'a>(lines: impl Iterator<Item = &'a String>) -> String {
    let longest = lines.map(|line| longest_run(line, '`')).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// Lines of a fenced block.
pub(crate) fn inside(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{}\n", one_line(line))).collect()
}

/// A label in a Mermaid diagram, quotes not included: letters, digits and a few marks stay, all
/// else becomes a character code (<https://mermaid.js.org/syntax/flowchart.html>).
pub(crate) fn mermaid(text: &str) -> String {
    let mut label = String::new();
    for character in one_line(&cut_chars(text, 60)).chars() {
        if character.is_alphanumeric() || matches!(character, ' ' | '-' | '.' | ',' | '…') {
            label.push(character);
        } else {
            label.push_str(&format!("#{};", character as u32));
        }
    }
    label
}

fn longest_run(text: &str, wanted: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for character in text.chars() {
        run = if character == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_hold_backticks_pipes_and_nothing() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a``b`c"), "```a``b`c```");
        assert_eq!(code("`a`"), "`` `a` ``");
        assert_eq!(code(" a "), "`  a  `");
        assert_eq!(code("a\nb"), "`a␊b`");
        assert_eq!(code(" "), "*(empty)*");
        assert_eq!(code_cell("a|b"), "`a\\|b`");
    }

    #[test]
    fn prose_has_no_markup_mention_reference_or_link() {
        assert_eq!(prose("<b>*x*</b> a|b"), "\\<b\\>\\*x\\*\\</b\\> a\\|b");
        assert_eq!(prose("@team #123"), "\\@&#8203;team \\#&#8203;123");
        assert_eq!(prose("see https://a.b and www.c.d"), "see https:&#8203;//a.b and www&#8203;.c.d");
        assert_eq!(prose("GH-4"), "GH&#8203;-4");
        assert_eq!(prose("- a\r\n1. b"), "\\- a<br>1\\. b");
        assert_eq!(prose("1) a"), "1\\) a");
        assert_eq!(prose("plain words: 12.5, a-b"), "plain words: 12.5, a-b");
    }

    #[test]
    fn fences_are_longer_than_what_they_hold() {
        let block = fenced("diff", &["a".into(), "````".into()]);
        assert_eq!(block, "`````diff\na\n````\n`````\n");
    }

    #[test]
    fn summaries_and_labels_hold_no_syntax() {
        assert_eq!(html("</summary>&\"`"), "&lt;/summary&gt;&amp;&quot;&#96;");
        assert_eq!(html("GH-4 @a http://b"), "GH&#8203;-4 @&#8203;a http&#58;&#8203;//b");
        assert_eq!(mermaid("a\"]; end"), "a#34;#93;#59; end");
    }

    #[test]
    fn a_megabyte_is_cut_on_a_character() {
        let huge = "ß`".repeat(500_000);
        for written in [code(&huge), prose(&huge), html(&huge), mermaid(&huge)] {
            assert!(written.len() < 10_000, "{}", written.len());
        }
    }
}
