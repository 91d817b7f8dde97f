//! Plans for the sample reports: every sort of hazard, lock, group and difference that cannot be planned.

use super::key;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::lock_mode::{Lock, LockMode, Work};
use crate::model::object::{ObjectKey, ObjectKind};
use crate::model::plan::{Group, Plan, Statement, Unsupported};
use crate::model::report::{Purpose, ReportedPlan};

fn statement(object: ObjectKey, why: &str, sql: &str) -> Statement {
    Statement {
        sql: sql.into(),
        object,
        why: why.into(),
        locks: Vec::new(),
        work: Work::Catalog,
        hazards: Vec::new(),
    }
}

fn column(name: &str) -> ObjectKey {
    key(ObjectKind::Column, Some("users"), name)
}

fn found(mut hazard: Hazard, number: u64) -> Hazard {
    if let Some(count) = &mut hazard.count {
        count.found = Some(number);
    }
    hazard
}

fn locking(mode: LockMode, work: Work, mut statement: Statement) -> Statement {
    let table = key(ObjectKind::Table, None, "users");
    statement.locks.push(Lock { table, mode });
    statement.work = work;
    statement
}

fn hazardous(mut statement: Statement, hazard: Hazard) -> Statement {
    statement.hazards.push(hazard);
    statement
}

fn together(statements: Vec<Statement>) -> Group {
    Group { transactional: true, statements }
}

/// Turns production into staging.
pub(super) fn asked() -> ReportedPlan {
    let users = key(ObjectKind::Table, None, "users");
    let mood = key(ObjectKind::Enum, None, "mood");
    let area = key(ObjectKind::Function, None, "area(r double precision)");
    let index = key(ObjectKind::Index, Some("users"), "users_email_idx");
    let check = key(ObjectKind::Constraint, Some("users"), "users_email_check");
    let email = column("email");
    let rows = "SELECT count(*) FROM (SELECT FROM public.users LIMIT 10001) AS counted";
    let rewrite =
        Hazard::new(HazardKind::TableRewrite, &users, "rewrites table public.users and its indexes")
            .counting("rows", rows)
            .above(10_000);
    let loss = Hazard::new(HazardKind::DataLoss, &column("legacy"), "the values of the column are gone")
        .counting("values", "SELECT count(legacy) FROM public.users");
    let scan = Hazard::new(HazardKind::LongScan, &users, "reads every row of table public.users")
        .counting("rows", rows)
        .above(10_000);
    let build = Hazard::new(HazardKind::IndexBuild, &users, "builds an index on table public.users")
        .counting("rows", rows)
        .above(10_000);
    let alone = Hazard::new(HazardKind::NonTransactional, &index, "it cannot be rolled back with the others");
    let body = "CREATE FUNCTION public.area(r double precision)\n RETURNS double precision\n LANGUAGE sql\n\
                AS $function$\n  SELECT pi() * r * r;\n$function$";
    let groups = vec![
        together(vec![statement(
            mood.clone(),
            "enum public.mood: values",
            "ALTER TYPE public.mood ADD VALUE 'calm' AFTER 'happy'",
        )]),
        together(vec![
            statement(area.clone(), "function public.area(r double precision) is missing", body),
            locking(
                LockMode::AccessExclusive,
                Work::Rewrite,
                hazardous(
                    statement(
                        email.clone(),
                        "column public.users.email: type",
                        "ALTER TABLE public.users ALTER COLUMN email TYPE character varying(320)",
                    ),
                    found(rewrite, 10_001),
                ),
            ),
            locking(
                LockMode::AccessExclusive,
                Work::Catalog,
                hazardous(
                    statement(
                        column("legacy"),
                        "column public.users.legacy is not wanted",
                        "ALTER TABLE public.users DROP COLUMN legacy",
                    ),
                    found(loss, 1_204),
                ),
            ),
            locking(
                LockMode::AccessExclusive,
                Work::Catalog,
                statement(
                    check.clone(),
                    "constraint public.users.users_email_check is missing",
                    "ALTER TABLE public.users ADD CONSTRAINT users_email_check CHECK (email <> '') NOT VALID",
                ),
            ),
        ]),
        together(vec![locking(
            LockMode::ShareUpdateExclusive,
            Work::Scan,
            hazardous(
                statement(
                    check,
                    "the rows that are there are checked",
                    "ALTER TABLE public.users VALIDATE CONSTRAINT users_email_check",
                ),
                found(scan, 12),
            ),
        )]),
        Group {
            transactional: false,
            statements: vec![locking(
                LockMode::ShareUpdateExclusive,
                Work::IndexBuild,
                hazardous(
                    hazardous(
                        statement(
                            index,
                            "index public.users.users_email_idx is missing",
                            "CREATE UNIQUE INDEX CONCURRENTLY users_email_idx ON public.users USING btree (email)",
                        ),
                        found(build, 10_001),
                    ),
                    alone,
                ),
            )],
        },
    ];
    ReportedPlan {
        purpose: Purpose::Asked,
        plan: Plan {
            sides: ("production".into(), "staging".into()),
            from: "3c".repeat(32),
            to: "9f".repeat(32),
            groups,
            unsupported: vec![Unsupported {
                object: key(ObjectKind::Subscription, None, "feed"),
                reason: "its connection holds a password that no catalog shows: make it by hand".into(),
            }],
            notes: vec![
                "the columns of public.users stay in another order: PostgreSQL adds columns at the end only"
                    .into(),
            ],
        },
        hash: format!("sha256:{}", "5a".repeat(32)),
        proved: Some(true),
    }
}

/// What the drift of production needs.
pub(super) fn of_drift() -> Vec<ReportedPlan> {
    let plan = |purpose, sides: (&str, &str), statements| ReportedPlan {
        purpose,
        plan: Plan {
            sides: (sides.0.into(), sides.1.into()),
            from: "3c".repeat(32),
            to: "4d".repeat(32),
            groups: vec![together(statements)],
            ..Plan::default()
        },
        hash: format!("sha256:{}", "6b".repeat(32)),
        proved: None,
    };
    let environment = || "production".to_owned();
    let lost = Hazard::new(HazardKind::DataLoss, &column("nickname"), "the values of the column are gone")
        .counting("values", "SELECT count(nickname) FROM public.users");
    let add = locking(
        LockMode::AccessExclusive,
        Work::Catalog,
        statement(
            column("nickname"),
            "column public.users.nickname is missing",
            "ALTER TABLE public.users ADD COLUMN nickname text",
        ),
    );
    let drop = locking(
        LockMode::AccessExclusive,
        Work::Catalog,
        hazardous(
            statement(
                column("nickname"),
                "column public.users.nickname is not wanted",
                "ALTER TABLE public.users DROP COLUMN nickname",
            ),
            lost,
        ),
    );
    vec![
        plan(Purpose::Adopt { environment: environment() }, ("migrations", "production"), vec![add]),
        plan(Purpose::Revert { environment: environment() }, ("production", "migrations"), vec![drop]),
    ]
}

/// `text` in every place of a plan where foreign text can stand.
pub(super) fn saying(text: &str, reported: &mut ReportedPlan) {
    let say = |key: &mut ObjectKey| {
        key.name = text.into();
        key.schema = text.into();
        key.parent = key.parent.as_ref().map(|_| text.into());
    };
    match &mut reported.purpose {
        Purpose::Asked => {}
        Purpose::Adopt { environment } | Purpose::Revert { environment } => *environment = text.into(),
    }
    let plan = &mut reported.plan;
    plan.sides = (text.into(), text.into());
    plan.notes = vec![text.into()];
    for one in &mut plan.unsupported {
        say(&mut one.object);
        one.reason = text.into();
    }
    for statement in plan.groups.iter_mut().flat_map(|group| &mut group.statements) {
        statement.sql = text.into();
        statement.why = text.into();
        say(&mut statement.object);
        statement.locks.iter_mut().for_each(|lock| say(&mut lock.table));
        for hazard in &mut statement.hazards {
            say(&mut hazard.object);
            hazard.detail = text.into();
            if let Some(count) = &mut hazard.count {
                count.sql = text.into();
            }
        }
    }
}
