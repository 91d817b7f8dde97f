//! Where a statement speaks of an object: the token that is its name, and whether it stands where
//! that object is made or altered.
//!
//! No grammar: the words before a name say what is done to it. What code in quotes says (`DO`, function
//! bodies, `EXECUTE '…'`) is looked into, too, and counts less.

use super::token::{Kind, Token, tokens};
use crate::model::object::ObjectKind;

/// How a statement speaks of an object; more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    /// Its name is there.
    Named,
    /// The words before it say that it is altered, commented, renamed, dropped.
    Altered,
    /// The words before it say that it is made there.
    Made,
}

/// One place where a statement speaks of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mention {
    /// Byte offset of the name in the statement.
    pub(crate) start: usize,
    pub(crate) role: Role,
    /// The clause around it has one of the words that were asked for.
    pub(crate) has_word: bool,
    /// It stands in quotes.
    pub(crate) quoted: bool,
}

/// Every mention of a name in a statement, in order. `words` are asked of the clause around it: from
/// the comma before to the comma after.
pub(crate) fn mentions(sql: &str, kind: ObjectKind, name: &str, words: &[&str]) -> Vec<Mention> {
    let mut found = Vec::new();
    look(sql, 0, 0, &mut |text, base, depth| {
        let seen = Seen::of(text);
        for at in 0..seen.tokens.len() {
            if !is_name(seen.tokens[at].text, name) {
                continue;
            }
            let clause = seen.clause(at);
            let has_word = clause.iter().any(|token| words.iter().any(|word| token.is_word(word)));
            let role = seen.role(at, kind);
            found.push(Mention { start: base + seen.tokens[at].start, role, has_word, quoted: depth > 0 });
        }
    });
    found.sort_by_key(|mention| mention.start);
    found
}

/// The best of them: where it is made before where it is altered, the first of equals.
pub(crate) fn best(sql: &str, kind: ObjectKind, name: &str, words: &[&str]) -> Option<Mention> {
    let weight = |one: &Mention| (!one.quoted, one.has_word, one.role);
    // `max_by_key` takes the last of equals.
    mentions(sql, kind, name, words).into_iter().rev().max_by_key(weight)
}

/// Where a literal with this text stands.
pub(crate) fn literal(sql: &str, value: &str) -> Option<usize> {
    let quoted = format!("'{}'", value.replace('\'', "''"));
    tokens(sql).find(|token| token.text == quoted).map(|token| token.start)
}

/// Where the first of these words stands.
pub(crate) fn word(sql: &str, words: &[&str]) -> Option<usize> {
    tokens(sql).find(|token| words.iter().any(|word| token.is_word(word))).map(|token| token.start)
}

/// How deep quotes inside quotes are followed.
const DEEPEST: usize = 4;

/// Gives `each` a text, where it begins and how deep in quotes it is, and then what it holds in quotes.
fn look(text: &str, base: usize, depth: usize, each: &mut dyn FnMut(&str, usize, usize)) {
    each(text, base, depth);
    if depth == DEEPEST {
        return;
    }
    for token in tokens(text).filter(|token| token.kind == Kind::Quoted) {
        if let Some((content, at)) = content(token.text) {
            look(content, base + token.start + at, depth + 1, each);
        }
    }
}

/// What quotes hold, and where it begins; `None` for a quoted name. Quotes may be left open.
fn content(quoted: &str) -> Option<(&str, usize)> {
    let open = match quoted.as_bytes().first()? {
        b'$' => quoted[1..].find('$')? + 2,
        b'\'' => 1,
        _ => return None,
    };
    let (mark, inner) = quoted.split_at(open);
    Some((inner.strip_suffix(mark).unwrap_or(inner), open))
}

/// Whether a token is this name: folded as PostgreSQL does where it has no quotes.
fn is_name(token: &str, name: &str) -> bool {
    match token.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner == name || (inner.contains("\"\"") && inner.replace("\"\"", "\"") == name),
        None => token.len() == name.len() && token.to_ascii_lowercase() == name,
    }
}

/// Words between a keyword and the name that it is about.
const BETWEEN: &[&str] = &["if", "not", "exists", "only", "concurrently"];

/// The significant tokens of a text, how deep in parentheses each is, and which stand directly in the
/// list of columns of a `CREATE TABLE` or `CREATE TYPE`.
struct Seen<'a> {
    tokens: Vec<Token<'a>>,
    depth: Vec<usize>,
    column: Vec<bool>,
}

impl<'a> Seen<'a> {
    fn of(text: &'a str) -> Self {
        let tokens: Vec<Token<'a>> = tokens(text).filter(Token::is_significant).collect();
        let mut seen = Self { depth: Vec::new(), column: Vec::new(), tokens };
        let mut depth = 0_usize;
        // The list comes with the first parenthesis after `CREATE … TABLE name`.
        let mut creates = false;
        let mut awaited = false;
        let mut list = None;
        for (at, token) in seen.tokens.iter().enumerate() {
            match token.text {
                ")" if token.kind == Kind::Symbol => depth = depth.saturating_sub(1),
                ";" if token.kind == Kind::Symbol => (creates, awaited, list) = (false, false, None),
                _ if token.is_word("create") => (creates, awaited, list) = (true, false, None),
                _ if creates && (token.is_word("table") || token.is_word("type")) => {
                    (creates, awaited) = (false, true);
                }
                _ if creates && !is_of_create(token) => creates = false,
                _ => {}
            }
            seen.depth.push(depth);
            let opens = |token: &Token<'_>| token.is_symbol("(") || token.is_symbol(",");
            seen.column.push(list == Some(depth) && at > 0 && opens(&seen.tokens[at - 1]));
            if token.is_symbol("(") {
                depth += 1;
                if awaited {
                    (awaited, list) = (false, Some(depth));
                }
            } else if token.is_symbol(")") && list.is_some_and(|list| depth < list) {
                list = None;
            }
        }
        seen
    }

    /// The tokens from the comma before to the comma after, in the same parentheses.
    fn clause(&self, at: usize) -> &[Token<'a>] {
        let depth = self.depth[at];
        let ends = |other: &usize| {
            let (token, inner) = (&self.tokens[*other], self.depth[*other]);
            inner < depth || token.is_symbol(";") || (inner == depth && token.is_symbol(","))
        };
        let from = (0..at).rev().find(ends).map_or(0, |before| before + 1);
        let to = (at + 1..self.tokens.len()).find(ends).unwrap_or(self.tokens.len());
        &self.tokens[from..to]
    }

    /// What the words before a name say of it.
    fn role(&self, at: usize, kind: ObjectKind) -> Role {
        if self.column[at] {
            return if kind == ObjectKind::Column { Role::Made } else { Role::Named };
        }
        let mut before = at;
        // `schema.table.name`
        while before >= 2 && self.tokens[before - 1].is_symbol(".") {
            before -= 2;
        }
        let word = |back: usize| before.checked_sub(back).map(|at| &self.tokens[at]);
        let is = |back: usize, words: &[&str]| {
            word(back).is_some_and(|token| words.iter().any(|word| token.is_word(word)))
        };
        let mut back = 1;
        while is(back, BETWEEN) {
            back += 1;
        }
        let follows = |words: &[&str]| is(back, words);
        let made_or_altered = |back: usize| match word(back) {
            Some(token) if token.is_word("add") || token.is_word("create") || token.is_word("replace") => {
                Role::Made
            }
            _ => Role::Altered,
        };
        let new_name = follows(&["to"]);
        match kind {
            ObjectKind::Column => {
                if follows(&["column", "attribute"]) {
                    made_or_altered(back + 1)
                } else if follows(&["add"]) {
                    Role::Made
                } else if follows(&["alter", "drop", "rename"])
                    || (new_name && !is(back + 1, &["rename"]) && self.says(at, "rename"))
                {
                    Role::Altered
                } else {
                    Role::Named
                }
            }
            ObjectKind::Constraint => {
                if follows(&["constraint"]) {
                    // Written with its table or added to it, it is made; `VALIDATE`, `DROP`, `ALTER`,
                    // `RENAME` and `ON` say otherwise.
                    match is(back + 1, &["validate", "drop", "alter", "rename", "on"]) {
                        true => Role::Altered,
                        false => Role::Made,
                    }
                } else if new_name && self.says(at, "constraint") {
                    Role::Altered
                } else {
                    Role::Named
                }
            }
            _ if words_of(kind).iter().any(|known| follows(&[known])) => {
                let create = self.clause_start(at);
                match create.is_some_and(|first| first.is_word("create")) {
                    true => Role::Made,
                    false => Role::Altered,
                }
            }
            _ if new_name && is(back + 1, &["rename"]) => Role::Altered,
            _ => Role::Named,
        }
    }

    /// Whether a word stands before this token in its statement.
    fn says(&self, at: usize, word: &str) -> bool {
        self.tokens[..at]
            .iter()
            .rev()
            .take_while(|token| !token.is_symbol(";"))
            .any(|token| token.is_word(word))
    }

    /// The last `CREATE`, `ALTER`, `DROP` or `COMMENT` before this token.
    fn clause_start(&self, at: usize) -> Option<&Token<'a>> {
        let verbs = ["create", "alter", "drop", "comment", "grant", "revoke", "security"];
        self.tokens[..at].iter().rev().find(|token| verbs.iter().any(|verb| token.is_word(verb)))
    }
}

/// A word that may stand between `CREATE` and `TABLE`.
fn is_of_create(token: &Token<'_>) -> bool {
    ["create", "or", "replace", "global", "local", "temporary", "temp", "unlogged", "foreign"]
        .iter()
        .any(|word| token.is_word(word))
}

/// The words of SQL that stand before the name of such an object.
fn words_of(kind: ObjectKind) -> &'static [&'static str] {
    match kind {
        ObjectKind::Table | ObjectKind::ForeignTable => &["table"],
        ObjectKind::View | ObjectKind::MaterializedView => &["view", "table"],
        ObjectKind::Enum | ObjectKind::Composite | ObjectKind::Range | ObjectKind::BaseType => &["type"],
        ObjectKind::Function | ObjectKind::Procedure => &["function", "procedure", "routine"],
        ObjectKind::Aggregate => &["aggregate", "function", "routine"],
        ObjectKind::Schema => &["schema", "authorization"],
        ObjectKind::Domain => &["domain", "type"],
        ObjectKind::Sequence => &["sequence"],
        ObjectKind::Index => &["index", "constraint"],
        ObjectKind::Trigger | ObjectKind::EventTrigger => &["trigger"],
        ObjectKind::OperatorClass => &["class"],
        ObjectKind::OperatorFamily => &["family"],
        ObjectKind::ForeignDataWrapper => &["wrapper"],
        ObjectKind::AccessMethod => &["method"],
        ObjectKind::TextSearchParser => &["parser"],
        ObjectKind::TextSearchTemplate => &["template"],
        ObjectKind::TextSearchDictionary => &["dictionary"],
        ObjectKind::TextSearchConfiguration => &["configuration"],
        ObjectKind::UserMapping => &["for"],
        ObjectKind::Extension => &["extension"],
        ObjectKind::Language => &["language"],
        ObjectKind::Collation => &["collation"],
        ObjectKind::Conversion => &["conversion"],
        ObjectKind::Operator => &["operator"],
        ObjectKind::Statistics => &["statistics"],
        ObjectKind::Rule => &["rule"],
        ObjectKind::Policy => &["policy"],
        ObjectKind::Server => &["server"],
        ObjectKind::Publication => &["publication"],
        ObjectKind::Subscription => &["subscription"],
        ObjectKind::Database => &["database"],
        ObjectKind::Cast
        | ObjectKind::Transform
        | ObjectKind::DefaultPrivileges
        | ObjectKind::Column
        | ObjectKind::Constraint => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line of the best mention and its role.
    fn seen(sql: &str, kind: ObjectKind, name: &str) -> Option<(u32, u32, Role)> {
        let mention = best(sql, kind, name, &[])?;
        let (line, column) = crate::sql::position::line_column(sql, mention.start);
        Some((line, column, mention.role))
    }

    #[test]
    fn a_column_is_found_where_it_is_made_and_not_where_its_name_stands() {
        use ObjectKind::Column;
        let table = "create table email (\n  id int,\n  \"Email\" text default 'email, id',\n  \
                     email text check (email <> ''),\n  unique (email, id)\n) with (email = 1)";
        assert_eq!(seen(table, Column, "email"), Some((4, 3, Role::Made)));
        assert_eq!(seen(table, Column, "Email"), Some((3, 3, Role::Made)));
        assert_eq!(seen(table, Column, "id"), Some((2, 3, Role::Made)));
        assert_eq!(seen(table, Column, "text"), Some((3, 11, Role::Named)));
        for (sql, expected) in [
            ("alter table t add column if not exists a int", Role::Made),
            ("alter table t add a int", Role::Made),
            ("alter table t alter a set not null", Role::Altered),
            ("alter table t rename column b to a", Role::Altered),
            ("alter table t rename b to a", Role::Altered),
            ("alter table b rename to a", Role::Named),
            ("comment on column s.t.a is 'x'", Role::Altered),
            ("alter table t add foreign key (a) references u (a)", Role::Named),
            ("do $$ begin create table t (b int, a int); end $$", Role::Made),
            ("do $$ begin execute 'alter table t add a int'; end $$", Role::Made),
        ] {
            assert_eq!(seen(sql, Column, "a").map(|seen| seen.2), Some(expected), "{sql}");
        }
        assert_eq!(seen("alter table t add column ab int -- a\n/* a */", Column, "a"), None);
    }

    #[test]
    fn other_objects_are_found_by_the_words_before_them() {
        for (sql, kind, expected) in [
            ("create table if not exists s.x (a int)", ObjectKind::Table, Role::Made),
            ("alter table only x add b int", ObjectKind::Table, Role::Altered),
            ("alter table y rename to x", ObjectKind::Table, Role::Altered),
            ("create index concurrently x on x (a)", ObjectKind::Index, Role::Made),
            ("create index i on x (a)", ObjectKind::Table, Role::Named),
            ("create table t (a int constraint x check (a > 0))", ObjectKind::Constraint, Role::Made),
            ("alter table t add constraint x unique (a)", ObjectKind::Constraint, Role::Made),
            ("alter table t validate constraint x", ObjectKind::Constraint, Role::Altered),
            ("alter table t drop constraint if exists x", ObjectKind::Constraint, Role::Altered),
            ("create or replace function s.x() returns int language sql", ObjectKind::Function, Role::Made),
            ("create policy x on t using (true)", ObjectKind::Policy, Role::Made),
            ("create materialized view x as select 1", ObjectKind::MaterializedView, Role::Made),
            ("alter type x add value 'b'", ObjectKind::Enum, Role::Altered),
            ("grant select on table x to y", ObjectKind::Table, Role::Altered),
        ] {
            assert_eq!(seen(sql, kind, "x").map(|seen| seen.2), Some(expected), "{sql}");
        }
    }

    #[test]
    fn the_clause_with_the_word_is_the_one() {
        let sql = "alter table t\n alter a type bigint,\n alter a set not null,\n alter b set default 1";
        let line = |words: &[&str]| {
            let mention = best(sql, ObjectKind::Column, "a", words).expect("found");
            crate::sql::position::line_column(sql, mention.start).0
        };
        assert_eq!((line(&["null"]), line(&["type"]), line(&["default"])), (3, 2, 2));
        assert_eq!(literal("create type m as enum ('a', 'it''s')", "it's"), Some(28));
    }

    #[test]
    fn hostile_texts_are_looked_at() {
        let text = "(a, $x$".repeat(20_000);
        assert_eq!(mentions(&text, ObjectKind::Column, "b", &["c"]).len(), 0);
        for text in ["", "'", "'é", "$é$", "$$'é", "\"é", "$x$ $é$ 'é", "E'\\"] {
            assert_eq!(mentions(text, ObjectKind::Table, "b", &[]).len(), 0, "{text}");
        }
    }
}
