use chrono::TimeDelta;

use super::weeks::questions;
use super::*;
use crate::action::{Affirmable, Saying as Compliment};
use crate::ask::Stage;
use crate::fact::{Event, Fact, FirstResponse};
use crate::id::MemberId;
use crate::kpi::{Journal, Terms, period};
use crate::sample::{ask, ask_in_pool, at, buttons, community, id, now};
use crate::session::{Answer, Item, Minutes};
use crate::store::Outlook;

/// What happened, with a fact's time and whose it is.
#[derive(Default)]
pub(super) struct Past(Journal, u128);

impl Past {
    fn tell(&mut self, days: i64, who: &str, event: Event) -> &mut Past {
        self.1 += 1;
        let fact = uuid::Uuid::from_u128(self.1).into();
        self.0.add(&Fact { id: fact, at: now() - TimeDelta::days(days), member: id(who), event });
        self
    }

    /// Sessions of different learners with the same mentor.
    pub(super) fn met(&mut self, days: i64, sessions: usize) -> &mut Past {
        for n in 0..sessions {
            let session = id(&format!("session{days}.{n}"));
            let mentor: MemberId = id(&format!("mentor{}", n % 5));
            let event = Event::SessionHeld { session, mentor, minutes: Minutes::Ten };
            self.tell(days, &format!("learner{n}"), event);
        }
        self
    }

    fn asked(&mut self, days: i64, asks: usize) -> &mut Past {
        for n in 0..asks {
            let event = Event::Asked { ask: id(&format!("ask{days}.{n}")), minutes: Minutes::Ten };
            self.tell(days, &format!("learner{n}"), event);
        }
        self
    }

    /// Wins that were noted, and people who said yes.
    fn began(&mut self, days: i64, wins: usize, yes: usize) -> &mut Past {
        for n in 0..wins {
            self.tell(days, "learner0", Event::WonSomething { win: id(&format!("win{days}.{n}")) });
        }
        for n in 0..yes {
            self.tell(days, &format!("learner{n}"), Event::Onboarded);
        }
        self
    }

    /// Learners who spoke to Smallwins for the first time, and said yes.
    fn joined(&mut self, days: i64, people: usize) -> &mut Past {
        for n in 0..people {
            self.tell(days, &format!("learner{n}"), Event::JoinedCommunity);
            self.tell(days, &format!("learner{n}"), Event::Onboarded);
        }
        self
    }

    /// Mentors who accepted what was [asked](Past::asked) a day before, by a compliment.
    fn affirmed(&mut self, days: i64, asks: usize) -> &mut Past {
        for n in 0..asks {
            let (ask, offer) = (id(&format!("ask{}.{n}", days + 1)), id(&format!("offer{days}.{n}")));
            let (mentor, session) = (format!("mentor{}", n % 5), id(&format!("session{days}.{n}")));
            let first_response = Some(FirstResponse { wall: 7_200_000, working: 3_600_000 });
            self.tell(days + 1, &mentor, Event::Offered { offer, ask });
            let (specific, warned, repeated) = (true, false, false);
            let event = Event::Affirmed { offer, ask, session, specific, warned, repeated, first_response };
            self.tell(days, &mentor, event);
        }
        self
    }

    /// Notes of different learners that came due so many days ago, with the first few of the actionables done.
    pub(super) fn noted(&mut self, days: i64, notes: usize, done: usize) -> &mut Past {
        for n in 0..notes {
            let (session, who) = (id(&format!("noted{days}.{n}")), format!("learner{n}"));
            let due = now() - TimeDelta::days(days);
            self.tell(days + 2, &who, Event::Noted { session, due, affirmation: None, repeated: false });
            for (item, place) in [(Item::One, 2 * n), (Item::Two, 2 * n + 1)] {
                if place < done {
                    self.tell(days, &who, Event::Answered { session, item, answer: Answer::Done });
                }
            }
        }
        self
    }

    /// Answers of different people to how likely they recommend it.
    fn said(&mut self, days: i64, scores: &[u8]) -> &mut Past {
        for (n, score) in scores.iter().enumerate() {
            let event = Event::Recommended { session: id("session"), score: *score };
            self.tell(days, &format!("learner{n}"), event);
        }
        self
    }

    pub(super) fn facts(&self) -> Facts {
        let terms = Terms::of(community().zone);
        let periods = questions(now(), &terms).iter().map(|asked| period(&self.0, asked, &terms)).collect();
        Facts { weeks: Weeks::of(periods), mentored: true, has_channel: true, ..Facts::default() }
    }
}

fn said(facts: &Facts) -> String {
    digest(facts, Place::Channel, Tz::UTC, now()).bare(chrono_tz::UTC)
}

fn line_of<'a>(told: &'a str, title: &str) -> &'a str {
    told.lines().find(|line| line.contains(title)).unwrap_or_else(|| panic!("{title} in {told}"))
}

#[test]
fn a_week_without_anything_is_one_line_with_its_date_and_nothing_else() {
    for past in [Past::default().facts(), Past::default().met(8, 3).asked(9, 2).facts()] {
        let told = said(&past);
        let lines: Vec<&str> = told.lines().filter(|line| !line.trim().is_empty()).collect();
        assert_eq!(lines, ["The week of Tue 17 Nov to Mon 23 Nov was quiet: nobody asked, and nobody met."]);
    }
}

#[test]
fn a_week_of_which_nobody_spoke_or_in_which_somebody_left_is_not_called_quiet() {
    let starts_at = now() - TimeDelta::days(3);
    let mut unheard = Past::default();
    unheard.tell(4, "ana", Event::SessionBooked { session: id("s"), starts_at, moved: false });
    let unheard = said(&unheard.tell(3, "ana", Event::SessionUnheard { session: id("s") }).facts());
    assert!(line_of(&unheard, "Flow").contains("1 of which it is not known whether they met"), "{unheard}");
    let left = said(&Past::default().tell(2, "ana", Event::Left).facts());
    assert!(line_of(&left, "Load").contains("1 person left"), "{left}");
    let sent_back = said(&Past::default().tell(2, "ben", Event::Rewritten { ask: id("ask") }).facts());
    assert!(line_of(&sent_back, "Craft").contains("1 compliment came back"), "{sent_back}");
}

#[test]
fn a_quiet_week_in_which_somebody_waits_is_told() {
    let facts = Facts { unanswered: vec![ask_in_pool()], ..Past::default().facts() };
    assert!(said(&facts).contains("1 question has waited"), "{}", said(&facts));
    // What merely could be better waits for a week in which something happens.
    let calm = Facts { has_channel: false, mentored: false, ..Past::default().facts() };
    assert_eq!(said(&calm).lines().count(), 1);
}

#[test]
fn a_digest_has_six_lines_of_figures_and_stays_under_twenty() {
    let mut past = Past::default();
    let facts = Facts {
        unanswered: vec![ask_in_pool()],
        unreachable: 2,
        has_channel: false,
        ..past.asked(2, 12).met(1, 11).noted(5, 12, 18).facts()
    };
    let told = said(&facts);
    for title in ["Flow", "Outcome", "Craft", "Retention", "Newcomers", "Load"] {
        line_of(&told, title);
    }
    assert!(told.lines().count() < 20, "{told}");
    assert!(line_of(&told, "Flow").contains("12 questions of 12 learners · 11 sessions"), "{told}");
}

/// Weeks in which enough happened for every number.
fn enough_for_every_number() -> Facts {
    let mut past = Past::default();
    for days in [69, 58, 47, 36, 25, 14, 3] {
        past.asked(days + 1, 20).affirmed(days, 20).met(days, 20);
    }
    past.joined(6, 40).noted(5, 20, 30).said(2, &[9; 20]).facts()
}

#[test]
fn every_number_is_told_in_a_week_in_which_enough_happened() {
    let facts = enough_for_every_number();
    let told = said(&facts);
    assert!(!told.contains("too few yet") && told.lines().count() < 20, "{told}");
    for kpi in Kpi::ALL {
        let mut without = enough_for_every_number();
        for figures in without.weeks.single.iter_mut().chain(&mut without.weeks.together) {
            figures.retain(|figure| figure.kpi != kpi);
        }
        assert_ne!(said(&without), told, "nobody would miss {}", kpi.key());
    }
}

#[test]
fn how_far_those_came_who_came_in_is_said_of_a_week_or_of_four() {
    let line = |past: &mut Past| line_of(&said(&past.met(1, 1).facts()), "Newcomers").to_owned();
    let few = line(Past::default().joined(2, 12).joined(9, 17));
    assert_eq!(few, "• Newcomers in four weeks: too few yet, 17 of 30");
    let week = line(Past::default().joined(2, 30).asked(1, 15));
    assert!(week.starts_with("• Newcomers: opted in 100% (89–100%, n 30) · asked 50% ("), "{week}");
    let month = line(Past::default().joined(9, 30).asked(8, 15));
    assert!(month.starts_with("• Newcomers in four weeks: opted in 100% (89–100%, n 30) · asked"), "{month}");
}

#[test]
fn values_come_as_in_kpis_and_up_only_where_chance_is_ruled_out() {
    let told = |before| {
        let mut past = Past::default();
        past.met(80, 1).met(1, 1).noted(5, 20, 36).noted(12, 20, before);
        line_of(&said(&past.facts()), "Outcome").to_owned()
    };
    // The Wilson interval of 36 of 40.
    assert!(told(4).contains("actionables done 90%, up (77–96%, n 40)"), "{}", told(4));
    assert!(told(35).contains("actionables done 90% (77–96%, n 40)"), "{}", told(35));
}

#[test]
fn few_find_somebody_and_few_tell_how_it_went_only_where_chance_is_ruled_out() {
    let filled = |n| said(&Past::default().met(1, 1).asked(6, 10).affirmed(5, n).facts());
    // Wilson: 1 to 40 % for one of ten, 17 to 69 % for four.
    assert!(filled(1).contains("Few who ask find somebody in two working days"), "{}", filled(1));
    assert!(!filled(4).contains("Few who ask"), "{}", filled(4));
    let answered = |n| said(&Past::default().met(1, 1).noted(5, 10, n).facts());
    // 8 to 42 % for four of twenty, 22 to 61 % for eight.
    assert!(answered(4).contains("Few tell"), "{}", answered(4));
    assert!(!answered(8).contains("Few tell"), "{}", answered(8));
}

#[test]
fn where_a_week_has_too_few_the_last_four_weeks_are_told_and_said_to_be() {
    let mut past = Past::default();
    let told = said(&past.met(1, 1).noted(5, 5, 5).noted(12, 5, 5).facts());
    let line = line_of(&told, "Outcome");
    assert!(line.contains("actionables done 50% (30–70%, n 20) in four weeks"), "{line}");
    let few = said(&Past::default().met(1, 1).noted(5, 5, 5).facts());
    let all = "in four weeks too few yet for actionables done (10 of 20) and mentor NPS (0 of 20)";
    assert!(line_of(&few, "Outcome").ends_with(all), "{few}");
}

#[test]
fn what_is_still_missing_is_counted_over_four_weeks_and_never_falls_back_from_one_to_the_next() {
    // Four questions a week, of which nobody else is heard: ten are needed.
    let flow = |past: &mut Past| line_of(&said(&past.facts()), "Flow").to_owned();
    let missing =
        |n| format!("in four weeks too few yet for median first answer in working time ({n} of 10)");
    let (mut first, mut second, mut third) = (Past::default(), Past::default(), Past::default());
    assert!(flow(first.asked(1, 4)).contains(&missing(4)), "{}", flow(&mut first));
    assert!(flow(second.asked(1, 2).asked(8, 4)).contains(&missing(6)), "{}", flow(&mut second));
    third.met(1, 1).asked(8, 4).asked(15, 4);
    assert!(flow(&mut third).contains(&missing(8)), "{}", flow(&mut third));
    let told = said(&Past::default().met(1, 1).met(8, 5).facts());
    assert!(line_of(&told, "Load").contains("Gini of mentors’ minutes (6 of 10)"), "{told}");
    // Enough of them of whom nothing came are told as that, of the week itself where it has as many.
    let unanswered = flow(Past::default().asked(1, 5).asked(8, 5));
    assert!(unanswered.contains("longer than was watched (n 10) in four weeks"), "{unanswered}");
    let unanswered = flow(Past::default().asked(1, 10).asked(8, 5));
    assert!(unanswered.contains("longer than was watched (n 10) ·"), "{unanswered}");
}

#[test]
fn from_the_first_week_on_it_is_told_how_much_there_is() {
    let mut past = Past::default();
    let flow = |past: &Past| line_of(&said(&past.facts()), "Flow").to_owned();
    let first = flow(past.began(2, 3, 2).asked(1, 1));
    assert!(
        first.contains("1 question · 0 sessions · 3 wins noted · 2 people opted in · in four"),
        "{first}"
    );
    let none = flow(Past::default().asked(1, 1));
    assert!(none.contains("0 sessions · 0 wins noted · in four weeks"), "{none}");
    let quiet = said(&Past::default().began(2, 1, 4).facts());
    let told = "was quiet: nobody asked, and nobody met. 1 win was noted. 4 people opted in.";
    assert!(quiet.contains(told) && quiet.trim().lines().count() == 1, "{quiet}");
}

#[test]
fn what_came_back_who_left_and_which_sessions_nobody_spoke_of_are_told() {
    let mut past = Past::default();
    let told = said(&past.asked(1, 2).facts());
    assert!(line_of(&told, "Load").contains("nobody left Smallwins"), "{told}");
    assert!(!line_of(&told, "Craft").contains("came back"), "{told}");
    past.tell(2, "ben", Event::Rewritten { ask: id("ask") }).tell(2, "ana", Event::Left);
    let starts_at = now() - TimeDelta::days(3);
    past.tell(4, "ana", Event::SessionBooked { session: id("s"), starts_at, moved: false });
    past.tell(3, "ana", Event::SessionUnheard { session: id("s") });
    let told = said(&past.facts());
    assert!(line_of(&told, "Load").contains("1 person left"), "{told}");
    assert!(line_of(&told, "Craft").contains("1 compliment came back for another wording"), "{told}");
    let flow = line_of(&told, "Flow");
    assert!(flow.contains("0 sessions, and 1 of which it is not known whether they met ·"), "{told}");
}

#[test]
fn under_twenty_answers_are_counted_and_from_twenty_on_they_are_a_score() {
    let outcome = |days, scores: &[u8]| {
        line_of(&said(&Past::default().met(1, 1).said(days, scores).facts()), "Outcome").to_owned()
    };
    let nine = [9, 10, 9, 9, 10, 9, 7, 8, 3];
    assert!(outcome(2, &nine).contains("promoters 6, passives 2, detractors 1 ·"), "{}", outcome(2, &nine));
    assert!(outcome(9, &nine).contains("detractors 1 in four weeks"), "{}", outcome(9, &nine));
    assert!(outcome(2, &nine[..4]).contains("mentor NPS (4 of 20)"), "{}", outcome(2, &nine[..4]));
    assert!(outcome(2, &[9; 20]).contains("mentor NPS +100 ("), "{}", outcome(2, &[9; 20]));
}

#[test]
fn what_was_looked_for_no_further_is_told_as_at_least_so_many() {
    let mishap = |outlook| Mishap { task: id("t"), to: None, since: now(), why: "no".to_owned(), outlook };
    let retried = || mishap(Outlook::Waiting { again_at: at("2026-11-24T10:00:00Z") });
    let told =
        |unreachable, mishaps| said(&Facts { unreachable, mishaps, ..Past::default().met(1, 1).facts() });
    let all: Vec<Mishap> = (0..100).map(|_| retried()).collect();
    let mut some_given_up = all.clone();
    some_given_up[7] = mishap(Outlook::GivenUp);
    assert!(told(100, vec![]).contains("Nothing reaches at least 100 people"), "{}", told(100, vec![]));
    assert!(told(99, vec![]).contains("Nothing reaches 99 people"));
    assert!(
        told(0, all.clone()).contains("100 messages or more wait after a try in vain"),
        "{}",
        told(0, all)
    );
    assert!(told(0, some_given_up).contains("At least 1 message was given up"));
}

#[test]
fn retention_is_a_date_until_it_can_be_known_and_few_people_are_not_told_of() {
    let mut past = Past::default();
    let told = said(&past.met(10, 12).met(1, 1).facts());
    let known_from = "still active after 30 days, of all so far: observable from 14 Dec 2026 · in four weeks";
    assert!(line_of(&told, "Retention").contains(known_from), "{told}");
    let mut few = Past::default();
    for days in 4..10 {
        few.noted(days, 2, 1);
    }
    let told = said(&few.met(1, 1).facts());
    assert!(line_of(&told, "Outcome").contains("actionables done: fewer than five people"), "{told}");
}

#[test]
fn at_most_three_things_need_attention_those_first_that_people_wait_for() {
    let mishap = |outlook| Mishap { task: id("t"), to: None, since: now(), why: "no".to_owned(), outlook };
    let facts = Facts {
        unanswered: vec![ask_in_pool()],
        unreachable: 3,
        mishaps: vec![
            mishap(Outlook::GivenUp),
            mishap(Outlook::Waiting { again_at: at("2026-11-24T10:00:00Z") }),
        ],
        mentored: false,
        has_channel: false,
        ..Past::default().met(1, 1).facts()
    };
    let message = digest(&facts, Place::Channel, Tz::UTC, now());
    let told = message.bare(chrono_tz::UTC);
    let (waits, lost) = (told.find("has waited").unwrap(), told.find("Nothing reaches 3 people").unwrap());
    let failed = told.find("1 message was given up").unwrap();
    assert!(waits < lost && lost < failed, "{told}");
    assert!(!told.contains("No channel") && !told.contains("Nobody offers"), "{told}");
    let take = Action::Affirm(Affirmable::Ask(id("ask")), Compliment::Open);
    let actions: Vec<_> = buttons(&message).into_iter().map(|button| button.action.clone()).collect();
    assert_eq!(actions, [take, Action::Health, Action::Kpis(Span::Days7), Action::Digest(None)]);
}

#[test]
fn a_question_that_a_mentor_or_its_learner_has_does_not_wait_for_anybody() {
    let taken = Stage::AwaitingLearner { session: id("session") };
    let asks = vec![ask(), crate::ask::Ask { stage: taken, ..ask() }];
    let facts = Facts { unanswered: asks, ..Past::default().met(1, 1).facts() };
    assert!(!said(&facts).contains("waited"), "{}", said(&facts));
}

#[test]
fn what_nobody_here_offers_is_told_and_no_word_of_whoever_asked() {
    let asked = crate::ask::Ask { tried: vec![id("ben")], ..ask_in_pool() };
    let facts = Facts { unanswered: vec![ask_in_pool(), asked], ..Past::default().facts() };
    let told = said(&facts);
    assert!(told.contains("2 questions have waited"), "{told}");
    assert!(told.contains("nobody here offers what 1 of them asks"), "{told}");
    assert!(!told.contains("parser") && !told.contains("Ana"), "{told}");
}

#[test]
fn beneath_it_those_signs_are_explained_that_stand_in_it() {
    let few = said(&Past::default().asked(1, 1).facts());
    assert!(!few.contains("In brackets") && !few.contains("Up and down"), "{few}");
    let enough = said(&enough_for_every_number());
    assert!(
        enough.contains("In brackets: what else it could be") && !enough.contains("Up and down"),
        "{enough}"
    );
}

#[test]
fn only_who_reads_it_in_direct_messages_is_told_how_to_choose_a_channel() {
    let facts = Past::default().met(1, 1).facts();
    let said = |place| digest(&facts, place, Tz::UTC, now()).bare(chrono_tz::UTC);
    assert!(said(Place::Direct).contains("In a channel, or not at all"));
    assert!(!said(Place::Channel).contains("In a channel, or not at all"));
}
