//! Factory Droid.

use super::{At, BARE, Client, Expect, File, Filler, Place, Shape, mcp_servers};
use crate::conformance::{json::Layout, servers::Case};

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
    Place { expect, ..Place::plain(tag, title, Shape::Claude) }
}

/// It expands nothing in arguments and urls.
fn expect(case: Case) -> Expect {
    match case {
        Case::ArgEquals | Case::ArgNext | Case::Query | Case::UserInfo => Expect::MayStay,
        _ => Expect::Moves,
    }
}

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    mcp_servers(
        filler,
        [
            (At::Home(".factory/mcp.json"), Layout::Remarked),
            (At::Project(".factory/mcp.json"), Layout::Plain),
        ],
    )
}
