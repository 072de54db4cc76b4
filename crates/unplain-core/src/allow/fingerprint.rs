//! A value named without being told: a slow hash with a salt.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use subtle::ConstantTimeEq as _;

/// Sixteen bytes that make the fingerprints of one file different from those of any other.
pub type Salt = [u8; 16];

/// The scrypt hash of one value (RFC 7914), with salt and cost.
///
/// As text: `scrypt:ln=14,r=8,p=1:SALT:HASH`, both in base64 without padding. With these costs one guess takes some tens
/// of milliseconds and 16 MiB, so that a committed file does not give weak values away cheaply.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fingerprint {
    cost: Cost,
    salt: Salt,
    hash: [u8; 32],
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Cost {
    ln: u8,
    r: u32,
    p: u32,
}

const USUAL: Cost = Cost { ln: 14, r: 8, p: 1 };

impl Fingerprint {
    /// The fingerprint of `value`.
    #[must_use]
    pub fn of(value: &str, salt: &Salt) -> Self {
        Self { cost: USUAL, salt: *salt, hash: hash(value, salt, USUAL) }
    }

    /// Whether it is that of `value`.
    #[must_use]
    pub fn is_of(&self, value: &str) -> bool {
        self.is(&self.compute(value))
    }

    /// The hash of `value` under the same salt and cost: slow, and the same for every fingerprint of the same
    /// [`Self::group`].
    #[must_use]
    pub fn compute(&self, value: &str) -> [u8; 32] {
        hash(value, &self.salt, self.cost)
    }

    /// Whether this is its hash.
    #[must_use]
    pub fn is(&self, hash: &[u8; 32]) -> bool {
        self.hash.ct_eq(hash).into()
    }

    /// Salt and cost.
    #[must_use]
    pub fn group(&self) -> (Salt, u8, u32, u32) {
        (self.salt, self.cost.ln, self.cost.r, self.cost.p)
    }

    /// The salt, if the cost is the one that new fingerprints have.
    #[must_use]
    pub fn usual_salt(&self) -> Option<Salt> {
        (self.cost == USUAL).then_some(self.salt)
    }

    /// Reads its text. Costs at which a hash would take seconds or hundreds of megabytes are refused.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        if parts.next()? != "scrypt" {
            return None;
        }
        let mut costs = parts.next()?.split(',');
        let ln = costs.next()?.strip_prefix("ln=")?.parse().ok()?;
        let r = costs.next()?.strip_prefix("r=")?.parse().ok()?;
        let p = costs.next()?.strip_prefix("p=")?.parse().ok()?;
        let salt = STANDARD_NO_PAD.decode(parts.next()?).ok()?.try_into().ok()?;
        let hash = STANDARD_NO_PAD.decode(parts.next()?).ok()?.try_into().ok()?;
        if costs.next().is_some() || parts.next().is_some() {
            return None;
        }
        let bearable = (10..=16).contains(&ln) && (1..=8).contains(&r) && (1..=2).contains(&p);
        bearable.then_some(Self { cost: Cost { ln, r, p }, salt, hash })
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cost { ln, r, p } = self.cost;
        let [salt, hash] =
            [&self.salt[..], &self.hash[..]].map(|bytes| STANDARD_NO_PAD.encode(bytes));
        write!(f, "scrypt:ln={ln},r={r},p={p}:{salt}:{hash}")
    }
}

fn hash(value: &str, salt: &Salt, cost: Cost) -> [u8; 32] {
    let mut hash = [0; 32];
    // the bounds of `parse` and `USUAL` lie far inside scrypt's own
    if let Ok(params) = scrypt::Params::new(cost.ln, cost.r, cost.p, hash.len()) {
        let done = scrypt::scrypt(value.as_bytes(), salt, &params, &mut hash);
        debug_assert!(done.is_ok());
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn its_text_names_the_same_value_and_no_other() {
        let made = Fingerprint::of("a value", &[7; 16]);
        let read = Fingerprint::parse(&made.to_string()).unwrap();
        assert_eq!(made, read);
        assert!(read.is_of("a value") && !read.is_of("a valuE"));
        assert!(!Fingerprint::of("a value", &[8; 16]).is(&read.compute("a value")));
    }

    #[test]
    fn a_cost_that_would_hold_up_a_scan_is_refused() {
        let text = Fingerprint::of("a", &[1; 16]).to_string();
        for cost in [
            "ln=30,r=8,p=1",
            "ln=14,r=9000,p=1",
            "ln=14,r=8,p=100",
            "ln=1,r=8,p=1",
            "ln=14,r=8",
            "r=8",
        ] {
            assert!(Fingerprint::parse(&text.replace("ln=14,r=8,p=1", cost)).is_none(), "{cost}");
        }
        for wrong in ["", "scrypt", "sha256:abc", &text[..text.len() - 4], &format!("{text}:x")] {
            assert!(Fingerprint::parse(wrong).is_none(), "{wrong}");
        }
    }
}
