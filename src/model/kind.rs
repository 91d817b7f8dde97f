//! The kinds of objects, and which attributes each of them has. One more kind is one entry here and
//! one query in `db/queries/`; the order is the order of reports.
//!
//! The table is the contract of three parts: a capture may fill in nothing else, the comparison knows
//! nothing else, and the self-test plants one change for every pair of it.

use std::fmt;

use super::attribute::Attribute;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident => $word:literal: $($attribute:ident),*;)*) => {
        /// A kind of object.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum ObjectKind { $($(#[$doc])* $variant,)* }

        impl ObjectKind {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in reports, in JSON and in `compare.ignore[].kind`.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Every attribute that an object of this kind can have.
            pub(crate) fn attributes(self) -> &'static [Attribute] {
                match self { $(Self::$variant => &[$(Attribute::$attribute,)*],)* }
            }
        }
    };
}

kinds! {
    /// The database itself, told as facts of its environment: a dump does not carry them.
    Database => "database":
        Owner, Privileges, Comment, SecurityLabel, Encoding, Collation, CharacterType, Provider, Locale,
        CollationRules, Version, ConnectionLimit, Settings, Tablespace, LargeObjects;
    Schema => "schema": Owner, Privileges, Comment, SecurityLabel;
    Extension => "extension": Comment, Schema, Version, ConfigurationTables;
    Language => "language": Owner, Privileges, Comment, SecurityLabel, Trusted, Handler, Inline, Validator;
    AccessMethod => "access-method": Comment, Type, Handler;
    Enum => "enum": Owner, Privileges, Comment, SecurityLabel, Labels;
    Domain => "domain": Owner, Privileges, Comment, SecurityLabel, Type, Collation, NotNull, Default;
    Composite => "composite": Owner, Privileges, Comment, SecurityLabel, Members;
    /// Range types with their multiranges.
    Range => "range":
        Owner, Privileges, Comment, SecurityLabel, Subtype, OperatorClass, Collation, Canonical,
        Difference, Multirange;
    /// Types whose input and output are functions in C, and shell types.
    BaseType => "base-type": Owner, Privileges, Comment, SecurityLabel, Functions, Options;
    Collation => "collation":
        Owner, Comment, Version, Provider, Locale, CharacterType, Deterministic, CollationRules;
    Conversion => "conversion": Owner, Comment, Encoding, DestinationEncoding, Function, IsDefault;
    Cast => "cast": Comment, Function, Context;
    Transform => "transform": Comment, FromSql, ToSql;
    Operator => "operator": Owner, Comment, Function, Commutator, Negator, Restrict, Join, Hashes, Merges;
    OperatorFamily => "operator-family": Owner, Comment, Members;
    OperatorClass => "operator-class": Owner, Comment, Type, IsDefault, Family, KeyType, Members;
    Sequence => "sequence":
        Owner, Privileges, Comment, SecurityLabel, Type, Persistence, Start, Increment, Minimum, Maximum,
        Cache, Cycle, OwnedBy;
    Table => "table":
        Owner, Privileges, Comment, SecurityLabel, Options, Persistence, PartitionKey, PartitionOf,
        PartitionBound, Inherits, OfType, RowSecurity, ForceRowSecurity, ReplicaIdentity, ClusteredOn,
        AccessMethod, Tablespace;
    ForeignTable => "foreign-table":
        Owner, Privileges, Comment, SecurityLabel, Server, Options, PartitionOf, PartitionBound, Inherits;
    Column => "column":
        Privileges, Comment, SecurityLabel, Type, Collation, NotNull, NotNullConstraint, Default, Generated,
        Identity, Storage, Compression, StatisticsTarget, Options, ForeignOptions, Position, Start, Increment,
        Minimum, Maximum, Cache, Cycle, SequenceName;
    Constraint => "constraint": Comment, Options, Definition, Deferrable, Enforced, Validated, Tablespace;
    Index => "index":
        Comment, Options, Unique, AccessMethod, Columns, OperatorClasses, Collations, Include,
        NullsNotDistinct, Predicate, Valid, StatisticsTarget, Tablespace;
    /// Extended statistics.
    Statistics => "statistics": Owner, Comment, StatisticsTarget, Definition;
    View => "view": Owner, Privileges, Comment, SecurityLabel, Options, Query, Columns;
    MaterializedView => "materialized-view":
        Owner, Privileges, Comment, SecurityLabel, Options, ClusteredOn, AccessMethod, Tablespace, Query,
        Columns;
    /// Functions, window functions included.
    Function => "function":
        Owner, Privileges, Comment, SecurityLabel, Arguments, Returns, Language, Body, Volatility, Strict,
        SecurityDefiner, Leakproof, Parallel, Cost, Rows, Settings, SupportFunction, Window, Transforms;
    Procedure => "procedure":
        Owner, Privileges, Comment, SecurityLabel, Arguments, Language, Body, SecurityDefiner, Settings,
        Transforms;
    Aggregate => "aggregate":
        Owner, Privileges, Comment, SecurityLabel, Returns, Parallel, AggregateKind, TransitionFunction,
        StateType, StateSize, FinalFunction, CombineFunction, SerialFunction, DeserialFunction, InitialValue,
        Moving, SortOperator;
    /// Rewrite rules; the one that makes a view a view is the view's query.
    Rule => "rule": Comment, Definition, Enabled;
    Trigger => "trigger": Comment, Definition, Enabled;
    Policy => "policy": Comment, Command, Permissive, Roles, Using, WithCheck;
    EventTrigger => "event-trigger": Owner, Comment, SecurityLabel, Event, Tags, Function, Enabled;
    TextSearchParser => "text-search-parser": Comment, Functions;
    TextSearchTemplate => "text-search-template": Comment, Functions;
    TextSearchDictionary => "text-search-dictionary": Owner, Comment, Template, Options;
    TextSearchConfiguration => "text-search-configuration": Owner, Comment, Parser, Mappings;
    ForeignDataWrapper => "foreign-data-wrapper": Owner, Privileges, Comment, Handler, Validator, Options;
    /// Foreign servers.
    Server => "server": Owner, Privileges, Comment, Type, Version, Wrapper, Options;
    UserMapping => "user-mapping": Options;
    Publication => "publication":
        Owner, Comment, SecurityLabel, AllTables, Tables, Schemas, Operations, ViaRoot, GeneratedColumns;
    Subscription => "subscription":
        Owner, Comment, SecurityLabel, Enabled, Publications, Connection, Options;
    DefaultPrivileges => "default-privileges": Privileges;
}

impl ObjectKind {
    /// The kind a word names.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// The words of SQL for what is made of a query.
    pub(crate) fn of_query(self) -> Option<&'static str> {
        match self {
            Self::View => Some("VIEW"),
            Self::MaterializedView => Some("MATERIALIZED VIEW"),
            _ => None,
        }
    }

    /// The kinds whose objects own columns, constraints, indexes, triggers, rules and policies.
    pub(crate) const PARENTS: [Self; 6] =
        [Self::Table, Self::ForeignTable, Self::View, Self::MaterializedView, Self::Domain, Self::Composite];
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_attribute_belongs_to_a_kind_and_is_listed_once() {
        // A name is the key of an object.
        let mut used = BTreeSet::from([Attribute::Name]);
        for kind in ObjectKind::ALL {
            let own: BTreeSet<_> = kind.attributes().iter().copied().collect();
            assert_eq!(own.len(), kind.attributes().len(), "{kind}");
            used.extend(own);
        }
        assert_eq!(used, Attribute::ALL.iter().copied().collect());
    }
}
