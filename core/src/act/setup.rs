//! `setup`: the few things that whoever runs a community settles first, and how each of them stands.
//!
//! Each is settled by its own word; this is the walk past them. The last of them shows what would be said now, and
//! sends nothing.

use super::admin::only;
use crate::action::Action;
use crate::community::Community;
use crate::decision::{Decision, Refusal};
use crate::member::{Caps, Member};
use crate::message::TimeForm;
use crate::moment::Moment;
use crate::rights::Right;
use crate::script::{Saying, Value, say};

/// What is settled, and what is not yet.
pub(super) fn setup(speaker: &Member, community: &Community, moment: &Moment) -> Result<Decision, Refusal> {
    only(Right::Settings, speaker)?;
    let Caps { day, week, minutes } = Caps::default();
    let digest = &community.digest;
    let next = digest.wanted.then(|| digest.upcoming(moment.now, community.zone));
    let saying = say("setup")
        .with("zone", community.zone.name())
        .with("clock", Value::on_the_wall(moment.now, community.zone, TimeForm::Clock))
        .with("hours", speaker.calendar.hours.to_string())
        .with("channel", community.channel.is_some())
        .with("digest", next)
        .with("digest_channel", digest.channel.is_some())
        .with("owner", community.safety.owner.is_some())
        .with("day", day)
        .with("week", week)
        .with("minutes", minutes);
    let buttons = [
        ("zone", Action::DefaultZone(None)),
        ("channel", Action::Channel(None)),
        ("digest", Action::Digest(None)),
        ("safety", Action::Safety(None)),
        ("preview", Action::DryRun),
    ];
    let saying = buttons.into_iter().fold(saying, |saying, (key, action)| saying.button(key, action));
    Ok(Decision::reply(saying.message()))
}

/// Whoever runs a community and has just come hears that there is something to settle.
pub(super) fn invited(member: &Member) -> Option<Saying> {
    member.admin.then(|| say("setup.invite").button("setup", Action::Setup))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{buttons, community, member, moment, refused};

    fn dee() -> Member {
        Member { admin: true, ..member("dee") }
    }

    #[test]
    fn whoever_runs_it_sees_how_each_thing_stands_and_a_way_to_settle_it() {
        let told = |community: &Community| {
            let message = setup(&dee(), community, &moment()).unwrap().reply.message.unwrap();
            assert_eq!(buttons(&message).len(), 5);
            message.bare(chrono_tz::UTC)
        };
        let fresh = told(&community());
        assert!(fresh.contains("none is chosen yet") && fresh.contains("all who run this"), "{fresh}");
        let mut settled = community();
        settled.channel = Some("C1".to_owned());
        settled.safety.owner = Some(dee().id);
        settled.digest.wanted = false;
        let told = told(&settled);
        assert!(
            told.contains("is chosen") && told.contains("one person") && told.contains("nobody reads one")
        );
    }

    #[test]
    fn nobody_else_is_walked_through_it() {
        assert_eq!(refused(setup(&member("ana"), &community(), &moment())), "admins.only");
        assert!(invited(&member("ana")).is_none() && invited(&dee()).is_some());
    }
}
