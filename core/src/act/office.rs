//! `office`: the blocks of a week in which a mentor would rather have sessions one right after the other.

use chrono::{DateTime, Utc};

use super::booking::BOOKABLE;
use super::day::{Of, hours_in_words};
use super::forms;
use crate::action::{Action, Undoable, Words, words};
use crate::calendar::{Calendar, LONGEST_BLOCK, MOST_BLOCKS, OfficeHours, OfficeProblem, SHORTEST_BLOCK};
use crate::decision::{Change, Decision, Refusal};
use crate::follow_up::{BUFFER, noons, packed_starts};
use crate::member::{Changed, Member, Mentor};
use crate::message::Message;
use crate::moment::Moment;
use crate::script::{Phrase, say};
use crate::session::Minutes;

/// A mentor names their office hours, ends them, or asks which they are; `change` opens the form. What they read says
/// too where nothing is suggested in them: at noon, or as none of the others can come then.
pub(super) fn office(
    words: Option<&Words>,
    member: &Member,
    others: &[Member],
    moment: &Moment,
) -> Result<Decision, Refusal> {
    let Some(mentor) = &member.mentor else {
        return Err(Refusal::because(say("office.not-a-mentor").button("join", Action::Join(None))));
    };
    let Some(words) = words else { return Ok(Decision::reply(card(member, mentor, false, others, moment))) };
    let wished = match words.get().trim().to_lowercase().as_str() {
        "change" => return Ok(Decision::reply(forms::office(mentor.office.as_ref(), None, None))),
        "off" | "none" => None,
        _ => Some(read(words.get(), member).map_err(|problem| {
            let form = forms::office(mentor.office.as_ref(), Some(words.get()), Some(problem.clone()));
            Refusal::form(form, say("office.problem").with("problem", problem))
        })?),
    };
    let mut changed = member.changing(Changed::Join, moment.now);
    let mentor = Mentor { office: wished, ..mentor.clone() };
    let reply = card(member, &mentor, true, others, moment);
    changed.mentor = Some(mentor);
    Ok(Decision::reply(reply).and(Change::Member(Box::new(changed))))
}

/// The office hours in a text, which lie in the mentor's hours; or what is wrong with it, in words.
fn read(text: &str, member: &Member) -> Result<OfficeHours, Phrase> {
    let office = OfficeHours::parse(text).map_err(|problem| match problem {
        OfficeProblem::Hours(problem) => hours_in_words(&problem, Of::Office),
        OfficeProblem::EndsFirst { block, meant } => say("office.ends-first")
            .with("part", block)
            .with("nearest", meant.map(|meant| meant.to_string()))
            .with("most", u32::from(LONGEST_BLOCK))
            .text(),
        OfficeProblem::Length { block, minutes } => say("office.length")
            .with("part", block)
            .with("minutes", u32::from(minutes))
            .with("least", u32::from(SHORTEST_BLOCK))
            .with("most", u32::from(LONGEST_BLOCK))
            .text(),
        OfficeProblem::TooMany { count } => {
            say("office.too-many").with("n", count).with("most", MOST_BLOCKS).text()
        }
    })?;
    let hours = &member.calendar.hours;
    if office.lie_in(hours) {
        Ok(office)
    } else {
        Err(say("office.outside").with("hours", hours.to_string()).text())
    }
}

fn card(member: &Member, mentor: &Mentor, set: bool, others: &[Member], moment: &Moment) -> Message {
    let office = mentor.office.as_ref();
    let nobody = office.is_some_and(|office| {
        !others.is_empty() && !others.iter().any(|other| suits(office, member, other, moment.now))
    });
    say("office")
        .with("office", office.map(OfficeHours::to_string))
        .with("set", set)
        .with("zone", member.calendar.zone.name())
        .with("day", mentor.caps.day)
        .with("week", mentor.caps.week)
        .with("noon", office.is_some_and(|office| holds_noon(office, member, moment.now)))
        .with("nobody", nobody)
        .button("change", Action::Office(words("change")))
        .button_if(office.is_some(), "off", Action::Office(words("off")))
        .button_if(set, "undo", Action::Undo(Some(Undoable::Settled(moment.now))))
        .message()
}

/// The weeks of somebody by their hours alone.
fn usual(member: &Member) -> Calendar {
    Calendar::new(member.calendar.zone, member.calendar.hours.clone())
}

/// Whether noon, which stays free for who works through it, lies in some of the mentor's office hours.
fn holds_noon(office: &OfficeHours, mentor: &Member, now: DateTime<Utc>) -> bool {
    let (calendar, until) = (usual(mentor), now + BOOKABLE);
    let noons = noons(&calendar, now, until);
    let blocks = office.blocks(&calendar, now, until);
    blocks
        .iter()
        .any(|block| noons.iter().any(|noon| block.0 < noon.to + BUFFER && block.1 > noon.from - BUFFER))
}

/// Whether a session with somebody has room in the mentor's office hours, by the hours of both.
fn suits(office: &OfficeHours, mentor: &Member, other: &Member, now: DateTime<Utc>) -> bool {
    let (mentors, others, until) = (usual(mentor), usual(other), now + BOOKABLE);
    let noons = [noons(&mentors, now, until), noons(&others, now, until)].concat();
    let minutes = Minutes::Ten.count();
    let starts = |block| packed_starts(&others, &mentors, &noons, block, minutes, now);
    office.blocks(&mentors, now, until).into_iter().any(|block| !starts(block).is_empty())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::act::undo;
    use crate::calendar::Pause;
    use crate::sample::{buttons, calendar, member, mentor, moment, refused};
    use crate::store::Desk;

    fn says(text: &str, member: &Member) -> Result<Decision, Refusal> {
        office(words(text).as_ref(), member, &[], &moment())
    }

    fn kept(decision: &Decision) -> Option<String> {
        let office = decision.member("ben")?.mentor.as_ref()?.office.as_ref();
        office.map(OfficeHours::to_string)
    }

    #[test]
    fn a_mentor_names_them_reads_them_and_ends_them_and_what_else_they_offer_stays() {
        let named = says("tue 14:00-15:30", &mentor("ben")).unwrap();
        assert_eq!(kept(&named).as_deref(), Some("tue 14:00-15:30"));
        let ben = named.member("ben").unwrap().clone();
        assert_eq!(ben.mentor.as_ref().unwrap().topics, mentor("ben").mentor.unwrap().topics);
        let card = office(None, &ben, &[], &moment()).unwrap();
        assert!(card.changes.is_empty());
        let told = card.reply.message.unwrap();
        assert!(told.bare(chrono_tz::UTC).contains("tue 14:00-15:30"));
        assert!(buttons(&told)[0].action.opens_form());
        let form = says("change", &ben).unwrap().reply.form.unwrap();
        assert_eq!(form.fields[0].value, "tue 14:00-15:30");
        let ended = says("off", &ben).unwrap();
        assert!(ended.member("ben").is_some() && kept(&ended).is_none());
    }

    #[test]
    fn whoever_names_hours_in_which_nothing_is_suggested_reads_so_at_once() {
        let with_hours = |name: &str, hours: &str| Member {
            calendar: calendar(chrono_tz::Europe::Berlin, hours),
            ..member(name)
        };
        let mut ben = mentor("ben");
        ben.calendar = calendar(chrono_tz::Europe::Berlin, "mon-fri 9-18");
        let told = |text: &str, others: &[Member]| {
            let named = office(words(text).as_ref(), &ben, others, &moment()).unwrap();
            let named = (named.reply.message.unwrap(), named.changes);
            assert_eq!(named.1.len(), 1);
            let told = named.0.bare(chrono_tz::UTC);
            (told.contains("noon stays free"), told.contains("nobody else here can come"))
        };
        let mornings = with_hours("ana", "mon-fri 8-12");
        let afternoons = with_hours("cleo", "mon-fri 13-17");
        assert_eq!(told("tue 14-15", std::slice::from_ref(&mornings)), (false, true));
        assert_eq!(told("tue 14-15", &[mornings.clone(), afternoons.clone()]), (false, false));
        assert_eq!(told("tue 14-15", &[]), (false, false));
        assert_eq!(told("tue 12-13", &[with_hours("ana", "mon-fri 9-18")]), (true, true));
        assert_eq!(told("tue 11:30-12:30", &[mornings]), (true, false));
        // Days off change nothing about what hours are.
        let mut away = afternoons;
        away.calendar.pause = Some(Pause { from: moment().now, until: moment().now + TimeDelta::days(30) });
        assert_eq!(told("tue 14-15", &[away]), (false, false));
    }

    #[test]
    fn whoever_takes_them_back_reads_what_holds_again() {
        let undone = |ben: &Member| {
            let decision =
                undo::settled(ben, crate::sample::now(), &Desk::default(), &[], &mut moment()).unwrap();
            decision.reply.message.unwrap().bare(chrono_tz::UTC)
        };
        let named = says("tue 14:00-15:30", &mentor("ben")).unwrap().member("ben").unwrap().clone();
        assert!(undone(&named).contains("you have no office hours"), "{}", undone(&named));
        let moved = says("wed 10-11", &named).unwrap().member("ben").unwrap().clone();
        assert!(undone(&moved).contains("your office hours are tue 14:00-15:30"), "{}", undone(&moved));
    }

    #[test]
    fn what_cannot_be_says_why_and_brings_the_form_back() {
        assert_eq!(refused(says("tue 14-15", &member("ana"))), "office.not-a-mentor");
        let mut ben = mentor("ben");
        ben.calendar = calendar(chrono_tz::UTC, "mon-fri 9-15");
        for (text, why) in [
            ("tue 14-15:30", "mon-fri 09:00-15:00"),
            ("Tue 14:00-14:10", "“tue 14:00-14:10” lasts 10 minutes, and a block lasts from 20 to 180"),
            ("mon-fri 9-10 11-12", "10 blocks in a week, and 5 are the most"),
            ("Tue 14-13", "“tue 14:00-13:00” does not end after it begins"),
            ("Tue 14-13", "“13:00-14:00”"),
            ("tue 25:00-26:00", "no clock shows 25:00"),
            ("Wed", "“Wed” has no times; write for example “Wed 14:00-15:30”"),
            ("Whenever", "“Whenever” is not understood; write for example “tue 14:00-15:30”"),
        ] {
            let Err(Refusal::Form(form, saying)) = says(text, &ben) else { panic!("{text}") };
            assert_eq!((saying.key(), form.fields[0].value.as_str()), ("office.problem", text));
            let problem = form.fields[0].problem.as_ref().unwrap();
            assert!(problem.contains(why), "{text}: {problem}");
        }
    }
}
