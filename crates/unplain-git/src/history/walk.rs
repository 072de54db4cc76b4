//! From the refs through the commits, the oldest first, to the places at which the blobs that matter stood first.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, HashSet},
    hash::{BuildHasher as _, RandomState},
    rc::Rc,
};

use gix_hash::ObjectId;

use super::{
    Blob, Commit, Fault, Message, Place, Reach,
    bits::Bits,
    blobs::Blobs,
    commits::Commits,
    trees::{Edge, Trees, What},
};
use crate::objects::{Kind, Objects};

/// Folders below more folders than this are not entered: no system could check them out.
const DEEPEST: usize = 2048;

/// Where everything is that was found, and what went wrong on the way.
#[derive(Default)]
pub(super) struct Walked {
    pub(super) places: Vec<Place>,
    pub(super) messages: Vec<Message>,
    pub(super) faults: Vec<Fault>,
    pub(super) commits: usize,
}

pub(super) struct Walk<'h, F> {
    objects: &'h Objects,
    trees: &'h Trees,
    commits: &'h Commits<F>,
    blobs: &'h Blobs<F>,
    /// Commits whose parents were left out.
    shallow: HashSet<u32>,
    /// Trees and blobs that were met.
    met: Bits,
    /// Missing things that were told.
    told: HashSet<ObjectId>,
    /// Blobs with a wanted name, and the paths at which they were met.
    named: HashSet<(u32, u64)>,
    hasher: RandomState,
    out: Walked,
}

impl<'h, F> Walk<'h, F> {
    pub(super) fn new(
        objects: &'h Objects,
        trees: &'h Trees,
        commits: &'h Commits<F>,
        blobs: &'h Blobs<F>,
        shallow: &[ObjectId],
    ) -> Self {
        let shallow = shallow.iter().filter_map(|id| objects.find(id.as_bytes())).collect();
        Self {
            objects,
            trees,
            commits,
            blobs,
            shallow,
            met: Bits::new(objects.len()),
            told: HashSet::new(),
            named: HashSet::new(),
            hasher: RandomState::new(),
            out: Walked::default(),
        }
    }

    /// Walks all that `refs` reach, then what only `logged` reaches.
    pub(super) fn all(
        mut self,
        refs: impl IntoIterator<Item = ObjectId>,
        logged: impl IntoIterator<Item = ObjectId>,
    ) -> Walked {
        let refs: Vec<u32> = refs.into_iter().filter_map(|id| self.tip(id)).collect();
        self.from(&refs, Reach::Refs);
        // What a reflog names may be gone by right.
        let here = |id: ObjectId| self.objects.find(id.as_bytes());
        let logged: Vec<u32> = logged.into_iter().filter_map(here).collect();
        self.from(&logged, Reach::Reflog);
        self.out
    }

    fn tip(&mut self, id: ObjectId) -> Option<u32> {
        let known = self.objects.find(id.as_bytes());
        if known.is_none() {
            self.missing(id);
        }
        known
    }

    fn from(&mut self, tips: &[u32], reach: Reach) {
        let mut heads = Vec::new();
        for &tip in tips {
            heads.extend(self.peel(tip, reach));
        }
        let commits = self.reached(heads.iter().copied());
        for number in self.in_order(&commits) {
            let Some(commit) = self.commits.commits.get(&number) else { continue };
            self.out.commits += 1;
            let of = self.commit(number, commit.authored.rfc3339());
            if self.commits.found.contains_key(&number) {
                self.out.messages.push(Message { of: of.clone(), object: number, reach });
            }
            self.tree(commit.tree, Some(&of), reach);
        }
        for head in heads {
            match self.objects.kind(head) {
                Kind::Tree => self.tree(head, None, reach),
                Kind::Blob => {
                    let edge = Edge { child: head, name: u32::MAX, what: What::Wanted };
                    if self.blobs.wanted.has(head) {
                        self.blob(edge, Vec::new(), None, reach);
                    }
                }
                _ => {}
            }
        }
    }

    /// What a tag is of, in the end.
    fn peel(&mut self, tip: u32, reach: Reach) -> Option<u32> {
        let mut number = tip;
        while self.objects.kind(number) == Kind::Tag {
            if !self.met.set(number) {
                return None;
            }
            let Some(tag) = self.commits.tags.get(&number) else {
                self.broken(number);
                return None;
            };
            if self.commits.found.contains_key(&number) {
                let of = self.commit(number, tag.tagged.rfc3339());
                self.out.messages.push(Message { of, object: number, reach });
            }
            number = tag.target;
        }
        if let Some(id) = self.commits.missing(number) {
            self.missing(*id);
            return None;
        }
        Some(number)
    }

    /// All commits that `heads` reach and that were not met yet.
    fn reached(&mut self, heads: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut reached = Vec::new();
        let mut open: Vec<u32> = heads.collect();
        while let Some(number) = open.pop() {
            if let Some(id) = self.commits.missing(number) {
                self.missing(*id);
                continue;
            }
            match self.objects.kind(number) {
                Kind::Commit => {}
                Kind::Tree | Kind::Blob => continue,
                _ => {
                    self.broken(number);
                    continue;
                }
            }
            if !self.met.set(number) {
                continue;
            }
            match self.commits.commits.get(&number) {
                Some(commit) => {
                    reached.push(number);
                    if !self.shallow.contains(&number) {
                        open.extend(&commit.parents);
                    }
                }
                None => self.broken(number),
            }
        }
        reached
    }

    /// Commits with their parents before them, the older before the newer where neither is the other's ancestor.
    fn in_order(&mut self, commits: &[u32]) -> Vec<u32> {
        let mut waits: HashMap<u32, usize> = commits.iter().map(|number| (*number, 0)).collect();
        let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
        for number in commits {
            let Some(commit) = self.commits.commits.get(number) else { continue };
            if self.shallow.contains(number) {
                continue;
            }
            for parent in &commit.parents {
                if waits.contains_key(parent) {
                    children.entry(*parent).or_default().push(*number);
                    *waits.entry(*number).or_default() += 1;
                }
            }
        }
        let time = |number: u32| self.commits.commits.get(&number).map_or(0, |it| it.committed);
        let free = waits.iter().filter(|(_, count)| **count == 0);
        let mut ready: BinaryHeap<_> =
            free.map(|(number, _)| Reverse((time(*number), *number))).collect();
        let mut order = Vec::with_capacity(commits.len());
        while let Some(Reverse((_, number))) = ready.pop() {
            order.push(number);
            for child in children.remove(&number).unwrap_or_default() {
                let Some(count) = waits.get_mut(&child) else { continue };
                *count -= 1;
                if *count == 0 {
                    ready.push(Reverse((time(child), child)));
                }
            }
        }
        if order.len() < commits.len() {
            // Ancestors of themselves: possible only where ids are not hashes.
            self.out.faults.push(Fault::Loop);
            let done: HashSet<u32> = order.iter().copied().collect();
            let mut rest: Vec<u32> =
                commits.iter().copied().filter(|number| !done.contains(number)).collect();
            rest.sort_by_key(|number| (time(*number), *number));
            order.extend(rest);
        }
        order
    }

    /// Goes through a tree and those below it that were not met yet.
    fn tree(&mut self, root: u32, of: Option<&Rc<Commit>>, reach: Reach) {
        if let Some(id) = self.commits.missing(root) {
            return self.missing(*id);
        }
        if !self.enter(root) {
            return;
        }
        // Each tree with its edges that are still to be looked at, and the length of the path that leads to it.
        let mut way = vec![(self.trees.edges(root), 0)];
        let mut path = Vec::new();
        while let Some((edges, length)) = way.last_mut() {
            let Some((edge, rest)) = edges.split_first() else {
                way.pop();
                continue;
            };
            *edges = rest;
            path.truncate(*length);
            if !path.is_empty() {
                path.push(b'/');
            }
            path.extend_from_slice(self.trees.name(edge.name));
            match edge.what {
                What::Tree if self.enter(edge.child) => {
                    if way.len() < DEEPEST {
                        way.push((self.trees.edges(edge.child), path.len()));
                    } else {
                        self.out.faults.push(Fault::TooDeep);
                    }
                }
                What::Tree => self.again(edge.child, &path, of, reach),
                What::Missing => {
                    if let Some(id) = self.trees.missing(edge.child) {
                        self.missing(*id);
                    }
                }
                What::Wanted | What::Named => self.blob(*edge, path.clone(), of, reach),
            }
        }
    }

    /// Whether a tree is new and can be read.
    fn enter(&mut self, tree: u32) -> bool {
        if !self.met.set(tree) {
            return false;
        }
        if self.objects.kind(tree) != Kind::Tree || self.trees.broken.contains_key(&tree) {
            self.broken(tree);
            return false;
        }
        true
    }

    /// A tree that was met already: under another name, its files with wanted names may mean something else.
    fn again(&mut self, tree: u32, path: &[u8], of: Option<&Rc<Commit>>, reach: Reach) {
        for edge in self.trees.edges(tree).iter().filter(|edge| edge.what == What::Named) {
            let path = [path, b"/", self.trees.name(edge.name)].concat();
            self.blob(*edge, path, of, reach);
        }
    }

    fn blob(&mut self, edge: Edge, path: Vec<u8>, of: Option<&Rc<Commit>>, reach: Reach) {
        let number = edge.child;
        let new = self.met.set(number);
        let named = edge.what == What::Named;
        let new_here = named && self.named.insert((number, self.hasher.hash_one(&path)));
        if !new && !new_here {
            return;
        }
        if new && let Some(size) = self.blobs.broken.get(&number) {
            let id = self.text_of(number);
            self.out.faults.push(if *size > crate::LARGEST as u64 {
                Fault::TooLarge { id, path }
            } else {
                Fault::Broken { id }
            });
            return;
        }
        let found = new && self.blobs.found.contains_key(&number);
        if found || new_here {
            self.out.places.push(Place { blob: Blob(number), path, of: of.cloned(), reach, named });
        }
    }

    fn commit(&self, number: u32, author_date: String) -> Rc<Commit> {
        Rc::new(Commit { id: self.text_of(number), author_date })
    }

    fn text_of(&self, number: u32) -> String {
        self.objects.id(number).map(|id| id.to_hex().to_string()).unwrap_or_default()
    }

    fn missing(&mut self, id: ObjectId) {
        if self.told.insert(id) {
            self.out.faults.push(Fault::Missing { id: id.to_hex().to_string() });
        }
    }

    fn broken(&mut self, number: u32) {
        self.met.set(number);
        let Some(id) = self.objects.id(number).map(gix_hash::oid::to_owned) else { return };
        if self.told.insert(id) {
            self.out.faults.push(Fault::Broken { id: id.to_hex().to_string() });
        }
    }
}
