//! The report on a terminal: databases first, then what was done, what differs, what to do, and
//! the verdict on the last lines. One file per part; `page` holds paint and layout.

mod changes;
mod databases;
mod findings;
mod migrations;
mod page;
mod pipeline;

use crate::model::report::Report;

use self::page::{Page, Paint};
use super::verdict::{Tone, verdict};

/// How the terminal wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TextStyle {
    pub(crate) color: bool,
    /// Columns. Less than 40 is taken for 40.
    pub(crate) width: usize,
    /// Every migration and every notice, not only those worth a look.
    pub(crate) verbose: bool,
}

/// The whole report; for `export` the SQL alone.
pub(crate) fn render(report: &Report, style: &TextStyle) -> String {
    if let Some(sql) = &report.sql {
        return sql.clone();
    }
    let mut page = Page::new(style);
    databases::write(&mut page, report);
    pipeline::write(&mut page, report);
    migrations::write(&mut page, report, style.verbose);
    changes::write(&mut page, report);
    findings::write(&mut page, report, style.verbose);
    pipeline::write_proved(&mut page, report);
    write_verdict(&mut page, report);
    page.finish()
}

fn write_verdict(page: &mut Page, report: &Report) {
    let verdict = verdict(report);
    let (paint, symbol) = match verdict.tone {
        Tone::Good => (Paint::Good, "✓"),
        Tone::Careful => (Paint::Careful, "!"),
        Tone::Bad => (Paint::Bad, "✗"),
    };
    page.gap();
    page.wrapped(
        paint,
        &format!("{symbol} "),
        &format!("{} · exit {}", verdict.headline, report.exit.code()),
    );
    for advice in &verdict.next {
        page.wrapped(Paint::Plain, "  next: ", advice);
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::model::exit::Exit;
    use crate::outputs::sample;

    const PLAIN: TextStyle = TextStyle { color: false, width: 80, verbose: false };

    #[test]
    fn a_deploy_that_found_drift_reads_well_at_80_columns() {
        insta::assert_snapshot!("text_drifted", render(&sample::drifted(), &PLAIN));
    }

    #[test]
    fn a_dry_run_with_nothing_to_say_is_short() {
        let mut report = sample::drifted();
        report.changes.clear();
        report.findings.clear();
        report.dry_run = true;
        report.exit = Exit::Done;
        insta::assert_snapshot!("text_dry_run", render(&report, &PLAIN));
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        let plain = render(&sample::drifted(), &PLAIN);
        let coloured = render(&sample::drifted(), &TextStyle { color: true, ..PLAIN });
        assert!(coloured.contains("\u{1b}[") && !plain.contains('\u{1b}'));
        let mut stripped = coloured;
        while let Some(start) = stripped.find('\u{1b}') {
            let end = start + stripped[start..].find('m').expect("a colour ends with m");
            stripped.replace_range(start..=end, "");
        }
        assert_eq!(stripped, plain);
    }

    #[test]
    fn hostile_names_stay_text_and_lines_stay_in_their_width() {
        for width in [40, 80, 120] {
            for text in sample::HOSTILE {
                let shown = render(&sample::saying_everywhere(text), &TextStyle { width, ..PLAIN });
                let control = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
                assert!(!shown.contains(control), "{text:?}: {shown}");
                for line in shown.lines() {
                    assert!(line.width() <= width, "{} > {width}: {line}", line.width());
                }
            }
        }
    }

    #[test]
    fn a_megabyte_of_text_is_cut_not_printed() {
        let shown = render(&sample::saying_everywhere(&"ß wide 漢字 ".repeat(80_000)), &PLAIN);
        assert!(shown.len() < 300_000, "{}", shown.len());
    }

    #[test]
    fn export_is_the_sql_alone() {
        let mut report = sample::empty();
        report.sql = Some("CREATE TABLE a ();\n".into());
        assert_eq!(render(&report, &PLAIN), "CREATE TABLE a ();\n");
    }
}
