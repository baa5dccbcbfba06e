//! `safety`: what those who run a community settle for it; and the contact beneath words that sound heavy.

use super::admin::only;
use crate::action::{Action, Words, words};
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal};
use crate::member::Member;
use crate::rights::Right;
use crate::safety::{Safety, sounds_heavy};
use crate::script::{Phrase, label, say};
use crate::text::{Limit, Link, Typed};

/// An admin settles who reads reports, where it says what holds here, or which contact is shown; or asks what is
/// settled. `owner` is who reads reports, when one person does.
pub(super) fn safety(
    words_said: Option<&Words>,
    speaker: &Member,
    owner: Option<&Member>,
    community: &Community,
) -> Result<Decision, Refusal> {
    only(Right::Safety, speaker)?;
    let Some(said) = words_said else {
        let owner = owner.map(|owner| &owner.name);
        return Ok(Decision::reply(settled(&community.safety, owner, false)));
    };
    let safety = wished(said.get(), speaker, &community.safety)
        .ok_or_else(|| Refusal::because(say("safety.problem")))?;
    let owner = owner.filter(|owner| safety.owner == Some(owner.id)).map(|owner| &owner.name);
    let owner = owner.or((safety.owner == Some(speaker.id)).then_some(&speaker.name));
    let decision = Decision::reply(settled(&safety, owner, true));
    if safety == community.safety {
        return Ok(decision);
    }
    let mut community = community.clone();
    community.safety = safety;
    Ok(decision.and(Change::Community(Box::new(community))))
}

/// `me`, `all`, `conduct https://…`, `contact …`; the last two with `none` take it back.
fn wished(said: &str, speaker: &Member, before: &Safety) -> Option<Safety> {
    let (first, rest) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
    let (rest, mut safety) = (rest.trim(), before.clone());
    match (first, rest) {
        ("me", "") => safety.owner = Some(speaker.id),
        ("all", "") => safety.owner = None,
        ("conduct", "none") => safety.conduct = None,
        ("conduct", link) => safety.conduct = Some(Link::parse(link).ok().filter(fits)?),
        ("contact", "none") => safety.contact = None,
        ("contact", text) => safety.contact = Some(Typed::parse(text, Limit::QUESTION).ok()?),
        _ => return None,
    }
    Some(safety)
}

/// The longest address that is shown with everything else in one message.
const LONGEST_LINK: usize = 200;

fn fits(link: &Link) -> bool {
    link.as_str().len() <= LONGEST_LINK
}

fn settled(safety: &Safety, owner: Option<&Typed>, set: bool) -> crate::message::Message {
    say("safety")
        .with("set", set)
        .with("owner", owner)
        .with("conduct", safety.conduct.as_ref().map(Link::as_str))
        .with("contact", contact(safety))
        .button_if(safety.owner.is_none() || owner.is_none(), "me", Action::Safety(words("me")))
        .button_if(safety.owner.is_some(), "all", Action::Safety(words("all")))
        .message()
}

fn contact(safety: &Safety) -> Phrase {
    safety.contact.as_ref().map_or_else(|| label("crisis.contact"), |contact| contact.as_str().into())
}

/// An answer beneath which stands a person to turn to, where what was written sounds heavy. It gives no advice.
pub(super) fn contact_beneath(mut decision: Decision, written: Option<&Words>, safety: &Safety) -> Decision {
    let heavy = written.is_some_and(|written| sounds_heavy(written.get()));
    let Some(answer) = decision.reply.message.as_mut().filter(|_| heavy) else { return decision };
    answer.blocks.extend(say("crisis").with("contact", contact(safety)).message().blocks);
    decision
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{community, id, member, refused};

    fn admin() -> Member {
        Member { admin: true, ..member("dee") }
    }

    fn says(text: &str, before: Safety) -> Result<Safety, &'static str> {
        let mut community = community();
        community.safety = before;
        let decision = safety(words(text).as_ref(), &admin(), None, &community);
        let decision = decision.map_err(|refusal| refusal.key())?;
        let written = decision.changes.iter().find_map(|change| match change {
            Change::Community(community) => Some(community.safety.clone()),
            _ => None,
        });
        Ok(written.unwrap_or(community.safety))
    }

    #[test]
    fn admins_settle_who_reads_reports_what_holds_and_whom_to_turn_to() {
        let owner = says("me", Safety::default()).unwrap();
        assert_eq!(owner.owner, Some(id("dee")));
        assert_eq!(says("all", owner).unwrap().owner, None);
        let conduct = says("conduct https://rules.example/conduct", Safety::default()).unwrap();
        assert_eq!(conduct.conduct.as_ref().map(Link::as_str), Some("https://rules.example/conduct"));
        assert_eq!(says("conduct none", conduct).unwrap(), Safety::default());
        let contact = says("contact Dee Doe, +49 30 1234", Safety::default()).unwrap();
        assert_eq!(contact.contact.as_ref().map(Typed::as_str), Some("Dee Doe, +49 30 1234"));
        assert_eq!(says("contact none", contact).unwrap(), Safety::default());
    }

    #[test]
    fn what_cannot_be_settled_is_said_and_nothing_changes() {
        for text in ["conduct", "conduct ftp://a.example", "contact", "owner", "me too"] {
            assert_eq!(says(text, Safety::default()), Err("safety.problem"), "{text}");
        }
        let long = format!("conduct https://a.example/{}", "x".repeat(LONGEST_LINK));
        assert_eq!(says(&long, Safety::default()), Err("safety.problem"));
        assert_eq!(refused(safety(None, &member("ana"), None, &community())), "admins.only");
    }

    #[test]
    fn whoever_writes_what_sounds_heavy_reads_whom_to_turn_to_and_nobody_else_does_not() {
        let beneath = |text: &str, safety: &Safety| {
            let decision = Decision::reply(say("pass.not-for-me").with("learner", "Ana").message());
            let decision = contact_beneath(decision, words(text).as_ref(), safety);
            decision.reply.message.unwrap().bare(chrono_tz::UTC)
        };
        let contact = Typed::parse("Dee, +49 30 1234", Limit::QUESTION).ok();
        let safety = Safety { contact, ..Safety::default() };
        assert!(beneath("I want to die", &safety).contains("Dee, +49 30 1234"));
        assert!(beneath("I want to die", &Safety::default()).contains("emergency number"));
        assert!(!beneath("my process wants to die", &safety).contains("Dee"));
    }
}
