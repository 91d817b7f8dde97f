//! The one message that reads a whole database, and what each of its statements answers.

use super::names::Naming;
use crate::db::pins;
use crate::db::scope::Scope;
use crate::db::version_text::for_major;
use crate::model::attribute::Attribute;
use crate::model::catalog::Family;
use crate::model::object::ObjectKind;
use crate::model::quote::quote_literal;

/// In how many transactions the queries of views are printed. Each holds the locks of its share:
/// with the server's default of `max_locks_per_transaction` this is room for some 50,000 of them.
const SHARES: u32 = 8;

/// What one statement of the message answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Nothing to read: `BEGIN`, settings, `COMMIT`.
    Silent,
    Names(Naming),
    Read(Family),
    /// What extensions brought.
    Members,
    /// Privileges that somebody changed on what the server or an extension brought.
    ForeignPrivileges,
    Dependencies,
    /// Whether the schema changed since the snapshot.
    Changed,
}

/// What a capture reads, in this order: rows refer to what was read before them.
const READING: &[Family] = &[
    Family::Objects(ObjectKind::Database),
    Family::Objects(ObjectKind::Schema),
    Family::Objects(ObjectKind::Enum),
    Family::Objects(ObjectKind::Domain),
    Family::Objects(ObjectKind::Composite),
    Family::Objects(ObjectKind::Table),
    Family::Objects(ObjectKind::ForeignTable),
    Family::Objects(ObjectKind::View),
    Family::Objects(ObjectKind::MaterializedView),
    Family::Objects(ObjectKind::Column),
    Family::Facts(Attribute::Default),
    Family::Objects(ObjectKind::Sequence),
    Family::Objects(ObjectKind::Index),
    Family::Objects(ObjectKind::Constraint),
    Family::Objects(ObjectKind::Function),
    Family::Objects(ObjectKind::Procedure),
    Family::Objects(ObjectKind::Trigger),
    Family::Objects(ObjectKind::Policy),
    Family::Objects(ObjectKind::Statistics),
    Family::Objects(ObjectKind::Rule),
    Family::Objects(ObjectKind::EventTrigger),
    Family::Objects(ObjectKind::ForeignDataWrapper),
    Family::Objects(ObjectKind::Server),
    Family::Objects(ObjectKind::UserMapping),
    Family::Objects(ObjectKind::Publication),
    Family::Objects(ObjectKind::Subscription),
    Family::Objects(ObjectKind::DefaultPrivileges),
    Family::Objects(ObjectKind::Extension),
    Family::Objects(ObjectKind::Language),
    Family::Objects(ObjectKind::AccessMethod),
    Family::Objects(ObjectKind::Range),
    Family::Objects(ObjectKind::BaseType),
    Family::Objects(ObjectKind::Collation),
    Family::Objects(ObjectKind::Conversion),
    Family::Objects(ObjectKind::Cast),
    Family::Objects(ObjectKind::Transform),
    Family::Objects(ObjectKind::Operator),
    Family::Objects(ObjectKind::OperatorFamily),
    Family::Objects(ObjectKind::OperatorClass),
    Family::Objects(ObjectKind::Aggregate),
    Family::Objects(ObjectKind::TextSearchParser),
    Family::Objects(ObjectKind::TextSearchTemplate),
    Family::Objects(ObjectKind::TextSearchDictionary),
    Family::Objects(ObjectKind::TextSearchConfiguration),
    Family::Facts(Attribute::Comment),
    Family::Facts(Attribute::SecurityLabel),
];

/// The query that reads a kind of object.
pub(super) fn query(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Database => include_str!("../queries/database.sql"),
        ObjectKind::Schema => include_str!("../queries/schema.sql"),
        ObjectKind::Extension => include_str!("../queries/extension.sql"),
        ObjectKind::Enum => include_str!("../queries/enum.sql"),
        ObjectKind::Domain => include_str!("../queries/domain.sql"),
        ObjectKind::Composite => include_str!("../queries/composite.sql"),
        ObjectKind::Sequence => include_str!("../queries/sequence.sql"),
        ObjectKind::Table => include_str!("../queries/table.sql"),
        ObjectKind::Column => include_str!("../queries/column.sql"),
        ObjectKind::Constraint => include_str!("../queries/constraint.sql"),
        ObjectKind::Index => include_str!("../queries/index.sql"),
        ObjectKind::View => include_str!("../queries/view.sql"),
        ObjectKind::MaterializedView => include_str!("../queries/materialized_view.sql"),
        ObjectKind::Function => include_str!("../queries/function.sql"),
        ObjectKind::Procedure => include_str!("../queries/procedure.sql"),
        ObjectKind::Trigger => include_str!("../queries/trigger.sql"),
        ObjectKind::Policy => include_str!("../queries/policy.sql"),
        ObjectKind::Language => include_str!("../queries/language.sql"),
        ObjectKind::AccessMethod => include_str!("../queries/access_method.sql"),
        ObjectKind::Range => include_str!("../queries/range.sql"),
        ObjectKind::BaseType => include_str!("../queries/base_type.sql"),
        ObjectKind::Collation => include_str!("../queries/collation.sql"),
        ObjectKind::Conversion => include_str!("../queries/conversion.sql"),
        ObjectKind::Cast => include_str!("../queries/cast.sql"),
        ObjectKind::Transform => include_str!("../queries/transform.sql"),
        ObjectKind::Operator => include_str!("../queries/operator.sql"),
        ObjectKind::OperatorFamily => include_str!("../queries/operator_family.sql"),
        ObjectKind::OperatorClass => include_str!("../queries/operator_class.sql"),
        ObjectKind::Aggregate => include_str!("../queries/aggregate.sql"),
        ObjectKind::TextSearchParser => include_str!("../queries/text_search_parser.sql"),
        ObjectKind::TextSearchTemplate => include_str!("../queries/text_search_template.sql"),
        ObjectKind::TextSearchDictionary => include_str!("../queries/text_search_dictionary.sql"),
        ObjectKind::TextSearchConfiguration => include_str!("../queries/text_search_configuration.sql"),
        ObjectKind::ForeignTable => include_str!("../queries/foreign_table.sql"),
        ObjectKind::Statistics => include_str!("../queries/statistics.sql"),
        ObjectKind::Rule => include_str!("../queries/rule.sql"),
        ObjectKind::EventTrigger => include_str!("../queries/event_trigger.sql"),
        ObjectKind::ForeignDataWrapper => include_str!("../queries/foreign_data_wrapper.sql"),
        ObjectKind::Server => include_str!("../queries/server.sql"),
        ObjectKind::UserMapping => include_str!("../queries/user_mapping.sql"),
        ObjectKind::Publication => include_str!("../queries/publication.sql"),
        ObjectKind::Subscription => include_str!("../queries/subscription.sql"),
        ObjectKind::DefaultPrivileges => include_str!("../queries/default_privileges.sql"),
    }
}

fn family_query(family: Family) -> &'static str {
    match family {
        Family::Objects(kind) => query(kind),
        Family::Facts(Attribute::Default) => include_str!("../queries/facts/default.sql"),
        Family::Facts(Attribute::Comment) => include_str!("../queries/facts/comment.sql"),
        Family::Facts(Attribute::SecurityLabel) => include_str!("../queries/facts/security_label.sql"),
        Family::Facts(Attribute::Query) => include_str!("../queries/facts/query.sql"),
        Family::Facts(other) | Family::Attribute(_, other) => unreachable!("nobody reads {other} as a fact"),
    }
}

/// The moment that a capture is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment<'a> {
    /// A snapshot of its own.
    Now,
    /// A snapshot that another session has exported and holds
    /// (<https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-SNAPSHOT-SYNCHRONIZATION>).
    Exported(&'a str),
    /// Inside the transaction that is open, with what it has changed.
    Inside,
}

/// The text to send, and what its statements answer.
pub(super) struct Message {
    pub(super) text: String,
    pub(super) parts: Vec<Part>,
}

impl Message {
    pub(super) fn new(major: u32, scope: &Scope, moment: Moment<'_>, without: &[Family]) -> Self {
        let mut message = Self { text: String::new(), parts: Vec::new() };
        let wanted = |family: &Family| !without.contains(family);
        message.begin(major, moment, "ISOLATION LEVEL REPEATABLE READ READ ONLY");
        if moment == Moment::Now {
            // Left behind for a moment in a session setting, for the last statement of the message.
            message.add(
                Part::Silent,
                "SELECT pg_catalog.set_config('lockstep.snapshot', pg_catalog.pg_current_snapshot()::text, false)",
            );
        }
        for naming in Naming::ALL {
            message.add(Part::Names(naming), &for_major(naming.query(), major));
        }
        for family in READING.iter().filter(|family| wanted(family)) {
            message.add(Part::Read(*family), &for_major(family_query(*family), major));
        }
        message.add(Part::ForeignPrivileges, include_str!("../queries/foreign_privileges.sql"));
        message.add(Part::Members, include_str!("../queries/member.sql"));
        if scope.dependencies {
            message.add(Part::Dependencies, include_str!("../queries/dependency.sql"));
        }
        message.end(moment);
        let queries = Family::Facts(Attribute::Query);
        for share in (0..SHARES).filter(|_| wanted(&queries)) {
            message.begin(major, moment, "READ ONLY");
            let query = family_query(queries).trim_end();
            message.add(Part::Read(queries), &format!("{query} AND c.oid::bigint % {SHARES} = {share}"));
            message.end(moment);
        }
        if moment == Moment::Now {
            message.add(Part::Changed, include_str!("../queries/stamp.sql"));
        }
        message
    }

    fn add(&mut self, part: Part, statement: &str) {
        self.parts.push(part);
        self.text.push_str(statement.trim_end());
        self.text.push_str(";\n");
    }

    /// A transaction with everything pinned on which printed text depends.
    fn begin(&mut self, major: u32, moment: Moment<'_>, characteristics: &str) {
        if moment != Moment::Inside {
            self.add(Part::Silent, &format!("BEGIN {characteristics}"));
        }
        if let Moment::Exported(snapshot) = moment
            && characteristics.contains("REPEATABLE")
        {
            self.add(Part::Silent, &format!("SET TRANSACTION SNAPSHOT {}", quote_literal(snapshot)));
        }
        self.add(Part::Silent, &pins::statement(major));
    }

    fn end(&mut self, moment: Moment<'_>) {
        if moment != Moment::Inside {
            self.add(Part::Silent, "COMMIT");
        }
    }
}
