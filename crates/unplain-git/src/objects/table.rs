//! From ids to numbers.

use std::hash::{BuildHasher as _, RandomState};

/// Says which number an id has, without keeping the ids: those stand in the packs' indexes.
pub(super) struct Table {
    /// 0, or a number plus one, with 32 bits of the id's hash above it.
    slots: Vec<u64>,
    mask: usize,
    /// Ids can be chosen: without a random factor, so that all meet in one slot.
    factor: u64,
}

impl Table {
    /// A table for so many ids.
    pub(super) fn new(count: usize) -> Self {
        let size = (count * 2).next_power_of_two().max(16);
        let factor = RandomState::new().hash_one(0) | 1;
        Self { slots: vec![0; size], mask: size - 1, factor }
    }

    /// The number of an id; `is_it` says whether a number's id is this one.
    pub(super) fn get(&self, id: &[u8], is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let hash = self.hash(id);
        let mut at = self.first(hash);
        loop {
            let slot = *self.slots.get(at)?;
            let number = (slot as u32).checked_sub(1)?;
            if slot >> 32 == hash >> 32 && is_it(number) {
                return Some(number);
            }
            at = (at + 1) & self.mask;
        }
    }

    /// Gives an id a number, unless it has one already. Whether it had none.
    pub(super) fn add(&mut self, id: &[u8], number: u32, is_it: impl Fn(u32) -> bool) -> bool {
        let hash = self.hash(id);
        let mut at = self.first(hash);
        while let Some(slot) = self.slots.get_mut(at) {
            match (*slot as u32).checked_sub(1) {
                None => {
                    *slot = hash >> 32 << 32 | u64::from(number + 1);
                    return true;
                }
                Some(other) if *slot >> 32 == hash >> 32 && is_it(other) => return false,
                Some(_) => at = (at + 1) & self.mask,
            }
        }
        false
    }

    fn hash(&self, id: &[u8]) -> u64 {
        let word = |at: usize| {
            let bytes = id.get(at..).and_then(|rest| rest.first_chunk());
            u64::from_le_bytes(*bytes.unwrap_or(&[0; 8]))
        };
        let mixed = u128::from(word(0) ^ word(8).rotate_left(32)) * u128::from(self.factor);
        (mixed as u64) ^ (mixed >> 64) as u64
    }

    fn first(&self, hash: u64) -> usize {
        hash as usize & self.mask
    }
}
