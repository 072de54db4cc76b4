//! Qoder CLI.

use super::{At, BARE, Client, Expect, File, Filler, Place, Shape};
use crate::conformance::{
    json::{Json, Layout},
    servers::Case,
};

pub(super) const CLIENT: Client = Client {
    id: "qoder",
    name: "Qoder CLI",
    package: "@qoder-ai/qodercli",
    version: "1.1.52",
    program: "qodercli",
    args: &["mcp", "list"],
    places: &[
        place("user", "`~/.qoder/settings.json`"),
        place("project", "`.qoder/settings.json`"),
        place("own", "`.qoder/settings.local.json`"),
        // Nothing is expanded in its arguments.
        Place {
            expect: |case| match case {
                Case::ArgEquals | Case::ArgNext => Expect::MayStay,
                _ => Expect::Moves,
            },
            ..place("shared", "`.mcp.json`")
        },
    ],
    files,
    ..BARE
};

const fn place(tag: &'static str, title: &'static str) -> Place {
    Place {
        tag,
        title,
        shape: Shape::Claude,
        reference: Some("${ALREADY_REFERENCED}"),
        expect: |_| Expect::Moves,
        also_read_by: &[],
    }
}

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    let mut file = |at, layout, place| File {
        at,
        json: Json::object([("mcpServers", filler.servers(place))]),
        layout,
        places: vec![(place, "/mcpServers".into())],
    };
    vec![
        file(At::Home(".qoder/settings.json"), Layout::Remarked, 0),
        file(At::Project(".qoder/settings.json"), Layout::ByteOrderMark, 1),
        file(At::Project(".qoder/settings.local.json"), Layout::TabsCrLf, 2),
        file(At::Project(".mcp.json"), Layout::Plain, 3),
    ]
}
