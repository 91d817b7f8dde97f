//! The names of refinery's files.

/// A file name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Name<'a> {
    /// `U`: may be applied after later ones.
    pub(super) unordered: bool,
    pub(super) version: &'a str,
    pub(super) name: &'a str,
    pub(super) rust: bool,
}

/// `^([U|V])(\d+(?:\.\d+)?)__(\w+)\.(rs|sql)$`; a version with a dot is refused later.
pub(super) fn parse(file: &str) -> Option<Name<'_>> {
    let (stem, suffix) = file.rsplit_once('.')?;
    let rust = match suffix {
        "sql" => false,
        "rs" => true,
        _ => return None,
    };
    let unordered = match stem.chars().next()? {
        'V' => false,
        'U' => true,
        _ => return None,
    };
    let (version, name) = stem[1..].split_once("__")?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let numbered = match version.split_once('.') {
        Some((major, minor)) => digits(major) && digits(minor),
        None => digits(version),
    };
    let word = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    (numbered && word).then_some(Name { unordered, version, name, rust })
}

pub(super) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
