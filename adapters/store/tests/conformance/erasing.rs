//! Of somebody who is erased nothing is left: in no table, and in SQLite in no byte of the file and its log.

use std::collections::BTreeMap;
use std::path::Path;

use smallwins_core::action::Action;
use smallwins_core::ask::Ask;
use smallwins_core::audit::Head;
use smallwins_core::community::{Community, Scope};
use smallwins_core::decision::Change;
use smallwins_core::fact::{Event, Fact};
use smallwins_core::id::{MemberId, SessionId};
use smallwins_core::kpi::rollup::Needed;
use smallwins_core::member::Member;
use smallwins_core::message::{Block, Button, Weight};
use smallwins_core::note::Draft;
use smallwins_core::parting::Erasure;
use smallwins_core::platform::{Handle, MessageId, Posted};
use smallwins_core::session::{
    Actionable, ActionableStage, Checkpoint, CheckpointStage, Fit, Minutes, Note, Session, Share, Stage,
    Thanks,
};
use smallwins_core::signal::{Account, Signal, Whose};
use smallwins_core::store::{CallId, Commit, Store, StoreError};
use smallwins_core::task::{Address, Kind, Manner, Outcome, Subject, Task, Work};
use smallwins_core::text::{Link, Typed};
use smallwins_core::win::Win;
use sqlx::{AssertSqlSafe, PgPool, Row, SqlitePool};

use crate::on_all;
use crate::place::{Place, TABLES};
use crate::sample::{self, id, now, typed};

on_all!(
    what_others_have_stays_theirs_and_the_numbers_stay_as_they_were,
    what_was_decided_before_brings_nobody_back,
    ; only_in_databases:
    nothing_in_any_table_names_whoever_was_erased,
);

/// A word that nobody else says, in everything that can hold words.
const CANARY: &str = "zanzibarella";
/// Somebody else's word, to be found afterwards.
const OTHERS: &str = "timbuktuesday";

/// Whoever is to be erased.
fn ana() -> MemberId {
    id(0x0a7a_0000_1111_2222_3333_4444_5555_6666)
}

fn erasure() -> Erasure {
    Erasure {
        member: ana(),
        handle: Handle(CANARY.to_owned()),
        then: id(0x0b0b_7777),
        again: id(0x0c0c_8888),
    }
}

fn words(word: &str, rest: &str) -> Typed {
    typed(&format!("{word} {rest}"))
}

fn member(community: &Community, whom: MemberId, word: &str) -> Member {
    let mut member = sample::mentor(community.scope().community(), 1, &[word], 1);
    (member.id, member.handle, member.name) = (whom, Handle(word.to_owned()), words(word, "by name"));
    member.met = [(ana(), now())].into();
    member.fits = [(ana(), Fit::NotGood)].into();
    member.blocked = [ana(), id(8)].into();
    member.kept_apart = [ana()].into();
    if let Some(mentor) = &mut member.mentor {
        mentor.link = Link::parse(&format!("https://meet.example/{word}")).ok();
    }
    member
}

fn note(word: &str) -> Note {
    let actionable =
        || Actionable { words: words(word, "and a test"), stage: ActionableStage::Open { nudges: 0 } };
    Note {
        affirmation: Some(words(word, "was good")),
        actionables: [actionable(), actionable()],
        checkpoint: Checkpoint {
            due: now(),
            question: Some(words(word, "is done?")),
            stage: CheckpointStage::Planned,
        },
        at: now(),
        by_mentor: false,
    }
}

fn session(number: u128, ask: u128, learner: MemberId, mentor: MemberId, word: &str) -> Session {
    let mut session = sample::session(number, id(ask), learner, mentor);
    session.affirmation.words = words(word, "was noticed");
    session.draft = Draft { affirmation: Some(words(word, "in a draft")), ..Draft::default() };
    session.thanks = Some(Thanks { words: words(word, "was of use"), share: Share::Everybody, at: now() });
    session.stage = Stage::Following { started_at: now(), note: note(word) };
    session
}

fn account(word: &str) -> Account {
    format!("github/{word}").parse().unwrap()
}

fn signal(number: u128, whose: Whose, word: &str) -> Signal {
    Signal { what: words(word, "is due"), ..sample::signal(number, whose) }
}

fn said(number: u128, to: MemberId, about: Subject, word: &str) -> Task {
    let mut task = sample::delivery(number, to, Manner::Proactive);
    task.about = about;
    if let Work::Deliver(delivery) = &mut task.work {
        delivery.message = sample::message(word);
    }
    task
}

/// What is to be said in a card in the channel instead of what stands there. It names people, and nobody by their id.
fn card(number: u128, about: Subject, word: &str) -> Task {
    let mut card = said(number, id(3), about, word);
    if let Work::Deliver(delivery) = &mut card.work {
        delivery.to = Address::Channel;
        let message = MessageId("1".to_owned());
        delivery.instead_of = Some(Posted { channel: "C1".to_owned(), message });
    }
    card
}

/// What somebody reported about a session of the two, on its way to a third. It names the session alone.
fn report(number: u128, by: MemberId, word: &str) -> Task {
    let reader = id(3);
    let mut report = said(number, reader, Subject::Member(reader), word);
    if let Work::Deliver(delivery) = &mut report.work {
        let action = Action::ReportRead(id(1), by);
        let button = Button { label: "Read".into(), action, weight: Weight::Plain };
        delivery.message.blocks.push(Block::Buttons(vec![button]));
    }
    report
}

/// Ana with everything that somebody can have, and Ben with as much of his own; they met in both roles.
async fn two_people(place: &Place<impl Store>) -> Community {
    let mut community = place.community().await;
    community.safety.owner = Some(ana());
    let (scope, ben) = (community.scope(), id(2));
    let ask = |number, learner, word: &str| {
        let asked = sample::ask(number, learner);
        Ask { question: words(word, "how?"), tried: vec![ana(), id(7)], ..asked }
    };
    let win = |number, learner, word: &str| Win {
        deed: words(word, "was merged"),
        link: Link::parse(&format!("https://git.example/{word}")).ok(),
        ..sample::win(number, learner)
    };
    let offer = |number, ask, mentor, word: &str| {
        let mut offer = sample::offer(number, id(ask), mentor);
        offer.draft = Some((smallwins_core::action::Meet::Now, words(word, "was kept")));
        offer
    };
    let fact = |number, whom, event| Fact { event, ..sample::fact(number, whom) };
    let held = |session, mentor| Event::SessionHeld { session: id(session), mentor, minutes: Minutes::Ten };
    let changes = vec![
        Change::Community(Box::new(community.clone())),
        // Reports that wait: by Ben, whose words they are, and by her.
        Change::Task(report(6, ben, OTHERS)),
        Change::Task(report(7, ana(), CANARY)),
        Change::Keepsake(format!("report/{}/{}", id::<SessionId>(1), ana()), Some("sent".to_owned())),
        Change::Keepsake(format!("report-read/{}/{}", id::<SessionId>(1), ana()), Some("read".to_owned())),
        Change::Member(Box::new(member(&community, ana(), CANARY))),
        Change::Member(Box::new(member(&community, ben, OTHERS))),
        Change::Win(win(1, ana(), CANARY)),
        Change::Win(win(2, ben, OTHERS)),
        Change::Ask(ask(1, ana(), CANARY)),
        Change::Ask(ask(2, ben, OTHERS)),
        Change::Offer(offer(1, 1, ben, CANARY)),
        Change::Offer(offer(2, 2, ana(), CANARY)),
        Change::Offer(offer(3, 2, id(3), OTHERS)),
        Change::Session(Box::new(session(1, 1, ana(), ben, CANARY))),
        Change::Session(Box::new(session(2, 2, ben, ana(), CANARY))),
        Change::Session(Box::new(session(3, 2, ben, id(3), OTHERS))),
        Change::Task(said(1, ana(), Subject::Member(ana()), CANARY)),
        Change::Task(said(2, ben, Subject::Session(id(1)), CANARY)),
        Change::Task(said(3, ben, Subject::Member(ben), OTHERS)),
        Change::Task(said(4, ben, Subject::Offer(id(1)), CANARY)),
        Change::Task(sample::act(5, id(2))),
        Change::Task(said(8, ben, Subject::Pause(ana()), OTHERS)),
        // Who has it, in a session of hers that somebody else asked for, and her question.
        Change::Task(card(9, Subject::Session(id(2)), CANARY)),
        Change::Task(card(10, Subject::Ask(id(1)), CANARY)),
        Change::Fact(fact(1, ana(), Event::JoinedCommunity)),
        Change::Fact(fact(2, ana(), held(1, ben))),
        Change::Fact(fact(3, ben, held(2, ana()))),
        Change::Keepsake(format!("discord/dm/{CANARY}"), Some("1".to_owned())),
        Change::Keepsake(format!("thread/1/{OTHERS}"), Some(format!("{{\"direct\":\"{CANARY}\"}}"))),
        Change::Keepsake("another".to_owned(), Some(OTHERS.to_owned())),
        Change::Signal(signal(1, Whose::Member(ana()), CANARY)),
        Change::Signal(signal(2, Whose::Account(account(CANARY)), CANARY)),
        Change::Signal(signal(3, Whose::Member(ben), OTHERS)),
        Change::Link(sample::link(&format!("github/{CANARY}"), Some(ana()))),
        Change::Link(sample::link(&format!("github/{OTHERS}"), Some(ben))),
        Change::Arrived(sample::arrival(smallwins_core::signal::Outcome::Noted)),
        Change::Audit(sample::entry_about(scope, &Head::default(), &[ana(), ben], "C1")),
        Change::Invite(sample::invitation(&community, ana(), "ana").0),
        Change::Invite(sample::invitation(&community, ben, "ben").0),
    ];
    place.commits(scope, &format!("discord/dm/{CANARY}/1"), changes).await;
    answered(place, scope, "resumed", vec![Change::Fact(fact(4, ana(), Event::Resumed))]).await;
    // What was said is settled, but for what waits: a receipt each.
    let lasts = chrono::TimeDelta::minutes(5);
    let leases = place.store.claim(&sample::slack(), Kind::Deliver, now(), lasts, 99).await.unwrap();
    let sent =
        |lease: &smallwins_core::task::Lease| lease.settle(Outcome::Done { message: Some("m".to_owned()) });
    let waits = [4, 6, 7, 9, 10].map(id);
    let sent: Vec<_> = leases.iter().filter(|lease| !waits.contains(&lease.task.id)).map(sent).collect();
    assert_eq!(place.store.settle(&sent, now()).await.unwrap(), []);
    place.store.books(scope, &Needed::all()).await.unwrap();
    community
}

/// The changes of one call, which is answered with her word.
async fn answered(place: &Place<impl Store>, scope: Scope, call: &str, changes: Vec<Change>) {
    let reply = sample::message(CANARY).into();
    let commit = Commit { scope, call: CallId(call.to_owned()), at: now(), reply, changes };
    place.store.commit(commit).await.unwrap();
}

async fn erased(place: &Place<impl Store>, scope: Scope) {
    place.commits(scope, "erase", vec![Change::Erase(erasure())]).await;
}

/// What a statement answers with, as texts, behind the store's back and above all walls but the community's.
async fn texts(place: &Place, scope: Scope, sql: &str) -> Vec<String> {
    let sql = AssertSqlSafe(sql.to_owned());
    if place.url.starts_with("sqlite") {
        let pool = SqlitePool::connect(&place.url).await.unwrap();
        let rows = sqlx::query(sql).fetch_all(&pool).await.unwrap();
        pool.close().await;
        return rows.iter().map(|row| row.get(0)).collect();
    }
    let pool = PgPool::connect(&place.url).await.unwrap();
    let mut tx = pool.begin().await.unwrap();
    let walls = format!("SELECT set_config('smallwins.community', '{}', true)", scope.community());
    sqlx::query(AssertSqlSafe(walls)).execute(&mut *tx).await.unwrap();
    let rows = sqlx::query(sql).fetch_all(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    pool.close().await;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Every row of every table that there is, as text, whoever made the table.
pub(crate) async fn everything(place: &Place, scope: Scope) -> BTreeMap<String, Vec<String>> {
    let sqlite = place.url.starts_with("sqlite");
    let tables = if sqlite {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    } else {
        "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = current_schema()"
    };
    let mut all = BTreeMap::new();
    for table in texts(place, scope, tables).await.into_iter().filter(|table| table != "_sqlx_migrations") {
        let rows = if sqlite {
            let columns = format!("SELECT name FROM pragma_table_info('{table}')");
            let columns = texts(place, scope, &columns).await;
            let columns: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
            format!("SELECT {} FROM {table}", columns.join(" || ' ' || "))
        } else {
            format!("SELECT CAST(whole AS TEXT) FROM {table} AS whole")
        };
        all.insert(table.clone(), texts(place, scope, &rows).await);
    }
    all
}

fn names_ana(row: &str) -> bool {
    let row = row.to_lowercase();
    row.contains(CANARY) || row.contains(&ana().to_string().to_lowercase())
}

/// Tables in which nobody is named: numbers, times and random ids.
const NAMES_NOBODY: [&str; 6] = ["arrival", "audit", "hold", "rollup", "rollup_book", "rollup_wait"];

/// Whoever adds a table that can name a person puts one there in [`two_people`], and erases it in `erase.rs`.
async fn nothing_in_any_table_names_whoever_was_erased(place: &Place) {
    let scope = two_people(place).await.scope();
    for (table, rows) in everything(place, scope).await {
        assert!(TABLES.contains(&table.as_str()) || table == "hold", "{table} is not known here");
        let named = rows.iter().any(|row| names_ana(row));
        assert_eq!(named, !NAMES_NOBODY.contains(&table.as_str()), "{table}: {rows:?}");
    }
    erased(place, scope).await;
    place.store.books(scope, &Needed::all()).await.unwrap();
    for (table, rows) in everything(place, scope).await {
        let left: Vec<_> = rows.iter().filter(|row| names_ana(row)).collect();
        assert!(left.is_empty(), "{table}: {left:?}");
        assert!(!rows.is_empty() || table == "rollup_wait" || table == "hold", "{table} lost everything");
    }
}

async fn what_others_have_stays_theirs_and_the_numbers_stay_as_they_were(place: &Place<impl Store>) {
    let scope = two_people(place).await.scope();
    let (store, ben) = (&place.store, id(2));
    let before = store.books(scope, &Needed::all()).await.unwrap();
    let candidates = || async { store.candidates(scope, &[CANARY.to_owned()], 9).await.unwrap().len() };
    assert_eq!(candidates().await, 1);
    erased(place, scope).await;
    assert_eq!(store.books(scope, &Needed::all()).await.unwrap(), before);
    assert_eq!(candidates().await, 0);
    let kept = store.belongings(scope, ben).await.unwrap();
    assert_eq!((kept.wins.len(), kept.asks.len(), kept.offers.len(), kept.sessions.len()), (1, 1, 0, 1));
    assert_eq!(kept.asks[0].tried, [erasure().then, id(7)]);
    let members = store.members(scope, &[ben, ana()]).await.unwrap();
    assert_eq!(members.len(), 1);
    // What came of meeting her leads to nobody, and what was settled about her leads to her if she begins anew.
    assert_eq!(members[0].met.keys().collect::<Vec<_>>(), [&erasure().then]);
    assert_eq!(members[0].fits.keys().collect::<Vec<_>>(), [&erasure().then]);
    assert_eq!(members[0].blocked, [erasure().again, id(8)].into());
    assert_eq!(members[0].kept_apart, [erasure().again].into());
    // So many messages reached him today; what was said in them is not known any more.
    assert_eq!(store.proactive_since(scope, ben, now()).await.unwrap(), 1);
    let facts = store.facts(scope, None, 9).await.unwrap();
    assert_eq!(facts.iter().filter(|fact| fact.member == erasure().then).count(), 3);
    assert!(
        facts
            .iter()
            .any(|fact| matches!(fact.event, Event::SessionHeld { mentor, .. } if mentor == erasure().then))
    );
    assert_eq!(store.keepsakes(scope, "").await.unwrap().len(), 1);
    let waits: Vec<_> = store.due(scope, 9).await.unwrap().into_iter().map(|task| task.id).collect();
    assert!(waits.contains(&id(6)) && !waits.contains(&id(7)), "a report of hers goes, one about her stays");
}

async fn what_was_decided_before_brings_nobody_back(place: &Place<impl Store>) {
    let community = two_people(place).await;
    let scope = community.scope();
    let stale = [
        Change::Member(Box::new(Member { version: 1, ..member(&community, ana(), CANARY) })),
        Change::Win(Win { version: 1, ..sample::win(1, ana()) }),
        Change::Ask(Ask { version: 1, ..sample::ask(1, ana()) }),
        Change::Offer(smallwins_core::ask::Offer { version: 1, ..sample::offer(1, id(1), id(2)) }),
        Change::Session(Box::new(Session { version: 1, ..session(1, 1, ana(), id(2), CANARY) })),
        // Somebody else, who is another since.
        Change::Member(Box::new(Member { version: 1, ..member(&community, id(2), OTHERS) })),
    ];
    erased(place, scope).await;
    for (number, change) in stale.into_iter().enumerate() {
        let conflict = place.commit(scope, &format!("late {number}"), vec![change.clone()]).await;
        assert!(matches!(conflict, Err(StoreError::Conflict)), "{change:?}: {conflict:?}");
    }
    let again = Change::Member(Box::new(member(&community, id(99), CANARY)));
    place.commits(scope, "anew", vec![again]).await;
}

/// Whether a word stands in any file of a folder, be it in small or capital letters.
fn files_with(folder: &Path, word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap().to_ascii_lowercase();
        if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_byte_of_a_sqlite_file_or_of_its_log_is_left_of_whoever_was_erased() {
    let place = Place::sqlite().await;
    let community = two_people(&place).await;
    let scope = community.scope();
    // Rows come and go around theirs, so that pages are split and joined, and their words have lain in many places.
    for round in 0..40_u32 {
        let mut known = member(&community, ana(), CANARY);
        (known.version, known.admin) = (round + 1, round % 2 == 0);
        known.name = words(CANARY, &"x".repeat(round as usize % 20));
        let others = (0..20_u32).map(|number| {
            let number = u128::from(round * 20 + number + 1000);
            Change::Win(Win {
                deed: words(OTHERS, &"y".repeat(number as usize % 90)),
                ..sample::win(number, id(2))
            })
        });
        let changes = others.chain([Change::Member(Box::new(known))]).collect();
        answered(&place, scope, &format!("round {round}"), changes).await;
    }
    let folder = Path::new(place.url.strip_prefix("sqlite://").unwrap()).parent().unwrap();
    for word in [CANARY, &ana().to_string()] {
        assert!(!files_with(folder, word).is_empty(), "{word} was there");
    }
    erased(&place, scope).await;
    for word in [CANARY, &ana().to_string()] {
        assert_eq!(files_with(folder, word), Vec::<String>::new(), "{word}");
    }
    assert!(!files_with(folder, OTHERS).is_empty());
    place.store.close().await;
    for word in [CANARY, &ana().to_string()] {
        assert_eq!(files_with(folder, word), Vec::<String>::new(), "{word}, after the end");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn traces_that_a_crash_left_in_a_sqlite_file_are_gone_once_it_is_opened() {
    let place = Place::sqlite().await;
    let scope = two_people(&place).await.scope();
    let folder = Path::new(place.url.strip_prefix("sqlite://").unwrap()).parent().unwrap();
    place.store.close().await;
    // As an erasure leaves it that ends before the file is written anew.
    let pool = SqlitePool::connect(&place.url).await.unwrap();
    let deletions = "PRAGMA user_version = 1; DELETE FROM session; DELETE FROM ask; DELETE FROM win; DELETE FROM offer;
        DELETE FROM member; DELETE FROM member_topic; DELETE FROM task; DELETE FROM fact; DELETE FROM keepsake;
        DELETE FROM call; DELETE FROM receipt; DELETE FROM visit; DELETE FROM rollup_case; DELETE FROM signal; DELETE FROM link; DELETE FROM audit_name;";
    sqlx::raw_sql(deletions).execute(&pool).await.unwrap();
    pool.close().await;
    assert!(!files_with(folder, CANARY).is_empty(), "SQLite leaves what is deleted where it was");
    let store = smallwins_store::open(&place.url).await.unwrap();
    assert_eq!(files_with(folder, CANARY), Vec::<String>::new());
    assert!(store.everyone(scope, 9).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_and_is_forgotten_already_is_not_written_again_for_whoever_is_erased() {
    let place = Place::sqlite().await;
    let scope = two_people(&place).await.scope();
    let pool = SqlitePool::connect(&place.url).await.unwrap();
    // The words of years are forgotten, of those that are about her too.
    let forgotten = "UPDATE task SET body = '{}' WHERE settled_at IS NOT NULL;
        CREATE TABLE written (community TEXT, id TEXT);
        CREATE TRIGGER written AFTER UPDATE ON task BEGIN INSERT INTO written VALUES (NEW.community, NEW.id); END;";
    sqlx::raw_sql(forgotten).execute(&pool).await.unwrap();
    pool.close().await;
    erased(&place, scope).await;
    let left = texts(&place, scope, "SELECT about FROM task WHERE settled_at IS NOT NULL").await;
    assert!(!left.is_empty() && !left.iter().any(|about| names_ana(about)), "{left:?}");
    let written = texts(&place, scope, "SELECT id FROM written").await;
    assert!(!written.contains(&id::<smallwins_core::id::TaskId>(3).to_string()), "{written:?}");
    assert!(written.contains(&id::<smallwins_core::id::TaskId>(2).to_string()), "{written:?}");
}
