//! Roles as statements name them.

use crate::model::quote::quote_name;

/// Everybody, in the catalog and in SQL.
pub(super) const PUBLIC: &str = "PUBLIC";

/// `PUBLIC`, or the role's name, quoted where it has to be.
pub(super) fn role(name: &str) -> String {
    if name == PUBLIC { PUBLIC.to_owned() } else { quote_name(name) }
}
