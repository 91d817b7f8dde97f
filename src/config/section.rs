//! Reading typed values out of the located tree. Every complaint made here names the whole key and
//! its line and column; a value is quoted as it stands in the file, never as a variable filled it.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::error::{ConfigError, Problem, nearest};
use super::template::{self, TemplateError};
use super::variables::Variables;
use super::yaml::{Data, Document, Key, Node, Position};
use crate::model::place::Place;

/// The keys of one section. `later` are known words whose work is not in this release: refused,
/// so that nobody believes they have an effect.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keys {
    pub(crate) known: &'static [&'static str],
    pub(crate) later: &'static [&'static str],
}

/// What reading needs besides the tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) document: &'a Document,
    pub(crate) variables: &'a Variables,
}

/// A mapping whose keys were checked.
#[derive(Debug)]
pub(crate) struct Section<'a> {
    context: Context<'a>,
    /// Full name; empty for the whole file.
    name: String,
    position: Position,
    entries: &'a [(Key, Node)],
}

/// One value with its full name.
#[derive(Debug)]
pub(crate) struct Value<'a> {
    context: Context<'a>,
    pub(crate) name: String,
    node: &'a Node,
}

impl<'a> Section<'a> {
    /// The whole file.
    pub(crate) fn root(context: Context<'a>, keys: Keys) -> Result<Self, ConfigError> {
        Value { context, name: String::new(), node: &context.document.root }.section(keys)
    }

    /// The value of a key; `null` counts as not given.
    pub(crate) fn get(&self, key: &str) -> Option<Value<'a>> {
        self.get_or_null(key).filter(|value| !matches!(value.node.data, Data::Null))
    }

    /// The value of a key, `null` included.
    pub(crate) fn get_or_null(&self, key: &str) -> Option<Value<'a>> {
        let (key, node) = self.entries.iter().find(|(known, _)| known.text == key)?;
        Some(self.value(key, node))
    }

    /// Every key with its value, in file order: for sections whose keys are the user's names.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'a Key, Value<'a>)> {
        self.entries.iter().map(|(key, node)| (key, self.value(key, node)))
    }

    fn value(&self, key: &Key, node: &'a Node) -> Value<'a> {
        Value { context: self.context, name: join(&self.name, &key.text), node }
    }

    /// The value of a key that must be there.
    pub(crate) fn require(&self, key: &str, help: &'static str) -> Result<Value<'a>, ConfigError> {
        self.get(key).ok_or_else(|| {
            let problem = Problem::MissingKey { key: join(&self.name, key), help };
            ConfigError::new(problem).at(self.context.document.place(self.position))
        })
    }

    /// The place of one of this section's keys.
    pub(crate) fn place_of(&self, key: &Key) -> Place {
        self.context.document.place(key.position)
    }

    /// An error at one of this section's keys.
    pub(crate) fn problem_at(&self, key: &Key, problem: Problem) -> ConfigError {
        ConfigError::new(problem).at(self.place_of(key))
    }
}

impl<'a> Value<'a> {
    /// The place of the value in the file.
    pub(crate) fn place(&self) -> Place {
        self.context.document.place(self.node.position)
    }

    /// An error at this value.
    pub(crate) fn problem(&self, problem: Problem) -> ConfigError {
        ConfigError::new(problem).at(self.place())
    }

    /// "`key` must be …".
    pub(crate) fn bad(&self, reason: impl Into<String>, help: &'static str) -> ConfigError {
        self.problem(Problem::BadValue { key: self.name.clone(), reason: reason.into(), help })
    }

    fn wrong_type(&self, wanted: &'static str) -> ConfigError {
        let found = self.node.data.describe();
        self.problem(Problem::WrongType { key: self.name.clone(), wanted, found })
    }

    /// The value with its keys checked against `keys`.
    pub(crate) fn section(self, keys: Keys) -> Result<Section<'a>, ConfigError> {
        let section = self.named_entries()?;
        for (key, _) in section.entries {
            if keys.known.contains(&key.text.as_str()) {
                continue;
            }
            let problem = if keys.later.contains(&key.text.as_str()) {
                Problem::NotInThisRelease { key: join(&section.name, &key.text) }
            } else {
                Problem::UnknownKey {
                    key: key.text.clone(),
                    section: match section.name.as_str() {
                        "" => "the configuration".to_owned(),
                        name => format!("`{name}`"),
                    },
                    nearest: nearest(&key.text, keys.known.iter().copied()),
                    known: keys.known.join(", "),
                }
            };
            return Err(section.problem_at(key, problem));
        }
        Ok(section)
    }

    /// The value as a mapping whose keys are the user's own names.
    pub(crate) fn named_entries(self) -> Result<Section<'a>, ConfigError> {
        let entries: &[_] = match &self.node.data {
            Data::Map(entries) => entries,
            Data::Null => &[],
            other if self.name.is_empty() => {
                return Err(self.problem(Problem::NotKeys { found: other.describe() }));
            }
            _ => return Err(self.wrong_type("a section with keys")),
        };
        let section =
            Section { context: self.context, name: self.name, position: self.node.position, entries };
        for (index, (key, _)) in entries.iter().enumerate() {
            if entries[..index].iter().any(|(earlier, _)| earlier.text == key.text) {
                let problem = Problem::DuplicateKey { key: join(&section.name, &key.text) };
                return Err(section.problem_at(key, problem));
            }
        }
        Ok(section)
    }

    /// The items of a list.
    pub(crate) fn list(&self) -> Result<Vec<Value<'a>>, ConfigError> {
        let Data::List(items) = &self.node.data else { return Err(self.wrong_type("a list")) };
        let items = items.iter().enumerate();
        Ok(items
            .map(|(index, node)| Value {
                context: self.context,
                name: format!("{}[{index}]", self.name),
                node,
            })
            .collect())
    }

    /// A list of texts.
    pub(crate) fn texts(&self) -> Result<Vec<String>, ConfigError> {
        self.list()?.iter().map(Value::text).collect()
    }

    /// What the value is, before its variables are filled in.
    pub(crate) fn data(&self) -> &'a Data {
        &self.node.data
    }

    /// The text as it stands in the file.
    pub(crate) fn raw(&self) -> Result<&'a str, ConfigError> {
        match &self.node.data {
            Data::Text(text) => Ok(text),
            _ => Err(self.wrong_type("text")),
        }
    }

    /// The text with its variables filled in, or the variable that is missing.
    pub(crate) fn text_or_missing(&self) -> Result<Result<String, String>, ConfigError> {
        match template::fill(self.raw()?, self.context.variables) {
            Ok(text) => Ok(Ok(text)),
            Err(TemplateError::Missing(variable)) => Ok(Err(variable)),
            Err(TemplateError::Malformed(reason)) => {
                Err(self.problem(Problem::BadTemplate { key: self.name.clone(), reason }))
            }
        }
    }

    /// What the variables in it are filled in from.
    pub(crate) fn variables(&self) -> &Variables {
        self.context.variables
    }

    /// The text with its variables filled in.
    pub(crate) fn text(&self) -> Result<String, ConfigError> {
        self.text_or_missing()?.map_err(|variable| {
            self.problem(Problem::MissingVariable {
                key: self.name.clone(),
                help: self.context.variables.help_for_missing(&variable),
                variable,
            })
        })
    }

    /// A text that is not empty.
    pub(crate) fn nonempty(&self) -> Result<String, ConfigError> {
        let text = self.text()?;
        if text.trim().is_empty() {
            return Err(self.bad("is empty", "give it a value or remove the key"));
        }
        Ok(text)
    }

    /// The text of a variable in place of a number or a word that YAML would have read itself.
    fn filled(&self) -> Result<Option<String>, ConfigError> {
        match &self.node.data {
            Data::Text(text) if template::has_variable(text) => self.text().map(Some),
            _ => Ok(None),
        }
    }

    pub(crate) fn bool(&self) -> Result<bool, ConfigError> {
        match (&self.node.data, self.filled()?.as_deref()) {
            (Data::Bool(value), _) => Ok(*value),
            (_, Some("true")) => Ok(true),
            (_, Some("false")) => Ok(false),
            _ => Err(self.wrong_type("true or false")),
        }
    }

    /// A whole number inside `range`.
    pub(crate) fn integer(&self, range: RangeInclusive<u32>) -> Result<u32, ConfigError> {
        let number = match &self.node.data {
            Data::Integer(number) => Some(*number),
            _ => self.filled()?.and_then(|text| text.trim().parse().ok()),
        };
        let number = number.ok_or_else(|| self.wrong_type("a whole number"))?;
        u32::try_from(number).ok().filter(|number| range.contains(number)).ok_or_else(|| {
            self.bad(
                format!("must be from {} to {}", range.start(), range.end()),
                "choose a number in that range",
            )
        })
    }

    /// A duration with its unit, inside `range`.
    pub(crate) fn duration(&self, range: RangeInclusive<Duration>) -> Result<Duration, ConfigError> {
        if !matches!(self.node.data, Data::Text(_)) {
            return Err(self.wrong_type("a duration"));
        }
        let duration = humantime::parse_duration(self.text()?.trim()).map_err(|_| {
            self.bad(
                format!("is not a duration: `{}`", self.shown()),
                "write a number with its unit, such as 500ms, 5s, 15m, 36h or 30d",
            )
        })?;
        if !range.contains(&duration) {
            let (least, most) =
                (humantime::format_duration(*range.start()), humantime::format_duration(*range.end()));
            return Err(
                self.bad(format!("must be from {least} to {most}"), "choose a duration in that range")
            );
        }
        Ok(duration)
    }

    /// One of some words.
    pub(crate) fn word<T: Copy>(&self, words: &[(&'static str, T)]) -> Result<T, ConfigError> {
        let text = self.text()?;
        match words.iter().find(|(word, _)| *word == text) {
            Some((_, meaning)) => Ok(*meaning),
            None => {
                let shown = self.shown();
                Err(self.problem(Problem::UnknownWord {
                    key: self.name.clone(),
                    nearest: nearest(shown, words.iter().map(|(word, _)| *word)),
                    shown: shown.to_owned(),
                    known: words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", "),
                }))
            }
        }
    }

    /// The value as the file has it, for quoting in a message.
    pub(crate) fn shown(&self) -> &'a str {
        match &self.node.data {
            Data::Text(text) => text,
            other => other.describe(),
        }
    }
}

fn join(section: &str, key: &str) -> String {
    if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") }
}
