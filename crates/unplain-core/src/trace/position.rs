//! Counting lines and columns while a file goes by in windows.

use memchr::{memchr_iter, memrchr};

/// A place in a file.
#[derive(Clone)]
pub(super) struct Position {
    /// Bytes before it.
    pub(super) offset: u64,
    /// Line, from 1.
    pub(super) line: usize,
    /// Column in characters, from 1.
    pub(super) column: usize,
    /// Bytes before its line.
    line_start: u64,
}

impl Position {
    pub(super) fn start() -> Self {
        Self { offset: 0, line: 1, column: 1, line_start: 0 }
    }

    /// Bytes before it in its line.
    pub(super) fn in_line(&self) -> usize {
        usize::try_from(self.offset - self.line_start).unwrap_or(usize::MAX)
    }

    /// Moves behind `bytes`, which stand here.
    pub(super) fn advance(&mut self, bytes: &[u8]) {
        let mut tail = bytes;
        if let Some(last) = memrchr(b'\n', bytes) {
            self.line += memchr_iter(b'\n', bytes).count();
            self.line_start = self.offset + last as u64 + 1;
            self.column = 1;
            tail = bytes.get(last + 1..).unwrap_or_default();
        }
        // Every byte of UTF-8 that does not continue a character begins one.
        self.column += tail.iter().filter(|&&byte| byte & 0xc0 != 0x80).count();
        self.offset += bytes.len() as u64;
    }
}
