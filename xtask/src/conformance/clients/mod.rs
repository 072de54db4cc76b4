//! The clients that are tried: what each is, where its configs lie, and how it is made to start its servers.

mod amp;
mod auggie;
mod claude;
mod cline;
mod codex;
mod continue_cli;
mod copilot;
mod cursor;
mod droid;
mod gemini;
mod kilo;
mod model;
mod opencode;
mod qoder;
mod qwen;
mod shape;

use std::path::PathBuf;

pub(crate) use self::shape::Shape;
use super::{
    json::{Json, Layout},
    servers::Case,
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
    /// Whether that ends in a failure, for want of its maker's servers.
    pub(crate) may_fail: bool,
    /// What it has to be run with before, given its servers' names.
    pub(crate) prepare: fn(&[&str]) -> Vec<Vec<String>>,
    /// Variables that keep it from updating itself and from talking to its maker. `{port}` stands for the stub's,
    /// `{modules}` for the folder that the client is installed in.
    pub(crate) env: &'static [(&'static str, &'static str)],
    /// Whether it wants node 22.
    pub(crate) node: bool,
    /// A script for node 22 to be the program, where the package has only a library.
    pub(crate) script: Option<&'static str>,
    /// Answers to what it asks of its maker's servers.
    pub(crate) back_end: Option<Elsewhere>,
    /// The places where it reads servers.
    pub(crate) places: &'static [Place],
    /// Its config files, filled with the entries of their places.
    pub(crate) files: fn(&mut Filler<'_>) -> Vec<File>,
}

/// A client that needs nothing of what only some need.
const BARE: Client = Client {
    id: "",
    name: "",
    package: "",
    version: "",
    program: "",
    args: &[],
    may_fail: false,
    prepare: |_| Vec::new(),
    env: &[],
    node: false,
    script: None,
    back_end: None,
    places: &[],
    files: |_| Vec::new(),
};

/// All clients.
pub(crate) const ALL: &[Client] = &[
    claude::CLIENT,
    opencode::CLIENT,
    kilo::CLIENT,
    cursor::CLIENT,
    codex::CLIENT,
    gemini::CLIENT,
    qwen::CLIENT,
    copilot::CLIENT,
    copilot::SHARED,
    droid::CLIENT,
    amp::CLIENT,
    qoder::CLIENT,
    auggie::CLIENT,
    cline::CLIENT,
    continue_cli::CLIENT,
];

/// Those that are tried with every change; the others take longer together than all else.
pub(crate) const QUICK: [&str; 6] =
    ["claude-code", "opencode", "kilo", "cursor", "codex", "gemini-cli"];

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
    /// Clients that read the file too, by other rules, or whose configs may take the one name that a secret can have
    /// here; where they are installed, a secret may stay.
    pub(crate) also_read_by: &'static [&'static str],
}

impl Place {
    /// A place where `${NAME}` is expanded in every field.
    const fn plain(tag: &'static str, title: &'static str, shape: Shape) -> Self {
        Self {
            tag,
            title,
            shape,
            reference: Some("${ALREADY_REFERENCED}"),
            expect: |_| Expect::Moves,
            also_read_by: &[],
        }
    }
}

/// Files with nothing but `mcpServers`, one for each place in turn.
fn mcp_servers<const N: usize>(filler: &mut Filler<'_>, files: [(At, Layout); N]) -> Vec<File> {
    let mut file = |(place, (at, layout)): (usize, (At, Layout))| File {
        at,
        json: Json::object([("mcpServers", filler.servers(place))]),
        layout,
        places: vec![(place, "/mcpServers".into())],
    };
    files.into_iter().enumerate().map(&mut file).collect()
}

/// What is to become of a secret.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Expect {
    /// It goes to the store.
    Moves,
    /// It goes to the store or stays, with a reason.
    MayStay,
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
    /// The stub's port.
    pub(crate) port: u16,
    /// Entries by place.
    pub(crate) entries: &'a mut dyn FnMut(usize) -> Json,
}

impl Filler<'_> {
    /// The object of servers for a place.
    pub(crate) fn servers(&mut self, place: usize) -> Json {
        (self.entries)(place)
    }
}
