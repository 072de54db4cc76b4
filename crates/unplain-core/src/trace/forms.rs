//! The ways in which a value is written down.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use zeroize::Zeroizing;

use super::SHORTEST;

/// How a value is written in a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Form {
    /// As it is.
    Plain,
    /// Inside a JSON string, or in one inside another.
    Json,
    /// Quoted for a shell, or as a shell's or REPL's history keeps it.
    Shell,
    /// In a URL.
    Percent,
    /// Base64, alone or inside a longer text, such as the `user:password` of an `Authorization` header.
    Base64,
    /// Base64 of UTF-16, as PowerShell's `-EncodedCommand` has it.
    Base64Utf16,
    /// Two hexadecimal digits for each byte.
    Hex,
    /// UTF-16, as Windows programs write it.
    Utf16,
}

impl Form {
    /// Its name; `None` for the value as it is.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Json => Some("escaped for JSON"),
            Self::Shell => Some("quoted for a shell"),
            Self::Percent => Some("percent-encoded"),
            Self::Base64 => Some("Base64"),
            Self::Base64Utf16 => Some("Base64 of UTF-16"),
            Self::Hex => Some("hexadecimal"),
            Self::Utf16 => Some("UTF-16"),
        }
    }
}

type Bytes = Zeroizing<Vec<u8>>;

/// The ways to write `value`, each once: what two forms share counts as the first.
pub(crate) fn forms(value: &str) -> Vec<(Form, Bytes)> {
    let mut all: Vec<(Form, Bytes)> = Vec::new();
    let mut add = |form, text: Bytes| {
        if text.len() >= SHORTEST && !all.iter().any(|(_, known)| *known == text) {
            all.push((form, text));
        }
    };
    let bytes = value.as_bytes();
    add(Form::Plain, Zeroizing::new(bytes.to_vec()));
    for text in in_json(value) {
        add(Form::Json, text);
    }
    for text in in_shells(value) {
        add(Form::Shell, text);
    }
    for text in in_urls(bytes) {
        add(Form::Percent, text);
    }
    for text in in_base64(bytes) {
        for escaped in escaped_base64(&text) {
            add(Form::Base64, escaped);
        }
        add(Form::Base64, text);
    }
    add(Form::Hex, each(bytes, |byte, out| hex(byte, LOWER, out)));
    add(Form::Hex, each(bytes, |byte, out| hex(byte, UPPER, out)));
    let wide = utf16(value);
    for text in in_base64(&wide) {
        add(Form::Base64Utf16, text);
    }
    add(Form::Utf16, wide);
    all
}

/// What `write` makes of each byte. The space is asked for at once, so that growing leaves no copy behind.
fn each(bytes: &[u8], write: impl Fn(u8, &mut Vec<u8>)) -> Bytes {
    let mut out = Zeroizing::new(Vec::with_capacity(bytes.len() * 6));
    bytes.iter().for_each(|&byte| write(byte, &mut out));
    out
}

const LOWER: &[u8; 16] = b"0123456789abcdef";
const UPPER: &[u8; 16] = b"0123456789ABCDEF";

fn hex(byte: u8, digits: &[u8; 16], out: &mut Vec<u8>) {
    for digit in [byte >> 4, byte & 15] {
        out.extend(digits.get(usize::from(digit)));
    }
}

/// A JSON string's inside: what must be escaped, `escape` as `\uXXXX`, and a slash as `slash` says. Texts inside texts
/// (a file's content in a transcript) are escaped again.
fn in_json(value: &str) -> Vec<Bytes> {
    // Go and Python's Markup; .NET; PHP, and Jackson with capitals; everything that is neither letter nor digit; all.
    let go = |c: char| matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}');
    let dotnet = |c: char| matches!(c, '"' | '&' | '\'' | '+' | '<' | '>' | '`') || !c.is_ascii();
    let wide = |c: char| !c.is_ascii();
    let special = |c: char| !c.is_ascii_alphanumeric();
    let once = [
        json(value, |_| false, "/", LOWER),
        json(value, |_| false, "\\/", LOWER),
        json(value, go, "/", LOWER),
        json(value, dotnet, "/", UPPER),
        json(value, wide, "/", LOWER),
        json(value, wide, "\\/", LOWER),
        json(value, wide, "/", UPPER),
        json(value, special, "/", LOWER),
        json(value, special, "/", UPPER),
        json(value, |_| true, "/", LOWER),
        json(value, |_| true, "/", UPPER),
    ];
    let again = |text: &Bytes| {
        each(text, |byte, out| match byte {
            b'"' | b'\\' => out.extend([b'\\', byte]),
            _ => out.push(byte),
        })
    };
    let twice: Vec<Bytes> = once.iter().map(again).collect();
    let thrice: Vec<Bytes> = twice.iter().map(again).collect();
    once.into_iter().chain(twice).chain(thrice).collect()
}

fn json(value: &str, escape: impl Fn(char) -> bool, slash: &str, digits: &[u8; 16]) -> Bytes {
    let mut out = Zeroizing::new(Vec::with_capacity(value.len() * 6));
    for c in value.chars() {
        let short = match c {
            _ if escape(c) => None,
            '"' => Some("\\\""),
            '\\' => Some("\\\\"),
            '/' => Some(slash),
            '\n' => Some("\\n"),
            '\r' => Some("\\r"),
            '\t' => Some("\\t"),
            '\u{8}' => Some("\\b"),
            '\u{c}' => Some("\\f"),
            _ => None,
        };
        if let Some(text) = short {
            out.extend(text.as_bytes());
        } else if escape(c) || c.is_control() && c.is_ascii() {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.extend(b"\\u");
                for byte in unit.to_be_bytes() {
                    hex(byte, digits, &mut out);
                }
            }
        } else {
            out.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    out
}

/// Inside single quotes (`sh`, `fish`, PowerShell and YAML), double quotes (`sh`, PowerShell), without quotes, and as
/// histories have it.
fn in_shells(value: &str) -> Vec<Bytes> {
    let bytes = value.as_bytes();
    let replaced = |from: &'static [u8], to: &'static dyn Fn(u8) -> Vec<u8>| {
        each(
            bytes,
            move |byte, out| {
                if from.contains(&byte) { out.extend(to(byte)) } else { out.push(byte) }
            },
        )
    };
    let all =
        |byte: u8| !(byte.is_ascii_alphanumeric() || b"_-./:=@%+,".contains(&byte) || byte >= 0x80);
    vec![
        replaced(b"'", &|_| b"'\\''".to_vec()),
        replaced(b"'", &|_| b"'\"'\"'".to_vec()),
        replaced(b"'", &|_| b"''".to_vec()),
        replaced(b"'\\", &|byte| vec![b'\\', byte]),
        replaced(b"\"\\$`", &|byte| vec![b'\\', byte]),
        replaced(b"\"\\$`!", &|byte| vec![b'\\', byte]),
        replaced(b"\"$`", &|byte| vec![b'`', byte]),
        each(
            bytes,
            move |byte, out| {
                if all(byte) { out.extend([b'\\', byte]) } else { out.push(byte) }
            },
        ),
        // fish's history: YAML-like, backslashes and line ends escaped.
        replaced(b"\\\n", &|byte| vec![b'\\', if byte == b'\n' { b'n' } else { byte }]),
        // libedit's (MySQL, psql and Python on macOS): strvis(3) with VIS_WHITE.
        replaced(b" \t\n\\", &|byte| match byte {
            b'\\' => b"\\\\".to_vec(),
            b' ' => b"\\040".to_vec(),
            b'\t' => b"\\011".to_vec(),
            _ => b"\\012".to_vec(),
        }),
        // zsh's: some bytes beyond ASCII are "metafied" (zsh 5.9, Src/utils.c).
        each(bytes, |byte, out| match byte {
            0x83..=0xa2 => out.extend([0x83, byte ^ 0x20]),
            _ => out.push(byte),
        }),
    ]
}

/// All of it encoded; all but RFC 3986's unreserved characters; what `encodeURIComponent`, forms and `encodeURI` leave.
fn in_urls(bytes: &[u8]) -> Vec<Bytes> {
    let kept: [&[u8]; 4] = [b"-._~", b"-._~!'()*", b"-._*", b"-._~!'()*;/?:@&=+$,#"];
    let mut texts = Vec::new();
    for digits in [UPPER, LOWER] {
        let encoded = |byte: u8, out: &mut Vec<u8>| {
            out.push(b'%');
            hex(byte, digits, out);
        };
        texts.push(each(bytes, encoded));
        for kept in kept {
            for blank in [&b"%20"[..], b"+"] {
                texts.push(each(bytes, |byte, out| match byte {
                    b' ' => out.extend(blank),
                    _ if byte.is_ascii_alphanumeric() || kept.contains(&byte) => out.push(byte),
                    _ => encoded(byte, out),
                }));
            }
        }
    }
    texts
}

/// The digits that are the same whatever stands around the value, for each of its three positions in groups of three
/// bytes, in both alphabets.
fn in_base64(bytes: &[u8]) -> Vec<Bytes> {
    let mut texts = Vec::new();
    for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
        for before in 0..3 {
            let mut padded = Zeroizing::new(Vec::with_capacity(before + bytes.len()));
            padded.resize(before, 0);
            padded.extend(bytes);
            let digits = Zeroizing::new(engine.encode(&*padded));
            let first = (before * 8).div_ceil(6);
            let last = padded.len() * 8 / 6;
            let fixed = digits.as_bytes().get(first..last).unwrap_or_default();
            texts.push(Zeroizing::new(fixed.to_vec()));
        }
    }
    texts
}

/// Base64 inside a JSON string where its signs are escaped: PHP writes `\/`, .NET `\u002B`.
fn escaped_base64(digits: &[u8]) -> [Bytes; 3] {
    let written = |slash: &'static [u8], plus: &'static [u8]| {
        each(digits, move |byte, out| match byte {
            b'/' => out.extend(slash),
            b'+' => out.extend(plus),
            _ => out.push(byte),
        })
    };
    [written(b"\\/", b"+"), written(b"/", b"\\u002b"), written(b"/", b"\\u002B")]
}

fn utf16(value: &str) -> Bytes {
    let mut out = Zeroizing::new(Vec::with_capacity(value.len() * 2));
    value.encode_utf16().for_each(|unit| out.extend(unit.to_le_bytes()));
    out
}
