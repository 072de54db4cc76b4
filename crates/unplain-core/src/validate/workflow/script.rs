//! The simple commands of a shell's script, as far as they can be told without running it.

use std::{borrow::Cow, ops::Range};

use super::program;

/// How deep commands inside commands are looked at: `$(…)`, `bash -c '…'`.
const DEPTH: u32 = 6;

/// A script.
pub(in crate::validate) struct Script<'t> {
    /// Its commands, those inside others behind them.
    pub(super) commands: Vec<Command>,
    /// Its text with spaces in the place of comments.
    code: Cow<'t, str>,
}

/// A simple command.
pub(super) struct Command {
    /// Its words without redirections, as they would be after quotes are removed.
    pub(super) words: Vec<Word>,
    /// The byte of the script behind it.
    pub(super) end: usize,
}

/// A word of a command.
pub(super) struct Word {
    /// Without quotes; what is expanded stands as it is written.
    pub(super) text: String,
    /// Its bytes in the script.
    pub(super) span: Range<usize>,
}

impl<'t> Script<'t> {
    /// Reads a script.
    pub(in crate::validate) fn of(text: &'t str) -> Self {
        let mut commands = Vec::new();
        let mut comments = Vec::new();
        let whole = Part { text: Cow::Borrowed(text), place: Place::From(0), depth: 0 };
        let mut parts = vec![whole];
        while let Some(part) = parts.pop() {
            let first = commands.len();
            let lexer = Lexer::new(&part.text, part.place.clone());
            let read = lexer.read(&mut commands);
            if let Place::From(start) = part.place {
                comments
                    .extend(read.comments.iter().map(|span| start + span.start..start + span.end));
            }
            if part.depth == DEPTH {
                continue;
            }
            let depth = part.depth + 1;
            for span in read.inner {
                let Some(inner) = part.text.get(span.clone()) else { continue };
                let place = part.place.inside(span.start);
                parts.push(Part { text: Cow::Owned(inner.to_owned()), place, depth });
            }
            for command in commands.get(first..).unwrap_or_default() {
                if let Some(script) = program::script_of_shell(&command.words) {
                    let place = Place::All(script.span.clone());
                    parts.push(Part { text: Cow::Owned(script.text.clone()), place, depth });
                }
            }
        }
        Self { commands, code: without(text, &comments) }
    }

    /// The text before a byte, without comments.
    pub(in crate::validate) fn before(&self, end: usize) -> &str {
        self.code.get(..end).unwrap_or(&self.code)
    }
}

/// Whether a text names a variable otherwise than to read it from the shell: `NAME=`, `read NAME`, `secrets.NAME`.
pub(in crate::validate) fn names(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + name.len()..).unwrap_or_default();
        let whole = !before.ends_with(part) && !behind.starts_with(part);
        let read = before.ends_with('$') || before.ends_with("${");
        // `: "${NAME:=…}"` sets it
        whole && (!read || behind.starts_with(":=") || behind.starts_with('='))
    })
}

/// A text whose commands are looked for.
struct Part<'t> {
    text: Cow<'t, str>,
    place: Place,
    depth: u32,
}

/// Where a part stands in the script.
#[derive(Clone)]
enum Place {
    /// It begins at this byte, and every byte of it stands there.
    From(usize),
    /// Somewhere in these bytes.
    All(Range<usize>),
}

impl Place {
    fn inside(&self, start: usize) -> Self {
        match self {
            Self::From(own) => Self::From(own + start),
            Self::All(span) => Self::All(span.clone()),
        }
    }

    fn span(&self, span: Range<usize>) -> Range<usize> {
        match self {
            Self::From(start) => start + span.start..start + span.end,
            Self::All(all) => all.clone(),
        }
    }
}

fn without<'t>(text: &'t str, spans: &[Range<usize>]) -> Cow<'t, str> {
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut code = text.to_owned();
    for span in spans {
        if code.get(span.clone()).is_some() {
            code.replace_range(span.clone(), &" ".repeat(span.len()));
        }
    }
    Cow::Owned(code)
}

/// What a part holds beside commands.
#[derive(Default)]
struct Beside {
    /// Commands inside words: `$(…)`, `` `…` ``, `<(…)`.
    inner: Vec<Range<usize>>,
    comments: Vec<Range<usize>>,
}

/// Reads one part.
struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    place: Place,
    at: usize,
    words: Vec<Word>,
    word: Option<(String, usize)>,
    /// The next word says where input or output goes.
    is_target: bool,
    heredocs: Vec<Heredoc>,
    parentheses: usize,
    /// How many `case` are open.
    cases: usize,
    /// The commands before which a pattern of a `case` may stand.
    pattern: Option<usize>,
    beside: Beside,
}

struct Heredoc {
    end: String,
    tabs: bool,
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str, place: Place) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            place,
            at: 0,
            words: Vec::new(),
            word: None,
            is_target: false,
            heredocs: Vec::new(),
            parentheses: 0,
            cases: 0,
            pattern: None,
            beside: Beside::default(),
        }
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn read(mut self, commands: &mut Vec<Command>) -> Beside {
        while self.at < self.bytes.len() {
            self.step(commands);
        }
        self.end_command(commands);
        self.beside
    }

    fn step(&mut self, commands: &mut Vec<Command>) {
        match self.byte(0) {
            b' ' | b'\t' | b'\r' => {
                self.end_word();
                self.at += 1;
            }
            b'\n' => {
                self.end_command(commands);
                self.at += 1;
                self.at = after_heredocs(self.text, self.at, &mut self.heredocs);
            }
            b'#' if self.word.is_none() => {
                let end = line_end(self.text, self.at);
                self.beside.comments.push(self.at..end);
                self.at = end;
            }
            b';' => {
                self.end_command(commands);
                let is_double = self.byte(1) == b';';
                self.at += 1 + usize::from(is_double);
                if is_double && self.cases > 0 {
                    self.pattern = Some(commands.len());
                }
            }
            b'&' if self.byte(1) == b'>' => {
                self.end_word();
                self.at += 1;
            }
            b'&' | b'|' => {
                self.end_command(commands);
                self.at += 1;
            }
            b'(' => self.open(commands),
            b')' => self.close(commands),
            b'<' | b'>' => self.redirection(),
            _ => self.part_of_word(),
        }
    }

    fn open(&mut self, commands: &mut Vec<Command>) {
        // `name()` begins a function, `name=(…)` is an array
        let is_array = self.word.as_ref().is_some_and(|(text, _)| text.ends_with('='));
        if is_array {
            let end = skip(self.text, self.at + 1, b')');
            self.push(self.at..end);
            return;
        }
        if self.word.is_some() && self.words.is_empty() {
            self.word = None;
        }
        self.end_command(commands);
        self.parentheses += 1;
        self.at += 1;
    }

    fn close(&mut self, commands: &mut Vec<Command>) {
        self.end_word();
        let opens_case = self.words.first().is_some_and(|word| word.text == "case");
        if opens_case {
            self.end_command(commands);
            self.pattern = None;
        } else if let Some(pattern) = self.pattern.take() {
            self.words.clear();
            commands.truncate(pattern);
        } else {
            self.end_command(commands);
        }
        self.parentheses = self.parentheses.saturating_sub(1);
        self.at += 1;
    }

    fn redirection(&mut self) {
        // the number of a file
        let is_number =
            |(text, _): &(String, usize)| text.bytes().all(|byte| byte.is_ascii_digit());
        if self.word.as_ref().is_some_and(is_number) {
            self.word = None;
        }
        if self.byte(1) == b'(' {
            let end = skip(self.text, self.at + 2, b')');
            self.beside.inner.push(self.at + 2..end.saturating_sub(1).max(self.at + 2));
            self.push(self.at..end);
            return;
        }
        self.end_word();
        if self.text.get(self.at..).is_some_and(|rest| rest.starts_with("<<<")) {
            self.at += 3;
        } else if self.byte(0) == b'<' && self.byte(1) == b'<' {
            let (heredoc, end) = heredoc(self.text, self.at + 2);
            self.heredocs.push(heredoc);
            self.at = end;
            return;
        } else {
            self.at += 1;
            while matches!(self.byte(0), b'<' | b'>' | b'&' | b'|') {
                self.at += 1;
            }
        }
        self.is_target = true;
    }

    fn part_of_word(&mut self) {
        match self.byte(0) {
            b'\\' if self.byte(1) == b'\n' => self.at += 2,
            b'\\' if self.byte(1) == b'\r' && self.byte(2) == b'\n' => self.at += 3,
            b'\\' => {
                let end = self.next_char(self.at + 1);
                self.start_word();
                self.at += 1;
                self.push(self.at..end);
            }
            b'\'' => {
                let end = quote_end(self.text, self.at + 1);
                self.start_word();
                self.push_inside(self.at + 1..end.saturating_sub(1), end);
            }
            b'"' => {
                let end = skip(self.text, self.at + 1, b'"');
                self.start_word();
                self.substitutions(self.at + 1..end);
                self.push_inside(self.at + 1..end.saturating_sub(1), end);
            }
            b'`' => {
                let end = skip(self.text, self.at + 1, b'`');
                self.beside.inner.push(self.at + 1..end.saturating_sub(1).max(self.at + 1));
                self.push(self.at..end);
            }
            b'$' => {
                let end = expansion_end(self.text, self.at);
                self.substitutions(self.at..end);
                self.push(self.at..end);
            }
            _ => {
                let end = self.next_char(self.at);
                self.push(self.at..end);
            }
        }
    }

    /// Notes the commands in `$(…)` and backquotes; those inside them are found when they are read.
    fn substitutions(&mut self, span: Range<usize>) {
        let mut at = span.start;
        while at < span.end {
            let rest = self.text.get(at..span.end).unwrap_or_default();
            let end = if rest.starts_with("${{") {
                expansion_end(self.text, at)
            } else if rest.starts_with("$((") {
                at + 2
            } else if rest.starts_with("$(") {
                let end = skip(self.text, at + 2, b')');
                self.beside.inner.push(at + 2..end.saturating_sub(1).max(at + 2));
                end
            } else if rest.starts_with('`') {
                let end = skip(self.text, at + 1, b'`');
                self.beside.inner.push(at + 1..end.saturating_sub(1).max(at + 1));
                end
            } else if rest.starts_with('\\') {
                at + 2
            } else {
                at + 1
            };
            at = end;
            while at < span.end && !self.text.is_char_boundary(at) {
                at += 1;
            }
        }
    }

    fn next_char(&self, at: usize) -> usize {
        let first = self.text.get(at..).and_then(|rest| rest.chars().next());
        (at + first.map_or(1, char::len_utf8)).min(self.bytes.len())
    }

    fn start_word(&mut self) {
        self.word.get_or_insert_with(|| (String::new(), self.at));
    }

    /// Adds text to the word, and goes behind it.
    fn push(&mut self, span: Range<usize>) {
        self.push_inside(span.clone(), span.end);
    }

    fn push_inside(&mut self, span: Range<usize>, end: usize) {
        let text = self.text.get(span).unwrap_or_default();
        let at = self.at;
        self.word.get_or_insert_with(|| (String::new(), at)).0.push_str(text);
        self.at = end.max(self.at + 1);
    }

    fn end_word(&mut self) {
        let Some((text, start)) = self.word.take() else { return };
        if std::mem::take(&mut self.is_target) {
            return;
        }
        self.words.push(Word { text, span: self.place.span(start..self.at) });
    }

    fn end_command(&mut self, commands: &mut Vec<Command>) {
        self.end_word();
        self.is_target = false;
        let words = std::mem::take(&mut self.words);
        match words.first().map(|word| word.text.as_str()) {
            None => {}
            Some("case") => {
                self.cases += 1;
                self.pattern = Some(commands.len());
            }
            Some("esac") => {
                self.cases = self.cases.saturating_sub(1);
                self.pattern = None;
            }
            Some(_) => commands.push(Command { words, end: self.place.span(0..self.at).end }),
        }
    }
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| at + length)
}

/// Behind the `'` that ends what begins at `at`.
fn quote_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\'')).map_or(text.len(), |length| at + length + 1)
}

/// Behind the expansion that begins with the `$` at `at`.
fn expansion_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    if rest.starts_with("${{") {
        return rest.find("}}").map_or(text.len(), |length| at + length + 2);
    }
    match rest.as_bytes().get(1) {
        Some(b'(') => skip(text, at + 2, b')'),
        Some(b'{') => skip(text, at + 2, b'}'),
        _ => at + 1,
    }
}

/// Behind the end of what was opened before `at` and is closed by `closes`.
fn skip(text: &str, mut at: usize, closes: u8) -> usize {
    let bytes = text.as_bytes();
    let mut open = vec![closes];
    let mut heredocs = Vec::new();
    while let Some(byte) = bytes.get(at) {
        let Some(top) = open.last().copied() else { return at };
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        at += 1;
        match byte {
            b'\\' => at += 1,
            _ if *byte == top => {
                open.pop();
                if open.is_empty() {
                    return at;
                }
            }
            b'$' if next == b'{' && bytes.get(at + 1) == Some(&b'{') => {
                at = expansion_end(text, at - 1);
            }
            b'$' if next == b'(' || next == b'{' => {
                open.push(if next == b'(' { b')' } else { b'}' });
                at += 1;
            }
            b'`' => open.push(b'`'),
            b'"' => open.push(b'"'),
            _ if top == b'"' => {}
            b'\'' => at = quote_end(text, at),
            b'(' if top == b')' => open.push(b')'),
            b'#' if at > 1 && bytes.get(at - 2).is_some_and(u8::is_ascii_whitespace) => {
                at = if top == b'}' { at } else { line_end(text, at) };
            }
            b'<' if top == b')' && next == b'<' && bytes.get(at + 1) == Some(&b'<') => at += 2,
            b'<' if top == b')' && next == b'<' => {
                let (heredoc, end) = heredoc(text, at + 1);
                heredocs.push(heredoc);
                at = end;
            }
            b'\n' => at = after_heredocs(text, at, &mut heredocs),
            _ => {}
        }
    }
    text.len()
}

/// What stands behind `<<`: the line that ends the text that follows the command.
fn heredoc(text: &str, at: usize) -> (Heredoc, usize) {
    let rest = text.get(at..).unwrap_or_default();
    let tabs = rest.starts_with('-');
    let start = rest.trim_start_matches('-').trim_start_matches([' ', '\t']);
    let mut quote = None;
    let ends = |c: char| match quote {
        Some(open) => {
            quote = quote.filter(|_| c != open);
            c == '\n'
        }
        None => {
            quote = Some(c).filter(|c| matches!(c, '\'' | '"'));
            c.is_whitespace() || ";&|<>()".contains(c)
        }
    };
    let length = start.find(ends).unwrap_or(start.len());
    let word = start.get(..length).unwrap_or_default();
    let end = word.replace(['\'', '"', '\\'], "");
    (Heredoc { end, tabs }, at + rest.len() - start.len() + length)
}

/// Behind the texts that follow the line that ends before `at`.
fn after_heredocs(text: &str, mut at: usize, heredocs: &mut Vec<Heredoc>) -> usize {
    for heredoc in heredocs.drain(..) {
        while at < text.len() {
            let end = line_end(text, at);
            let line = text.get(at..end).unwrap_or_default().trim_end_matches('\r');
            at = (end + 1).min(text.len());
            let line = if heredoc.tabs { line.trim_start_matches('\t') } else { line };
            if line == heredoc.end {
                break;
            }
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{Script, names};

    fn commands(text: &str) -> Vec<String> {
        let words = |command: &super::Command| {
            let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
            words.join(" ")
        };
        Script::of(text).commands.iter().map(words).collect()
    }

    #[test]
    fn commands_are_told_apart() {
        for (text, expected) in [
            ("a b\nc", &["a b", "c"][..]),
            ("a && b || c; d & e | f", &["a", "b", "c", "d", "e", "f"]),
            ("a \\\n  --b \\\r\n c", &["a --b c"]),
            ("a # b\n# c\nd#e", &["a", "d#e"]),
            ("a > b 2>&1 <c &>d e", &["a e"]),
            ("a 'b c' \"d e\" f\\ g", &["a b c d e f g"]),
            ("a <<EOF b\npulser\nEOF\nc", &["a b", "c"]),
            ("a <<-'E O'\n\tpulser\n\tE O\nc", &["a", "c"]),
            ("a <<-'EOF'\n\tit's\n\tEOF\nc", &["a", "c"]),
            ("a <<< b c", &["a c"]),
            ("x=$(a b) c \"$(d)\" `e`", &["x=$(a b) c $(d) `e`", "e", "d", "a b"]),
            ("(a; b)", &["a", "b"]),
            ("{ a; } >> b", &["{ a", "}"]),
            ("f() { a; }", &["{ a", "}"]),
            ("x=(a b) c", &["x=(a b) c"]),
            ("case $x in\na|b) c ;;\n*) d;;\nesac\ne", &["c", "d", "e"]),
            ("case $x in a) c ;; b) d;; esac; e", &["c", "d", "e"]),
            ("a ${{ github.x == 'y' && 'b; c' }} d", &["a ${{ github.x == 'y' && 'b; c' }} d"]),
            ("bash -c 'a; b'", &["bash -c a; b", "a", "b"]),
            (
                "a \"$(cat <<'EOF'\nit's pulser\nEOF\n)\"\nb",
                &["a $(cat <<'EOF'\nit's pulser\nEOF\n)", "b", "cat"],
            ),
            ("a <(b c)", &["a <(b c)", "b c"]),
            ("echo $((1 + 2)); b", &["echo $((1 + 2))", "b"]),
        ] {
            assert_eq!(commands(text), expected, "{text}");
        }
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        let pieces = [
            "\"", "'", "$(", "`", "${", "${{", "(", ")", "<<E", "\n", "\\", "é", "#", "case", ";;",
            " ",
        ];
        for one in pieces {
            for other in pieces {
                for third in pieces {
                    let text = format!("{one}{other}{third}{one}");
                    assert_eq!(Script::of(&text).before(text.len()).len(), text.len());
                }
            }
        }
        let deep = "$(".repeat(20_000) + &"bash -c '".repeat(1000);
        drop(Script::of(&deep));
    }

    #[test]
    fn a_name_that_is_only_read_is_not_set() {
        for (text, expected) in [
            ("TOKEN=x", true),
            ("export TOKEN", true),
            ("a ${{ secrets.TOKEN }}", true),
            (": ${TOKEN:=x}", true),
            ("a $TOKEN ${TOKEN} ${TOKEN:-x}", false),
            ("MY_TOKEN=x TOKENS=y", false),
        ] {
            assert_eq!(names(text, "TOKEN"), expected, "{text}");
        }
    }
}
