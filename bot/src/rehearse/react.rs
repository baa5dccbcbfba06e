//! What people do about what they read: they know what they were told, and press what they see.
//!
//! A message is looked at a row of buttons at a time. Some rows are left alone; of the others, one button is pressed,
//! sooner or later, as the temper of the reader has it.

use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use smallwins_core::action::{Action, Affirmable, Met, Saying, Whom};
use smallwins_core::id::SessionId;
use smallwins_core::message::{Block, Button, Message};
use smallwins_core::session::Score;

use super::act::{Act, Means};
use super::cast::Someone;
use super::temper::{happens, weighted};

/// How many of a hundred would say each of the scores from 0 to 10, whether they would recommend it.
const SCORES: [u32; 11] = [1, 1, 1, 2, 3, 6, 8, 16, 26, 20, 16];

/// How somebody comes to read something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As the answer to what they said a moment ago.
    Answer,
    /// In their direct messages.
    Direct,
    /// In the channel, with everybody else.
    Channel,
}

/// What somebody will do about a message.
pub(crate) fn react(someone: &mut Someone, message: &Message, way: Way, now: DateTime<Utc>) -> Vec<Act> {
    if way == Way::Direct && happens(someone.temper.ignores, &mut someone.chance) {
        return Vec::new();
    }
    let rows = message.blocks.iter().filter_map(|block| match block {
        Block::Buttons(buttons) => Some(buttons.as_slice()),
        _ => None,
    });
    rows.filter_map(|row| about(someone, row, way, now)).collect()
}

fn about(someone: &mut Someone, row: &[Button], way: Way, now: DateTime<Utc>) -> Option<Act> {
    let temper = someone.temper;
    let chance = &mut someone.chance;
    let pressed = match &row.first()?.action {
        Action::Affirm(Affirmable::Offer(_), Saying::Open) => {
            if !happens(temper.passes, chance) {
                &row[0]
            } else {
                let passing =
                    |button: &&Button| matches!(button.action, Action::NotNow(_) | Action::NotForMe(_));
                let ways: Vec<&Button> = row.iter().filter(passing).collect();
                *ways.get(chance.random_range(0..ways.len().max(1)))?
            }
        }
        Action::Affirm(Affirmable::Ask(_), Saying::Open) if way == Way::Channel => {
            happens(1 + 3 * u32::from(someone.mentors), chance).then_some(&row[0])?
        }
        Action::Pick(..) => {
            let times = row.iter().filter(|button| matches!(button.action, Action::Pick(..))).count();
            let others = row.len() - times;
            match weighted(&[82, 18 * u32::from(others > 0)], chance) {
                0 => &row[chance.random_range(0..times)],
                _ => &row[times + chance.random_range(0..others)],
            }
        }
        Action::Now(_) => happens(60, chance).then_some(&row[0])?,
        Action::Times(..) => happens(85, chance).then_some(&row[0])?,
        Action::Landed(_) => happens(temper.thanks, chance).then_some(&row[0])?,
        Action::Answer(..) => {
            let answer = temper.answer(chance);
            row.iter().find(|button| matches!(button.action, Action::Answer(given, _) if given == answer))?
        }
        Action::Again(..) => {
            let whom = [Whom::Same, Whom::Other, Whom::Nobody][weighted(&[40, 30, 30], chance)];
            row.iter().find(|button| matches!(button.action, Action::Again(_, wanted) if wanted == whom))?
        }
        // A note that was just written is changed or taken back now and then.
        Action::Note(..) | Action::Undo(_)
            if row.iter().any(|button| matches!(button.action, Action::Undo(_))) =>
        {
            happens(5, chance).then(|| &row[chance.random_range(0..row.len())])?
        }
        Action::Note(session, _) => {
            let says = |wanted| {
                row.iter().find(move |button| matches!(button.action, Action::Met(_, met) if met == wanted))
            };
            match (says(Met::Yes), says(Met::No)) {
                (_, no) if session.is_some_and(comes_to_nothing) => no.filter(|_| happens(60, chance))?,
                (_, Some(no)) if happens(temper.misses, chance) => no,
                (Some(yes), _) if happens(15, chance) => yes,
                _ => (!happens(temper.forgets, chance)).then_some(&row[0])?,
            }
        }
        Action::Thank(..) => happens(temper.thanks / 3, chance).then_some(&row[0])?,
        Action::Fit(..) => happens(temper.thanks, chance).then(|| &row[chance.random_range(0..row.len())])?,
        Action::Recommend(..) if happens(60, chance) => {
            let score = weighted(&SCORES, chance);
            let is_it = |given: Score| usize::from(u8::from(given)) == score;
            row.iter().find(|button| matches!(button.action, Action::Recommend(_, given) if is_it(given)))?
        }
        Action::Met(..) => happens(50, chance).then_some(&row[0])?,
        Action::OnMyWay(session) if comes_to_nothing(*session) && happens(60, chance) => return None,
        Action::OnMyWay(session) if happens(6, chance) => {
            return Some(Act::presses(Action::Start(Some(*session)), soon(someone, now)));
        }
        Action::OnMyWay(_) | Action::Move(_) | Action::Start(_) => {
            let wanted: fn(&Action) -> bool = match weighted(
                &[100 - temper.moves - temper.cancels, temper.moves, temper.cancels],
                chance,
            ) {
                0 => |action| matches!(action, Action::OnMyWay(_)),
                1 => |action| matches!(action, Action::Move(_)),
                _ => |action| matches!(action, Action::Cancel(_)),
            };
            row.iter().find(|button| wanted(&button.action))?
        }
        Action::Withdraw(_) => happens(temper.withdraws, chance).then_some(&row[0])?,
        Action::Pause(Some(_)) | Action::Resume => {
            happens(20, chance).then(|| &row[chance.random_range(0..row.len())])?
        }
        Action::Zone(Some(_)) => {
            happens(75, chance).then_some(&row[usize::from(someone.told.zone != someone.zone)])?
        }
        Action::Me | Action::Help => happens(10, chance).then_some(&row[0])?,
        _ => return None,
    };
    let at = when(someone, &pressed.action, way, now);
    let act = Act::presses(&pressed.action, at);
    Some(match &pressed.action {
        Action::Zone(Some(zone)) => act.meaning(zone.get().parse().map_or(Means::Nothing, Means::Zone)),
        _ => act,
    })
}

/// When somebody comes to press something.
fn when(someone: &mut Someone, action: &Action, way: Way, now: DateTime<Utc>) -> DateTime<Utc> {
    match (way, action) {
        // Ten minutes before a session everybody looks.
        (_, Action::OnMyWay(_)) | (Way::Answer, _) => soon(someone, now),
        // The note is written towards the end of a session, or after it; who is alone waits a little.
        (Way::Direct, Action::Note(..) | Action::Met(..)) if happens(60, &mut someone.chance) => {
            now + TimeDelta::seconds(someone.chance.random_range(300..1800))
        }
        (Way::Direct | Way::Channel, _) => someone.temper.reacts_at(now, someone.zone, &mut someone.chance),
    }
}

/// Whether one of the two does not come: in every eighth session, of which both then know.
fn comes_to_nothing(session: SessionId) -> bool {
    session.to_string().bytes().map(u32::from).sum::<u32>().is_multiple_of(8)
}

/// Within minutes.
pub(crate) fn soon(someone: &mut Someone, now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::seconds(someone.chance.random_range(5..240))
}

#[cfg(test)]
mod tests {
    use smallwins_core::action::Affirmable;
    use smallwins_core::mentoring::Said;
    use smallwins_core::moment::Moment;
    use smallwins_core::script::say;

    use super::super::cast::cast;
    use super::super::plan::Plan;
    use super::*;

    const PLAN: Plan = Plan { days: 9, members: 200, mentors: 30, seed: 5, asks_every: 5 };

    /// What everybody does about an offer.
    fn about_an_offer() -> Vec<(DateTime<Utc>, String)> {
        let now = PLAN.begins();
        let offer = Moment::new(now, 1).id();
        let message = say("me.offer")
            .with("learner", "Ana")
            .with("question", "how do I test a parser")
            .with("until", now)
            .button("affirm", Action::Affirm(Affirmable::Offer(offer), Saying::Open))
            .button("not_now", Action::NotNow(offer))
            .button("not_for_me", Action::NotForMe(offer))
            .message();
        let acts =
            cast(&PLAN).into_iter().flat_map(|mut someone| react(&mut someone, &message, Way::Direct, now));
        let pressed = acts.map(|act| match act.said {
            Said::Press(text) => (act.at, text),
            other => panic!("{other:?}"),
        });
        pressed.collect()
    }

    #[test]
    fn of_many_people_some_accept_some_pass_and_some_leave_it() {
        let pressed = about_an_offer();
        let count = |beginning| pressed.iter().filter(|(_, text)| text.starts_with(beginning)).count();
        let (accept, not_now, not_for_me) = (count("affirm "), count("not-now "), count("not-for-me "));
        assert!(accept > not_now + not_for_me && not_now > 0 && not_for_me > 0);
        assert_eq!(accept + not_now + not_for_me, pressed.len(), "they press what they see");
        assert!(pressed.len() < 190, "some leave it");
    }

    #[test]
    fn nobody_reacts_before_they_read_and_the_same_people_react_the_same() {
        let pressed = about_an_offer();
        assert!(pressed.iter().all(|(at, _)| *at > PLAN.begins()));
        assert!(pressed.iter().any(|(at, _)| *at > PLAN.begins() + TimeDelta::days(1)));
        assert_eq!(pressed, about_an_offer());
    }
}
