//! OpenAI Codex, with a model on the loopback address.

use super::{At, BARE, Client, Expect, File, Filler, Place, Shape, model};
use crate::conformance::{
    json::{Json, Layout},
    servers::Case,
};

pub(super) const CLIENT: Client = Client {
    id: "codex",
    name: "OpenAI Codex",
    package: "@openai/codex",
    version: "0.169.0",
    program: "codex",
    args: &["exec", "hi"],
    back_end: Some(model::answer),
    places: &[place("user", "`~/.codex/config.toml`"), place("project", "`.codex/config.toml`")],
    files,
    ..BARE
};

const fn place(tag: &'static str, title: &'static str) -> Place {
    Place { tag, title, shape: Shape::Codex, reference: None, expect, also_read_by: &[] }
}

/// Arguments and urls have no field that names a variable; an environment's variable has one name, so that of two
/// values of one name one stays.
fn expect(case: Case) -> Expect {
    match case {
        Case::Bearer | Case::Header | Case::BlankedName => Expect::Moves,
        _ => Expect::MayStay,
    }
}

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    let folder = filler.project.to_string_lossy().into_owned();
    let base = format!("http://127.0.0.1:{}/model/v1", filler.port);
    let provider = Json::object([
        ("name", Json::text("Stub")),
        ("base_url", Json::text(base)),
        ("wire_api", Json::text("responses")),
    ]);
    let trust = Json::object([("trust_level", Json::text("trusted"))]);
    vec![
        File {
            at: At::Home(".codex/config.toml"),
            json: Json::object([
                ("model", Json::text(model::NAME)),
                ("model_provider", Json::text("stub")),
                ("model_providers", Json::object([("stub", provider)])),
                ("projects", Json::Object(vec![(folder, trust)])),
                ("mcp_servers", filler.servers(0)),
            ]),
            layout: Layout::Toml,
            places: vec![(0, "/mcp_servers".into())],
        },
        File {
            at: At::Project(".codex/config.toml"),
            json: Json::object([("mcp_servers", filler.servers(1))]),
            layout: Layout::Toml,
            places: vec![(1, "/mcp_servers".into())],
        },
    ]
}
