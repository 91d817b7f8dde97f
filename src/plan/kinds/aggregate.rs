//! Aggregates.

use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey};
use crate::model::quote::{quote_literal, quote_path};
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::signature::Signature;
use crate::plan::site::{Site, list};
use crate::plan::step::Step;
use crate::sql::token::tokens;

pub(super) struct Aggregate;

impl Kind for Aggregate {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(statement("CREATE", wanted))])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP AGGREGATE {}", path(&is.key)))])
    }

    fn alter(&self, _is: &Object, wanted: &Object, changed: &Changed, _site: &Site<'_>) -> Verdict {
        // Another result is refused with 42P13, another kind of aggregate with 42809.
        if changed.contains(&Attribute::Returns) || changed.contains(&Attribute::AggregateKind) {
            return Verdict::Replace;
        }
        Verdict::InPlace(vec![Step::new(statement("CREATE OR REPLACE", wanted))])
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("AGGREGATE {}", path(&object.key)))
    }

    /// Privileges know neither `*` nor `ORDER BY`.
    fn grant_target(&self, object: &Object) -> Option<String> {
        let signature = Signature::of(&object.key.name);
        let path = quote_path(&object.key.schema, signature.name);
        Some(format!("FUNCTION {path}({})", signature.plain_arguments().join(", ")))
    }
}

/// `schema.name(arguments)`.
fn path(key: &ObjectKey) -> String {
    let signature = Signature::of(&key.name);
    format!("{}({})", quote_path(&key.schema, signature.name), signature.arguments)
}

/// What `CREATE AGGREGATE` calls the parts of the moving-aggregate mode.
const MOVING: &[(&str, &str)] = &[
    ("transition = ", "MSFUNC"),
    ("inverse = ", "MINVFUNC"),
    ("state type = ", "MSTYPE"),
    ("state size = ", "MSSPACE"),
    ("final = ", "MFINALFUNC"),
    ("initial value = ", "MINITCOND"),
];

fn statement(verb: &str, wanted: &Object) -> String {
    let text = |attribute| wanted.attributes.text(attribute);
    let function = |word: &str, attribute| text(attribute).map(|name| format!("{word} = {}", named(name).0));
    let mut lines: Vec<String> = Vec::new();
    lines.extend(function("SFUNC", Attribute::TransitionFunction));
    lines.extend(text(Attribute::StateType).map(|name| format!("STYPE = {name}")));
    lines.extend(text(Attribute::StateSize).map(|size| format!("SSPACE = {size}")));
    if let Some(name) = text(Attribute::FinalFunction) {
        lines.extend(finals("FINALFUNC", name));
    }
    lines.extend(function("COMBINEFUNC", Attribute::CombineFunction));
    lines.extend(function("SERIALFUNC", Attribute::SerialFunction));
    lines.extend(function("DESERIALFUNC", Attribute::DeserialFunction));
    lines.extend(text(Attribute::InitialValue).map(|value| format!("INITCOND = {}", literal(value))));
    for item in list(wanted, Attribute::Moving) {
        for (start, word) in MOVING {
            let Some(value) = item.strip_prefix(start) else { continue };
            match *word {
                "MFINALFUNC" => lines.extend(finals(word, value)),
                "MINITCOND" => lines.push(format!("{word} = {}", literal(value))),
                "MSTYPE" | "MSSPACE" => lines.push(format!("{word} = {value}")),
                _ => lines.push(format!("{word} = {}", named(value).0)),
            }
            break;
        }
    }
    lines.extend(text(Attribute::SortOperator).map(|name| format!("SORTOP = {}", operator(name))));
    let parallel = text(Attribute::Parallel).filter(|parallel| *parallel != "unsafe");
    lines.extend(parallel.map(|parallel| format!("PARALLEL = {}", parallel.to_uppercase())));
    if text(Attribute::AggregateKind) == Some("hypothetical-set") {
        lines.push("HYPOTHETICAL".to_owned());
    }
    format!("{verb} AGGREGATE {} (\n  {}\n)", path(&wanted.key), lines.join(",\n  "))
}

fn literal(text: &str) -> String {
    quote_literal(text).trim_start().to_owned()
}

/// A function or an operator without its arguments, and what is said after them.
fn named(signature: &str) -> (&str, &str) {
    let parenthesis = |symbol: &str| tokens(signature).find(|token| token.is_symbol(symbol));
    match (parenthesis("("), parenthesis(")")) {
        (Some(open), Some(close)) => (&signature[..open.start], &signature[close.start + 1..]),
        _ => (signature, ""),
    }
}

/// The final function with what is said of it: `public.f(internal) extra read_write`.
fn finals(word: &str, text: &str) -> Vec<String> {
    let (name, said) = named(text);
    let mut lines = vec![format!("{word} = {name}")];
    for one in said.split_whitespace() {
        lines.push(match one {
            "extra" => format!("{word}_EXTRA"),
            modify => format!("{word}_MODIFY = {}", modify.to_uppercase()),
        });
    }
    lines
}

/// `OPERATOR(schema.<)`.
fn operator(signature: &str) -> String {
    let (name, _) = named(signature);
    let is_bare = name.bytes().all(|byte| byte.is_ascii_punctuation() && byte != b'"' && byte != b'_');
    let schema = if is_bare { "pg_catalog." } else { "" };
    format!("OPERATOR({schema}{name})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_and_operators_lose_their_arguments() {
        assert_eq!(named("\"a(b\".f(integer,\"c)\") extra"), ("\"a(b\".f", " extra"));
        assert_eq!(operator("<(integer,integer)"), "OPERATOR(pg_catalog.<)");
        assert_eq!(operator("public.<<<(integer,integer)"), "OPERATOR(public.<<<)");
        assert_eq!(
            finals("FINALFUNC", "f(internal) extra read_write"),
            ["FINALFUNC = f", "FINALFUNC_EXTRA", "FINALFUNC_MODIFY = READ_WRITE"]
        );
    }
}
