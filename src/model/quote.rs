//! The one place where an identifier or a literal becomes SQL text.

/// `name` as a quoted identifier, always quoted so that no list of keywords is needed
/// (<https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS>).
pub(crate) fn quote_identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// `schema.name`, both quoted.
pub(crate) fn quote_qualified(schema: &str, name: &str) -> String {
    format!("{}.{}", quote_identifier(schema), quote_identifier(name))
}

/// `text` as a string literal that reads the same whatever `standard_conforming_strings` says:
/// a backslash makes it an `E''` literal with doubled backslashes.
pub(crate) fn quote_literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    if quoted.contains('\\') {
        format!(" E'{}'", quoted.replace('\\', "\\\\"))
    } else {
        format!("'{quoted}'")
    }
}

/// `name` as PostgreSQL prints it: quoted only where it has to be
/// (<https://www.postgresql.org/docs/current/functions-string.html>, `quote_ident`).
pub(crate) fn quote_name(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && KEYWORDS.binary_search(&name).is_err();
    if plain { name.to_owned() } else { quote_identifier(name) }
}

/// `schema.name`, each part quoted where it has to be.
pub(crate) fn quote_path(schema: &str, name: &str) -> String {
    format!("{}.{}", quote_name(schema), quote_name(name))
}

/// The names in a list as PostgreSQL prints it, `a, "B"` or `schema.name`, without their quotes, and
/// the text after the list. Words between names (`PERIOD`, `WITHOUT OVERLAPS`) are left out.
pub(crate) fn names_in(list: &str) -> (Vec<String>, &str) {
    let mut names = Vec::new();
    let mut rest = list;
    loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut name = String::new();
            let mut inside = quoted;
            loop {
                let Some((part, after)) = inside.split_once('"') else { return (names, "") };
                name.push_str(part);
                inside = after;
                let Some(more) = after.strip_prefix('"') else { break };
                name.push('"');
                inside = more;
            }
            names.push(name);
            rest = inside;
        } else {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            // A printed name is in lower case or quoted: what is neither is a word of the grammar.
            if !word.is_empty() && !word.starts_with(char::is_uppercase) {
                names.push(word.to_owned());
            }
            rest = after;
        }
        let Some(after) = rest.strip_prefix(", ").or(rest.strip_prefix(['.', ' '])) else {
            return (names, rest);
        };
        rest = after;
    }
}

/// Words that cannot name everything unless quoted, of PostgreSQL 13 to 18: all but the category
/// "unreserved" of `src/include/parser/kwlist.h`. Sorted.
const KEYWORDS: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "bigint",
    "binary",
    "bit",
    "boolean",
    "both",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "coalesce",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "dec",
    "decimal",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "float",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "greatest",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "inout",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "json",
    "json_array",
    "json_arrayagg",
    "json_exists",
    "json_object",
    "json_objectagg",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_table",
    "json_value",
    "lateral",
    "leading",
    "least",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "merge_action",
    "national",
    "natural",
    "nchar",
    "none",
    "normalize",
    "not",
    "notnull",
    "null",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "overlaps",
    "overlay",
    "placing",
    "position",
    "precision",
    "primary",
    "real",
    "references",
    "returning",
    "right",
    "row",
    "select",
    "session_user",
    "setof",
    "similar",
    "smallint",
    "some",
    "substring",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "treat",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_inside_names_are_doubled() {
        assert_eq!(quote_identifier(r#"we"ird"#), r#""we""ird""#);
        assert_eq!(quote_qualified("a", "b.c"), r#""a"."b.c""#);
    }

    #[test]
    fn names_are_quoted_only_where_needed() {
        assert!(KEYWORDS.is_sorted());
        let printed = ["plain_1", "Mixed", "order", "1st", "naïve", "", "name"].map(quote_name);
        assert_eq!(printed, ["plain_1", "\"Mixed\"", "\"order\"", "\"1st\"", "\"naïve\"", "\"\"", "name"]);
        assert_eq!(quote_path("public", "user"), "public.\"user\"");
    }

    #[test]
    fn literals_survive_quotes_and_backslashes() {
        assert_eq!(quote_literal("it's"), "'it''s'");
        assert_eq!(quote_literal(r"a\'b"), r" E'a\\''b'");
    }
}
