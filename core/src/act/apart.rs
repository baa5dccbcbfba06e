//! `apart`: those who run a community keep two people apart, such as somebody and who they report to. It holds in both
//! directions and until it is lifted, and neither hears of it.
//!
//! What one of them was to answer for the other goes on to somebody else. A session that stands between them is told to
//! whoever says it, and called off only when they say so too: both read that it does not take place, and no reason.

use chrono::{DateTime, Utc};

use super::block::named;
use super::booking;
use super::mentor::pass_on;
use super::route::Field;
use crate::action::{Action, Words, words};
use crate::ask::Offer;
use crate::audit::Noted;
use crate::decision::{Change, Decision, Refusal};
use crate::member::Member;
use crate::moment::Moment;
use crate::script::say;
use crate::session::Session;
use crate::store::SessionStory;
use crate::task::{Manner, Subject};

/// What an admin wants of two people.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pair<'a> {
    one: &'a str,
    other: &'a str,
    /// What.
    pub(super) wish: Wish,
}

/// What is to become of two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// They are never matched.
    Apart,
    /// They may be again.
    Together,
    /// The session that they have does not take place.
    CallOff,
}

/// What is under way between two people.
#[derive(Debug, Clone, Default)]
pub(super) struct Between {
    /// Sessions that have not begun, the first of them first; those without a time come last.
    pub(super) planned: Vec<Session>,
    /// What one of them has to answer for the other.
    pub(super) offers: Vec<Offer>,
}

/// `@ana @ben`, and behind it `off`, or `call-off`.
pub(super) fn pair(words: Option<&Words>) -> Result<Pair<'_>, Refusal> {
    let parts: Vec<&str> = words.map(|words| words.get().split_whitespace().collect()).unwrap_or_default();
    let (one, other, wish) = match parts[..] {
        [one, other] => (one, other, Wish::Apart),
        [one, other, "off"] => (one, other, Wish::Together),
        [one, other, "call-off"] => (one, other, Wish::CallOff),
        _ => return Err(Refusal::because(say("apart.problem"))),
    };
    Ok(Pair { one, other, wish })
}

impl Pair<'_> {
    /// The words for both.
    pub(super) fn words(&self) -> [&str; 2] {
        [self.one, self.other]
    }

    /// Who they are, out of all whom the words may mean.
    pub(super) fn of(&self, everyone: &[Member]) -> Result<(Member, Member), Refusal> {
        let find = |part: &str| {
            let unknown = || Refusal::because(say("apart.who").with("part", part));
            named(part, everyone).cloned().ok_or_else(unknown)
        };
        let (one, other) = (find(self.one)?, find(self.other)?);
        if one.id == other.id {
            return Err(Refusal::because(say("apart.problem")));
        }
        Ok((one, other))
    }
}

/// Two people are never matched, or may be again.
pub(super) fn apart(
    wish: Wish,
    (mut one, mut other): (Member, Member),
    between: &Between,
    moment: &mut Moment,
) -> Decision {
    let lifts = wish == Wish::Together;
    let next = between.planned.first().filter(|_| !lifts);
    let reply = say(if lifts { "apart.lifted" } else { "apart.done" })
        .with("name", &one.name)
        .with("partner", &other.name)
        .with("planned", next.is_some())
        .with("at", next.and_then(Session::starts_at))
        .with("offers", !between.offers.is_empty())
        .button_if(!lifts, "lift", about("off", &one, &other))
        .button_if(next.is_some(), "call-off", about("call-off", &one, &other))
        .message();
    let decision = Decision::reply(reply);
    let changed = if lifts {
        one.kept_apart.remove(&other.id) | other.kept_apart.remove(&one.id)
    } else {
        one.kept_apart.insert(other.id) | other.kept_apart.insert(one.id)
    };
    let goes_on = if lifts { Vec::new() } else { pass_on(&between.offers, moment) };
    let decision = decision.and_all(goes_on);
    if !changed {
        return decision;
    }
    let (was, is) = if lifts { ("apart", "together") } else { ("together", "apart") };
    let noted = Noted { word: "apart", whom: vec![one.id, other.id], was, is };
    let written = [one, other].map(|member| Change::Member(Box::new(member)));
    Decision { noted: Some(noted), ..decision.and_all(written) }
}

fn about(wish: &str, one: &Member, other: &Member) -> Action {
    Action::Apart(words(&format!("{} {} {wish}", one.id, other.id)))
}

/// The first session between the two does not take place, and its ask keeps its place.
pub(super) fn called_off(
    story: SessionStory,
    admin: &Member,
    more: bool,
    field: Field,
    moment: &mut Moment,
) -> Decision {
    let at: Option<DateTime<Utc>> = story.session.starts_at();
    let (learner, mentor) = (&story.learner, &story.mentor);
    let reply = say("apart.called-off")
        .with("name", &learner.name)
        .with("partner", &mentor.name)
        .with("at", at)
        .with("over", story.ask.taken_out)
        .with("more", more)
        .button_if(more, "call-off", about("call-off", learner, mentor))
        .message();
    let told = |key, partner: &Member| {
        let said = say(key).with("partner", &partner.name).with("at", at);
        said.with("question", &story.ask.question).with("over", story.ask.taken_out).message()
    };
    let (to_learner, to_mentor) = (told("called-off.learner", mentor), told("called-off.mentor", learner));
    let about = Subject::Session(story.session.id);
    let decision = Decision::reply(reply)
        .and_tell(learner.id, about, Manner::Awaited, to_learner, moment)
        .and_tell(mentor.id, about, Manner::Awaited, to_mentor, moment);
    let whom = vec![learner.id, mentor.id];
    let noted = Noted { word: "apart", whom, was: "planned", is: "called-off" };
    let decision = booking::called_off(decision, story, admin.id, true, field, moment);
    Decision { noted: Some(noted), ..decision }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::Stage;
    use crate::matching::{Terms, rank};
    use crate::platform::Handle;
    use crate::sample::{ask, buttons, id, meeting, member, mentor, moment, now, offer, refused};
    use crate::session::Stage as SessionStage;
    use crate::task::Address;

    fn booked() -> SessionStory {
        meeting(SessionStage::Booked { starts_at: now() + chrono::TimeDelta::days(1) })
    }

    fn are_matched(learner: &Member, mentor: &Member) -> bool {
        !rank(&ask(), learner, [mentor.clone()], &Terms::default(), now()).candidates.is_empty()
    }

    fn says(text: &str, between: &Between) -> Result<Decision, Refusal> {
        let everyone =
            [member("ana"), mentor("ben"), Member { handle: Handle("U7".to_owned()), ..member("cleo") }];
        let text = words(text);
        let pair = pair(text.as_ref())?;
        Ok(apart(pair.wish, pair.of(&everyone)?, between, &mut moment()))
    }

    #[test]
    fn admins_keep_two_people_apart_by_mention_name_or_id() {
        let says = |text: &str| says(text, &Between::default());
        let by_name = says("@ana Ben").unwrap();
        let (ana, ben) = (by_name.member("ana").unwrap(), by_name.member("ben").unwrap());
        assert!(!are_matched(ana, ben) && by_name.told().is_empty());
        let noted = by_name.noted.as_ref().unwrap();
        assert_eq!((&noted.whom[..], noted.is), (&[id("ana"), id("ben")][..], "apart"));
        assert!(says("<@U7|cleo> <@ana>").unwrap().member("cleo").is_some());
        let [one, other] = [id::<crate::id::MemberId>("ana"), id("ben")];
        assert!(says(&format!("{one} {other} off")).unwrap().changes.is_empty(), "they were not apart");
        assert_eq!(refused(says("@ana @zed")), "apart.who");
        assert_eq!(refused(says("@ana @ana")), "apart.problem");
        assert_eq!(refused(says("@ana")), "apart.problem");
    }

    #[test]
    fn what_is_under_way_between_the_two_is_told_and_what_one_has_to_answer_goes_on() {
        let between = Between { planned: vec![booked().session], offers: vec![offer()] };
        let decision = says("@ana @ben", &between).unwrap();
        let message = decision.reply.message.as_ref().unwrap();
        let told = message.bare(chrono_tz::UTC);
        assert!(told.contains("They have a session") && told.contains("goes on to somebody else"), "{told}");
        let [one, other] = [id::<crate::id::MemberId>("ana"), id("ben")];
        let call_off = Action::Apart(words(&format!("{one} {other} call-off")));
        assert!(buttons(message).iter().any(|button| button.action == call_off));
        assert!(decision.told().is_empty(), "neither hears of it");
        assert_eq!(decision.wakes().len(), 1);
        let nothing = says("@ana @ben", &Between::default()).unwrap();
        let told = nothing.reply.message.as_ref().unwrap().bare(chrono_tz::UTC);
        assert!(!told.contains("session") && !told.contains("goes on"), "{told}");
    }

    #[test]
    fn a_session_that_is_called_off_is_told_to_both_without_a_reason_and_its_ask_goes_on() {
        let field = Field { on_topic: vec![mentor("ben").into(), mentor("cleo").into()], ..Field::default() };
        let decision = called_off(booked(), &member("dan"), false, field.clone(), &mut moment());
        assert_eq!(
            decision.noted.as_ref().map(|noted| (noted.word, noted.is)),
            Some(("apart", "called-off"))
        );
        // It is nobody's wish of the two, so it is the same when she who learns runs the community.
        let by_ana = called_off(booked(), &member("ana"), false, field, &mut moment());
        assert!(by_ana.ask().is_open() && by_ana.told() == decision.told());
        assert_eq!(
            decision.told(),
            [
                (Address::Member(id("ana")), "called-off.learner"),
                (Address::Member(id("ben")), "called-off.mentor")
            ]
        );
        assert!(!decision.session().is_open());
        let Stage::AwaitingMentor { .. } = decision.ask().stage else { panic!("Cleo is asked") };
        assert!(decision.member("cleo").is_some());
        let held = &decision.member("ben").unwrap().mentor.as_ref().unwrap().held;
        assert!(held.is_empty());
    }
}
