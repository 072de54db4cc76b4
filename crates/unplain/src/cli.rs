//! The command line: every command, flag and their help, in one place.

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Moves the plain-text secrets of coding agents' MCP configs into one encrypted store, and leaves each agent the
/// reference that it expands.
#[derive(Parser)]
#[command(name = "unplain", version, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Args)]
pub(crate) struct Global {
    /// How to print the result; `sarif` and `github` are forms of `scan` and `validate`, `junit` of `validate`
    #[arg(long, global = true, value_enum, default_value_t = OutputFormat::Human)]
    pub(crate) format: OutputFormat,
    /// When to use colour; it never carries meaning
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// Print results and errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Print more: absent configs, doubtful findings, notes
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Never ask; what would have to be asked is refused
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people
    Human,
    /// One report, described by schema/report.json
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of a GitHub Actions run
    Github,
    /// JUnit XML, for test reports
    Junit,
}

impl Command {
    /// The formats that the command's result has.
    pub(crate) fn formats(&self) -> &'static [OutputFormat] {
        use OutputFormat::{Github, Human, Json, Junit, Sarif};
        match self {
            Self::Validate(_) => &[Human, Json, Sarif, Github, Junit],
            Self::Scan(_) => &[Human, Json, Sarif, Github],
            #[cfg(feature = "bridge")]
            Self::Bridge(_) => &[Human],
            Self::Headers(_) => &[Human],
            _ => &[Human, Json],
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List the agents' configs and the secrets that stand in them
    Scan(Scan),
    /// Check that configs, secrets/schema.json, environment and store agree
    Validate(Validate),
    /// Write or describe secrets/schema.json: which variables the project needs, and what their values look like
    Schema(Schema),
    /// Move the secrets into the store and write references in their place
    Migrate(Migrate),
    /// Give back what a migration changed
    Undo(Undo),
    /// Take away what `migrate --wrap` put in front of servers, and write the stored values back in plain text
    Unwrap(Unwrap),
    /// Say where a stored value, or a new secret, stands in a config in plain text: for hooks of agents and shells
    Guard(Guard),
    /// Start a program with the secrets it needs, and no others
    Run(Run),
    /// Print the headers of a wrapped remote server, with their values, as agents' header helpers do
    Headers(Headers),
    /// Be a stdio MCP server that passes everything on to a wrapped remote one and adds the headers
    #[cfg(feature = "bridge")]
    Bridge(Bridge),
    /// Keep a value in the store; it is read from standard input or asked for
    Set(Set),
    /// Print a value of the store
    Get(Get),
    /// List the names in the store
    List,
    /// Take values out of the store
    Remove(Remove),
    /// Take over the values of a plain .env file
    Import(Import),
    /// Say everywhere a stored value still stands in clear
    Trace(Trace),
    /// Say what each agent's servers would receive, and what mends what would not work
    Doctor(Doctor),
    /// Say what agents do with a place of a config and what `migrate` would write there, or who uses a variable
    Explain(Explain),
    /// Show the known agents, their configs and their syntax for references
    Agents,
    /// Trust the unplain.toml of a project, as it is now
    Allow(Allow),
    /// Check what is staged before each commit
    #[command(subcommand)]
    Hook(Hook),
    /// Print the completions of a shell
    Completions(Completions),
}

/// Which configs.
#[derive(Args, Clone)]
pub(crate) struct Where {
    /// Folders or files to look at; none: the user's configs and the project in the current folder
    pub(crate) paths: Vec<PathBuf>,
    /// Only this agent's configs; may be repeated
    #[arg(long = "agent", value_name = "ID", value_parser = agent_id())]
    pub(crate) agents: Vec<String>,
    /// The user's configs, and every project below the home folder
    #[arg(long, conflicts_with = "paths")]
    pub(crate) home: bool,
}

#[derive(Args)]
pub(crate) struct Scan {
    /// Allow what is found, as it is now: an `[[allow]]` entry for each in the project's unplain.toml
    #[arg(long, conflicts_with_all = ["git_history", "staged"])]
    pub(crate) write_baseline: bool,
    #[command(flatten)]
    pub(crate) place: Where,
    /// Search every text file below the PATHs, or the current folder, for known kinds of tokens; hidden files too, but
    /// nothing in `.git` folders: that is history
    #[arg(long, conflicts_with_all = ["agents", "home"])]
    pub(crate) all_files: bool,
    /// Search everything that the repository of each PATH, or of the current folder, ever held: all branches, tags,
    /// stashes and reflogs, and the messages
    #[arg(long, conflicts_with_all = ["agents", "home", "staged", "all_files"])]
    pub(crate) git_history: bool,
    /// Search what is staged in the repository, as a hook before a commit does
    #[arg(long, conflicts_with_all = ["agents", "home", "all_files"])]
    pub(crate) staged: bool,
}

#[derive(Args)]
pub(crate) struct Validate {
    /// Folders or files to check; none: the project in the current folder, all of it
    pub(crate) paths: Vec<PathBuf>,
    /// The user's own configs as well
    #[arg(long)]
    pub(crate) user: bool,
    /// The schema; without this flag `secrets/schema.json` of the project
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: Option<PathBuf>,
    /// Check the environment too: every required variable is set, and of its format
    #[arg(long)]
    pub(crate) env: bool,
    /// Open the encrypted store too and check its values; nothing of them is shown
    #[arg(long)]
    pub(crate) check_store: bool,
    /// Of the required variables, only those that NAME needs (`required_for`); may be repeated
    #[arg(long = "for", value_name = "NAME")]
    pub(crate) purposes: Vec<String>,
    /// Check what is staged, as a hook before a commit does
    #[arg(long, conflicts_with_all = ["paths", "user", "env", "check_store", "fix", "watch"])]
    pub(crate) staged: bool,
    /// Let warnings fail too
    #[arg(long)]
    pub(crate) strict: bool,
    /// Mend what can be proven, such as a reference in another agent's dialect
    #[arg(long)]
    pub(crate) fix: bool,
    /// Check again whenever a file changes, and print what is different then
    #[arg(long, conflicts_with = "fix")]
    pub(crate) watch: bool,
    /// Write a summary in Markdown to FILE as well; without FILE to $GITHUB_STEP_SUMMARY, or where that is not set to
    /// standard output, in place of the text for people
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, conflicts_with = "watch")]
    #[expect(clippy::option_option, reason = "no flag, a flag, a flag with a file")]
    pub(crate) summary: Option<Option<PathBuf>>,
    /// Explain what a code means and how it is mended; without CODE, list all
    #[arg(long, value_name = "CODE", num_args = 0..=1, exclusive = true)]
    #[expect(clippy::option_option, reason = "no flag, a flag, a flag with a code")]
    pub(crate) explain: Option<Option<String>>,
}

#[derive(Args)]
pub(crate) struct Schema {
    #[command(subcommand)]
    pub(crate) action: SchemaAction,
}

#[derive(Clone, Copy, Subcommand)]
pub(crate) enum SchemaAction {
    /// Write secrets/schema.json from the project's configs and its store; one that is there is left alone
    Init,
    /// Print the JSON Schema of the form, for editors that are not online
    Print,
}

#[derive(Args)]
pub(crate) struct Migrate {
    #[command(flatten)]
    pub(crate) place: Where,
    /// Show what would be done, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Show the plan as a diff, with every value masked: what is done anyway; for scripts that say so
    #[arg(long)]
    pub(crate) diff: bool,
    /// Do it without asking
    #[arg(short, long, conflicts_with = "dry_run")]
    pub(crate) yes: bool,
    /// Move the findings that want a person's look as well
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) include: Option<Include>,
    /// Rewrite the shells' start-up files and `.env` files too: the first load the values, from the others they go
    #[arg(long)]
    pub(crate) include_shell: bool,
    /// Start local servers through `unplain run`, so that each alone gets its secrets: for agents that expand nothing, or
    /// where no other program of the agent is to hold them
    #[arg(long, value_enum, value_name = "WITH", num_args = 0..=1, require_equals = true, default_missing_value = "unplain")]
    pub(crate) wrap: Option<Wrap>,
    /// Only the secrets of this server; may be repeated
    #[arg(long = "server", value_name = "NAME")]
    pub(crate) servers: Vec<String>,
    /// Where the agents concerned get their variables from; remembered
    #[arg(long, value_enum)]
    pub(crate) source: Option<SourceArg>,
    /// `portable` prints a config as a template with `$<env:VAR>` instead of changing it
    #[arg(long, value_enum, default_value_t = ReferenceStyle::Native)]
    pub(crate) reference: ReferenceStyle,
    /// Where the template of `--reference portable` goes
    #[arg(long, value_name = "FILE", required_if_eq("reference", "portable"))]
    pub(crate) output: Option<PathBuf>,
    /// Which values are known to be secrets, whatever they look like.
    #[arg(skip)]
    pub(crate) known: Known,
}

/// Which values are known to be secrets beyond those that look so.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Known {
    /// Those found elsewhere.
    #[default]
    Found,
    /// What is stored too.
    Stored,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Include {
    /// Findings that are shown but not moved otherwise
    Review,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Wrap {
    /// `unplain run`
    Unplain,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SourceArg {
    /// They are started through `unplain run`
    UnplainRun,
    /// The variables are in the system's environment
    SystemEnv,
    /// The shell's start-up files export them
    Shell,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReferenceStyle {
    /// What the agent expands in this file
    Native,
    /// `$<env:VAR>`, which no agent expands
    Portable,
}

#[derive(Args)]
pub(crate) struct Undo {
    /// The run to give back; the start of its id will do. None: the last one
    pub(crate) run: Option<String>,
    /// List the runs
    #[arg(long, conflicts_with_all = ["run", "yes", "forget"])]
    pub(crate) list: bool,
    /// Do it without asking
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Remove a run's encrypted backup for good
    #[arg(long, value_name = "RUN", conflicts_with = "run")]
    pub(crate) forget: Option<String>,
    /// Write the old value back even where the stored one is newer
    #[arg(long)]
    pub(crate) old_values: bool,
}

#[derive(Args)]
pub(crate) struct Unwrap {
    #[command(flatten)]
    pub(crate) place: Where,
    /// Only this server; may be repeated
    #[arg(long = "server", value_name = "NAME")]
    pub(crate) servers: Vec<String>,
    /// Do it without asking
    #[arg(short, long)]
    pub(crate) yes: bool,
}

#[derive(Args)]
pub(crate) struct Guard {
    #[command(flatten)]
    pub(crate) place: Where,
    /// Move what is found to the store at once, without asking
    #[arg(long)]
    pub(crate) migrate: bool,
    /// Look again whenever a config changes, and say what is new then
    #[arg(long)]
    pub(crate) watch: bool,
}

#[derive(Args)]
pub(crate) struct Run {
    /// Only these variables; `NAME=VAR` hands the value of VAR on as NAME
    #[arg(long, value_name = "VAR")]
    pub(crate) only: Vec<String>,
    /// From the user's store only, whatever project the current folder belongs to
    #[arg(long)]
    pub(crate) user: bool,
    /// Put values in the place of `$<env:VAR>` in the program's arguments
    #[arg(long)]
    pub(crate) fill: bool,
    /// Only the variables of these servers
    #[arg(long, value_name = "NAME")]
    pub(crate) for_server: Vec<String>,
    /// Start even if a variable that a config refers to is missing
    #[arg(long)]
    pub(crate) allow_missing: bool,
    /// Leave the stores' own credentials in the program's environment
    #[arg(long)]
    pub(crate) keep_credentials: bool,
    /// Take the values out of what the program writes, in every encoding that `trace` knows
    #[arg(long)]
    pub(crate) mask: bool,
    /// The program and its arguments; none: how to start each agent
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "CMD")]
    pub(crate) command: Vec<OsString>,
}

#[derive(Args)]
pub(crate) struct Headers {
    /// The server's name in servers.toml
    pub(crate) server: String,
}

#[cfg(feature = "bridge")]
#[derive(Args)]
pub(crate) struct Bridge {
    /// The server's name in servers.toml
    pub(crate) server: String,
}

#[derive(Args)]
pub(crate) struct Set {
    /// The variable
    #[arg(required_unless_present = "missing")]
    pub(crate) name: Option<String>,
    /// Ask for every variable that a config refers to and the store lacks
    #[arg(long, conflicts_with = "name")]
    pub(crate) missing: bool,
    /// Replace another value
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args)]
pub(crate) struct Get {
    /// The variable
    pub(crate) name: String,
    /// From the user's store only, whatever project the current folder belongs to
    #[arg(long)]
    pub(crate) user: bool,
}

#[derive(Args)]
pub(crate) struct Remove {
    /// The variables
    #[arg(required = true)]
    pub(crate) names: Vec<String>,
    /// Remove them even if a config refers to them
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args)]
pub(crate) struct Import {
    /// The .env file; `-` is standard input
    pub(crate) file: PathBuf,
    /// Replace other values
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args)]
pub(crate) struct Trace {
    /// The variable
    #[arg(value_name = "VAR", required_unless_present = "all")]
    pub(crate) name: Option<OsString>,
    /// Folders or files to look through; none: what agents, shells and editors keep, and the project in the current folder
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Every stored value
    #[arg(long)]
    pub(crate) all: bool,
    /// Everything below the home folder
    #[arg(long, conflicts_with = "paths")]
    pub(crate) home: bool,
}

#[derive(Args)]
pub(crate) struct Doctor {
    /// Only this agent; may be repeated
    #[arg(long = "agent", value_name = "ID", value_parser = agent_id())]
    pub(crate) agents: Vec<String>,
    /// Look for old copies of the stored values too, in all that agents, shells and editors keep: may take a while
    #[arg(long)]
    pub(crate) traces: bool,
    /// A `.env` file with the variables that a pipeline sets: what servers would receive there
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Explain {
    /// The config; the word `var`: a variable is explained
    pub(crate) file: PathBuf,
    /// The place in it, as a JSON pointer (`/mcpServers/github/env/TOKEN`); after `var` the variable's name
    #[arg(value_name = "POINTER|VAR")]
    pub(crate) place: String,
}

#[derive(Args)]
pub(crate) struct Allow {
    /// The project's folder; none: the current one
    pub(crate) folder: Option<PathBuf>,
    /// Take the trust back
    #[arg(long)]
    pub(crate) revoke: bool,
}

/// Where the check is put.
#[derive(Subcommand)]
pub(crate) enum Hook {
    /// In the repository's pre-commit hook, beside what runs there: another hook, husky, lefthook
    Git(HookGit),
}

#[derive(Args)]
pub(crate) struct HookGit {
    /// Take it out again, and put back the hook that was there
    #[arg(long)]
    pub(crate) remove: bool,
    /// Print what would be done, and do nothing
    #[arg(long)]
    pub(crate) print: bool,
    /// Even where `core.hooksPath` names a folder that other repositories use too
    #[arg(long)]
    pub(crate) global_hooks: bool,
}

#[derive(Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

fn agent_id() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(
        unplain_core::agents().iter().map(|agent| agent.id.as_str()),
    )
}
