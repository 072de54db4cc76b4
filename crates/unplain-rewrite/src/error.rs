//! Why a text could not be read, or an edit not be made. The texts never quote the document.

/// Documents nested deeper than this are refused.
pub const MAX_DEPTH: usize = 512;

/// Texts of more bytes than this are refused.
pub const MAX_LENGTH: usize = 1 << 30;

/// The text is not a document of its format.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}, column {column}: {kind}")]
pub struct ParseError {
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    /// What is wrong there.
    pub kind: ParseErrorKind,
}

/// What is wrong with a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// More than [`MAX_DEPTH`] levels, or more than the format's parser takes.
    #[error("nested too deep")]
    TooDeep,
    /// More than [`MAX_LENGTH`] bytes.
    #[error("the text is longer than {MAX_LENGTH} bytes")]
    TooLong,
    /// Against the format's grammar, in words of our own.
    #[error("{0}")]
    Syntax(&'static str),
}

/// An edit was not made, or its proof failed. The document is as before.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}, column {column}: {kind}")]
pub struct Refusal {
    /// 1-based, in the old text.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    /// Why.
    pub kind: RefusalKind,
}

/// Why an edit was not made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RefusalKind {
    /// Fragments are replaced in strings only, and this format's numbers can't become strings.
    #[error("the value is not a string")]
    NotAString,
    /// A YAML alias: its value stands at the anchor.
    #[error("the value is an alias; edit its anchor on line {line}, column {column}")]
    Alias {
        /// The anchored value's line, 1-based.
        line: usize,
        /// The anchored value's column, 1-based.
        column: usize,
    },
    /// The string holds an escape that is no character (half of a surrogate pair), or one this crate can't map.
    #[error("the string holds an escape that stands for no character")]
    NoCharacter,
    /// The range lies outside the decoded value, or cuts a character.
    #[error("the range does not fit the value")]
    OutOfRange,
    /// Two edits touch the same bytes, or one lies in a removed value.
    #[error("two edits touch the same place")]
    Overlap,
    /// A member is inserted into something else than an object.
    #[error("the value is not an object")]
    NotAnObject,
    /// Elements are added to something else than an array.
    #[error("the value is not an array")]
    NotAnArray,
    /// A YAML array with an anchor or a tag: what else it means is not known here.
    #[error("the array has an anchor or a tag; take that off or add the element by hand")]
    Marked,
    /// The object already has a member of this name.
    #[error("the object already has this key")]
    KeyExists,
    /// The root, or a value whose text is woven into that of others.
    #[error("the value can't be removed from its text")]
    NotRemovable,
    /// There is no place in the text for a member of this object, or an element of this array.
    #[error("the text has no room for a new member or element here")]
    NoRoom,
    /// The format has no way to write this value here.
    #[error("the format can't hold this value here")]
    CannotHold,
    /// The new text is not what was intended.
    #[error("the edit is not safe here: {0}")]
    Unproven(Unproven),
}

/// Which part of the proof failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unproven {
    /// The new text does not parse.
    #[error("the new text would not parse")]
    DoesNotParse,
    /// The edited value reads back as something else.
    #[error("the new value would read back differently")]
    OtherValue,
    /// Something that was not edited would change.
    #[error("another value would change")]
    OtherChange,
    /// A comment would change.
    #[error("a comment would change")]
    OtherComment,
}
