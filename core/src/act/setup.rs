//! `setup`: the few things that whoever runs a community settles first, and how each of them stands.
//!
//! Each is settled by its own word; this is the walk past them. The last of them shows what would be said now, and
//! sends nothing.

use super::admin::only;
use super::digest::upcoming;
use super::rest::LONGEST;
use super::settings::most;
use crate::action::{Action, Words, words};
use crate::calendar::Hours;
use crate::community::Community;
use crate::decision::{Decision, Refusal};
use crate::member::{Caps, Member};
use crate::message::{Message, TimeForm};
use crate::moment::Moment;
use crate::rights::Right;
use crate::script::{Saying, Value, record, say};

/// What is settled, and what is not yet.
pub(super) fn setup(speaker: &Member, community: &Community, moment: &Moment) -> Result<Decision, Refusal> {
    only(Right::Settings, speaker)?;
    let most = most(community);
    let Caps { day, week, minutes } = Caps::default().within(most);
    let bounds =
        record([("day", most.day.into()), ("week", most.week.into()), ("minutes", most.minutes.into())]);
    let digest = &community.digest;
    let next = digest
        .wanted
        .then(|| Value::on_the_wall(upcoming(community, moment), community.zone, TimeForm::Full));
    let saying = say("setup")
        .with("zone", community.zone.name())
        .with("clock", Value::on_the_wall(moment.now, community.zone, TimeForm::Clock))
        .with("hours", speaker.calendar.hours.to_string())
        .with("usual", Hours::default().to_string())
        .with("channel", community.channel.is_some())
        .with("digest", next)
        .with("digest_channel", digest.channel.is_some())
        .with("owner", community.safety.owner.is_some())
        .with("contact", community.safety.contact.is_some())
        .with("day", day)
        .with("week", week)
        .with("minutes", minutes)
        .with("bounds", bounds);
    let saying = steps().into_iter().fold(saying, |saying, (key, action)| saying.button(key, action));
    Ok(Decision::reply(saying.message()))
}

/// The steps of the walk, as its buttons say them.
fn steps() -> [(&'static str, Action); 8] {
    [
        ("zone", Action::DefaultZone(None)),
        ("hours", Action::Hours(None)),
        ("channel", Action::Channel(None)),
        ("digest", Action::Digest(None)),
        ("safety", Action::Safety(None)),
        ("contact", Action::Settings(words("safety"))),
        ("limits", Action::Settings(words("limits"))),
        ("preview", Action::DryRun),
    ]
}

/// Whether an action is a step of the walk, as its buttons say it; or the last word of one that a form answers: the
/// hours that came back from theirs, and settings that are saved or left.
pub(super) fn is_step(action: &Action) -> bool {
    let is_last = |said: &Words| said.get() == "keep" || said.get().starts_with("save ");
    matches!(action, Action::Hours(Some(_)))
        || matches!(action, Action::Settings(Some(said)) if is_last(said))
        || steps().iter().any(|(_, step)| step == action)
}

/// Beneath a step the way back to the others, for as long as no channel is chosen: each of the others goes well as it
/// is from the beginning, and that all read reports is a choice too.
pub(super) fn back_beneath(mut decision: Decision, speaker: &Member, community: &Community) -> Decision {
    let is_settled = community.channel.is_some() || only(Right::Settings, speaker).is_err();
    let back = say("setup.back").button("setup", Action::Setup).message();
    let fits = |answer: &&mut Message| !is_settled && answer.length() + back.length() <= LONGEST;
    if let Some(answer) = decision.reply.message.as_mut().filter(fits) {
        answer.blocks.extend(back.blocks);
    }
    decision
}

/// Whoever runs a community and has just come hears that there is something to settle.
pub(super) fn invited(member: &Member) -> Option<Saying> {
    member.admin.then(|| say("setup.invite").button("setup", Action::Setup))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{buttons, calendar, community, member, moment, refused};

    fn dee() -> Member {
        Member { admin: true, ..member("dee") }
    }

    #[test]
    fn whoever_runs_it_sees_how_each_thing_stands_and_a_way_to_settle_it() {
        let told = |community: &Community| {
            let message = setup(&dee(), community, &moment()).unwrap().reply.message.unwrap();
            assert_eq!(buttons(&message).len(), 8);
            message.bare(chrono_tz::UTC)
        };
        let fresh = told(&community());
        assert!(fresh.contains("asked for at most 2 sessions a day, 3 and 60 minutes a week;"), "{fresh}");
        assert!(fresh.contains("the most that anybody may name is 8 a day, 40 and 600 minutes"), "{fresh}");
        assert!(fresh.contains("none is chosen yet") && fresh.contains("all who run this"), "{fresh}");
        let mut settled = community();
        settled.channel = Some("C1".to_owned());
        settled.safety.owner = Some(dee().id);
        settled.digest.wanted = false;
        assert!(fresh.contains("nobody is named yet"), "{fresh}");
        settled.safety.contact = crate::text::Typed::parse("Dee", crate::text::Limit::QUESTION).ok();
        let told = told(&settled);
        assert!(
            told.contains("is chosen")
                && told.contains("somebody is named")
                && told.contains("one person")
                && told.contains("nobody reads one")
        );
    }

    #[test]
    fn whoever_walks_through_it_reads_their_own_hours_and_those_of_whoever_has_told_none() {
        let mut early = dee();
        early.calendar = calendar(chrono_tz::UTC, "mon-thu 7-12");
        let message = setup(&early, &community(), &moment()).unwrap().reply.message.unwrap();
        let told = message.bare(chrono_tz::UTC);
        assert!(told.contains("yours are mon-thu 07:00-12:00"), "{told}");
        assert!(told.contains("told none has mon-fri 09:00-18:00"), "{told}");
        let hours = buttons(&message).into_iter().find(|button| button.action == Action::Hours(None));
        assert!(hours.is_some_and(|button| button.action.opens_form()));
    }

    #[test]
    fn the_caps_are_those_that_hold_here() {
        let mut strict = community();
        strict.settings = strict.settings.with(crate::settings::Setting::SessionsADay, 1).unwrap();
        let told = setup(&dee(), &strict, &moment()).unwrap().reply.message.unwrap().bare(chrono_tz::UTC);
        assert!(told.contains("at most 1 session a day"), "{told}");
    }

    #[test]
    fn each_step_leads_whoever_may_walk_back_until_a_channel_is_chosen() {
        let leads = |who: &Member, community: &Community| {
            let step = Decision::reply(say("settings.kept").message());
            let answer = back_beneath(step, who, community).reply.message.unwrap();
            buttons(&answer).iter().any(|button| button.action == Action::Setup)
        };
        let leads_back = |community: &Community| leads(&dee(), community);
        let mut settled = community();
        assert!(leads_back(&settled) && !leads(&member("ana"), &settled));
        settled.channel = Some("C1".to_owned());
        assert!(!leads_back(&settled));
        let walk = setup(&dee(), &settled, &moment()).unwrap().reply.message.unwrap();
        assert!(buttons(&walk).iter().all(|button| is_step(&button.action)));
        for text in ["hours mon-thu 9-15", "settings save 7", "settings keep"] {
            assert!(is_step(&text.parse().unwrap()), "{text}");
        }
        for text in ["channel C1", "settings", "settings edit", "kpis", "safety all"] {
            assert!(!is_step(&text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn nobody_else_is_walked_through_it() {
        assert_eq!(refused(setup(&member("ana"), &community(), &moment())), "admins.only");
        assert!(invited(&member("ana")).is_none() && invited(&dee()).is_some());
    }
}
