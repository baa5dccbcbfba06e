//! What is held about one member.

use smallwins_core::ask;
use smallwins_core::decision::Change;
use smallwins_core::session::{Ending, Session, Stage};
use smallwins_core::signal::{AccountLink, Whose};
use smallwins_core::store::{Belongings, Store};
use smallwins_core::task::{Manner, Task};
use smallwins_core::win::Win;

use crate::on_all;
use crate::place::Place;
use crate::sample::{self, id, minutes, now};

on_all!(what_is_held_about_somebody_is_found_however_old_and_nothing_of_others,);

async fn what_is_held_about_somebody_is_found_however_old_and_nothing_of_others(place: &Place<impl Store>) {
    let scope = place.community().await.scope();
    let win = |number, learner| Win { undone: Some(now()), ..sample::win(number, id(learner)) };
    let closed = ask::Stage::Closed { at: now(), ending: ask::Ending::Met };
    let asked = |number, learner| ask::Ask { stage: closed.clone(), ..sample::ask(number, id(learner)) };
    let over = Stage::Closed { at: now(), ending: Ending::Unwritten, note: None };
    let met = |number, learner, mentor| Session {
        stage: over.clone(),
        ..sample::session(number, id(1), id(learner), id(mentor))
    };
    let told = |number, whom, minute| Task {
        due: minutes(minute),
        ..sample::delivery(number, id(whom), Manner::Awaited)
    };
    let changes = vec![
        Change::Win(win(1, 1)),
        Change::Win(win(2, 2)),
        Change::Ask(asked(1, 1)),
        Change::Ask(asked(2, 2)),
        Change::Offer(sample::offer(1, id(2), id(1))),
        Change::Offer(sample::offer(2, id(1), id(2))),
        Change::Session(Box::new(met(1, 1, 2))),
        Change::Session(Box::new(met(2, 2, 1))),
        Change::Session(Box::new(met(3, 2, 3))),
        Change::Signal(sample::signal(1, Whose::Member(id(1)))),
        Change::Signal(sample::signal(2, Whose::Member(id(2)))),
        Change::Link(sample::link("github/one", Some(id(1)))),
        Change::Link(sample::link("github/two", Some(id(2)))),
        Change::Task(told(1, 1, 5)),
        Change::Task(told(2, 1, 1)),
        Change::Task(told(3, 2, 1)),
    ];
    place.commits(scope, "1", changes).await;
    let held = place.store.belongings(scope, id(1)).await.unwrap();
    let Belongings { wins, asks, offers, sessions, signals, links, waiting } = held;
    assert_eq!(wins.iter().map(|win| win.id).collect::<Vec<_>>(), [id(1)]);
    assert_eq!(asks.iter().map(|ask| ask.id).collect::<Vec<_>>(), [id(1)]);
    assert_eq!(offers.iter().map(|offer| offer.id).collect::<Vec<_>>(), [id(1)]);
    assert_eq!(sessions.iter().map(|session| session.id).collect::<Vec<_>>(), [id(1), id(2)]);
    assert_eq!(signals.iter().map(|signal| signal.id).collect::<Vec<_>>(), [id(1)]);
    assert_eq!(links, [AccountLink { version: 1, ..sample::link("github/one", Some(id(1))) }]);
    assert_eq!(waiting.iter().map(|task| task.id).collect::<Vec<_>>(), [id(2), id(1)]);
    assert_eq!(place.store.belongings(scope, id(9)).await.unwrap(), Belongings::default());
}
