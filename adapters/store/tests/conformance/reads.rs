//! Reads, each named after its question.

use std::sync::Arc;

use chrono::TimeDelta;
use smallwins_core::ask::{self, Ask, Ending, Offer, OfferStage, Pass};
use smallwins_core::community::{Community, Standing};
use smallwins_core::decision::Change;
use smallwins_core::fact::Fact;
use smallwins_core::follow_up::Busy;
use smallwins_core::id::{AskId, MemberId, SessionId};
use smallwins_core::member::Member;
use smallwins_core::platform::{Handle, PlatformName};
use smallwins_core::session::{
    self, Actionable, ActionableStage, Checkpoint, CheckpointStage, Note, Session, Stage,
};
use smallwins_core::store::{CallId, Store, Waiting};
use smallwins_core::task::{Kind, Manner, Outcome, Subject};
use smallwins_core::win::Win;

use crate::on_all;
use crate::place::Place;
use crate::sample::{self, id, minutes};

on_all!(
    the_first_to_found_a_community_wins,
    somebody_is_at_home_wherever_they_are_a_member_on_a_platform,
    an_entrance_says_who_speaks,
    members_are_found_by_id_and_by_when_they_came,
    those_who_run_a_community_are_found_whatever_others_write,
    those_whom_nothing_reaches_are_found_whatever_others_write,
    what_waits_is_counted_with_the_first_that_is_due,
    a_desk_holds_what_is_open_and_recent,
    a_win_is_read_even_when_it_was_taken_back,
    asks_come_with_their_learners_open_offers_and_recent_wins,
    an_offer_comes_with_its_mentor_and_the_story_of_its_ask,
    a_session_comes_with_its_ask_and_both_people,
    people_are_busy_while_a_session_takes_their_time,
    candidates_share_most_stems_then_hold_least_then_go_by_id,
    topics_are_counted_by_mentors,
    affirmations_are_those_of_a_mentor_newest_first_and_so_are_those_in_notes,
    facts_are_read_page_by_page_in_the_order_in_which_they_happened,
);

/// A community with two members: 1, who learns, and 2, who mentors.
async fn pair(place: &Place<impl Store>) -> (Community, Member, Member) {
    let community = place.community().await;
    let id = community.scope().community();
    let (learner, mentor) = (sample::member(id, 1), sample::mentor(id, 2, &["parsing"], 1));
    let changes = [&learner, &mentor].map(|member| Change::Member(Box::new(member.clone())));
    place.commits(community.scope(), "pair", changes.into()).await;
    (community, Member { version: 1, ..learner }, Member { version: 1, ..mentor })
}

fn closed() -> ask::Stage {
    ask::Stage::Closed { at: sample::now(), ending: Ending::Met }
}

fn over() -> Stage {
    Stage::Closed { at: sample::now(), ending: session::Ending::Lapsed, note: None }
}

/// What was read once it was written: the same, one version on.
fn kept<T: Clone>(value: &T, version: impl Fn(&mut T) -> &mut u32) -> T {
    let mut value = value.clone();
    *version(&mut value) += 1;
    value
}

fn kept_ask(ask: &Ask) -> Ask {
    kept(ask, |ask| &mut ask.version)
}

fn kept_offer(offer: &Offer) -> Offer {
    kept(offer, |offer| &mut offer.version)
}

fn kept_win(win: &Win) -> Win {
    kept(win, |win| &mut win.version)
}

fn kept_session(session: &Session) -> Session {
    kept(session, |session| &mut session.version)
}

fn sessions(sessions: &[Session]) -> impl Iterator<Item = Change> {
    sessions.iter().map(|session| Change::Session(Box::new(session.clone())))
}

async fn the_first_to_found_a_community_wins(place: &Place<impl Store>) {
    let slack = sample::slack();
    assert_eq!(place.store.community(&slack, "T1").await.unwrap(), None);
    let mut first = sample::community("slack", "T1", 1);
    first.channel = Some("C1".to_owned());
    let kept = place.store.found(first.clone()).await.unwrap();
    first.version = 1;
    assert_eq!(kept, first);
    let second = place.store.found(sample::community("slack", "T1", 2)).await.unwrap();
    assert_eq!(second, first);
    assert_eq!(place.store.community(&slack, "T1").await.unwrap(), Some(first.clone()));
    assert_eq!(place.store.community(&slack, "T2").await.unwrap(), None);
    let elsewhere = place.store.found(sample::community("o'discord", "T1", 3)).await.unwrap();
    assert_ne!(elsewhere.scope(), first.scope());
}

async fn somebody_is_at_home_wherever_they_are_a_member_on_a_platform(place: &Place<impl Store>) {
    let handle = Handle("o'malley".to_owned());
    let found = async |platform: &str, external: &str, seed: u64, since: Option<i64>| {
        let community = place.store.found(sample::community(platform, external, seed)).await.unwrap();
        let (scope, id) = (community.scope(), community.scope().community());
        let mut changes = vec![Change::Member(Box::new(sample::member(id, 2)))];
        if let Some(since) = since {
            let member = sample::member(id, 1);
            let member = Member { handle: handle.clone(), since: minutes(since), ..member };
            changes.push(Change::Member(Box::new(member)));
        }
        place.commits(scope, external, changes).await;
        community
    };
    let old = found("slack", "T1", 1, Some(-9)).await;
    let new = found("slack", "T2", 2, Some(-1)).await;
    found("slack", "T3", 3, None).await;
    let elsewhere = found("discord", "T4", 4, Some(-5)).await;
    let homes = async |platform: &str, handle: &str| {
        place.store.homes(&PlatformName::new(platform), &Handle(handle.to_owned())).await.unwrap()
    };
    assert_eq!(homes("slack", &handle.0).await, [new.clone(), old]);
    assert_eq!(homes("discord", &handle.0).await, [elsewhere]);
    assert_eq!(homes("playground", &handle.0).await, []);
    assert_eq!(homes("slack", "").await, []);
    let mut closed = new.clone();
    closed.standing = Standing::Closed { since: sample::now(), why: String::new() };
    place.commits(new.scope(), "close", vec![Change::Community(Box::new(closed.clone()))]).await;
    closed.version += 1;
    assert_eq!(homes("slack", &handle.0).await[0], closed);
    place.store.forget(new.scope()).await.unwrap();
    assert_eq!(homes("slack", &handle.0).await.len(), 1);
}

async fn an_entrance_says_who_speaks(place: &Place<impl Store>) {
    let (community, learner, _) = pair(place).await;
    let call = CallId("new".to_owned());
    let enter = async |speaker: Option<&Handle>| {
        place.store.entrance(community.scope(), &call, speaker).await.unwrap()
    };
    let entrance = enter(Some(&learner.handle)).await;
    assert_eq!((entrance.community, entrance.answered), (community.clone(), None));
    assert_eq!(entrance.speaker, Some(learner));
    assert_eq!(enter(Some(&Handle("UNOBODY".to_owned()))).await.speaker, None);
    assert_eq!(enter(None).await.speaker, None);
}

async fn members_are_found_by_id_and_by_when_they_came(place: &Place<impl Store>) {
    let (community, learner, mentor) = pair(place).await;
    let scope = community.scope();
    let early = Member { since: minutes(-5), ..sample::member(scope.community(), 3) };
    place.commits(scope, "early", vec![Change::Member(Box::new(early.clone()))]).await;
    let early = Member { version: 1, ..early };
    let everyone = place.store.everyone(scope, 9).await.unwrap();
    assert_eq!(everyone, [early.clone(), learner.clone(), mentor]);
    assert_eq!(place.store.everyone(scope, 2).await.unwrap(), everyone[..2]);
    assert_eq!(place.store.everyone(scope, 0).await.unwrap(), vec![]);
    let mut found = place.store.members(scope, &[early.id, learner.id, id(99), early.id]).await.unwrap();
    found.sort_by_key(|member| member.id);
    assert_eq!(found, [learner, early]);
    assert_eq!(place.store.members(scope, &[]).await.unwrap(), vec![]);
    let many: Vec<MemberId> = (1..=1200).map(id).collect();
    assert_eq!(place.store.members(scope, &many).await.unwrap().len(), 3);
}

async fn those_who_run_a_community_are_found_whatever_others_write(place: &Place<impl Store>) {
    let community = place.community().await;
    let (scope, id) = (community.scope(), community.scope().community());
    let admin = |number| Member { admin: true, ..sample::member(id, number) };
    let early = Member { since: minutes(-5), ..admin(3) };
    let sly = Member { name: sample::typed(r#"","admin":true,"x":""#), ..sample::member(id, 1) };
    let changes = [&sly, &admin(2), &early].map(|member| Change::Member(Box::new(member.clone())));
    place.commits(scope, "everyone", changes.into()).await;
    let (early, late) =
        (kept(&early, |member| &mut member.version), kept(&admin(2), |member| &mut member.version));
    assert_eq!(place.store.admins(scope, 9).await.unwrap(), [early.clone(), late]);
    assert_eq!(place.store.admins(scope, 1).await.unwrap(), [early]);
}

async fn those_whom_nothing_reaches_are_found_whatever_others_write(place: &Place<impl Store>) {
    let community = place.community().await;
    let (scope, id) = (community.scope(), community.scope().community());
    let lost = |number| Member { unreachable: Some(sample::now()), ..sample::member(id, number) };
    let early = Member { since: minutes(-5), ..lost(3) };
    let sly = Member { name: sample::typed(r#"","unreachable":"x"#), ..sample::member(id, 1) };
    let changes = [&sly, &lost(2), &early].map(|member| Change::Member(Box::new(member.clone())));
    place.commits(scope, "everyone", changes.into()).await;
    let kept = |member: &Member| kept(member, |member| &mut member.version);
    assert_eq!(place.store.unreachable(scope, 9).await.unwrap(), [kept(&early), kept(&lost(2))]);
    assert_eq!(place.store.unreachable(scope, 1).await.unwrap(), [kept(&early)]);
}

async fn what_waits_is_counted_with_the_first_that_is_due(place: &Place<impl Store>) {
    let community = place.community().await;
    let scope = community.scope();
    assert_eq!(place.store.waiting(scope).await.unwrap(), Waiting::default());
    let mut early = sample::act(2, id(2));
    early.due = minutes(-5);
    let tasks = [sample::act(1, id(1)), early, sample::delivery(3, id(1), Manner::Awaited)];
    place.commits(scope, "1", tasks.map(Change::Task).into()).await;
    let waiting = place.store.waiting(scope).await.unwrap();
    assert_eq!(waiting, Waiting { count: 3, oldest: Some(minutes(-5)), said: None });
    place.commits(scope, "2", vec![Change::Drop(Subject::Offer(id(2)))]).await;
    let waiting = place.store.waiting(scope).await.unwrap();
    assert_eq!(waiting, Waiting { count: 2, oldest: Some(sample::now()), said: None });
    let lasts = TimeDelta::minutes(5);
    let leases = place.store.claim(&sample::slack(), Kind::Deliver, minutes(1), lasts, 9).await.unwrap();
    let sent = leases[0].settle(Outcome::Done { message: Some("m".to_owned()) });
    assert_eq!(place.store.settle(&[sent], minutes(3)).await.unwrap(), []);
    assert_eq!(place.store.waiting(scope).await.unwrap().said, Some(minutes(3)));
}

async fn a_desk_holds_what_is_open_and_recent(place: &Place<impl Store>) {
    let (community, learner, mentor) = pair(place).await;
    let scope = community.scope();
    let wins = [
        sample::win(1, learner.id),
        Win { at: minutes(5), ..sample::win(2, learner.id) },
        Win { at: minutes(-1), ..sample::win(3, learner.id) },
        Win { undone: Some(minutes(9)), ..sample::win(4, learner.id) },
        sample::win(5, mentor.id),
    ];
    let asks = [
        Ask { at: minutes(3), ..sample::ask(1, learner.id) },
        Ask { at: minutes(2), ..sample::ask(2, learner.id) },
        Ask { stage: closed(), ..sample::ask(3, learner.id) },
        sample::ask(4, mentor.id),
    ];
    let passed = OfferStage::Passed { at: sample::now(), how: Pass::NotNow };
    let offers = [
        sample::offer(1, asks[3].id, learner.id),
        sample::offer(2, asks[0].id, learner.id),
        Offer { stage: passed, ..sample::offer(3, asks[0].id, learner.id) },
        sample::offer(4, asks[0].id, mentor.id),
    ];
    let meetings = [
        sample::session(1, asks[0].id, learner.id, mentor.id),
        sample::session(2, asks[3].id, mentor.id, learner.id),
        Session { stage: over(), ..sample::session(3, asks[2].id, learner.id, mentor.id) },
        sample::session(4, asks[0].id, id(8), id(9)),
    ];
    let changes = wins.iter().cloned().map(Change::Win).chain(asks.iter().cloned().map(Change::Ask));
    let changes = changes.chain(offers.iter().cloned().map(Change::Offer)).chain(sessions(&meetings));
    place.commits(scope, "all", changes.collect()).await;
    let desk = place.store.desk(scope, learner.id, sample::now()).await.unwrap();
    assert_eq!(desk.wins, [kept_win(&wins[1]), kept_win(&wins[0])]);
    assert_eq!(desk.asks, [kept_ask(&asks[1]), kept_ask(&asks[0])]);
    assert_eq!(desk.offers, [kept_offer(&offers[0]), kept_offer(&offers[1])]);
    assert_eq!(desk.sessions, [kept_session(&meetings[0]), kept_session(&meetings[1])]);
    let empty = place.store.desk(scope, id(77), sample::now()).await.unwrap();
    assert!(empty.wins.is_empty() && empty.asks.is_empty() && empty.sessions.is_empty());
}

async fn a_win_is_read_even_when_it_was_taken_back(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let win = Win { undone: Some(minutes(1)), ..sample::win(1, id(1)) };
    place.commits(scope, "1", vec![Change::Win(win.clone())]).await;
    assert_eq!(place.store.win(scope, win.id).await.unwrap(), Some(kept_win(&win)));
    assert_eq!(place.store.win(scope, id(2)).await.unwrap(), None);
}

/// An ask of the learner with two open offers, one of them to the mentor, and two recent wins.
async fn asked(place: &Place<impl Store>) -> (Community, Member, Member, Ask, [Offer; 2], [Win; 2]) {
    let (community, learner, mentor) = pair(place).await;
    let ask = sample::ask(1, learner.id);
    let offers = [sample::offer(1, ask.id, mentor.id), sample::offer(2, ask.id, id(5))];
    let gone = Offer { stage: OfferStage::Missed { at: minutes(1) }, ..sample::offer(3, ask.id, id(6)) };
    let elsewhere = sample::offer(4, id(2), mentor.id);
    let wins = [sample::win(1, learner.id), Win { at: minutes(-3), ..sample::win(2, learner.id) }];
    let old = Win { at: minutes(-10), ..sample::win(3, learner.id) };
    let undone = Win { undone: Some(minutes(1)), ..sample::win(4, learner.id) };
    let mut changes = vec![Change::Ask(ask.clone()), Change::Offer(gone), Change::Offer(elsewhere)];
    changes.extend(offers.iter().cloned().map(Change::Offer));
    changes.extend([old, undone, sample::win(5, mentor.id)].map(Change::Win));
    changes.extend(wins.iter().cloned().map(Change::Win));
    place.commits(community.scope(), "asked", changes).await;
    (
        community,
        learner,
        mentor,
        kept_ask(&ask),
        offers.each_ref().map(kept_offer),
        wins.each_ref().map(kept_win),
    )
}

async fn asks_come_with_their_learners_open_offers_and_recent_wins(place: &Place<impl Store>) {
    let (community, learner, mentor, ask, offers, wins) = asked(place).await;
    let scope = community.scope();
    let other = sample::ask(9, mentor.id);
    place.commits(scope, "another", vec![Change::Ask(other.clone())]).await;
    let ids = [other.id, id(44), ask.id, other.id];
    let stories = place.store.ask_stories(scope, &ids, minutes(-5)).await.unwrap();
    let [story, others] = &stories[..] else { panic!("two: {stories:?}") };
    assert_eq!((&story.ask, &story.learner), (&ask, &learner));
    assert_eq!(story.offers, offers);
    assert_eq!(story.wins, wins);
    assert_eq!((&others.ask, &others.learner), (&kept_ask(&other), &mentor));
    assert_eq!((others.offers.len(), others.wins.len()), (0, 1));
    // More than any statement takes.
    let many: Vec<AskId> = ids.into_iter().chain((10_000..27_000).map(id)).collect();
    let found = place.store.ask_stories(scope, &many, minutes(-5)).await.unwrap();
    assert_eq!(found.iter().map(|story| &story.ask).collect::<Vec<_>>(), [&story.ask, &others.ask]);
    assert!(place.store.ask_stories(scope, &[], minutes(-5)).await.unwrap().is_empty());
}

async fn an_offer_comes_with_its_mentor_and_the_story_of_its_ask(place: &Place<impl Store>) {
    let (community, learner, mentor, ask, offers, wins) = asked(place).await;
    let story = place.store.offer(community.scope(), offers[0].id, minutes(-5)).await.unwrap().unwrap();
    assert_eq!((&story.offer, story.mentor), (&offers[0], mentor));
    assert_eq!((story.ask.ask, story.ask.learner), (ask, learner));
    assert_eq!(story.ask.offers, offers);
    assert_eq!(story.ask.wins, wins);
    assert!(place.store.offer(community.scope(), id(44), minutes(-5)).await.unwrap().is_none());
}

async fn a_session_comes_with_its_ask_and_both_people(place: &Place<impl Store>) {
    let (community, learner, mentor, ask, ..) = asked(place).await;
    let session = sample::session(1, ask.id, learner.id, mentor.id);
    place.commits(community.scope(), "1", sessions(std::slice::from_ref(&session)).collect()).await;
    let story = place.store.session(community.scope(), session.id).await.unwrap().unwrap();
    assert_eq!((story.session, story.ask), (kept_session(&session), ask));
    assert_eq!((story.learner, story.mentor), (learner, mentor));
    let missing: SessionId = id(44);
    assert!(place.store.session(community.scope(), missing).await.unwrap().is_none());
}

async fn people_are_busy_while_a_session_takes_their_time(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let [one, two, three, four]: [MemberId; 4] = [id(1), id(2), id(3), id(4)];
    let at = |number, starts, learner, mentor| {
        let stage = Stage::Booked { starts_at: minutes(starts) };
        Session { stage, ..sample::session(number, id(1), learner, mentor) }
    };
    let meetings = [
        at(1, 0, one, two),
        at(2, 30, three, one),
        Session { stage: Stage::Meeting { started_at: minutes(50) }, ..at(3, 0, two, one) },
        Session { stage: over(), ..at(4, 0, one, three) },
        Session { stage: Stage::Choosing { until: minutes(9) }, ..at(5, 0, one, three) },
        at(6, 0, three, four),
    ];
    place.commits(scope, "1", sessions(&meetings).collect()).await;
    let busy = async |members: &[MemberId], from, to| {
        place.store.busy(scope, members, minutes(from), minutes(to)).await.unwrap()
    };
    let stretch = |from, learner, mentor| Busy {
        from: minutes(from),
        to: minutes(from) + TimeDelta::minutes(10),
        two: Some([learner, mentor]),
    };
    let [first, second, third] = [stretch(0, one, two), stretch(30, three, one), stretch(50, two, one)];
    assert_eq!(busy(&[one], -99, 99).await, [first, second, third]);
    assert_eq!(busy(&[one, two], -99, 99).await, [first, second, third]);
    assert_eq!(busy(&[one, four], -99, 29).await, [first, stretch(0, three, four)]);
    assert_eq!(busy(&[two], 10, 50).await, []);
    assert_eq!(busy(&[two], 9, 51).await, [first, third]);
    assert_eq!(busy(&[], -99, 99).await, []);
}

async fn candidates_share_most_stems_then_hold_least_then_go_by_id(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let mentor = |number, topics: &[&str], held| {
        Change::Member(Box::new(sample::mentor(scope.community(), number, topics, held)))
    };
    let mentors = vec![
        mentor(1, &["parsing"], 2),
        mentor(2, &["parsing", "parser combinators"], 0),
        mentor(3, &["SQL", "parsing in SQL"], 5),
        mentor(4, &["parsing"], 0),
        mentor(5, &["welding"], 0),
        mentor(6, &["SQL"], 0),
        Change::Member(Box::new(sample::member(scope.community(), 7))),
    ];
    place.commits(scope, "1", mentors).await;
    let stems: Vec<String> = smallwins_core::topic::stems("parsing SQL quickly").into_iter().collect();
    let found = async |most| {
        let found = place.store.candidates(scope, &stems, most).await.unwrap();
        found.into_iter().map(|member| member.id).collect::<Vec<_>>()
    };
    assert_eq!(found(9).await, [3, 2, 4, 6, 1].map(id));
    assert_eq!(found(2).await, [3, 2].map(id));
    let whole = place.store.candidates(scope, &["weld".to_owned()], 9).await.unwrap();
    let welder = Member { version: 1, ..sample::mentor(scope.community(), 5, &["welding"], 0) };
    assert_eq!(whole, [Arc::new(welder)]);
    assert_eq!(place.store.candidates(scope, &[], 9).await.unwrap(), vec![]);
    assert_eq!(place.store.candidates(scope, &["unheard".to_owned()], 9).await.unwrap(), vec![]);
}

async fn topics_are_counted_by_mentors(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let offers =
        [(1, vec!["parsing", "SQL window functions"]), (2, vec!["SQL window functions", "Zig"]), (3, vec![])];
    let mentors = offers.iter().map(|(number, topics)| {
        Change::Member(Box::new(sample::mentor(scope.community(), *number, topics, 0)))
    });
    place.commits(scope, "1", mentors.collect()).await;
    let topics = place.store.topics(scope).await.unwrap();
    let topics: Vec<(&str, u32)> = topics.iter().map(|(topic, mentors)| (topic.as_str(), *mentors)).collect();
    assert_eq!(topics, [("SQL window functions", 2), ("Zig", 1), ("parsing", 1)]);
}

/// A note with a compliment, of which nothing was answered.
fn note(compliment: &str) -> Note {
    let open = |words| Actionable { words: sample::typed(words), stage: ActionableStage::Open { nudges: 0 } };
    Note {
        affirmation: Some(sample::typed(compliment)),
        actionables: [open("write one test"), open("ask for a review")],
        checkpoint: Checkpoint { due: sample::now(), question: None, stage: CheckpointStage::Planned },
        at: sample::now(),
        by_mentor: true,
    }
}

async fn affirmations_are_those_of_a_mentor_newest_first_and_so_are_those_in_notes(
    place: &Place<impl Store>,
) {
    let scope = place.community().await.scope();
    let meetings = [
        sample::session(1, id(1), id(1), id(2)),
        Session { stage: over(), ..sample::session(2, id(1), id(3), id(2)) },
        sample::session(3, id(1), id(2), id(1)),
        sample::session(4, id(1), id(1), id(2)),
    ];
    let noted = |number: u128, by_learner| {
        let mut session = sample::session(number, id(1), id(1), id(8));
        session.draft.by_learner = by_learner;
        session.stage = Stage::Following { started_at: sample::now(), note: note("Well noticed") };
        session
    };
    let noted = [noted(6, false), noted(7, true)];
    let mut undone = sample::session(5, id(1), id(1), id(9));
    undone.affirmation.undone = Some(sample::now());
    place
        .commits(scope, "1", sessions(&meetings).chain(sessions(&[undone])).chain(sessions(&noted)).collect())
        .await;
    assert_eq!(place.store.affirmations(scope, Some(id(9)), None, 9).await.unwrap(), [], "it was taken back");
    let said = async |most| {
        let said = place.store.affirmations(scope, Some(id(2)), None, most).await.unwrap();
        said.into_iter().map(|(_, words)| words.as_str().to_owned()).collect::<Vec<_>>()
    };
    let said_by_8 = place.store.affirmations(scope, Some(id(8)), None, 9).await.unwrap();
    let said_by_8: Vec<_> = said_by_8.iter().map(|(session, words)| (*session, words.as_str())).collect();
    assert_eq!(said_by_8, [(id(7), "Nice work 7"), (id(6), "Nice work 6"), (id(6), "Well noticed")]);
    assert_eq!(said(9).await, ["Nice work 4", "Nice work 2", "Nice work 1"]);
    assert_eq!(said(2).await, ["Nice work 4", "Nice work 2"]);
    let anybodys = place.store.affirmations(scope, None, None, 4).await.unwrap();
    let anybodys: Vec<_> = anybodys.iter().map(|(session, words)| (*session, words.as_str())).collect();
    let latest =
        [(id(7), "Nice work 7"), (id(6), "Nice work 6"), (id(6), "Well noticed"), (id(4), "Nice work 4")];
    assert_eq!(anybodys, latest, "the fifth was taken back");
    for (mentor, earlier) in
        [(Some(id(2)), ["Nice work 2", "Nice work 1"]), (None, ["Nice work 3", "Nice work 2"])]
    {
        let said = place.store.affirmations(scope, mentor, Some(id(4)), 2).await.unwrap();
        let said: Vec<_> = said.iter().map(|(_, words)| words.as_str()).collect();
        assert_eq!(said, earlier, "later ones take no place of those before");
    }
}

async fn facts_are_read_page_by_page_in_the_order_in_which_they_happened(place: &Place<impl Store>) {
    let (community, learner, _) = pair(place).await;
    let elsewhere = place.store.found(sample::community("discord", "T9", 9)).await.unwrap();
    let facts: Vec<Fact> = [12, 3, 7].map(|number| sample::fact(number, learner.id)).into();
    let changes = facts.iter().cloned().map(Change::Fact).collect();
    place.commits(community.scope(), "facts", changes).await;
    place.commits(elsewhere.scope(), "others", vec![Change::Fact(sample::fact(5, learner.id))]).await;
    let page = async |after| place.store.facts(community.scope(), after, 2).await.unwrap();
    let first = page(None).await;
    assert_eq!(first, [facts[1].clone(), facts[2].clone()]);
    assert_eq!(page(Some(first[1].id)).await, [facts[0].clone()]);
    assert_eq!(page(Some(facts[0].id)).await, []);
}
