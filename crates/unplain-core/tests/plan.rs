//! From a config's text to its new text, for each agent's rules. What stands in the file names is what decides.

use std::collections::{BTreeMap, BTreeSet};

use unplain_core::{
    Applicability, Circumstances, EnvironmentFiles, Parsed, Plan, Secret, VarName, plan,
    project_config_at,
};
use unplain_rewrite::Document;
use unplain_testkit::Tokens;

/// A world of configs, by their paths, with what else decides about a plan.
#[derive(Default)]
struct World {
    files: Vec<(&'static str, String)>,
    installed: Vec<&'static str>,
    env: BTreeMap<String, String>,
    stored: Vec<(VarName, Secret)>,
}

impl World {
    fn with(path: &'static str, text: String) -> Self {
        Self::default().and(path, text)
    }

    fn and(mut self, path: &'static str, text: String) -> Self {
        self.files.push((path, text));
        self
    }

    fn installed(mut self, ids: &[&'static str]) -> Self {
        self.installed = ids.to_vec();
        self
    }

    fn exported(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.to_owned(), value.to_owned());
        self
    }

    fn stored(mut self, name: &str, value: &str) -> Self {
        let name = VarName::parse(name).expect("a name");
        self.stored.push((name, Secret::new(value.to_owned())));
        self
    }

    fn plan(&self) -> (Vec<Parsed>, Plan) {
        let parse = |(path, text): &(&str, String)| {
            let config = project_config_at(std::path::Path::new(path)).expect("a config's name");
            let document =
                Document::parse(text.clone(), config.format().into()).expect("it parses");
            Parsed::new(config, document)
        };
        let parsed: Vec<Parsed> = self.files.iter().map(parse).collect();
        let installed: BTreeSet<&str> = self.installed.iter().copied().collect();
        let plan = plan(
            &parsed,
            &Circumstances {
                installed: &installed,
                env: &self.env,
                stored: &self.stored,
                can_hold: &|_, _| Ok(()),
                referenced_elsewhere: &BTreeSet::new(),
                opened: std::path::Path::new("/p"),
                include: Applicability::Safe,
                wrap: None,
                environment_files: EnvironmentFiles::Show,
            },
        );
        (parsed, plan)
    }

    /// The texts after the plan, in the order of the files, and the variables.
    fn outcome(&self) -> (Vec<String>, Vec<String>) {
        let (_, plan) = self.plan();
        let mut texts: Vec<String> = self.files.iter().map(|(_, text)| text.clone()).collect();
        for rewrite in &plan.rewrites {
            texts[rewrite.file] = rewrite.proven.text().to_owned();
        }
        (texts, plan.variables.iter().map(|variable| variable.name.to_string()).collect())
    }

    fn becomes(&self, expected: &[String]) -> Vec<String> {
        let (texts, variables) = self.outcome();
        assert_eq!(texts, expected);
        variables
    }

    /// Nothing moves, and each finding says why.
    fn stays(&self) -> Vec<String> {
        let (_, plan) = self.plan();
        assert!(plan.rewrites.is_empty(), "something was planned");
        let decisions = plan.decisions.into_iter().flatten();
        decisions.map(|decision| decision.reason.expect("a reason")).collect()
    }
}

fn claude(server: &str) -> String {
    format!("{{\"mcpServers\": {{\"s\": {server}}}}}\n")
}

fn opencode(server: &str) -> String {
    format!("{{\"mcp\": {{\"s\": {server}}}}} // mine\n")
}

#[test]
fn an_env_entry_keeps_its_name() {
    let token = Tokens::new(1).token("github-pat-classic");
    let text = |value: &str| claude(&format!("{{\"env\": {{\"GITHUB_TOKEN\": \"{value}\"}}}}"));
    let variables = World::with("/p/.mcp.json", text(&token)).becomes(&[text("${GITHUB_TOKEN}")]);
    assert_eq!(variables, ["GITHUB_TOKEN"]);
}

#[test]
fn each_agent_gets_its_own_spelling_and_one_value_one_variable() {
    let token = Tokens::new(2).token("github-pat-classic");
    let env = |value: &str| claude(&format!("{{\"env\": {{\"GITHUB_TOKEN\": \"{value}\"}}}}"));
    let open = |value: &str| opencode(&format!("{{\"environment\": {{\"GH\": \"{value}\"}},}}"));
    let variables = World::with("/p/.mcp.json", env(&token))
        .and("/p/.cursor/mcp.json", env(&token))
        .and("/p/opencode.json", open(&token))
        .becomes(&[env("${GITHUB_TOKEN}"), env("${env:GITHUB_TOKEN}"), open("{env:GITHUB_TOKEN}")]);
    assert_eq!(variables, ["GITHUB_TOKEN"]);
}

#[test]
fn two_values_under_one_name_are_two_variables() {
    let mut tokens = Tokens::new(3);
    let (one, two) = (tokens.token("github-pat-classic"), tokens.token("github-pat-classic"));
    let text = |one: &str, two: &str| {
        format!(
            "{{\"mcpServers\": {{\"work\": {{\"env\": {{\"T_TOKEN\": \"{one}\"}}}}, \
             \"home\": {{\"env\": {{\"T_TOKEN\": \"{two}\"}}}}}}}}"
        )
    };
    World::with("/p/.mcp.json", text(&one, &two)).becomes(&[text("${T_TOKEN}", "${HOME_T_TOKEN}")]);
}

#[test]
fn a_name_that_claude_code_blanks_is_not_used_in_a_header_but_may_be_in_an_env() {
    let value = Tokens::new(4).opaque(40);
    let header = |value: &str| {
        format!(
            "{{\"mcpServers\": {{\"sonar\": {{\"url\": \"https://s.example.com\", \
                 \"headers\": {{\"Authorization\": \"Bearer {value}\"}}}}}}}}"
        )
    };
    World::with("/p/.mcp.json", header(&value)).becomes(&[header("${MCP_SONAR_TOKEN}")]);
    let env = |value: &str| claude(&format!("{{\"env\": {{\"SONAR_TOKEN\": \"{value}\"}}}}"));
    World::with("/p/.mcp.json", env(&value)).becomes(&[env("${SONAR_TOKEN}")]);
}

#[test]
fn a_name_that_is_exported_or_stored_with_another_value_is_not_taken() {
    let value = Tokens::new(5).opaque(32);
    let text = |value: &str| claude(&format!("{{\"env\": {{\"API_KEY\": \"{value}\"}}}}"));
    let world = || World::with("/p/.mcp.json", text(&value));
    world().exported("API_KEY", "another").becomes(&[text("${S_API_KEY}")]);
    world().stored("API_KEY", "another").becomes(&[text("${S_API_KEY}")]);
    world().exported("API_KEY", &value).becomes(&[text("${API_KEY}")]);
    world().stored("MY_KEY", &value).becomes(&[text("${MY_KEY}")]);
}

#[test]
fn what_an_agent_would_break_by_pasting_is_inherited_or_stays() {
    let odd = format!("{}\\\"x", Tokens::new(6).opaque(30));
    let escaped = odd.replace('\\', "\\\\").replace('"', "\\\"");
    let env = |value: &str| opencode(&format!("{{\"environment\": {{{value}}}}}"));
    World::with("/p/opencode.json", env(&format!("\"ODD_SECRET\": \"{escaped}\"")))
        .becomes(&[env("")]);
    let header = opencode(&format!(
        "{{\"url\": \"https://x.example.com\", \"headers\": {{\"X-API-Key\": \"{escaped}\"}}}}"
    ));
    let reasons = World::with("/p/opencode.json", header).stays();
    assert!(reasons[0].contains("unescaped"), "{reasons:?}");
}

#[test]
fn a_project_file_of_kilo_never_gains_a_reference() {
    let token = Tokens::new(7).token("github-pat-classic");
    let local = |entry: &str| opencode(&format!("{{\"environment\": {{{entry}}}}}"));
    let entry = format!("\"GITHUB_TOKEN\": \"{token}\"");
    World::with("/p/kilo.json", local(&entry)).becomes(&[local("")]);
    let remote = opencode(&format!(
        "{{\"url\": \"https://x.example.com\", \"headers\": {{\"Authorization\": \"Bearer {token}\"}}}}"
    ));
    let reasons = World::with("/p/kilo.json", remote).stays();
    assert!(reasons[0].contains("drop"), "{reasons:?}");
}

#[test]
fn of_a_shared_file_every_installed_reader_counts() {
    let token = Tokens::new(8).token("github-pat-classic");
    let local = |entry: &str| opencode(&format!("{{\"environment\": {{{entry}}}}}"));
    let entry = format!("\"GITHUB_TOKEN\": \"{token}\"");
    let world = || World::with("/p/opencode.json", local(&entry));
    let reference = local("\"GITHUB_TOKEN\": \"{env:GITHUB_TOKEN}\"");
    world().installed(&["opencode"]).becomes(std::slice::from_ref(&reference));
    world().installed(&["opencode", "kilo"]).becomes(&[local("")]);
    let old = claude(&format!("{{\"env\": {{{entry}}}}}"));
    let world = || World::with("/p/.kilocode/mcp.json", old.clone());
    let reasons = world().installed(&["kilo", "kilo-legacy"]).stays();
    assert!(reasons[0].contains("expands nothing"), "{reasons:?}");
    world()
        .installed(&["kilo-legacy"])
        .becomes(&[claude("{\"env\": {\"GITHUB_TOKEN\": \"${env:GITHUB_TOKEN}\"}}")]);
}

#[test]
fn a_secret_default_goes_and_a_harmless_one_stays() {
    let token = Tokens::new(9).token("github-pat-classic");
    let text = |value: &str| {
        claude(&format!(
            "{{\"env\": {{\"KEY\": \"{value}\", \"BASE\": \"${{BASE:-https://a.example.com}}\"}}}}"
        ))
    };
    World::with("/p/.mcp.json", text(&format!("${{KEY:-{token}}}"))).becomes(&[text("${KEY}")]);
}

#[test]
fn only_the_secret_part_of_a_value_is_replaced() {
    let mut tokens = Tokens::new(10);
    let (key, password, token) =
        (tokens.opaque(32), tokens.opaque(20), tokens.token("github-pat-classic"));
    let text = |key: &str, password: &str, token: &str| {
        claude(&format!(
            "{{\"command\": \"x\", \"args\": [\"--api-key={key}\", \"postgres://app:{password}@db.example.com/a\", \
             \"-H\", \"Authorization: Bearer {token}\", \"-e\", \"GITHUB_TOKEN={token}\"]}}"
        ))
    };
    World::with("/p/.mcp.json", text(&key, &password, &token)).becomes(&[text(
        "${S_API_KEY}",
        "${S_PASSWORD}",
        "${GITHUB_TOKEN}",
    )]);
}

#[test]
fn a_second_plan_finds_nothing() {
    let token = Tokens::new(11).token("github-pat-classic");
    let text = claude(&format!("{{\"env\": {{\"GITHUB_TOKEN\": \"{token}\"}}}}"));
    let (texts, _) = World::with("/p/.mcp.json", text).outcome();
    let again = World::with("/p/.mcp.json", texts[0].clone());
    let (parsed, plan) = again.plan();
    assert!(parsed[0].found.is_empty());
    assert!(plan.rewrites.is_empty());
}

#[test]
fn placeholders_and_references_are_no_findings() {
    for value in [
        "YOUR_API_KEY",
        "<token>",
        "xxx",
        "changeme",
        "${API_KEY}",
        "${env:API_KEY}",
        "{env:API_KEY}",
        "$API_KEY",
        "%API_KEY%",
        "${input:key}",
        "{file:~/k}",
        "op://v/i/f",
        "your-api-key-here",
        "",
    ] {
        let text = claude(&format!(
            "{{\"env\": {{\"API_KEY\": \"{value}\"}}, \"args\": [\"--api-key\", \"{value}\"]}}"
        ));
        let (parsed, _) = World::with("/p/.mcp.json", text).plan();
        assert!(parsed[0].found.is_empty(), "{value}");
    }
}

#[test]
fn a_value_that_holds_a_reference_is_refused() {
    let value = format!("{}${{HOME}}", Tokens::new(12).opaque(30));
    let text = claude(&format!(
        "{{\"url\": \"https://x.example.com\", \"headers\": {{\"X-API-Key\": \"{value}\"}}}}"
    ));
    let (_, plan) = World::with("/p/.mcp.json", text).plan();
    assert!(plan.rewrites.is_empty());
}

#[test]
fn a_sibling_argument_keeps_what_it_gets() {
    // mcp-remote expands `${AUTH}` itself, from its environment: Claude Code must go on leaving it alone.
    let token = Tokens::new(13).opaque(40);
    let text = |value: &str| {
        claude(&format!(
            "{{\"args\": [\"--header\", \"Authorization:${{AUTH}}\"], \"env\": {{\"AUTH\": \"Bearer {value}\"}}}}"
        ))
    };
    World::with("/p/.mcp.json", text(&token)).becomes(&[text("${S_AUTH_TOKEN}")]);
}

#[test]
fn what_is_shown_of_a_secret_shows_no_other() {
    let mut tokens = Tokens::new(14);
    let (one, two, three) = (tokens.opaque(20), tokens.opaque(32), tokens.opaque(36));
    let text = claude(&format!(
        "{{\"command\": \"x\", \"args\": [\"--dsn=postgres://a:{one}@db.example.com/{three}?token={two}\", \
         \"-e\", \"DB_URL=postgres://a:{one}@db.example.com/?password={two}\"]}}"
    ));
    let (parsed, _) = World::with("/p/.mcp.json", text).plan();
    assert!(parsed[0].found.len() >= 4);
    for found in &parsed[0].found {
        let masked = parsed[0].masked(found);
        for secret in [&one, &two, &three] {
            assert!(!masked.contains(secret.as_str()), "a secret is shown");
        }
    }
}

#[test]
fn no_server_is_handed_the_secret_of_another() {
    // `a` leaves `${API_KEY}` to its own program; giving the name a value would send `c`'s secret to `a`'s server.
    let mut tokens = Tokens::new(15);
    let (one, two) = (tokens.opaque(32), tokens.opaque(32));
    let text = |one: &str, two: &str| {
        format!(
            "{{\"mcpServers\": {{\"a\": {{\"args\": [\"--header\", \"X-API-Key:${{API_KEY}}\"], \
             \"env\": {{\"API_KEY\": \"{one}\"}}}}, \"c\": {{\"env\": {{\"API_KEY\": \"{two}\"}}}}}}}}"
        )
    };
    World::with("/p/.mcp.json", text(&one, &two)).becomes(&[text("${A_API_KEY}", "${C_API_KEY}")]);
}

#[test]
fn secrets_are_found_inside_strings_that_have_a_form_of_their_own() {
    let mut tokens = Tokens::new(16);
    let (one, two, three) = (tokens.opaque(32), tokens.opaque(30), tokens.opaque(40));
    let text = |one: &str, two: &str, three: &str| {
        claude(&format!(
            "{{\"command\": \"x\", \"args\": [\"/c\", \"set\", \"FOO_API_KEY={one}&&npx\", \"--key\", \"{one}\"], \
             \"env\": {{\"HEADERS\": \"{{'X-API-Key': '{one}'}}\", \"DSN\": \"Server=db;Password={two};\"}}}}"
        ))
        .replace('\'', "\\\"")
        .replace("@", three)
    };
    World::with("/p/.mcp.json", text(&one, &two, &three)).becomes(&[text(
        "${FOO_API_KEY}",
        "${S_DSN_PASSWORD}",
        &three,
    )]);
    let header = |value: &str| {
        claude(&format!(
            "{{\"url\": \"https://x.example.com\", \"headers\": {{\"Cookie\": \"{value}\"}}}}"
        ))
    };
    let cookie = format!("session={three}");
    World::with("/p/.mcp.json", header(&cookie)).becomes(&[header("session=${S_SESSION}")]);
}
