//! What a place in a config is for, told from where it stands: the rows of the tables.

use super::walk::{Document, Text};

/// The slot of the byte at `at`.
pub(super) fn at(document: &Document, text: &str, at: usize) -> &'static str {
    if document.comments.iter().any(|comment| comment.contains(&at)) {
        return "comment";
    }
    let Some(string) = document.string_at(at) else { return "elsewhere" };
    let before = text.get(string.raw.start..at).unwrap_or_default();
    let path: Vec<&str> = string.path.iter().map(String::as_str).collect();
    let parent = path.len().checked_sub(2).and_then(|at| path.get(at)).copied().unwrap_or_default();
    let has = |key: &str| path.contains(&key);
    if before.contains("${") && before.rfind("${") > before.rfind('}') && before.contains(":-") {
        return "default of a reference";
    }
    if has("permissions") || has("allowedTools") {
        return "permission list";
    }
    let helpers = [
        "hooks",
        "apiKeyHelper",
        "headersHelper",
        "statusLine",
        "awsAuthRefresh",
        "otelHeadersHelper",
    ];
    if helpers.iter().any(|key| has(key)) {
        return "hook or helper";
    }
    match parent {
        "env" if path.len() == 2 => value("settings env", "settings env, inside a value", before),
        "env" if has("mcp") => "wrong key",
        "env" | "environment" => {
            inside(before, ["env", "env, in a url", "env, in JSON", "env, in a connection string"])
        }
        "headers" if has("provider") => "provider option",
        "headers" | "requestInit" => header(before),
        "oauth" | "auth" => "oauth",
        "args" | "command" => argument(document, text, string, before),
        _ if has("options") || has("provider") || has("providers") => "provider option",
        _ if before.contains("://") => url(before),
        _ => "elsewhere",
    }
}

fn value(whole: &'static str, part: &'static str, before: &str) -> &'static str {
    if before.is_empty() { whole } else { part }
}

fn inside(before: &str, names: [&'static str; 4]) -> &'static str {
    let [whole, in_url, in_json, in_string] = names;
    if before.is_empty() {
        whole
    } else if before.trim_start().starts_with(['{', '[']) {
        in_json
    } else if before.contains("://") {
        in_url
    } else {
        in_string
    }
}

fn header(before: &str) -> &'static str {
    let before = before.to_ascii_lowercase();
    if before.is_empty() {
        "header"
    } else if before.contains('=') {
        "header, in a cookie or list"
    } else if before.starts_with("bearer") {
        "header, Bearer"
    } else {
        "header, another scheme"
    }
}

fn url(before: &str) -> &'static str {
    let after_host = before.split_once("://").map_or("", |(_, rest)| rest);
    if before.contains('#') {
        "url fragment"
    } else if before.contains('?') {
        "url query"
    } else if after_host.contains('/') {
        "url path"
    } else {
        "url password"
    }
}

fn argument(document: &Document, text: &str, string: &Text, before: &str) -> &'static str {
    let previous = document
        .strings
        .iter()
        .rfind(|other| other.raw.end < string.raw.start)
        .filter(|other| other.path.len() == string.path.len())
        .and_then(|other| text.get(other.raw.clone()))
        .unwrap_or_default();
    if ["-c", "-lc", "/c", "/C", "-Command"].contains(&previous) {
        return "argument, in a shell command";
    }
    let header = ["-H", "--header", "--headers"].contains(&previous)
        || before.starts_with("--header")
        || before.starts_with("Authorization:");
    if header {
        return "argument, in a header";
    }
    if before.contains("://") {
        return "argument, in a url";
    }
    if before.contains(['{', '[']) {
        return "argument, in JSON";
    }
    match (before.is_empty(), previous.starts_with('-'), before.starts_with('-')) {
        (true, true, _) => "argument after a flag",
        (true, false, _) => "argument alone",
        (false, _, true) => "argument, --flag=value",
        (false, ..) => "argument, KEY=value",
    }
}
