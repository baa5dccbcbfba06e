//! `block`: somebody does not want to be put together with another. It holds in both directions and until it is lifted,
//! and nobody else hears of it.

use crate::action::Action;
use crate::decision::{Change, Decision, Refusal};
use crate::id::{MemberId, SessionId};
use crate::member::Member;
use crate::script::say;

/// Somebody is not put together with another any more.
pub(super) fn block(
    speaker: &Member,
    other: &Member,
    planned: Option<SessionId>,
) -> Result<Decision, Refusal> {
    if other.id == speaker.id {
        return Err(Refusal::because(say("block.self")));
    }
    let reply = say("block.done")
        .with("partner", &other.name)
        .with("planned", planned.is_some())
        .button("lift", Action::Unblock(other.id))
        .button_if(planned.is_some(), "cancel", Action::Cancel(planned))
        .message();
    let mut member = speaker.clone();
    let changed = member.blocked.insert(other.id).then(|| Change::Member(Box::new(member)));
    Ok(Decision::reply(reply).and_all(changed))
}

/// Somebody named whom they do not want to be put together with, and says once more that it is them. Where the two had
/// to do with each other in a session, it can be told of.
pub(super) fn meant(
    speaker: &Member,
    other: &Member,
    session: Option<SessionId>,
) -> Result<Decision, Refusal> {
    if speaker.blocked.contains(&other.id) {
        return block(speaker, other, None);
    }
    let asked = say("block.meant")
        .with("partner", &other.name)
        .button("block", Action::Block(Some(other.id)))
        .button_if(session.is_some(), "report", Action::Report(session, None));
    Ok(Decision::reply(asked.message()))
}

/// They named nobody whom they had to do with. `owner` is who reads reports, when one other person does.
pub(super) fn unknown(owner: Option<&Member>) -> Refusal {
    let saying = say("block.unknown").with("owner", owner.map(|owner| &owner.name));
    Refusal::because(saying.button("choose", Action::Block(None)))
}

/// Somebody may be put together with another again. A button may be from before the other was erased: then it leads to
/// nobody, and what was settled holds for whoever begins anew.
pub(super) fn unblock(speaker: &Member, other: MemberId, is_known: bool) -> Result<Decision, Refusal> {
    let mut member = speaker.clone();
    let changed = member.blocked.remove(&other).then(|| Change::Member(Box::new(member)));
    if changed.is_none() && !is_known {
        return Err(Refusal::because(say("block.elsewhere").button("choose", Action::Block(None))));
    }
    Ok(Decision::reply(say("block.lifted").message()).and_all(changed))
}

/// A word for somebody, without what makes it a mention.
pub(super) fn bare(part: &str) -> &str {
    let mention = part.strip_prefix("<@").and_then(|rest| rest.strip_suffix('>'));
    let bare = mention.map_or(part, |inside| inside.split('|').next().unwrap_or_default());
    bare.trim_start_matches(['@', '!'])
}

/// Whom a word means: a mention, an id, or a name that only one has.
pub(super) fn named<'a>(part: &str, everyone: &'a [Member]) -> Option<&'a Member> {
    let bare = bare(part);
    let by_id = |member: &&Member| {
        member.handle.0 == bare || bare.parse::<MemberId>().is_ok_and(|id| id == member.id)
    };
    let by_name = |member: &&Member| member.name.as_str().to_lowercase() == bare.to_lowercase();
    everyone.iter().find(by_id).or_else(|| {
        let mut found = everyone.iter().filter(by_name);
        found.next().filter(|_| found.next().is_none())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::{Terms, rank};
    use crate::platform::Handle;
    use crate::sample::{ask, id, member, mentor, now, refused};

    fn are_matched(learner: &Member, mentor: &Member) -> bool {
        !rank(&ask(), learner, [mentor.clone()], &Terms::default(), now()).candidates.is_empty()
    }

    #[test]
    fn who_blocks_another_is_put_together_with_them_in_neither_role_until_it_is_lifted() {
        let (ana, ben) = (member("ana"), mentor("ben"));
        assert!(are_matched(&ana, &ben));
        let blocks = |speaker: &Member, other: &Member| {
            let decision = block(speaker, other, None).unwrap();
            assert!(decision.told().is_empty(), "nobody hears of it");
            decision.member(&speaker.handle.0).unwrap().clone()
        };
        let by_ana = blocks(&ana, &ben);
        assert!(!are_matched(&by_ana, &ben));
        assert!(!are_matched(&ana, &blocks(&ben, &ana)));
        let lifted = unblock(&by_ana, id("ben"), true).unwrap();
        assert!(are_matched(lifted.member("ana").unwrap(), &ben));
        assert!(unblock(&ana, id("ben"), true).unwrap().changes.is_empty());
        // Whoever was erased meanwhile has another id there.
        assert_eq!(refused(unblock(&by_ana, id("erased"), false)), "block.elsewhere");
        assert!(unblock(&by_ana, id("ben"), false).is_ok());
    }

    #[test]
    fn nobody_blocks_themselves_and_a_session_that_stands_can_be_called_off() {
        let ana = member("ana");
        assert_eq!(refused(block(&ana, &ana, None)), "block.self");
        let planned = block(&ana, &mentor("ben"), Some(id("session"))).unwrap();
        let actions = crate::sample::buttons(planned.reply.message.as_ref().unwrap());
        assert!(actions.iter().any(|button| button.action == Action::Cancel(Some(id("session")))));
    }

    #[test]
    fn whoever_is_named_is_asked_about_and_nobody_else() {
        let (mut ana, ben) = (member("ana"), mentor("ben"));
        let actions = |decision: &Decision| {
            let buttons = crate::sample::buttons(decision.reply.message.as_ref().unwrap());
            buttons.into_iter().map(|button| button.action.clone()).collect::<Vec<_>>()
        };
        let block = Action::Block(Some(id("ben")));
        let asked = meant(&ana, &ben, None).unwrap();
        assert!(asked.changes.is_empty());
        assert_eq!(actions(&asked), std::slice::from_ref(&block));
        let met = meant(&ana, &ben, Some(id("session"))).unwrap();
        assert_eq!(actions(&met), [block, Action::Report(Some(id("session")), None)]);
        ana.blocked.insert(id("ben"));
        let before = meant(&ana, &ben, None).unwrap();
        assert_eq!((before.answered(), actions(&before)), ("block.done", vec![Action::Unblock(id("ben"))]));
        let nobody = unknown(Some(&member("dee"))).reply(None).message.unwrap();
        assert!(nobody.bare(chrono_tz::UTC).contains("Dee"));
    }

    #[test]
    fn a_name_that_two_have_means_neither() {
        let twins =
            [member("ana"), Member { id: id("other"), handle: Handle("U1".to_owned()), ..member("ana") }];
        assert_eq!(named("Ana", &twins[1..]).map(|member| member.id), Some(id("other")));
        assert_eq!(named("ANA", &twins), None);
    }
}
