//! What touches the machine: discovery on disk, snapshots, atomic replacement, locks, journal, child processes.
