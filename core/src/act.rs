//! The verbs, one file each: facts in, a [`Decision`] or a [`Refusal`] out.
//!
//! This file is the table of contents: what each action loads, and which plain function decides it; `clock` is the same
//! for what is due. To add an action: a variant with its words in `action.rs`, a file here, an arm below, and its
//! sentences in the script.
//!
//! Reading order follows the loop: `win`, `ask`, `route`, `cards`, `offer`, `affirm`, `booking`, `place`, `meeting`,
//! `attendance`, `note`, `fit`, `follow`, `thank`, `recommend`; beside it `mentor` with `practise` and `office`, `day`,
//! `zone` with `replan`, `language`, `deadline`, `link`, `suggest`, `rest`, `welcome`, `me` with `needs`, `why`,
//! `undo`, `privacy` and `parting`; `report`, `block` and `safety` with `second_thought` and `taken_out` for
//! everybody's safety; `setup`, `admin`, `settings`, `roles`, `kpis`, `digest`, `holidays`, `round`, `dry_run`,
//! `signals`, `weights`, `health` and `dashboard` for those who run the community, `outside` with `news` for what a
//! platform tells and `arrive` for what comes from other tools, and `forms` for what is filled in.

mod admin;
mod affirm;
mod apart;
mod arrive;
mod ask;
mod attendance;
mod begun;
mod block;
mod booking;
mod cards;
mod clock;
mod dashboard;
mod day;
mod deadline;
mod digest;
mod dry_run;
mod fit;
mod follow;
mod forget;
mod forms;
mod health;
mod holidays;
mod kpis;
mod language;
mod later;
mod link;
mod me;
mod meeting;
mod memory;
mod mentor;
mod needs;
mod news;
mod note;
mod offer;
mod office;
mod outside;
mod parting;
mod place;
mod practise;
mod privacy;
mod recommend;
mod replan;
mod report;
mod rest;
mod roles;
mod round;
mod route;
mod safety;
mod second_thought;
mod settings;
mod setup;
mod signals;
mod suggest;
mod taken_out;
mod thank;
mod trouble;
mod undo;
mod weights;
pub(crate) mod welcome;
mod why;
mod why_now;
mod win;
mod zone;

use chrono::{DateTime, Utc};

use crate::action::{Action, Care};
use crate::affirmation::SaidBefore;
use crate::ask::Pass;
use crate::calendar::Calendar;
use crate::community::Community;
use crate::decision::{Decision, Refusal};
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::pace::Paces;
use crate::parting::MarkKey;
use crate::rights::Right;
use crate::signal;
use crate::store::{Store, StoreError};
pub(crate) use cards::with_cards;
pub(crate) use clock::on_the_clock;
#[cfg(test)]
pub(crate) use forms::every_form;
pub(crate) use holidays::with_holidays;
use memory::Memory;
pub(crate) use outside::{on_arrival, on_news};
pub(crate) use parting::rejoined_beneath;
pub(crate) use report::{READ as REPORTS_READ, SENT as REPORTS_SENT, kept_of as reports_kept};
pub(crate) use safety::{is_heavy, with_contact};
pub(crate) use trouble::Trouble;

/// How many admins hear of what concerns them all.
const ADMINS: u32 = 100;

/// Who speaks, and what can be asked of the memory on their behalf.
#[derive(Clone, Copy)]
pub(crate) struct Heard<'a> {
    pub(crate) store: &'a dyn Store,
    pub(crate) community: &'a Community,
    pub(crate) speaker: &'a Member,
    /// Their calendar, as it was before they said so.
    pub(crate) was: &'a Calendar,
    /// Whether nobody has told the speaker's zone, and they may be asked for it.
    pub(crate) asks_zone: bool,
    /// How soon asks are answered, as far as that was worked out lately.
    pub(crate) paces: &'a Paces,
    /// Where Smallwins is found in a browser, if it is.
    pub(crate) address: Option<&'a str>,
    /// What marks are made under.
    pub(crate) key: &'a MarkKey,
}

/// Decides what a person said.
pub(crate) async fn by_a_person(
    action: Action,
    heard: Heard<'_>,
    moment: &mut Moment,
) -> Result<Decision, Trouble> {
    let me = heard.speaker;
    let memory = Memory { store: heard.store, scope: heard.community.scope(), moment: moment.now };
    let (action, said) = memory.once_more(action, me).await?;
    let is_back = rest::ends_by(&action);
    let asks_zone = heard.asks_zone && zone::is_a_time_to_ask(&action) && !is_heavy(&action);
    let says_standing = action == Action::Health;
    let is_step = setup::is_step(&action);
    let mut weighed = second_thought::of(&action);
    let decision = match action {
        Action::Help => Decision::reply(me::help(me, moment)),
        Action::Me => {
            let desk = memory.desk(me).await?;
            let names = memory.partners(&desk.sessions, me).await?;
            let offers = memory.offers_shown(&desk).await?;
            Decision::reply(me::me(me, &desk, &offers, &names, heard.community, moment))
        }
        Action::Welcome(greeting) => welcome::greeted(&greeting, me),
        Action::Win(words) => {
            let wins = if words.is_some() { memory.desk(me).await?.wins } else { Vec::new() };
            win::thought_over(words.as_ref(), said, &wins, me, moment)?
        }
        Action::Deadline(words) => deadline::deadline(words.as_ref(), me, &memory.desk(me).await?, moment)?,
        Action::Link(words) => {
            let wish = link::read(words.as_ref())?;
            let facts = memory.links(&wish, me).await?;
            link::link(wish, facts, me, &memory.desk(me).await?, moment)?
        }
        Action::Suggest(answer) => suggest::answered(answer, me, &memory.desk(me).await?),
        Action::Ask(words) => memory.asks(words, said, heard, moment).await?,
        // It is asked, by now.
        Action::AllTheSame(..) => return Err(Refusal::Gone.into()),
        Action::LeaveIt(waits) => safety::left(waits, me, &heard.community.safety),
        Action::OpenUp(id) => ask::open_up(memory.ask(id).await?, me, heard.community, moment)?,
        Action::Withdraw(named) => {
            let id = match named {
                Some(id) => id,
                None => ask::which(None, &memory.desk(me).await?)?,
            };
            let story = memory.ask(id).await?;
            let offers = memory.with_mentors(story.offers).await?;
            ask::withdraw(story.ask, me, offers, moment)?
        }
        Action::Join(words) => {
            let (given, most) = (memory.given(me).await?, settings::most(heard.community));
            mentor::join(words.as_ref(), me, &given, most, moment)?
        }
        Action::Practise(practice) => practise::practise(&practice)?,
        Action::Leave => mentor::leave(me, &memory.desk(me).await?.offers, moment)?,
        Action::Hours(words) => day::set_hours(words.as_ref(), me, moment)?,
        Action::Zone(words) => zone::set(words.as_ref(), me, moment)?,
        Action::Office(words) => {
            office::office(words.as_ref(), me, &memory.who_could_come(me).await?, moment)?
        }
        Action::Language(words) => language::choose(words.as_ref(), me, heard.community)?,
        Action::Pause(words) => {
            let desk = memory.desk(me).await?;
            day::pause(words.as_ref(), me, &desk.offers, &desk.sessions, moment)?
        }
        Action::Resume => day::resume(me, moment)?,
        Action::Affirm(what, compliment) => {
            let facts = memory.compliment(what, &compliment, me, heard.community).await?;
            affirm::affirm(what, compliment, facts, me, moment)?
        }
        Action::NotNow(offer) => memory.pass(offer, me, Pass::NotNow, heard.community, moment).await?,
        Action::NotForMe(offer) => memory.pass(offer, me, Pass::NotForMe, heard.community, moment).await?,
        Action::Pick(session, at) => {
            let (story, busy) = memory.session_and_busy(session).await?;
            booking::pick(story, me, at, &busy, moment)?
        }
        Action::Now(session) => {
            let (story, busy) = memory.session_and_busy(session).await?;
            booking::now(story, me, &busy, moment)?
        }
        Action::Times(session, after) => {
            let (story, busy) = memory.session_and_busy(session).await?;
            booking::times(&story, me, after, &busy, moment)?
        }
        Action::Move(named) => {
            let id = memory.appointment(named, me).await?;
            let (story, busy) = memory.session_and_busy(id).await?;
            booking::times(&story, me, None, &busy, moment)?
        }
        Action::Cancel(named) => {
            let id = memory.appointment(named, me).await?;
            let (story, busy) = memory.session_and_busy(id).await?;
            let field = memory.field_of_session(&story, heard.community).await?;
            booking::cancel(story, me, &busy, field, moment)?
        }
        Action::OnMyWay(session) => booking::on_my_way(&memory.session(session).await?, me, moment)?,
        Action::Start(named) => {
            let id = memory.appointment(named, me).await?;
            let (story, busy) = memory.session_and_busy(id).await?;
            meeting::start(story, me, &busy, moment)?
        }
        Action::Met(session, met) => attendance::met(memory.session(session).await?, me, met, moment)?,
        Action::Note(named, lines) => {
            let id = match named {
                Some(id) => id,
                None => note::which(lines.as_ref(), &memory.desk(me).await?, moment.now)?,
            };
            let story = memory.session(id).await?;
            weighed = lines.as_ref().map(|lines| second_thought::note(&story, me, lines));
            let before = match &lines {
                Some(lines) if note::may_praise(&story, lines, me, moment) => {
                    memory.said_before(story.mentor.id, Some(id)).await?
                }
                _ => SaidBefore::default(),
            };
            note::note(story, me, lines.as_ref(), before, moment)?
        }
        Action::Landed(session) => follow::landed(memory.session(session).await?, me, moment)?,
        Action::Fit(session, fit) => fit::fit(memory.session(session).await?, me, fit, moment)?,
        Action::Thank(session, said) => {
            let has_channel = heard.community.channel.is_some();
            thank::thank(memory.session(session).await?, me, said.as_ref(), has_channel, moment)?
        }
        Action::Recommend(session, score) => {
            recommend::recommend(memory.session(session).await?, me, score, moment)?
        }
        Action::Answer(answer, named) => {
            let (session, item) = match named {
                Some(named) => named,
                None => memory.answerable(me).await?,
            };
            follow::answer(memory.session(session).await?, me, answer, item, moment)?
        }
        Action::Again(session, whom) => memory.again(session, whom, me, heard.community, moment).await?,
        Action::Report(Some(id), happened) => {
            memory.report(id, happened.as_ref(), me, heard.community, moment).await?
        }
        // Nobody is accused by a guess: they say about whom it is.
        Action::Report(None, happened) => {
            memory.report_card(0, happened.as_ref(), me, heard.community, moment).await?
        }
        Action::ReportPage(page) => memory.report_card(page, None, me, heard.community, moment).await?,
        Action::ReportRead(session, reporter) => {
            report::read(memory.reported(session, reporter).await?, me, moment)?
        }
        Action::Block(None) => memory.report_card(0, None, me, heard.community, moment).await?,
        Action::Block(Some(other)) => memory.block(other, me).await?,
        Action::BlockNamed(name) => memory.block_named(&name, me, heard.community).await?,
        Action::Unblock(other) => {
            let is_known = !memory.everyone_of(&[other]).await?.is_empty();
            block::unblock(me, other, is_known)?
        }
        Action::Undo(named) => undo::undo(named, &memory, me, heard.community, moment).await?,
        Action::Privacy(Care::Show) => {
            let held = heard.store.belongings(heard.community.scope(), me.id).await?;
            let reports = memory.reports_of(me, &held.sessions).await?;
            Decision::reply(privacy::privacy(me, &held, reports, heard.community))
        }
        // Whoever was erased is answered before, and whoever is known need not come back.
        Action::Privacy(Care::Return) => Decision::reply(privacy::back(me)),
        Action::Privacy(Care::Erase(resolve)) => parting::erase(resolve, me, &memory.desk(me).await?, moment),
        Action::Privacy(Care::Export) => {
            let held = heard.store.belongings(heard.community.scope(), me.id).await?;
            privacy::export(me, &held.waiting, moment)
        }
        Action::Privacy(Care::Leave) => parting::leave(me, &memory.desk(me).await?, moment)?,
        Action::Why(named) => {
            let facts = memory.explained(named, me, heard.community).await?;
            Decision::reply(why::why(facts, me, moment)?)
        }
        Action::DefaultZone(None) => zone::of_all(me, heard.community, moment)?,
        Action::DefaultZone(Some(zone)) => {
            admin::only(Right::Zone, me)?;
            let wish = settings::Wish::typed([(settings::Place::Zone, zone.get().clone())]);
            memory.settle(wish, me, heard.community, moment).await?
        }
        Action::DefaultLanguage(words) => language::set_for_all(words.as_ref(), me, heard.community)?,
        Action::Channel(None) => admin::channel(me, heard.community)?,
        Action::Channel(Some(channel)) => {
            admin::only(Right::Channel, me)?;
            let wish = settings::Wish::typed([(settings::Place::Channel, channel.get().clone())]);
            memory.settle(wish, me, heard.community, moment).await?
        }
        Action::OnRemoval(choice) => admin::on_removal(choice, me, heard.community)?,
        Action::SettleRemoval(choice) => admin::settle_removal(choice, me, heard.community)?,
        Action::Kpis(span) => {
            admin::only(Right::Numbers, me)?;
            let numbers = kpis::read(span, heard.store, heard.community, moment.now).await?;
            Decision::reply(kpis::kpis(span, numbers))
        }
        Action::Health => {
            admin::only(Right::Health, me)?;
            Decision::reply(health::health(heard.community, memory.health().await?, moment))
        }
        Action::Setup => setup::setup(me, heard.community, moment)?,
        Action::Digest(words) => match digest::wish(words.as_ref(), me)? {
            digest::Wish::Now => {
                let facts = memory.digest(heard.community, moment.now).await?;
                let place = digest::Place::of(heard.community);
                Decision::reply(digest::shown(&facts, place, heard.community.zone, moment.now))
            }
            digest::Wish::Chart => {
                let weeks = digest::Weeks::read(heard.store, heard.community, moment.now).await?;
                digest::pictured(&weeks, me, heard.community, moment)
            }
            digest::Wish::When => Decision::reply(digest::when(heard.community, moment)),
            digest::Wish::Set(wish) => memory.settle(wish, me, heard.community, moment).await?,
        },
        Action::DryRun => {
            admin::only(Right::DryRun, me)?;
            Decision::reply(dry_run::dry_run(memory.dry_run(heard.community).await?, heard.community, moment))
        }
        Action::Holidays(words) => {
            let wish = holidays::wish(words.as_ref(), me)?;
            let facts = memory.holidays(&wish, me, heard.community).await?;
            holidays::holidays(wish, &facts, me, heard.community, moment)?
        }
        Action::Round(words) => match round::wish(words.as_ref(), me)? {
            round::Wish::When => Decision::reply(round::when(heard.community, false)),
            round::Wish::Preview => {
                Decision::reply(round::preview(&memory.round(heard.community).await?, moment))
            }
            round::Wish::Why(who) => {
                Decision::reply(round::why(&memory.last_round().await?, who.as_deref())?)
            }
            round::Wish::Run => round::run(memory.round(heard.community).await?, heard.community, moment),
            round::Wish::Weekly(weekly) => {
                round::settled(weekly, memory.gathered().await?, heard.community, moment)
            }
        },
        Action::Settings(words) => {
            let wish = settings::wish(words.as_ref(), me)?;
            memory.settle(wish, me, heard.community, moment).await?
        }
        Action::Weights(words) => match weights::wish(words.as_ref(), me, heard.community)? {
            weights::Wish::Show => {
                let by = memory.who_set_weights(heard.community).await?;
                Decision::reply(weights::show(heard.community, by.as_ref()))
            }
            weights::Wish::Try(wished) if wished.count_as(&heard.community.weights) => {
                Decision::reply(weights::same())
            }
            weights::Wish::Try(wished) => {
                let played = memory.played(wished.clone(), heard.community).await?;
                weights::tried(&wished, &played, me, heard.community, moment)
            }
            weights::Wish::Use(wished, version) => {
                let seen = memory.trial(me).await?;
                weights::used(wished, version, seen.as_ref(), me, heard.community, moment)?
            }
            weights::Wish::Keep => Decision::reply(weights::kept()),
        },
        Action::Safety(words) => memory.safety(words.as_ref(), me, heard.community, moment).await?,
        Action::Apart(words) => {
            admin::only(Right::Apart, me)?;
            memory.apart(words.as_ref(), me, heard.community, moment).await?
        }
        Action::Roles(words) => match roles::wish(words.as_ref(), me)? {
            roles::Wish::Show => Decision::reply(roles::show(&memory.with_a_role().await?)),
            roles::Wish::Make(who, rank) => {
                roles::made(&who, rank, me, &memory.called(&[&who]).await?, moment)?
            }
        },
        Action::Signals(words) => match signals::wish(words.as_ref(), me)? {
            signals::Wish::Look => {
                let since = moment.now - signal::TOLD;
                signals::look(&heard.store.arrivals(memory.scope, since).await?, heard.community)
            }
            signals::Wish::Free(account) => {
                let (known, holder) = memory.holder(&account).await?;
                let holder = holder.as_ref().map(|(member, desk)| (member, desk));
                signals::freed(&account, known, holder, moment)
            }
            wish => signals::switched(&wish, heard.community),
        },
        Action::Dashboard => dashboard::dashboard(me, heard.community, heard.address, moment)?,
        Action::Clock(_) => return Err(Refusal::NotYours.into()),
    };
    let decision = match weighed {
        Some(weighed) => memory.thought_over(&weighed, said, decision, heard, moment).await?,
        None => decision,
    };
    let decision = if is_back { rest::back_beneath(decision, me) } else { decision };
    let decision = digest::planned_beside(decision, me, heard.community, moment);
    let decision = if asks_zone { zone::asked_beneath(decision, me, moment) } else { decision };
    let decision = if is_step { setup::back_beneath(decision, me, heard.community) } else { decision };
    let decision = link::marked_beside(decision, heard.key, memory.scope, moment);
    let decision = forget::planned_beside(decision, heard.community, moment);
    let decision = memory.replanned_beside(decision, heard.was, me, heard.community, moment).await?;
    let decision = memory.telling_what_misses_a_channel(decision, heard.community, moment).await?;
    // Health says it itself.
    Ok(if says_standing { decision } else { news::told_closed_beneath(decision, me, heard.community) })
}

/// How the last week of a community was, as those who run it would read it now.
pub(crate) async fn week(
    store: &dyn Store,
    community: &Community,
    now: DateTime<Utc>,
) -> Result<Message, StoreError> {
    let memory = Memory { store, scope: community.scope(), moment: now };
    let facts = memory.digest(community, now).await?;
    Ok(digest::digest(&facts, digest::Place::of(community), community.zone, now))
}

#[cfg(test)]
mod tests;
