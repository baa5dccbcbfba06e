//! `block`: somebody does not want to be put together with another; and `apart`: admins keep two people apart, such as
//! somebody and who they report to. Both hold in both directions and until they are lifted, and nobody else hears of it.

use crate::action::{Action, Words, words};
use crate::audit::Noted;
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

/// Somebody may be put together with another again.
pub(super) fn unblock(speaker: &Member, other: MemberId) -> Decision {
    let mut member = speaker.clone();
    let changed = member.blocked.remove(&other).then(|| Change::Member(Box::new(member)));
    Decision::reply(say("block.lifted").message()).and_all(changed)
}

/// What an admin wants of two people.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pair<'a> {
    one: &'a str,
    other: &'a str,
    lifts: bool,
}

/// `@ana @ben`, or `@ana @ben off`.
pub(super) fn pair(words: Option<&Words>) -> Result<Pair<'_>, Refusal> {
    let parts: Vec<&str> = words.map(|words| words.get().split_whitespace().collect()).unwrap_or_default();
    match parts[..] {
        [one, other] => Ok(Pair { one, other, lifts: false }),
        [one, other, "off"] => Ok(Pair { one, other, lifts: true }),
        _ => Err(Refusal::because(say("apart.problem"))),
    }
}

/// Two people are never matched, or may be again. An admin says so; those who are known have all whom the words may mean.
pub(super) fn apart(pair: &Pair<'_>, everyone: &[Member]) -> Result<Decision, Refusal> {
    let find = |part: &str| {
        let unknown = || Refusal::because(say("apart.who").with("part", part));
        named(part, everyone).cloned().ok_or_else(unknown)
    };
    let (mut one, mut other) = (find(pair.one)?, find(pair.other)?);
    if one.id == other.id {
        return Err(Refusal::because(say("apart.problem")));
    }
    let off = words(&format!("{} {} off", one.id, other.id));
    let reply = say(if pair.lifts { "apart.lifted" } else { "apart.done" })
        .with("name", &one.name)
        .with("partner", &other.name)
        .button_if(!pair.lifts, "lift", Action::Apart(off))
        .message();
    let changed = if pair.lifts {
        one.kept_apart.remove(&other.id) | other.kept_apart.remove(&one.id)
    } else {
        one.kept_apart.insert(other.id) | other.kept_apart.insert(one.id)
    };
    let decision = Decision::reply(reply);
    if !changed {
        return Ok(decision);
    }
    let (was, is) = if pair.lifts { ("apart", "together") } else { ("together", "apart") };
    let noted = Noted { word: "apart", whom: vec![one.id, other.id], was, is };
    let written = [one, other].map(|member| Change::Member(Box::new(member)));
    Ok(Decision { noted: Some(noted), ..decision.and_all(written) })
}

impl Pair<'_> {
    /// The words for both.
    pub(super) fn words(&self) -> [&str; 2] {
        [self.one, self.other]
    }
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
        let lifted = unblock(&by_ana, id("ben"));
        assert!(are_matched(lifted.member("ana").unwrap(), &ben));
        assert!(unblock(&ana, id("ben")).changes.is_empty());
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
    fn admins_keep_two_people_apart_by_mention_name_or_id() {
        let everyone =
            [member("ana"), mentor("ben"), Member { handle: Handle("U7".to_owned()), ..member("cleo") }];
        let says = |text: &str| {
            let text = words(text);
            apart(&pair(text.as_ref())?, &everyone)
        };
        let by_name = says("@ana Ben").unwrap();
        let (ana, ben) = (by_name.member("ana").unwrap(), by_name.member("ben").unwrap());
        assert!(!are_matched(ana, ben) && by_name.told().is_empty());
        let noted = by_name.noted.as_ref().unwrap();
        assert_eq!((&noted.whom[..], noted.is), (&[id("ana"), id("ben")][..], "apart"));
        assert!(says("<@U7|cleo> <@ana>").unwrap().member("cleo").is_some());
        let [one, other] = [id::<MemberId>("ana"), id::<MemberId>("ben")];
        assert!(says(&format!("{one} {other} off")).unwrap().changes.is_empty(), "they were not apart");
        assert_eq!(refused(says("@ana @zed")), "apart.who");
        assert_eq!(refused(says("@ana @ana")), "apart.problem");
        assert_eq!(refused(says("@ana")), "apart.problem");
    }

    #[test]
    fn a_name_that_two_have_means_neither() {
        let twins =
            [member("ana"), Member { id: id("other"), handle: Handle("U1".to_owned()), ..member("ana") }];
        assert_eq!(named("Ana", &twins[1..]).map(|member| member.id), Some(id("other")));
        assert_eq!(named("ANA", &twins), None);
    }
}
