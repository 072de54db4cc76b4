//! `cargo xtask tools`: programs that tests, conformance and benches need, in a cache outside the checkout.
//!
//! The cache is `$UNPLAIN_TOOLS`, else `$XDG_CACHE_HOME/unplain-dev`, else `~/.cache/unplain-dev`. What is there already
//! is used without a look at the network, and two runs at the same time wait for each other.

mod cache;
mod debian;
pub(crate) mod npm;
pub(crate) mod pypi;

use std::{
    ffi::{OsStr, OsString},
    path::PathBuf,
};

use anyhow::{Context, Result, bail};

use cache::Cache;

/// Arguments of `cargo xtask tools`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Also what only benches and fault injection need: rg and strace.
    #[arg(long)]
    all: bool,
}

/// A program that is installed when needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tool {
    /// The real `sops`, which must agree with our store's files. Always the pinned version.
    Sops,
    /// `age` and `age-keygen`; what is on PATH will do.
    Age,
    /// `rg`, which the walk of a home folder is measured against.
    Ripgrep,
    /// `strace`, which injects faults.
    Strace,
    /// `xmllint`, which compares JUnit XML with its published schema; what is on PATH will do.
    Xmllint,
    /// The real `pre-commit`, which runs `.pre-commit-hooks.yaml`. Always the pinned version, as are husky and lefthook.
    PreCommit,
    /// `node` and `npm`, which other tools and most agents come with; what is on PATH will do.
    Node,
    /// `husky`, which keeps git's hooks in `.husky`.
    Husky,
    /// `lefthook`, which runs git's hooks by a config.
    Lefthook,
}

impl Tool {
    /// The programs that it brings.
    fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Sops => &["sops"],
            Self::Age => &["age", "age-keygen"],
            Self::Ripgrep => &["rg"],
            Self::Strace => &["strace"],
            Self::Xmllint => &["xmllint"],
            Self::PreCommit => &["pre-commit"],
            Self::Node => &["node", "npm"],
            Self::Husky => &["husky"],
            Self::Lefthook => &["lefthook"],
        }
    }
}

/// What the tests need.
pub(crate) const FOR_TESTS: &[Tool] = &[
    Tool::Sops,
    Tool::Age,
    Tool::Xmllint,
    Tool::PreCommit,
    Tool::Node,
    Tool::Husky,
    Tool::Lefthook,
];

/// Installs what is not there yet, and says what could not be installed.
pub(crate) fn main(args: Args) -> Result<()> {
    let of_benches: &[Tool] = if args.all { &[Tool::Ripgrep, Tool::Strace] } else { &[] };
    ensure(&Cache::open()?, &[FOR_TESTS, of_benches].concat())
}

/// A value for PATH on which all of `tools` are found, after installing what is not there yet.
///
/// # Errors
///
/// If one of them can't be had; the text names each and says why.
pub(crate) fn path_with(tools: &[Tool]) -> Result<OsString> {
    let cache = Cache::open()?;
    ensure(&cache, tools)?;
    let old = std::env::var_os("PATH").context("PATH is not set")?;
    let folders = std::iter::once(cache.bin()).chain(std::env::split_paths(&old));
    std::env::join_paths(folders).context("the cache's path cannot stand in PATH")
}

fn ensure(cache: &Cache, tools: &[Tool]) -> Result<()> {
    let mut failures = Vec::new();
    for tool in tools {
        if let Err(error) = ensure_one(cache, *tool) {
            failures.push(format!("{}: {error:#}", tool.programs().join(" and ")));
        }
    }
    if !failures.is_empty() {
        bail!("could not be installed\n  {}", failures.join("\n  "));
    }
    Ok(())
}

fn ensure_one(cache: &Cache, tool: Tool) -> Result<()> {
    if present(cache, tool) {
        return Ok(());
    }
    let _lock = cache.lock()?;
    if present(cache, tool) {
        return Ok(());
    }
    eprintln!("installing {}", tool.programs().join(" and "));
    match tool {
        Tool::Sops => pypi::install_sops(cache),
        Tool::Age => debian::install(cache, "age", tool.programs()),
        Tool::Ripgrep => debian::install(cache, "ripgrep", tool.programs()),
        Tool::Strace => debian::install(cache, "strace", tool.programs()),
        Tool::PreCommit => pypi::install_pre_commit(cache),
        Tool::Node => pypi::install_node(cache),
        Tool::Husky => npm::install_program(cache, "husky", "9.1.7", "husky/bin.js"),
        Tool::Lefthook => npm::install_program(cache, "lefthook", "2.2.2", "lefthook/bin/index.js"),
        Tool::Xmllint => debian::install(cache, "libxml2-utils", tool.programs()),
    }
}

fn present(cache: &Cache, tool: Tool) -> bool {
    tool.programs().iter().all(|program| match tool {
        Tool::Sops | Tool::PreCommit | Tool::Husky | Tool::Lefthook => cache.has(program),
        _ => cache.has(program) || cache::on_path(program).is_some(),
    })
}

/// The first program of this name in the folders of `path`.
pub(crate) fn find(path: &OsStr, name: &str) -> Option<PathBuf> {
    cache::in_path(path, name)
}
