//! The one door in: a call is loaded, decided, committed and answered; `plans` begins what comes by itself.

mod plans;

mod entering;
mod reader;
mod said;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use tracing::{Instrument, info_span};
use uuid::Uuid;

use crate::act::welcome::{Received, Yes, came_in, onwards, receive};
use crate::act::{self, Heard, Trouble};
use crate::action::{Action, Care};
use crate::audit::{By, Head, noted};
use crate::community::{Community, OnRemoval, Scope};
use crate::decision::{Change, Decision, LONGEST_ECHO, Refusal, put_in_order};
use crate::id::MemberId;
use crate::member::{Member, Person};
use crate::message::{Reply, Values};
use crate::moment::{Moment, Moments};
use crate::news::News;
use crate::pace::Paces;
use crate::parting::{Mark, MarkKey, Parting, Then};
use crate::platform::{Handle, PlatformName};
use crate::safety::Safety;
use crate::script::say;
use crate::signal::Incoming;
use crate::store::{CallId, Commit, Committed, Entrance, Observing, Store, StoreError};
use crate::text::cut;
use crate::waiting::{For, Waiting};
use reader::Reader;

/// How often a decision is taken anew when others keep coming first.
const TRIES: usize = 8;

/// Somebody says something to Smallwins.
#[derive(Debug, Clone)]
pub struct Call {
    /// The platform's id of it: a retry with the same id changes nothing twice.
    pub id: CallId,
    /// Where.
    pub scope: Scope,
    /// Who.
    pub who: Who,
    /// What.
    pub said: Said,
}

/// Who speaks.
#[derive(Debug, Clone)]
pub enum Who {
    /// A person.
    Person(Person),
    /// The clock: something is due.
    Clock,
    /// The platform itself.
    Platform,
    /// Another tool.
    Hook,
}

/// What is said, and how.
#[derive(Debug, Clone)]
pub enum Said {
    /// Typed: a command, or a line in a direct message.
    Line(String),
    /// Pressed: the text form that a button carried.
    Press(String),
    /// Filled in: the text form that a form carried, and the values of its fields.
    Form {
        /// The text form that the form carried.
        action: String,
        /// The values by the names of the fields.
        values: Values,
    },
    /// Due.
    Due(Action),
    /// Told by the platform.
    News(News),
    /// Told by another tool.
    Arrived(Box<Incoming>),
}

/// What Smallwins does, on a memory and a clock.
#[derive(Clone)]
pub struct Mentoring {
    store: Arc<dyn Store>,
    moments: Arc<dyn Moments>,
    address: Option<Arc<str>>,
    key: MarkKey,
    paces: Arc<Paces>,
    welcomes: bool,
}

impl Mentoring {
    /// Mentoring that remembers in `store` and lives by `moments`.
    pub fn new(store: Arc<dyn Store>, moments: Arc<dyn Moments>) -> Self {
        let (key, paces) = (MarkKey::default(), Arc::default());
        Mentoring { store, moments, address: None, key, paces, welcomes: false }
    }

    /// Mentoring that is found in a browser at this address, which ends without a slash.
    pub fn found_at(self, address: &str) -> Self {
        Mentoring { address: Some(address.into()), ..self }
    }

    /// Mentoring that marks those who were erased under this key.
    pub fn marking_under(self, key: MarkKey) -> Self {
        Mentoring { key, ..self }
    }

    /// Mentoring that welcomes whoever is new: they read what would be held about them, and nothing of theirs is before
    /// they say yes. Without it everybody is taken to have said so, as people do who are only played.
    pub fn welcoming(self) -> Self {
        Mentoring { welcomes: true, ..self }
    }

    /// The memory.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The present.
    pub fn now(&self) -> DateTime<Utc> {
        self.moments.now()
    }

    /// The community that a platform knows by that id; it is founded when Smallwins has not been there before.
    pub async fn community(
        &self,
        platform: &PlatformName,
        external: &str,
        zone: Tz,
    ) -> Result<Community, StoreError> {
        match self.store.community(platform, external).await? {
            Some(community) => Ok(community),
            None => {
                let mut moment = self.moments.moment();
                self.store
                    .found(Community::new(platform.clone(), external.to_owned(), zone, &mut moment))
                    .await
            }
        }
    }

    /// Answers a call. Trouble comes back as words that say what happened, why and what to do.
    pub async fn act(&self, call: Call) -> Reply {
        self.act_in_zone(call).await.0
    }

    /// As [`Mentoring::act`], with the zone in which the one who spoke reads the answer: the one that they told, or
    /// that of their platform, or the community's. `None` where no person spoke, or the memory does not say.
    pub async fn act_in_zone(&self, call: Call) -> (Reply, Option<Tz>) {
        let span = info_span!("act", call.id = %call.id.0, community = %call.scope.community());
        let mut reader = Reader::of(&call.who);
        let reply = async {
            match self.decide_and_commit(&call, &mut reader).await {
                Ok(reply) => reply,
                Err(Trouble::Refused(refusal)) => call.said.refused(refusal),
                Err(Trouble::Store(error)) => {
                    tracing::error!(error = %error, "The call could not be answered");
                    if matches!(call.said, Said::News(_)) {
                        return Reply::default();
                    }
                    let key = match error {
                        StoreError::Full(_) => "trouble.full",
                        StoreError::Conflict => "trouble.busy",
                        StoreError::Corrupt { .. } | StoreError::Unavailable(_) => "trouble.memory",
                    };
                    let typed = call.said.words();
                    let typed = typed.as_ref().map(|words| cut(words.get(), LONGEST_ECHO));
                    let trouble =
                        say(key).with("id", call.id.0.as_str()).with("typed", typed).message().into();
                    let heavy = call.said.sounds_heavy();
                    if heavy { act::with_contact(trouble, &Safety::default()) } else { trouble }
                }
            }
        }
        .instrument(span)
        .await;
        (reply.in_tongue(reader.tongue).read_at(self.now()), reader.zone)
    }

    /// Takes up what the platform of a community tells, and says what is to be said there. A platform tells it once, so
    /// what goes wrong is for its adapter to handle.
    ///
    /// # Errors
    /// The memory does not answer, or others keep coming first: nothing has changed.
    pub async fn tell(&self, id: CallId, scope: Scope, news: News) -> Result<Reply, StoreError> {
        let span = info_span!("tell", call.id = %id.0, community = %scope.community());
        self.take_up(Call { id, scope, who: Who::Platform, said: Said::News(news) }).instrument(span).await
    }

    /// Takes up what another tool tells of somebody's work. It tells it again when that comes to nothing.
    ///
    /// # Errors
    /// The memory does not answer, or others keep coming first: nothing has changed.
    pub async fn receive(&self, id: CallId, scope: Scope, incoming: Incoming) -> Result<(), StoreError> {
        let span = info_span!("receive", call.id = %id.0, community = %scope.community());
        let said = Said::Arrived(Box::new(incoming));
        self.take_up(Call { id, scope, who: Who::Hook, said }).instrument(span).await.map(drop)
    }

    /// An id that there was none like.
    pub fn fresh<T: From<Uuid>>(&self) -> T {
        self.moments.moment().id()
    }

    /// As [`Mentoring::act`] for the clock: what goes wrong is for the loop to handle.
    pub(crate) async fn wake(&self, call: Call) -> Result<(), StoreError> {
        self.take_up(call).await.map(drop)
    }

    async fn take_up(&self, call: Call) -> Result<Reply, StoreError> {
        let mut reader = Reader::of(&call.who);
        match self.decide_and_commit(&call, &mut reader).await {
            Ok(reply) => Ok(reply.in_tongue(reader.tongue).read_at(self.now())),
            Err(Trouble::Refused(refusal)) => {
                tracing::debug!(refusal = refusal.key(), "Nothing is left to do");
                Ok(Reply::default())
            }
            Err(Trouble::Store(error)) => Err(error),
        }
    }

    /// Decides, and says how the answer is read as soon as that is known.
    async fn decide_and_commit(&self, call: &Call, reader: &mut Reader) -> Result<Reply, Trouble> {
        for _ in 0..TRIES {
            let entrance = self.store.entrance(call.scope, &call.id, call.about()).await?;
            *reader = Reader::known(&call.who, &entrance);
            if let Some(reply) = entrance.answered {
                return Ok(reply);
            }
            if call.erases(&entrance.community) {
                self.store.forget(call.scope).await?;
                tracing::info!(community = %call.scope.community(), "Removed, and forgotten as its admins chose");
                return Ok(Reply::default());
            }
            let mut moment = self.moments.moment();
            let Entrance { community, speaker, .. } = entrance;
            let known = speaker.as_ref().map(|speaker| speaker.id);
            let decision = self.decide(call, &community, speaker, &mut moment).await?;
            let by = call.by(known, &decision);
            let decision =
                act::with_cards(noted(decision, &community, by, &mut moment), &community, &mut moment);
            reader.after(call, &decision);
            if decision.changes.is_empty() {
                return Ok(decision.reply);
            }
            let kept = decision.kept_reply().in_tongue(reader.tongue).read_at(moment.now);
            let Decision { reply, mut changes, .. } = decision;
            put_in_order(&mut changes);
            let (id, at) = (call.id.clone(), moment.now);
            let head = head_of(&changes);
            let commit = Commit { scope: call.scope, call: id, at, reply: kept, changes };
            match self.store.commit(commit).await {
                Ok(Committed::Now) => {
                    call.note_news();
                    log_noted(head);
                    return Ok(reply);
                }
                Ok(Committed::Before(reply)) => return Ok(reply),
                Err(StoreError::Conflict) => continue,
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Conflict.into())
    }

    /// Decides. Whoever says what sounds heavy reads whom to turn to, whatever else they are answered.
    async fn decide(
        &self,
        call: &Call,
        community: &Community,
        speaker: Option<Member>,
        moment: &mut Moment,
    ) -> Result<Decision, Trouble> {
        let mut heavy = call.said.sounds_heavy();
        let decided = self.decide_on(call, community, speaker, moment, &mut heavy).await;
        if !heavy {
            return decided;
        }
        let mut decision = match decided {
            Err(Trouble::Refused(refusal)) => Decision::reply(call.said.refused(refusal)),
            decided => decided?,
        };
        decision.reply = act::with_contact(decision.reply, &community.safety);
        Ok(decision)
    }

    async fn decide_on(
        &self,
        call: &Call,
        community: &Community,
        speaker: Option<Member>,
        moment: &mut Moment,
        heavy: &mut bool,
    ) -> Result<Decision, Trouble> {
        let observing = Observing::of(&*self.store, community);
        let store: &dyn Store = observing.as_ref().map_or(&*self.store, |observing| observing);
        let person = match (&call.who, &call.said) {
            (Who::Person(person), _) => person,
            (Who::Clock, Said::Due(Action::Clock(wake))) => {
                return act::on_the_clock(*wake, store, community, &self.key, moment).await;
            }
            (Who::Platform, Said::News(news))
            | (
                Who::Clock,
                Said::News(
                    news @ (News::Unreachable { .. }
                    | News::Reached { .. }
                    | News::Unheard { .. }
                    | News::Posted { .. }
                    | News::Closed { .. }),
                ),
            ) => return act::on_news(news, community, speaker.as_ref(), store, moment).await,
            (Who::Hook, Said::Arrived(incoming)) => {
                return act::on_arrival(incoming, community, store, &self.key, moment).await;
            }
            (Who::Clock | Who::Platform | Who::Hook, _) => return Err(Refusal::NotYours.into()),
        };
        let said = call.said.action();
        let cares = matches!(said, Ok(Action::Privacy(_)));
        let returns = matches!(said, Ok(Action::Privacy(Care::Return)));
        if let Some(Parting::Going { then: Then::Erase, .. }) =
            speaker.as_ref().and_then(|known| known.parting)
        {
            return Err(Refusal::because(say("erase.under-way")).into());
        }
        let was = speaker.as_ref().map(|known| known.calendar.clone());
        let (mut member, mut met) = match speaker {
            None => match self.key.mark_of(store, call.scope, &person.handle).await? {
                Some(Mark::Erased) if !returns => {
                    let again = Action::Privacy(Care::Return);
                    return Err(Refusal::because(say("erased.still").button("again", again)).into());
                }
                mark => (self.newcomer(person, mark, community, moment), Met::First),
            },
            Some(member) => match member.described_as(person, community.zone) {
                Some(member) => (member, Met::Changed),
                None => (member, Met::Known),
            },
        };
        // Whoever asks what is held about them, or leaves, has not come back by that.
        let rejoins = !cares && member.parting.take().is_some();
        if member.unreachable.take().is_some() || rejoins {
            met = Met::Returned;
        }
        // Whatever they say is an answer.
        if std::mem::take(&mut member.unanswered.times) > 0 && met == Met::Known {
            met = Met::Changed;
        }
        if let Some(observing) = &observing {
            member = observing.keeping(member);
        }
        let waits = self.waits_for_a_yes(&mut member, community, moment.now).await?;
        let (action, yes) = match receive(
            said.map_err(|it| it.read_by(member.rank())),
            &mut member,
            &community.settings,
            moment,
        ) {
            Received::Heard(action, yes) => (action, yes),
            Received::Answered(decision) => {
                return Ok(self.entered(*decision, member, met, returns, call, moment));
            }
        };
        *heavy |= action.as_ref().is_ok_and(act::is_heavy);
        // One question at a time.
        let asks_zone = yes == Yes::Before && member.may_be_asked_for_zone(person);
        let address = self.address.as_deref();
        let was = was.as_ref().unwrap_or(&member.calendar);
        let (speaker, paces, key) = (&member, &*self.paces, &self.key);
        let heard = Heard { store, community, speaker, was, asks_zone, paces, address, key };
        let mut decision = match answer(action, heard, yes, moment).await {
            // Whatever they said, they are there again, and as they are described now: perhaps no admin any more. Or
            // they said yes to what is held about them, and that counts.
            Err(Trouble::Refused(refusal))
                if yes == Yes::Now || matches!(met, Met::Returned | Met::Changed) =>
            {
                let refused = Decision::reply(call.said.refused(refusal));
                if yes == Yes::Now { came_in(refused, &member, moment) } else { refused }
            }
            decided => decided?,
        };
        if rejoins {
            decision = act::rejoined_beneath(decision);
        }
        decision.reply = call.said.sent_back(decision.reply);
        if yes == Yes::Now && waits {
            decision.changes.push(Waiting::dropped(For::Yes, &member.handle));
        }
        if yes == Yes::Now && met == Met::Known {
            met = Met::Changed;
        }
        Ok(self.entered(decision, member, met, returns, call, moment))
    }
}

/// What a person said comes to.
async fn answer(
    said: Result<Action, Refusal>,
    heard: Heard<'_>,
    yes: Yes,
    moment: &mut Moment,
) -> Result<Decision, Trouble> {
    let action = said?;
    let member = heard.speaker;
    let decision = act::by_a_person(action.clone(), heard, moment).await?;
    Ok(onwards(decision, &action, yes, member, moment))
}

/// How well a speaker is known.
#[derive(PartialEq, Eq)]
enum Met {
    First,
    Changed,
    /// Nothing had reached them, and now they speak.
    Returned,
    Known,
}

/// The last line of the audit that these changes bring.
fn head_of(changes: &[Change]) -> Option<Head> {
    changes.iter().find_map(|change| match change {
        Change::Audit(entry) => Some(entry.head()),
        _ => None,
    })
}

/// The head of an audit goes into the log, where whoever writes to the database may not reach it.
fn log_noted(head: Option<Head>) {
    if let Some(Head { number, hash }) = head {
        tracing::info!(audit.line = number, audit.hash = hash, "A change was noted");
    }
}

impl Call {
    /// Who makes the changes of a decision. Whoever speaks for the first time is made known by it.
    fn by(&self, known: Option<MemberId>, decision: &Decision) -> By {
        let Who::Person(person) = &self.who else {
            return if matches!(self.who, Who::Clock) { By::Clock } else { By::Platform };
        };
        let new = || {
            decision.changes.iter().find_map(|change| match change {
                Change::Member(member) if member.handle == person.handle => Some(member.id),
                _ => None,
            })
        };
        known.or_else(new).map_or(By::Platform, By::Person)
    }

    /// Who speaks, or of whom the platform tells.
    fn about(&self) -> Option<&Handle> {
        match (&self.who, &self.said) {
            (Who::Person(person), _) | (Who::Platform, Said::News(News::Described(person))) => {
                Some(&person.handle)
            }
            (Who::Clock | Who::Platform | Who::Hook, _) => None,
        }
    }

    /// Whether everything is to be forgotten: the app was removed, and an admin chose so before.
    fn erases(&self, community: &Community) -> bool {
        matches!((&self.who, &self.said), (Who::Platform, Said::News(News::Removed)))
            && community.on_removal == OnRemoval::Erase
    }

    /// What those who run Smallwins should find in the log, once.
    fn note_news(&self) {
        let Said::News(news) = &self.said else { return };
        let community = self.scope.community();
        match news {
            News::Closed { why } => {
                tracing::warn!(%community, why, "Nobody there can be reached; what is promised waits");
            }
            News::Removed => tracing::warn!(%community, "The app was removed; what is promised waits"),
            News::Opened => tracing::info!(%community, "People can be reached again"),
            News::Unreachable { member, lost, why } => {
                tracing::info!(%community, member.id = %member, ?lost, why, "Somebody cannot be reached");
            }
            News::Reached { member } => {
                tracing::info!(%community, member.id = %member, "Somebody can be reached again");
            }
            News::Unheard { why, .. } => {
                tracing::info!(%community, why, "The digest goes to those who run it, as its channel does not take it");
            }
            News::Described(_) | News::Invited { .. } | News::Posted { .. } => {}
        }
    }
}
