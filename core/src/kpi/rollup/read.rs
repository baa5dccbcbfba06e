//! What books come to in a window.

use super::ask::instant_of;
use super::book::{NotABook, read};
use super::count::{Count, at, count, people};
use super::entry::{Place, Shelf};
use super::what::What;
use crate::kpi::frame::{Day, Frame};
use crate::kpi::health::load::sorted;
use crate::kpi::repeat::{MENTOR, PAIR, judge_mentors};
use crate::kpi::response::minutes;
use crate::kpi::sample::clusters;
use crate::kpi::{Figure, completion, compliments, funnel, health, recommendation, repeat, response};
use crate::stats::ratio::Cluster;

/// A book as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it stands.
    pub place: Place,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// The first day of which a window needs the book.
pub(super) fn needed_since(frame: &Frame<'_>) -> Option<Day> {
    frame.first.map(|first| first - MENTOR)
}

/// Every figure in each of some windows. A page is read once for all of them.
///
/// # Errors
/// A page is no book.
pub(super) fn figures(pages: &[Page], frames: &[Frame<'_>]) -> Result<Vec<Vec<Figure>>, NotABook> {
    let mut counts: Vec<(Count, &Frame<'_>)> = frames.iter().map(|frame| (Count::default(), frame)).collect();
    let mut pages: Vec<&Page> = pages.iter().collect();
    pages.sort_unstable_by_key(|page| page.place);
    for Page { place, bytes } in pages {
        let day = place.day;
        match place.shelf {
            Shelf::Stays => read(day, bytes, |key, n| {
                counts.iter_mut().for_each(|(count, frame)| count.stay(key, n, frame));
            })?,
            Shelf::Mentors => read(day, bytes, |key, n| {
                for (count, _) in counts.iter_mut().filter(|(_, frame)| key.known <= frame.last) {
                    *at(&mut count.mentoring, key.who) += n;
                }
            })?,
            Shelf::Days => {
                let mut concerned: Vec<_> =
                    counts.iter_mut().filter(|(_, frame)| concerns(day, frame)).collect();
                if concerned.is_empty() {
                    continue;
                }
                read(day, bytes, |key, n| {
                    for (count, frame) in concerned.iter_mut().filter(|(_, frame)| key.known <= frame.last) {
                        count.add(day, key, n, frame);
                    }
                })?;
                concerned.into_iter().for_each(|(count, _)| count.end_day(day));
            }
        }
    }
    Ok(counts.into_iter().map(|(count, frame)| count.figures(frame)).collect())
}

/// Whether a window needs the book of a day.
fn concerns(day: Day, frame: &Frame<'_>) -> bool {
    day <= frame.last + PAIR && needed_since(frame).is_none_or(|needed| day >= needed)
}

impl Count {
    fn sum(&self, what: What) -> u64 {
        count(self.sums.0[what as usize])
    }

    fn figures(self, frame: &Frame<'_>) -> Vec<Figure> {
        [
            self.stays.figures(frame),
            self.recommendation().figures(frame),
            self.compliments().figures(frame),
            self.completion().figures(frame),
            self.response(frame).figures(frame),
            self.repeat(frame).figures(frame),
            self.health().figures(frame),
            self.funnel().figures(frame),
        ]
        .concat()
    }

    fn recommendation(&self) -> recommendation::Tally {
        let [detractors, passives, promoters] = self.said.map(count);
        recommendation::Tally {
            promoters,
            passives,
            detractors,
            earlier: self.sum(What::SaidAny) - promoters - passives - detractors,
            off_scale: self.sum(What::OffScale),
        }
    }

    fn compliments(&self) -> compliments::Tally {
        compliments::Tally {
            mentors: units(&self.praised),
            compliments: count(self.praise[0]),
            specific: count(self.praise[1]),
            landed: self.sum(What::Landed),
            repeated: self.sum(What::Repeated),
            in_rings: count(self.ring_compliments),
            ring_sessions: self.sum(What::Ring),
            unknown: self.sum(What::Unpraised),
        }
    }

    fn completion(&self) -> completion::Tally {
        completion::Tally {
            notes: self.sum(What::Noted),
            people: people(&self.noted),
            done: self.sum(What::Done),
            answered: self.sum(What::Replied),
            lately: count(self.lately),
        }
    }

    fn response(&self, frame: &Frame<'_>) -> response::Tally {
        let mut tally = response::Tally { people: people(&self.askers), ..response::Tally::default() };
        self.wall.tell(&mut tally.wall);
        self.working.tell(&mut tally.working);
        // From the latest on, so that no time is gone through twice.
        let (to, mut since, mut worked) = (frame.window.to, frame.window.to, 0);
        for ((day, time), n) in self.open.iter().rev().filter(|(_, n)| **n > 0) {
            let Some(asked) = instant_of(*day, *time) else { continue };
            worked += frame.terms.calendar.working_between(asked, since).num_milliseconds();
            since = since.min(asked);
            tally.wall.add(minutes((to - asked).num_milliseconds()), false, count(*n));
            tally.working.add(minutes(worked), false, count(*n));
        }
        tally
    }

    fn repeat(&self, frame: &Frame<'_>) -> repeat::Tally {
        let mentors = self
            .returns
            .iter()
            .filter_map(|mentor| Some([Some(mentor.first?), mentor.second].into_iter().flatten().collect()));
        let mentors: Vec<Vec<Day>> = mentors.collect();
        let pairs = repeat::Judged {
            again: self.sum(What::PairAgain),
            n: self.sum(What::Pair),
            people: people(&self.pairs),
            young: count(self.young),
        };
        repeat::Tally { pairs, mentors: judge_mentors(mentors.iter().map(Vec::as_slice), frame) }
    }

    fn health(&self) -> health::Tally {
        let (filled, unfilled) = (self.sum(What::Filled), self.sum(What::Unfilled));
        let (held, not) = (self.sum(What::ShownUp), self.sum(What::NotShownUp));
        let (passed, missed) = (self.sum(What::Passed), self.sum(What::Missed));
        health::Tally {
            fill: health::fill::Tally {
                filled,
                n: filled + unfilled,
                people: people(&self.fill),
                withdrawn: self.sum(What::Withdrawn),
                early: count(self.early),
            },
            offers: health::offers::Tally {
                learners: units(&self.matches),
                unknown: self.sum(What::MatchedUnknown),
                ended: passed + missed + self.sum(What::Accepted),
                mentors: people(&self.offered),
                passed,
                missed,
            },
            load: health::load::Tally { sessions: self.sum(What::Held), minutes: self.load() },
            show_up: health::show_up::Tally {
                held,
                n: held + not,
                people: people(&self.booked),
                in_time: self.sum(What::CalledOff),
                unheard: self.sum(What::Unheard),
            },
        }
    }

    /// The minutes of those who mentor, or did.
    fn load(&self) -> Vec<u64> {
        let most = self.minutes.len().max(self.mentoring.len());
        let of = |who: usize| {
            let [minutes, sessions] = self.minutes.get(who).copied().unwrap_or_default();
            let mentors = self.mentoring.get(who).is_some_and(|n| *n > 0);
            (sessions > 0 || mentors).then_some(count(minutes))
        };
        sorted((0..most).filter_map(of))
    }

    fn funnel(&self) -> funnel::Tally {
        funnel::Tally {
            joined: self.sum(What::Joined),
            // Books of an earlier release have no line of it.
            onboarded: self.sum(What::JoinedOnboarded).max(self.sum(What::JoinedAsked)),
            asked: self.sum(What::JoinedAsked),
            met: self.sum(What::JoinedMet),
            fit: self.sum(What::JoinedFit),
            done: self.sum(What::JoinedDone),
        }
    }
}

/// What each person adds, of those who have any.
fn units(list: &[[i64; 2]]) -> Vec<Cluster> {
    let some = list.iter().filter(|[_, units]| *units > 0);
    clusters(some.map(|[total, units]| Cluster { total: *total as f64, units: *units as f64 }))
}
