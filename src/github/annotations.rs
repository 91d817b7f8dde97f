//! Annotations reach a check run in batches that GitHub appends; so none is said twice, and one that
//! GitHub does not take costs no other.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::checks::{Annotation, CheckOutput, MOST_ANNOTATIONS};
use super::client::Client;
use super::error::GithubError;

/// Requests that GitHub may find fault with before the rest is given up.
const MOST_FAULTS: usize = 20;

#[derive(Deserialize)]
struct Stored {
    output: Counted,
}

#[derive(Deserialize)]
struct Counted {
    annotations_count: usize,
}

/// How many could be added to a run that had none before.
pub(super) async fn add(
    client: &Client,
    run: u64,
    output: &CheckOutput,
    annotations: &[Annotation],
) -> usize {
    let mut waiting: Vec<&[Annotation]> = annotations.chunks(MOST_ANNOTATIONS).rev().collect();
    let (mut added, mut faults) = (0, 0);
    while let Some(batch) = waiting.pop() {
        match add_batch(client, run, output, batch, added).await {
            Ok(()) => added += batch.len(),
            Err(error) if error.is_invalid() && faults < MOST_FAULTS => {
                faults += 1;
                tracing::debug!("{error}; {} annotations are tried in parts", batch.len());
                if batch.len() > 1 {
                    let (first, second) = batch.split_at(batch.len() / 2);
                    waiting.extend([second, first]);
                }
            }
            Err(error) => {
                tracing::warn!("{error}; {} findings are not shown there", annotations.len() - added);
                return added;
            }
        }
    }
    if added < annotations.len() {
        tracing::warn!("GitHub did not take {} annotations of the check run", annotations.len() - added);
    }
    added
}

/// `before`: how many the run has already.
async fn add_batch(
    client: &Client,
    run: u64,
    output: &CheckOutput,
    batch: &[Annotation],
    before: usize,
) -> Result<(), GithubError> {
    let route = client.route(&format!("/check-runs/{run}"));
    let body = json!({
        "status": "in_progress",
        "output": { "title": output.title, "summary": output.summary, "annotations": batch },
    });
    let stored = || async {
        let run: Stored = client.get("count the annotations of the check run", &route).await?;
        Ok((run.output.annotations_count >= before + batch.len()).then_some(IgnoredAny))
    };
    client.append("annotate the check run", &route, &body, stored).await.map(|_: IgnoredAny| ())
}
