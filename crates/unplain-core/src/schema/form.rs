//! The form of `secrets/schema.json` as types: what `unplain schema init` writes, and what editors are told of it.

use std::{collections::BTreeMap, num::NonZeroU32};

use schemars::JsonSchema;
use serde::Serialize;

use crate::VarName;

/// Where the JSON Schema of the form is published.
pub const SCHEMA_URL: &str =
    "https://raw.githubusercontent.com/unplain/unplain/main/schema/secrets.schema.json";

/// Variables that belong together, such as those of one service.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("propertyNames" = { "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" }))]
pub struct Group(pub BTreeMap<VarName, Variable>);

/// The variables that a project needs: their names and what their values look like, never a value.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(title = "secrets/schema.json", extend("$id" = SCHEMA_URL, "examples" = [example()]))]
pub struct SecretsSchema {
    /// The JSON Schema of this form, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub schema: Option<String>,
    /// Variables without which something does not work, in groups. A variable stands in one group only.
    #[serde(default)]
    pub required: BTreeMap<String, Group>,
    /// Variables without which everything works, in groups.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub optional: BTreeMap<String, Group>,
}

/// A variable; all that is said of it is optional.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(default)]
pub struct Variable {
    /// The shape of the value: `...` stands for one or more characters, all else for itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = "sk-ant-...")]
    pub format: Option<String>,
    /// A regular expression that has to match somewhere in the value, without look-around and back-references.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("format" = "regex"))]
    pub pattern: Option<String>,
    /// What the variable is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub description: Option<String>,
    /// Where it is written how one gets a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub docs: Option<String>,
    /// Who is asked for a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub owner: Option<String>,
    /// What the value may open, in the words of its issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "OneOrMore")]
    pub scope: Option<OneOrMore>,
    /// After how many days the value is to be replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "NonZeroU32")]
    pub rotate_days: Option<NonZeroU32>,
    /// What needs the variable: programs or services. None: everything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required_for: Vec<String>,
    /// The environments in which it has to be set. None: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<String>,
    /// Whether more than one server may use it; without this they may.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub shared: Option<bool>,
}

/// A text or several.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrMore {
    /// One.
    One(String),
    /// Several.
    More(Vec<String>),
}

fn example() -> serde_json::Value {
    serde_json::json!({
        "required": {
            "anthropic": {
                "ANTHROPIC_API_KEY": { "format": "sk-ant-...", "required_for": ["pulser"] }
            }
        }
    })
}

impl SecretsSchema {
    /// The text of the file.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The JSON Schema of the form, as it is published at [`SCHEMA_URL`].
    #[must_use]
    pub fn json_schema() -> String {
        let schema = schemars::schema_for!(SecretsSchema);
        serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
    }
}
