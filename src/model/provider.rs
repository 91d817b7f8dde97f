//! Hosting providers: how their hosts look. What in a database belongs to them is in
//! `config/profiles/`.

/// Who runs the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Provider {
    Neon,
    Supabase,
    Rds,
    CloudSql,
    /// Somebody's own server, or one we do not know.
    Other,
}

impl Provider {
    pub(crate) const ALL: [Self; 5] = [Self::Neon, Self::Supabase, Self::Rds, Self::CloudSql, Self::Other];

    /// The word in `environments.<name>.provider` and in reports.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Neon => "neon",
            Self::Supabase => "supabase",
            Self::Rds => "rds",
            Self::CloudSql => "cloud-sql",
            Self::Other => "other",
        }
    }

    /// The provider whose hosts look like this one.
    pub(crate) fn of_host(host: &str) -> Self {
        let host = host.to_ascii_lowercase();
        if host.ends_with(".neon.tech") {
            Self::Neon
        } else if host.ends_with(".supabase.co") || host.ends_with(".supabase.com") {
            Self::Supabase
        } else if host.ends_with(".rds.amazonaws.com") || host.ends_with(".rds.amazonaws.com.cn") {
            Self::Rds
        } else if host.starts_with("/cloudsql/") {
            Self::CloudSql
        } else {
            Self::Other
        }
    }
}

/// A pooler in transaction mode, recognised by its address: session locks and settings do not
/// survive there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TransactionPooler {
    /// The same database without the pooler, where the address tells: host and port.
    pub(crate) direct: Option<(String, u16)>,
}

/// Whether `host:port` is a provider's transaction pooler (Neon: `ep-x-pooler.…`; Supabase: port
/// 6543 of `….pooler.supabase.com` and of `db.<ref>.supabase.co`).
pub(crate) fn transaction_pooler(host: &str, port: u16) -> Option<TransactionPooler> {
    match Provider::of_host(host) {
        Provider::Neon => {
            let (endpoint, rest) = host.split_once('.')?;
            let direct = endpoint.strip_suffix("-pooler")?;
            Some(TransactionPooler { direct: Some((format!("{direct}.{rest}"), port)) })
        }
        Provider::Supabase if port == 6543 => {
            Some(TransactionPooler { direct: Some((host.to_owned(), 5432)) })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_tell_the_provider_and_the_pooler() {
        assert_eq!(Provider::of_host("ep-a-1.eu-central-1.aws.neon.tech"), Provider::Neon);
        assert_eq!(Provider::of_host("neon.tech.example.com"), Provider::Other);
        let pooler = transaction_pooler("ep-a-pooler.eu.aws.neon.tech", 5432).expect("a pooler");
        assert_eq!(pooler.direct, Some(("ep-a.eu.aws.neon.tech".to_owned(), 5432)));
        assert!(transaction_pooler("aws-0-eu.pooler.supabase.com", 5432).is_none());
        assert!(transaction_pooler("aws-0-eu.pooler.supabase.com", 6543).is_some());
        assert!(transaction_pooler("localhost", 6543).is_none());
    }
}
