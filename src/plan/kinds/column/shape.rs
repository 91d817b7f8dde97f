//! What a value of a type is made of. Between a list, a row, a range and a plain value there is no cast, and the
//! text of one is no text of the other.

use super::data_type::{DataType, Family};
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::plan::kinds::user_type::base_type;
use crate::plan::side::Side;
use crate::plan::site::{Site, path};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Plain,
    /// Everything becomes a string, and a string what it spells.
    String,
    List,
    Row,
    Range,
    Multirange,
}

/// Whether values can get from the type of a column to the one it is to have. Else the column has to go with them.
pub(super) fn is_kept(is: &Object, wanted: &Object, site: &Site<'_>) -> bool {
    let shapes = (shape(&is.key, site.from), shape(&wanted.key, site.to));
    shapes.0 == shapes.1 || shapes.0 == Shape::String || shapes.1 == Shape::String
}

fn shape(column: &ObjectKey, side: &Side<'_>) -> Shape {
    const RANGES: [&str; 6] = ["int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange"];
    let text = base_type(column, side).unwrap_or_default();
    let data_type = DataType::parse(text);
    if data_type.is_array {
        return Shape::List;
    }
    if data_type.family() == Family::Character {
        return Shape::String;
    }
    if RANGES.contains(&text) {
        return Shape::Range;
    }
    if text.strip_suffix("multirange").is_some_and(|of| RANGES.contains(&format!("{of}range").as_str())) {
        return Shape::Multirange;
    }
    use ObjectKind as Kind;
    let mut types = side.catalog.objects.iter().filter(|object| {
        matches!(
            object.key.kind,
            Kind::Composite | Kind::Range | Kind::Table | Kind::View | Kind::MaterializedView
        ) && path(&object.key) == text
    });
    match types.next().map(|object| object.key.kind) {
        Some(Kind::Range) => Shape::Range,
        Some(_) => Shape::Row,
        None => Shape::Plain,
    }
}
