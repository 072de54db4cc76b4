//! Finding tokens of the table in a text.

use std::{collections::BTreeMap, ops::Range, sync::LazyLock};

use super::{
    anchors::Anchors,
    assignment, blob,
    check::{Check, Checksum},
    rule::Rule,
    runs::Runs,
    shape::{LONGEST, MOST_BEFORE},
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
    let mut search = Search { text: text.as_bytes(), free_from: 0, runs: Runs::default() };
    search.run(0..text.len(), |target, hit| {
        if target == Target::Token {
            hits.push(hit);
        }
    });
    hits
}

/// How far from a place the bytes stand that can matter to a token or name which is found there.
pub(crate) const BEFORE: usize = 2 * MOST_BEFORE;
pub(crate) const BEHIND: usize = LONGEST + 512;

/// Like [`find_tokens`] for the anchors that stand at `places`, and with values under the names that rows ask for. Nothing
/// before `free_from` belongs to a token; returns what that is for what follows.
///
/// `text` may be cut [`BEFORE`] and [`BEHIND`] the places.
pub(crate) fn search(
    text: &[u8],
    places: Range<usize>,
    free_from: usize,
    found: impl FnMut(Target, Hit),
) -> usize {
    let mut search = Search { text, free_from, runs: Runs::default() };
    search.run(places, found);
    search.free_from
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
    let mut rows = name.iter().flat_map(|word| UNDER.get(word.as_str()).into_iter().flatten());
    rows.find_map(|rule| {
        let found = rule.shape.match_from(value.as_bytes(), 0)?;
        let token = value.get(found.secret.clone())?;
        let whole = found.end == value.len() && !is_made_up(token);
        whole.then_some(Hit { rule, span: found.secret, checksum: Checksum::None })
    })
}

/// By word of a name, the rows that stand under it.
static UNDER: LazyLock<BTreeMap<&str, Vec<&Rule>>> = LazyLock::new(|| {
    let mut rows: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in &RULES {
        for word in rule.under {
            rows.entry(word).or_default().push(rule);
        }
    }
    rows
});

static FINDER: LazyLock<Finder> = LazyLock::new(Finder::new);

struct Finder {
    anchors: Anchors,
    /// In the anchors' order.
    sought: Vec<Sought>,
}

/// What is looked for by one anchor.
struct Sought {
    target: Target,
    /// The anchor's length.
    length: usize,
    /// The rules to try where it stands, in the table's order.
    rules: Vec<&'static Rule>,
}

/// What an anchor belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Target {
    /// A token, by its shape.
    Token,
    /// A name, under which a shape is a token that says too little by itself.
    Name,
}

impl Finder {
    fn new() -> Self {
        let mut rules: BTreeMap<(Target, String), Vec<&'static Rule>> = BTreeMap::new();
        for rule in RULES.iter() {
            if rule.under.is_empty() {
                let key = (Target::Token, rule.shape.anchor().to_owned());
                rules.entry(key).or_default().push(rule);
            }
            for name in rule.names.iter().filter(|_| !rule.under.is_empty()) {
                for spelling in assignment::spellings(name) {
                    rules.entry((Target::Name, spelling)).or_default().push(rule);
                }
            }
        }
        let literals: Vec<&String> = rules.keys().map(|(_, literal)| literal).collect();
        let anchors = Anchors::new(&literals);
        let sought = |((target, anchor), rules): ((_, String), _)| Sought {
            target,
            length: anchor.len(),
            rules,
        };
        Self { anchors, sought: rules.into_iter().map(sought).collect() }
    }
}

/// A search through one text.
struct Search<'t> {
    text: &'t [u8],
    /// Where the last token ended.
    free_from: usize,
    runs: Runs,
}

/// What stands at an anchor.
enum Match {
    /// A token, and where its shape ends.
    Token(Hit, usize),
    /// Something of a token's shape that somebody typed, or a piece of other data; where it ends.
    Nothing(usize),
}

impl Search<'_> {
    fn run(&mut self, places: Range<usize>, mut found: impl FnMut(Target, Hit)) {
        FINDER.anchors.each(self.text, places, |at, index| {
            let Some(sought) = FINDER.sought.get(index).filter(|_| at >= self.free_from) else {
                return;
            };
            for rule in &sought.rules {
                let matched = match sought.target {
                    Target::Token => self.token(rule, at),
                    Target::Name => self.under_name(rule, at..at + sought.length),
                };
                match matched {
                    Some(Match::Token(hit, end)) => {
                        self.free_from = end;
                        found(sought.target, hit);
                        return;
                    }
                    // Nothing in there is looked at again, by whichever row: it would be as long a look each time.
                    Some(Match::Nothing(end)) => self.free_from = self.free_from.max(end),
                    None => {}
                }
            }
        });
    }

    /// What `rule` finds around its anchor at `anchor`.
    fn token(&mut self, rule: &'static Rule, anchor: usize) -> Option<Match> {
        let start = rule.shape.start_before(self.text, anchor)?;
        if start < self.free_from || !starts_a_word(self.text, start) {
            return None;
        }
        self.match_at(rule, start)
    }

    /// The value of `rule` that is given to `name`.
    fn under_name(&mut self, rule: &'static Rule, name: Range<usize>) -> Option<Match> {
        if !starts_a_name(self.text, name.start) {
            return None;
        }
        let start = assignment::value_at(self.text, name.end)?;
        self.match_at(rule, start)
    }

    fn match_at(&mut self, rule: &'static Rule, start: usize) -> Option<Match> {
        self.runs.work += 1;
        let found = rule.shape.match_with(self.text, start, &mut self.runs)?;
        if found.end - start > longest(rule) || !ends_a_word(self.text, found.end, rule) {
            return None;
        }
        if blob::is_part_of_one(self.text, start, found.end) {
            return Some(Match::Nothing(found.end));
        }
        self.runs.work += found.end - start;
        let token = std::str::from_utf8(self.text.get(found.secret.clone())?).ok()?;
        let prefix = if found.secret.start == start { rule.public_prefix() } else { "" };
        let checksum = rule.check.of(token, prefix)?;
        Some(if checksum != Checksum::Good && is_made_up(token.get(prefix.len()..)?) {
            Match::Nothing(found.end)
        } else {
            Match::Token(Hit { rule, span: found.secret, checksum }, found.end)
        })
    }
}

/// How long a token of the row may be. Longer runs are data that happen to begin like one.
fn longest(rule: &Rule) -> usize {
    const USUAL: usize = 4 << 10;
    let may_be_long = matches!(rule.check, Check::Jwt(_)) || rule.shape.is_block();
    if may_be_long { LONGEST } else { USUAL }
}

/// What `rule` finds around its anchor at `anchor`, and where its shape ends. Nothing before `free_from` belongs to it.
#[cfg(test)]
pub(super) fn hit_at(
    rule: &'static Rule,
    text: &str,
    anchor: usize,
    free_from: usize,
) -> Option<(Hit, usize)> {
    let mut search = Search { text: text.as_bytes(), free_from, runs: Runs::default() };
    match search.token(rule, anchor)? {
        Match::Token(hit, end) => Some((hit, end)),
        Match::Nothing(_) => None,
    }
}

/// How many bytes are looked at in `text` beside the search for anchors.
#[cfg(test)]
pub(super) fn work_in(text: &[u8]) -> usize {
    let mut search = Search { text, free_from: 0, runs: Runs::default() };
    search.run(0..text.len(), |_, _| {});
    search.runs.work
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

/// Whether a name can begin at `at`, perhaps as the end of a longer one: `MY_EXA_API_KEY`, `myExaApiKey`.
fn starts_a_name(text: &[u8], at: usize) -> bool {
    match (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default()) {
        ([.., b'_' | b'-'], _) => true,
        ([.., before], [first, second, ..]) if before.is_ascii_lowercase() => {
            first.is_ascii_uppercase() && second.is_ascii_lowercase() || starts_a_word(text, at)
        }
        _ => starts_a_word(text, at),
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
