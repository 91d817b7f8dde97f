//! The tables that changed as a Mermaid entity-relationship diagram
//! (<https://mermaid.js.org/syntax/entityRelationshipDiagram.html>).

use std::collections::HashMap;

use crate::model::amount::count;
use crate::model::sketch::{ColumnSketch, Mark, Sketch, TableSketch};
use crate::outputs::markdown_text::{fenced, mermaid};

/// Mermaid draws nothing of a text above 50,000 characters.
const LARGEST: usize = 40_000;

/// The diagram in about so many bytes, and a line about what is not in it. Empty where there is nothing to draw.
pub(super) fn diagram(sketch: &Sketch, largest: usize) -> String {
    let mut drawn: Vec<(&TableSketch, Vec<String>)> = Vec::new();
    let mut size = 0;
    for table in &sketch.tables {
        let lines: Vec<String> = table.columns.iter().map(column).collect();
        size += lines.iter().map(|line| line.len() + 1).sum::<usize>() + 500 * (1 + table.references.len());
        if size > LARGEST.min(largest) {
            break;
        }
        drawn.push((table, lines));
    }
    if drawn.is_empty() {
        return String::new();
    }
    let left_off = [
        (sketch.tables.len() - drawn.len() + sketch.left_out, "table"),
        (drawn.iter().map(|(table, _)| table.left_out).sum(), "column"),
    ];
    let left_off: Vec<String> = left_off
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| count(number, noun))
        .collect();
    let mut text = fenced("mermaid", &lines(&drawn));
    if !left_off.is_empty() {
        text.push_str(&format!("\nNot drawn: {} more.\n", left_off.join(", ")));
    }
    text
}

fn lines(drawn: &[(&TableSketch, Vec<String>)]) -> Vec<String> {
    let mut lines = vec!["erDiagram".to_owned()];
    let mut names: HashMap<&str, usize> = HashMap::new();
    for (index, (table, columns)) in drawn.iter().enumerate() {
        names.insert(&table.name, index);
        let title = format!("    t{index}[\"{} #183; {}\"]", label(&table.name), table.mark.as_str());
        if columns.is_empty() {
            lines.push(title);
            continue;
        }
        lines.push(format!("{title} {{"));
        lines.extend(columns.iter().cloned());
        lines.push("    }".to_owned());
    }
    let references = drawn
        .iter()
        .enumerate()
        .flat_map(|(index, (table, _))| table.references.iter().map(move |reference| (index, reference)));
    for (from, reference) in references {
        let new = names.len();
        // A table that did not change is a name at the end of a line.
        let to = *names.entry(&reference.table).or_insert_with(|| {
            lines.push(format!("    t{new}[\"{}\"]", label(&reference.table)));
            new
        });
        let columns = label(&reference.columns.join(", "));
        lines.push(format!("    t{from} }}o--|| t{to} : \"{columns}\""));
    }
    lines
}

/// `bigint id PK "extra"`. What the syntax of a word cannot say is said in the remark.
fn column(column: &ColumnSketch) -> String {
    let (data_type, name) = (word(&column.data_type), word(&column.name));
    let keys = [(column.primary, "PK"), (column.foreign, "FK"), (column.unique, "UK")];
    let keys: Vec<&str> = keys.into_iter().filter(|(is, _)| *is).map(|(_, key)| key).collect();
    let mut remarks = Vec::new();
    if column.mark != Mark::Same {
        remarks.push(column.mark.as_str().to_owned());
    }
    if name != column.name {
        remarks.push(format!("name {}", label(&column.name)));
    }
    if data_type.replace('_', " ") != column.data_type.replace('_', " ") {
        remarks.push(label(&column.data_type));
    }
    let keys = if keys.is_empty() { String::new() } else { format!(" {}", keys.join(", ")) };
    let remarks = if remarks.is_empty() { String::new() } else { format!(" \"{}\"", remarks.join(", ")) };
    format!("        {data_type} {name}{keys}{remarks}")
}

/// A word of an attribute: a letter, then letters, digits, `-`, `_`, brackets.
fn word(text: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '(' | ')' | '[' | ']');
    let mut word: String = text.chars().take(60).map(|c| if fits(c) { c } else { '_' }).collect();
    if !word.starts_with(|first: char| first.is_ascii_alphabetic()) {
        word.insert_str(0, "x_");
    }
    word
}

/// A label never is empty: Mermaid would not draw it.
fn label(text: &str) -> String {
    let label = mermaid(text);
    if label.trim().is_empty() { "(empty)".to_owned() } else { label }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::sample;

    #[test]
    fn tables_columns_keys_and_references() {
        let text = diagram(&sample::drifted().sketches[0], LARGEST);
        for line in [
            "    t0[\"public.profiles #183; differs\"] {",
            "        bigint user_id PK, FK\n",
            "        text nickname \"extra\"\n",
            "        character_varying(320) email UK \"differs\"\n",
            "    t0 }o--|| t1 : \"user#95;id\"",
            "    t2[\"public.teams\"]\n    t1 }o--|| t2",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }

    #[test]
    fn hostile_names_are_words_and_remarks() {
        for text in sample::HOSTILE {
            let sketch = &sample::saying_everywhere(text).sketches[0];
            let plain = diagram(&sample::drifted().sketches[0], LARGEST);
            let shown = diagram(sketch, LARGEST);
            assert_eq!(shown.matches('"').count() % 2, 0, "{shown}");
            assert_eq!(shown.matches("}o--||").count(), plain.matches("}o--||").count(), "{shown}");
            assert!(shown.lines().skip(1).all(|line| !line.starts_with("%%")), "{shown}");
        }
    }

    #[test]
    fn a_sketch_too_large_for_mermaid_is_cut_and_counted() {
        let mut sketch = sample::drifted().sketches[0].clone();
        let mut wide = sketch.tables[1].clone();
        wide.columns = vec![ColumnSketch { name: "ß".repeat(63), ..wide.columns[0].clone() }; 25];
        wide.left_out = 5;
        sketch.tables = vec![wide; 20];
        let text = diagram(&sketch, LARGEST);
        assert!(text.len() < 50_000, "{}", text.len());
        assert!(text.contains("Not drawn: "), "{text}");
    }
}
