//! The third sweep: commits and tags, and the messages in them.

use std::collections::HashMap;

use gix_hash::ObjectId;

use super::Look;
use crate::{
    date::Time,
    objects::{Keep, Kind, Objects, Visit, sweep},
};

/// The commits and tags of a repository.
pub(super) struct Commits<F> {
    /// By number.
    pub(super) commits: HashMap<u32, Commit>,
    /// What each tag is of, by number.
    pub(super) tags: HashMap<u32, Tag>,
    /// Parents that are asked for and not there are numbers in this list, after those of the objects.
    missing: Vec<ObjectId>,
    objects: u32,
    /// What was found in messages, by number of the commit or tag.
    pub(super) found: HashMap<u32, F>,
    /// Those that can't be read.
    pub(super) broken: HashMap<u32, u64>,
}

/// A commit.
pub(super) struct Commit {
    pub(super) tree: u32,
    pub(super) parents: Box<[u32]>,
    /// When it was committed, in seconds since 1970: for the order.
    pub(super) committed: i64,
    /// When it was written.
    pub(super) authored: Time,
}

/// A tag object.
pub(super) struct Tag {
    pub(super) target: u32,
    pub(super) tagged: Time,
}

impl<F> Commits<F> {
    /// What is missing under a number.
    pub(super) fn missing(&self, number: u32) -> Option<&ObjectId> {
        self.missing.get(number.checked_sub(self.objects)? as usize)
    }
}

/// Reads all commits and tags, and shows their messages to `look`.
pub(super) fn commits<L: Look>(
    objects: &Objects,
    look: &(dyn Fn() -> L + Sync),
) -> Commits<L::Found> {
    let objects_end = objects.len() as u32;
    let mut all = Commits {
        commits: HashMap::new(),
        tags: HashMap::new(),
        missing: Vec::new(),
        objects: objects_end,
        found: HashMap::new(),
        broken: HashMap::new(),
    };
    for kind in [Kind::Commit, Kind::Tag] {
        let make = || Visitor {
            objects,
            kind,
            look: look(),
            commits: Vec::new(),
            tags: Vec::new(),
            found: Vec::new(),
            broken: Vec::new(),
            missing: Vec::new(),
        };
        for visitor in sweep(objects, kind, &make) {
            // Missing things were numbered by each thread for itself.
            let shift = all.missing.len() as u32;
            let settle = |number: u32| if number >= objects_end { number + shift } else { number };
            for (number, mut commit) in visitor.commits {
                commit.tree = settle(commit.tree);
                commit.parents.iter_mut().for_each(|parent| *parent = settle(*parent));
                all.commits.insert(number, commit);
            }
            for (number, mut tag) in visitor.tags {
                tag.target = settle(tag.target);
                all.tags.insert(number, tag);
            }
            all.missing.extend(visitor.missing);
            all.found.extend(visitor.found);
            all.broken.extend(visitor.broken);
        }
    }
    all
}

struct Visitor<'o, L: Look> {
    objects: &'o Objects,
    kind: Kind,
    look: L,
    commits: Vec<(u32, Commit)>,
    tags: Vec<(u32, Tag)>,
    found: Vec<(u32, L::Found)>,
    broken: Vec<(u32, u64)>,
    missing: Vec<ObjectId>,
}

impl<L: Look> Visit for Visitor<'_, L> {
    type Kept = ();

    fn object(&mut self, number: u32, content: &[u8], _: Option<Keep<'_, ()>>) {
        let (head, message) = split(content);
        let read = match self.kind {
            Kind::Commit => self.commit(head).map(|commit| self.commits.push((number, commit))),
            _ => self.tag(head).map(|tag| self.tags.push((number, tag))),
        };
        if read.is_none() {
            self.broken.push((number, 0));
        }
        if let Some(found) = self.look.text(message) {
            self.found.push((number, found));
        }
    }

    fn broken(&mut self, number: u32, size: u64) {
        self.broken.push((number, size));
    }
}

impl<L: Look> Visitor<'_, L> {
    fn commit(&mut self, head: &[u8]) -> Option<Commit> {
        let (mut tree, mut parents) = (None, Vec::new());
        let (mut authored, mut committed) = (Time::default(), Time::default());
        for (key, value) in fields(head) {
            match key {
                b"tree" if tree.is_none() => tree = Some(self.number(value)?),
                b"parent" => parents.push(self.number(value)?),
                b"author" => authored = Time::of_signature(value),
                b"committer" => committed = Time::of_signature(value),
                _ => {}
            }
        }
        Some(Commit {
            tree: tree?,
            parents: parents.into(),
            committed: committed.seconds,
            authored,
        })
    }

    fn tag(&mut self, head: &[u8]) -> Option<Tag> {
        let (mut target, mut tagged) = (None, Time::default());
        for (key, value) in fields(head) {
            match key {
                b"object" if target.is_none() => target = Some(self.number(value)?),
                b"tagger" => tagged = Time::of_signature(value),
                _ => {}
            }
        }
        Some(Tag { target: target?, tagged })
    }

    /// The number of the object with this id in hexadecimal. `None` if it is no id.
    fn number(&mut self, hex: &[u8]) -> Option<u32> {
        let id = ObjectId::from_hex(hex).ok()?;
        Some(self.objects.find(id.as_bytes()).unwrap_or_else(|| {
            self.missing.push(id);
            (self.objects.len() + self.missing.len() - 1) as u32
        }))
    }
}

/// The head and the message of a commit or a tag.
fn split(content: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memmem::find(content, b"\n\n");
    end.and_then(|end| Some((content.get(..end)?, content.get(end + 2..)?)))
        .unwrap_or((content, &[]))
}

/// The lines of a head, without those that belong to a field of several lines.
fn fields(head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let field = |line| {
        let blank = memchr::memchr(b' ', line).filter(|at| *at > 0)?;
        Some((line.get(..blank)?, line.get(blank + 1..)?))
    };
    head.split(|byte| *byte == b'\n').filter_map(field)
}
