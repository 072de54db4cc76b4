//! Values that are given to a name in program text: `EXA_API_KEY=…`, `exaApiKey: "…"`, `"exa-api-key" => '…'`.

/// The spellings of the variable `name` in programs and settings, each once.
pub(super) fn spellings(name: &str) -> Vec<String> {
    let lower: Vec<String> = name.split('_').map(str::to_ascii_lowercase).collect();
    let pascal: String = lower.iter().map(|word| capitalised(word)).collect();
    let camel: String = lower
        .iter()
        .enumerate()
        .map(|(at, word)| if at == 0 { word.clone() } else { capitalised(word) })
        .collect();
    let mut all = vec![name.to_owned(), lower.join("_"), lower.join("-"), camel, pascal];
    all.sort_unstable();
    all.dedup();
    all
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

/// Where the value begins that is given to the name which ends at `at`.
pub(super) fn value_at(text: &[u8], at: usize) -> Option<usize> {
    let mut rest = text.get(at..)?;
    rest = quote(rest);
    rest = rest.strip_prefix(b"]").unwrap_or(rest);
    rest = spaces(rest);
    rest = match rest {
        [b':', b'=', more @ ..] | [b'=', b'>', more @ ..] => more,
        [b'=', b'=', ..] | [b':', b':', ..] => return None,
        [b':' | b'=', more @ ..] => more,
        _ => return None,
    };
    rest = quote(spaces(rest));
    Some(text.len() - rest.len())
}

/// Behind a quote, which may be escaped.
fn quote(text: &[u8]) -> &[u8] {
    match text {
        [b'\\', b'"' | b'\'', rest @ ..] | [b'"' | b'\'' | b'`', rest @ ..] => rest,
        _ => text,
    }
}

/// Behind a few spaces.
fn spaces(text: &[u8]) -> &[u8] {
    const MOST: usize = 16;
    let count = text.iter().take(MOST).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    text.get(count..).unwrap_or_default()
}
