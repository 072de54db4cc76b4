//! The flat table of a document's nodes.

use crate::node::Kind;
use crate::scalar::Style;

/// No entry, no key.
pub(crate) const NONE: u32 = u32::MAX;

/// One node. Entries stand in pre-order, so a node's descendants are the entries up to its `next`.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    /// Bytes of the value in the text, quotes included.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Bytes of the member's key in the text, quotes included; `NONE` where there is none. `key_start` without `key_end`
    /// is where the text of an element begins before its value: at its dash, tag or anchor.
    pub(crate) key_start: u32,
    pub(crate) key_end: u32,
    pub(crate) parent: u32,
    /// The entry after this one's last descendant.
    pub(crate) next: u32,
    /// Position among the parent's children.
    pub(crate) index: u32,
    pub(crate) kind: Kind,
    pub(crate) style: Style,
    pub(crate) key_style: Style,
}

// A 20 MB config has a million nodes.
const _: () = assert!(size_of::<Entry>() == 32);

impl Entry {
    /// A root at this place, to be adjusted by the parsers.
    pub(crate) const fn root(kind: Kind, style: Style, start: usize, end: usize) -> Entry {
        Entry {
            start: start as u32,
            end: end as u32,
            key_start: NONE,
            key_end: NONE,
            parent: NONE,
            next: 0,
            index: 0,
            kind,
            style,
            key_style: Style::Verbatim,
        }
    }

    pub(crate) fn has_key(&self) -> bool {
        self.key_end != NONE
    }
}
