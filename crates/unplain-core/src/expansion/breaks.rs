//! Values that an agent does not hand on as they are.

use serde::Deserialize;

use crate::Slot;

/// Values that do not come out of a reference as they are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Breaks {
    /// Where; empty: everywhere.
    #[serde(default)]
    pub(super) slots: Vec<Slot>,
    /// Which.
    pub(super) holding: Holding,
}

/// What a value holds that an agent does not hand on as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Holding {
    /// `$`: it may be expanded once more, or `$$` become `$`.
    Dollar,
    /// What a shell reads otherwise.
    Shell,
    /// What YAML reads otherwise: numbers, switches, its punctuation.
    Yaml,
    /// A number, a switch or another JSON value that is no string.
    Json,
    /// `${`: it is resolved once more.
    DollarBrace,
    /// What is not itself in a shell's here-document: `$`, a backquote, a backslash or a quote.
    HereDocument,
    /// A quote, a backslash or a control character, which ends the string that it is pasted into.
    Quote,
    /// White space around it, which is cut off.
    Edges,
}

impl Holding {
    /// What a value must not hold, in words.
    pub(crate) fn what(self) -> &'static str {
        match self {
            Self::Dollar => "a `$`",
            Self::Shell => "what a shell reads: anything but letters, digits and `_-./:=@%+,`",
            Self::Yaml => "what YAML reads as something else than text",
            Self::Json => "a number, a switch or other JSON",
            Self::DollarBrace => "`${`",
            Self::HereDocument => "`$`, a backquote, a backslash or a quote",
            Self::Quote => "a quote, a backslash or a control character",
            Self::Edges => "white space at its ends",
        }
    }

    pub(crate) fn why_not(self, value: &str) -> Option<&'static str> {
        let is_json =
            || serde_json::from_str::<serde_json::Value>(value).is_ok_and(|json| !json.is_string());
        match self {
            Self::Dollar => {
                value.contains('$').then_some("it holds a `$`, which the agent expands once more")
            }
            Self::Shell => {
                let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
                (!value.chars().all(plain))
                    .then_some("a shell reads it, and it holds more than letters and digits")
            }
            Self::Yaml => {
                let odd_start = |c: char| "{}[]@*&%!|>'\"`#,?:-~".contains(c);
                let odd = value.is_empty()
                    || value.starts_with(odd_start)
                    || value.starts_with(char::is_whitespace)
                    || value.ends_with(char::is_whitespace)
                    || value.contains(": ")
                    || value.ends_with(':')
                    || value.contains(" #")
                    || value.contains(|c: char| c.is_control())
                    || value.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == '+')
                        && value
                            .bytes()
                            .all(|b| b.is_ascii_hexdigit() || b"+-._exoEXO:T".contains(&b))
                    || matches!(
                        value.to_ascii_lowercase().as_str(),
                        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
                    );
                odd.then_some("the agent pastes it into YAML, which reads it as something else than this text")
            }
            Self::Json => {
                is_json().then_some("the agent takes it for a number or a switch and drops it")
            }
            Self::DollarBrace => {
                value.contains("${").then_some("it holds `${`, which the agent resolves once more")
            }
            Self::HereDocument => value.contains(['$', '`', '\\', '\'', '"']).then_some(
                "the agent reads it as a shell does, and it holds a `$`, a quote or a backslash",
            ),
            Self::Quote => {
                value.contains(|c: char| c == '"' || c == '\\' || c.is_control()).then_some(
                    "the agent pastes it into text unescaped, and it holds a quote or a backslash",
                )
            }
            Self::Edges => {
                (value.trim() != value).then_some("the agent cuts off the white space around it")
            }
        }
    }
}
