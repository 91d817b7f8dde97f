//! `docs/cli.md` is the help text. `UPDATE=1 cargo test docs_cli` writes it again.

use std::fmt::Write as _;

use clap::CommandFactory as _;

use super::Cli;

#[test]
fn docs_cli_is_the_help_text() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/cli.md");
    let expected = page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &expected).expect("docs/cli.md can be written");
    }
    let actual = std::fs::read_to_string(path).unwrap_or_default();
    assert!(actual == expected, "docs/cli.md is stale: run UPDATE=1 cargo test docs_cli");
}

fn page() -> String {
    let mut page = "# Command line\n\n\
        This page is the help text of every mode, written by a test.\n\n\
        ## lockstep\n\n"
        .to_owned();
    let mut command = Cli::command().term_width(90);
    command.build();
    block(&mut page, &mut command);
    for mode in command.get_subcommands_mut() {
        let _ = write!(page, "\n## lockstep {}\n\n", mode.get_name());
        // The global options are the same everywhere and shown once, above.
        let mut mode = mode.clone().mut_args(|argument| {
            let is_global = argument.get_help_heading() == Some("Global options");
            argument.hide(is_global)
        });
        block(&mut page, &mut mode);
    }
    page
}

fn block(page: &mut String, command: &mut clap::Command) {
    let help = command.render_long_help().to_string();
    page.push_str("```text\n");
    for line in help.trim_end().lines() {
        page.push_str(line.trim_end());
        page.push('\n');
    }
    page.push_str("```\n");
}
