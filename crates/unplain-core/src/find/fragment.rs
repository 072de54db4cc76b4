//! Which part of one string is a secret, given what the string is for and what it is called.

use std::ops::Range;

use super::{
    named::{header, named, secret_defaults},
    url, words,
};
use crate::{
    Confidence, Slot,
    rules::{self, Checksum, Hit, Kind, NameKind, ValueKind},
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
    pub(super) fn led_by(mut self, from: usize) -> Self {
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
        Slot::Url => {
            let mut found = url::fragments(value).unwrap_or_else(|| tokens(value, Some("URL")));
            found.extend(secret_defaults("URL", value));
            found
        }
        Slot::Arg => words::argument(previous, value),
        Slot::Command => words::fragments(value),
        Slot::Name => tokens(value, None),
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
    hit.rule.kind == Kind::Secret && hit.checksum != Checksum::Bad
}

/// A credential that fills `rest`, which begins at `start` of its string.
pub(super) fn credential(rest: &str, start: usize, field: Field, name: NameKind) -> Fragment {
    match known(rest).filter(|hit| hit.rule.kind == Kind::Secret) {
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
