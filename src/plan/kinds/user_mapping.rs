//! User mappings: as whom a role comes to a foreign server.

use super::foreign_option::{altered, created, has_secrets};
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::quote_name;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::Site;
use crate::plan::step::Step;

pub(super) struct UserMapping;

/// `FOR role SERVER server`. The key is `for role on server` with names that are not quoted; where they have
/// an " on " in them themselves, the servers that there are say where the name of one begins.
fn target(key: &ObjectKey, site: &Site<'_>) -> String {
    const BETWEEN: &str = " on ";
    let name = key.name.strip_prefix("for ").unwrap_or(&key.name);
    let is_server = |name: &str| {
        let key = ObjectKey { kind: ObjectKind::Server, schema: "".into(), parent: None, name: name.into() };
        site.to.get(&key).is_some() || site.from.get(&key).is_some()
    };
    let splits: Vec<(&str, &str)> =
        name.match_indices(BETWEEN).map(|(at, _)| (&name[..at], &name[at + BETWEEN.len()..])).collect();
    let known = splits.iter().find(|(_, server)| is_server(server));
    let (role, server) = known.or(splits.last()).copied().unwrap_or((name, ""));
    let role = if role == "PUBLIC" { role.to_owned() } else { quote_name(role) };
    format!("FOR {role} SERVER {}", quote_name(server))
}

impl Kind for UserMapping {
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps {
        let options = created(wanted, "CREATE USER MAPPING")?;
        let options = options.map(|options| format!("\n  {options}")).unwrap_or_default();
        Ok(vec![Step::new(format!("CREATE USER MAPPING {}{options}", target(&wanted.key, site)))])
    }

    fn drop(&self, is: &Object, site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP USER MAPPING {}", target(&is.key, site)))])
    }

    fn alter(&self, is: &Object, wanted: &Object, _changed: &Changed, site: &Site<'_>) -> Verdict {
        match altered(is, wanted, "ALTER USER MAPPING … OPTIONS") {
            Ok(None) => Verdict::InPlace(Vec::new()),
            Ok(Some(options)) => {
                let target = target(&wanted.key, site);
                Verdict::InPlace(vec![Step::new(format!("ALTER USER MAPPING {target}\n  {options}"))])
            }
            Err(reason) => Verdict::Unsupported(reason),
        }
    }

    /// It has neither owner nor comment.
    fn designation(&self, _object: &Object) -> Option<String> {
        None
    }

    /// One with a secret cannot be made again.
    fn is_replaceable(&self, is: &Object, _site: &Site<'_>) -> bool {
        !has_secrets(is)
    }
}
