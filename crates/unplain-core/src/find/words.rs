//! Secrets in arguments and command lines: `--api-key=x`, `--api-key x`, `KEY=x`, `Authorization: Bearer x`, addresses,
//! and what the usual programs take passwords by.

use std::ops::Range;

use super::{
    fragment::{Field, Fragment, credential, inert, tokens, upper},
    inside,
    named::{self, Verdict, judge},
    programs::{self, Takes},
    url,
};
use crate::{
    Confidence,
    rules::{self, NameKind, ValueKind},
};

/// Command lines in command lines (`sh -c "ssh host '…'"`) are looked into so far.
const DEEPEST: usize = 4;

/// One argument, given the one before it.
pub(super) fn argument(previous: Option<&str>, value: &str) -> Vec<Fragment> {
    if let Some(found) = inside::json(value) {
        return found;
    }
    let named = previous.filter(|previous| is_flag(previous) && secret_flag(previous));
    if value.contains(char::is_whitespace) && !is_header(value) {
        let phrase = named.map(|name| whole(name, value)).unwrap_or_default();
        return if phrase.is_empty() { fragments(value) } else { phrase };
    }
    let flag = previous.filter(|previous| is_flag(previous));
    if matches!(
        flag,
        Some("-u" | "--user" | "--basic-auth" | "--auth" | "--credentials" | "--proxy-user")
    ) && let Some(part) = inside::password_behind(value)
    {
        return vec![part];
    }
    if flag.is_some_and(|flag| is_behind_letter(flag, value)) {
        return vec![credential(value, 0, Field::Named("TOKEN".to_owned()), NameKind::Secret)];
    }
    word(flag, value, 0)
}

/// Whether a value is a key or password behind a flag of one letter that is often taken for one.
fn is_behind_letter(flag: &str, value: &str) -> bool {
    matches!(flag, "-t" | "-k" | "-w" | "-p" | "-s" | "-P" | "-A" | "-X" | "-W")
        && (is_mixed(value)
            || value.len() >= 20 && rules::classify(value, None) == ValueKind::Opaque
            || rules::words::is_passphrase(value)
            || flag == "-k" && rules::classify(value, None) == ValueKind::Uuid)
        && !value.contains(['/', '=', '@'])
        && url::fragments(value).is_none()
        && tokens(value, None).is_empty()
}

/// Letters, digits and signs, as in passwords and in nothing else that follows a short flag.
fn is_mixed(value: &str) -> bool {
    let has = |test: fn(&u8) -> bool| value.as_bytes().iter().any(test);
    value.len() >= 8
        && has(u8::is_ascii_alphabetic)
        && has(u8::is_ascii_digit)
        && has(|b| b"!#$%^&*?~".contains(b))
        && !has(|b| b"/\\=:,".contains(b))
        && rules::can_be_password(value)
}

/// The secrets in a whole command line.
pub(super) fn fragments(line: &str) -> Vec<Fragment> {
    let found = within(line, 0);
    // Languages of their own, as PowerShell's `@{'X-Key' = 'x'}`.
    if found.is_empty() && line.contains(['\'', '"']) { named_in(line) } else { found }
}

/// What stands behind `"KEY":` and `KEY=` in a line.
fn named_in(line: &str) -> Vec<Fragment> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(sign) = line.get(at..).and_then(|rest| rest.find([':', '='])) {
        at += sign + 1;
        if let Some((end, parts)) = pair_at(line, at - 1) {
            found.extend(parts);
            at = end;
        }
    }
    found
}

fn within(line: &str, depth: usize) -> Vec<Fragment> {
    let mut found = Vec::new();
    let of_secrets = line.contains("secret");
    let (mut program, mut second) = ("", "");
    let mut previous: Option<&str> = None;
    let mut end = 0;
    for span in split(line) {
        // A separator other than white space begins a new command.
        if line[end..span.start].contains([';', '&', '|', '(']) {
            (program, second, previous) = ("", "", None);
        }
        end = span.end;
        let text = &line[span.clone()];
        let inner = unquoted(text);
        let start = span.start + inner.start;
        let quoted = inner.start > 0;
        let plain = &text[inner];
        // `gh secret set X --body VALUE`, `echo PASSWORD | sudo -S`
        let handed_on = of_secrets
            && matches!(previous, Some("--value" | "--body"))
            && rules::classify(plain, Some("secret_key")) == ValueKind::Opaque
            || matches!(program, "echo" | "printf")
                && previous == Some(program)
                && programs::reads_password(&line[span.end..])
                && (rules::can_be_password(plain) && !inert(plain));
        if handed_on {
            let field = Field::Named("PASSWORD".to_owned());
            found.push(credential(plain, start, field, NameKind::Secret));
            previous = Some(plain);
            continue;
        }
        let parts = match inside::json(plain) {
            Some(found) if quoted => found,
            _ if quoted
                && is_line(plain)
                && depth < DEEPEST
                && previous.and_then(|flag| programs::takes(program, second, flag)).is_none()
                && !previous.is_some_and(|word| is_flag(word) && secret_flag(word)) =>
            {
                within(plain, depth + 1)
            }
            _ => in_command((program, second), previous, plain, depth),
        };
        found.extend(parts.into_iter().map(|part| part.shifted(start)));
        if program.is_empty() && assignment(plain).is_none() && !is_prelude(plain) {
            program = plain;
        } else if second.is_empty() {
            second = plain;
        }
        previous = Some(plain);
    }
    found
}

/// Words before the program that a command runs.
fn is_prelude(word: &str) -> bool {
    matches!(
        word,
        "sudo" | "env" | "exec" | "export" | "set" | "time" | "nohup" | "command" | "Bash"
    )
}

fn in_command(
    (program, second): (&str, &str),
    previous: Option<&str>,
    value: &str,
    depth: usize,
) -> Vec<Fragment> {
    let named = |name: &str| Field::Named(name.to_owned());
    if let Some((flag, secret)) = programs::attached(program, value) {
        let inner = unquoted(secret);
        return password(&secret[inner.clone()], flag.len() + inner.start);
    }
    if programs::takes_here(program, second, previous, value) {
        return password(value, 0);
    }
    let flag = previous.filter(|word| is_flag(word));
    match previous.and_then(|flag| programs::takes(program, second, flag)) {
        Some(Takes::Next | Takes::Both) => return password(value, 0),
        Some(Takes::Account) => return inside::password_behind(value).into_iter().collect(),
        Some(Takes::Behind(sign)) => {
            let Some((user, secret)) = value.split_once(sign) else { return Vec::new() };
            return password(secret, user.len() + sign.len_utf8());
        }
        Some(Takes::Attached) | None => {}
    }
    if flag.is_some_and(|flag| is_behind_letter(flag, value)) {
        return vec![credential(value, 0, named("TOKEN"), NameKind::Secret)];
    }
    let after_scheme = previous.is_some_and(|word| named::scheme(&format!("{word} x")).is_some());
    if after_scheme && rules::credible(value) && !inert(value) {
        return vec![credential(value, 0, named("TOKEN"), NameKind::Secret)];
    }
    // `aws configure set aws_secret_access_key VALUE`
    let telling = previous.filter(|word| {
        word.contains('_') && !word.contains('=') && rules::name_is_secret(word) == NameKind::Secret
    });
    if let Some(name) = telling
        && let Verdict::Secret(rule, prefix, Confidence::High) = judge(name, value)
    {
        let part =
            Fragment::plain(0..value.len(), Field::Named(upper(name)), rule, Confidence::High);
        return vec![Fragment { prefix, ..part }];
    }
    word(flag, value, depth)
}

/// Whether a quoted word is a command line itself.
fn is_line(value: &str) -> bool {
    value.contains(char::is_whitespace) && !is_header(value)
}

fn password(value: &str, start: usize) -> Vec<Fragment> {
    let part = || credential(value, start, Field::Named("PASSWORD".to_owned()), NameKind::Secret);
    if rules::can_be_password(value) && !inert(value) { vec![part()] } else { Vec::new() }
}

/// The secrets in one word, given the flag before it.
fn word(flag: Option<&str>, value: &str, depth: usize) -> Vec<Fragment> {
    if let Some(name) = flag.filter(|flag| secret_flag(flag)) {
        return whole(name, value);
    }
    // PowerShell's assignment.
    if let Some(rest) = value.get(5..).filter(|rest| rest.contains('='))
        && value[..5].eq_ignore_ascii_case("$env:")
    {
        return word(None, rest, depth).into_iter().map(|part| part.shifted(5)).collect();
    }
    let of_url = url::fragments(value).filter(|found| !found.is_empty() || !value.contains(';'));
    if let Some(found) = of_url.or_else(|| inside::json(value)) {
        return found;
    }
    if value.contains("://")
        && let Some(found) = inside::pairs("", value)
    {
        return found;
    }
    let account = value.rsplit_once(':').is_some_and(|(user, _)| inside::is_account_ids(user));
    if let Some(part) = inside::easy_connect(value)
        .or_else(|| inside::login(value))
        .or_else(|| inside::password_behind(value).filter(|_| account))
    {
        return vec![part];
    }
    // `-HX-API-Key: x`, `-eKEY=x`
    let attached = value.get(..2).filter(|flag| matches!(*flag, "-H" | "-e" | "-D" | "-u" | "-d"));
    if let Some(rest) = attached.and_then(|_| value.get(2..)).filter(|rest| rest.len() > 3) {
        return word(None, rest, depth).into_iter().map(|part| part.shifted(2)).collect();
    }
    if let Some((name, start)) = assignment(value) {
        // What a shell would run next is not part of the value (`cmd /c set KEY=x&&program`).
        let value = value.split("&&").next().unwrap_or(value);
        let pairs = |value: &str| value.split('&').all(|piece| piece.contains('='));
        if value.contains('&') && !value.starts_with('-') && pairs(value) {
            return inside::pairs("", value).unwrap_or_default();
        }
        let inner = unquoted(value.get(start..).unwrap_or_default());
        let (start, end) = (start + inner.start, start + inner.end);
        let rest = value.get(start..end).unwrap_or_default();
        let lead = 0..start;
        let parts = if !value.starts_with('-') {
            named::named(name, rest)
        } else if secret_flag(name) {
            whole(name, rest)
        } else if depth < DEEPEST {
            // `--env=KEY=value`, `--header=Name: value`: the flag is no secret, what it sets may be.
            return word(None, rest, depth + 1)
                .into_iter()
                .map(|part| part.shifted(start))
                .collect();
        } else {
            Vec::new()
        };
        return parts
            .into_iter()
            .map(|part| part.shifted(start).preceded_by(lead.clone()))
            .collect();
    }
    if let Some(name) = header_name(value, ':') {
        let start = value.len() - value[name.len() + 1..].trim_start().len();
        let inner = unquoted(&value[start..]);
        let parts = named::header(name, &value[start + inner.start..start + inner.end]);
        let (start, lead) = (start + inner.start, 0..start + inner.start);
        return parts
            .into_iter()
            .map(|part| part.shifted(start).preceded_by(lead.clone()))
            .collect();
    }
    tokens(value, None)
}

/// The name of a header or key in `Name: value` or `Name:value`; with `sign` for the colon.
pub(super) fn header_name(value: &str, sign: char) -> Option<&str> {
    let (name, rest) = value.split_once(sign)?;
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    let header = name.len() > 1 && name.bytes().all(fits);
    (header && name.starts_with(|c: char| c.is_ascii_alphabetic()) && !rest.starts_with("//"))
        .then_some(name)
}

fn is_header(value: &str) -> bool {
    header_name(value, ':').is_some_and(named::names_a_credential)
}

/// A value that fills its word, under a flag's name.
fn whole(name: &str, value: &str) -> Vec<Fragment> {
    let defaults = named::secret_defaults(flag_name(name), value);
    if !defaults.is_empty() {
        return defaults;
    }
    if inert(value) || value.starts_with('-') {
        return Vec::new();
    }
    if let Some(found) = url::fragments(value) {
        return found;
    }
    if name.trim_start_matches('-').eq_ignore_ascii_case("cookie") && value.contains('=') {
        return inside::cookies(value);
    }
    // How openssl is told where a password is.
    if let Some(rest) = value.strip_prefix("pass:") {
        return whole(name, rest).into_iter().map(|part| part.shifted(5)).collect();
    }
    match judge(flag_name(name), value) {
        Verdict::Secret(rule, prefix, confidence) => {
            let field = Field::Named(upper(name));
            vec![Fragment { prefix, ..Fragment::plain(0..value.len(), field, rule, confidence) }]
        }
        Verdict::Harmless => Vec::new(),
        Verdict::Open => match inside::json(value).or_else(|| inside::pairs(name, value)) {
            Some(found) => found,
            None => tokens(value, Some(name)),
        },
    }
}

fn is_flag(word: &str) -> bool {
    word.starts_with('-') && word.len() > 1 && !word.contains('=')
}

/// `key` alone says too little of a variable, but of a flag it is the usual name (Smithery's `--key`).
fn flag_name(flag: &str) -> &str {
    let name = flag.trim_start_matches('-');
    // `--appid` is OpenWeather's.
    let known = ["key", "appid"].iter().any(|known| name.eq_ignore_ascii_case(known));
    if known { "api-key" } else { name }
}

fn secret_flag(flag: &str) -> bool {
    let name = flag_name(flag);
    rules::name_is_secret(name) == NameKind::Secret || rules::words::hints_at_secret(name)
}

/// The name in `NAME=value`, `section.name=value` or `--name=value`, and where the value begins.
fn assignment(value: &str) -> Option<(&str, usize)> {
    let (name, _) = value.split_once('=')?;
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"_.-".contains(&b);
    let named = !name.is_empty()
        && name.bytes().all(fits)
        && !name.starts_with(|c: char| c.is_ascii_digit());
    (named && name != "-" && name != "--").then_some((name, name.len() + 1))
}

/// The words of a command line, with their quotes.
fn split(line: &str) -> Vec<Range<usize>> {
    let bytes = line.as_bytes();
    let mut words = Vec::new();
    let mut start = None;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        // A lone `&` in a word belongs to it: in an address, or in a password that nobody quoted.
        let beside = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at)).is_none_or(|b| *b == b'&' || b.is_ascii_whitespace())
        };
        let lone = *byte == b'&' && !beside(at.checked_sub(1)) && !beside(Some(at + 1));
        if separates(*byte) && !lone {
            words.extend(start.take().map(|from| from..at));
            at += 1;
            continue;
        }
        let from = *start.get_or_insert(at);
        at += match quote_end(line, from, at) {
            Some(end) => end - at,
            None => 1,
        };
    }
    words.extend(start.map(|from| from..line.len()));
    words
}

fn separates(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b";&|()".contains(&byte)
}

fn is_quote(byte: u8) -> bool {
    b"\"'`".contains(&byte)
}

/// Where the quoted text that begins at `at`, in the word from `word` on, ends. A quote in the middle of a word belongs
/// to it, lest half a secret be taken.
fn quote_end(line: &str, word: usize, at: usize) -> Option<usize> {
    let bytes = line.as_bytes();
    let quote = bytes.get(at).copied().filter(|byte| is_quote(*byte))?;
    let before = at.checked_sub(1).and_then(|index| bytes.get(index)).copied();
    let short_flag = at == word + 2 && bytes.get(word) == Some(&b'-');
    let opens = at == word
        || short_flag
        || before.is_some_and(|byte| b"=:@{,[".contains(&byte) || is_quote(byte));
    if !opens {
        return None;
    }
    let mut end = at + 1;
    while let Some(byte) = bytes.get(end) {
        if *byte == b'\\' && quote == b'"' {
            end += 2;
            continue;
        }
        if *byte == quote {
            let after = bytes.get(end + 1).copied();
            let closes = after
                .is_none_or(|byte| separates(byte) || is_quote(byte) || b":,}]".contains(&byte));
            if closes {
                return Some(end + 1);
            }
        }
        end += 1;
    }
    None
}

/// What stands inside the quotes around `value`, else all of it.
fn unquoted(value: &str) -> Range<usize> {
    let bytes = value.as_bytes();
    match bytes {
        [first, .., last] if first == last && is_quote(*first) => 1..value.len() - 1,
        _ => 0..value.len(),
    }
}

/// The secrets in a line whose format is not known, or that was put out of use: what stands behind `"KEY":` and `KEY=`,
/// flags, tokens.
pub(super) fn in_line(line: &str) -> Vec<Fragment> {
    let mut found = named_in(line);
    if found.is_empty() {
        // As a list of arguments: what JSON has between them is no part of them.
        let words: String =
            line.chars().map(|c| if "[]{},".contains(c) { ' ' } else { c }).collect();
        found = within(&words, 0);
    }
    if found.is_empty() { tokens(line, None) } else { found }
}

/// The secrets behind the sign at `sign`, if what stands before it announces one; and where the value ends.
fn pair_at(line: &str, sign: usize) -> Option<(usize, Vec<Fragment>)> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let before = line[..sign].trim_end();
    let before = before.strip_suffix(['"', '\'']).unwrap_or(before);
    let name = &before[before.trim_end_matches(fits).len()..];
    let value = line[sign + 1..].trim_start();
    let start = line.len() - value.len();
    let range = match value.chars().next()? {
        quote @ ('"' | '\'') => 1..value[1..].find(quote)? + 1,
        _ => {
            0..value
                .find(|c: char| c.is_whitespace() || ",;\"'`)".contains(c))
                .unwrap_or(value.len())
        }
    };
    // In an address the next parameter follows.
    let in_query = before[..before.len() - name.len()].ends_with(['?', '&']);
    let range = match value[range.clone()].find('&').filter(|_| in_query) {
        Some(end) => range.start..range.start + end,
        None => range,
    };
    let text = &value[range.clone()];
    let credential = named::names_a_credential(name);
    if name.is_empty() || !credential || text.starts_with("//") {
        return None;
    }
    let parts = if range.start > 0 { named::header(name, text) } else { named::named(name, text) };
    let shifted =
        parts.into_iter().map(|part| part.shifted(start + range.start)).collect::<Vec<_>>();
    (!shifted.is_empty()).then_some((start + range.end, shifted))
}
