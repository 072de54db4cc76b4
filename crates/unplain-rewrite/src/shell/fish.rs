//! Commands of fish, as far as it takes to see the assignments among them; and its file of universal variables, whose
//! lines `SETUVAR --export NAME:value` are written in the same quoting.

use std::ops::Range;

use super::word::{assigned_name, is_name};
use super::{Assignments, Meaning, end_of_line, ends_line};

/// Adds the assignments; `None` where the rest cannot be read.
pub(super) fn read(text: &str, at: usize, out: &mut Assignments) -> Option<()> {
    let mut reader = Reader { text, at, starts_command: true, out };
    while let Some(byte) = text.as_bytes().get(reader.at) {
        reader.step(*byte)?;
    }
    Some(())
}

/// Options of `set` that do not make it something else than an assignment.
const SET_LETTERS: &[u8] = b"gxUulf";
const SET_WORDS: &[&str] =
    &["--global", "--export", "--universal", "--unexport", "--local", "--function"];

struct Reader<'a> {
    text: &'a str,
    at: usize,
    starts_command: bool,
    out: &'a mut Assignments,
}

impl Reader<'_> {
    fn step(&mut self, byte: u8) -> Option<()> {
        match byte {
            b' ' | b'\t' => self.at += 1,
            b'\r' if ends_line(self.text, self.at) => self.at += 1,
            b'\\' if self.text.as_bytes().get(self.at + 1) == Some(&b'\n') => self.at += 2,
            b'#' => {
                let end = end_of_line(self.text, self.at);
                self.out.comment(self.at..end);
                self.at = end;
            }
            b'\n' | b';' | b'|' | b'&' | b')' => {
                (self.at, self.starts_command) = (self.at + 1, true)
            }
            b'<' | b'>' => self.at += 1,
            _ => self.command_word()?,
        }
        Some(())
    }

    fn command_word(&mut self) -> Option<()> {
        let start = self.at;
        if !std::mem::take(&mut self.starts_command) {
            return self.skip_word();
        }
        if let Some(name) = assigned_name(self.text, start) {
            self.starts_command = true;
            return self.value_of(start..name);
        }
        self.skip_word()?;
        match self.text.get(start..self.at).unwrap_or_default() {
            "and" | "or" | "not" | "!" | "begin" | "if" | "else" | "while" | "time" | "builtin"
            | "command" => self.starts_command = true,
            "set" => self.set()?,
            "export" => self.export()?,
            "SETUVAR" => self.universal()?,
            _ => {}
        }
        Some(())
    }

    fn skip_word(&mut self) -> Option<()> {
        let (end, _) = word(self.text, self.at)?;
        self.at = end.max(self.at + 1);
        Some(())
    }

    /// `set -gx NAME value`, with one value.
    fn set(&mut self) -> Option<()> {
        let mut words: Vec<(Range<usize>, Meaning)> = Vec::new();
        let mut assigns = true;
        while let Some((word, meaning)) = self.argument()? {
            let text = self.text.get(word.clone()).unwrap_or_default();
            match text.strip_prefix('-') {
                Some(letters) if words.is_empty() => {
                    let known = letters.bytes().all(|letter| SET_LETTERS.contains(&letter));
                    assigns &= known && !letters.is_empty() || SET_WORDS.contains(&text);
                }
                _ => words.push((word, meaning)),
            }
        }
        if let [(name, _), (value, meaning)] = words.as_slice()
            && assigns
            && self.text.get(name.clone()).is_some_and(is_name)
        {
            self.out.add(name.clone(), value.clone(), *meaning);
        }
        Some(())
    }

    /// `export NAME=value`, as fish's own function of that name takes it.
    fn export(&mut self) -> Option<()> {
        while self.blanks() {
            match assigned_name(self.text, self.at) {
                Some(name) => self.value_of(self.at..name)?,
                None => self.skip_word()?,
            }
        }
        Some(())
    }

    fn universal(&mut self) -> Option<()> {
        while self.blanks() {
            let start = self.at;
            self.skip_word()?;
            let word = self.text.get(start..self.at).unwrap_or_default();
            if let Some((name, _)) = word.split_once(':').filter(|(name, _)| is_name(name)) {
                let key = start..start + name.len();
                let (end, meaning) = self::word(self.text, key.end + 1)?;
                self.out.add(key.clone(), key.end + 1..end, meaning);
            }
        }
        Some(())
    }

    fn value_of(&mut self, name: Range<usize>) -> Option<()> {
        let start = name.end + 1;
        let (end, meaning) = word(self.text, start)?;
        self.out.add(name, start..end, meaning);
        self.at = end;
        Some(())
    }

    /// The next argument of this command.
    #[allow(clippy::type_complexity, reason = "the two `None`s mean different things, once")]
    fn argument(&mut self) -> Option<Option<(Range<usize>, Meaning)>> {
        if !self.blanks() {
            return Some(None);
        }
        let (end, meaning) = word(self.text, self.at)?;
        let span = self.at..end;
        self.at = end.max(self.at + 1);
        Some(Some((span, meaning)))
    }

    /// Steps over blanks; whether a word of the same command follows.
    fn blanks(&mut self) -> bool {
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            let rest = rest.get(blank..).unwrap_or_default();
            self.at += blank;
            if rest.starts_with("\\\n") {
                self.at += 2;
                continue;
            }
            let ends = ["\r\n", "\n", ";", "|", "&", "<", ">", ")", "#"];
            return !rest.is_empty()
                && rest != "\r"
                && !ends.iter().any(|end| rest.starts_with(end));
        }
    }
}

/// The end of the word at a place and what it is; `None` if a quote or a substitution in it has no end.
fn word(text: &str, start: usize) -> Option<(usize, Meaning)> {
    let bytes = text.as_bytes();
    let (mut at, mut meaning) = (start, Meaning::Literal);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b')' => break,
            b'\r' if ends_line(text, at) => break,
            b'\\' => match bytes.get(at + 1) {
                None => (at, meaning) = (at + 1, Meaning::Code),
                Some(b'\r') => (at, meaning) = (at + 1, Meaning::Code),
                Some(_) => at += 2,
            },
            b'\'' => at = single(text, at + 1)?,
            b'"' => {
                let (end, inside) = double(text, at + 1)?;
                (at, meaning) = (end, meaning.and(inside));
            }
            b'(' => (at, meaning) = (substitution(text, at + 1)?, Meaning::Code),
            b'$' | b'*' | b'?' | b'{' | b'}' => (at, meaning) = (at + 1, Meaning::Code),
            b'~' | b'^' | b'%' if at == start => (at, meaning) = (at + 1, Meaning::Code),
            _ => at += 1,
        }
    }
    while !text.is_char_boundary(at) {
        at += 1;
    }
    Some((at.min(text.len()), meaning))
}

fn single(text: &str, mut at: usize) -> Option<usize> {
    loop {
        match text.as_bytes().get(at)? {
            b'\'' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn double(text: &str, mut at: usize) -> Option<(usize, Meaning)> {
    let mut meaning = Meaning::Literal;
    loop {
        match text.as_bytes().get(at)? {
            b'"' => return Some((at + 1, meaning)),
            b'\\' => at += 2,
            b'$' if text.as_bytes().get(at + 1) == Some(&b'(') => {
                (at, meaning) = (substitution(text, at + 2)?, Meaning::Code);
            }
            b'$' => (at, meaning) = (at + 1, Meaning::Code),
            _ => at += 1,
        }
    }
}

/// The end of a `( … )` that began before this place.
fn substitution(text: &str, mut at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    // What encloses the place, inside out: parentheses, and double quotes that hold some.
    let mut stack = vec![b')'];
    while let Some(close) = stack.last().copied() {
        let byte = *bytes.get(at)?;
        let in_quotes = close == b'"';
        match byte {
            b'\\' => at += 2,
            _ if byte == close => {
                stack.pop();
                at += 1;
            }
            b'$' if in_quotes && bytes.get(at + 1) == Some(&b'(') => {
                stack.push(b')');
                at += 2;
            }
            _ if in_quotes => at += 1,
            b'\'' => at = single(text, at + 1)?,
            b'"' | b'(' => {
                stack.push(if byte == b'(' { b')' } else { b'"' });
                at += 1;
            }
            b'#' if at
                .checked_sub(1)
                .and_then(|before| bytes.get(before))
                .is_some_and(|before| b" \t\n;(".contains(before)) =>
            {
                at = end_of_line(text, at);
            }
            _ => at += 1,
        }
    }
    Some(at)
}
