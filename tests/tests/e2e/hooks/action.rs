//! The steps of `action.yml`, run as a runner of GitHub Actions runs them.

use std::{collections::BTreeMap, path::PathBuf};

use boon::{Compiler, Schemas};
use serde_json::{Map, Value};
use unplain_rewrite::{Document, Format, Kind, Node};

use super::*;
use crate::formats::assert_valid;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

pub(super) fn yaml(text: &str) -> Value {
    let document = Document::parse(text.to_owned(), Format::Yaml).unwrap();
    value(document.root().unwrap())
}

fn value(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Object => {
            let member = |node: Node<'_>| (node.key().unwrap().into_owned(), value(node));
            Value::Object(node.children().map(member).collect::<Map<_, _>>())
        }
        Kind::Array => Value::Array(node.children().map(value).collect()),
        _ => Value::String(node.value().into_owned()),
    }
}

fn action() -> Value {
    yaml(&fs::read_to_string(root().join("action.yml")).unwrap())
}

/// `text` with its `${{ }}` filled in; none but the known ones may stand in it.
fn filled(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        let (expression, after) = after.split_once("}}").unwrap();
        let name = expression.trim();
        filled.push_str(before);
        filled.push_str(known.get(name).unwrap_or_else(|| panic!("`{name}` is not known")));
        rest = after;
    }
    filled + rest
}

/// How the action ended.
struct Ended {
    code: i32,
    said: String,
    known: BTreeMap<String, String>,
    summary: String,
}

impl Ended {
    /// What the action gives to the steps behind it.
    fn output(&self, name: &str) -> String {
        filled(action()["outputs"][name]["value"].as_str().unwrap(), &self.known)
    }
}

/// Runs the action on the project, with these inputs.
fn run(project: &Project, inputs: &[(&str, &str)]) -> Ended {
    let action = action();
    let home = &project.repo.world.home;
    let mut known = BTreeMap::new();
    for (name, input) in action["inputs"].as_object().unwrap() {
        known.insert(format!("inputs.{name}"), input["default"].as_str().unwrap().to_owned());
    }
    for (name, input) in inputs {
        let old = known.insert(format!("inputs.{name}"), (*input).to_owned());
        assert!(old.is_some(), "there is no input `{name}`");
    }
    let (mut code, mut said, mut path) = (0, String::new(), project.repo.world.path());
    let file = |name: &str| home.file(&format!("runner/{name}"), "");
    let summary = file("summary");
    for step in action["runs"]["steps"].as_array().unwrap() {
        assert_eq!(step["shell"], "bash");
        let script = step["run"].as_str().unwrap();
        assert!(!script.contains("${{"), "what is pasted into a script is run by the shell");
        let script = home.file("runner/script.sh", script);
        let (output, paths) = (file("output"), file("path"));
        let folder = step.get("working-directory").and_then(Value::as_str).unwrap_or(".");
        let folder = format!("project/{}", filled(folder, &known));
        let mut bash = project.repo.world.start("bash", ["--noprofile", "--norc"]).within(&folder);
        bash.command.args(["-eo", "pipefail"]).arg(script).env("PATH", &path);
        bash.command.env("GITHUB_ACTION_PATH", root());
        bash.command.env("GITHUB_WORKSPACE", home.at("project"));
        bash.command.env("GITHUB_OUTPUT", &output).env("GITHUB_PATH", &paths);
        bash.command.env("GITHUB_STEP_SUMMARY", &summary);
        bash.command.env("RUNNER_TEMP", home.folder("runner/temp"));
        for (name, text) in step.get("env").and_then(Value::as_object).into_iter().flatten() {
            bash.command.env(name, filled(text.as_str().unwrap(), &known));
        }
        let outcome = bash.run();
        said.push_str(&outcome.said());
        let id = step.get("id").and_then(Value::as_str).unwrap_or_default();
        for line in fs::read_to_string(&output).unwrap().lines() {
            let (name, text) = line.split_once('=').unwrap();
            known.insert(format!("steps.{id}.outputs.{name}"), text.to_owned());
        }
        for line in fs::read_to_string(&paths).unwrap().lines() {
            path = format!("{line}:{path}");
        }
        code = outcome.code.unwrap();
        if code != 0 {
            break;
        }
    }
    Ended { code, said, known, summary: fs::read_to_string(summary).unwrap() }
}

#[test]
fn the_action_is_what_the_published_schema_says() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schemas/github-action.json");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let schema = compiler.compile(file.to_str().unwrap(), &mut schemas).unwrap();
    if let Err(error) = schemas.validate(&action(), schema) {
        panic!("no action: {error}");
    }
}

#[test]
fn a_right_project_passes() {
    let project = Project::new(5501);
    project.repo.write(".mcp.json", RIGHT);
    let ended = run(&project, &[]);
    assert_eq!(ended.code, 0, "{}", ended.said);
    assert_eq!(
        (ended.output("exit-code").as_str(), ended.output("sarif-file").as_str()),
        ("0", "")
    );
    assert!(!ended.summary.is_empty());
}

#[test]
fn a_wrong_project_fails_with_annotations_summary_and_sarif() {
    let project = Project::new(5502);
    project.repo.write("sub/.mcp.json", project.config(&project.secret));
    let inputs = [("sarif-file", "out put.sarif"), ("working-directory", "sub"), ("args", ".")];
    let ended = run(&project, &inputs);
    assert_eq!(ended.code, 1, "{}", ended.said);
    assert_eq!(ended.output("exit-code"), "1");
    assert_eq!(ended.output("sarif-file"), "out put.sarif");
    assert!(ended.said.contains("::error file=sub/.mcp.json"), "{}", ended.said);
    let sarif = project.read("sub/out put.sarif");
    assert_valid(&serde_json::from_str(&sarif).unwrap());
    assert!(sarif.contains(".mcp.json") && ended.summary.contains(".mcp.json"));
    for text in [&sarif, &ended.summary, &ended.said] {
        assert!(!text.contains(&project.secret));
    }
}

#[test]
fn the_flags_reach_the_check() {
    let project = Project::new(5503);
    project.repo.world.program(
        "unplain",
        "if [ \"$1\" = --version ]; then echo unplain 0; else printf '%s|' \"$@\" >> \"$HOME/ran\"; echo >> \"$HOME/ran\"; fi",
    );
    let ended = run(
        &project,
        &[
            ("strict", "true"),
            ("env", "true"),
            ("check-store", "true"),
            ("for", "a b\nc\n"),
            ("args", "--schema=x y.json\n"),
            ("summary", "false"),
        ],
    );
    assert_eq!(ended.code, 0, "{}", ended.said);
    let all = "validate|--no-input|--strict|--env|--check-store|--for=a b|--for=c|--schema=x y.json|--format|github|\n";
    assert_eq!(project.repo.world.home.read("ran"), all);
}

#[test]
fn inputs_are_never_run() {
    let project = Project::new(5504);
    project.repo.write(".mcp.json", RIGHT);
    project.repo.world.program("cargo", "exit 9");
    let hostile = "$(touch ran) `touch ran` \"; touch ran; '";
    for name in ["args", "for", "strict", "env", "check-store", "summary", "sarif-file"] {
        run(&project, &[(name, hostile)]);
    }
    assert_eq!(run(&project, &[("version", hostile)]).code, 9);
    assert!(!project.has("ran"));
}

#[test]
fn without_unplain_the_actions_own_is_built() {
    let project = Project::new(5505);
    project.repo.write(".mcp.json", RIGHT);
    fs::remove_file(project.repo.world.program("unplain", "")).unwrap();
    // A build takes minutes: this cargo leaves the program under test where the real one leaves what it built.
    let script = format!(
        "echo \"$*\" > \"$HOME/cargo-ran\"\nwhile [ \"$1\" != --root ]; do shift; done\nmkdir -p \"$2/bin\"\n\
         ln -s '{}' \"$2/bin/unplain\"",
        unplain().display()
    );
    project.repo.world.program("cargo", &script);
    let ended = run(&project, &[]);
    assert_eq!(ended.code, 0, "{}", ended.said);
    let crate_of_it = root().join("crates/unplain");
    let ran = project.repo.world.home.read("cargo-ran");
    assert!(ran.contains(&format!("--locked --path {} ", crate_of_it.display())), "{ran}");
    assert!(crate_of_it.join("Cargo.toml").is_file());
}

#[test]
fn what_the_page_shows_is_what_there_is() {
    let page = fs::read_to_string(root().join("docs/ci.md")).unwrap();
    let blocks = page.split("```yaml\n").skip(1).map(|rest| rest.split_once("```").unwrap().0);
    let blocks: Vec<Value> = blocks.map(yaml).collect();
    let [github, gitlab, pre_commit, lefthook] = blocks.as_slice() else {
        panic!("{} examples", blocks.len())
    };
    let steps = github["jobs"]["validate"]["steps"].as_array().unwrap();
    let action = action();
    let version = format!("v{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(steps[1]["uses"], format!("unplain/unplain@{version}"));
    for name in steps[1]["with"].as_object().unwrap().keys() {
        assert!(action["inputs"].get(name).is_some(), "{name}");
    }
    for name in action["inputs"].as_object().unwrap().keys() {
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
    let check = gitlab["validate-agents"]["script"][1].as_str().unwrap();
    assert_eq!(gitlab["validate-agents"]["artifacts"]["reports"]["junit"], "unplain.xml");
    let repo = &pre_commit["repos"][0];
    assert_eq!(repo["rev"], version);
    let hooks = yaml(&fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap());
    assert_eq!(repo["hooks"][0]["id"], hooks[0]["id"]);
    assert_eq!(lefthook["pre-commit"]["commands"]["unplain"]["run"], "unplain validate --staged");

    let project = Project::new(5506);
    project.repo.write(".mcp.json", project.config(&project.secret));
    let job = project.repo.world.start("sh", ["-c", check]).within("project");
    job.run().expect(1);
    let report = project.read("unplain.xml");
    assert!(report.contains("<testcase") && !report.contains(&project.secret));
}
