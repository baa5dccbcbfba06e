//! Everything that a person, a button or the clock can say, in one text form.
//!
//! `/mentor ask how do I test a parser`, the value of a button, a line in a direct message and a scheduled wake-up
//! are the same [`Action`] in the same words. Free text stays as it was typed: the action's own file reads it, so
//! that a problem can be answered with the text still at hand. Ids keep the form short enough for a Discord
//! `custom_id` (100 characters).
//!
//! Actions only the clock may say begin with `clock`; who may say the others is decided where they are decided.
//!
//! In reading order: `spoken` (the words, as help shows them), `read` and `show` (from a text to an action and back),
//! `fill` (what comes back from a form), `heavy` (what is thought over first).

pub(crate) mod fill;
mod heavy;
mod read;
mod show;
mod spoken;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::community::OnRemoval;
use crate::id::{AskId, MemberId, OfferId, SessionId, SignalId, WinId};
use crate::kpi::Span;
use crate::session::{Answer, Fit, Item, Score, Share};
use crate::text::{self, Private};
use crate::welcome::Step;

pub use heavy::Heavy;
pub use read::Misheard;
pub use spoken::{Audience, VERBS, Verb, answer_word};
pub(crate) use spoken::{item_word, share_word};

/// Words of a person, free of control characters and never empty.
pub type Words = Private<String>;

/// Something that can be said to Smallwins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// What can I say here?
    Help,
    /// What is open for me?
    Me,
    /// Yes or no to what would be held about me, and what comes after a yes.
    Welcome(Greeting),
    /// I did something: what, and where it can be seen.
    Win(Option<Words>),
    /// Something is due: when, and what.
    Deadline(Option<Words>),
    /// An account at a source is mine: which, and perhaps `yes` or `off`.
    Link(Option<Words>),
    /// What you suggest: yes, no, or never.
    Suggest(Suggest),
    /// I want to ask something. `15m` before the question chooses the length.
    Ask(Option<Words>),
    /// I want to ask or tell that all the same, though it sounds heavy. Without words, what I said a moment ago.
    AllTheSame(Heavy, Option<Words>),
    /// I would rather not. What waits of it is named; where a button carried it, nothing does.
    LeaveIt(Option<Heavy>),
    /// I do not want to wait until somebody has room: anybody may take it.
    OpenUp(AskId),
    /// I do not need an answer any more.
    Withdraw(Option<AskId>),
    /// I want to mentor: topics, caps and languages.
    Join(Option<Words>),
    /// I want to try how it is to notice something, on a sample.
    Practise(Practice),
    /// I do not want to mentor any more.
    Leave,
    /// My working hours and my zone.
    Hours(Option<Words>),
    /// The zone whose clock I live by.
    Zone(Option<Words>),
    /// When I would rather have sessions one right after the other.
    Office(Option<Words>),
    /// The language in which I am spoken to.
    Language(Option<Words>),
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
    /// We met, or we did not.
    Met(SessionId, Met),
    /// What we agreed: `+`, `1.`, `2.` and `@` lines.
    Note(Option<SessionId>, Option<Words>),
    /// The compliment landed.
    Landed(SessionId),
    /// How well we fit.
    Fit(SessionId, Fit),
    /// Thank you, to the mentor of a session, or before everybody.
    Thank(SessionId, Option<(Share, Words)>),
    /// How likely I am to recommend this.
    Recommend(SessionId, Score),
    /// How something went.
    Answer(Answer, Option<(SessionId, Item)>),
    /// I am stuck, and want ten minutes with somebody.
    Again(SessionId, Whom),
    /// Something happened that should not have: in which session, and what. Without either, about whom can I tell?
    Report(Option<SessionId>, Option<Words>),
    /// About whom else can I tell? A page of those, from 0.
    ReportPage(u32),
    /// I have read the report that somebody wrote about a session. For those who read reports.
    ReportRead(SessionId, MemberId),
    /// Never put me together with them. Without anybody, with whom can that be?
    Block(Option<MemberId>),
    /// Never put me together with whom I name: are they meant?
    BlockNamed(Words),
    /// Put me together with them again.
    Unblock(MemberId),
    /// Take this back; without a name, the latest that can be taken back.
    Undo(Option<Undoable>),
    /// Why this mentor, or why nobody? Of an ask of mine, or an offer made to me.
    Why(Option<Affirmable>),
    /// Where do open questions go? With a channel: there, from now on. For admins.
    Channel(Option<Words>),
    /// In which zone is whoever has told none? With a zone: in that. For admins.
    DefaultZone(Option<Words>),
    /// In which language is what everybody reads? With a language: in that. For admins.
    DefaultLanguage(Option<Words>),
    /// What do the numbers say of that time? For admins.
    Kpis(Span),
    /// What does not go as it should? For admins.
    Health,
    /// What arrives from other tools? With words: a source is heard or not. For admins.
    Signals(Option<Words>),
    /// Let me look at the numbers in a browser. For admins.
    Dashboard,
    /// What is held about me, and what shall become of it?
    Privacy(Care),
    /// What becomes of everything when the app is removed? With a choice: what if it were that? For admins.
    OnRemoval(Option<OnRemoval>),
    /// That becomes of everything when the app is removed. For admins.
    SettleRemoval(OnRemoval),
    /// What is settled here, and what is not yet? For admins.
    Setup,
    /// How was the week, and when do I read of the next? With words: then and there. For admins.
    Digest(Option<Words>),
    /// What would be said now, and to whom? Nothing is. For admins.
    DryRun,
    /// What is settled here? With words: what if it were so, or so it is from now on. For admins.
    Settings(Option<Words>),
    /// On which days is everybody free? With words: on those, as a file or a day a line. For admins.
    Holidays(Option<Words>),
    /// When are asks that wait matched together? With words: then, or now, or what it would come to. For admins.
    Round(Option<Words>),
    /// How much does each part of the score count? With words: what if it counted so? For admins.
    Weights(Option<Words>),
    /// Who reads reports, what holds here, and whom is somebody shown to turn to? With words: that. For admins.
    Safety(Option<Words>),
    /// Who runs this, and who sees how it goes? With words: somebody does from now on, or not any more. For admins.
    Roles(Option<Words>),
    /// Never match these two, or do again. For admins.
    Apart(Option<Words>),
    /// Something is due.
    Clock(Wake),
}

impl Action {
    /// Whether the answer is a form: for platforms on which the way to open one does not last. Words that turn out to
    /// be wrong bring their form back too, with a message that says what is wrong; nobody knows that before.
    pub fn opens_form(&self) -> bool {
        matches!(
            self,
            Action::Win(None)
                | Action::Deadline(None)
                | Action::Suggest(Suggest::About(_))
                | Action::Ask(None)
                | Action::Join(None)
                | Action::Practise(Practice::Open)
                | Action::Hours(None)
                | Action::Zone(None)
                | Action::Pause(None)
                | Action::Holidays(None)
                | Action::Affirm(_, Saying::Open)
                | Action::Note(_, None)
                | Action::Report(Some(_), None)
                | Action::Thank(_, None)
        ) || matches!(self, Action::Safety(Some(words)) if words.get() == "contact")
            || matches!(self, Action::Office(Some(words)) if words.get() == "change")
            || self.opens_settings()
            || self.goes_on().is_some_and(Action::opens_form)
    }

    fn opens_settings(&self) -> bool {
        let forms = ["place", "asking", "limits", "safety", "edit"];
        let first = |words: &Words| words.get().split(' ').next().is_some_and(|first| forms.contains(&first));
        let opens = |words: &Words| {
            let words = words.get();
            words == "edit" || words.starts_with("at ") && !words.contains('\n')
        };
        // With lines it is what came back from a form.
        matches!(self, Action::Settings(Some(words)) if first(words) && !words.get().contains('\n'))
            || matches!(self, Action::Holidays(Some(words)) if opens(words))
    }

    /// Whether those who run the community alone may say it: for platforms that do not tell everywhere who they are.
    pub fn is_for_admins(&self) -> bool {
        matches!(
            self,
            Action::Channel(_)
                | Action::DefaultZone(_)
                | Action::DefaultLanguage(_)
                | Action::Kpis(_)
                | Action::Health
                | Action::DryRun
                | Action::Signals(_)
                | Action::Dashboard
                | Action::OnRemoval(_)
                | Action::SettleRemoval(_)
                | Action::Setup
                | Action::Digest(_)
                | Action::Settings(_)
                | Action::Holidays(_)
                | Action::Weights(_)
                | Action::Safety(_)
                | Action::Apart(_)
                | Action::Roles(_)
                | Action::Round(_)
        ) || self.goes_on().is_some_and(Action::is_for_admins)
    }

    /// What goes on after a yes to the welcome.
    fn goes_on(&self) -> Option<&Action> {
        match self {
            Action::Welcome(Greeting::Agree(then)) => then.as_deref(),
            _ => None,
        }
    }
}

/// What a compliment answers, and what can be explained.
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
    /// Send the one that was held back with a warning, unless something else has been written meanwhile.
    Anyway(Option<(Meet, Words)>),
}

/// How far a practice run has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Practice {
    /// I want to write one.
    Open,
    /// Here it is.
    Words(Words),
    /// I would send it all the same.
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

/// Whether two people met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    /// They did.
    Yes,
    /// They did not, or one of them is alone.
    No,
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

/// What somebody answers when they are welcomed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Greeting {
    /// Yes, hold what I tell you; and do what I said before.
    Agree(Option<Box<Action>>),
    /// No.
    Decline,
    /// I would rather not do this step.
    Skip(Step),
    /// Where were we?
    Next,
}

/// What somebody answers when help is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suggest {
    /// I want to ask about it.
    About(SignalId),
    /// Not now.
    NotNow,
    /// Suggest nothing any more.
    Never,
    /// Suggest again.
    Again,
}

/// What can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undoable {
    /// A win.
    Win(WinId),
    /// An ask.
    Ask(AskId),
    /// The compliment by which a session came about.
    Compliment(SessionId),
    /// A pass on an offer.
    Pass(OfferId),
    /// The time of a session.
    Booking(SessionId),
    /// The note of a session.
    Note(SessionId),
    /// The thanks for a session.
    Thanks(SessionId),
    /// A deadline.
    Signal(SignalId),
    /// Hours, zone, a pause or what is offered, as changed at an instant.
    Settled(DateTime<Utc>),
}

/// What somebody wants of what is held about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// To know what it is.
    Show,
    /// To have all of it in files.
    Export,
    /// Not to take part any more.
    Leave,
    /// To be erased.
    Erase(Resolve),
    /// To be known again after that.
    Return,
}

/// How sure somebody is that they want to be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolve {
    /// They want to know what it means.
    Asked,
    /// They know, and want it.
    Sure,
    /// They were asked twice, and say yes until this instant.
    ForGood(DateTime<Utc>),
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
    /// Send the thanks that were not taken back.
    Thank(SessionId),
    /// Close what was not answered.
    Close(SessionId),
    /// What people said, and did not go on with, has waited long enough.
    LetGo,
    /// Somebody who is new here has had a few days: ask once whether they want help with anything.
    FirstDays(MemberId),
    /// An account became a member's: whatever was told of it at that moment is theirs too.
    Claim(MemberId),
    /// The pause ends tomorrow.
    PauseEnds(MemberId),
    /// The pause is over.
    PauseOver(MemberId),
    /// A member leaves: settle the next of what is open for them.
    Part(MemberId),
    /// Look again at what was handed in, or is due.
    Look(MemberId, SignalId),
    /// The week of a community is over: say how it was.
    Digest,
    /// Forget the words that are too old to be kept.
    Forget,
    /// Match the asks that wait together.
    Round,
}

/// How long before a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// 24 hours, or less when somebody's hours begin later.
    Day,
    /// Ten minutes.
    Minutes,
}

/// The words in a text, cleaned line by line; `None` when there are none.
pub fn words(raw: &str) -> Option<Words> {
    let clean = text::clean_lines(raw);
    (!clean.is_empty()).then(|| Private::new(clean))
}

#[cfg(test)]
mod tests;
