//! Everything that a repository's refs point at, or ever pointed at.
//!
//! Read as text here, not by a library for refs: those follow one ref after the other and stop at a broken one. What is
//! wanted are the ids, all of them, also those of refs that git itself would refuse.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use gix_hash::ObjectId;

/// What the refs point at.
#[derive(Debug, Default)]
pub(crate) struct Tips {
    /// Branches, tags, remotes, notes, the stash with all its entries, every work tree's HEAD.
    pub(crate) refs: BTreeSet<ObjectId>,
    /// What a ref pointed at once, and what git itself noted for a while (`FETCH_HEAD`, `ORIG_HEAD`). These may be gone
    /// already.
    pub(crate) logged: BTreeSet<ObjectId>,
    /// Files that could not be read.
    pub(crate) unreadable: Vec<PathBuf>,
}

/// Deeper folders of refs do not exist.
const DEEPEST: usize = 64;

/// Reads the refs of a repository, `common` being the folder that its work trees share.
pub(crate) fn tips(common: &Path) -> Tips {
    let mut tips = Tips::default();
    let mut folders = vec![common.to_owned()];
    if let Ok(linked) = fs::read_dir(common.join("worktrees")) {
        folders.extend(linked.flatten().map(|entry| entry.path()));
    }
    for folder in folders {
        tips.heads(&folder);
        tips.below(&folder.join("refs"), &mut |tips, _, text| first_ids(text, &mut tips.refs));
        tips.below(&folder.join("logs"), &mut |tips, path, text| {
            let is_stash = path.ends_with("refs/stash");
            log_ids(text, if is_stash { &mut tips.refs } else { &mut tips.logged });
        });
    }
    if let Some(text) = tips.read(&common.join("packed-refs")) {
        packed_ids(&text, &mut tips.refs);
    }
    tips.refs.retain(|id| !id.is_null());
    tips.logged.retain(|id| !id.is_null());
    tips
}

impl Tips {
    /// `HEAD`, and the files like it that commands leave.
    fn heads(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| name.ends_with("HEAD")) else { continue };
            if let Some(text) = self.read(&entry.path()) {
                let lasting = name == "HEAD";
                first_ids(&text, if lasting { &mut self.refs } else { &mut self.logged });
            }
        }
    }

    /// Every file below `folder`. Links to folders are not followed.
    fn below(&mut self, folder: &Path, found: &mut dyn FnMut(&mut Self, &Path, &[u8])) {
        let mut folders = vec![(folder.to_owned(), 0)];
        while let Some((folder, depth)) = folders.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(_) => {
                    self.unreadable.push(folder);
                    continue;
                }
            };
            for entry in entries.flatten() {
                let path = entry.path();
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() && depth < DEEPEST => folders.push((path, depth + 1)),
                    Ok(kind) if kind.is_dir() => self.unreadable.push(path),
                    _ => {
                        if let Some(text) = self.read(&path) {
                            found(self, &path, &text);
                        }
                    }
                }
            }
        }
    }

    /// The content of a plain file; one that cannot be read is noted.
    fn read(&mut self, path: &Path) -> Option<Vec<u8>> {
        match fs::metadata(path) {
            Ok(kind) if kind.is_file() => {}
            _ => return None,
        }
        match fs::read(path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(_) => {
                self.unreadable.push(path.to_owned());
                None
            }
        }
    }
}

/// The ids at the beginnings of lines; `ref: …` is none.
fn first_ids(text: &[u8], ids: &mut BTreeSet<ObjectId>) {
    let first = |line: &[u8]| {
        let word = line.split(u8::is_ascii_whitespace).next()?;
        ObjectId::from_hex(word).ok()
    };
    ids.extend(text.split(|byte| *byte == b'\n').filter_map(first));
}

/// The ids of `packed-refs`: what each ref points at, and what a tag is of.
fn packed_ids(text: &[u8], ids: &mut BTreeSet<ObjectId>) {
    for line in text.split(|byte| *byte == b'\n') {
        let line = line.strip_prefix(b"^").unwrap_or(line);
        first_ids(line, ids);
    }
}

/// Both ids of each line of a reflog: old and new.
fn log_ids(text: &[u8], ids: &mut BTreeSet<ObjectId>) {
    let mut last = None;
    for line in text.split(|byte| *byte == b'\n') {
        for word in line.splitn(3, |byte| *byte == b' ').take(2) {
            if let Ok(id) = ObjectId::from_hex(word)
                && last != Some(id)
            {
                ids.insert(id);
                last = Some(id);
            }
        }
    }
}
