//! Lines and columns of places in a text.

/// Lines and columns of places that come in order: no character is counted twice, also on a line of megabytes.
pub(crate) struct Places<'t> {
    text: &'t str,
    offset: usize,
    line: usize,
    column: usize,
}

impl<'t> Places<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        // A byte order mark has no column.
        let offset = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, offset, line: 1, column: 1 }
    }

    /// The line and the column in characters, both from 1, of a byte.
    pub(crate) fn of(&mut self, offset: usize) -> (usize, usize) {
        if offset < self.offset {
            *self = Self::new(self.text);
        }
        let between = self.text.get(self.offset..offset).unwrap_or_default();
        match between.rsplit_once('\n') {
            Some((before, last)) => {
                self.line += 1 + before.matches('\n').count();
                self.column = 1 + last.chars().count();
            }
            None => self.column += between.chars().count(),
        }
        self.offset = self.offset.max(offset);
        (self.line, self.column)
    }
}
