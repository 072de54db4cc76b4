//! How clients write a server's entry.

use crate::conformance::{
    json::Json,
    servers::{Field, Server},
};

/// The shape of a server's entry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `command`, `args`, `env`; `type`, `url`, `headers`.
    Claude,
    /// The same without `type`.
    Cursor,
    /// The same with another `type`.
    KiloOld,
    /// The same with one more way to write it.
    Cline,
    /// The same, `httpUrl` in place of `url`.
    Gemini,
    /// The same with a list of tools.
    Copilot,
    /// The same without `type`, `http_headers`.
    Codex,
    /// `type`, `command` as one list, `environment`; `url`, `headers`.
    OpenCode,
    /// A list of entries with their `name`; headers in `requestOptions`.
    Continue,
}

impl Shape {
    /// The entries of `servers`; a started one is `command`, which takes `first` before its own arguments.
    pub(crate) fn entries(self, servers: &[Server], command: &str, first: &str) -> Json {
        let entry = |server: &Server| self.entry(server, command, first);
        if self == Self::Continue {
            let named = |server: &Server| match entry(server) {
                Json::Object(mut members) => {
                    members.insert(0, ("name".into(), Json::text(&server.name)));
                    Json::Object(members)
                }
                other => other,
            };
            return Json::List(servers.iter().map(named).collect());
        }
        Json::Object(servers.iter().map(|server| (server.name.clone(), entry(server))).collect())
    }

    fn entry(self, server: &Server, command: &str, first: &str) -> Json {
        let texts = |wanted: fn(&Field) -> Option<&str>| {
            let members = server
                .texts
                .iter()
                .filter_map(|text| Some((wanted(&text.field)?.to_owned(), &text.value)));
            Json::Object(members.map(|(name, value)| (name, Json::text(value))).collect())
        };
        let own = server
            .texts
            .iter()
            .filter(|text| matches!(text.field, Field::Arg(_)))
            .map(|text| text.value.as_str());
        let args = ["mcp-stub", first, &server.name].into_iter().chain(own);
        let env = || texts(|field| if let Field::Env(name) = field { Some(name) } else { None });
        let headers =
            || texts(|field| if let Field::Header(name) = field { Some(name) } else { None });
        let url = || {
            let url = server.texts.iter().find(|text| text.field == Field::Url);
            Json::text(url.map_or("", |text| &text.value))
        };
        let typed = |kind| {
            Json::object([("type", Json::text(kind)), ("url", url()), ("headers", headers())])
        };
        if let (Self::OpenCode, false) = (self, server.remote) {
            let list = std::iter::once(command).chain(args).map(Json::text).collect();
            return Json::object([
                ("type", Json::text("local")),
                ("command", Json::List(list)),
                ("environment", env()),
            ]);
        }
        let (command, args) = (Json::text(command), Json::List(args.map(Json::text).collect()));
        let all_tools = || Json::List(vec![Json::text("*")]);
        match (self, server.remote) {
            (Self::OpenCode, _) => Json::object([
                ("type", Json::text("remote")),
                ("url", url()),
                ("headers", headers()),
                ("oauth", Json::Raw("false")),
            ]),
            (Self::Copilot, false) => Json::object([
                ("type", Json::text("local")),
                ("command", command),
                ("args", args),
                ("env", env()),
                ("tools", all_tools()),
            ]),
            (_, false) => Json::object([("command", command), ("args", args), ("env", env())]),
            (Self::Claude, true) => typed("http"),
            (Self::KiloOld, true) => typed("streamable-http"),
            (Self::Cline, true) => typed("streamableHttp"),
            (Self::Cursor, true) => Json::object([("url", url()), ("headers", headers())]),
            (Self::Gemini, true) => Json::object([("httpUrl", url()), ("headers", headers())]),
            (Self::Codex, true) => Json::object([("url", url()), ("http_headers", headers())]),
            (Self::Copilot, true) => Json::object([
                ("type", Json::text("http")),
                ("url", url()),
                ("headers", headers()),
                ("tools", all_tools()),
            ]),
            (Self::Continue, true) => Json::object([
                ("type", Json::text("streamable-http")),
                ("url", url()),
                ("requestOptions", Json::object([("headers", headers())])),
            ]),
        }
    }

    /// The step of a pointer that leads to the entry of `server`, the one with this number.
    pub(crate) fn step(self, number: usize, server: &Server) -> String {
        if self == Self::Continue { number.to_string() } else { server.name.clone() }
    }

    /// The pointer of a field, from the server's entry on.
    pub(crate) fn pointer(self, field: &Field) -> String {
        // The stub's own arguments stand before the server's.
        match (self, field) {
            (Self::OpenCode, Field::Env(name)) => format!("environment/{name}"),
            (Self::OpenCode, Field::Arg(at)) => format!("command/{}", at + 4),
            (Self::Codex, Field::Header(name)) => format!("http_headers/{name}"),
            (Self::Continue, Field::Header(name)) => format!("requestOptions/headers/{name}"),
            (Self::Gemini, Field::Url) => "httpUrl".into(),
            (_, Field::Env(name)) => format!("env/{name}"),
            (_, Field::Arg(at)) => format!("args/{}", at + 3),
            (_, Field::Header(name)) => format!("headers/{name}"),
            (_, Field::Url) => "url".into(),
        }
    }
}
