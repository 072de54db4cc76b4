//! Files to be scanned, the same again from the same seed.

use std::{fmt::Write, fs, path::Path};

use anyhow::Result;

use crate::tokens::Tokens;

/// A state file of Claude Code of about `size` bytes: thousands of projects, most with references, some with secrets.
pub(super) fn claude_json(size: usize, seed: u64) -> String {
    let mut tokens = Tokens::new(seed);
    let mut text = String::from("{\n  \"numStartups\": 812,\n  \"projects\": {");
    for number in 0.. {
        if text.len() >= size {
            break;
        }
        let comma = if number == 0 { "" } else { "," };
        let (folder, said) = (tokens.word(12), tokens.word(60));
        let token = if number % 50 == 0 { tokens.word(40) } else { "${GITHUB_TOKEN}".into() };
        let history: String = (0..40)
            .map(|at| format!("{}{{ \"display\": \"please \\\"fix\\\" {said}\\n and go on\", \"pastedContents\": {{}} }}", if at == 0 { "" } else { ", " }))
            .collect();
        // Writing to a String cannot fail.
        write!(
            text,
            r#"{comma}
    "/home/someone/src/{folder}-{number}": {{
      "allowedTools": ["Bash(cargo test:*)", "Read(~/src/**)"],
      "history": [{history}],
      "mcpServers": {{
        "github": {{ "type": "stdio", "command": "npx", "args": ["-y", "server-{number}"], "env": {{ "GITHUB_TOKEN": "{token}" }} }},
        "tracker": {{ "type": "http", "url": "https://mcp.example.com/v{number}", "headers": {{ "Authorization": "Bearer ${{TRACKER_TOKEN}}" }} }}
      }},
      "hasTrustDialogAccepted": true,
      "lastCost": 0.{number}
    }}"#
        )
        .ok();
    }
    text.push_str("\n  }\n}\n");
    text
}

/// Fills `home` with about `files` files: sources and their packages in several hundred projects, a few of which have
/// configs of agents.
pub(super) fn home(home: &Path, files: usize, seed: u64) -> Result<()> {
    let mut tokens = Tokens::new(seed);
    let per_project = 400;
    for number in 0..files / per_project {
        let project = home.join(format!("src/group-{}/{}-{number}", number % 9, tokens.word(8)));
        for part in 0..20 {
            let folder = match part {
                0..4 => project.join(format!("src/part{part}")),
                4..6 => project.join(format!(".git/objects/{part:02x}")),
                _ => project.join(format!("node_modules/pkg{part}/dist")),
            };
            fs::create_dir_all(&folder)?;
            for file in 0..per_project / 20 {
                fs::write(folder.join(format!("file{file}.js")), "export {};\n")?;
            }
        }
        if number % 10 == 0 {
            let token = tokens.word(40);
            let text = format!(
                "{{ \"mcpServers\": {{ \"one\": {{ \"command\": \"x\", \"env\": {{ \"API_TOKEN\": \"{token}\" }} }} }} }}\n"
            );
            fs::write(project.join(".mcp.json"), text)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{claude_json, home};

    #[test]
    fn the_state_file_is_json_of_the_wanted_size() {
        let text = claude_json(300_000, 1);
        let json: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        assert!((300_000..310_000).contains(&text.len()));
        assert!(json["projects"].as_object().expect("an object").len() > 50);
    }

    #[test]
    fn the_home_has_about_the_wanted_number_of_files_and_a_config() {
        let folder = tempfile::tempdir().unwrap();
        home(folder.path(), 400, 1).unwrap();
        let (mut files, mut folders) = (Vec::new(), vec![folder.path().to_path_buf()]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { &mut folders } else { &mut files }.push(path);
            }
        }
        assert!((400..=401).contains(&files.len()));
        assert_eq!(files.iter().filter(|path| path.ends_with(".mcp.json")).count(), 1);
    }
}
