//! Cursor, by its SDK: the editor and `cursor-agent` are in no package registry.

use super::{At, BARE, Client, Expect, File, Filler, Place, Shape, mcp_servers};
use crate::{
    conformance::json::Layout,
    stub::http::{Request, Response},
};

pub(super) const CLIENT: Client = Client {
    id: "cursor",
    name: "Cursor (SDK)",
    package: "@cursor/sdk",
    version: "1.0.32",
    program: "cursor-agent",
    args: &[],
    env: &[
        ("NODE_NO_WARNINGS", "1"),
        ("CURSOR_BACKEND_URL", "http://127.0.0.1:{port}"),
        ("CURSOR_SDK_FOLDER", "{modules}"),
    ],
    node: true,
    script: Some(include_str!("cursor.js")),
    back_end: Some(answer),
    places: &[place("user", "`~/.cursor/mcp.json`"), place("project", "`.cursor/mcp.json`")],
    files,
    ..BARE
};

const fn place(tag: &'static str, title: &'static str) -> Place {
    Place {
        tag,
        title,
        shape: Shape::Cursor,
        reference: Some("${env:ALREADY_REFERENCED}"),
        expect: |_| Expect::Moves,
        also_read_by: &[],
    }
}

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    mcp_servers(
        filler,
        [
            (At::Home(".cursor/mcp.json"), Layout::Plain),
            (At::Project(".cursor/mcp.json"), Layout::Commented),
        ],
    )
}

/// Lets anyone in, and has one model.
fn answer(request: &Request) -> Option<Response> {
    let body: &[u8] = match request.target.as_str() {
        "/v1/models" => br#"{"items":[{"id":"none"}]}"#,
        "/auth/exchange_user_api_key" => br#"{"accessToken":"a.b.c","refreshToken":"r"}"#,
        // An answer that it does not try again after, as it does after a missing page.
        "/agent.v1.AgentService/RunSSE" | "/aiserver.v1.BidiService/BidiAppend" => {
            return Some(Response { status: 401, content_type: "", body: Vec::new() });
        }
        _ => return None,
    };
    Some(Response { status: 200, content_type: "application/json", body: body.to_vec() })
}
