//! The clients that are tried: what each is, where its configs lie, and how it is made to start its servers.

mod claude;
mod cursor;
mod kilo;
mod opencode;

use std::path::PathBuf;

use super::{
    json::{Json, Layout},
    servers::{Case, Field, Server},
};
use crate::stub::http::Elsewhere;

/// A client at the version that is tried.
pub(crate) struct Client {
    /// The agent's id.
    pub(crate) id: &'static str,
    /// What people call it.
    pub(crate) name: &'static str,
    /// Its npm package.
    pub(crate) package: &'static str,
    /// The version.
    pub(crate) version: &'static str,
    /// The program's name on PATH.
    pub(crate) program: &'static str,
    /// Arguments with which it starts all its servers, then ends.
    pub(crate) args: &'static [&'static str],
    /// Variables that keep it from updating itself and from talking to its maker.
    pub(crate) env: &'static [(&'static str, &'static str)],
    /// A script for node 22 to be the program, where the package has only a library.
    pub(crate) script: Option<&'static str>,
    /// Answers to what it asks of its maker's servers.
    pub(crate) back_end: Option<BackEnd>,
    /// The places where it reads servers.
    pub(crate) places: &'static [Place],
    /// Its config files, filled with the entries of their places.
    pub(crate) files: fn(&mut Filler<'_>) -> Vec<File>,
}

/// A stand-in for the client's maker's servers.
pub(crate) struct BackEnd {
    /// The variable that takes its address.
    pub(crate) variable: &'static str,
    /// What it answers.
    pub(crate) answer: Elsewhere,
}

/// All clients.
pub(crate) const ALL: &[Client] = &[claude::CLIENT, opencode::CLIENT, kilo::CLIENT, cursor::CLIENT];

/// Older versions that people still have.
pub(crate) const OLDER: &[Client] = &[
    Client { version: "2.0.14", ..claude::CLIENT },
    Client { version: "1.1.34", ..opencode::CLIENT },
];

/// A place in a config file where servers stand.
pub(crate) struct Place {
    /// Begins the name of each server there; unique for the client.
    pub(crate) tag: &'static str,
    /// How the result names it.
    pub(crate) title: &'static str,
    /// The shape of an entry.
    pub(crate) shape: Shape,
    /// A reference to [`super::servers::ALREADY`] as the file spells it, if it can.
    pub(crate) reference: Option<&'static str>,
    /// What is to become of a secret there.
    pub(crate) expect: fn(Case) -> Expect,
    /// Clients that read the file too, by other rules; where they are installed, a secret may stay.
    pub(crate) also_read_by: &'static [&'static str],
}

/// What is to become of a secret.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Expect {
    /// It goes to the store.
    Moves,
    /// It goes to the store or stays, with a reason.
    MayStay,
}

/// The shape of a server's entry.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `command`, `args`, `env`; `type`, `url`, `headers`.
    Claude,
    /// The same without `type`.
    Cursor,
    /// The same with another `type`.
    KiloOld,
    /// `type`, `command` as one list, `environment`; `url`, `headers`.
    OpenCode,
}

/// A config file.
pub(crate) struct File {
    /// Where it lies.
    pub(crate) at: At,
    /// What stands in it.
    pub(crate) json: Json,
    /// How it is laid out.
    pub(crate) layout: Layout,
    /// The places in it: index into [`Client::places`], and the pointer of the object of servers.
    pub(crate) places: Vec<(usize, String)>,
}

/// The folder that a file's path starts from.
#[derive(Clone, Copy)]
pub(crate) enum At {
    /// HOME.
    Home(&'static str),
    /// The project.
    Project(&'static str),
}

/// Gives each place its entries.
pub(crate) struct Filler<'a> {
    /// The project's folder.
    pub(crate) project: PathBuf,
    /// Entries by place.
    pub(crate) entries: &'a mut dyn FnMut(usize) -> Json,
}

impl Filler<'_> {
    /// The object of servers for a place.
    pub(crate) fn servers(&mut self, place: usize) -> Json {
        (self.entries)(place)
    }
}

impl Shape {
    /// The entries of `servers`; a started one is `command`, which takes `first` before its own arguments.
    pub(crate) fn entries(self, servers: &[Server], command: &str, first: &str) -> Json {
        Json::Object(
            servers
                .iter()
                .map(|server| (server.name.clone(), self.entry(server, command, first)))
                .collect(),
        )
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
        match (self, server.remote) {
            (Self::OpenCode, false) => Json::object([
                ("type", Json::text("local")),
                (
                    "command",
                    Json::List(std::iter::once(command).chain(args).map(Json::text).collect()),
                ),
                ("environment", env()),
            ]),
            (Self::OpenCode, true) => Json::object([
                ("type", Json::text("remote")),
                ("url", url()),
                ("headers", headers()),
                ("oauth", Json::Raw("false")),
            ]),
            (_, false) => Json::object([
                ("command", Json::text(command)),
                ("args", Json::List(args.map(Json::text).collect())),
                ("env", env()),
            ]),
            (Self::Claude, true) => typed("http"),
            (Self::KiloOld, true) => typed("streamable-http"),
            (Self::Cursor, true) => Json::object([("url", url()), ("headers", headers())]),
        }
    }

    /// The pointer of a field, from the server's entry on.
    pub(crate) fn pointer(self, field: &Field) -> String {
        // The stub's own arguments stand before the server's.
        match (self, field) {
            (Self::OpenCode, Field::Env(name)) => format!("environment/{name}"),
            (Self::OpenCode, Field::Arg(at)) => format!("command/{}", at + 4),
            (_, Field::Env(name)) => format!("env/{name}"),
            (_, Field::Arg(at)) => format!("args/{}", at + 3),
            (_, Field::Header(name)) => format!("headers/{name}"),
            (_, Field::Url) => "url".into(),
        }
    }
}
