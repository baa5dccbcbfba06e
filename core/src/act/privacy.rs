//! `privacy`: what is held about somebody, in words.

use chrono::{DateTime, TimeDelta, Utc};

use crate::action::{Action, Care, Resolve};
use crate::community::Community;
use crate::decision::Decision;
use crate::member::Member;
use crate::message::{Block, Message};
use crate::moment::Moment;
use crate::script::{record, say};
use crate::settings::Setting;
use crate::store::Belongings;
use crate::task::{Manner, Subject, Task, Work};
use crate::text::Typed;

/// So many reports are named.
const REPORTS: usize = 2;

/// What is held about a member, who sees it and for how long; with the reports that they sent, about whom and when.
pub(super) fn privacy(
    member: &Member,
    held: &Belongings,
    reports: Vec<(Option<Typed>, DateTime<Utc>)>,
    community: &Community,
) -> Message {
    let more = reports.len().saturating_sub(REPORTS);
    let days = i64::from(community.settings.of(Setting::NotesKeptDays));
    let report = |(about, at): (Option<Typed>, DateTime<Utc>)| {
        let until = at + TimeDelta::days(days);
        record([
            ("about", about.as_ref().into()),
            ("at", at.timestamp_millis().into()),
            ("until", until.timestamp_millis().into()),
        ])
    };

    let sessions = held.sessions.iter().filter(|session| !session.was_taken_back());
    let (sessions, took_place) =
        (sessions.clone().count(), sessions.filter(|session| session.took_place()).count());
    let notes = held.sessions.iter().filter(|session| session.note().is_some());
    say("privacy")
        .with("wins", held.wins.len())
        .with("asks", held.asks.len())
        .with("offers", held.offers.len())
        .with("sessions", sessions)
        .with("held", took_place)
        .with("unheld", took_place < sessions)
        .with("notes", notes.count())
        .with("signals", held.signals.len())
        .with("links", held.links.len())
        .with("reports", reports.into_iter().take(REPORTS).map(report).collect::<Vec<_>>())
        .with("more_reports", more)
        .with("waiting", held.waiting.len())
        .with("days", community.settings.of(Setting::NotesKeptDays))
        .with("mentor", member.mentor.is_some())
        .with("admin", member.admin)
        .button("export", Action::Privacy(Care::Export))
        .button_if(member.parting.is_none(), "leave", Action::Privacy(Care::Leave))
        .button("erase", Action::Privacy(Care::Erase(Resolve::Asked)))
        .message()
}

/// Everything that is held about a member, as a file in their direct messages; they asked for it, so it comes at once.
/// Where one is on its way to them already, among what waits, that is the one.
pub(super) fn export(member: &Member, waiting: &[Task], moment: &mut Moment) -> Decision {
    if waiting.iter().any(is_archive) {
        return Decision::reply(say("export").message());
    }
    let mut message = say("export.file").message();
    message.blocks.push(Block::Archive);
    let about = Subject::Member(member.id);
    let decision = Decision::reply(say("export").message());
    decision.and_tell(member.id, about, Manner::Appointment, message, moment)
}

fn is_archive(task: &Task) -> bool {
    let blocks = match &task.work {
        Work::Deliver(delivery) => &delivery.message.blocks[..],
        Work::Act(_) => &[],
    };
    blocks.contains(&Block::Archive)
}

/// Whoever was erased is known again, or never was erased.
pub(super) fn back(member: &Member) -> Message {
    let saying = say("erased.back").with("known", member.version > 0).with("kept", member.welcome.is_in());
    saying.button("help", Action::Help).message()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::Change;
    use crate::parting::Parting;
    use crate::sample::{buttons, community, following, meeting, member, mentor, moment, now, offer};

    fn words(member: &Member, held: &Belongings) -> String {
        privacy(member, held, Vec::new(), &community()).bare(chrono_tz::UTC)
    }

    #[test]
    fn what_is_held_is_counted_kind_by_kind() {
        let session = meeting(following()).session;
        let mut taken_back = crate::sample::session();
        taken_back.affirmation.undone = Some(now());
        let held = Belongings {
            offers: vec![offer()],
            sessions: vec![session.clone(), crate::sample::session(), taken_back],
            ..Belongings::default()
        };
        let told = words(&mentor("ben"), &held);
        let of_sessions = "2 sessions, 1 of which took place,";
        for part in ["0 wins", "0 asks", "1 offer,", of_sessions, "1 note", "no message waits"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(
            told.contains("what you offer as a mentor")
                && !words(&member("ana"), &held).contains("as a mentor")
        );
    }

    #[test]
    fn whoever_sent_a_report_reads_about_whom_when_and_for_how_long_it_stays() {
        let told = |reports| privacy(&member("ana"), &Belongings::default(), reports, &community());
        let reports = vec![(Some(member("ben").name), now()), (None, now() - TimeDelta::days(3))];
        let shown = told(reports).bare(chrono_tz::UTC);
        assert!(shown.contains("Tue 24 Nov about Ben, kept until Sun 23 May"), "{shown}");
        assert!(shown.contains("; Sat 21 Nov about somebody who is gone"), "{shown}");
        assert!(!told(Vec::new()).bare(chrono_tz::UTC).contains("what you reported"));
    }

    #[test]
    fn a_file_that_is_on_its_way_is_the_only_one() {
        let ana = member("ana");
        let first = export(&ana, &[], &mut moment());
        let waiting = first.changes.iter().filter_map(|change| match change {
            Change::Task(task) => Some(task.clone()),
            _ => None,
        });
        let waiting: Vec<Task> = waiting.collect();
        assert_eq!(waiting.len(), 1);
        let again = export(&ana, &waiting, &mut moment());
        assert!(again.changes.is_empty() && again.answered() == first.answered());
    }

    #[test]
    fn whoever_has_left_is_not_offered_to_leave() {
        let labels = |member: &Member| {
            buttons(&privacy(member, &Belongings::default(), Vec::new(), &community())).len()
        };
        let left = Parting::Left { since: now() - TimeDelta::days(1) };
        let gone = Member { parting: Some(left), ..member("ana") };
        assert_eq!(labels(&member("ana")), labels(&gone) + 1);
    }
}
