//! Path templates of the agents' data: `~`, `{config}`, `{data}` and `{VARIABLE|default}`.

use std::path::PathBuf;

use crate::Surroundings;

/// The path that `template` means here; `None` where it needs a variable that is unset.
///
/// `{config}` is `$XDG_CONFIG_HOME` or `~/.config`, `{data}` is `$XDG_DATA_HOME` or `~/.local/share`, on every system;
/// a default may hold another `{…}`.
pub(crate) fn resolve(template: &str, around: &Surroundings) -> Option<PathBuf> {
    let text = fill(template, around)?;
    Some(match text.strip_prefix('~') {
        Some("") => around.home.clone(),
        Some(rest) => around.home.join(rest.trim_start_matches('/')),
        // A variable may hold a path from the current folder.
        None => around.cwd.join(text),
    })
}

fn fill(template: &str, around: &Surroundings) -> Option<String> {
    let Some(start) = template.find('{') else { return Some(template.to_owned()) };
    let (before, rest) = template.split_at(start);
    let end = closing(rest)?;
    let (inside, after) = (&rest[1..end], &rest[end + 1..]);
    let (name, default) =
        inside.split_once('|').map_or((inside, None), |(name, default)| (name, Some(default)));
    let value = match name {
        "config" => around.xdg_config().display().to_string(),
        "data" => around.xdg_data().display().to_string(),
        variable => match (around.var(variable), default) {
            (Some(value), _) => value.trim_end_matches('/').to_owned(),
            (None, Some(default)) => fill(default, around)?,
            (None, None) => return None,
        },
    };
    Some(format!("{before}{value}{}", fill(after, around)?))
}

/// The index of the brace that closes the one at the start of `text`.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(index),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::resolve;
    use crate::{Os, Surroundings};

    fn around(env: &[(&str, &str)]) -> Surroundings {
        Surroundings {
            home: "/home/ada".into(),
            cwd: "/home/ada".into(),
            env: env
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            os: Os::Linux,
        }
    }

    #[test]
    fn variables_move_a_path_and_defaults_serve_without_them() {
        let template = "{A|{B|~/.claude}}/.credentials.json";
        let resolved = |env| resolve(template, &around(env)).unwrap();
        assert_eq!(resolved(&[]), Path::new("/home/ada/.claude/.credentials.json"));
        assert_eq!(resolved(&[("B", "/b/")]), Path::new("/b/.credentials.json"));
        assert_eq!(resolved(&[("A", "/a"), ("B", "/b")]), Path::new("/a/.credentials.json"));
    }

    #[test]
    fn a_path_that_needs_an_unset_variable_is_none() {
        assert_eq!(resolve("{OPENCODE_CONFIG}", &around(&[])), None);
        assert_eq!(
            resolve("{config}/kilo", &around(&[])).unwrap(),
            Path::new("/home/ada/.config/kilo")
        );
        assert_eq!(
            resolve("{config}/kilo", &around(&[("XDG_CONFIG_HOME", "/x")])).unwrap(),
            Path::new("/x/kilo")
        );
    }
}
