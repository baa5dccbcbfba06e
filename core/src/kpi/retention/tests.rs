use super::*;
use crate::fact::Event;
use crate::kpi::told::{Told, days_ago, figure, last_days, reading, terms, value};
use crate::sample::{at as instant, id};
use crate::session::{Answer, Item};

fn entered(told: &mut Told, who: i64, days: i64) {
    told.held(days_ago(days), &format!("s{who}"), &format!("p{who}"), &format!("m{who}"));
}

/// An ask every so many days from one day to another.
fn acts(told: &mut Told, who: i64, from: i64, until: i64, every: usize) {
    for days in (until..=from).rev().step_by(every) {
        told.asked(days_ago(days), &format!("a{who} {days}"), &format!("p{who}"));
    }
}

fn read(told: &Told) -> Vec<Figure> {
    told.read(Kpi::Retention, last_days(7))
}

/// Of so many who came a hundred days ago, so many asked every ten days, and the others only came.
fn came(all: i64, stayed: i64) -> Told {
    let mut told = Told::default();
    for who in 0..all {
        entered(&mut told, who, 100);
        if who < stayed {
            acts(&mut told, who, 95, 5, 10);
        }
    }
    told
}

#[test]
fn eleven_of_twelve_who_stay_are_eleven_twelfths() {
    let figures = read(&came(12, 11));
    let month = figure(&figures, "retention.30");
    assert_eq!((month.n, month.people, month.caveat), (12, 12, Some(Caveat::NotCausal)));
    assert_eq!(month.window, Window { from: None, to: last_days(7).to });
    let Reading::Value { value: share, limits } = month.reading else { panic!("it is known of all") };
    assert!((share - 11.0 / 12.0).abs() < 1e-12);
    // S^exp(± z √(1/(12·11)) / ln S), by hand.
    let log = (11.0_f64 / 12.0).ln();
    let margin = 1.959_963_984_540_054 * (1.0_f64 / 132.0).sqrt() / -log;
    assert!((limits.low.unwrap() - (log * margin.exp()).exp()).abs() < 1e-9);
    assert!((limits.high.unwrap() - (log * (-margin).exp()).exp()).abs() < 1e-9);
}

#[test]
fn nine_are_too_few_when_nobody_can_join_them_and_of_ten_it_is_told_however_few_are_left() {
    assert_eq!(reading(&read(&came(9, 5)), "retention.30"), Reading::TooFew { needed: 10 });
    assert_eq!(value(&read(&came(10, 4)), "retention.30"), 0.4);
}

#[test]
fn that_nobody_stayed_is_told_as_plainly_as_that_all_did() {
    let month = |stayed| figure(&read(&came(60, stayed)), "retention.30").clone();
    let (none, all) = (month(0), month(60));
    // Wilson for 0 and for 60 of 60, as statsmodels has it.
    let Reading::Value { value, limits } = none.reading else { panic!("it is known of all") };
    assert_eq!((value, none.n, none.method), (0.0, 60, "Kaplan–Meier, Wilson"));
    assert!(limits.low.unwrap().abs() < 1e-9 && (limits.high.unwrap() - 0.060_172).abs() < 1e-6);
    let Reading::Value { value, limits } = all.reading else { panic!("it is known of all") };
    assert_eq!((value, all.n, all.method), (1.0, 60, "Kaplan–Meier, Wilson"));
    assert!((limits.low.unwrap() - 0.939_828).abs() < 1e-6);
    assert_eq!(month(30).method, "Kaplan–Meier, Greenwood, log-log");
}

#[test]
fn those_who_came_lately_are_none_of_whom_it_is_known_also_when_they_are_gone() {
    let mut told = Told::default();
    entered(&mut told, 0, 95);
    acts(&mut told, 0, 90, 5, 10);
    for who in 1..50 {
        entered(&mut told, who, 20);
        if who > 6 {
            acts(&mut told, who, 10, 10, 1);
        }
    }
    let quarter = figure(&read(&told), "retention.90").clone();
    // Nine more of those who came twenty days ago have seventy days to go, whether they are gone by then or not.
    let date = "2027-02-02".parse().unwrap();
    assert_eq!((quarter.reading, quarter.n), (Reading::ObservableOn { date }, 1));
    assert_eq!(quarter.left_out, [LeftOut { what: "came_later", n: 49 }]);
}

#[test]
fn those_who_are_gone_alone_tell_nothing_before_somebody_was_watched_for_so_long() {
    let mut told = came(11, 0);
    entered(&mut told, 20, 20);
    told.asked(days_ago(10), "still there", "p20");
    let date = "2026-12-04".parse().unwrap();
    assert_eq!(reading(&read(&told), "retention.30"), Reading::ObservableOn { date });
    // Who is still there leaves: nobody is left who could tell.
    told.say(days_ago(1), "p20", Event::Left);
    let month = figure(&read(&told), "retention.30").clone();
    assert_eq!((month.reading, month.n), (Reading::TooFew { needed: 10 }, 0));
    assert_eq!(month.left_out, [LeftOut { what: "left_earlier", n: 1 }]);
}

#[test]
fn where_all_who_came_so_long_ago_are_gone_it_is_known_once_somebody_was_watched_for_so_long_as_well() {
    let mut told = came(9, 0);
    // The tenth came twenty days ago and is gone; who is still there came five days ago and has 25 to go.
    entered(&mut told, 20, 20);
    entered(&mut told, 21, 5);
    let date = "2026-12-19".parse().unwrap();
    assert_eq!(reading(&read(&told), "retention.30"), Reading::ObservableOn { date });
}

#[test]
fn what_is_not_known_yet_is_known_on_a_date() {
    let mut told = came(8, 8);
    for (who, days) in [(20, 10), (21, 8), (22, 2)] {
        entered(&mut told, who, days);
    }
    // The second of those who still can becomes 30 days old 22 days after 24 November.
    let date = "2026-12-16".parse().unwrap();
    let figures = read(&told);
    assert_eq!(reading(&figures, "retention.30"), Reading::ObservableOn { date });
    assert_eq!(figures[0].left_out, [LeftOut { what: "came_later", n: 3 }]);
    // Eight of the first and the two earliest of the others, of whom the later has 172 days to go.
    assert_eq!(
        reading(&figures, "retention.180"),
        Reading::ObservableOn { date: "2027-05-15".parse().unwrap() }
    );
}

fn stay_of(told: &Told, entered: i64) -> Stay {
    let terms = terms();
    stay(&told.journal().people[&id("p0")], days_ago(entered), &Frame::of(last_days(7), &terms))
}

fn day(days: i64) -> Day {
    crate::kpi::frame::day_of(days_ago(days), terms().calendar.zone)
}

#[test]
fn fourteen_days_without_an_act_are_the_end_whatever_comes_then() {
    let mut told = Told::default();
    entered(&mut told, 0, 100);
    told.asked(days_ago(87), "just in time", "p0");
    told.asked(days_ago(73), "in time no more", "p0");
    assert_eq!(stay_of(&told, 100), Stay { entry: day(100), gone: day(73), left: None });
    assert!(read(&told).iter().all(|figure| figure.left_out.is_empty()));
}

#[test]
fn sessions_in_either_role_and_answers_are_acts_and_a_compliment_is_none() {
    let mut told = Told::default();
    entered(&mut told, 0, 40);
    told.held(days_ago(30), "other", "ana", "p0");
    let answered = Event::Answered { session: id("s0"), item: Item::Checkpoint, answer: Answer::Stuck };
    told.say(days_ago(20), "p0", answered);
    told.say(days_ago(10), "p0", Event::Landed { session: id("s0") });
    assert_eq!(stay_of(&told, 40).gone, day(6));
    told.say(days_ago(7), "p0", Event::Left);
    assert_eq!(stay_of(&told, 40).left, Some(day(7)));
}

#[test]
fn who_left_was_not_gone_before() {
    let mut told = Told::default();
    entered(&mut told, 0, 40);
    told.say(days_ago(50), "p0", Event::Left).say(days_ago(30), "p0", Event::Left);
    assert_eq!(stay_of(&told, 40), Stay { entry: day(40), gone: day(26), left: Some(day(30)) });
}

#[test]
fn a_date_is_that_of_the_community() {
    let mut told = Told::default();
    for who in 0..10 {
        told.held(instant("2026-11-20T23:30:00Z"), &format!("s{who}"), &format!("p{who}"), "ben");
    }
    let date = "2026-12-21".parse().unwrap();
    assert_eq!(reading(&read(&told), "retention.30"), Reading::ObservableOn { date });
}
