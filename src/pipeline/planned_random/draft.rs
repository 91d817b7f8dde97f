//! Two schemas from one seed: the second is the first with statements dropped, said differently, and added.
//!
//! A schema is a list of statements with a name each. What does not load (a view of a column that is not
//! there) is left out by whoever loads it, so that dropping one thing takes along what needs it, and a
//! failure can be made smaller by dropping whatever is not needed for it.

use super::dice::Dice;

/// A statement, and what it is about: in both schemas the same word for the same thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) about: String,
    pub(super) sql: String,
}

/// Old and new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair(pub(super) [Vec<Item>; 2]);

/// How often things are there, stay, change, in percent. Small schemas with many changes and large ones
/// with few find different faults.
#[derive(Debug, Clone, Copy)]
struct Mood {
    density: usize,
    changes: usize,
}

/// Takes the statements of a schema in order.
pub(super) struct Draft {
    seed: u64,
    mood: Mood,
    is_new: bool,
    items: Vec<Item>,
}

impl Pair {
    pub(super) fn of(seed: u64) -> Self {
        Self([false, true].map(|is_new| {
            let mut dice = Dice::of(seed, "mood");
            let mood = Mood { density: 10 + dice.below(60), changes: [6, 15, 30, 60][dice.below(4)] };
            let mut draft = Draft { seed, mood, is_new, items: Vec::new() };
            super::things::all(&mut draft);
            draft.items
        }))
    }

    /// Only what does not differ away: the text to print.
    pub(super) fn texts(&self) -> [String; 2] {
        self.0.each_ref().map(|items| items.iter().map(|item| format!("{};\n", item.sql)).collect())
    }
}

impl Draft {
    /// Something on which much depends: it is nearly always there.
    pub(super) fn base(&mut self, about: &str, make: impl Fn(&mut Dice) -> String) {
        self.at_chance(about, 92, make);
    }

    /// Something that may be there.
    pub(super) fn thing(&mut self, about: &str, make: impl Fn(&mut Dice) -> String) {
        self.at_chance(about, self.mood.density, make);
    }

    /// Something that is there less often.
    pub(super) fn rare(&mut self, about: &str, make: impl Fn(&mut Dice) -> String) {
        self.at_chance(about, self.mood.density / 3, make);
    }

    fn at_chance(&mut self, about: &str, percent: usize, make: impl Fn(&mut Dice) -> String) {
        let mut old = Dice::of(self.seed, about);
        let was = old.chance(percent);
        let mut is = was;
        let mut dice = Dice::of(self.seed, &format!("{about} as it was"));
        let mut change = Dice::of(self.seed, &format!("{about} is changed"));
        if self.is_new && change.chance(self.mood.changes) {
            match change.below(100) {
                // What much depends on goes less often.
                0..30 => is = !was && change.chance(percent) || was && percent > 90 && change.chance(80),
                _ => is = was || change.chance(percent / 2),
            }
            dice = Dice::of(self.seed, &format!("{about} as it is"));
        }
        if is {
            self.items.push(Item { about: about.to_owned(), sql: make(&mut dice) });
        }
    }
}
