//! What the outputs make of text that tries to be something else, in every place where text of others
//! can stand. The texts are made, always the same ones, from pieces that mean something somewhere.
//! Test code only.

mod commands;
mod cuts;
mod markdown;
mod secrets;

use super::sample;
use crate::model::diff::Difference;
use crate::model::report::Report;

/// Pieces besides [`sample::HOSTILE`]: halves of what is dangerous whole, line ends of every sort,
/// white space that only some count as such, characters of one to four bytes and clusters of them.
const PIECES: &[&str] = &[
    "::",
    ":",
    "##",
    "#",
    "[",
    "]",
    "error",
    "add-mask",
    "stop-commands",
    "set-output name=a",
    "=",
    ",",
    ";",
    "%",
    "%0A",
    "%0D",
    "%25",
    "%3A",
    "\n",
    "\r",
    "\r\n",
    "\u{b}",
    "\u{c}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\t",
    " ",
    "\u{a0}",
    "\u{3000}",
    "\u{200b}",
    "\u{200d}",
    "\u{ad}",
    "\u{feff}",
    "\0",
    "\u{1b}[1m",
    "\u{1b}]8;;x\u{7}",
    "\u{2066}",
    "|",
    "||",
    "\\",
    "\\|",
    "`",
    "```",
    "~~~",
    "~~",
    "*",
    "**",
    "_",
    "- ",
    "+ ",
    "1. ",
    "1) ",
    "> ",
    "    ",
    "===",
    "---",
    "| - | - |",
    "<",
    ">",
    "&",
    "&lt;",
    "&#64;",
    "&#x23;",
    "&commat;",
    "<b>",
    "</td></tr>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<a href=x>",
    "<img src=x onerror=y>",
    "</summary>",
    "</details>",
    "<https://x.example>",
    "<m@x.example>",
    "@",
    "@someone",
    "org/repo#1",
    "#1",
    "GH-1",
    "gh-2",
    "http://",
    "https://x.example/a?b",
    "www.x.example",
    "ftp://x.example",
    "mailto:m@x.example",
    "m@x.example",
    "](",
    "![",
    "[a]: /b",
    "[^1]",
    "[^1]: x",
    "$",
    "$$",
    "$`a`$",
    ":tada:",
    "{0}",
    "{{",
    "${{ github.token }}",
    "$(id)",
    "'",
    "\"",
    "''",
    "é",
    "e\u{301}",
    "ß",
    "漢",
    "字",
    "𝄞",
    "👩\u{200d}👩\u{200d}👧",
    "🇩🇪",
    "👍🏽",
    "a",
    "b1",
    "x y",
    "name<<EOF",
    "EOF",
    "lockstep_",
    "erDiagram",
    "end",
    "%%",
    "}o--||",
];

/// That many texts, of up to a dozen pieces each; the plain pieces come first.
fn texts(number: usize) -> Vec<String> {
    let all: Vec<&str> = sample::HOSTILE.iter().chain(PIECES).copied().collect();
    let mut texts: Vec<String> = all.iter().map(|piece| (*piece).to_owned()).collect();
    // Marsaglia's xorshift, from any number but 0.
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % limit as u64) as usize
    };
    while texts.len() < number {
        let pieces = 1 + below(12);
        texts.push((0..pieces).map(|_| all[below(all.len())]).collect());
    }
    texts
}

/// Fewer and longer ones, with every piece in some of them: for whole reports, which hold a text in a
/// hundred places.
fn long_texts() -> Vec<String> {
    texts(400).chunks(8).map(<[String]>::concat).collect()
}

/// Texts of a megabyte and more.
fn huge() -> Vec<String> {
    let pieces = ["##[error]x\n::error::y ", "👩\u{200d}👩\u{200d}👧", "`|<b>@a #1\r\n", "e\u{301}ß"];
    pieces.iter().map(|piece| piece.repeat((1 << 20) / piece.len() + 1)).collect()
}

/// A report that holds a huge text once in each sort of place: in a finding, a difference, a plan, a step.
fn holding(text: &str) -> Report {
    let mut report = sample::drifted();
    report.findings[0].message = text.to_owned();
    report.findings[1].help = Some(text.to_owned());
    report.changes[3].change.difference = Difference::Extra { definition: Some(text.to_owned()) };
    report.plans[0].plan.groups[0].statements[0].sql = text.to_owned();
    report.steps[0].summary = text.to_owned();
    report
}
