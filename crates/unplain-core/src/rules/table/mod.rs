//! The rule table: one row per token format, in files by field.
//!
//! A row prefers prefix, least length and characters to an exact length: GitHub, Stripe, Shopify, GitLab, Figma and
//! Vercel have all lengthened theirs. Where two rows share their first literal the first of them that holds wins.

mod clouds;
mod code_hosts;
mod generic;
mod models;
mod packages;
mod search;
mod work_tools;

use super::rule::Rule;

pub(super) static RULES: [Rule; COUNT] = assemble();

const FIELDS: [&[Rule]; 7] = [
    models::ROWS,
    search::ROWS,
    code_hosts::ROWS,
    packages::ROWS,
    clouds::ROWS,
    work_tools::ROWS,
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
