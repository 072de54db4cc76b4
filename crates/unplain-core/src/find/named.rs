//! Values under a name: variables, options, headers.

use super::{
    fragment::{Field, Fragment, credential, inert, known, tokens, upper},
    inside, url, words,
};
use crate::{
    Confidence,
    rules::{self, Kind, NameKind, ValueKind},
};

/// What a value, all of it, is under its name.
pub(super) enum Verdict {
    /// A credential, as a rule's row, or `name`, says; the second is what may be shown of it.
    Secret(&'static str, &'static str, Confidence),
    /// None, and nothing in it is one: empty, a placeholder, a public key, an identifier.
    Harmless,
    /// Not as a whole.
    Open,
}

/// Judges `value` by its shape, and by what is expected under `name`.
pub(super) fn judge(name: &str, value: &str) -> Verdict {
    if let Some(verdict) = judge_by_shape(value) {
        return verdict;
    }
    judge_by_name(name, value, rules::classify(value, Some(name)))
}

fn judge_by_shape(value: &str) -> Option<Verdict> {
    let hit = known(value)?;
    Some(match hit.rule.kind {
        Kind::Secret => Verdict::Secret(hit.rule.id, hit.rule.public_prefix(), Confidence::High),
        Kind::Public | Kind::Identifier => Verdict::Harmless,
    })
}

fn judge_by_name(name: &str, value: &str, kind: ValueKind) -> Verdict {
    let is_public = ["public_", "pub_", "pk_"].iter().any(|head| value.starts_with(head));
    if matches!(kind, ValueKind::Empty | ValueKind::Placeholder)
        || inside::is_account_ids(value)
        || is_public && rules::name_is_secret(name) != NameKind::Secret
    {
        return Verdict::Harmless;
    }
    // A number that a contract is made from.
    if value.starts_with("0x") && name.to_ascii_lowercase().ends_with("salt") {
        return Verdict::Harmless;
    }
    let expected = rules::name_is_secret(name);
    if expected == NameKind::Secret
        && kind != ValueKind::Reference
        && let Some(hit) = rules::under(name, value)
    {
        return match hit.rule.kind {
            Kind::Secret => Verdict::Secret(hit.rule.id, "", Confidence::High),
            Kind::Public | Kind::Identifier => Verdict::Harmless,
        };
    }
    let named = |confidence| Verdict::Secret("name", "", confidence);
    match (expected, kind) {
        (NameKind::Secret, ValueKind::Opaque) => named(Confidence::High),
        (NameKind::Secret, ValueKind::Uuid) => named(Confidence::Medium),
        (NameKind::Secret, ValueKind::Text) if rules::credible(value) => named(Confidence::Medium),
        // A passphrase.
        (NameKind::Secret, ValueKind::Harmless) if rules::credible(value) => {
            named(Confidence::Medium)
        }
        (NameKind::Secret, ValueKind::Text | ValueKind::Harmless)
            if rules::name_is_password(name) && rules::can_be_password(value) =>
        {
            named(Confidence::Medium)
        }
        // `key` alone says too little of a readable value, but enough of a drawn one.
        (NameKind::Unknown, _)
            if name.eq_ignore_ascii_case("key")
                && rules::classify(value, Some("api_key")) == ValueKind::Opaque =>
        {
            named(Confidence::Medium)
        }
        // A provider's name alone: `MISTRAL=…`
        (NameKind::Unknown, ValueKind::Opaque)
            if name.bytes().all(|b| b.is_ascii_alphanumeric())
                && rules::under(name, value).is_some_and(|hit| hit.rule.kind == Kind::Secret) =>
        {
            named(Confidence::Medium)
        }
        (NameKind::Unknown, kind) if rules::words::hints_at_secret(name) => {
            // Sessions and accounts have ids besides, in hexadecimal or as UUIDs.
            let lower = name.to_ascii_lowercase();
            let of_ids =
                lower.contains("session") || lower.ends_with("sid") || lower.ends_with("seed");
            let keylike = kind == ValueKind::Opaque
                || !of_ids
                    && (kind == ValueKind::Uuid
                        || rules::classify(value, Some("api_key")) == ValueKind::Opaque);
            if keylike && value.len() >= 20 { named(Confidence::Medium) } else { Verdict::Open }
        }
        _ => Verdict::Open,
    }
}

/// A value under a name: a variable's, an option's.
pub(super) fn named(key: &str, value: &str) -> Vec<Fragment> {
    let defaults = secret_defaults(key, value);
    if !defaults.is_empty() {
        return defaults;
    }
    let whole = |rule: &str, prefix, confidence| {
        let field = Field::Variable(key.to_owned());
        vec![Fragment { prefix, ..Fragment::plain(0..value.len(), field, rule, confidence) }]
    };
    if let Some(verdict) = judge_by_shape(value) {
        return match verdict {
            Verdict::Secret(rule, prefix, confidence) => whole(rule, prefix, confidence),
            Verdict::Harmless | Verdict::Open => Vec::new(),
        };
    }
    let kind = rules::classify(value, Some(key));
    let verdict = judge_by_name(key, value, kind);
    match verdict {
        Verdict::Harmless => return Vec::new(),
        Verdict::Secret(rule, prefix, confidence) if rule != "name" => {
            return whole(rule, prefix, confidence);
        }
        _ if kind == ValueKind::Reference => return Vec::new(),
        _ => {}
    }
    // Laravel's keys say how they are written.
    if let Some(rest) = value.strip_prefix("base64:")
        && let Verdict::Secret(rule, prefix, confidence) = judge(key, rest)
    {
        let range = value.len() - rest.len()..value.len();
        let field = Field::Named(upper(key));
        return vec![Fragment {
            prefix,
            ..Fragment::plain(range, field, rule, confidence).led_by(0)
        }];
    }
    let parts = url::fragments(value)
        .filter(|found| !found.is_empty() || !value.contains(';'))
        .or_else(|| inside::json(value))
        .or_else(|| inside::pairs(key, value))
        .or_else(|| inside::header(value))
        .or_else(|| inside::account(key, value));
    if let Some(found) = parts {
        return found.into_iter().map(|fragment| prefixed(key, fragment)).collect();
    }
    if let Some(start) = scheme(value) {
        let rest = &value[start..];
        if known(rest).is_some() || (rules::credible(rest) && !inert(rest)) {
            let field = Field::Named(format!("{}_TOKEN", upper(key)));
            let part = credential(rest, start, field, rules::name_is_secret(key)).led_by(0);
            // The scheme says that it is a credential, whatever the name says.
            return vec![Fragment { confidence: part.confidence.max(Confidence::Medium), ..part }];
        }
    }
    let inside = tokens(value, Some(key));
    match verdict {
        _ if !inside.is_empty() => inside,
        Verdict::Secret(rule, prefix, confidence) => whole(rule, prefix, confidence),
        Verdict::Open if is_drawn(key, value) => whole("place", "", Confidence::Low),
        Verdict::Open | Verdict::Harmless => Vec::new(),
    }
}

/// Whether a value under a name that says nothing is so long and so random that it may be a key; ids, fingerprints and
/// addresses look the same, so it is only worth a look.
fn is_drawn(name: &str, value: &str) -> bool {
    (30..=256).contains(&value.len())
        && rules::name_is_secret(name) == NameKind::Unknown
        && rules::classify(value, None) == ValueKind::Opaque
        && !value.contains([' ', ':', '/'])
}

/// A header's value: the scheme stays.
pub(super) fn header(name: &str, value: &str) -> Vec<Fragment> {
    let kind = rules::classify(value, Some(name));
    if matches!(kind, ValueKind::Empty | ValueKind::Placeholder) {
        return Vec::new();
    }
    let authorization =
        ["authorization", "proxy-authorization"].contains(&name.to_ascii_lowercase().as_str());
    let start = scheme(value).or_else(|| any_scheme(value).filter(|_| authorization)).unwrap_or(0);
    let rest = &value[start..];
    let defaults = secret_defaults(name, rest);
    if !defaults.is_empty() {
        return defaults.into_iter().map(|part| part.shifted(start).led_by(0)).collect();
    }
    if kind == ValueKind::Reference || inert(rest) {
        return Vec::new();
    }
    let field = Field::Named(if authorization { "TOKEN".to_owned() } else { header_field(name) });
    if known(rest).is_some_and(|hit| hit.rule.kind != Kind::Secret) {
        return Vec::new();
    }
    if known(rest).is_some() || authorization || start > 0 {
        let sure = if rules::credible(rest) { Confidence::High } else { Confidence::Medium };
        // `Token token="x"`, `key=x`, `PVEAPIToken=user!name=x`
        if let Some(inner) = authorization.then(|| token_parameter(rest)).flatten() {
            let (from, secret) = (start + inner.start, &rest[inner]);
            let part = credential(secret, from, field, NameKind::Secret).led_by(0);
            return vec![Fragment { confidence: Confidence::High, ..part }];
        }
        // `Digest username="me"`, `Credential=…`: parameters, not a token.
        let sure = if authorization && is_parameters(rest) { Confidence::Low } else { sure };
        return vec![Fragment {
            confidence: sure,
            ..credential(rest, start, field, NameKind::Secret).led_by(0)
        }];
    }
    if name.eq_ignore_ascii_case("cookie") && value.contains('=') {
        return inside::cookies(value);
    }
    let inside = tokens(value, Some(name));
    if !inside.is_empty() {
        return inside;
    }
    match judge(name, value) {
        Verdict::Secret(rule, prefix, confidence) => {
            vec![Fragment { prefix, ..Fragment::plain(0..value.len(), field, rule, confidence) }]
        }
        Verdict::Open if is_drawn(name, value) => {
            vec![Fragment::plain(0..value.len(), field, "place", Confidence::Low)]
        }
        Verdict::Open | Verdict::Harmless => Vec::new(),
    }
}

/// Whether a header of this name carries a credential.
pub(super) fn names_a_credential(header: &str) -> bool {
    // `Authorization` and `Proxy-Authorization` are among the names of secrets.
    rules::name_is_secret(header) == NameKind::Secret
}

/// Where the credential begins after a scheme such as `Bearer `.
pub(super) fn scheme(value: &str) -> Option<usize> {
    const SCHEMES: &[&str] = &[
        "bearer",
        "basic",
        "token",
        "apikey",
        "api-key",
        "sentry-bearer",
        "bot",
        "key",
        "splunk",
        "genie",
        "sso",
        "sso-key",
        "ghost",
        "klaviyo-api-key",
        "discogs",
    ];
    let (word, rest) = value.split_once(' ')?;
    let known = SCHEMES.iter().any(|scheme| word.eq_ignore_ascii_case(scheme));
    let start = value.len() - rest.trim_start_matches(' ').len();
    (known && start < value.len()).then_some(start)
}

/// The same for any word: some services have a scheme of their own.
fn any_scheme(value: &str) -> Option<usize> {
    let (word, rest) = value.split_once(' ')?;
    let start = value.len() - rest.trim_start_matches(' ').len();
    let fits = word.len() <= 20 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    (fits && !rest.trim_start().contains(' ') && start < value.len()).then_some(start)
}

/// The token in a header of the form `token=x`.
fn token_parameter(text: &str) -> Option<std::ops::Range<usize>> {
    let (name, value) = text.split_once('=')?;
    let known = ["token", "key", "apikey", "api_key", "access_token", "pveapitoken"];
    if !known.iter().any(|known| name.eq_ignore_ascii_case(known)) {
        return None;
    }
    let value = match name.eq_ignore_ascii_case("pveapitoken") {
        true => value.rsplit_once('=')?.1,
        false => value,
    };
    let start = text.len() - value.len();
    let inner = value.trim_matches('"');
    let start = start + (value.len() - value.trim_start_matches('"').len());
    rules::credible(inner).then_some(start..start + inner.len())
}

fn is_parameters(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, rest)| {
        !rest.trim_start_matches('=').is_empty()
            && !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_alphabetic())
            && name.len() <= 12
    })
}

/// The secrets that are defaults of references, or stand in them: `${KEY:-secret}`.
pub(super) fn secret_defaults(key: &str, value: &str) -> Vec<Fragment> {
    if !value.contains("${") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for reference in rules::words::references(value) {
        let Some(default) = reference.default else { continue };
        let (Some(text), Some(head)) =
            (value.get(default.clone()), value.get(reference.span.start + 2..default.start))
        else {
            continue;
        };
        let name = head.trim_end_matches([':', '-', '=']);
        let alone = reference.span == (0..value.len());
        let sure = |parts: &[Fragment]| parts.iter().map(|part| part.confidence).max();
        let by_key = if alone { named(key, text) } else { Vec::new() };
        let by_name = named(name, text);
        let parts = if sure(&by_key) >= sure(&by_name) { by_key } else { by_name };
        for part in parts {
            let whole = part.secret == (0..text.len());
            let part = part.shifted(default.start);
            // What is only a part of a default can't be replaced: no agent expands what stands in there.
            found.push(if whole {
                let (replace, field) = (reference.span.clone(), Field::Variable(name.to_owned()));
                Fragment { replace, field, ..part }
            } else {
                part
            });
        }
    }
    found
}

/// The same part, called after the name that it stands under.
pub(super) fn prefixed(key: &str, mut fragment: Fragment) -> Fragment {
    if let Field::Named(field) = &fragment.field {
        fragment.field = Field::Named(format!("{}_{field}", upper(key)));
    }
    fragment
}

fn header_field(name: &str) -> String {
    let upper = upper(name);
    upper.strip_prefix("X_").map_or(upper.clone(), str::to_owned)
}

/// Secrets behind a header's name in one string: used where the name is not a key of its own.
pub(super) fn header_line(value: &str, sign: char) -> Option<Vec<Fragment>> {
    let name = words::header_name(value, sign).filter(|name| names_a_credential(name))?;
    let start = value.len() - value[name.len() + 1..].trim_start().len();
    let parts = header(name, &value[start..]).into_iter();
    Some(parts.map(|part| part.shifted(start).preceded_by(0..start)).collect())
}
