//! `report`: something happened in a session that should not have; one person hears of it, and says so.
//!
//! A report goes to whoever an admin chose for that, else to all who run the community, and never to the one whom it is
//! about. It is no fact and stands in no number.

use super::forms;
use super::memory::Recent;
use crate::action::{Action, Words};
use crate::community::Community;
use crate::decision::{Decision, Refusal};
use crate::id::MemberId;
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::script::say;
use crate::store::SessionStory;
use crate::task::{Manner, Subject};
use crate::text::{Limit, Link, Typed, cut};

/// So many people, and so many who are kept apart, are shown.
const SHOWN: usize = 3;
/// So many hear of a report, where no one person was chosen for it.
const HEAR: usize = 5;
/// So much of a name stands on a button.
const NAME_SHOWN: usize = 40;

/// Whom a report can be about, and who is kept apart from somebody.
pub(super) fn card(
    owner: Option<&Member>,
    recent: &[Recent],
    blocked: &[Member],
    community: &Community,
) -> Message {
    let mut partners: Vec<&Recent> = Vec::new();
    for recent in recent {
        if !partners.iter().any(|known| known.partner.id == recent.partner.id) {
            partners.push(recent);
        }
    }
    partners.truncate(SHOWN);
    let shown = |name: &Typed| cut(name.as_str(), NAME_SHOWN);
    let mut saying = say("report")
        .with("owner", owner.map(|owner| &owner.name))
        .with("conduct", community.safety.conduct.as_ref().map(Link::as_str))
        .with("partners", partners.iter().map(|recent| shown(&recent.partner.name)).collect::<Vec<_>>())
        .with("blocked", blocked.iter().take(SHOWN).map(|member| shown(&member.name)).collect::<Vec<_>>());
    for (place, Recent { session, partner }) in partners.into_iter().enumerate() {
        saying = saying
            .button(format!("report{place}"), Action::Report(Some(*session), None))
            .button(format!("block{place}"), Action::Block(Some(partner.id)));
    }
    for (place, member) in blocked.iter().take(SHOWN).enumerate() {
        saying = saying.button(format!("lift{place}"), Action::Unblock(member.id));
    }
    saying.message()
}

/// One of the two reports. Without words the form opens.
pub(super) fn report(
    story: &SessionStory,
    speaker: &Member,
    words: Option<&Words>,
    hear: Vec<Member>,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let partner = super::booking::partner(story, speaker)?;
    let id = story.session.id;
    let Some(words) = words else { return Ok(Decision::reply(forms::report(id, "", None))) };
    let typed = Typed::parse(words.get(), Limit::COMPLIMENT).map_err(|problem| {
        let problem = forms::text_problem(&problem);
        let form = forms::report(id, words.get(), Some(problem.clone()));
        Refusal::form(form, say("report.problem").with("problem", problem))
    })?;
    let others = hear.into_iter().filter(|owner| owner.id != partner.id && owner.id != speaker.id);
    let hear: Vec<Member> = others.take(HEAR).collect();
    if hear.is_empty() {
        return Err(Refusal::because(say("report.nobody").with("partner", &partner.name)));
    }
    let reply = say("report.done")
        .with("owners", hear.iter().map(|owner| &owner.name).collect::<Vec<_>>())
        .with("partner", &partner.name)
        .button("block", Action::Block(Some(partner.id)))
        .message();
    let mut decision = Decision::reply(reply);
    for owner in hear {
        let told = say("report.told")
            .with("learner", &speaker.name)
            .with("partner", &partner.name)
            .with("at", story.session.starts_at())
            .with("question", &story.ask.question)
            .with("words", &typed)
            .button("read", Action::ReportRead(id, speaker.id));
        let about = Subject::Member(owner.id);
        decision = decision.and_tell(owner.id, about, Manner::Awaited, told.message(), moment);
    }
    Ok(decision)
}

/// Whoever reads reports says so to the one who wrote it.
pub(super) fn read(
    story: &SessionStory,
    speaker: &Member,
    reporter: MemberId,
    hear: &[Member],
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    if !hear.iter().any(|owner| owner.id == speaker.id) || story.session.partner_of(reporter).is_none() {
        return Err(Refusal::NotYours);
    }
    let told = say("report.read").with("owner", &speaker.name).message();
    let reply = say("report.read-done").message();
    let about = Subject::Member(reporter);
    Ok(Decision::reply(reply).and_tell(reporter, about, Manner::Awaited, told, moment))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::Change;
    use crate::sample::{buttons, community, following, id, meeting, member, mentor, moment, refused, words};
    use crate::task::Address;

    fn admin(name: &str) -> Member {
        Member { admin: true, ..member(name) }
    }

    fn reports(who: &str, hear: Vec<Member>) -> Result<Decision, Refusal> {
        let story = meeting(following());
        report(&story, &member(who), words("He shouted at me").as_ref(), hear, &mut moment())
    }

    #[test]
    fn a_report_goes_to_its_owner_with_the_session_and_the_other_hears_nothing() {
        let decision = reports("ana", vec![admin("dee")]).unwrap();
        assert_eq!(decision.answered(), "report.done");
        assert_eq!(decision.told(), [(Address::Member(id("dee")), "report.told")]);
        let (_, told) = decision.deliveries().next().unwrap();
        let shown = told.message.bare(chrono_tz::UTC);
        for part in ["Ana", "Ben", "How do I test a parser?", "He shouted at me"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(!decision.changes.iter().any(|change| matches!(change, Change::Fact(_))));
    }

    #[test]
    fn a_report_never_reaches_the_one_whom_it_is_about() {
        let ben = Member { admin: true, ..mentor("ben") };
        let decision = reports("ana", vec![ben.clone(), admin("dee")]).unwrap();
        assert_eq!(decision.told(), [(Address::Member(id("dee")), "report.told")]);
        assert_eq!(refused(reports("ana", vec![ben])), "report.nobody");
        assert_eq!(refused(reports("ana", vec![admin("ana")])), "report.nobody");
    }

    #[test]
    fn only_the_two_of_a_session_report_and_a_report_needs_words() {
        assert_eq!(refused(reports("eve", vec![admin("dee")])), "refusal.not-yours");
        let story = meeting(following());
        let hear = vec![admin("dee")];
        let empty = report(&story, &member("ana"), None, hear.clone(), &mut moment()).unwrap();
        assert!(empty.reply.form.is_some() && empty.changes.is_empty());
        let long = words(&"why ".repeat(300));
        let long = report(&story, &member("ana"), long.as_ref(), hear, &mut moment());
        assert_eq!(refused(long), "report.problem");
    }

    #[test]
    fn who_reported_hears_that_it_was_read_by_one_who_may_read_it() {
        let story = meeting(following());
        let hear = [admin("dee")];
        let says = |who: &Member, reporter| read(&story, who, reporter, &hear, &mut moment());
        let decision = says(&admin("dee"), id("ana")).unwrap();
        assert_eq!(decision.told(), [(Address::Member(id("ana")), "report.read")]);
        assert_eq!(refused(says(&mentor("ben"), id("ana"))), "refusal.not-yours");
        assert_eq!(refused(says(&admin("dee"), id("eve"))), "refusal.not-yours");
    }

    #[test]
    fn the_card_shows_each_person_once_and_who_is_kept_apart() {
        let recent = |session: &str, name: &str| Recent { session: id(session), partner: member(name) };
        let recent = [recent("one", "ben"), recent("two", "ben"), recent("three", "cleo")];
        let card = card(Some(&admin("dee")), &recent, &[member("eve")], &community());
        let actions: Vec<Action> = buttons(&card).into_iter().map(|button| button.action.clone()).collect();
        assert_eq!(
            actions,
            [
                Action::Report(Some(id("one")), None),
                Action::Block(Some(id("ben"))),
                Action::Report(Some(id("three")), None),
                Action::Block(Some(id("cleo"))),
                Action::Unblock(id("eve")),
            ]
        );
        assert!(card.bare(chrono_tz::UTC).contains("Dee"));
    }
}
