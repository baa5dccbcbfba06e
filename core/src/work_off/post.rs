//! What leaves now for one reader, and in which messages.

use chrono::{DateTime, TimeDelta, Utc};

use super::send::{Barrier, held_up};
use super::{Reader, delivery};
use crate::calendar::Calendar;
use crate::follow_up::{DMS_A_DAY, Speak, may_speak};
use crate::id::TaskId;
use crate::message::{Block, Message};
use crate::task::{Address, Delivery, Lease, Manner, Outcome, PUT_OFF, Settlement, Task};

/// The longest message that others are still added to, in blocks; Slack takes 50.
const LONGEST_BUNDLE: usize = 40;
/// The most rows of buttons that one message holds; Discord takes five.
const MOST_ROWS: usize = 5;
/// The most characters that one message holds; Discord takes 2000.
const MOST_CHARACTERS: usize = 1900;
/// So long after a platform looked for what was in doubt, those behind it come again.
const LOOKED_FOR: TimeDelta = TimeDelta::seconds(2);

/// What leaves now, each bundle as one message, and how the rest is settled.
pub(super) struct Post {
    pub(super) bundles: Vec<Vec<Lease>>,
    pub(super) settled: Vec<Settlement>,
}

/// Looks at what is due for one reader once more: what comes too late is dropped, and what does not belong into
/// their day, or would be the fourth message of it that nobody asked for, waits.
pub(super) fn sorted(leases: Vec<Lease>, reader: &Reader, now: DateTime<Utc>) -> Post {
    let (leases, pictures) = with_words(leases);
    let mut post = Post { bundles: Vec::new(), settled: Vec::new() };
    let mut leaving = Vec::new();
    for lease in leases {
        if lease.task.not_after.is_some_and(|last| now > last) {
            post.settled.push(lease.settle(Outcome::Dropped { why: "too late to be of use".into() }));
            continue;
        }
        match reader {
            Reader::Everybody => leaving.push(lease),
            Reader::Nobody => {
                post.settled.push(lease.settle(Outcome::Dropped { why: "nobody there".into() }));
            }
            Reader::Member { member, .. } if is_proactive(&lease) && !member.welcome.is_in() => {
                post.settled.push(lease.settle(Outcome::Dropped { why: "they have not said yes".into() }));
            }
            // It may be the fourth of the day: that is known once what is in doubt was looked for.
            Reader::Member { known_at: Some(due), .. } if is_proactive(&lease) => {
                post.settled.push(lease.settle(held_up(Barrier::Order(*due), now)));
            }
            Reader::Member { member, said_today, .. } => {
                match not_now(&lease, &member.calendar, *said_today, now) {
                    None => leaving.push(lease),
                    Some(outcome) => post.settled.push(lease.settle(outcome)),
                }
            }
        }
    }
    let mut said = match reader {
        Reader::Member { said_today, .. } => *said_today,
        Reader::Everybody | Reader::Nobody => 0,
    };
    let mut in_doubt = 0;
    // What was tried before the others has its place before them.
    leaving.sort_by_key(|lease| !lease.in_doubt);
    for bundle in bundles(leaving, now) {
        // What goes along with an answer that they wait for is no message more.
        let speaks_first = bundle.iter().all(is_proactive);
        match reader {
            // Those in doubt may have been one message of the day, or none: it is known once they were looked for.
            Reader::Member { .. } if speaks_first && said >= DMS_A_DAY && in_doubt > 1 => {
                let known = held_up(Barrier::Order(now + LOOKED_FOR), now);
                post.settled.extend(bundle.iter().map(|lease| lease.settle(known.clone())));
            }
            Reader::Member { member, .. } if speaks_first && said >= DMS_A_DAY => {
                let waiting = bundle
                    .iter()
                    .filter_map(|lease| Some(lease.settle(not_now(lease, &member.calendar, said, now)?)));
                post.settled.extend(waiting);
            }
            _ => {
                said += u32::from(bundle.iter().any(is_proactive));
                in_doubt += u32::from(bundle.iter().any(|lease| lease.in_doubt && is_proactive(lease)));
                post.bundles.push(bundle);
            }
        }
    }
    for (picture, words) in pictures {
        let waits = post.settled.iter().find(|settlement| settlement.task == words);
        match waits.map(|settlement| settlement.outcome.clone()) {
            Some(outcome) => post.settled.push(picture.settle(outcome)),
            None => post.bundles.push(vec![picture]),
        }
    }
    post
}

/// Apart from everything else the pictures that belong to words which speak first, each with those: it leaves behind
/// them, and counts as no message more, or waits as they do. One whose words were said before goes its own way, also
/// when words of another week wait beside it: those are of use until another moment.
fn with_words(leases: Vec<Lease>) -> (Vec<Lease>, Vec<(Lease, TaskId)>) {
    let belongs = |task: &Task| (task.about, task.not_after);
    let words: Vec<_> = leases
        .iter()
        .filter(|lease| is_proactive(lease))
        .map(|lease| (belongs(&lease.task), lease.task.id))
        .collect();
    let (mut others, mut pictures) = (Vec::new(), Vec::new());
    for lease in leases {
        let is_picture = delivery(&lease).is_some_and(|delivery| {
            delivery.manner == Manner::Awaited && delivery.message.chart_alone().is_some()
        });
        let of = words.iter().find(|(of, _)| is_picture && *of == belongs(&lease.task));
        match of {
            Some((_, words)) => pictures.push((lease, *words)),
            None => others.push(lease),
        }
    }
    (others, pictures)
}

/// Why a delivery does not leave now, and what becomes of it; `None` when it leaves.
fn not_now(lease: &Lease, calendar: &Calendar, said_today: u32, now: DateTime<Utc>) -> Option<Outcome> {
    let speak = match delivery(lease)?.manner {
        Manner::Appointment => Some(Speak::Now),
        Manner::Awaited => may_speak(calendar, 0, now).or(Some(without_hours(calendar, now))),
        Manner::Proactive => may_speak(calendar, said_today, now),
    };
    match speak {
        Some(Speak::Now) => None,
        Some(Speak::Later(due)) => Some(Outcome::Later { due, why: "waits for their working hours".into() }),
        None => Some(Outcome::Dropped { why: "they have no working hours".into() }),
    }
}

/// Somebody without any hours still gets the answers that they wait for, and has their pause like everybody.
fn without_hours(calendar: &Calendar, now: DateTime<Utc>) -> Speak {
    match calendar.pause {
        Some(pause) if pause.covers(now) => Speak::Later(pause.until),
        _ => Speak::Now,
    }
}

pub(super) fn is_proactive(lease: &Lease) -> bool {
    delivery(lease).is_some_and(|delivery| delivery.manner == Manner::Proactive)
}

/// Proactive messages leave as one, with the answers that waited until now, as long as one message of every platform
/// holds them; everything else leaves as it is. A compliment stands in a message of its own, and what comes after it
/// stays behind it.
pub(super) fn bundles(leases: Vec<Lease>, now: DateTime<Utc>) -> Vec<Vec<Lease>> {
    let mut bundles: Vec<Vec<Lease>> = Vec::new();
    let mut open: Option<usize> = None;
    for lease in leases {
        if delivery(&lease).is_some_and(is_compliment) {
            open = None;
            bundles.push(vec![lease]);
            continue;
        }
        let joins = (is_proactive(&lease) || has_waited(&lease, now)) && !lease.in_doubt;
        match open.filter(|_| joins) {
            Some(place) if fit_together(&bundles[place], &lease) => bundles[place].push(lease),
            _ => {
                if joins {
                    open = Some(bundles.len());
                }
                bundles.push(vec![lease]);
            }
        }
    }
    bundles
}

/// Whether somebody reads by it what was noticed of their work.
fn is_compliment(delivery: &Delivery) -> bool {
    delivery.message.receipt.key == "affirmed"
}

/// Whether an answer that somebody waits for was put off, as until their hours: then others were as well.
fn has_waited(lease: &Lease, now: DateTime<Utc>) -> bool {
    let answers = delivery(lease).is_some_and(|delivery| {
        let to_one = matches!(delivery.to, Address::Member(_)) && delivery.manner == Manner::Awaited;
        to_one && delivery.message.chart_alone().is_none() && !delivery.message.has_archive()
    });
    answers && lease.first_try.is_some_and(|first| now - first >= PUT_OFF)
}

fn fit_together(bundle: &[Lease], lease: &Lease) -> bool {
    let messages = || bundle.iter().chain([lease]).filter_map(delivery).map(|delivery| &delivery.message);
    messages().map(|message| message.blocks.len() + 1).sum::<usize>() <= LONGEST_BUNDLE
        && messages().map(Message::rows).sum::<usize>() <= MOST_ROWS
        && messages().map(|message| message.length() + 4).sum::<usize>() <= MOST_CHARACTERS
}

/// The messages of a bundle as one. Its receipt is that of the first; the others keep their own beside their tasks.
pub(super) fn bundled(bundle: &[Lease]) -> Option<Message> {
    let mut messages = bundle.iter().filter_map(delivery).map(|delivery| &delivery.message);
    let mut message = messages.next()?.clone();
    for other in messages {
        message.blocks.push(Block::Divider);
        message.blocks.extend(other.blocks.to_vec());
    }
    Some(message)
}
