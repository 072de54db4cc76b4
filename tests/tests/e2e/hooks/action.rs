//! The steps of `action.yml`, run as a runner of GitHub Actions runs them.
