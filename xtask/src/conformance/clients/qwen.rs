//! Qwen Code.

use super::{At, BARE, Client, Expect, File, Filler, Place, Shape, mcp_servers};
use crate::conformance::json::Layout;

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
    Place::plain(tag, title, Shape::Gemini)
}

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    mcp_servers(
        filler,
        [
            (At::Home(".qwen/settings.json"), Layout::Remarked),
            (At::Project(".qwen/settings.json"), Layout::ByteOrderMark),
            (At::Project(".mcp.json"), Layout::Plain),
        ],
    )
}
