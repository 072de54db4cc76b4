//! The servers that every config of a test home holds, and the secrets in them.

use crate::tokens::Tokens;

/// What a place is a case of; a column of the result.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Case {
    /// `env`, a value of its own under a name that other files use too.
    Env,
    /// `env`, the same value in all files.
    SharedEnv,
    /// `env`, a value with `"` and `\`.
    SpecialEnv,
    /// `--name=value` among the arguments.
    ArgEquals,
    /// `--name value` among the arguments.
    ArgNext,
    /// `Authorization: Bearer value`.
    Bearer,
    /// A header that is the value.
    Header,
    /// A header whose natural variable Claude Code reads as empty, with the same value in another server's `env`.
    BlankedName,
    /// A value in the query of a url.
    Query,
    /// A password in a url.
    UserInfo,
    /// No secret: must be delivered as before, too.
    Plain,
}

impl Case {
    /// All cases with a secret, in the order of the result's columns.
    pub(crate) const SECRET: [Self; 10] = [
        Self::Env,
        Self::SharedEnv,
        Self::SpecialEnv,
        Self::ArgEquals,
        Self::ArgNext,
        Self::Bearer,
        Self::Header,
        Self::BlankedName,
        Self::Query,
        Self::UserInfo,
    ];

    /// The column's heading.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Env => "env",
            Self::SharedEnv => "env, shared value",
            Self::SpecialEnv => "env, `\"` and `\\` in it",
            Self::ArgEquals => "`--x=value`",
            Self::ArgNext => "`--x value`",
            Self::Bearer => "Bearer",
            Self::Header => "header",
            Self::BlankedName => "`SONAR_TOKEN` in a header",
            Self::Query => "url query",
            Self::UserInfo => "url password",
            Self::Plain => "no secret",
        }
    }
}

/// Where in a server's entry a text stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Field {
    /// An environment variable.
    Env(String),
    /// An argument, counted from the first after the program's own.
    Arg(usize),
    /// A header.
    Header(String),
    /// The whole url.
    Url,
}

/// A text in a server's entry.
pub(crate) struct Text {
    /// Where it stands.
    pub(crate) field: Field,
    /// What stands there.
    pub(crate) value: String,
    /// What it is a case of.
    pub(crate) case: Case,
    /// A part of the secret that is spelled the same in every file; empty where there is no secret.
    pub(crate) core: String,
}

/// A server's entry.
pub(crate) struct Server {
    /// Its name.
    pub(crate) name: String,
    /// Whether it has a url; else it is started.
    pub(crate) remote: bool,
    /// Its texts; arguments in their order.
    pub(crate) texts: Vec<Text>,
}

/// Values that stand in more than one file.
pub(crate) struct Shared {
    /// A GitHub token.
    pub(crate) github: String,
}

/// A variable that is set for the clients, and referenced already.
pub(crate) const ALREADY: &str = "ALREADY_REFERENCED";

/// The servers for the place `tag`. `reference` is one to [`ALREADY`] as the file spells it, where it has a way.
pub(crate) fn servers(
    tag: &str,
    port: u16,
    reference: Option<&str>,
    shared: &Shared,
    tokens: &mut Tokens,
) -> Vec<Server> {
    let sonar = tokens.word(40);
    let url = |name: &str, rest: &str| {
        plain(Field::Url, format!("http://127.0.0.1:{port}/s/{tag}-{name}/mcp{rest}"))
    };
    let mut all = vec![
        stdio(tag, "local", {
            let (equals, next, own) = (tokens.word(32), tokens.word(32), tokens.word(32));
            vec![
                whole(Case::ArgEquals, Field::Arg(0), format!("--api-key={equals}"), equals),
                plain(Field::Arg(1), "--token"),
                whole(Case::ArgNext, Field::Arg(2), next.clone(), next),
                plain(Field::Arg(3), "--verbose"),
                env(Case::SharedEnv, "GITHUB_TOKEN", &shared.github),
                env(Case::Env, "SERVICE_API_KEY", &own),
                plain(Field::Env("LOG_LEVEL".into()), "debug"),
            ]
        }),
        stdio(tag, "special", {
            let core = tokens.word(16);
            let value = format!("{core}\"Q\\Q'{}", tokens.word(8));
            vec![whole(Case::SpecialEnv, Field::Env("DB_PASSWORD".into()), value, core)]
        }),
        remote(tag, "remote", {
            let (query, bearer, key) = (tokens.word(32), tokens.word(40), tokens.word(32));
            vec![
                Text {
                    case: Case::Query,
                    core: query.clone(),
                    ..url("remote", &format!("?api_key={query}&v=1"))
                },
                whole(
                    Case::Bearer,
                    Field::Header("Authorization".into()),
                    format!("Bearer {bearer}"),
                    bearer,
                ),
                whole(Case::Header, Field::Header("X-API-Key".into()), key.clone(), key),
                plain(Field::Header("X-Trace".into()), "on"),
            ]
        }),
        stdio(tag, "sonar", vec![env(Case::Env, "SONAR_TOKEN", &sonar)]),
        remote(tag, "sonar-remote", {
            let header = format!("Bearer {sonar}");
            vec![
                url("sonar-remote", ""),
                whole(Case::BlankedName, Field::Header("Authorization".into()), header, sonar),
            ]
        }),
        remote(tag, "userinfo", {
            let password = tokens.word(24);
            let url = format!("http://reader:{password}@127.0.0.1:{port}/s/{tag}-userinfo/mcp");
            vec![whole(Case::UserInfo, Field::Url, url, password)]
        }),
    ];
    if let Some(reference) = reference {
        all.push(stdio(
            tag,
            "reference",
            vec![plain(Field::Env("MINE".into()), format!("<{reference}>"))],
        ));
    }
    all
}

fn stdio(tag: &str, name: &str, texts: Vec<Text>) -> Server {
    Server { name: format!("{tag}-{name}"), remote: false, texts }
}

fn remote(tag: &str, name: &str, texts: Vec<Text>) -> Server {
    Server { name: format!("{tag}-{name}"), remote: true, texts }
}

fn plain(field: Field, value: impl Into<String>) -> Text {
    Text { field, value: value.into(), case: Case::Plain, core: String::new() }
}

fn whole(case: Case, field: Field, value: String, core: String) -> Text {
    Text { field, value, case, core }
}

fn env(case: Case, name: &str, value: &str) -> Text {
    whole(case, Field::Env(name.into()), value.to_owned(), value.to_owned())
}
