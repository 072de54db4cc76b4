//! Finding tokens of the table in a text.

use std::{ops::Range, sync::LazyLock};

use super::{
    anchors::Anchors,
    check::Checksum,
    rule::Rule,
    table::RULES,
    words::{is_made_up, split_words},
};

/// A token in a text.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The row that it belongs to.
    pub rule: &'static Rule,
    /// The bytes of the secret itself, without what its shape has around it.
    pub span: Range<usize>,
    /// What its checksum says. [`Checksum::Bad`] means made up or mistyped: worth a low-confidence note at most.
    pub checksum: Checksum,
}

/// All tokens in `text`, in their order, none overlapping. Placeholders of a token's shape are left out.
///
/// Takes time linear in the text: about that of one search for the rows' literal parts.
#[must_use]
pub fn find_tokens(text: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut free_from = 0;
    FINDER.anchors.each(text.as_bytes(), |at, index| {
        let rules = FINDER.rules.get(index).map(Vec::as_slice).unwrap_or_default();
        if at >= free_from
            && let Some((hit, end)) =
                rules.iter().find_map(|rule| hit_at(rule, text, at, free_from))
        {
            hits.push(hit);
            free_from = end;
        }
    });
    hits
}

/// The token that `value` is as a whole; white space around it does not count and stays in the span.
#[must_use]
pub fn whole(value: &str) -> Option<Hit> {
    let token = value.trim();
    let hit = find_tokens(token).into_iter().next()?;
    (hit.span == (0..token.len())).then_some(Hit { span: 0..value.len(), ..hit })
}

/// The token that `value` is as a whole if it stands under `name`: rows whose shape alone says too little
/// ([`Rule::under`]).
#[must_use]
pub fn under(name: &str, value: &str) -> Option<Hit> {
    let name = split_words(name);
    let rows = RULES
        .iter()
        .filter(|rule| rule.under.iter().any(|word| name.iter().any(|part| part == word)));
    rows.filter_map(|rule| {
        let found = rule.shape.match_from(value.as_bytes(), 0)?;
        let token = value.get(found.secret.clone())?;
        let whole = found.end == value.len() && !is_made_up(token);
        whole.then_some(Hit { rule, span: found.secret, checksum: Checksum::None })
    })
    .next()
}

static FINDER: LazyLock<Finder> = LazyLock::new(Finder::new);

struct Finder {
    anchors: Anchors,
    /// For each anchor the rules to try where it stands, in the table's order.
    rules: Vec<Vec<&'static Rule>>,
}

impl Finder {
    fn new() -> Self {
        let mut literals: Vec<&str> = by_shape().map(|rule| rule.shape.anchor()).collect();
        literals.sort_unstable();
        literals.dedup();
        let of =
            |literal: &&str| by_shape().filter(|rule| rule.shape.anchor() == *literal).collect();
        Self { rules: literals.iter().map(of).collect(), anchors: Anchors::new(&literals) }
    }
}

/// The rows that need no name.
fn by_shape() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(|rule| rule.under.is_empty())
}

/// What `rule` finds around its anchor at `anchor`, and where its shape ends. Nothing before `free_from` belongs to it.
pub(super) fn hit_at(
    rule: &'static Rule,
    text: &str,
    anchor: usize,
    free_from: usize,
) -> Option<(Hit, usize)> {
    let bytes = text.as_bytes();
    let start = rule.shape.start_before(bytes, anchor)?;
    if start < free_from || !starts_a_word(bytes, start) {
        return None;
    }
    let found = rule.shape.match_from(bytes, start)?;
    if !ends_a_word(bytes, found.end, rule) {
        return None;
    }
    let token = text.get(found.secret.clone())?;
    let prefix = if found.secret.start == start { rule.public_prefix() } else { "" };
    let checksum = rule.check.of(token, prefix)?;
    if checksum != Checksum::Good && is_made_up(token.get(prefix.len()..)?) {
        return None;
    }
    Some((Hit { rule, span: found.secret, checksum }, found.end))
}

/// Whether no word runs into `at` from before. What an escape (`\n`, `\u003d`, `%3D`) ends with is not a word.
fn starts_a_word(text: &[u8], at: usize) -> bool {
    let begins_in_one = text.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let before = text.get(..at).unwrap_or_default();
    match before {
        _ if !begins_in_one => true,
        [.., b'%', a, b] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => true,
        [.., b'\\', b'n' | b'r' | b't' | b'b' | b'f'] => true,
        [.., b'\\', b'u', a, b, c, d] if [a, b, c, d].iter().all(|x| x.is_ascii_hexdigit()) => true,
        [.., last] => !is_word(*last) && *last != b'-',
        [] => true,
    }
}

/// Whether the match at its `end` is not the beginning of something longer.
fn ends_a_word(text: &[u8], end: usize, rule: &Rule) -> bool {
    let ends_in_one =
        end.checked_sub(1).and_then(|last| text.get(last)).is_some_and(|last| is_word(*last));
    match text.get(end..).unwrap_or_default() {
        [next, ..] if rule.shape.goes_on_with(*next) => false,
        _ if !ends_in_one => true,
        [b'-', next, ..] => !is_word(*next),
        [next, ..] => !is_word(*next),
        [] => true,
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
