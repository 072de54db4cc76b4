//! How an agent expands references in one kind of file: spelling one, finding those that stand there, and simulating
//! what the agent makes of a value.

mod breaks;
mod spelling;

use serde::Deserialize;

pub(crate) use self::breaks::Holding;
pub use self::spelling::{Reference, Syntax};
use self::{
    breaks::Breaks,
    spelling::{references, spell},
};
use crate::{Slot, VarName};

/// When the agent expands: it decides which values survive.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stage {
    /// Each string, after the file was parsed: any value survives.
    #[default]
    Value,
    /// The raw text of the file, before it is parsed, without escaping.
    Text,
    /// The JSON text of a server, without escaping, and with `\` turned into `/`.
    ServerText,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Unset {
    /// The reference's text.
    Literal,
    /// An empty string.
    Empty,
    /// The server is not started.
    NoServer,
    /// No server of the file is started.
    NoFile,
}

impl Unset {
    fn in_words(self) -> &'static str {
        match self {
            Self::Literal => "the reference itself",
            Self::Empty => "an empty string",
            Self::NoServer => "nothing, for it is not started",
            Self::NoFile => "nothing, for no server of the file is started",
        }
    }
}

/// How an agent expands references in one kind of file, as its data file says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expansion {
    syntax: Syntax,
    /// Spellings that are expanded too.
    #[serde(default)]
    also: Vec<Syntax>,
    /// Spellings that some builds of the agent expand too.
    #[serde(default)]
    some_builds: Vec<Syntax>,
    /// `${NAME:-default}` is not known: the text behind `${` is taken for a name.
    #[serde(default)]
    no_defaults: bool,
    /// Only names without small letters are known.
    #[serde(default)]
    capitals_only: bool,
    /// How the agent's own variables begin that are none of the environment.
    #[serde(default)]
    own: Vec<String>,
    /// Values that do not survive.
    #[serde(default)]
    breaks: Vec<Breaks>,
    /// A list that must name each variable that a reference uses: its pattern.
    declared_in: Option<String>,
    #[serde(default)]
    stage: Stage,
    /// Where references are expanded; empty: everywhere.
    #[serde(default)]
    slots: Vec<Slot>,
    /// Where the result is expanded once more.
    #[serde(default)]
    twice: Vec<Slot>,
    /// Where a set variable of the entry's own name wins over whatever stands there.
    #[serde(default)]
    own_name_wins: Vec<Slot>,
    unset: Unset,
    /// Where an unset variable gives something else.
    #[serde(default)]
    unset_in: Vec<UnsetIn>,
    /// Where a name means the server's own `env` entry, if it has one of that name, before it means a variable.
    #[serde(default)]
    own_entries: Vec<Slot>,
    #[serde(default)]
    skips_comment_lines: bool,
    #[serde(default)]
    splits_command: bool,
    #[serde(default)]
    blank: Vec<Blank>,
}

/// What an unset variable gives in some places.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UnsetIn {
    slots: Vec<Slot>,
    gives: Unset,
}

/// Names that do not arrive although they are set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Blank {
    /// Where; empty: everywhere.
    #[serde(default)]
    slots: Vec<Slot>,
    /// The first version of the agent that does so; documentation.
    #[serde(rename = "since")]
    _since: Option<String>,
    #[serde(default)]
    ignore_case: bool,
    /// The names count with this in front, too.
    also_behind: Option<String>,
    /// Names; `*` stands for any run of characters.
    names: Vec<String>,
}

/// The variables that a simulation sees.
pub trait Variables {
    /// The value of a set variable.
    fn value(&self, name: &str) -> Option<&str>;
}

impl Variables for std::collections::BTreeMap<String, String> {
    fn value(&self, name: &str) -> Option<&str> {
        self.get(name).map(String::as_str)
    }
}

impl Expansion {
    /// The reference to `name`, as this agent takes it in this file.
    #[must_use]
    pub fn spell(&self, name: &VarName) -> String {
        spell(self.syntax, name.as_str())
    }

    /// Where references are expanded; empty: everywhere in the file's text.
    #[must_use]
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// What a reference to an unset variable becomes in this slot, in words.
    #[must_use]
    pub fn unset_gives(&self, slot: Slot) -> &'static str {
        self.unset(slot).in_words()
    }

    /// The same for the places that [`Expansion::unset_elsewhere`] does not name.
    #[must_use]
    pub fn unset_everywhere(&self) -> &'static str {
        self.unset.in_words()
    }

    /// The places where an unset variable gives something else than elsewhere, and what, in words.
    pub fn unset_elsewhere(&self) -> impl Iterator<Item = (&[Slot], &'static str)> {
        self.unset_in.iter().map(|own| (own.slots.as_slice(), own.gives.in_words()))
    }

    /// The places (none: all) where some values do not come out of a reference as they are, and which values.
    pub fn broken_values(&self) -> impl Iterator<Item = (&[Slot], &'static str)> {
        let raw = match self.stage {
            Stage::Value => None,
            Stage::Text | Stage::ServerText => {
                Some((&[][..], "a quote, a backslash or a control character"))
            }
        };
        let own = self.breaks.iter().map(|own| (own.slots.as_slice(), own.holding.what()));
        raw.into_iter().chain(own)
    }

    /// The spellings of a reference to `name` that are expanded beside [`Expansion::spell`]'s, and whether by all builds.
    pub fn other_spellings(&self, name: &VarName) -> Vec<(String, bool)> {
        let all = self.also.iter().map(|syntax| (*syntax, true));
        let some = self.some_builds.iter().map(|syntax| (*syntax, false));
        all.chain(some).map(|(syntax, sure)| (spell(syntax, name.as_str()), sure)).collect()
    }

    /// What a reference to an unset variable becomes in this slot.
    pub(crate) fn unset(&self, slot: Slot) -> Unset {
        let own = self.unset_in.iter().find(|own| own.slots.contains(&slot));
        own.map_or(self.unset, |own| own.gives)
    }

    /// The names, with `*` for any run of characters, that do not arrive in some slot although they are set.
    pub fn blanked_names(&self) -> impl Iterator<Item = &str> {
        self.blank.iter().flat_map(|blank| &blank.names).map(String::as_str)
    }

    /// Those of them that do not arrive in this slot.
    pub fn blanked_names_in(&self, slot: Slot) -> impl Iterator<Item = &str> {
        let here = move |blank: &&Blank| blank.slots.is_empty() || blank.slots.contains(&slot);
        self.blank.iter().filter(here).flat_map(|blank| &blank.names).map(String::as_str)
    }

    /// Whether a value that the agent cannot take spoils the whole file, and not only its server.
    pub(crate) fn spoils_file(&self) -> bool {
        self.stage == Stage::Text
    }

    /// Whether references are expanded in this slot.
    #[must_use]
    pub fn reaches(&self, slot: Slot) -> bool {
        if slot == Slot::Comment {
            return false;
        }
        self.slots.is_empty() || self.slots.contains(&slot)
    }

    /// Whether a reference in this slot means an entry of the server's own `env` first.
    pub(crate) fn sees_own_entries(&self, slot: Slot) -> bool {
        self.own_entries.contains(&slot)
    }

    /// Whether a reference to `name` yields something other than its value in this slot.
    #[must_use]
    pub fn blanks(&self, name: &str, slot: Slot) -> bool {
        let small = || name.contains(|c: char| c.is_ascii_lowercase());
        (self.capitals_only && small())
            || self.blank.iter().any(|blank| {
                (blank.slots.is_empty() || blank.slots.contains(&slot)) && blank.holds(name)
            })
    }

    /// The references in `text` that this agent expands, in order.
    #[must_use]
    pub fn references(&self, text: &str) -> Vec<Reference> {
        self.spelled(text, self.also.iter().chain(&self.some_builds))
    }

    fn spelled<'a>(&self, text: &str, more: impl Iterator<Item = &'a Syntax>) -> Vec<Reference> {
        if !text.as_bytes().iter().any(|byte| matches!(byte, b'{' | b'$')) {
            return Vec::new();
        }
        let mut found = references(self.syntax, text, self.no_defaults);
        for syntax in more {
            found.extend(references(*syntax, text, self.no_defaults));
        }
        if self.capitals_only {
            found.retain(|reference| !reference.name.contains(|c: char| c.is_ascii_lowercase()));
        }
        found.sort_by_key(|reference| reference.span.start);
        found
    }

    /// The pattern of the list that must name each variable that a reference uses.
    pub(crate) fn declared_in(&self) -> Option<&str> {
        self.declared_in.as_deref()
    }

    /// Whether a text in the form of a reference is one of the agent's own variables, which are none of the environment.
    #[must_use]
    pub fn is_own(&self, text: &str) -> bool {
        self.own.iter().any(|start| text.starts_with(start.as_str()))
    }

    /// The references in `text` that every build of this agent expands, in order.
    #[must_use]
    pub fn sure_references(&self, text: &str) -> Vec<Reference> {
        self.spelled(text, self.also.iter())
    }

    /// Why `value` would not come out of a reference in this slot as it is; `None` if it does.
    #[must_use]
    pub fn cannot_carry(&self, slot: Slot, value: &str) -> Option<&'static str> {
        let written_raw = self.stage != Stage::Value;
        if written_raw && value.contains(['"', '\\']) {
            return Some(
                "the agent pastes it into its file unescaped, and it holds a quote or a backslash",
            );
        }
        if written_raw && value.contains(|c: char| u32::from(c) < 0x20) {
            return Some(
                "the agent pastes it into its file unescaped, and it holds a line end or control character",
            );
        }
        if slot == Slot::Command && self.splits_command && value.contains([' ', '\t', '"', '\'']) {
            return Some("the agent splits this command into words after expansion");
        }
        let breaks = self
            .breaks
            .iter()
            .filter(|breaks| breaks.slots.is_empty() || breaks.slots.contains(&slot));
        if let Some(reason) = breaks.into_iter().find_map(|breaks| breaks.holding.why_not(value)) {
            return Some(reason);
        }
        self.would_expand(value).then_some("it holds text that the agent takes for a reference")
    }

    /// Whether the agent may take a part of `value` for a reference.
    #[must_use]
    pub fn would_expand(&self, value: &str) -> bool {
        !self.references(value).is_empty()
            || (self.syntax == Syntax::BraceEnv && value.contains("{file:"))
    }

    /// Whether in this slot a set variable of the entry's own name wins over whatever stands there.
    #[must_use]
    pub fn own_name_wins(&self, slot: Slot) -> bool {
        self.own_name_wins.contains(&slot)
    }

    /// What the agent passes on for the entry `key` whose text is `text`; as [`Expansion::simulate`] but for entries over
    /// which a variable of their own name wins.
    #[must_use]
    pub fn simulate_entry(
        &self,
        slot: Slot,
        key: Option<&str>,
        text: &str,
        variables: &dyn Variables,
    ) -> Option<String> {
        let own = key.filter(|_| self.own_name_wins(slot)).and_then(|key| variables.value(key));
        own.map_or_else(|| self.simulate(slot, text, variables), |own| Some(own.to_owned()))
    }

    /// What the agent passes on for the string `text` in this slot, or `None` where the file would no longer be read.
    #[must_use]
    pub fn simulate(&self, slot: Slot, text: &str, variables: &dyn Variables) -> Option<String> {
        if !self.reaches(slot) {
            return Some(text.to_owned());
        }
        let once = self.pass(slot, text, variables)?;
        if self.twice.contains(&slot) { self.pass(slot, &once, variables) } else { Some(once) }
    }

    /// The names that references anywhere in a file's raw text make the agent paste there, comments included; empty
    /// where the agent expands strings only.
    #[must_use]
    pub fn pasted_names(&self, raw: &str) -> Vec<String> {
        if self.stage != Stage::Text {
            return Vec::new();
        }
        let kept = |reference: &Reference| {
            let line = raw[..reference.span.start].rsplit('\n').next().unwrap_or_default();
            !(self.skips_comment_lines && line.trim_start().starts_with("//"))
        };
        self.references(raw).into_iter().filter(kept).map(|reference| reference.name).collect()
    }

    fn pass(&self, slot: Slot, text: &str, variables: &dyn Variables) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for reference in self.references(text) {
            if reference.span.start < done {
                continue;
            }
            out.push_str(&text[done..reference.span.start]);
            done = reference.span.end;
            let literal = &text[reference.span.clone()];
            let value = match variables.value(&reference.name) {
                _ if self.blanks(&reference.name, slot) => "",
                Some(value) => value,
                None => match (&reference.default, self.unset(slot)) {
                    (Some(default), _) => &text[default.clone()],
                    (None, Unset::Literal) => literal,
                    (None, Unset::Empty) => "",
                    (None, Unset::NoServer | Unset::NoFile) => return None,
                },
            };
            match self.stage {
                Stage::Value => out.push_str(value),
                Stage::Text | Stage::ServerText => {
                    let breaks = |c: char| c == '"' || c == '\\' || u32::from(c) < 0x20;
                    if value.contains(breaks) || (value != literal && self.would_expand(value)) {
                        return None;
                    }
                    out.push_str(value);
                }
            }
        }
        out.push_str(&text[done..]);
        Some(out)
    }
}

impl Blank {
    fn holds(&self, name: &str) -> bool {
        let fold =
            |text: &str| if self.ignore_case { text.to_ascii_uppercase() } else { text.to_owned() };
        let name = fold(name);
        let bare = self.also_behind.as_deref().and_then(|start| name.strip_prefix(start));
        self.names.iter().map(|pattern| fold(pattern)).any(|pattern| {
            matches(&pattern, &name) || bare.is_some_and(|bare| matches(&pattern, bare))
        })
    }
}

/// Whether `name` fits `pattern`, in which `*` stands for any run of characters.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(name) = name.strip_prefix(start) else { return false };
    (0..=name.len()).any(|index| name.is_char_boundary(index) && matches(rest, &name[index..]))
}

#[cfg(test)]
mod dialect_tests;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::{Expansion, Slot, agent};

    fn expansion(id: &str, file: &str) -> &'static Expansion {
        let agent = agent(id).unwrap();
        let paths = |entry: &&crate::AgentFile| entry.project_paths().any(|path| path == file);
        agent.files.iter().find(paths).unwrap().expansion.as_ref().unwrap()
    }

    fn simulate(
        id: &str,
        file: &str,
        slot: Slot,
        text: &str,
        env: &[(&str, &str)],
    ) -> Option<String> {
        let env: BTreeMap<_, _> =
            env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        expansion(id, file).simulate(slot, text, &env)
    }

    #[test]
    fn claude_code_expands_as_2_1_330_does() {
        let claude = |slot, text, env: &[(&str, &str)]| {
            simulate("claude-code", ".mcp.json", slot, text, env).unwrap()
        };
        assert_eq!(claude(Slot::Env, "${A}", &[("A", "x")]), "x");
        assert_eq!(claude(Slot::Env, "a ${A} ${B:-b}", &[("A", "x")]), "a x b");
        assert_eq!(
            claude(Slot::Env, "${B:-b}", &[("B", "")]),
            "",
            "a default serves only the unset"
        );
        assert_eq!(claude(Slot::Env, "${A}", &[]), "${A}", "unset: the text stays");
        for literal in ["${env:A}", "${input:A}", "{env:A}", "$A", "%A%", "${A-b}", "${1A}"] {
            assert_eq!(claude(Slot::Env, literal, &[("A", "x")]), literal);
        }
        assert_eq!(
            claude(Slot::Header, "${A}", &[("A", "${B}"), ("B", "x")]),
            "x",
            "headers are expanded twice"
        );
        assert_eq!(claude(Slot::Env, "${A}", &[("A", "${B}"), ("B", "x")]), "${B}");
        assert_eq!(claude(Slot::Oauth, "${A}", &[("A", "x")]), "${A}");
    }

    #[test]
    fn claude_code_reads_some_names_as_empty() {
        let claude = |slot, name: &str| {
            simulate("claude-code", ".mcp.json", slot, &format!("${{{name}}}"), &[(name, "x")])
                .unwrap()
        };
        for name in [
            "SONAR_TOKEN",
            "npm_token",
            "INPUT_NPM_TOKEN",
            "GIT_CONFIG_KEY_7",
            "CARGO_REGISTRIES_X_TOKEN",
        ] {
            assert_eq!(claude(Slot::Header, name), "", "{name}");
            assert_eq!(claude(Slot::Url, name), "", "{name}");
            assert_eq!(claude(Slot::Env, name), "x", "{name}");
        }
        for name in ["MCP_CLIENT_SECRET", "OTEL_EXPORTER_OTLP_HEADERS", "CLAUDE_CODE_OAUTH_TOKEN"] {
            assert_eq!(claude(Slot::Env, name), "", "{name}");
        }
        for name in ["GITHUB_TOKEN", "OPENAI_API_KEY", "MCP_SONAR_TOKEN", "HF_TOKEN"] {
            assert_eq!(claude(Slot::Header, name), "x", "{name}");
        }
    }

    #[test]
    fn opencode_pastes_into_the_text() {
        let opencode = |text, env: &[(&str, &str)]| {
            simulate("opencode", "opencode.json", Slot::Header, text, env)
        };
        assert_eq!(opencode("Bearer {env:A}", &[("A", "x")]).unwrap(), "Bearer x");
        assert_eq!(opencode("{env:A}", &[]).unwrap(), "", "unset: empty, silent");
        assert_eq!(opencode("{env: A }", &[("A", "x")]).unwrap(), "", "names are not trimmed");
        assert_eq!(opencode("${A}", &[("A", "x")]).unwrap(), "${A}");
        assert_eq!(opencode("${env:A}", &[("A", "x")]).unwrap(), "$x");
        for value in ["a\"b", "a\\b", "a\nb", "a{file:/etc/hostname}"] {
            assert_eq!(opencode("{env:A}", &[("A", value)]), None, "{value:?} breaks the file");
        }
    }

    #[test]
    fn cursor_and_the_legacy_kilo_take_dollar_env() {
        let env = &[("A", "x")];
        assert_eq!(
            simulate("cursor", ".cursor/mcp.json", Slot::Url, "h?k=${env:A}", env).unwrap(),
            "h?k=x"
        );
        assert_eq!(
            simulate("cursor", ".cursor/mcp.json", Slot::Env, "${env:B}", env).unwrap(),
            "${env:B}"
        );
        assert_eq!(
            simulate("kilo-legacy", ".kilocode/mcp.json", Slot::Env, "${env:A}", env).unwrap(),
            "x"
        );
        assert_eq!(
            simulate("kilo-legacy", ".kilocode/mcp.json", Slot::Env, "${env:MY-KEY}", env).unwrap(),
            "${env:MY-KEY}"
        );
        assert_eq!(
            simulate("kilo-legacy", ".kilocode/mcp.json", Slot::Env, "${env:A}", &[("A", "a\\b")]),
            None
        );
    }

    #[test]
    fn gemini_expands_environments_and_headers_twice_and_its_kin_does_not_know_defaults() {
        let gemini = |slot, text, env: &[(&str, &str)]| {
            simulate("gemini-cli", ".gemini/settings.json", slot, text, env).unwrap()
        };
        let env = &[("A", "x")];
        assert_eq!(gemini(Slot::Arg, "<${A}> $A ${B:-b}", env), "<x> x b");
        assert_eq!(gemini(Slot::Arg, "${B} $B", env), "${B} $B", "unset: the text stays");
        assert_eq!(gemini(Slot::Header, "${B}", env), "", "and there goes the second time");
        let breaks =
            |slot| expansion("gemini-cli", ".gemini/settings.json").cannot_carry(slot, "a$.b");
        assert!(breaks(Slot::Env).is_some() && breaks(Slot::Arg).is_none());
        let qwen = |text| simulate("qwen-code", ".qwen/settings.json", Slot::Env, text, env);
        assert_eq!(qwen("${A} $A").unwrap(), "x x");
        assert_eq!(qwen("${B:-b}").unwrap(), "${B:-b}", "a name that nobody has");
    }

    #[test]
    fn some_agents_start_no_server_for_want_of_a_variable() {
        let unset = |id, file, text| simulate(id, file, Slot::Env, text, &[("A", "x")]);
        assert_eq!(unset("droid", ".factory/mcp.json", "${A}").unwrap(), "x");
        assert_eq!(unset("droid", ".factory/mcp.json", "${B}"), None);
        assert_eq!(unset("augment", ".augment/settings.json", "${B}"), None);
        assert_eq!(unset("augment", ".augment/settings.json", "${B:-b}").unwrap(), "b");
        assert_eq!(unset("amp", ".amp/settings.json", "${B:-b}").unwrap(), "${B:-b}");
    }

    #[test]
    fn places_without_expansion_are_known() {
        let reaches = |id, file, slot| expansion(id, file).reaches(slot);
        assert!(!reaches("droid", ".factory/mcp.json", Slot::Arg));
        assert!(!reaches("augment", ".augment/settings.json", Slot::Header));
        assert!(reaches("qoder", ".qoder/settings.json", Slot::Arg));
        assert!(!reaches("qoder", ".mcp.json", Slot::Arg));
        let shell = expansion("augment", ".augment/settings.json");
        assert!(shell.cannot_carry(Slot::Arg, "a;b").is_some());
        assert!(shell.cannot_carry(Slot::Env, "a;b").is_none());
    }
}
