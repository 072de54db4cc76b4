//! The checks, a file each. A new one is a file and a line here; `cargo xtask generate` writes its page.

mod bad_format;
pub(super) mod blanked_name;
mod broad_token;
mod cannot_carry;
pub(super) mod file_dropped;
mod inline_secret;
mod invalid;
mod invalid_schema;
pub(super) mod not_a_string;
pub(super) mod padded_reference;
mod placeholder;
mod schema_format;
pub(super) mod schema_secret;
mod schema_unknown_key;
mod secret_default;
mod shared_token;
mod store_conflict;
mod store_encrypted_twice;
mod store_invalid;
mod store_lacks;
mod store_mac;
mod store_not_opened;
mod store_overdue;
mod store_plain_value;
mod store_recipients;
mod store_undeclared;
mod tracked_env;
pub(super) mod undeclared;
mod unreadable;
mod unset_variable;
mod unused_variable;
mod workflow_variable;
pub(super) mod wrong_dialect;

use super::Check;

pub(super) const ALL: &[&Check] = &[
    &bad_format::CHECK,
    &blanked_name::CHECK,
    &broad_token::CHECK,
    &cannot_carry::CHECK,
    &file_dropped::CHECK,
    &inline_secret::CHECK,
    &invalid::CHECK,
    &invalid_schema::CHECK,
    &not_a_string::CHECK,
    &padded_reference::CHECK,
    &placeholder::CHECK,
    &schema_format::CHECK,
    &schema_secret::CHECK,
    &schema_unknown_key::CHECK,
    &secret_default::CHECK,
    &shared_token::CHECK,
    &store_conflict::CHECK,
    &store_encrypted_twice::CHECK,
    &store_invalid::CHECK,
    &store_lacks::CHECK,
    &store_mac::CHECK,
    &store_not_opened::CHECK,
    &store_overdue::CHECK,
    &store_plain_value::CHECK,
    &store_recipients::CHECK,
    &store_undeclared::CHECK,
    &tracked_env::CHECK,
    &undeclared::CHECK,
    &unreadable::CHECK,
    &unset_variable::CHECK,
    &unused_variable::CHECK,
    &workflow_variable::CHECK,
    &wrong_dialect::CHECK,
];
