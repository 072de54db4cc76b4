//! The part of the Model Context Protocol that both stubs speak.

use serde_json::{Value, json};

/// The answer to a message; `None` for a notification or an answer to us.
pub(super) fn reply(message: &Value) -> Option<Value> {
    let id = message.get("id").filter(|id| !id.is_null())?;
    let method = message.get("method")?.as_str()?;
    let outcome = match method {
        "initialize" => (
            "result",
            json!({
                // Whatever version the client asks for: the handshake is the same in all of them.
                "protocolVersion": message.pointer("/params/protocolVersion"),
                "capabilities": { "tools": {} },
                "serverInfo": { "name": "stub", "version": "1.0.0" },
            }),
        ),
        "ping" => ("result", json!({})),
        "tools/list" => (
            "result",
            json!({ "tools": [{ "name": "nothing", "description": "Does nothing", "inputSchema": { "type": "object" } }] }),
        ),
        _ => ("error", json!({ "code": -32601, "message": "method not found" })),
    };
    let mut answer = json!({ "jsonrpc": "2.0", "id": id });
    answer[outcome.0] = outcome.1;
    Some(answer)
}
