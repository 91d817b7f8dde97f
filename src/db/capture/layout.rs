//! What the columns of a capture query mean. A column is named after what it fills in, and after an
//! `@` how its value is read: `"owner@role"` is an OID of a role that becomes the attribute `owner`.
//! A name that begins with `=` is raw material for the kind's own printer.

use std::borrow::Cow;

use crate::db::session::Row;
use crate::model::attribute::Attribute;

/// What a cell fills in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Oid,
    /// The number of a column.
    Sub,
    Schema,
    Parent,
    Name,
    Definition,
    Attribute(Attribute),
    Raw(String),
}

/// How the server's text becomes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Text,
    List,
    /// `t` or `f`, printed as `true` or `false`.
    Flag,
    /// An OID of a role.
    Role,
    /// A list of `name=value`, some of which may be secrets.
    Secrets,
    /// A connection string, which may hold a secret.
    Connection,
    /// Whether the connected role may not read the attribute of this object.
    Unreadable,
    /// OIDs of roles; 0 is everybody.
    Roles,
    /// Privileges of the sort of object that `acldefault` calls by this letter.
    Privileges(char),
    /// An OID of a schema.
    Schema,
    /// An OID of a relation that the capture has read already.
    Relation,
    /// An OID of a type that the capture has read already.
    Type,
    /// An OID of an access method.
    AccessMethod,
    /// An OID of a collation.
    Collation,
    /// An OID of an operator class.
    OperatorClass,
    /// A function or an operator as the server prints its OID: `-` or `0` for none, the number
    /// itself when it is gone.
    Signature,
}

/// The cells of a query's rows.
#[derive(Debug)]
pub(super) struct Layout {
    /// By the number of their column; without raw material.
    cells: Vec<(usize, Target, How)>,
    raw: Vec<(String, usize)>,
}

impl Layout {
    /// Reads the column names of a query's first row; the error is a name that means nothing.
    pub(super) fn of(row: &Row<'_>) -> Result<Self, String> {
        let (mut cells, mut raw) = (Vec::new(), Vec::new());
        for (column, (name, list)) in row.columns().enumerate() {
            match cell(name, list).ok_or_else(|| name.to_owned())? {
                (Target::Raw(raw_name), _) => raw.push((raw_name, column)),
                (target, how) => cells.push((column, target, how)),
            }
        }
        Ok(Self { cells, raw })
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, &Target, How)> {
        self.cells.iter().map(|(column, target, how)| (*column, target, *how))
    }
}

/// What a column's name says; `None` when it says nothing we know.
pub(super) fn cell(name: &str, list: bool) -> Option<(Target, How)> {
    let (word, how) = match name.split_once('@') {
        Some((word, how)) => (word, reading(how)?),
        None if list => (name, How::List),
        None => (name, How::Text),
    };
    let target = match word {
        "oid" => Target::Oid,
        "sub" => Target::Sub,
        "schema" if name == "schema@schema" => Target::Schema,
        "parent" => Target::Parent,
        "name" => Target::Name,
        "definition-text" => Target::Definition,
        _ => match word.strip_prefix('=') {
            Some(raw) => Target::Raw(raw.to_owned()),
            None => Target::Attribute(Attribute::parse(word)?),
        },
    };
    Some((target, how))
}

fn reading(word: &str) -> Option<How> {
    Some(match word {
        "flag" => How::Flag,
        "role" => How::Role,
        "roles" => How::Roles,
        "secrets" => How::Secrets,
        "connection" => How::Connection,
        "unreadable" => How::Unreadable,
        "schema" | "schema-name" => How::Schema,
        "relation" => How::Relation,
        "type" => How::Type,
        "method" => How::AccessMethod,
        "collation" => How::Collation,
        "class" => How::OperatorClass,
        "signature" => How::Signature,
        _ => How::Privileges(word.strip_prefix("acl.")?.chars().next()?),
    })
}

/// A row for the printer of its kind.
#[derive(Clone, Copy)]
pub(super) struct Raw<'a> {
    pub(super) row: &'a Row<'a>,
    pub(super) layout: &'a Layout,
}

impl<'a> Raw<'a> {
    /// The text of the raw cell of that name; `None` is NULL, or a column this server does not have.
    pub(super) fn text(self, name: &str) -> Option<Cow<'a, str>> {
        let (_, column) = self.layout.raw.iter().find(|(raw, _)| raw == name)?;
        self.row.text(*column)
    }

    /// The first character, of the type `"char"`; a space where there is none.
    pub(super) fn letter(self, name: &str) -> char {
        self.text(name).and_then(|text| text.chars().next()).unwrap_or(' ')
    }

    pub(super) fn flag(self, name: &str) -> bool {
        self.letter(name) == 't'
    }

    pub(super) fn oid(self, name: &str) -> Option<u32> {
        self.text(name)?.parse().ok().filter(|oid| *oid != 0)
    }

    /// Numbers of an `int2vector` or `oidvector` (`1 2`) or of an array (`{1,2}`).
    pub(super) fn numbers<T: std::str::FromStr>(self, name: &str) -> Vec<T> {
        let text = self.text(name).unwrap_or_default();
        text.split([' ', ',', '{', '}']).filter_map(|number| number.parse().ok()).collect()
    }
}
