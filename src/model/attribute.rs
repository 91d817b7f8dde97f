//! The named facts of objects. A query in `db/queries/` names its columns after these words.

use std::fmt;

macro_rules! attributes {
    ($($variant:ident => $word:literal,)*) => {
        /// One attribute. The order is the order inside a report.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Attribute { $($variant,)* }

        impl Attribute {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in reports, in JSON, and the column name in the capture queries.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

attributes! {
    // No kind has it: the comparison says with it that a generated name is another one.
    Name => "name",
    Owner => "owner",
    Privileges => "privileges",
    Comment => "comment",
    SecurityLabel => "security-label",
    Version => "version",
    Schema => "schema",
    Type => "type",
    Collation => "collation",
    NotNull => "not-null",
    NotNullConstraint => "not-null-constraint",
    Default => "default",
    Generated => "generated",
    Identity => "identity",
    Storage => "storage",
    Compression => "compression",
    StatisticsTarget => "statistics-target",
    Options => "options",
    Position => "position",
    Labels => "labels",
    Members => "members",
    Persistence => "persistence",
    PartitionKey => "partition-key",
    PartitionOf => "partition-of",
    PartitionBound => "partition-bound",
    Inherits => "inherits",
    OfType => "of-type",
    RowSecurity => "row-security",
    ForceRowSecurity => "force-row-security",
    ReplicaIdentity => "replica-identity",
    ClusteredOn => "clustered-on",
    AccessMethod => "access-method",
    Definition => "definition",
    Validated => "validated",
    Valid => "valid",
    Query => "query",
    Columns => "columns",
    Returns => "returns",
    Language => "language",
    Body => "body",
    Volatility => "volatility",
    Strict => "strict",
    SecurityDefiner => "security-definer",
    Leakproof => "leakproof",
    Parallel => "parallel",
    Cost => "cost",
    Rows => "rows",
    Settings => "settings",
    Arguments => "arguments",
    Enabled => "enabled",
    Command => "command",
    Permissive => "permissive",
    Roles => "roles",
    Using => "using",
    WithCheck => "with-check",
    Start => "start",
    Increment => "increment",
    Minimum => "minimum",
    Maximum => "maximum",
    Cache => "cache",
    Cycle => "cycle",
    OwnedBy => "owned-by",
    Encoding => "encoding",
    CharacterType => "character-type",
    Provider => "provider",
    Locale => "locale",
    ConnectionLimit => "connection-limit",
    LargeObjects => "large-objects",
    ConfigurationTables => "configuration-tables",
    Trusted => "trusted",
    Handler => "handler",
    Inline => "inline-handler",
    Validator => "validator",
    Subtype => "subtype",
    OperatorClass => "operator-class",
    Canonical => "canonical",
    Difference => "subtype-difference",
    Multirange => "multirange",
    Functions => "functions",
    Deterministic => "deterministic",
    CollationRules => "collation-rules",
    DestinationEncoding => "destination-encoding",
    Function => "function",
    IsDefault => "is-default",
    Context => "context",
    FromSql => "from-sql",
    ToSql => "to-sql",
    Commutator => "commutator",
    Negator => "negator",
    Restrict => "restriction-estimator",
    Join => "join-estimator",
    Hashes => "hashes",
    Merges => "merges",
    Family => "family",
    KeyType => "key-type",
    Tablespace => "tablespace",
    Server => "server",
    ForeignOptions => "foreign-options",
    SequenceName => "sequence-name",
    Deferrable => "deferrable",
    Enforced => "enforced",
    Unique => "unique",
    OperatorClasses => "operator-classes",
    Collations => "collations",
    Include => "include",
    NullsNotDistinct => "nulls-not-distinct",
    Predicate => "predicate",
    SupportFunction => "support-function",
    Window => "window",
    Transforms => "transforms",
    AggregateKind => "aggregate-kind",
    TransitionFunction => "transition-function",
    StateType => "state-type",
    StateSize => "state-size",
    FinalFunction => "final-function",
    CombineFunction => "combine-function",
    SerialFunction => "serial-function",
    DeserialFunction => "deserial-function",
    InitialValue => "initial-value",
    Moving => "moving-aggregate",
    SortOperator => "sort-operator",
    Event => "event",
    Tags => "tags",
    Template => "template",
    Parser => "parser",
    Mappings => "mappings",
    Wrapper => "wrapper",
    AllTables => "all-tables",
    Tables => "tables",
    Schemas => "schemas",
    Operations => "operations",
    ViaRoot => "via-root",
    GeneratedColumns => "generated-columns",
    Publications => "publications",
    Connection => "connection",
}

impl Attribute {
    /// Whether the order of a list means nothing: such a list is sorted before it is compared.
    pub(crate) fn is_unordered(self) -> bool {
        matches!(
            self,
            Self::Privileges
                | Self::Options
                | Self::ForeignOptions
                | Self::Roles
                | Self::Settings
                | Self::Tags
                | Self::Tables
                | Self::Schemas
                | Self::Operations
                | Self::Publications
        )
    }

    /// Whether the server prints the value from a parse tree, so that two texts can be one thing.
    pub(crate) fn is_expression(self) -> bool {
        use Attribute as A;
        matches!(
            self,
            A::Default
                | A::Generated
                | A::Definition
                | A::Predicate
                | A::Columns
                | A::Query
                | A::Using
                | A::WithCheck
                | A::Body
                | A::Arguments
                | A::PartitionKey
                | A::PartitionBound
                | A::Tables
        )
    }

    /// The attribute a capture query's column names.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|attribute| attribute.as_str() == word)
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
