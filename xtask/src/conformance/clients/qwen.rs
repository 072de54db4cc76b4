//! Qwen Code.

use super::{At, BARE, Client, Expect, File, Filler, Place, Shape};
use crate::conformance::json::{Json, Layout};

pub(super) const CLIENT: Client = Client {
    id: "qwen-code",
    name: "Qwen Code",
    package: "@qwen-code/qwen-code",
    version: "0.24.4",
    program: "qwen",
    args: &["mcp", "list"],
    prepare: |_| vec![["mcp", "approve", "--all"].map(str::to_owned).to_vec()],
    node: true,
    places: &[
        place("user", "`~/.qwen/settings.json`"),
        place("project", "`.qwen/settings.json`"),
        // Nothing is expanded there.
        Place {
            shape: Shape::Claude,
            reference: None,
            expect: |_| Expect::MayStay,
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
        shape: Shape::Gemini,
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
        file(At::Home(".qwen/settings.json"), Layout::Remarked, 0),
        file(At::Project(".qwen/settings.json"), Layout::ByteOrderMark, 1),
        file(At::Project(".mcp.json"), Layout::Plain, 2),
    ]
}
