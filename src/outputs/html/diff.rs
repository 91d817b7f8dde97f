//! A diff as two columns: runs of equal lines stand on both sides, runs of removed and added lines
//! beside each other. On a narrow screen the columns follow each other and it is a unified diff.

use crate::outputs::differences::DiffLine;

/// A run of lines of one sort.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Run {
    Same(Vec<String>),
    Changed {
        removed: Vec<Line>,
        added: Vec<Line>,
    },
    /// Lines that are not shown, with a remark.
    LeftOut(String),
}

/// One line in three parts, of which the second is what differs from the line beside it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) before: String,
    pub(super) differing: String,
    pub(super) after: String,
}

/// The lines of a diff as runs.
pub(super) fn runs(lines: Vec<DiffLine>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for DiffLine { sign, text } in lines {
        match (sign, runs.last_mut()) {
            ('⋮', _) => runs.push(Run::LeftOut(text)),
            (' ', Some(Run::Same(same))) => same.push(text),
            (' ', _) => runs.push(Run::Same(vec![text])),
            ('-', Some(Run::Changed { removed, added })) if added.is_empty() => removed.push(whole(text)),
            ('-', _) => runs.push(Run::Changed { removed: vec![whole(text)], added: Vec::new() }),
            (_, Some(Run::Changed { added, .. })) => added.push(whole(text)),
            (_, _) => runs.push(Run::Changed { removed: Vec::new(), added: vec![whole(text)] }),
        }
    }
    for run in &mut runs {
        if let Run::Changed { removed, added } = run
            && removed.len() == added.len()
        {
            removed.iter_mut().zip(added).for_each(|(removed, added)| part(removed, added));
        }
    }
    runs
}

fn whole(text: String) -> Line {
    Line { before: text, ..Line::default() }
}

/// Marks what differs where the two lines have something in common; two lines that have not are
/// read as a whole.
fn part(removed: &mut Line, added: &mut Line) {
    let (one, other): (Vec<char>, Vec<char>) =
        (removed.before.chars().collect(), added.before.chars().collect());
    let least = one.len().min(other.len());
    let mut start = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let mut end =
        one.iter().rev().zip(other.iter().rev()).take(least - start).take_while(|(a, b)| a == b).count();
    // A word that differs in one letter is another word.
    let inside = |characters: &[char], at: usize| {
        at > 0 && at < characters.len() && [at - 1, at].iter().all(|at| characters[*at].is_alphanumeric())
    };
    while inside(&one, start) || inside(&other, start) {
        start -= 1;
    }
    while inside(&one, one.len() - end) || inside(&other, other.len() - end) {
        end -= 1;
    }
    if (start + end) * 3 < least {
        return;
    }
    let cut = |characters: &[char]| {
        let text = |part: &[char]| part.iter().collect::<String>();
        let until = characters.len() - end;
        Line {
            before: text(&characters[..start]),
            differing: text(&characters[start..until]),
            after: text(&characters[until..]),
        }
    };
    (*removed, *added) = (cut(&one), cut(&other));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(sign: char, text: &str) -> DiffLine {
        DiffLine { sign, text: text.into() }
    }

    #[test]
    fn lines_become_runs_and_the_differing_part_is_marked() {
        let lines = [(' ', "a"), ('-', "where x <> 'old'"), ('+', "where x = 'old'"), (' ', "b"), ('⋮', "")];
        let runs = runs(lines.map(|(sign, text)| line(sign, text)).into());
        assert_eq!(runs.len(), 4);
        let Run::Changed { removed, added } = &runs[1] else { panic!("{runs:?}") };
        assert_eq!((removed[0].differing.as_str(), added[0].differing.as_str()), ("<>", "="));
        assert_eq!((added[0].before.as_str(), added[0].after.as_str()), ("where x ", " 'old'"));
    }

    #[test]
    fn whole_words_are_marked() {
        let runs = runs(vec![line('-', "numeric(14,2)"), line('+', "numeric(12,2)")]);
        let Run::Changed { removed, added } = &runs[0] else { panic!("{runs:?}") };
        assert_eq!((removed[0].differing.as_str(), added[0].differing.as_str()), ("14", "12"));
    }

    #[test]
    fn lines_without_anything_in_common_stay_whole() {
        let runs = runs(vec![line('-', "text"), line('+', "character varying(320)")]);
        let Run::Changed { removed, .. } = &runs[0] else { panic!("{runs:?}") };
        assert_eq!((removed[0].before.as_str(), removed[0].differing.as_str()), ("text", ""));
    }
}
