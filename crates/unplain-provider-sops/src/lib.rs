//! The default store: SOPS files encrypted with age; plain dotenv and the environment as read-only stores.
