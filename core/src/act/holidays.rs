//! `holidays`: the days on which everybody in a community is free, as those who run it tell them.

use super::admin::only;
use super::{digest, forms};
use crate::action::{Action, Words, words};
use crate::calendar::Calendar;
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal};
use crate::holidays::{Holidays, Reading, read};
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::rights::Right;
use crate::script::{record, say};

/// So many are shown.
const SHOWN: usize = 20;
/// Those that are longer than this as lines are not put into the form: what is changed there is all that is kept.
const LONGEST: usize = 2900;

/// An admin tells on which days everybody is free, or asks which they are. Without words the form opens.
pub(super) fn holidays(
    said: Option<&Words>,
    speaker: &Member,
    community: &Community,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    only(Right::Holidays, speaker)?;
    let today = Calendar::new(community.zone, Default::default()).local_date(moment.now);
    let ahead = community.holidays.since(today);
    let Some(said) = said else {
        let known = Some(ahead.lines()).filter(|lines| lines.len() <= LONGEST).unwrap_or_default();
        return Ok(Decision::reply(forms::holidays(known.trim_end(), None)));
    };
    match said.get().trim().to_lowercase().as_str() {
        "show" => return Ok(Decision::reply(shown(&ahead))),
        "none" => {
            let reply = say("holidays.none").button("change", Action::Holidays(None)).message();
            return Ok(Decision::reply(reply).and_all(kept(community, Holidays::default(), moment)));
        }
        _ => {}
    }
    let reading = read(said.get(), today).map_err(|problem| {
        let problem = problem.says();
        let form = forms::holidays(said.get(), Some(problem.clone()));
        Refusal::form(form, say("holidays.problem").with("problem", problem))
    })?;
    let Reading { holidays, over, far, timed } = reading;
    let reply = say("holidays.done")
        .with("kept", holidays.count())
        .with("before", over)
        .with("after", far)
        .with("waiting", timed)
        .button_if(!holidays.is_empty(), "show", Action::Holidays(words("show")))
        .button("change", Action::Holidays(None))
        .message();
    Ok(Decision::reply(reply).and_all(kept(community, holidays, moment)))
}

/// The community with other holidays. What comes by itself is planned anew around them; whatever else was to come on one
/// of them waits when its time comes, as every clock goes by them from now on.
pub(crate) fn kept(community: &Community, holidays: Holidays, moment: &mut Moment) -> Vec<Change> {
    let mut changed = community.clone();
    changed.holidays = holidays;
    if changed.rounds.planned.is_some() {
        let next = changed.rounds.next(moment.now, changed.zone);
        changed.rounds.planned = next.map(|next| changed.holidays.not_on_one(next, changed.zone));
    }
    digest::replanned(changed, moment)
}

fn shown(ahead: &Holidays) -> Message {
    let shown = ahead.iter().take(SHOWN).map(|holiday| {
        let last = (holiday.days.to > holiday.days.from).then_some(holiday.days.to);
        record([
            ("from", holiday.days.from.into()),
            ("to", last.into()),
            ("name", holiday.name.as_str().into()),
        ])
    });
    say("holidays")
        .with("days", shown.collect::<Vec<_>>())
        .with("more", ahead.count().saturating_sub(SHOWN))
        .button("change", Action::Holidays(None))
        .button_if(!ahead.is_empty(), "none", Action::Holidays(words("none")))
        .message()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{at, buttons, community, member, moment, refused};

    fn says(text: &str) -> Result<Decision, Refusal> {
        holidays(words(text).as_ref(), &dee(), &community(), &mut moment())
    }

    fn dee() -> Member {
        Member { admin: true, ..member("dee") }
    }

    fn written(decision: &Decision) -> Option<&Community> {
        decision.changes.iter().find_map(|change| match change {
            Change::Community(community) => Some(&**community),
            _ => None,
        })
    }

    #[test]
    fn those_who_run_a_community_tell_its_holidays_and_the_digest_keeps_them() {
        let decision = says("30 nov Saint Andrew\n24 dec - 2 jan Closed").unwrap();
        assert_eq!(decision.answered(), "holidays.done");
        let changed = written(&decision).unwrap();
        assert_eq!(changed.holidays.lines(), "2026-11-30 Saint Andrew\n2026-12-24 - 2027-01-02 Closed\n");
        // The last Monday of November is one of them.
        assert_eq!(changed.digest.planned, Some(at("2026-12-01T08:00:00Z")));
        let show = holidays(words("show").as_ref(), &dee(), changed, &mut moment()).unwrap();
        let message = show.reply.message.as_ref().unwrap();
        assert!(message.bare(chrono_tz::UTC).contains("Saint Andrew") && show.changes.is_empty());
        let Some(Action::Holidays(none)) = buttons(message).last().map(|button| button.action.clone()) else {
            panic!("a button that forgets them")
        };
        let none = holidays(none.as_ref(), &dee(), changed, &mut moment()).unwrap();
        assert!(written(&none).unwrap().holidays.is_empty());
        let form = holidays(None, &dee(), changed, &mut moment()).unwrap().reply.form.unwrap();
        assert_eq!(form.fields[0].value, changed.holidays.lines().trim_end());
    }

    #[test]
    fn what_cannot_be_read_changes_nothing_and_says_where_and_why() {
        let Err(Refusal::Form(form, saying)) = says("24 dec\nwhenever we like") else { panic!("the form") };
        assert_eq!(saying.key(), "holidays.problem");
        assert!(form.fields[0].problem.as_ref().unwrap().contains("Line 2"), "{:?}", form.fields[0].problem);
        let ana = holidays(words("24 dec").as_ref(), &member("ana"), &community(), &mut moment());
        assert_eq!(refused(ana), "admins.only");
    }
}
