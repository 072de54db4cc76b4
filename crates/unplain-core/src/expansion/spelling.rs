//! How references are spelled, and finding them in a text.

use std::ops::Range;

use serde::Deserialize;

use crate::VarName;

/// How a reference is spelled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Syntax {
    /// `${NAME}`, with `${NAME:-default}`.
    DollarBrace,
    /// `${env:NAME}`.
    DollarEnv,
    /// `{env:NAME}`.
    BraceEnv,
    /// `$NAME`.
    Dollar,
    /// `${{ secrets.NAME }}`.
    Secrets,
    /// `${NAME:?…}`: as `${NAME}` in a shell, and an error where it is unset or empty.
    DollarRequired,
}

/// A reference that stands in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// The variable's name, as it stands there.
    pub name: String,
    /// The bytes of its default, if it has one.
    pub default: Option<Range<usize>>,
}

pub(super) fn spell(syntax: Syntax, name: &str) -> String {
    match syntax {
        Syntax::DollarBrace => format!("${{{name}}}"),
        Syntax::DollarEnv => format!("${{env:{name}}}"),
        Syntax::BraceEnv => format!("{{env:{name}}}"),
        Syntax::Dollar => format!("${name}"),
        Syntax::Secrets => format!("${{{{ secrets.{name} }}}}"),
        Syntax::DollarRequired => format!("${{{name}:?not set}}"),
    }
}

/// The references of one spelling in `text`.
pub(super) fn references(syntax: Syntax, text: &str, no_defaults: bool) -> Vec<Reference> {
    if syntax == Syntax::Dollar {
        return dollars(text);
    }
    let open = match syntax {
        Syntax::DollarBrace | Syntax::DollarRequired => "${",
        Syntax::DollarEnv => "${env:",
        Syntax::BraceEnv => "{env:",
        Syntax::Secrets => "${{",
        Syntax::Dollar => "$",
    };
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(open).map(|index| from + index) {
        let inside = start + open.len();
        let Some(end) = text[inside..].find('}').map(|index| inside + index) else { break };
        let body = &text[inside..end];
        let (name, default) = match syntax {
            Syntax::DollarBrace => {
                let split = body.find(":-").filter(|_| !no_defaults);
                (&body[..split.unwrap_or(body.len())], split.map(|at| inside + at + 2..end))
            }
            Syntax::DollarRequired => match body.split_once(":?") {
                Some((name, _)) => (name, None),
                None => {
                    from = inside;
                    continue;
                }
            },
            // Any run of characters but `}`, not trimmed (opencode 1.18.33).
            Syntax::DollarEnv | Syntax::BraceEnv | Syntax::Dollar => (body, None),
            Syntax::Secrets => {
                let Some(name) = body.trim().strip_prefix("secrets.") else {
                    from = inside;
                    continue;
                };
                // the second brace
                if !text[end + 1..].starts_with('}') {
                    from = inside;
                    continue;
                }
                found.extend(VarName::parse(name).map(|name| Reference {
                    span: start..end + 2,
                    name: name.as_str().to_owned(),
                    default: None,
                }));
                from = end + 2;
                continue;
            }
        };
        let is_name = syntax == Syntax::BraceEnv || VarName::parse(name).is_some();
        if is_name && !name.is_empty() {
            found.push(Reference { span: start..end + 1, name: name.to_owned(), default });
            from = end + 1;
        } else {
            from = inside;
        }
    }
    found
}

/// `$NAME`, not `${NAME}`.
fn dollars(text: &str) -> Vec<Reference> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let named = text.match_indices('$').filter_map(|(start, _)| {
        let rest = &text[start + 1..];
        let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        let name = VarName::parse(&rest[..end])?;
        let span = start..start + 1 + end;
        Some(Reference { span, name: name.as_str().to_owned(), default: None })
    });
    named.collect()
}
