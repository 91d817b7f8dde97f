//! What a column is declared as, in `CREATE TABLE` and `ADD COLUMN`.

use super::{default, identity, not_null, settings, table};
use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKind};
use crate::model::quote::quote_name;
use crate::plan::kind::Steps;
use crate::plan::kinds::table::options;
use crate::plan::site::{Site, flag};

/// `name type DEFAULT … NOT NULL`
pub(in crate::plan::kinds) fn declaration(column: &Object, site: &Site<'_>) -> Result<String, String> {
    let table = table(column, site)?;
    let text = |attribute| column.attributes.text(attribute);
    let mut words = vec![quote_name(&column.key.name), text(Attribute::Type).unwrap_or_default().to_owned()];
    if table.kind == ObjectKind::Table {
        if let Some(storage) = text(Attribute::Storage).filter(|_| settings::declares_storage(site)) {
            words.push(format!("STORAGE {}", storage.to_uppercase()));
        }
        words
            .extend(text(Attribute::Compression).map(|method| format!("COMPRESSION {}", quote_name(method))));
    }
    words.extend(options::foreign(column, Attribute::ForeignOptions)?);
    words.extend(text(Attribute::Collation).map(|collation| format!("COLLATE {collation}")));
    words.extend(constraints(column, site));
    Ok(words.join(" "))
}

/// `name WITH OPTIONS DEFAULT …` of a table whose columns are those of a type; `None` where there is nothing to
/// be said.
pub(in crate::plan::kinds) fn options_of_typed(
    column: &Object,
    site: &Site<'_>,
) -> Result<Option<String>, String> {
    let words = constraints(column, site);
    Ok((!words.is_empty())
        .then(|| format!("{} WITH OPTIONS {}", quote_name(&column.key.name), words.join(" "))))
}

fn constraints(column: &Object, site: &Site<'_>) -> Vec<String> {
    let mut words = Vec::new();
    if let Some((expression, how)) = default::generated(column) {
        words.push(format!(
            "GENERATED ALWAYS AS {} {}",
            default::in_parentheses(expression),
            how.to_uppercase()
        ));
    }
    if let Some(default) = default::of(column).filter(|_| default::is_within(column, site)) {
        words.push(format!("DEFAULT {default}"));
    }
    words.extend(identity::declaration(column, site));
    if flag(column, Attribute::NotNull) {
        words.extend(not_null::declaration(column));
    }
    words
}

/// What can be said of a column only when it is there.
pub(in crate::plan::kinds) fn after_declaration(column: &Object, site: &Site<'_>) -> Steps {
    let table = table(column, site)?;
    let mut steps = not_null::after_declaration(column, table);
    let declared: &[Attribute] = match table.kind == ObjectKind::Table {
        true if settings::declares_storage(site) => &[Attribute::Storage, Attribute::Compression],
        true => &[Attribute::Compression],
        false => &[],
    };
    let of_type = site.to.text(table, Attribute::OfType).is_some();
    let left = settings::ATTRIBUTES.into_iter().filter(|one| of_type || !declared.contains(one)).collect();
    steps.extend(settings::steps(None, column, &left, table, site)?);
    Ok(steps)
}
