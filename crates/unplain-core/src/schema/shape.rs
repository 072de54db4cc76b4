//! `format`: text in which `...` stands for one or more characters.

/// What stands for one or more characters.
pub(crate) const ANY: &str = "...";

/// What is strange about a format, without being wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Odd {
    /// It holds no `...`: only one value fits.
    Fixed,
    /// It holds the character `…`, which stands for itself.
    Ellipsis,
}

/// What is strange about `format`.
pub(crate) fn odd(format: &str) -> Option<Odd> {
    if format.contains('…') {
        Some(Odd::Ellipsis)
    } else if format.contains(ANY) {
        None
    } else {
        Some(Odd::Fixed)
    }
}

/// Whether the whole of `value` has the form. Takes time linear in both.
pub(super) fn fits(format: &str, value: &str) -> bool {
    let mut parts = format.split(ANY);
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = value.strip_prefix(first) else { return false };
    let Some(mut part) = parts.next() else { return rest.is_empty() };
    // Of each part the first place will do: what follows has the most room then.
    for next in parts {
        let Some(behind) = without_first(rest) else { return false };
        let Some(at) = behind.find(part) else { return false };
        rest = behind.get(at + part.len()..).unwrap_or_default();
        part = next;
    }
    without_first(rest).is_some_and(|rest| rest.ends_with(part))
}

/// Behind the first character, if there is one.
fn without_first(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    chars.next()?;
    Some(chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn dots_stand_for_one_or_more_characters() {
        for (format, value, is_right) in [
            ("sk-ant-...", "sk-ant-x", true),
            ("sk-ant-...", "sk-ant-", false),
            ("sk-ant-...", "Sk-ant-x", false),
            ("sk-ant-...", " sk-ant-x", false),
            ("...", "", false),
            ("...", "é", true),
            ("......", "é", false),
            ("......", "éa", true),
            ("a...b", "ab", false),
            ("a...b", "abb", true),
            ("a...b...c", "a-b-b-c", true),
            ("a...b...c", "abc", false),
            ("a...b...c", "a-bc", false),
            ("a...b...c", "a-b-c-", false),
            ("a...aa...a", "aaaaaa", true),
            ("a...aa...a", "aaaaa", false),
            ("fixed", "fixed", true),
            ("fixed", "fixed ", false),
            ("", "", true),
            ("", "x", false),
            ("https://...@...", "https://me@here", true),
            ("sk-....", "sk-a.", true),
            ("sk-....", "sk-a", false),
        ] {
            assert_eq!(fits(format, value), is_right, "{format} {value}");
        }
    }

    #[test]
    fn many_parts_and_a_long_value_end_soon() {
        let format = "a...".repeat(20_000);
        assert!(fits(&format, &"ab".repeat(20_000)));
        assert!(!fits(&format, &"ab".repeat(19_999)));
        assert!(!fits(&format, &"b".repeat(1 << 20)));
    }
}
