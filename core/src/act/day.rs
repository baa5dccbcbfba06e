//! `hours`, `pause`, days off and `resume`: when a member may be spoken to.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::forms;
use super::meeting::ten_oclock;
use super::mentor::pass_on;
use super::zone::unknown;
use crate::action::{Action, Undoable, Wake, Words, words};
use crate::ask::Offer;
use crate::calendar::{Calendar, Hours, HoursProblem, Leave, Pause, parse_zone};
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
    let Some(words) = words else { return Ok(Decision::reply(forms::hours(&member.calendar, None, None))) };
    let (hours, zone) = read_hours(words.get()).map_err(|problem| {
        let form = forms::hours(&member.calendar, Some(words.get()), Some(&problem));
        Refusal::form(form, say("hours.problem").with("problem", problem.words))
    })?;
    let mut changed = member.changing(Changed::Hours, moment.now);
    changed.calendar.hours = hours.unwrap_or_else(|| member.calendar.hours.clone());
    changed.calendar.zone = zone.unwrap_or(member.calendar.zone);
    changed.zone_told |= zone.is_some();
    let now = changed.calendar.local(moment.now).format("%H:%M").to_string();
    let reply = say("hours.done")
        .with("hours", changed.calendar.hours.to_string())
        .with("zone", changed.calendar.zone.name())
        .with("now", now)
        .with("none", changed.calendar.hours.is_empty())
        .button("change", Action::Hours(None))
        .button("undo", Action::Undo(Some(Undoable::Settled)))
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
            (Ok(_), Err(problem)) => return Err(zone_trouble(problem.nearest, &back)),
            (Err(problem), Ok(_)) => before_a_zone = Some(hours_trouble(&problem)),
            (Err(_), Err(_)) => {}
        }
    }
    if let Some(trouble) = before_a_zone {
        return Err(trouble);
    }
    let nearest = parse_zone(text).err().and_then(|problem| problem.nearest);
    let is_zone = nearest.is_some() || text.contains('/');
    if text.contains(|character: char| character.is_ascii_digit()) || !is_zone {
        let problem = Hours::parse(text).expect_err("it was not understood as hours a moment ago");
        return Err(hours_trouble(&problem));
    }
    Err(zone_trouble(nearest, text))
}

/// What is wrong with hours or a zone, in words.
pub(super) struct HoursTrouble {
    pub(super) words: Phrase,
    pub(super) in_the_zone: bool,
}

fn zone_trouble(nearest: Option<Tz>, typed: &str) -> HoursTrouble {
    HoursTrouble { words: unknown(nearest, typed), in_the_zone: true }
}

fn hours_trouble(problem: &HoursProblem) -> HoursTrouble {
    let saying = match problem {
        HoursProblem::Empty => say("hours.none"),
        HoursProblem::NotUnderstood { part } => say("hours.not-understood").with("part", part),
        HoursProblem::NoTimes { part } => say("hours.no-times").with("part", part),
        HoursProblem::Ambiguous { part, day, night } => say("hours.day-or-night")
            .with("part", part)
            .with("day", day.to_string())
            .with("night", night.to_string()),
    };
    HoursTrouble { words: saying.text(), in_the_zone: false }
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
    let off = if are_off { ahead.with(leave) } else { ahead.without(leave) };
    if are_off && (TimeDelta::days(leave.days().into()) > LONGEST_PAUSE || off.leaves().count() > MOST_LEAVES)
    {
        return Err(say("pause.too-long").text());
    }
    let mut changed = member.clone();
    changed.calendar.off = off;
    let (from, to) = (member.calendar.start_of(leave.from), member.calendar.start_of(leave.to));
    let over = member.calendar.start_of(leave.to + Days::new(1));
    let within = |session: &&Session| session.busy().is_some_and(|busy| busy.from < over && busy.to > from);
    let days = format!("{} - {}", leave.from, leave.to);
    let reply = say("off.done")
        .with("set", are_off)
        .with("at", from)
        .with("until", (leave.to > leave.from).then_some(to))
        .with("kept", sessions.iter().filter(within).count())
        .button_if(are_off, "take_back", Action::Pause(words(&format!("not {days}"))))
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
        .button("undo", Action::Undo(Some(Undoable::Settled)))
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
fn word_before(member: &Member, until: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let awake = Calendar { pause: None, ..member.calendar.clone() };
    let day = awake.local_date(until).checked_sub_days(Days::new(1))?;
    let ten = ten_oclock();
    // On a day without hours, the working day before it: a weekend does not swallow the word.
    let days = (0..7).filter_map(|back| day.checked_sub_days(Days::new(back)));
    let wishes = days.map(|day| Wish { wall: day.and_time(ten), zone: awake.zone, policy: Policy::OnDay });
    let word = wishes.filter_map(|wish| wish.resolve(&awake)).find(|word| *word < until)?;
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
    let undo = Action::Undo(Some(Undoable::Settled));
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
mod tests {
    use super::*;
    use crate::sample::{at, buttons, id, later, mentor, moment, now, offer, paused, refused, words};

    fn ben() -> Member {
        mentor("ben")
    }

    fn hastens(decision: &Decision) -> bool {
        decision.changes.contains(&Change::Hasten(Address::Member(id("ben"))))
    }

    #[test]
    fn what_waits_for_the_end_of_a_pause_waits_no_longer_when_it_ends_early() {
        let paused = |until: i64| {
            let pause = Pause { from: now(), until: now() + TimeDelta::days(until) };
            let mut ben = ben();
            ben.calendar.pause = Some(pause);
            ben
        };
        assert!(hastens(&resume(&paused(30), &mut moment()).unwrap()));
        let again = |before| pause(words("3d").as_ref(), &paused(before), &[], &[], &mut moment()).unwrap();
        assert!(hastens(&again(30)) && !hastens(&again(1)));
    }

    fn pauses(text: &str) -> Result<Decision, Refusal> {
        pause(words(text).as_ref(), &ben(), &[offer()], &[], &mut moment())
    }

    fn until(text: &str) -> DateTime<Utc> {
        pauses(text).unwrap().member("ben").unwrap().calendar.pause.unwrap().until
    }

    #[test]
    fn the_end_of_a_pause_is_read_as_people_say_it() {
        let week = at("2026-11-30T23:00:00Z");
        for text in ["1w", "7d", "1 week", "for 7 days", "For 1 Week", "until 2026-12-01", "Until 1 dec"] {
            assert_eq!(until(text), week, "{text}");
        }
        assert_eq!(until("until fri"), at("2026-11-26T23:00:00Z"));
        assert_eq!(until("bis fr"), until("until fri"));
        assert_eq!(until("2 Wochen"), until("2w"));
    }

    #[test]
    fn days_off_are_read_as_people_say_them_and_taken_back_by_one_press() {
        let off = |text: &str| {
            let decision = pauses(text).unwrap();
            let ben = decision.member("ben").unwrap();
            assert_eq!(ben.calendar.pause, None, "{text}");
            ben.calendar.off.leaves().map(|leave| format!("{} {}", leave.from, leave.to)).collect::<Vec<_>>()
        };
        for text in [
            "24 dec - 2 jan",
            "24 dec to 2 jan",
            "from 24 dec until 2 jan",
            "24.12. – 2.1.",
            "24 dez - 2 jan",
            "vom 24. Dez. bis 2. Jan.",
            "2026-12-24 - 2027-01-02",
        ] {
            assert_eq!(off(text), ["2026-12-24 2027-01-02"], "{text}");
        }
        assert_eq!(off("on fri"), ["2026-11-27 2026-11-27"]);
        assert_eq!(off("am Fr"), ["2026-11-27 2026-11-27"]);
        assert_eq!(off("fri - mon"), ["2026-11-27 2026-11-30"]);
        assert_eq!(off("today - tomorrow"), ["2026-11-24 2026-11-25"]);
        let decision = pauses("24 dec - 2 jan").unwrap();
        let back = buttons(decision.reply.message.as_ref().unwrap())[0].action.clone();
        assert_eq!(back, Action::Pause(words("not 2026-12-24 - 2027-01-02")));
        let Action::Pause(back) = back else { panic!("{back}") };
        let ben = decision.member("ben").unwrap();
        let decision = pause(back.as_ref(), ben, &[], &[], &mut moment()).unwrap();
        assert!(decision.member("ben").unwrap().calendar.off.is_empty());
        for text in
            ["on nothing", "24 dec - soon", "not 24 dec", "24 dec - 2 jan 2031", "2020-01-01 - 2020-01-02"]
        {
            assert_eq!(refused(pauses(text)), "pause.problem", "{text}");
        }
    }

    #[test]
    fn whoever_is_off_today_hands_offers_on_and_whoever_is_off_later_keeps_them() {
        let handed_on = |text: &str| !pauses(text).unwrap().wakes().is_empty();
        assert!(handed_on("today - fri") && !handed_on("on fri"));
    }

    #[test]
    fn an_end_that_is_not_ahead_or_too_far_away_brings_the_form_back() {
        for text in ["0d", "500d", "99999999999999999999w", "2026-11-24", "2020-01-01", "soon", "1y"] {
            assert_eq!(refused(pauses(text)), "pause.problem", "{text}");
        }
        let nothing = pauses("0d").unwrap_err().reply(None).message.unwrap().bare(chrono_tz::UTC);
        assert!(nothing.contains("is not ahead") && !nothing.contains("year"), "{nothing}");
    }

    #[test]
    fn a_pause_hands_offers_on_and_promises_a_word_only_when_there_is_time_for_one() {
        let decision = pauses("1w").unwrap();
        let due: Vec<_> =
            decision.wakes().into_iter().map(|(action, due)| (action.to_string(), due)).collect();
        assert_eq!(due.len(), 3, "{due:?}");
        assert!(due.iter().any(|(action, at)| action.starts_with("clock expire") && *at == now()));
        let word = |decision: &Decision| {
            let message = decision.reply.message.as_ref().unwrap();
            format!("{:?}", message.blocks).contains("a word the day before")
        };
        assert!(word(&decision));
        assert!(!word(&pauses("1d").unwrap()));
    }

    #[test]
    fn a_pause_and_its_end_leave_what_is_promised_besides() {
        let besides = |decision: &Decision| {
            let dropped = decision.changes.iter().filter(|change| matches!(change, Change::Drop(_)));
            dropped.cloned().collect::<Vec<_>>()
        };
        let pauses = pauses("1w").unwrap();
        let of_the_pause = [Change::Drop(Subject::Pause(ben().id))];
        assert_eq!(besides(&pauses), of_the_pause);
        let own = pauses.tasks().filter(|task| task.about == Subject::Pause(ben().id)).count();
        assert_eq!(own, 2);
        assert_eq!(besides(&resume(&paused(ben(), 7), &mut moment()).unwrap()), of_the_pause);
    }

    #[test]
    fn a_week_more_is_a_week_from_the_end_of_the_pause() {
        let ben = paused(ben(), 1);
        let decision = pause_ends(&ben, &mut moment());
        let (_, delivery) = decision.deliveries().next().unwrap();
        let week = buttons(&delivery.message)[0].action.clone();
        assert_eq!(week, Action::Pause(words("2026-12-02")));
    }

    #[test]
    fn a_pause_ends_by_itself_and_not_before_its_time() {
        let paused = paused(ben(), 1);
        assert!(pause_over(&paused, &mut moment()).changes.is_empty());
        let decision = pause_over(&paused, &mut later(TimeDelta::days(1)));
        assert_eq!(decision.member("ben").unwrap().calendar.pause, None);
        assert!(pause_over(&ben(), &mut moment()).changes.is_empty());
        assert!(pause_ends(&ben(), &mut moment()).changes.is_empty());
        assert_eq!(refused(resume(&ben(), &mut moment())), "resume.not-paused");
        let rests = Unanswered { rests: Some(now()), ..Unanswered::default() };
        for ben in [Member { unanswered: rests, ..ben() }, Member { unanswered: rests, ..paused }] {
            let back = resume(&ben, &mut moment()).unwrap();
            let ben = back.member("ben").unwrap();
            assert!(!ben.rests() && ben.calendar.pause.is_none());
        }
    }

    #[test]
    fn a_zone_that_was_told_is_not_what_the_platform_says() {
        let set = |member: &Member, text: &str| {
            let decision = set_hours(words(text).as_ref(), member, &mut moment()).unwrap();
            decision.member("ben").unwrap().clone()
        };
        let hours_alone = set(&ben(), "mon-thu 8-12");
        assert!(!hours_alone.zone_told);
        let told = set(&hours_alone, "Europe/Lisbon");
        assert!(told.zone_told);
        assert!(set(&told, "mon-thu 9-12").zone_told);
    }

    #[test]
    fn hours_and_zone_are_told_together_or_alone() {
        let set = |text: &str| {
            let decision = set_hours(words(text).as_ref(), &ben(), &mut moment()).unwrap();
            let calendar = decision.member("ben").unwrap().calendar.clone();
            (calendar.hours.to_string(), calendar.zone.name())
        };
        assert_eq!(set("mon-thu 8-12 Europe/Lisbon"), ("mon-thu 08:00-12:00".to_owned(), "Europe/Lisbon"));
        assert_eq!(set("mon-thu 8-12"), ("mon-thu 08:00-12:00".to_owned(), "Europe/Berlin"));
        assert_eq!(set("America/Chicago").1, "America/Chicago");
        // The trouble stands beneath the field that it is in, and the zone that was not touched stays.
        for (text, at, zone) in [
            ("mon-fri 9-17 Now/Where", "zone", ""),
            ("25-26", "hours", "Europe/Berlin"),
            ("foo", "hours", "Europe/Berlin"),
            ("Europe/Nowhere", "zone", ""),
        ] {
            let refusal = set_hours(words(text).as_ref(), &ben(), &mut moment()).unwrap_err();
            assert_eq!(refusal.key(), "hours.problem", "{text}");
            let fields = refusal.reply(None).form.unwrap().fields;
            let wrong: Vec<_> = fields.iter().filter(|field| field.problem.is_some()).collect();
            assert_eq!(wrong.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(), [at], "{text}");
            assert_eq!(fields[1].value, zone, "{text}");
        }
    }
}
