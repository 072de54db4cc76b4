//! Places in which a rewriter goes wrong easily, one test each. In the texts `@1`, `@2` … stand for the secrets.

mod any;
mod claude;
mod codex;
mod continue_dev;
mod copilot;
mod cursor;
mod desktop;
mod gemini;
mod half;
mod kilo;
mod kilo_legacy;
mod opencode;
