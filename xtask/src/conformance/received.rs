//! What the servers of a client received.

use std::collections::BTreeSet;

use anyhow::Result;

use super::{
    servers::Field,
    world::{Site, World},
};
use crate::stub::{
    http::{Request, Server},
    stdio::{self, Record},
};

/// What the servers received from each of several clients.
pub(super) struct Runs(pub(super) Vec<Received>);

impl Runs {
    /// The different values that the site's server received there, and from which client; empty if it was never reached.
    pub(super) fn at(&self, site: &Site) -> BTreeSet<(usize, String)> {
        let runs = self.0.iter().enumerate();
        runs.flat_map(|(client, run)| run.at(site).into_iter().map(move |value| (client, value)))
            .collect()
    }
}

/// What the servers received in one run of a client.
pub(super) struct Received {
    started: Vec<Record>,
    asked: Vec<Request>,
}

impl Received {
    /// Collects what came in since the last call.
    pub(super) fn take(world: &World, server: &Server) -> Result<Self> {
        let asked =
            server.take_requests().into_iter().filter(|request| request.method == "POST").collect();
        Ok(Self { started: stdio::take_records(&world.records())?, asked })
    }

    /// Whether no server was reached.
    pub(super) fn is_empty(&self) -> bool {
        self.started.is_empty() && self.asked.is_empty()
    }

    /// The different values that the site's server received there.
    ///
    /// Of an argument, the whole list of arguments; of a url, also what the client makes of a password in it.
    fn at(&self, site: &Site) -> BTreeSet<String> {
        if site.remote {
            let requests =
                self.asked.iter().filter(|request| request.server() == Some(&site.server));
            requests.map(|request| in_request(request, &site.field)).collect()
        } else {
            let records = self.started.iter().filter(|record| record.server == site.server);
            records.map(|record| in_record(record, &site.field)).collect()
        }
    }
}

/// Whether a value that was received shows the secret of its site: as it is, or in Basic authentication.
pub(super) fn shows((_, value): &(usize, String), site: &Site) -> bool {
    value.contains(&site.core) || value.contains("Authorization: Basic ")
}

fn in_record(record: &Record, field: &Field) -> String {
    match field {
        Field::Env(name) => record.env.get(name).cloned().unwrap_or_else(|| ABSENT.into()),
        _ => record.args.join("\n"),
    }
}

fn in_request(request: &Request, field: &Field) -> String {
    let header = |name: &str| request.header(&name.to_ascii_lowercase()).unwrap_or(ABSENT);
    match field {
        Field::Header(name) => header(name).to_owned(),
        _ => format!("{}\nAuthorization: {}", request.target, header("Authorization")),
    }
}

const ABSENT: &str = "(absent)";
