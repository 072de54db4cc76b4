//! The ends of what is stepped over: quotes, substitutions, expansions.

use super::heredoc::{self, Heredoc};

/// The end of a single-quoted part that began before this place.
pub(super) fn single(text: &str, at: usize) -> Option<usize> {
    memchr::memchr(b'\'', text.as_bytes().get(at..)?).map(|length| at + length + 1)
}

/// The end of a `$'…'` that began before this place.
pub(super) fn ansi(text: &str, mut at: usize) -> Option<usize> {
    loop {
        match text.as_bytes().get(at)? {
            b'\'' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// What encloses a place.
enum Frame {
    /// `( … )`, with the `case`s that are open in it: a pattern's parenthesis has no partner.
    Commands {
        cases: usize,
        heredocs: Vec<Heredoc>,
    },
    /// One pair of parentheses in arithmetic.
    Arithmetic,
    /// `${ … }`; whether it stands in double quotes, with nothing but others of its kind between.
    Brace {
        quoted: bool,
    },
    Double,
    Backtick,
}

impl Frame {
    fn commands() -> Self {
        Self::Commands { cases: 0, heredocs: Vec::new() }
    }
}

/// The end of the substitution, expansion or parenthesis that begins here: with `` ` ``, `$(`, `$((`, `${`, `(`, `((`.
pub(super) fn nested(text: &str, start: usize) -> Option<usize> {
    leave(text, start, Vec::new())
}

/// The same, for one in double quotes.
pub(super) fn nested_in_double(text: &str, start: usize) -> Option<usize> {
    leave(text, start, vec![Frame::Double])
}

fn leave(text: &str, start: usize, mut stack: Vec<Frame>) -> Option<usize> {
    let bytes = text.as_bytes();
    let around = stack.len();
    let mut at = open(text, start, &mut stack)?;
    while stack.len() > around
        && let Some(frame) = stack.last_mut()
    {
        let byte = *bytes.get(at)?;
        let next = bytes.get(at + 1);
        let closes = match frame {
            Frame::Commands { cases, .. } => byte == b')' && *cases == 0,
            Frame::Arithmetic => byte == b')',
            Frame::Brace { .. } => byte == b'}',
            Frame::Double => byte == b'"',
            Frame::Backtick => byte == b'`',
        };
        if closes {
            stack.pop();
            at += 1;
            continue;
        }
        if byte == b'\\' {
            at += 2;
            continue;
        }
        let quoted = matches!(frame, Frame::Double | Frame::Backtick);
        let in_backticks = matches!(frame, Frame::Backtick);
        if let Frame::Commands { cases, heredocs } = frame {
            if byte == b'\n' && !heredocs.is_empty() {
                at = heredoc::skip(text, at + 1, &std::mem::take(heredocs));
                continue;
            }
            if byte == b'#' && starts_word(text, at) {
                at = super::end_of_line(text, at);
                continue;
            }
            if let Some((heredoc, end)) = heredoc::begin(text, at) {
                heredocs.push(heredoc);
                at = end;
                continue;
            }
            if text.get(at..).is_some_and(|rest| rest.starts_with("<<<")) {
                at += 3;
                continue;
            }
            if matches!(byte, b'c' | b'e') && starts_command(text, at) {
                *cases += usize::from(is_word(text, at, "case"));
                *cases = cases.saturating_sub(usize::from(is_word(text, at, "esac")));
            }
        }
        at = match (byte, next) {
            _ if in_backticks => at + 1,
            (b'\'', _) if matches!(stack.last(), Some(Frame::Brace { quoted: true })) => {
                doubtful_single(text, at + 1)?
            }
            (b'\'', _) if !quoted => single(text, at + 1)?,
            (b'$', Some(b'\'')) if !quoted => ansi(text, at + 2)?,
            (b'"', _) => {
                stack.push(Frame::Double);
                at + 1
            }
            (b'`', _) | (b'$', Some(b'(' | b'{')) => open(text, at, &mut stack)?,
            (b'(', _) if matches!(stack.last(), Some(Frame::Commands { .. })) => {
                stack.push(Frame::commands());
                at + 1
            }
            (b'(', _) if matches!(stack.last(), Some(Frame::Arithmetic)) => {
                stack.push(Frame::Arithmetic);
                at + 1
            }
            _ => at + 1,
        };
    }
    Some(at)
}

fn open(text: &str, at: usize, stack: &mut Vec<Frame>) -> Option<usize> {
    let rest = text.get(at..)?;
    let (length, frames) = match rest {
        _ if rest.starts_with("$((") => (3, vec![Frame::Arithmetic, Frame::Arithmetic]),
        _ if rest.starts_with("((") => (2, vec![Frame::Arithmetic, Frame::Arithmetic]),
        _ if rest.starts_with("$(") => (2, vec![Frame::commands()]),
        _ if rest.starts_with("${") => {
            let quoted =
                matches!(stack.last(), Some(Frame::Double | Frame::Brace { quoted: true }));
            (2, vec![Frame::Brace { quoted }])
        }
        _ if rest.starts_with('(') => (1, vec![Frame::commands()]),
        _ if rest.starts_with('`') => (1, vec![Frame::Backtick]),
        _ => return None,
    };
    stack.extend(frames);
    Some(at + length)
}

/// The end of what a single quote in `"${…}"` begins. Some shells take it for a quote there and some for itself, so it is
/// only passed where both come to the same.
fn doubtful_single(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let length = rest.find(['\'', '}', '"', '$', '`', '\\'])?;
    rest.get(length..).filter(|rest| rest.starts_with('\'')).map(|_| at + length + 1)
}

fn starts_word(text: &str, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
    before.is_none_or(|before| b" \t\n;&|()".contains(before))
}

/// Whether a command may begin here, as far as what stands before tells.
fn starts_command(text: &str, at: usize) -> bool {
    if !starts_word(text, at) {
        return false;
    }
    let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '\t']);
    let words = ["then", "do", "else", "{", "!"];
    before.is_empty()
        || before.ends_with(['\n', ';', '&', '|', '(', ')', '`'])
        || words.iter().any(|word| before.ends_with(word))
}

fn is_word(text: &str, at: usize, word: &str) -> bool {
    let rest = text.get(at..).and_then(|rest| rest.strip_prefix(word));
    rest.is_some_and(|rest| {
        rest.is_empty() || rest.starts_with([' ', '\t', '\n', ';', ')', '\r', '&'])
    })
}
