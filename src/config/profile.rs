//! What the known platforms keep for themselves: the files under `profiles/`, embedded.

use std::sync::LazyLock;

use super::error::ConfigError;
use super::section::{Context, Keys, Section};
use super::variables::Variables;
use super::yaml::Document;
use crate::model::profile::Profile;
use crate::model::provider::Provider;

pub(crate) const KEYS: Keys =
    Keys { known: &["schemas", "roles", "extensions", "event_triggers", "publications"], later: &[] };

/// The file of each provider, in the order of [`Provider::ALL`].
const FILES: [(&str, &str); 5] = [
    ("neon.yml", include_str!("profiles/neon.yml")),
    ("supabase.yml", include_str!("profiles/supabase.yml")),
    ("rds.yml", include_str!("profiles/rds.yml")),
    ("cloud-sql.yml", include_str!("profiles/cloud-sql.yml")),
    ("other", ""),
];

static PROFILES: LazyLock<[Profile; 5]> = LazyLock::new(|| {
    FILES.map(|(name, text)| parse(name, text).expect("a test reads the files that are embedded"))
});

/// What a provider keeps for itself.
pub(crate) fn of(provider: Provider) -> &'static Profile {
    let at = Provider::ALL.iter().position(|known| *known == provider);
    &PROFILES[at.expect("the list of all providers holds each")]
}

fn parse(name: &str, text: &str) -> Result<Profile, ConfigError> {
    let document = Document::parse(name, text)?;
    let variables = Variables::default();
    read(&Section::root(Context { document: &document, variables: &variables }, KEYS)?)
}

/// The lists of a section whose keys were checked against [`KEYS`].
pub(crate) fn read(section: &Section<'_>) -> Result<Profile, ConfigError> {
    let list = |key| section.get(key).map_or(Ok(Vec::new()), |value| value.texts());
    Ok(Profile {
        schemas: list("schemas")?,
        roles: list("roles")?,
        extensions: list("extensions")?,
        event_triggers: list("event_triggers")?,
        publications: list("publications")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_strictly_read_and_says_all_five_lists() {
        for ((name, text), provider) in FILES.iter().zip(Provider::ALL) {
            let profile = parse(name, text).map_err(|error| error.to_string()).expect(name);
            assert_eq!(name.trim_end_matches(".yml"), provider.as_str());
            if provider == Provider::Other {
                assert_eq!(profile, Profile::default());
                continue;
            }
            for key in KEYS.known {
                assert!(text.contains(&format!("\n{key}:")), "{name} does not say {key}");
            }
            assert!(text.contains("# Sources:"), "{name} names no sources");
            assert!(!profile.roles.is_empty() && !profile.schemas.is_empty(), "{name}");
        }
    }

    #[test]
    fn what_teams_decide_is_nobodys_but_theirs() {
        let supabase = of(Provider::Supabase);
        for role in ["anon", "authenticated", "service_role", "postgres"] {
            assert!(
                !supabase.roles.iter().any(|pattern| crate::model::glob::matches(pattern, role)),
                "{role}"
            );
        }
        for profile in Provider::ALL.map(of) {
            assert!(!profile.manages_schema("public"));
        }
    }
}
