//! `office`: the blocks of a week in which a mentor would rather have sessions one right after the other.

use chrono::{DateTime, Utc};

use super::day::{Of, hours_in_words};
use super::forms;
use crate::action::{Action, Undoable, Words, words};
use crate::calendar::{LONGEST_BLOCK, MOST_BLOCKS, OfficeHours, OfficeProblem, SHORTEST_BLOCK};
use crate::decision::{Change, Decision, Refusal};
use crate::member::{Changed, Member, Mentor};
use crate::message::Message;
use crate::moment::Moment;
use crate::script::{Phrase, say};

/// A mentor names their office hours, ends them, or asks which they are; `change` opens the form.
pub(super) fn office(words: Option<&Words>, member: &Member, moment: &Moment) -> Result<Decision, Refusal> {
    let Some(mentor) = &member.mentor else {
        return Err(Refusal::because(say("office.not-a-mentor").button("join", Action::Join(None))));
    };
    let Some(words) = words else { return Ok(Decision::reply(card(member, mentor, None))) };
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
    let reply = card(member, &mentor, Some(moment.now));
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

/// What a mentor reads of their office hours, and when they set them, if that was just now.
fn card(member: &Member, mentor: &Mentor, set: Option<DateTime<Utc>>) -> Message {
    let office = mentor.office.as_ref();
    let saying = say("office")
        .with("office", office.map(OfficeHours::to_string))
        .with("set", set.is_some())
        .with("zone", member.calendar.zone.name())
        .with("day", mentor.caps.day)
        .with("week", mentor.caps.week)
        .button("change", Action::Office(words("change")))
        .button_if(office.is_some(), "off", Action::Office(words("off")));
    let saying = match set {
        Some(at) => saying.button("undo", Action::Undo(Some(Undoable::Settled(at)))),
        None => saying,
    };
    saying.message()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::undo;
    use crate::sample::{buttons, calendar, member, mentor, moment, refused};
    use crate::store::Desk;

    fn says(text: &str, member: &Member) -> Result<Decision, Refusal> {
        office(words(text).as_ref(), member, &moment())
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
        let card = office(None, &ben, &moment()).unwrap();
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
    fn whoever_takes_them_back_reads_what_holds_again() {
        let undone = |ben: &Member| {
            let decision = undo::settled(ben, crate::sample::now(), &Desk::default(), &mut moment()).unwrap();
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
