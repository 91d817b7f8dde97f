//! Whose token this is: a marker counts only in what the same account wrote.

use serde::Deserialize;

use super::client::Client;
use super::error::GithubError;

/// Who wrote a comment or an issue; nobody when the account is gone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct User {
    pub(super) login: String,
    #[serde(rename = "type")]
    pub(super) sort: String,
}

/// The account that a token acts as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Author {
    /// A GitHub App, such as GitHub Actions itself. It cannot ask for its own name.
    App,
    User(String),
}

impl Author {
    /// Apps' installation tokens have this form
    /// (<https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats>).
    pub(super) fn of_token(token: &str) -> Option<Self> {
        token.starts_with("ghs_").then_some(Self::App)
    }

    pub(super) async fn ask(client: &Client) -> Result<Self, GithubError> {
        let user: Result<User, _> = client.get("ask whose token this is", "/user").await;
        match user {
            Ok(user) => Ok(Self::User(user.login)),
            Err(error) if error.is_refused() => Ok(Self::App),
            Err(error) => Err(error),
        }
    }

    /// Whether this account wrote it.
    pub(super) fn wrote(&self, user: Option<&User>) -> bool {
        user.is_some_and(|user| match self {
            Self::App => user.sort == "Bot",
            Self::User(login) => user.login.eq_ignore_ascii_case(login),
        })
    }

    /// The name to look for as `creator`.
    pub(super) fn login(&self) -> &str {
        match self {
            Self::App => "github-actions[bot]",
            Self::User(login) => login,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_account_counts() {
        let user = |login: &str, sort: &str| User { login: login.into(), sort: sort.into() };
        let (bot, person) = (user("github-actions[bot]", "Bot"), user("mallory", "User"));
        let app = Author::of_token("ghs_x").expect("an app's token");
        assert!(app.wrote(Some(&bot)) && !app.wrote(Some(&person)) && !app.wrote(None));
        let owner = Author::User("Octo-Owner".into());
        assert!(owner.wrote(Some(&user("octo-owner", "User"))));
        assert!(!owner.wrote(Some(&person)) && !owner.wrote(Some(&bot)));
        assert_eq!(Author::of_token("github_pat_x"), None);
    }
}
