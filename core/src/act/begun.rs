//! What somebody began and did not settle yet: one of a kind for each person, under a name that ends in their handle,
//! so that it goes when they are erased.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::decision::Change;
use crate::member::Member;

/// Something of that kind.
pub(super) trait Begun: Serialize + DeserializeOwned {
    /// What its names begin with, among the keepsakes.
    const NAMED: &'static str;

    /// Under which name that of somebody is kept.
    fn name(of: &Member) -> String {
        format!("{}{}", Self::NAMED, of.handle.0)
    }

    /// That of somebody, among keepsakes.
    fn among(keepsakes: Vec<(String, String)>, of: &Member) -> Option<Self> {
        let name = Self::name(of);
        let (_, kept) = keepsakes.into_iter().find(|(known, _)| *known == name)?;
        serde_json::from_str(&kept).ok()
    }

    /// It is kept; what they began before is not.
    fn kept(&self, of: &Member) -> Change {
        Change::Keepsake(Self::name(of), Some(self.body()))
    }

    /// Nobody needs it any more.
    fn dropped(of: &Member) -> Change {
        Change::Keepsake(Self::name(of), None)
    }

    /// A number by which its button is known from that of another.
    fn number(&self) -> u64 {
        number_of(&self.body())
    }

    /// As it is kept.
    fn body(&self) -> String {
        serde_json::to_string(self).expect("it is plain data")
    }
}

/// A number by which what is kept is known from something else: all of it, in 32 bits (FNV-1a).
pub(super) fn number_of(kept: &str) -> u64 {
    let step = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    kept.bytes().fold(0x811c_9dc5_u32, step).into()
}
