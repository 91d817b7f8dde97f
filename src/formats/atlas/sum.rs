//! `atlas.sum`: a line for the whole folder and one for each file, whose hash is of all files up to it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::directive;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::Place;

pub(super) const FILE: &str = "atlas.sum";

/// A migration file: name and text.
pub(super) type File = (String, String);

/// The hash of each file, in order; none for one that asks to be left out, whose name counts all the
/// same for those after it.
pub(super) fn hashes(files: &[File]) -> Vec<Option<String>> {
    let mut running = Sha256::new();
    let hash = |(name, text): &File| {
        running.update(name.as_bytes());
        if directive(text, "sum") == Some("ignore") {
            return None;
        }
        running.update(text.as_bytes());
        Some(BASE64_STANDARD.encode(running.clone().finalize()))
    };
    files.iter().map(hash).collect()
}

/// A line of the file.
struct Line<'a> {
    name: &'a str,
    hash: &'a str,
    place: Place,
}

/// Where the folder is not what `atlas.sum` says: Atlas refuses to run then.
pub(super) fn check(sum_file: &str, sum: &str, files: &[File]) -> Vec<Finding> {
    let mut lines = Vec::new();
    for (line, number) in sum.lines().zip(1_u32..).skip(1) {
        if let Some((name, hash)) = line.split_once("h1:") {
            let place = Place::at(sum_file, number, 1);
            lines.push(Line { name: name.trim(), hash: hash.trim(), place });
        }
    }
    let hashes = hashes(files);
    let summed: Vec<(&File, &String)> =
        files.iter().zip(&hashes).filter_map(|(file, hash)| Some((file, hash.as_ref()?))).collect();
    let mut findings = Vec::new();
    for line in &lines {
        if !summed.iter().any(|((name, _), _)| name == line.name) {
            let message = format!("{} is in {sum_file} and not in the folder", line.name);
            findings.push(finding(Code::MigrationMissingFile, message, line.place.clone()));
        }
    }
    for ((name, _), _) in &summed {
        if !lines.iter().any(|line| line.name == name) {
            let message = format!("{name} is not in {sum_file}");
            findings.push(finding(Code::MigrationModified, message, Place::file(sum_file)));
        }
    }
    // every hash is of the files before as well, so only the first that differs says something
    if findings.is_empty() {
        let edited = summed.iter().zip(&lines).find(|((_, hash), line)| hash.as_str() != line.hash);
        findings.extend(edited.map(|(((name, _), _), line)| {
            let message = format!("{name} is not the text that {sum_file} was made of");
            finding(Code::MigrationModified, message, line.place.clone())
        }));
    }
    if findings.is_empty() && sum.lines().next() != Some(&total(&summed)) {
        let message = format!("the first line of {sum_file} does not fit the others");
        findings.push(finding(Code::MigrationModified, message, Place::at(sum_file, 1, 1)));
    }
    findings
}

/// The line for the whole folder.
fn total(summed: &[(&File, &String)]) -> String {
    let mut sum = Sha256::new();
    for ((name, _), hash) in summed {
        sum.update(name.as_bytes());
        sum.update(hash.as_bytes());
    }
    format!("h1:{}", BASE64_STANDARD.encode(sum.finalize()))
}

fn finding(code: Code, message: String, place: Place) -> Finding {
    Finding::new(code, message)
        .with_help(
            "put the file back as it was; if the change is meant, `atlas migrate hash` writes the sums again",
        )
        .at(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by Atlas's own library (v0.32.1): the third file asks to be left out.
    const SUM: &str = "h1:oIbOEN3WBBy3GQzR1EfpGKRvDn6khS069Zdq0q5/jwQ=\n\
        20240101000000_a.sql h1:A7/jb49SVctK4lTrwRBAXaq2M4pXiM4X8L8VzMacp5Q=\n\
        20240102000000_b.sql h1:TPhxUs7wt9YVBHUUowFmqMwg90MAHE9lEyJq3NlpIHU=\n\
        4.sql h1:Rejf6uUa4S6PVsMmKrdwfosFXa+IiVy9kt6QQiZ2tQU=\n";

    fn files() -> Vec<File> {
        let files = [
            ("20240101000000_a.sql", "create table a(i int);\n"),
            ("20240102000000_b.sql", "create table b(i int);\n"),
            ("20240103000000_c.sql", "-- atlas:sum ignore\n\ncreate table c(i int);\n"),
            ("4.sql", "-- atlas:txmode none\n\ncreate index concurrently i on a(i);\n"),
        ];
        files.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec()
    }

    fn found(files: &[File]) -> Vec<(Code, Option<u32>)> {
        let findings = check("m/atlas.sum", SUM, files);
        findings.into_iter().map(|one| (one.code, one.place.and_then(|place| place.line))).collect()
    }

    #[test]
    fn sums_are_those_of_the_tool() {
        assert_eq!(found(&files()), []);
    }

    #[test]
    fn an_edited_a_missing_and_a_new_file_are_told() {
        let mut edited = files();
        edited[1].1.push_str("select 1;");
        assert_eq!(found(&edited), [(Code::MigrationModified, Some(3))]);
        assert_eq!(found(&files()[1..]), [(Code::MigrationMissingFile, Some(2))]);
        let mut more = files();
        more.push(("5.sql".to_owned(), String::new()));
        assert_eq!(found(&more), [(Code::MigrationModified, None)]);
    }
}
