//! The commands that sops asks for keys.

use std::{
    io::Read as _,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use unplain_core::Surroundings;
use zeroize::Zeroizing;

use super::sources::{self, Found};
use crate::{error::reason, file::read::PRIVATE_LIMIT};

/// A person may have to touch a token meanwhile.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// `SOPS_AGE_KEY_CMD` and `SOPS_AGE_SSH_PRIVATE_KEY_CMD`, as far as they are set.
pub(crate) struct Commands {
    age: Option<String>,
    ssh: Option<String>,
}

const AGE: &str = "SOPS_AGE_KEY_CMD";
const SSH: &str = "SOPS_AGE_SSH_PRIVATE_KEY_CMD";

impl Commands {
    pub(crate) fn new(surroundings: &Surroundings) -> Self {
        let of = |name| surroundings.var(name).map(str::to_owned);
        Self { age: of(AGE), ssh: of(SSH) }
    }

    /// Runs them; each is told `recipient` in `SOPS_AGE_RECIPIENT`, as sops does.
    pub(crate) fn ask(&self, recipient: &str) -> Found {
        let mut found = Found::default();
        if let Some(command) = &self.age {
            found.add(AGE, output(command, recipient).and_then(|text| sources::identities(&text)));
        }
        if let Some(command) = &self.ssh {
            found.add(SSH, output(command, recipient).and_then(|text| sources::ssh_key(&text)));
        }
        found
    }
}

/// What `command` prints. Its error output is dropped, for it may hold anything.
fn output(command: &str, recipient: &str) -> Result<Zeroizing<String>, String> {
    let words = split(command).ok_or("ends inside a quotation")?;
    let (program, arguments) = words.split_first().ok_or("names no program")?;
    let mut child = Command::new(program)
        .args(arguments)
        .env("SOPS_AGE_RECIPIENT", recipient)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("cannot be started: {}", reason(&error)))?;
    let stdout = child.stdout.take();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut text = Zeroizing::new(String::with_capacity(16 << 10));
        let read = stdout.map_or(Ok(0), |out| out.take(PRIVATE_LIMIT).read_to_string(&mut text));
        // Nobody listens any more if it took too long.
        let _ = sender.send(read.map(|_| text));
    });
    let text = receiver.recv_timeout(TIME_LIMIT);
    if text.is_err() {
        let _ = child.kill();
    }
    let status =
        child.wait().map_err(|error| format!("cannot be waited for: {}", reason(&error)))?;
    match text {
        Err(_) => Err(format!("did not answer within {} seconds", TIME_LIMIT.as_secs())),
        Ok(_) if !status.success() => Err(format!("failed ({status})")),
        Ok(Err(error)) => Err(format!("printed what cannot be read: {}", reason(&error))),
        Ok(Ok(text)) => Ok(text),
    }
}

/// Splits a command into words as a shell does, without any expansion: quotes, backslashes, `#` comments.
///
/// `None` if a quotation does not end.
fn split(command: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = command.chars();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() => words.extend(word.take()),
            '#' if word.is_none() => {
                chars.by_ref().find(|c| *c == '\n');
            }
            '\\' => word.get_or_insert_default().push(chars.next()?),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => match chars.next()? {
                            c @ ('"' | '\\') => word.push(c),
                            c => word.extend(['\\', c]),
                        },
                        c => word.push(c),
                    }
                }
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_command_splits_into_the_words_of_a_shell() {
        let words = |text: &str| split(text).unwrap();
        assert_eq!(
            words(" a  'b c' \"d \\\" \\x\" e\\ f g'h'\"i\" # rest"),
            ["a", "b c", "d \" \\x", "e f", "ghi"]
        );
        assert_eq!(words("a ''"), ["a", ""]);
        assert_eq!(words(""), [""; 0]);
        assert_eq!(words("a#b # c\nd"), ["a#b", "d"]);
        for open in ["'a", "\"a", "\"a\\", "a\\"] {
            assert_eq!(split(open), None, "{open}");
        }
    }
}
