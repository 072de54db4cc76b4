//! The same texts in TOML and in YAML.

use super::{Json, quoted};

/// As TOML: tables of their own, but for a short table, which stands in its line.
pub(super) fn toml(json: &Json) -> String {
    let mut text = String::from("# kept by hand\n");
    table(&mut text, json, "");
    text
}

fn table(text: &mut String, json: &Json, path: &str) {
    let Json::Object(members) = json else { return };
    let (tables, values): (Vec<_>, Vec<_>) = members.iter().partition(|(_, item)| !is_inline(item));
    for (name, item) in values {
        text.push_str(&format!("{} = {} # kept\n", key(name), inline(item)));
    }
    for (name, item) in tables {
        let path = if path.is_empty() { key(name) } else { format!("{path}.{}", key(name)) };
        let holds_values = matches!(item, Json::Object(members) if members.iter().any(|(_, item)| is_inline(item)));
        if holds_values {
            text.push_str(&format!("\n[{path}]\n"));
        }
        table(text, item, &path);
    }
}

fn is_inline(json: &Json) -> bool {
    match json {
        Json::Object(members) => {
            members.len() < 2 && members.iter().all(|(_, item)| !matches!(item, Json::Object(_)))
        }
        _ => true,
    }
}

fn inline(json: &Json) -> String {
    match json {
        Json::Text(text) => quoted(text),
        Json::Raw(raw) => (*raw).to_owned(),
        Json::List(items) => {
            format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", "))
        }
        Json::Object(items) => {
            let items =
                items.iter().map(|(name, item)| format!("{} = {}", key(name), inline(item)));
            format!("{{ {} }}", items.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A key, quoted where it has to be.
fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if name.chars().all(bare) { name.to_owned() } else { quoted(name) }
}

/// As YAML in blocks. A text that holds only letters, digits and `-` stands without quotes.
pub(super) fn yaml(json: &Json) -> String {
    let mut text = String::from("# kept by hand\n");
    block(&mut text, json, 0);
    text
}

fn block(text: &mut String, json: &Json, depth: usize) {
    let indent = "  ".repeat(depth);
    match json {
        Json::Object(members) => {
            for (name, item) in members {
                text.push_str(&format!("{indent}{name}:"));
                below(text, item, depth + 1);
            }
        }
        Json::List(items) => {
            for item in items {
                text.push_str(&format!("{indent}-"));
                let mut inner = String::new();
                below(&mut inner, item, depth + 1);
                // An object begins behind the dash.
                let inner = inner.trim_start_matches('\n').trim_start();
                text.push_str(&format!(" {inner}"));
            }
        }
        _ => {}
    }
}

fn below(text: &mut String, item: &Json, depth: usize) {
    match item {
        Json::Object(members) if members.is_empty() => text.push_str(" {}\n"),
        Json::List(items) if items.is_empty() => text.push_str(" []\n"),
        Json::Object(_) | Json::List(_) => {
            text.push('\n');
            block(text, item, depth);
        }
        Json::Raw(raw) => text.push_str(&format!(" {raw}\n")),
        Json::Text(value) => {
            let is_plain = value.starts_with(|c: char| c.is_ascii_alphabetic())
                && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            let value = if is_plain { value.clone() } else { quoted(value) };
            text.push_str(&format!(" {value}\n"));
        }
    }
}
