//! What somebody could mean who is typing: topics that are offered here, time zones, and what is open for them.
//!
//! A proposal is nothing said yet: it is made of what may be read here anyway and of the asker's own things, and costs
//! two or three reads. Whoever is not known yet is proposed what concerns everybody.

mod zones;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::action::item_word;
use crate::community::Scope;
use crate::id::MemberId;
use crate::member::Member;
use crate::mentoring::Mentoring;
use crate::message::TimeForm;
use crate::platform::Handle;
use crate::script::{Phrase, Value, label, say};
use crate::session::{Item, Session, Stage};
use crate::store::{CallId, Desk, Entrance, StoreError};
use crate::text::{Typed, cut};
use crate::tongue::Tongue;
use crate::topic::Topic;
use crate::win::RECENT;

/// What a platform shows at once, at most.
pub const MOST: usize = 25;
/// How long what is shown, and what it stands for, may be: Discord's limit of both.
pub const LONGEST: usize = 100;

/// What is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blank {
    /// Topics, with commas between them: the last one is completed.
    Topics,
    /// A time zone.
    Zone,
    /// Which of one's own things a verb is about.
    Which(About),
}

/// Which things a verb can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Asks that are open.
    Asks,
    /// Sessions that have not begun, or are under way.
    Sessions,
    /// Actionables and checkpoints that are not answered.
    Items,
}

impl About {
    /// What a verb can be about.
    pub fn of(verb: &str) -> Option<About> {
        match verb {
            "withdraw" => Some(About::Asks),
            "start" | "note" | "move" | "cancel" => Some(About::Sessions),
            "done" | "partly" | "stuck" | "dropped" => Some(About::Items),
            _ => None,
        }
    }

    /// What is asked for where one of them can be named.
    pub fn says(self) -> Phrase {
        label(match self {
            About::Asks => "complete.asks",
            About::Sessions => "complete.sessions",
            About::Items => "complete.items",
        })
    }
}

/// Something that could be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the person reads.
    pub label: String,
    /// What it stands for in the text form of an action.
    pub value: String,
}

impl Choice {
    fn new(label: &str, value: impl Into<String>) -> Option<Choice> {
        let value = value.into();
        (value.chars().count() <= LONGEST).then(|| Choice { label: cut(label, LONGEST), value })
    }
}

impl Mentoring {
    /// What somebody could mean, the likeliest first; at most [`MOST`].
    ///
    /// # Errors
    /// The memory does not answer.
    pub async fn complete(
        &self,
        scope: Scope,
        speaker: &Handle,
        blank: Blank,
        typed: &str,
    ) -> Result<Vec<Choice>, StoreError> {
        let store = self.store();
        let choices = match blank {
            Blank::Topics => topics(&store.topics(scope).await?, typed),
            Blank::Zone => {
                let (near, tongue) = self.whereabouts(scope, speaker).await?;
                let choice = |zone| zone_choice(zone, tongue, self.now());
                zones::like(typed, near).into_iter().filter_map(choice).collect()
            }
            Blank::Which(about) => {
                let entrance = store.entrance(scope, &CallId(String::new()), Some(speaker)).await?;
                let Some(member) = entrance.speaker else { return Ok(Vec::new()) };
                let desk = store.desk(scope, member.id, self.now() - RECENT).await?;
                let ids: Vec<_> =
                    desk.sessions.iter().filter_map(|session| session.partner_of(member.id)).collect();
                let others = store.members(scope, &ids).await?;
                let names = others.into_iter().map(|other| (other.id, other.name)).collect();
                let tongue = member.tongue(&entrance.community);
                which(about, &member, &desk, &names, tongue, typed)
            }
        };
        Ok(choices.into_iter().take(MOST).collect())
    }

    /// The zone in which somebody most likely is, and the language in which they are spoken to.
    async fn whereabouts(&self, scope: Scope, speaker: &Handle) -> Result<(Tz, Tongue), StoreError> {
        let Entrance { community: here, speaker, .. } =
            self.store().entrance(scope, &CallId(String::new()), Some(speaker)).await?;
        let known = speaker.map(|member| (member.calendar.zone, member.tongue(&here)));
        Ok(known.unwrap_or((here.zone, here.tongue)))
    }
}

/// Topics that continue what is typed behind the last comma, the most offered first.
fn topics(offered: &[(Topic, u32)], typed: &str) -> Vec<Choice> {
    let (before, begun) =
        typed.rsplit_once(',').map_or(("", typed), |(before, begun)| (before.trim(), begun));
    let begun = begun.trim().to_lowercase();
    let named: Vec<String> = before.split(',').map(|topic| topic.trim().to_lowercase()).collect();
    let fits = |topic: &&Topic| {
        let topic = topic.as_str().to_lowercase();
        topic.contains(&begun) && !named.contains(&topic)
    };
    let (first, then): (Vec<&Topic>, Vec<&Topic>) = offered
        .iter()
        .map(|(topic, _)| topic)
        .filter(fits)
        .partition(|topic| topic.as_str().to_lowercase().starts_with(&begun));
    let whole = |topic: &Topic| match before {
        "" => topic.as_str().to_owned(),
        before => format!("{before}, {topic}", topic = topic.as_str()),
    };
    first.into_iter().chain(then).filter_map(|topic| Choice::new(&whole(topic), whole(topic))).collect()
}

/// A zone with what its clocks show: that is how people know theirs.
fn zone_choice(zone: Tz, tongue: Tongue, now: DateTime<Utc>) -> Option<Choice> {
    let clock = TimeForm::DayClock.show(now, zone, tongue);
    Choice::new(&format!("{} · {clock}", zone.name().replace('_', " ")), zone.name())
}

/// One's own things that a verb can be about and whose words hold what is typed.
fn which(
    about: About,
    member: &Member,
    desk: &Desk,
    names: &BTreeMap<MemberId, Typed>,
    tongue: Tongue,
    typed: &str,
) -> Vec<Choice> {
    let all: Vec<Option<Choice>> = match about {
        About::Asks => {
            desk.asks.iter().map(|ask| Choice::new(ask.question.as_str(), ask.id.to_string())).collect()
        }
        About::Sessions => {
            desk.sessions.iter().map(|session| session_choice(session, member, names, tongue)).collect()
        }
        About::Items => desk.sessions.iter().flat_map(|session| item_choices(session, member)).collect(),
    };
    let typed = typed.trim().to_lowercase();
    let fits = |choice: &Choice| choice.label.to_lowercase().contains(&typed) || choice.value == typed;
    all.into_iter().flatten().filter(fits).collect()
}

fn session_choice(
    session: &Session,
    member: &Member,
    names: &BTreeMap<MemberId, Typed>,
    tongue: Tongue,
) -> Option<Choice> {
    let at = match session.stage {
        Stage::Choosing { .. } => None,
        Stage::Booked { starts_at: at }
        | Stage::Meeting { started_at: at }
        | Stage::Noting { started_at: at, .. } => Some(at),
        Stage::Following { .. } | Stage::Closed { .. } => return None,
    };
    let partner = session.partner_of(member.id).and_then(|id| names.get(&id));
    let label = say("complete.session")
        .with("partner", partner)
        .with("at", at.map(|at| Value::on_the_wall(at, member.calendar.zone, TimeForm::Full)))
        .text()
        .in_tongue(tongue);
    Choice::new(&label, session.id.to_string())
}

/// What a learner has not answered yet.
fn item_choices(session: &Session, member: &Member) -> Vec<Option<Choice>> {
    let Stage::Following { note, .. } = &session.stage else { return Vec::new() };
    if session.learner != member.id {
        return Vec::new();
    }
    let [one, two] = &note.actionables;
    let asked = note.checkpoint.question.as_ref().map(|question| (Item::Checkpoint, question));
    let all = [(Item::One, &one.words), (Item::Two, &two.words)].into_iter().chain(asked);
    all.filter(|(item, _)| note.answer(*item).is_none())
        .map(|(item, words)| Choice::new(words.as_str(), format!("{} {}", session.id, item_word(item))))
        .collect()
}

#[cfg(test)]
mod tests;
