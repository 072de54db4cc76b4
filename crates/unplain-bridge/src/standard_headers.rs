//! The headers that repeat parts of a message for what stands between (protocol version 2026-07-28, SEP-2243):
//! `Mcp-Method`, `Mcp-Name`, and `Mcp-Param-…` for arguments that a tool's schema marks with `x-mcp-header`.

use std::collections::HashMap;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::{HeaderName, HeaderValue};
use serde_json::Value;

/// The first protocol version that has them. Versions are dates and compare as text.
pub(crate) const SINCE: &str = "2026-07-28";

/// Which arguments of which tools go into headers.
pub(crate) type Marked = HashMap<String, Vec<MarkedArgument>>;

/// An argument that goes into a header.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct MarkedArgument {
    path: Vec<String>,
    header: String,
}

/// The headers of a message. `params` is its field of that name.
pub(crate) fn headers(
    method: &str,
    params: Option<&Value>,
    marked: &Marked,
) -> Vec<(HeaderName, HeaderValue)> {
    let mut found = Vec::new();
    let mut add = |name: &str, value: &str| {
        let header = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (header, HeaderValue::from_str(&encoded(value))) {
            found.push((name, value));
        }
    };
    add("mcp-method", method);
    let key = match method {
        "tools/call" | "prompts/get" => "name",
        "resources/read" | "resources/subscribe" | "resources/unsubscribe" => "uri",
        "tasks/get" | "tasks/update" | "tasks/cancel" => "taskId",
        _ => return found,
    };
    let text = |key: &str| params.and_then(|params| params.get(key)).and_then(Value::as_str);
    if let Some(name) = text(key) {
        add("mcp-name", name);
    }
    if method == "tools/call"
        && let Some(arguments) = params.and_then(|params| params.get("arguments"))
    {
        for argument in text("name").and_then(|tool| marked.get(tool)).into_iter().flatten() {
            let value = argument.path.iter().try_fold(arguments, |value, key| value.get(key));
            let text = match value {
                Some(Value::String(text)) => text.clone(),
                Some(value @ (Value::Bool(_) | Value::Number(_))) => value.to_string(),
                _ => continue,
            };
            add(&format!("mcp-param-{}", argument.header), &text);
        }
    }
    found
}

/// Takes note of the marked arguments in a result of `tools/list`.
pub(crate) fn note(result: &Value, marked: &mut Marked) {
    for tool in result.get("tools").and_then(Value::as_array).into_iter().flatten() {
        let Some(name) = tool.get("name").and_then(Value::as_str) else { continue };
        let mut found = Vec::new();
        // Without recursion: the schema is the remote's.
        let mut open = vec![(Vec::new(), tool.get("inputSchema"))];
        while let Some((path, schema)) = open.pop() {
            let properties =
                schema.and_then(|schema| schema.get("properties")).and_then(Value::as_object);
            for (key, schema) in properties.into_iter().flatten() {
                let mut path: Vec<String> = path.clone();
                path.push(key.clone());
                if let Some(header) = schema.get("x-mcp-header").and_then(Value::as_str) {
                    found.push(MarkedArgument { path: path.clone(), header: header.to_owned() });
                }
                open.push((path, Some(schema)));
            }
        }
        marked.insert(name.to_owned(), found);
    }
}

/// The text, in Base64 where a header could not hold it as it is.
fn encoded(text: &str) -> String {
    let plain = text.bytes().all(|byte| matches!(byte, 0x20..=0x7e))
        && text.trim_matches(' ') == text
        && !(text.starts_with("=?base64?") && text.ends_with("?="));
    if plain { text.to_owned() } else { format!("=?base64?{}?=", BASE64_STANDARD.encode(text)) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Marked, headers, note};

    fn text(method: &str, params: &Value, marked: &Marked) -> Vec<String> {
        let all = headers(method, Some(params), marked);
        let mut lines: Vec<String> = all
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        lines.sort();
        lines
    }

    #[test]
    fn method_name_and_marked_arguments_are_repeated() {
        let mut marked = Marked::new();
        let region = json!({"type": "string", "x-mcp-header": "Region"});
        let count = json!({"type": "integer", "x-mcp-header": "Count"});
        let schema = json!({"properties": {"region": region, "in": {"properties": {"n": count}}, "other": {}}});
        note(
            &json!({"tools": [{"name": "t", "inputSchema": schema}, {"name": "bare"}, 1]}),
            &mut marked,
        );
        let call =
            json!({"name": "t", "arguments": {"region": " é", "in": {"n": 3}, "other": "x"}});
        assert_eq!(
            text("tools/call", &call, &marked),
            [
                "mcp-method: tools/call",
                "mcp-name: t",
                "mcp-param-count: 3",
                "mcp-param-region: =?base64?IMOp?="
            ]
        );
        assert_eq!(
            text("resources/read", &json!({"uri": "a:b"}), &marked),
            ["mcp-method: resources/read", "mcp-name: a:b"]
        );
        assert_eq!(text("ping", &json!({}), &marked), ["mcp-method: ping"]);
    }
}
