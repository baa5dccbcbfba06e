//! What can be settled: how it is named, read and written. Values are texts, as the audit tells them but for two:
//! whoever reads reports is kept by their id, and the contact with its words.

use chrono::{NaiveTime, Weekday};

use crate::act::admin::read_channel;
use crate::act::forms::text_problem;
use crate::act::zone::unknown;
use crate::calendar::{parse_zone, read_day};
use crate::community::Community;
use crate::member::Member;
use crate::script::{Phrase, label, say};
use crate::settings::Setting;
use crate::text::{Limit, Link, Typed};

/// Something that can be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::act) enum Place {
    /// The zone of whoever has told none, by whose clock the digest comes.
    Zone,
    /// The channel for what concerns everybody.
    Channel,
    /// Whether a digest comes.
    Digest,
    /// On which day.
    DigestDay,
    /// At which time.
    DigestTime,
    /// In which channel; without one it goes to direct messages.
    DigestChannel,
    /// A whole number.
    Number(Setting),
    /// Who reads reports; without one, the first of those who run it do.
    ReportsTo,
    /// Where it says what holds for everybody.
    Conduct,
    /// Whom somebody who writes what sounds heavy is shown.
    Contact,
}

/// What is settled together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::act) enum Group {
    /// Where and when.
    Place,
    /// How asks find somebody.
    Asking,
    /// How much is given, and how long its words are kept.
    Limits,
    /// What is there for everybody's safety.
    Safety,
}

impl Group {
    /// All of them, in the order in which they are shown.
    pub(super) const ALL: [Group; 4] = [Group::Place, Group::Asking, Group::Limits, Group::Safety];

    /// The word of a group.
    pub(super) fn word(self) -> &'static str {
        match self {
            Group::Place => "place",
            Group::Asking => "asking",
            Group::Limits => "limits",
            Group::Safety => "safety",
        }
    }

    /// The group of a word.
    pub(super) fn named(word: &str) -> Option<Group> {
        Group::ALL.into_iter().find(|group| group.word() == word)
    }

    /// What is settled in it.
    pub(super) fn places(self) -> &'static [Place] {
        match self {
            Group::Place => &[
                Place::Zone,
                Place::Channel,
                Place::Digest,
                Place::DigestDay,
                Place::DigestTime,
                Place::DigestChannel,
            ],
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
            Group::Safety => &[Place::ReportsTo, Place::Conduct, Place::Contact],
        }
    }

    /// What is filled in in its form: at most five, as Discord takes no more.
    pub(super) fn fields(self) -> impl Iterator<Item = Place> {
        self.places().iter().copied().filter(|place| place.is_in_a_form())
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
            Place::Digest => "digest",
            Place::DigestDay => "digest-day",
            Place::DigestTime => "digest-time",
            Place::DigestChannel => "digest-channel",
            Place::Number(setting) => setting.word(),
            Place::ReportsTo => "reports-to",
            Place::Conduct => "conduct",
            Place::Contact => "crisis-contact",
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
            Place::Digest => "setting.digest",
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
            Place::ReportsTo => "setting.reports-to",
            Place::Conduct => "setting.conduct",
            Place::Contact => "setting.contact",
        }
    }

    /// Whether it is filled in in a form. What is switched by a button is not.
    pub(super) fn is_in_a_form(self) -> bool {
        !matches!(self, Place::Digest | Place::ReportsTo)
    }

    /// Whether it can be empty: nothing is there then, and nothing goes by filling it.
    pub(super) fn can_be_empty(self) -> bool {
        matches!(self, Place::Channel | Place::Conduct | Place::Contact)
    }

    /// How it may be written: its bounds, where it is a number.
    pub(super) fn hint(self) -> Option<Phrase> {
        match self {
            Place::Zone => Some(label("form.hours.zone-hint")),
            Place::Channel => Some(label("setting.channel-hint")),
            Place::Digest | Place::DigestDay | Place::ReportsTo => None,
            Place::DigestTime => Some(label("setting.time-hint")),
            Place::DigestChannel => Some(label("setting.digest-channel-hint")),
            Place::Number(setting) => Some(bounds(setting)),
            Place::Conduct => Some(label("setting.conduct-hint")),
            Place::Contact => Some(label("setting.contact-hint")),
        }
    }

    /// The most characters that are typed: a zone, or the id of a channel, where nothing else is said.
    pub(super) fn longest(self) -> usize {
        match self {
            Place::Conduct => LONGEST_LINK,
            Place::Contact => Limit::QUESTION.graphemes,
            _ => 80,
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
            Place::Digest => Some(if community.digest.wanted { "on" } else { "off" }.to_owned()),
            Place::DigestTime => Some(community.digest.time.format("%H:%M").to_string()),
            Place::DigestChannel => community.digest.channel.clone(),
            Place::Number(setting) => Some(community.settings.of(setting).to_string()),
            Place::ReportsTo => community.safety.owner.map(|owner| owner.to_string()),
            Place::Conduct => community.safety.conduct.as_ref().map(|link| link.as_str().to_owned()),
            Place::Contact => community.safety.contact.as_ref().map(|contact| contact.as_str().to_owned()),
        }
    }

    /// What somebody typed, as it is kept; or what is wrong with it, in words.
    pub(in crate::act) fn read(self, typed: &str, by: &Member) -> Result<Option<String>, Phrase> {
        let typed = typed.trim();
        let is = |word: &str| typed.eq_ignore_ascii_case(word);
        let is_none = typed.is_empty() || is("none");
        match self {
            Place::Zone => {
                let zone = parse_zone(typed).map_err(|problem| unknown(problem.nearest, typed))?;
                Ok(Some(zone.name().to_owned()))
            }
            Place::Channel | Place::DigestChannel if is_none || is("dm") => Ok(None),
            Place::Channel | Place::DigestChannel => {
                let problem =
                    if self == Place::Channel { "setting.channel-problem" } else { "setting.no-channel" };
                read_channel(typed).map(|id| Some(id.to_owned())).ok_or_else(|| label(problem))
            }
            Place::Digest => {
                let word = ["on", "off"].into_iter().find(|word| is(word));
                word.map(|word| Some(word.to_owned())).ok_or_else(|| label("setting.no-switch"))
            }
            Place::DigestDay => {
                let day = read_day(&typed.to_lowercase());
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
            Place::ReportsTo if is_none || is("all") => Ok(None),
            Place::ReportsTo if is("me") => Ok(Some(by.id.to_string())),
            Place::ReportsTo => Err(label("setting.no-reader")),
            Place::Conduct | Place::Contact if is_none => Ok(None),
            Place::Conduct => {
                let link = Link::parse(typed).ok().filter(fits);
                link.map(|link| Some(link.as_str().to_owned())).ok_or_else(|| label("setting.no-link"))
            }
            Place::Contact => {
                let contact = Typed::parse(typed, Limit::QUESTION);
                contact
                    .map(|contact| Some(contact.as_str().to_owned()))
                    .map_err(|problem| text_problem(&problem))
            }
        }
    }

    /// The community with a value that was read.
    pub(super) fn apply(self, value: Option<&str>, community: &mut Community) {
        match (self, value) {
            (Place::Zone, Some(zone)) => community.zone = zone.parse().unwrap_or(community.zone),
            (Place::Channel, channel) => community.channel = channel.map(str::to_owned),
            (Place::Digest, Some(word)) => community.digest.wanted = word == "on",
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
            (Place::ReportsTo, whom) => {
                community.safety.owner = whom.and_then(|whom| whom.parse().ok());
            }
            (Place::Conduct, link) => {
                community.safety.conduct = link.and_then(|link| Link::parse(link).ok());
            }
            (Place::Contact, words) => {
                let contact = words.and_then(|words| Typed::parse(words, Limit::QUESTION).ok());
                community.safety.contact = contact;
            }
            (Place::Zone | Place::Digest | Place::DigestDay | Place::DigestTime | Place::Number(_), None) => {
            }
        }
    }
}

/// The longest address that is shown with everything else in one message.
pub(in crate::act) const LONGEST_LINK: usize = 200;

fn fits(link: &Link) -> bool {
    link.as_str().starts_with("https://") && link.as_str().len() <= LONGEST_LINK
}

fn bounds(setting: Setting) -> Phrase {
    let bounds = setting.bounds();
    say("setting.bounds").with("least", *bounds.start()).with("most", *bounds.end()).text()
}
