//! From a text to an action.

use std::str::FromStr;

use chrono::DateTime;
use serde::{Deserialize, Deserializer};

use super::show::Instant;
use super::spoken::{ANSWERS, CARES, FITS, ITEMS, MET, ON_REMOVAL, SHARES, STEPS, WHOM};
use super::spoken::{nearest_of_admins, nearest_verb};
use super::{
    Action, Affirmable, Care, Greeting, Heavy, Meet, Notice, Practice, Resolve, Saying, Suggest, Undoable,
    Wake, Words, words,
};
use crate::kpi::Span;
use crate::text;

/// A text that is no action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misheard {
    /// There was nothing in it.
    #[error("nothing was said")]
    Nothing,
    /// It begins with no word that is known.
    #[error("the first word is not known")]
    Unknown {
        /// What is probably meant, of what everybody may say.
        nearest: Option<&'static str>,
        /// A word of those who run the community that is spelt more like it.
        of_admins: Option<&'static str>,
    },
    /// The word is known, and what follows is not what belongs there.
    #[error("what follows `{verb}` does not belong there")]
    Garbled {
        /// The word.
        verb: &'static str,
    },
}

impl FromStr for Action {
    type Err = Misheard;

    fn from_str(text: &str) -> Result<Self, Misheard> {
        let text = text::clean_lines(text);
        let (name, behind) = first_word(&text);
        let is_named = NAMES.into_iter().any(|known| known.eq_ignore_ascii_case(name));
        let (verb, rest) = if is_named { first_word(behind) } else { (name, behind) };
        let verb = verb.to_lowercase();
        let verb = verb.as_str();
        if verb.is_empty() {
            return if is_named { Ok(Action::Help) } else { Err(Misheard::Nothing) };
        }
        if let Some(known) = ALONE.into_iter().find(|known| *known == verb) {
            return alone(known, rest).ok_or(Misheard::Garbled { verb: known });
        }
        if let Some(known) = PRESSED.into_iter().find(|known| *known == verb) {
            return pressed(known, rest).ok_or(Misheard::Garbled { verb: known });
        }
        Ok(match verb {
            "win" => Action::Win(words(rest)),
            "deadline" => Action::Deadline(words(rest)),
            "link" => Action::Link(words(rest)),
            "ask" => Action::Ask(words(rest)),
            "all-the-same" => Action::AllTheSame(Heavy::Ask, words(rest)),
            "win-all-the-same" => Action::AllTheSame(Heavy::Win, words(rest)),
            "note-all-the-same" => Action::AllTheSame(Heavy::Note, words(rest)),
            "deadline-all-the-same" => Action::AllTheSame(Heavy::Deadline, words(rest)),
            "compliment-all-the-same" => Action::AllTheSame(Heavy::Compliment, words(rest)),
            "join" => Action::Join(words(rest)),
            "hours" => Action::Hours(words(rest)),
            "zone" => Action::Zone(words(rest)),
            "office" => Action::Office(words(rest)),
            "default-zone" => Action::DefaultZone(words(rest)),
            "language" => Action::Language(words(rest)),
            "default-language" => Action::DefaultLanguage(words(rest)),
            "pause" => Action::Pause(words(rest)),
            "signals" => Action::Signals(words(rest)),
            "channel" => Action::Channel(words(rest)),
            "digest" => Action::Digest(words(rest)),
            "settings" => Action::Settings(words(rest)),
            "holidays" => Action::Holidays(words(rest)),
            "round" => Action::Round(words(rest)),
            "weights" => Action::Weights(words(rest)),
            "safety" => Action::Safety(words(rest)),
            "roles" => Action::Roles(words(rest)),
            "apart" => Action::Apart(words(rest)),
            _ => {
                return Err(Misheard::Unknown {
                    nearest: nearest_verb(verb),
                    of_admins: nearest_of_admins(verb),
                });
            }
        })
    }
}

/// By these a command is called; whoever types in a direct message may leave the slash out. Alone they ask what can be
/// said.
const NAMES: [&str; 3] = ["/mentor", "/mentor-admin", "mentor"];

/// Verbs after which nothing has to follow.
pub(super) const ALONE: [&str; 30] = [
    "help",
    "me",
    "home",
    "agree",
    "decline",
    "welcome",
    "undo",
    "practise",
    "leave",
    "leave-it",
    "resume",
    "withdraw",
    "move",
    "cancel",
    "start",
    "note",
    "done",
    "partly",
    "stuck",
    "dropped",
    "kpis",
    "health",
    "dry-run",
    "dashboard",
    "setup",
    "privacy",
    "when-removed",
    "why",
    "report",
    "block",
];

/// Verbs that buttons say: an id has to follow.
pub(super) const PRESSED: [&str; 20] = [
    "skip",
    "affirm",
    "open-up",
    "not-now",
    "not-for-me",
    "pick",
    "now",
    "times",
    "on-my-way",
    "landed",
    "recommend",
    "suggest",
    "again",
    "met",
    "fit",
    "send-thanks",
    "report-page",
    "report-read",
    "unblock",
    "clock",
];

fn alone(verb: &str, rest: &str) -> Option<Action> {
    let nothing = rest.is_empty();
    match verb {
        "help" => Some(Action::Help),
        "me" | "home" => nothing.then_some(Action::Me),
        "agree" if nothing => Some(Action::Welcome(Greeting::Agree(None))),
        "agree" => {
            // A yes carries what somebody said, and that is neither another yes nor the clock's.
            let then =
                rest.parse().ok().filter(|then| !matches!(then, Action::Welcome(_) | Action::Clock(_)))?;
            Some(Action::Welcome(Greeting::Agree(Some(Box::new(then)))))
        }
        "decline" => nothing.then_some(Action::Welcome(Greeting::Decline)),
        "welcome" => nothing.then_some(Action::Welcome(Greeting::Next)),
        "practise" => match first_word(rest) {
            ("", _) => Some(Action::Practise(Practice::Open)),
            ("anyway", "") => Some(Action::Practise(Practice::Anyway)),
            ("words:", text) => words(text).map(|text| Action::Practise(Practice::Words(text))),
            _ => None,
        },
        "leave" => nothing.then_some(Action::Leave),
        "leave-it" => match rest {
            "" => Some(Action::LeaveIt(None)),
            "ask" => Some(Action::LeaveIt(Some(Heavy::Ask))),
            "win" => Some(Action::LeaveIt(Some(Heavy::Win))),
            "note" => Some(Action::LeaveIt(Some(Heavy::Note))),
            "deadline" => Some(Action::LeaveIt(Some(Heavy::Deadline))),
            "compliment" => Some(Action::LeaveIt(Some(Heavy::Compliment))),
            _ => None,
        },
        "resume" => nothing.then_some(Action::Resume),
        "kpis" if nothing => Some(Action::Kpis(Span::Days30)),
        "kpis" => Span::of(rest).map(Action::Kpis),
        "dry-run" => nothing.then_some(Action::DryRun),
        "health" => nothing.then_some(Action::Health),
        "setup" => nothing.then_some(Action::Setup),
        "dashboard" => nothing.then_some(Action::Dashboard),
        "privacy" if nothing => Some(Action::Privacy(Care::Show)),
        "privacy" => care(rest).map(Action::Privacy),
        "when-removed" if nothing => Some(Action::OnRemoval(None)),
        "when-removed" => {
            let (rest, meant): (_, fn(_) -> _) = match rest.strip_prefix("save ") {
                Some(rest) => (rest, Action::SettleRemoval),
                None => (rest, |choice| Action::OnRemoval(Some(choice))),
            };
            ON_REMOVAL.into_iter().find(|(_, word)| *word == rest).map(|(choice, _)| meant(choice))
        }
        "withdraw" => maybe(rest).map(Action::Withdraw),
        "move" => maybe(rest).map(Action::Move),
        "cancel" => maybe(rest).map(Action::Cancel),
        "start" => maybe(rest).map(Action::Start),
        "undo" if nothing => Some(Action::Undo(None)),
        "undo" => undoable(rest).map(|what| Action::Undo(Some(what))),
        "why" if nothing => Some(Action::Why(None)),
        "why" => {
            let offer = rest.parse().map(Affirmable::Offer);
            offer.or_else(|_| rest.parse().map(Affirmable::Ask)).ok().map(|what| Action::Why(Some(what)))
        }
        "block" => Some(match (rest.parse(), words(rest)) {
            (Err(_), Some(name)) => Action::BlockNamed(name),
            (other, _) => Action::Block(other.ok()),
        }),
        "report" => {
            let (id, happened) = first_word(rest);
            match id.parse() {
                Ok(session) => Some(Action::Report(Some(session), words(happened))),
                Err(_) => Some(Action::Report(None, words(rest))),
            }
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

fn undoable(text: &str) -> Option<Undoable> {
    let (first, session) = first_word(text);
    match first {
        // An earlier release did not say which change its button belongs to: that is of no change.
        "settled" if session.is_empty() => return Some(Undoable::Settled(DateTime::UNIX_EPOCH)),
        "settled" => return Some(Undoable::Settled(session.parse::<Instant>().ok()?.0)),
        "thanks" => return session.parse().ok().map(Undoable::Thanks),
        "compliment" => return session.parse().ok().map(Undoable::Compliment),
        "booking" => return session.parse().ok().map(Undoable::Booking),
        _ => {}
    }
    let win = text.parse().map(Undoable::Win);
    let ask = win.or_else(|_| text.parse().map(Undoable::Ask));
    let pass = ask.or_else(|_| text.parse().map(Undoable::Pass));
    let note = pass.or_else(|_| text.parse().map(Undoable::Note));
    note.or_else(|_| text.parse().map(Undoable::Signal)).ok()
}

fn care(words: &str) -> Option<Care> {
    let known = CARES.into_iter().find(|(_, word)| *word == words);
    let for_good = || {
        let until = words.strip_prefix("erase for-good ")?.parse::<Instant>().ok()?.0;
        Some(Care::Erase(Resolve::ForGood(until)))
    };
    known.map(|(care, _)| care).or_else(for_good)
}

/// `now: …` or `times: …`: when somebody can meet, and what they wrote.
fn written(text: &str) -> Option<(Meet, Words)> {
    match first_word(text) {
        ("now:", text) => Some((Meet::Now, words(text)?)),
        ("times:", text) => Some((Meet::Times, words(text)?)),
        _ => None,
    }
}

fn pressed(verb: &str, rest: &str) -> Option<Action> {
    let (id, more) = first_word(rest);
    let nothing_more = more.is_empty();
    match verb {
        "skip" if nothing_more => {
            let step = STEPS.into_iter().find(|(_, word)| *word == id)?.0;
            Some(Action::Welcome(Greeting::Skip(step)))
        }
        "affirm" => {
            let offer = id.parse().map(Affirmable::Offer);
            let what = offer.or_else(|_| id.parse().map(Affirmable::Ask)).ok()?;
            let saying = match (first_word(more), more) {
                (_, "") => Saying::Open,
                (_, "anyway") => Saying::Anyway(None),
                (("anyway", text), _) => Saying::Anyway(Some(written(text)?)),
                (_, text) => {
                    let (meet, words) = written(text)?;
                    Saying::Words(meet, words)
                }
            };
            Some(Action::Affirm(what, saying))
        }
        "open-up" if nothing_more => id.parse().ok().map(Action::OpenUp),
        "not-now" if nothing_more => id.parse().ok().map(Action::NotNow),
        "not-for-me" if nothing_more => id.parse().ok().map(Action::NotForMe),
        "pick" => Some(Action::Pick(id.parse().ok()?, more.parse::<Instant>().ok()?.0)),
        "now" if nothing_more => id.parse().ok().map(Action::Now),
        "times" if nothing_more => Some(Action::Times(id.parse().ok()?, None)),
        "times" => Some(Action::Times(id.parse().ok()?, Some(more.parse::<Instant>().ok()?.0))),
        "on-my-way" if nothing_more => id.parse().ok().map(Action::OnMyWay),
        "landed" if nothing_more => id.parse().ok().map(Action::Landed),
        "recommend" => Some(Action::Recommend(id.parse().ok()?, more.parse().ok()?)),
        "suggest" if nothing_more => Some(Action::Suggest(match id {
            "not-now" => Suggest::NotNow,
            "never" => Suggest::Never,
            "again" => Suggest::Again,
            signal => Suggest::About(signal.parse().ok()?),
        })),
        "again" => {
            let whom = WHOM.into_iter().find(|(_, word)| *word == more)?.0;
            Some(Action::Again(id.parse().ok()?, whom))
        }
        "met" => {
            let met = MET.into_iter().find(|(_, word)| *word == more)?.0;
            Some(Action::Met(id.parse().ok()?, met))
        }
        "fit" => {
            let fit = FITS.into_iter().find(|(_, word)| *word == more)?.0;
            Some(Action::Fit(id.parse().ok()?, fit))
        }
        "send-thanks" if nothing_more => Some(Action::Thank(id.parse().ok()?, None)),
        "send-thanks" => {
            let (who, text) = first_word(more);
            let share = SHARES.into_iter().find(|(_, word)| who.strip_suffix(':') == Some(*word))?.0;
            Some(Action::Thank(id.parse().ok()?, Some((share, words(text)?))))
        }
        "report-page" if nothing_more => id.parse().ok().map(Action::ReportPage),
        "report-read" => Some(Action::ReportRead(id.parse().ok()?, more.parse().ok()?)),
        "unblock" if nothing_more => id.parse().ok().map(Action::Unblock),
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
        ("thank", "") => Wake::Thank(id.parse().ok()?),
        ("close", "") => Wake::Close(id.parse().ok()?),
        // An earlier release named somebody behind it.
        ("let-go", "") => Wake::LetGo,
        ("first-days", "") => Wake::FirstDays(id.parse().ok()?),
        ("claim", "") => Wake::Claim(id.parse().ok()?),
        ("pause-ends", "") => Wake::PauseEnds(id.parse().ok()?),
        ("pause-over", "") => Wake::PauseOver(id.parse().ok()?),
        ("part", "") => Wake::Part(id.parse().ok()?),
        ("look", signal) => Wake::Look(id.parse().ok()?, signal.parse().ok()?),
        ("digest", "") if id.is_empty() => Wake::Digest,
        ("forget", "") if id.is_empty() => Wake::Forget,
        ("round", "") if id.is_empty() => Wake::Round,
        _ => return None,
    };
    Some(wake)
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

impl FromStr for Instant {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, chrono::ParseError> {
        DateTime::parse_from_rfc3339(text).map(|at| Instant(at.to_utc()))
    }
}

impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
