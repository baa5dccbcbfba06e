//! When and where a digest comes: planned once, told at its time, and changed by those who run the community.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Facts, Place, Weeks, digest, picture};
use crate::act::admin::only;
use crate::act::{forget, round, settings};
use crate::action::{Action, Wake, Words, words};
use crate::calendar::read_day;
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal, wake};
use crate::digest::Digest;
use crate::member::Member;
use crate::message::{Message, TimeForm};
use crate::moment::Moment;
use crate::rights::Right;
use crate::script::{Value, say};
use crate::task::{Address, Delivery, Manner, Subject, Task, Work};

/// So many of those who run a community read it in their direct messages: those who came first.
pub(in crate::act) const READERS: usize = 5;
/// The shortest number that can name a channel.
const SHORTEST_NUMBER: usize = 5;
/// A digest that is overdue for longer does not come any more.
const OVERDUE: TimeDelta = TimeDelta::weeks(1);

/// The community with its next digest planned, and the promise of it; what was planned before comes to nothing. A round
/// that is planned, and the next look at old words, are promised anew, as their promises are about the community too.
pub(in crate::act) fn planned(community: &Community, moment: &mut Moment) -> Vec<Change> {
    let next = upcoming(community, moment);
    let mut community = community.clone();
    community.digest.planned = Some(next);
    let about = Subject::Community(community.scope().community());
    let wake = wake(Action::Clock(Wake::Digest), next, None, about, moment);
    let besides = round::awaited(&community, moment).into_iter().chain(forget::awaited(&community, moment));
    let besides: Vec<Change> = besides.collect();
    [Change::Community(Box::new(community)), Change::Drop(about), wake].into_iter().chain(besides).collect()
}

/// When the next one comes: a holiday of everybody is no day for it, and the next working day is.
pub(in crate::act) fn upcoming(community: &Community, moment: &Moment) -> DateTime<Utc> {
    let next = community.digest.upcoming(moment.now, community.zone);
    community.holidays.not_on_one(next, community.zone)
}

/// The community with other wishes or in another zone, and its next digest planned by them, if one is wanted.
pub(in crate::act) fn replanned(mut community: Community, moment: &mut Moment) -> Vec<Change> {
    if community.digest.wanted {
        return planned(&community, moment);
    }
    community.digest.planned = None;
    let about = Subject::Community(community.scope().community());
    let besides = round::awaited(&community, moment).into_iter().chain(forget::awaited(&community, moment));
    let besides: Vec<Change> = besides.collect();
    [Change::Community(Box::new(community)), Change::Drop(about)].into_iter().chain(besides).collect()
}

/// Plans the first digest as soon as somebody who runs the community is known, beside whatever they said. One that is
/// overdue by more than a week was given up, and is planned anew.
pub(in crate::act) fn planned_beside(
    mut decision: Decision,
    speaker: &Member,
    community: &Community,
    moment: &mut Moment,
) -> Decision {
    let written = decision.changes.iter_mut().find_map(|change| match change {
        Change::Community(community) => Some(community),
        _ => None,
    });
    let Digest { wanted, planned: known, .. } = written.as_ref().map_or(community, |written| written).digest;
    let is_alive = known.is_some_and(|next| moment.now - next < OVERDUE);
    if !speaker.admin || !wanted || is_alive || community.is_closed() {
        return decision;
    }
    let planned = planned(written.as_ref().map_or(community, |written| written), moment);
    decision.changes.retain(|change| !matches!(change, Change::Community(_)));
    decision.and_all(planned)
}

/// The week is over: it is told, up to the day that was meant for it, and the next digest planned. After a long silence
/// there is one digest and no more, as the next is planned from now on.
///
/// It waits for its readers' hours and counts among the messages of their day, as everything that Smallwins says first.
/// One that could not be said until the next one comes is not said any more.
pub(in crate::act) fn week_is_over(
    community: &Community,
    facts: &Facts,
    admins: &[Member],
    moment: &mut Moment,
) -> Decision {
    let about = Subject::Community(community.scope().community());
    let last = community.digest.next(moment.now, community.zone);
    let until = community.digest.week_ends(moment.now, community.zone);
    let message = digest(facts, Place::of(community), community.zone, until);
    // What stands still has no picture. It leaves or waits with the words, and is no further message that speaks first.
    let picture = (!facts.is_empty()).then(|| picture(&facts.weeks, community.zone, until));
    let messages = [Some((message, Manner::Proactive)), picture.map(|picture| (picture, Manner::Awaited))];
    let messages: Vec<(Message, Manner)> = messages.into_iter().flatten().collect();
    let readers: Vec<Address> = match community.digest.channel {
        Some(_) => vec![Address::Digest],
        None => {
            let reached = admins.iter().filter(|admin| admin.unreachable.is_none());
            reached.take(READERS).map(|admin| Address::Member(admin.id)).collect()
        }
    };
    let each = readers
        .into_iter()
        .flat_map(|to| messages.iter().map(move |(message, manner)| (to, message, *manner)));
    let said: Vec<Change> = each
        .map(|(to, message, manner)| {
            let work = Work::Deliver(Delivery::new(to, message.clone(), manner));
            let not_after = Some(last);
            Change::Task(Task { id: moment.id(), due: moment.now, wish: None, not_after, about, work })
        })
        .collect();
    let mut told = community.clone();
    told.digest.told = Some(moment.now);
    Decision::silent().and_all(said).and_all(planned(&told, moment))
}

/// What somebody says about their digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::act) enum Wish {
    /// When and where does it come?
    When,
    /// Show it.
    Now,
    /// Show the weeks as a picture.
    Chart,
    /// What if it came like this? It is a wish of the settings.
    Set(settings::Wish),
}

/// What an admin says about the digest.
pub(in crate::act) fn wish(text: Option<&Words>, speaker: &Member) -> Result<Wish, Refusal> {
    only(Right::Week, speaker)?;
    let Some(text) = text else { return Ok(Wish::When) };
    match text.get().to_lowercase().as_str() {
        "now" => return Ok(Wish::Now),
        "chart" => return Ok(Wish::Chart),
        _ => {}
    }
    only(Right::SetWeek, speaker)?;
    let mut places: BTreeMap<settings::Place, String> = BTreeMap::new();
    for word in text.get().split_whitespace() {
        let place = wished(word).filter(|place| place.read(word, speaker).is_ok());
        let place = place.ok_or_else(|| Refusal::because(say("digest.problem")))?;
        // Whoever says when and where wants it.
        if place != settings::Place::Digest {
            places.insert(settings::Place::Digest, "on".to_owned());
        }
        places.insert(place, word.to_owned());
    }
    Ok(Wish::Set(settings::Wish::typed(places)))
}

/// What a word of a wish is about.
fn wished(word: &str) -> Option<settings::Place> {
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    match word.to_lowercase().as_str() {
        "off" | "on" => Some(settings::Place::Digest),
        word if read_day(word).is_some() => Some(settings::Place::DigestDay),
        word if word.contains(':') => Some(settings::Place::DigestTime),
        // A time that was not written out is no channel: an id that begins with a digit has many, and nothing else.
        word if word.starts_with(|first: char| first.is_ascii_digit())
            && (word.len() < SHORTEST_NUMBER || !is_number) =>
        {
            None
        }
        _ => Some(settings::Place::DigestChannel),
    }
}

/// The weeks come as a picture, to whoever asked for it.
pub(in crate::act) fn pictured(
    weeks: &Weeks,
    reader: &Member,
    community: &Community,
    moment: &mut Moment,
) -> Decision {
    let picture = picture(weeks, community.zone, moment.now);
    let (about, manner) = (Subject::Member(reader.id), Manner::Appointment);
    Decision::reply(say("digest.pictured").message()).and_tell(reader.id, about, manner, picture, moment)
}

/// When and where the digest comes.
pub(in crate::act) fn when(community: &Community, moment: &Moment) -> Message {
    let Digest { wanted, day, time, channel, .. } = &community.digest;
    let next = upcoming(community, moment);
    say("digest.when")
        .with("off", !wanted)
        .with("at", Value::on_the_wall(next, community.zone, TimeForm::Full))
        .with("channel", channel.as_deref())
        .with("day", *day)
        .with("clock", time.format("%H:%M").to_string())
        .with("zone", community.zone.name())
        .button("now", Action::Digest(words("now")))
        .button_if(*wanted, "off", Action::Digest(words("off")))
        .button_if(!wanted, "on", Action::Digest(words("on")))
        .button("change", settings::opens(settings::Group::Place))
        .message()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::Decision;
    use crate::sample::community as new_community;
    use crate::sample::{at, buttons, id, later, member, moment, now, refused};

    fn admin(name: &str) -> Member {
        Member { admin: true, ..member(name) }
    }

    fn community(digest: Digest) -> Community {
        let mut community = new_community();
        community.digest = digest;
        community
    }

    fn written(decision: &Decision) -> Option<&Community> {
        decision.changes.iter().find_map(|change| match change {
            Change::Community(community) => Some(&**community),
            _ => None,
        })
    }

    fn wakes(decision: &Decision) -> Vec<chrono::DateTime<chrono::Utc>> {
        let digests = decision.tasks().filter(|task| task.work == Work::Act(Action::Clock(Wake::Digest)));
        digests.map(|task| task.due).collect()
    }

    /// What is wished of the settings.
    fn wishes(text: &str) -> Vec<(settings::Place, String)> {
        match wish(words(text).as_ref(), &admin("dee")) {
            Ok(Wish::Set(settings::Wish::Try(None, None, places))) => places,
            other => panic!("{text}: {other:?}"),
        }
    }

    const MONDAY: &str = "2026-11-30T08:00:00Z";

    #[test]
    fn the_first_is_planned_as_soon_as_somebody_who_runs_it_speaks() {
        let new = new_community();
        let beside = |who: &Member| planned_beside(Decision::silent(), who, &new, &mut moment());
        assert!(beside(&member("ana")).changes.is_empty());
        let decision = beside(&admin("dee"));
        assert_eq!(wakes(&decision), [at(MONDAY)]);
        let known = written(&decision).unwrap().clone();
        assert_eq!(known.digest.planned, Some(at(MONDAY)));
        let again = planned_beside(Decision::silent(), &admin("dee"), &known, &mut moment());
        assert!(again.changes.is_empty());
    }

    #[test]
    fn whatever_else_an_admin_changes_of_the_community_stays_beside_it() {
        let mut moved = new_community();
        moved.channel = Some("C1".to_owned());
        let decision = Decision::silent().and(Change::Community(Box::new(moved)));
        let decision = planned_beside(decision, &admin("dee"), &new_community(), &mut moment());
        let all = decision.changes.iter().filter(|change| matches!(change, Change::Community(_)));
        assert_eq!(all.count(), 1);
        let written = written(&decision).unwrap();
        assert_eq!((written.channel.as_deref(), written.digest.planned), (Some("C1"), Some(at(MONDAY))));
    }

    #[test]
    fn none_is_planned_that_nobody_wants_or_where_nobody_can_be_reached() {
        let beside = |community: &Community| {
            planned_beside(Decision::silent(), &admin("dee"), community, &mut moment())
        };
        assert!(beside(&community(Digest { wanted: false, ..Digest::default() })).changes.is_empty());
        let mut closed = new_community();
        closed.standing = crate::community::Standing::Closed { since: now(), why: String::new() };
        assert!(beside(&closed).changes.is_empty());
        let stopped = community(Digest { wanted: false, ..Digest::default() });
        let off = Decision::silent().and_all(replanned(stopped, &mut moment()));
        let off = planned_beside(off, &admin("dee"), &new_community(), &mut moment());
        assert!(wakes(&off).is_empty() && !written(&off).unwrap().digest.wanted);
    }

    #[test]
    fn one_that_was_given_up_is_planned_anew_and_one_that_is_late_is_left_alone() {
        let planned_for = |planned| community(Digest { planned: Some(planned), ..Digest::default() });
        let beside = |community: &Community| {
            wakes(&planned_beside(Decision::silent(), &admin("dee"), community, &mut moment()))
        };
        assert!(beside(&planned_for(now() - TimeDelta::days(6))).is_empty());
        assert_eq!(beside(&planned_for(now() - TimeDelta::days(8))), [at(MONDAY)]);
    }

    #[test]
    fn it_goes_to_the_first_five_until_a_channel_is_chosen_and_the_next_is_planned() {
        let mut admins: Vec<Member> = ["a", "b", "c", "d", "e", "f"].map(admin).into();
        admins[1].unreachable = Some(now());
        let told = |community: &Community| {
            let decision = week_is_over(community, &Facts::default(), &admins, &mut moment());
            assert_eq!(wakes(&decision), [at(MONDAY)]);
            let until: Vec<_> = decision.tasks().filter_map(|task| task.not_after).collect();
            assert!(!until.is_empty() && until.iter().all(|last| *last == at(MONDAY)));
            decision.told().into_iter().map(|(to, _)| to).collect::<Vec<_>>()
        };
        let first = ["a", "c", "d", "e", "f"].map(|name| Address::Member(id(name)));
        assert_eq!(told(&new_community()), first);
        let chosen = Digest { channel: Some("C1".to_owned()), ..Digest::default() };
        assert_eq!(told(&community(chosen)), [Address::Digest]);
    }

    #[test]
    fn a_week_that_is_told_on_tuesday_as_monday_was_a_holiday_is_the_one_that_ended_on_monday() {
        let told = week_is_over(&new_community(), &Facts::default(), &[admin("dee")], &mut moment());
        let said: Vec<_> = told.deliveries().map(|(_, said)| said.message.bare(chrono_tz::UTC)).collect();
        // The present is Tuesday, 24 November.
        assert_eq!(said, ["The week of Mon 16 Nov to Sun 22 Nov was quiet: nobody asked, and nobody met."]);
    }

    #[test]
    fn after_five_weeks_of_silence_there_is_one_and_the_next_is_ahead() {
        let missed = community(Digest { planned: Some(at(MONDAY)), ..Digest::default() });
        let mut moment = later(TimeDelta::days(40));
        let decision = week_is_over(&missed, &Facts::default(), &[admin("dee")], &mut moment);
        assert_eq!((decision.told().len(), wakes(&decision)), (1, vec![at("2027-01-04T08:00:00Z")]));
    }

    #[test]
    fn an_admin_says_when_and_where_in_any_order() {
        use settings::Place::{Digest, DigestChannel, DigestDay, DigestTime};
        let wished = |text: &str| {
            let places = wishes(text);
            places.into_iter().map(|(place, value)| format!("{place:?} {value}")).collect::<Vec<_>>()
        };
        let all =
            [(Digest, "on"), (DigestDay, "fri"), (DigestTime, "17:30"), (DigestChannel, "<#C0123|weekly>")];
        let all = all.map(|(place, value)| format!("{place:?} {value}"));
        assert_eq!(wished("<#C0123|weekly> fri 17:30"), all);
        assert_eq!(wished("Friday"), ["Digest on", "DigestDay Friday"]);
        assert_eq!(wished("off"), ["Digest off"]);
        assert_eq!(wished("dm"), ["Digest on", "DigestChannel dm"], "whoever says where wants it");
    }

    #[test]
    fn what_is_no_wish_changes_nothing_and_is_nobodys_but_an_admins() {
        for text in ["sometimes", "25:00", "fri tomorrow", "9", "9am", "#weekly"] {
            let said = wish(words(text).as_ref(), &admin("dee")).map(|_| Decision::silent());
            assert_eq!(refused(said), "digest.problem", "{text}");
        }
        let said = wish(None, &member("ana")).map(|_| Decision::silent());
        assert_eq!(refused(said), "admins.only");
    }

    #[test]
    fn without_a_word_it_says_when_and_where_the_next_one_comes() {
        let told = |community: &Community| {
            assert_eq!(wish(None, &admin("dee")).unwrap(), Wish::When);
            when(community, &moment())
        };
        let message = told(&new_community());
        let bare = message.bare(chrono_tz::Tz::Europe__Berlin);
        assert!(bare.contains("on Mon 30 Nov, 09:00, into the direct messages"), "{bare}");
        let actions: Vec<_> = buttons(&message).into_iter().map(|button| button.action.to_string()).collect();
        assert_eq!(actions, ["digest now", "digest off", "settings place"]);
        let off = told(&community(Digest { wanted: false, ..Digest::default() }));
        assert!(off.bare(chrono_tz::UTC).starts_with("No digest of the week comes"));
        assert_eq!(buttons(&off)[1].action.to_string(), "digest on");
    }

    #[test]
    fn in_another_zone_it_comes_by_that_clock() {
        let mut moved = new_community();
        moved.zone = chrono_tz::Tz::America__New_York;
        let decision = Decision::silent().and_all(replanned(moved, &mut moment()));
        assert_eq!(wakes(&decision), [at("2026-11-30T14:00:00Z")]);
        let about = Subject::Community(new_community().scope().community());
        assert!(decision.changes.contains(&Change::Drop(about)));
    }
}
