//! A reference to a variable that the schema does not know.

use crate::{
    Severity,
    validate::{Check, Verdict, show::at_use},
};

pub(crate) const CHECK: Check = Check {
    code: "undeclared-variable",
    severity: Severity::Error,
    verdict: Verdict::Wrong,
    title: "A config refers to a variable that the schema lacks",
    about: "`secrets/schema.json` says which variables the project needs. Who sets a machine or a pipeline up by it does \
            not know about this one: the server starts with the reference's text or an empty string. Often it is a typing \
            error in the name.",
    mend: "Correct the name, or declare the variable under `required` or `optional` in the schema.",
    run: |project, problems| {
        let Some((_, schema)) = project.schema else { return };
        for (parsed, item) in project.uses() {
            let known = schema.get(&item.variable).is_some() || is_systems(&item.variable);
            if item.given_here || known {
                continue;
            }
            // `{env: NAME }` and its like: another check's
            if crate::VarName::parse(&item.variable).is_none() {
                continue;
            }
            let message = format!("the schema does not know {}", item.variable);
            let close =
                closest(&item.variable, schema.variables.iter().map(|known| known.name.as_str()));
            let help = match close {
                Some(close) => format!("is {close} meant? Else declare it in the schema"),
                None => "declare it in the schema under `required` or `optional`".to_owned(),
            };
            problems.push(at_use(CHECK.says(message), (parsed, item)).help(help));
        }
    },
};

/// Variables that every system sets, and those that editors make up (`${workspaceFolder}`).
pub(crate) fn is_systems(name: &str) -> bool {
    const NAMES: [&str; 18] = [
        "APPDATA",
        "HOME",
        "HOSTNAME",
        "LANG",
        "LOCALAPPDATA",
        "LOGNAME",
        "PATH",
        "PWD",
        "SHELL",
        "TEMP",
        "TMP",
        "TMPDIR",
        "USER",
        "USERPROFILE",
        "pathSeparator",
        "userHome",
        "workspaceFolder",
        "workspaceFolderBasename",
    ];
    NAMES.contains(&name) || name.starts_with("XDG_") || name.starts_with("LC_")
}

/// The name that is most like `name`, if one is like it.
fn closest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let near = names.map(|known| (distance(name, known), known));
    near.filter(|(distance, _)| *distance <= 2).min().map(|(_, known)| known)
}

/// How many letters have to be changed, added or taken out (Levenshtein); more than 2 counts as 3.
fn distance(one: &str, other: &str) -> usize {
    if one.len().abs_diff(other.len()) > 2 {
        return 3;
    }
    let other = other.as_bytes();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.bytes().enumerate() {
        let mut corner = row[0];
        row[0] = line + 1;
        for (column, known) in other.iter().enumerate() {
            let changed = corner + usize::from(letter != *known);
            corner = row[column + 1];
            row[column + 1] = changed.min(corner + 1).min(row[column] + 1);
        }
    }
    row[other.len()].min(3)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn a_typing_error_is_recognised() {
        let names = ["GITHUB_TOKEN", "LINEAR_API_KEY"];
        assert_eq!(closest("GTIHUB_TOKEN", names.into_iter()), Some("GITHUB_TOKEN"));
        assert_eq!(closest("LINEAR_APIKEY", names.into_iter()), Some("LINEAR_API_KEY"));
        assert_eq!(closest("SENTRY_TOKEN", names.into_iter()), None);
    }
}
