//! The report that `--format json` prints. It holds no value of a secret.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{Format, Scope, Slot, VarName};

/// The version of this form; it grows only when a field's meaning changes or a field goes.
pub const SCHEMA_VERSION: u32 = 1;

/// Everything that a command found, did and could not do.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// Version of this form.
    pub schema_version: u32,
    /// The configs looked at.
    pub configs: Vec<ConfigEntry>,
    /// The secrets found.
    pub findings: Vec<Finding>,
    /// What is to be done, or was.
    pub actions: Vec<Action>,
    /// What is wrong or worth knowing.
    pub problems: Vec<Problem>,
    /// The names in the stores; only `list` has them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub variables: Vec<VariableEntry>,
    /// The agents that are known; only `agents` has them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub agents: Vec<AgentEntry>,
    /// What the servers of the agents receive; only `doctor` and `explain` have them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub deliveries: Vec<DeliveryEntry>,
    /// What agents do with one place of a file; only `explain` has them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub explanations: Vec<Explanation>,
}

/// What a server receives of one variable that its config refers to, names or lets it inherit, by how the agent is
/// started.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DeliveryEntry {
    /// Id of the agent that reads the file.
    pub agent: String,
    /// Absolute path of the config.
    pub path: String,
    /// Pointer of the place.
    pub pointer: String,
    /// Line, from 1; null where the entry is gone.
    pub line: Option<usize>,
    /// The server that the place belongs to.
    pub server: Option<String>,
    /// What the place is for.
    pub slot: Slot,
    /// The variable, as it stands there.
    pub variable: String,
    /// How it is to reach the server.
    pub delivery: Delivery,
    /// Whether the server does without it: a default, or an entry of its own.
    pub optional: bool,
    /// From this terminal.
    pub terminal: Received,
    /// Through `unplain run`.
    pub run: Received,
    /// From the desktop.
    pub desktop: Received,
    /// In a pipeline.
    pub ci: Received,
}

/// What a server receives.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Received {
    /// The variable's value.
    Value,
    /// The default that stands in the reference.
    Default,
    /// An empty string.
    Empty,
    /// An empty string, though the variable is set: the agent hides this name.
    Blanked,
    /// The reference's text.
    Literal,
    /// No such variable.
    Missing,
    /// Something else than the variable's value.
    Changed,
    /// Nothing: the server is not started.
    ServerNotStarted,
    /// Nothing: the agent drops the whole file.
    FileDropped,
    /// Nothing: the agent itself is not started.
    AgentNotStarted,
    /// It can't be told here.
    NotKnown,
}

/// What one agent does with a value at a place of a file that it reads.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Explanation {
    /// Id of the agent.
    pub agent: String,
    /// Whether its rules hold for an edit of the file: it is installed, or the file is named after it.
    pub binding: bool,
    /// What the place is for; null where the agent's data says nothing of it.
    pub slot: Option<Slot>,
    /// The server that the place belongs to.
    pub server: Option<String>,
    /// A reference to a variable `VAR`, where the agent expands one here.
    pub reference: Option<String>,
    /// Other spellings that it expands here.
    pub also: Vec<String>,
    /// What a reference to an unset variable becomes.
    pub unset: Option<String>,
    /// Names, with `*` for any run of characters, whose value does not arrive here.
    pub blanked: Vec<String>,
    /// What a value must not hold to arrive.
    pub broken: Vec<String>,
    /// Pointers of fields that could name a variable in the value's place.
    pub named_in: Vec<String>,
    /// Whether the entry could go, since the server inherits the agent's environment.
    pub inherits: bool,
    /// Text that makes the agent drop the whole file.
    pub dropped_by: Option<String>,
    /// Why a secret has to stay where nothing else can be written.
    pub why_none: Option<String>,
}

/// An agent that is known.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AgentEntry {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Whether it counts as installed here.
    pub installed: bool,
    /// What its program says its version is; only `doctor` asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The kinds of files that it reads on this system.
    pub files: Vec<AgentFileEntry>,
}

/// A kind of file that an agent reads, and how a value there can reach a server; a delivery is null where the file has no
/// such place.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AgentFileEntry {
    /// Where it counts.
    pub scope: Scope,
    /// Its format.
    pub format: Format,
    /// Absolute paths; of a project's files the paths from its folder.
    pub paths: Vec<String>,
    /// What a reference to a variable `VAR` looks like.
    pub reference: Option<String>,
    /// From a server's environment.
    pub env: Option<Delivery>,
    /// From its arguments.
    pub arg: Option<Delivery>,
    /// From its address.
    pub url: Option<Delivery>,
    /// From its headers.
    pub header: Option<Delivery>,
    /// Why a secret has to stay where there is no delivery.
    pub why_none: Option<String>,
}

/// A name in a store.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VariableEntry {
    /// The variable.
    pub name: VarName,
    /// Where its value is kept.
    pub store: String,
    /// Absolute paths of the configs here that refer to it.
    pub used_by: Vec<String>,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            configs: Vec::new(),
            findings: Vec::new(),
            actions: Vec::new(),
            problems: Vec::new(),
            variables: Vec::new(),
            agents: Vec::new(),
            deliveries: Vec::new(),
            explanations: Vec::new(),
        }
    }
}

/// A file of an agent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConfigEntry {
    /// Id of the agent that the file is named after; empty where it is no agent's.
    pub agent: String,
    /// Ids of all agents that read the file.
    pub readers: Vec<String>,
    /// Where it counts.
    pub scope: Scope,
    /// Absolute path.
    pub path: String,
    /// Its format.
    pub format: Format,
    /// What became of reading it.
    pub status: ConfigStatus,
    /// Codes of the problems in `problems` that concern it.
    pub problems: Vec<String>,
}

/// What became of reading a config.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConfigStatus {
    /// Read and understood.
    Ok,
    /// Not there.
    Absent,
    /// There, but it could not be read.
    Unreadable,
    /// Read, but it does not parse.
    Invalid,
    /// Set by the machine's administrator: reported, never rewritten.
    Managed,
    /// An agent's own logins: never read.
    AuthStore,
}

/// A secret in a place.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// Names the finding in this report.
    pub id: String,
    /// Id of the agent that the file is named after; empty where it is no agent's.
    pub agent: String,
    /// Ids of all agents that read the file.
    pub readers: Vec<String>,
    /// Absolute path.
    pub path: String,
    /// RFC 6901 pointer over the decoded document; a comment, or a command of a shell's file: `#line:N`.
    pub pointer: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The server that the place belongs to.
    pub server: Option<String>,
    /// What the place is for.
    pub slot: Slot,
    /// The rule that recognised it: a token rule's id, or `name` or `place`.
    pub rule: String,
    /// How sure it is that this is a secret.
    pub confidence: Confidence,
    /// The variable that it would become, or became.
    pub variable: Option<VarName>,
    /// Whether it can be moved.
    pub applicability: Applicability,
    /// Why it is not `safe`.
    pub reason: Option<String>,
    /// The value as it may be shown: public prefix and `…`, with what stands around it.
    pub masked: String,
    /// The secret's bytes inside the decoded value; in text that is not parsed: inside its line.
    pub span: [usize; 2],
    /// The page on which the credential is replaced or revoked, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotate: Option<String>,
    /// The commit that brought it, in findings of a repository's history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<Commit>,
    /// Line and column, both counted as above, just behind the secret's last character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<[usize; 2]>,
    /// Who allowed it to stay, and why. Such a finding is no objection: it does not count for the exit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Allowed>,
    /// Whether it is the default of a reference; not in the report.
    #[serde(skip)]
    pub in_default: bool,
}

/// Who allowed a secret to stay where it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub struct Allowed {
    /// What says so.
    pub by: AllowedBy,
    /// Absolute path of the file in which it is said.
    pub path: String,
    /// The line there, from 1.
    pub line: usize,
    /// Why, in the words of the one who said it.
    pub reason: String,
}

/// What allows a secret to stay.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AllowedBy {
    /// An `[[allow]]` entry of an `unplain.toml`.
    Entry,
    /// A comment `unplain:allow` beside it.
    Comment,
}

/// A commit that a finding stands in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Commit {
    /// Its full hash.
    pub id: String,
    /// When it was written, RFC 3339 with the author's offset.
    pub author_date: String,
}

/// How sure it is that a finding is a secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Shown on request only.
    Low,
    /// Likely.
    Medium,
    /// As good as certain.
    High,
}

/// Whether a finding can be moved.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// The place is not ours to rewrite, or nothing that is written there is expanded.
    ReportOnly,
    /// Can be moved once a person has looked at it.
    Review,
    /// Can be moved, proven.
    Safe,
}

/// What is to be done about a finding, or was.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Action {
    /// The finding's id.
    pub finding: String,
    /// Absolute path.
    pub path: String,
    /// Pointer of the edited place.
    pub pointer: String,
    /// The variable that holds the value.
    pub variable: Option<VarName>,
    /// How the value reaches the server after the edit.
    pub delivery: Delivery,
    /// Where the agent gets the variable from.
    pub source: Source,
    /// Id of the store that the value goes to.
    pub store: Option<String>,
    /// How far it got.
    pub status: ActionStatus,
    /// Why it was skipped or failed.
    pub reason: Option<String>,
}

/// How a value reaches its server.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// The agent expands a reference.
    Expand,
    /// A field names the variable.
    Name,
    /// The entry is gone: the child inherits the variable.
    Inherit,
    /// The command is launched through `unplain run`.
    Wrap,
    /// The agent reads a file.
    File,
    /// It stays where it is.
    None,
}

/// Where an agent itself gets its variables from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Started through `unplain run`.
    UnplainRun,
    /// The user's system environment.
    SystemEnv,
    /// A wrapped server's own launcher.
    Wrapper,
    /// The shell's start-up files.
    Shell,
    /// Nobody said.
    Unknown,
}

/// How far an action got.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ActionStatus {
    /// To be done.
    Planned,
    /// Done and proven.
    Done,
    /// Left alone by design.
    Skipped,
    /// It could not be done.
    Failed,
}

/// Something that is wrong or worth knowing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Problem {
    /// Stable code.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// Id of the agent concerned.
    pub agent: Option<String>,
    /// Absolute path concerned.
    pub path: Option<String>,
    /// Pointer concerned.
    pub pointer: Option<String>,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// The variable concerned.
    pub variable: Option<VarName>,
    /// What is wrong, in plain words.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The line as people may see it; not in the report.
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
}

/// A line of a file with everything masked but keys and the place in question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Excerpt {
    /// The line.
    pub text: String,
    /// The characters of it that are in question.
    pub marked: Range<usize>,
}

impl Problem {
    /// A problem that concerns nothing in particular yet.
    pub fn new(code: &str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            severity,
            agent: None,
            path: None,
            pointer: None,
            line: None,
            column: None,
            variable: None,
            message: message.into(),
            help: None,
            excerpt: None,
        }
    }

    /// Says which file it is about.
    #[must_use]
    pub fn at(mut self, path: &std::path::Path) -> Self {
        self.path = Some(path.display().to_string());
        self
    }

    /// Says where in the file.
    #[must_use]
    pub fn on(mut self, (line, column): (usize, usize)) -> Self {
        (self.line, self.column) = (Some(line), Some(column));
        self
    }

    /// Says which agent it is about.
    #[must_use]
    pub fn of(mut self, agent: &str) -> Self {
        self.agent = Some(agent.to_owned());
        self
    }

    /// Says which place of a parsed file it is about.
    #[must_use]
    pub fn pointing(mut self, pointer: &str) -> Self {
        self.pointer = Some(pointer.to_owned());
        self
    }

    /// Says which variable it is about.
    #[must_use]
    pub fn about(mut self, variable: &VarName) -> Self {
        self.variable = Some(variable.clone());
        self
    }

    /// Shows the line.
    #[must_use]
    pub fn showing(mut self, excerpt: Excerpt) -> Self {
        self.excerpt = Some(excerpt);
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into()).filter(|help| !help.is_empty());
        self
    }
}

/// How bad a problem is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// May hurt.
    Warning,
    /// Something could not be done or is wrong.
    Error,
}

/// What may be shown of `value`: everything but the secrets in `hidden`, each of which becomes its public prefix and `…`.
///
/// `hidden` is sorted and disjoint, each with the bytes that may be shown of it.
#[must_use]
pub fn masked(value: &str, hidden: &[(Range<usize>, &str)]) -> String {
    let mut out = String::new();
    let mut done = 0;
    for (span, prefix) in hidden {
        out.push_str(value.get(done..span.start).unwrap_or_default());
        out.push_str(prefix);
        out.push('…');
        done = span.end;
    }
    out.push_str(value.get(done..).unwrap_or_default());
    out
}
