//! Columns that become others.

use super::{default, identity, is_view, not_null, settings, shape, table, typing};
use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::kind::{Changed, Verdict};
use crate::plan::kinds::table::options;
use crate::plan::kinds::user_type;
use crate::plan::site::{Site, alter_parent, flag};
use crate::plan::step::Step;

pub(super) fn alter(
    is: &Object,
    wanted: &Object,
    changed: &Changed,
    site: &Site<'_>,
) -> Result<Verdict, String> {
    let table = table(wanted, site)?;
    if is_view(table) {
        return Ok(Verdict::InPlace(settings::steps(Some(is), wanted, changed, table, site)?));
    }
    let alters = |action: &str, form| {
        let action = format!("ALTER COLUMN {} {action}", quote_name(&wanted.key.name));
        Step::on(table, form, alter_parent(table, &action))
    };
    let has = |attribute| changed.contains(&attribute);
    let mut steps = Vec::new();
    let mut expression = None;
    if has(Attribute::Generated) {
        match (default::generated(is), default::generated(wanted)) {
            (Some((_, "stored")), None) => steps.push(alters("DROP EXPRESSION", Form::AlterTable)),
            (Some(_), None) => {
                return Err(
                    "a virtual column cannot become a plain one: add another column and copy the values"
                        .into(),
                );
            }
            (Some((_, had)), Some((new, how))) if had == how && site.major() >= 17 => {
                let form = if how == "stored" { Form::SetExpression } else { Form::AlterTable };
                expression =
                    Some(alters(&format!("SET EXPRESSION AS {}", default::in_parentheses(new)), form));
            }
            _ => return Ok(Verdict::Replace),
        }
    }
    let was_needed = flag(is, Attribute::NotNull);
    let is_needed = flag(wanted, Attribute::NotNull);
    steps.extend(identity::drop(is, wanted, table, site));
    if has(Attribute::NotNull) && was_needed && !is_needed {
        steps.extend(not_null::drop(wanted, table, site));
    }
    let retypes = has(Attribute::Type) || has(Attribute::Collation);
    if retypes {
        if is_partitioned_by(wanted, table, site) {
            return Err("is what its table is partitioned by, so it keeps its type: make a new table and move the rows".into());
        }
        if table.kind == ObjectKind::Table {
            if !shape::is_kept(is, wanted, site) {
                return Ok(Verdict::Replace);
            }
            if let Some(column) = holder_of_rows(table, site) {
                return Err(format!(
                    "{column} holds rows of {table}, so the types of its columns cannot change: drop that column, or \
                     move its values to one of another type, by hand"
                ));
            }
        }
        steps.push(typing::alter(is, wanted, table, site));
    }
    steps.extend(expression);
    steps.extend(settings::steps(Some(is), wanted, changed, table, site)?);
    if has(Attribute::ForeignOptions)
        && let Some(options) = options::foreign_changes(Some(is), wanted, Attribute::ForeignOptions)?
    {
        steps.push(alters(&options, Form::AlterTable));
    }
    if has(Attribute::NotNull) && is_needed && !was_needed {
        steps.extend(not_null::set(wanted, table, site));
    } else if has(Attribute::NotNullConstraint) && was_needed && is_needed {
        steps.extend(not_null::alter(is, wanted, table)?);
    }
    steps.extend(identity::set(is, wanted, changed, table, site));
    Ok(if retypes { Verdict::Disturbing(steps) } else { Verdict::InPlace(steps) })
}

/// A column that stays and that rows of the table are stored in, as they are or inside of other types.
pub(super) fn holder_of_rows<'a>(table: &ObjectKey, site: &Site<'a>) -> Option<&'a ObjectKey> {
    let from = site.from;
    let holders = user_type::holders(table, from);
    let mut stay = holders.into_iter().filter(|holder| {
        let is_stored = from.parent(holder).is_some_and(|of| of.kind == ObjectKind::Table);
        is_stored && site.to.text(holder, Attribute::Type) == from.text(holder, Attribute::Type)
    });
    stay.next().and_then(|holder| Some(&from.get(holder)?.key))
}

/// Whether the column is in the key of its partitioned table.
fn is_partitioned_by(column: &Object, table: &ObjectKey, site: &Site<'_>) -> bool {
    let name = quote_name(&column.key.name);
    let is_part = |byte: Option<char>| byte.is_some_and(|c| c.is_alphanumeric() || c == '_');
    site.to.text(table, Attribute::PartitionKey).is_some_and(|key| {
        key.match_indices(&name).any(|(at, _)| {
            !is_part(key[..at].chars().next_back()) && !is_part(key[at + name.len()..].chars().next())
        })
    })
}
