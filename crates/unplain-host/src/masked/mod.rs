//! A program whose output passes through this process.

#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod streams;
#[cfg(unix)]
mod unix;

#[cfg(unix)]
pub(crate) use self::unix::run;

/// Not built: the pipes would be the same, but not what stands for signals.
#[cfg(not(unix))]
pub(crate) fn run(_: std::process::Command, _: unplain_core::mask::Masker) -> std::io::Result<i32> {
    Err(std::io::Error::other("masking its output is not possible on this system"))
}
