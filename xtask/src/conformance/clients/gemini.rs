//! Gemini CLI.

use super::{At, BARE, Client, File, Filler, Place, Shape};
use crate::conformance::json::{Json, Layout};

pub(super) const CLIENT: Client = Client {
    id: "gemini-cli",
    name: "Gemini CLI",
    package: "@google/gemini-cli",
    version: "0.61.0",
    program: "gemini",
    args: &["mcp", "list"],
    env: &[("GEMINI_TELEMETRY_ENABLED", "false")],
    places: &[
        place("user", "`~/.gemini/settings.json`"),
        place("project", "`.gemini/settings.json`"),
    ],
    files,
    ..BARE
};

const fn place(tag: &'static str, title: &'static str) -> Place {
    Place::plain(tag, title, Shape::Gemini)
}

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    let folder = filler.project.to_string_lossy().into_owned();
    let mut file = |at, layout, place| File {
        at,
        json: Json::object([
            ("general", Json::object([("disableAutoUpdate", Json::Raw("true"))])),
            ("mcpServers", filler.servers(place)),
        ]),
        layout,
        places: vec![(place, "/mcpServers".into())],
    };
    vec![
        file(At::Home(".gemini/settings.json"), Layout::Remarked, 0),
        file(At::Project(".gemini/settings.json"), Layout::TabsCrLf, 1),
        // Without it the user's own servers are off, too.
        File {
            at: At::Home(".gemini/trustedFolders.json"),
            json: Json::Object(vec![(folder, Json::text("TRUST_FOLDER"))]),
            layout: Layout::Plain,
            places: Vec::new(),
        },
    ]
}
