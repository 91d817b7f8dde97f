//! The migrations that every tool and lockstep apply, before they take the form of a tool.
//!
//! Small, with what splitters, encodings and catalogs stumble over: a semicolon in a literal and in a body, quotes,
//! other scripts, an enum that a later migration uses, row level security.

/// One migration: statements without their semicolons.
#[derive(Debug, Clone)]
pub(crate) struct Migration {
    /// Counts from one; versions are made of it.
    pub(crate) number: usize,
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) up: Vec<&'static str>,
    pub(crate) down: &'static str,
}

impl Migration {
    /// The statements as one script, the way most people write one.
    pub(crate) fn script(&self) -> String {
        let statements: Vec<String> = self.up.iter().map(|statement| format!("{statement};\n")).collect();
        format!("-- {}\n{}", self.about, statements.join("\n-- and then; a comment between\n"))
    }

    /// Fourteen digits, as tools that number by the clock have them.
    pub(crate) fn timestamp(&self) -> String {
        format!("2024010{}000000", self.number)
    }
}

/// All of them.
pub(crate) fn all() -> Vec<Migration> {
    let mut number = 0;
    let mut next = |name, about, up: &[&'static str], down| {
        number += 1;
        Migration { number, name, about, up: up.to_vec(), down }
    };
    vec![
        next(
            "people",
            "people — Leute, люди, 人々",
            &[
                "create table people (\n    id bigint generated always as identity primary key,\n    \
                 name text not null default 'Zoë',\n    email text unique\n)",
                "comment on table people is 'those we know; 人々'",
            ],
            "drop table people",
        ),
        next(
            "mood",
            "an enum, and a column of it",
            &[
                "create type mood as enum ('calm', 'verärgert')",
                "alter table people add column mood mood not null default 'calm'",
            ],
            "alter table people drop column mood",
        ),
        next(
            "greeting",
            "a function with semicolons in its body, and its trigger",
            &[
                "create function greet() returns trigger language plpgsql as $body$\nbegin\n    -- tell; once\n    \
                 new.name := new.name || ';';\n    return new;\nend;\n$body$",
                "create trigger greet before update on people for each row execute function greet()",
            ],
            "drop trigger greet on people",
        ),
        next(
            "policy",
            "rows for those they concern",
            &[
                "alter table people enable row level security",
                "create policy own on people for select to public using (name = current_user)",
                "create index people_by_name on people (lower(name))",
            ],
            "drop index people_by_name",
        ),
        next(
            "notes",
            "rows, and a view of them",
            &[
                "create table notes (person bigint references people on delete cascade, said text not null)",
                "insert into people (name) values ('Ünal'), ('O''Brien; \"Bob\"')",
                "create view noted as select name, count(*) as notes from people join notes on person = id group by name",
            ],
            "drop view noted",
        ),
    ]
}

/// The same after somebody edited the second, which has long been applied.
pub(crate) fn edited() -> Vec<Migration> {
    let mut all = all();
    all[1].up[1] = "alter table people add column mood mood not null default 'verärgert'";
    all
}

/// With one more, which cannot run to its end where the address is taken.
pub(crate) fn with_a_failing_one() -> Vec<Migration> {
    let mut all = all();
    all.push(Migration {
        number: all.len() + 1,
        name: "broken",
        about: "may fail at its second statement",
        up: vec!["create table half (id int)", "select 1 / (1 - count(*)) from people where email = 'taken'"],
        down: "drop table half",
    });
    all
}

/// The name of the one that refuses to run in a transaction.
pub(crate) const CONCURRENT: &str = "concurrent";

/// With one more, which refuses to run in a transaction.
pub(crate) fn with_a_concurrent_one() -> Vec<Migration> {
    let mut all = all();
    all.push(Migration {
        number: all.len() + 1,
        name: CONCURRENT,
        about: "an index that blocks nobody",
        up: vec!["create index concurrently people_by_email on people (email, name)"],
        down: "drop index people_by_email",
    });
    all
}
