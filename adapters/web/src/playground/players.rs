//! The people of the playground, and how another one joins them.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use smallwins_core::calendar::{ZoneProblem, parse_zone};
use smallwins_core::member::Person;
use smallwins_core::platform::Handle;
use smallwins_core::text::{Limit, TextProblem, Typed};

/// More columns than this nobody can follow.
pub(crate) const MOST_PLAYERS: usize = 8;

/// Somebody whose part can be played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Player {
    /// Their id on this platform; also their column's name in the page.
    pub(crate) handle: Handle,
    /// What they are called.
    pub(crate) name: Typed,
    /// Where they live.
    pub(crate) zone: Tz,
    /// Whether they run the community.
    pub(crate) admin: bool,
}

impl Player {
    /// Who they are, as the platform tells it with each call.
    pub(crate) fn person(&self) -> Person {
        Person {
            handle: self.handle.clone(),
            name: Some(self.name.as_str().to_owned()),
            zone: Some(self.zone),
            language: None,
            admin: Some(self.admin),
        }
    }

    /// Whether they are there from the beginning, and only played.
    pub(crate) fn is_of_the_first(&self) -> bool {
        the_first_three().iter().any(|one| one.handle == self.handle)
    }

    /// The letter on their picture.
    pub(crate) fn initial(&self) -> String {
        self.name.as_str().chars().take(1).flat_map(char::to_uppercase).collect()
    }
}

/// The three who are there from the beginning.
pub(crate) fn the_first_three() -> [Player; 3] {
    let player = |handle: &str, name: &str, zone, admin| Player {
        handle: Handle(handle.to_owned()),
        name: Typed::parse(name, Limit::NAME).expect("a short name"),
        zone,
        admin,
    };
    [
        player("ana", "Ana", Tz::Europe__Lisbon, false),
        player("ben", "Ben", Tz::America__Chicago, false),
        player("cleo", "Cleo", Tz::Europe__Berlin, true),
    ]
}

/// What was typed about somebody new.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Application {
    /// What they are called.
    #[serde(default)]
    pub(crate) name: String,
    /// Where they live.
    #[serde(default)]
    pub(crate) zone: String,
    /// What they offer, with commas; nothing for a learner.
    #[serde(default)]
    pub(crate) topics: String,
    /// Present when they run the community.
    pub(crate) admin: Option<String>,
}

/// Why somebody new cannot be added yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Objections {
    /// What is wrong with the name.
    pub(crate) name: Option<NameObjection>,
    /// What is wrong with the zone.
    pub(crate) zone: Option<ZoneProblem>,
    /// Every place is taken.
    pub(crate) full: bool,
}

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameObjection {
    /// There is none.
    Missing,
    /// It is longer than this.
    TooLong(usize),
    /// Somebody here is called so.
    Taken,
}

impl Application {
    /// The new player, or every reason why not.
    pub(crate) fn judge(&self, players: &[Player]) -> Result<Player, Objections> {
        let name = Typed::parse(&self.name, Limit::NAME).map_err(|problem| match problem {
            TextProblem::Empty => NameObjection::Missing,
            TextProblem::TooLong { limit, .. } => NameObjection::TooLong(limit),
        });
        let taken = |name: &Typed| {
            players.iter().any(|player| player.name.as_str().to_lowercase() == name.as_str().to_lowercase())
        };
        let name = name.and_then(|name| if taken(&name) { Err(NameObjection::Taken) } else { Ok(name) });
        let full = players.len() >= MOST_PLAYERS;
        match (name, parse_zone(&self.zone)) {
            (Ok(name), Ok(zone)) if !full => {
                Ok(Player { handle: handle_for(&name, players), name, zone, admin: self.admin.is_some() })
            }
            (name, zone) => Err(Objections { name: name.err(), zone: zone.err(), full }),
        }
    }
}

/// The city of a zone, as people write it.
pub(crate) fn city(zone: Tz) -> String {
    zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ")
}

/// A handle that is fit for addresses and ids of the page, and nobody's yet.
fn handle_for(name: &Typed, players: &[Player]) -> Handle {
    let letters: String =
        name.as_str().to_lowercase().chars().filter(char::is_ascii_alphanumeric).take(20).collect();
    let stem = if letters.starts_with(|first: char| first.is_ascii_alphabetic()) {
        letters
    } else {
        format!("player{letters}")
    };
    let free = |handle: &String| players.iter().all(|player| player.handle.0 != *handle);
    let numbered = (2..).map(|number| format!("{stem}-{number}"));
    let handle = std::iter::once(stem.clone()).chain(numbered).find(free);
    Handle(handle.expect("the numbers do not run out"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application(name: &str, zone: &str) -> Application {
        Application { name: name.into(), zone: zone.into(), ..Application::default() }
    }

    #[test]
    fn a_misspelt_zone_is_answered_with_the_one_that_was_meant() {
        let objections = application("Dora", "Europe/Berln").judge(&the_first_three()).unwrap_err();
        assert_eq!(objections.zone.unwrap().nearest, Some(Tz::Europe__Berlin));
        assert_eq!(objections.name, None);
    }

    #[test]
    fn two_people_never_share_a_handle() {
        let mut players = the_first_three().to_vec();
        for name in ["Ana!", "Ana?", "安娜", "7 of 9"] {
            let player = application(name, "Lisbon").judge(&players).unwrap();
            assert!(players.iter().all(|other| other.handle != player.handle), "{name}");
            players.push(player);
        }
        assert_eq!(players[3].handle.0, "ana-2");
    }

    #[test]
    fn a_name_is_taken_once() {
        let objections = application("ana", "Lisbon").judge(&the_first_three()).unwrap_err();
        assert_eq!(objections.name, Some(NameObjection::Taken));
    }
}
