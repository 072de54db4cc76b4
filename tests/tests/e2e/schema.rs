//! `secrets/schema.json`: the first one, its JSON Schema, and what is said of one that can't be used.

use std::fs;

use boon::{Compiler, Schemas};
use serde_json::{Value, json};
use unplain_testkit::{Tokens, assert_no_secret};

use crate::world::{World, fill};

const EXAMPLE: &str = r#"{"required": {"anthropic": {"ANTHROPIC_API_KEY": {"format": "sk-ant-...", "required_for": ["pulser"]}}}}"#;

/// A home with a git work tree `p`.
fn project() -> World {
    let world = World::new();
    world.home.folder("p/.git");
    world
}

fn with_schema(schema: impl AsRef<[u8]>) -> World {
    let world = project();
    world.home.file("p/secrets/schema.json", schema);
    world
}

#[test]
fn the_form_that_people_have_is_taken_as_it_stands() {
    let world = with_schema(EXAMPLE);
    let report = world.unplain(["validate", "--format", "json"]).within("p").run().expect(0);
    assert_eq!(report.report().list("problems"), &[] as &[Value]);
}

#[test]
fn init_declares_what_configs_and_store_name() {
    let mut tokens = Tokens::new(51);
    let world = project();
    let secrets = vec![tokens.token("github-pat-classic"), tokens.opaque(40), tokens.opaque(32)];
    let config = r#"{"mcpServers": {
      "My Server": { "command": "a", "env": { "ONE": "${OWN_THING}", "TWO": "${SPARE_THING:-x}" } },
      "gh": { "command": "b", "env": { "GITHUB_TOKEN": "@1", "HOME_OF": "${HOME}/x" } },
      "zed": { "command": "c", "env": { "ZED_API_KEY": "@2" } }
    }}"#;
    world.home.file("p/.mcp.json", fill(config, &secrets));
    let written = world.unplain(["schema", "init"]).within("p/src").run().expect(0);
    let text = fs::read_to_string(world.home.at("p/secrets/schema.json")).unwrap();
    let all: Vec<&str> = secrets.iter().map(String::as_str).collect();
    assert_no_secret(written.said().as_bytes(), &all);
    assert_no_secret(text.as_bytes(), &all);
    let schema: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        schema,
        json!({
            "$schema": "https://raw.githubusercontent.com/unplain/unplain/main/schema/secrets.schema.json",
            "required": {
                "github": { "GITHUB_TOKEN": { "format": "ghp_..." } },
                "my-server": { "OWN_THING": {} },
                "zed": { "ZED_API_KEY": {} }
            },
            "optional": { "my-server": { "SPARE_THING": {} } }
        })
    );
    assert_valid(&form(&world), &schema);
    let checked = world.unplain(["validate", "--format", "json"]).within("p").run().expect(1);
    let report = checked.report();
    let codes: Vec<&str> =
        report.list("problems").iter().map(|problem| problem["code"].as_str().unwrap()).collect();
    assert!(
        codes.iter().all(|code| ["inline-secret", "unused-variable"].contains(code)),
        "{codes:?}"
    );
}

#[test]
fn init_takes_the_names_of_the_store_and_recognises_its_values() {
    let mut tokens = Tokens::new(52);
    let secret = tokens.token("github-pat-classic");
    let world = project();
    world.home.file("p/unplain.toml", "");
    world.unplain(["allow"]).within("p").run().expect(0);
    world.unplain(["set", "CODE_HOST"]).within("p").input(secret.clone()).run().expect(0);
    let user = world.home.at(".config/unplain/.env.enc");
    if user.exists() {
        fs::copy(user, world.home.at("p/.env.enc")).unwrap();
    }
    let written = world.unplain(["schema", "init", "--format", "json"]).within("p").run().expect(0);
    assert_no_secret(written.said().as_bytes(), &[&secret]);
    assert_eq!(written.report().list("variables")[0]["name"], "CODE_HOST");
    let text = fs::read_to_string(world.home.at("p/secrets/schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(schema["optional"], json!({ "github": { "CODE_HOST": { "format": "ghp_..." } } }));
    // without the key, the names
    fs::remove_file(world.home.at("p/secrets/schema.json")).unwrap();
    fs::remove_dir_all(world.home.at(".config/sops")).unwrap();
    world.unplain(["schema", "init"]).within("p").run().expect(0);
    let text = fs::read_to_string(world.home.at("p/secrets/schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(schema["optional"], json!({ "other": { "CODE_HOST": {} } }));
}

#[test]
fn init_leaves_a_schema_alone_and_says_what_it_could_not_read() {
    let world = with_schema("not even JSON");
    let refused = world.unplain(["schema", "init"]).within("p").run().expect(3);
    refused.says("unplain validate");
    let kept = fs::read_to_string(world.home.at("p/secrets/schema.json")).unwrap();
    assert_eq!(kept, "not even JSON");
    let world = project();
    world.home.file("p/.mcp.json", "{ \"mcpServers\": ");
    world.unplain(["schema", "init"]).within("p").run().expect(3).says(".mcp.json");
    assert!(world.home.at("p/secrets/schema.json").exists());
}

#[test]
fn the_published_form_and_the_reader_know_the_same_fields() {
    let world = project();
    let form = form(&world);
    let published = include_str!("../../../schema/secrets.schema.json");
    assert_eq!(form, serde_json::from_str::<Value>(published).unwrap());
    assert_valid(&form, &serde_json::from_str(EXAMPLE).unwrap());
    assert_valid(&form, &form["examples"][0]);
    let fields = form["$defs"]["Variable"]["properties"].as_object().unwrap();
    assert!(fields.len() >= 10);
    for field in fields.keys() {
        // No field is an object.
        let schema = json!({ "required": { "g": { "A": { field: {} } } } });
        assert!(!is_valid(&form, &schema), "{field}");
        let world = with_schema(schema.to_string());
        let checked = world.unplain(["validate", "--format", "json"]).within("p").run().expect(3);
        let report = checked.report();
        let problem = &report.list("problems")[0];
        assert_eq!(problem["code"], "invalid-schema");
        assert_eq!(problem["pointer"], format!("/required/g/A/{field}"));
    }
    let unknown = json!({ "required": { "g": { "A": { "other": {} } } } });
    assert!(is_valid(&form, &unknown));
}

#[test]
fn a_schema_that_can_not_be_used_is_said_to_be_so() {
    let utf16: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with_mark = [&[0xff, 0xfe], &utf16[..]].concat();
    let cases: [(&[u8], &str); 8] = [
        (b"", "the file is empty"),
        (b"[]", "has to be an object"),
        (b"{\"required\": {\n  // why\n}}", "2:3"),
        (&utf16, "zero bytes"),
        (&with_mark, "not UTF-8"),
        (b"{\"required\": {\"a\": {\"B\": {\"pattern\": \"[\"}}}}", "/required/a/B/pattern"),
        (b"{\"required\": {\"a\": {\"B\": {}},\n\"c\": {\"B\": {}}}}", "declared twice: on line 1"),
        (b"{\"optional\": {\"a\": {\"B C\": {}}}}", "no name of a variable"),
    ];
    for (schema, words) in cases {
        let world = with_schema(schema);
        let checked = world.unplain(["validate"]).within("p").run().expect(3);
        assert!(checked.said().contains(words), "{words}: {}", checked.said());
        let report = world.unplain(["validate", "--format", "json"]).within("p").run().expect(3);
        let report = report.report();
        let problem = &report.list("problems")[0];
        assert_eq!(problem["code"], "invalid-schema", "{words}");
        assert!(
            problem["line"].is_u64()
                && problem["column"].is_u64()
                && problem["pointer"].is_string()
        );
    }
    let world = project();
    world
        .unplain(["validate", "--schema", "absent.json"])
        .within("p")
        .run()
        .expect(3)
        .says("absent.json");
    world.unplain(["validate"]).within("p").run().expect(0).says("unplain schema init");
}

#[test]
fn a_token_in_the_schema_is_found_and_not_shown() {
    let token = Tokens::new(53).token("github-pat-classic");
    for schema in [
        format!("{{\"required\": {{\"g\": {{\"A\": {{\"format\": \"{token}\"}}}}}}}}"),
        format!("{{\"required\": {{\"g\": {{\"{token}\": {{}}}}}}}}"),
        format!("{{\"required\": {{\"{token}\": {{\"A\": 1}}}}}}"),
        format!("{{\"{token}\": 1}}"),
        format!("{{\"required\": {{\"g\": {{\"A\": {{\"{token}\": 1}}}}}}, {token}"),
    ] {
        let world = with_schema(&schema);
        for format in ["human", "json", "sarif"] {
            let checked =
                world.unplain(["validate", "--env", "--format", format]).within("p").run();
            assert!([Some(1), Some(3)].contains(&checked.code), "{format}");
            assert_no_secret(checked.said().as_bytes(), &[&token]);
            checked.says("schema-secret");
        }
    }
}

#[test]
fn ten_megabytes_and_deep_nesting_are_read() {
    let mut group = String::new();
    for number in 0..120_000 {
        group += &format!(
            "{}\"VARIABLE_{number}\":{{\"format\":\"key-{number}-...\",\"pattern\":\"^[a-z]+{number}\",\"required_for\":[\"x\"]}}",
            if number == 0 { "" } else { "," }
        );
    }
    let schema = format!("{{\"required\":{{\"g\":{{{group}}}}}}}");
    assert!(schema.len() > 10_000_000);
    let world = with_schema(&schema);
    world.unplain(["validate"]).within("p").run().expect(0);
    let twice = schema
        .replace("\"required\":{", "\"optional\":{\"o\":{\"VARIABLE_119999\":{}}},\"required\":{");
    let world = with_schema(twice);
    world
        .unplain(["validate"])
        .within("p")
        .run()
        .expect(3)
        .says("VARIABLE_119999 is declared twice");
    let world = with_schema(format!("{{\"required\":{}", "[".repeat(1 << 20)));
    world.unplain(["validate"]).within("p").run().expect(3).says("nested too deep");
    let world =
        with_schema(format!("{{\"required\":{{\"{}\":{{\"A\":{{}}}}}}}}", "x".repeat(1 << 20)));
    world.unplain(["validate"]).within("p").run().expect(3).says("more than 200 characters");
}

/// The JSON Schema of the form, as the program prints it.
fn form(world: &World) -> Value {
    let printed = world.unplain(["schema", "print"]).run().expect(0).stdout;
    serde_json::from_str(&printed).unwrap()
}

fn is_valid(form: &Value, instance: &Value) -> bool {
    objections(form, instance).is_none()
}

#[track_caller]
fn assert_valid(form: &Value, instance: &Value) {
    assert_eq!(objections(form, instance), None, "{instance}");
}

/// What a validator says against it.
fn objections(form: &Value, instance: &Value) -> Option<String> {
    let (mut compiler, mut schemas) = (Compiler::new(), Schemas::new());
    compiler.add_resource("file:///secrets.json", form.clone()).unwrap();
    let index = compiler.compile("file:///secrets.json", &mut schemas).unwrap();
    schemas.validate(instance, index).err().map(|error| error.to_string())
}
