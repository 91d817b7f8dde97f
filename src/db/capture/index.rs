//! Indexes, printed from the columns of `pg_index`: `pg_get_indexdef` is the dearest thing in a
//! catalog, ten to thirty times the price of the raw row.

use super::class::{Address, PG_CLASS};
use super::gather::{Gathered, Slot};
use super::layout::Raw;
use crate::db::array;
use crate::model::attribute::Attribute;
use crate::model::object::Text;
use crate::model::quote::{quote_name, quote_path};

/// Bits of `indoption` (`src/include/catalog/pg_index.h`).
const DESCENDING: u16 = 1;
const NULLS_FIRST: u16 = 2;

/// Types that operator classes for any array, enum, range or row name as their input.
const POLYMORPHIC: [u32; 5] = [2277, 3500, 3831, 4537, 2249];
const TEXT: u32 = 25;
const VARCHAR: u32 = 1043;

impl Gathered {
    pub(super) fn finish_index(&mut self, raw: Raw<'_>, slot: &mut Slot) {
        let key: Vec<i32> = raw.numbers("key");
        let ordering: Vec<u16> = raw.numbers("ordering");
        let classes: Vec<u32> = raw.numbers("classes");
        let collations: Vec<u32> = raw.numbers("collations");
        let printed = raw.text("expressions").map(|text| array::items(&text)).unwrap_or_default();
        let relation = slot.parent.map_or(0, |parent| self.slots[parent].address.oid);
        let mut columns: Vec<String> = Vec::new();
        let mut shown: Vec<String> = Vec::new();
        let mut include: Vec<String> = Vec::new();
        let mut operator_classes: Vec<Text> = Vec::new();
        for (place, number) in key.iter().enumerate() {
            let (name, type_oid) = match number {
                0 => match printed.get(place) {
                    Some(expression) => (expression.clone(), None),
                    None => return self.incomplete = true,
                },
                _ => match self.at.get(&Address { class: PG_CLASS, oid: relation, sub: *number }) {
                    Some(&at) => (quote_name(&self.slots[at].object.key.name), Some(self.slots[at].type_oid)),
                    None => (format!("system column {number}"), None),
                },
            };
            let Some(class) = classes.get(place) else {
                include.push(name);
                continue;
            };
            let direction =
                match ordering.get(place).copied().unwrap_or_default() & (DESCENDING | NULLS_FIRST) {
                    0 => "",
                    DESCENDING => " DESC NULLS LAST",
                    NULLS_FIRST => " NULLS FIRST",
                    _ => " DESC",
                };
            let class = self.names.operator_class(*class);
            let class_name = class.map_or_else(|| "unknown".into(), |class| class.name.clone());
            let is_usual = class.is_some_and(|class| {
                class.is_default
                    && type_oid.is_some_and(|type_oid| {
                        class.input == type_oid
                            || (type_oid == VARCHAR && class.input == TEXT)
                            || POLYMORPHIC.contains(&class.input)
                    })
            });
            let collation = match collations.get(place) {
                None | Some(0 | 100) => String::new(),
                Some(oid) => {
                    format!(" COLLATE {}", self.names.collation(*oid).map_or("unknown", |name| name))
                }
            };
            let class_shown = if is_usual { String::new() } else { format!(" {class_name}") };
            let parenthesised = *number == 0 && !is_call(&name);
            let name_shown = if parenthesised { format!("({name})") } else { name.clone() };
            shown.push(format!("{name_shown}{collation}{class_shown}{direction}"));
            columns.push(format!("{name}{direction}"));
            operator_classes.push(class_name);
        }
        let unique = raw.flag("unique");
        let nulls_not_distinct = raw.flag("nulls not distinct");
        let predicate = slot.object.attributes.text(Attribute::Predicate).map(str::to_owned);
        // In the order in which they were given, as a dump has them; compared they are sorted.
        let options = raw.text("options").map(|text| array::items(&text).join(", ")).unwrap_or_default();
        let method = slot.object.attributes.text(Attribute::AccessMethod).unwrap_or("unknown").to_owned();
        let mut definition = format!(
            "CREATE {}INDEX {} ON {}{} USING {} ({})",
            if unique { "UNIQUE " } else { "" },
            quote_name(&slot.object.key.name),
            if raw.letter("kind") == 'I' { "ONLY " } else { "" },
            quote_path(&slot.object.key.schema, slot.object.key.parent.as_deref().unwrap_or_default()),
            quote_name(&method),
            shown.join(", ")
        );
        if !include.is_empty() {
            definition.push_str(&format!(" INCLUDE ({})", include.join(", ")));
        }
        if nulls_not_distinct {
            definition.push_str(" NULLS NOT DISTINCT");
        }
        if !options.is_empty() {
            definition.push_str(&format!(" WITH ({options})"));
        }
        if let Some(predicate) = predicate {
            definition.push_str(&format!(" WHERE {predicate}"));
        }
        slot.object.definition = Some(definition.into());
        let list = self.list(&columns);
        slot.object.attributes.insert(Attribute::Columns, list);
        let list = self.list(&operator_classes);
        slot.object.attributes.insert(Attribute::OperatorClasses, list);
        if collations.iter().any(|oid| !matches!(oid, 0 | 100)) {
            let names: Vec<Text> = collations
                .iter()
                .map(|oid| match oid {
                    0 => "none".into(),
                    oid => self.names.collation(*oid).cloned().unwrap_or_else(|| "unknown".into()),
                })
                .collect();
            let list = self.list(&names);
            slot.object.attributes.insert(Attribute::Collations, list);
        }
        if !include.is_empty() {
            let list = self.list(&include);
            slot.object.attributes.insert(Attribute::Include, list);
        }
        if nulls_not_distinct {
            let text = self.text("true");
            slot.object.attributes.insert(Attribute::NullsNotDistinct, text);
        }
    }
}

/// Whether the grammar takes the expression without parentheses: `lower(name)`.
fn is_call(expression: &str) -> bool {
    let Some((name, rest)) = expression.split_once('(') else { return false };
    if name.is_empty()
        || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
    {
        return false;
    }
    let mut depth = 1_i32;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            // A string might hold a parenthesis.
            b'\'' | b'"' => return false,
            _ => {}
        }
        if depth == 0 {
            return at + 1 == rest.len();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_call;

    #[test]
    fn calls_need_no_parentheses() {
        assert!(is_call("lower((name)::text)") && is_call("pg_catalog.abs(a)"));
        for expression in ["(a + b)", "f(a) + g(b)", "a", "COALESCE(a, ''::text)", "\"F\"(a)"] {
            assert!(!is_call(expression), "{expression}");
        }
    }
}
