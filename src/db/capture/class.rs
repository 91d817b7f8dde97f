//! Addresses of objects as PostgreSQL itself keeps them: the system catalog, the OID in it, and the
//! number of the part.

use crate::model::object::ObjectKind;

/// The OID of a system catalog. These never change: `CATALOG(name,oid,…)` in the server's
/// `src/include/catalog/*.h`.
pub(in crate::db) type Class = u32;

pub(in crate::db) const PG_CLASS: Class = 1259;
pub(in crate::db) const PG_TYPE: Class = 1247;
pub(in crate::db) const PG_PROC: Class = 1255;

/// Where something is in the system catalogs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::db) struct Address {
    pub(in crate::db) class: Class,
    pub(in crate::db) oid: u32,
    /// The column's number; 0 for everything else.
    pub(in crate::db) sub: i32,
}

impl Address {
    pub(in crate::db) fn of(class: Class, oid: u32) -> Self {
        Self { class, oid, sub: 0 }
    }

    pub(in crate::db) fn relation(oid: u32) -> Self {
        Self::of(PG_CLASS, oid)
    }

    /// The thing that the part belongs to.
    pub(in crate::db) fn whole(self) -> Self {
        Self { sub: 0, ..self }
    }
}

/// The system catalog in which objects of a kind have their OID.
pub(in crate::db) fn class_of(kind: ObjectKind) -> Class {
    use ObjectKind as Kind;
    match kind {
        Kind::Database => 1262,
        Kind::Schema => 2615,
        Kind::Extension => 3079,
        Kind::Language => 2612,
        Kind::AccessMethod => 2601,
        Kind::Enum | Kind::Domain | Kind::Composite | Kind::Range | Kind::BaseType => PG_TYPE,
        Kind::Collation => 3456,
        Kind::Conversion => 2607,
        Kind::Cast => 2605,
        Kind::Transform => 3576,
        Kind::Operator => 2617,
        Kind::OperatorFamily => 2753,
        Kind::OperatorClass => 2616,
        Kind::Sequence
        | Kind::Table
        | Kind::ForeignTable
        | Kind::Column
        | Kind::Index
        | Kind::View
        | Kind::MaterializedView => PG_CLASS,
        Kind::Constraint => 2606,
        Kind::Statistics => 3381,
        Kind::Function | Kind::Procedure | Kind::Aggregate => PG_PROC,
        Kind::Rule => 2618,
        Kind::Trigger => 2620,
        Kind::Policy => 3256,
        Kind::EventTrigger => 3466,
        Kind::TextSearchParser => 3601,
        Kind::TextSearchTemplate => 3764,
        Kind::TextSearchDictionary => 3600,
        Kind::TextSearchConfiguration => 3602,
        Kind::ForeignDataWrapper => 2328,
        Kind::Server => 1417,
        Kind::UserMapping => 1418,
        Kind::Publication => 6104,
        Kind::Subscription => 6100,
        Kind::DefaultPrivileges => 826,
    }
}
