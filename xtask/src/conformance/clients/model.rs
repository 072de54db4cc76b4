//! A model that says one word, for clients that start their servers only before a question to one.

use serde_json::{Value, json};

use crate::stub::http::{Request, Response};

/// Its name.
pub(super) const NAME: &str = "stub-model";

/// Answers below `/model/v1`, in OpenAI's two ways.
pub(super) fn answer(request: &Request) -> Option<Response> {
    let path = request.target.strip_prefix("/model/v1/")?;
    let wants_stream = serde_json::from_str::<Value>(&request.text())
        .is_ok_and(|asked| asked.get("stream") == Some(&Value::Bool(true)));
    match path.split('?').next()? {
        "chat/completions" if wants_stream => Some(stream(&[
            (None, chunk(json!({ "role": "assistant", "content": "ok" }), Value::Null)),
            (None, chunk(json!({}), json!("stop"))),
            (None, Value::from("[DONE]")),
        ])),
        "chat/completions" => Some(whole(&json!({
            "id": "chat",
            "object": "chat.completion",
            "created": 1,
            "model": NAME,
            "choices": [{
                "index": 0,
                "message": { "role": "assistant", "content": "ok" },
                "finish_reason": "stop",
            }],
            "usage": usage(),
        }))),
        "responses" => Some(stream(&[
            event("response.created", json!({ "response": { "id": "r", "object": "response" } })),
            event("response.output_item.done", json!({ "output_index": 0, "item": said() })),
            event(
                "response.completed",
                json!({ "response": {
                    "id": "r",
                    "object": "response",
                    "status": "completed",
                    "output": [said()],
                    "usage": { "input_tokens": 1, "output_tokens": 1, "total_tokens": 2 },
                } }),
            ),
        ])),
        "models" => {
            Some(whole(&json!({ "object": "list", "data": [{ "id": NAME, "object": "model" }] })))
        }
        _ => None,
    }
}

fn said() -> Value {
    json!({
        "type": "message",
        "id": "m",
        "role": "assistant",
        "status": "completed",
        "content": [{ "type": "output_text", "text": "ok", "annotations": [] }],
    })
}

fn usage() -> Value {
    json!({ "prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2 })
}

fn chunk(delta: Value, reason: Value) -> Value {
    json!({
        "id": "chat",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": NAME,
        "choices": [{ "index": 0, "delta": delta, "finish_reason": reason }],
        "usage": usage(),
    })
}

fn event(kind: &'static str, mut data: Value) -> (Option<&'static str>, Value) {
    data["type"] = kind.into();
    (Some(kind), data)
}

fn whole(body: &Value) -> Response {
    Response { status: 200, content_type: "application/json", body: body.to_string().into_bytes() }
}

fn stream(events: &[(Option<&str>, Value)]) -> Response {
    let mut body = String::new();
    for (kind, data) in events {
        if let Some(kind) = kind {
            body.push_str(&format!("event: {kind}\n"));
        }
        let data = data.as_str().map_or_else(|| data.to_string(), str::to_owned);
        body.push_str(&format!("data: {data}\n\n"));
    }
    Response { status: 200, content_type: "text/event-stream", body: body.into_bytes() }
}
