//! What a platform tells: who somebody is now, whether anything reaches them, and whether anything reaches anybody.

use chrono::TimeDelta;

use super::admin::moved_to;
use super::mentor::pass_on;
use crate::action::{Action, words};
use crate::ask::Offer;
use crate::community::{Community, Standing};
use crate::decision::{Change, Decision};
use crate::member::{Member, Person};
use crate::moment::Moment;
use crate::news::Inviter;
use crate::platform::Lost;
use crate::script::say;
use crate::task::{Address, Delivery, Manner, Subject, Task, Work};
use crate::text::cut;

/// Admins hear of the same person once in so long, however often they are lost and found.
const REPORTED: TimeDelta = TimeDelta::days(30);
/// Whose direct messages are closed is called in the channel once in so long, however often they speak meanwhile: to
/// speak does not open them.
const CALLED: TimeDelta = TimeDelta::days(7);
/// So much is shown of why a community is closed.
pub(super) const LONGEST_WHY: usize = 120;

/// Somebody who is known is described anew. Whoever was lost is there again: what waits for them is tried.
pub(super) fn described(member: &Member, person: &Person, community: &Community) -> Decision {
    let described = member.described_as(person, community.zone);
    if member.unreachable.is_some() {
        return reached(described.as_ref().unwrap_or(member));
    }
    match described {
        Some(member) => Decision::silent().and(Change::Member(Box::new(member))),
        None => Decision::silent(),
    }
}

/// Nothing reaches a member any more, and the admins hear of it once.
///
/// Whose direct messages are closed is called where the community has a channel, and finds there what waits for them;
/// so their offers stay theirs until their time is up. Whoever cannot be called, or is gone, has no use for theirs:
/// they go on to others.
pub(super) fn unreachable(
    member: &Member,
    lost: Lost,
    community: &Community,
    offers: &[Offer],
    admins: &[Member],
    moment: &mut Moment,
) -> Decision {
    if member.unreachable.is_some() {
        return Decision::silent();
    }
    let mut away = member.clone();
    away.unreachable = Some(moment.now);
    // Whoever is gone runs nothing here any more; their platform says so anew when they are back.
    away.admin &= lost != Lost::Gone;
    let mut decision = Decision::silent();
    let can_be_called = lost == Lost::Shut && community.channel.is_some();
    if !can_be_called {
        decision = decision.and_all(pass_on(offers, moment));
    } else if member.called.is_none_or(|before| moment.now - before > CALLED) {
        away.called = Some(moment.now);
        decision = decision.and(call(member, moment));
    }
    if member.reported.is_none_or(|before| moment.now - before > REPORTED) {
        away.reported = Some(moment.now);
        let message = say("unreachable.admin")
            .with("name", &member.name)
            .with("shut", lost == Lost::Shut)
            .with("called", can_be_called)
            .with("mentor", member.mentor.is_some())
            .button("health", Action::Health)
            .message();
        let told = admins.iter().filter(|admin| admin.id != member.id && admin.unreachable.is_none());
        for admin in told {
            let (about, message) = (Subject::Member(member.id), message.clone());
            decision = decision.and_tell(admin.id, about, Manner::Proactive, message, moment);
        }
    }
    decision.and(Change::Member(Box::new(away)))
}

/// Calls a member in the channel, with a button that shows whoever presses it what waits for them.
fn call(member: &Member, moment: &mut Moment) -> Change {
    let message = say("unreachable.call")
        .with("name", &member.name)
        .with("handle", member.handle.0.as_str())
        .button("show", Action::Me)
        .message();
    let work = Work::Deliver(Delivery::new(Address::Channel, message, Manner::Awaited));
    let (id, about) = (moment.id(), Subject::Member(member.id));
    Change::Task(Task { id, due: moment.now, wish: None, not_after: None, about, work })
}

/// Something reached a member after all: what waits for them is due, and they are asked again.
pub(super) fn reached(member: &Member) -> Decision {
    if member.unreachable.is_none() {
        return Decision::silent();
    }
    let found = Member { unreachable: None, ..member.clone() };
    Decision::silent().and(Change::Member(Box::new(found))).and(Change::Hasten(Address::Member(member.id)))
}

/// Somebody put Smallwins into a channel: the first that an admin chooses so is that of the community. In any other it
/// says how an admin makes it that.
pub(super) fn invited(community: &Community, channel: &str, by: Inviter) -> Decision {
    let here = || Action::Channel(words(channel));
    match community.channel.as_deref() {
        None if by == Inviter::Somebody => {
            Decision::reply(say("invited.undecided").button("here", here()).message())
        }
        None => {
            let hello = say("invited").button("ask", Action::Ask(None)).button("help", Action::Help);
            Decision::reply(hello.message()).and_all(moved_to(community, channel))
        }
        Some(known) if known == channel => Decision::silent(),
        Some(_) => Decision::reply(say("invited.another").button("here", here()).message()),
    }
}

/// Nothing reaches anybody: what is promised waits.
pub(super) fn closed(community: &Community, why: &str, moment: &Moment) -> Decision {
    match community.standing {
        Standing::Closed { .. } => Decision::silent(),
        Standing::Open => in_standing(community, Standing::Closed { since: moment.now, why: why.to_owned() }),
    }
}

/// An answer to an admin of a closed community says beneath that it is closed, and why: no message of ours would.
pub(super) fn told_closed_beneath(
    mut decision: Decision,
    speaker: &Member,
    community: &Community,
) -> Decision {
    if let (Standing::Closed { since, why }, true) = (&community.standing, speaker.admin)
        && let Some(answer) = decision.reply.message.as_mut()
    {
        let told = say("closed.admin").with("since", *since).with("why", cut(why, LONGEST_WHY));
        answer.blocks.extend(told.message().blocks);
    }
    decision
}

/// People can be reached: what waited is due.
pub(super) fn opened(community: &Community) -> Decision {
    match community.standing {
        Standing::Open => Decision::silent(),
        Standing::Closed { .. } => in_standing(community, Standing::Open),
    }
}

fn in_standing(community: &Community, standing: Standing) -> Decision {
    let mut community = community.clone();
    community.standing = standing;
    Decision::silent().and(Change::Community(Box::new(community)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Wake;
    use crate::message::{Block, Span};
    use crate::sample::{buttons, community, id, later, member, mentor, moment, now, offer};

    fn admin(name: &str) -> Member {
        Member { admin: true, ..member(name) }
    }

    fn lost(member: &Member, admins: &[Member], moment: &mut Moment) -> Decision {
        unreachable(member, Lost::Gone, &community(), &[], admins, moment)
    }

    /// In a community with a channel.
    fn shut(member: &Member, offers: &[Offer], moment: &mut Moment) -> Decision {
        let mut community = community();
        community.channel = Some("C1".to_owned());
        unreachable(member, Lost::Shut, &community, offers, &[], moment)
    }

    #[test]
    fn whoever_is_described_as_they_are_known_is_not_written() {
        let ana = member("ana");
        let person = Person {
            handle: ana.handle.clone(),
            name: Some("Ana".to_owned()),
            zone: None,
            language: None,
            admin: Some(false),
        };
        assert!(described(&ana, &person, &community()).changes.is_empty());
        let runs_it = Person { admin: Some(true), ..person };
        assert!(described(&ana, &runs_it, &community()).member("ana").unwrap().admin);
    }

    #[test]
    fn whoever_was_lost_and_is_described_again_gets_what_waited_for_them() {
        let ben = Member { unreachable: Some(now()), ..mentor("ben") };
        let mut person =
            Person { handle: ben.handle.clone(), name: None, zone: None, language: None, admin: Some(false) };
        for admin in [false, true] {
            person.admin = Some(admin);
            let decision = described(&ben, &person, &community());
            let found = decision.member("ben").unwrap();
            assert_eq!((found.unreachable, found.admin), (None, admin));
            assert!(decision.changes.contains(&Change::Hasten(Address::Member(id("ben")))));
        }
    }

    #[test]
    fn the_offers_of_somebody_who_is_lost_go_on_at_once() {
        for lost in [Lost::Gone, Lost::Shut] {
            // The community has no channel in which anybody could be called.
            let decision = unreachable(&mentor("ben"), lost, &community(), &[offer()], &[], &mut moment());
            assert_eq!(decision.wakes(), [(&Action::Clock(Wake::Expire(id("offer"))), now())]);
            assert_eq!(decision.member("ben").unwrap().unreachable, Some(now()));
            assert!(decision.told().is_empty());
        }
    }

    #[test]
    fn whose_direct_messages_are_closed_is_called_in_the_channel_and_keeps_what_is_theirs() {
        let decision = shut(&mentor("ben"), &[offer()], &mut moment());
        assert_eq!(decision.told(), [(Address::Channel, "unreachable.call")]);
        assert!(decision.wakes().is_empty());
        let (_, said) = decision.deliveries().next().unwrap();
        assert_eq!(buttons(&said.message)[0].action, Action::Me);
        let Block::Paragraph(text) = &said.message.blocks[0] else { panic!("a paragraph") };
        let ben = Span::Mention { handle: mentor("ben").handle, name: "Ben".to_owned() };
        assert_eq!(text.0[0], ben);
        let ben = decision.member("ben").unwrap();
        assert_eq!((ben.unreachable, ben.called), (Some(now()), Some(now())));
    }

    #[test]
    fn nobody_is_called_again_for_having_spoken() {
        let ben = shut(&mentor("ben"), &[], &mut moment()).member("ben").unwrap().clone();
        // As they are when they have pressed the button, and nothing reaches them yet.
        let spoken = Member { unreachable: None, ..ben.clone() };
        let again = shut(&spoken, &[offer()], &mut later(TimeDelta::days(7)));
        assert!(again.told().is_empty() && again.wakes().is_empty());
        let again = again.member("ben").unwrap();
        assert_eq!((again.unreachable, again.called), (Some(now() + TimeDelta::days(7)), Some(now())));
        assert!(shut(&ben, &[], &mut later(TimeDelta::days(9))).changes.is_empty());
        assert_eq!(shut(&spoken, &[], &mut later(TimeDelta::days(8))).told().len(), 1);
    }

    #[test]
    fn every_admin_who_can_be_reached_hears_of_it_and_not_the_person_themselves() {
        let away = Member { unreachable: Some(now()), ..admin("dan") };
        let admins = [admin("cleo"), away, admin("eve"), admin("ben")];
        let decision = lost(&admin("ben"), &admins, &mut moment());
        let told = ["cleo", "eve"].map(|name| (Address::Member(id(name)), "unreachable.admin"));
        assert_eq!(decision.told(), told);
    }

    #[test]
    fn admins_hear_of_the_same_person_once_however_often_they_are_lost_and_found() {
        let admins = [admin("cleo")];
        let first = lost(&member("ben"), &admins, &mut moment());
        let ben = first.member("ben").unwrap();
        assert!(lost(ben, &admins, &mut moment()).changes.is_empty());
        let found = reached(ben);
        let ben = found.member("ben").unwrap();
        let again = lost(ben, &admins, &mut later(TimeDelta::days(1)));
        assert_eq!((again.told().len(), again.member("ben").unwrap().reported), (0, Some(now())));
        let much_later = lost(ben, &admins, &mut later(TimeDelta::days(31)));
        assert_eq!(much_later.told().len(), 1);
    }

    #[test]
    fn the_first_channel_of_an_admin_is_that_of_the_community_and_another_can_be_made_so() {
        let decision = invited(&community(), "C1", Inviter::Admin);
        assert_eq!(decision.answered(), "invited");
        let [Change::Community(settled), hasten] = &decision.changes[..] else { panic!("the community") };
        assert_eq!(*hasten, Change::Hasten(Address::Channel));
        assert_eq!(settled.channel.as_deref(), Some("C1"));
        let again = invited(settled, "C1", Inviter::Somebody);
        assert!(again.changes.is_empty() && again.reply.message.is_none());
        let another = invited(settled, "C2", Inviter::Admin);
        assert!(another.changes.is_empty());
        let message = another.reply.message.unwrap();
        assert_eq!(buttons(&message)[0].action, Action::Channel(words("C2")));
    }

    #[test]
    fn whoever_does_not_run_a_community_does_not_choose_its_channel() {
        let decision = invited(&community(), "C1", Inviter::Somebody);
        assert_eq!((decision.answered(), decision.changes.len()), ("invited.undecided", 0));
        let message = decision.reply.message.unwrap();
        assert_eq!(buttons(&message)[0].action, Action::Channel(words("C1")));
    }

    #[test]
    fn a_community_is_closed_since_the_first_time_that_it_was_told() {
        let open = community();
        assert!(opened(&open).changes.is_empty());
        let decision = closed(&open, "token_revoked", &moment());
        let [Change::Community(shut)] = &decision.changes[..] else { panic!("the community") };
        assert_eq!(shut.standing, Standing::Closed { since: now(), why: "token_revoked".to_owned() });
        assert!(closed(shut, "another", &later(TimeDelta::hours(1))).changes.is_empty());
        assert_eq!(opened(shut).changes, [Change::Community(Box::new(open))]);
    }

    #[test]
    fn an_admin_reads_beneath_an_answer_that_the_community_is_closed_and_why() {
        let answered = |speaker: &Member, community: &Community| {
            let decision = Decision::reply(say("withdraw.nothing").message());
            let decision = told_closed_beneath(decision, speaker, community);
            decision.reply.message.unwrap().bare(chrono_tz::UTC)
        };
        let open = community();
        let mut shut = open.clone();
        shut.standing = Standing::Closed { since: now(), why: "Slack says token_revoked".to_owned() };
        let told = answered(&admin("cleo"), &shut);
        assert!(told.contains("since Tue 24 Nov, 09:00: Slack says token_revoked"), "{told}");
        let silent = answered(&member("ben"), &shut);
        assert_eq!((silent.lines().count(), &silent), (1, &answered(&admin("cleo"), &open)));
    }

    #[test]
    fn whoever_is_reached_again_gets_what_waited_for_them() {
        let ben = Member { unreachable: Some(now()), ..mentor("ben") };
        let decision = reached(&ben);
        assert_eq!(decision.member("ben").unwrap().unreachable, None);
        assert!(decision.changes.contains(&Change::Hasten(Address::Member(id("ben")))));
        assert!(reached(&mentor("ben")).changes.is_empty());
    }
}
