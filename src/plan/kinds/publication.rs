//! Publications.

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::Object;
use crate::model::quote::quote_name;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, flag, list};
use crate::plan::step::Step;

pub(super) struct Publication;

/// The schemas whose tables it has.
fn schemas(object: &Object) -> Vec<String> {
    list(object, Attribute::Schemas).iter().map(|schema| quote_name(schema)).collect()
}

/// The path of a table that is printed with columns and a condition.
fn table(item: &str) -> &str {
    let space = super::signature::outside(item, ' ').unwrap_or(item.len());
    &item[..space]
}

/// ` TABLE a, b, TABLES IN SCHEMA c`, a line each where there are several. Up to 14 the word may be there
/// once only.
fn objects<T: AsRef<str>>(tables: &[T], schemas: &[String]) -> String {
    let list = |word: &str, names: Vec<&str>| {
        (!names.is_empty()).then(|| format!("{word} {}", names.join(",\n    ")))
    };
    let tables = list("TABLE", tables.iter().map(AsRef::as_ref).collect());
    let schemas = list("TABLES IN SCHEMA", schemas.iter().map(String::as_str).collect());
    let lists: Vec<String> = tables.into_iter().chain(schemas).collect();
    match &lists[..] {
        [one] if !one.contains('\n') => format!(" {one}"),
        several => format!("\n  {}", several.join(",\n  ")),
    }
}

/// The options among `asked`, as the object has them.
fn options(object: &Object, asked: impl Fn(Attribute) -> bool) -> Vec<String> {
    let mut parts = Vec::new();
    if asked(Attribute::Operations) {
        parts.push(format!("publish = '{}'", list(object, Attribute::Operations).join(", ")));
    }
    if asked(Attribute::ViaRoot) {
        parts.push(format!("publish_via_partition_root = {}", flag(object, Attribute::ViaRoot)));
    }
    if asked(Attribute::GeneratedColumns) {
        let columns = object.attributes.text(Attribute::GeneratedColumns).unwrap_or("none");
        parts.push(format!("publish_generated_columns = {columns}"));
    }
    parts
}

fn losing(is: &Object, step: Step, detail: String) -> Step {
    step.hazard(Hazard::new(HazardKind::Correctness, &is.key, detail))
}

/// What becomes of the tables and schemas.
fn listed(is: &Object, wanted: &Object) -> Vec<Step> {
    let name = quote_name(&wanted.key.name);
    let (had, want) = (list(is, Attribute::Tables), list(wanted, Attribute::Tables));
    let (had_schemas, want_schemas) = (schemas(is), schemas(wanted));
    let gone: Vec<&str> = had.iter().filter(|item| !want.contains(item)).map(|item| table(item)).collect();
    let added: Vec<&str> = want.iter().filter(|item| !had.contains(item)).map(|item| &**item).collect();
    let gone_schemas: Vec<String> =
        had_schemas.iter().filter(|schema| !want_schemas.contains(schema)).cloned().collect();
    let added_schemas: Vec<String> =
        want_schemas.iter().filter(|schema| !had_schemas.contains(schema)).cloned().collect();
    let mut steps = Vec::new();
    let detail = |what: &str| format!("subscribers get no more changes of {what}");
    // A table of which other columns or rows are published is said with all the others.
    if added.iter().any(|item| gone.contains(&table(item))) {
        let sql = format!("ALTER PUBLICATION {name} SET{}", objects(want, &want_schemas));
        let kept: Vec<&str> = want.iter().map(|item| table(item)).collect();
        let mut lost: Vec<&str> = gone.into_iter().filter(|gone| !kept.contains(gone)).collect();
        lost.extend(gone_schemas.iter().map(String::as_str));
        let mut step = Step::new(sql);
        step = match lost.is_empty() {
            true => losing(is, step, "subscribers get other columns or rows".to_owned()),
            false => losing(is, step, detail(&lost.join(", "))),
        };
        return vec![step];
    }
    if !gone.is_empty() || !gone_schemas.is_empty() {
        let sql = format!("ALTER PUBLICATION {name} DROP{}", objects(&gone, &gone_schemas));
        let all: Vec<&str> = gone.iter().copied().chain(gone_schemas.iter().map(String::as_str)).collect();
        steps.push(losing(is, Step::new(sql), detail(&all.join(", "))));
    }
    if !added.is_empty() || !added_schemas.is_empty() {
        steps.push(Step::new(format!("ALTER PUBLICATION {name} ADD{}", objects(&added, &added_schemas))));
    }
    steps
}

impl Kind for Publication {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let mut sql = format!("CREATE PUBLICATION {}", quote_name(&wanted.key.name));
        let (tables, schemas) = (list(wanted, Attribute::Tables), schemas(wanted));
        if flag(wanted, Attribute::AllTables) {
            sql.push_str(" FOR ALL TABLES");
        } else if !tables.is_empty() || !schemas.is_empty() {
            sql.push_str(&format!(" FOR{}", objects(tables, &schemas)));
        }
        let all = list(wanted, Attribute::Operations).len() == 4;
        let options = options(wanted, |attribute| match attribute {
            Attribute::Operations => !all,
            Attribute::ViaRoot => flag(wanted, attribute),
            _ => wanted.attributes.text(attribute).is_some(),
        });
        if !options.is_empty() {
            sql.push_str(&format!("\n  WITH ({})", options.join(", ")));
        }
        Ok(vec![Step::new(sql)])
    }

    fn drop(&self, is: &Object, site: &Site<'_>) -> Steps {
        let step = Step::new(format!("DROP PUBLICATION {}", quote_name(&is.key.name)));
        Ok(vec![match site.to.get(&is.key) {
            // It is made again in the same transaction.
            Some(wanted) => match flag(is, Attribute::AllTables) && !flag(wanted, Attribute::AllTables) {
                true => {
                    losing(is, step, "subscribers get changes of those tables only that it names".to_owned())
                }
                false => step,
            },
            None => losing(is, step, "its subscribers get no more changes".to_owned()),
        }])
    }

    /// Whether it is for all tables is said once and for all.
    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, _site: &Site<'_>) -> Verdict {
        if changed.contains(&Attribute::AllTables) {
            return Verdict::Replace;
        }
        let name = quote_name(&wanted.key.name);
        let mut steps = Vec::new();
        let parts = options(wanted, |attribute| changed.contains(&attribute));
        if !parts.is_empty() {
            let mut step = Step::new(format!("ALTER PUBLICATION {name} SET ({})", parts.join(", ")));
            let want = list(wanted, Attribute::Operations);
            let lost: Vec<&str> = list(is, Attribute::Operations)
                .iter()
                .filter(|operation| !want.contains(operation))
                .map(|operation| &**operation)
                .collect();
            if !lost.is_empty() {
                step = losing(is, step, format!("subscribers are no more told of {}", lost.join(", ")));
            }
            steps.push(step);
        }
        if changed.contains(&Attribute::Tables) || changed.contains(&Attribute::Schemas) {
            steps.extend(listed(is, wanted));
        }
        Verdict::InPlace(steps)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("PUBLICATION {}", quote_name(&object.key.name)))
    }
}
