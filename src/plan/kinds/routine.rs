//! What functions and procedures have alike: the server prints the statement that makes them.

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::{quote_name, quote_path};
use crate::plan::kind::{Changed, Steps, Verdict};
use crate::plan::side::Side;
use crate::plan::signature::{Signature, arguments};
use crate::plan::site::{Site, flag, list};
use crate::plan::step::Step;
use crate::sql::token::{Kind, tokens};

/// What `ALTER FUNCTION` can set; everything else takes the whole statement.
const SETTABLE: &[Attribute] = &[
    Attribute::Volatility,
    Attribute::Strict,
    Attribute::SecurityDefiner,
    Attribute::Leakproof,
    Attribute::Parallel,
    Attribute::Cost,
    Attribute::Rows,
    Attribute::SupportFunction,
    Attribute::Settings,
];

/// `FUNCTION schema.name(arguments)`.
pub(super) fn designation(key: &ObjectKey) -> String {
    let signature = Signature::of(&key.name);
    let path = quote_path(&key.schema, signature.name);
    if key.kind != ObjectKind::Procedure {
        return format!("FUNCTION {path}({})", signature.arguments);
    }
    // Without any mode, an argument could be one that goes in or one that comes out.
    let said: Vec<String> = arguments(signature.arguments)
        .iter()
        .map(|one| if one.mode.is_empty() { format!("IN {}", one.text) } else { one.text.to_owned() })
        .collect();
    format!("PROCEDURE {path}({})", said.join(", "))
}

/// The statement that makes it or, with `replacing`, makes another one it.
fn definition(wanted: &Object, replacing: bool) -> Result<String, String> {
    let text = wanted.definition.as_deref().ok_or("its definition could not be read; make it by hand")?;
    let text = text.trim_end();
    Ok(match text.strip_prefix("CREATE OR REPLACE ") {
        Some(rest) if !replacing => format!("CREATE {rest}"),
        _ => text.to_owned(),
    })
}

pub(super) fn create(wanted: &Object, site: &Site<'_>) -> Steps {
    let mut step = Step::new(definition(wanted, false)?);
    if let Some(is) = site.from.get(&wanted.key) {
        step.hazards.extend(rights(is, wanted));
    }
    Ok(vec![step])
}

pub(super) fn drop(is: &Object) -> Steps {
    Ok(vec![Step::new(format!("DROP {}", designation(&is.key)))])
}

pub(super) fn alter(is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
    // Another result, or a plain function for a window function: 42P13 and 42809.
    let takes_another = [Attribute::Returns, Attribute::Window].iter().any(|one| changed.contains(one));
    if takes_another || loses_defaults(is, wanted) {
        return Verdict::Replace;
    }
    let said = match statement(is, wanted, changed) {
        Some(sql) => Ok(sql),
        None => definition(wanted, true),
    };
    match said {
        Ok(sql) => {
            let mut step = Step::new(sql);
            step.hazards.extend(rights(is, wanted));
            step.hazards.extend(stored(is, wanted, site));
            Verdict::InPlace(vec![step])
        }
        Err(reason) => Verdict::Unsupported(reason),
    }
}

/// A default can become another, unless it is what tells the type; it cannot go (42P13).
fn loses_defaults(is: &Object, wanted: &Object) -> bool {
    let text = |object: &Object| object.attributes.text(Attribute::Arguments).unwrap_or_default().to_owned();
    let (is, wanted) = (text(is), text(wanted));
    arguments(&is).iter().zip(arguments(&wanted)).any(|(is, wanted)| {
        let is_any = is.of_type.starts_with("any");
        is.default.is_some() && (wanted.default.is_none() || (is_any && is.default != wanted.default))
    })
}

/// `ALTER FUNCTION …`, where that says it all.
fn statement(is: &Object, wanted: &Object, changed: &Changed) -> Option<String> {
    let mut clauses = Vec::new();
    for attribute in changed {
        if !SETTABLE.contains(attribute) {
            return None;
        }
        let word = wanted.attributes.text(*attribute).map(str::to_uppercase);
        clauses.push(match attribute {
            Attribute::Volatility => word?,
            Attribute::Parallel => format!("PARALLEL {}", word?),
            Attribute::Cost => format!("COST {}", word?),
            Attribute::Rows => format!("ROWS {}", word?),
            Attribute::Strict if flag(wanted, *attribute) => "STRICT".to_owned(),
            Attribute::Strict => "CALLED ON NULL INPUT".to_owned(),
            Attribute::SecurityDefiner if flag(wanted, *attribute) => "SECURITY DEFINER".to_owned(),
            Attribute::SecurityDefiner => "SECURITY INVOKER".to_owned(),
            Attribute::Leakproof if flag(wanted, *attribute) => "LEAKPROOF".to_owned(),
            Attribute::Leakproof => "NOT LEAKPROOF".to_owned(),
            Attribute::SupportFunction => format!("SUPPORT {}", wanted.attributes.text(*attribute)?),
            Attribute::Settings => {
                clauses.extend(settings(is, wanted)?);
                continue;
            }
            _ => return None,
        });
    }
    let between = if clauses.len() > 1 { "\n  " } else { " " };
    Some(format!("ALTER {}{between}{}", designation(&wanted.key), clauses.join(between)))
}

/// `SET` and `RESET` of the settings that differ.
fn settings(is: &Object, wanted: &Object) -> Option<Vec<String>> {
    let name = |setting: &str| setting.split_once('=').map(|(name, _)| name.to_owned());
    let (had, has) = (list(is, Attribute::Settings), list(wanted, Attribute::Settings));
    let kept: Vec<Option<String>> = has.iter().map(|setting| name(setting)).collect();
    let gone =
        had.iter().filter_map(|setting| name(setting)).filter(|name| !kept.contains(&Some(name.clone())));
    let mut clauses: Vec<String> = gone.map(|name| format!("RESET {}", quote_name(&name))).collect();
    let printed = printed_settings(wanted.definition.as_deref().unwrap_or_default());
    for setting in has.iter().filter(|setting| !had.contains(setting)) {
        let start = format!("SET {} TO ", quote_name(&name(setting)?));
        clauses.push((*printed.iter().find(|clause| clause.starts_with(&start))?).to_owned());
    }
    Some(clauses)
}

/// The lines `SET name TO value` before the body: the server knows which values are lists.
fn printed_settings(definition: &str) -> Vec<&str> {
    let (mut clauses, mut start, mut begins_line) = (Vec::new(), None, false);
    for token in tokens(definition) {
        let breaks = token.kind == Kind::Space && token.text.contains('\n');
        if breaks && let Some(start) = start.take() {
            clauses.push(&definition[start..token.start]);
        }
        if begins_line && token.kind == Kind::Word {
            match token.text {
                "SET" => start = Some(token.start),
                "AS" | "BEGIN" | "RETURN" => break,
                _ => {}
            }
        }
        begins_line = breaks;
    }
    clauses
}

/// Whose rights it uses, and what it may see.
fn rights(is: &Object, wanted: &Object) -> Vec<Hazard> {
    let key = &wanted.key;
    let told = |detail: &str| Hazard::new(HazardKind::Authorisation, key, detail);
    let definer = flag(wanted, Attribute::SecurityDefiner);
    let mut hazards = Vec::new();
    if flag(is, Attribute::SecurityDefiner) != definer {
        hazards.push(told(match definer {
            true => "runs with the rights of its owner then, whoever calls it",
            false => "runs with the rights of its caller then, no more with those of its owner",
        }));
    } else if definer && list(is, Attribute::Settings) != list(wanted, Attribute::Settings) {
        hazards.push(told("runs with the rights of its owner, and with other settings then"));
    }
    if !flag(is, Attribute::Leakproof) && flag(wanted, Attribute::Leakproof) {
        hazards.push(told("is evaluated before row security and security barriers then"));
    }
    hazards
}

/// What was computed by the old function and stays as it is.
fn stored(is: &Object, wanted: &Object, site: &Site<'_>) -> Option<Hazard> {
    const COMPUTES: [Attribute; 3] = [Attribute::Body, Attribute::Language, Attribute::Strict];
    let differs = |one: Attribute| is.attributes.get(one) != wanted.attributes.get(one);
    let immutable = |object: &Object| object.attributes.text(Attribute::Volatility) == Some("immutable");
    let unsteady = immutable(is) && !immutable(wanted);
    if !unsteady && !COMPUTES.into_iter().any(differs) {
        return None;
    }
    let keeps = keepers(&is.key, site.from, site);
    if keeps.is_empty() {
        return None;
    }
    let names: Vec<String> = keeps.iter().map(ToString::to_string).collect();
    let names = names.join(", ");
    let detail = match unsteady {
        true => format!("is not immutable then, and {names} relied on that"),
        false => format!("may give other results then; what {names} holds is not computed or checked again"),
    };
    Some(Hazard::new(HazardKind::Correctness, &is.key, detail))
}

/// Indexes, generated columns, constraints and partition keys that use it and stay.
fn keepers<'a>(key: &ObjectKey, from: &'a Side<'_>, site: &Site<'_>) -> Vec<&'a ObjectKey> {
    let keeps = |dependent: &&&ObjectKey| match dependent.kind {
        ObjectKind::Index | ObjectKind::Constraint | ObjectKind::Table | ObjectKind::Statistics => true,
        ObjectKind::MaterializedView => false,
        _ => from.text(dependent, Attribute::Generated).is_some(),
    };
    from.dependents(key).iter().filter(keeps).filter(|one| !site.is_torn(one)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_from_the_head_of_the_definition() {
        let definition = "CREATE OR REPLACE FUNCTION public.f(a text DEFAULT '\n SET x TO 1\n'::text)\n \
            RETURNS void\n LANGUAGE sql\n SET search_path TO 'a', 'b c\nd'\n SET \"my.var\" TO '\n SET z TO 1'\nAS \
            $function$\n SET y TO 2\n$function$\n";
        assert_eq!(
            printed_settings(definition),
            ["SET search_path TO 'a', 'b c\nd'", "SET \"my.var\" TO '\n SET z TO 1'"]
        );
    }
}
