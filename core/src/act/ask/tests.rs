use super::*;
use crate::action::Wake;
use crate::sample::{
    ask_in_pool, asked, id, member, mentor, moment, now, offer, offered, refused, typed, words,
};
use crate::task::Address;

fn field() -> Field {
    Field { on_topic: vec![mentor("ben").into(), mentor("cleo").into()], ..Field::default() }
}

fn request(question: &str) -> Request {
    Request::parse(question).unwrap()
}

fn desk(asks: Vec<Ask>) -> Desk {
    Desk { asks, ..Desk::default() }
}

fn in_stage(stage: Stage) -> Ask {
    Ask { stage, ..crate::sample::ask() }
}

#[test]
fn in_a_closed_community_an_ask_keeps_its_place_and_nobody_is_promised() {
    let field = Field { reach: Reach::Closed, ..field() };
    let decision = ask(request("parsing"), &member("ana"), &desk(vec![]), field, &mut moment()).unwrap();
    assert_eq!(decision.answered(), "ask.kept");
    let [(Action::Clock(Wake::Rematch(_)), due)] = decision.wakes()[..] else { panic!("one look") };
    assert_eq!(due, now());
    assert!(decision.changes.iter().all(|change| !matches!(change, Change::Offer(_))));
}

#[test]
fn whoever_asks_reads_at_once_until_when_a_mentor_has_who_heard_enough_today() {
    let asks = |heard| {
        let field = Field { on_topic: vec![mentor("ben").into()], heard, ..field() };
        ask(request("parsing"), &member("ana"), &desk(vec![]), field, &mut moment()).unwrap()
    };
    let at_once = asks(None);
    assert_eq!(comes_to(&at_once, now()).map(|mentor| mentor.id), Some(id("ben")));
    let tomorrow = now() + TimeDelta::days(1);
    let later = asks(Some((id("ben"), tomorrow)));
    assert_eq!(later.offers()[0].stage, OfferStage::Planned { opens_at: tomorrow });
    let Stage::AwaitingMentor { until, .. } = later.ask().stage else { panic!("it is Ben's") };
    assert!(until > tomorrow, "{until}");
    assert_eq!(comes_to(&later, now()), None);
    // It is said of nobody else.
    let other = asks(Some((id("cleo"), tomorrow)));
    assert_eq!(other.offers()[0].stage, at_once.offers()[0].stage);
}

#[test]
fn a_length_stands_before_the_question_or_is_part_of_it() {
    assert_eq!(request("15m why").minutes, Some(Minutes::Fifteen));
    assert_eq!(request("20min why").minutes, Some(Minutes::Twenty));
    assert_eq!(request("30m races").question, typed("30m races"));
    assert_eq!(Request::parse("15m"), Err(TextProblem::Empty));
    for text in ["90m how do I test a parser?", "0min x"] {
        let words = crate::action::words(text);
        let refusal = read(words.as_ref()).unwrap_err();
        let form = refusal.reply(words.clone()).form.unwrap();
        assert!(form.fields.iter().any(|field| field.problem.is_some() && field.value == text), "{text}");
    }
}

#[test]
fn an_ask_without_words_brings_the_form() {
    let refusal = read(None).unwrap_err();
    assert_eq!(refusal.key(), "ask.empty");
    assert!(refusal.reply(None).form.is_some());
    let long = words(&"why ".repeat(100));
    let reply = read(long.as_ref()).unwrap_err().reply(long);
    assert!(reply.form.unwrap().fields[0].problem.is_some());
}

#[test]
fn a_third_ask_and_the_same_ask_again_are_refused() {
    let one = crate::sample::ask();
    let other = Ask { id: id("other"), question: typed("Why so slow?"), ..crate::sample::ask() };
    let ana = member("ana");
    let full = desk(vec![one.clone(), other]);
    assert_eq!(refused(ask(request("rust"), &ana, &full, field(), &mut moment())), "ask.too-many");
    let again = ask(request("How do I test a parser?"), &ana, &desk(vec![one]), field(), &mut moment());
    assert_eq!(refused(again), "ask.already");
}

#[test]
fn a_new_ask_writes_its_learner_so_that_two_at_once_cannot_both_be_the_second() {
    let decision = ask(request("rust"), &member("ana"), &desk(vec![]), field(), &mut moment()).unwrap();
    assert!(decision.member("ana").is_some());
    assert!(matches!(decision.ask().stage, Stage::AwaitingMentor { .. }));
    let [offer] = decision.offers()[..] else { panic!("one offer") };
    let mentor = decision.changes.iter().find_map(|change| match change {
        Change::Member(member) if member.id == offer.mentor => member.mentor.as_ref(),
        _ => None,
    });
    assert_eq!(mentor.unwrap().held.len(), 1);
}

#[test]
fn nobody_is_asked_about_what_nobody_offers() {
    let decision =
        ask(request("welding"), &member("ana"), &desk(vec![]), Field::default(), &mut moment()).unwrap();
    assert_eq!(decision.answered(), "ask.pooled");
    assert_eq!(decision.told(), [(Address::Channel, "pool.open")]);
}

#[test]
fn an_ask_is_said_to_be_in_the_channel_only_where_there_is_one() {
    for has_channel in [true, false] {
        let field = Field { has_channel, ..Field::default() };
        let decision = ask(request("welding"), &member("ana"), &desk(vec![]), field, &mut moment()).unwrap();
        let told = decision.reply.message.unwrap().bare(chrono_tz::UTC);
        assert_eq!(told.contains("I put it in the channel"), has_channel, "{told}");
        assert_eq!(told.contains("No channel is chosen here yet"), !has_channel, "{told}");
    }
}

#[test]
fn opening_it_to_everybody_is_promised_only_where_nobody_could_be_asked_another_day() {
    let told = |others: Vec<Member>| {
        let on_topic = others.into_iter().map(Into::into).collect();
        let field = Field { on_topic, ..Field::default() };
        let asked = ask(request("parsing"), &member("ana"), &desk(vec![]), field, &mut moment());
        asked.unwrap().reply.message.unwrap().bare(chrono_tz::UTC)
    };
    let far = || {
        let tokyo = crate::sample::calendar(chrono_tz::Tz::Asia__Tokyo, "mon-fri 9-16");
        Member { calendar: tokyo, ..mentor("dora") }
    };
    let full = || crate::sample::holding(mentor("cleo"), 2, now());
    assert!(told(vec![mentor("ben"), far()]).contains("then I open it to everybody"));
    assert!(told(vec![mentor("ben"), full()]).contains("may have room another day"));
    let alone = told(vec![far()]);
    assert!(alone.contains("can take it now: 1 without hours in common"), "{alone}");
    let waits = told(vec![full(), far()]);
    assert!(waits.contains("Those who can help are at their limit right now"), "{waits}");
}

#[test]
fn a_learner_who_does_not_want_to_wait_opens_their_ask_to_everybody() {
    let open = |stage, who: &str| {
        let about = asked(in_stage(stage), vec![]);
        open_up(about, &member(who), &crate::sample::community(), &mut moment())
    };
    let waiting = || Stage::Waiting { again_at: now() + TimeDelta::days(1), tries: 4 };
    let decision = open(waiting(), "ana").unwrap();
    assert_eq!((decision.answered(), decision.told()[0]), ("open-up.done", (Address::Channel, "pool.open")));
    // However often it was looked for somebody before, it is open as long as any other.
    assert!(matches!(decision.ask().stage, Stage::InPool { tries: 1, .. }));
    assert!(decision.changes.contains(&Change::Drop(Subject::Ask(id("ask")))));
    assert_eq!(refused(open(waiting(), "ben")), "refusal.not-yours");
    assert_eq!(refused(open(ask_in_pool().stage, "ana")), "open-up.already");
    assert_eq!(refused(open(crate::sample::ask().stage, "ana")), "open-up.asked");
    assert_eq!(refused(open(Stage::Booked { session: id("session") }, "ana")), "open-up.over");
}

#[test]
fn an_ask_of_somebody_else_or_one_with_a_session_cannot_be_withdrawn() {
    let withdraw = |ask, who: &str| refused(withdraw(ask, &member(who), vec![], &mut moment()));
    assert_eq!(withdraw(crate::sample::ask(), "ben"), "refusal.not-yours");
    let session = id("session");
    assert_eq!(withdraw(in_stage(Stage::Booked { session }), "ana"), "withdraw.has-session");
    assert_eq!(withdraw(in_stage(Stage::AwaitingLearner { session }), "ana"), "withdraw.has-session");
    let closed = Stage::Closed { at: now(), ending: Ending::Met };
    assert_eq!(withdraw(in_stage(closed), "ana"), "withdraw.over");
}

#[test]
fn withdrawing_frees_every_mentor_and_tells_those_who_had_seen_it() {
    let story = offered(offer());
    let planned = Offer {
        id: id("planned"),
        mentor: id("cleo"),
        stage: OfferStage::Planned { opens_at: now() },
        ..offer()
    };
    let offers = vec![(story.offer, story.mentor), (planned, mentor("cleo"))];
    let about = asked(crate::sample::ask(), vec![]);
    let decision = withdraw(about.ask, &about.learner, offers, &mut moment()).unwrap();
    assert_eq!(decision.told(), [(Address::Member(id("ben")), "withdraw.mentor")]);
    assert!(decision.offers().iter().all(|offer| !offer.is_open()));
    assert!(decision.member("ben").unwrap().mentor.as_ref().unwrap().held.is_empty());
    assert!(!decision.ask().is_open());
}

#[test]
fn which_ask_is_meant_is_asked_only_when_there_are_two() {
    let one = crate::sample::ask();
    let two = Ask { id: id("two"), ..one.clone() };
    let key = |result: Result<AskId, Refusal>| result.map_err(|refusal| refusal.key());
    assert_eq!(key(which(None, &desk(vec![]))), Err("withdraw.nothing"));
    assert_eq!(key(which(None, &desk(vec![one.clone()]))), Ok(one.id));
    assert_eq!(key(which(None, &desk(vec![one.clone(), two.clone()]))), Err("withdraw.which"));
    assert_eq!(key(which(Some(two.id), &desk(vec![one, two]))), Ok(id("two")));
}

#[test]
fn the_first_response_is_counted_once_and_on_the_mentors_clock() {
    let ask = Ask { at: crate::sample::at("2026-11-23T16:00:00Z"), ..crate::sample::ask() };
    let first = first_response(&ask, &mentor("ben"), now()).unwrap();
    // From five on Monday to ten on Tuesday; Ben worked until six and since nine.
    assert_eq!((first.wall, first.working), (17 * 3_600_000, 2 * 3_600_000));
    let answered = Ask { first_response: Some(now()), ..ask };
    assert_eq!(first_response(&answered, &mentor("ben"), now()), None);
}
