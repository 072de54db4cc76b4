//! Qoder CLI.

use super::{At, BARE, Client, Expect, File, Filler, Place, Shape, mcp_servers};
use crate::conformance::{json::Layout, servers::Case};

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
    Place::plain(tag, title, Shape::Claude)
}

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    mcp_servers(
        filler,
        [
            (At::Home(".qoder/settings.json"), Layout::Remarked),
            (At::Project(".qoder/settings.json"), Layout::ByteOrderMark),
            (At::Project(".qoder/settings.local.json"), Layout::TabsCrLf),
            (At::Project(".mcp.json"), Layout::Plain),
        ],
    )
}
