//! Continue's command line, with a model on the loopback address.

use super::{At, BARE, Client, Expect, File, Filler, Place, Shape, model};
use crate::conformance::{
    json::{Json, Layout},
    servers::Case,
};

pub(super) const CLIENT: Client = Client {
    id: "continue",
    name: "Continue (CLI)",
    package: "@continuedev/cli",
    version: "1.5.47",
    program: "cn",
    args: &["-p", "hi"],
    // One server whose url it refuses, and it asks nothing.
    may_fail: true,
    env: &[("CONTINUE_TELEMETRY_ENABLED", "0")],
    node: true,
    back_end: Some(model::answer),
    places: &[Place {
        tag: "user",
        title: "`~/.continue/config.yaml`",
        shape: Shape::Continue,
        reference: Some("${{ secrets.ALREADY_REFERENCED }}"),
        expect: |case| if case == Case::SpecialEnv { Expect::MayStay } else { Expect::Moves },
        also_read_by: &[],
    }],
    files,
    ..BARE
};

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    let model = Json::object([
        ("name", Json::text("Stub")),
        ("provider", Json::text("openai")),
        ("model", Json::text(model::NAME)),
        ("apiBase", Json::text(format!("http://127.0.0.1:{}/model/v1", filler.port))),
        ("apiKey", Json::text("none")),
        ("roles", Json::List(vec![Json::text("chat")])),
    ]);
    vec![File {
        at: At::Home(".continue/config.yaml"),
        json: Json::object([
            ("name", Json::text("main")),
            ("version", Json::text("1.0.0")),
            ("schema", Json::text("v1")),
            ("models", Json::List(vec![model])),
            ("mcpServers", filler.servers(0)),
        ]),
        layout: Layout::Yaml,
        places: vec![(0, "/mcpServers".into())],
    }]
}
