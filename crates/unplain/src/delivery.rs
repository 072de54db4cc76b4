//! A remote server with its values: what `unplain headers` prints and `unplain bridge` sends.

use std::time::SystemTime;

use unplain_core::{Secret, VarName};

use crate::{context::Context, exit::Failure, remote_servers::RemoteServer, store::Stores};

/// A remote server's address and headers, as they are sent.
pub(crate) struct Resolved {
    #[cfg_attr(not(feature = "bridge"), allow(dead_code, reason = "only the bridge connects"))]
    pub(crate) url: Secret,
    pub(crate) headers: Vec<(String, Secret)>,
}

impl Resolved {
    /// The headers as a JSON object with a line end.
    pub(crate) fn headers_as_json(&self) -> Secret {
        let entries: Vec<String> = self
            .headers
            .iter()
            .map(|(name, value)| {
                format!(
                    "{}:{}",
                    serde_json::Value::from(name.as_str()),
                    serde_json::Value::from(value.expose())
                )
            })
            .collect();
        Secret::new(format!("{{{}}}\n", entries.join(",")))
    }
}

/// Puts the stored values in. Only the user's own store is asked, wherever this runs: an agent may start it in a folder
/// that somebody else wrote.
///
/// # Errors
/// A value is missing or can't stand in a header; the store can't be read. Nothing has been given out then.
pub(crate) fn resolve(
    name: &str,
    server: &RemoteServer,
    event: &'static str,
    context: &Context,
) -> Result<Resolved, Failure> {
    let variables = server.variables();
    let values = match variables.as_slice() {
        [] => Vec::new(),
        variables => {
            let stores = Stores::of_user(&context.around);
            context.printer.problems(&stores.problems, &context.around.home);
            stores.lookup(variables)?
        }
    };
    let value_of =
        |wanted: &VarName| values.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let shown = name.escape_debug();
    let missing: Vec<&str> =
        variables.iter().filter(|name| value_of(name).is_none()).map(VarName::as_str).collect();
    if let Some(first) = missing.first() {
        let names = missing.join(", ");
        let message =
            format!("the user's store has no value for {names}, which server `{shown}` needs");
        let help = format!("keep one there with `unplain set {first}`");
        return Err(Failure::incomplete("missing", message, help));
    }
    let unusable = |what: &str| {
        let message = format!("server `{shown}`: with its values {what}");
        Failure::incomplete(
            "unusable-value",
            message,
            "look for a line end or another control character in the value",
        )
    };
    let url = server.url.fill(value_of).ok_or_else(|| unusable("it has no address"))?;
    let mut headers = Vec::new();
    for (header, template) in &server.headers {
        let bad = || unusable(&format!("header `{}` can't be sent", header.escape_debug()));
        let value = template.fill(value_of).filter(can_be_sent).ok_or_else(bad)?;
        headers.push((header.clone(), value));
    }
    audit(event, name, &variables, context)?;
    Ok(Resolved { url, headers })
}

/// A header's value has no control characters but the tab (RFC 9110, 5.5).
fn can_be_sent(value: &Secret) -> bool {
    !value.expose().chars().any(|c| c.is_ascii_control() && c != '\t')
}

/// One line of the audit log: which server got which variables, and when. No values.
fn audit(
    event: &'static str,
    server: &str,
    variables: &[VarName],
    context: &Context,
) -> Result<(), Failure> {
    if variables.is_empty() {
        return Ok(());
    }
    #[derive(serde::Serialize)]
    struct Access<'a> {
        time: u64,
        event: &'static str,
        server: &'a str,
        variables: Vec<&'a str>,
    }
    let time =
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let variables = variables.iter().map(VarName::as_str).collect();
    Ok(unplain_host::append_audit(&context.around, &Access { time, event, server, variables })?)
}
