//! `unplain headers`: the headers of a remote server as one JSON object, for agents that ask a command for them.
//!
//! Claude Code's `headersHelper` (2.1.330) and Codex's `http_headers_helper` (0.169.0) both want an object of strings on
//! standard output; Codex gives it ten seconds and 64 KiB, no name twice, and an environment with little more than `HOME`
//! and `PATH`.

use std::io::Write as _;

use crate::{
    cli::Headers,
    context::Context,
    delivery,
    exit::{Exit, Failure},
    remote_servers::RemoteServers,
};

pub(crate) fn run(args: &Headers, context: &Context) -> Result<Exit, Failure> {
    let server = RemoteServers::load(&context.around)?.get(&args.server)?;
    let resolved = delivery::resolve(&args.server, &server, "headers", context)?;
    let text = resolved.headers_as_json();
    let mut stdout = std::io::stdout().lock();
    let written = stdout.write_all(text.expose().as_bytes()).and_then(|()| stdout.flush());
    written.map_err(|_| Failure::incomplete("output", "could not write to standard output", ""))?;
    Ok(Exit::Done)
}
