//! What GitHub's runner makes of what a step prints and writes, as its sources have it. Test code only.
//!
//! <https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs>,
//! <https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs>

use std::collections::BTreeMap;

/// A command as the runner would run it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// In lower case: the runner does not look at case, of properties neither.
    pub(super) name: String,
    pub(super) properties: BTreeMap<String, String>,
    pub(super) data: String,
}

/// What the runner reads out of what a process prints: both syntaxes, the second where the first is
/// none. Lines end at CR, LF or CRLF there. Any name counts as one that the runner knows, for the
/// next runner may know more.
pub(super) fn runner_reads(text: &str) -> Vec<Command> {
    text.split(['\n', '\r']).filter_map(|line| version_2(line).or_else(|| version_1(line))).collect()
}

/// `::name key=value,key=value::data`, after white space in Unicode's sense.
fn version_2(line: &str) -> Option<Command> {
    let (info, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let property = [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    command(name, properties.trim().split(','), &property, (data, &property[..2]))
}

/// `##[name key=value;key=value]data`, wherever it stands.
fn version_1(line: &str) -> Option<Command> {
    let (info, data) = line.split_once("##[")?.1.split_once(']')?;
    let all = [("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%")];
    let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
    command(name, properties.split(';'), &all, (data, &all[..4]))
}

type Escapes<'a> = &'a [(&'a str, &'a str)];

fn command<'a>(
    name: &str,
    pairs: impl Iterator<Item = &'a str>,
    of_property: Escapes<'_>,
    (data, of_data): (&str, Escapes<'_>),
) -> Option<Command> {
    let unescape = |text: &str, escapes: Escapes<'_>| {
        // The percent sign comes last there, too.
        let escapes = escapes.iter().filter(|(escape, _)| *escape != "%25").chain([&("%25", "%")]);
        escapes.fold(text.to_owned(), |text, (escape, token)| text.replace(escape, token))
    };
    let pairs = pairs.filter_map(|pair| pair.trim_start_matches('=').split_once('='));
    let properties = pairs
        .map(|(key, value)| (key, value.trim_start_matches('=')))
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| (key.to_ascii_lowercase(), unescape(value, of_property)));
    (!name.is_empty()).then(|| Command {
        name: name.to_ascii_lowercase(),
        properties: properties.collect(),
        data: unescape(data, of_data),
    })
}

/// The values that the runner reads out of a step's output file.
///
/// # Panics
///
/// Where the runner would let the step fail.
pub(super) fn reads_outputs(mut text: &str) -> BTreeMap<String, String> {
    let mut outputs = BTreeMap::new();
    while let Some((line, rest)) = next_line(text) {
        text = rest;
        let equals = line.find('=').unwrap_or(usize::MAX);
        match line.split_once("<<") {
            _ if line.is_empty() => {}
            Some((name, delimiter)) if name.len() < equals => {
                assert!(!name.is_empty() && !delimiter.is_empty(), "invalid format {line:?}");
                let value = text;
                let mut end = 0;
                loop {
                    let here = value.len() - text.len();
                    let (line, rest) = next_line(text).expect("matching delimiter not found");
                    text = rest;
                    if line == delimiter {
                        break;
                    }
                    end = here + line.len();
                }
                outputs.insert(name.to_owned(), value[..end].to_owned());
            }
            _ => {
                let (name, value) = line.split_once('=').expect("invalid format");
                assert!(!name.is_empty(), "invalid format {line:?}");
                outputs.insert(name.to_owned(), value.to_owned());
            }
        }
    }
    outputs
}

/// Lines of that file end at LF alone.
fn next_line(text: &str) -> Option<(&str, &str)> {
    (!text.is_empty()).then(|| text.split_once('\n').unwrap_or((text, "")))
}

#[test]
fn both_syntaxes_are_seen_in_any_case_and_behind_any_white_space() {
    let read =
        runner_reads("x ##[Error File=a%3Bb;line=1;=;x=]y%5D%0A\r\u{a0}\u{2003}::Add-Mask::z\n:: no\n::::x");
    assert_eq!(read.len(), 2, "{read:?}");
    assert_eq!((read[0].name.as_str(), read[0].data.as_str()), ("error", "y]\n"));
    assert_eq!(
        read[0].properties,
        BTreeMap::from([("file".into(), "a;b".into()), ("line".into(), "1".into())])
    );
    assert_eq!((read[1].name.as_str(), read[1].data.as_str()), ("add-mask", "z"));
    let read = runner_reads("::error file=a%2Cb=%253A,title==c,empty=::d%0Ae%253A%3A");
    assert_eq!(read[0].properties["file"], "a,b=%3A");
    assert_eq!((read[0].properties["title"].as_str(), read[0].properties.len()), ("c", 2));
    assert_eq!(read[0].data, "d\ne%3A%3A");
}

#[test]
fn outputs_are_read_in_both_forms() {
    let read = reads_outputs("a=b<<c\n\nd<<e=f\n\none=1\r\n\ne=f\nempty<<x\nx\n");
    let expected = [("a", "b<<c"), ("d", "\none=1\r\n"), ("empty", "")];
    assert_eq!(read, BTreeMap::from(expected.map(|(name, value)| (name.to_owned(), value.to_owned()))));
}
