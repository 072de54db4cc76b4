//! GitHub Copilot CLI, with a model on the loopback address.

use super::{At, BARE, Client, File, Filler, Place, Shape, mcp_servers, model};
use crate::conformance::json::{Json, Layout};

pub(super) const CLIENT: Client = Client {
    id: "copilot-cli",
    name: "GitHub Copilot CLI",
    package: "@github/copilot",
    version: "1.0.102",
    program: "copilot",
    args: &["-p", "hi"],
    env: &[
        ("COPILOT_OFFLINE", "true"),
        ("COPILOT_PROVIDER_BASE_URL", "http://127.0.0.1:{port}/model/v1"),
        ("COPILOT_MODEL", "stub-model"),
        ("COPILOT_ALLOW_ALL", "true"),
    ],
    node: true,
    back_end: Some(model::answer),
    places: &[place("user", "`~/.copilot/mcp-config.json`"), place("github", "`.github/mcp.json`")],
    files,
    ..BARE
};

/// The same in a project with a `.mcp.json`, beside which it does not read `.github/mcp.json`.
pub(super) const SHARED: Client = Client {
    name: "GitHub Copilot CLI with Claude Code's file",
    places: &[place("shared", "`.mcp.json`")],
    files: |filler| {
        vec![File {
            at: At::Project(".mcp.json"),
            json: Json::object([("mcpServers", filler.servers(0))]),
            layout: Layout::Plain,
            places: vec![(0, "/mcpServers".into())],
        }]
    },
    ..CLIENT
};

const fn place(tag: &'static str, title: &'static str) -> Place {
    Place::plain(tag, title, Shape::Copilot)
}

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    mcp_servers(
        filler,
        [
            (At::Home(".copilot/mcp-config.json"), Layout::Commented),
            (At::Project(".github/mcp.json"), Layout::TabsCrLf),
        ],
    )
}
