//! Arrays as the server prints them.

/// The items of a one-dimensional array as the server prints it: `{a,"b \"c\"",NULL}`
/// (<https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO>).
pub(super) fn items(text: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut item = String::new();
    let mut quoted = false;
    let mut any = false;
    let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        any = true;
        match character {
            '"' => quoted = !quoted,
            '\\' => item.extend(characters.next()),
            ',' if !quoted => items.push(std::mem::take(&mut item)),
            _ => item.push(character),
        }
    }
    if any {
        items.push(item);
    }
    items
}

#[cfg(test)]
mod tests {
    use super::items;

    #[test]
    fn arrays_as_the_server_prints_them() {
        assert!(items("{}").is_empty());
        assert_eq!(items(r#"{""}"#), [""]);
        assert_eq!(
            items(
                r#"{a,"b, \"c\\","d
e"}"#
            ),
            ["a", r#"b, "c\"#, "d\ne"]
        );
    }
}
