//! What is kept of one community, and what is read of it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use smallwins_core::ask::{Ask, Offer};
use smallwins_core::audit::Row as Line;
use smallwins_core::board::{Turn, Turned};
use smallwins_core::community::Community;
use smallwins_core::fact::Fact;
use smallwins_core::follow_up::Busy;
use smallwins_core::id::{AskId, FactId, MemberId, OfferId, SessionId};
use smallwins_core::member::Member;
use smallwins_core::message::Reply;
use smallwins_core::platform::Handle;
use smallwins_core::session::Session;
use smallwins_core::signal::{AccountLink, Kind, Outcome, Signal, Source, Tally, Whose};
use smallwins_core::store::{
    AskStory, Belongings, CallId, Desk, OfferStory, SessionStory, Sought, StoreError, Which,
};
use smallwins_core::text::Typed;
use smallwins_core::topic::Topic;
use smallwins_core::visit::{Print, Visit};
use smallwins_core::win::Win;

use super::numbers::Numbers;
use super::promises::Promises;
use super::rows::{Row, Rows, topics};
use crate::rows::Kept;
use crate::table::signal::first_to_end_first;
use crate::table::task::recipient;

/// A community and everything in it.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) community: Community,
    pub(super) calls: HashMap<CallId, (DateTime<Utc>, Reply)>,
    pub(super) members: Rows<Member>,
    pub(super) handles: HashMap<Handle, MemberId>,
    pub(super) wins: Rows<Win>,
    pub(super) asks: Rows<Ask>,
    pub(super) offers: Rows<Offer>,
    pub(super) sessions: Rows<Session>,
    pub(super) signals: Rows<Signal>,
    pub(super) links: Rows<AccountLink>,
    pub(super) promises: Promises,
    pub(super) facts: BTreeMap<FactId, Fact>,
    pub(super) numbers: Numbers,
    pub(super) audit: BTreeMap<i64, Line>,
    pub(super) keepsakes: BTreeMap<String, String>,
    pub(super) visits: HashMap<Print, Visit>,
    /// By day, source and outcome.
    pub(super) arrivals: BTreeMap<(i32, Source, Outcome), u32>,
}

/// What is named and not there.
fn missing<V: Kept>(id: impl ToString) -> StoreError {
    StoreError::Corrupt { table: V::TABLE, id: id.to_string(), why: "it is named and not there".to_owned() }
}

impl Room {
    /// That of a community in which nothing has happened.
    pub(super) fn of(community: Community) -> Room {
        Room {
            community,
            calls: HashMap::new(),
            members: Rows::default(),
            handles: HashMap::new(),
            wins: Rows::default(),
            asks: Rows::default(),
            offers: Rows::default(),
            sessions: Rows::default(),
            signals: Rows::default(),
            links: Rows::default(),
            promises: Promises::default(),
            facts: BTreeMap::new(),
            numbers: Numbers::default(),
            audit: BTreeMap::new(),
            keepsakes: BTreeMap::new(),
            visits: HashMap::new(),
            arrivals: BTreeMap::new(),
        }
    }

    pub(super) fn speaker(&self, handle: &Handle) -> Option<&Arc<Member>> {
        self.members.get(self.handles.get(handle)?)
    }

    fn member(&self, id: MemberId) -> Result<Member, StoreError> {
        self.members.own(&id).ok_or_else(|| missing::<Member>(id))
    }

    /// Members of whom that is so, by when they came.
    pub(super) fn those(&self, is_so: impl Fn(&Member) -> bool, most: u32) -> Vec<Member> {
        let mut members: Vec<&Arc<Member>> = self.members.all().filter(|member| is_so(member)).collect();
        members.sort_by_key(|member| (member.since, member.id));
        owned(members.into_iter(), most)
    }

    pub(super) fn people(&self, sought: &Sought, most: u32) -> Vec<Member> {
        let Sought::Called(words) = sought else {
            return self.those(|member| member.admin || member.organiser, most);
        };
        // What is an id or a handle is not looked for as a name.
        let is_known = |word: &str| {
            let by_id = word.parse().is_ok_and(|id| self.members.get(&id).is_some());
            by_id || self.speaker(&Handle(word.to_owned())).is_some()
        };
        let names = words.iter().filter(|word| !is_known(word)).map(|word| word.to_lowercase());
        let names: BTreeSet<String> = names.collect();
        let is_meant = |member: &Member| {
            words.contains(&member.handle.0)
                || words.contains(&member.id.to_string())
                || names.contains(&member.name.as_str().to_lowercase())
        };
        self.those(is_meant, most)
    }

    fn wins(&self, learner: MemberId, since: DateTime<Utc>) -> Vec<Win> {
        let is_recent = |win: &&Arc<Win>| win.at >= since && win.undone.is_none();
        let mut wins = owned(self.wins.of(learner).filter(is_recent), u32::MAX);
        wins.sort_by_key(|win| Reverse((win.at, win.id)));
        wins
    }

    fn signals_of(&self, member: MemberId, now: DateTime<Utc>) -> Vec<Signal> {
        let live = self.signals.of(member).filter(|signal| signal.is_live(now));
        first_to_end_first(owned(live, u32::MAX))
    }

    pub(super) fn signals(&self, which: Which<'_>, now: DateTime<Utc>) -> Vec<Signal> {
        let is_asked_for = |signal: &Signal| match which {
            Which::Of(whose) => whose.contains(&signal.whose),
            Which::Told(source, key) => {
                let can_work_again = signal.kind == Kind::Behaviour && !key.is_empty();
                can_work_again && signal.source == *source && signal.key == key
            }
        };
        let live = self.signals.all().filter(|signal| signal.is_live(now) && is_asked_for(signal));
        first_to_end_first(owned(live, u32::MAX))
    }

    pub(super) fn desk(&self, member: MemberId, since: DateTime<Utc>) -> Desk {
        let mut asks = owned(self.asks.of(member).filter(|ask| ask.is_open()), u32::MAX);
        asks.sort_by_key(|ask| (ask.at, ask.id));
        Desk {
            wins: self.wins(member, since),
            asks,
            offers: owned(self.offers.of(member).filter(|offer| offer.is_open()), u32::MAX),
            sessions: owned(self.sessions.of(member).filter(|session| session.is_open()), u32::MAX),
            signals: self.signals_of(member, since),
        }
    }

    pub(super) fn links(&self, whose: &Whose) -> Vec<AccountLink> {
        match whose {
            Whose::Member(member) => {
                let mut links = owned(self.links.of(*member), u32::MAX);
                links.sort_by_cached_key(|link| link.account.to_string());
                links
            }
            Whose::Account(account) => owned(self.links.get(account).into_iter(), u32::MAX),
        }
    }

    pub(super) fn tallies(&self, since: i32) -> Vec<Tally> {
        let mut counts: BTreeMap<(&str, &str), Tally> = BTreeMap::new();
        for ((day, source, outcome), count) in &self.arrivals {
            if *day >= since {
                let none = || Tally { source: source.clone(), outcome: *outcome, count: 0 };
                counts.entry((source.as_str(), outcome.word())).or_insert_with(none).count += count;
            }
        }
        counts.into_values().collect()
    }

    fn asked(&self, ask: &Ask, since: DateTime<Utc>) -> Result<AskStory, StoreError> {
        let open = self.offers.sought(None).filter(|offer| offer.ask == ask.id);
        Ok(AskStory {
            ask: ask.clone(),
            learner: self.member(ask.learner)?,
            offers: owned(open, u32::MAX),
            wins: self.wins(ask.learner, since),
            signals: self.signals_of(ask.learner, since),
        })
    }

    pub(super) fn ask_stories(
        &self,
        ids: &[AskId],
        since: DateTime<Utc>,
    ) -> Result<Vec<AskStory>, StoreError> {
        let ids: BTreeSet<&AskId> = ids.iter().collect();
        ids.into_iter().filter_map(|id| self.asks.get(id)).map(|ask| self.asked(ask, since)).collect()
    }

    pub(super) fn offer(&self, id: OfferId, since: DateTime<Utc>) -> Result<Option<OfferStory>, StoreError> {
        let Some(offer) = self.offers.own(&id) else { return Ok(None) };
        let ask = self.asks.get(&offer.ask).ok_or_else(|| missing::<Ask>(offer.ask))?;
        Ok(Some(OfferStory { mentor: self.member(offer.mentor)?, ask: self.asked(ask, since)?, offer }))
    }

    pub(super) fn session(&self, id: SessionId) -> Result<Option<SessionStory>, StoreError> {
        let Some(session) = self.sessions.own(&id) else { return Ok(None) };
        Ok(Some(SessionStory {
            ask: self.asks.own(&session.ask).ok_or_else(|| missing::<Ask>(session.ask))?,
            learner: self.member(session.learner)?,
            mentor: self.member(session.mentor)?,
            session,
        }))
    }

    pub(super) fn busy(&self, members: &[MemberId], from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Busy> {
        let mut found = BTreeMap::new();
        for session in members.iter().flat_map(|member| self.sessions.of(*member)) {
            if let Some(busy) = session.busy().filter(|busy| busy.from < to && busy.to > from) {
                found.insert((busy.from, busy.to, session.id), busy);
            }
        }
        found.into_values().collect()
    }

    pub(super) fn candidates(&self, stems: &[String], most: u32) -> Vec<Arc<Member>> {
        let shared = |member: &Member| {
            let offered: BTreeSet<&String> = topics(member).flat_map(Topic::stems).collect();
            stems.iter().collect::<BTreeSet<_>>().intersection(&offered).count()
        };
        let held = |member: &Member| member.mentor.as_ref().map_or(0, |mentor| mentor.held.len());
        let mentors = self.members.sought(None).map(|member| (shared(member), member));
        let mut found: Vec<_> = mentors.filter(|(shared, _)| *shared > 0).collect();
        found.sort_by_key(|(shared, member)| (Reverse(*shared), held(member), member.id));
        found.into_iter().take(most as usize).map(|(_, member)| Arc::clone(member)).collect()
    }

    pub(super) fn topics(&self) -> Vec<(Topic, u32)> {
        let mut offered: BTreeMap<&str, (&Topic, u32)> = BTreeMap::new();
        for member in self.members.sought(None) {
            let theirs: BTreeMap<&str, &Topic> = topics(member)
                .filter(|topic| !topic.stems().is_empty())
                .map(|it| (it.as_str(), it))
                .collect();
            for (name, topic) in theirs {
                offered.entry(name).or_insert((topic, 0)).1 += 1;
            }
        }
        let mut topics: Vec<(Topic, u32)> =
            offered.into_values().map(|(topic, mentors)| (topic.clone(), mentors)).collect();
        // They stand in the order of their names.
        topics.sort_by_key(|(_, mentors)| Reverse(*mentors));
        topics
    }

    pub(super) fn affirmations(
        &self,
        mentor: Option<MemberId>,
        before: Option<SessionId>,
        most: u32,
    ) -> Vec<(SessionId, Typed)> {
        let held: Box<dyn Iterator<Item = &Arc<Session>>> = match mentor {
            Some(mentor) => {
                Box::new(self.sessions.of(mentor).rev().filter(move |session| session.mentor == mentor))
            }
            None => Box::new(self.sessions.all().rev()),
        };
        let of_one = |session: &Arc<Session>| {
            session.compliments().map(|words| (session.id, words.clone())).collect::<Vec<_>>()
        };
        let held = held.filter(|session| before.is_none_or(|before| session.id < before));
        held.take(most as usize).flat_map(of_one).collect()
    }

    pub(super) fn turns(&self, before: DateTime<Utc>) -> Vec<Turned> {
        let asks = self.asks.sought(None).filter_map(|ask| ask.turn());
        Turned::of(asks.chain(self.sessions.sought(None).filter_map(|session| session.turn())), before)
    }

    pub(super) fn longest(&self, most: u32) -> (Vec<Ask>, Vec<Session>) {
        let asks = self.asks.sought(None).filter_map(|ask| Some((ask.turn()?, ask)));
        let sessions = self.sessions.sought(None).filter_map(|session| Some((session.turn()?, session)));
        (waiting_longest(asks, most), waiting_longest(sessions, most))
    }

    pub(super) fn given(&self, mentor: MemberId, first: SessionId) -> Vec<Session> {
        let theirs = self.sessions.of(mentor);
        let given = theirs.filter(|session| session.mentor == mentor && session.id >= first);
        owned(given, u32::MAX)
    }

    pub(super) fn unsettled(&self, first: SessionId) -> Vec<(MemberId, u32)> {
        let mut sessions: BTreeMap<MemberId, u32> = BTreeMap::new();
        for session in self.sessions.from(first).filter(|session| session.is_unsettled()) {
            *sessions.entry(session.mentor).or_default() += 1;
        }
        sessions.into_iter().collect()
    }

    pub(super) fn bygone(&self, before: DateTime<Utc>, most: u32) -> Vec<Session> {
        let old = self.sessions.all().filter_map(|session| Some((session.words_since()?, session)));
        let mut old: Vec<_> = old.filter(|(since, _)| *since < before).collect();
        old.sort_by_key(|(since, session)| (*since, session.id));
        owned(old.into_iter().map(|(_, session)| session), most)
    }

    pub(super) fn belongings(&self, member: MemberId) -> Belongings {
        let mut wins = owned(self.wins.of(member), u32::MAX);
        wins.sort_by_key(|win| (win.at, win.id));
        let mut asks = owned(self.asks.of(member), u32::MAX);
        asks.sort_by_key(|ask| (ask.at, ask.id));
        let to_them = self.promises.in_order().into_iter().filter(|task| recipient(task) == Some(member));
        Belongings {
            wins,
            asks,
            offers: owned(self.offers.of(member), u32::MAX),
            sessions: owned(self.sessions.of(member), u32::MAX),
            signals: owned(self.signals.of(member), u32::MAX),
            links: owned(self.links.of(member), u32::MAX),
            waiting: to_them.cloned().collect(),
        }
    }
}

/// Those that somebody waits for, those first that wait for longest.
fn waiting_longest<'a, V: Row + 'a>(
    rows: impl Iterator<Item = ((Turn, DateTime<Utc>), &'a Arc<V>)>,
    most: u32,
) -> Vec<V> {
    let mut rows: Vec<_> = rows.filter(|((turn, _), _)| turn.is_waited_for()).collect();
    rows.sort_by_key(|((_, since), row)| (*since, row.id()));
    owned(rows.into_iter().map(|(_, row)| row), most)
}

/// At most so many, of one's own.
pub(super) fn owned<'a, V: Row + 'a>(rows: impl Iterator<Item = &'a Arc<V>>, most: u32) -> Vec<V> {
    rows.take(most as usize).map(|row| V::clone(row)).collect()
}
