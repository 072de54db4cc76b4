//! The objects of a repository: packs and loose ones, also those of alternates, each with a number.

mod delta;
mod pack;
mod sweep;
mod table;

use std::path::{Path, PathBuf};

use gix_hash::{ObjectId, oid};

pub(crate) use self::sweep::{Keep, Visit, is_binary, sweep};
use self::{pack::Pack, table::Table};
use crate::Repository;

/// Larger objects are not read: they are reported. In bytes.
pub const LARGEST: usize = 128 << 20;

/// What an object is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Blob,
    Tree,
    Commit,
    Tag,
    /// Not known yet.
    Unknown,
    /// It can't be known.
    Broken,
}

impl From<gix_object::Kind> for Kind {
    fn from(kind: gix_object::Kind) -> Self {
        match kind {
            gix_object::Kind::Blob => Self::Blob,
            gix_object::Kind::Tree => Self::Tree,
            gix_object::Kind::Commit => Self::Commit,
            gix_object::Kind::Tag => Self::Tag,
        }
    }
}

/// All objects of a repository. Each has a number; one that is there more than once has several, of which one counts.
pub(crate) struct Objects {
    packs: Vec<Pack>,
    /// The number of each pack's first object.
    firsts: Vec<u32>,
    stores: Vec<gix_odb::loose::Store>,
    /// The loose objects, with their store's place in the list; sorted.
    loose: Vec<(ObjectId, u32)>,
    first_loose: u32,
    kinds: Vec<Kind>,
    table: Table,
    id_len: usize,
}

/// A folder or file of objects that could not be read, and what is wrong.
pub(crate) type Unreadable = (PathBuf, &'static str);

impl Objects {
    /// Opens everything. What is broken is left out and listed.
    pub(crate) fn open(repository: &Repository) -> (Self, Vec<Unreadable>) {
        let mut unreadable = Vec::new();
        let folder = repository.common.join("objects");
        let mut folders = vec![folder.clone()];
        match gix_odb::alternate::resolve(folder.clone(), Path::new("/")) {
            Ok(more) => folders.extend(more),
            Err(_) => unreadable.push((
                folder.join("info/alternates"),
                "names object folders that can't be found, or each other",
            )),
        }
        let mut packs = Vec::new();
        for folder in &folders {
            open_packs(&folder.join("pack"), repository.hash, &mut packs, &mut unreadable);
        }
        let (stores, loose) = loose(&folders, repository.hash, &mut unreadable);
        let mut next = 0u32;
        let mut firsts = Vec::new();
        for pack in &packs {
            firsts.push(next);
            next = next.saturating_add(pack.len());
        }
        let count = next as usize + loose.len();
        let mut objects = Self {
            packs,
            firsts,
            stores,
            loose,
            first_loose: next,
            kinds: vec![Kind::Unknown; count],
            table: Table::new(0),
            id_len: repository.hash.len_in_bytes(),
        };
        objects.number();
        (objects, unreadable)
    }

    /// How many bytes an id has.
    pub(crate) fn id_len(&self) -> usize {
        self.id_len
    }

    /// How many numbers there are.
    pub(crate) fn len(&self) -> usize {
        self.kinds.len()
    }

    /// What an object is; of a loose one known only after the first sweep.
    pub(crate) fn kind(&self, number: u32) -> Kind {
        self.kinds.get(number as usize).copied().unwrap_or(Kind::Unknown)
    }

    /// Notes what a loose object is.
    pub(crate) fn set_kind(&mut self, number: u32, kind: Kind) {
        if let Some(known) = self.kinds.get_mut(number as usize) {
            *known = kind;
        }
    }

    /// The number of an object.
    pub(crate) fn find(&self, id: &[u8]) -> Option<u32> {
        self.table.get(id, |number| self.id(number).is_some_and(|known| known.as_bytes() == id))
    }

    /// The id of a number.
    pub(crate) fn id(&self, number: u32) -> Option<&oid> {
        if let Some(at) = number.checked_sub(self.first_loose) {
            return self.loose.get(at as usize).map(|(id, _)| id.as_ref());
        }
        let (pack, first) = self.pack_of(number)?;
        Some(pack.id(number - first))
    }

    /// An object's content. `None` if it can't be read or is too large.
    pub(crate) fn read(&self, number: u32) -> Option<Vec<u8>> {
        if let Some(at) = number.checked_sub(self.first_loose) {
            let mut content = Vec::new();
            return self.read_loose(at, &mut content).map(|_| content);
        }
        let (pack, first) = self.pack_of(number)?;
        sweep::decode(&pack.reader(), pack.entry_at(number - first)?)
    }

    /// The content of the loose object at this place of the list.
    fn read_loose(&self, at: u32, out: &mut Vec<u8>) -> Option<Kind> {
        let (id, store) = self.loose.get(at as usize)?;
        let kind = self.stores.get(*store as usize)?.try_find(id, out).ok()??.kind;
        Some(kind.into())
    }

    fn pack_of(&self, number: u32) -> Option<(&Pack, u32)> {
        let at = self.firsts.partition_point(|first| *first <= number).checked_sub(1)?;
        Some((self.packs.get(at)?, *self.firsts.get(at)?))
    }

    /// Fills the table and the kinds.
    fn number(&mut self) {
        let mut table = Table::new(self.len());
        for number in 0..self.len() as u32 {
            let Some(id) = self.id(number) else { continue };
            let same = |other| self.id(other).is_some_and(|other| other == id);
            table.add(id.as_bytes(), number, same);
        }
        self.table = table;
        for (pack, first) in self.packs.iter().zip(&self.firsts) {
            for (place, kind) in pack.kinds() {
                if let Some(known) = self.kinds.get_mut((first + place) as usize) {
                    *known = kind;
                }
            }
        }
    }
}

fn open_packs(
    folder: &Path,
    hash: gix_hash::Kind,
    packs: &mut Vec<Pack>,
    unreadable: &mut Vec<Unreadable>,
) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
        Err(_) => {
            unreadable.push((folder.to_owned(), "the folder of packs can't be read"));
            return;
        }
    };
    let indexes = entries.flatten().map(|entry| entry.path());
    let mut indexes: Vec<PathBuf> =
        indexes.filter(|path| path.extension().is_some_and(|end| end == "idx")).collect();
    indexes.sort();
    for index in indexes {
        match Pack::open(&index, hash) {
            Ok(pack) => packs.push(pack),
            Err(why) => unreadable.push((index, why)),
        }
    }
}

type Loose = (Vec<gix_odb::loose::Store>, Vec<(ObjectId, u32)>);

fn loose(folders: &[PathBuf], hash: gix_hash::Kind, unreadable: &mut Vec<Unreadable>) -> Loose {
    let options = gix_odb::loose::Options {
        alloc_limit_bytes: Some(LARGEST),
        compression: gix_zlib::Compression::DEFAULT,
    };
    let store = |folder: &PathBuf| gix_odb::loose::Store::at_opts(folder, hash, options);
    let stores: Vec<_> = folders.iter().map(store).collect();
    let mut loose = Vec::new();
    for (store, at) in stores.iter().zip(0..) {
        for id in store.iter() {
            match id {
                Ok(id) => loose.push((id, at)),
                Err(_) => {
                    unreadable.push((store.path().to_owned(), "a folder of objects can't be read"));
                }
            }
        }
    }
    loose.sort_unstable();
    (stores, loose)
}
