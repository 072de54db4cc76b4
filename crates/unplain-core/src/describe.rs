//! Findings in words, and the line that they stand in, with everything masked but the key and the place.

use crate::{Excerpt, Finding, Problem, Slot, rules::rule};

impl Finding {
    /// What was found, in a few words.
    #[must_use]
    pub fn what(&self) -> String {
        match self.rule.as_str() {
            "name" | "value" => "secret".to_owned(),
            "place" => "secret by its place".to_owned(),
            id => rule(id)
                .map_or_else(|| id.to_owned(), |rule| format!("{} credential", rule.provider)),
        }
    }

    /// What it stands in, in words.
    #[must_use]
    pub fn stands_in(&self) -> &'static str {
        if self.is_in_text() { "a text" } else { self.slot.in_words() }
    }

    /// Whether it is the default of a reference.
    #[must_use]
    pub fn stands_in_default(&self) -> bool {
        self.in_default
    }

    /// Whether it stands in a text that was not parsed. Nothing of the line around it is shown.
    fn is_in_text(&self) -> bool {
        self.slot == Slot::Other && self.pointer.starts_with("#line:")
    }

    /// The problem, at the finding's place.
    #[must_use]
    pub fn as_problem(&self, problem: Problem) -> Problem {
        let mut problem = problem
            .at(std::path::Path::new(&self.path))
            .on((self.line, self.column))
            .pointing(&self.pointer)
            .showing(self.excerpt());
        problem.agent = Some(self.agent.clone()).filter(|agent| !agent.is_empty());
        problem.variable.clone_from(&self.variable);
        problem
    }

    /// The entry as it would stand in the file, masked, with the characters of it that are the secret.
    #[must_use]
    pub fn excerpt(&self) -> Excerpt {
        let last = self.pointer.rsplit('/').next().unwrap_or_default();
        let key = last.replace("~1", "/").replace("~0", "~");
        let of_variables = self.agent.is_empty();
        let in_text = self.is_in_text();
        let lead = if self.slot == Slot::Comment && !of_variables {
            "// … ".to_owned()
        } else if in_text || self.pointer.starts_with("#line:") {
            "… ".to_owned()
        } else if of_variables {
            format!("{key}=")
        } else if key.parse::<usize>().is_ok() {
            String::from("\"")
        } else {
            format!("\"{key}\": \"")
        };
        let start = lead.chars().count();
        let bare = of_variables || in_text || self.slot == Slot::Comment;
        let end = if bare { "" } else { "\"" };
        let text = format!("{lead}{}{end}", self.masked);
        let prefix = rule(&self.rule).map_or("", |rule| rule.public_prefix());
        let secret = prefix.chars().count() + 1;
        let after = start + self.masked.chars().count();
        Excerpt { text, marked: after.saturating_sub(secret).max(start)..after }
    }
}

impl Slot {
    /// What it is, in words.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Slot::Command => "the command",
            Slot::Arg => "an argument",
            Slot::Env => "the environment",
            Slot::Url => "the address",
            Slot::Header => "a header",
            Slot::Oauth => "the OAuth client",
            Slot::ProviderOption => "a provider option",
            Slot::SettingsEnv => "the settings' environment",
            Slot::Name => "a field that names a variable",
            Slot::Comment => "a comment",
            Slot::Other => "another place",
        }
    }
}
