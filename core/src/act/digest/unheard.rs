//! A digest that its channel does not take: those who run the community read it in their direct messages instead, and
//! why, so that a wrong channel is not silent week after week.

use super::schedule::READERS;
use crate::act::news::LONGEST_WHY;
use crate::community::Community;
use crate::decision::{Decision, tell_until};
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::script::say;
use crate::task::{Manner, Subject};
use crate::text::cut;

/// The digest goes to the first few who can be reached, with a line beneath that says why.
pub(in crate::act) fn unheard(
    message: &Message,
    why: &str,
    community: &Community,
    admins: &[Member],
    moment: &mut Moment,
) -> Decision {
    let beneath = say("digest.unheard")
        .with("channel", community.digest.channel.as_deref())
        .with("why", cut(why, LONGEST_WHY))
        .message();
    let mut message = message.clone();
    message.blocks.extend(beneath.blocks);
    let about = Subject::Community(community.scope().community());
    let last = community.digest.next(moment.now, community.zone);
    let readers = admins.iter().filter(|admin| admin.unreachable.is_none()).take(READERS);
    let tell = |admin: &Member| tell_until(last, admin.id, about, Manner::Proactive, message.clone(), moment);
    Decision::silent().and_all(readers.map(tell).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{community as new_community, id, member, moment, now};
    use crate::task::Address;

    #[test]
    fn those_who_run_it_read_the_digest_and_why_its_channel_did_not_take_it() {
        let admin = |name: &str| Member { admin: true, ..member(name) };
        let away = Member { unreachable: Some(now()), ..admin("b") };
        let mut admins = vec![admin("a"), away];
        admins.extend(["c", "d", "e", "f", "g"].map(admin));
        let mut community = new_community();
        community.digest.channel = Some("C1".to_owned());
        let digest = say("digest.quiet").with("since", "Mon 23 Nov").with("until", "Sun 29 Nov");
        let digest = digest.with("wins", 0).with("said_yes", 0).message();
        let decision = unheard(&digest, "Slack says not_in_channel", &community, &admins, &mut moment());
        let first = ["a", "c", "d", "e", "f"].map(|name| (Address::Member(id(name)), "digest.quiet"));
        assert_eq!(decision.told(), first);
        let (task, said) = decision.deliveries().next().unwrap();
        let (bare, beneath) = (said.message.bare(chrono_tz::UTC), digest.bare(chrono_tz::UTC));
        assert!(bare.starts_with(&beneath), "{bare}");
        assert!(bare.contains("channel C1") && bare.contains("Slack says not_in_channel"), "{bare}");
        assert_eq!(task.not_after, Some(community.digest.next(now(), community.zone)));
    }
}
