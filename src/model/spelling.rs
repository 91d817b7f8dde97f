//! Texts that differ and mean the same for a reason that can be read off them: blanks at the ends
//! of lines, and calls that servers before 14 print as functions. Everything else is for a server
//! to say (`db::confirm`).

use super::object::Value;

/// Whether two texts differ only in line ends and in blanks at the ends of lines and of the text.
pub(crate) fn same_but_for_blanks(one: &Option<Value>, other: &Option<Value>) -> bool {
    fn lines(text: &str) -> Vec<&str> {
        text.trim_end().split('\n').map(str::trim_end).collect()
    }
    match (one, other) {
        (Some(Value::Text(one)), Some(Value::Text(other))) => lines(one) == lines(other),
        _ => false,
    }
}

/// Whether one of two servers prints calls as those before 14 do, and the other does not.
pub(crate) fn straddles_14(one: u32, other: u32) -> bool {
    one.min(other) < 14 && one.max(other) >= 14
}

/// Words of the SQL standard in place of a function's name, since 14 printed as they are written:
/// `EXTRACT(year FROM a)`. The words that part the arguments, and the function they stand for.
const CALLS: &[(&str, &[&str], &str)] = &[
    ("EXTRACT", &["FROM"], "date_part"),
    ("TRIM", &["FROM"], ""),
    ("SUBSTRING", &["FROM", "FOR"], "\"substring\""),
    ("OVERLAY", &["PLACING", "FROM", "FOR"], "\"overlay\""),
    ("POSITION", &["IN"], "\"position\""),
];

/// Whether two texts are the same calls, one of them with the spelling before 14
/// (`get_func_sql_syntax` in the server's `ruleutils.c`): `date_part('year'::text, a)`.
pub(crate) fn same_call(one: &str, other: &str) -> bool {
    plain(&tokens(one)) == plain(&tokens(other))
}

/// The tokens with every such call written as a function.
fn plain(tokens: &[&str]) -> Vec<String> {
    let mut written: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let end = if *token == "(" { closing(tokens, at) } else { None };
        let Some(end) = end else {
            written.push((*token).to_owned());
            at += 1;
            continue;
        };
        let inner = &tokens[at + 1..end];
        let call = CALLS.iter().find(|(word, ..)| written.last().is_some_and(|last| last == word));
        if let Some((word, separators, function)) = call {
            written.pop();
            let parts = split(inner, |token| separators.contains(&token));
            written.extend(arguments(word, function, &parts));
        } else if let [value, zone] = split(&joined_zone(inner), |token| token == AT_TIME_ZONE).as_slice() {
            written.extend(written_call("timezone", &[plain(zone), plain(value)]));
        } else {
            written.push("(".to_owned());
            written.extend(plain(inner));
            written.push(")".to_owned());
        }
        at = end + 1;
    }
    written
}

/// The function call that the parts between the words make.
fn arguments(word: &str, function: &str, parts: &[Vec<&str>]) -> Vec<String> {
    match (word, parts) {
        ("EXTRACT", [field, value]) => {
            let field = [format!("'{}'", field.concat()), ":".into(), ":".into(), "text".into()];
            written_call(function, &[field.into(), plain(value)])
        }
        ("TRIM", [how, value]) => {
            let function = match how.first() {
                Some(&"LEADING") => "ltrim",
                Some(&"TRAILING") => "rtrim",
                _ => "btrim",
            };
            match how.get(1..) {
                Some(characters) if !characters.is_empty() => {
                    written_call(function, &[plain(value), plain(characters)])
                }
                _ => written_call(function, &[plain(value)]),
            }
        }
        // Both sides of IN have parentheses of their own.
        ("POSITION", [wanted, text]) => written_call(function, &[bare(text), bare(wanted)]),
        _ => {
            let parts: Vec<Vec<String>> = parts.iter().map(|part| plain(part)).collect();
            written_call(function, &parts)
        }
    }
}

fn written_call(function: &str, arguments: &[Vec<String>]) -> Vec<String> {
    let mut call = vec![function.to_owned(), "(".to_owned()];
    call.extend(arguments.join(&",".to_owned()));
    call.push(")".to_owned());
    call
}

fn bare(tokens: &[&str]) -> Vec<String> {
    match tokens {
        ["(", inner @ .., ")"] if closing(tokens, 0) == Some(tokens.len() - 1) => plain(inner),
        _ => plain(tokens),
    }
}

const AT_TIME_ZONE: &str = "AT TIME ZONE";

/// The tokens with `AT TIME ZONE` as one.
fn joined_zone<'a>(tokens: &[&'a str]) -> Vec<&'a str> {
    let mut joined = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].starts_with(&["AT", "TIME", "ZONE"]) {
            joined.push(AT_TIME_ZONE);
            at += 3;
        } else {
            joined.push(tokens[at]);
            at += 1;
        }
    }
    joined
}

/// The tokens between separators that are in no parentheses of their own.
fn split<'a>(tokens: &[&'a str], separates: impl Fn(&str) -> bool) -> Vec<Vec<&'a str>> {
    let mut parts = vec![Vec::new()];
    let mut depth = 0_usize;
    for token in tokens {
        match *token {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && separates(token) {
            parts.push(Vec::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(*token);
        }
    }
    parts
}

/// Where the parenthesis that opens at `open` closes.
fn closing(tokens: &[&str], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match *token {
            "(" => depth += 1,
            ")" if depth == 1 => return Some(at),
            ")" => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Names, quoted texts and single signs, without the blanks between them. The server prints neither
/// comments nor dollar quotes.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let length = match first {
            '\'' | '"' => quoted(rest, first),
            _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

/// The length of a quoted text, in which the quote is doubled.
fn quoted(text: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(found) = text[at..].find(quote) {
        at += found + 1;
        if !text[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_before_14_and_after_are_the_same() {
        for (old, new) in [
            ("date_part('year'::text, a.at)", "EXTRACT(year FROM a.at)"),
            ("(btrim(name) <> ''::text)", "(TRIM(BOTH FROM name) <> ''::text)"),
            ("btrim(name, 'x'::text)", "TRIM(BOTH 'x'::text FROM name)"),
            ("ltrim(rtrim(a))", "TRIM(LEADING FROM TRIM(TRAILING FROM a))"),
            ("timezone('UTC'::text, now())", "(now() AT TIME ZONE 'UTC'::text)"),
            (
                "date_part('day'::text, timezone('UTC'::text, timezone('CET'::text, a)))",
                "EXTRACT(day FROM ((a AT TIME ZONE 'CET'::text) AT TIME ZONE 'UTC'::text))",
            ),
            ("\"substring\"(a, 2, 3)", "SUBSTRING(a FROM 2 FOR 3)"),
            ("\"position\"(a, 'x'::text)", "POSITION(('x'::text) IN (a))"),
        ] {
            assert!(same_call(old, new), "{old} | {new}");
        }
    }

    #[test]
    fn other_calls_are_not() {
        for (old, new) in [
            ("date_part('year'::text, a)", "EXTRACT(month FROM a)"),
            ("date_part('year'::text, a)", "EXTRACT(year FROM b)"),
            ("btrim(a)", "TRIM(LEADING FROM a)"),
            ("timezone('UTC'::text, a)", "(a AT TIME ZONE 'CET'::text)"),
            ("f('EXTRACT(year FROM a)'::text)", "f('date_part(''year''::text, a)'::text)"),
            ("a)(", "a"),
        ] {
            assert!(!same_call(old, new), "{old} | {new}");
        }
    }

    #[test]
    fn only_blanks_at_ends_are_nothing() {
        let same = |one: &str, other: &str| same_but_for_blanks(&Some(one.into()), &Some(other.into()));
        assert!(same("\nselect 1;\r\n  end \n", "\nselect 1;\n  end"));
        assert!(!same("select  1", "select 1"));
        assert!(!same("  select 1", "select 1"));
        assert!(!same("'a\n\nb'", "'a\nb'"));
    }
}
