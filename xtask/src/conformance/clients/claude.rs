//! Claude Code.

use super::{At, BARE, Client, File, Filler, Place, Shape};
use crate::conformance::json::{Json, Layout};

pub(super) const CLIENT: Client = Client {
    id: "claude-code",
    name: "Claude Code",
    package: "@anthropic-ai/claude-code",
    version: "2.1.330",
    program: "claude",
    args: &["mcp", "list"],
    env: &[("DISABLE_AUTOUPDATER", "1"), ("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1")],
    places: &[
        place("user", "`~/.claude.json`, user"),
        place("local", "`~/.claude.json`, local (`projects`)"),
        Place {
            also_read_by: &["copilot-cli", "qwen-code", "qoder"],
            ..place("project", "`.mcp.json`")
        },
    ],
    files,
    ..BARE
};

const fn place(tag: &'static str, title: &'static str) -> Place {
    Place::plain(tag, title, Shape::Claude)
}

fn files(filler: &mut Filler<'_>) -> Vec<File> {
    let folder = filler.project.to_string_lossy().into_owned();
    let pointer = format!("/projects/{}/mcpServers", folder.replace('~', "~0").replace('/', "~1"));
    let projects = vec![
        ("/nowhere/else".to_owned(), Json::object([("allowedTools", Json::List(Vec::new()))])),
        (
            folder,
            Json::object([
                ("allowedTools", Json::List(Vec::new())),
                ("history", Json::List(vec![Json::object([("display", Json::text("say “hi”"))])])),
                ("mcpServers", filler.servers(1)),
                ("hasTrustDialogAccepted", Json::Raw("true")),
            ]),
        ),
    ];
    vec![
        File {
            at: At::Home(".claude.json"),
            json: Json::object([
                ("numStartups", Json::Raw("7")),
                ("mcpServers", filler.servers(0)),
                ("projects", Json::Object(projects)),
            ]),
            layout: Layout::Plain,
            places: vec![(0, "/mcpServers".into()), (1, pointer)],
        },
        File {
            at: At::Project(".mcp.json"),
            json: Json::object([("mcpServers", filler.servers(2))]),
            layout: Layout::TabsCrLf,
            places: vec![(2, "/mcpServers".into())],
        },
        File {
            // Approves the project's servers.
            at: At::Home(".claude/settings.json"),
            json: Json::object([("enableAllProjectMcpServers", Json::Raw("true"))]),
            layout: Layout::Plain,
            places: Vec::new(),
        },
    ]
}
