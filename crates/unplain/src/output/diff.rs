//! The plan as a diff in which every value is masked.

use unplain_core::{Delivery, Finding};

use super::{BAD, FAINT, GOOD, STRONG};

/// One planned edit, for people.
pub(crate) struct Edit<'a> {
    /// What is edited.
    pub(crate) finding: &'a Finding,
    /// What takes the secret's place; empty where the entry goes.
    pub(crate) reference: &'a str,
    /// How the value reaches its server.
    pub(crate) delivery: Delivery,
}

/// The edits of one file.
pub(crate) fn diff(path: &str, edits: &[Edit<'_>]) -> String {
    let mut text = format!("{STRONG}{path}{STRONG:#}\n");
    for edit in edits {
        let last = edit.finding.pointer.rsplit('/').next().unwrap_or_default();
        let key = last.replace("~1", "/").replace("~0", "~");
        let of_variables = edit.finding.agent.is_empty();
        let name =
            if key.parse::<usize>().is_ok() { String::new() } else { format!("\"{key}\": ") };
        let masked = &edit.finding.masked;
        let prefix =
            unplain_core::rules::rule(&edit.finding.rule).map_or("", |rule| rule.public_prefix());
        let secret = format!("{prefix}…");
        let kept = masked.strip_suffix(secret.as_str()).unwrap_or_default();
        let line = edit.finding.line;
        let server = edit
            .finding
            .server
            .as_deref()
            .map(|server| format!("  {FAINT}({server}){FAINT:#}"))
            .unwrap_or_default();
        let old = match of_variables {
            true => format!("{key}={masked}"),
            false => format!("{name}\"{masked}\""),
        };
        text.push_str(&format!("{FAINT}{line:>6}{FAINT:#} {BAD}- {old}{BAD:#}{server}\n"));
        match edit.delivery {
            Delivery::Inherit => {
                let note = match of_variables {
                    true => "line removed: `unplain run -- CMD` gives the variable",
                    false => "entry removed: the server inherits the variable",
                };
                text.push_str(&format!("{:>6} {FAINT}  {note}{FAINT:#}\n", ""));
            }
            Delivery::Wrap => {
                let note = match edit.reference.is_empty() {
                    true => "entry removed: ".to_owned(),
                    false => format!("+ {name}\"{kept}{}\": ", edit.reference),
                };
                let variable = edit.finding.variable.as_ref().map_or("", |name| name.as_str());
                text.push_str(&format!(
                    "{:>6} {GOOD}{note}`unplain run --only {variable} -- …` starts the server{GOOD:#}\n",
                    ""
                ));
            }
            Delivery::Name => {
                let mut steps = edit.reference.rsplit('/');
                let last = steps.next().unwrap_or_default();
                let field = if last == key { steps.next().unwrap_or_default() } else { last };
                let variable = edit.finding.variable.as_ref().map_or("", |name| name.as_str());
                text.push_str(&format!(
                    "{:>6} {GOOD}+ {field}: {variable}{GOOD:#}  {FAINT}the agent looks the variable up{FAINT:#}\n",
                    ""
                ));
            }
            // The whole variable moves, whatever part of it is the secret.
            _ if of_variables => {
                text.push_str(&format!("{:>6} {GOOD}+ {key}={}{GOOD:#}\n", "", edit.reference))
            }
            _ => text.push_str(&format!(
                "{:>6} {GOOD}+ {name}\"{kept}{}\"{GOOD:#}\n",
                "", edit.reference
            )),
        }
    }
    text
}
