//! Everything that refs ever reached, each blob once, with the commit and the path at which it stood first.
//!
//! Three sweeps over all objects, in the order in which packs hold them, decode each object once: blobs, then trees, then
//! commits. Of the blobs only those in which something was found are remembered, of the trees the entries that lead to
//! these. The walk through the commits then needs no object any more. Asking for one object after the other, as a walk
//! would, decodes most of them several times.

mod bits;
mod blobs;
mod commits;
mod trees;
mod walk;

use std::{collections::HashMap, path::PathBuf, rc::Rc};

pub(crate) use self::trees::{Entry, EntryKind};
use self::walk::Walk;
use crate::{
    Repository,
    objects::{Objects, Unreadable},
    refs,
};

/// What looks at texts, one after the other: there is one for each thread.
pub trait Look: Send {
    /// What it finds in one text.
    type Found: Send;

    /// Looks at a text, which need not be UTF-8: a blob without a zero byte at its beginning, one that begins with the byte
    /// order mark of UTF-16, or a message.
    fn text(&mut self, text: &[u8]) -> Option<Self::Found>;
}

/// The history of a repository.
pub struct History<F> {
    objects: Objects,
    /// What was found in the blobs, by number.
    blobs: HashMap<u32, F>,
    /// What was found in messages, by number.
    in_messages: HashMap<u32, F>,
    /// Where blobs in which something was found, or with a wanted name, stood first; the oldest commits first.
    pub places: Vec<Place>,
    /// Messages in which something was found.
    pub messages: Vec<Message>,
    /// What could not be looked at.
    pub faults: Vec<Fault>,
    /// How many commits can be reached.
    pub commits: usize,
    /// How many blobs were looked at.
    pub texts: usize,
}

/// A blob of a history.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Blob(u32);

/// A commit, or a tag with a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commit {
    /// Its full hash.
    pub id: String,
    /// When it was written: RFC 3339 with the author's offset.
    pub author_date: String,
}

/// Where a blob stood first.
#[derive(Clone, Debug)]
pub struct Place {
    /// The blob.
    pub blob: Blob,
    /// Its path in the tree, as git has it; empty where a ref points at the blob itself.
    pub path: Vec<u8>,
    /// The commit that brought it; none where a ref points at a tree or blob itself.
    pub of: Option<Rc<Commit>>,
    /// How it can be reached.
    pub reach: Reach,
    /// It has one of the names that were asked for. Such a blob is listed for each of its paths.
    pub named: bool,
}

/// A message in which something was found.
#[derive(Clone, Debug)]
pub struct Message {
    /// The commit or tag.
    pub of: Rc<Commit>,
    object: u32,
    /// How it can be reached.
    pub reach: Reach,
}

/// How something can be reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// From a branch, a tag, a remote's branch, the stash, a note or a HEAD.
    Refs,
    /// Only from what a ref was once.
    Reflog,
}

/// What could not be looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// An object that can't be decoded.
    Broken {
        /// Its hash.
        id: String,
    },
    /// An object that is not there.
    Missing {
        /// Its hash.
        id: String,
    },
    /// A blob of more than [`crate::LARGEST`] bytes.
    TooLarge {
        /// Its hash.
        id: String,
        /// Its path in the tree.
        path: Vec<u8>,
    },
    /// The clone is shallow: parents of some commits were left out.
    Shallow,
    /// Commits are ancestors of themselves.
    Loop,
    /// Folders are nested too deep.
    TooDeep,
    /// A file or folder of the repository can't be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        why: &'static str,
    },
}

/// Reads the whole history, shows each text once to one of the looks that `look` makes, and finds where the texts stood in
/// which something was found, and all blobs whose name `named` takes.
pub fn history<L: Look>(
    repository: &Repository,
    named: &(dyn Fn(&str) -> bool + Sync),
    look: &(dyn Fn() -> L + Sync),
) -> History<L::Found> {
    let tips = refs::tips(&repository.common);
    let shallow = repository.shallow();
    let (mut objects, unreadable) = Objects::open(repository);
    let blobs = blobs::blobs(&mut objects, look);
    let trees = trees::trees(&objects, &blobs.wanted, named);
    let commits = commits::commits(&objects, look);
    let walked =
        Walk::new(&objects, &trees, &commits, &blobs, &shallow).all(tips.refs, tips.logged);
    let unreadable_refs = tips.unreadable.into_iter().map(|path| (path, "a ref can't be read"));
    let fault = |(path, why): Unreadable| Fault::Unreadable { path, why };
    let mut faults: Vec<Fault> = unreadable.into_iter().chain(unreadable_refs).map(fault).collect();
    faults.extend((!shallow.is_empty()).then_some(Fault::Shallow));
    faults.extend(walked.faults);
    History {
        objects,
        blobs: blobs.found,
        in_messages: commits.found,
        places: walked.places,
        messages: walked.messages,
        faults,
        commits: walked.commits,
        texts: blobs.count,
    }
}

impl<F> History<F> {
    /// What was found in a blob.
    #[must_use]
    pub fn found(&self, blob: Blob) -> Option<&F> {
        self.blobs.get(&blob.0)
    }

    /// What was found in a message.
    #[must_use]
    pub fn found_in(&self, message: &Message) -> Option<&F> {
        self.in_messages.get(&message.object)
    }

    /// A blob's content. `None` if it can't be read.
    #[must_use]
    pub fn content(&self, blob: Blob) -> Option<Vec<u8>> {
        self.objects.read(blob.0)
    }
}
