//! Decoding all objects of one kind, each once: a delta right after what it is a delta of, with all cores.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{
    Kind, LARGEST, Objects, delta,
    pack::{Pack, Reader, Recipe},
};

/// How many bytes of objects, on which others are built, all threads together keep.
const KEPT: usize = 96 << 20;

/// How many roots a thread takes at a time.
const PORTION: usize = 16;

/// Git takes a blob with a zero byte in its first bytes for binary.
const HEAD: usize = 8000;

/// What a thread does with the objects of a sweep.
pub(crate) trait Visit: Send {
    /// What it keeps of an object for those that are deltas of it.
    type Kept: Default;

    /// An object's content; `base` is what it is a delta of, where that is at hand.
    fn object(
        &mut self,
        number: u32,
        content: &[u8],
        base: Option<Keep<'_, Self::Kept>>,
    ) -> Self::Kept;

    /// A loose object of another kind.
    fn other(&mut self, number: u32, kind: Kind) {
        let _ = (number, kind);
    }

    /// An object that can't be decoded; `size` is what it claims to be, in bytes.
    fn broken(&mut self, number: u32, size: u64);
}

/// An object with what was kept of it.
pub(crate) struct Keep<'a, K> {
    pub(crate) content: &'a [u8],
    pub(crate) kept: &'a K,
}

/// Shows every object of `kind` to one of the visitors, which are given back. Loose objects whose kind is not known yet are
/// shown if they are of that kind, and their kind is told otherwise.
pub(crate) fn sweep<V: Visit>(
    objects: &Objects,
    kind: Kind,
    make: &(dyn Fn() -> V + Sync),
) -> Vec<V> {
    let mut jobs = Vec::new();
    for (pack, at) in objects.packs.iter().zip(0..) {
        jobs.extend(pack.roots(kind).map(|entry| Job::Packed { pack: at, entry }));
    }
    for at in 0..objects.loose.len() as u32 {
        let known = objects.kind(objects.first_loose + at);
        if known == kind || known == Kind::Unknown {
            jobs.push(Job::Loose(at));
        }
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let threads = cores.min(jobs.len().div_ceil(PORTION)).max(1);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut thread = Thread {
            objects,
            kind,
            visitor: make(),
            inflate: gix_zlib::Inflate::default(),
            delta: Vec::new(),
            spare: Vec::new(),
            may_keep: KEPT / threads,
        };
        loop {
            let from = next.fetch_add(PORTION, Ordering::Relaxed);
            let Some(portion) = jobs.get(from..jobs.len().min(from + PORTION)) else { break };
            if portion.is_empty() {
                break;
            }
            portion.iter().for_each(|job| thread.job(job));
        }
        thread.visitor
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut visitors = vec![work()];
        // A thread that panicked takes the program with it, as if there were one thread.
        visitors.extend(others.into_iter().map(|thread| match thread.join() {
            Ok(visitor) => visitor,
            Err(panic) => std::panic::resume_unwind(panic),
        }));
        visitors
    })
}

enum Job {
    Packed { pack: u32, entry: u32 },
    Loose(u32),
}

struct Thread<'o, V: Visit> {
    objects: &'o Objects,
    kind: Kind,
    visitor: V,
    inflate: gix_zlib::Inflate,
    delta: Vec<u8>,
    /// Buffers to be used again.
    spare: Vec<Vec<u8>>,
    may_keep: usize,
}

/// An object whose deltas are being decoded.
struct Frame<K> {
    entry: u32,
    /// `None` where it was too much to keep.
    content: Option<Vec<u8>>,
    kept: K,
    next_child: Option<u32>,
}

impl<V: Visit> Thread<'_, V> {
    fn job(&mut self, job: &Job) {
        match job {
            Job::Loose(at) => self.loose(*at),
            Job::Packed { pack, entry } => {
                let at = *pack as usize;
                let (Some(pack), Some(first)) =
                    (self.objects.packs.get(at), self.objects.firsts.get(at))
                else {
                    return;
                };
                self.family(pack, *first, *entry);
            }
        }
    }

    fn loose(&mut self, at: u32) {
        let number = self.objects.first_loose + at;
        let mut content = self.spare.pop().unwrap_or_default();
        match self.objects.read_loose(at, &mut content) {
            Some(kind) if kind == self.kind => {
                self.visitor.object(number, &content, None);
            }
            Some(kind) => self.visitor.other(number, kind),
            None => self.visitor.broken(number, 0),
        }
        self.give_back(content);
    }

    /// An entry that stands for itself, and all that are made of it.
    fn family(&mut self, pack: &Pack, first: u32, root: u32) {
        let reader = &pack.reader();
        let mut content = self.spare.pop().unwrap_or_default();
        match self.whole(reader, root, &mut content) {
            Decoded::Yes => {}
            Decoded::NotWanted => return self.give_back(content),
            Decoded::No => {
                self.give_back(content);
                return self.all_broken(reader, first, root);
            }
        }
        let kept = self.visitor.object(first + pack.place(root), &content, None);
        let mut held = content.len();
        let next_child = pack.first_child(root);
        let mut frames = vec![Frame { entry: root, content: Some(content), kept, next_child }];
        while let Some(frame) = frames.last_mut() {
            let Some(entry) = frame.next_child else {
                let frame = frames.pop();
                if let Some(content) = frame.and_then(|frame| frame.content) {
                    held -= content.len();
                    self.give_back(content);
                }
                continue;
            };
            frame.next_child = pack.next_sibling(entry);
            if frame.content.is_none() {
                frame.content = decode(reader, frame.entry);
                held += frame.content.as_ref().map_or(0, Vec::len);
            }
            let mut content = self.spare.pop().unwrap_or_default();
            let base = frame.content.as_deref();
            let done = base.and_then(|base| self.delta(reader, entry, base, &mut content));
            let (Some(()), Some(base)) = (done, base) else {
                self.give_back(content);
                self.all_broken(reader, first, entry);
                continue;
            };
            let base = Keep { content: base, kept: &frame.kept };
            let number = first + pack.place(entry);
            let kept = self.visitor.object(number, &content, Some(base));
            let Some(child) = pack.first_child(entry) else {
                self.give_back(content);
                continue;
            };
            if frame.next_child.is_none() {
                // Nothing else is made of the base.
                let frame = frames.pop();
                if let Some(base) = frame.and_then(|frame| frame.content) {
                    held -= base.len();
                    self.give_back(base);
                }
            }
            held += content.len();
            for frame in &mut frames {
                if held <= self.may_keep {
                    break;
                }
                held -= frame.content.take().map_or(0, |content| content.len());
            }
            let content = Some(content);
            frames.push(Frame { entry, content, kept, next_child: Some(child) });
        }
    }

    fn whole(&mut self, reader: &Reader<'_>, entry: u32, out: &mut Vec<u8>) -> Decoded {
        let Some(Recipe::Whole(head)) = reader.recipe(entry) else {
            return Decoded::No;
        };
        let alone = reader.pack.first_child(entry).is_none();
        if self.kind == Kind::Blob && alone && head.decompressed_size > 4 * HEAD as u64 {
            out.resize(HEAD, 0);
            if let Some(count) = reader.beginning(&head, &mut self.inflate, out)
                && is_binary(out.get(..count).unwrap_or_default())
            {
                return Decoded::NotWanted;
            }
        }
        match reader.inflate(&head, &mut self.inflate, out) {
            Some(()) => Decoded::Yes,
            None => Decoded::No,
        }
    }

    fn delta(
        &mut self,
        reader: &Reader<'_>,
        entry: u32,
        base: &[u8],
        out: &mut Vec<u8>,
    ) -> Option<()> {
        let Recipe::Delta(head) = reader.recipe(entry)? else { return None };
        reader.inflate(&head, &mut self.inflate, &mut self.delta)?;
        delta::apply(base, &self.delta, LARGEST, out)
    }

    /// Without an entry there is nothing of what is made of it either.
    fn all_broken(&mut self, reader: &Reader<'_>, first: u32, entry: u32) {
        let pack = reader.pack;
        let mut entries = vec![entry];
        while let Some(entry) = entries.pop() {
            self.visitor.broken(first + pack.place(entry), reader.claimed_size(entry));
            let mut child = pack.first_child(entry);
            while let Some(at) = child {
                entries.push(at);
                child = pack.next_sibling(at);
            }
        }
    }

    /// Keeps a buffer that is worth it.
    fn give_back(&mut self, buffer: Vec<u8>) {
        if buffer.capacity() <= 4 << 20 && self.spare.len() < 16 {
            self.spare.push(buffer);
        }
    }
}

enum Decoded {
    Yes,
    /// It is binary.
    NotWanted,
    No,
}

/// Whether git would take a blob for binary, and it is no text in UTF-16 either.
pub(crate) fn is_binary(content: &[u8]) -> bool {
    let utf16 = content.starts_with(&[0xFF, 0xFE]) || content.starts_with(&[0xFE, 0xFF]);
    !utf16 && memchr::memchr(0, content.get(..HEAD).unwrap_or(content)).is_some()
}

/// Decodes one entry, with all that it is made of.
pub(super) fn decode(reader: &Reader<'_>, entry: u32) -> Option<Vec<u8>> {
    let mut chain = vec![entry];
    let mut root = entry;
    while let Some(base) = reader.base(root) {
        // No pack has a longer chain than it has entries.
        if chain.len() > reader.pack.len() as usize {
            return None;
        }
        chain.push(base);
        root = base;
    }
    let mut inflate = gix_zlib::Inflate::default();
    let (mut content, mut instructions, mut out) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(entry) = chain.pop() {
        match reader.recipe(entry)? {
            Recipe::Whole(head) => reader.inflate(&head, &mut inflate, &mut content)?,
            Recipe::Delta(head) => {
                reader.inflate(&head, &mut inflate, &mut instructions)?;
                delta::apply(&content, &instructions, LARGEST, &mut out)?;
                std::mem::swap(&mut content, &mut out);
            }
        }
    }
    Some(content)
}
