//! Augment's Auggie, up to its first call to its maker.

use super::{At, BARE, Client, Expect, File, Filler, Place, Shape};
use crate::conformance::{
    json::{Json, Layout},
    servers::Case,
};

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
    Place {
        tag,
        title,
        shape: Shape::Claude,
        reference: Some("${ALREADY_REFERENCED}"),
        expect,
        also_read_by: &[],
    }
}

/// It expands nothing in headers.
fn expect(case: Case) -> Expect {
    match case {
        Case::Bearer | Case::Header | Case::BlankedName => Expect::MayStay,
        _ => Expect::Moves,
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
        file(At::Home(".augment/settings.json"), Layout::Commented, 0),
        file(At::Project(".augment/settings.json"), Layout::TabsCrLf, 1),
        file(At::Project(".augment/settings.local.json"), Layout::Plain, 2),
    ]
}
