//! Which findings are allowed to stay: by the `[[allow]]` entries of the user's settings and of the projects that the
//! files lie in, and by comments beside the secrets.
//!
//! A project's entries concern files below its folder only, links followed: a cloned repository hides nothing of anyone
//! else's.

mod evidence;
mod lists;

use std::collections::BTreeMap;

use unplain_core::{
    Allowed, AllowedBy, ConfigEntry, ConfigStatus, Finding, Problem, Severity, Surroundings,
    allow::{Fingerprint, Salt},
};

pub(crate) use self::evidence::Evidence;
use self::lists::Lists;

/// The code of the note that an entry allows nothing.
pub(crate) const UNUSED_ALLOW: &str = "unused-allow";

/// Whose word counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Heed {
    /// Everybody's: what is allowed is only shown otherwise.
    Everyone,
    /// The user's own and that of projects that the user trusts: what is allowed is not moved.
    Trusted,
}

/// Notes in each of `findings` whether it is allowed, and gives back what is wrong with what allows.
pub(crate) fn judge(
    findings: &mut [Finding],
    configs: &[ConfigEntry],
    heed: Heed,
    around: &Surroundings,
) -> Vec<Problem> {
    judge_by(&mut Evidence::new(configs), findings, configs, heed, around)
}

/// Like [`judge`], with what is known of the files.
pub(crate) fn judge_by(
    evidence: &mut Evidence,
    findings: &mut [Finding],
    configs: &[ConfigEntry],
    heed: Heed,
    around: &Surroundings,
) -> Vec<Problem> {
    let mut lists = Lists::new(heed, around);
    let mut hashes = Hashes::default();
    let mut problems = Vec::new();
    for finding in findings.iter_mut().filter(|finding| finding.allowed.is_none()) {
        finding.allowed = by_comment(finding, evidence, &mut problems)
            .or_else(|| by_entry(finding, &mut lists, evidence, &mut hashes));
    }
    // what was looked at and holds nothing may have been allowed once
    for config in configs.iter().filter(|config| config.status != ConfigStatus::Absent) {
        lists.concerning(&config.path);
    }
    problems.extend(lists.unused(findings, configs));
    problems.append(&mut lists.take_problems());
    problems
}

fn by_comment(
    finding: &Finding,
    evidence: &mut Evidence,
    problems: &mut Vec<Problem>,
) -> Option<Allowed> {
    let remark = evidence.remark(finding)?;
    let line = remark.line;
    let path = finding.path.clone();
    if let Some(reason) = remark.reason {
        return Some(Allowed { by: AllowedBy::Comment, path, line, reason });
    }
    let message = "a comment `unplain:allow` without a reason allows nothing";
    let mut problem = Problem::new("allow-without-reason", Severity::Warning, message)
        .help("write the reason behind it: `unplain:allow REASON`");
    (problem.path, problem.line) = (Some(path), Some(line));
    if !problems.iter().any(|known| (&known.path, known.line) == (&problem.path, problem.line)) {
        problems.push(problem);
    }
    None
}

fn by_entry(
    finding: &Finding,
    lists: &mut Lists<'_>,
    evidence: &mut Evidence,
    hashes: &mut Hashes,
) -> Option<Allowed> {
    let today = unplain_host::utc_day(std::time::SystemTime::now());
    for (number, paths) in lists.concerning(&finding.path) {
        let Some(list) = lists.get(number) else { continue };
        let entry = list.entries.iter().find(|entry| {
            entry.fits(&finding.rule, &paths, &finding.pointer)
                && entry.fingerprint.as_ref().is_none_or(|fingerprint| {
                    evidence.value(finding).is_some_and(|value| hashes.fits(fingerprint, value))
                })
        });
        let Some(entry) = entry else { continue };
        if entry.expires.as_ref().is_some_and(|last| *last < today) {
            let place = (list.file.clone(), entry.line);
            lists.expired(place);
        } else if !list.heeded {
            lists.unheeded(number);
        } else {
            return Some(Allowed {
                by: AllowedBy::Entry,
                path: list.file.display().to_string(),
                line: entry.line,
                reason: entry.reason.clone(),
            });
        }
    }
    None
}

/// Slow hashes that were made already, by their parameters and a quick hash of the value.
#[derive(Default)]
struct Hashes(BTreeMap<HashedBy, [u8; 32]>);

type HashedBy = ((Salt, u8, u32, u32), [u8; 32]);

impl Hashes {
    fn fits(&mut self, fingerprint: &Fingerprint, value: &str) -> bool {
        let key = (fingerprint.group(), unplain_host::sha256(value.as_bytes()));
        let hash = self.0.entry(key).or_insert_with(|| fingerprint.compute(value));
        fingerprint.is(hash)
    }
}
