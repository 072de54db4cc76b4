//! What plain scalars and tags mean.

use saphyr_parser::{ScalarStyle, Tag};

use crate::node::Kind;

/// What a scalar is in the core schema (YAML 1.2.2, 10.3).
pub(super) fn kind(value: &str, style: ScalarStyle, tag: Option<&Tag>) -> Kind {
    match tag {
        Some(tag) if tag.is_yaml_core_schema() => match tag.suffix.as_str() {
            "int" | "float" => Kind::Number,
            "bool" => Kind::Bool,
            "null" => Kind::Null,
            _ => Kind::String,
        },
        Some(_) => Kind::String,
        None if style != ScalarStyle::Plain => Kind::String,
        None => match value {
            "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
            "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Kind::Bool,
            _ if is_number(value) => Kind::Number,
            _ => Kind::String,
        },
    }
}

fn is_number(text: &str) -> bool {
    let all =
        |text: &str, radix| !text.is_empty() && text.chars().all(|digit| digit.is_digit(radix));
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, 8);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
        }
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    has_digits
        && is_digits(whole)
        && is_digits(fraction)
        && exponent.is_none_or(|exponent| all(exponent, 10))
}
