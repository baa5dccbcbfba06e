//! What can be settled by a form: how it is named, read, shown and written. Values are texts, as the audit tells them.

use chrono::{NaiveTime, Weekday};

use crate::act::admin::read_channel;
use crate::act::zone::unknown;
use crate::calendar::parse_zone;
use crate::community::Community;
use crate::script::{Phrase, label, say};
use crate::settings::Setting;

/// Something that can be settled by a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::act) enum Place {
    /// The zone of whoever has told none, by whose clock the digest comes.
    Zone,
    /// The channel for what concerns everybody.
    Channel,
    /// On which day the digest comes.
    DigestDay,
    /// At which time.
    DigestTime,
    /// In which channel; without one it goes to direct messages.
    DigestChannel,
    /// A whole number.
    Number(Setting),
}

/// What is settled in one form: at most five, as Discord takes no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::act) enum Group {
    /// Where and when.
    Place,
    /// How asks find somebody.
    Asking,
    /// How much is given, and how long its words are kept.
    Limits,
}

impl Group {
    /// All of them, in the order in which they are shown.
    pub(super) const ALL: [Group; 3] = [Group::Place, Group::Asking, Group::Limits];

    /// The word of a group.
    pub(super) fn word(self) -> &'static str {
        match self {
            Group::Place => "place",
            Group::Asking => "asking",
            Group::Limits => "limits",
        }
    }

    /// The group of a word.
    pub(super) fn named(word: &str) -> Option<Group> {
        Group::ALL.into_iter().find(|group| group.word() == word)
    }

    /// What is settled in it.
    pub(super) fn places(self) -> &'static [Place] {
        match self {
            Group::Place => {
                &[Place::Zone, Place::Channel, Place::DigestDay, Place::DigestTime, Place::DigestChannel]
            }
            Group::Asking => &[
                Place::Number(Setting::OfferHours),
                Place::Number(Setting::OffersBeforePool),
                Place::Number(Setting::CoolDownWeeks),
            ],
            Group::Limits => &[
                Place::Number(Setting::SessionsADay),
                Place::Number(Setting::SessionsAWeek),
                Place::Number(Setting::MinutesAWeek),
                Place::Number(Setting::NotesKeptDays),
            ],
        }
    }
}

/// The days of a week, as they are written and named.
const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "mon"),
    (Weekday::Tue, "tue"),
    (Weekday::Wed, "wed"),
    (Weekday::Thu, "thu"),
    (Weekday::Fri, "fri"),
    (Weekday::Sat, "sat"),
    (Weekday::Sun, "sun"),
];

impl Place {
    /// All of them, in the order in which they are shown.
    pub(super) fn all() -> impl Iterator<Item = Place> {
        Group::ALL.into_iter().flat_map(|group| group.places().iter().copied())
    }

    /// The word for it, which the audit has too.
    pub(super) fn word(self) -> &'static str {
        match self {
            Place::Zone => "zone",
            Place::Channel => "channel",
            Place::DigestDay => "digest-day",
            Place::DigestTime => "digest-time",
            Place::DigestChannel => "digest-channel",
            Place::Number(setting) => setting.word(),
        }
    }

    /// The place of a word.
    pub(super) fn named(word: &str) -> Option<Place> {
        Place::all().find(|place| place.word() == word)
    }

    /// The key of what it is called.
    pub(super) fn key(self) -> &'static str {
        match self {
            Place::Zone => "setting.zone",
            Place::Channel => "setting.channel",
            Place::DigestDay => "setting.digest-day",
            Place::DigestTime => "setting.digest-time",
            Place::DigestChannel => "setting.digest-channel",
            Place::Number(Setting::OfferHours) => "setting.offer-hours",
            Place::Number(Setting::OffersBeforePool) => "setting.offers-before-pool",
            Place::Number(Setting::CoolDownWeeks) => "setting.cool-down-weeks",
            Place::Number(Setting::SessionsADay) => "setting.sessions-a-day",
            Place::Number(Setting::SessionsAWeek) => "setting.sessions-a-week",
            Place::Number(Setting::MinutesAWeek) => "setting.minutes-a-week",
            Place::Number(Setting::NotesKeptDays) => "setting.notes-kept-days",
        }
    }

    /// How it may be written: its bounds, where it is a number.
    pub(super) fn hint(self) -> Option<Phrase> {
        match self {
            Place::Zone => Some(label("form.hours.zone-hint")),
            Place::Channel => Some(label("setting.channel-hint")),
            Place::DigestDay => None,
            Place::DigestTime => Some(label("setting.time-hint")),
            Place::DigestChannel => Some(label("setting.digest-channel-hint")),
            Place::Number(setting) => Some(bounds(setting)),
        }
    }

    /// The values that it can have, where they are few: as they are written, and what people read.
    pub(super) fn choices(self) -> Option<Vec<(String, Phrase)>> {
        let choice =
            |(day, word): (Weekday, &str)| (word.to_owned(), say("setting.day").with("day", day).text());
        (self == Place::DigestDay).then(|| DAYS.into_iter().map(choice).collect())
    }

    /// Whether it bounds what mentors give.
    pub(super) fn is_of_mentors(self) -> bool {
        let bounds = [Setting::SessionsADay, Setting::SessionsAWeek, Setting::MinutesAWeek];
        bounds.into_iter().any(|setting| self == Place::Number(setting))
    }

    /// What it is; nothing, where there is none.
    pub(super) fn now(self, community: &Community) -> Option<String> {
        match self {
            Place::Zone => Some(community.zone.name().to_owned()),
            Place::Channel => community.channel.clone(),
            Place::DigestDay => DAYS
                .into_iter()
                .find(|(day, _)| *day == community.digest.day)
                .map(|(_, word)| word.to_owned()),
            Place::DigestTime => Some(community.digest.time.format("%H:%M").to_string()),
            Place::DigestChannel => community.digest.channel.clone(),
            Place::Number(setting) => Some(community.settings.of(setting).to_string()),
        }
    }

    /// What somebody typed, as it is kept; or what is wrong with it, in words.
    pub(super) fn read(self, typed: &str) -> Result<Option<String>, Phrase> {
        let typed = typed.trim();
        match self {
            Place::Zone => {
                let zone = parse_zone(typed).map_err(|problem| unknown(problem.nearest, typed))?;
                Ok(Some(zone.name().to_owned()))
            }
            Place::Channel | Place::DigestChannel if is_none(typed) => Ok(None),
            Place::Channel | Place::DigestChannel => {
                read_channel(typed).map(|id| Some(id.to_owned())).ok_or_else(|| label("setting.no-channel"))
            }
            Place::DigestDay => {
                let day = typed.parse::<Weekday>().ok();
                let word = DAYS.into_iter().find(|(known, _)| Some(*known) == day).map(|(_, word)| word);
                word.map(|word| Some(word.to_owned())).ok_or_else(|| label("setting.no-day"))
            }
            Place::DigestTime => {
                let time = NaiveTime::parse_from_str(typed, "%H:%M").ok();
                let time = time.map(|time| Some(time.format("%H:%M").to_string()));
                time.ok_or_else(|| label("setting.no-time"))
            }
            Place::Number(setting) => {
                let number = typed.parse::<u32>().ok().filter(|number| setting.bounds().contains(number));
                number.map(|number| Some(number.to_string())).ok_or_else(|| bounds(setting))
            }
        }
    }

    /// The community with a value that was read.
    pub(super) fn apply(self, value: Option<&str>, community: &mut Community) {
        match (self, value) {
            (Place::Zone, Some(zone)) => community.zone = zone.parse().unwrap_or(community.zone),
            (Place::Channel, channel) => community.channel = channel.map(str::to_owned),
            (Place::DigestDay, Some(day)) => {
                community.digest.day = day.parse().unwrap_or(community.digest.day);
            }
            (Place::DigestTime, Some(time)) => {
                let time = NaiveTime::parse_from_str(time, "%H:%M");
                community.digest.time = time.unwrap_or(community.digest.time);
            }
            (Place::DigestChannel, channel) => community.digest.channel = channel.map(str::to_owned),
            (Place::Number(setting), Some(number)) => {
                let settings = community.settings.clone();
                let number = number.parse().unwrap_or(setting.usual());
                community.settings = settings.with(setting, number).unwrap_or(community.settings.clone());
            }
            (Place::Zone | Place::DigestDay | Place::DigestTime | Place::Number(_), None) => {}
        }
    }
}

fn is_none(typed: &str) -> bool {
    typed.is_empty() || ["none", "dm"].iter().any(|word| typed.eq_ignore_ascii_case(word))
}

fn bounds(setting: Setting) -> Phrase {
    let bounds = setting.bounds();
    say("setting.bounds").with("least", *bounds.start()).with("most", *bounds.end()).text()
}
