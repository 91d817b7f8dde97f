//! Plans between schemas that nobody thought of: two from each seed, planned both ways and carried out on a
//! real server; our own comparison and pg_dump judge.
//!
//! `LOCKSTEP_TEST_PLANS=N` tries N seeds, `LOCKSTEP_TEST_PLANS_FROM=N` begins at that one. A failure is made
//! smaller before it is told: the fewest statements on both sides that fail in the same way.

mod dice;
mod draft;
#[path = "../../tests/support/dump.rs"]
mod dump;
mod judge;
mod shrink;
mod things;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::Instant;

use futures_util::StreamExt as _;

use draft::Pair;
use judge::{Fault, Judged, judge};

/// As many as take less than a minute on two cores.
const SEEDS: u64 = 40;
/// How many are tried at once.
const AT_ONCE: usize = 3;
/// Of how many sorts of faults one is made smaller; each takes a while.
const SHRUNK: usize = 12;

#[tokio::test(flavor = "multi_thread")]
async fn random_schemas_become_each_other() {
    let number = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text:?}")))
    };
    let first = number("LOCKSTEP_TEST_PLANS_FROM", 1);
    let seeds = first..first + number("LOCKSTEP_TEST_PLANS", SEEDS);
    let started = Instant::now();
    let judged: Vec<(u64, Judged)> = futures_util::stream::iter(
        seeds.clone().map(|seed| async move { (seed, judge(Pair::of(seed), seed % 2 == 0, None).await) }),
    )
    .buffer_unordered(AT_ONCE)
    .collect()
    .await;

    let sum = |of: fn(&Judged) -> usize| judged.iter().map(|(_, judged)| of(judged)).sum::<usize>();
    tell(&format!(
        "{} pairs of schemas from seed {first}: {} of {} statements loaded, {} planned and carried out, \
         {} differences that cannot be planned, in {:.0} s",
        judged.len(),
        sum(|one| one.pair.0.iter().map(Vec::len).sum()),
        sum(|one| one.drafted),
        sum(|one| one.planned),
        sum(|one| one.unsupported),
        started.elapsed().as_secs_f64()
    ));
    let mut sorts: BTreeMap<String, Vec<(u64, Pair, Fault)>> = BTreeMap::new();
    for (seed, judged) in judged {
        for fault in judged.faults {
            sorts.entry(fault.sort()).or_default().push((seed, judged.pair.clone(), fault));
        }
    }
    if sorts.is_empty() {
        return;
    }
    let count = sorts.len();
    for (sort, found) in sorts.iter() {
        let seeds: Vec<String> = found.iter().map(|(seed, _, _)| seed.to_string()).collect();
        tell(&format!("{} × {sort} (seeds {})", found.len(), seeds.join(" ")));
    }
    let smallest = sorts.into_values().filter_map(|found| {
        found.into_iter().min_by_key(|(_, pair, _)| pair.0.iter().map(Vec::len).sum::<usize>())
    });
    let told: Vec<String> = futures_util::stream::iter(smallest.take(SHRUNK))
        .map(|(seed, pair, fault)| async move { shrink::told(seed, pair, fault).await })
        .buffer_unordered(AT_ONCE)
        .inspect(|told| tell(told))
        .collect()
        .await;
    panic!("{count} sorts of faults, {} of them above", told.len());
}

/// Whether the test passes or not.
fn tell(text: &str) {
    writeln!(std::io::stderr().lock(), "{text}").expect("standard error");
}
