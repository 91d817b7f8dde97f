//! The report on a terminal: databases first, then what was done, what differs, what to do, and
//! the verdict on the last lines. One file per part; `page` holds paint and layout.

mod changes;
mod databases;
mod findings;
mod migrations;
mod page;
mod pipeline;
mod plans;

use crate::model::mode::Mode;
use crate::model::report::Report;

use self::page::{Page, Paint};
use super::plans::asked;
use super::sql;
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
    if let (Mode::Plan, Some(plan)) = (report.mode, asked(report)) {
        return sql::render(report, plan);
    }
    let mut page = Page::new(style);
    databases::write(&mut page, report);
    // Where the migrations stand is the whole answer; how it was found is only worth a look on request.
    let answer_only = report.mode == Mode::Status && !style.verbose;
    if !answer_only {
        pipeline::write(&mut page, report);
    }
    migrations::write(&mut page, report, style.verbose);
    plans::write(&mut page, report);
    changes::write(&mut page, report);
    plans::write_hints(&mut page, report);
    findings::write(&mut page, report, style.verbose);
    if !answer_only {
        pipeline::write_proved(&mut page, report);
    }
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
    use crate::model::history::{Memory, MigrationStanding, Standing, Tool};
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
    fn a_plan_that_was_not_run_shows_its_hazards_first() {
        insta::assert_snapshot!("text_planned", render(&sample::planned(), &PLAIN));
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

    /// `status` of this many environments, each with so many migrations applied and so many waiting.
    fn standing(environments: usize, applied: usize, waiting: usize) -> Report {
        let mut report = sample::empty();
        let of = |index: usize| {
            let is_applied = index < applied;
            MigrationStanding {
                version: format!("{index:04}"),
                name: format!("{index:04}_a_step_on_the_way_to_漢字"),
                file: Some(format!("migrations/{index:04}.sql")),
                standing: if is_applied { Standing::Applied } else { Standing::Pending },
                at: is_applied.then(|| "2026-02-01T12:00:00+00:00".into()),
                took_ms: is_applied.then_some(1_234),
                by: None,
            }
        };
        for number in 0..environments {
            let environment = report.environment_mut(&format!("environment-{number}"));
            environment.tool = Some(Tool::Goose);
            environment.memory = Some(Memory::Versions);
            environment.migrations = Some((0..applied + waiting).map(of).collect());
        }
        report
    }

    #[test]
    fn status_reads_well_with_none_one_or_many() {
        let narrow = TextStyle { width: 60, ..PLAIN };
        for (name, style, environments, applied, waiting, all) in [
            ("status_of_nothing", PLAIN, 0, 0, 0, false),
            ("status_of_an_empty_folder", PLAIN, 1, 0, 0, false),
            ("status_of_one_migration", PLAIN, 1, 0, 1, false),
            ("status_of_one_environment_whole", PLAIN, 1, 2, 1, true),
            ("status_of_four_environments", PLAIN, 4, 30, 40, false),
            ("status_of_four_environments_narrow", narrow, 4, 3, 2, true),
        ] {
            let mut report = standing(environments, applied, waiting);
            report.every_migration = all;
            insta::assert_snapshot!(name, render(&report, &style));
        }
    }

    #[test]
    fn status_stays_in_its_width_and_shows_every_row_when_asked() {
        for width in [40, 60, 80, 100, 133, 200] {
            for environments in [1, 2, 4, 7] {
                let mut report = standing(environments, 490, 10);
                report.every_migration = true;
                let shown = render(&report, &TextStyle { width, ..PLAIN });
                let table = shown.lines().filter(|line| line.contains(" 0") && line.contains("_a_"));
                assert!(width < 60 || table.count() >= 500, "{width}, {environments}: {shown}");
                for line in shown.lines() {
                    assert!(line.width() <= width, "{} > {width}: {line}", line.width());
                }
            }
        }
    }
}
