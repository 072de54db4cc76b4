//! `schema/report.json`: the JSON Schema of the report, from its types.

use anyhow::Result;
use unplain_core::Report;

/// The schema's text.
pub(super) fn text() -> Result<String> {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Report))?;
    text.push('\n');
    Ok(text)
}
