//! Factory Droid.

use super::{At, BARE, Client, Expect, File, Filler, Place, Shape};
use crate::conformance::{
    json::{Json, Layout},
    servers::Case,
};

pub(super) const CLIENT: Client = Client {
    id: "droid",
    name: "Factory Droid",
    package: "droid",
    version: "0.215.0",
    program: "droid",
    args: &["mcp", "list"],
    places: &[place("user", "`~/.factory/mcp.json`"), place("project", "`.factory/mcp.json`")],
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

/// It expands nothing in arguments and urls.
fn expect(case: Case) -> Expect {
    match case {
        Case::ArgEquals | Case::ArgNext | Case::Query | Case::UserInfo => Expect::MayStay,
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
        file(At::Home(".factory/mcp.json"), Layout::Remarked, 0),
        file(At::Project(".factory/mcp.json"), Layout::Plain, 1),
    ]
}
