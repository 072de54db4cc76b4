//! Secrets in addresses and connection strings: the password, query values, path segments. Percent-encoding stays as it
//! is: the variable holds the encoded form.

use std::ops::Range;

use super::{
    fragment::{Field, Fragment, credential, inert, known, tokens, upper},
    named::{Verdict, judge},
};
use crate::{
    Confidence,
    rules::{self, NameKind, ValueKind},
};

/// The secrets in `value`, or `None` if it is no address with a scheme.
pub(super) fn fragments(value: &str) -> Option<Vec<Fragment>> {
    let parts = Parts::split(value)?;
    let mut found = Vec::new();
    if let Some(userinfo) = parts.userinfo.clone() {
        found.extend(password(value, userinfo, &value[parts.host.clone()]));
    }
    let host = &value[parts.host.clone()];
    for segment in pieces(value, parts.path.clone(), &['/']) {
        found.extend(path_segment(value, host, segment));
    }
    for range in [parts.query.clone(), parts.fragment.clone()] {
        for pair in pieces(value, range, &['&', ';']) {
            found.extend(query_value(value, pair));
        }
    }
    // Webhooks' addresses, and tokens at odd places.
    for part in tokens(value, Some("URL")) {
        let apart = |other: &Fragment| {
            part.secret.end <= other.secret.start || other.secret.end <= part.secret.start
        };
        // What a rule knows is told more exactly than by its place.
        found.retain(|other| apart(other) || other.rule != "place");
        if found.iter().all(apart) {
            found.push(part);
        }
    }
    found.sort_by_key(|part| part.secret.start);
    Some(found)
}

fn password(value: &str, userinfo: Range<usize>, host: &str) -> Option<Fragment> {
    let text = &value[userinfo.clone()];
    let (user, start) = match text.split_once(':') {
        Some((user, _)) => (user, userinfo.start + user.len() + 1),
        None => ("", userinfo.start),
    };
    let secret = &value[start..userinfo.end];
    if inert(secret) || secret.is_empty() {
        return None;
    }
    if user.is_empty() && !text.contains(':') {
        // A user alone is a secret only if it looks like one: `https://TOKEN@host`.
        let token = known(secret).is_some_and(|hit| hit.rule.kind == rules::Kind::Secret);
        // A DSN of Sentry has a public key there, and a number for a path.
        let hash = rules::classify(secret, Some("token")) == ValueKind::Opaque
            && !host.contains("sentry")
            && !value.rsplit('/').next().is_some_and(|end| end.bytes().all(|b| b.is_ascii_digit()));
        let opaque = hash || rules::classify(secret, None) == ValueKind::Opaque;
        return (token || opaque).then(|| {
            credential(secret, start, Field::Named("TOKEN".to_owned()), NameKind::Secret)
        });
    }
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let local = [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "host.docker.internal",
        "db",
        "postgres",
        "redis",
        "mysql",
    ]
    .contains(&host);
    let fragment = credential(secret, start, Field::Named("PASSWORD".to_owned()), NameKind::Secret);
    // A default password of a database on this machine protects nothing.
    let weak = local && (secret == user || !rules::credible(secret));
    Some(if weak { Fragment { confidence: Confidence::Low, ..fragment } } else { fragment })
}

fn path_segment(value: &str, host: &str, segment: Range<usize>) -> Option<Fragment> {
    let text = &value[segment.clone()];
    let field = || Field::Named("URL_TOKEN".to_owned());
    if let Some(hit) = known(text) {
        return (hit.rule.kind == rules::Kind::Secret)
            .then(|| Fragment::token(&hit, segment.start, field()));
    }
    let before = &value[..segment.start];
    // `repository.git@commit`
    if let Some((_, pinned)) = text.rsplit_once('@')
        && known(pinned).is_none()
    {
        return None;
    }
    let kind = rules::classify(text, None);
    let keylike = matches!(kind, ValueKind::Uuid | ValueKind::Opaque)
        || rules::classify(text, Some("api_key")) == ValueKind::Opaque;
    if keylike && opens_by_address(host, before) {
        return Some(Fragment::plain(segment, field(), "place", Confidence::High));
    }
    let file = text.rsplit_once('.').is_some_and(|(_, end)| {
        (2..=8).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let above = before.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let least = if ANNOUNCES.contains(&above) { 16 } else { 28 };
    let hex = matches!(text.len(), 24 | 32 | 40 | 64 | 128)
        && text.bytes().all(|b| b.is_ascii_hexdigit());
    let long = text.len() >= least && kind == ValueKind::Opaque && !file && !hex;
    (long && !NAMES_A_DOCUMENT.contains(&above)).then(|| {
        // `/s/<segment>`: the address is the credential (Zapier and others). Elsewhere it may be an id.
        let confidence = if above == "s" { Confidence::High } else { Confidence::Medium };
        Fragment::plain(segment, field(), "place", confidence)
    })
}

/// What a secret segment often follows.
const ANNOUNCES: &[&str] = &["s", "t", "u", "k", "key", "token", "secret", "auth", "hook", "hooks"];

/// What a document's id follows: Google's `/d/`, `/folders/`.
const NAMES_A_DOCUMENT: &[&str] =
    &["d", "folders", "file", "files", "design", "board", "pages", "commit", "blob", "tree"];

/// Hosts whose addresses hold the key in a segment, and what may stand right before it: the address is all that a caller
/// has to know.
const OPEN_BY_ADDRESS: &[(&str, &[&str])] = &[
    // Pipedream, "Connect MCP clients"; Composio, "MCP servers"; Make, "MCP server" and "Webhooks"; SerpApi, "MCP".
    ("mcp.pipedream.net", &[""]),
    ("mcp.composio.dev", &["server", "mcp", "partner"]),
    ("backend.composio.dev", &["mcp"]),
    ("make.com", &["", "u", "mcp"]),
    ("integromat.com", &["", "u"]),
    ("mcp.serpapi.com", &[""]),
    // Lark and Feishu, "Custom bot"; Bark.
    ("open.feishu.cn", &["hook"]),
    ("open.larksuite.com", &["hook"]),
    ("api.day.app", &[""]),
    // Chains' nodes: Infura, Alchemy, QuickNode, Ankr, dRPC.
    ("infura.io", &["v3"]),
    ("alchemy.com", &["v2"]),
    ("g.alchemy.com", &["v2"]),
    ("quiknode.pro", &[""]),
    ("chainstack.com", &[""]),
    ("rpc.ankr.com", &["eth", "solana", "polygon", "bsc", "arbitrum", "base", "multichain"]),
];

fn opens_by_address(host: &str, before: &str) -> bool {
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let path = before.split_once("://").map_or(before, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    let above = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let is_host = |name: &str| {
        host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'))
    };
    // n8n, "Webhook node": the path is the node's own.
    ["webhook", "webhook-test"].contains(&above)
        || above == "mcp" && host.split('.').any(|part| part == "n8n")
        || OPEN_BY_ADDRESS.iter().any(|(name, above_it)| is_host(name) && above_it.contains(&above))
}

fn query_value(value: &str, pair: Range<usize>) -> Option<Fragment> {
    let text = &value[pair.clone()];
    let (name, secret) = text.split_once('=')?;
    let start = pair.start + name.len() + 1;
    if inert(secret) {
        return None;
    }
    // Signed addresses of S3 and Google Cloud Storage: the name of a key, and where it counts.
    if ["x-amz-credential", "x-goog-credential"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
    {
        return None;
    }
    // `key` is what most call it in a query; `code` is Azure Functions'.
    let judged = match name {
        "key" => "api_key",
        "code" if secret.len() >= 40 => "code_key",
        // OpenWeather
        "appid" => "app_key",
        name => name,
    };
    match judge(judged, secret) {
        Verdict::Secret(rule, prefix, confidence) => {
            let field = Field::Named(upper(name));
            let range = start..start + secret.len();
            Some(Fragment {
                lead: pair.start..start,
                prefix,
                ..Fragment::plain(range, field, rule, confidence)
            })
        }
        Verdict::Open | Verdict::Harmless => None,
    }
}

/// The parts of an address, as byte ranges.
struct Parts {
    userinfo: Option<Range<usize>>,
    host: Range<usize>,
    path: Range<usize>,
    query: Range<usize>,
    fragment: Range<usize>,
}

impl Parts {
    fn split(value: &str) -> Option<Self> {
        let (scheme, _) = value.split_once("://")?;
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"+-.:".contains(&b);
        if scheme.is_empty() || !scheme.bytes().all(fits) || value.contains(char::is_whitespace) {
            return None;
        }
        let start = scheme.len() + 3;
        let find = |from: usize, chars: &[char]| {
            value[from..].find(chars).map_or(value.len(), |index| from + index)
        };
        let authority_end = find(start, &['/', '?', '#']);
        // A password may hold an unescaped `/` or `#`; what counts is the last `@` before the query.
        let at = value[start..find(start, &['?'])].rfind('@').map(|index| start + index);
        let at = at.filter(|at| *at < authority_end || value[start..*at].contains(':'));
        let host = at.map_or(start, |at| at + 1);
        let host_end = find(host, &['/', '?', '#']);
        let path_end = find(host_end, &['?', '#']);
        let query_end = find(path_end, &['#']);
        let after = |from: usize, to: usize| (from + 1).min(to)..to;
        Some(Self {
            userinfo: at.map(|at| start..at),
            host: host..host_end,
            path: host_end..path_end,
            query: after(path_end, query_end),
            fragment: after(query_end, value.len()),
        })
    }
}

fn pieces(value: &str, range: Range<usize>, separators: &[char]) -> Vec<Range<usize>> {
    let mut start = range.start;
    let mut found = Vec::new();
    for (index, _) in value[range.clone()].match_indices(separators) {
        found.push(start..range.start + index);
        start = range.start + index + 1;
    }
    found.push(start..range.end);
    found.retain(|piece| piece.start < piece.end);
    found
}
