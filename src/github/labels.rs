//! Labels of issues (<https://docs.github.com/rest/issues/labels>). None of it is worth an error: what
//! a label marks is found without it, too.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::client::Client;
use super::route::encoded;

/// As GitHub lists those of an issue.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Label {
    Name(String),
    Full { name: String },
}

impl Label {
    /// GitHub does not tell labels apart by case.
    fn is(&self, wanted: &str) -> bool {
        let (Self::Name(name) | Self::Full { name }) = self;
        name.to_lowercase() == wanted.to_lowercase()
    }
}

/// Makes the label, where it is missing and the token may.
pub(super) async fn ensure(client: &Client, label: &str) {
    let route = client.route(&format!("/labels/{}", encoded(label)));
    let read = || async { client.get::<IgnoredAny>("read the label", &route).await };
    let missing = match read().await {
        Ok(_) => return,
        Err(error) => error,
    };
    if !missing.is_gone() {
        tracing::debug!("{missing}");
        return;
    }
    let stored = || async {
        match read().await {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.is_gone() => Ok(None),
            Err(error) => Err(error),
        }
    };
    let body = json!({ "name": label, "color": "d93f0b", "description": "Kept by lockstep" });
    let made = client.post::<IgnoredAny, _>("make the label", &client.route("/labels"), &body, stored).await;
    if let Err(error) = made {
        tracing::debug!("{error}");
    }
}

/// Whether the issue has the label, which is put on it where it is missing and the token may.
pub(super) async fn put(client: &Client, issue: u64, present: &[Label], label: &str) -> bool {
    let has = |labels: &[Label]| labels.iter().any(|known| known.is(label));
    if has(present) {
        return true;
    }
    let route = client.route(&format!("/issues/{issue}/labels"));
    let stored = || async {
        let labels: Vec<Label> = client.get("read the labels of the issue", &route).await?;
        Ok(Some(labels).filter(|labels| has(labels)))
    };
    let body = json!({ "labels": [label] });
    match client.post::<Vec<Label>, _>("label the issue", &route, &body, stored).await {
        Ok(labels) => has(&labels),
        Err(error) => {
            tracing::debug!("{error}");
            false
        }
    }
}
