//! `health`: what does not go as it should, for those who run a community.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::news;
use crate::community::{Community, Standing};
use crate::id::MemberId;
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::script::{Value, record, say};
use crate::store::{Mishap, Outlook, Waiting};
use crate::task::Address;
use crate::text::{Typed, cut};

/// What failed is told for so long.
pub(super) const TOLD: TimeDelta = TimeDelta::days(7);
/// So many mishaps, and so many people, are looked for.
pub(super) const MOST: u32 = 100;
/// So many of either are shown.
const SHOWN: usize = 4;
/// So much of a platform's reason is shown.
const LONGEST_WHY: usize = 70;
/// What is due for longer than this is late.
const LATE: TimeDelta = TimeDelta::minutes(10);

/// What is known of how a community does.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// What is promised.
    pub waiting: Waiting,
    /// What was tried in vain.
    pub mishaps: Vec<Mishap>,
    /// The names of those to whom it was to be said.
    pub names: BTreeMap<MemberId, Typed>,
    /// Those whom nothing reaches.
    pub unreachable: Vec<Member>,
    /// Mentors to whom nothing is offered, as they did not answer.
    pub resting: Vec<Member>,
}

/// What waits, what failed, and who cannot be reached; all well is one line.
pub(super) fn health(community: &Community, mut facts: Facts, moment: &Moment) -> Message {
    let (closed, why) = match &community.standing {
        Standing::Open => (None, ""),
        Standing::Closed { since, why } => (Some(*since), why.as_str()),
    };
    let late = facts.waiting.oldest.filter(|oldest| moment.now - *oldest > LATE);
    let well = closed.is_none() && late.is_none() && facts.mishaps.is_empty() && facts.unreachable.is_empty();
    let well = well && facts.resting.is_empty();
    facts.unreachable.sort_by_key(|member| (Reverse(member.unreachable), member.id));
    let mishaps = facts.mishaps.iter().take(SHOWN).map(|mishap| mishap_slot(mishap, &facts.names));
    let lost = facts.unreachable.iter().take(SHOWN).filter_map(lost_slot);
    say("health")
        .with("well", well)
        .with("closed", closed)
        .with("why_closed", cut(why, news::LONGEST_WHY))
        .with("waiting", facts.waiting.count)
        .with("late", late)
        .with("due", facts.waiting.oldest)
        .with("said", facts.waiting.said)
        .with("mishaps", mishaps.collect::<Vec<_>>())
        .with("more_mishaps", facts.mishaps.len().saturating_sub(SHOWN))
        .with("lost", lost.collect::<Vec<_>>())
        .with("more_lost", facts.unreachable.len().saturating_sub(SHOWN))
        .with("resting", facts.resting.len())
        .with("since", facts.resting.iter().filter_map(|member| member.unanswered.rests).max())
        .message()
}

fn mishap_slot(mishap: &Mishap, names: &BTreeMap<MemberId, Typed>) -> Value {
    let to = match &mishap.to {
        Some(Address::Member(member)) => names.get(member).map_or("", Typed::as_str),
        Some(Address::Channel | Address::Digest) | None => "",
    };
    let (outlook, again_at) = match mishap.outlook {
        Outlook::GivenUp => ("given-up", None),
        Outlook::InDoubt { again_at } => ("in-doubt", Some(again_at)),
        Outlook::Waiting { again_at } => ("waiting", Some(again_at)),
    };
    record([
        ("since", millis(mishap.since)),
        ("to", to.into()),
        ("channel", matches!(mishap.to, Some(Address::Channel | Address::Digest)).into()),
        ("why", cut(&mishap.why, LONGEST_WHY).into()),
        ("outlook", outlook.into()),
        ("again_at", again_at.map_or(Value::from(()), millis)),
    ])
}

fn lost_slot(member: &Member) -> Option<Value> {
    Some(record([("name", member.name.as_str().into()), ("since", millis(member.unreachable?))]))
}

fn millis(at: DateTime<Utc>) -> Value {
    at.timestamp_millis().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{community, id, member, moment, now};

    fn told_of(community: &Community, facts: Facts) -> String {
        health(community, facts, &moment()).bare(chrono_tz::UTC)
    }

    fn told(facts: Facts) -> String {
        told_of(&community(), facts)
    }

    fn mishap(to: Option<Address>, outlook: Outlook) -> Mishap {
        Mishap { task: id("task"), to, since: now(), why: "no answer".to_owned(), outlook }
    }

    #[test]
    fn all_well_is_one_line() {
        let waiting = |oldest| Facts {
            waiting: Waiting { count: 3, oldest: Some(oldest), said: Some(now()) },
            ..Facts::default()
        };
        let well = told(waiting(now()));
        assert_eq!(well.lines().count(), 1);
        assert!(
            well.contains("the first Tue 24 Nov, 09:00. The last message arrived Tue 24 Nov, 09:00."),
            "{well}"
        );
        assert!(told(waiting(now() - TimeDelta::minutes(11))).contains("late since Tue 24 Nov, 08:49"));
    }

    #[test]
    fn what_failed_says_for_whom_why_and_what_becomes_of_it() {
        let again_at = now() + TimeDelta::minutes(5);
        let mishaps = vec![
            mishap(Some(Address::Member(id("ana"))), Outlook::InDoubt { again_at }),
            mishap(Some(Address::Channel), Outlook::Waiting { again_at }),
            mishap(None, Outlook::GivenUp),
        ];
        let names = [(id("ana"), member("ana").name)].into();
        let told = told(Facts { mishaps, names, ..Facts::default() });
        let lines: Vec<_> = told.lines().filter(|line| line.starts_with('•')).collect();
        assert!(lines[0].contains("to Ana: no answer") && lines[0].contains("may have arrived"), "{told}");
        assert!(lines[1].contains("to the channel: no answer") && lines[1].contains("09:05"), "{told}");
        assert!(lines[2].contains("given up"), "{told}");
    }

    #[test]
    fn whoever_was_lost_last_is_told_first_and_the_rest_is_counted() {
        let lost = |n: i64| Member {
            unreachable: Some(now() - TimeDelta::days(n)),
            ..member(&format!("{}na", char::from(b'a' + n as u8)))
        };
        let told = told(Facts { unreachable: [6, 2, 0, 5, 1, 4, 3].map(lost).into(), ..Facts::default() });
        let lines: Vec<_> = told.lines().filter(|line| line.starts_with('•')).collect();
        assert_eq!(lines[0], "• Ana, since Tue 24 Nov");
        assert_eq!((lines.len(), lines[4]), (5, "• and 3 more"));
    }

    #[test]
    fn mentors_who_are_not_asked_are_told_and_then_not_all_is_well() {
        let mut moe = crate::sample::mentor("moe");
        moe.unanswered.rests = Some(now() - TimeDelta::days(2));
        let told = told(Facts { resting: vec![moe], ..Facts::default() });
        assert!(
            told.contains("not asked any more")
                && told.contains("since Sun 22 Nov")
                && !told.contains("All is well"),
            "{told}"
        );
    }

    #[test]
    fn a_closed_community_says_since_when_and_why_nobody_hears_anything() {
        let mut community = community();
        let told = |community: &Community| told_of(community, Facts::default());
        community.standing = Standing::Closed { since: now(), why: String::new() };
        assert!(told(&community).contains("since Tue 24 Nov, 09:00: the app was removed"));
        community.standing = Standing::Closed { since: now(), why: "Slack says invalid_auth".to_owned() };
        assert!(told(&community).contains("since Tue 24 Nov, 09:00: Slack says invalid_auth."));
    }
}
