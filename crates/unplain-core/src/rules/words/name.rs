//! Whether a name announces a secret: environment keys, header names, flags, query parameters.

use std::{cell::RefCell, collections::HashMap};

use super::split::words;

/// What a name says about its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameKind {
    /// Its value should be a secret.
    Secret,
    /// Its value should not be one, however secret the name sounds: key id, site key, token limit, key path.
    Harmless,
    /// It says nothing.
    Unknown,
}

/// What is known of a name.
#[derive(Clone, Copy)]
struct Known {
    kind: NameKind,
    password: bool,
    hints: bool,
}

thread_local! {
    /// Names that were judged already: a config says the same few again and again.
    static JUDGED: RefCell<HashMap<Box<str>, Known>> = RefCell::new(HashMap::new());
}

/// More names are not kept, nor longer ones.
const MOST_KEPT: usize = 2048;
const LONGEST_KEPT: usize = 64;

fn known(name: &str) -> Known {
    JUDGED.with_borrow_mut(|judged| {
        if let Some(known) = judged.get(name) {
            return *known;
        }
        let all = words(name);
        let words: Vec<&str> = all.iter().map(String::as_str).collect();
        let kind = kind(&words);
        let password = words.last().is_some_and(|word| says_password(word));
        let known =
            Known { kind, password: password && kind == NameKind::Secret, hints: hints(&words) };
        if name.len() <= LONGEST_KEPT && judged.len() < MOST_KEPT {
            judged.insert(name.into(), known);
        }
        known
    })
}

/// Judges a name by its words, split at `_`, `-`, other signs and capitals.
#[must_use]
pub fn name_is_secret(name: &str) -> NameKind {
    known(name).kind
}

fn kind(words: &[&str]) -> NameKind {
    let Some((last, before)) = words.split_last() else { return NameKind::Unknown };
    // Telegram calls an application's secret so.
    if is_vault_secret_id(words) || matches!(words, [.., "api", "hash"]) {
        return NameKind::Secret;
    }
    // What a build puts into pages is public by its name.
    if matches!(words, ["vite", _, ..] | ["react", "app", ..] | ["gatsby", _, ..]) {
        return NameKind::Harmless;
    }
    // `PAT_VALUE`
    if *last == "value" && !before.is_empty() {
        return kind(before);
    }
    if matches!(words, ["pwd" | "oldpwd"])
        || HARMLESS_ENDS.contains(last)
        || before.first() == Some(&"no")
    {
        return NameKind::Harmless;
    }
    if words.iter().any(|word| HARMLESS_ANYWHERE.contains(word)) {
        return NameKind::Harmless;
    }
    match *last {
        "tokens" => match before.last() {
            Some(&("api" | "auth" | "access" | "bearer" | "secret" | "refresh")) => {
                NameKind::Secret
            }
            _ => NameKind::Harmless,
        },
        "keys" => match before.last() {
            Some(&("api" | "auth" | "access" | "secret" | "private")) => NameKind::Secret,
            _ => NameKind::Unknown,
        },
        "key" => match before.last() {
            None => NameKind::Unknown,
            Some(kind) if HARMLESS_KEYS.contains(kind) => NameKind::Harmless,
            Some(_) => NameKind::Secret,
        },
        // `stopToken`, `page_token`: of texts and lists.
        "token" if before.last().is_some_and(|kind| HARMLESS_TOKENS.contains(kind)) => {
            NameKind::Harmless
        }
        word if SECRET_ENDS.contains(&word)
            || says_password(word)
            || SECRET_SUFFIXES.iter().any(|suffix| word.ends_with(suffix)) =>
        {
            NameKind::Secret
        }
        // `GITHUB_TOKEN_2`, `API_KEY_PROD`: what the name is about stands before.
        _ if before.iter().any(|word| SECRET_WORDS.contains(word) || PASSWORDS.contains(word))
            || has_api_key(before) =>
        {
            NameKind::Secret
        }
        _ => NameKind::Unknown,
    }
}

/// Whether a name announces a password: what people choose themselves, words among it.
#[must_use]
pub fn name_is_password(name: &str) -> bool {
    known(name).password
}

/// The secret half of Vault's AppRole; elsewhere a secret's id is its name.
fn is_vault_secret_id(words: &[&str]) -> bool {
    matches!(words, [.., "secret", "id"])
        && words.iter().any(|word| matches!(*word, "vault" | "approle" | "wrapped"))
}

fn has_api_key(words: &[&str]) -> bool {
    words.windows(2).any(|pair| matches!(pair, ["api" | "secret" | "private" | "access", "key"]))
}

/// A secret-sounding name that ends in one of these is about the secret, and is not the secret.
const HARMLESS_ENDS: &[&str] = word_list! {
    addr address alg algorithm alias arn audience bits budget cmd command contract count decimals
    description dir directory disabled email enabled encoding endpoint env exp expiration expires
    expiry field file filename fingerprint folder format hash hashes header helper hint host hostname id
    identifier ids index interval issuer label length lifetime limit limits location manager max
    min mint mode model name names path paths policy port prefix provider ref region required
    rotation scheme scope scopes size sock stdin store suffix symbol timeout title ttl type uri
    url usage used user username validity var variable version window
};

/// A name with one of these anywhere is not a secret's.
const HARMLESS_ANYWHERE: &[&str] = word_list! {
    anon max min num pub public publica publico publishable site sitekey tokenizer tokenizers total
};

/// `…_KEY` with one of these before it.
const HARMLESS_KEYS: &[&str] = word_list! {
    asset branch cache column component config dedupe dictionary enter feature file flag foreign gpg group hash hot i18n
    idempotency index instrumentation integration issue item json kms label lang library locale map message meta modifier object
    option partition pgp primary project query range registry routing setting shard short shortcut
    sort space storage team translation unique vapid verification verifying workspace
};

/// `…_TOKEN` with one of these before it.
const HARMLESS_TOKENS: &[&str] = word_list! {
    bos continuation cursor design end eos mask next page pad separator start stop sync unk
};

const SECRET_ENDS: &[&str] = word_list! {
    accesskey apikey auth authkey authorization bearer cookie cookies credential credentials creds
    jwt mnemonic pass passcode passwd pat phrase privatekey psk pw pwd salt secretkey secrets sig signature
};

/// Words that run together: `mytoken`, `PGPASSWORD`, `clientsecret`.
const SECRET_SUFFIXES: &[&str] = word_list! {
    accesskey apikey authenticationkey authkey clientkey encryptionkey keypass masterkey passphrase
    password passwd privatekey secret secretkey sendkey signingkey storepass token
};

/// Passwords in other languages.
const PASSWORDS: &[&str] = word_list! {
    clave contrasena contraseña haslo hasło heslo jelszo kennwort lösenord losenord mdp motdepasse
    parola passwort salasana senha wachtwoord пароль パスワード 密码 密碼 비밀번호
};

/// Whether a word, alone or at the end of what is run together, says password.
fn says_password(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
    ["pass", "pw", "pwd"].contains(&word)
        || ["password", "passwd", "passphrase", "passcode"].iter().any(|end| word.ends_with(end))
        || word.len() >= 5 && (word.ends_with("pw") || word.ends_with("pwd"))
        || PASSWORDS
            .iter()
            .any(|password| word == *password || word.ends_with(password) && !word.is_ascii())
}

/// Names that leave it open, but under which a drawn value is a key: `FORTNOX_ACCESS`, `WEBPUSH_PRIVATE`.
pub(crate) fn hints_at_secret(name: &str) -> bool {
    known(name).hints
}

fn hints(words: &[&str]) -> bool {
    const HINTS: &[&str] = word_list! {
        access api auth avain chiave clé creds hmac hmackey klucz kulcs llave nkey nyckel pk private
        refresh schluessel schlüssel secreto seed session sid signer sk sleutel tok ключ 密钥
    };
    words.last().is_some_and(|word| HINTS.contains(word))
        || matches!(words, ["hmac", ..] | [.., "session", "string"])
}

const SECRET_WORDS: &[&str] = word_list! {
    apikey passphrase passwd password secret token
};
