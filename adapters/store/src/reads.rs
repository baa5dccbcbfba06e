//! Reads across tables: one statement each, whose rows say by `kind` what they are.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use smallwins_core::ask::{Ask, Offer};
use smallwins_core::community::{Community, Scope};
use smallwins_core::id::{AskId, MemberId, OfferId, SessionId, WinId};
use smallwins_core::member::Member;
use smallwins_core::platform::Handle;
use smallwins_core::session::Session;
use smallwins_core::signal::Signal;
use smallwins_core::store::{AskStory, Belongings, CallId, Desk, Entrance, OfferStory, SessionStory};
use smallwins_core::win::Win;

use crate::db::{Pool, Row};
use crate::fault::Fault;
use crate::gather::Question;
use crate::rows::{Kept, column, corrupt, read_body, value};
use crate::statement::{MOST_ROWS, Statement, id};
use crate::table::call;
use crate::table::signal::first_to_end_first;

/// Rows of several kinds.
pub(crate) struct Mixed(Vec<(String, Row)>);

impl Mixed {
    pub(crate) async fn read(pool: &Pool, scope: Scope, statement: &Statement) -> Result<Mixed, Fault> {
        let rows = pool.rows(&scope.into(), statement).await?;
        let kind = |row: Row| column("row", "?", row.text("kind")).map(|kind| (kind, row));
        rows.into_iter().map(kind).collect::<Result<_, _>>().map(Mixed)
    }

    fn rows(&self, kind: &str) -> impl Iterator<Item = &Row> {
        self.0.iter().filter(move |(is, _)| is == kind).map(|(_, row)| row)
    }

    pub(crate) fn all<T: Kept>(&self, kind: &str) -> Result<Vec<T>, Fault> {
        self.rows(kind).map(value).collect()
    }

    fn one<T: Kept>(&self, kind: &str) -> Result<Option<T>, Fault> {
        self.rows(kind).next().map(value).transpose()
    }

    /// What has to be there because something that is there names it.
    fn needed<T: Kept>(&self, kind: &str, id: impl ToString) -> Result<T, Fault> {
        self.one(kind)?.ok_or_else(|| corrupt(T::TABLE, &id.to_string(), "it is named and not there"))
    }
}

/// Rows of several kinds that concern several people.
struct Sorted(HashMap<(String, String), Vec<Row>>);

impl Sorted {
    async fn read(pool: &Pool, scope: Scope, statement: &Statement) -> Result<Sorted, Fault> {
        let mut sorted: HashMap<_, Vec<Row>> = HashMap::new();
        for row in pool.rows(&scope.into(), statement).await? {
            let kind = column("row", "?", row.text("kind"))?;
            let of = column("row", "?", row.text("of"))?;
            sorted.entry((kind, of)).or_default().push(row);
        }
        Ok(Sorted(sorted))
    }

    fn of(&self, kind: &str, of: &str) -> Vec<&Row> {
        self.0.get(&(kind.to_owned(), of.to_owned())).into_iter().flatten().collect()
    }

    fn all<T: Kept>(&self, kind: &str, of: &str) -> Result<Vec<T>, Fault> {
        self.of(kind, of).into_iter().map(value).collect()
    }
}

impl Sorted {
    fn ask_story(&self, ask: AskId) -> Result<Option<AskStory>, Fault> {
        let of = ask.to_string();
        let Some(ask) = self.of("ask", &of).first().copied().map(value::<Ask>).transpose()? else {
            return Ok(None);
        };
        let nobody = || corrupt(Member::TABLE, &ask.learner.to_string(), "it is named and not there");
        let learner = self.of("learner", &of).first().copied().ok_or_else(nobody)?;
        Ok(Some(AskStory {
            learner: value(learner)?,
            offers: by_id(self.all("open", &of)?),
            wins: newest_first(self.all("win", &of)?),
            signals: first_to_end_first(self.all("signal", &of)?),
            ask,
        }))
    }
}

fn newest_first(mut wins: Vec<Win>) -> Vec<Win> {
    wins.sort_by_key(|win| std::cmp::Reverse((win.at, win.id)));
    wins
}

fn by_id(mut offers: Vec<Offer>) -> Vec<Offer> {
    offers.sort_by_key(|offer| offer.id);
    offers
}

/// Who speaks, and whether this very call was answered before.
#[derive(Debug)]
pub(crate) struct Entering {
    pub(crate) call: CallId,
    pub(crate) speaker: Option<Handle>,
}

impl Question for Entering {
    type Answer = Entrance;

    async fn read(
        pool: &Pool,
        scope: Scope,
        questions: &[Entering],
    ) -> Result<Vec<Result<Entrance, Fault>>, Fault> {
        let statement = Statement::new(
            "-- entrance
SELECT 'community' AS kind, community AS of, community AS id, version, body
FROM community
WHERE community = $1
UNION ALL
SELECT 'speaker', handle, id, version, body
FROM member
WHERE community = $1 AND handle IN ({speakers})
UNION ALL
SELECT 'answered', id, id, 0, reply
FROM call
WHERE community = $1 AND id IN ({calls})",
        );
        let mut speakers: Vec<Option<String>> =
            questions.iter().filter_map(|one| one.speaker.as_ref()).map(|one| Some(one.0.clone())).collect();
        if speakers.is_empty() {
            speakers.push(None);
        }
        let calls = questions.iter().map(|one| one.call.0.as_str());
        let statement = statement.with(scope).for_list("{speakers}", speakers).for_list("{calls}", calls);
        let sorted = Sorted::read(pool, scope, &statement).await?;
        let community = sorted.of("community", &scope.community().to_string()).first().copied();
        let community = || {
            let missing =
                || corrupt(Community::TABLE, &scope.community().to_string(), "it is named and not there");
            community.ok_or_else(missing).and_then(value::<Community>)
        };
        let community = community();
        let entrance = |one: &Entering| {
            let speaker =
                one.speaker.as_ref().and_then(|speaker| sorted.of("speaker", &speaker.0).first().copied());
            let reply = |row: &&Row| {
                read_body(call::TABLE, &one.call.0, &column(call::TABLE, &one.call.0, row.text("body"))?)
            };
            Ok(Entrance {
                community: community.clone()?,
                speaker: speaker.map(value).transpose()?,
                answered: sorted.of("answered", &one.call.0).first().map(reply).transpose()?,
            })
        };
        Ok(questions.iter().map(entrance).collect())
    }
}

/// Everything that concerns one member now.
#[derive(Debug)]
pub(crate) struct Desks {
    pub(crate) member: MemberId,
    pub(crate) wins_since: DateTime<Utc>,
}

impl Question for Desks {
    type Answer = Desk;

    async fn read(pool: &Pool, scope: Scope, questions: &[Desks]) -> Result<Vec<Result<Desk, Fault>>, Fault> {
        let statement = Statement::new(
            "-- desk
SELECT 'win' AS kind, learner AS of, id, version, body
FROM win
WHERE community = $1 AND learner IN ({list}) AND at >= $2 AND undone_at IS NULL
UNION ALL
SELECT 'ask', learner, id, version, body
FROM ask
WHERE community = $1 AND learner IN ({list}) AND open
UNION ALL
SELECT 'offer', mentor, id, version, body
FROM offer
WHERE community = $1 AND mentor IN ({list}) AND open
UNION ALL
SELECT 'session', learner, id, version, body
FROM session
WHERE community = $1 AND learner IN ({list}) AND open
UNION ALL
SELECT 'session', mentor, id, version, body
FROM session
WHERE community = $1 AND mentor IN ({list}) AND open = TRUE AND learner <> mentor
UNION ALL
SELECT 'signal', whose, id, version, body
FROM signal
WHERE community = $1 AND whose IN ({list}) AND until > $2 AND undone_at IS NULL",
        );
        let since = questions.iter().map(|one| one.wins_since).min();
        let members = questions.iter().map(|one| id(one.member));
        let sorted =
            Sorted::read(pool, scope, &statement.with(scope).with(since).for_list("{list}", members)).await?;
        let desk = |one: &Desks| {
            let member = one.member.to_string();
            let mut wins: Vec<Win> = sorted.all("win", &member)?;
            let since = one.wins_since.timestamp_millis();
            wins.retain(|win| win.at.timestamp_millis() >= since);
            let mut signals: Vec<Signal> = sorted.all("signal", &member)?;
            signals.retain(|signal| signal.until.timestamp_millis() > since);
            let mut asks: Vec<Ask> = sorted.all("ask", &member)?;
            asks.sort_by_key(|ask| (ask.at, ask.id));
            let mut sessions: Vec<Session> = sorted.all("session", &member)?;
            sessions.sort_by_key(|session| session.id);
            Ok(Desk {
                wins: newest_first(wins),
                asks,
                offers: by_id(sorted.all("offer", &member)?),
                sessions,
                signals: first_to_end_first(signals),
            })
        };
        Ok(questions.iter().map(desk).collect())
    }
}

/// A win.
pub(crate) async fn win(pool: &Pool, scope: Scope, win: WinId) -> Result<Option<Win>, Fault> {
    let statement = Statement::new(
        "-- win
SELECT id, version, body
FROM win
WHERE community = $1 AND id = $2",
    );
    let rows = pool.rows(&scope.into(), &statement.with(scope).with(id(win))).await?;
    rows.first().map(value).transpose()
}

fn ask_story(mixed: &Mixed, ask: Ask) -> Result<AskStory, Fault> {
    Ok(AskStory {
        learner: mixed.needed("learner", ask.learner)?,
        offers: by_id(mixed.all("open")?),
        wins: newest_first(mixed.all("win")?),
        signals: first_to_end_first(mixed.all("signal")?),
        ask,
    })
}

/// Asks and what belongs to them, in the order of their ids.
pub(crate) async fn asks(
    pool: &Pool,
    scope: Scope,
    asks: &[AskId],
    wins_since: DateTime<Utc>,
) -> Result<Vec<AskStory>, Fault> {
    let asks: BTreeSet<AskId> = asks.iter().copied().collect();
    let asks: Vec<AskId> = asks.into_iter().collect();
    let mut stories = Vec::with_capacity(asks.len());
    for some in asks.chunks(MOST_ROWS) {
        stories.extend(some_asks(pool, scope, some, wins_since).await?);
    }
    Ok(stories)
}

/// So many of them as one statement takes.
async fn some_asks(
    pool: &Pool,
    scope: Scope,
    asks: &[AskId],
    wins_since: DateTime<Utc>,
) -> Result<Vec<AskStory>, Fault> {
    let statement = Statement::new(
        "-- asks
SELECT 'ask' AS kind, id AS of, id, version, body
FROM ask
WHERE community = $1 AND id IN ({list})
UNION ALL
SELECT 'learner', ask.id, member.id, member.version, member.body
FROM ask
JOIN member ON member.community = $1 AND member.id = ask.learner
WHERE ask.community = $1 AND ask.id IN ({list})
UNION ALL
SELECT 'open', ask, id, version, body
FROM offer
WHERE community = $1 AND ask IN ({list}) AND open
UNION ALL
SELECT 'win', ask.id, win.id, win.version, win.body
FROM ask
JOIN win ON win.community = $1 AND win.learner = ask.learner AND win.at >= $2 AND win.undone_at IS NULL
WHERE ask.community = $1 AND ask.id IN ({list})
UNION ALL
SELECT 'signal', ask.id, signal.id, signal.version, signal.body
FROM ask
JOIN signal ON signal.community = $1 AND signal.whose = ask.learner AND signal.until > $2 AND signal.undone_at IS NULL
WHERE ask.community = $1 AND ask.id IN ({list})",
    );
    let statement = statement.with(scope).with(wins_since).for_list("{list}", asks.iter().copied().map(id));
    let sorted = Sorted::read(pool, scope, &statement).await?;
    asks.iter().filter_map(|ask| sorted.ask_story(*ask).transpose()).collect()
}

/// An offer and what belongs to it.
pub(crate) async fn offer(
    pool: &Pool,
    scope: Scope,
    offer: OfferId,
    wins_since: DateTime<Utc>,
) -> Result<Option<OfferStory>, Fault> {
    let statement = Statement::new(
        "-- offer
SELECT 'offer' AS kind, id, version, body
FROM offer
WHERE community = $1 AND id = $2
UNION ALL
SELECT 'mentor', member.id, member.version, member.body
FROM offer
JOIN member ON member.community = $1 AND member.id = offer.mentor
WHERE offer.community = $1 AND offer.id = $2
UNION ALL
SELECT 'ask', ask.id, ask.version, ask.body
FROM offer
JOIN ask ON ask.community = $1 AND ask.id = offer.ask
WHERE offer.community = $1 AND offer.id = $2
UNION ALL
SELECT 'learner', member.id, member.version, member.body
FROM offer
JOIN ask ON ask.community = $1 AND ask.id = offer.ask
JOIN member ON member.community = $1 AND member.id = ask.learner
WHERE offer.community = $1 AND offer.id = $2
UNION ALL
SELECT 'open', other.id, other.version, other.body
FROM offer
JOIN offer AS other ON other.community = $1 AND other.ask = offer.ask AND other.open
WHERE offer.community = $1 AND offer.id = $2
UNION ALL
SELECT 'win', win.id, win.version, win.body
FROM offer
JOIN ask ON ask.community = $1 AND ask.id = offer.ask
JOIN win ON win.community = $1 AND win.learner = ask.learner AND win.at >= $3 AND win.undone_at IS NULL
WHERE offer.community = $1 AND offer.id = $2
UNION ALL
SELECT 'signal', signal.id, signal.version, signal.body
FROM offer
JOIN ask ON ask.community = $1 AND ask.id = offer.ask
JOIN signal ON signal.community = $1 AND signal.whose = ask.learner AND signal.until > $3 AND signal.undone_at IS NULL
WHERE offer.community = $1 AND offer.id = $2",
    );
    let mixed = Mixed::read(pool, scope, &statement.with(scope).with(id(offer)).with(wins_since)).await?;
    let Some(offer) = mixed.one::<Offer>("offer")? else { return Ok(None) };
    let ask = mixed.needed("ask", offer.ask)?;
    Ok(Some(OfferStory {
        mentor: mixed.needed("mentor", offer.mentor)?,
        ask: ask_story(&mixed, ask)?,
        offer,
    }))
}

/// A session and what belongs to it.
pub(crate) async fn session(
    pool: &Pool,
    scope: Scope,
    session: SessionId,
) -> Result<Option<SessionStory>, Fault> {
    let statement = Statement::new(
        "-- session
SELECT 'session' AS kind, id, version, body
FROM session
WHERE community = $1 AND id = $2
UNION ALL
SELECT 'ask', ask.id, ask.version, ask.body
FROM session
JOIN ask ON ask.community = $1 AND ask.id = session.ask
WHERE session.community = $1 AND session.id = $2
UNION ALL
SELECT 'learner', member.id, member.version, member.body
FROM session
JOIN member ON member.community = $1 AND member.id = session.learner
WHERE session.community = $1 AND session.id = $2
UNION ALL
SELECT 'mentor', member.id, member.version, member.body
FROM session
JOIN member ON member.community = $1 AND member.id = session.mentor
WHERE session.community = $1 AND session.id = $2",
    );
    let mixed = Mixed::read(pool, scope, &statement.with(scope).with(id(session))).await?;
    let Some(session) = mixed.one::<Session>("session")? else { return Ok(None) };
    Ok(Some(SessionStory {
        ask: mixed.needed("ask", session.ask)?,
        learner: mixed.needed::<Member>("learner", session.learner)?,
        mentor: mixed.needed::<Member>("mentor", session.mentor)?,
        session,
    }))
}

/// What is held about one member besides who they are and what waits to be said to them. It is asked so rarely that no
/// index is kept for what is closed.
pub(crate) async fn belongings(pool: &Pool, scope: Scope, member: MemberId) -> Result<Belongings, Fault> {
    let statement = Statement::new(
        "-- belongings
SELECT 'win' AS kind, id, version, body
FROM win
WHERE community = $1 AND learner = $2
UNION ALL
SELECT 'ask', id, version, body
FROM ask
WHERE community = $1 AND learner = $2
UNION ALL
SELECT 'offer', id, version, body
FROM offer
WHERE community = $1 AND mentor = $2
UNION ALL
SELECT 'session', id, version, body
FROM session
WHERE community = $1 AND (learner = $2 OR mentor = $2)
UNION ALL
SELECT 'signal', id, version, body
FROM signal
WHERE community = $1 AND whose = $2
UNION ALL
SELECT 'link', id, version, body
FROM link
WHERE community = $1 AND member = $2",
    );
    let mixed = Mixed::read(pool, scope, &statement.with(scope).with(id(member))).await?;
    let (mut wins, mut asks): (Vec<Win>, Vec<Ask>) = (mixed.all("win")?, mixed.all("ask")?);
    wins.sort_by_key(|win| (win.at, win.id));
    asks.sort_by_key(|ask| (ask.at, ask.id));
    let mut sessions: Vec<Session> = mixed.all("session")?;
    sessions.sort_by_key(|session| session.id);
    let (signals, links) = (mixed.all("signal")?, mixed.all("link")?);
    let offers = by_id(mixed.all("offer")?);
    Ok(Belongings { wins, asks, offers, sessions, signals, links, waiting: Vec::new() })
}
