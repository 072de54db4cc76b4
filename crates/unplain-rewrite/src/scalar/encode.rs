//! Writing values: in the style that is there if it can hold them, else in the format's style that holds everything.

use super::{Style, dotenv, json, shell, toml, yaml};
use crate::document::Format;

/// The text that stands for `value` inside a scalar of this style; `None` where the style can't hold it.
///
/// What stands around it may still give it another meaning, so the result is checked by decoding.
pub(crate) fn encode_part(style: Style, raw: &str, value: &str) -> Option<String> {
    match style {
        Style::JsonString => Some(json::escape(value, raw.chars().next()?)),
        Style::TomlBasic => Some(toml::escape(value)),
        Style::TomlMultiBasic => Some(toml::escape_lines(value)),
        Style::TomlLiteral => toml::is_literal(value).then(|| value.to_owned()),
        Style::TomlMultiLiteral => toml::is_multi_literal(value).then(|| value.to_owned()),
        Style::YamlPlain | Style::YamlLiteral | Style::YamlFolded => {
            yaml::is_line(value).then(|| value.to_owned())
        }
        Style::YamlSingle => yaml::is_line(value).then(|| value.replace('\'', "''")),
        Style::YamlDouble => Some(yaml::escape(value)),
        Style::DotenvBare => dotenv::is_bare(value).then(|| value.to_owned()),
        Style::DotenvLiteral => (!value.contains(raw.chars().next()?)).then(|| value.to_owned()),
        Style::DotenvDouble => Some(dotenv::escape(value)),
        _ => None,
    }
}

/// The text of a whole scalar of this style for `value`; `None` where the style can't hold it.
pub(crate) fn encode_whole(style: Style, raw: &str, value: &str) -> Option<String> {
    let quote = match style {
        Style::YamlLiteral | Style::YamlFolded => return None,
        Style::YamlPlain | Style::DotenvBare => "",
        Style::TomlMultiBasic | Style::TomlMultiLiteral => raw.get(..3)?,
        _ => raw.get(..1)?,
    };
    encode_part(style, raw, value).map(|part| format!("{quote}{part}{quote}"))
}

/// A scalar in the style of the format that holds everything; `None` where the format can't hold this value.
pub(crate) fn fallback(format: Format, value: &str) -> Option<String> {
    match format {
        Format::Json | Format::Jsonc | Format::Json5 => Some(json::quote(value)),
        Format::Toml => Some(toml::quote(value)),
        Format::Yaml => Some(yaml::quote(value)),
        Format::Dotenv => dotenv::quote(value),
        Format::Shell => shell::quote_word(value),
        Format::Fish => shell::quote_fish(value),
        Format::PowerShell => shell::quote_powershell(value),
    }
}

/// Whether the raw text of a scalar means the same to every parser of the format, where the style alone does not say so.
pub(crate) fn is_safe(style: Style, raw: &str, in_flow: bool) -> bool {
    match style {
        Style::YamlPlain => yaml::is_safe_plain(raw, in_flow),
        _ => true,
    }
}
