//! What is staged: the entries of the index that HEAD's tree has not, or has otherwise.
//!
//! Folders of which the index says that they are as in HEAD (the cached trees of its `TREE` extension) are passed over, so
//! that a few staged files cost little in a repository of any size.

use std::path::{Path, PathBuf};

use gix_hash::{ObjectId, oid};
use gix_index::{
    Entry as IndexEntry,
    entry::{Flags, Mode},
    extension::Tree as Cached,
};
use gix_object::Find as _;

use crate::{
    GitError, Repository,
    history::{Entry, EntryKind},
    objects::{LARGEST, is_binary},
};

/// What is staged.
pub struct Staged {
    objects: gix_odb::Handle,
    index: Option<gix_index::File>,
    /// In the order of their paths.
    pub files: Vec<StagedFile>,
}

/// A file, or a link, that is added or changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StagedFile {
    /// Its path in the tree, as git has it.
    pub path: Vec<u8>,
    /// Whether it is a link: its content is then the path that it leads to.
    pub is_link: bool,
    id: ObjectId,
}

impl StagedFile {
    /// The blob's hash.
    #[must_use]
    pub fn id(&self) -> String {
        self.id.to_hex().to_string()
    }
}

impl Staged {
    /// The files in the index, changed or not, whose path `wanted` says yes to; no links and no submodules.
    #[must_use]
    pub fn tracked(&self, wanted: &dyn Fn(&[u8]) -> bool) -> Vec<StagedFile> {
        self.index.iter().flat_map(|index| tracked(index, wanted)).collect()
    }

    /// A file's content as it is staged; `None` if it is binary. UTF-16 with a byte order mark is not.
    ///
    /// # Errors
    ///
    /// If the blob is missing or broken, or has more than [`LARGEST`] bytes.
    pub fn content(&self, file: &StagedFile) -> Result<Option<Vec<u8>>, GitError> {
        let content = read(&self.objects, &file.id, gix_object::Kind::Blob, Path::new(""))?;
        Ok(Some(content).filter(|content| !is_binary(content)))
    }
}

impl Repository {
    /// What is staged in `index`, an absolute path; `None`: the work tree's own.
    ///
    /// # Errors
    ///
    /// If the index or HEAD can't be read.
    pub fn staged(&self, index: Option<&Path>) -> Result<Staged, GitError> {
        let own = self.own.join("index");
        let index = index.unwrap_or(&own);
        let objects = self.database()?;
        let file = match self.index(index)? {
            Some(file) => file,
            None => return Ok(Staged { objects, index: None, files: Vec::new() }),
        };
        let head = match self.head()? {
            Some(commit) => {
                let commit = read(&objects, &commit, gix_object::Kind::Commit, self.top())?;
                let line = commit.split(|byte| *byte == b'\n').next().unwrap_or_default();
                let id = line.strip_prefix(b"tree ").and_then(|hex| ObjectId::from_hex(hex).ok());
                Some(id.ok_or_else(|| broken(self.top()))?)
            }
            None => None,
        };
        let mut compare = Compare {
            objects: &objects,
            top: self.top(),
            index: &file,
            id_len: self.hash.len_in_bytes(),
            files: Vec::new(),
        };
        compare.all(head)?;
        let files = compare.files;
        Ok(Staged { objects, index: Some(file), files })
    }

    /// The files in the work tree's index whose path `wanted` says yes to; no links and no submodules.
    ///
    /// # Errors
    ///
    /// If the index can't be read.
    pub fn tracked(&self, wanted: &dyn Fn(&[u8]) -> bool) -> Result<Vec<StagedFile>, GitError> {
        let index = self.index(&self.own.join("index"))?;
        Ok(index.iter().flat_map(|index| tracked(index, wanted)).collect())
    }

    fn database(&self) -> Result<gix_odb::Handle, GitError> {
        let options = gix_odb::store::init::Options {
            alloc_limit_bytes: Some(LARGEST),
            current_dir: Some(PathBuf::from("/")),
            ..Default::default()
        };
        let folder = self.common.join("objects");
        let mut handle = gix_odb::at_opts(&folder, self.hash, None, options)
            .map_err(|error| GitError::io(&folder, &error))?;
        // Nothing is added meanwhile that would be looked for again.
        handle.refresh_never();
        Ok(handle)
    }

    fn index(&self, path: &Path) -> Result<Option<gix_index::File>, GitError> {
        match path.symlink_metadata() {
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(GitError::io(path, &error)),
        }
        let options = gix_index::decode::Options {
            thread_limit: Some(1),
            alloc_limit_bytes: Some(1 << 30),
            ..Default::default()
        };
        // A checksum over the whole index would take longer than all else; what is broken shows without it.
        gix_index::File::at(path, self.hash, true, options).map(Some).map_err(|_| {
            GitError::new(
                path,
                "the index can't be read: it is broken, or uses an extension that is not known here",
                "see what `git status` says of it",
            )
        })
    }

    /// The commit that HEAD is at; `None` before the first.
    fn head(&self) -> Result<Option<ObjectId>, GitError> {
        let mut name = b"HEAD".to_vec();
        // As many steps as git takes before it calls symbolic refs a loop.
        for _ in 0..5 {
            let folder = if name.starts_with(b"refs/") { &self.common } else { &self.own };
            let path = folder.join(crate::repository::from_bytes(&name));
            let text = match std::fs::read(&path) {
                Ok(text) => text,
                Err(error) if not_there(&error) => return self.packed(&name),
                Err(error) => return Err(GitError::io(&path, &error)),
            };
            let text = text.trim_ascii();
            match text.strip_prefix(b"ref:") {
                Some(next) => name = next.trim_ascii().to_vec(),
                None => return ObjectId::from_hex(text).map(Some).map_err(|_| broken(&path)),
            }
            if !name.starts_with(b"refs/") || name.split(|byte| *byte == b'/').any(|at| at == b"..")
            {
                return Err(broken(&path));
            }
        }
        Err(broken(&self.own.join("HEAD")))
    }

    fn packed(&self, name: &[u8]) -> Result<Option<ObjectId>, GitError> {
        let path = self.common.join("packed-refs");
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if not_there(&error) => return Ok(None),
            Err(error) => return Err(GitError::io(&path, &error)),
        };
        let here = |line: &[u8]| {
            let (id, of) = line.split_at_checked(self.hash.len_in_hex())?;
            (of.strip_prefix(b" ")?.trim_ascii() == name).then_some(())?;
            ObjectId::from_hex(id).ok()
        };
        Ok(text.split(|byte| *byte == b'\n').find_map(here))
    }
}

fn tracked(index: &gix_index::File, wanted: &dyn Fn(&[u8]) -> bool) -> Vec<StagedFile> {
    let is_file = |entry: &&IndexEntry| matches!(entry.mode, Mode::FILE | Mode::FILE_EXECUTABLE);
    let files = index.entries().iter().filter(is_file).filter(|entry| wanted(entry.path(index)));
    let mut files: Vec<StagedFile> =
        files.map(|entry| staged_file(entry, entry.path(index))).collect();
    // a file in conflict stands there three times
    files.dedup_by(|one, other| one.path == other.path);
    files
}

fn staged_file(entry: &IndexEntry, path: &[u8]) -> StagedFile {
    StagedFile { path: path.to_vec(), is_link: entry.mode == Mode::SYMLINK, id: entry.id }
}

fn not_there(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    // A branch `a` may have been packed, and a folder `a` be there for `a/b`.
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::IsADirectory | ErrorKind::NotADirectory)
}

fn broken(path: &Path) -> GitError {
    GitError::new(
        path,
        "the repository is broken: HEAD can't be followed",
        "see what `git fsck` says",
    )
}

fn read(
    objects: &gix_odb::Handle,
    id: &oid,
    kind: gix_object::Kind,
    top: &Path,
) -> Result<Vec<u8>, GitError> {
    let mut content = Vec::new();
    match objects.try_find(id, &mut content) {
        Ok(Some(object)) if object.kind == kind => Ok(content),
        Ok(None) => Err(GitError::new(
            top,
            format!("the object {} is missing", id.to_hex()),
            "fetch it, or see what `git fsck` says",
        )),
        _ => Err(GitError::new(
            top,
            format!("the object {} is broken or too large", id.to_hex()),
            "see what `git fsck` says",
        )),
    }
}

struct Compare<'r> {
    objects: &'r gix_odb::Handle,
    top: &'r Path,
    index: &'r gix_index::File,
    id_len: usize,
    files: Vec<StagedFile>,
}

/// A folder: a part of the index, and what HEAD has there.
struct Folder<'i> {
    entries: &'i [IndexEntry],
    /// The length of its path in that of its entries, with the slash.
    prefix: usize,
    head: Option<ObjectId>,
    cached: Option<&'i Cached>,
}

impl<'r> Compare<'r> {
    fn all(&mut self, head: Option<ObjectId>) -> Result<(), GitError> {
        let mut folders = vec![Folder {
            entries: self.index.entries(),
            prefix: 0,
            head,
            cached: self.index.tree(),
        }];
        while let Some(folder) = folders.pop() {
            let same = folder.cached.is_some_and(|cached| {
                cached.num_entries.is_some() && Some(cached.id) == folder.head
            });
            if !same {
                self.folder(&folder, &mut folders)?;
            }
        }
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        self.files.dedup();
        Ok(())
    }

    fn folder(&mut self, folder: &Folder<'r>, below: &mut Vec<Folder<'r>>) -> Result<(), GitError> {
        let tree = match &folder.head {
            Some(id) => read(self.objects, id, gix_object::Kind::Tree, self.top)?,
            None => Vec::new(),
        };
        let head = self.entries(&tree)?;
        let mut rest = folder.entries;
        while let Some((entry, after)) = rest.split_first() {
            let path: &[u8] = entry.path(self.index);
            let Some(name) = path.get(folder.prefix..) else { break };
            let slash = memchr::memchr(b'/', name).filter(|at| at + 1 < name.len());
            let Some(slash) = slash else {
                rest = after;
                let name = name.strip_suffix(b"/").unwrap_or(name);
                let of_head = find(&head, name).filter(|at| at.id == entry.id.as_bytes());
                if of_head.is_none() {
                    self.entry(entry, path)?;
                }
                continue;
            };
            let name = name.get(..slash).unwrap_or_default();
            let prefix = folder.prefix + slash + 1;
            let start = path.get(..prefix).unwrap_or_default();
            let inside = |other: &IndexEntry| other.path(self.index).starts_with(start);
            let count = rest.partition_point(inside).max(1);
            let (entries, behind) = rest.split_at(count.min(rest.len()));
            rest = behind;
            let head = find(&head, name).filter(|at| at.kind == EntryKind::Tree);
            let cached = folder.cached.and_then(|cached| child(cached, name));
            below.push(Folder {
                entries,
                prefix,
                head: head.and_then(|at| ObjectId::try_from(at.id).ok()),
                cached,
            });
        }
        Ok(())
    }

    /// An entry that HEAD has not.
    fn entry(&mut self, entry: &IndexEntry, path: &[u8]) -> Result<(), GitError> {
        if entry.flags.contains(Flags::INTENT_TO_ADD) || entry.mode == Mode::COMMIT {
            return Ok(());
        }
        if entry.mode == Mode::DIR {
            return Err(GitError::new(
                self.top,
                "a folder is staged as a whole (a sparse index), which is not read here",
                "run `git sparse-checkout reapply --no-sparse-index` and try again",
            ));
        }
        self.files.push(staged_file(entry, path));
        Ok(())
    }

    /// The entries of a tree, sorted by name.
    fn entries<'t>(&self, tree: &'t [u8]) -> Result<Vec<Entry<'t>>, GitError> {
        let (mut entries, mut at) = (Vec::new(), 0);
        while at < tree.len() {
            let entry = Entry::at(tree, at, self.id_len).ok_or_else(|| broken(self.top))?;
            at = entry.end;
            entries.push(entry);
        }
        entries.sort_by(|a, b| a.name.cmp(b.name));
        Ok(entries)
    }
}

fn find<'e, 't>(entries: &'e [Entry<'t>], name: &[u8]) -> Option<&'e Entry<'t>> {
    let at = entries.binary_search_by(|entry| entry.name.cmp(name)).ok()?;
    entries.get(at)
}

/// The cached tree of a folder in another. Git sorts them by length and then by bytes; a few others do not.
fn child<'c>(cached: &'c Cached, name: &[u8]) -> Option<&'c Cached> {
    cached.children.iter().find(|child| child.name.as_slice() == name)
}
