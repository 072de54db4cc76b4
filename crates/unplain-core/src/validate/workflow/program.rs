//! Which program a command or an action runs.

use super::script::{Command, Script, Word};
use std::ops::Range;

/// A program that a script runs.
pub(in crate::validate) struct Run<'s> {
    /// Its name, without folder, version and ending.
    pub(in crate::validate) program: &'s str,
    /// The bytes of the word in the script that names it.
    pub(in crate::validate) span: Range<usize>,
    /// The byte behind its command.
    pub(in crate::validate) end: usize,
}

/// Programs that run the one that follows, and their options that take a word.
const BEFORE: &[(&[&str], &[&str])] = &[
    (&["sudo"], &["-u", "-g", "-h", "-p", "-C", "-D", "-R", "-T", "--user", "--group"]),
    (&["env"], &["-u", "-C", "--unset", "--chdir"]),
    (&["timeout"], &["-k", "-s", "--kill-after", "--signal"]),
    (&["nice"], &["-n", "--adjustment"]),
    (&["stdbuf"], &["-i", "-o", "-e"]),
    (&["nohup"], &[]),
    (&["exec"], &["-a"]),
    (&["command"], &[]),
    (&["time"], &["-f", "-o", "--format", "--output"]),
    (&["xvfb-run"], &["-n", "-s", "-f", "-e", "-w", "--server-args", "--server-num"]),
    (&["npx"], &["-p", "--package", "-w", "--workspace"]),
    (&["bunx"], &["-p", "--package"]),
    (&["uvx"], &["--from", "--with", "-p", "--python", "--index-url"]),
    (&["npm", "exec"], &["-p", "--package", "-w", "--workspace"]),
    (&["npm", "x"], &["-p", "--package", "-w", "--workspace"]),
    (&["pnpm", "dlx"], &["--package"]),
    (&["pnpm", "exec"], &[]),
    (&["yarn", "dlx"], &["-p", "--package"]),
    (&["yarn", "exec"], &[]),
    (&["bun", "x"], &["-p", "--package"]),
    (&["pipx", "run"], &["--spec", "--python", "--pip-args"]),
    (
        &["uv", "run"],
        &["--with", "-p", "--python", "--project", "--directory", "--extra", "--group"],
    ),
    (&["uv", "tool", "run"], &["--from", "--with", "-p", "--python"]),
    (&["poetry", "run"], &[]),
    (&["pdm", "run"], &[]),
    (&["hatch", "run"], &[]),
    (&["rye", "run"], &[]),
    (&["bundle", "exec"], &[]),
];

/// Programs that take the name of what they run from an option.
const BY_OPTION: &[(&[&str], &[&str])] = &[
    (&["cargo", "run"], &["-p", "--package", "--bin"]),
    (&["python", "-m"], &["-m"]),
    (&["python3", "-m"], &["-m"]),
    (&["dotnet", "run"], &["--project"]),
];

/// Programs that run the script whose path follows.
const INTERPRETERS: &[&str] =
    &["bash", "sh", "python", "python3", "node", "tsx", "ts-node", "bun", "ruby", "perl"];

/// Words of the shell that a command may follow.
const LEADS: &[&str] = &["if", "then", "else", "elif", "do", "while", "until", "!", "{", "coproc"];

/// Arguments with which a program only tells of itself.
const TELLS: &[&str] = &["--version", "-V", "--help", "-h"];

/// What of an action's name says that it puts the program there and does not run it.
const ONLY_INSTALLS: &[&str] = &["setup", "install", "installer", "download", "cache"];

/// The programs that a script runs, in its order.
pub(in crate::validate) fn programs_of_script<'s>(
    script: &'s Script<'_>,
) -> impl Iterator<Item = Run<'s>> {
    script.commands.iter().filter_map(run)
}

fn run(command: &Command) -> Option<Run<'_>> {
    let (word, name) = program(&command.words)?;
    let at = command.words.iter().position(|other| std::ptr::eq(other, word))?;
    let rest = command.words.get(at + 1..).unwrap_or_default();
    let tells = rest.iter().any(|word| TELLS.contains(&word.text.as_str()))
        || rest.first().is_some_and(|word| matches!(word.text.as_str(), "version" | "help"));
    (!tells).then(|| Run { program: bare(name), span: word.span.clone(), end: command.end })
}

/// The script that a shell is given behind `-c`.
pub(super) fn script_of_shell(words: &[Word]) -> Option<&Word> {
    let (word, name) = program(words)?;
    let at = words.iter().position(|other| std::ptr::eq(other, word))?;
    if !matches!(bare(name), "bash" | "sh" | "zsh" | "dash") {
        return None;
    }
    let rest = words.get(at + 1..)?;
    let flag = rest.iter().take_while(|word| word.text.starts_with(['-', '+']));
    let before = flag.take_while(|word| !is_script_flag(&word.text)).count();
    is_script_flag(&rest.get(before)?.text).then(|| rest.get(before + 1)).flatten()
}

fn is_script_flag(text: &str) -> bool {
    text.starts_with('-') && !text.starts_with("--") && text.contains('c')
}

/// The word that names the program, and the part of it that is its name.
fn program(words: &[Word]) -> Option<(&Word, &str)> {
    let mut words = words;
    loop {
        let (first, rest) = words.split_first()?;
        let text = first.text.as_str();
        if LEADS.contains(&text) || is_assignment(text) {
            words = rest;
            continue;
        }
        if let Some((_, options)) = BY_OPTION.iter().find(|(lead, _)| begins(words, lead)) {
            return by_option(rest, options);
        }
        let Some((lead, options)) = BEFORE.iter().find(|(lead, _)| begins(words, lead)) else {
            return Some(script(first, rest));
        };
        words = words.get(lead.len()..)?;
        let mut is_plain = true;
        while let Some((first, rest)) = words.split_first() {
            let text = first.text.as_str();
            if text == "--" {
                words = rest;
                break;
            }
            // `command -v x` only looks for it
            if lead == &["command"] && text.starts_with('-') && text != "-p" {
                return None;
            }
            if !text.starts_with('-') {
                // the duration
                if lead == &["timeout"] && std::mem::take(&mut is_plain) {
                    words = rest;
                    continue;
                }
                break;
            }
            words = if options.contains(&text) { rest.get(1..)? } else { rest };
        }
    }
}

/// The script that an interpreter runs, or the program itself.
fn script<'w>(first: &'w Word, rest: &'w [Word]) -> (&'w Word, &'w str) {
    if INTERPRETERS.contains(&basename(&first.text))
        && let Some(file) = rest.first()
        && file.text.contains(['/', '.'])
        && !file.text.starts_with('-')
    {
        return (file, &file.text);
    }
    (first, &first.text)
}

fn by_option<'w>(words: &'w [Word], options: &[&str]) -> Option<(&'w Word, &'w str)> {
    let ours = words.split(|word| word.text == "--").next()?;
    ours.iter().enumerate().rev().find_map(|(at, word)| match word.text.split_once('=') {
        Some((option, name)) if options.contains(&option) => Some((word, name)),
        _ if options.contains(&word.text.as_str()) => {
            let name = ours.get(at + 1)?;
            Some((name, name.text.as_str()))
        }
        _ => None,
    })
}

fn begins(words: &[Word], lead: &[&str]) -> bool {
    let same = |(at, part): (usize, &&str)| {
        words.get(at).is_some_and(|word| {
            if at == 0 { basename(&word.text) == *part } else { word.text == *part }
        })
    };
    lead.iter().enumerate().all(same)
}

fn is_assignment(text: &str) -> bool {
    let Some((name, value)) = text.split_once('=') else { return false };
    // `pipx run pulser==1.0`
    if value.starts_with('=') {
        return false;
    }
    let name = name.trim_end_matches('+');
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn basename(text: &str) -> &str {
    text.rsplit(['/', '\\']).next().unwrap_or(text)
}

/// A program's name without folder, version and ending: `@org/pulser@1.2`, `pulser==1.0`, `bin/pulser.exe`.
fn bare(text: &str) -> &str {
    let text = match text.get(1..).and_then(|rest| rest.find('@')) {
        Some(at) => text.get(..=at).unwrap_or(text),
        None => text,
    };
    let text = text.split("==").next().unwrap_or(text);
    let name = basename(text);
    let endings = [".exe", ".cmd", ".sh", ".py", ".js", ".mjs", ".ts", ".rb"];
    endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// Whether an action, or a workflow of another repository, is or runs a program: `org/pulser@v1`, `org/pulser-action/sub@v1`,
/// `docker://org/pulser:1`, `./.github/actions/pulser`.
pub(in crate::validate) fn program_of_action(uses: &str, program: &str) -> bool {
    let uses = uses.trim();
    if let Some(image) = uses.strip_prefix("docker://") {
        let name = basename(image.split('@').next().unwrap_or(image));
        return is_of(name.split(':').next().unwrap_or(name), program);
    }
    let path = uses.split('@').next().unwrap_or(uses).trim_end_matches('/');
    let last = basename(path);
    if path.starts_with("./") {
        // a workflow of this repository is looked at by itself
        let is_workflow = last.ends_with(".yml") || last.ends_with(".yaml");
        return !is_workflow && is_of(last, program);
    }
    let mut parts = path.split('/');
    let (Some(_), Some(repository)) = (parts.next(), parts.next()) else { return false };
    let installs =
        |part: &str| part.split(['-', '_', '.']).any(|word| ONLY_INSTALLS.contains(&word));
    is_of(repository, program) && !parts.any(installs)
}

fn is_of(name: &str, program: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let program = program.to_ascii_lowercase();
    let rest = |end: &str| name.strip_suffix(end).is_some_and(|rest| rest == program);
    name == program || ["-action", "-actions", "-github-action"].iter().any(|end| rest(end))
}

#[cfg(test)]
mod tests {
    use super::{super::script::Script, program_of_action, programs_of_script};

    #[test]
    fn the_program_of_a_command_is_found_behind_what_runs_it() {
        for (text, expected) in [
            ("pulser sync", "pulser"),
            ("./target/release/pulser", "pulser"),
            ("A=1 B=2 pulser", "pulser"),
            ("sudo -E -u me pulser", "pulser"),
            ("env -u X A=1 pulser", "pulser"),
            ("timeout -k 1 5m pulser run", "pulser"),
            ("time nohup pulser", "pulser"),
            ("npx -y @org/pulser@latest sync", "pulser"),
            ("npx --package=x pulser", "pulser"),
            ("pnpm dlx pulser", "pulser"),
            ("npm exec -- pulser", "pulser"),
            ("uvx --from pulser-cli pulser", "pulser"),
            ("pipx run pulser==1.0", "pulser"),
            ("uv tool run pulser@1", "pulser"),
            ("cargo run --release -p pulser -- sync", "pulser"),
            ("cargo run -p all --bin=pulser", "pulser"),
            ("python -m pulser", "pulser"),
            ("python3 scripts/pulser.py", "pulser"),
            ("bash ./pulser.sh", "pulser"),
            ("if ! pulser check; then exit 1; fi", "pulser"),
            ("command -p pulser", "pulser"),
            ("command -v pulser", ""),
            ("which pulser", "which"),
            ("pip install pulser", "pip"),
            ("unplain run -- pulser", "unplain"),
            ("pulser --version", ""),
            ("pulser help", ""),
            ("cargo run", ""),
            ("A=1", ""),
        ] {
            let script = Script::of(text);
            let first = programs_of_script(&script).next().map_or("", |run| run.program);
            assert_eq!(first, expected, "{text}");
        }
    }

    #[test]
    fn an_action_is_a_programs_by_its_repositorys_name() {
        for (uses, expected) in [
            ("org/pulser@v1", true),
            ("org/pulser-action@v1", true),
            ("Org/Pulser/sub@v1", true),
            ("org/pulser/.github/workflows/run.yml@main", true),
            ("docker://ghcr.io/org/pulser:1.2", true),
            ("./.github/actions/pulser", true),
            ("./.github/workflows/pulser.yml", false),
            ("org/setup-pulser@v1", false),
            ("org/pulser/setup@v1", false),
            ("pulser/checkout@v1", false),
            ("pulser", false),
            ("", false),
        ] {
            assert_eq!(program_of_action(uses, "pulser"), expected, "{uses}");
        }
    }
}
