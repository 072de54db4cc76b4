//! The domain of `unplain`: which agents there are, how each spells a reference, what a secret looks like, and what is
//! to be done about the ones found.
//!
//! Nothing here touches files, the environment, the clock or the terminal: they come in as values.

mod agents;
pub mod allow;
mod config;
mod describe;
pub mod doctor;
mod environment_files;
mod expansion;
pub mod explain;
mod find;
pub mod mask;
pub mod neutral;
mod plan;
mod provider;
mod remote;
pub mod report;
pub mod rules;
pub mod schema;
mod secret;
mod surroundings;
mod text;
pub mod trace;
mod uses;
pub mod validate;
mod variable;
mod wrap;

pub use agents::{
    Agent, AgentFile, ChildEnv, CopiesIn, Format, KnownProjects, MATRIX_SLOTS, NameField,
    NameTarget, Pattern, Place, Scope, SettingsEnv, Slot, agent, agent_of_program, agents,
};
pub use config::{
    Config, Reader, project_config_at, project_configs, project_file_names, user_configs,
};
pub use environment_files::{
    EnvironmentFile, Loader, TakenBy, environment_file_at, user_environment_files,
    user_environment_folders,
};
pub use expansion::{Expansion, Reference, Syntax, Variables};
pub use find::{Field, Found, FoundIn, FoundInLine, Fragment, find_in_lines, known_values};
pub use plan::{
    Circumstances, Decision, EditRecord, EnvironmentFiles, Form, Line, Parsed, Plan, Rewrite,
    Unwrapping, Variable, WrappedServer, assess, plan, unwrap, wrapped_servers, wrapped_uses,
};
pub use provider::{Change, ErrorKind, Expected, Provider, ProviderError, Seal};
pub use remote::{Template, TemplateError};
pub use report::{
    Action, ActionStatus, Allowed, AllowedBy, Applicability, Commit, Confidence, ConfigEntry,
    ConfigStatus, Delivery, Excerpt, Finding, Problem, Report, Severity, Source,
};
pub use schema::Schema;
pub use secret::Secret;
pub use surroundings::{Os, Surroundings};
pub use text::{InText, Located, TextScan, find_in_bytes, find_in_text};
pub use uses::{Use, uses};
pub use validate::lint;
pub use variable::VarName;
pub use wrap::{AskedStore, Wrapped, Wrapper};
