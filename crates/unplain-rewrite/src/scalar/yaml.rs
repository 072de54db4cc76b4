//! YAML's scalars: plain and quoted ones with their line folding, and block scalars.

use std::ops::Range;

use super::{Means, Piece, Style, hex_escape, sink_itself};

const BREAKS: [char; 2] = ['\n', '\r'];
const BLANKS: [char; 2] = [' ', '\t'];

/// The pieces of a plain or quoted scalar.
pub(super) fn flow_pieces<'a>(
    style: Style,
    raw: &'a str,
    range: Range<usize>,
    sink: &mut dyn FnMut(Piece<'a>),
) {
    let special = match style {
        Style::YamlSingle => '\'',
        Style::YamlDouble => '\\',
        _ => '\n',
    };
    let mut at = range.start;
    while let Some(rest) = raw.get(at..range.end).filter(|rest| !rest.is_empty()) {
        let plain = rest.find([special, '\n', '\r']).unwrap_or(rest.len());
        let (text, follows) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        if follows.is_empty() || follows.starts_with(special) && special != '\n' {
            sink_itself(raw, at..at + plain, sink);
            at += plain;
            let (length, means) = match follows.is_empty() {
                true => break,
                false if special == '\'' => (2, Means::Char('\'')),
                false => read_escape(follows),
            };
            let is_continued = matches!(means, Means::Nothing);
            sink(Piece { raw: at..at + length, means });
            at += length;
            if is_continued {
                at = blank_lines(raw, at..range.end, sink);
            }
        } else {
            let length = text.trim_end_matches(BLANKS).len();
            sink_itself(raw, at..at + length, sink);
            at = fold(raw, at + length..range.end, sink);
        }
    }
}

/// A line end, with the blanks around it: one is a space, further ones are themselves.
fn fold<'a>(raw: &'a str, range: Range<usize>, sink: &mut dyn FnMut(Piece<'a>)) -> usize {
    let rest = raw.get(range.clone()).unwrap_or_default();
    let first = rest.len() - rest.trim_start_matches(BLANKS).len();
    let first = range.start + first + break_length(rest.get(first..).unwrap_or_default());
    let mut is_single = true;
    let end = blank_lines(raw, first..range.end, &mut |piece| {
        is_single = false;
        sink(piece);
    });
    if is_single {
        sink(Piece { raw: range.start..end, means: Means::Char(' ') });
    }
    end
}

/// Empty lines, each of which is a line end; gives the start of the text that follows.
fn blank_lines<'a>(raw: &'a str, range: Range<usize>, sink: &mut dyn FnMut(Piece<'a>)) -> usize {
    let mut at = range.start;
    loop {
        let rest = raw.get(at..range.end).unwrap_or_default();
        let text = rest.trim_start_matches(BLANKS);
        let blanks = rest.len() - text.len();
        let length = break_length(text);
        if length == 0 {
            return at + blanks;
        }
        sink(Piece { raw: at..at + blanks + length, means: Means::Char('\n') });
        at += blanks + length;
    }
}

fn break_length(text: &str) -> usize {
    if text.starts_with("\r\n") { 2 } else { usize::from(text.starts_with(BREAKS)) }
}

fn read_escape(text: &str) -> (usize, Means<'static>) {
    let character = match text.chars().nth(1) {
        Some('0') => '\0',
        Some('a') => '\u{7}',
        Some('b') => '\u{8}',
        Some('t' | '\t') => '\t',
        Some('n') => '\n',
        Some('v') => '\u{b}',
        Some('f') => '\u{c}',
        Some('r') => '\r',
        Some('e') => '\u{1b}',
        Some('N') => '\u{85}',
        Some('_') => '\u{a0}',
        Some('L') => '\u{2028}',
        Some('P') => '\u{2029}',
        Some(itself @ (' ' | '"' | '/' | '\\')) => itself,
        Some('x') => return hex_escape(text, 2, 2),
        Some('u') => return hex_escape(text, 2, 4),
        Some('U') => return hex_escape(text, 2, 8),
        Some('\n' | '\r') => {
            return (1 + break_length(text.get(1..).unwrap_or_default()), Means::Nothing);
        }
        _ => return (1, Means::NoCharacter),
    };
    (2, Means::Char(character))
}

/// A line of a block scalar.
struct Line<'a> {
    /// Its text without indentation.
    text: &'a str,
    /// Where that starts in the raw scalar.
    start: usize,
    /// Where the line's end ends.
    end: usize,
}

impl Line<'_> {
    /// Lines that start with a blank are not folded.
    fn is_set_off(&self) -> bool {
        self.text.starts_with(BLANKS)
    }

    /// Hands over the line's end as this character.
    fn line_end<'a>(&self, character: char, sink: &mut dyn FnMut(Piece<'a>)) {
        sink(Piece { raw: self.start + self.text.len()..self.end, means: Means::Char(character) });
    }
}

/// The pieces of a block scalar, header included, whose indentation its first line shows.
pub(super) fn block_pieces<'a>(style: Style, raw: &'a str, sink: &mut dyn FnMut(Piece<'a>)) {
    let header = raw.find(BREAKS).unwrap_or(raw.len());
    let flags =
        raw.get(..header).and_then(|header| header.split(BLANKS).next()).unwrap_or_default();
    let lines = block_lines(raw, header);
    let last = lines.iter().rposition(|line| !line.text.is_empty());
    let (text, end) = lines.split_at_checked(last.map_or(0, |last| last + 1)).unwrap_or_default();
    let mut before: Option<&Line<'_>> = None;
    let mut empty: Vec<&Line<'_>> = Vec::new();
    for line in text {
        if line.text.is_empty() {
            empty.push(line);
            continue;
        }
        if let Some(before) = before {
            let is_folded =
                style == Style::YamlFolded && !before.is_set_off() && !line.is_set_off();
            match (is_folded, empty.is_empty()) {
                (true, true) => before.line_end(' ', sink),
                (true, false) => {}
                (false, _) => before.line_end('\n', sink),
            }
        }
        empty.drain(..).for_each(|line| line.line_end('\n', sink));
        sink_itself(raw, line.start..line.start + line.text.len(), sink);
        before = Some(line);
    }
    // Also the end of the text is the end of its last line.
    if let Some(line) = before.filter(|_| !flags.contains('-')) {
        line.line_end('\n', sink);
    }
    if flags.contains('+') {
        end.iter().for_each(|line| line.line_end('\n', sink));
    }
}

fn block_lines(raw: &str, header: usize) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut at = header + break_length(raw.get(header..).unwrap_or_default());
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let length = rest.find(BREAKS).unwrap_or(rest.len());
        let end = at + length + break_length(rest.get(length..).unwrap_or_default());
        lines.push(Line { text: rest.get(..length).unwrap_or_default(), start: at, end });
        at = end;
    }
    let spaces = |line: &Line<'_>| line.text.len() - line.text.trim_start_matches(' ').len();
    let indent =
        lines.iter().find(|line| spaces(line) < line.text.len()).map_or(usize::MAX, spaces);
    for line in &mut lines {
        let stripped = indent.min(spaces(line));
        line.text = line.text.get(stripped..).unwrap_or_default();
        line.start += stripped;
    }
    lines
}

/// The value in double quotes.
pub(crate) fn quote(value: &str) -> String {
    format!("\"{}\"", escape(value))
}

/// The value with the escapes of double quotes.
pub(super) fn escape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            other if is_printable(other) => text.push(other),
            other => match other as u32 {
                code @ ..0x100 => text.push_str(&format!("\\x{code:02x}")),
                code @ ..0x10000 => text.push_str(&format!("\\u{code:04x}")),
                code => text.push_str(&format!("\\U{code:08x}")),
            },
        }
    }
    text
}

/// Printable (YAML 1.2.2, 5.1), and no line end in any version of YAML.
fn is_printable(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
        && !matches!(character, '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// Whether a value can stand unescaped on one line.
pub(super) fn is_line(value: &str) -> bool {
    value.chars().all(|character| is_printable(character) || character == '\t')
}

/// Whether the text of a plain scalar reads as this string everywhere, also in YAML 1.1.
pub(crate) fn is_safe_plain(raw: &str, in_flow: bool) -> bool {
    let Some(first) = raw.chars().next() else { return false };
    let starts_well = match first {
        '-' | '?' | ':' => raw
            .chars()
            .nth(1)
            .is_some_and(|second| !second.is_whitespace() && !",[]{}".contains(second)),
        other => !"#,[]{}&*!|>'\"%@`=<~".contains(other) && !other.is_whitespace(),
    };
    let ends_well = !raw.ends_with(|last: char| last == ':' || last.is_whitespace());
    let has_mark = [": ", ":\t", ":\n", ":\r", " #", "\t#", "\n#", "---", "..."]
        .iter()
        .any(|mark| raw.contains(mark));
    let has_flow_mark = in_flow && raw.contains([',', '[', ']', '{', '}']);
    starts_well && ends_well && !has_mark && !has_flow_mark && !looks_like_other(raw)
}

/// Whether a parser of YAML 1.1 or 1.2 could take the text for a number, a date, a boolean or null.
fn looks_like_other(raw: &str) -> bool {
    let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", ".nan"];
    let is_word = words.iter().any(|word| raw.eq_ignore_ascii_case(word));
    let starts_like_number =
        raw.trim_start_matches(['+', '-', '.']).starts_with(|first: char| first.is_ascii_digit());
    let is_number_text = |byte: u8| byte.is_ascii_hexdigit() || b"xXoO+-._:eETtZz ".contains(&byte);
    is_word
        || raw.eq_ignore_ascii_case("-.inf")
        || raw.eq_ignore_ascii_case("+.inf")
        || starts_like_number && raw.bytes().all(is_number_text)
}
