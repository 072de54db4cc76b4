//! Questions to the person at the terminal. They go to standard error, so that standard output stays data.

use std::io::{BufRead as _, IsTerminal as _, Read as _, Write as _};

use unplain_core::Secret;

use crate::exit::{Exit, Failure};

/// Asks a question that is answered by `y` or `n`; anything but yes is no.
pub(crate) fn confirm(question: &str) -> bool {
    let mut stderr = std::io::stderr().lock();
    let asked = write!(stderr, "{question} [y/N] ").and_then(|()| stderr.flush());
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    asked.is_ok()
        && read.is_ok()
        && ["y", "yes"].contains(&answer.trim().to_ascii_lowercase().as_str())
}

/// Asks which of `choices` it is to be, again until the answer is one of them; the first is taken for an empty answer,
/// `None` at the end of the input.
pub(crate) fn choose(question: &str, choices: &[&str]) -> Option<usize> {
    let mut stderr = std::io::stderr().lock();
    let mut text = format!("{question}\n");
    for (index, choice) in choices.iter().enumerate() {
        text.push_str(&format!("  {}) {choice}\n", index + 1));
    }
    loop {
        write!(stderr, "{text}Number [1]: ").and_then(|()| stderr.flush()).ok()?;
        let mut answer = String::new();
        let read = std::io::stdin().lock().read_line(&mut answer);
        if !read.is_ok_and(|bytes| bytes > 0) {
            return None;
        }
        let number = match answer.trim() {
            "" => Some(1),
            number => number.parse::<usize>().ok(),
        };
        let chosen = number.and_then(|number| number.checked_sub(1));
        if let Some(index) = chosen.filter(|index| *index < choices.len()) {
            return Some(index);
        }
        text = format!("A number from 1 to {}, please.\n", choices.len());
    }
}

/// A secret's value: from a hidden prompt at a terminal, else the whole of standard input, without the one line end that
/// `echo` adds.
pub(crate) fn secret(name: &str, may_ask: bool) -> Result<Secret, Failure> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        if !may_ask {
            let message = format!(
                "no value for {name}: standard input is a terminal and --no-input is given"
            );
            return Err(Failure::new(Exit::Usage, "no-value", message, "pipe the value in"));
        }
        let value = rpassword::prompt_password(format!("Value of {name} (hidden): "));
        return value.map(Secret::new).map_err(|_| {
            Failure::incomplete(
                "no-value",
                format!("could not read a value for {name} from the terminal"),
                "pipe it in",
            )
        });
    }
    let mut value = String::new();
    let read = stdin.lock().take(16 << 20).read_to_string(&mut value);
    if read.is_err() {
        let message =
            format!("the value of {name} on standard input is not UTF-8 or could not be read");
        return Err(Failure::incomplete(
            "no-value",
            message,
            "values are text; encode binary data, for example as base64",
        ));
    }
    if let Some(stripped) = value.strip_suffix('\n') {
        let length = stripped.strip_suffix('\r').unwrap_or(stripped).len();
        value.truncate(length);
    }
    Ok(Secret::new(value))
}
