use super::*;

#[test]
fn versions_are_those_of_the_tool() {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../../../tests/vectors/diesel_versions.json")).expect("JSON");
    let cases = vectors["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), 3);
    for case in cases {
        assert_eq!(Some(version(case["dir"].as_str().expect("a folder")).as_str()), case["version"].as_str());
    }
}

#[test]
fn a_metadata_file_without_the_key_takes_the_migration_out_of_the_transaction() {
    assert!(runs_outside("run_in_transaction = false"));
    assert!(runs_outside("") && runs_outside("# run_in_transaction = true"));
    assert!(!runs_outside("run_in_transaction = true"));
    assert!(!runs_outside("= =") && !runs_outside("run_in_transaction = \"false\""));
}

#[test]
fn a_script_without_a_statement_is_refused() {
    let check = |text: &str| check(&Migration { text: text.into(), ..Migration::default() });
    assert!(check("").is_err() && check("-- c\n/* d */\n").is_err());
    assert_eq!(check("select 1"), Ok(()));
}
