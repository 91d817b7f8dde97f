//! How a column is kept: storage, compression, statistics and the options of either.

use super::data_type::DataType;
use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::kind::{Changed, Steps};
use crate::plan::kinds::table::body::only;
use crate::plan::kinds::table::options;
use crate::plan::site::{Site, alter_parent};
use crate::plan::step::Step;

/// What is said of columns apart from the rest.
pub(super) const ATTRIBUTES: [Attribute; 4] =
    [Attribute::Storage, Attribute::Compression, Attribute::StatisticsTarget, Attribute::Options];

/// Whether `STORAGE` can be said where a column is declared.
pub(super) fn declares_storage(site: &Site<'_>) -> bool {
    site.major() >= 16
}

/// The statements for those that are in `changed`; `is` is `None` where the column is new.
pub(super) fn steps(
    is: Option<&Object>,
    wanted: &Object,
    changed: &Changed,
    table: &ObjectKey,
    site: &Site<'_>,
) -> Steps {
    let name = quote_name(&wanted.key.name);
    let mut steps = Vec::new();
    for attribute in changed {
        let had = is.and_then(|is| is.attributes.get(*attribute));
        let wants = wanted.attributes.get(*attribute);
        if had == wants {
            continue;
        }
        let text = wanted.attributes.text(*attribute);
        let (form, action) = match attribute {
            Attribute::Storage => {
                (Form::AlterTable, format!("SET STORAGE {}", storage(text, is, wanted, site)))
            }
            Attribute::Compression => {
                let method = text.map_or_else(|| "DEFAULT".to_owned(), quote_name);
                (Form::AlterTable, format!("SET COMPRESSION {method}"))
            }
            Attribute::StatisticsTarget => {
                (Form::SetStatistics, format!("SET STATISTICS {}", text.unwrap_or("-1")))
            }
            Attribute::Options => {
                let actions = options::set_and_reset(is, wanted);
                let say = |action: &String| alter_parent(table, &format!("ALTER COLUMN {name} {action}"));
                steps.extend(actions.iter().map(|action| Step::on(table, Form::SetStatistics, say(action))));
                continue;
            }
            _ => continue,
        };
        // Each table is told for itself.
        steps.push(only(table, &format!("ALTER COLUMN {name} {action}"), form, site));
    }
    Ok(steps)
}

fn storage(wanted: Option<&str>, is: Option<&Object>, column: &Object, site: &Site<'_>) -> String {
    match wanted {
        Some(storage) => storage.to_uppercase(),
        None if declares_storage(site) => "DEFAULT".to_owned(),
        None => {
            let of = |column: &Object| column.attributes.text(Attribute::Type).map(str::to_owned);
            let data_type = of(column).or_else(|| of(is?)).unwrap_or_default();
            usual_storage(&data_type).to_owned()
        }
    }
}

/// How values of a type are stored when nothing is said (`pg_type.typstorage`).
fn usual_storage(data_type: &str) -> &'static str {
    let data_type = DataType::parse(data_type);
    if data_type.is_array {
        return "EXTENDED";
    }
    match &*data_type.base {
        "numeric" | "inet" | "cidr" => "MAIN",
        "smallint" | "integer" | "bigint" | "real" | "double precision" | "boolean" | "date" | "uuid"
        | "money" | "interval" | "macaddr" | "macaddr8" | "oid" | "name" | "\"char\"" | "point" | "line"
        | "lseg" | "box" | "circle" => "PLAIN",
        base if base.starts_with("time") => "PLAIN",
        _ => "EXTENDED",
    }
}
