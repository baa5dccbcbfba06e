//! Nobody is spoken to on and on who does not answer. After three times, on different days, that something that
//! Smallwins said unasked came to its end without an answer, it says so once and holds back: nobody is matched with
//! them, nothing is suggested, and nothing is asked of what they noted but the day that they chose themselves. One
//! press, or anything by which they take part again, ends that; any word of theirs begins the count anew.
//!
//! What counts is an offer that ran out and a question about what they noted that was left; what they were told without
//! being asked anything does not. Who has paused is asked nothing, and so leaves nothing.

use crate::action::{Action, Saying as Compliment};
use crate::decision::{Change, Decision, tell};
use crate::member::{MOST_UNANSWERED, Member, Unanswered};
use crate::message::Message;
use crate::moment::Moment;
use crate::script::say;
use crate::task::{Manner, Subject};

/// An answer that is longer than Discord's 2000 characters with it goes without the welcome.
pub(super) const LONGEST: usize = 1900;

/// One more message had no answer. Where that is one too many, they rest from now on, and here is what they are told.
pub(super) fn unanswered(member: &mut Member, moment: &mut Moment) -> Option<Change> {
    let day = |at| member.calendar.local_date(at);
    if member.unanswered.last.is_some_and(|last| day(last) == day(moment.now)) {
        return None;
    }
    member.unanswered.times += 1;
    member.unanswered.last = Some(moment.now);
    if member.unanswered.times < MOST_UNANSWERED || member.rests() {
        return None;
    }
    member.unanswered.rests = Some(moment.now);
    let message =
        say("rest").with("mentor", member.mentor.is_some()).button("resume", Action::Resume).message();
    Some(tell(member.id, Subject::Member(member.id), Manner::Proactive, message, moment))
}

/// Whether somebody takes part by saying this, so that they are back.
pub(super) fn ends_by(action: &Action) -> bool {
    matches!(
        action,
        Action::Ask(Some(_))
            | Action::OpenUp(_)
            | Action::Win(Some(_))
            | Action::Join(Some(_))
            | Action::Affirm(_, Compliment::Words(..) | Compliment::Anyway(_))
            | Action::Pick(..)
            | Action::Now(_)
            | Action::Start(_)
            | Action::OnMyWay(_)
            | Action::Met(..)
            | Action::Note(_, Some(_))
            | Action::Landed(_)
            | Action::Fit(..)
            | Action::Answer(..)
            | Action::Again(..)
            | Action::Thank(_, Some(_))
    )
}

/// A decision by which somebody who rests is back; beneath the answer they read so.
pub(super) fn back_beneath(mut decision: Decision, member: &Member) -> Decision {
    if !member.rests() {
        return decision;
    }
    let welcome = say("rest.over").message();
    let fits = |answer: &&mut Message| answer.length() + welcome.length() <= LONGEST;
    if let Some(answer) = decision.reply.message.as_mut().filter(fits) {
        answer.blocks.extend(welcome.blocks);
    }
    let mut written = false;
    for change in &mut decision.changes {
        if let Change::Member(other) = change
            && other.id == member.id
        {
            other.unanswered = Unanswered::default();
            written = true;
        }
    }
    if written {
        return decision;
    }
    let back = Member { unanswered: Unanswered::default(), ..member.clone() };
    decision.and(Change::Member(Box::new(back)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::win::win;
    use crate::sample::{buttons, id, later, member, mentor, moment, now, words};
    use crate::task::Address;

    fn told(changes: Option<Change>) -> Vec<(Address, String)> {
        let decision = Decision::silent().and_all(changes);
        decision.told().into_iter().map(|(to, key)| (to, key.to_owned())).collect()
    }

    #[test]
    fn the_third_message_without_an_answer_is_the_last_and_says_so_once() {
        let mut ben = mentor("ben");
        let days = chrono::TimeDelta::days;
        // What is left on the same day is left once.
        let heard = [0, 0, 1, 2, 3].map(|n| told(unanswered(&mut ben, &mut later(days(n)))).len());
        assert_eq!(heard, [0, 0, 0, 1, 0]);
        let (last, rests) = (Some(now() + days(3)), Some(now() + days(2)));
        assert_eq!(ben.unanswered, Unanswered { times: 4, last, rests });
        let mut ana = member("ana");
        ana.unanswered.times = 2;
        let Some(Change::Task(task)) = unanswered(&mut ana, &mut later(chrono::TimeDelta::days(1))) else {
            panic!("a notice")
        };
        let notice = Decision::silent().and(Change::Task(task));
        let (_, delivery) = notice.deliveries().next().unwrap();
        assert_eq!((delivery.to, delivery.manner), (Address::Member(id("ana")), Manner::Proactive));
        assert_eq!(buttons(&delivery.message)[0].action, Action::Resume);
    }

    #[test]
    fn whoever_takes_part_is_back_and_reads_so_and_whoever_looks_is_not() {
        for (text, ends) in [
            ("ask how", true),
            ("win x", true),
            ("join rust", true),
            ("done", true),
            ("me", false),
            ("help", false),
            ("ask", false),
            ("pause 1w", false),
            ("privacy export", false),
        ] {
            assert_eq!(ends_by(&text.parse().unwrap()), ends, "{text}");
        }
        let mut ana = member("ana");
        ana.unanswered.rests = Some(now());
        let noted = win(words("Merged the parser").as_ref(), &ana, &mut moment()).unwrap();
        let decision = back_beneath(noted.clone(), &ana);
        assert!(!decision.member("ana").unwrap().rests());
        assert!(decision.reply.message.unwrap().bare(chrono_tz::UTC).contains("Welcome back"));
        assert_eq!(back_beneath(noted.clone(), &member("ana")).changes, noted.changes);
    }
}
