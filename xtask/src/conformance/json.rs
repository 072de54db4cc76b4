//! Config texts as people have them: in several layouts, in a given order of keys.

#[path = "other_formats.rs"]
mod other;

/// A JSON value whose members keep their order.
pub(crate) enum Json {
    /// A string.
    Text(String),
    /// Anything without a shape of its own: `true`, `3`.
    Raw(&'static str),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A string.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An object with these members.
    pub(crate) fn object<const N: usize>(members: [(&str, Json); N]) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

/// How a text is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Two spaces, as the agents write it themselves.
    Plain,
    /// Tabs, lines end in CR LF.
    TabsCrLf,
    /// Begins with a byte order mark, has no last line end.
    ByteOrderMark,
    /// With comments and trailing commas.
    Commented,
    /// With comments.
    Remarked,
    /// TOML.
    Toml,
    /// YAML.
    Yaml,
}

impl Layout {
    fn has_comments(self) -> bool {
        matches!(self, Self::Commented | Self::Remarked)
    }
}

/// The text of `json`.
pub(crate) fn print(json: &Json, layout: Layout) -> String {
    match layout {
        Layout::Toml => return other::toml(json),
        Layout::Yaml => return other::yaml(json),
        _ => {}
    }
    let mut text = String::new();
    if layout.has_comments() {
        text.push_str("// kept by hand\n");
    }
    value(&mut text, json, layout, 0);
    match layout {
        Layout::ByteOrderMark => format!("\u{feff}{text}"),
        Layout::TabsCrLf => format!("{text}\n").replace('\n', "\r\n"),
        _ => format!("{text}\n"),
    }
}

fn value(text: &mut String, json: &Json, layout: Layout, depth: usize) {
    match json {
        Json::Text(string) => text.push_str(&quoted(string)),
        Json::Raw(raw) => text.push_str(raw),
        Json::List(items) if items.is_empty() => text.push_str("[]"),
        Json::List(items) => {
            text.push('[');
            members(text, items.iter().map(|item| (None, item)), layout, depth);
            text.push(']');
        }
        Json::Object(items) if items.is_empty() => text.push_str("{}"),
        Json::Object(items) => {
            text.push('{');
            members(text, items.iter().map(|(name, item)| (Some(name), item)), layout, depth);
            text.push('}');
        }
    }
}

fn members<'a>(
    text: &mut String,
    items: impl Iterator<Item = (Option<&'a String>, &'a Json)>,
    layout: Layout,
    depth: usize,
) {
    let indent =
        |depth| if layout == Layout::TabsCrLf { "\t".repeat(depth) } else { "  ".repeat(depth) };
    let mut items = items.peekable();
    while let Some((name, item)) = items.next() {
        text.push('\n');
        text.push_str(&indent(depth + 1));
        if let Some(name) = name {
            if layout.has_comments() && matches!(item, Json::Object(_)) {
                text.push_str(&format!("/* {name} */ "));
            }
            text.push_str(&format!("{}: ", quoted(name)));
        }
        value(text, item, layout, depth + 1);
        if items.peek().is_some() || layout == Layout::Commented {
            text.push(',');
        }
    }
    text.push('\n');
    text.push_str(&indent(depth));
}

/// A string in JSON's quotes, which TOML and YAML know, too.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
