//! The page under construction: blocks until it is full. A block is taken whole or not at all, so
//! no fence, table or `<details>` is ever left open; what is left off is counted.

use crate::model::amount::count;

/// Bytes kept free for the last lines.
const RESERVE: usize = 1_024;

pub(crate) struct Page {
    text: String,
    largest: usize,
    /// What did not fit: how many of which noun.
    left_off: Vec<(usize, String)>,
}

/// Rows of one sort between an opening and a closing.
pub(crate) struct Section<'a> {
    pub(crate) opening: String,
    pub(crate) closing: &'a str,
    /// The noun that counts the rows: `finding`.
    pub(crate) noun: &'a str,
    /// Hundredths of the page that the rows may take, so that one part leaves room for the next.
    pub(crate) share: usize,
}

impl Page {
    pub(crate) fn new(largest: usize) -> Self {
        Self { text: String::new(), largest: largest - RESERVE, left_off: Vec::new() }
    }

    /// A block that always fits: parts whose size is known to be small.
    pub(crate) fn block(&mut self, block: &str) {
        if block.is_empty() {
            return;
        }
        if self.room() < block.len() + 1 {
            self.leave_off(1, "part of the page");
            return;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(block);
    }

    /// So many hundredths of the page, in bytes.
    pub(crate) fn share(&self, hundredths: usize) -> usize {
        self.largest * hundredths / 100
    }

    /// Counts what is not shown.
    pub(crate) fn leave_off(&mut self, number: usize, noun: &str) {
        match self.left_off.iter_mut().find(|(_, known)| known == noun) {
            Some((known, _)) => *known += number,
            None => self.left_off.push((number, noun.to_owned())),
        }
    }

    /// As many rows as fit, each weighing as many items of the section's noun as it says. Returns how many items
    /// did not fit.
    pub(crate) fn section(
        &mut self,
        section: &Section<'_>,
        rows: impl Iterator<Item = (String, usize)>,
    ) -> usize {
        let frame = section.opening.len() + section.closing.len() + 1;
        let share = self.share(section.share).min(self.room().saturating_sub(frame));
        let mut body = String::new();
        let mut left_off = 0;
        for (row, items) in rows {
            // Once a row is left off all later ones are: an order with holes misleads.
            if left_off > 0 || body.len() + row.len() > share {
                left_off += items;
            } else {
                body.push_str(&row);
            }
        }
        if left_off > 0 {
            self.leave_off(left_off, section.noun);
        }
        if !body.is_empty() {
            self.block(&format!("{}{body}{}", section.opening, section.closing));
        }
        left_off
    }

    pub(crate) fn finish(mut self, run_url: Option<&str>) -> String {
        if !self.left_off.is_empty() {
            let whole = match run_url {
                Some(url) => format!("the JSON report of [this run]({url})"),
                None => "the JSON report".to_owned(),
            };
            let left_off: Vec<String> =
                self.left_off.iter().map(|(number, noun)| count(*number, noun)).collect();
            let left_off = left_off.join(", ");
            self.text.push_str(&format!(
                "\n> [!NOTE]\n> Not shown because this page has a size: {left_off}. All of it is in {whole}.\n"
            ));
        }
        self.text
    }

    fn room(&self) -> usize {
        self.largest.saturating_sub(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_do_not_fit_are_counted_and_the_closing_is_there() {
        let mut page = Page::new(RESERVE + 100);
        let section = Section { opening: "<o>".into(), closing: "</o>", noun: "finding", share: 30 };
        page.section(&section, (0..10).map(|_| ("x".repeat(10), 2)));
        let text = page.finish(None);
        assert!(text.starts_with(&format!("<o>{}</o>", "x".repeat(30))), "{text}");
        assert!(text.contains("14 findings"), "{text}");
    }

    #[test]
    fn an_empty_section_leaves_nothing_behind() {
        let mut page = Page::new(10_000);
        let section = Section { opening: "<o>".into(), closing: "</o>", noun: "finding", share: 30 };
        page.section(&section, std::iter::empty());
        assert_eq!(page.finish(None), "");
    }
}
