//! Everything that a person, a button or the clock can say, in one text form.
//!
//! `/mentor ask how do I test a parser`, the value of a button, a line in a direct message and a scheduled wake-up
//! are the same [`Action`] in the same words. Free text stays as it was typed: the action's own file reads it, so
//! that a problem can be answered with the text still at hand. Ids keep the form short enough for a Discord
//! `custom_id` (100 characters).
//!
//! Actions only the clock may say begin with `clock`; who may say the others is decided where they are decided.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SubsecRound, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::{AskId, MemberId, OfferId, SessionId, WinId};
use crate::message::Values;
use crate::session::{Answer, Item};
use crate::text::{self, Private};

/// Words of a person, free of control characters and never empty.
pub type Words = Private<String>;

/// Something that can be said to Smallwins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// What can I say here?
    Help,
    /// What is open for me?
    Me,
    /// I did something: what, and where it can be seen.
    Win(Option<Words>),
    /// I want to ask something. `15m` before the question chooses the length.
    Ask(Option<Words>),
    /// I do not need an answer any more.
    Withdraw(Option<AskId>),
    /// I want to mentor: topics, caps and languages.
    Join(Option<Words>),
    /// I do not want to mentor any more.
    Leave,
    /// My working hours and my zone.
    Hours(Option<Words>),
    /// Leave me alone until then.
    Pause(Option<Words>),
    /// I am back.
    Resume,
    /// I noticed something: the way in which a mentor accepts.
    Affirm(Affirmable, Saying),
    /// I have no room now.
    NotNow(OfferId),
    /// It is not mine to answer.
    NotForMe(OfferId),
    /// Let us meet at this time.
    Pick(SessionId, DateTime<Utc>),
    /// Let us meet now.
    Now(SessionId),
    /// Which times are there, after this one?
    Times(SessionId, Option<DateTime<Utc>>),
    /// Let us meet at another time.
    Move(Option<SessionId>),
    /// Let us not meet.
    Cancel(Option<SessionId>),
    /// I will be there.
    OnMyWay(SessionId),
    /// Let us begin.
    Start(Option<SessionId>),
    /// What we agreed: `+`, `1.`, `2.` and `@` lines.
    Note(Option<SessionId>, Option<Words>),
    /// The compliment landed.
    Landed(SessionId),
    /// How something went.
    Answer(Answer, Option<(SessionId, Item)>),
    /// I am stuck, and want ten minutes with somebody.
    Again(SessionId, Whom),
    /// Take this back; without a name, the latest that can be taken back.
    Undo(Option<Undoable>),
    /// Something is due.
    Clock(Wake),
}

/// What a compliment answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Affirmable {
    /// An offer made to the speaker.
    Offer(OfferId),
    /// An ask in the pool.
    Ask(AskId),
}

/// How far a compliment has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saying {
    /// I want to write it.
    Open,
    /// Here it is.
    Words(Meet, Words),
    /// Send the one that was held back with a warning.
    Anyway,
}

/// When a mentor can meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meet {
    /// At once.
    Now,
    /// At times that suit both.
    Times,
}

/// Whom a learner wants to talk to about something that is stuck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// The same mentor.
    Same,
    /// Another one.
    Other,
    /// Nobody.
    Nobody,
}

/// What can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undoable {
    /// A win.
    Win(WinId),
    /// The note of a session.
    Note(SessionId),
}

/// What the clock says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// The mentor's hours have begun: show the offer.
    Present(OfferId),
    /// The offer has run out.
    Expire(OfferId),
    /// Look for a mentor again.
    Rematch(AskId),
    /// The learner still has not picked a time.
    Lapse(SessionId),
    /// The session comes near.
    Remind(SessionId, Notice),
    /// The session begins.
    Begin(SessionId),
    /// The session's minutes are over.
    WrapUp(SessionId),
    /// The note is still missing.
    Unwritten(SessionId),
    /// Ask how an actionable went, for the first or the second time.
    Nudge(SessionId, u32),
    /// Ask the checkpoint's question.
    CheckIn(SessionId),
    /// Close what was not answered.
    Close(SessionId),
    /// The pause ends tomorrow.
    PauseEnds(MemberId),
    /// The pause is over.
    PauseOver(MemberId),
}

/// How long before a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// 24 hours, or less when somebody's hours begin later.
    Day,
    /// Ten minutes.
    Minutes,
}

/// Words that a person can type, as help and completion list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verb {
    /// The word.
    pub name: &'static str,
    /// What may follow it; empty when nothing may.
    pub usage: &'static str,
}

/// Every word that a person can type, in the order in which help shows them.
pub const VERBS: [Verb; 19] = [
    Verb { name: "ask", usage: "[15m] your question" },
    Verb { name: "win", usage: "what you did, and a link" },
    Verb { name: "me", usage: "" },
    Verb { name: "withdraw", usage: "" },
    Verb { name: "join", usage: "topics, with commas; week 3" },
    Verb { name: "leave", usage: "" },
    Verb { name: "hours", usage: "mon-fri 9-17 Europe/Berlin" },
    Verb { name: "pause", usage: "2w" },
    Verb { name: "resume", usage: "" },
    Verb { name: "start", usage: "" },
    Verb { name: "note", usage: "" },
    Verb { name: "move", usage: "" },
    Verb { name: "cancel", usage: "" },
    Verb { name: "done", usage: "" },
    Verb { name: "partly", usage: "" },
    Verb { name: "stuck", usage: "" },
    Verb { name: "dropped", usage: "" },
    Verb { name: "help", usage: "" },
    Verb { name: "undo", usage: "" },
];

/// A text that is no action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misheard {
    /// There was nothing in it.
    #[error("nothing was said")]
    Nothing,
    /// It begins with no word that is known.
    #[error("the first word is not known")]
    Unknown {
        /// The word that is spelt most like it.
        nearest: Option<&'static str>,
    },
    /// The word is known, and what follows is not what belongs there.
    #[error("what follows `{verb}` does not belong there")]
    Garbled {
        /// The word.
        verb: &'static str,
    },
}

impl Action {
    /// The action completed with what came back from its form.
    ///
    /// Values that the form does not have are left out, and missing ones are taken as empty: the action answers
    /// an incomplete form with the form, and with what was typed.
    pub fn filled_in(self, values: &Values) -> Action {
        let value = |name: &str| values.get(name).and_then(|value| words(value));
        let one_line = |name: &str| value(name).map(|value| text::clean(value.get()));
        match self {
            Action::Win(_) => Action::Win(value("win")),
            Action::Ask(_) => {
                let question = one_line("question").unwrap_or_default();
                let minutes = one_line("minutes").unwrap_or_default();
                Action::Ask(words(&format!("{minutes} {question}")))
            }
            Action::Join(_) => {
                let part = |name| one_line(name).map(|value| format!("; {name} {value}")).unwrap_or_default();
                let topics = one_line("topics").unwrap_or_default();
                let rest = ["day", "week", "minutes", "languages"].map(part).concat();
                Action::Join(words(&format!("{topics}{rest}")))
            }
            Action::Hours(_) => {
                let (hours, zone) =
                    (one_line("hours").unwrap_or_default(), one_line("zone").unwrap_or_default());
                Action::Hours(words(&format!("{hours} {zone}")))
            }
            Action::Pause(_) => Action::Pause(value("until")),
            Action::Affirm(what, _) => {
                let meet = if values.get("meet").is_some_and(|meet| meet == "now") {
                    Meet::Now
                } else {
                    Meet::Times
                };
                let saying = value("words").map_or(Saying::Open, |words| Saying::Words(meet, words));
                Action::Affirm(what, saying)
            }
            Action::Note(session, _) => {
                let line = |sign: &str, name| {
                    one_line(name).map(|value| format!("{sign} {value}\n")).unwrap_or_default()
                };
                let checkpoint = one_line("day").map(|day| {
                    let question = one_line("question").unwrap_or_default();
                    format!("@ {day} {question}")
                });
                let lines = [
                    line("+", "affirmation"),
                    line("1.", "first"),
                    line("2.", "second"),
                    checkpoint.unwrap_or_default(),
                ];
                Action::Note(session, words(&lines.concat()))
            }
            other => other,
        }
    }
}

/// The words in a text, cleaned line by line; `None` when there are none.
pub fn words(raw: &str) -> Option<Words> {
    let clean = text::clean_lines(raw);
    (!clean.is_empty()).then(|| Private::new(clean))
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Help => f.write_str("help"),
            Action::Me => f.write_str("me"),
            Action::Win(text) => Said("win", text).fmt(f),
            Action::Ask(text) => Said("ask", text).fmt(f),
            Action::Withdraw(ask) => About("withdraw", ask).fmt(f),
            Action::Join(text) => Said("join", text).fmt(f),
            Action::Leave => f.write_str("leave"),
            Action::Hours(text) => Said("hours", text).fmt(f),
            Action::Pause(text) => Said("pause", text).fmt(f),
            Action::Resume => f.write_str("resume"),
            Action::Affirm(what, saying) => {
                match what {
                    Affirmable::Offer(offer) => write!(f, "affirm {offer}")?,
                    Affirmable::Ask(ask) => write!(f, "affirm {ask}")?,
                }
                match saying {
                    Saying::Open => Ok(()),
                    Saying::Words(Meet::Now, words) => write!(f, " now: {}", words.get()),
                    Saying::Words(Meet::Times, words) => write!(f, " times: {}", words.get()),
                    Saying::Anyway => f.write_str(" anyway"),
                }
            }
            Action::NotNow(offer) => write!(f, "not-now {offer}"),
            Action::NotForMe(offer) => write!(f, "not-for-me {offer}"),
            Action::Pick(session, at) => write!(f, "pick {session} {}", Instant(*at)),
            Action::Now(session) => write!(f, "now {session}"),
            Action::Times(session, None) => write!(f, "times {session}"),
            Action::Times(session, Some(after)) => write!(f, "times {session} {}", Instant(*after)),
            Action::Move(session) => About("move", session).fmt(f),
            Action::Cancel(session) => About("cancel", session).fmt(f),
            Action::OnMyWay(session) => write!(f, "on-my-way {session}"),
            Action::Start(session) => About("start", session).fmt(f),
            Action::Note(session, lines) => {
                About("note", session).fmt(f)?;
                lines.as_ref().map_or(Ok(()), |lines| write!(f, "\n{}", lines.get()))
            }
            Action::Landed(session) => write!(f, "landed {session}"),
            Action::Answer(answer, None) => f.write_str(answer_word(*answer)),
            Action::Answer(answer, Some((session, item))) => {
                write!(f, "{} {session} {}", answer_word(*answer), item_word(*item))
            }
            Action::Again(session, whom) => write!(f, "again {session} {}", whom_word(*whom)),
            Action::Undo(None) => f.write_str("undo"),
            Action::Undo(Some(Undoable::Win(win))) => write!(f, "undo {win}"),
            Action::Undo(Some(Undoable::Note(session))) => write!(f, "undo {session}"),
            Action::Clock(wake) => write!(f, "clock {wake}"),
        }
    }
}

impl fmt::Display for Wake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wake::Present(offer) => write!(f, "present {offer}"),
            Wake::Expire(offer) => write!(f, "expire {offer}"),
            Wake::Rematch(ask) => write!(f, "rematch {ask}"),
            Wake::Lapse(session) => write!(f, "lapse {session}"),
            Wake::Remind(session, Notice::Day) => write!(f, "remind {session} day"),
            Wake::Remind(session, Notice::Minutes) => write!(f, "remind {session} minutes"),
            Wake::Begin(session) => write!(f, "begin {session}"),
            Wake::WrapUp(session) => write!(f, "wrap-up {session}"),
            Wake::Unwritten(session) => write!(f, "unwritten {session}"),
            Wake::Nudge(session, time) => write!(f, "nudge {session} {time}"),
            Wake::CheckIn(session) => write!(f, "check-in {session}"),
            Wake::Close(session) => write!(f, "close {session}"),
            Wake::PauseEnds(member) => write!(f, "pause-ends {member}"),
            Wake::PauseOver(member) => write!(f, "pause-over {member}"),
        }
    }
}

impl FromStr for Action {
    type Err = Misheard;

    fn from_str(text: &str) -> Result<Self, Misheard> {
        let text = text::clean_lines(text);
        let text = text.strip_prefix("/mentor").map_or(text.as_str(), str::trim_start);
        let (verb, rest) = first_word(text);
        let verb = verb.to_lowercase();
        let verb = verb.as_str();
        if verb.is_empty() {
            return Err(Misheard::Nothing);
        }
        if let Some(known) = ALONE.into_iter().find(|known| *known == verb) {
            return alone(known, rest).ok_or(Misheard::Garbled { verb: known });
        }
        if let Some(known) = PRESSED.into_iter().find(|known| *known == verb) {
            return pressed(known, rest).ok_or(Misheard::Garbled { verb: known });
        }
        Ok(match verb {
            "win" => Action::Win(words(rest)),
            "ask" => Action::Ask(words(rest)),
            "join" => Action::Join(words(rest)),
            "hours" => Action::Hours(words(rest)),
            "pause" => Action::Pause(words(rest)),
            _ => return Err(Misheard::Unknown { nearest: nearest_verb(verb) }),
        })
    }
}

/// Verbs after which nothing has to follow.
const ALONE: [&str; 14] = [
    "help", "me", "undo", "leave", "resume", "withdraw", "move", "cancel", "start", "note", "done", "partly",
    "stuck", "dropped",
];

/// Verbs that buttons say: an id has to follow.
const PRESSED: [&str; 10] =
    ["affirm", "not-now", "not-for-me", "pick", "now", "times", "on-my-way", "landed", "again", "clock"];

fn alone(verb: &str, rest: &str) -> Option<Action> {
    let nothing = rest.is_empty();
    match verb {
        "help" => Some(Action::Help),
        "me" => nothing.then_some(Action::Me),
        "leave" => nothing.then_some(Action::Leave),
        "resume" => nothing.then_some(Action::Resume),
        "withdraw" => maybe(rest).map(Action::Withdraw),
        "move" => maybe(rest).map(Action::Move),
        "cancel" => maybe(rest).map(Action::Cancel),
        "start" => maybe(rest).map(Action::Start),
        "undo" if nothing => Some(Action::Undo(None)),
        "undo" => {
            let win = rest.parse().map(Undoable::Win);
            win.or_else(|_| rest.parse().map(Undoable::Note)).ok().map(|what| Action::Undo(Some(what)))
        }
        "note" => {
            let (id, lines) = first_word(rest);
            match id.parse() {
                Ok(session) => Some(Action::Note(Some(session), words(lines))),
                Err(_) => Some(Action::Note(None, words(rest))),
            }
        }
        answer => {
            let answer = ANSWERS.into_iter().find(|(_, word)| *word == answer)?.0;
            if nothing {
                return Some(Action::Answer(answer, None));
            }
            let (session, item) = first_word(rest);
            let item = ITEMS.into_iter().find(|(_, word)| *word == item)?.0;
            Some(Action::Answer(answer, Some((session.parse().ok()?, item))))
        }
    }
}

fn pressed(verb: &str, rest: &str) -> Option<Action> {
    let (id, more) = first_word(rest);
    let nothing_more = more.is_empty();
    match verb {
        "affirm" => {
            let offer = id.parse().map(Affirmable::Offer);
            let what = offer.or_else(|_| id.parse().map(Affirmable::Ask)).ok()?;
            let saying = match (first_word(more), more) {
                (_, "") => Saying::Open,
                (_, "anyway") => Saying::Anyway,
                (("now:", text), _) => Saying::Words(Meet::Now, words(text)?),
                (("times:", text), _) => Saying::Words(Meet::Times, words(text)?),
                _ => return None,
            };
            Some(Action::Affirm(what, saying))
        }
        "not-now" if nothing_more => id.parse().ok().map(Action::NotNow),
        "not-for-me" if nothing_more => id.parse().ok().map(Action::NotForMe),
        "pick" => Some(Action::Pick(id.parse().ok()?, more.parse::<Instant>().ok()?.0)),
        "now" if nothing_more => id.parse().ok().map(Action::Now),
        "times" if nothing_more => Some(Action::Times(id.parse().ok()?, None)),
        "times" => Some(Action::Times(id.parse().ok()?, Some(more.parse::<Instant>().ok()?.0))),
        "on-my-way" if nothing_more => id.parse().ok().map(Action::OnMyWay),
        "landed" if nothing_more => id.parse().ok().map(Action::Landed),
        "again" => {
            let whom = WHOM.into_iter().find(|(_, word)| *word == more)?.0;
            Some(Action::Again(id.parse().ok()?, whom))
        }
        "clock" => wake(id, more).map(Action::Clock),
        _ => None,
    }
}

fn wake(verb: &str, rest: &str) -> Option<Wake> {
    let (id, more) = first_word(rest);
    let wake = match (verb, more) {
        ("present", "") => Wake::Present(id.parse().ok()?),
        ("expire", "") => Wake::Expire(id.parse().ok()?),
        ("rematch", "") => Wake::Rematch(id.parse().ok()?),
        ("lapse", "") => Wake::Lapse(id.parse().ok()?),
        ("remind", "day") => Wake::Remind(id.parse().ok()?, Notice::Day),
        ("remind", "minutes") => Wake::Remind(id.parse().ok()?, Notice::Minutes),
        ("begin", "") => Wake::Begin(id.parse().ok()?),
        ("wrap-up", "") => Wake::WrapUp(id.parse().ok()?),
        ("unwritten", "") => Wake::Unwritten(id.parse().ok()?),
        ("nudge", time) => Wake::Nudge(id.parse().ok()?, time.parse().ok()?),
        ("check-in", "") => Wake::CheckIn(id.parse().ok()?),
        ("close", "") => Wake::Close(id.parse().ok()?),
        ("pause-ends", "") => Wake::PauseEnds(id.parse().ok()?),
        ("pause-over", "") => Wake::PauseOver(id.parse().ok()?),
        _ => return None,
    };
    Some(wake)
}

const ANSWERS: [(Answer, &str); 4] = [
    (Answer::Done, "done"),
    (Answer::Partly, "partly"),
    (Answer::Stuck, "stuck"),
    (Answer::Dropped, "dropped"),
];
const ITEMS: [(Item, &str); 3] = [(Item::One, "1"), (Item::Two, "2"), (Item::Checkpoint, "checkpoint")];
const WHOM: [(Whom, &str); 3] = [(Whom::Same, "same"), (Whom::Other, "other"), (Whom::Nobody, "nobody")];

/// The word for an answer.
pub fn answer_word(answer: Answer) -> &'static str {
    ANSWERS.into_iter().find(|(known, _)| *known == answer).expect("every answer has a word").1
}

fn item_word(item: Item) -> &'static str {
    ITEMS.into_iter().find(|(known, _)| *known == item).expect("every item has a word").1
}

fn whom_word(whom: Whom) -> &'static str {
    WHOM.into_iter().find(|(known, _)| *known == whom).expect("everybody has a word").1
}

/// The word that is spelt most like this one, when it is spelt alike at all.
fn nearest_verb(word: &str) -> Option<&'static str> {
    VERBS
        .into_iter()
        .map(|verb| (strsim::damerau_levenshtein(word, verb.name), verb.name))
        .filter(|(distance, name)| *distance <= name.chars().count().div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    match text.split_once(char::is_whitespace) {
        Some((word, rest)) => (word, rest.trim_start()),
        None => (text, ""),
    }
}

fn maybe<T: FromStr>(text: &str) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
}

/// A verb, and free text when there is some.
struct Said<'a>(&'static str, &'a Option<Words>);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)?;
        self.1.as_ref().map_or(Ok(()), |text| write!(f, " {}", text.get()))
    }
}

/// A verb, and an id when there is one.
struct About<'a, T>(&'static str, &'a Option<T>);

impl<T: fmt::Display> fmt::Display for About<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)?;
        self.1.as_ref().map_or(Ok(()), |id| write!(f, " {id}"))
    }
}

/// An instant to the second, as RFC 3339 writes it in UTC.
struct Instant(DateTime<Utc>);

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.trunc_subsecs(0).format("%Y-%m-%dT%H:%M:%SZ").fmt(f)
    }
}

impl FromStr for Instant {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, chrono::ParseError> {
        DateTime::parse_from_rfc3339(text).map(|at| Instant(at.to_utc()))
    }
}

impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
