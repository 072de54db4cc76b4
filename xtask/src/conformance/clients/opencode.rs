//! OpenCode.

use super::{At, BARE, Client, Expect, File, Filler, Place, Shape};
use crate::conformance::{
    json::{Json, Layout},
    servers::Case,
};

pub(super) const CLIENT: Client = Client {
    id: "opencode",
    name: "OpenCode",
    package: "opencode-ai",
    version: "1.18.33",
    program: "opencode",
    args: &["mcp", "list"],
    env: &[("OPENCODE_DISABLE_AUTOUPDATE", "1"), ("OPENCODE_DISABLE_MODELS_FETCH", "1")],
    places: &[
        place("global-old", "`~/.config/opencode/config.json`"),
        place("global", "`~/.config/opencode/opencode.json`"),
        place("global-c", "`~/.config/opencode/opencode.jsonc`"),
        Place { also_read_by: &["kilo"], ..place("project", "`opencode.json`") },
        place("dot", "`.opencode/opencode.json`"),
    ],
    files,
    ..BARE
};

const fn place(tag: &'static str, title: &'static str) -> Place {
    Place {
        tag,
        title,
        shape: Shape::OpenCode,
        reference: Some("{env:ALREADY_REFERENCED}"),
        expect,
        also_read_by: &[],
    }
}

/// OpenCode pastes a value into the text unescaped, so one with a quote needs another way or stays.
fn expect(case: Case) -> Expect {
    if case == Case::SpecialEnv { Expect::MayStay } else { Expect::Moves }
}

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    let mut file = |at, layout, place| File {
        at,
        json: Json::object([
            ("$schema", Json::text("https://opencode.ai/config.json")),
            ("autoupdate", Json::Raw("false")),
            ("mcp", filler.servers(place)),
        ]),
        layout,
        places: vec![(place, "/mcp".into())],
    };
    vec![
        file(At::Home(".config/opencode/config.json"), Layout::TabsCrLf, 0),
        file(At::Home(".config/opencode/opencode.json"), Layout::Plain, 1),
        file(At::Home(".config/opencode/opencode.jsonc"), Layout::Commented, 2),
        file(At::Project("opencode.json"), Layout::ByteOrderMark, 3),
        file(At::Project(".opencode/opencode.json"), Layout::Commented, 4),
    ]
}
