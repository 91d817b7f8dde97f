//! GitHub's own OpenAPI description (`tests/github/openapi.json`, made by `script/github-openapi`): whether a
//! request is one it knows, and what an answer must hold.

use std::collections::BTreeMap;

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use super::http::Call;

/// What the description says, ready to be asked.
pub(crate) struct Description {
    operations: Vec<Operation>,
    components: Value,
}

/// One method of one path.
pub(crate) struct Operation {
    /// Upper case.
    pub(crate) method: String,
    /// `/repos/{owner}/{repo}/issues/{issue_number}`.
    pub(crate) template: String,
    parameters: Vec<Parameter>,
    body: Option<Validator>,
    body_required: bool,
    /// By status.
    answers: BTreeMap<u16, (Value, Validator)>,
}

struct Parameter {
    name: String,
    place: String,
    required: bool,
    integer: bool,
    validator: Validator,
}

/// A request that belongs to an operation, with the values of its path.
pub(crate) struct Matched<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) values: BTreeMap<String, String>,
}

impl Description {
    pub(crate) fn read() -> Self {
        let document: Value = serde_json::from_str(include_str!("../openapi.json")).expect("JSON");
        let components = loosened(&document["components"], false);
        let strict = loosened(&document["components"], true);
        let mut operations = Vec::new();
        for (template, methods) in document["paths"].as_object().expect("paths") {
            for (method, operation) in methods.as_object().expect("methods") {
                operations.push(Operation::read(
                    &document,
                    &components,
                    &strict,
                    template,
                    method,
                    operation,
                ));
            }
        }
        // `/issues/comments/{comment_id}` before `/issues/{issue_number}/…`: words before what is in braces.
        operations.sort_by_key(|operation| operation.template.matches('{').count());
        Self { operations, components }
    }

    /// The operation of a request, by its method and its path.
    pub(crate) fn operation(&self, method: &str, path: &str) -> Option<Matched<'_>> {
        self.operations
            .iter()
            .filter(|operation| operation.method == method)
            .find_map(|operation| operation.values(path).map(|values| Matched { operation, values }))
    }

    /// An answer with everything that the description requires: what is not given gets a value of its type.
    pub(crate) fn whole(&self, operation: &Operation, status: u16, given: Value) -> Value {
        match operation.answers.get(&status) {
            Some((schema, _)) => self.filled(schema, Some(given)),
            None => given,
        }
    }

    fn filled(&self, schema: &Value, given: Option<Value>) -> Value {
        let schema = self.resolved(schema);
        if given == Some(Value::Null) {
            return Value::Null;
        }
        for word in ["allOf", "anyOf", "oneOf"] {
            let Some(choices) = schema[word].as_array() else { continue };
            let (null, choices): (Vec<&Value>, Vec<&Value>) =
                choices.iter().partition(|choice| choice["type"] == "null");
            if given.is_none() && !null.is_empty() {
                return Value::Null;
            }
            return self.filled(choices[0], given);
        }
        let default = || {
            let kind = &schema["type"];
            let is = |word: &str| {
                kind == word || kind.as_array().is_some_and(|kinds| kinds.contains(&json!(word)))
            };
            match schema["format"].as_str() {
                _ if is("null") => Value::Null,
                _ if schema["enum"][0].is_string() => schema["enum"][0].clone(),
                Some("uri") => json!("https://github.example.com/"),
                Some("date-time") => json!("2026-03-01T05:17:00Z"),
                Some("email") => json!("nobody@example.com"),
                _ if is("string") => json!(""),
                _ if is("integer") || is("number") => json!(0),
                _ if is("boolean") => json!(false),
                _ if is("array") => json!([]),
                _ => json!({}),
            }
        };
        match given.unwrap_or_else(default) {
            Value::Object(mut object) => {
                for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                    if !object.contains_key(name) {
                        object.insert(name.to_owned(), self.filled(&schema["properties"][name], None));
                    }
                }
                for (name, value) in &mut object {
                    if let Some(schema) = schema["properties"].get(name) {
                        *value = self.filled(schema, Some(value.take()));
                    }
                }
                Value::Object(object)
            }
            Value::Array(items) => {
                items.into_iter().map(|item| self.filled(&schema["items"], Some(item))).collect()
            }
            other => other,
        }
    }

    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/components/schemas/")) {
            Some(name) => &self.components["schemas"][name],
            None => schema,
        }
    }
}

impl Operation {
    fn read(
        document: &Value,
        components: &Value,
        strict: &Value,
        template: &str,
        method: &str,
        read: &Value,
    ) -> Self {
        let parameters = read["parameters"].as_array().into_iter().flatten().map(|parameter| {
            let parameter = match parameter["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
                Some(name) => &document["components"]["parameters"][name],
                None => parameter,
            };
            let text = |key: &str| parameter[key].as_str().unwrap_or_default().to_owned();
            Parameter {
                name: text("name"),
                place: text("in"),
                required: parameter["required"] == true,
                integer: parameter["schema"]["type"] == "integer",
                validator: validator(loosened(&parameter["schema"], false), components),
            }
        });
        let schema = &read["requestBody"]["content"]["application/json"]["schema"];
        let answers = read["responses"].as_object().into_iter().flatten().map(|(status, answer)| {
            let schema = loosened(&answer["content"]["application/json"]["schema"], false);
            let validator = validator(schema.clone(), components);
            (status.parse().expect("a status"), (schema, validator))
        });
        Self {
            method: method.to_uppercase(),
            template: template.to_owned(),
            parameters: parameters.collect(),
            body: schema.is_object().then(|| validator(loosened(schema, true), strict)),
            body_required: read["requestBody"]["required"] == true,
            answers: answers.collect(),
        }
    }

    fn values(&self, path: &str) -> Option<BTreeMap<String, String>> {
        let (wanted, given): (Vec<&str>, Vec<&str>) =
            (self.template.split('/').collect(), path.split('/').collect());
        if wanted.len() != given.len() {
            return None;
        }
        let mut values = BTreeMap::new();
        for (wanted, given) in wanted.into_iter().zip(given) {
            let given = percent_encoding::percent_decode_str(given).decode_utf8_lossy();
            match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => drop(values.insert(name.to_owned(), given.into_owned())),
                None if wanted != given => return None,
                None => {}
            }
        }
        Some(values)
    }

    /// What the description has against a request.
    pub(crate) fn problems(&self, call: &Call, values: &BTreeMap<String, String>) -> Vec<String> {
        let mut problems = Vec::new();
        let query = call.query();
        for (name, value) in &query {
            if !self.parameters.iter().any(|known| known.place == "query" && known.name == *name) {
                problems.push(format!("there is no query parameter {name:?} (= {value:?})"));
            }
        }
        for parameter in &self.parameters {
            let given = match parameter.place.as_str() {
                "path" => values.get(&parameter.name),
                _ => query.iter().find(|(name, _)| *name == parameter.name).map(|(_, value)| value),
            };
            let Some(given) = given else {
                if parameter.required {
                    problems.push(format!("the parameter {:?} is missing", parameter.name));
                }
                continue;
            };
            let number = given.parse::<i64>().ok().filter(|_| parameter.integer).map(Value::from);
            let value = number.unwrap_or_else(|| Value::String(given.clone()));
            let errors = parameter.validator.iter_errors(&value);
            problems.extend(errors.map(|error| format!("parameter {:?}: {error}", parameter.name)));
        }
        match (&self.body, call.body.is_empty()) {
            (None, false) => problems.push("it has a body, and takes none".to_owned()),
            (Some(_), true) if self.body_required => problems.push("the body is missing".to_owned()),
            (Some(validator), false) => match serde_json::from_str::<Value>(&call.body) {
                Ok(body) => problems.extend(validator.iter_errors(&body).map(|error| {
                    format!("body{}: {}", error.instance_path(), shortened(&error.to_string()))
                })),
                Err(error) => problems.push(format!("the body is no JSON: {error}")),
            },
            _ => {}
        }
        problems
    }

    /// What the description has against an answer; nothing where it does not say.
    pub(crate) fn wrong_answer(&self, status: u16, body: &Value) -> Vec<String> {
        let Some((_, validator)) = self.answers.get(&status) else {
            return vec![format!("the status {status} is not in the description")];
        };
        let errors = validator.iter_errors(body);
        errors.map(|error| format!("{}: {}", error.instance_path(), shortened(&error.to_string()))).collect()
    }
}

/// The value first, which may be long, and what is wrong with it last.
fn shortened(text: &str) -> String {
    const ENDS: usize = 150;
    let characters: Vec<char> = text.chars().collect();
    match characters.len() > 2 * ENDS {
        true => {
            characters[..ENDS].iter().chain(&['…']).chain(&characters[characters.len() - ENDS..]).collect()
        }
        false => text.to_owned(),
    }
}

fn validator(mut schema: Value, components: &Value) -> Validator {
    if let Some(object) = schema.as_object_mut() {
        // A `$ref` hides what stands beside it.
        if let Some(reference) = object.remove("$ref") {
            object.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
        }
        object.insert("components".to_owned(), components.clone());
    }
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(true)
        .build(&schema)
        .unwrap_or_else(|error| panic!("{error}"))
}

/// OpenAPI 3.0 in JSON Schema's words: `nullable` is a type of its own there. When strict, an object has no
/// properties but its own: GitHub ignores others, so that a misspelled one would go unseen.
fn loosened(schema: &Value, strict: bool) -> Value {
    match schema {
        Value::Array(items) => items.iter().map(|item| loosened(item, strict)).collect(),
        Value::Object(object) => {
            let mut out: Map<String, Value> =
                object.iter().map(|(key, value)| (key.clone(), loosened(value, strict))).collect();
            let nullable = out.remove("nullable") == Some(Value::Bool(true));
            if strict && out.get("type") == Some(&json!("object")) && out.contains_key("properties") {
                out.entry("additionalProperties").or_insert(Value::Bool(false));
            }
            if !nullable {
                return Value::Object(out);
            }
            if let Some(values) = out.get_mut("enum").and_then(Value::as_array_mut) {
                values.push(Value::Null);
            }
            match out.get_mut("type") {
                Some(kind) => {
                    *kind = json!([kind.take(), "null"]);
                    Value::Object(out)
                }
                // Without a type it is a choice; null becomes another one.
                None => json!({ "anyOf": [{ "type": "null" }, Value::Object(out)] }),
            }
        }
        other => other.clone(),
    }
}
