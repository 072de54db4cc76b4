//! `unplain validate` in a large repository, and before a commit there.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use super::subjects::{Bound, Subject, Surroundings, feed};
use crate::tokens::Tokens;

/// Packages of the repository; each has one config.
const PACKAGES: usize = 200;

/// Other files in each package.
const FILES: usize = 250;

/// Variables that the configs refer to.
const VARIABLES: usize = 40;

/// All of it, against a plain walk of the same tree.
pub(super) fn whole(around: &Surroundings<'_>) -> Result<Subject> {
    let repository = repository(around)?;
    let mut ours = around.command(around.unplain, &around.home("validate")?);
    ours.arg("validate").current_dir(&repository);
    let mut theirs = around.command(around.xtask, &repository);
    theirs.arg("walk-all").arg(&repository);
    Ok(Subject {
        ours,
        codes: &[0],
        theirs,
        their_codes: &[0],
        against: "a walk of the same tree with `ignore`, as many threads",
        times: 10,
        bound: Bound::Times(1.3),
        memory: Some(60),
    })
}

/// What is staged, against git's own look at that. What counts is ours alone: under 20 ms.
pub(super) fn staged(around: &Surroundings<'_>) -> Result<Subject> {
    let repository = repository(around)?;
    for (number, file) in
        [".mcp.json", ".cursor/mcp.json", "src/part1/file0.tsx"].iter().enumerate()
    {
        let path = package(&repository, number).join(file);
        let text = fs::read_to_string(&path)?;
        fs::write(path, format!("{text}\n"))?;
    }
    around.git(&repository, &["add", "--all"])?;
    let mut ours = around.command(around.unplain, &around.home("validate")?);
    ours.args(["validate", "--staged"]).current_dir(&repository);
    let mut theirs = around.command("git", &repository);
    theirs.args(["diff", "--cached", "--name-only"]);
    Ok(Subject {
        ours,
        codes: &[0],
        theirs,
        their_codes: &[0],
        against: "`git diff --cached --name-only`",
        times: 20,
        bound: Bound::Times(3.0),
        memory: None,
    })
}

/// A repository with everything committed and packed, made when it is first asked for.
fn repository(around: &Surroundings<'_>) -> Result<PathBuf> {
    let home = around.home("validate")?;
    let repository = home.join("repository");
    if repository.exists() {
        return Ok(repository);
    }
    let mut tokens = Tokens::new(5);
    for number in 0..PACKAGES {
        fill(&package(&repository, number), number, &mut tokens)?;
    }
    fs::create_dir_all(repository.join("secrets"))?;
    fs::write(repository.join("secrets/schema.json"), schema())?;
    let flows = repository.join(".github/workflows");
    fs::create_dir_all(&flows)?;
    for number in 0..10 {
        fs::write(flows.join(format!("{number}.yml")), WORKFLOW)?;
    }
    for number in 0..VARIABLES {
        let mut set = around.command(around.unplain, &home);
        feed(set.arg("set").arg(variable(number)), tokens.word(40).as_bytes())?;
    }
    fs::copy(home.join(".config/unplain/.env.enc"), repository.join(".env.enc"))?;
    around.git(&repository, &["init", "--quiet"])?;
    // else git packs in the background while we measure
    around.git(&repository, &["config", "gc.auto", "0"])?;
    around.git(&repository, &["add", "--all"])?;
    around.git(&repository, &["commit", "--quiet", "--message", "all"])?;
    around.git(&repository, &["gc", "--quiet"])?;
    Ok(repository)
}

fn package(repository: &Path, number: usize) -> PathBuf {
    repository.join(format!("packages/group-{}/package-{number}", number % 10))
}

fn variable(number: usize) -> String {
    format!("SERVICE_{number}_API_KEY")
}

fn schema() -> String {
    let mut text = String::from("{ \"required\": { \"services\": {");
    for number in 0..VARIABLES {
        let comma = if number == 0 { "" } else { "," };
        // Writing to a String cannot fail.
        write!(text, "{comma}\n  \"{}\": {{ \"required_for\": [\"server\"] }}", variable(number))
            .ok();
    }
    text + "\n} } }\n"
}

const WORKFLOW: &str = "on: push
jobs:
  test:
    runs-on: ubuntu-latest
    strategy: { matrix: { node: [20, 22, 24] } }
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: '${{ matrix.node }}' }
      - run: |
          npm ci
          npm test -- --reporter=dot
";

/// A package of sources, with one agent's config.
fn fill(package: &Path, number: usize, tokens: &mut Tokens) -> Result<()> {
    let folders =
        ["src", "src/part1", "src/part2", "src/part3/deep", "tests", "docs", ".storybook"];
    for folder in folders {
        fs::create_dir_all(package.join(folder))?;
    }
    for file in 0..FILES {
        let folder = folders.get(file % folders.len()).copied().unwrap_or_default();
        let ending = ["ts", "tsx", "css", "json", "md"].get(file % 5).copied().unwrap_or_default();
        let text = format!("export const value = \"{}\";\n", tokens.word(30));
        fs::write(package.join(folder).join(format!("file{}.{ending}", file / 7)), text)?;
    }
    let variable = variable(number % VARIABLES);
    let (file, text) = match number % 4 {
        0 => (".mcp.json", servers(&format!("${{{variable}}}"))),
        1 => (".cursor/mcp.json", servers(&format!("${{env:{variable}}}"))),
        2 => (
            "opencode.json",
            format!(
                "{{ \"mcp\": {{ \"one\": {{ \"type\": \"local\", \"command\": [\"server\"], \"environment\": {{ \"KEY\": \"{{env:{variable}}}\" }} }} }} }}\n"
            ),
        ),
        _ => (
            ".codex/config.toml",
            format!(
                "[mcp_servers.one]\ncommand = \"server\"\nargs = [\"--stdio\"]\nenv_vars = [\"{variable}\"]\n"
            ),
        ),
    };
    let file = package.join(file);
    fs::create_dir_all(file.parent().unwrap_or(package))?;
    fs::write(file, text)?;
    Ok(())
}

fn servers(reference: &str) -> String {
    format!(
        "{{\n  \"mcpServers\": {{\n    \"one\": {{ \"command\": \"server\", \"args\": [\"--stdio\"], \"env\": {{ \"KEY\": \"{reference}\" }} }}\n  }}\n}}\n"
    )
}
