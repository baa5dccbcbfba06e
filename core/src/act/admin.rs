//! `channel` and `when-removed`: what those who run a community settle for everybody. Another channel is a wish of the
//! settings.

use super::settings;
use super::settings::Group;
use crate::action::Action;
use crate::community::{Community, OnRemoval};
use crate::decision::{Change, Decision, Refusal};
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::rights::Right;
use crate::script::{Phrase, label, say};
use crate::task::{Address, Manner, Subject, Work};

/// The longest id of a channel.
const LONGEST_ID: usize = 64;

/// Whether somebody has a right; if not, who has is said kindly.
pub(super) fn only(right: Right, speaker: &Member) -> Result<(), Refusal> {
    if right.is_of(speaker.rank()) { Ok(()) } else { Err(Refusal::because(say("admins.only"))) }
}

/// An admin asks which channel is for what concerns everybody.
pub(super) fn channel(speaker: &Member, community: &Community) -> Result<Decision, Refusal> {
    only(Right::Channel, speaker)?;
    let told = say("channel").with("channel", community.channel.as_deref());
    Ok(Decision::reply(told.button("change", settings::opens(Group::Place)).message()))
}

/// The id of a channel, alone or as chats write a mention of it: `C0123`, `<#C0123>`, `<#C0123|general>`. Every id has
/// a digit in it; a name that has none is not taken for one.
pub(super) fn read_channel(text: &str) -> Option<&str> {
    let mention = text.strip_prefix("<#").and_then(|rest| rest.strip_suffix('>'));
    let id = mention.map_or(text, |inside| inside.split('|').next().unwrap_or_default());
    let fits = (1..=LONGEST_ID).contains(&id.len());
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    (fits && plain && id.contains(|c: char| c.is_ascii_digit())).then_some(id)
}

/// The community with another channel for what concerns everybody; what waits to be said in one is due.
pub(super) fn moved_to(community: &Community, channel: &str) -> [Change; 2] {
    let mut community = community.clone();
    community.channel = Some(channel.to_owned());
    [Change::Community(Box::new(community)), Change::Hasten(Address::Channel)]
}

/// Whether a decision says something to everybody in a community where no channel is chosen for that, and its admins
/// have not heard of it.
pub(super) fn misses_a_channel(decision: &Decision, community: &Community) -> bool {
    let for_everybody = |change: &Change| match change {
        Change::Task(task) => {
            matches!(&task.work, Work::Deliver(delivery) if delivery.to == Address::Channel)
        }
        _ => false,
    };
    community.channel.is_none()
        && community.channel_missed.is_none()
        && decision.changes.iter().any(for_everybody)
}

/// Those who can choose a channel hear that something waits for it. Where nobody is known who can, it is told with the
/// next thing that waits.
pub(super) fn told_of_missing_channel(
    mut decision: Decision,
    community: &Community,
    admins: &[Member],
    moment: &mut Moment,
) -> Decision {
    let told = admins.iter().filter(|admin| admin.unreachable.is_none()).collect::<Vec<_>>();
    if told.is_empty() {
        return decision;
    }
    for admin in told {
        let message = say("channel.missed").button("help", Action::Help).message();
        decision = decision.and_tell(admin.id, Subject::Member(admin.id), Manner::Proactive, message, moment);
    }
    // What else of the community changes by this decision stays.
    let written = decision.changes.iter_mut().find_map(|change| match change {
        Change::Community(community) => Some(community),
        _ => None,
    });
    if let Some(written) = written {
        written.channel_missed = Some(moment.now);
        return decision;
    }
    let mut community = community.clone();
    community.channel_missed = Some(moment.now);
    decision.and(Change::Community(Box::new(community)))
}

/// An admin asks what becomes of everything when the app is removed; or what would, if they chose so, which the button
/// beneath settles.
pub(super) fn on_removal(
    choice: Option<OnRemoval>,
    speaker: &Member,
    community: &Community,
) -> Result<Decision, Refusal> {
    only(Right::OnRemoval, speaker)?;
    let now = community.on_removal;
    let Some(wished) = choice.filter(|wished| *wished != now) else {
        return Ok(Decision::reply(settled(now, choice.map(|_| "same"))));
    };
    let change = say("when-removed.change")
        .with("was", becomes(now))
        .with("becomes", becomes(wished))
        .button("save", Action::SettleRemoval(wished))
        .button("keep", Action::OnRemoval(Some(now)))
        .message();
    Ok(Decision::reply(change))
}

/// An admin settles what becomes of everything when the app is removed, having read what would change.
pub(super) fn settle_removal(
    choice: OnRemoval,
    speaker: &Member,
    community: &Community,
) -> Result<Decision, Refusal> {
    only(Right::OnRemoval, speaker)?;
    if choice == community.on_removal {
        return on_removal(Some(choice), speaker, community);
    }
    let mut community = community.clone();
    community.on_removal = choice;
    Ok(Decision::reply(settled(choice, Some("set"))).and(Change::Community(Box::new(community))))
}

/// What holds, with the other choice beside it, and how that came.
fn settled(holds: OnRemoval, how: Option<&'static str>) -> Message {
    say("when-removed")
        .with("how", how)
        .with("holds", becomes(holds))
        .button_if(holds == OnRemoval::Erase, "keep", Action::OnRemoval(Some(OnRemoval::Keep)))
        .button_if(holds == OnRemoval::Keep, "erase", Action::OnRemoval(Some(OnRemoval::Erase)))
        .message()
}

/// What becomes of everything, in a sentence.
fn becomes(choice: OnRemoval) -> Phrase {
    label(match choice {
        OnRemoval::Keep => "when-removed.keep",
        OnRemoval::Erase => "when-removed.erase",
    })
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;
    use crate::sample::{buttons, community, member, moment, now, refused};

    fn admin() -> Member {
        Member { admin: true, ..member("dee") }
    }

    fn written(decision: &Decision) -> Option<&Community> {
        decision.changes.iter().find_map(|change| match change {
            Change::Community(community) => Some(&**community),
            _ => None,
        })
    }

    #[test]
    fn only_admins_settle_what_concerns_everybody() {
        let (ana, community) = (member("ana"), community());
        assert_eq!(refused(channel(&ana, &community)), "admins.only");
        assert_eq!(refused(on_removal(None, &ana, &community)), "admins.only");
    }

    #[test]
    fn a_channel_is_known_by_its_id_or_its_mention() {
        for text in ["C0123", "<#C0123>", "<#C0123|general>"] {
            assert_eq!(read_channel(text), Some("C0123"), "{text}");
        }
        for text in ["#general", "general", "the other one", "<#|general>", &"C".repeat(65)] {
            assert_eq!(read_channel(text), None, "{text}");
        }
    }

    fn posting() -> Decision {
        let ask = crate::act::ask::Request::parse("welding").unwrap();
        let field = crate::act::route::Field::default();
        crate::act::ask::ask(ask, &member("ana"), &crate::store::Desk::default(), field, &mut moment())
            .unwrap()
    }

    #[test]
    fn what_else_changes_of_the_community_stays_when_admins_hear_of_a_missing_channel() {
        let mut planned = community();
        planned.digest.planned = Some(now());
        let decision = posting().and(Change::Community(Box::new(planned)));
        let decision = told_of_missing_channel(decision, &community(), &[admin()], &mut moment());
        let written = written(&decision).unwrap();
        assert_eq!((written.digest.planned, written.channel_missed.is_some()), (Some(now()), true));
        let communities = decision.changes.iter().filter(|change| matches!(change, Change::Community(_)));
        assert_eq!(communities.count(), 1);
    }

    #[test]
    fn admins_hear_once_that_something_waits_for_a_channel() {
        let away = Member { unreachable: Some(now()), ..admin() };
        let (posting, community) = (posting(), community());
        assert!(misses_a_channel(&posting, &community));
        assert!(!misses_a_channel(&Decision::silent(), &community));
        let nobody = told_of_missing_channel(posting.clone(), &community, from_ref(&away), &mut moment());
        assert!(written(&nobody).is_none());
        let decision = told_of_missing_channel(posting.clone(), &community, &[admin(), away], &mut moment());
        assert_eq!(decision.told().last(), Some(&(Address::Member(admin().id), "channel.missed")));
        assert_eq!(decision.told().len(), posting.told().len() + 1);
        assert!(!misses_a_channel(&posting, written(&decision).unwrap()));
        let mut chosen = community.clone();
        chosen.channel = Some("C1".to_owned());
        assert!(!misses_a_channel(&posting, &chosen));
    }

    #[test]
    fn without_a_word_the_channel_stays_and_is_told() {
        let mut community = community();
        community.channel = Some("C0123".to_owned());
        let decision = channel(&admin(), &community).unwrap();
        assert!(decision.changes.is_empty());
        let told = decision.reply.message.unwrap();
        assert!(told.bare(chrono_tz::UTC).contains("C0123") && buttons(&told)[0].action.opens_form());
    }

    fn actions(decision: &Decision) -> Vec<Action> {
        buttons(decision.reply.message.as_ref().unwrap()).iter().map(|button| button.action.clone()).collect()
    }

    #[test]
    fn what_would_become_of_everything_is_shown_beside_what_does_and_a_button_settles_it() {
        let (keep, erase) = (OnRemoval::Keep, OnRemoval::Erase);
        let asked = on_removal(None, &admin(), &community()).unwrap();
        assert_eq!(actions(&asked)[0], Action::OnRemoval(Some(erase)));
        let tried = on_removal(Some(erase), &admin(), &community()).unwrap();
        assert!(asked.changes.is_empty() && tried.changes.is_empty());
        assert_eq!(actions(&tried), [Action::SettleRemoval(erase), Action::OnRemoval(Some(keep))]);
        let told = tried.reply.message.unwrap().bare(chrono_tz::UTC);
        assert!(told.contains("stays as it is") && told.contains("cannot be brought back"), "{told}");
        let saved = settle_removal(erase, &admin(), &community()).unwrap();
        assert_eq!(written(&saved).unwrap().on_removal, erase);
        assert_eq!(actions(&saved)[0], Action::OnRemoval(Some(keep)));
    }

    #[test]
    fn what_holds_already_changes_nothing_when_it_is_chosen_kept_or_settled() {
        let keep = OnRemoval::Keep;
        for decision in
            [on_removal(Some(keep), &admin(), &community()), settle_removal(keep, &admin(), &community())]
        {
            let decision = decision.unwrap();
            assert!(decision.changes.is_empty());
            assert_eq!(decision.answered(), "when-removed");
        }
        assert_eq!(refused(settle_removal(keep, &member("ana"), &community())), "admins.only");
    }
}
