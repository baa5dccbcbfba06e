//! A member: one person in one community, and what they offer as a mentor.

mod earlier;
mod unanswered;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, Hours, OfficeHours, Pause};
use crate::community::Community;
use crate::id::{CommunityId, MemberId, OfferId, SessionId};
use crate::moment::Moment;
use crate::parting::Parting;
use crate::platform::Handle;
use crate::rights::Rank;
use crate::session::{Fit, Minutes};
use crate::signal::Suggestions;
use crate::text::{Limit, Link, Typed};
use crate::tongue::Tongue;
use crate::topic::Topic;
use crate::welcome::Welcome;

pub use earlier::{Changed, Earlier};

pub use unanswered::{MOST_UNANSWERED, Unanswered};

/// That somebody was missed is forgotten after so long.
const ABSENCE_LASTS: TimeDelta = TimeDelta::days(90);

/// A person in a community. Learner and mentor are roles: the same person may hold both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Theirs, for good.
    pub id: MemberId,
    /// Where.
    pub community: CommunityId,
    /// How often they were written; 0 before the first time.
    #[serde(skip)]
    pub version: u32,
    /// Their id on the platform.
    pub handle: Handle,
    /// What others call them.
    pub name: Typed,
    /// Zone, hours and pause.
    pub calendar: Calendar,
    /// Whether the zone is what they said it is; until then it is what the platform says, or that of the community.
    #[serde(default)]
    pub zone_told: bool,
    /// Whether they were asked for it.
    #[serde(default)]
    pub zone_asked: bool,
    /// The language that they use on the platform, as an IETF primary subtag.
    pub language: Option<String>,
    /// The language in which they chose to be spoken to.
    #[serde(default)]
    pub tongue: Option<Tongue>,
    /// Whether the platform says that they run this community.
    pub admin: bool,
    /// Whether one of those made them an organiser.
    #[serde(default)]
    pub organiser: bool,
    /// Since when nothing reaches them on the platform: they left, were deactivated, or blocked us.
    #[serde(default)]
    pub unreachable: Option<DateTime<Utc>>,
    /// When the admins were last told that nothing reaches them.
    #[serde(default)]
    pub reported: Option<DateTime<Utc>>,
    /// When they were last called in the channel, as their direct messages are closed to us.
    #[serde(default)]
    pub called: Option<DateTime<Utc>>,
    /// How often they were spoken to first, and nothing was heard of them.
    #[serde(default)]
    pub unanswered: Unanswered,
    /// When they were last asked how likely they are to recommend a session.
    #[serde(default)]
    pub asked_to_recommend: Option<DateTime<Utc>>,
    /// How far they have been welcomed.
    #[serde(default = "Welcome::over")]
    pub welcome: Welcome,
    /// That they leave, or have left.
    #[serde(default)]
    pub parting: Option<Parting>,
    /// How things stood before they last changed them.
    #[serde(default)]
    pub earlier: Option<Box<Earlier>>,
    /// What they want to hear of help that would do good now.
    #[serde(default)]
    pub suggestions: Suggestions,
    /// What they offer, while they mentor.
    pub mentor: Option<Mentor>,
    /// Whom they met as a learner, and when last.
    pub met: BTreeMap<MemberId, DateTime<Utc>>,
    /// What came of it: a good fit where both said so, and no good one where they did.
    #[serde(default)]
    pub fits: BTreeMap<MemberId, Fit>,
    /// With whom they do not want to be put together, in either role. Nobody else hears of it.
    #[serde(default)]
    pub blocked: BTreeSet<MemberId>,
    /// From whom those who run the community keep them apart.
    #[serde(default)]
    pub kept_apart: BTreeSet<MemberId>,
    /// When Smallwins first heard of them.
    pub since: DateTime<Utc>,
}

/// Who is speaking, as their platform tells it with each call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id on the platform.
    pub handle: Handle,
    /// Their name there, when it is told.
    pub name: Option<String>,
    /// Their zone, when the platform knows it.
    pub zone: Option<Tz>,
    /// The language that they use there, as an IETF primary subtag.
    pub language: Option<String>,
    /// Whether they run the community there; `None` where it is not told, and they are as they were last described.
    pub admin: Option<bool>,
}

impl Person {
    /// Whether their platform describes them and tells no zone. One that cannot describe anybody just now tells no name
    /// either, and may tell both later.
    fn is_without_zone(&self) -> bool {
        self.name.is_some() && self.zone.is_none()
    }
}

impl Member {
    /// As a memory keeps them: without the holidays of their community, which are not theirs.
    pub fn as_kept(mut self) -> Member {
        self.calendar.holidays = Arc::default();
        if let Some(earlier) = &mut self.earlier {
            earlier.calendar.holidays = Arc::default();
        }
        self
    }

    /// Somebody who was not known before, and needs no welcome.
    pub fn new(person: &Person, community: CommunityId, zone: Tz, moment: &mut Moment) -> Self {
        let calendar = Calendar::new(person.zone.unwrap_or(zone), Hours::default());
        Member {
            id: moment.id(),
            community,
            version: 0,
            handle: person.handle.clone(),
            name: name(person),
            calendar,
            zone_told: false,
            zone_asked: false,
            language: person.language.clone(),
            tongue: None,
            admin: person.admin.unwrap_or(false),
            organiser: false,
            unreachable: None,
            reported: None,
            called: None,
            unanswered: Unanswered::default(),
            asked_to_recommend: None,
            earlier: None,
            suggestions: Suggestions::default(),
            welcome: Welcome::over(),
            parting: None,
            mentor: None,
            met: BTreeMap::new(),
            fits: BTreeMap::new(),
            blocked: BTreeSet::new(),
            kept_apart: BTreeSet::new(),
            since: moment.now,
        }
    }

    /// The member as their platform describes them today; `None` when nothing changed.
    ///
    /// The platform's zone counts until the member has told one, and that of everybody `here` where it tells none. What
    /// else it does not tell stays as it was.
    pub fn described_as(&self, person: &Person, here: Tz) -> Option<Member> {
        let mut member = self.clone();
        member.admin = person.admin.unwrap_or(self.admin);
        let zone = person.zone.or(person.is_without_zone().then_some(here));
        if let Some(zone) = zone.filter(|_| !self.zone_told) {
            member.calendar.zone = zone;
        }
        if person.language.is_some() {
            member.language.clone_from(&person.language);
        }
        if person.name.is_some() {
            member.name = name(person);
        }
        (member != *self).then_some(member)
    }

    /// Whether nobody has told their zone, and they were not asked for it yet.
    pub(crate) fn may_be_asked_for_zone(&self, person: &Person) -> bool {
        person.is_without_zone() && !self.zone_told && !self.zone_asked
    }

    /// What they are in the community.
    pub fn rank(&self) -> Rank {
        match (self.admin, self.organiser) {
            (true, _) => Rank::Owner,
            (false, true) => Rank::Organiser,
            (false, false) => Rank::Member,
        }
    }

    /// Whether the two are never matched, whoever of them asks.
    pub fn is_apart_from(&self, other: &Member) -> bool {
        let shuts_out =
            |one: &Member, other: MemberId| one.blocked.contains(&other) || one.kept_apart.contains(&other);
        shuts_out(self, other.id) || shuts_out(other, self.id)
    }

    /// Whether they said themselves that they would rather not be put together with somebody.
    pub fn avoids(&self, other: MemberId) -> bool {
        self.blocked.contains(&other) || self.fits.get(&other) == Some(&Fit::NotGood)
    }

    /// The language in which they are spoken to: that which they chose, that of their platform, that of their
    /// community.
    pub fn tongue(&self, here: &Community) -> Tongue {
        self.tongue.or_else(|| Tongue::of(self.language.as_deref()?)).unwrap_or(here.tongue)
    }

    /// The pause they are in, or that lies ahead.
    pub fn pause_after(&self, now: DateTime<Utc>) -> Option<Pause> {
        self.calendar.pause.filter(|pause| pause.until > now)
    }
}

fn name(person: &Person) -> Typed {
    let given = person.name.as_deref().unwrap_or(&person.handle.0);
    Typed::shortened(given, Limit::NAME).unwrap_or_else(|| Typed::shortened("?", Limit::NAME).expect("fits"))
}

/// What a member offers as a mentor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mentor {
    /// What they help with, in their words.
    pub topics: Vec<Topic>,
    /// How much of it.
    pub caps: Caps,
    /// In which languages, as IETF primary subtags (`en`, `de`); empty means that none was told.
    pub languages: Vec<String>,
    /// Where they hold their sessions; without one the two write to each other.
    #[serde(default)]
    pub link: Option<Link>,
    /// When they would rather have sessions one right after the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeHours>,
    /// Offers and sessions that use up the caps.
    pub held: Vec<Held>,
    /// How they answered so far.
    pub record: Record,
    /// When a learner was there for them and nothing was heard of them, for ninety days. Nobody reads it, and nothing
    /// but the order in which mentors are asked goes by it.
    #[serde(default)]
    pub absences: Vec<DateTime<Utc>>,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// The most that a mentor wants to give; never exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caps {
    /// Sessions on a local day.
    pub day: u32,
    /// Sessions in a local week, from Monday.
    pub week: u32,
    /// Minutes in a local week.
    pub minutes: u32,
}

impl Caps {
    /// Where they are larger than these, these.
    pub(crate) fn within(self, most: Caps) -> Caps {
        Caps {
            day: self.day.min(most.day),
            week: self.week.min(most.week),
            minutes: self.minutes.min(most.minutes),
        }
    }
}

impl Default for Caps {
    fn default() -> Self {
        Caps { day: 2, week: 3, minutes: 60 }
    }
}

/// Something that uses up a mentor's caps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// What it is.
    pub what: Holding,
    /// When it takes place, or is expected to.
    pub at: DateTime<Utc>,
    /// How long it takes.
    pub minutes: Minutes,
}

/// What uses up a mentor's caps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// An offer that may become a session.
    Offer(OfferId),
    /// A session that waits for its time, is under way, or took place.
    Session(SessionId),
}

/// How a mentor answered the offers made to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Offers that were answered, one way or the other.
    pub answered: u32,
    /// Offers that ran out without a word.
    pub missed: u32,
}

/// What is left of a mentor's caps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Sessions left on that local day.
    pub day: u32,
    /// Sessions left in that local week.
    pub week: u32,
    /// Minutes left in that local week.
    pub minutes: u32,
}

/// A day and a week on somebody's clock, for which caps hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayAndWeek {
    day: Range<DateTime<Utc>>,
    week: Range<DateTime<Utc>>,
}

impl DayAndWeek {
    /// Those in which an instant lies.
    pub fn of(calendar: &Calendar, at: DateTime<Utc>) -> DayAndWeek {
        let (day, week) = (calendar.day_start(at), calendar.week_start(at));
        let next_day = calendar.day_start(day + TimeDelta::hours(36));
        let next_week = calendar.week_start(week + TimeDelta::days(9));
        DayAndWeek { day: day..next_day, week: week..next_week }
    }
}

impl Room {
    /// Whether a session of that length still fits.
    pub fn fits(self, minutes: Minutes) -> bool {
        self.day > 0 && self.week > 0 && self.minutes >= minutes.count()
    }
}

impl Mentor {
    /// What is left of the caps at an instant, in the mentor's own day and week.
    pub fn room(&self, calendar: &Calendar, at: DateTime<Utc>, besides: Option<Holding>) -> Room {
        self.room_within(&DayAndWeek::of(calendar, at), besides)
    }

    /// What is left of the caps in a day and a week.
    pub fn room_within(&self, within: &DayAndWeek, besides: Option<Holding>) -> Room {
        let mut room = Room { day: self.caps.day, week: self.caps.week, minutes: self.caps.minutes };
        for held in self.held.iter().filter(|held| Some(held.what) != besides) {
            if within.day.contains(&held.at) {
                room.day = room.day.saturating_sub(1);
            }
            if within.week.contains(&held.at) {
                room.week = room.week.saturating_sub(1);
                room.minutes = room.minutes.saturating_sub(held.minutes.count());
            }
        }
        room
    }

    /// The mentor with one more holding, or with the same holding at another time.
    pub fn holding(mut self, held: Held, now: DateTime<Utc>) -> Mentor {
        self = self.without(held.what);
        self.held.retain(|old| old.at > now - TimeDelta::days(14));
        self.held.push(held);
        self
    }

    /// The mentor after a learner was there for them and nothing was heard of them.
    pub(crate) fn absent(mut self, now: DateTime<Utc>) -> Mentor {
        self.absences.retain(|at| now - *at < ABSENCE_LASTS);
        self.absences.push(now);
        self
    }

    /// How often that happened lately beyond the first time, which can happen to anybody.
    pub(crate) fn repeated_absences(&self, now: DateTime<Utc>) -> usize {
        self.absences.iter().filter(|at| now - **at < ABSENCE_LASTS).count().saturating_sub(1)
    }

    /// The mentor without a holding that came to nothing.
    pub fn without(mut self, what: Holding) -> Mentor {
        self.held.retain(|held| held.what != what);
        self
    }
}

#[cfg(test)]
mod tests;
