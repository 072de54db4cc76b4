//! Values that stand for one that the user was to fill in.

use super::{credible::reads_well, made_up::is_typed, split::words};
use crate::rules::jwt;

/// Whether `value` is a placeholder or a published example. `name` is what it belongs to.
pub(super) fn is_placeholder(value: &str, name: Option<&str>) -> bool {
    is_known(value)
        || has_brackets(value)
        || is_filler(value)
        || is_foreign(value)
        || is_example(value)
        || says_so(value)
        || name.is_some_and(|name| repeats_name(value, name))
        || value.len() >= 6 && !value.contains(NO_TOKEN) && is_typed(behind_prefix(value))
}

/// What a token does not have in it, but a path, URL or sentence has.
const NO_TOKEN: [char; 4] = ['/', ':', ' ', '\\'];

/// Whole values that nobody uses as a secret, or that are defaults known to everybody.
fn is_known(value: &str) -> bool {
    const KNOWN: &[&str] = word_list! {
        abc abc123 abcd1234 admin administrator asdf bar baz changeit default demo dummy empty fake foo
        foobar geheim guest haslo heslo hidden hunter2 jelszo letmein masked minioadmin mysql na nil none null postgres qwerty redacted salasana
        removed root sa tbd temp test test123 testing toor undefined unset user xyz
    };
    // None is longer.
    if value.len() > 16 {
        return false;
    }
    let lower = value.to_ascii_lowercase();
    matches!(lower.as_str(), "-" | "n/a" | "p@ssw0rd" | "passw0rd")
        || KNOWN.contains(&lower.as_str())
}

/// `<token>`, `[your key]`, `{API_KEY}`, `((token))`, `__TOKEN__`, also with a prefix before them.
fn has_brackets(value: &str) -> bool {
    let label = |c: char| c.is_alphanumeric() || " _-.'|/:".contains(c);
    let ends_in = |open: char, close: char| {
        let inner = value.strip_suffix(close).and_then(|rest| rest.rsplit_once(open));
        inner.is_some_and(|(_, inner)| {
            inner.starts_with(char::is_alphabetic) && inner.chars().all(label)
        })
    };
    let around = |open: &str, close: &str| {
        let inner = value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inner
            .is_some_and(|inner| inner.starts_with(char::is_alphabetic) && inner.chars().all(label))
    };
    ends_in('<', '>')
        || around("[", "]")
        || around("{", "}")
        || around("((", "))")
        || around("__", "__")
}

/// `xxx`, `****`, `...`, `0000`, `sk-...`, `ntn_****`, `sk-abc…xyz`.
fn is_filler(value: &str) -> bool {
    const RUNS: [&str; 6] = ["...", "…", "***", "•••", "xxxx", "XXXX"];
    let filler = |c: char| "xX*.…•·#?0-_=".contains(c);
    let long_run = RUNS.iter().any(|run| value.contains(run));
    value.chars().all(filler)
        || long_run && !value.contains(NO_TOKEN)
        || behind_prefix(value).chars().all(filler)
}

/// The part behind what looks like a provider's prefix (`sk-`, `ghp_`), else all of it.
fn behind_prefix(value: &str) -> &str {
    let prefix = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    match value.split_once(['-', '_']) {
        Some((head, body)) if head.len() <= 8 && head.chars().all(prefix) && body.len() >= 3 => {
            body
        }
        _ => value,
    }
}

/// Text in a script that no provider draws tokens from.
fn is_foreign(value: &str) -> bool {
    value.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count() >= 2
}

/// Keys of documentation: AWS' end in `EXAMPLE`, and there is the JWT of jwt.io. A host may well be called so.
fn is_example(value: &str) -> bool {
    let says = !value.trim_end_matches('=').contains(['@', ':', ';', '='])
        && value.to_ascii_lowercase().contains("example");
    says || value.starts_with("eyJ") && jwt::is_sample(value)
}

/// Words that are enough by themselves.
const CLEAR: &[&str] =
    word_list! { your yours cámbiame cambiame changeme placeholder redacted fixme todo };

/// Words that make a placeholder of other words beside them.
const MARKERS: &[&str] = word_list! {
    actual aendern another aqui bitte cambia cambiar cambiare change changer cole colar deine dein demo dev development dummy enter fake fill foo foobar goes here
    einfuegen einfügen eintragen hier hierin ici ihr inserire mnie remplacer remplacez tutaj vervang wklej
    wstaw zmien zmień ändern ihr insert inserisci invalid missing mock my needed new none null optional paste
    please put real replace required sample secure seu some sua super supersecret test testing tests tu
    swoj tua tuo twoj unset valid votre wpisz
};

/// Words of which names of secrets are made.
const SUBJECTS: &[&str] = word_list! {
    access anahtariniz api apikey auth authtoken bearer chave chiave clave cle client contrasena
    credential credentials geheimnis jeton kennwort key keys klucz kulcs nyckel pass passcode passphrase
    passwd password passwort pat private schluessel secret secreto secrets segredo segreto senha sleutel
    string token tokens value wachtwoord
};

/// A readable value with words that only a placeholder has: `YOUR_API_KEY`, `insert-token-here`, `my_secret`.
fn says_so(value: &str) -> bool {
    let words = plain_words(value);
    let sign = |c: char| !c.is_alphanumeric() && !"_-. !<>[](){}'\"#*".contains(c);
    let long = |word: &String| word.len() > 14;
    if words.is_empty() || value.len() > 80 || value.contains(sign) || words.iter().any(long) {
        return false;
    }
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    // Words of other languages read badly to the model, so those that leave no doubt come first.
    has(SUBJECTS) && has(MARKERS)
        || reads_well(value)
            && (has(CLEAR) || has(SUBJECTS) && words.len() <= 3 || words.len() >= 2 && has(MARKERS))
}

/// `GITHUB_TOKEN` as the value of `GITHUB_TOKEN`, in any spelling, with or without words that say nothing.
fn repeats_name(value: &str, name: &str) -> bool {
    let (value, name) = (plain_words(value), plain_words(name));
    let known = |word: &String| {
        name.contains(word) || MARKERS.contains(&word.as_str()) || SUBJECTS.contains(&word.as_str())
    };
    !value.is_empty() && (value.concat() == name.concat() || value.iter().all(known))
}

/// Words without the numbers that they end in: `token1`, `key_2`.
fn plain_words(text: &str) -> Vec<String> {
    let mut words = words(text);
    for word in &mut words {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        if word.len() - letters <= 3 {
            word.truncate(letters);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
