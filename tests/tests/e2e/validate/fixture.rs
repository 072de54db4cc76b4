//! A fixture of `tests/fixtures/validate/CODE`: small repositories, `wrong` and `right`, and what has to be done before
//! they are checked.
//!
//! No secret stands in them: `{{secret RULE}}`, `{{secret opaque 40}}` and `{{secret uuid}}` are made from a seed, a word
//! behind them tells two of a kind apart. `{{recipient}}` is the key that opens stores here, `{{other recipient}}` one
//! that does not. What can't be a file says `fixture.toml`.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde::Deserialize;
use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{Outcome, World, files, tool};

/// `fixture.toml`: for both sides, and for each.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    /// The exit code of the wrong side, where it is not that of its severity.
    exit: Option<i32>,
    both: Side,
    wrong: Side,
    right: Side,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Side {
    /// Arguments of `validate`.
    args: Vec<String>,
    /// Variables of the environment.
    env: BTreeMap<String, String>,
    /// Commands of `sh` in the repository; `encrypt NAME` makes a store for `{{recipient}}` out of `NAME.plain`.
    setup: Vec<String>,
    /// Codes of other problems that come with it.
    besides: Vec<String>,
}

/// One side of a fixture, as a git repository in a home of its own.
pub(crate) struct Fixture {
    world: World,
    secrets: Vec<String>,
    recipients: [String; 2],
    args: Vec<String>,
    /// The exit code that is expected, where it is not that of its severity.
    pub(crate) exit: Option<i32>,
    /// Codes of other problems that come with it.
    pub(crate) besides: Vec<String>,
}

/// The folder of all fixtures.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/validate"))
}

impl Fixture {
    /// Makes the side `wrong` or `right` of the fixture of this code.
    pub(crate) fn new(code: &str, side: &str) -> Self {
        let base = folder().join(code);
        let settings = fs::read_to_string(base.join("fixture.toml")).unwrap_or_default();
        let settings: Settings =
            toml::from_str(&settings).unwrap_or_else(|error| panic!("{code}: {error}"));
        let own = if side == "wrong" { &settings.wrong } else { &settings.right };
        let both = &settings.both;
        let mut world = World::new();
        world.export("GIT_CONFIG_NOSYSTEM", "1");
        let recipients = [identity(&world, ".config/sops/age/keys.txt"), identity(&world, "other")];
        let mut fixture = Self {
            world,
            secrets: Vec::new(),
            recipients,
            args: [&both.args[..], &own.args].concat(),
            exit: settings.exit,
            besides: [&both.besides[..], &own.besides].concat(),
        };
        let source = base.join(side);
        for (path, content) in files(&source) {
            let below = path.strip_prefix(&source).unwrap().to_str().unwrap().to_owned();
            let text = fixture.filled(code, &String::from_utf8(content).unwrap());
            fixture.world.home.file_with_mode(&format!("project/{below}"), text, 0o644);
        }
        fixture.shell("git init --quiet --initial-branch=main");
        for line in both.setup.iter().chain(&own.setup) {
            let line = fixture.filled(code, line);
            fixture.shell(&line);
        }
        for (name, value) in both.env.iter().chain(&own.env) {
            let value = fixture.filled(code, value);
            fixture.world.export(name, value);
        }
        fixture
    }

    /// Runs `validate` with the fixture's arguments and these. Nothing of its secrets may be said.
    pub(crate) fn validate(&self, arguments: &[&str]) -> Outcome {
        let own = self.args.iter().map(String::as_str);
        let all = ["validate"].into_iter().chain(own).chain(arguments.iter().copied());
        let outcome = self.world.unplain(all).within("project").run();
        let secrets: Vec<&str> = self.secrets.iter().map(String::as_str).collect();
        assert_no_secret(outcome.said().as_bytes(), &secrets);
        outcome
    }

    /// `text` without what is different on every machine and every day.
    pub(crate) fn scrubbed(&self, text: &str) -> String {
        let home = self.world.home.path().to_str().unwrap();
        let mut text = text.replace(home, "/home");
        for (recipient, name) in self.recipients.iter().zip(["[recipient]", "[other recipient]"]) {
            text = text.replace(recipient, name);
        }
        if let Some((before, behind)) = text.split_once("last changed ")
            && let Some((_, behind)) = behind.split_once(" ago")
        {
            text = format!("{before}last changed [days] ago{}", self.scrubbed(behind));
        }
        let version = format!("\"{}\"", env!("CARGO_PKG_VERSION"));
        text.replace(&version, "\"[version]\"")
    }

    /// `text` with its placeholders filled in: the same placeholder is the same value everywhere in a fixture.
    fn filled(&mut self, code: &str, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("{{") {
            out.push_str(before);
            let (inside, behind) = behind.split_once("}}").unwrap_or(("", behind));
            match inside.split(' ').collect::<Vec<_>>().as_slice() {
                ["secret", words @ ..] => {
                    let secret = secret(&format!("{code} {inside}"), words);
                    out.push_str(&secret);
                    self.secrets.push(secret);
                }
                ["recipient"] => out.push_str(&self.recipients[0]),
                ["other", "recipient"] => out.push_str(&self.recipients[1]),
                // a template of others, such as `${{ secrets.A }}`
                _ => out.push_str(&format!("{{{{{inside}}}}}")),
            }
            rest = behind;
        }
        out + rest
    }

    fn shell(&self, line: &str) {
        let sops = tool("sops");
        let encrypt = format!(
            "encrypt() {{ '{}' --disable-version-check encrypt --age \"${{2:-$RECIPIENT}}\" --input-type dotenv \
             --output-type dotenv --filename-override \"$1\" \"$1.plain\" > \"$1\" && rm \"$1.plain\"; }}",
            sops.display()
        );
        let script = format!("set -e\n{encrypt}\n{line}");
        let started = self.world.start("sh", ["-c", &script]).within("project");
        started.env("RECIPIENT", &self.recipients[0]).run().expect(0);
    }
}

/// Makes an age identity; its public key.
fn identity(world: &World, file: &str) -> String {
    let path = world.home.file(file, "");
    fs::remove_file(&path).unwrap();
    let made = world.start(tool("age-keygen"), ["-o".as_ref(), path.as_os_str()]).run().expect(0);
    made.stderr.split_whitespace().last().unwrap().to_owned()
}

fn secret(seed: &str, words: &[&str]) -> String {
    // FNV-1a: the same on every machine.
    let seed = seed.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut tokens = Tokens::new(seed);
    match words {
        ["opaque", length, ..] => tokens.opaque(length.parse().unwrap()),
        ["uuid", ..] => tokens.uuid(),
        [rule, ..] => tokens.token(rule),
        [] => panic!("which secret?"),
    }
}
