//! `unplain bridge` and `unplain headers`: remote servers whose headers come from the store.

mod client;
mod headers;
mod life;
mod pass;
mod remote;
mod secrets;
mod trouble;
