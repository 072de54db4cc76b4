//! Which findings somebody has allowed to stay, as `[[allow]]` entries and comments say it.
//!
//! Everything here is text and values: which files are read, and which of them are heeded, is decided elsewhere.

mod comment;
mod entry;
mod fingerprint;
mod glob;
mod write;

pub use self::{
    comment::{Remark, in_document, in_lines, may_have_remarks},
    entry::{AllowEntry, Paths, Wrong, allow_entries},
    fingerprint::{Fingerprint, Salt},
    write::{NewEntry, appended},
};

/// A text by which a person explains something, fit to be shown: one line of moderate length, without control characters
/// and with every token of a known shape masked. `None` if nothing is left that says anything.
fn presentable(text: &str) -> Option<String> {
    const MOST: usize = 200;
    let hidden: Vec<_> = crate::find_in_text(text)
        .into_iter()
        .map(|hit| (hit.span, hit.rule.public_prefix()))
        .collect();
    let whole = crate::report::masked(text, &hidden);
    let outside = crate::report::masked(
        text,
        &hidden.iter().map(|(span, _)| (span.clone(), "")).collect::<Vec<_>>(),
    );
    let steers = |letter: &char| {
        letter.is_control()
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    let plain: String = whole.chars().filter(|letter| !steers(letter)).take(MOST).collect();
    outside.chars().any(char::is_alphanumeric).then(|| plain.trim().to_owned())
}
