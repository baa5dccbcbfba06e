//! From an action to its text.

use std::fmt;

use chrono::{DateTime, SubsecRound, Utc};
use serde::{Serialize, Serializer};

use super::spoken::{
    answer_word, care_word, fit_word, item_word, met_word, on_removal_word, share_word, step_word, whom_word,
};
use super::{
    Action, Affirmable, Care, Greeting, Heavy, Meet, Notice, Practice, Resolve, Saying, Suggest, Undoable,
    Wake, Words,
};

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Help => f.write_str("help"),
            Action::Me => f.write_str("me"),
            Action::Welcome(Greeting::Agree(then)) => About("agree", then).fmt(f),
            Action::Welcome(Greeting::Decline) => f.write_str("decline"),
            Action::Welcome(Greeting::Skip(step)) => write!(f, "skip {}", step_word(*step)),
            Action::Welcome(Greeting::Next) => f.write_str("welcome"),
            Action::Win(text) => Said("win", text).fmt(f),
            Action::Deadline(text) => Said("deadline", text).fmt(f),
            Action::Link(text) => Said("link", text).fmt(f),
            Action::Suggest(Suggest::About(signal)) => write!(f, "suggest {signal}"),
            Action::Suggest(Suggest::NotNow) => f.write_str("suggest not-now"),
            Action::Suggest(Suggest::Never) => f.write_str("suggest never"),
            Action::Suggest(Suggest::Again) => f.write_str("suggest again"),
            Action::Ask(text) => Said("ask", text).fmt(f),
            Action::AllTheSame(Heavy::Ask, text) => Said("all-the-same", text).fmt(f),
            Action::AllTheSame(Heavy::Win, text) => Said("win-all-the-same", text).fmt(f),
            Action::AllTheSame(Heavy::Note, text) => Said("note-all-the-same", text).fmt(f),
            Action::AllTheSame(Heavy::Deadline, text) => Said("deadline-all-the-same", text).fmt(f),
            Action::AllTheSame(Heavy::Compliment, text) => Said("compliment-all-the-same", text).fmt(f),
            Action::OpenUp(ask) => write!(f, "open-up {ask}"),
            Action::LeaveIt(None) => f.write_str("leave-it"),
            Action::LeaveIt(Some(Heavy::Ask)) => f.write_str("leave-it ask"),
            Action::LeaveIt(Some(Heavy::Win)) => f.write_str("leave-it win"),
            Action::LeaveIt(Some(Heavy::Note)) => f.write_str("leave-it note"),
            Action::LeaveIt(Some(Heavy::Deadline)) => f.write_str("leave-it deadline"),
            Action::LeaveIt(Some(Heavy::Compliment)) => f.write_str("leave-it compliment"),
            Action::Withdraw(ask) => About("withdraw", ask).fmt(f),
            Action::Join(text) => Said("join", text).fmt(f),
            Action::Practise(Practice::Open) => f.write_str("practise"),
            Action::Practise(Practice::Words(text)) => write!(f, "practise words: {}", text.get()),
            Action::Practise(Practice::Anyway) => f.write_str("practise anyway"),
            Action::Leave => f.write_str("leave"),
            Action::Hours(text) => Said("hours", text).fmt(f),
            Action::Zone(text) => Said("zone", text).fmt(f),
            Action::Office(text) => Said("office", text).fmt(f),
            Action::Language(name) => Said("language", name).fmt(f),
            Action::Pause(text) => Said("pause", text).fmt(f),
            Action::Resume => f.write_str("resume"),
            Action::Affirm(what, saying) => {
                match what {
                    Affirmable::Offer(offer) => write!(f, "affirm {offer}")?,
                    Affirmable::Ask(ask) => write!(f, "affirm {ask}")?,
                }
                match saying {
                    Saying::Open => Ok(()),
                    Saying::Words(meet, words) => write!(f, " {}: {}", meet_word(*meet), words.get()),
                    Saying::Anyway(None) => f.write_str(" anyway"),
                    Saying::Anyway(Some((meet, words))) => {
                        write!(f, " anyway {}: {}", meet_word(*meet), words.get())
                    }
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
            Action::Met(session, met) => write!(f, "met {session} {}", met_word(*met)),
            Action::Note(session, lines) => {
                About("note", session).fmt(f)?;
                lines.as_ref().map_or(Ok(()), |lines| write!(f, "\n{}", lines.get()))
            }
            Action::Landed(session) => write!(f, "landed {session}"),
            Action::Fit(session, fit) => write!(f, "fit {session} {}", fit_word(*fit)),
            Action::Thank(session, None) => write!(f, "send-thanks {session}"),
            Action::Thank(session, Some((share, text))) => {
                write!(f, "send-thanks {session} {}: {}", share_word(*share), text.get())
            }
            Action::Recommend(session, score) => write!(f, "recommend {session} {score}"),
            Action::Answer(answer, None) => f.write_str(answer_word(*answer)),
            Action::Answer(answer, Some((session, item))) => {
                write!(f, "{} {session} {}", answer_word(*answer), item_word(*item))
            }
            Action::Again(session, whom) => write!(f, "again {session} {}", whom_word(*whom)),
            Action::Report(session, happened) => {
                About("report", session).fmt(f)?;
                happened.as_ref().map_or(Ok(()), |happened| write!(f, " {}", happened.get()))
            }
            Action::ReportPage(page) => write!(f, "report-page {page}"),
            Action::ReportRead(session, member) => write!(f, "report-read {session} {member}"),
            Action::Block(member) => About("block", member).fmt(f),
            Action::BlockNamed(name) => write!(f, "block {}", name.get()),
            Action::Unblock(member) => write!(f, "unblock {member}"),
            Action::Undo(None) => f.write_str("undo"),
            Action::Undo(Some(Undoable::Win(win))) => write!(f, "undo {win}"),
            Action::Undo(Some(Undoable::Thanks(session))) => write!(f, "undo thanks {session}"),
            Action::Undo(Some(Undoable::Ask(ask))) => write!(f, "undo {ask}"),
            Action::Undo(Some(Undoable::Compliment(session))) => write!(f, "undo compliment {session}"),
            Action::Undo(Some(Undoable::Pass(offer))) => write!(f, "undo {offer}"),
            Action::Undo(Some(Undoable::Booking(session))) => write!(f, "undo booking {session}"),
            Action::Undo(Some(Undoable::Settled(at))) => write!(f, "undo settled {}", Instant(*at)),
            Action::Undo(Some(Undoable::Note(session))) => write!(f, "undo {session}"),
            Action::Undo(Some(Undoable::Signal(signal))) => write!(f, "undo {signal}"),
            Action::Why(None) => f.write_str("why"),
            Action::Why(Some(Affirmable::Offer(offer))) => write!(f, "why {offer}"),
            Action::Why(Some(Affirmable::Ask(ask))) => write!(f, "why {ask}"),
            Action::Channel(channel) => Said("channel", channel).fmt(f),
            Action::DefaultZone(zone) => Said("default-zone", zone).fmt(f),
            Action::DefaultLanguage(name) => Said("default-language", name).fmt(f),
            Action::Kpis(span) => write!(f, "kpis {}", span.key()),
            Action::Health => f.write_str("health"),
            Action::DryRun => f.write_str("dry-run"),
            Action::Signals(wish) => Said("signals", wish).fmt(f),
            Action::Dashboard => f.write_str("dashboard"),
            Action::Privacy(Care::Erase(Resolve::ForGood(until))) => {
                write!(f, "privacy erase for-good {}", Instant(*until))
            }
            Action::Privacy(care) => About("privacy", &care_word(*care)).fmt(f),
            Action::OnRemoval(choice) => About("when-removed", &choice.map(on_removal_word)).fmt(f),
            Action::SettleRemoval(choice) => write!(f, "when-removed save {}", on_removal_word(*choice)),
            Action::Setup => f.write_str("setup"),
            Action::Digest(wish) => Said("digest", wish).fmt(f),
            Action::Settings(wish) => Said("settings", wish).fmt(f),
            Action::Holidays(days) => Said("holidays", days).fmt(f),
            Action::Round(wish) => Said("round", wish).fmt(f),
            Action::Weights(wish) => Said("weights", wish).fmt(f),
            Action::Safety(wish) => Said("safety", wish).fmt(f),
            Action::Roles(who) => Said("roles", who).fmt(f),
            Action::Apart(who) => Said("apart", who).fmt(f),
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
            Wake::Thank(session) => write!(f, "thank {session}"),
            Wake::Close(session) => write!(f, "close {session}"),
            Wake::LetGo => f.write_str("let-go"),
            Wake::FirstDays(member) => write!(f, "first-days {member}"),
            Wake::Claim(member) => write!(f, "claim {member}"),
            Wake::PauseEnds(member) => write!(f, "pause-ends {member}"),
            Wake::PauseOver(member) => write!(f, "pause-over {member}"),
            Wake::Part(member) => write!(f, "part {member}"),
            Wake::Look(member, signal) => write!(f, "look {member} {signal}"),
            Wake::Digest => f.write_str("digest"),
            Wake::Forget => f.write_str("forget"),
            Wake::Round => f.write_str("round"),
        }
    }
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
pub(super) struct Instant(pub(super) DateTime<Utc>);

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.trunc_subsecs(0).format("%Y-%m-%dT%H:%M:%SZ").fmt(f)
    }
}

impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn meet_word(meet: Meet) -> &'static str {
    match meet {
        Meet::Now => "now",
        Meet::Times => "times",
    }
}
