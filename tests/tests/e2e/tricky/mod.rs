//! Places in which a rewriter goes wrong easily, one test each. In the texts `@1`, `@2` … stand for the secrets.

mod any;
mod claude;
mod cursor;
mod desktop;
mod kilo;
mod kilo_legacy;
mod opencode;
