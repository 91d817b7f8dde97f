//! One file per kind of object.

mod access_method;
mod aggregate;
mod base_type;
mod cast;
mod collation;
mod column;
mod composite;
mod constraint;
mod conversion;
mod database;
mod default_privileges;
mod domain;
mod enumeration;
mod event_trigger;
mod extension;
mod foreign_data_wrapper;
mod foreign_option;
mod foreign_table;
mod function;
mod index;
mod language;
mod materialized_view;
mod operator;
mod operator_class;
mod operator_family;
mod operator_member;
mod policy;
mod procedure;
mod publication;
mod range;
mod routine;
mod rule;
mod schema;
mod sequence;
mod server;
mod signature;
mod statistics;
mod subscription;
mod table;
mod text_search_configuration;
mod text_search_dictionary;
mod text_search_parser;
mod text_search_template;
mod transform;
mod trigger;
mod user_mapping;
mod user_type;
mod view;

use super::kind::Kind;
use crate::model::object::ObjectKind;

/// What the planner knows of a kind.
pub(super) fn of(kind: ObjectKind) -> &'static dyn Kind {
    match kind {
        ObjectKind::Database => &database::Database,
        ObjectKind::Schema => &schema::Schema,
        ObjectKind::Extension => &extension::Extension,
        ObjectKind::Language => &language::Language,
        ObjectKind::AccessMethod => &access_method::AccessMethod,
        ObjectKind::Enum => &enumeration::Enum,
        ObjectKind::Domain => &domain::Domain,
        ObjectKind::Composite => &composite::Composite,
        ObjectKind::Range => &range::Range,
        ObjectKind::BaseType => &base_type::BaseType,
        ObjectKind::Collation => &collation::Collation,
        ObjectKind::Conversion => &conversion::Conversion,
        ObjectKind::Cast => &cast::Cast,
        ObjectKind::Transform => &transform::Transform,
        ObjectKind::Operator => &operator::Operator,
        ObjectKind::OperatorFamily => &operator_family::OperatorFamily,
        ObjectKind::OperatorClass => &operator_class::OperatorClass,
        ObjectKind::Sequence => &sequence::Sequence,
        ObjectKind::Table => &table::Table,
        ObjectKind::ForeignTable => &foreign_table::ForeignTable,
        ObjectKind::Column => &column::Column,
        ObjectKind::Constraint => &constraint::Constraint,
        ObjectKind::Index => &index::Index,
        ObjectKind::Statistics => &statistics::Statistics,
        ObjectKind::View => &view::View,
        ObjectKind::MaterializedView => &materialized_view::MaterializedView,
        ObjectKind::Function => &function::Function,
        ObjectKind::Procedure => &procedure::Procedure,
        ObjectKind::Aggregate => &aggregate::Aggregate,
        ObjectKind::Rule => &rule::Rule,
        ObjectKind::Trigger => &trigger::Trigger,
        ObjectKind::Policy => &policy::Policy,
        ObjectKind::EventTrigger => &event_trigger::EventTrigger,
        ObjectKind::TextSearchParser => &text_search_parser::TextSearchParser,
        ObjectKind::TextSearchTemplate => &text_search_template::TextSearchTemplate,
        ObjectKind::TextSearchDictionary => &text_search_dictionary::TextSearchDictionary,
        ObjectKind::TextSearchConfiguration => &text_search_configuration::TextSearchConfiguration,
        ObjectKind::ForeignDataWrapper => &foreign_data_wrapper::ForeignDataWrapper,
        ObjectKind::Server => &server::Server,
        ObjectKind::UserMapping => &user_mapping::UserMapping,
        ObjectKind::Publication => &publication::Publication,
        ObjectKind::Subscription => &subscription::Subscription,
        ObjectKind::DefaultPrivileges => &default_privileges::DefaultPrivileges,
    }
}
