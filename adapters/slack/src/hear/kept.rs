//! What a modal keeps for us in its `private_metadata`: how the one who asked for it can be answered where they did.

use serde::{Deserialize, Serialize};

/// How long a `response_url` takes answers, in seconds; a little less than Slack's half hour.
const LASTS: i64 = 29 * 60;
/// How many it takes.
const USES: u8 = 5;

/// Where somebody asked for what a modal shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kept {
    /// Somewhere that can be answered.
    Spoken(Spoken),
    /// On their Home tab, which is to show what came of it.
    Home,
}

/// A way to answer somebody where they spoke, as long as it can be gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Spoken {
    /// The `response_url`.
    pub(super) url: String,
    /// Since when, in Unix seconds.
    pub(super) since: i64,
    /// How often it was used.
    pub(super) used: u8,
    /// Whether what is said there stays, or is seen by them alone until they reload.
    pub(super) stays: bool,
}

impl Kept {
    /// What a modal kept. It comes from Slack, and is a claim like all that does: the address is looked at when it
    /// is used.
    pub(super) fn read(metadata: &str) -> Option<Kept> {
        serde_json::from_str(metadata).ok()
    }

    /// For a modal to keep.
    pub(super) fn written(&self) -> String {
        serde_json::to_string(self).expect("plain fields")
    }
}

impl Spoken {
    /// Whether it takes one more answer.
    pub(super) fn takes_more(&self, now: i64) -> bool {
        self.used < USES && (self.since..self.since.saturating_add(LASTS)).contains(&now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken() -> Spoken {
        Spoken { url: "https://hooks.slack.com/actions/1".into(), since: 1000, used: 0, stays: true }
    }

    #[test]
    fn what_is_kept_comes_back() {
        for kept in [Kept::Spoken(spoken()), Kept::Home] {
            assert_eq!(Kept::read(&kept.written()), Some(kept));
        }
        for strange in ["", "{}", "kept", r#"{"url":1}"#] {
            assert_eq!(Kept::read(strange), None, "{strange}");
        }
    }

    #[test]
    fn it_takes_five_answers_within_half_an_hour() {
        assert!(spoken().takes_more(1000));
        assert!(spoken().takes_more(1000 + LASTS - 1));
        assert!(!spoken().takes_more(1000 + LASTS));
        assert!(!spoken().takes_more(999));
        assert!(Spoken { used: 4, ..spoken() }.takes_more(1000));
        assert!(!Spoken { used: 5, ..spoken() }.takes_more(1000));
    }
}
