//! Amp.

use super::{At, BARE, Client, File, Filler, Place, Shape};
use crate::conformance::json::{Json, Layout};

pub(super) const CLIENT: Client = Client {
    id: "amp",
    name: "Amp",
    package: "@ampcode/cli",
    version: "0.0.1790142911-g7618fb",
    program: "amp",
    args: &["mcp", "doctor"],
    may_fail: true,
    prepare,
    env: &[("AMP_API_KEY", "none"), ("AMP_URL", "http://127.0.0.1:{port}")],
    places: &[
        place("user", "`~/.config/amp/settings.json`"),
        place("project", "`.amp/settings.json`"),
    ],
    files,
    ..BARE
};

const fn place(tag: &'static str, title: &'static str) -> Place {
    Place::plain(tag, title, Shape::Cursor)
}

/// A project's servers have to be approved one by one.
fn prepare(servers: &[&str]) -> Vec<Vec<String>> {
    let of_project = servers.iter().filter(|name| name.contains("project-"));
    of_project.map(|name| ["mcp", "approve", name].map(str::to_owned).to_vec()).collect()
}

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    let mut file = |at, layout, place| File {
        at,
        json: Json::object([("amp.mcpServers", filler.servers(place))]),
        layout,
        places: vec![(place, "/amp.mcpServers".into())],
    };
    vec![
        file(At::Home(".config/amp/settings.json"), Layout::Commented, 0),
        file(At::Project(".amp/settings.json"), Layout::Commented, 1),
    ]
}
