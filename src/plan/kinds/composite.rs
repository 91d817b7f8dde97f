//! Composite types.

use super::user_type;
use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey, ObjectKind, Text};
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, list, path};
use crate::plan::step::Step;
use crate::sql::token::tokens;

pub(super) struct Composite;

impl Kind for Composite {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let members: Vec<String> =
            list(wanted, Attribute::Members).iter().map(|member| format!("\n  {member}")).collect();
        let end = if members.is_empty() { "" } else { "\n" };
        let path = path(&wanted.key);
        Ok(vec![Step::new(format!("CREATE TYPE {path} AS ({}{end})", members.join(",")))])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![user_type::drop(&is.key)])
    }

    fn alter(&self, is: &Object, wanted: &Object, _changed: &Changed, site: &Site<'_>) -> Verdict {
        let key = &is.key;
        let (had, has) = (list(is, Attribute::Members), list(wanted, Attribute::Members));
        // The same members, but what they are made of is replaced.
        if had == has {
            return user_type::replaced(key, site);
        }
        if let Some(table) = site.from.dependents(key).iter().find(|one| one.kind == ObjectKind::Table) {
            return Verdict::Unsupported(format!(
                "{table} is of this type and changes with it; use ALTER TYPE … CASCADE by hand"
            ));
        }
        let change = Change { had, has };
        let is_held = !user_type::holders(key, site.from).is_empty();
        match (change.keeps_order(), is_held) {
            (false, false) => return Verdict::Replace,
            (false, true) => {
                return Verdict::Unsupported(
                    "columns hold values of it, so attributes can be added only at its end; add the new ones \
                     there, or make another type and move the columns to it by hand"
                        .to_owned(),
                );
            }
            (true, _) => {}
        }
        if is_held && change.retyped().next().is_some() {
            // The old one gets the shape of the new one, so that a text of it is a text of the new one.
            let mut rename: Vec<Step> = change.reshape(key, false, site).into_iter().collect();
            rename.push(user_type::rename_aside(key, site));
            return Verdict::ReplaceBeside { rename, drop: vec![user_type::drop_aside(key, site)] };
        }
        let lets_go = change.gone().next().is_some() || change.retyped().next().is_some();
        let said = change.reshape(key, true, site).into_iter().collect();
        if lets_go { Verdict::Disturbing(said) } else { Verdict::InPlace(said) }
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(user_type::designation(&object.key))
    }
}

/// From one list of members to another.
struct Change<'a> {
    had: &'a [Text],
    has: &'a [Text],
}

impl<'a> Change<'a> {
    /// Members of the old list that the new one does not have.
    fn gone(&self) -> impl Iterator<Item = &'a str> {
        self.had.iter().map(|member| name(member)).filter(|name| find(self.has, name).is_none())
    }

    fn added(&self) -> impl Iterator<Item = &'a str> {
        self.has.iter().map(|member| &**member).filter(|member| find(self.had, name(member)).is_none())
    }

    /// Members of the new list that are something else in the old one.
    fn retyped(&self) -> impl Iterator<Item = &'a str> {
        self.has
            .iter()
            .map(|member| &**member)
            .filter(|member| find(self.had, name(member)).is_some_and(|had| had != *member))
    }

    /// Whether what stays comes first, in the old order: a new attribute is always the last one.
    fn keeps_order(&self) -> bool {
        let stay = self.had.iter().map(|member| name(member)).filter(|name| find(self.has, name).is_some());
        let order: Vec<&str> = stay.chain(self.added().map(name)).collect();
        order.into_iter().eq(self.has.iter().map(|member| name(member)))
    }

    /// Attributes that go and come and, with `retyping`, become something else.
    fn reshape(&self, key: &ObjectKey, retyping: bool, site: &Site<'_>) -> Option<Step> {
        let mut actions: Vec<String> = self.gone().map(|name| format!("DROP ATTRIBUTE {name}")).collect();
        if retyping {
            actions.extend(self.retyped().map(|member| {
                let (name, of_type) = member.split_at(name(member).len());
                format!("ALTER ATTRIBUTE {name} TYPE{of_type}")
            }));
        }
        actions.extend(self.added().map(|member| format!("ADD ATTRIBUTE {member}")));
        let between = if actions.len() > 1 { "\n  " } else { " " };
        let actions = (!actions.is_empty()).then(|| actions.join(&format!(",{between}")))?;
        let mut step = Step::new(format!("ALTER TYPE {}{between}{actions}", path(key)));
        step.hazards = self.gone().flat_map(|name| losses(key, name, site)).collect();
        Some(step)
    }
}

/// The quoted name of a member, without its type.
fn name(member: &str) -> &str {
    tokens(member).next().map_or("", |token| token.text)
}

/// The member of that quoted name.
fn find<'a>(members: &'a [Text], wanted: &str) -> Option<&'a str> {
    members.iter().map(|member| &**member).find(|member| name(member) == wanted)
}

/// The values of an attribute that goes, column by column.
fn losses(key: &ObjectKey, attribute: &str, site: &Site<'_>) -> Vec<Hazard> {
    let loss = |column: &&ObjectKey| {
        let detail = format!("values of attribute {attribute} of {key} are dropped");
        let hazard = Hazard::new(HazardKind::DataLoss, column, detail);
        let (table, name) = user_type::place(column);
        let text = user_type::base_type(column, site.from).unwrap_or_default();
        let test = match text.strip_prefix(&path(key)) {
            Some("") => format!("({name}).{attribute} IS NOT NULL"),
            Some("[]") => {
                format!("EXISTS (SELECT FROM unnest({name}) AS one WHERE (one).{attribute} IS NOT NULL)")
            }
            // Inside of another type: not to be counted by one expression.
            _ => return hazard,
        };
        hazard.counting("values", format!("SELECT count(*) FROM {table} WHERE {test}"))
    };
    user_type::holders(key, site.from).iter().map(loss).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_of_a_type_grows() {
        let members = |list: &str| -> Vec<Text> { list.split(", ").map(Into::into).collect() };
        let (had, has) =
            (members("a integer, \"b b\" text, c text"), members("\"b b\" date, c text, d text"));
        let change = Change { had: &had, has: &has };
        assert!(change.keeps_order());
        assert_eq!(change.gone().collect::<Vec<_>>(), ["a"]);
        assert_eq!(change.retyped().collect::<Vec<_>>(), ["\"b b\" date"]);
        assert_eq!(change.added().collect::<Vec<_>>(), ["d text"]);
        let has = members("a integer, d text, \"b b\" text");
        assert!(!Change { had: &had, has: &has }.keeps_order());
    }
}
