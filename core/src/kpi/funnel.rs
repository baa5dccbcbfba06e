//! How far those who join come.
//!
//! - Cases: those who spoke to Smallwins for the first time in the window, each by one person.
//! - `funnel.onboarded`: those who said yes to what is held about them, or asked / all; who asks has said so, but in
//!   journals of before anybody was asked for a yes. `funnel.asked`: those who asked / all. `funnel.met`: those who, as
//!   a learner, had a session that was said to take place / all. `funnel.fit`: those who said at least once of somebody
//!   they met that the two fit well / all. `funnel.done`: those whose last answer about one of their actionables is
//!   done / all.
//! - Wilson, from 30 who joined.
//!
//! Each step counts whatever happened until the window's end, so those who joined lately had less time. Mentors and
//! those who run it join too, as soon as they speak, and need not ask. Where whoever helps is paid, or an event comes
//! of it, that happens outside of Smallwins, and no step tells of it.

use std::collections::BTreeSet;

use super::Kpi;
use super::figure::{Cell, Figure, Unit};
use super::frame::Frame;
use super::journal::Journal;
use super::sample::Sample;
use crate::id::MemberId;
use crate::session::Answer;

const FROM: u64 = 30;

/// What is counted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Tally {
    pub(super) joined: u64,
    pub(super) onboarded: u64,
    pub(super) asked: u64,
    pub(super) met: u64,
    pub(super) fit: u64,
    pub(super) done: u64,
}

pub(super) fn scan(journal: &Journal, frame: &Frame<'_>) -> Tally {
    let to = frame.until();
    let joined: BTreeSet<MemberId> = journal
        .people
        .iter()
        .filter(|(_, person)| person.joined.first(to).is_some_and(|(at, ())| frame.holds(frame.day(at))))
        .map(|(member, _)| *member)
        .collect();
    let asked: BTreeSet<MemberId> =
        journal.asks.values().filter_map(|ask| Some(*ask.asked.first(to)?.1)).collect();
    let said_yes = journal.people.iter().filter(|(_, person)| person.onboarded.first(to).is_some());
    let onboarded = said_yes.map(|(member, _)| *member).chain(asked.iter().copied()).collect();
    let met =
        journal.sessions.values().filter_map(|meeting| Some(meeting.held.first(to)?.1.learner)).collect();
    let done = journal
        .sessions
        .values()
        .filter(|meeting| meeting.answers(to).contains(&Some(Answer::Done)))
        .filter_map(|meeting| Some(meeting.note(to)?.learner))
        .collect();
    let fit = journal.people.iter().filter(|(_, person)| person.fitted.first(to).is_some());
    let fit = fit.map(|(member, _)| *member).collect();
    let of = |came: BTreeSet<MemberId>| joined.intersection(&came).count() as u64;
    Tally {
        joined: joined.len() as u64,
        onboarded: of(onboarded),
        asked: of(asked),
        met: of(met),
        fit: of(fit),
        done: of(done),
    }
}

impl Tally {
    pub(super) fn figures(&self, frame: &Frame<'_>) -> Vec<Figure> {
        let n = self.joined;
        let cell =
            Cell { kpi: Kpi::Funnel, window: frame.window, n, people: n, needed: FROM, left_out: Vec::new() };
        let share = |name, k| cell.figure(name, Unit::Share, "Wilson", Sample::Share { k, n });
        vec![
            share("funnel.onboarded", self.onboarded),
            share("funnel.asked", self.asked),
            share("funnel.met", self.met),
            share("funnel.fit", self.fit),
            share("funnel.done", self.done),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Event;
    use crate::kpi::figure::Reading;
    use crate::kpi::told::{Told, days_ago, last_days, reading, value};
    use crate::sample::id;
    use crate::session::{Fit, Item};

    fn joined(told: &mut Told, who: i64, days: i64) {
        told.say(days_ago(days), &format!("p{who}"), Event::JoinedCommunity);
    }

    fn read(told: &Told) -> Vec<Figure> {
        told.read(Kpi::Funnel, last_days(30))
    }

    #[test]
    fn each_step_counts_people_of_those_who_joined() {
        let mut told = Told::default();
        (0..30).for_each(|who| joined(&mut told, who, 30 - who));
        joined(&mut told, 30, 32);
        for who in [0, 1, 2, 30] {
            told.asked(days_ago(-1), "later", "p9");
            told.asked(days_ago(1), &format!("a{who}"), &format!("p{who}"));
            told.asked(days_ago(1), &format!("b{who}"), &format!("p{who}"));
        }
        told.held(days_ago(1), "s0", "p0", "m").held(days_ago(1), "s1", "p1", "m").held(
            days_ago(1),
            "s30",
            "p30",
            "m",
        );
        for (who, answer) in [(0, Answer::Done), (1, Answer::Stuck)] {
            let (session, name) = (id(&format!("s{who}")), format!("p{who}"));
            let fit = [Fit::NotGood, Fit::Good][usize::from(who == 0)];
            told.say(days_ago(1), &name, Event::Fitted { session, fit });
            told.say(
                days_ago(1),
                &name,
                Event::Noted { session, due: days_ago(1), affirmation: None, repeated: false },
            );
            told.say(days_ago(1), &name, Event::Answered { session, item: Item::Two, answer });
        }
        told.say(days_ago(1), "p5", Event::Onboarded).say(days_ago(1), "p0", Event::Onboarded);
        told.say(days_ago(-1), "p6", Event::Onboarded);
        let figures = read(&told);
        let values = ["funnel.onboarded", "funnel.asked", "funnel.met", "funnel.fit", "funnel.done"]
            .map(|name| value(&figures, name));
        let expected = [4.0, 3.0, 2.0, 1.0, 1.0].map(|n| n / 30.0);
        assert_eq!((figures[0].n, values), (30, expected));
    }

    #[test]
    fn twenty_nine_who_joined_are_too_few() {
        let mut told = Told::default();
        (0..29).for_each(|who| joined(&mut told, who, 3));
        assert_eq!(reading(&read(&told), "funnel.met"), Reading::TooFew { needed: 30 });
    }
}
