//! The few things that each system does in its own way. Both files have the same functions.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(crate) use unix::*;

#[cfg(unix)]
mod attributes;
#[cfg(unix)]
pub(crate) use attributes::keep_attributes;

#[cfg(not(unix))]
mod other;
#[cfg(not(unix))]
pub(crate) use other::*;
