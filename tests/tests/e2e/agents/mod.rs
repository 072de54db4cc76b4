//! One file for each agent whose configs have something of their own.

mod amazon_q;
mod crush;
mod goose;
mod kiro;
mod librechat;
mod matrix;
mod openclaw;
mod report_only;
mod roo_code;
mod vscode;
mod warp;
mod windsurf;
mod zed;
