//! `hours`, `pause`, days off and `resume`: when a member may be spoken to.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::forms;
use super::meeting::ten_oclock;
use super::mentor::pass_on;
use super::zone::unknown;
use crate::action::{Action, Undoable, Wake, Words, words};
use crate::ask::Offer;
use crate::calendar::{Calendar, Hours, HoursProblem, Leave, OfficeHours, Pause, parse_zone};
use crate::decision::{Change, Decision, Refusal, tell, wake};
use crate::fact::Event;
use crate::follow_up::{Policy, Wish};
use crate::member::{Changed, Member, Unanswered};
use crate::moment::Moment;
use crate::note::{WhenProblem, parse_days, parse_when};
use crate::script::{Phrase, say};
use crate::session::Session;
use crate::task::{Address, Manner, Subject};

/// The longest pause; whoever is away for longer can pause again, or leave.
const LONGEST_PAUSE: TimeDelta = TimeDelta::days(366);

/// A member tells their hours, their zone, or both. Without words the form opens.
pub(super) fn set_hours(
    words: Option<&Words>,
    member: &Member,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let Some(words) = words else { return Ok(Decision::reply(forms::hours(&member.calendar, None))) };
    let (hours, zone) = read_hours(words.get()).map_err(|problem| {
        let form = forms::hours(&member.calendar, Some(&problem));
        Refusal::form(form, say("hours.problem").with("problem", problem.words))
    })?;
    let mut changed = member.changing(Changed::Hours, moment.now);
    changed.calendar.hours = hours.unwrap_or_else(|| member.calendar.hours.clone());
    changed.calendar.zone = zone.unwrap_or(member.calendar.zone);
    changed.zone_told |= zone.is_some();
    let now = changed.calendar.local(moment.now).format("%H:%M").to_string();
    let office = changed.mentor.as_ref().and_then(|mentor| mentor.office.as_ref());
    let reply = say("hours.done")
        .with("hours", changed.calendar.hours.to_string())
        .with("zone", changed.calendar.zone.name())
        .with("now", now)
        .with("none", changed.calendar.hours.is_empty())
        .with("office", office.map(OfficeHours::to_string))
        .with("outside", office.is_some_and(|office| !office.lie_in(&changed.calendar.hours)))
        .button("change", Action::Hours(None))
        .button_if(changed.mentor.is_some(), "office", Action::Office(None))
        .button("undo", Action::Undo(Some(Undoable::Settled(moment.now))))
        .message();
    Ok(Decision::reply(reply).and(Change::Member(Box::new(changed))))
}

/// The longest part of the text that is hours, and a zone behind it or instead of it. The problem is in words.
fn read_hours(text: &str) -> Result<(Option<Hours>, Option<Tz>), HoursTrouble> {
    if let Ok(hours) = Hours::parse(text) {
        return Ok((Some(hours), None));
    }
    if let Ok(zone) = parse_zone(text) {
        return Ok((None, Some(zone)));
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut before_a_zone = None;
    for cut in (1..words.len()).rev() {
        let (front, back) = (words[..cut].join(" "), words[cut..].join(" "));
        match (Hours::parse(&front), parse_zone(&back)) {
            (Ok(hours), Ok(zone)) => return Ok((Some(hours), Some(zone))),
            (Ok(_), Err(problem)) => return Err(zone_trouble(problem.nearest, Some(front), back)),
            (Err(problem), Ok(_)) => before_a_zone = Some(hours_trouble(&problem, front, Some(back))),
            (Err(_), Err(_)) => {}
        }
    }
    if let Some(trouble) = before_a_zone {
        return Err(trouble);
    }
    let nearest = parse_zone(text).err().and_then(|problem| problem.nearest);
    // Whoever is asked for hours and types one word means hours, unless it is all but the name of a zone.
    let is_all_but = |zone: Tz| {
        let (typed, name) = (text.to_lowercase(), zone.name().to_lowercase());
        let city = name.rsplit('/').next().unwrap_or_default();
        [name.as_str(), city].iter().any(|name| strsim::damerau_levenshtein(&typed, name) <= 1)
    };
    let is_zone = text.contains('/') || nearest.is_some_and(is_all_but);
    if text.contains(|character: char| character.is_ascii_digit()) || !is_zone {
        let problem = Hours::parse(text).expect_err("it was not understood as hours a moment ago");
        return Err(hours_trouble(&problem, text.to_owned(), None));
    }
    Err(zone_trouble(nearest, None, text.to_owned()))
}

/// What is wrong with hours or a zone, in words, and what of what was typed is which.
pub(super) struct HoursTrouble {
    pub(super) words: Phrase,
    pub(super) in_the_zone: bool,
    pub(super) hours: Option<String>,
    pub(super) zone: Option<String>,
}

fn zone_trouble(nearest: Option<Tz>, hours: Option<String>, zone: String) -> HoursTrouble {
    HoursTrouble { words: unknown(nearest, &zone), in_the_zone: true, hours, zone: Some(zone) }
}

fn hours_trouble(problem: &HoursProblem, hours: String, zone: Option<String>) -> HoursTrouble {
    HoursTrouble { words: hours_in_words(problem, Of::Work), in_the_zone: false, hours: Some(hours), zone }
}

/// What hours are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Work,
    Office,
}

/// Why a text is not understood as hours, in words, with what could be typed instead.
pub(super) fn hours_in_words(problem: &HoursProblem, of: Of) -> Phrase {
    let office = of == Of::Office;
    match problem {
        HoursProblem::Empty => say("hours.none").with("office", office),
        HoursProblem::NotUnderstood { part } => {
            say("hours.not-understood").with("part", part).with("office", office)
        }
        HoursProblem::NoSuchTime { part, time } => {
            say("hours.no-such-time").with("part", part).with("time", time).with("office", office)
        }
        HoursProblem::NoTimes { part } => say("hours.no-times").with("part", part).with("office", office),
        HoursProblem::Ambiguous { part, day, night } => say("hours.day-or-night")
            .with("part", part)
            .with("day", day.to_string())
            .with("night", night.to_string()),
    }
    .text()
}

/// What somebody says of the days ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Away {
    /// A pause from now on, up to and without that day.
    Until(NaiveDate),
    /// Days off.
    Off(Leave),
    /// No days off any more.
    Back(Leave),
}

/// A pause or days off, as they were typed.
fn read_pause(text: &str, calendar: &Calendar, now: DateTime<Utc>) -> Result<Away, Phrase> {
    let today = calendar.local_date(now);
    let text = text.trim().to_lowercase();
    if let Some(days) = text.strip_prefix("not ").or_else(|| text.strip_prefix("nicht ")) {
        return read_days(days, calendar, now)?
            .map(Away::Back)
            .ok_or_else(|| say("pause.not-understood").text());
    }
    if let Some(leave) = read_days(&text, calendar, now)? {
        return Ok(Away::Off(leave));
    }
    let before = ["until ", "for ", "bis ", "für "];
    let text = before.iter().fold(text.as_str(), |text, word| text.trim_start_matches(word)).trim_start();
    let digits = text.chars().take_while(char::is_ascii_digit).collect::<String>();
    let unit = text[digits.len()..].trim();
    let days = digits.parse::<u64>().ok().and_then(|count| match unit {
        "d" | "day" | "days" | "t" | "tag" | "tage" => Some(count),
        "w" | "week" | "weeks" | "woche" | "wochen" => count.checked_mul(7),
        _ => None,
    });
    if let Some(days) = days {
        let past = || say("pause.past").with("date", today.to_string()).text();
        let until = today.checked_add_days(Days::new(days)).ok_or_else(|| say("pause.too-long").text())?;
        return (until > today).then_some(Away::Until(until)).ok_or_else(past);
    }
    let until = match parse_when(text, calendar.local(now)) {
        Ok((when, _)) if when.date > today => Ok(when.date),
        Ok((when, _)) => Err(say("pause.past").with("date", when.date.to_string()).text()),
        Err(problem @ WhenProblem::Past { .. }) => Err(forms::when_problem(&problem)),
        Err(_) => NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .filter(|date| *date > today)
            .ok_or_else(|| say("pause.not-understood").text()),
    };
    until.map(Away::Until)
}

/// The farthest day off, in days after today; further away nobody plans.
const FARTHEST: u64 = 400;

/// Days from one to another, `24 dec - 2 jan`, or one alone, `on fri`; none when the text is about something else.
fn read_days(text: &str, calendar: &Calendar, now: DateTime<Utc>) -> Result<Option<Leave>, Phrase> {
    let text = text.trim_start();
    let behind = |words: &[&str]| words.iter().find_map(|word| text.strip_prefix(word));
    let (alone, from) = (behind(&["on ", "am "]), behind(&["from ", "vom ", "von "]));
    let (text, alone) = (alone.or(from).unwrap_or(text), alone.is_some());
    let not_understood = || say("pause.not-understood").text();
    match parse_days(text, calendar.local(now), FARTHEST) {
        Ok(Some(days)) if days.rest.is_empty() && (days.is_range || alone) => Ok(Some(days.leave)),
        Ok(Some(days)) if days.is_range || alone => Err(not_understood()),
        Ok(None) if alone => Err(not_understood()),
        Ok(_) => Ok(None),
        Err(_) => Err(not_understood()),
    }
}

/// So many leaves lie ahead of one person at most.
const MOST_LEAVES: usize = 40;

/// A member has days off, or has them no more. What lies behind is forgotten.
fn days_off(
    leave: Leave,
    are_off: bool,
    member: &Member,
    offers: &[Offer],
    sessions: &[Session],
    moment: &mut Moment,
) -> Result<Decision, Phrase> {
    let today = member.calendar.local_date(moment.now);
    let ahead = member.calendar.off.since(today);
    let were_free = ahead.leaves().all(|other| other.to < leave.from || other.from > leave.to);
    let off = if are_off { ahead.with(leave) } else { ahead.without(leave) };
    if are_off && (TimeDelta::days(leave.days().into()) > LONGEST_PAUSE || off.leaves().count() > MOST_LEAVES)
    {
        return Err(say("pause.too-long").text());
    }
    let mut changed = member.clone();
    changed.calendar.off = off;
    let from = member.calendar.start_of(leave.from);
    let over = member.calendar.start_of(leave.to + Days::new(1));
    let within = |session: &&Session| session.busy().is_some_and(|busy| busy.from < over && busy.to > from);
    // What was off before is not taken back with it.
    let days = format!("{} - {}", leave.from, leave.to);
    let reply = say("off.done")
        .with("set", are_off)
        .with("at", leave.from)
        .with("until", (leave.to > leave.from).then_some(leave.to))
        .with("kept", sessions.iter().filter(within).count())
        .button_if(are_off && were_free, "take_back", Action::Pause(words(&format!("not {days}"))))
        .message();
    let decision = Decision::reply(reply).and(Change::Member(Box::new(changed)));
    let is_today = are_off && leave.covers(today);
    Ok(if is_today { decision.and_all(pass_on(offers, moment)) } else { decision })
}

/// A member wants to be left alone for a while, or has days off. Without words the form opens.
pub(super) fn pause(
    words: Option<&Words>,
    member: &Member,
    offers: &[Offer],
    sessions: &[Session],
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let Some(words) = words else { return Ok(Decision::reply(forms::pause(None, None))) };
    let again = |problem: Phrase| {
        let form = forms::pause(Some(words.get()), Some(problem.clone()));
        Refusal::form(form, say("pause.problem").with("problem", problem))
    };
    let date = match read_pause(words.get(), &member.calendar, moment.now).map_err(again)? {
        Away::Until(date) => date,
        Away::Off(leave) => return days_off(leave, true, member, offers, sessions, moment).map_err(again),
        Away::Back(leave) => return days_off(leave, false, member, offers, sessions, moment).map_err(again),
    };
    let until = member.calendar.start_of(date);
    if until - moment.now > LONGEST_PAUSE {
        return Err(again(say("pause.too-long").text()));
    }
    let mut paused = member.changing(Changed::Pause, moment.now);
    paused.calendar.pause = Some(Pause { from: moment.now, until });
    paused.unanswered = Unanswered::default();
    let about = Subject::Pause(member.id);
    let kept = sessions.iter().filter(|session| session.busy().is_some_and(|busy| busy.from < until)).count();
    let word = word_before(member, until, moment.now);
    let reply = say("pause.done")
        .with("until", until)
        .with("word", word.is_some())
        .with("kept", kept)
        .button("resume", Action::Resume)
        .button("undo", Action::Undo(Some(Undoable::Settled(moment.now))))
        .message();
    let decision = Decision::reply(reply)
        .and(Change::Drop(about))
        .and_all(planned(&paused, moment))
        .and_fact(member.id, Event::Paused { until }, moment);
    // What waits for the end of a longer pause waits no longer than this one.
    let shorter = member.pause_after(moment.now).is_some_and(|before| until < before.until);
    let hasten = shorter.then_some(Change::Hasten(Address::Member(member.id)));
    let decision = decision.and_all(hasten).and(Change::Member(Box::new(paused)));
    Ok(decision.and_all(pass_on(offers, moment)))
}

/// What the clock has to do about the pause of a member, if they are in one.
pub(super) fn planned(member: &Member, moment: &mut Moment) -> Vec<Change> {
    let Some(pause) = member.pause_after(moment.now) else { return Vec::new() };
    let about = Subject::Pause(member.id);
    let over = Action::Clock(Wake::PauseOver(member.id));
    let ends = Action::Clock(Wake::PauseEnds(member.id));
    let word = word_before(member, pause.until, moment.now);
    let over = wake(over, pause.until, None, about, moment);
    std::iter::once(over).chain(word.map(|word| wake(ends, word, None, about, moment))).collect()
}

/// When a member hears that they are back the day after: in the hours they would have, on the day before the end.
/// A pause that ends tomorrow needs no such word.
pub(super) fn word_before(
    member: &Member,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let awake = Calendar { pause: None, ..member.calendar.clone() };
    let day = awake.local_date(until).checked_sub_days(Days::new(1))?;
    let ten = ten_oclock();
    // On a day without hours, the working day before it: a weekend does not swallow the word.
    let days = (0..7).filter_map(|back| day.checked_sub_days(Days::new(back)));
    let wishes = days.map(|day| Wish { wall: day.and_time(ten), zone: awake.zone, policy: Policy::OnDay });
    let word = wishes.filter_map(|wish| wish.resolve(&awake)).find(|word| awake.local_date(*word) <= day)?;
    (word - now > TimeDelta::hours(12)).then_some(word)
}

/// The pause ends tomorrow.
pub(super) fn pause_ends(member: &Member, moment: &mut Moment) -> Decision {
    let Some(pause) = member.pause_after(moment.now) else { return Decision::silent() };
    let week_later = member.calendar.local_date(pause.until) + Days::new(7);
    let message = say("pause.ends")
        .with("until", pause.until)
        .button("week", Action::Pause(words(&week_later.to_string())))
        .button("resume", Action::Resume)
        .message();
    Decision::silent().and(tell(member.id, Subject::Member(member.id), Manner::Appointment, message, moment))
}

/// The pause is over.
pub(super) fn pause_over(member: &Member, moment: &mut Moment) -> Decision {
    match member.calendar.pause {
        Some(pause) if moment.now >= pause.until => back(member, Decision::silent(), moment),
        _ => Decision::silent(),
    }
}

/// A member is back before the time.
pub(super) fn resume(member: &Member, moment: &mut Moment) -> Result<Decision, Refusal> {
    let is_paused = member.pause_after(moment.now).is_some();
    if !is_paused && !member.rests() {
        return Err(Refusal::because(say("resume.not-paused")));
    }
    let undo = Action::Undo(Some(Undoable::Settled(moment.now)));
    let reply = say("resume.done").button("me", Action::Me).button_if(is_paused, "undo", undo).message();
    let reply = Decision::reply(reply);
    let awake = Member { unanswered: Unanswered::default(), ..member.clone() };
    Ok(if is_paused {
        back(&awake.changing(Changed::Resume, moment.now), reply, moment)
    } else {
        reply.and(Change::Member(Box::new(awake)))
    })
}

fn back(member: &Member, decision: Decision, moment: &mut Moment) -> Decision {
    let mut resumed = member.clone();
    resumed.calendar.pause = None;
    decision
        .and(Change::Drop(Subject::Pause(member.id)))
        // What waited for the end of the pause waits no longer.
        .and(Change::Hasten(Address::Member(member.id)))
        .and_fact(member.id, Event::Resumed, moment)
        .and(Change::Member(Box::new(resumed)))
}

#[cfg(test)]
mod tests;
