//! `zone` and `default-zone`: whose clock counts, and the one question about it.
//!
//! Some platforms never tell a zone. Whoever is on one is taken to be in the community's, and is asked once whether
//! that is right: beneath the answer to their first ask, win or offer to mentor. What is planned already is planned
//! anew by the new clock, but for a time that two people agreed on.

use chrono_tz::Tz;

use super::admin::only;
use super::settings::Group;
use super::{forms, settings};
use crate::action::{Action, Undoable, Words, words};
use crate::calendar::parse_zone;
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal};
use crate::member::{Changed, Member};
use crate::message::TimeForm;
use crate::moment::Moment;
use crate::rights::Right;
use crate::script::{Phrase, Saying, Value, say};
use crate::text::cut;

/// So much of a zone that is not known is shown.
const LONGEST: usize = 100;

/// A member tells their zone; their hours stay. Without words the form opens.
pub(super) fn set(words: Option<&Words>, member: &Member, moment: &Moment) -> Result<Decision, Refusal> {
    let Some(words) = words else { return Ok(Decision::reply(forms::zone(&member.calendar, None, None))) };
    let zone = read(words).map_err(|problem| {
        let form = forms::zone(&member.calendar, Some(words.get()), Some(problem.clone()));
        Refusal::form(form, say("zone.problem").with("problem", problem))
    })?;
    let mut changed = member.changing(Changed::Hours, moment.now);
    changed.calendar.zone = zone;
    changed.zone_told = true;
    let reply = on_the_clock("zone.done", zone, moment)
        .with("at", moment.now)
        .with("hours", changed.calendar.hours.to_string())
        .with("none", changed.calendar.hours.is_empty())
        .button("change", Action::Zone(None))
        .button("hours", Action::Hours(None))
        .button("undo", Action::Undo(Some(Undoable::Settled(moment.now))))
        .message();
    Ok(Decision::reply(reply).and(Change::Member(Box::new(changed))))
}

/// An admin asks in which zone whoever has told none is taken to be. Another one is a wish of the settings.
pub(super) fn of_all(speaker: &Member, community: &Community, moment: &Moment) -> Result<Decision, Refusal> {
    only(Right::Zone, speaker)?;
    let told = on_the_clock("zone.default", community.zone, moment);
    Ok(Decision::reply(told.button("change", settings::opens(Group::Place)).message()))
}

/// Whether somebody may be asked for their zone beneath the answer to this: they have begun to take part.
pub(super) fn is_a_time_to_ask(action: &Action) -> bool {
    matches!(action, Action::Win(Some(_)) | Action::Ask(Some(_)) | Action::Join(Some(_)))
}

/// A decision whose answer also asks for the speaker's zone, this once. Where nothing came of what they said, or
/// nothing is answered, they are asked another time.
pub(super) fn asked_beneath(mut decision: Decision, member: &Member, moment: &Moment) -> Decision {
    let Some(answer) = decision.reply.message.as_mut().filter(|_| !decision.changes.is_empty()) else {
        return decision;
    };
    let zone = member.calendar.zone;
    let question = on_the_clock("zone.which", zone, moment)
        .with("at", moment.now)
        .button("right", Action::Zone(words(zone.name())))
        .button("choose", Action::Zone(None))
        .message();
    answer.blocks.extend(question.blocks);
    let mut written = false;
    for change in &mut decision.changes {
        if let Change::Member(other) = change
            && other.id == member.id
        {
            other.zone_asked = true;
            written = true;
        }
    }
    if written {
        decision
    } else {
        decision.and(Change::Member(Box::new(Member { zone_asked: true, ..member.clone() })))
    }
}

/// A sentence about a zone, with what the clock shows there.
fn on_the_clock(key: &'static str, zone: Tz, moment: &Moment) -> Saying {
    say(key).with("zone", zone.name()).with("clock", Value::on_the_wall(moment.now, zone, TimeForm::Clock))
}

fn read(words: &Words) -> Result<Tz, Phrase> {
    parse_zone(words.get()).map_err(|problem| unknown(problem.nearest, words.get()))
}

/// That no zone is called so, and which one was probably meant.
pub(super) fn unknown(nearest: Option<Tz>, typed: &str) -> Phrase {
    say("hours.zone").with("nearest", nearest.map(Tz::name)).with("typed", cut(typed, LONGEST)).text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::win::win;
    use crate::message::Span;
    use crate::sample::{buttons, calendar, community, member, moment, now, refused};
    use crate::tongue::Tongue;

    fn asked(decision: &Decision) -> bool {
        let message = decision.reply.message.as_ref().unwrap();
        message.bare(Tz::UTC).contains("which zone are you in")
    }

    #[test]
    fn a_zone_is_told_alone_and_the_hours_stay() {
        let mut ana = member("ana");
        ana.calendar = calendar(Tz::Europe__Berlin, "mon-thu 8-12");
        let decision = set(words("lisbon").as_ref(), &ana, &moment()).unwrap();
        let told = decision.member("ana").unwrap();
        assert_eq!(told.calendar, calendar(Tz::Europe__Lisbon, "mon-thu 8-12"));
        assert!(told.zone_told);
        let message = decision.reply.message.as_ref().unwrap();
        assert!(message.bare(Tz::UTC).contains("Europe/Lisbon, where it is 09:00 now"));
        let instants = format!("{:?}", message.blocks);
        assert!(instants.contains(&format!(
            "{:?}",
            Span::Time { at: now(), form: TimeForm::Full, tongue: Tongue::English }
        )));
    }

    #[test]
    fn a_zone_that_is_not_known_brings_the_form_back_with_the_one_that_was_meant() {
        let Err(Refusal::Form(form, _)) = set(words("berln").as_ref(), &member("ana"), &moment()) else {
            panic!("the form")
        };
        assert_eq!(form.fields[0].value, "berln");
        assert!(form.fields[0].problem.as_ref().unwrap().contains("Europe/Berlin"));
        let form = set(None, &member("ana"), &moment()).unwrap().reply.form.unwrap();
        assert_eq!(form.fields[0].value, "Europe/Berlin");
    }

    #[test]
    fn the_question_stands_beneath_the_answer_and_is_kept_in_mind() {
        let ana = member("ana");
        let noted = || win(words("Merged the parser").as_ref(), &ana, &mut moment()).unwrap();
        let decision = asked_beneath(noted(), &ana, &moment());
        assert!(asked(&decision) && decision.answered() == "win.noted");
        assert!(decision.member("ana").unwrap().zone_asked);
        let actions: Vec<_> = buttons(decision.reply.message.as_ref().unwrap())
            .into_iter()
            .map(|button| button.action.clone())
            .collect();
        assert_eq!(actions[1..], [Action::Zone(words("Europe/Berlin")), Action::Zone(None)]);
        // What else becomes of them with the same words is kept.
        let named = Member { name: crate::sample::typed("Ana Maria"), ..ana.clone() };
        let decision = asked_beneath(noted().and(Change::Member(Box::new(named))), &ana, &moment());
        let written = decision.member("ana").unwrap();
        assert_eq!((written.name.as_str(), written.zone_asked), ("Ana Maria", true));
    }

    #[test]
    fn nobody_is_asked_where_nothing_came_of_what_they_said() {
        let nothing = Decision::reply(say("undo.nothing").with("keeps", false).message());
        let decision = asked_beneath(nothing, &member("ana"), &moment());
        assert!(!asked(&decision) && decision.changes.is_empty());
        for (text, then) in
            [("win x", true), ("ask x", true), ("join x", true), ("ask", false), ("me", false)]
        {
            assert_eq!(is_a_time_to_ask(&text.parse().unwrap()), then, "{text}");
        }
    }

    #[test]
    fn the_zone_of_whoever_has_told_none_is_for_admins_to_settle() {
        assert_eq!(refused(of_all(&member("ana"), &community(), &moment())), "admins.only");
        let dee = Member { admin: true, ..member("dee") };
        let told = of_all(&dee, &community(), &moment()).unwrap();
        assert!(told.changes.is_empty());
        let told = told.reply.message.unwrap();
        assert!(told.bare(Tz::UTC).contains("Europe/Berlin, where it is 10:00 now"));
        assert!(buttons(&told)[0].action.opens_form());
    }
}
