//! Forms that no single provider owns.

use crate::rules::{
    check::Check,
    jwt::Jwt,
    rule::{Grade::A, Rule, row},
};

pub(super) const ROWS: &[Rule] = &[
    row("private-key", "PEM", r#""-----BEGIN " pem"#)
        .names(&["PRIVATE_KEY"])
        .source(A, "RFC 7468; RFC 9580 for OpenPGP"),
    row("jwt", "JSON Web Token", r#""eyJ" b64u{10,} ".ey" b64u{10,} "." b64u{10,}"#)
        .check(Check::Jwt(Jwt::Other))
        .source(A, "RFC 7519"),
    row("age-identity", "age", r#""AGE-SECRET-KEY-1" bech32{58}"#)
        .check(Check::Bech32)
        .broad()
        .names(&["SOPS_AGE_KEY"])
        .source(A, "age specification; betterleaks"),
];
