//! `$<env:NAME>`: the reference that no agent expands, only unplain itself.

use std::ops::Range;

use crate::VarName;

/// How each reference begins; `>` ends it.
pub(crate) const OPEN: &str = "$<env:";

/// The reference to a variable.
#[must_use]
pub fn spell(name: &VarName) -> String {
    format!("{OPEN}{name}>")
}

/// The references in a text, in order: their bytes, and the variables.
#[must_use]
pub fn references(text: &str) -> Vec<(Range<usize>, VarName)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find(OPEN)).map(|at| from + at) {
        let inside = start + OPEN.len();
        from = inside;
        let Some(end) = text.get(inside..).and_then(|rest| rest.find('>')) else { break };
        if let Some(name) = text.get(inside..inside + end).and_then(VarName::parse) {
            from = inside + end + 1;
            found.push((start..from, name));
        }
    }
    found
}

/// The text with each reference replaced by its variable's value; the first variable without one is the error.
///
/// # Errors
///
/// The variable that has no value.
pub fn fill<'v>(
    text: &str,
    value: &dyn Fn(&VarName) -> Option<&'v str>,
) -> Result<String, VarName> {
    let (mut out, mut done) = (String::new(), 0);
    for (span, name) in references(text) {
        out.push_str(text.get(done..span.start).unwrap_or_default());
        out.push_str(value(&name).ok_or(name)?);
        done = span.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::{fill, references, spell};
    use crate::VarName;

    #[test]
    fn what_is_spelled_is_filled() {
        let name = VarName::parse("A_B").unwrap();
        let text = format!("--key={}!$<env:A-B>$<env:", spell(&name));
        assert_eq!(references(&text), [(6..16, name)]);
        assert_eq!(fill(&text, &|_| Some("x")).unwrap(), "--key=x!$<env:A-B>$<env:");
        assert_eq!(fill(&text, &|_| None).unwrap_err().as_str(), "A_B");
    }
}
