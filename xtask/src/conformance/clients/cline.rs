//! Cline's command line, with a model on the loopback address.

use super::{At, BARE, Client, Expect, File, Filler, Place, Shape, model};
use crate::conformance::{
    json::{Json, Layout},
    servers::Case,
};

pub(super) const CLIENT: Client = Client {
    id: "cline",
    name: "Cline (CLI)",
    package: "cline",
    version: "3.0.65",
    program: "cline",
    args: &["say ok now"],
    back_end: Some(model::answer),
    places: &[Place {
        tag: "user",
        title: "`~/.cline/data/settings/cline_mcp_settings.json`",
        shape: Shape::Cline,
        reference: None,
        expect,
        also_read_by: &["codex", "copilot-cli", "cursor"],
    }],
    files,
    ..BARE
};

/// Only a server's environment is inherited.
fn expect(case: Case) -> Expect {
    match case {
        Case::Env | Case::SharedEnv | Case::SpecialEnv => Expect::Moves,
        _ => Expect::MayStay,
    }
}

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    let provider = Json::object([
        ("provider", Json::text("openai-compatible")),
        ("apiKey", Json::text("none")),
        ("model", Json::text(model::NAME)),
        ("baseUrl", Json::text(format!("http://127.0.0.1:{}/model/v1", filler.port))),
    ]);
    let entry = Json::object([
        ("settings", provider),
        ("updatedAt", Json::text("2026-11-24T00:00:00.000Z")),
        ("tokenSource", Json::text("manual")),
    ]);
    vec![
        File {
            at: At::Home(".cline/data/settings/cline_mcp_settings.json"),
            json: Json::object([("mcpServers", filler.servers(0))]),
            layout: Layout::Plain,
            places: vec![(0, "/mcpServers".into())],
        },
        File {
            at: At::Home(".cline/data/settings/providers.json"),
            json: Json::object([
                ("version", Json::Raw("1")),
                ("lastUsedProvider", Json::text("openai-compatible")),
                ("modes", Json::object([])),
                ("providers", Json::object([("openai-compatible", entry)])),
            ]),
            layout: Layout::Plain,
            places: Vec::new(),
        },
    ]
}
