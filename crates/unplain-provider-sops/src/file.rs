//! Reading and replacing files: the rim of the crate.

pub(crate) mod folder;
pub(crate) mod lock;
pub(crate) mod read;
pub(crate) mod replace;
