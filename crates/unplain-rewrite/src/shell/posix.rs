//! Commands of bash, zsh and `sh`, as far as it takes to see the assignments among them.

use super::heredoc::{self, Heredoc};
use super::word::{assigned_name, word};
use super::{Assignments, Meaning, end_of_line, ends_line, skip};

/// What the next word is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A command's name, or an assignment before it.
    Command,
    /// An argument of `export` and its like: an assignment, too.
    Declaration,
    /// An argument of any other command.
    Argument,
    /// The name of a function.
    Function,
}

/// Adds the assignments; `None` where the rest cannot be read.
pub(super) fn read(text: &str, at: usize, out: &mut Assignments) -> Option<()> {
    let mut reader = Reader { text, at, expect: Expect::Command, heredocs: Vec::new(), out };
    while let Some(byte) = text.as_bytes().get(reader.at) {
        reader.step(*byte)?;
    }
    Some(())
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    expect: Expect,
    heredocs: Vec<Heredoc>,
    out: &'a mut Assignments,
}

impl Reader<'_> {
    fn step(&mut self, byte: u8) -> Option<()> {
        match byte {
            b' ' | b'\t' => self.at += 1,
            b'\r' if ends_line(self.text, self.at) => self.at += 1,
            b'\n' => {
                let heredocs = std::mem::take(&mut self.heredocs);
                self.at = heredoc::skip(self.text, self.at + 1, &heredocs);
                self.expect = Expect::Command;
            }
            b'\\' if self.next() == Some(b'\n') => self.at += 2,
            b'#' => {
                let end = end_of_line(self.text, self.at);
                self.out.comment(self.at..end);
                self.at = end;
            }
            b'&' if self.next() == Some(b'>') => self.at += 1,
            b';' | b'&' | b'|' | b')' => self.operator(),
            b'(' if self.expect == Expect::Command && self.next() == Some(b'(') => {
                self.at = skip::nested(self.text, self.at)?;
                self.expect = Expect::Argument;
            }
            b'(' => self.operator(),
            b'<' | b'>' => self.redirection()?,
            _ => self.word()?,
        }
        Some(())
    }

    fn operator(&mut self) {
        self.at += 1;
        self.expect = Expect::Command;
    }

    fn redirection(&mut self) -> Option<()> {
        if let Some((heredoc, end)) = heredoc::begin(self.text, self.at) {
            self.heredocs.push(heredoc);
            self.at = end;
            return Some(());
        }
        if self.next() == Some(b'(') {
            self.at = skip::nested(self.text, self.at + 1)?;
            return Some(());
        }
        while matches!(self.byte(), Some(b'<' | b'>' | b'|' | b'&')) {
            self.at += 1;
        }
        while matches!(self.byte(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        self.at = match self.byte() {
            Some(b'(') => skip::nested(self.text, self.at)?,
            _ => word(self.text, self.at)?.0,
        };
        Some(())
    }

    fn word(&mut self) -> Option<()> {
        let start = self.at;
        let assigns = matches!(self.expect, Expect::Command | Expect::Declaration);
        if let Some(name) = assigned_name(self.text, start).filter(|_| assigns) {
            return self.assignment(start, name);
        }
        let (end, _) = word(self.text, start)?;
        if end == start {
            // A carriage return inside of a line, which no case above takes.
            self.at += 1;
            return Some(());
        }
        self.at = end;
        self.expect = match (self.expect, self.text.get(start..end).unwrap_or_default()) {
            (Expect::Command, "export" | "declare" | "typeset" | "local" | "readonly") => {
                Expect::Declaration
            }
            (
                Expect::Command,
                "if" | "then" | "else" | "elif" | "fi" | "do" | "done" | "while" | "until" | "esac"
                | "!" | "{" | "}" | "time" | "builtin" | "command" | "noglob",
            ) => Expect::Command,
            (Expect::Command, "function") => Expect::Function,
            (Expect::Command, "[[") => {
                self.condition()?;
                Expect::Argument
            }
            (Expect::Function, _) => Expect::Command,
            (Expect::Declaration, _) => Expect::Declaration,
            _ => Expect::Argument,
        };
        Some(())
    }

    fn assignment(&mut self, start: usize, name: usize) -> Option<()> {
        let value = name + 1;
        if self.text.as_bytes().get(value) == Some(&b'(') {
            self.at = skip::nested(self.text, value)?;
            self.out.add(start..name, value..self.at, Meaning::Code);
            return Some(());
        }
        let (end, meaning) = word(self.text, value)?;
        self.out.add(start..name, value..end, meaning);
        self.at = end;
        Some(())
    }

    /// Steps over `[[ … ]]`.
    fn condition(&mut self) -> Option<()> {
        loop {
            let start = self.at;
            let (end, _) = word(self.text, start)?;
            if self.text.get(start..end) == Some("]]") {
                self.at = end;
                return Some(());
            }
            self.at = if end == start { end + 1 } else { end };
            self.byte()?;
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at + 1).copied()
    }
}
