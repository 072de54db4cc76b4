//! A home and a project full of configs of one client, made anew from a seed as often as wanted.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result};

use super::{
    clients::{At, Client, Expect, Filler, Place},
    json,
    servers::{ALREADY, Case, Field, Server, Shared, servers},
};
use crate::{process, tokens::Tokens};

/// The folders that a client is tried in, and what is in the configs there.
pub(super) struct World {
    base: tempfile::TempDir,
    /// The titles of the places.
    pub(super) places: Vec<String>,
    /// Each text of each server.
    pub(super) sites: Vec<Site>,
    /// Config files with servers and their first texts.
    pub(super) configs: Vec<Config>,
    others: Vec<Config>,
}

/// A config file as it was first written.
pub(super) struct Config {
    /// Absolute path.
    pub(super) path: PathBuf,
    /// Its text.
    pub(super) text: String,
}

/// A text of a server in a config.
pub(super) struct Site {
    /// Index into [`World::places`].
    pub(super) place: usize,
    /// The config's path.
    pub(super) path: PathBuf,
    /// The pointer of the text.
    pub(super) pointer: String,
    /// The server's name.
    pub(super) server: String,
    /// The id of the client whose place it is.
    client: &'static str,
    /// Whether the server has a url.
    pub(super) remote: bool,
    /// Where in the server's entry.
    pub(super) field: Field,
    /// What it is a case of.
    pub(super) case: Case,
    /// A part of the secret; empty where there is none.
    pub(super) core: String,
    /// What is to become of it.
    pub(super) expect: Expect,
}

impl World {
    /// Plans the world of these clients and writes it.
    pub(super) fn new(clients: &[&Client], port: u16, seed: u64) -> Result<Self> {
        let base = tempfile::Builder::new()
            .prefix("conformance-")
            .tempdir()
            .context("cannot make a temporary folder")?;
        let mut world = Self {
            base,
            places: Vec::new(),
            sites: Vec::new(),
            configs: Vec::new(),
            others: Vec::new(),
        };
        let mut tokens = Tokens::new(seed);
        let shared = Shared { github: tokens.github() };
        for client in clients {
            world.plan(client, clients, port, &shared, &mut tokens)?;
        }
        world.write()?;
        Ok(world)
    }

    /// Adds the files of a client.
    fn plan(
        &mut self,
        client: &Client,
        all: &[&Client],
        port: u16,
        shared: &Shared,
        tokens: &mut Tokens,
    ) -> Result<()> {
        // Server names of two clients must not meet, nor be confused with each other's.
        let alone = all.len() == 1;
        let tag = |place: &Place| {
            if alone { place.tag.into() } else { format!("{}-{}", client.id, place.tag) }
        };
        let by_place: Vec<Vec<Server>> = client
            .places
            .iter()
            .map(|place| servers(&tag(place), port, place.reference, shared, tokens))
            .collect();
        let stub = std::env::current_exe().context("cannot find the path of xtask itself")?;
        let (stub, records) = (path_text(&stub), path_text(&self.records()));
        let mut entries = |at: usize| match (client.places.get(at), by_place.get(at)) {
            (Some(place), Some(servers)) => place.shape.entries(servers, &stub, &records),
            _ => json::Json::object([]),
        };
        for file in
            (client.files)(&mut Filler { project: self.project(), port, entries: &mut entries })
        {
            let path = match file.at {
                At::Home(path) => self.home().join(path),
                At::Project(path) => self.project().join(path),
            };
            // A file that two clients read is the first one's.
            if self.configs.iter().any(|config| config.path == path) {
                continue;
            }
            for (at, pointer) in &file.places {
                let (Some(place), Some(servers)) = (client.places.get(*at), by_place.get(*at))
                else {
                    continue;
                };
                let elsewhere =
                    place.also_read_by.iter().any(|id| all.iter().any(|other| other.id == *id));
                let texts = servers.iter().enumerate();
                for (number, server, text) in
                    texts.flat_map(|(number, s)| s.texts.iter().map(move |text| (number, s, text)))
                {
                    self.sites.push(Site {
                        place: self.places.len(),
                        path: path.clone(),
                        pointer: format!(
                            "{pointer}/{}/{}",
                            place.shape.step(number, server),
                            place.shape.pointer(&text.field)
                        ),
                        server: server.name.clone(),
                        client: client.id,
                        remote: server.remote,
                        field: text.field.clone(),
                        case: text.case,
                        core: text.core.clone(),
                        expect: if elsewhere { Expect::MayStay } else { (place.expect)(text.case) },
                    });
                }
                let title = if alone {
                    place.title.into()
                } else {
                    format!("{}: {}", client.name, place.title)
                };
                self.places.push(title);
            }
            let config = Config { path, text: json::print(&file.json, file.layout) };
            if file.places.is_empty() { &mut self.others } else { &mut self.configs }.push(config);
        }
        Ok(())
    }

    /// The names of a client's servers, each once.
    pub(super) fn servers_of(&self, client: &str) -> Vec<&str> {
        let own = self.sites.iter().filter(|site| site.client == client);
        own.map(|site| site.server.as_str()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Removes home and project and writes them as they were at first.
    pub(super) fn write(&self) -> Result<()> {
        self.clear()?;
        fs::create_dir_all(self.home())?;
        fs::create_dir_all(self.project())?;
        fs::create_dir_all(self.records())?;
        fs::create_dir_all(self.programs())?;
        // The clients look for the root of a repository.
        process::quiet(Command::new("git").args(["init", "--quiet"]).arg(self.project()), LIMIT)?;
        for Config { path, text } in self.configs.iter().chain(&self.others) {
            fs::create_dir_all(path.parent().unwrap_or(path))?;
            fs::write(path, text)?;
            fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        }
        Ok(())
    }

    /// Keeps a copy of home and project as they are.
    pub(super) fn keep(&self) -> Result<()> {
        process::quiet(Command::new("cp").arg("-a").arg(self.live()).arg(self.kept()), LIMIT)
            .map(drop)
    }

    /// Puts the copy of [`World::keep`] in the place of home and project.
    pub(super) fn restore(&self) -> Result<()> {
        self.clear()?;
        fs::rename(self.kept(), self.live()).context("cannot put the kept copy back")
    }

    fn clear(&self) -> Result<()> {
        if self.live().exists() {
            fs::remove_dir_all(self.live()).context("cannot remove the old home")?;
        }
        Ok(())
    }

    /// What every client and `unplain` gets as its environment; `program` is the client's folder.
    pub(super) fn environment(&self, programs: &[&Path]) -> Result<Vec<(String, String)>> {
        let folders =
            programs.iter().copied().chain(["/usr/local/bin", "/usr/bin", "/bin"].map(Path::new));
        let path = std::env::join_paths(folders).context("a folder's path cannot stand in PATH")?;
        let variables = [
            ("HOME", path_text(&self.home())),
            ("PATH", path.to_string_lossy().into_owned()),
            ("TERM", "xterm".into()),
            ("LANG", "C.UTF-8".into()),
            (ALREADY, "already here".into()),
        ];
        Ok(variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// The user's home.
    pub(super) fn home(&self) -> PathBuf {
        self.live().join("home")
    }

    /// The project, a git work tree.
    pub(super) fn project(&self) -> PathBuf {
        self.live().join("project")
    }

    /// Where started servers leave their records.
    pub(super) fn records(&self) -> PathBuf {
        self.base.path().join("records")
    }

    /// Where the programs of this world are.
    pub(super) fn programs(&self) -> PathBuf {
        self.base.path().join("bin")
    }

    /// A path in the world as people write it.
    pub(super) fn shown(&self, path: &Path) -> String {
        match (path.strip_prefix(self.home()), path.strip_prefix(self.project())) {
            (Ok(rest), _) => format!("~/{}", rest.display()),
            (_, Ok(rest)) => rest.display().to_string(),
            _ => path.display().to_string(),
        }
    }

    /// Home and project together.
    pub(super) fn live(&self) -> PathBuf {
        self.base.path().join("live")
    }

    fn kept(&self) -> PathBuf {
        self.base.path().join("kept")
    }
}

const LIMIT: Duration = Duration::from_secs(60);

fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs};

    use super::World;
    use crate::conformance::clients;

    #[test]
    fn every_planned_secret_stands_in_its_config_and_pointers_are_unique() {
        let alone = clients::ALL.iter().map(|client| vec![client]);
        for clients in alone.chain([clients::ALL.iter().collect()]) {
            let world = World::new(&clients, 1, 5).unwrap();
            let pointers: BTreeSet<_> =
                world.sites.iter().map(|site| (&site.path, &site.pointer)).collect();
            assert_eq!(pointers.len(), world.sites.len());
            for site in world.sites.iter().filter(|site| !site.core.is_empty()) {
                let same =
                    |other: &&super::Site| other.path == site.path && other.core == site.core;
                let text = fs::read_to_string(&site.path).unwrap();
                assert_eq!(
                    text.matches(&site.core).count(),
                    world.sites.iter().filter(same).count(),
                    "{}",
                    site.pointer
                );
            }
        }
    }

    #[test]
    fn a_world_is_put_back_as_it_was() {
        let world = World::new(&[&clients::ALL[0]], 1, 5).unwrap();
        let path = &world.configs[0].path;
        fs::write(path, "changed").unwrap();
        world.keep().unwrap();
        world.write().unwrap();
        assert_eq!(fs::read_to_string(path).unwrap(), world.configs[0].text);
        world.restore().unwrap();
        assert_eq!(fs::read_to_string(path).unwrap(), "changed");
    }

    #[test]
    fn pointers_lead_to_the_texts() {
        let world = World::new(&[&clients::ALL[0]], 1, 5).unwrap();
        for site in world.sites.iter().filter(|site| !site.core.is_empty()) {
            let json: serde_json::Value =
                serde_json::from_str(&fs::read_to_string(&site.path).unwrap()).unwrap();
            let text =
                json.pointer(&site.pointer).and_then(serde_json::Value::as_str).unwrap_or_default();
            assert!(text.contains(&site.core), "{}", site.pointer);
        }
    }
}
