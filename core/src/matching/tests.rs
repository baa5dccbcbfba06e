use chrono::TimeDelta;
use proptest::prelude::*;

use super::weeks::{LONGEST_ABSENCE, LOOK_AHEAD};
use super::*;
use crate::calendar::overlap;
use crate::member::{Caps, Held, Holding, Record};
use crate::sample::{ask, at, calendar, holding, id, member, mentor, now, paused};
use crate::session::{Fit, Minutes};
use crate::topic::Topic;

fn ana() -> Member {
    member("ana")
}

fn with(mut member: Member, change: impl FnOnce(&mut Mentor)) -> Member {
    change(member.mentor.as_mut().expect("a mentor"));
    member
}

fn ranked(mentors: Vec<Member>) -> Vec<MemberId> {
    let ranking = rank(&ask(), &ana(), mentors, &Terms::default(), now());
    ranking.candidates.into_iter().map(|candidate| candidate.mentor.id).collect()
}

/// Whether somebody may be asked, and whether they count as one who has no room now.
fn asked(mentor: Member) -> (bool, bool) {
    let ranking = rank(&ask(), &ana(), vec![mentor], &Terms::default(), now());
    (!ranking.candidates.is_empty(), ranking.excluded.for_now() > 0)
}

#[test]
fn a_mentor_with_room_hours_and_the_language_may_be_asked() {
    assert_eq!(asked(mentor("ben")), (true, false));
}

#[test]
fn nobody_is_asked_their_own_question() {
    let ana = mentor("ana");
    assert_eq!(rank(&ask(), &ana, vec![ana.clone()], &Terms::default(), now()), Ranking::default());
}

#[test]
fn whoever_was_tried_is_not_asked_again() {
    let tried = Ask { tried: vec![id("ben")], ..ask() };
    let ranking = rank(&tried, &ana(), vec![mentor("ben")], &Terms::default(), now());
    assert_eq!(
        (ranking.candidates.len(), ranking.excluded),
        (0, Excluded { asked: 1, ..Excluded::default() })
    );
}

#[test]
fn caps_are_never_exceeded() {
    let wednesday = at("2026-11-25T09:00:00Z");
    assert_eq!(asked(holding(mentor("ben"), 1, now())), (true, false));
    assert_eq!(asked(holding(mentor("ben"), 2, now())), (false, true));
    assert_eq!(asked(holding(holding(mentor("ben"), 1, now()), 2, wednesday)), (false, true));
    let short = with(mentor("ben"), |ben| ben.caps = Caps { minutes: 15, ..Caps::default() });
    assert_eq!(asked(holding(short, 1, wednesday)), (false, true));
    let long = Ask { minutes: Minutes::Twenty, ..ask() };
    let little = with(mentor("ben"), |ben| ben.caps.minutes = 19);
    assert!(rank(&long, &ana(), vec![little], &Terms::default(), now()).candidates.is_empty());
}

#[test]
fn whoever_has_no_hours_in_common_or_is_away_for_long_is_not_asked_now() {
    let in_zone = |zone, hours| Member { calendar: calendar(zone, hours), ..mentor("ben") };
    // No day changes that, so nobody waits for them.
    assert_eq!(asked(in_zone(chrono_tz::Tz::Asia__Tokyo, "mon-fri 9-16")), (false, false));
    assert_eq!(asked(in_zone(chrono_tz::Tz::UTC, "none")), (false, false));
    assert_eq!(asked(paused(mentor("ben"), 3)), (true, false));
    assert_eq!(asked(paused(mentor("ben"), 5)), (false, true));
    // Nine minutes a day are too short to meet in.
    assert_eq!(asked(in_zone(chrono_tz::Tz::Europe__Berlin, "mon-fri 9:00-9:09")), (false, false));
}

#[test]
fn a_language_is_a_limit_only_where_both_told_theirs() {
    let speaks = |languages: &[&str]| {
        with(mentor("ben"), |ben| ben.languages = languages.iter().map(|&tag| tag.to_owned()).collect())
    };
    let asked_by = |language: Option<&str>, mentor| {
        let ana = Member { language: language.map(str::to_owned), ..ana() };
        rank(&ask(), &ana, vec![mentor], &Terms::default(), now()).candidates.len()
    };
    assert_eq!(asked_by(Some("de"), speaks(&["en", "de"])), 1);
    assert_eq!(asked_by(Some("de"), speaks(&["en"])), 0);
    assert_eq!(asked_by(Some("de"), speaks(&[])), 1);
    assert_eq!(asked_by(None, speaks(&["en"])), 1);
}

#[test]
fn somebody_who_does_not_mentor_is_no_candidate() {
    assert!(!asked(member("ben")).0);
}

#[test]
fn three_reasons_are_told_the_topic_first() {
    let ranking = rank(&ask(), &ana(), vec![mentor("ben")], &Terms::default(), now());
    let [Reason::Topic { topic }, Reason::Overlap { from, to }, Reason::Room { free: 3, of: 3 }] =
        &ranking.candidates[0].reasons()[..]
    else {
        panic!("{:?}", ranking.candidates[0].reasons())
    };
    assert_eq!(topic.as_str(), "parsing");
    assert_eq!((*from, *to), (now(), at("2026-11-24T17:00:00Z")));
    let welder = with(mentor("ben"), |ben| ben.topics = vec![Topic::parse("welding").unwrap()]);
    let ranking = rank(&ask(), &ana(), vec![welder], &Terms::default(), now());
    assert!(matches!(&ranking.candidates[0].reasons()[0], Reason::NearTopic { .. }));
}

#[test]
fn of_very_many_the_best_are_kept_in_the_order_that_all_would_have_and_all_are_counted() {
    let mentors: Vec<Member> = (0..300)
        .map(|n| {
            let record = Record { answered: n % 7, missed: n % 3 };
            let day = at("2026-11-24T09:00:00Z") + TimeDelta::days(i64::from(1 + n % 2));
            with(holding(mentor(&format!("m{n}")), (n % 4) as usize, day), |mentor| mentor.record = record)
        })
        .collect();
    let alone = mentors
        .iter()
        .flat_map(|one| rank(&ask(), &ana(), [one.clone()], &Terms::default(), now()).candidates);
    let mut all: Vec<Candidate> = alone.collect();
    all.sort_by_key(|one| one.order());
    let ranking = rank(&ask(), &ana(), mentors, &Terms::default(), now());
    assert_eq!((ranking.able, ranking.excluded.room), (all.len(), 300 - all.len()));
    assert!(all.len() > 2 * MOST_RANKED && all.len() < 300);
    assert_eq!(ranking.candidates, all[..MOST_RANKED]);
}

#[test]
fn each_part_of_the_score_tells_two_apart() {
    // Ben would come first if nothing told the two apart but their ids.
    let first = |ben: Member, cleo: Member| {
        assert!(id::<MemberId>("ben") < id("cleo"));
        ranked(vec![ben, cleo])[0]
    };
    let cleo = || mentor("cleo");
    assert_eq!(first(mentor("ben"), cleo()), id("ben"));
    let topics = |names: &[&str]| names.iter().map(|name| Topic::parse(name).unwrap()).collect::<Vec<_>>();
    let half = with(mentor("ben"), |ben| ben.topics = topics(&["parsing dates"]));
    assert_eq!(first(half, cleo()), id("cleo"));
    let used = holding(mentor("ben"), 1, at("2026-11-25T09:00:00Z"));
    assert_eq!(first(used, cleo()), id("cleo"));
    let later =
        Member { calendar: calendar(chrono_tz::Tz::Europe__Berlin, "mon-fri 15-18"), ..mentor("ben") };
    assert_eq!(first(later, cleo()), id("cleo"));
    let missed = with(mentor("ben"), |ben| ben.record = Record { answered: 0, missed: 3 });
    assert_eq!(first(missed, cleo()), id("cleo"));
}

#[test]
fn who_is_left_out_is_counted_under_the_first_reason_that_holds() {
    let count = |mentor: Member| rank(&ask(), &ana(), vec![mentor], &Terms::default(), now()).excluded;
    let none = Excluded::default();
    assert_eq!(count(mentor("ben")), none);
    assert_eq!(count(holding(mentor("ben"), 2, now())), Excluded { room: 1, ..none });
    assert_eq!(count(paused(mentor("ben"), 5)), Excluded { away: 1, ..none });
    assert_eq!(count(paused(holding(mentor("ben"), 2, now()), 5)), Excluded { away: 1, ..none });
    let far = Member { calendar: calendar(chrono_tz::Tz::Asia__Tokyo, "mon-fri 9-16"), ..mentor("ben") };
    assert_eq!(count(far), Excluded { hours: 1, ..none });
    let lost = Member { unreachable: Some(now()), ..mentor("ben") };
    assert_eq!(count(lost), Excluded { lost: 1, ..none });
    let unfit = Member { fits: [(id("ben"), Fit::NotGood)].into(), ..ana() };
    let ranking = rank(&ask(), &unfit, vec![mentor("ben")], &Terms::default(), now());
    assert_eq!((ranking.able, ranking.excluded), (0, Excluded { other: 1, ..none }));
}

#[test]
fn a_weight_changes_who_comes_first_and_what_is_kept_of_it() {
    let cleo = with(mentor("cleo"), |cleo| cleo.topics = vec![Topic::parse("welding").unwrap()]);
    let ben = holding(mentor("ben"), 2, at("2026-11-27T09:00:00Z"));
    let first = |weights: Weights| {
        let terms = Terms { weights, ..Terms::default() };
        let ranking = rank(&ask(), &ana(), vec![ben.clone(), cleo.clone()], &terms, now());
        let best = &ranking.candidates[0];
        (best.mentor.id, ranking.why(best, &terms))
    };
    let (usual, why) = first(Weights::default());
    assert_eq!((usual, why.parts[0], why.able), (id("ben"), (Part::Topic, 40), 2));
    let (other, why) = first(Weights::default().with(Part::Topic, 0).unwrap());
    assert_eq!((other, why.parts[0]), (id("cleo"), (Part::Overlap, 20)));
    assert_eq!(why.total(), 20 + 15 + 15 + 5);
}

#[test]
fn what_a_seat_was_worth_to_others_lets_somebody_else_come_first_and_is_told() {
    let terms = Terms { prices: Prices::since(now(), [(id("ben"), 9)]), ..Terms::default() };
    let ranking = rank(&ask(), &ana(), vec![mentor("ben"), mentor("cleo")], &terms, now());
    let places: Vec<_> = ranking.candidates.iter().map(|one| (one.mentor.id, one.price)).collect();
    assert_eq!(places, [(id("cleo"), 0), (id("ben"), 9)]);
    let why = ranking.why(&ranking.candidates[1], &terms);
    assert_eq!((why.price, why.total()), (9, ranking.candidates[1].points()));
    let alone = rank(&ask(), &ana(), vec![mentor("ben")], &terms, now());
    assert_eq!(alone.candidates.len(), 1);
}

#[test]
fn a_language_that_both_told_speaks_for_a_pair() {
    let ana = Member { language: Some("de".to_owned()), ..ana() };
    let cleo = with(mentor("cleo"), |cleo| cleo.languages = vec!["de".to_owned()]);
    let ranking = rank(&ask(), &ana, vec![mentor("ben"), cleo], &Terms::default(), now());
    assert_eq!(ranking.candidates[0].mentor.id, id("cleo"));
    assert_eq!(ranking.candidates[0].score.of(Part::Language), 5);
}

#[test]
fn a_pair_that_met_lets_others_come_first_for_six_weeks() {
    let met = |weeks| Member { met: [(id("ben"), now() - TimeDelta::weeks(weeks))].into(), ..ana() };
    let first = |ana: &Member| {
        let ranking = rank(&ask(), ana, vec![mentor("ben"), mentor("cleo")], &Terms::default(), now());
        ranking.candidates[0].mentor.id
    };
    assert_eq!(first(&met(5)), id("cleo"));
    assert_eq!(first(&met(6)), id("ben"));
}

fn any_mentor() -> impl Strategy<Value = Member> {
    let zones =
        [chrono_tz::Tz::Europe__Berlin, chrono_tz::Tz::America__Chicago, chrono_tz::Tz::Asia__Kolkata];
    let topics = ["parsing", "rust", "parsing dates", "welding"];
    let held = proptest::collection::vec((0..8_i64, 0..3_usize), 0..5);
    (any::<u32>(), 0..zones.len(), 0..topics.len(), held, 0..4_u32, 0..4_u32).prop_map(
        move |(number, zone, topic, held, answered, missed)| {
            let name = format!("m{}", number % 8);
            let mut member = Member { calendar: calendar(zones[zone], "mon-fri 9-18"), ..mentor(&name) };
            let mentor = member.mentor.as_mut().expect("a mentor");
            mentor.topics = vec![Topic::parse(topics[topic]).unwrap()];
            mentor.record = Record { answered, missed };
            mentor.held = held
                .into_iter()
                .enumerate()
                .map(|(n, (days, minutes))| Held {
                    what: Holding::Offer(id(&format!("{name}{n}"))),
                    at: now() + TimeDelta::days(days),
                    minutes: Minutes::ALL[minutes],
                })
                .collect();
            member
        },
    )
}

/// Whether a mentor may be asked, when and with how many points, worked out for them alone and step by step.
fn alone(ask: &Ask, learner: &Member, member: &Member, now: DateTime<Utc>) -> Option<(DateTime<Utc>, i64)> {
    let mentor = member.mentor.as_ref()?;
    let opens_at = member.calendar.opening(now).filter(|opens_at| *opens_at - now <= LONGEST_ABSENCE)?;
    let room = mentor.room(&member.calendar, opens_at, None);
    let common = overlap(&learner.calendar, &member.calendar, now, now + LOOK_AHEAD);
    let meets = common.iter().any(|(from, to)| *to - *from >= ask.minutes.time());
    let wanted: Vec<Mark> = topic::stems(ask.question.as_str()).iter().map(|stem| Mark::of(stem)).collect();
    let shared: i64 = common.iter().map(|(from, to)| (*to - *from).num_minutes()).sum();
    let Record { answered, missed } = mentor.record;
    let met = learner.met.get(&member.id).is_some_and(|last| now - *last < COOL_DOWN);
    let points = best_topic(mentor, &wanted).map_or(0, |topic| i64::from(topic.points))
        + (20 * shared / 480).min(20)
        + 15 * i64::from(room.week) / i64::from(mentor.caps.week)
        + (15 * (1440 - (opens_at - now).num_minutes()) / 1440).max(0)
        + 10 * i64::from(answered + 1) / i64::from(answered + missed + 2)
        - if met { 30 } else { 0 };
    (room.fits(ask.minutes) && meets).then_some((opens_at, points))
}

fn any_calendar() -> impl Strategy<Value = crate::calendar::Calendar> {
    let zones =
        [chrono_tz::Tz::Europe__Berlin, chrono_tz::Tz::America__Chicago, chrono_tz::Tz::Asia__Kolkata];
    let hours = ["mon-fri 9-18", "mon-fri 9-18", "mon-thu 22-6", "sat 10-10:15", "wed 8-12 14-18", "none"];
    let pause = proptest::option::of((-3..6_i64, 0..9_i64));
    (0..zones.len(), 0..hours.len(), pause).prop_map(move |(zone, hour, pause)| {
        let day = |days| now() + TimeDelta::hours(days * 20);
        let pause =
            pause.map(|(from, days)| crate::calendar::Pause { from: day(from), until: day(from + days) });
        crate::calendar::Calendar { pause, ..calendar(zones[zone], hours[hour]) }
    })
}

proptest! {
    #[test]
    fn what_mentors_of_one_calendar_share_changes_nothing(
        mentors in proptest::collection::vec((any_mentor(), any_calendar()), 0..12),
        of_ana in any_calendar(),
        after in 0..200_i64,
    ) {
        let now = now() + TimeDelta::hours(after);
        let ana = Member { calendar: of_ana, ..ana() };
        let mentors: Vec<Member> =
            mentors.into_iter().map(|(mentor, calendar)| Member { calendar, ..mentor }).collect();
        let ranking = rank(&ask(), &ana, mentors.clone(), &Terms::default(), now);
        let mut together: Vec<_> = ranking
            .candidates
            .iter()
            .map(|one| (one.mentor.id, one.opens_at, one.points()))
            .collect();
        let mut alone: Vec<_> = mentors
            .iter()
            .filter_map(|one| alone(&ask(), &ana, one, now).map(|(opens_at, points)| (one.id, opens_at, points)))
            .collect();
        together.sort_unstable();
        alone.sort_unstable();
        prop_assert_eq!(together, alone);
    }

    #[test]
    fn the_order_is_the_same_whatever_order_they_come_in(
        (mentors, shuffled) in proptest::collection::vec(any_mentor(), 0..8).prop_flat_map(|mut mentors| {
            mentors.sort_by_key(|member| member.id);
            mentors.dedup_by_key(|member| member.id);
            (Just(mentors.clone()), Just(mentors).prop_shuffle())
        })
    ) {
        let (one, other) = (rank(&ask(), &ana(), mentors, &Terms::default(), now()), rank(&ask(), &ana(), shuffled, &Terms::default(), now()));
        prop_assert_eq!(&one, &other);
        prop_assert!(one.candidates.is_sorted_by_key(|one| one.order()));
    }

    #[test]
    fn every_part_stays_within_its_bounds_whatever_the_weights(
        mentors in proptest::collection::vec((any_mentor(), any_calendar()), 1..8),
        percents in proptest::collection::vec(0..=u32::from(MOST_PERCENT), Part::ALL.len()),
        met in proptest::option::of(0..60_i64),
    ) {
        let weights = Part::ALL.into_iter().zip(percents).fold(Weights::default(), |weights, (part, percent)| {
            weights.with(part, percent).unwrap()
        });
        let met = met.map(|days| (mentors[0].0.id, now() - TimeDelta::days(days)));
        let ana = Member { met: met.into_iter().collect(), language: Some("de".to_owned()), ..ana() };
        let mentors = mentors.into_iter().map(|(mentor, calendar)| Member { calendar, ..mentor });
        let terms = Terms { weights: weights.clone(), ..Terms::default() };
        for candidate in rank(&ask(), &ana, mentors, &terms, now()).candidates {
            for part in Part::ALL {
                let (points, most) = (candidate.score.of(part), part.most() * i64::from(weights.of(part)) / 100);
                let bounds = if part.is_against() { -most..=0 } else { 0..=most };
                prop_assert!(bounds.contains(&points), "{part:?}: {points}");
            }
            let told: i64 = candidate.score.parts().map(|(_, points)| points).sum();
            prop_assert_eq!(told, candidate.points());
        }
    }

    #[test]
    fn whoever_is_asked_has_room_and_three_reasons(mentors in proptest::collection::vec(any_mentor(), 0..8)) {
        let all = mentors.len();
        let ranking = rank(&ask(), &ana(), mentors, &Terms::default(), now());
        prop_assert_eq!(ranking.candidates.len() + ranking.excluded.all(), all);
        for candidate in ranking.candidates {
            let mentor = candidate.mentor.mentor.as_ref().expect("a mentor");
            prop_assert!(mentor.room(&candidate.mentor.calendar, candidate.opens_at, None).fits(Minutes::Ten));
            prop_assert!(candidate.mentor.calendar.is_open(candidate.opens_at));
            prop_assert_eq!(candidate.reasons().len(), MOST_REASONS);
        }
    }
}

#[test]
fn a_pair_that_both_call_a_good_fit_is_welcome_back_at_once_and_one_that_does_not_fit_is_not_put_together() {
    let points = |fit: Option<Fit>, met: Option<i64>| {
        let mut ana = member("ana");
        ana.met.extend(met.map(|days| (id("ben"), now() - TimeDelta::days(days))));
        ana.fits.extend(fit.map(|fit| (id("ben"), fit)));
        let ranking = rank(&ask(), &ana, [mentor("ben")], &Terms::default(), now());
        let other = usize::from(fit == Some(Fit::NotGood));
        assert_eq!(ranking.excluded, Excluded { other, ..Excluded::default() });
        ranking.candidates.first().map(Candidate::points)
    };
    let fresh = points(None, None).unwrap();
    assert_eq!(points(None, Some(3)), Some(fresh - Part::CoolDown.most()));
    assert_eq!(points(Some(Fit::Good), Some(3)), Some(fresh + Part::Fit.most()));
    assert_eq!(points(Some(Fit::NotGood), Some(300)), None);
}
