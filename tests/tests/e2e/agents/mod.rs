//! One file for each agent whose configs have something of their own.

mod crush;
mod goose;
mod roo_code;
mod vscode;
mod warp;
mod windsurf;
mod zed;
