//! Which part of one string is a secret, given what the string is for and what it is called.

use std::ops::Range;

use unplain_rewrite::{Document, Format, Kind};

use super::{url, words};
use crate::{
    Confidence, Slot,
    rules::{self, Checksum, Hit, Kind as TokenKind, NameKind, ValueKind},
};

/// A part of a string that is a secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fragment {
    /// The bytes that a reference takes the place of.
    pub replace: Range<usize>,
    /// The bytes that are the secret: all of those, unless they are a reference whose default is the secret.
    pub secret: Range<usize>,
    /// Text before the secret that may be shown with it: a scheme, a flag.
    pub lead: Range<usize>,
    /// What the value would be called.
    pub field: Field,
    /// A token rule's id, `name` where the name tells, or `place`.
    pub rule: String,
    /// What may be shown of the secret.
    pub prefix: &'static str,
    /// How sure it is.
    pub confidence: Confidence,
}

/// What a value is called where it stands; the start of its variable's name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Field {
    /// The value of an environment variable of this name, all of it.
    Variable(String),
    /// Something called so, in upper case.
    Named(String),
}

impl Fragment {
    /// The whole of `range`, known by a name or its place.
    pub(super) fn plain(
        range: Range<usize>,
        field: Field,
        rule: &str,
        confidence: Confidence,
    ) -> Self {
        let lead = range.start..range.start;
        Self {
            replace: range.clone(),
            secret: range,
            lead,
            field,
            rule: rule.to_owned(),
            prefix: "",
            confidence,
        }
    }

    /// A token that a rule knows, found in a part that begins at `start`; the hit counts from that part's beginning.
    pub(super) fn token(hit: &Hit, start: usize, field: Field) -> Self {
        let range = start..start + hit.span.len();
        let fragment = Self::plain(range, field, hit.rule.id, Confidence::High);
        Self { prefix: hit.rule.public_prefix(), ..fragment }
    }

    /// The same, `by` bytes further on.
    pub(super) fn shifted(mut self, by: usize) -> Self {
        for range in [&mut self.replace, &mut self.secret, &mut self.lead] {
            *range = range.start + by..range.end + by;
        }
        self
    }

    /// The same, shown with what stands before it from `from` on.
    fn led_by(mut self, from: usize) -> Self {
        self.lead = from..self.secret.start;
        self
    }

    /// The same, shown with `name`, a flag's or a header's, if nothing unknown stands between.
    pub(super) fn preceded_by(mut self, name: Range<usize>) -> Self {
        if self.lead.start == name.end {
            self.lead.start = name.start;
        }
        self
    }
}

/// Nothing shorter is credible as a secret.
const SHORTEST: usize = 6;

/// The secrets in `value`, in order and disjoint.
///
/// `key` is what the value is called (a variable, a header), `previous` the argument before an argument.
pub(super) fn fragments(
    slot: Slot,
    key: Option<&str>,
    previous: Option<&str>,
    value: &str,
) -> Vec<Fragment> {
    if value.len() < SHORTEST {
        return Vec::new();
    }
    let mut found = match slot {
        Slot::Env | Slot::SettingsEnv | Slot::Oauth | Slot::ProviderOption => {
            named(key.unwrap_or_default(), value)
        }
        Slot::Header => header(key.unwrap_or_default(), value),
        Slot::Url => url::fragments(value).unwrap_or_else(|| tokens(value, Some("URL"))),
        Slot::Arg => argument(previous, value),
        Slot::Command => words::fragments(value),
        Slot::Other | Slot::Comment => match key {
            Some(key) if !value.contains(char::is_whitespace) => named(key, value),
            _ => words::fragments(value),
        },
    };
    found.sort_by_key(|fragment| fragment.replace.start);
    let mut end = 0;
    found.retain_mut(|fragment| {
        let apart = fragment.replace.start >= end && !fragment.secret.is_empty();
        // What is shown before a secret must not be another one.
        fragment.lead.start = fragment.lead.start.max(end);
        end = if apart { fragment.replace.end } else { end };
        apart
    });
    found
}

/// A value under a name: a variable's, an option's.
pub(super) fn named(key: &str, value: &str) -> Vec<Fragment> {
    let kind = rules::classify(value, Some(key));
    if matches!(kind, ValueKind::Empty | ValueKind::Placeholder) {
        return Vec::new();
    }
    if let Some(fragment) = secret_default(key, value) {
        return vec![fragment];
    }
    if kind == ValueKind::Reference {
        return Vec::new();
    }
    let whole = |rule: &str, confidence| {
        Fragment::plain(0..value.len(), Field::Variable(key.to_owned()), rule, confidence)
    };
    if let Some(hit) = known(value) {
        return match hit.rule.kind {
            TokenKind::Secret => vec![Fragment {
                prefix: hit.rule.public_prefix(),
                ..whole(hit.rule.id, Confidence::High)
            }],
            TokenKind::Public | TokenKind::Identifier => Vec::new(),
        };
    }
    if let Some(found) = url::fragments(value) {
        return found.into_iter().map(|fragment| prefixed(key, fragment)).collect();
    }
    if let Some(found) = inner_json(value).or_else(|| pairs(value)) {
        return found.into_iter().map(|fragment| prefixed(key, fragment)).collect();
    }
    if let Some(name) = super::words::header_name(value).filter(|name| names_a_credential(name)) {
        let start = value.len() - value[name.len() + 1..].trim_start().len();
        let found = header(name, &value[start..]).into_iter();
        return found
            .map(|part| prefixed(key, part.shifted(start).preceded_by(0..start)))
            .collect();
    }
    if let Some(start) = scheme(value) {
        let rest = &value[start..];
        if known(rest).is_some() || (rules::credible(rest) && !inert(rest)) {
            let field = Field::Named(format!("{}_TOKEN", upper(key)));
            return vec![credential(rest, start, field, rules::name_is_secret(key)).led_by(0)];
        }
    }
    let inside = tokens(value, Some(key));
    if !inside.is_empty() {
        return inside;
    }
    match (rules::name_is_secret(key), kind) {
        (NameKind::Secret, ValueKind::Opaque) => vec![whole("name", Confidence::High)],
        (NameKind::Secret, ValueKind::Text) if rules::credible(value) => {
            vec![whole("name", Confidence::Medium)]
        }
        (NameKind::Secret, ValueKind::Uuid) => vec![whole("name", Confidence::Medium)],
        _ => Vec::new(),
    }
}

/// A header's value: the scheme stays.
pub(super) fn header(name: &str, value: &str) -> Vec<Fragment> {
    let kind = rules::classify(value, Some(name));
    if matches!(kind, ValueKind::Empty | ValueKind::Placeholder) {
        return Vec::new();
    }
    let start = scheme(value).unwrap_or(0);
    let rest = &value[start..];
    if let Some(fragment) = secret_default(name, rest) {
        return vec![fragment.shifted(start).led_by(0)];
    }
    if kind == ValueKind::Reference || inert(rest) {
        return Vec::new();
    }
    let authorization =
        ["authorization", "proxy-authorization"].contains(&name.to_ascii_lowercase().as_str());
    let field = Field::Named(if authorization { "TOKEN".to_owned() } else { header_field(name) });
    if let Some(hit) = known(rest) {
        return match hit.rule.kind {
            TokenKind::Secret => vec![credential(rest, start, field, NameKind::Secret).led_by(0)],
            TokenKind::Public | TokenKind::Identifier => Vec::new(),
        };
    }
    if authorization || start > 0 {
        let sure = if rules::credible(rest) { Confidence::High } else { Confidence::Medium };
        return vec![Fragment {
            confidence: sure,
            ..credential(rest, start, field, NameKind::Secret).led_by(0)
        }];
    }
    // Of cookies it is not known which one is the session: all of them are the secret.
    let cookie = name.eq_ignore_ascii_case("cookie")
        && value
            .split(';')
            .filter_map(|pair| pair.split_once('='))
            .any(|(_, text)| !inert(text) && (text.len() >= 32 || rules::credible(text)));
    if cookie {
        return vec![credential(value, 0, field, NameKind::Secret)];
    }
    let inside = tokens(value, Some(name));
    if !inside.is_empty() {
        return inside;
    }
    if rules::name_is_secret(name) == NameKind::Secret
        && (rules::credible(rest) || kind == ValueKind::Uuid)
    {
        return vec![credential(rest, start, field, NameKind::Secret)];
    }
    Vec::new()
}

/// One argument of a command line, given the one before it.
fn argument(previous: Option<&str>, value: &str) -> Vec<Fragment> {
    if let Some(found) = inner_json(value) {
        return found;
    }
    if value.contains(char::is_whitespace) && !looks_like_header(value) {
        return words::fragments(value);
    }
    let flag = previous.filter(|previous| previous.starts_with('-') && !previous.contains('='));
    words::word(flag, value)
}

/// The secrets in a string that is itself a JSON object, by the names in it; `None` if it is none, or none is found.
fn inner_json(value: &str) -> Option<Vec<Fragment>> {
    if !value.trim_start().starts_with('{') {
        return None;
    }
    let document = Document::parse(value.to_owned(), Format::Json).ok()?;
    let mut found = Vec::new();
    for node in document.nodes().filter(|node| node.kind() == Kind::String) {
        let (Some(key), text) = (node.key(), node.value()) else { continue };
        // One level is looked into; what is escaped inside is left alone, for the bytes would differ.
        if text.starts_with('{') || node.raw().contains('\\') {
            continue;
        }
        let parts = if names_a_credential(&key) { header(&key, &text) } else { named(&key, &text) };
        let start = node.span().start + 1;
        found.extend(parts.into_iter().map(|part| {
            let field = match &part.field {
                Field::Variable(name) | Field::Named(name) => Field::Named(upper(name)),
            };
            Fragment { field, ..part }.shifted(start)
        }));
    }
    (!found.is_empty()).then_some(found)
}

/// The secrets in `Server=x;Password=y;`, by their names; `None` if there are none.
fn pairs(value: &str) -> Option<Vec<Fragment>> {
    if !value.contains(';') || value.contains("://") {
        return None;
    }
    let mut found = Vec::new();
    let mut start = 0;
    for piece in value.split(';') {
        if let Some((name, secret)) = piece.split_once('=')
            && rules::name_is_secret(name.trim()) == NameKind::Secret
            && !inert(secret)
            && rules::credible(secret)
        {
            let from = start + name.len() + 1;
            let field = Field::Named(upper(name.trim()));
            let part = credential(secret, from, field, NameKind::Secret);
            found.push(Fragment { lead: start..from, ..part });
        }
        start += piece.len() + 1;
    }
    (!found.is_empty()).then_some(found)
}

fn names_a_credential(header: &str) -> bool {
    let name = header.to_ascii_lowercase();
    name.contains("authorization") || rules::name_is_secret(header) == NameKind::Secret
}

fn looks_like_header(value: &str) -> bool {
    words::header_name(value).is_some_and(names_a_credential)
}

/// Known tokens anywhere in `value`.
pub(crate) fn tokens(value: &str, name: Option<&str>) -> Vec<Fragment> {
    let hits = rules::find_tokens(value);
    let secret = hits.iter().filter(|hit| is_sound(hit));
    let one = |hit: &Hit| {
        let whole = hit.span == (0..value.len());
        let field = match name {
            Some(name) if whole => Field::Variable(name.to_owned()),
            Some(name) => Field::Named(format!("{}_TOKEN", upper(name))),
            None => Field::Named("TOKEN".to_owned()),
        };
        Fragment::token(hit, hit.span.start, field)
    };
    secret.map(one).collect()
}

/// The token that `value` is as a whole. One whose checksum is wrong was made up or mistyped: its name decides.
pub(super) fn known(value: &str) -> Option<Hit> {
    rules::whole(value).filter(|hit| hit.checksum != Checksum::Bad)
}

/// Whether a hit is a credential, and no made-up one.
pub(super) fn is_sound(hit: &Hit) -> bool {
    hit.rule.kind == TokenKind::Secret && hit.checksum != Checksum::Bad
}

/// A credential that fills `rest`, which begins at `start` of its string.
pub(super) fn credential(rest: &str, start: usize, field: Field, name: NameKind) -> Fragment {
    match known(rest).filter(|hit| hit.rule.kind == TokenKind::Secret) {
        Some(hit) => Fragment::token(&hit, start, field),
        None => {
            let confidence = match rules::classify(rest, None) {
                ValueKind::Opaque => Confidence::High,
                _ if name == NameKind::Secret => Confidence::Medium,
                _ => Confidence::Low,
            };
            Fragment::plain(start..start + rest.len(), field, "name", confidence)
        }
    }
}

/// Whether a value cannot be a secret: empty, a placeholder, a reference.
pub(super) fn inert(value: &str) -> bool {
    matches!(
        rules::classify(value, None),
        ValueKind::Empty | ValueKind::Placeholder | ValueKind::Reference
    )
}

/// Where the credential begins after a scheme such as `Bearer `.
pub(super) fn scheme(value: &str) -> Option<usize> {
    const SCHEMES: &[&str] =
        &["bearer", "basic", "token", "apikey", "api-key", "sentry-bearer", "bot", "key", "digest"];
    let (word, rest) = value.split_once(' ')?;
    let known = SCHEMES.contains(&word.to_ascii_lowercase().as_str());
    let start = value.len() - rest.trim_start_matches(' ').len();
    (known && start < value.len()).then_some(start)
}

/// The secret that is the default of a reference: `${KEY:-secret}`, alone in its string.
fn secret_default(key: &str, value: &str) -> Option<Fragment> {
    let inside = value.strip_prefix("${")?.strip_suffix('}')?;
    let (name, default) = inside.split_once(":-")?;
    let start = value.len() - 1 - default.len();
    let found = named(key, default).into_iter().chain(named(name, default)).next()?;
    let whole = found.secret == (0..default.len());
    let fragment = found.shifted(start);
    whole.then(|| Fragment {
        replace: 0..value.len(),
        field: Field::Variable(name.to_owned()),
        ..fragment
    })
}

fn prefixed(key: &str, mut fragment: Fragment) -> Fragment {
    if let Field::Named(field) = &fragment.field {
        fragment.field = Field::Named(format!("{}_{field}", upper(key)));
    }
    fragment
}

fn header_field(name: &str) -> String {
    let upper = upper(name);
    upper.strip_prefix("X_").map_or(upper.clone(), str::to_owned)
}

/// `--api-key`, `apiKey` and `X-API-Key` as parts of a variable's name: `API_KEY`.
pub(crate) fn upper(name: &str) -> String {
    let mut out = String::new();
    let mut before = '_';
    for c in name.chars() {
        let new_word = c.is_ascii_uppercase() && before.is_ascii_lowercase();
        if new_word && !out.ends_with('_') {
            out.push('_');
        }
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_uppercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        before = c;
    }
    out.trim_end_matches('_').to_owned()
}
