//! The first sweep: each blob is looked at once.

use std::collections::HashMap;

use super::{Look, bits::Bits};
use crate::objects::{Keep, Kind, Objects, Visit, is_binary, sweep};

/// What became of the blobs.
pub(super) struct Blobs<F> {
    /// What was found, by number.
    pub(super) found: HashMap<u32, F>,
    /// Those that could not be read, and the sizes that they claim.
    pub(super) broken: HashMap<u32, u64>,
    /// Both.
    pub(super) wanted: Bits,
    /// How many were looked at.
    pub(super) count: usize,
}

/// Shows every blob that is a text to `look`.
pub(super) fn blobs<L: Look>(
    objects: &mut Objects,
    look: &(dyn Fn() -> L + Sync),
) -> Blobs<L::Found> {
    let make = || Visitor {
        look: look(),
        found: Vec::new(),
        broken: Vec::new(),
        kinds: Vec::new(),
        count: 0,
    };
    let visitors = sweep(objects, Kind::Blob, &make);
    let mut all = Blobs {
        found: HashMap::new(),
        broken: HashMap::new(),
        wanted: Bits::new(objects.len()),
        count: 0,
    };
    for visitor in visitors {
        for (number, kind) in visitor.kinds {
            objects.set_kind(number, kind);
        }
        let numbers = visitor.found.iter().map(|(number, _)| *number);
        for number in numbers.chain(visitor.broken.iter().map(|(number, _)| *number)) {
            all.wanted.set(number);
        }
        all.found.extend(visitor.found);
        all.broken.extend(visitor.broken);
        all.count += visitor.count;
    }
    all
}

struct Visitor<L: Look> {
    look: L,
    found: Vec<(u32, L::Found)>,
    broken: Vec<(u32, u64)>,
    /// Of loose objects.
    kinds: Vec<(u32, Kind)>,
    count: usize,
}

impl<L: Look> Visit for Visitor<L> {
    type Kept = ();

    fn object(&mut self, number: u32, content: &[u8], base: Option<Keep<'_, ()>>) {
        if base.is_none() {
            self.kinds.push((number, Kind::Blob));
        }
        if is_binary(content) {
            return;
        }
        self.count += 1;
        if let Some(found) = self.look.text(content) {
            self.found.push((number, found));
        }
    }

    fn other(&mut self, number: u32, kind: Kind) {
        self.kinds.push((number, kind));
    }

    fn broken(&mut self, number: u32, size: u64) {
        self.broken.push((number, size));
    }
}
