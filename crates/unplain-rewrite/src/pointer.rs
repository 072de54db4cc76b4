//! Addresses of values inside a document.

use std::borrow::Cow;
use std::fmt;

/// The address of a value: a JSON pointer (RFC 6901) over the decoded document.
///
/// The documents of a YAML stream are told apart by a prefix: `/a` lies in the first one, `#2/a` in the second.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Pointer(String);

/// The text is not a pointer: it is neither empty nor starts with `/`, or a `~` is followed by neither `0` nor `1`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "not a JSON pointer: it must be empty or start with `/`, and `~` stands only in `~0` and `~1`"
)]
pub struct NotAPointer;

impl Pointer {
    /// The pointer to the root of the (first) document.
    pub fn root() -> Pointer {
        Pointer(String::new())
    }

    /// The pointer with these (unescaped) tokens.
    pub fn from_tokens<T: AsRef<str>>(tokens: impl IntoIterator<Item = T>) -> Pointer {
        let mut pointer = Pointer::root();
        for token in tokens {
            pointer.push(token.as_ref());
        }
        pointer
    }

    /// Reads a pointer as [`Pointer::as_str`] writes it.
    pub fn parse(text: &str) -> Result<Pointer, NotAPointer> {
        let tokens = match text.strip_prefix('#') {
            None => text,
            Some(rest) => {
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                let (number, tokens) = rest.split_at(digits);
                if number.starts_with('0')
                    || !number.parse::<usize>().is_ok_and(|number| number > 1)
                {
                    return Err(NotAPointer);
                }
                tokens
            }
        };
        let escapes_right = tokens.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        if (tokens.is_empty() || tokens.starts_with('/')) && escapes_right {
            Ok(Pointer(text.to_owned()))
        } else {
            Err(NotAPointer)
        }
    }

    /// The pointer as text, `~` and `/` in tokens escaped.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Which document of a YAML stream it points into, counted from 0.
    pub fn document(&self) -> usize {
        let number =
            self.0.strip_prefix('#').and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
        number.map_or(0, |number| number.saturating_sub(1))
    }

    /// Its tokens from the root on, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(|token| {
            if token.contains('~') {
                Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
            } else {
                Cow::Borrowed(token)
            }
        })
    }

    /// The pointer to a member or element of the value this one points to.
    pub fn child(&self, token: &str) -> Pointer {
        let mut child = self.clone();
        child.push(token);
        child
    }

    pub(crate) fn of_document(number: usize) -> Pointer {
        if number == 0 { Pointer::root() } else { Pointer(format!("#{}", number + 1)) }
    }

    pub(crate) fn push(&mut self, token: &str) {
        self.0.push('/');
        for character in token.chars() {
            match character {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                other => self.0.push(other),
            }
        }
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Pointer {
    type Err = NotAPointer;

    fn from_str(text: &str) -> Result<Pointer, NotAPointer> {
        Pointer::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_escaped_and_come_back() {
        let pointer = Pointer::from_tokens(["a/b", "m~n", "", "~1"]);
        assert_eq!(pointer.as_str(), "/a~1b/m~0n//~01");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["a/b", "m~n", "", "~1"]);
        assert_eq!(Pointer::parse(pointer.as_str()), Ok(pointer));
        assert_eq!(Pointer::root().tokens().count(), 0);
        assert_eq!(Pointer::root().child("x").as_str(), "/x");
    }

    #[test]
    fn later_documents_have_a_prefix() {
        let pointer = Pointer::of_document(1).child("a");
        assert_eq!(pointer.as_str(), "#2/a");
        assert_eq!((pointer.document(), pointer.tokens().count()), (1, 1));
        assert_eq!(Pointer::parse("#2/a"), Ok(pointer));
        assert_eq!(Pointer::parse("/a").unwrap().document(), 0);
    }

    #[test]
    fn other_text_is_no_pointer() {
        for text in ["a", "/~", "/~2", "#1/a", "#/a", "#02/a", "#x", "#2a"] {
            assert_eq!(Pointer::parse(text), Err(NotAPointer), "{text}");
        }
    }
}
