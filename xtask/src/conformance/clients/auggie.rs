//! Augment's Auggie, up to its first call to its maker.

use super::{At, BARE, Client, Expect, File, Filler, Place, Shape, mcp_servers};
use crate::conformance::{json::Layout, servers::Case};

pub(super) const CLIENT: Client = Client {
    id: "augment",
    name: "Augment (Auggie)",
    package: "@augmentcode/auggie",
    version: "0.36.0",
    program: "auggie",
    args: &["--print", "hi"],
    may_fail: true,
    env: &[(
        "AUGMENT_SESSION_AUTH",
        r#"{"accessToken":"none","tenantURL":"http://127.0.0.1:{port}/augment/","scopes":["read","write"]}"#,
    )],
    node: true,
    places: &[
        place("user", "`~/.augment/settings.json`"),
        place("project", "`.augment/settings.json`"),
        place("own", "`.augment/settings.local.json`"),
    ],
    files,
    ..BARE
};

const fn place(tag: &'static str, title: &'static str) -> Place {
    Place { expect, ..Place::plain(tag, title, Shape::Claude) }
}

/// It expands nothing in headers.
fn expect(case: Case) -> Expect {
    match case {
        Case::Bearer | Case::Header | Case::BlankedName => Expect::MayStay,
        _ => Expect::Moves,
    }
}

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    mcp_servers(
        filler,
        [
            (At::Home(".augment/settings.json"), Layout::Commented),
            (At::Project(".augment/settings.json"), Layout::TabsCrLf),
            (At::Project(".augment/settings.local.json"), Layout::Plain),
        ],
    )
}
