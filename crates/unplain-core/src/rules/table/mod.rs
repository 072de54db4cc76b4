//! The rule table: one row per token format, in files by field.
//!
//! A row prefers prefix, least length and characters to an exact length: GitHub, Stripe, Shopify, GitLab, Figma and
//! Vercel have all lengthened theirs. Where two rows share their first literal the first of them that holds wins.
//!
//! Pages for rotating stand as the providers' own pages give them, or as 1Password's shell plugins, TruffleHog's
//! how-to-rotate, Docker's MCP registry, Dify's plugins and the READMEs of the providers' MCP servers link to them. A row
//! has none where the page depends on the account, or was not found.

mod agents;
mod azure;
mod chat;
mod ci;
mod clouds;
mod code_hosts;
mod data;
mod generic;
mod mail;
mod models;
mod monitoring;
mod packages;
mod payments;
mod search;
mod secrets;
mod work_tools;

use super::rule::Rule;

pub(super) static RULES: [Rule; COUNT] = assemble();

const FIELDS: [&[Rule]; 16] = [
    models::ROWS,
    agents::ROWS,
    search::ROWS,
    code_hosts::ROWS,
    ci::ROWS,
    packages::ROWS,
    clouds::ROWS,
    azure::ROWS,
    data::ROWS,
    chat::ROWS,
    work_tools::ROWS,
    mail::ROWS,
    monitoring::ROWS,
    payments::ROWS,
    secrets::ROWS,
    generic::ROWS,
];

const COUNT: usize = {
    let (mut count, mut field) = (0, 0);
    while field < FIELDS.len() {
        count += FIELDS[field].len();
        field += 1;
    }
    count
};

const fn assemble() -> [Rule; COUNT] {
    let mut all = [FIELDS[0][0]; COUNT];
    let (mut at, mut field) = (0, 0);
    while field < FIELDS.len() {
        let mut row = 0;
        while row < FIELDS[field].len() {
            all[at] = FIELDS[field][row];
            at += 1;
            row += 1;
        }
        field += 1;
    }
    all
}
