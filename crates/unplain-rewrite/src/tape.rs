//! The flat table of a document's nodes.

use std::ops::Range;

use crate::node::Kind;
use crate::scalar::Style;

/// No entry, no key.
pub(crate) const NONE: u32 = u32::MAX;

/// One node. Entries stand in pre-order, so a node's descendants are the entries up to its `next`.
///
/// Reading a big config costs as much time for the memory of these as for the work, so they are kept small.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    /// Bytes of the value in the text, quotes included.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Where a member's key starts in the text, or the text of an element before its value (its dash, tag or anchor);
    /// `NONE` where there is nothing before the value.
    pub(crate) lead: u32,
    /// Where a member's key ends, or an element's number.
    label: u32,
    pub(crate) parent: u32,
    /// The entry after this one's last descendant.
    pub(crate) next: u32,
    pub(crate) kind: Kind,
    pub(crate) style: Style,
    pub(crate) key_style: Style,
    role: Role,
}

#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Role {
    Root,
    Member,
    Element,
}

const _: () = assert!(size_of::<Entry>() == 28);

impl Entry {
    /// A root at this place, to be adjusted by the parsers.
    pub(crate) const fn root(kind: Kind, style: Style, start: usize, end: usize) -> Entry {
        Entry {
            start: start as u32,
            end: end as u32,
            lead: NONE,
            label: NONE,
            parent: NONE,
            next: 0,
            kind,
            style,
            key_style: Style::Verbatim,
            role: Role::Root,
        }
    }

    /// Makes it the member of an object whose key stands at these bytes.
    pub(crate) fn set_member(&mut self, parent: u32, key: Range<u32>, style: Style) {
        (self.parent, self.role) = (parent, Role::Member);
        (self.lead, self.label, self.key_style) = (key.start, key.end, style);
    }

    /// Makes it the element of an array with this number.
    pub(crate) fn set_element(&mut self, parent: u32, index: u32, lead: Option<u32>) {
        (self.parent, self.role) = (parent, Role::Element);
        (self.lead, self.label) = (lead.unwrap_or(NONE), index);
    }

    /// The bytes of a member's key.
    pub(crate) fn key(&self) -> Option<Range<usize>> {
        (self.role == Role::Member).then_some(self.lead as usize..self.label as usize)
    }

    /// The number of an element.
    pub(crate) fn index(&self) -> Option<usize> {
        (self.role == Role::Element).then_some(self.label as usize)
    }
}
