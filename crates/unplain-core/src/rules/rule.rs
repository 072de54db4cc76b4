//! One row of the rule table.

use super::{check::Check, shape::Shape};

/// How one kind of token is recognised, and what is known about it.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The rule's name in reports and allow lists, kebab-case; never changes once released.
    pub id: &'static str,
    /// Who issues the token, as people write the name.
    pub provider: &'static str,
    /// What the token looks like.
    pub shape: Shape,
    /// What can be verified without asking the provider.
    pub check: Check,
    /// The environment variables that usually hold it, the most usual first.
    pub names: &'static [&'static str],
    /// Lower-case words, one of which the name over a value must hold for the row to claim it: for shapes that say too
    /// little by themselves. Empty: the shape is enough.
    pub under: &'static [&'static str],
    /// The page on which the token is replaced or revoked, where it was looked up.
    pub rotate: Option<&'static str>,
    /// How much a token of this kind opens.
    pub breadth: Breadth,
    /// Whether it is a secret at all.
    pub kind: Kind,
    /// How well the shape is known.
    pub grade: Grade,
    /// Who says so.
    pub source: &'static str,
}

/// How much a token of one kind opens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Breadth {
    /// All that its owner may do.
    Broad,
    /// What it was made for.
    Narrow,
    /// Depends on how it was made, or is not documented.
    Unknown,
}

/// What a recognised value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A credential.
    Secret,
    /// A key that is meant to be published; seeing it ends the search.
    Public,
    /// The name of a credential, of no use without it.
    Identifier,
}

/// How well a shape is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Grade {
    /// The provider documents it or publishes the code that makes it.
    A,
    /// Two or more independent scanners agree.
    B,
    /// One scanner, or they differ.
    C,
    /// Seen in use; the length is a cautious guess.
    D,
}

impl Rule {
    /// What may be shown of a value: the literal text that it begins with, `""` if none.
    #[must_use]
    pub fn public_prefix(&self) -> &'static str {
        self.shape.public_prefix()
    }
}

/// Begins a row: a secret of unknown breadth without a checksum.
pub(super) const fn row(id: &'static str, provider: &'static str, shape: &'static str) -> Rule {
    Rule {
        id,
        provider,
        shape: Shape::parse(shape),
        check: Check::None,
        names: &[],
        under: &[],
        rotate: None,
        breadth: Breadth::Unknown,
        kind: Kind::Secret,
        grade: Grade::D,
        source: "",
    }
}

impl Rule {
    pub(super) const fn check(mut self, check: Check) -> Self {
        self.check = check;
        self
    }

    pub(super) const fn names(mut self, names: &'static [&'static str]) -> Self {
        self.names = names;
        self
    }

    /// Makes the row claim a value only under a name that holds one of `words`.
    pub(super) const fn under(mut self, words: &'static [&'static str]) -> Self {
        self.under = words;
        self
    }

    pub(super) const fn rotate(mut self, url: &'static str) -> Self {
        self.rotate = Some(url);
        self
    }

    pub(super) const fn broad(mut self) -> Self {
        self.breadth = Breadth::Broad;
        self
    }

    pub(super) const fn narrow(mut self) -> Self {
        self.breadth = Breadth::Narrow;
        self
    }

    pub(super) const fn public(mut self) -> Self {
        self.kind = Kind::Public;
        self
    }

    pub(super) const fn identifier(mut self) -> Self {
        self.kind = Kind::Identifier;
        self
    }

    pub(super) const fn source(mut self, grade: Grade, source: &'static str) -> Self {
        self.grade = grade;
        self.source = source;
        self
    }
}
