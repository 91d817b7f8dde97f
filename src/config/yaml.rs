//! The text of `lockstep.yml` as a tree whose every key and value can be located. Only YAML is
//! known here; what the keys mean is in the sections.
//!
//! serde_yaml tells line and column only for errors that are raised while it reads. So every key
//! and value gets a number in reading order, and a place is found by reading the text once more
//! with a visitor that fails on purpose at that number. It costs nothing while all is well.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, Visitor};

use super::error::{ConfigError, Problem};
use crate::model::place::Place;

/// The position of a key or value in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position(usize);

/// One value of the tree.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) position: Position,
    pub(crate) data: Data,
}

/// What a value is.
#[derive(Debug)]
pub(crate) enum Data {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    /// In file order; a key may occur twice, which the section refuses.
    Map(Vec<(Key, Node)>),
}

impl Data {
    /// What it is, for a message.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "true or false",
            Self::Integer(_) => "a number",
            Self::Float(_) => "a number with a fraction",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Map(_) => "a section with keys",
        }
    }
}

/// One key of a mapping.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) position: Position,
    pub(crate) text: String,
}

/// A file that was read.
#[derive(Debug)]
pub(crate) struct Document {
    /// As shown in places.
    file: String,
    text: String,
    pub(crate) root: Node,
}

impl Document {
    /// Reads the one document in `text`. An empty text is an empty document.
    pub(crate) fn parse(file: &str, text: &str) -> Result<Self, ConfigError> {
        // libyaml counts a byte order mark as a column; editors do not show it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let count = Cell::new(0);
        let mut root = None;
        for document in serde_yaml::Deserializer::from_str(text) {
            let reader = if root.is_none() {
                Reader { count: &count, stop_at: None }
            } else {
                Reader { count: &count, stop_at: Some(count.get()) }
            };
            let is_second = root.is_some();
            match reader.deserialize(document) {
                Ok(node) => root = Some(node),
                Err(error) => return Err(located(file, text, &error, is_second)),
            }
        }
        let root = root.unwrap_or(Node { position: Position(0), data: Data::Null });
        Ok(Self { file: file.to_owned(), text: text.to_owned(), root })
    }

    /// Where a key or value is in the file.
    pub(crate) fn place(&self, position: Position) -> Place {
        let count = Cell::new(0);
        let reader = Reader { count: &count, stop_at: Some(position.0) };
        let error = serde_yaml::Deserializer::from_str(&self.text)
            .next()
            .and_then(|document| reader.deserialize(document).err());
        place_of(&self.file, error.as_ref())
    }
}

fn place_of(file: &str, error: Option<&serde_yaml::Error>) -> Place {
    match error.and_then(serde_yaml::Error::location) {
        Some(location) => Place::at(file, number(location.line()), number(location.column())),
        None => Place::file(file),
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// What [`Reader`] says of a tag, to be known again in serde_yaml's error.
const TAG: &str = "tags have no meaning here";

/// serde_yaml's error in our words.
fn located(file: &str, text: &str, error: &serde_yaml::Error, is_second: bool) -> ConfigError {
    let place = place_of(file, Some(error));
    let message = error.to_string();
    let is_tab = place.line.zip(place.column).is_some_and(|(line, column)| {
        let line = text.lines().nth(line as usize - 1).unwrap_or_default();
        line.chars().nth(column as usize - 1) == Some('\t')
    });
    let problem = if is_second {
        Problem::SecondDocument
    } else if is_tab {
        Problem::Tab
    } else if message.contains(TAG) {
        Problem::Tag
    } else {
        // The place is printed in front already.
        let end = message.find(" at line ").unwrap_or(message.len());
        Problem::Syntax(message[..end].to_owned())
    };
    ConfigError::new(problem).at(place)
}

/// Reads one value, numbering keys and values as they come; fails at `stop_at`.
#[derive(Clone, Copy)]
struct Reader<'a> {
    count: &'a Cell<usize>,
    stop_at: Option<usize>,
}

impl Reader<'_> {
    fn arrive<E: de::Error>(&self) -> Result<Position, E> {
        let position = self.count.get();
        self.count.set(position + 1);
        if self.stop_at == Some(position) {
            return Err(E::custom("here"));
        }
        Ok(Position(position))
    }

    fn scalar<E: de::Error>(&self, data: Data) -> Result<Node, E> {
        Ok(Node { position: self.arrive()?, data })
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Node;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a number, true or false, a list or a section with keys")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Node, E> {
        self.scalar(Data::Null)
    }

    /// An empty document.
    fn visit_none<E: de::Error>(self) -> Result<Node, E> {
        self.visit_unit()
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Node, E> {
        self.scalar(Data::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Node, E> {
        self.scalar(Data::Integer(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Node, E> {
        self.scalar(i64::try_from(value).map_or_else(|_| Data::Text(value.to_string()), Data::Integer))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Node, E> {
        self.scalar(Data::Float(value))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Node, E> {
        self.scalar(Data::Text(value.to_owned()))
    }

    /// A value with a tag.
    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Node, A::Error> {
        Err(de::Error::custom(TAG))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let position = self.arrive()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Node { position, data: Data::List(list) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let position = self.arrive()?;
        let mut map = Vec::new();
        while let Some(key) = entries.next_key_seed(KeyReader(self))? {
            map.push((key, entries.next_value_seed(self)?));
        }
        Ok(Node { position, data: Data::Map(map) })
    }
}

/// Reads one key as text, whatever it looks like.
struct KeyReader<'a>(Reader<'a>);

impl<'de> DeserializeSeed<'de> for KeyReader<'_> {
    type Value = Key;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeyReader<'_> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Key, E> {
        Ok(Key { position: self.0.arrive()?, text: value.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places of all keys and values in reading order.
    fn places(text: &str) -> Vec<(u32, u32)> {
        let document = Document::parse("f.yml", text).expect("readable");
        (0..)
            .map(|position| document.place(Position(position)))
            .map_while(|place| place.line.zip(place.column))
            .collect()
    }

    #[test]
    fn every_key_and_value_is_located() {
        let text = "a: 1\nb:\n  - x\n  - {c: true, d: null}\n";
        let expected =
            [(1, 1), (1, 1), (1, 4), (2, 1), (3, 3), (3, 5), (4, 5), (4, 6), (4, 9), (4, 15), (4, 18)];
        assert_eq!(places(text), expected);
    }

    #[test]
    fn a_byte_order_mark_does_not_move_the_first_column() {
        assert_eq!(places("\u{feff}a: 1\n"), [(1, 1), (1, 1), (1, 4)]);
    }

    #[test]
    fn an_empty_text_is_an_empty_document() {
        for text in ["", "\n", "# only a comment\n", "---\n", "\u{feff}"] {
            let document = Document::parse("f.yml", text).expect("readable");
            assert!(matches!(document.root.data, Data::Null), "{text:?}");
        }
    }
}
