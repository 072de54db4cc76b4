//! Reading a plain `.env`, for taking it over.

use unplain_core::{Secret, VarName};

use crate::Broken;

/// What a plain dotenv text holds.
#[derive(Debug)]
pub struct Imported {
    /// The entries in the order of the text; a name can stand there twice.
    pub entries: Vec<ImportedEntry>,
    /// The lines that are no entry, without their content.
    pub problems: Vec<Broken>,
}

/// One entry of a plain dotenv text.
#[derive(Debug)]
pub struct ImportedEntry {
    /// The line it begins on, counted from 1.
    pub line: usize,
    /// The name.
    pub name: VarName,
    /// The value, unquoted.
    pub value: Secret,
}

/// Reads `NAME=value` lines as the dotenv programs agree to: `export ` before a name is skipped; in double quotes
/// `\n`, `\r`, `\t`, `\"`, `\\` and `\$` are escapes; single quotes hold everything as it stands; both may span lines; an
/// unquoted value ends at ` #` and is trimmed. `$NAME` is not expanded, for the programs do not agree about it.
#[must_use]
pub fn import_dotenv(text: &str) -> Imported {
    let mut imported = Imported { entries: Vec::new(), problems: Vec::new() };
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut line = 1;
    while !rest.is_empty() {
        let taken = match entry(rest) {
            Ok((None, taken)) => taken,
            Ok((Some((name, value)), taken)) => {
                imported.entries.push(ImportedEntry { line, name, value });
                taken
            }
            Err(what) => {
                imported.problems.push(Broken::at(line, what));
                first_line(rest).len()
            }
        };
        let (done, left) = rest.split_at_checked(taken).unwrap_or((rest, ""));
        line += done.matches('\n').count();
        rest = left;
    }
    imported
}

type Entry = Option<(VarName, Secret)>;

/// The entry that `text` begins with, and how many bytes it and the rest of its line take.
fn entry(text: &str) -> Result<(Entry, usize), &'static str> {
    let line = first_line(text);
    let trimmed = line.trim();
    if trimmed.is_empty() || trimmed.starts_with('#') {
        return Ok((None, line.len()));
    }
    let (name, value) =
        line.split_once('=').ok_or("this line is neither NAME=value nor a comment")?;
    let after_equals = name.len() + 1;
    let name = name.trim();
    let name =
        name.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t'])).unwrap_or(name);
    let name =
        VarName::parse(name.trim()).ok_or("what stands before the = is no name of a variable")?;
    let blanks = value.len() - value.trim_start_matches([' ', '\t']).len();
    let begin = after_equals + blanks;
    let (value, taken) = match text.get(begin..).and_then(|rest| rest.chars().next()) {
        Some(quote @ ('"' | '\'')) => {
            let inside = begin + 1;
            let (value, length) = quoted(text.get(inside..).unwrap_or_default(), quote)?;
            let behind = inside + length;
            let rest = first_line(text.get(behind..).unwrap_or_default());
            let left = rest.trim();
            if !left.is_empty() && !left.starts_with('#') {
                return Err("something stands after the closing quote");
            }
            (value, behind + rest.len())
        }
        _ => {
            let value = value.get(blanks..).unwrap_or_default();
            let comment = value
                .match_indices('#')
                .find(|(at, _)| value[..*at].ends_with([' ', '\t']) || (*at == 0 && blanks > 0));
            let value = comment.map_or(value, |(at, _)| &value[..at]);
            (Secret::new(value.trim().to_owned()), line.len())
        }
    };
    Ok((Some((name, value)), taken))
}

/// The text up to the closing `quote`, and how many bytes it and the quote take.
fn quoted(text: &str, quote: char) -> Result<(Secret, usize), &'static str> {
    let mut escaped = false;
    let closes = |(_, c): &(usize, char)| {
        let closes = *c == quote && !escaped;
        escaped = quote == '"' && *c == '\\' && !escaped;
        closes
    };
    let (end, _) =
        text.char_indices().find(closes).ok_or("the quotation that begins here does not end")?;
    let inside = text.get(..end).unwrap_or_default();
    if quote == '\'' {
        return Ok((Secret::new(inside.to_owned()), end + 1));
    }
    // As large as it can get, so that no half-grown copy stays behind in freed memory.
    let mut value = String::with_capacity(end);
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => value.push('\n'),
            Some('r') => value.push('\r'),
            Some('t') => value.push('\t'),
            Some(c @ ('"' | '\\' | '$')) => value.push(c),
            Some(c) => value.extend(['\\', c]),
            None => value.push('\\'),
        }
    }
    Ok((Secret::new(value), end + 1))
}

/// The first line with its end.
fn first_line(text: &str) -> &str {
    text.split_inclusive('\n').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::import_dotenv;

    fn values(text: &str) -> Vec<(usize, String, String)> {
        let imported = import_dotenv(text);
        assert!(imported.problems.is_empty(), "{:?}", imported.problems);
        let entries = imported.entries.iter();
        entries.map(|e| (e.line, e.name.to_string(), e.value.expose().to_owned())).collect()
    }

    #[test]
    fn entries_are_read_as_the_dotenv_programs_agree() {
        for (text, expected) in [
            ("A=1", "1"),
            ("export A = x y \r\n", "x y"),
            ("\u{feff}A=", ""),
            ("A=a#b # c", "a#b"),
            ("A=#b", "#b"),
            ("A= # b", ""),
            ("A=a=b==", "a=b=="),
            ("A='a \\n # \"' # c", "a \\n # \""),
            ("A=\"a\\n\\t\\\"\\\\ \\$B \\d # '\"", "a\n\t\"\\ $B \\d # '"),
            ("A=\"a\nb\"\n", "a\nb"),
            ("A=it's", "it's"),
            ("A=$B", "$B"),
        ] {
            assert_eq!(values(text), [(1, "A".to_owned(), expected.to_owned())], "{text}");
        }
    }

    #[test]
    fn lines_are_counted_across_quotations() {
        let text = "# c\n\nA='x\ny'\nB=2\nA=3\n";
        let found: Vec<_> = values(text).into_iter().map(|(line, name, _)| (line, name)).collect();
        assert_eq!(found, [(3, "A".to_owned()), (5, "B".to_owned()), (6, "A".to_owned())]);
    }

    #[test]
    fn what_is_no_entry_is_told_by_its_line_and_without_its_text() {
        let imported = import_dotenv("hunter2\nA-B=hunter2\nA=\"hunter2\nB='x' hunter2\nC=1\n");
        let lines: Vec<_> = imported.problems.iter().filter_map(|problem| problem.line).collect();
        assert_eq!(lines, [1, 2, 3, 4]);
        assert_eq!(imported.entries.len(), 1);
        assert!(!format!("{imported:?}").contains("hunter2"));
    }
}
