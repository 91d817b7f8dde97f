//! Extensions that migrations need and the scratch server does not have: which one, the package
//! that has it, and stand-ins for those that only a provider has.

use crate::db::ServerError;
use crate::model::quote::{quote_identifier, quote_literal};

/// Debian's and PGDG's packages of extensions that are not part of PostgreSQL, with `NN` for the
/// major version (<https://apt.postgresql.org>).
const PACKAGES: [(&str, &str); 36] = [
    ("address_standardizer", "postgresql-NN-postgis-3"),
    ("age", "postgresql-NN-age"),
    ("h3", "postgresql-NN-h3"),
    ("hll", "postgresql-NN-hll"),
    ("http", "postgresql-NN-http"),
    ("hypopg", "postgresql-NN-hypopg"),
    ("icu_ext", "postgresql-NN-icu-ext"),
    ("ip4r", "postgresql-NN-ip4r"),
    ("jsquery", "postgresql-NN-jsquery"),
    ("mysql_fdw", "postgresql-NN-mysql-fdw"),
    ("ogr_fdw", "postgresql-NN-ogr-fdw"),
    ("orafce", "postgresql-NN-orafce"),
    ("periods", "postgresql-NN-periods"),
    ("pg_cron", "postgresql-NN-cron"),
    ("pg_hint_plan", "postgresql-NN-pg-hint-plan"),
    ("pg_partman", "postgresql-NN-partman"),
    ("pg_repack", "postgresql-NN-repack"),
    ("pg_squeeze", "postgresql-NN-squeeze"),
    ("pg_stat_kcache", "postgresql-NN-pg-stat-kcache"),
    ("pgaudit", "postgresql-NN-pgaudit"),
    ("pglogical", "postgresql-NN-pglogical"),
    ("pgrouting", "postgresql-NN-pgrouting"),
    ("pgtap", "postgresql-NN-pgtap"),
    ("plperl", "postgresql-plperl-NN"),
    ("plperlu", "postgresql-plperl-NN"),
    ("plpgsql_check", "postgresql-NN-plpgsql-check"),
    ("plpython3u", "postgresql-plpython3-NN"),
    ("pltcl", "postgresql-pltcl-NN"),
    ("postgis", "postgresql-NN-postgis-3"),
    ("postgis_raster", "postgresql-NN-postgis-3"),
    ("postgis_tiger_geocoder", "postgresql-NN-postgis-3"),
    ("postgis_topology", "postgresql-NN-postgis-3"),
    ("rum", "postgresql-NN-rum"),
    ("semver", "postgresql-NN-semver"),
    ("timescaledb", "timescaledb-2-postgresql-NN, from Timescale's own repository"),
    ("vector", "postgresql-NN-pgvector"),
];

/// What `postgresql-contrib` holds; a server package without it is how small images are made.
const CONTRIB: [&str; 25] = [
    "amcheck",
    "bloom",
    "btree_gin",
    "btree_gist",
    "citext",
    "cube",
    "dblink",
    "earthdistance",
    "file_fdw",
    "fuzzystrmatch",
    "hstore",
    "intarray",
    "isn",
    "lo",
    "ltree",
    "pageinspect",
    "pg_stat_statements",
    "pg_trgm",
    "pgcrypto",
    "pgstattuple",
    "postgres_fdw",
    "tablefunc",
    "unaccent",
    "uuid-ossp",
    "xml2",
];

/// Extensions of hosting platforms that are packaged nowhere, or that work in one database of a
/// server only, with the schema they are usually put into.
const PLATFORM: [(&str, &str); 11] = [
    ("index_advisor", "extensions"),
    ("pg_cron", "pg_catalog"),
    ("pg_graphql", "graphql"),
    ("pg_jsonschema", "extensions"),
    ("pg_net", "extensions"),
    ("pg_stat_monitor", "extensions"),
    ("pg_tle", "pgtle"),
    ("pgjwt", "extensions"),
    ("pgsodium", "pgsodium"),
    ("supabase_vault", "vault"),
    ("wrappers", "extensions"),
];

/// The extension that the server does not have, when that is what it said. Scratch servers speak
/// English (`lc_messages`).
pub(crate) fn missing_extension(error: &ServerError) -> Option<String> {
    if !matches!(error.code.as_str(), "0A000" | "58P01") {
        return None;
    }
    if let Some(rest) = error.message.strip_prefix("extension \"") {
        return rest.strip_suffix("\" is not available").map(str::to_owned);
    }
    // Servers before 15 name the file.
    let file = error.message.strip_prefix("could not open extension control file \"")?;
    let name = file.split_once(".control\"")?.0.rsplit('/').next()?;
    Some(name.to_owned())
}

/// What to do about it, for a scratch server of this major version.
pub(crate) fn help(extension: &str, major: u32) -> String {
    let package = PACKAGES
        .iter()
        .find(|(name, _)| *name == extension)
        .map(|(_, package)| package.replace("NN", &major.to_string()))
        .or_else(|| CONTRIB.contains(&extension).then(|| "postgresql-contrib".to_owned()));
    match package {
        Some(package) => format!(
            "install the Debian package {package} where lockstep runs, or set scratch.url to a PostgreSQL \
             {major} server that has {extension}"
        ),
        None => format!(
            "install {extension} for PostgreSQL {major} where lockstep runs, set scratch.url to a server that \
             has it, or create what the migrations use of it in scratch.prelude"
        ),
    }
}

/// SQL that lets `CREATE EXTENSION IF NOT EXISTS` pass for an extension of [`PLATFORM`]: only its
/// entry in the catalog, without any object, in version `stand-in`. What migrations call of it is
/// in the provider's prelude. Nothing happens where the extension is installed already, and on a
/// server where we are not superuser.
pub(crate) fn stand_in(extension: &str) -> Option<String> {
    let (name, schema) = PLATFORM.iter().find(|(name, _)| *name == extension)?;
    let create_schema = match *schema {
        "pg_catalog" => String::new(),
        schema => format!("CREATE SCHEMA IF NOT EXISTS {};", quote_identifier(schema)),
    };
    let (name, namespace) = (quote_literal(name), quote_literal(schema));
    Some(format!(
        "{create_schema}
INSERT INTO pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
SELECT pg_catalog.pg_nextoid('pg_catalog.pg_extension', 'oid', 'pg_catalog.pg_extension_oid_index'),
  {name}, r.oid, n.oid, false, 'stand-in'
FROM pg_catalog.pg_roles r, pg_catalog.pg_namespace n
WHERE r.rolname = current_user AND n.nspname = {namespace}
  AND (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = {name});\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(code: &str, message: &str) -> Option<String> {
        let (code, message) = (code.to_owned(), message.to_owned());
        missing_extension(&ServerError {
            code,
            message,
            detail: None,
            hint: None,
            position: None,
            context: None,
            inner: None,
        })
    }

    #[test]
    fn the_extension_is_named_for_old_and_new_servers() {
        let new = missing("0A000", r#"extension "vector" is not available"#);
        assert_eq!(new.as_deref(), Some("vector"));
        let file = "/usr/share/postgresql/14/extension/uuid-ossp.control";
        let old =
            missing("58P01", &format!("could not open extension control file \"{file}\": No such file"));
        assert_eq!(old.as_deref(), Some("uuid-ossp"));
        assert_eq!(missing("42710", r#"extension "vector" already exists"#), None);
    }

    #[test]
    fn the_help_names_the_package_of_the_right_major() {
        assert!(help("vector", 17).contains("postgresql-17-pgvector"));
        assert!(help("hstore", 15).contains("postgresql-contrib"));
        assert!(help("homemade", 15).contains("scratch.prelude"));
    }
}
