//! Reading every text below some folders, with all cores and little memory.

mod utf16;

use std::{
    ffi::OsStr,
    io::{self, Cursor, Read},
    path::{Path, PathBuf},
    sync::mpsc,
};

use ignore::{DirEntry, WalkState};
use zeroize::Zeroize as _;

use self::utf16::Utf16;
use crate::{
    error::words,
    sys,
    walk::{self, Area, Walked},
};

/// How much of a text is in memory at once, for each thread.
const WINDOW: usize = 512 << 10;

/// How much is read of a file before it is clear that it is a text.
const FIRST: usize = 64 << 10;

/// A file with a zero byte in its first bytes is no text.
const HEAD: usize = 8 << 10;

/// What looks at texts, one after the other: there is one for each thread.
pub trait Look: Send {
    /// What it finds in one text.
    type Found: Send;

    /// Shows a window of the text: what was not let go of the last one, and what follows it. Returns how many bytes at its
    /// beginning can be let go: of a window of 512 KiB that is not the last at least one, of the last all.
    fn window(&mut self, window: &[u8], is_last: bool) -> usize;

    /// The text is at its end, or can't be read any further.
    fn end(&mut self) -> Option<Self::Found>;
}

/// What [`look_at_texts`] does with a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Treatment {
    /// Looks at its text.
    Look,
    /// Looks at its text, and lists it.
    LookAndList,
    /// Nothing.
    Leave,
}

/// What is done with a file, given its folder and its name. Called from several threads.
pub type Treat<'a> = dyn Fn(&Path, &OsStr) -> Treatment + Sync + 'a;

/// What [`look_at_texts`] found.
#[derive(Debug)]
pub struct Looked<T> {
    /// What was found in each text, sorted by the bytes of the paths.
    pub found: Vec<(PathBuf, T)>,
    /// How many texts were looked at.
    pub texts: usize,
    /// The listed files and links, and what could not be read or was not entered.
    pub walked: Walked,
}

/// Reads every text below `roots` and does with it what `treat` says, in a walk like [`crate::walk`]'s.
///
/// Texts are plain files without a zero byte in their first 8 KiB; they need not be UTF-8. UTF-16 with a byte order mark
/// is shown as UTF-8. Links are not followed, except roots. Of each text no more than 512 KiB are in memory.
pub fn look_at_texts<L: Look>(
    roots: &[PathBuf],
    treat: &Treat<'_>,
    area: Area,
    look: &(dyn Fn() -> L + Sync),
) -> Looked<L::Found> {
    let mut looked = Looked { found: Vec::new(), texts: 0, walked: Walked::default() };
    let Some(walker) = walk::parallel(roots, area, &mut looked.walked) else { return looked };
    let (send, receive) = mpsc::channel();
    walker.run(|| {
        let mut thread =
            Thread { look: look(), buffer: vec![0; WINDOW], used: 0, texts: 0, send: send.clone() };
        Box::new(move |entry| {
            match entry {
                Ok(entry) => thread.entry(entry, treat),
                Err(error) => thread.say(Message::NotWalked(error)),
            }
            WalkState::Continue
        })
    });
    drop(send);
    for message in receive {
        match message {
            Message::Found(path, found) => looked.found.push((path, found)),
            Message::Listed(path) => looked.walked.files.push(path),
            Message::Unreadable(path, reason) => looked.walked.unreadable.push((path, reason)),
            Message::NotWalked(error) => looked.walked.note(&error),
            Message::Texts(number) => looked.texts += number,
        }
    }
    looked.found.sort_by(|(a, _), (b, _)| a.as_os_str().cmp(b.as_os_str()));
    looked.found.dedup_by(|(a, _), (b, _)| a == b);
    looked.walked.sort();
    looked
}

enum Message<T> {
    Found(PathBuf, T),
    Listed(PathBuf),
    Unreadable(PathBuf, String),
    NotWalked(ignore::Error),
    Texts(usize),
}

/// What one thread has.
struct Thread<L: Look> {
    look: L,
    buffer: Vec<u8>,
    /// How much of the buffer ever held text.
    used: usize,
    texts: usize,
    send: mpsc::Sender<Message<L::Found>>,
}

impl<L: Look> Thread<L> {
    fn entry(&mut self, entry: DirEntry, treat: &Treat<'_>) {
        if entry.file_type().is_some_and(|kind| kind.is_dir()) {
            return;
        }
        match treat(entry.path().parent().unwrap_or(Path::new("")), entry.file_name()) {
            Treatment::Look => {}
            Treatment::LookAndList => self.say(Message::Listed(entry.path().to_owned())),
            Treatment::Leave => return,
        }
        let read = match entry.file_type() {
            // a root that is a link is followed, here as in a walk of folders
            _ if entry.depth() == 0 => {
                entry.path().canonicalize().and_then(|file| self.read(&file))
            }
            Some(kind) if kind.is_file() => self.read(entry.path()),
            _ => return,
        };
        if let Err(error) = read
            && error.kind() != io::ErrorKind::NotFound
        {
            self.say(Message::Unreadable(entry.path().to_owned(), words(&error)));
        }
        if let Some(found) = self.look.end() {
            self.say(Message::Found(entry.into_path(), found));
        }
    }

    fn read(&mut self, path: &Path) -> io::Result<()> {
        let mut file = sys::open_to_read(path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::other("it is no file"));
        }
        let size = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
        let filled = self.fill(&mut file, 0, size.min(FIRST))?;
        let head = self.buffer.get(..filled.min(HEAD)).unwrap_or_default();
        if let Some(order) = utf16::order(head) {
            self.texts += 1;
            let begun = self.buffer.get(2..filled).unwrap_or_default().to_vec();
            let mut text = Utf16::new(order, Cursor::new(begun).chain(file));
            let filled = self.fill(&mut text, 0, WINDOW)?;
            return self.show(&mut text, filled);
        }
        if head.contains(&0) {
            return Ok(());
        }
        self.texts += 1;
        let filled =
            if size > filled { self.fill(&mut file, filled, size.min(WINDOW))? } else { filled };
        self.show(&mut file, filled)
    }

    /// Reads into the buffer from `filled` on until it holds `enough` or the text ends; how much it holds then. Without
    /// asking the system once more whether a file that has its size is at its end.
    fn fill(&mut self, text: &mut dyn Read, mut filled: usize, enough: usize) -> io::Result<usize> {
        // a file of no size may have content all the same, where the kernel makes it
        let enough = if enough == 0 { FIRST } else { enough };
        while let Some(free) = self.buffer.get_mut(filled..enough).filter(|free| !free.is_empty()) {
            match text.read(free) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.used = self.used.max(filled);
        Ok(filled)
    }

    fn show(&mut self, text: &mut dyn Read, mut filled: usize) -> io::Result<()> {
        loop {
            let is_last = filled < self.buffer.len();
            let window = self.buffer.get(..filled).unwrap_or_default();
            let done = self.look.window(window, is_last).min(filled);
            if is_last || done == 0 {
                return Ok(());
            }
            self.buffer.copy_within(done..filled, 0);
            filled = self.fill(text, filled - done, WINDOW)?;
        }
    }

    fn say(&self, message: Message<L::Found>) {
        // the receiver outlives the walk
        let _ = self.send.send(message);
    }
}

impl<L: Look> Drop for Thread<L> {
    fn drop(&mut self) {
        self.buffer.get_mut(..self.used).unwrap_or_default().zeroize();
        self.say(Message::Texts(self.texts));
    }
}
