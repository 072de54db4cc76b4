//! Secrets inside a value that has a structure of its own: JSON, `Password=x;`, `password=x host=y`, `name: value`,
//! `account:password`.

use unplain_rewrite::{Document, Format, Kind};

use super::{
    fragment::{Field, Fragment, credential, inert, known, tokens, upper},
    named::{self, Verdict, header_line, judge, named as under_name, names_a_credential},
};
use crate::{
    Confidence,
    rules::{self, NameKind, ValueKind},
};

/// The secrets in a string that is itself JSON, by the names in it; `None` if it is none, or none is found.
pub(super) fn json(value: &str) -> Option<Vec<Fragment>> {
    if !value.trim_start().starts_with(['{', '[']) {
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
        // `{"name": "X-Key", "value": "…"}`
        let key = match node.parent().filter(|_| key == "value") {
            Some(parent) => {
                let name = parent.children().find(|child| {
                    child.key().is_some_and(|key| matches!(key.as_ref(), "name" | "key" | "header"))
                });
                name.map_or(key, |name| std::borrow::Cow::Owned(name.value().into_owned()))
            }
            None => key,
        };
        // `{"tokens": {"read": "…"}}`
        let above =
            node.parent().and_then(|parent| parent.key()?.strip_suffix('s').map(str::to_owned));
        let key = match above {
            Some(above)
                if rules::name_is_secret(&key) == NameKind::Unknown
                    && rules::name_is_secret(&above) == NameKind::Secret =>
            {
                std::borrow::Cow::Owned(format!("{key}_{above}"))
            }
            _ => key,
        };
        let parts = if names_a_credential(&key) {
            named::header(&key, &text)
        } else {
            under_name(&key, &text)
        };
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

/// The secrets in `Server=x;Password=y;`, `host=x password=y`, `a=b,c=d` and `a=b&c=d`, by their names; `None` if there
/// are none.
pub(super) fn pairs(key: &str, value: &str) -> Option<Vec<Fragment>> {
    let separator = [';', '&', ',', ' '].into_iter().find(|sign| {
        let pieces = value.split(*sign).filter(|piece| !piece.trim().is_empty());
        let mut named = 0;
        let mut all = 0;
        for piece in pieces {
            all += 1;
            named += usize::from(pair_name(piece).is_some());
        }
        // An address may stand first (JDBC), an option without a value anywhere.
        // In `Module required username="x" password="y";` there are more words.
        // A `&` may stand in a password.
        let least = if *sign == '&' && !value.contains('?') { all } else { all - 1 };
        all > 1 && named >= 1 && (named >= least || *sign == ' ' && named >= 2)
    })?;
    let mut found = Vec::new();
    let mut start = 0;
    for piece in value.split(separator) {
        if let Some(name) = pair_name(piece) {
            let from =
                start + piece.len() - piece.split_once('=').map_or(0, |(_, rest)| rest.len());
            let secret = value.get(from..start + piece.len()).unwrap_or_default();
            let secret = secret.strip_suffix(';').unwrap_or(secret);
            let (from, secret) = match secret.strip_prefix(['\'', '"']) {
                Some(inner) if secret.len() > 1 && secret.ends_with(['\'', '"']) => {
                    (from + 1, &inner[..inner.len() - 1])
                }
                _ => (from, secret),
            };
            // The working folder's variable elsewhere.
            let name = if name.eq_ignore_ascii_case("pwd") { "password" } else { name };
            let verdict = match judge(name, secret) {
                // Of headers any that was drawn is a key: `x-honeycomb-team=…`.
                Verdict::Open
                    if key.to_ascii_lowercase().contains("header")
                        && rules::classify(secret, None) == ValueKind::Opaque =>
                {
                    Verdict::Secret("name", "", Confidence::Medium)
                }
                verdict => verdict,
            };
            if let Verdict::Secret(rule, prefix, confidence) = verdict {
                let field = Field::Named(upper(name));
                let part = Fragment::plain(from..from + secret.len(), field, rule, confidence);
                found.push(Fragment { lead: start..from, prefix, ..part });
            }
        }
        start += piece.len() + 1;
    }
    (!found.is_empty()).then_some(found)
}

/// The cookies that somebody drew: which of them is the session is not known.
pub(super) fn cookies(value: &str) -> Vec<Fragment> {
    let mut found = Vec::new();
    let mut start = 0;
    for piece in value.split(';') {
        if let Some((name, text)) = piece.split_once('=')
            && !inert(text)
            && (tokens(text, None).len() == 1
                || rules::classify(text, Some("session_token")) == ValueKind::Opaque)
        {
            let from = start + piece.len() - text.len();
            let field = Field::Named(upper(name.trim()));
            let lead = start + (piece.len() - piece.trim_start().len())..from;
            found.push(Fragment { lead, ..credential(text, from, field, NameKind::Secret) });
        }
        start += piece.len() + 1;
    }
    found
}

/// What a piece is called: letters, digits and blanks before its `=`.
fn pair_name(piece: &str) -> Option<&str> {
    let (name, _) = piece.split_once('=')?;
    let name = name.trim();
    let fits = |b: u8| b.is_ascii_alphanumeric() || b" _-.".contains(&b);
    (!name.is_empty() && name.len() <= 40 && name.bytes().all(fits)).then_some(name)
}

/// The secret in `X-API-Key: x` or `Authorization=Bearer x`.
pub(super) fn header(value: &str) -> Option<Vec<Fragment>> {
    if value.contains('\n') {
        let mut found = Vec::new();
        let mut start = 0;
        for line in value.split('\n') {
            let parts = header_line(line, ':').unwrap_or_default();
            found.extend(parts.into_iter().map(|part| part.shifted(start)));
            start += line.len() + 1;
        }
        return (!found.is_empty()).then_some(found);
    }
    header_line(value, ':').or_else(|| header_line(value, '='))
}

/// The password in `account:password`, under a name that announces both.
pub(super) fn account(name: &str, value: &str) -> Option<Vec<Fragment>> {
    let name = name.to_ascii_lowercase();
    let both = ["auth", "login", "credential", "userpass", "user_pass", "basic", "twilio"];
    let user = value.rsplit_once(':')?.0;
    let drawn = rules::classify(user, None) == ValueKind::Opaque;
    let announced = both.iter().any(|word| name.contains(word)) && !drawn;
    let found = if announced || is_account_ids(user) { password_behind(value) } else { None };
    found.or_else(|| easy_connect(value)).map(|part| vec![part])
}

/// The password in `account:password` where nothing else can stand (`curl -u`).
pub(super) fn password_behind(value: &str) -> Option<Fragment> {
    let (user, secret) = value.rsplit_once(':')?;
    let start = value.len() - secret.len();
    // `me:'some words'`
    let (start, secret) = match secret.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(inner) => (start + 1, inner),
        None => (start, secret),
    };
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"._-+@/\\".contains(&b);
    let account = user.bytes().all(fits);
    // `curl -u KEY:` has the key for an account.
    if secret.is_empty() {
        let key = known(user).is_some_and(|hit| hit.rule.kind == rules::Kind::Secret)
            || matches!(rules::classify(user, None), ValueKind::Opaque | ValueKind::Uuid);
        let field = Field::Named("KEY".to_owned());
        return key.then(|| credential(user, 0, field, NameKind::Secret));
    }
    let credible = known(secret).is_some() || rules::can_be_password(secret) && secret != user;
    (account && credible).then(|| {
        credential(secret, start, Field::Named("PASSWORD".to_owned()), NameKind::Secret).led_by(0)
    })
}

/// The password in Oracle's `user/password@//host:port/service`.
pub(super) fn easy_connect(value: &str) -> Option<Fragment> {
    let (account, host) = value.rsplit_once('@')?;
    let (user, secret) = account.split_once('/')?;
    let start = user.len() + 1;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_$#".contains(&b);
    let with_port = host.split_once(':').is_some_and(|(name, rest)| {
        let port = rest.split('/').next().unwrap_or_default();
        name.contains('.')
            && rest.contains('/')
            && (2..=5).contains(&port.len())
            && port.bytes().all(|b| b.is_ascii_digit())
    });
    let fits = !user.is_empty() && user.bytes().all(plain) && (host.starts_with("//") || with_port);
    // The last `@` ends the password, which may hold one itself.
    (fits && rules::can_be_password(secret)).then(|| {
        credential(secret, start, Field::Named("PASSWORD".to_owned()), NameKind::Secret).led_by(0)
    })
}

/// Twilio's account and key ids, which stand before the secret.
pub(super) fn is_account_ids(user: &str) -> bool {
    user.split('/').all(|part| {
        part.len() == 34
            && part.starts_with(['A', 'S'])
            && part.bytes().skip(2).all(|b| b.is_ascii_hexdigit())
    })
}

/// The password in `user:password@host` and `DOMAIN/user:password@host` without a scheme.
pub(super) fn login(value: &str) -> Option<Fragment> {
    let (account, host) = value.rsplit_once('@')?;
    let (user, secret) = account.split_once(':')?;
    let start = user.len() + 1;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_.-\\/".contains(&b);
    let scheme = ["mailto", "git", "ssh", "sip", "acct", "xmpp", "npm", "pkg", "docker", "github"];
    let name = host.split([':', '/']).next().unwrap_or_default();
    let is_host = name.contains('.')
        && (name.starts_with(|c: char| c.is_ascii_alphabetic())
            || name.split('.').count() == 4
                && name.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    let fits = !user.is_empty() && user.bytes().all(plain) && !scheme.contains(&user);
    (fits && is_host && !secret.contains('/') && rules::can_be_password(secret)).then(|| {
        credential(secret, start, Field::Named("PASSWORD".to_owned()), NameKind::Secret).led_by(0)
    })
}
