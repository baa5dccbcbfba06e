//! What books come to in a window.

use std::mem::take;
use std::panic::resume_unwind;
use std::thread::{Builder, scope};

use super::ask::instant_of;
use super::book::{NotABook, read};
use super::count::{Count, add_to, count, people};
use super::entry::{Place, Shelf};
use super::needed::Needed;
use super::what::What;
use crate::kpi::figure::within_the_life;
use crate::kpi::frame::{Day, Frame};
use crate::kpi::health::load::sorted;
use crate::kpi::repeat::judge_mentors;
use crate::kpi::response::minutes;
use crate::kpi::sample::clusters;
use crate::kpi::{
    Counts, Figure, Kpi, Period, completion, compliments, funnel, health, recommendation, repeat, response,
};
use crate::stats::ratio::Cluster;

/// A book as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it stands.
    pub place: Place,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// A question by its days.
pub(super) type Asked<'a> = (Frame<'a>, &'static [Kpi]);

/// What is counted for one question, as far as some numbers go.
struct Counting<'a> {
    count: Count,
    frame: Frame<'a>,
    kpis: Vec<Kpi>,
    needed: Needed,
}

impl<'a> Counting<'a> {
    fn of((frame, kpis): &Asked<'a>, some: &[Kpi]) -> Counting<'a> {
        let kpis: Vec<Kpi> = kpis.iter().copied().filter(|kpi| some.contains(kpi)).collect();
        let needed = Needed::of(frame, &kpis);
        Counting { count: Count::default(), frame: *frame, kpis, needed }
    }

    /// Whether it needs lines of a kind.
    fn wants(&self, what: What) -> bool {
        self.kpis.iter().any(|kpi| what.serves(*kpi))
    }
}

/// Books of fewer bytes are read to their end before a second thread is of any help.
const MANY_BYTES: usize = 1_000_000;
/// From so many questions on, it is they that are shared out, and not the numbers.
const MANY_QUESTIONS: usize = 4;

/// The numbers that are counted together: with a million sessions, each of the two takes about as long.
const HALVES: [&[Kpi]; 2] = [
    &[Kpi::Health, Kpi::Repeat, Kpi::Funnel],
    &[Kpi::Response, Kpi::Compliments, Kpi::Completion, Kpi::Recommendation, Kpi::Retention],
];

/// What answers each of some questions.
///
/// # Errors
/// A page is no book.
pub(super) fn periods(pages: &[Page], questions: &[Asked<'_>]) -> Result<Vec<Period>, NotABook> {
    let pages = in_order(pages);
    if pages.iter().map(|page| page.bytes.len()).sum::<usize>() < MANY_BYTES {
        return periods_of(&Kpi::ALL, &pages, questions);
    }
    if questions.len() < MANY_QUESTIONS {
        return periods_by_halves(&pages, questions);
    }
    periods_in_turns(&pages, questions)
}

/// The day of the first session that a community had: how people stayed is kept by it.
fn met_first(pages: &[&Page]) -> Result<Option<Day>, NotABook> {
    for Page { place, bytes } in pages.iter().filter(|page| page.place.shelf == Shelf::Stays) {
        let mut first = None;
        read(place.day, bytes, |_| true, |_, entry, _| first = first.or(Some(entry)))?;
        if first.is_some() {
            return Ok(first);
        }
    }
    Ok(None)
}

/// Books in the order in which they are read: that of their days, volumes among them.
pub(super) fn in_order(pages: &[Page]) -> Vec<&Page> {
    let mut pages: Vec<&Page> = pages.iter().collect();
    pages.sort_unstable_by_key(|page| (page.place.day, page.place.shelf));
    pages
}

/// The same, with half of the numbers counted by a thread of their own.
pub(super) fn periods_by_halves(pages: &[&Page], questions: &[Asked<'_>]) -> Result<Vec<Period>, NotABook> {
    let [one, other] = HALVES;
    let (one, other) = at_once(|| periods_of(one, pages, questions), || periods_of(other, pages, questions))?;
    let both = one.into_iter().zip(other).zip(questions);
    Ok(both.map(|((one, other), (_, kpis))| one.beside(other, kpis)).collect())
}

/// The same, with every second question answered by a thread of its own: of the windows of a trend each holds books
/// that no other does.
pub(super) fn periods_in_turns(pages: &[&Page], questions: &[Asked<'_>]) -> Result<Vec<Period>, NotABook> {
    let [even, odd] =
        [0, 1].map(|first| questions.iter().skip(first).step_by(2).copied().collect::<Vec<_>>());
    let (even, odd) = at_once(|| periods_of(&Kpi::ALL, pages, &even), || periods_of(&Kpi::ALL, pages, &odd))?;
    let (mut even, mut odd) = (even.into_iter(), odd.into_iter());
    let in_turn = |place: usize| if place.is_multiple_of(2) { even.next() } else { odd.next() };
    Ok((0..questions.len()).filter_map(in_turn).collect())
}

/// What comes of two things, of which one has a thread of its own.
fn at_once<T: Send>(
    one: impl Fn() -> Result<T, NotABook> + Sync,
    other: impl FnOnce() -> Result<T, NotABook>,
) -> Result<(T, T), NotABook> {
    scope(|scope| {
        let begun = Builder::new().spawn_scoped(scope, &one);
        let other = other();
        let one = match begun {
            Ok(begun) => begun.join().unwrap_or_else(|panic| resume_unwind(panic)),
            // There are as many threads as the system allows.
            Err(_) => one(),
        };
        Ok((one?, other?))
    })
}

/// What some numbers say to each of some questions. A page is read once for all of them.
fn periods_of(some: &[Kpi], pages: &[&Page], questions: &[Asked<'_>]) -> Result<Vec<Period>, NotABook> {
    let mut all: Vec<Counting<'_>> = questions.iter().map(|asked| Counting::of(asked, some)).collect();
    for Page { place, bytes } in pages {
        let day = place.day;
        let concerned = all.iter_mut().filter(|counting| counting.needed.holds(*place));
        let mut concerned: Vec<_> = concerned.filter(|counting| !counting.kpis.is_empty()).collect();
        if concerned.is_empty() {
            continue;
        }
        let wanted = |what: What| concerned.iter().any(|counting| counting.wants(what));
        let wanted: Vec<What> = What::ALL.into_iter().filter(|what| wanted(*what)).collect();
        read(
            day,
            bytes,
            |what| wanted.contains(&what),
            |what, known, lines| {
                let concerned = concerned.iter_mut().filter(|counting| counting.wants(what));
                for counting in concerned.filter(|counting| known <= counting.frame.last) {
                    let Counting { count, frame, .. } = counting;
                    match place.shelf {
                        Shelf::Stays => count.stay(known, lines, frame),
                        Shelf::Mentors => add_to(&mut count.mentoring, lines),
                        Shelf::Days => count.add(day, what, lines, frame),
                        Shelf::Volumes => count.add_volume(day, what, lines),
                    }
                }
            },
        )?;
        concerned.into_iter().for_each(|counting| counting.count.end());
    }
    let met_first = met_first(pages)?;
    let period = |(Counting { count, frame, kpis, .. }, (_, asked)): (Counting<'_>, &Asked<'_>)| {
        let counts = (*asked == Kpi::ALL).then(|| count.counts());
        let mut figures = count.figures(&kpis, &frame);
        within_the_life(&mut figures, met_first.filter(|met| *met <= frame.last), &frame);
        Period { figures, counts }
    };
    Ok(all.into_iter().zip(questions).map(period).collect())
}

impl Count {
    fn sum(&self, what: What) -> u64 {
        count(self.sums.0[what as usize])
    }

    fn counts(&self) -> Counts {
        Counts {
            asks: self.sum(What::Asked),
            sessions: self.sum(What::Held),
            unheard: self.sum(What::Unheard),
            wins: self.sum(What::Won),
            said_yes: self.sum(What::SaidYes),
            sent_back: self.sum(What::SentBack),
            left: self.sum(What::Left),
        }
    }

    fn figures(mut self, kpis: &[Kpi], frame: &Frame<'_>) -> Vec<Figure> {
        kpis.iter().flat_map(|kpi| self.figures_of(*kpi, frame)).collect()
    }

    fn figures_of(&mut self, kpi: Kpi, frame: &Frame<'_>) -> Vec<Figure> {
        match kpi {
            Kpi::Retention => self.stays.figures(frame),
            Kpi::Recommendation => self.recommendation().figures(frame),
            Kpi::Compliments => self.compliments().figures(frame),
            Kpi::Completion => self.completion().figures(frame),
            Kpi::Response => self.response(frame).figures(frame),
            Kpi::Repeat => self.repeat(frame).figures(frame),
            Kpi::Health => self.health().figures(frame),
            Kpi::Funnel => self.funnel().figures(frame),
        }
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
            mentors: self.praised.iter().filter_map(|praised| praised.told()).collect(),
            repeated: self.sum(What::Repeated),
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

    fn response(&mut self, frame: &Frame<'_>) -> response::Tally {
        let (mut wall, mut working) = (take(&mut self.wall), take(&mut self.working));
        let open = self.open.iter().filter_map(|(day, time, n)| Some((instant_of(*day, *time)?, *n)));
        let (asked, many): (Vec<_>, Vec<_>) = open.unzip();
        let to = frame.window.to;
        let worked = frame.terms.calendar.working_from_each(&asked, to);
        for ((asked, worked), n) in asked.into_iter().zip(worked).zip(many) {
            wall.add(minutes((to - asked).num_milliseconds()), false, n);
            working.add(minutes(worked.num_milliseconds()), false, n);
        }
        response::Tally { people: people(&self.askers), wall, working }
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
                mentors: self.offers(),
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

    /// What became of the offers to each mentor.
    fn offers(&self) -> Vec<health::offers::Offers> {
        let some = self.offered.iter().filter(|[ended, ..]| *ended > 0);
        let told = some.map(|offers| offers.map(count));
        told.map(|[ended, passed, missed]| health::offers::Offers { ended, passed, missed }).collect()
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
            onboarded: self.sum(What::JoinedOnboarded),
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
