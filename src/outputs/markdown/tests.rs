use super::*;
use crate::model::exit::Exit;
use crate::outputs::sample;

#[test]
fn a_deploy_that_found_drift_as_a_summary() {
    insta::assert_snapshot!("markdown_drifted", render(&sample::drifted(), &Links::default()));
}

#[test]
fn a_plan_as_a_summary() {
    insta::assert_snapshot!("markdown_planned", render(&sample::planned(), &Links::default()));
}

#[test]
fn a_plan_of_any_size_is_cut_and_counted() {
    let mut report = sample::planned();
    let group = &mut report.plans[0].plan.groups[1].statements;
    *group = group.iter().cycle().take(20_000).cloned().collect();
    let page = render(&report, &Links::default());
    assert!(page.len() <= LARGEST, "{}", page.len());
    assert_balanced(&page);
    assert!(page.contains(" statements more\n"));
}

#[test]
fn nothing_to_say_is_short() {
    let page = render(&sample::empty(), &Links::default());
    assert!(page.starts_with("## ✅ lockstep status: no history was read\n"), "{page}");
    assert!(page.len() < 200, "{page}");
}

#[test]
fn a_run_over_many_environments_has_its_steps_in_a_table_only() {
    let mut report = sample::drifted();
    report.steps = report.steps.iter().cycle().take(300).cloned().collect();
    let environment = report.environments[0].clone();
    report.environments.extend(vec![environment; 200]);
    for largest in [LARGEST, 60_000] {
        let page = within(largest, &report, &Links::default());
        assert!(page.len() <= largest, "{}", page.len());
        assert_balanced(&page);
        assert_eq!(page.matches("flowchart LR").count(), 0);
        assert!(page.contains("of 300 steps ran"), "{page}");
    }
    let comment = within(60_000, &report, &Links::default());
    assert!(comment.contains(" environments"), "what is cut is counted");
}

#[test]
fn any_number_of_findings_makes_a_page_that_fits() {
    let run = Some("https://github.com/acme/shop/actions/runs/7".to_owned());
    let links = Links { run, ..Links::default() };
    for number in [0, 1, 50, 5_000] {
        let page = render(&sample::with_findings(number), &links);
        assert!(page.len() <= LARGEST, "{number}: {}", page.len());
        assert_balanced(&page);
        let rows = (0..number).filter(|finding| page.contains(&format!(" ({finding})"))).count();
        match page.split_once("Not shown because this page has a size: ") {
            None => assert_eq!(rows, number),
            Some((_, left_off)) => {
                let left: usize = left_off.split(' ').next().expect("a count").parse().expect("a number");
                assert_eq!(rows + left, number, "{number}");
            }
        }
    }
}

#[test]
fn huge_texts_are_cut_and_the_page_stays_whole() {
    for text in ["x".repeat(1 << 20), "ß|`".repeat(1 << 18), "```\n".repeat(1 << 18)] {
        let page = render(&sample::saying_everywhere(&text), &Links::default());
        assert!(page.len() <= LARGEST, "{}", page.len());
        assert_balanced(&page);
    }
}

#[test]
fn hostile_texts_leave_the_structure_as_it_is() {
    let structure = |page: &str| {
        let marks = ["<details", "</details>", "<summary>", "## ", "### ", "| ", "- [x] ", "- "];
        let lines = outside_fences(page);
        let of = |mark: &&str| lines.iter().filter(|line| line.starts_with(mark)).count();
        (marks.iter().map(of).collect::<Vec<_>>(), page.matches("```mermaid").count())
    };
    let expected = structure(&render(&sample::saying_everywhere("plain"), &Links::default()));
    for text in sample::HOSTILE {
        let page = render(&sample::saying_everywhere(text), &Links::default());
        assert_balanced(&page);
        let (marks, diagrams) = structure(&page);
        // The list of advice may be shorter: equal advice is given once, empty advice not at all.
        assert_eq!((&marks[..7], diagrams), (&expected.0[..7], expected.1), "{text:?}\n{page}");
    }
}

#[test]
fn every_table_row_has_the_columns_of_its_head() {
    for text in sample::HOSTILE {
        let page = render(&sample::saying_everywhere(text), &Links::default());
        let mut columns = None;
        for line in outside_fences(&page) {
            if !line.starts_with('|') {
                columns = None;
                continue;
            }
            let cells = line.replace("\\|", "").matches('|').count();
            assert_eq!(cells, *columns.get_or_insert(cells), "{line}");
        }
    }
}

#[test]
fn every_exit_says_what_it_means() {
    let mut report = sample::drifted();
    for exit in Exit::ALL {
        report.exit = exit;
        assert!(render(&report, &Links::default()).contains(&format!("exit code {}", exit.code())));
    }
}

/// Every fence is closed by one of its length, and every fold.
fn assert_balanced(page: &str) {
    let folds = outside_fences(page);
    let opened = folds.iter().filter(|line| line.starts_with("<details")).count();
    let closed = folds.iter().filter(|line| line.starts_with("</details>")).count();
    assert_eq!(opened, closed);
}

fn outside_fences(page: &str) -> Vec<&str> {
    let mut outside = Vec::new();
    let mut open: Option<usize> = None;
    for line in page.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match open {
            Some(length) if ticks >= length && line.len() == ticks => open = None,
            Some(_) => {}
            None if ticks >= 3 && !line[ticks..].contains('`') => open = Some(ticks),
            None => outside.push(line),
        }
    }
    assert_eq!(open, None, "a fence is open at the end");
    outside
}
