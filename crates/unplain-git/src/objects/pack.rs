//! One pack: its entries in the order in which they stand, and which of them are made of which.

use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use gix_pack::data::{self, entry::Header};

use super::{Kind, LARGEST};

/// No entry.
const NONE: u32 = u32::MAX;

/// How many bytes of a pack are read before it is mapped anew. Pages that were read once count as this process's memory
/// as long as they are mapped.
const MAPPED: u64 = 64 << 20;

/// What the system maps around a place that is read, as far as it has it in memory.
const AROUND: u64 = 64 << 10;

/// A pack with its index.
pub(crate) struct Pack {
    index: gix_pack::index::File,
    data: Mutex<Arc<data::File>>,
    /// Bytes that were read since it was mapped, with those around them.
    read: AtomicU64,
    /// Where the last read was.
    last: AtomicU64,
    hash: gix_hash::Kind,
    /// In the order of their offsets.
    entries: Vec<Entry>,
}

/// An entry of a pack.
struct Entry {
    offset: u64,
    /// Its place in the index, which is sorted by id.
    place: u32,
    /// The first of the entries that are deltas of this one.
    first_child: u32,
    /// The next one that is a delta of the same.
    next_sibling: u32,
    kind: Kind,
    is_delta: bool,
}

/// What to decode next, and how.
pub(super) enum Recipe {
    /// It stands there as it is.
    Whole(data::Entry),
    /// It is a delta.
    Delta(data::Entry),
}

impl Pack {
    /// Opens the pack with this index. The text says what is wrong with it.
    pub(super) fn open(index: &Path, hash: gix_hash::Kind) -> Result<Self, &'static str> {
        let packed = index.with_extension("pack");
        let index =
            gix_pack::index::File::at(index, hash).map_err(|_| "the index of a pack is broken")?;
        let data = map(&packed, hash).ok_or("a pack is missing or broken")?;
        if data.num_objects() != index.num_objects() {
            return Err("the index of a pack is of another pack");
        }
        let data = Mutex::new(Arc::new(data));
        let (read, last) = (AtomicU64::new(0), AtomicU64::new(0));
        let mut pack = Self { index, data, read, last, hash, entries: Vec::new() };
        pack.entries();
        Ok(pack)
    }

    /// The pack for reading a few entries.
    pub(super) fn reader(&self) -> Reader<'_> {
        let mut data = self.data.lock().unwrap_or_else(PoisonError::into_inner);
        if self.read.load(Ordering::Relaxed) > MAPPED {
            self.read.store(0, Ordering::Relaxed);
            // One that was taken away meanwhile can be read as long as it is mapped.
            let again = map(data.path(), self.hash);
            if let Some(again) = again.filter(|again| again.data_len() == data.data_len()) {
                *data = Arc::new(again);
            }
        }
        Reader { pack: self, data: Arc::clone(&data) }
    }

    /// How many objects are in it.
    pub(super) fn len(&self) -> u32 {
        self.index.num_objects()
    }

    /// The id at this place of the index.
    pub(super) fn id(&self, place: u32) -> &gix_hash::oid {
        self.index.oid_at_index(place)
    }

    /// Each entry's place in the index, and its kind, in the order of their offsets.
    pub(super) fn kinds(&self) -> impl Iterator<Item = (u32, Kind)> + '_ {
        self.entries.iter().map(|entry| (entry.place, entry.kind))
    }

    /// The entries of this kind that are no deltas.
    pub(super) fn roots(&self, kind: Kind) -> impl Iterator<Item = u32> + '_ {
        let of_kind = move |(_, entry): &(u32, &Entry)| entry.kind == kind && !entry.is_delta;
        (0..).zip(&self.entries).filter(of_kind).map(|(at, _)| at)
    }

    /// The place in the index of an entry.
    pub(super) fn place(&self, entry: u32) -> u32 {
        self.entries.get(entry as usize).map_or(NONE, |entry| entry.place)
    }

    /// The entry at a place of the index.
    pub(super) fn entry_at(&self, place: u32) -> Option<u32> {
        self.by_offset(self.index.pack_offset_at_index(place))
    }

    /// The entries that are deltas of this one.
    pub(super) fn first_child(&self, entry: u32) -> Option<u32> {
        self.entries.get(entry as usize).map(|entry| entry.first_child).filter(|at| *at != NONE)
    }

    /// The next one that is a delta of the same entry.
    pub(super) fn next_sibling(&self, entry: u32) -> Option<u32> {
        self.entries.get(entry as usize).map(|entry| entry.next_sibling).filter(|at| *at != NONE)
    }

    fn by_offset(&self, offset: u64) -> Option<u32> {
        let at = self.entries.binary_search_by_key(&offset, |entry| entry.offset).ok()?;
        u32::try_from(at).ok()
    }

    fn base_of(&self, entry: &data::Entry) -> Option<u32> {
        match entry.header {
            Header::OfsDelta { base_distance } => {
                self.by_offset(entry.pack_offset().checked_sub(base_distance)?)
            }
            Header::RefDelta { base_id } => self.entry_at(self.index.lookup(base_id)?),
            _ => None,
        }
    }

    /// Reads the heads of all entries.
    fn entries(&mut self) {
        let blank = |place| Entry {
            offset: self.index.pack_offset_at_index(place),
            place,
            first_child: NONE,
            next_sibling: NONE,
            kind: Kind::Unknown,
            is_delta: false,
        };
        self.entries = (0..self.index.num_objects()).map(blank).collect();
        self.entries.sort_unstable_by_key(|entry| entry.offset);
        let mut bases = vec![NONE; self.entries.len()];
        let (mut data, mut mapped_from) = (self.reader().data, 0);
        for (at, base) in bases.iter_mut().enumerate() {
            let Some(offset) = self.entries.get(at).map(|entry| entry.offset) else { continue };
            if offset.saturating_sub(mapped_from) > MAPPED {
                self.read.store(u64::MAX, Ordering::Relaxed);
                drop(data);
                (data, mapped_from) = (self.reader().data, offset);
            }
            let Ok(head) = data.entry(offset) else { continue };
            let is_delta = head.header.is_delta();
            let kind = head.header.as_kind().map_or(Kind::Unknown, Kind::from);
            if is_delta && let Some(of) = self.base_of(&head) {
                *base = of;
            }
            if let Some(entry) = self.entries.get_mut(at) {
                (entry.is_delta, entry.kind) = (is_delta, kind);
            }
        }
        self.read.store(u64::MAX, Ordering::Relaxed);
        self.inherit(&bases);
    }

    /// Gives each delta its base's kind and its place among the base's children.
    fn inherit(&mut self, bases: &[u32]) {
        let mut way = Vec::new();
        // From the last on, so that children are listed in the order of their offsets.
        for at in (0..bases.len()).rev() {
            let Some(&base) = bases.get(at).filter(|base| **base != NONE) else { continue };
            let Some(parent) = self.entries.get_mut(base as usize) else { continue };
            let first = std::mem::replace(&mut parent.first_child, at as u32);
            if let Some(entry) = self.entries.get_mut(at) {
                entry.next_sibling = first;
            }
        }
        for at in 0..bases.len() {
            way.clear();
            let mut current = at;
            // Deltas of each other, which no git makes, have no kind and are never decoded.
            let kind = loop {
                let Some(entry) = self.entries.get(current) else { break Kind::Unknown };
                if entry.kind != Kind::Unknown || !entry.is_delta || way.len() > bases.len() {
                    break entry.kind;
                }
                way.push(current);
                match bases.get(current) {
                    Some(base) if *base != NONE => current = *base as usize,
                    _ => break Kind::Unknown,
                }
            };
            let kind = if kind == Kind::Unknown { Kind::Broken } else { kind };
            for &seen in &way {
                if let Some(entry) = self.entries.get_mut(seen) {
                    entry.kind = kind;
                }
            }
        }
    }
}

/// A pack, mapped for a while.
pub(super) struct Reader<'p> {
    pub(super) pack: &'p Pack,
    data: Arc<data::File>,
}

impl Reader<'_> {
    /// How to decode an entry. `None` if it is broken, or claims more than its bytes can hold or than may be.
    pub(super) fn recipe(&self, entry: u32) -> Option<Recipe> {
        let known = self.pack.entries.get(entry as usize)?;
        let entry_at = self.data.entry(known.offset).ok()?;
        let next = self.pack.entries.get(entry as usize + 1).map(|entry| entry.offset);
        let end = next.unwrap_or(self.data.pack_end() as u64);
        let packed = end.checked_sub(entry_at.data_offset)?;
        let last = self.pack.last.swap(end, Ordering::Relaxed);
        let mapped = packed.saturating_add(known.offset.abs_diff(last).min(AROUND));
        self.pack.read.fetch_add(mapped, Ordering::Relaxed);
        // Deflate makes at most 1032 bytes of one.
        let possible = packed.saturating_mul(1032).saturating_add(64);
        if entry_at.decompressed_size > possible.min(LARGEST as u64) {
            return None;
        }
        Some(if known.is_delta { Recipe::Delta(entry_at) } else { Recipe::Whole(entry_at) })
    }

    /// The size that an entry's head claims.
    pub(super) fn claimed_size(&self, entry: u32) -> u64 {
        let known = self.pack.entries.get(entry as usize);
        known
            .and_then(|known| self.data.entry(known.offset).ok())
            .map_or(0, |entry| entry.decompressed_size)
    }

    /// The entry of which this one is a delta.
    pub(super) fn base(&self, entry: u32) -> Option<u32> {
        let known = self.pack.entries.get(entry as usize)?;
        self.pack.base_of(&self.data.entry(known.offset).ok()?)
    }

    /// Inflates an entry's bytes into `out`.
    pub(super) fn inflate(
        &self,
        entry: &data::Entry,
        inflate: &mut gix_zlib::Inflate,
        out: &mut Vec<u8>,
    ) -> Option<()> {
        out.resize(usize::try_from(entry.decompressed_size).ok()?, 0);
        self.data.decompress_entry(entry, inflate, out).ok().map(drop)
    }

    /// The beginning of an entry's content, as far as it fits into `out`; how much that is.
    pub(super) fn beginning(
        &self,
        entry: &data::Entry,
        inflate: &mut gix_zlib::Inflate,
        out: &mut [u8],
    ) -> Option<usize> {
        let packed = self.data.entry_slice(entry.data_offset..self.data.pack_end() as u64)?;
        inflate.reset();
        inflate.prefix(packed, out).ok().map(|(_, _, count)| count)
    }
}

fn map(path: &Path, hash: gix_hash::Kind) -> Option<data::File> {
    data::File::at(path, hash).ok().map(|data| data.with_alloc_limit_bytes(Some(LARGEST)))
}
