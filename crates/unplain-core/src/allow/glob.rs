//! Patterns for paths: `*` and `?` within one part, `**` for any number of parts. Every other character means itself.

/// A pattern for a path whose parts are told apart by `/`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Glob {
    parts: Vec<Part>,
    /// The one path that it fits, if there is only one: baselines are long, and have only these.
    only: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    /// `**`
    Any,
    /// A part with `*` and `?` in it, or none.
    Like(Vec<char>),
}

impl Glob {
    /// Reads a pattern; what is wrong with it is said without it.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let mut parts = Vec::new();
        for (number, part) in text.split('/').enumerate() {
            parts.push(match part {
                "**" => Part::Any,
                "" if number == 0 && text.len() > 1 => Part::Like(Vec::new()),
                "" => return Err("has an empty part"),
                "." | ".." => return Err("has a part `.` or `..`"),
                part if part.contains("**") => return Err("has `**` beside other characters"),
                part if part.contains('\\') => return Err("has a backslash"),
                part => Part::Like(part.chars().collect()),
            });
        }
        let plain = |part: &Part| match part {
            Part::Any => false,
            Part::Like(pattern) => !pattern.iter().any(|letter| ['*', '?'].contains(letter)),
        };
        let only = parts.iter().all(plain).then(|| text.to_owned());
        Ok(Self { parts, only })
    }

    /// Whether it says nothing: it fits every path.
    pub(super) fn fits_everything(&self) -> bool {
        self.parts.contains(&Part::Any)
            && self.parts.iter().all(|part| match part {
                Part::Any => true,
                Part::Like(pattern) => *pattern == ['*'],
            })
    }

    /// The path, if it fits only one.
    pub(super) fn only(&self) -> Option<&str> {
        self.only.as_deref()
    }

    /// Whether the path fits, in time that grows with both lengths only.
    pub(super) fn fits(&self, path: &str) -> bool {
        if let Some(only) = &self.only {
            return only == path;
        }
        let parts: Vec<Vec<char>> = path.split('/').map(|part| part.chars().collect()).collect();
        // reached[n]: the patterns so far fit the first n parts
        let mut reached = vec![false; parts.len() + 1];
        reached[0] = true;
        for pattern in &self.parts {
            let mut next = vec![false; parts.len() + 1];
            for at in 0..=parts.len() {
                match pattern {
                    Part::Any => next[at] = reached[at] || (at > 0 && next[at - 1]),
                    Part::Like(like) => {
                        next[at] = at > 0 && reached[at - 1] && is_like(like, &parts[at - 1]);
                    }
                }
            }
            reached = next;
        }
        reached.last().copied().unwrap_or(false)
    }
}

/// `*` and `?` within one part. Only the last `*` met is ever gone back to.
fn is_like(pattern: &[char], part: &[char]) -> bool {
    let (mut p, mut at) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while at < part.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, at));
                p += 1;
            }
            Some(letter) if *letter == '?' || Some(letter) == part.get(at) => {
                p += 1;
                at += 1;
            }
            _ => match star {
                Some((back, from)) => {
                    star = Some((back, from + 1));
                    (p, at) = (back + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn parts_and_stars() {
        let fits = |pattern: &str, path: &str| Glob::parse(pattern).unwrap().fits(path);
        assert!(fits("examples/**/mcp.json", "examples/mcp.json"));
        assert!(fits("examples/**/mcp.json", "examples/a/b/mcp.json"));
        assert!(!fits("examples/**/mcp.json", "other/examples/mcp.json"));
        assert!(fits("**/mcp.json", "mcp.json") && fits("**/mcp.json", "a/mcp.json"));
        assert!(!fits("mcp.json", "a/mcp.json"));
        assert!(fits("*.json", ".mcp.json") && !fits("*.json", "a/b.json"));
        assert!(fits("a*b*c", "aXbYbZc") && !fits("a*b*c", "aXbYbZ"));
        assert!(fits("app/[id]/?.ts", "app/[id]/x.ts") && !fits("app/[id]/?.ts", "app/i/x.ts"));
        assert!(fits("~/.claude.json", "~/.claude.json") && fits("/etc/*", "/etc/x"));
        assert!(fits("a/**", "a/b/c") && fits("?", "ü"));
    }

    #[test]
    fn what_is_no_pattern() {
        for wrong in ["", "a//b", "a/", "../a", "./a", "a/..", "a**", "**a/b", "a\\b", "/"] {
            assert!(Glob::parse(wrong).is_err(), "{wrong}");
        }
        for all in ["**", "**/*", "**/**", "*/**"] {
            assert!(Glob::parse(all).unwrap().fits_everything(), "{all}");
        }
        assert!(!Glob::parse("**/*.json").unwrap().fits_everything());
        assert_eq!(Glob::parse("a/b.json").unwrap().only(), Some("a/b.json"));
        assert_eq!(Glob::parse("a/*.json").unwrap().only(), None);
    }
}
