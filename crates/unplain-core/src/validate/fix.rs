//! Mends what can be proven: references that the agent takes amiss become those that it expands.

use std::{collections::BTreeMap, ops::Range};

use unplain_rewrite::{Kind, NodeId, Patch, Proven};

use super::{
    checks::{not_a_string, padded_reference, wrong_dialect},
    project::readers,
    show::reference,
};
use crate::{Parsed, Place, Problem, Reader, VarName};

/// The new text of a file, and what is mended in it.
pub struct Fix {
    /// The new text, of which everything else is as before.
    pub proven: Proven,
    /// What is mended, in the order of the file.
    pub mended: Vec<Mended>,
}

/// One place that is mended.
pub struct Mended {
    /// What was wrong there.
    pub problem: Problem,
    /// What stood there, as it may be shown.
    pub before: String,
    /// What stands there now, as it may be shown.
    pub after: String,
}

/// Mends all of a file that can be proven; `None` if nothing can.
///
/// A reference is mended only where every agent that the file is named after spells it the same, hands the variable on in
/// this place, and still reads the file: its own rules are simulated over the old and the new value.
#[must_use]
pub fn fix(parsed: &Parsed) -> Option<Fix> {
    let readers = readers(parsed);
    let owner = *readers.first()?;
    let mut patch = parsed.document.patch();
    let mut mended = Vec::new();
    for place in parsed.places(owner) {
        if let Some(problem) = not_a_string::look(parsed, owner, &place) {
            mended.extend(quote(&mut patch, &place, problem));
        } else if place.may_refer() {
            mended.extend(respell(&mut patch, parsed, &readers, &place));
        }
    }
    if mended.is_empty() {
        return None;
    }
    let proven = patch.finish().ok()?;
    let dropped = |reader: &Reader| {
        let poison = reader.file.dropped_by.as_deref();
        poison.is_some_and(|poison| proven.text().contains(poison))
    };
    (!readers.iter().any(dropped)).then_some(Fix { proven, mended })
}

/// A number or a switch becomes the string of the same text.
fn quote(patch: &mut Patch<'_>, place: &Place<'_>, problem: Problem) -> Option<Mended> {
    if place.node.kind() == Kind::Null {
        return None;
    }
    let text = place.node.raw().to_owned();
    patch.replace_value(place.node.id(), &text).ok()?;
    let (before, after) = ("a bare value".to_owned(), "the same in quotes".to_owned());
    Some(Mended { problem, before, after })
}

/// All references of a place that the owner takes amiss become its own; all of them or none.
fn respell(
    patch: &mut Patch<'_>,
    parsed: &Parsed,
    readers: &[Reader],
    place: &Place<'_>,
) -> Option<Mended> {
    let owner = *readers.first()?;
    let expansion = owner.file.expansion.as_ref()?;
    let value = place.node.value();
    let mut edits: Vec<(Range<usize>, VarName)> = Vec::new();
    for span in wrong_dialect::strays(owner, place) {
        edits.push((span.clone(), wrong_dialect::named(value.get(span)?)?));
    }
    for own in expansion.references(&value) {
        if own.name.trim() != own.name {
            edits.push((own.span, VarName::parse(own.name.trim())?));
        }
    }
    edits.sort_by_key(|(span, _)| span.start);
    let problem = wrong_dialect::look(parsed, owner, place)
        .or_else(|| padded_reference::look(parsed, owner, place))?;
    let spelled = |(span, name): &(Range<usize>, VarName)| (span.clone(), expansion.spell(name));
    let new = with(&value, edits.iter().map(spelled));
    // A value that no text of the file has, for each variable.
    let probes: BTreeMap<String, String> = edits
        .iter()
        .map(|(_, name)| name.as_str())
        .chain(expansion.references(&new).iter().map(|own| own.name.as_str()))
        .map(|name| (name.to_owned(), format!("value of {name}")))
        .collect();
    for reader in readers {
        let expansion = reader.file.expansion.as_ref()?;
        let probed = |(span, name): &(Range<usize>, VarName)| {
            (span.clone(), probes.get(name.as_str()).cloned().unwrap_or_default())
        };
        let wanted =
            expansion.simulate(place.slot, &with(&value, edits.iter().map(probed)), &probes);
        if expansion.simulate(place.slot, &new, &probes) != wanted {
            return None;
        }
    }
    write(patch, place.node.id(), edits.iter().map(spelled))?;
    let (span, name) = edits.first()?;
    let before = reference(value.get(span.clone())?);
    Some(Mended { problem, before, after: expansion.spell(name) })
}

fn write(
    patch: &mut Patch<'_>,
    node: NodeId,
    edits: impl Iterator<Item = (Range<usize>, String)>,
) -> Option<()> {
    for (span, text) in edits {
        patch.replace_fragment(node, span, &text).ok()?;
    }
    Some(())
}

/// `text` with other text in the place of some sorted, disjoint ranges of it.
fn with(text: &str, edits: impl Iterator<Item = (Range<usize>, String)>) -> String {
    let (mut out, mut done) = (String::new(), 0);
    for (span, new) in edits {
        out.push_str(text.get(done..span.start).unwrap_or_default());
        out.push_str(&new);
        done = span.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::{super::checks::wrong_dialect::named, fix};
    use crate::{Parsed, project_config_at};

    fn fixed(path: &str, text: &str) -> Option<String> {
        let config = project_config_at(std::path::Path::new(path)).unwrap();
        let format = config.format().into();
        let document = unplain_rewrite::Document::parse(text.to_owned(), format).unwrap();
        fix(&Parsed::new(config, document)).map(|fix| fix.proven.into_text())
    }

    #[test]
    fn a_foreign_reference_becomes_the_agents_own() {
        let cursor = |value: &str| {
            let text = format!(
                "{{ \"mcpServers\": {{ \"a\": {{ \"command\": \"x\", \"env\": {{ \"T\": \"{value}\" }} }} }} }}\n"
            );
            let new = fixed("/p/.cursor/mcp.json", &text)?;
            let value = new.split("\"T\": \"").nth(1)?.split('"').next()?.to_owned();
            assert_eq!(
                new.replace(&value, "…"),
                text.replace(&text.split("\"T\": \"").nth(1)?.split('"').next()?.to_owned(), "…")
            );
            Some(value)
        };
        assert_eq!(cursor("${GITHUB_TOKEN}").unwrap(), "${env:GITHUB_TOKEN}");
        assert_eq!(cursor("{env:GITHUB_TOKEN}").unwrap(), "${env:GITHUB_TOKEN}");
        assert_eq!(cursor("Bearer $TOKEN").unwrap(), "Bearer ${env:TOKEN}");
        assert_eq!(
            cursor("a ${A} b ${env:B} c %TOKEN_C%").unwrap(),
            "a ${env:A} b ${env:B} c ${env:TOKEN_C}"
        );
        assert_eq!(cursor("${env:GITHUB_TOKEN}"), None, "nothing is wrong");
        assert_eq!(cursor("${TOKEN:-fallback}"), None, "this agent has no defaults");
    }

    #[test]
    fn blanks_go_and_numbers_are_quoted() {
        let text = "{ \"mcp\": { \"a\": { \"type\": \"local\", \"environment\": { \"T\": \"{env: TOKEN }\" } } } }";
        assert_eq!(
            fixed("/p/opencode.json", text).unwrap(),
            text.replace("{env: TOKEN }", "{env:TOKEN}")
        );
        let text =
            "{ \"mcpServers\": { \"a\": { \"command\": \"x\", \"env\": { \"PORT\": 8080 } } } }";
        assert_eq!(fixed("/p/.cursor/mcp.json", text).unwrap(), text.replace("8080", "\"8080\""));
    }

    #[test]
    fn a_file_that_the_agent_would_drop_then_is_left() {
        let text = "{ \"mcp\": { \"a\": { \"type\": \"local\", \"environment\": { \"T\": \"${TOKEN}\" } } } }";
        assert_eq!(fixed("/p/kilo.json", text), None);
    }

    #[test]
    fn names_are_read_out_of_all_dialects() {
        for text in
            ["${A_B}", "${env:A_B}", "{env:A_B}", "{env: A_B }", "$A_B", "$env:A_B", "%A_B%"]
        {
            assert_eq!(named(text).unwrap().as_str(), "A_B", "{text}");
        }
        for text in ["${A:-b}", "${input:a}", "op://v/i/f", "$(cmd)", "${{ secrets.A }}"] {
            assert_eq!(named(text), None, "{text}");
        }
    }
}
