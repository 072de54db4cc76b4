//! Here-documents: text of commands in which nothing is an assignment.

/// One that was begun on this line; its text follows the line.
pub(super) struct Heredoc {
    delimiter: String,
    strips_tabs: bool,
}

/// The here-document that is begun at this place, and where its delimiter ends.
pub(super) fn begin(text: &str, at: usize) -> Option<(Heredoc, usize)> {
    let rest = text.get(at..)?.strip_prefix("<<").filter(|rest| !rest.starts_with('<'))?;
    let strips_tabs = rest.starts_with('-');
    let rest = rest.strip_prefix('-').unwrap_or(rest).trim_start_matches([' ', '\t']);
    let start = text.len() - text.get(at..)?.len() + (text.get(at..)?.len() - rest.len());
    let mut delimiter = String::new();
    let (mut quote, mut escaped, mut length) = (None, false, rest.len());
    for (offset, character) in rest.char_indices() {
        match (character, quote) {
            ('\n' | '\r', _) => {
                length = offset;
                break;
            }
            (' ' | '\t' | ';' | '&' | '|' | '<' | '>' | '(' | ')', None) if !escaped => {
                length = offset;
                break;
            }
            ('\\', None) if !escaped => {
                escaped = true;
                continue;
            }
            ('\'' | '"', None) if !escaped => quote = Some(character),
            (_, Some(open)) if character == open => quote = None,
            _ => delimiter.push(character),
        }
        escaped = false;
    }
    (!delimiter.is_empty()).then_some((Heredoc { delimiter, strips_tabs }, start + length))
}

/// Where the text after the bodies of `heredocs` goes on, the first of which starts at this line's start.
pub(super) fn skip(text: &str, mut at: usize, heredocs: &[Heredoc]) -> usize {
    for heredoc in heredocs {
        loop {
            let rest = text.get(at..).unwrap_or_default();
            if rest.is_empty() {
                return text.len();
            }
            let line = rest.split('\n').next().unwrap_or_default();
            at = (at + line.len() + 1).min(text.len());
            let line = line.strip_suffix('\r').unwrap_or(line);
            let line = if heredoc.strips_tabs { line.trim_start_matches('\t') } else { line };
            if line == heredoc.delimiter {
                break;
            }
        }
    }
    at
}
