//! YAML text into the tree. YAML is only read.

use std::{borrow::Cow, collections::BTreeMap};

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::tree::{MAX_DEPTH, Members, Node};
use crate::Broken;

/// What is done with aliases.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aliases {
    /// They are refused: sops writes none into its files.
    Refused,
    /// Those of scalars are followed: people name keys so in `.sops.yaml`.
    OfScalars,
}

/// How much text aliases may stand for: following them could make a small file huge.
const ALIASED_LIMIT: usize = 1 << 20;

/// The members of the one document in `text`, which must be a mapping. Aliases and tags are refused.
pub(crate) fn parse(text: &str) -> Result<Members, Broken> {
    parse_with(text, Aliases::Refused)
}

/// The members of the one document in `text`, which must be a mapping. Tags are refused.
pub(crate) fn parse_with(text: &str, aliases: Aliases) -> Result<Members, Broken> {
    let mut anchors: BTreeMap<usize, String> = BTreeMap::new();
    let mut aliased = 0;
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let place = error.marker();
            Broken::at(place.line(), format!("this is no YAML (column {})", place.col() + 1))
        })?;
        let line = span.start.line();
        let node = match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
            Event::DocumentStart(_) if root.is_some() => {
                return Err(Broken::at(line, "it holds more than one YAML document")
                    .help("unplain reads files with one document"));
            }
            Event::DocumentStart(_) => continue,
            Event::Alias(anchor) => {
                let text = anchors.get(&anchor).filter(|_| aliases == Aliases::OfScalars);
                aliased += text.map_or(0, String::len);
                let Some(text) = text.filter(|_| aliased <= ALIASED_LIMIT) else {
                    return Err(Broken::at(line, "it uses a YAML alias")
                        .help("write the value out instead"));
                };
                Node::Text(text.clone())
            }
            Event::Scalar(_, _, _, Some(_))
            | Event::SequenceStart(_, Some(_))
            | Event::MappingStart(_, Some(_)) => {
                return Err(
                    Broken::at(line, "it uses a YAML tag").help("write the value without a tag")
                );
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if open.len() >= MAX_DEPTH {
                    return Err(Broken::at(
                        line,
                        format!("it nests more than {MAX_DEPTH} levels deep"),
                    ));
                }
                open.push(match event {
                    Event::SequenceStart(..) => Open::List(Vec::new()),
                    _ => Open::Map(Vec::new(), None),
                });
                continue;
            }
            Event::Scalar(text, style, anchor, None) => {
                if anchor > 0 && aliases == Aliases::OfScalars {
                    anchors.insert(anchor, text.clone().into_owned());
                }
                scalar(text, style)
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(nodes)) => Node::List(nodes),
                Some(Open::Map(members, _)) => Node::Map(members),
                None => continue,
            },
        };
        match open.last_mut() {
            None => root = Some(node),
            Some(Open::List(nodes)) => nodes.push(node),
            Some(Open::Map(members, name)) => match (name.take(), node) {
                (Some(name), node) => members.push((name, node)),
                (None, Node::Text(key) | Node::Typed { raw: key, .. }) => *name = Some(key),
                (None, _) => return Err(Broken::at(line, "a key that is no plain text")),
            },
        }
    }
    match root {
        Some(Node::Map(members)) => Ok(members),
        _ => Err(Broken::new("it is YAML, but no mapping")),
    }
}

enum Open {
    List(Vec<Node>),
    Map(Members, Option<String>),
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Node {
    if style != ScalarStyle::Plain {
        return Node::Text(text.into_owned());
    }
    match text.as_ref() {
        "" | "~" | "null" | "Null" | "NULL" => Node::Null,
        "true" | "True" | "TRUE" => Node::bool(true),
        "false" | "False" | "FALSE" => Node::bool(false),
        text if !text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => {
            Node::Text(text.to_owned())
        }
        text => number(text),
    }
}

/// A plain scalar that begins like a number. go-yaml, which sops reads with, takes many forms (octal, dates, …); those
/// whose canonical form is not plain are kept without one.
fn number(text: &str) -> Node {
    let digits = text.trim_start_matches(['+', '-']);
    let plain = !digits.starts_with('0') || digits == "0" || digits.starts_with("0.");
    if plain && let Ok(value) = text.parse::<i64>() {
        return Node::integer(value);
    }
    let decimal = digits.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b));
    if plain
        && decimal
        && let Ok(value) = text.parse::<f64>()
    {
        let Node::Typed { canonical, .. } = Node::float(value) else { return Node::Null };
        return Node::Typed { raw: text.to_owned(), canonical };
    }
    let could_be_typed = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:+- ".contains(&b));
    if could_be_typed {
        Node::Typed { raw: text.to_owned(), canonical: None }
    } else {
        Node::Text(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{Aliases, Node, parse, parse_with};

    #[test]
    fn the_tree_of_a_file_has_its_order_and_types() {
        let members =
            parse("b: x\n# c\na:\n    - 1\n    - \"1\"\n    - null\n    - |\n      t\nc: {}\n")
                .unwrap();
        let text = |text: &str| Node::Text(text.to_owned());
        let list = Node::List(vec![Node::integer(1), text("1"), Node::Null, text("t\n")]);
        let expected = [("b", text("x")), ("a", list), ("c", Node::Map(vec![]))];
        assert_eq!(members, expected.map(|(name, node)| (name.to_owned(), node)));
    }

    #[test]
    fn plain_scalars_are_typed_as_sops_types_them() {
        let canonical = |text: &str| match parse(&format!("k: {text}")).unwrap().remove(0).1 {
            Node::Typed { canonical, .. } => canonical.unwrap_or("?".to_owned()),
            Node::Text(text) => format!("text {text}"),
            node => format!("{node:?}"),
        };
        for (text, expected) in [
            ("12", "12"),
            ("+1", "1"),
            ("2.50", "2.5"),
            ("1e3", "1000"),
            ("True", "True"),
            ("0755", "?"),
            ("0x1f", "?"),
            ("2024-01-01", "?"),
            (".inf", "?"),
            ("1.2.3", "?"),
            ("yes", "text yes"),
            ("1/2", "text 1/2"),
        ] {
            assert_eq!(canonical(text), expected, "{text}");
        }
    }

    #[test]
    fn aliases_of_scalars_are_followed_on_request_and_within_bounds() {
        let of_scalars = |text: &str| parse_with(text, Aliases::OfScalars);
        let members = of_scalars("a: &x one\nb: [*x, *x]\n").unwrap();
        let one = || Node::Text("one".to_owned());
        assert_eq!(members[1], ("b".to_owned(), Node::List(vec![one(), one()])));
        assert!(of_scalars("a: &x [one]\nb: *x\n").is_err());
        let long = "x".repeat(1 << 10);
        assert!(of_scalars(&format!("a: &x {long}\nb: [{}]\n", "*x, ".repeat(1_100))).is_err());
    }

    #[test]
    fn what_could_grow_or_mislead_is_refused() {
        for text in [
            "a: &x 1\nb: *x\n",
            "a: !!binary AA\n",
            "a: 1\n---\nb: 2\n",
            "- a\n",
            "a: [",
            "? [x]\n: 1\n",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"[".repeat(100_000)).is_err());
        assert!(parse(&format!("a: {}1{}", "[".repeat(5_000), "]".repeat(5_000))).is_err());
    }
}
