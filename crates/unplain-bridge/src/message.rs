//! JSON-RPC messages, looked at just as far as is needed to pass them on.

use std::{
    borrow::Cow,
    hash::{Hash, Hasher},
};

use serde::Deserialize;
use serde_json::{Value, value::RawValue};

/// A request's id: the JSON text that it was written in. Two are equal if they say the same: a server may read and write
/// `1.0` as `1`, and `"\u00e4"` as `"ä"`.
#[derive(Clone, Debug)]
pub(crate) struct Id {
    text: String,
    meaning: String,
}

impl Id {
    /// The id that this JSON text is.
    pub(crate) fn new(text: &str) -> Self {
        let meaning = match serde_json::from_str::<Value>(text) {
            Ok(Value::String(string)) => format!("\"{string}"),
            Ok(Value::Number(number)) => number.as_f64().map_or(text.to_owned(), |n| n.to_string()),
            _ => text.to_owned(),
        };
        Self { text: text.to_owned(), meaning }
    }

    /// As it was written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        self.meaning == other.meaning
    }
}

impl Eq for Id {}

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.meaning.hash(state);
    }
}

/// What a message is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Wants a reply.
    Request { id: Id, method: String },
    /// Wants none.
    Notification { method: String },
    /// Is one.
    Reply { id: Option<Id> },
    /// Several messages (protocol version 2025-03-26): the ids of its requests.
    Batch { ids: Vec<Id> },
}

/// The outermost fields of a message.
#[derive(Deserialize)]
pub(crate) struct Head<'m> {
    #[serde(borrow)]
    pub(crate) id: Option<&'m RawValue>,
    #[serde(borrow)]
    pub(crate) method: Option<Cow<'m, str>>,
    #[serde(borrow)]
    pub(crate) params: Option<&'m RawValue>,
    #[serde(borrow)]
    pub(crate) result: Option<&'m RawValue>,
    #[serde(borrow)]
    pub(crate) error: Option<&'m RawValue>,
}

impl<'m> Head<'m> {
    /// The fields, if this is an object in JSON.
    pub(crate) fn read(text: &'m [u8]) -> Option<Self> {
        // A struct is read from an array too.
        let object = text.trim_ascii_start().starts_with(b"{");
        object.then(|| serde_json::from_slice(text).ok()).flatten()
    }

    fn kind(&self) -> Kind {
        let id = self.id.map(|id| Id::new(id.get()));
        match (&self.method, id) {
            (Some(method), Some(id)) => Kind::Request { id, method: method.to_string() },
            (Some(method), None) => Kind::Notification { method: method.to_string() },
            (None, id) => Kind::Reply { id },
        }
    }
}

impl Kind {
    /// What this is; `None` if it is no JSON, or nothing that JSON-RPC knows.
    pub(crate) fn of(text: &[u8]) -> Option<Self> {
        if text.trim_ascii_start().starts_with(b"[") {
            let parts: Vec<&RawValue> = serde_json::from_slice(text).ok()?;
            let mut ids = Vec::new();
            for part in parts {
                if let Self::Request { id, .. } = Head::read(part.get().as_bytes())?.kind() {
                    ids.push(id);
                }
            }
            return Some(Self::Batch { ids });
        }
        Head::read(text).map(|head| head.kind())
    }

    /// The ids that this is a reply to.
    pub(crate) fn replies_to(text: &[u8]) -> Vec<Id> {
        let reply = |head: Head<'_>| match head.kind() {
            Self::Reply { id } => id,
            _ => None,
        };
        if text.trim_ascii_start().starts_with(b"[") {
            let parts: Vec<&RawValue> = serde_json::from_slice(text).unwrap_or_default();
            let heads = parts.iter().filter_map(|part| Head::read(part.get().as_bytes()));
            return heads.filter_map(reply).collect();
        }
        Head::read(text).and_then(reply).into_iter().collect()
    }
}

/// The message on one line. JSON has line ends between its tokens only, where a space is as good.
pub(crate) fn on_one_line(mut text: Vec<u8>) -> Vec<u8> {
    for byte in &mut text {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
    text
}

/// An error of ours in reply to a request, or to what can't be read where there is no id.
pub(crate) fn error_reply(id: Option<&Id>, code: i32, text: &str) -> Vec<u8> {
    let id = id.map_or("null", Id::text);
    let text = serde_json::Value::from(text);
    format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{{"code":{code},"message":{text}}}}}"#)
        .into_bytes()
}

/// The remote's error in reply to a request: its `error` as it is, under the request's id.
pub(crate) fn passed_error(id: &Id, error: &RawValue) -> Vec<u8> {
    let id = id.text();
    let error = error.get();
    format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{error}}}"#).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::{Id, Kind, error_reply, on_one_line};

    #[test]
    fn each_kind_is_known_and_ids_keep_their_spelling() {
        let request = |id: &str| Some(Kind::Request { id: Id::new(id), method: "m".to_owned() });
        let reply = |id: Option<&str>| Some(Kind::Reply { id: id.map(Id::new) });
        for (text, kind) in [
            (r#"{"id":1,"method":"m"}"#, request("1")),
            (r#" {"method":"m","id":"a\u00e4"} "#, request(r#""a\u00e4""#)),
            (r#"{"id":1.0,"method":"m","params":{"id":2}}"#, request("1.0")),
            (r#"{"method":"m","id":null}"#, Some(Kind::Notification { method: "m".to_owned() })),
            (r#"{"id":1,"result":{}}"#, reply(Some("1"))),
            (r#"{"id":null,"error":{}}"#, reply(None)),
            (
                r#"[{"id":1,"method":"m"},{"method":"n"},{"id":2,"result":1}]"#,
                Some(Kind::Batch { ids: vec![Id::new("1")] }),
            ),
            ("", None),
            ("1", None),
            ("{", None),
            ("[1]", None),
            (r#"{"method":1}"#, None),
            (r#"{"id":1} {"id":2}"#, None),
        ] {
            assert_eq!(Kind::of(text.as_bytes()), kind, "{text}");
        }
    }

    #[test]
    fn ids_are_equal_if_they_say_the_same() {
        for (one, other) in [
            ("1", "1.0"),
            ("12345678901234567890123", "1.2345678901234568e+22"),
            (r#""\u00e4""#, "\"ä\""),
        ] {
            assert_eq!(Id::new(one), Id::new(other));
        }
        for (one, other) in [("1", "\"1\""), ("1", "2"), ("\"a\"", "\"b\""), ("\"\"", "0")] {
            assert_ne!(Id::new(one), Id::new(other));
        }
    }

    #[test]
    fn depth_and_half_characters_are_no_obstacle() {
        let deep =
            format!(r#"{{"method":"m","params":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert!(Kind::of(deep.as_bytes()).is_some());
        assert!(Kind::of(br#"{"method":"m","params":"\ud800"}"#).is_some());
    }

    #[test]
    fn replies_are_found_in_batches_too() {
        let text = br#"[{"id":1,"result":1},{"id":2,"method":"m"},{"id":"3","error":{}}]"#;
        assert_eq!(Kind::replies_to(text), ["1", "\"3\""].map(Id::new));
        assert!(Kind::replies_to(br#"{"id":2,"method":"m"}"#).is_empty());
    }

    #[test]
    fn what_is_written_is_one_line_of_json() {
        assert_eq!(on_one_line(b"{\r\n\"a\":\n1}".to_vec()), b"{  \"a\": 1}");
        let text = error_reply(Some(&Id::new("\"x\"")), -32000, "a \"b\"\n");
        let value: serde_json::Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(value["error"]["message"], "a \"b\"\n");
        assert_eq!(value["id"], "x");
    }
}
