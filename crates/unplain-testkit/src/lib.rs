//! Made-up secrets, fixture homes and output scrubbing for the tests of unplain.
//!
//! No token of full shape may stand in the repository, so tests draw theirs from a [`Tokens`] with a seed. It knows
//! nothing of the rule table: where both agree on a shape, two independent pieces of code do.

mod home;
mod scrub;
mod seal;
mod shape;
mod tokens;

pub use home::Home;
pub use scrub::{assert_no_secret, scrub};
pub use tokens::Tokens;
