//! Finding tokens of the table in a text.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};

use super::{check::Checksum, rule::Rule, table::RULES, words::is_made_up};

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
    let mut from = 0;
    for candidate in FINDER.anchors.find_iter(text) {
        if candidate.start() < from {
            continue;
        }
        if let Some((hit, end)) =
            FINDER.hit_at(text, candidate.start(), candidate.pattern().as_usize(), from)
        {
            hits.push(hit);
            from = end;
        }
    }
    hits
}

/// The token that `value` is as a whole; white space around it does not count and stays in the span.
#[must_use]
pub fn whole(value: &str) -> Option<Hit> {
    let token = value.trim();
    let hit = find_tokens(token).into_iter().next()?;
    (hit.span == (0..token.len())).then_some(Hit { span: 0..value.len(), ..hit })
}

static FINDER: LazyLock<Finder> = LazyLock::new(Finder::new);

struct Finder {
    anchors: AhoCorasick,
    /// For each anchor the rules to try where it stands: its own, then those of shorter anchors that it begins with.
    rules: Vec<Vec<&'static Rule>>,
}

impl Finder {
    fn new() -> Self {
        let mut anchors: Vec<&str> = RULES.iter().map(|rule| rule.shape.anchor()).collect();
        anchors.sort_unstable();
        anchors.dedup();
        let rules = anchors
            .iter()
            .map(|anchor| {
                let mut rules: Vec<&Rule> =
                    RULES.iter().filter(|rule| anchor.starts_with(rule.shape.anchor())).collect();
                rules.sort_by_key(|rule| std::cmp::Reverse(rule.shape.anchor().len()));
                rules
            })
            .collect();
        let automaton =
            AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(anchors);
        #[expect(clippy::expect_used, reason = "fails only for more anchors than fit in 31 bits")]
        Self { anchors: automaton.expect("the table's anchors fit in an automaton"), rules }
    }

    /// The first rule that holds at `anchor`, and where its shape ends. Nothing before `from` belongs to it.
    fn hit_at(
        &self,
        text: &str,
        anchor: usize,
        pattern: usize,
        from: usize,
    ) -> Option<(Hit, usize)> {
        let bytes = text.as_bytes();
        self.rules.get(pattern)?.iter().find_map(|rule| {
            let found = rule.shape.find_at(bytes, anchor)?;
            if found.all.start < from
                || !starts_a_word(bytes, found.all.start)
                || !ends_a_word(bytes, found.all.end, rule)
            {
                return None;
            }
            let token = text.get(found.secret.clone())?;
            let prefix =
                if found.secret.start == found.all.start { rule.public_prefix() } else { "" };
            let checksum = rule.check.of(token, prefix)?;
            if checksum != Checksum::Good && is_made_up(token.get(prefix.len()..)?) {
                return None;
            }
            Some((Hit { rule, span: found.secret, checksum }, found.all.end))
        })
    }
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
    match text.get(end..).unwrap_or_default() {
        [next, ..] if rule.shape.goes_on_with(*next) => false,
        [b'-', next, ..] => !is_word(*next),
        [next, ..] => !is_word(*next),
        [] => true,
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
