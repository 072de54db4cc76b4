//! `unplain bridge`: a stdio MCP server that passes everything on to a remote one and adds the headers.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::PathBuf,
    sync::Arc,
};

use unplain_bridge::{Ended, Endpoint, Source};
use unplain_core::VarName;

use crate::{
    cli::Bridge,
    context::Context,
    delivery,
    exit::{Exit, Failure},
    remote_servers::{self, RemoteServer, RemoteServers},
    store,
};

pub(crate) fn run(args: &Bridge, context: &Context) -> Result<Exit, Failure> {
    // What no new value can mend is said at once; what one can, in reply to each request.
    let server = RemoteServers::load(&context.around)?.get(&args.server)?;
    if server.variables().is_empty() {
        endpoint(&args.server, &server, context)?;
    }
    let files = [
        remote_servers::file(&context.around),
        store::user_folder(&context.around).join(".env.enc"),
    ];
    let source = Stored { name: args.server.clone(), files, context: context.clone() };
    match unplain_bridge::run(Arc::new(source)) {
        Ok(Ended::ByClient | Ended::BySignal) => Ok(Exit::Done),
        Err(_) => Err(Failure::incomplete(
            "bridge",
            "the system gives no timers or signals to wait for",
            "look whether this user may open more files (`ulimit -n`)",
        )),
    }
}

/// Address and headers out of the registry and the store, looked up anew whenever one of them is another file.
struct Stored {
    name: String,
    files: [PathBuf; 2],
    context: Context,
}

impl Source for Stored {
    fn name(&self) -> &str {
        &self.name
    }

    fn version(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for file in &self.files {
            let facts = fs::metadata(file).ok();
            facts.map(|facts| (facts.modified().ok(), facts.len())).hash(&mut hasher);
        }
        hasher.finish()
    }

    fn endpoint(&self) -> Result<Endpoint, String> {
        let server = RemoteServers::load(&self.context.around).and_then(|all| all.get(&self.name));
        server.and_then(|server| endpoint(&self.name, &server, &self.context)).map_err(|failure| {
            match failure.help.as_str() {
                "" => failure.message,
                help => format!("{}; {help}", failure.message),
            }
        })
    }

    fn when_refused(&self) -> String {
        let server = RemoteServers::load(&self.context.around).and_then(|all| all.get(&self.name));
        let names = server.map(|server| server.variables()).unwrap_or_default();
        match names.as_slice() {
            [] => "its headers in servers.toml name no variable".to_owned(),
            names => {
                let sets: Vec<String> = names.iter().map(set_command).collect();
                format!("store a valid value with {}", sets.join(" or "))
            }
        }
    }
}

fn set_command(name: &VarName) -> String {
    format!("`unplain set --force {name}`")
}

fn endpoint(name: &str, server: &RemoteServer, context: &Context) -> Result<Endpoint, Failure> {
    let resolved = delivery::resolve(name, server, "bridge", context)?;
    let headers = resolved.headers.iter().map(|(name, value)| (name.as_str(), value.expose()));
    Endpoint::new(resolved.url.expose(), headers).map_err(|error| {
        let message = format!("server `{}`: {error}", name.escape_debug());
        let file = remote_servers::file(&context.around);
        Failure::incomplete("servers", message, format!("mend it in `{}`", file.display()))
    })
}
