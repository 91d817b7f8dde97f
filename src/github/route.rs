//! Paths of the REST API: what may stand in them, and where the next page is.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters of <https://www.rfc-editor.org/rfc/rfc3986#section-2.3>.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `owner/name` in the characters GitHub allows: it becomes part of a path.
pub(super) fn is_repository(name: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    name.split_once('/').is_some_and(|(owner, name)| part(owner) && (part(name) || name == ".github"))
}

/// Text as one part of a path, or as one value of a query.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The query of the next page, as a `Link` header has it
/// (<https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api>). Only the
/// query: the path stays ours, whatever name a server behind a proxy gives itself.
pub(super) fn next_page(link: &str) -> Option<&str> {
    let mut links = link.split(',');
    let next = links.find(|link| {
        let mut parameters = link.split(';').skip(1).map(str::trim);
        parameters.any(|parameter| matches!(parameter, "rel=\"next\"" | "rel=next"))
    })?;
    let (url, _) = next.trim().strip_prefix('<')?.split_once('>')?;
    let (_, query) = url.split_once('?')?;
    query.split('#').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_two_plain_words() {
        assert!(is_repository("acme/shop.js") && is_repository("acme/.github"));
        assert!(!is_repository("acme") && !is_repository("acme/../x") && !is_repository("a b/c"));
    }

    #[test]
    fn a_name_cannot_leave_its_part_of_a_route() {
        assert_eq!(encoded("lockstep / a&b=c?#é"), "lockstep%20%2F%20a%26b%3Dc%3F%23%C3%A9");
        assert_eq!(encoded("a-b_c.d~e9"), "a-b_c.d~e9");
    }

    #[test]
    fn the_next_page_is_found_among_the_others() {
        let link = r#"<https://ghe.example/api/v3/repositories/1/issues?page=1&per_page=100>; rel="prev", <https://ghe.example/api/v3/repositories/1/issues?page=3&per_page=100>; rel="next", <https://ghe.example/api/v3/repositories/1/issues?page=9>; rel="last""#;
        assert_eq!(next_page(link), Some("page=3&per_page=100"));
        assert_eq!(next_page(r#"<https://api.github.com/x?page=1>; rel="first""#), None);
        assert_eq!(next_page(""), None);
        assert_eq!(next_page(r#"</x?after=Y3Vyc29y>; rel="next""#), Some("after=Y3Vyc29y"));
    }
}
