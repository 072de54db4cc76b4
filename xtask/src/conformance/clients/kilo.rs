//! Kilo, the command-line program built on OpenCode.

use super::{At, BARE, Client, Expect, File, Filler, Place, Shape};
use crate::conformance::{
    json::{Json, Layout},
    servers::Case,
};

pub(super) const CLIENT: Client = Client {
    id: "kilo",
    name: "Kilo",
    package: "@kilocode/cli",
    version: "7.7.7",
    program: "kilo",
    args: &["mcp", "list"],
    env: &[
        ("KILO_DISABLE_AUTOUPDATE", "1"),
        ("KILO_DISABLE_MODELS_FETCH", "1"),
        ("KILO_TELEMETRY_LEVEL", "off"),
    ],
    places: &[
        Place {
            tag: "global",
            title: "`~/.config/kilo/kilo.jsonc`",
            shape: Shape::OpenCode,
            reference: Some("{env:ALREADY_REFERENCED}"),
            also_read_by: &[],
            expect: |case| if case == Case::SpecialEnv { Expect::MayStay } else { Expect::Moves },
        },
        // Kilo refuses a project file that holds a reference to a variable.
        project("project", "`kilo.json`", Shape::OpenCode),
        project("dot", "`.kilo/kilo.json`", Shape::OpenCode),
        project("old", "`.kilocode/mcp.json`", Shape::KiloOld),
    ],
    files,
    ..BARE
};

const fn project(tag: &'static str, title: &'static str, shape: Shape) -> Place {
    Place { tag, title, shape, reference: None, expect: |_| Expect::MayStay, also_read_by: &[] }
}

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    let mut file = |at, layout, place| File {
        at,
        json: Json::object([
            ("$schema", Json::text("https://app.kilo.ai/config.json")),
            ("mcp", filler.servers(place)),
        ]),
        layout,
        places: vec![(place, "/mcp".into())],
    };
    vec![
        file(At::Home(".config/kilo/kilo.jsonc"), Layout::Commented, 0),
        file(At::Project("kilo.json"), Layout::TabsCrLf, 1),
        file(At::Project(".kilo/kilo.json"), Layout::ByteOrderMark, 2),
        File {
            at: At::Project(".kilocode/mcp.json"),
            json: Json::object([("mcpServers", filler.servers(3))]),
            layout: Layout::Plain,
            places: vec![(3, "/mcpServers".into())],
        },
    ]
}
