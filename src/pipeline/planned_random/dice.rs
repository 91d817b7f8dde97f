//! Numbers that look random and are the same for the same seed.

/// A xorshift generator: good enough to choose, and nothing to depend on.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// The same words give the same dice.
    pub(super) fn of(seed: u64, words: &str) -> Self {
        // FNV-1a, then mixed, so that near seeds are far apart.
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xCBF2_9CE4_8422_2325;
        for byte in words.bytes() {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
        let mut dice = Self(state | 1);
        for _ in 0..8 {
            dice.next();
        }
        dice
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    /// 0 to below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("below a usize")
    }

    /// True in so many of a hundred.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(super) fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// One of these, or nothing, in so many of a hundred.
    pub(super) fn maybe<'a>(&mut self, percent: usize, of: &[&'a str]) -> &'a str {
        if self.chance(percent) { self.pick(of) } else { "" }
    }

    /// Some of these in an order of their own, at least one.
    pub(super) fn some<'a>(&mut self, of: &[&'a str]) -> Vec<&'a str> {
        let mut left = of.to_vec();
        let count = 1 + self.below(of.len().min(3));
        (0..count).map(|_| left.remove(self.below(left.len()))).collect()
    }
}
