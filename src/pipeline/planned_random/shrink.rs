//! Makes a failing pair smaller while it fails in the same way.

use std::collections::BTreeSet;

use super::draft::{Item, Pair};
use super::judge::{Fault, WAYS, judge};

/// So many tries at most: each loads two databases.
const TRIES: usize = 250;

/// The smallest pair that was found, as it is told.
pub(super) async fn told(seed: u64, pair: Pair, fault: Fault) -> String {
    let (pair, fault) = Shrinking { pair, fault, tries: 0 }.done().await;
    let [old, new] = pair.texts();
    let way = WAYS[fault.way];
    let mode = if fault.online { "online" } else { "offline" };
    format!(
        "=== seed {seed}, {way}, {mode}: {}\n{}\n--- old\n{old}--- new\n{new}--- plan ({way})\n{}",
        fault.sort(),
        fault.text,
        fault.plan
    )
}

struct Shrinking {
    pair: Pair,
    fault: Fault,
    tries: usize,
}

impl Shrinking {
    async fn done(mut self) -> (Pair, Fault) {
        loop {
            let before = self.pair.clone();
            self.drop_things().await;
            self.make_alike().await;
            if self.pair == before || self.tries >= TRIES {
                return (self.pair, self.fault);
            }
        }
    }

    /// Halves, quarters, ... of what there is, on both sides.
    async fn drop_things(&mut self) {
        let mut size = self.abouts().len().div_ceil(2).max(1);
        loop {
            let abouts = self.abouts();
            for chunk in abouts.chunks(size) {
                // From the end: what others need comes first.
                let gone: BTreeSet<&String> = chunk.iter().collect();
                let keep = |items: &Vec<Item>| -> Vec<Item> {
                    items.iter().filter(|item| !gone.contains(&item.about)).cloned().collect()
                };
                let smaller = Pair(self.pair.0.each_ref().map(keep));
                self.take_if_failing(smaller).await;
            }
            if size == 1 {
                return;
            }
            size = size.div_ceil(2);
        }
    }

    /// What differs and need not.
    async fn make_alike(&mut self) {
        for about in self.abouts() {
            let [old, new] =
                self.pair.0.each_ref().map(|items| items.iter().find(|item| item.about == about));
            match (old.cloned(), new.cloned()) {
                (Some(old), Some(new)) if old != new => {
                    for like in [old, new] {
                        let alike = |items: &Vec<Item>| -> Vec<Item> {
                            let same =
                                |item: &Item| if item.about == about { like.clone() } else { item.clone() };
                            items.iter().map(same).collect()
                        };
                        let smaller = Pair(self.pair.0.each_ref().map(alike));
                        self.take_if_failing(smaller).await;
                    }
                }
                _ => {}
            }
        }
    }

    async fn take_if_failing(&mut self, smaller: Pair) {
        if self.tries >= TRIES || smaller == self.pair {
            return;
        }
        self.tries += 1;
        let judged = judge(smaller, self.fault.online, Some(self.fault.way)).await;
        let same = judged.faults.into_iter().find(|fault| fault.sort() == self.fault.sort());
        if let Some(fault) = same {
            (self.pair, self.fault) = (judged.pair, fault);
        }
    }

    /// Newest first: what others need comes last.
    fn abouts(&self) -> Vec<String> {
        let mut abouts: Vec<String> = Vec::new();
        for item in self.pair.0.iter().flatten().rev() {
            if !abouts.contains(&item.about) {
                abouts.push(item.about.clone());
            }
        }
        abouts
    }
}
