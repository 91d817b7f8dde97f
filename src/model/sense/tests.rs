//! Tables of changes with what is made of them.

use super::*;
use crate::model::diff::{Rules, diff};
use crate::model::testing::catalog;

const WEIGHTS: Weights = Weights { owners: Severity::Warning, privileges: Severity::Warning };

fn weighed(majors: (u32, u32), from: &str, to: &str) -> Vec<Weighed> {
    let (from, to) = (catalog(majors.0, from), catalog(majors.1, to));
    weigh(diff(&from, &to, &Rules::default()), Sides { from: &from, to: &to }, WEIGHTS)
}

/// `class severity` of the only change.
fn one(from: &str, to: &str) -> String {
    let weighed = weighed((15, 15), from, to);
    let [weighed] = &weighed[..] else { panic!("{from} | {to}: {weighed:?}") };
    format!("{} {}", weighed.class.as_str(), weighed.severity.as_str())
}

fn meaning_of(from: &str, to: &str) -> String {
    let weighed = weighed((15, 15), from, to);
    let meanings: Vec<&str> =
        weighed.iter().map(|weighed| weighed.meaning.as_deref().unwrap_or("-")).collect();
    meanings.join("; ")
}

/// An object beside another, so that it can be missing without being folded.
fn with(line: &str) -> String {
    format!("table s.t owner x\n{line}")
}

#[test]
fn what_weakens_is_an_error_and_its_reverse_is_structure() {
    for (from, to) in [
        ("table s.t row-security false", "table s.t row-security true"),
        ("table s.t force-row-security false", "table s.t force-row-security true"),
        ("view s.v options [a=1]", "view s.v options [a=1; security_invoker=on]"),
        ("view s.v options [security_barrier=false]", "view s.v options [security_barrier=true]"),
        ("function s.f() security-definer true", "function s.f() security-definer false"),
        ("function s.f() leakproof true", "function s.f() leakproof false"),
        ("language .l trusted true", "language .l trusted false"),
        ("publication .p all-tables true", "publication .p all-tables false"),
        ("publication .p tables [s.a; s.b]", "publication .p tables [s.a]"),
    ] {
        assert_eq!(one(from, to), "security error", "{from} | {to}");
        let back = weighed((15, 15), to, from);
        assert!(back.iter().all(|weighed| weighed.class != Class::Security), "{to} | {from}: {back:?}");
    }
}

#[test]
fn a_function_with_its_owner_s_rights_that_nobody_decided_is_security() {
    assert_eq!(one(&with("function s.f() security-definer true"), "table s.t owner x"), "security error");
    assert_eq!(one(&with("function s.f() security-definer false"), "table s.t owner x"), "structure error");
}

#[test]
fn policies_are_security_but_one_that_only_keeps_back() {
    let policy = |more: &str| with(&format!("policy s.t.p command all\n policy s.t.p permissive {more}"));
    assert_eq!(one("table s.t owner x", &policy("true")), "security error");
    assert_eq!(one("table s.t owner x", &policy("false")), "security error");
    assert_eq!(one(&policy("true"), "table s.t owner x"), "security error");
    assert_eq!(one(&policy("false"), "table s.t owner x"), "structure error");
    for attribute in ["command", "permissive", "roles", "using", "with-check"] {
        let side = |value: &str| format!("policy s.t.p {attribute} {value}");
        assert_eq!(one(&side("a"), &side("b")), "security error", "{attribute}");
    }
    assert_eq!(one("policy s.t.p comment a", "policy s.t.p comment b"), "cosmetic warning");
}

#[test]
fn a_search_path_protects_only_what_runs_with_other_rights() {
    let function = |definer: &str, settings: &str| {
        format!("function s.f() security-definer {definer}\n function s.f() settings [{settings}]")
    };
    let set = "search_path=pg_catalog";
    assert_eq!(one(&function("true", "a=1"), &function("true", set)), "security error");
    assert_eq!(one(&function("false", "a=1"), &function("false", set)), "structure error");
    assert_eq!(one(&function("true", "a=1"), &function("true", "a=2")), "structure error");
}

#[test]
fn more_privileges_are_an_error_and_fewer_weigh_what_the_user_says() {
    let table = |lines: &str| format!("table s.t owner x\n table s.t privileges [{lines}]");
    assert_eq!(one(&table("app: INSERT, SELECT"), &table("app: SELECT")), "security error");
    assert_eq!(one(&table("PUBLIC: SELECT"), "table s.t owner x"), "security error");
    assert_eq!(one(&table("app: SELECT"), &table("app: INSERT, SELECT")), "structure warning");
    let defaults =
        |path: &str, lines: &str| catalog(15, &format!("default-privileges {path} privileges [{lines}]"));
    let class = |from: &Catalog, to: &Catalog| {
        let changes = diff(from, to, &Rules::default());
        let weighed = weigh(changes, Sides { from, to }, WEIGHTS).remove(0);
        format!("{} {}", weighed.class.as_str(), weighed.severity.as_str())
    };
    let (none, in_schema) = (catalog(15, ""), defaults("s.x", "app: SELECT"));
    assert_eq!(class(&in_schema, &none), "security error");
    assert_eq!(class(&none, &in_schema), "structure warning");
    let mut revoked = catalog(15, "");
    revoked.objects = [Object {
        key: ObjectKey {
            kind: ObjectKind::DefaultPrivileges,
            schema: "".into(),
            parent: None,
            name: "for role app on functions".into(),
        },
        attributes: [(Attribute::Privileges, ["@owner: EXECUTE"].iter().collect())].into_iter().collect(),
        definition: None,
    }]
    .into_iter()
    .collect();
    assert_eq!(class(&none, &revoked), "security error");
    assert_eq!(class(&revoked, &none), "structure warning");
}

#[test]
fn what_an_environment_has_of_its_own_and_what_only_looks_different() {
    for (line, says) in [
        ("table s.t owner", "environment warning"),
        ("table s.t tablespace", "environment notice"),
        ("extension .e version", "environment notice"),
        ("collation s.c version", "environment notice"),
        ("server .s version", "structure error"),
        ("database .d connection-limit", "environment notice"),
        ("subscription .s publications", "environment notice"),
        ("table s.t comment", "cosmetic warning"),
        ("column s.t.a not-null-constraint", "cosmetic notice"),
        ("column s.t.a sequence-name", "cosmetic notice"),
        ("column s.t.a type", "structure error"),
        ("trigger s.t.x enabled", "structure error"),
    ] {
        assert_eq!(one(&format!("{line} a"), &format!("{line} b")), says, "{line}");
    }
    assert_eq!(one("index s.t.t_a_idx columns [a]", "index s.t.t_a_idx1 columns [a]"), "cosmetic notice");
    let moment = |time: &str| format!("column s.t.a default '{time}'::timestamp without time zone");
    assert_eq!(one(&moment("2024-01-01 10:00:00"), &moment("2024-02-01 10:00:00")), "structure warning");
}

#[test]
fn bodies_that_differ_in_blanks_at_ends_are_the_same() {
    let body = |text: &str| format!("function s.f() body {text}");
    let sides = (catalog(15, &body("x")), catalog(15, &body("x")));
    let key = sides.0.objects.iter().next().expect("one").key.clone();
    let differs = |from: &str, to: &str| {
        let difference =
            Difference::Differs { attribute: Attribute::Body, from: Some(from.into()), to: Some(to.into()) };
        let sides = Sides { from: &sides.0, to: &sides.1 };
        weigh(vec![Change::new(&key, difference)], sides, WEIGHTS).remove(0)
    };
    let blanks = differs("begin\r\nend\r\n", "begin \nend");
    assert_eq!((blanks.class, blanks.severity), (Class::Cosmetic, Severity::Notice));
    assert_eq!(blanks.meaning.as_deref(), Some("only line ends or blanks at ends of lines differ"));
    assert_eq!(differs("begin\n\nend", "begin\nend").severity, Severity::Error);
}

#[test]
fn two_majors_print_one_thing_in_two_ways() {
    let change = |majors, from: &str, to: &str| {
        let side = |text: &str| format!("view s.v query SELECT {text}");
        let mut weighed = weighed(majors, &side(from), &side(to));
        (weighed[0].class, weighed.remove(0).severity)
    };
    let (old, new) = ("date_part('year'::text, a)", "EXTRACT(year FROM a)");
    assert_eq!(change((13, 18), old, new), (Class::Cosmetic, Severity::Notice));
    assert_eq!(change((14, 18), old, new), (Class::Structure, Severity::Warning));
    assert_eq!(change((18, 18), old, new), (Class::Structure, Severity::Error));
}

#[test]
fn meanings_speak_of_the_side_that_is() {
    for (from, to, says) in [
        ("enum s.e labels [a; b]", "enum s.e labels [a; b; x]", "inserting 'x' fails"),
        ("enum s.e labels [a; b]", "enum s.e labels [b; a]", "values compare and sort in another order"),
        (
            "table s.t row-security false",
            "table s.t row-security true",
            "its policies are not applied: whoever may read the table sees every row",
        ),
        (
            "table s.t owner x",
            "table s.t owner x\n constraint s.t.k definition UNIQUE (a)",
            "duplicate values are accepted",
        ),
        (
            "table s.t owner x",
            "table s.t owner x\n policy s.t.p command select\n policy s.t.p roles [app]",
            "rows that only this policy lets app see are hidden",
        ),
        ("column s.t.a not-null false", "column s.t.a not-null true", "NULL is accepted"),
        (
            "column s.t.a not-null true",
            "column s.t.a not-null true\n column s.t.a default now()",
            "an insert that leaves it out fails",
        ),
        ("trigger s.t.x enabled disabled", "trigger s.t.x enabled origin", "it does nothing"),
        (
            "table s.t privileges [PUBLIC: SELECT; app: INSERT]",
            "table s.t privileges [@owner: ALL]",
            "everybody may also SELECT, app may also INSERT",
        ),
        ("table s.t privileges [@owner: ALL]", "table s.t privileges [app: INSERT]", "app may not INSERT"),
        (
            "view s.v options [a=1]",
            "view s.v options [security_invoker=true]",
            "it reads with the rights of its owner: policies and privileges of its reader do not count",
        ),
        (
            "table s.t owner x\n column s.t.a not-null true",
            "table s.t owner x",
            "inserting a row without it fails",
        ),
        ("column s.t.a storage plain", "column s.t.a storage main", "-"),
    ] {
        assert_eq!(meaning_of(from, to), says, "{from} | {to}");
    }
}

/// Each kind and attribute gets a class; those that are not structure are named here.
#[test]
fn every_attribute_of_every_kind_is_an_error_unless_named() {
    use {Attribute as A, ObjectKind as K};
    for kind in ObjectKind::ALL {
        for attribute in kind.attributes() {
            let path = if matches!(kind, K::Column | K::Policy | K::Trigger) { "s.t.o" } else { "s.o" };
            // Positions say something only beside other columns.
            if *attribute == A::Position {
                continue;
            }
            let says = one(&format!("{kind} {path} {attribute} a"), &format!("{kind} {path} {attribute} b"));
            let expected = match (kind, attribute) {
                (_, A::SecurityLabel) => "security error",
                (K::Database | K::Subscription, A::Owner) => "environment warning",
                (K::Database | K::Subscription, _) => "environment notice",
                (_, A::Owner) => "environment warning",
                (_, A::Comment) => "cosmetic warning",
                (_, A::Privileges) => "structure warning",
                (_, A::Tablespace) | (K::Extension | K::Collation, A::Version) => "environment notice",
                (_, A::NotNullConstraint | A::SequenceName) => "cosmetic notice",
                (K::Policy, _) => "security error",
                _ => "structure error",
            };
            assert_eq!(says, expected, "{kind} {attribute}");
        }
    }
}
