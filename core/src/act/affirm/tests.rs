use chrono::TimeDelta;

use super::*;
use crate::ask::Ending;
use crate::calendar::Pause;
use crate::member::Caps;
use crate::sample::{
    ask, ask_in_pool, asked, buttons, calendar, holding, id, member, mentor, moment, now, offered, refused,
    typed, words,
};
use crate::task::Address;

const GOOD: &str =
    "I noticed the precise question you asked about testing a parser. It saves us a long search.";
const WARNED: &str =
    "I noticed the precise question you asked about the parser, but it is long for what it asks.";

fn for_ben() -> Facts {
    let story = offered(crate::sample::offer());
    Facts {
        about: story.ask,
        offer: Some(story.offer),
        said_before: SaidBefore::default(),
        busy: vec![],
        others: vec![],
        lasts: crate::calendar::hours(4),
    }
}

fn in_the_pool() -> Facts {
    Facts { about: asked(ask_in_pool(), vec![]), offer: None, ..for_ben() }
}

fn says(facts: Facts, who: &Member, text: &str) -> Result<Decision, Refusal> {
    let compliment = Compliment::Words(Meet::Times, words(text).unwrap());
    affirm(Affirmable::Ask(id("ask")), compliment, facts, who, &mut moment())
}

fn with_ask(stage: Stage) -> Facts {
    let mut facts = for_ben();
    facts.about.ask.stage = stage;
    facts
}

#[test]
fn nobody_affirms_themselves_nor_for_somebody_else() {
    assert_eq!(refused(says(for_ben(), &member("ana"), GOOD)), "affirm.yourself");
    assert_eq!(refused(says(for_ben(), &mentor("cleo"), GOOD)), "refusal.not-yours");
}

#[test]
fn an_ask_that_has_its_mentor_or_is_over_is_not_opened_again_by_an_old_offer() {
    let session = id("session");
    let says = |stage| refused(says(with_ask(stage), &mentor("ben"), GOOD));
    assert_eq!(says(Stage::AwaitingLearner { session }), "pool.taken");
    assert_eq!(says(Stage::Booked { session }), "pool.taken");
    assert_eq!(says(Stage::Closed { at: now(), ending: Ending::Unanswered }), "offer.recalled");
}

#[test]
fn an_offer_that_ran_out_can_be_taken_by_its_mentor_while_it_is_open_to_everybody() {
    let missed = |ask: Ask| {
        let mut facts = for_ben();
        facts.about.ask = ask;
        facts.offer = facts.offer.map(|offer| Offer { stage: OfferStage::Missed { at: now() }, ..offer });
        says(facts, &mentor("ben"), GOOD)
    };
    assert_eq!(refused(missed(ask())), "offer.missed");
    let Err(Refusal::Because(told)) = missed(ask_in_pool()) else { panic!("not refused") };
    let told = told.with("typed", GOOD).message();
    assert_eq!(told.receipt.key, "offer.missed-open");
    let claim = Action::Affirm(Affirmable::Ask(id("ask")), Compliment::Open);
    assert_eq!(buttons(&told).iter().map(|button| &button.action).collect::<Vec<_>>(), [&claim]);
}

#[test]
fn whoever_is_kept_apart_or_did_not_fit_reads_one_sentence_and_of_what_is_settled_the_same_as_everybody() {
    let facts = |change: &dyn Fn(&mut Member), stage: Stage| {
        let mut facts = in_the_pool();
        change(&mut facts.about.learner);
        facts.about.ask.stage = stage;
        facts
    };
    let apart = |ana: &mut Member| {
        ana.kept_apart.insert(id("ben"));
    };
    let blocks = |ana: &mut Member| {
        ana.blocked.insert(id("ben"));
    };
    let unfit = |ana: &mut Member| {
        ana.fits.insert(id("ben"), Fit::NotGood);
    };
    let ways: [&dyn Fn(&mut Member); 3] = [&apart, &blocks, &unfit];
    for way in ways {
        let says = |stage| refused(says(facts(way, stage), &mentor("ben"), GOOD));
        assert_eq!(says(ask_in_pool().stage), "pool.elsewhere");
        assert_eq!(says(Stage::Closed { at: now(), ending: Ending::Withdrawn }), "offer.recalled");
        assert_eq!(says(Stage::Booked { session: id("session") }), "pool.taken");
    }
}

#[test]
fn whoever_would_help_though_no_time_suits_both_reads_so_before_they_write() {
    let opened = |hours: &str| {
        let mut facts = in_the_pool();
        facts.about.learner.calendar = calendar(chrono_tz::Europe::Berlin, hours);
        let ben = Member { calendar: calendar(chrono_tz::Europe::Berlin, "9-12"), ..mentor("ben") };
        let open = affirm(Affirmable::Ask(id("ask")), Compliment::Open, facts, &ben, &mut moment()).unwrap();
        let intro = open.reply.form.unwrap().intro;
        intro.iter().filter_map(|block| block.bare(chrono_tz::UTC)).collect::<String>()
    };
    assert!(!opened("9-18").contains("No time"));
    let apart = opened("20-23");
    assert!(apart.contains("No time in the next two weeks suits you and Ana both"), "{apart}");
    assert!(apart.contains("not at work at this moment either"), "{apart}");
    // Ten o'clock: a quarter of an hour is not enough to be reminded in and to meet.
    let there = opened("9:55-10:10");
    assert!(there.contains("if you are free, choose Now"), "{there}");
}

#[test]
fn a_learner_whom_no_time_suits_reads_ways_that_lead_on() {
    let mut facts = in_the_pool();
    facts.about.learner.calendar = calendar(chrono_tz::Europe::Berlin, "20-23");
    let decision = says(facts, &mentor("ben"), GOOD).unwrap();
    let sent = decision.reply.message.as_ref().unwrap().bare(chrono_tz::UTC);
    assert!(sent.contains("No time in the next two weeks") && !sent.contains("their turn to pick"), "{sent}");
    assert!(sent.contains("where nothing is found, the ask goes to others again"), "{sent}");
    let choice = decision.deliveries().map(|(_, said)| &said.message);
    let choice = choice.into_iter().find(|message| message.receipt.key == "choose").unwrap();
    let words = choice.bare(chrono_tz::Europe::Berlin);
    assert!(words.contains("Ben works again from Wed 09:00") && words.contains("open to others"), "{words}");
    assert!(decision.session().no_time, "what she reads is kept");
    let session = decision.session().id;
    let ways = [Action::Now(session), Action::Hours(None), Action::Times(session, None)];
    let ways =
        ways.into_iter().chain([Action::Again(session, crate::action::Whom::Other)]).collect::<Vec<_>>();
    assert_eq!(buttons(choice).iter().map(|button| button.action.clone()).collect::<Vec<_>>(), ways);
}

#[test]
fn mentor_and_learner_are_told_of_the_same_days() {
    let mut facts = in_the_pool();
    let away = |days| Some(Pause { from: now() - TimeDelta::days(1), until: now() + TimeDelta::days(days) });
    // Ben is back when the two weeks of those at work today are over, and those of Ana, who is away, are not.
    facts.about.learner.calendar.pause = away(3);
    let mut ben = mentor("ben");
    ben.calendar.pause = away(15);
    let opened = affirm(Affirmable::Ask(id("ask")), Compliment::Open, facts.clone(), &ben, &mut moment());
    let intro = opened.unwrap().reply.form.unwrap().intro;
    let intro: String = intro.iter().filter_map(|block| block.bare(chrono_tz::UTC)).collect();
    assert!(!intro.contains("No time in the next two weeks"), "{intro}");
    let decision = says(facts, &ben, GOOD).unwrap();
    let sent = decision.reply.message.as_ref().unwrap().bare(chrono_tz::UTC);
    assert!(sent.contains("their turn to pick a time"), "{sent}");
    let mut told = decision.deliveries().map(|(_, said)| &said.message);
    let choice = told.find(|message| message.receipt.key == "choose").unwrap();
    assert!(matches!(buttons(choice)[0].action, Action::Pick(..)), "{choice:?}");
}

#[test]
fn the_one_session_of_a_mentors_week_can_still_be_in_this_week() {
    // Thursday, three in the afternoon in Berlin.
    let thursday = crate::sample::at("2026-11-26T14:00:00Z");
    let mut moment = Moment::new(thursday, 7);
    let mut ben = offered(crate::sample::offer()).mentor;
    let profile = ben.mentor.as_mut().unwrap();
    profile.caps = Caps { day: 1, week: 1, minutes: 20 };
    profile.held.iter_mut().for_each(|held| held.at = thursday);
    let compliment = Compliment::Words(Meet::Times, words(GOOD).unwrap());
    let what = Affirmable::Offer(id("offer"));
    let decision = affirm(what, compliment, for_ben(), &ben, &mut moment).unwrap();
    let picks = decision.deliveries().flat_map(|(_, said)| buttons(&said.message));
    let picks = picks.into_iter().filter_map(|button| match button.action {
        Action::Pick(_, at) => Some(at),
        _ => None,
    });
    assert_eq!(picks.min(), Some(crate::sample::at("2026-11-26T14:30:00Z")));
}

#[test]
fn a_learner_is_offered_now_only_when_the_mentor_is_free_and_they_are_there_to_read_it() {
    let affirmed = |meet, hours: &str| {
        let mut facts = for_ben();
        facts.about.learner.calendar = calendar(chrono_tz::Europe::Berlin, hours);
        let compliment = Compliment::Words(meet, words(GOOD).unwrap());
        let ben = offered(crate::sample::offer()).mentor;
        affirm(Affirmable::Ask(id("ask")), compliment, facts, &ben, &mut moment()).unwrap()
    };
    let offers_now = |decision: &Decision| {
        let said = decision.deliveries().flat_map(|(_, said)| buttons(&said.message));
        said.into_iter().any(|button| matches!(button.action, Action::Now(_)))
    };
    for (meet, hours, now) in
        [(Meet::Now, "9-18", true), (Meet::Now, "14-18", false), (Meet::Times, "9-18", false)]
    {
        let decision = affirmed(meet, hours);
        assert_eq!(offers_now(&decision), now, "{meet:?} {hours}");
        assert_eq!(decision.session().free.is_some(), now);
    }
    let told = affirmed(Meet::Now, "14-18").reply.message.unwrap().bare(chrono_tz::UTC);
    assert!(told.contains("Ana gets it when their hours begin, Tue 13:00"), "{told}");
}

#[test]
fn accepting_turns_the_offers_place_into_the_sessions() {
    let ben = offered(crate::sample::offer()).mentor;
    let decision = says(for_ben(), &ben, GOOD).unwrap();
    let session = decision.session();
    assert_eq!(decision.ask().stage, Stage::AwaitingLearner { session: session.id });
    let held = &decision.member("ben").unwrap().mentor.as_ref().unwrap().held;
    assert_eq!(held.iter().map(|held| held.what).collect::<Vec<_>>(), [Holding::Session(session.id)]);
    let ana = Address::Member(id("ana"));
    assert_eq!(decision.told(), [(ana, "affirmed"), (ana, "choose")]);
}

#[test]
fn a_warning_keeps_the_words_and_lets_them_go_anyway() {
    let decision = says(for_ben(), &mentor("ben"), WARNED).unwrap();
    assert_eq!(decision.answered(), "affirm.warned");
    let kept = decision.offers()[0].clone();
    assert_eq!(kept.draft, Some((Meet::Times, typed(WARNED))));
    let problem = |decision: &Decision| {
        let form = decision.reply.form.as_ref().unwrap();
        form.fields[0].problem.as_ref().unwrap().to_string()
    };
    assert!(problem(&decision).contains("None of this stops you: “Send anyway”"), "{}", problem(&decision));
    let blocked = says(for_ben(), &mentor("ben"), "You are a natural at parsing!").unwrap();
    assert!(!problem(&blocked).contains("anyway"), "{}", problem(&blocked));
    let facts = Facts { offer: Some(kept), ..for_ben() };
    let what = Affirmable::Offer(id("offer"));
    for compliment in
        [Compliment::Anyway(None), Compliment::Anyway(Some((Meet::Times, words(WARNED).unwrap())))]
    {
        let sent = affirm(what, compliment, facts.clone(), &mentor("ben"), &mut moment()).unwrap();
        assert_eq!(sent.answered(), "affirm.sent");
        assert_eq!(sent.session().affirmation.words, typed(WARNED));
    }
    let other = |text: &str| Compliment::Anyway(Some((Meet::Times, words(text).unwrap())));
    let better = affirm(what, other(GOOD), facts.clone(), &mentor("ben"), &mut moment()).unwrap();
    assert_eq!(better.session().affirmation.words, typed(GOOD), "what stands in the field is what is sent");
    let another = affirm(what, other("Great job on this one"), facts, &mentor("ben"), &mut moment()).unwrap();
    assert_eq!(another.answered(), "affirm.warned", "and it is looked at first");
}

#[test]
fn a_copy_is_sent_when_its_mentor_says_so_and_the_journal_knows_that_it_is_one() {
    let journaled = |said_before: SaidBefore| {
        let facts = Facts { said_before, ..for_ben() };
        let mut decision = says(facts.clone(), &mentor("ben"), GOOD).unwrap();
        if let [kept] =
            decision.offers()[..].iter().filter(|offer| offer.draft.is_some()).collect::<Vec<_>>()[..]
        {
            assert_eq!(decision.answered(), "affirm.warned");
            let (what, facts) =
                (Affirmable::Offer(id("offer")), Facts { offer: Some((*kept).clone()), ..facts });
            decision = affirm(what, Compliment::Anyway(None), facts, &mentor("ben"), &mut moment()).unwrap();
        }
        let told = decision.changes.iter().find_map(|change| match change {
            Change::Fact(Fact { event: Event::Affirmed { warned, repeated, .. }, .. }) => {
                Some((*warned, *repeated))
            }
            _ => None,
        });
        told.expect("a yes is journaled")
    };
    assert_eq!(journaled(SaidBefore::default()), (false, false));
    let anybodys = vec![typed(GOOD)];
    assert_eq!(journaled(SaidBefore { anybodys, ..SaidBefore::default() }), (true, true));
}

#[test]
fn nothing_is_sent_anyway_that_was_never_kept_or_is_blocked() {
    let anyway = |facts| {
        let what = Affirmable::Offer(id("offer"));
        refused(affirm(what, Compliment::Anyway(None), facts, &mentor("ben"), &mut moment()))
    };
    assert_eq!(anyway(for_ben()), "affirm.nothing-kept");
    let mut blocked = for_ben();
    let draft = Some((Meet::Now, typed("You are a natural at this!")));
    blocked.offer.as_mut().unwrap().draft = draft;
    assert_eq!(anyway(blocked), "affirm.blocked-still");
}

#[test]
fn a_compliment_that_is_too_long_comes_back_in_its_form() {
    let long = "I noticed it. ".repeat(60);
    let refusal = says(for_ben(), &mentor("ben"), &long).unwrap_err();
    assert_eq!(refusal.key(), "affirm.too-long");
    let form = refusal.reply(words(&long)).form.unwrap();
    assert_eq!(form.fields[0].value, long.trim_end());
}

#[test]
fn whoever_comes_forward_holds_their_place_while_they_rewrite() {
    let decision = says(in_the_pool(), &mentor("ben"), WARNED).unwrap();
    let offer = decision.offers()[0].clone();
    let held = &decision.member("ben").unwrap().mentor.as_ref().unwrap().held;
    assert_eq!(held[0].what, Holding::Offer(offer.id));
    let expire = Action::Clock(Wake::Expire(offer.id));
    assert_eq!(decision.wakes(), [(&expire, now() + TimeDelta::hours(4))]);
    // The buttons name the ask, so that they still work when the place has lapsed.
    let message = decision.reply.message.unwrap();
    let anyway = Action::Affirm(Affirmable::Ask(id("ask")), Compliment::Anyway(None));
    assert!(buttons(&message).iter().any(|button| button.action == anyway));
}

#[test]
fn nobody_claims_more_than_their_caps_or_what_is_taken() {
    let full = holding(mentor("ben"), Caps::default().day as usize, now());
    assert_eq!(refused(says(in_the_pool(), &full, GOOD)), "pool.no-room");
    let taken = Facts { about: asked(ask(), vec![]), ..in_the_pool() };
    assert_eq!(refused(says(taken, &mentor("cleo"), GOOD)), "pool.taken");
}

#[test]
fn somebody_who_offers_nothing_may_still_claim() {
    let decision = says(in_the_pool(), &member("eve"), GOOD).unwrap();
    assert_eq!(decision.session().mentor, id("eve"));
    assert_eq!(decision.member("eve").unwrap().mentor, None);
}

#[test]
fn of_several_who_write_the_others_are_told_and_freed() {
    let other = offered(crate::sample::offer());
    let facts = Facts { others: vec![(other.offer, other.mentor)], ..in_the_pool() };
    let decision = says(facts, &mentor("cleo"), GOOD).unwrap();
    assert!(decision.told().contains(&(Address::Member(id("ben")), "pool.taken-by-another")));
    assert!(decision.member("ben").unwrap().mentor.as_ref().unwrap().held.is_empty());
}

#[test]
fn every_fault_has_an_explanation() {
    for fault in [
        Fault::TraitAlone,
        Fault::Placeholder,
        Fault::Personal,
        Fault::Harsh,
        Fault::Ranking,
        Fault::Pivot,
        Fault::Inflated,
        Fault::NoArtifact,
        Fault::NoEffect,
        Fault::TooShort,
        Fault::TooLong,
        Fault::Repeated,
        Fault::Pasted,
    ] {
        let found = Some("x".repeat(600).into());
        let text = explanation(&Finding { fault, found }, &member("ana"));
        assert!((20..400).contains(&text.chars().count()), "{text}");
    }
}
