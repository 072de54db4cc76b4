//! The second sweep: of each tree, the folders in it and the blobs that matter.

use std::collections::HashMap;

use gix_hash::ObjectId;

use super::bits::Bits;
use crate::objects::{Keep, Kind, Objects, Visit, sweep};

/// What the trees hold.
pub(super) struct Trees {
    /// For each number of an object its edges' place in `edges`; empty for all but trees.
    places: Vec<(u32, u32)>,
    edges: Vec<Edge>,
    names: Vec<Box<[u8]>>,
    /// Ids that trees name and that are not there. Their numbers follow those of the objects.
    missing: Vec<ObjectId>,
    objects: usize,
    /// Trees that can't be read.
    pub(super) broken: HashMap<u32, u64>,
}

/// An entry of a tree.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    /// The number of a tree, of a blob, or of something that is missing.
    pub(super) child: u32,
    /// Its name.
    pub(super) name: u32,
    pub(super) what: What,
}

/// Why an entry matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    /// A folder.
    Tree,
    /// A blob in which something was found, or that is broken.
    Wanted,
    /// A blob with one of the names that were asked for.
    Named,
    /// A blob or a tree that is not there.
    Missing,
}

impl Trees {
    /// The entries of a tree that matter.
    pub(super) fn edges(&self, tree: u32) -> &[Edge] {
        let (start, count) = self.places.get(tree as usize).copied().unwrap_or_default();
        let start = start as usize;
        self.edges.get(start..start + count as usize).unwrap_or_default()
    }

    /// The bytes of a name.
    pub(super) fn name(&self, name: u32) -> &[u8] {
        self.names.get(name as usize).map(Box::as_ref).unwrap_or_default()
    }

    /// What is missing under a number.
    pub(super) fn missing(&self, number: u32) -> Option<&ObjectId> {
        self.missing.get((number as usize).checked_sub(self.objects)?)
    }
}

/// Tells whether blobs of a name are wanted.
type Named<'n> = &'n (dyn Fn(&str) -> bool + Sync);

/// Reads all trees. `wanted` are blobs that matter wherever they are, `named` tells the names under which others do.
pub(super) fn trees(objects: &Objects, wanted: &Bits, named: Named<'_>) -> Trees {
    let make = || Visitor {
        objects,
        wanted,
        wanted_names: named,
        trees: Vec::new(),
        edges: Vec::new(),
        broken: Vec::new(),
        interned: Interned::default(),
    };
    merge(objects, sweep(objects, Kind::Tree, &make))
}

/// Puts together what the threads found.
fn merge(objects: &Objects, visitors: Vec<Visitor<'_>>) -> Trees {
    let mut all = Trees {
        places: vec![(0, 0); objects.len()],
        edges: Vec::with_capacity(visitors.iter().map(|visitor| visitor.edges.len()).sum()),
        names: Vec::new(),
        missing: Vec::new(),
        objects: objects.len(),
        broken: HashMap::new(),
    };
    let mut known = Interned::default();
    for visitor in visitors {
        let names: Vec<u32> = visitor.interned.names.iter().map(|name| known.name(name)).collect();
        let missing: Vec<u32> =
            visitor.interned.missing.iter().map(|id| known.missing(*id)).collect();
        for (number, start, count) in visitor.trees {
            let from = all.edges.len() as u32;
            let edges = visitor.edges.get(start as usize..(start + count) as usize);
            for edge in edges.unwrap_or_default() {
                let name = names.get(edge.name as usize).copied().unwrap_or_default();
                let child = match edge.what {
                    What::Missing => {
                        let at = missing.get(edge.child as usize).copied().unwrap_or_default();
                        all.objects as u32 + at
                    }
                    _ => edge.child,
                };
                all.edges.push(Edge { child, name, what: edge.what });
            }
            if let Some(place) = all.places.get_mut(number as usize) {
                *place = (from, count);
            }
        }
        all.broken.extend(visitor.broken);
    }
    (all.names, all.missing) = (known.names, known.missing);
    all
}

struct Visitor<'o> {
    objects: &'o Objects,
    wanted: &'o Bits,
    wanted_names: Named<'o>,
    /// Number, first edge, number of edges.
    trees: Vec<(u32, u32, u32)>,
    edges: Vec<Edge>,
    broken: Vec<(u32, u64)>,
    interned: Interned,
}

/// An entry of a tree, for the trees that are deltas of it: where it ends, and what came of it.
#[derive(Clone, Copy)]
pub(super) struct Item {
    end: u32,
    edge: Option<Edge>,
}

impl Visit for Visitor<'_> {
    type Kept = Vec<Item>;

    fn object(
        &mut self,
        number: u32,
        content: &[u8],
        base: Option<Keep<'_, Vec<Item>>>,
    ) -> Vec<Item> {
        let Some(items) = self.items(content, base) else {
            self.broken.push((number, 0));
            return Vec::new();
        };
        let start = self.edges.len() as u32;
        self.edges.extend(items.iter().filter_map(|item| item.edge));
        self.trees.push((number, start, self.edges.len() as u32 - start));
        items
    }

    fn broken(&mut self, number: u32, size: u64) {
        self.broken.push((number, size));
    }
}

impl Visitor<'_> {
    /// The entries of a tree. Those that stand at the beginning and at the end of its base too, which are nearly all of
    /// them, are taken from there.
    fn items(&mut self, content: &[u8], base: Option<Keep<'_, Vec<Item>>>) -> Option<Vec<Item>> {
        let mut items = Vec::new();
        let (mut at, mut rest): (usize, &[Item]) = (0, &[]);
        let (mut rest_from, mut shift) = (usize::MAX, 0);
        if let Some(base) = base.filter(|base| !base.kept.is_empty()) {
            let same = common_start(content, base.content);
            let kept = base.kept.partition_point(|item| item.end as usize <= same);
            items.extend_from_slice(base.kept.get(..kept)?);
            at = items.last().map_or(0, |item| item.end as usize);

            let same = common_end(content, base.content);
            let tail = base.content.len() - same;
            // The first item that begins in the common end begins where the one before it ends.
            let before = base.kept.partition_point(|item| (item.end as usize) < tail);
            if let Some(item) = base.kept.get(before) {
                rest = base.kept.get(before + 1..)?;
                shift = content.len() as i64 - base.content.len() as i64;
                rest_from = usize::try_from(i64::from(item.end) + shift).unwrap_or(usize::MAX);
            }
        }
        while at < content.len() {
            if at == rest_from {
                for item in rest {
                    let end = u32::try_from(i64::from(item.end) + shift).ok()?;
                    items.push(Item { end, ..*item });
                }
                return Some(items);
            }
            let entry = Entry::at(content, at, self.objects.id_len())?;
            at = entry.end;
            items.push(Item { end: u32::try_from(at).ok()?, edge: self.edge(&entry) });
        }
        Some(items)
    }

    fn edge(&mut self, entry: &Entry<'_>) -> Option<Edge> {
        let child = match entry.kind {
            EntryKind::Submodule => return None,
            EntryKind::Tree | EntryKind::File => self.objects.find(entry.id),
        };
        let Some(child) = child else {
            let child = self.interned.missing(ObjectId::try_from(entry.id).ok()?);
            let name = self.interned.name(entry.name);
            return Some(Edge { child, name, what: What::Missing });
        };
        let what = match entry.kind {
            EntryKind::Tree => What::Tree,
            _ if std::str::from_utf8(entry.name).is_ok_and(self.wanted_names) => What::Named,
            _ if self.wanted.has(child) => What::Wanted,
            _ => return None,
        };
        Some(Edge { child, name: self.interned.name(entry.name), what })
    }
}

/// How many bytes are compared at once.
const STEP: usize = 16;

/// How many bytes are the same at the beginnings.
fn common_start(a: &[u8], b: &[u8]) -> usize {
    let steps = a.as_chunks::<STEP>().0.iter().zip(b.as_chunks::<STEP>().0);
    let same = STEP * steps.take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    same + a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// How many bytes are the same at the ends.
fn common_end(a: &[u8], b: &[u8]) -> usize {
    let (a_steps, b_steps) = (a.as_rchunks::<STEP>().1, b.as_rchunks::<STEP>().1);
    let steps = a_steps.iter().rev().zip(b_steps.iter().rev());
    let same = STEP * steps.take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(..a.len() - same), b.get(..b.len() - same));
    let rest = a.unwrap_or_default().iter().rev().zip(b.unwrap_or_default().iter().rev());
    same + rest.take_while(|(a, b)| a == b).count()
}

/// An entry of a tree as it stands there: `MODE NAME`, a zero byte, the id's bytes.
pub(crate) struct Entry<'t> {
    pub(crate) kind: EntryKind,
    pub(crate) name: &'t [u8],
    pub(crate) id: &'t [u8],
    /// Where the next one begins.
    pub(crate) end: usize,
}

/// What an entry of a tree is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum EntryKind {
    /// A folder.
    Tree,
    /// A file or a link.
    File,
    /// A commit of another repository.
    Submodule,
}

impl<'t> Entry<'t> {
    /// The entry that begins at a place of a tree. `None` if none does.
    pub(crate) fn at(tree: &'t [u8], at: usize, id_len: usize) -> Option<Self> {
        let text = tree.get(at..)?;
        let blank = memchr::memchr(b' ', text.get(..8).unwrap_or(text))?;
        let kind = match text.get(..blank)? {
            b"40000" | b"040000" => EntryKind::Tree,
            b"160000" => EntryKind::Submodule,
            _ => EntryKind::File,
        };
        let rest = text.get(blank + 1..)?;
        let zero = memchr::memchr(0, rest)?;
        let id = rest.get(zero + 1..zero + 1 + id_len)?;
        Some(Self { kind, name: rest.get(..zero)?, id, end: at + blank + zero + 2 + id_len })
    }
}

/// Names and missing ids, each once.
#[derive(Default)]
struct Interned {
    names: Vec<Box<[u8]>>,
    by_name: HashMap<Box<[u8]>, u32>,
    missing: Vec<ObjectId>,
    by_id: HashMap<ObjectId, u32>,
}

impl Interned {
    fn name(&mut self, name: &[u8]) -> u32 {
        if let Some(known) = self.by_name.get(name) {
            return *known;
        }
        let number = self.names.len() as u32;
        self.names.push(name.into());
        self.by_name.insert(name.into(), number);
        number
    }

    fn missing(&mut self, id: ObjectId) -> u32 {
        *self.by_id.entry(id).or_insert_with(|| {
            self.missing.push(id);
            self.missing.len() as u32 - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{common_end, common_start};

    #[test]
    fn what_is_common_at_both_ends() {
        for length in 0..60 {
            let text: Vec<u8> = (0..length).collect();
            for at in 0..text.len() {
                let mut other = text.clone();
                other[at] = 0xFF;
                assert_eq!(common_start(&text, &other), at);
                assert_eq!(common_end(&text, &other), text.len() - at - 1);
                assert_eq!(common_start(&text, &text[..at]), at);
                assert_eq!(common_end(&text, &text[at..]), text.len() - at);
            }
        }
    }
}
