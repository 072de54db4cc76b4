//! Which values a store can give back exactly as they are.

use unplain_core::VarName;

use crate::{
    Format,
    format::{dotenv, rule::Rule, tree},
    value::is_encrypted,
};

/// Whether a file of this form keeps `value`, whatever sops does with the file; if not, why.
pub(crate) fn value(format: Format, value: &str) -> Result<(), &'static str> {
    if format == Format::Yaml {
        return Err(
            "unplain reads YAML stores but does not write them; use a .env.enc or .json store",
        );
    }
    if value.contains('\0') {
        return Err("it holds a NUL character, which no environment variable can");
    }
    if format == Format::Dotenv && value.contains("\\n") {
        return Err(
            "it holds a backslash followed by n, which the dotenv form of sops reads as a line break; \
                    a .json store can hold it",
        );
    }
    if is_encrypted(value) {
        return Err("it is already encrypted by sops");
    }
    Ok(())
}

/// Whether a file of this form and rule keeps values under `name`, encrypted; if not, why.
pub(crate) fn name(format: Format, rule: &Rule, name: &VarName) -> Result<(), String> {
    let taken = match format {
        Format::Dotenv => name.as_str().starts_with(dotenv::META),
        Format::Json | Format::Yaml => name.as_str() == tree::META,
    };
    if taken {
        return Err("the name belongs to the metadata of sops".to_owned());
    }
    if !rule.encrypts(&[name.as_str()]) {
        return Err(format!("the store's rule ({}) would leave it unencrypted", rule.field));
    }
    Ok(())
}
