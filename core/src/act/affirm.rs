//! `affirm`: a mentor accepts by telling the learner one thing that they noticed.

use chrono::{DateTime, Utc};

use super::ask::{first_response, recall};
use super::booking::{FREE_FOR, Times, Wanted, first_times, have_a_time, until_they_pick};
use super::cards;
use super::forms;
use super::offer::still_open;
use crate::action::{Action, Affirmable, Meet, Saying as Compliment, Undoable, Wake, Words};
use crate::affirmation::{Evidence, Fault, Finding, SaidBefore, Weight, is_specific, lint};
use crate::ask::{Ask, Offer, OfferStage, Stage};
use crate::calendar::WorkingTime;
use crate::decision::{Change, Decision, Refusal, tell, wake};
use crate::fact::{Event, Fact};
use crate::follow_up::Busy;
use crate::matching::Reason;
use crate::member::{Held, Holding, Member};
use crate::message::{Form, Reply};
use crate::moment::Moment;
use crate::note::Draft;
use crate::script::{Phrase, say};
use crate::session::{Affirmation, Attendance, Fit, Fits, Free, Session, Stage as SessionStage};
use crate::store::AskStory;
use crate::task::{Address, Manner, Subject};
use crate::text::{Limit, Typed, cut};

/// What a decision about a compliment needs to know.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    /// The ask, its learner and their wins.
    pub about: AskStory,
    /// The offer that is answered; `None` for an ask in the pool.
    pub offer: Option<Offer>,
    /// What a compliment is held against.
    pub said_before: SaidBefore,
    /// When either of the two is in a session in the days ahead.
    pub busy: Vec<Busy>,
    /// The mentors of the ask's other open offers, which are taken back.
    pub others: Vec<(Offer, Member)>,
    /// For how long a mentor has what they come forward for.
    pub lasts: WorkingTime,
}

/// A mentor opens the form, sends a compliment, or sends the one that was held back.
pub(super) fn affirm(
    what: Affirmable,
    compliment: Compliment,
    facts: Facts,
    mentor: &Member,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    if facts.about.learner.id == mentor.id {
        return Err(Refusal::because(say("affirm.yourself")));
    }
    let offer = match facts.offer.clone() {
        Some(offer) if offer.mentor != mentor.id => return Err(Refusal::NotYours),
        Some(offer) => {
            ran_out(&offer, &facts.about.ask)?;
            still_open(&offer)?;
            still_wanted(&facts.about.ask)?;
            offer
        }
        None => claim(&facts.about, facts.lasts, mentor, moment)?,
    };
    match compliment {
        Compliment::Open => {
            let (meet, words) =
                offer.draft.clone().map_or((Meet::Times, None), |(meet, words)| (meet, Some(words)));
            let words = words.as_ref().map(Typed::as_str);
            Ok(Decision::reply(form(what, &offer, &facts, mentor, moment, meet, words)))
        }
        Compliment::Words(meet, words) => check(meet, &words, offer, facts, mentor, moment),
        // Other words than those that were warned about are looked at like any others.
        Compliment::Anyway(Some((meet, words))) if !is_kept(&offer, &words) => {
            check(meet, &words, offer, facts, mentor, moment)
        }
        Compliment::Anyway(_) => match offer.draft.clone() {
            Some((meet, words)) => {
                let findings = findings(&words, &facts);
                if findings.iter().any(|finding| finding.fault.weight() == Weight::Block) {
                    return Err(Refusal::because(say("affirm.blocked-still")));
                }
                Ok(accept(meet, words, &findings, offer, facts, mentor, moment))
            }
            None => Err(Refusal::because(say("affirm.nothing-kept"))),
        },
    }
}

/// The form for a compliment. Whoever would write one though no time suits both reads so before they do.
fn form(
    what: Affirmable,
    offer: &Offer,
    facts: &Facts,
    mentor: &Member,
    moment: &Moment,
    meet: Meet,
    typed: Option<&str>,
) -> Form {
    let AskStory { ask, learner, .. } = &facts.about;
    let wanted = Wanted::by_an_offer(offer, ask);
    let no_time = (!have_a_time(wanted, learner, mentor, &facts.busy, moment.now))
        .then(|| if learner.calendar.is_open(moment.now) { "now" } else { "never" });
    forms::affirm(what, facts, no_time, moment, meet, typed)
}

/// Whether these are the words that were held back with a warning.
fn is_kept(offer: &Offer, words: &Words) -> bool {
    let typed = Typed::parse(words.get(), Limit::COMPLIMENT);
    offer.draft.as_ref().is_some_and(|(_, kept)| typed.is_ok_and(|typed| typed == *kept))
}

/// Whether an ask still waits for somebody to say yes.
fn still_wanted(ask: &Ask) -> Result<(), Refusal> {
    match ask.stage {
        Stage::AwaitingMentor { .. } | Stage::Waiting { .. } | Stage::InPool { .. } => Ok(()),
        Stage::AwaitingLearner { .. } | Stage::Booked { .. } => Err(Refusal::because(say("pool.taken"))),
        Stage::Closed { .. } => Err(Refusal::because(say("offer.recalled"))),
    }
}

/// Whether the two are kept apart, or the learner would rather not meet this mentor again.
fn cannot_meet(learner: &Member, mentor: &Member) -> bool {
    learner.is_apart_from(mentor) || learner.fits.get(&mentor.id) == Some(&Fit::NotGood)
}

/// Whoever says yes after their time, to what lies open to everybody meanwhile, can come forward like everybody.
fn ran_out(offer: &Offer, ask: &Ask) -> Result<(), Refusal> {
    match (&offer.stage, &ask.stage) {
        (OfferStage::Missed { .. }, Stage::InPool { .. }) => {
            let claim = Action::Affirm(Affirmable::Ask(ask.id), Compliment::Open);
            Err(Refusal::because(say("offer.missed-open").button("claim", claim)))
        }
        _ => Ok(()),
    }
}

/// The offer of somebody who comes forward for an ask in the pool.
fn claim(
    about: &AskStory,
    lasts: WorkingTime,
    mentor: &Member,
    moment: &mut Moment,
) -> Result<Offer, Refusal> {
    let ask = &about.ask;
    let full = mentor
        .mentor
        .as_ref()
        .is_some_and(|profile| !profile.room(&mentor.calendar, moment.now, None).fits(ask.minutes));
    match ask.stage {
        // Nobody hears why: the sentence holds for more than one reason, and says so.
        Stage::InPool { .. } if cannot_meet(&about.learner, mentor) => {
            Err(Refusal::because(say("pool.elsewhere")))
        }
        Stage::InPool { .. } if full => {
            Err(Refusal::because(say("pool.no-room").button("change", Action::Join(None))))
        }
        Stage::InPool { .. } => Ok(Offer {
            id: moment.id(),
            version: 0,
            ask: ask.id,
            mentor: mentor.id,
            reasons: vec![Reason::Volunteer],
            why: None,
            prompt: None,
            draft: None,
            stage: OfferStage::Offered { until: super::route::runs_out(mentor, moment.now, lasts) },
        }),
        Stage::Closed { .. } => Err(Refusal::because(say("offer.recalled"))),
        _ => Err(Refusal::because(say("pool.taken"))),
    }
}

/// What a mentor can point at: the learner's wins, and always their own question.
pub(super) fn evidence(about: &AskStory) -> Vec<Evidence> {
    about.wins.iter().map(|win| win.evidence()).chain([about.ask.evidence()]).collect()
}

fn findings(words: &Typed, facts: &Facts) -> Vec<Finding> {
    lint(words, facts.about.learner.name.as_str(), &evidence(&facts.about), &facts.said_before)
}

fn check(
    meet: Meet,
    words: &Words,
    mut offer: Offer,
    facts: Facts,
    mentor: &Member,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    // Somebody who came forward is not waited for: the place is theirs while the ask lies in the pool.
    let what = if offer.is_volunteered() { Affirmable::Ask(offer.ask) } else { Affirmable::Offer(offer.id) };
    let typed = match Typed::parse(words.get(), Limit::COMPLIMENT) {
        Ok(typed) => typed,
        Err(problem) => {
            let problem = forms::text_problem(&problem);
            let mut form = form(what, &offer, &facts, mentor, moment, meet, Some(words.get()));
            form.fields[0].problem = Some(problem.clone());
            return Err(Refusal::form(form, say("affirm.too-long").with("problem", problem)));
        }
    };
    let findings = findings(&typed, &facts);
    if findings.is_empty() {
        return Ok(accept(meet, typed, &findings, offer, facts, mentor, moment));
    }
    offer.draft = Some((meet, typed.clone()));
    let blocked = findings[0].fault.weight() == Weight::Block;
    let shown = findings.iter().filter(|finding| !blocked || finding.fault.weight() == Weight::Block);
    let explanations: Vec<Phrase> =
        shown.take(MOST_EXPLAINED).map(|finding| explanation(finding, &facts.about.learner)).collect();
    let anyway = Action::Affirm(what, Compliment::Anyway(None));
    let key = if blocked { "affirm.blocked" } else { "affirm.warned" };
    let message = say(key)
        .with("explanations", explanations.clone())
        .with("words", &typed)
        .button("edit", Action::Affirm(what, Compliment::Open))
        .button_if(!blocked, "anyway", anyway.clone())
        .message();
    let mut form = form(what, &offer, &facts, mentor, moment, meet, Some(typed.as_str()));
    form.fields[0].problem = Some(explained_in_form(&explanations, blocked));
    if !blocked {
        form.also.push(forms::button("affirm.anyway", anyway));
    }
    let event = Event::Rewritten { ask: facts.about.ask.id };
    let reply = Reply { message: Some(message), form: Some(form) };
    let kept = keep(offer, &facts.about.ask, mentor, moment);
    Ok(Decision::reply(reply).and_all(kept).and_fact(mentor.id, event, moment))
}

/// Keeps the draft of a compliment. Somebody who came forward for it holds their place for as long as an offer lasts.
fn keep(offer: Offer, ask: &Ask, mentor: &Member, moment: &mut Moment) -> Vec<Change> {
    let OfferStage::Offered { until } = offer.stage else { return vec![Change::Offer(offer)] };
    if offer.version > 0 {
        return vec![Change::Offer(offer)];
    }
    let mut mentor = mentor.clone();
    let held = Held { what: Holding::Offer(offer.id), at: moment.now, minutes: ask.minutes };
    mentor.mentor = mentor.mentor.map(|profile| profile.holding(held, moment.now));
    let expire = Action::Clock(Wake::Expire(offer.id));
    vec![
        wake(expire, until, None, Subject::Offer(offer.id), moment),
        Change::Offer(offer),
        Change::Member(Box::new(mentor)),
    ]
}

/// So many things are said about a compliment at once; the others wait until these are mended.
pub(super) const MOST_EXPLAINED: usize = 3;
/// So much of what was found is shown.
const LONGEST_FOUND: usize = 120;

/// What was found, beside the words in the form: what is a warning alone says that it stops nobody.
pub(super) fn explained_in_form(explanations: &[Phrase], blocked: bool) -> Phrase {
    say("affirm.explained").with("explanations", explanations.to_vec()).with("warned", !blocked).text()
}

/// Why a compliment would land badly, in words.
pub(super) fn explanation(finding: &Finding, learner: &Member) -> Phrase {
    explained(finding, learner.name.as_str())
}

/// As [`explanation`], for somebody of that name.
pub(super) fn explained(finding: &Finding, learner: &str) -> Phrase {
    let key = match finding.fault {
        Fault::TraitAlone => "lint.trait-alone",
        Fault::Placeholder => "lint.placeholder",
        Fault::Personal => "lint.personal",
        Fault::Ranking => "lint.ranking",
        Fault::Harsh => "lint.harsh",
        Fault::Pivot => "lint.pivot",
        Fault::Inflated => "lint.inflated",
        Fault::NoArtifact => "lint.no-artifact",
        Fault::NoEffect => "lint.no-effect",
        Fault::TooShort => "lint.too-short",
        Fault::TooLong => "lint.too-long",
        Fault::Repeated => "lint.repeated",
        Fault::Pasted => "lint.pasted",
    };
    let found = finding.found.as_ref().map(|found| found.get().clone()).unwrap_or_default();
    say(key).with("found", cut(&found, LONGEST_FOUND)).with("learner", learner).text()
}

/// The compliment goes out, the ask has its mentor, and the learner picks a time.
fn accept(
    meet: Meet,
    words: Typed,
    findings: &[Finding],
    mut offer: Offer,
    facts: Facts,
    mentor: &Member,
    moment: &mut Moment,
) -> Decision {
    let AskStory { mut ask, learner, .. } = facts.about.clone();
    let now = moment.now;
    let specific = is_specific(&words, &evidence(&facts.about));
    let until = until_they_pick(&learner, now);
    let mut session = Session {
        id: moment.id(),
        version: 0,
        ask: ask.id,
        offer: offer.id,
        learner: learner.id,
        mentor: mentor.id,
        minutes: ask.minutes,
        affirmation: Affirmation { words, specific, landed: None, undone: None },
        draft: Draft::default(),
        recommended: None,
        free: free_at_once(meet, mentor, &learner, now),
        booked: None,
        attendance: Attendance::default(),
        fits: Fits::default(),
        thanks: None,
        no_time: false,
        forgotten: false,
        stage: SessionStage::Choosing { until },
    };
    let about = Subject::Session(session.id);
    // From now on the mentor's caps have it as the session that it is, so that no offer is in its way.
    let mentor = now_holding(mentor, &offer, &session, until, now);
    let times = first_times(&session, &learner, &mentor, &facts.busy, now);
    session.no_time = times.is_empty() && session.free_until(mentor.id, now).is_none();
    let messages = to_learner(&session, &ask, &learner, &mentor, &times, moment);
    let fact = Event::Affirmed {
        offer: offer.id,
        ask: ask.id,
        session: session.id,
        specific,
        warned: !findings.is_empty(),
        repeated: findings.iter().any(|finding| matches!(finding.fault, Fault::Repeated | Fault::Pasted)),
        first_response: first_response(&ask, &mentor, now),
    };
    ask.first_response.get_or_insert(now);
    ask.stage = Stage::AwaitingLearner { session: session.id };
    offer.stage = OfferStage::Accepted { at: now };
    offer.draft = None;
    cards::untrue(&mut ask);
    let lapse = Action::Clock(Wake::Lapse(session.id));
    let reply = say("affirm.sent")
        .with("learner", &learner.name)
        .with("opens", learner.calendar.opening(now).filter(|opens| *opens > now))
        .with("free_until", session.free_until(mentor.id, now))
        .with("no_time", times.is_empty())
        .button("undo", Action::Undo(Some(Undoable::Compliment(session.id))))
        .message();
    let mut decision = Decision::reply(reply)
        .and(Change::Drop(Subject::Offer(offer.id)))
        .and(Change::Drop(Subject::Ask(ask.id)))
        .and_all(messages)
        .and(wake(lapse, until, None, about, moment))
        .and(Change::Fact(Fact::new(mentor.id, fact, moment)));
    for (other, its_mentor) in facts.others {
        decision = recall(decision, other, its_mentor, "pool.taken-by-another", &learner, &ask, moment);
    }
    decision
        .and(Change::Offer(offer))
        .and(Change::Ask(ask))
        .and(Change::Session(Box::new(session)))
        .and(Change::Member(Box::new(mentor)))
}

/// A mentor who is free now is so for a while, and for somebody who reads it meanwhile.
fn free_at_once(meet: Meet, mentor: &Member, learner: &Member, now: DateTime<Utc>) -> Option<Free> {
    let reads_it = learner.calendar.is_open(now);
    (meet == Meet::Now && reads_it).then(|| Free { who: mentor.id, until: now + FREE_FOR })
}

/// The offer's place under the caps becomes the session's.
fn now_holding(
    mentor: &Member,
    offer: &Offer,
    session: &Session,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Member {
    let mut mentor = mentor.clone();
    let held = Held { what: Holding::Session(session.id), at, minutes: session.minutes };
    mentor.mentor = mentor.mentor.map(|mut profile| {
        profile.record.answered += 1;
        profile.without(Holding::Offer(offer.id)).holding(held, now)
    });
    mentor
}

/// The compliment in a message of its own, then the choice of times; that somebody is asked is not told any more.
fn to_learner(
    session: &Session,
    ask: &Ask,
    learner: &Member,
    mentor: &Member,
    times: &Times,
    moment: &mut Moment,
) -> [Change; 3] {
    let about = Subject::Session(session.id);
    let compliment = say("affirmed")
        .with("mentor", &mentor.name)
        .with("words", &session.affirmation.words)
        .button("landed", Action::Landed(session.id))
        .message();
    let from = learner.calendar.opening(moment.now).unwrap_or(moment.now);
    let choice = times
        .offer_on(say("choose"), session, learner, moment.now)
        .with("mentor", &mentor.name)
        .with("question", &ask.question)
        .with("free_until", session.free_until(mentor.id, moment.now))
        .with("opens", mentor.calendar.opening(from).filter(|opens| *opens > from))
        .with("until", until_they_pick(learner, moment.now))
        .message();
    [
        Change::Forgo(Address::Member(learner.id), Subject::Ask(ask.id)),
        tell(learner.id, about, Manner::Awaited, compliment, moment),
        tell(learner.id, about, Manner::Awaited, choice, moment),
    ]
}

#[cfg(test)]
mod tests;
