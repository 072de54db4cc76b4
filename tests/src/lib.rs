//! End-to-end tests of `unplain`; see `tests/e2e`.
