//! Whether what a server receives is what it is to receive, and what mends it.

use crate::{
    Agent, Delivery, Problem, Severity, Source, VarName,
    report::{DeliveryEntry, Received},
};

/// What a row says, given how the agent is started.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// The server gets what it needs.
    Works,
    /// It does if the agent is started through `unplain run`, but not from this terminal.
    NeedsLaunch,
    /// Whether it does can't be told.
    NotKnown,
    /// It does not.
    Broken,
}

/// What a row says, given where the agent gets its variables from.
#[must_use]
pub fn verdict(row: &DeliveryEntry, source: Source) -> Verdict {
    let of = |received: Received| match received {
        Received::Value | Received::Default => Verdict::Works,
        Received::Literal | Received::Empty | Received::Missing if row.optional => Verdict::Works,
        Received::NotKnown => Verdict::NotKnown,
        _ => Verdict::Broken,
    };
    let (terminal, run, desktop) = (of(row.terminal), of(row.run), of(row.desktop));
    match source {
        _ if row.delivery == Delivery::Wrap => terminal,
        Source::UnplainRun | Source::Wrapper => run,
        Source::Shell => terminal,
        // either will do: which of the two starts it, is not known
        Source::SystemEnv => terminal.min(desktop),
        Source::Unknown => match (terminal, run) {
            (Verdict::Works, _) => Verdict::Works,
            (_, Verdict::Works) => Verdict::NeedsLaunch,
            (terminal, run) => match desktop {
                Verdict::Works => Verdict::Works,
                _ => terminal.min(run),
            },
        },
    }
}

/// What is wrong with a row that is [`Verdict::Broken`]; `None` where another check says it better.
fn problem(row: &DeliveryEntry, agent: &Agent, source: Source) -> Option<Problem> {
    let name = &agent.name;
    let variable = VarName::parse(&row.variable)?;
    let server = match &row.server {
        Some(server) => format!("its server `{}`", server.escape_debug()),
        None => "it".to_owned(),
    };
    let counted = match source {
        Source::UnplainRun | Source::Wrapper if row.delivery != Delivery::Wrap => row.run,
        _ => row.terminal,
    };
    let (code, what, help) = match (counted, row.delivery) {
        // `lint` has the line and the reason
        (Received::Blanked, _) => return None,
        (Received::FileDropped, _) if row.delivery == Delivery::None => return None,
        (Received::Changed, _) => (
            "cannot-carry",
            format!("{name} does not hand the value of {variable} on as it is"),
            "have another value issued, one of letters and digits".to_owned(),
        ),
        (Received::FileDropped, _) if is_set_somewhere(row) => (
            "cannot-carry",
            format!("the value of {variable} makes the file unreadable for {name}"),
            "have another value issued, one of letters and digits".to_owned(),
        ),
        (Received::ServerNotStarted, Delivery::Wrap) => (
            "unset-variable",
            format!("the store has no {variable}, so {name} can't start {server}"),
            format!("keep its value with `unplain set {variable}`"),
        ),
        (received, _) => (
            "unset-variable",
            format!("{variable} {}: {server} of {name} gets {}", is(received), gets(received)),
            match source {
                Source::Shell | Source::SystemEnv => {
                    format!(
                        "export {variable} where {name} is started, or give it by `unplain run`"
                    )
                }
                _ => format!("keep its value with `unplain set {variable}`"),
            },
        ),
    };
    let path = std::path::Path::new(&row.path);
    let mut problem = Problem::new(code, Severity::Error, what).at(path).pointing(&row.pointer);
    problem.line = row.line;
    Some(problem.of(&agent.id).about(&variable).help(help))
}

/// The problems of an agent's rows: one for each that does not work, and one for all that work only through
/// `unplain run`.
#[must_use]
pub fn problems(rows: &[DeliveryEntry], agent: &Agent, source: Source) -> Vec<Problem> {
    let broken = rows.iter().filter(|row| verdict(row, source) == Verdict::Broken);
    let mut problems: Vec<Problem> = Vec::new();
    for new in broken.filter_map(|row| problem(row, agent, source)) {
        let told = problems.iter().any(|old| {
            (&old.code, &old.path, &old.pointer, &old.variable)
                == (&new.code, &new.path, &new.pointer, &new.variable)
        });
        if !told {
            problems.push(new);
        }
    }
    problems.extend(needs_launch(rows, agent, source));
    problems
}

/// That some variables arrive through `unplain run` only, where nobody has said that the agent is started so.
fn needs_launch(rows: &[DeliveryEntry], agent: &Agent, source: Source) -> Option<Problem> {
    let needing = rows.iter().filter(|row| verdict(row, source) == Verdict::NeedsLaunch);
    let mut names: Vec<&str> = needing.map(|row| row.variable.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let names = (!names.is_empty()).then(|| names.join(", "))?;
    let message = format!("started from this terminal, {} does not get {names}", agent.name);
    let help = match agent.programs.first() {
        Some(program) => format!(
            "start it with `unplain run -- {program}`; `unplain migrate --source unplain-run` says so for good"
        ),
        None => "start its editor through `unplain run`".to_owned(),
    };
    Some(Problem::new("needs-launch", Severity::Warning, message).of(&agent.id).help(help))
}

fn is_set_somewhere(row: &DeliveryEntry) -> bool {
    row.run != Received::AgentNotStarted
}

fn is(received: Received) -> &'static str {
    match received {
        Received::NotKnown => "may not be set",
        Received::Empty => "is empty or not set",
        _ => "is not set",
    }
}

/// What a server gets, in words.
fn gets(received: Received) -> &'static str {
    match received {
        Received::Value => "its value",
        Received::Default => "the default",
        Received::Empty | Received::Blanked => "an empty string",
        Received::Literal => "the reference itself",
        Received::Missing => "nothing",
        Received::Changed => "another value",
        Received::ServerNotStarted => "nothing, for it is not started",
        Received::FileDropped => "nothing, for the agent drops the whole file",
        Received::AgentNotStarted => "nothing, for `unplain run` does not start the agent then",
        Received::NotKnown => "what can't be told here",
    }
}

impl Received {
    /// In one or two words, for a table.
    #[must_use]
    pub fn in_short(self) -> &'static str {
        match self {
            Self::Value => "arrives",
            Self::Default => "default",
            Self::Empty => "empty",
            Self::Blanked => "blanked",
            Self::Literal => "reference",
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::ServerNotStarted => "no server",
            Self::FileDropped => "no file",
            Self::AgentNotStarted => "no agent",
            Self::NotKnown => "?",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Verdict, verdict};
    use crate::{
        Delivery, Slot, Source,
        report::{DeliveryEntry, Received},
    };

    fn row(terminal: Received, run: Received, desktop: Received) -> DeliveryEntry {
        DeliveryEntry {
            agent: "claude-code".to_owned(),
            path: "/h/.claude.json".to_owned(),
            pointer: "/mcpServers/a/env/A".to_owned(),
            line: Some(1),
            server: Some("a".to_owned()),
            slot: Slot::Env,
            variable: "A".to_owned(),
            delivery: Delivery::Expand,
            optional: false,
            terminal,
            run,
            desktop,
            ci: Received::NotKnown,
        }
    }

    #[test]
    fn the_start_that_was_named_decides() {
        use Received::{Literal, NotKnown, Value};
        use Verdict::{Broken, NeedsLaunch, Works};
        for (row, source, is) in [
            (row(Literal, Value, NotKnown), Source::Unknown, NeedsLaunch),
            (row(Literal, Value, NotKnown), Source::UnplainRun, Works),
            (row(Literal, Value, NotKnown), Source::Shell, Broken),
            (row(Value, Literal, Literal), Source::Unknown, Works),
            (row(Literal, Literal, Value), Source::SystemEnv, Works),
            (row(Literal, NotKnown, NotKnown), Source::Unknown, Verdict::NotKnown),
            (row(Literal, Literal, NotKnown), Source::Unknown, Broken),
        ] {
            assert_eq!(verdict(&row, source), is, "{row:?} {source:?}");
        }
    }

    #[test]
    fn what_is_optional_may_be_missing_but_not_spoilt() {
        let optional = |received| DeliveryEntry {
            optional: true,
            ..row(received, received, Received::NotKnown)
        };
        assert_eq!(verdict(&optional(Received::Literal), Source::Unknown), Verdict::Works);
        assert_eq!(verdict(&optional(Received::FileDropped), Source::Unknown), Verdict::Broken);
    }
}
