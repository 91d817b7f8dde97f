//! Where the frames and lines of a sketch stand: tables left to right by what refers to what.

use std::collections::HashMap;

use crate::model::sketch::{ColumnSketch, Sketch, TableSketch};
use crate::outputs::visible::{cut_chars, one_line};

/// Width of a character of the drawing's typeface at its size, with some air.
const CHARACTER: usize = 8;
const ROW: usize = 22;
const HEAD: usize = 34;
const PADDING: usize = 14;
/// Room between frames, across and down.
const ACROSS: usize = 60;
const DOWN: usize = 28;
const MARGIN: usize = 12;
/// Characters of a name or type.
const LONGEST: usize = 24;
/// Room at the left of a column's name for its key.
const KEY: usize = 28;
/// A column of frames higher than this goes on beside itself.
const HIGHEST: usize = 900;

/// A sketch with places.
pub(super) struct Drawing {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) frames: Vec<Frame>,
    pub(super) lines: Vec<Line>,
    pub(super) tables_left_out: usize,
}

/// One table.
pub(super) struct Frame {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) name: String,
    /// `differs`, or `neighbour` for a table that did not change.
    pub(super) mark: &'static str,
    pub(super) rows: Vec<Row>,
    pub(super) columns_left_out: usize,
}

/// One column of a table; `y` is its baseline inside the box.
pub(super) struct Row {
    pub(super) y: usize,
    pub(super) key: &'static str,
    pub(super) name: String,
    pub(super) data_type: String,
    pub(super) mark: &'static str,
}

/// A foreign key, as the path of an SVG.
pub(super) struct Line {
    pub(super) path: String,
    pub(super) title: String,
    pub(super) mark: &'static str,
}

/// The drawing of a sketch.
pub(super) fn drawing(sketch: &Sketch) -> Drawing {
    let mut frames: Vec<Frame> = sketch.tables.iter().map(changed).collect();
    let mut at: HashMap<&str, usize> = HashMap::new();
    sketch.tables.iter().enumerate().for_each(|(index, table)| {
        at.insert(&table.name, index);
    });
    // (from, column, to, title, mark)
    let mut references = Vec::new();
    for (from, table) in sketch.tables.iter().enumerate() {
        for reference in &table.references {
            let to = *at.entry(&reference.table).or_insert_with(|| {
                frames.push(neighbour(&reference.table));
                frames.len() - 1
            });
            let first = reference.columns.first();
            let row = table.columns.iter().position(|column| Some(&column.name) == first);
            let columns = reference.columns.join(", ");
            let title = format!("{} ({columns}) → {}", table.name, reference.table);
            references.push((from, row, to, title, reference.mark));
        }
    }
    let pairs: Vec<(usize, usize)> = references.iter().map(|(from, _, to, ..)| (*from, *to)).collect();
    let (width, height) = place(&mut frames, &pairs);
    let lines = references
        .into_iter()
        .map(|(from, row, to, title, mark)| Line {
            path: path(&frames[from], row, &frames[to]),
            title: cut_chars(&title, 200).into_owned(),
            mark: mark.as_str(),
        })
        .collect();
    Drawing { width, height, frames, lines, tables_left_out: sketch.left_out }
}

fn short(text: &str) -> String {
    cut_chars(&one_line(text), LONGEST).into_owned()
}

fn changed(table: &TableSketch) -> Frame {
    let rows: Vec<Row> = table.columns.iter().enumerate().map(row).collect();
    let left_out = usize::from(table.left_out > 0);
    let columns = rows.iter().map(|row| row.name.chars().count() + row.data_type.chars().count() + 2);
    let name = short(&table.name);
    let widest = columns.max().unwrap_or(0) * CHARACTER + KEY;
    let width = widest.max((name.chars().count() + 9) * CHARACTER) + 2 * PADDING;
    let height = HEAD + (rows.len() + left_out) * ROW + if rows.is_empty() { 0 } else { 10 };
    Frame {
        x: 0,
        y: 0,
        width,
        height,
        name,
        mark: table.mark.as_str(),
        rows,
        columns_left_out: table.left_out,
    }
}

fn row((index, column): (usize, &ColumnSketch)) -> Row {
    Row {
        y: HEAD + index * ROW + 18,
        key: match (column.primary, column.foreign, column.unique) {
            (true, _, _) => "PK",
            (_, true, _) => "FK",
            (_, _, true) => "UQ",
            _ => "",
        },
        name: short(&column.name),
        data_type: short(&short_type(&column.data_type)),
        mark: column.mark.as_str(),
    }
}

/// The short names that PostgreSQL knows for the long ones of the standard
/// (<https://www.postgresql.org/docs/current/datatype.html>).
fn short_type(data_type: &str) -> String {
    let named = data_type.replace("character varying", "varchar");
    let tail = " with time zone";
    match named.split_once(tail) {
        None => named.replace(" without time zone", ""),
        Some((start, end)) => {
            let (word, precision) = start.split_at(start.find('(').unwrap_or(start.len()));
            format!("{word}tz{precision}{end}")
        }
    }
}

/// A table that did not change, at the end of a line.
fn neighbour(name: &str) -> Frame {
    let name = short(name);
    let width = name.chars().count() * CHARACTER + 2 * PADDING;
    Frame { x: 0, y: 0, width, height: HEAD, name, mark: "neighbour", rows: Vec::new(), columns_left_out: 0 }
}

/// Gives every box its place; returns the size of the whole.
fn place(frames: &mut [Frame], references: &[(usize, usize)]) -> (usize, usize) {
    let mut layers: Vec<Vec<usize>> = Vec::new();
    for (index, depth) in depths(frames.len(), references).into_iter().enumerate() {
        if layers.len() <= depth {
            layers.resize_with(depth + 1, Vec::new);
        }
        layers[depth].push(index);
    }
    let (mut x, mut height) = (MARGIN, 0);
    for layer in layers {
        let (mut y, mut widest) = (MARGIN, 0);
        for index in layer {
            let one = &mut frames[index];
            if y > MARGIN && y + one.height > HIGHEST {
                x += widest + ACROSS;
                (y, widest) = (MARGIN, 0);
            }
            (one.x, one.y) = (x, y);
            y += one.height + DOWN;
            widest = widest.max(one.width);
            height = height.max(y - DOWN);
        }
        x += widest + ACROSS;
    }
    (x - ACROSS + MARGIN, height + MARGIN)
}

/// How many references lie between each table and one that refers to nothing. A circle is cut after
/// as many steps as there are tables.
fn depths(tables: usize, references: &[(usize, usize)]) -> Vec<usize> {
    let mut depths = vec![0; tables];
    for _ in 0..tables {
        let mut moved = false;
        for &(from, to) in references {
            let least = depths[to] + 1;
            if from != to && depths[from] < least && least < tables {
                depths[from] = least;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    depths
}

/// From the row of a column to the head of the table it refers to.
fn path(from: &Frame, row: Option<usize>, to: &Frame) -> String {
    let y = from.y + row.and_then(|row| from.rows.get(row)).map_or(HEAD / 2, |row| row.y - 5);
    let end = to.y + HEAD / 2;
    if to.x + to.width <= from.x {
        let (x, target) = (from.x, to.x + to.width);
        let bend = ((x - target) / 2).max(30);
        return format!("M{x} {y} C{} {y} {} {end} {target} {end}", x - bend.min(x), target + bend);
    }
    // To itself, or inside a circle: out at the right and back in.
    let (x, target) = (from.x + from.width, to.x + to.width);
    let bend = x.max(target) + 44;
    format!("M{x} {y} C{bend} {y} {bend} {end} {target} {end}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::sample;

    #[test]
    fn tables_stand_right_of_what_they_refer_to_and_do_not_overlap() {
        let drawing = drawing(&sample::drifted().sketches[0]);
        let names: Vec<&str> = drawing.frames.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["public.profiles", "public.users", "public.teams"]);
        let [profiles, users, teams] = &drawing.frames[..] else { panic!() };
        assert!(teams.x + teams.width < users.x && users.x + users.width < profiles.x);
        assert!(drawing.width >= profiles.x + profiles.width);
        assert_eq!(drawing.lines.len(), 2);
        assert_eq!(users.rows[0].key, "PK");
        assert_eq!(users.rows[4].mark, "extra");
    }

    #[test]
    fn types_have_their_short_names() {
        let long =
            ["timestamp(3) with time zone", "character varying(20)[]", "time without time zone", "s.odd"];
        assert_eq!(long.map(short_type), ["timestamptz(3)", "varchar(20)[]", "time", "s.odd"]);
    }

    #[test]
    fn circles_and_references_to_itself_end() {
        assert_eq!(depths(1, &[(0, 0)]), [0]);
        let circle = depths(3, &[(0, 1), (1, 2), (2, 0)]);
        assert!(circle.iter().all(|depth| *depth < 3), "{circle:?}");
    }
}
