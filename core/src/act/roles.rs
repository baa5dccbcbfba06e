//! `roles`: who runs the community, who sees how it goes, and what each may do. An owner makes somebody an organiser,
//! or takes that back; who is an owner the platform says alone.

use super::admin::only;
use super::block::named;
use crate::action::{Action, Words};
use crate::audit::Noted;
use crate::decision::{Change, Decision, Refusal};
use crate::kpi::Span;
use crate::member::Member;
use crate::message::Message;
use crate::moment::Moment;
use crate::rights::{Rank, Right};
use crate::script::{Phrase, say};
use crate::task::{Manner, Subject};
use crate::text::cut;

/// So many names of each rank are shown.
const SHOWN: usize = 8;
/// So much of a name that nobody has is shown.
const LONGEST_PART: usize = 100;

/// What somebody says about roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// Who is what?
    Show,
    /// Somebody is this from now on.
    Make(String, Rank),
}

/// What an owner says about roles: `@ana organiser`, or `@ana none`.
pub(super) fn wish(text: Option<&Words>, speaker: &Member) -> Result<Wish, Refusal> {
    only(Right::Roles, speaker)?;
    let Some(text) = text else { return Ok(Wish::Show) };
    let problem = || Refusal::because(say("roles.problem"));
    let (who, role) = text.get().rsplit_once(char::is_whitespace).ok_or_else(problem)?;
    let rank = match role.to_lowercase().as_str() {
        "organiser" | "organizer" => Rank::Organiser,
        "none" | "member" | "off" => Rank::Member,
        _ => return Err(problem()),
    };
    Ok(Wish::Make(who.trim().to_owned(), rank))
}

/// Who is what, and what each may do.
pub(super) fn show(everyone: &[Member]) -> Message {
    let of = |rank: Rank| everyone.iter().filter(move |member| member.rank() == rank);
    let names = |rank| of(rank).take(SHOWN).map(|member| member.name.as_str().to_owned()).collect::<Vec<_>>();
    let more = |rank| of(rank).count().saturating_sub(SHOWN);
    say("roles")
        .with("owners", names(Rank::Owner))
        .with("more_owners", more(Rank::Owner))
        .with("organisers", names(Rank::Organiser))
        .with("more_organisers", more(Rank::Organiser))
        .with("sees", words_of(Rank::Organiser))
        .with("runs", words_of(Rank::Owner))
        .message()
}

/// What is said for which one has to be of a rank.
pub(super) fn words_of(rank: Rank) -> Vec<Phrase> {
    Right::words_of(rank).collect()
}

/// Somebody is an organiser from now on, or not any more. Whoever becomes one hears so.
pub(super) fn made(
    who: &str,
    rank: Rank,
    speaker: &Member,
    everyone: &[Member],
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let unknown = || Refusal::because(say("roles.who").with("part", cut(who, LONGEST_PART)));
    let member = named(who, everyone).ok_or_else(unknown)?;
    if member.admin {
        return Err(Refusal::because(say("roles.owner").with("name", &member.name)));
    }
    let organiser = rank == Rank::Organiser;
    let decision =
        Decision::reply(say("roles.done").with("name", &member.name).with("organiser", organiser).message());
    if member.organiser == organiser {
        return Ok(decision);
    }
    let (was, is) = if organiser { ("member", "organiser") } else { ("organiser", "member") };
    let noted = Noted { word: "role", whom: vec![member.id], was, is };
    let changed = Member { organiser, ..member.clone() };
    let mut decision = decision.and(Change::Member(Box::new(changed)));
    if organiser && member.id != speaker.id {
        let told = say("roles.told")
            .with("name", &speaker.name)
            .with("sees", words_of(Rank::Organiser))
            .button("kpis", Action::Kpis(Span::Days30))
            .button("dashboard", Action::Dashboard)
            .message();
        decision = decision.and_tell(member.id, Subject::Member(member.id), Manner::Proactive, told, moment);
    }
    Ok(Decision { noted: Some(noted), ..decision })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::words;
    use crate::sample::{id, member, moment, refused};
    use crate::task::Address;

    fn dee() -> Member {
        Member { admin: true, ..member("dee") }
    }

    fn says(text: &str, everyone: &[Member]) -> Result<Decision, Refusal> {
        match wish(words(text).as_ref(), &dee())? {
            Wish::Show => Ok(Decision::reply(show(everyone))),
            Wish::Make(who, rank) => made(&who, rank, &dee(), everyone, &mut moment()),
        }
    }

    #[test]
    fn an_owner_makes_somebody_an_organiser_who_hears_so_and_takes_it_back() {
        let everyone = [dee(), member("ana")];
        let made = says("@ana organiser", &everyone).unwrap();
        let ana = made.member("ana").unwrap().clone();
        assert_eq!(ana.rank(), Rank::Organiser);
        assert_eq!(made.told(), [(Address::Member(id("ana")), "roles.told")]);
        let noted = made.noted.as_ref().unwrap();
        assert_eq!((&noted.whom[..], noted.was, noted.is), (&[id("ana")][..], "member", "organiser"));
        let everyone = [dee(), ana];
        assert!(says("Ana organizer", &everyone).unwrap().changes.is_empty(), "she is one already");
        let back = says("@ana none", &everyone).unwrap();
        assert_eq!(back.member("ana").unwrap().rank(), Rank::Member);
        assert!(back.told().is_empty());
    }

    #[test]
    fn who_owns_it_the_platform_says_alone_and_nobody_else_gives_roles() {
        let everyone = [dee(), member("ana")];
        assert_eq!(refused(says("dee none", &everyone)), "roles.owner");
        assert_eq!(refused(says("@zed organiser", &everyone)), "roles.who");
        for text in ["ana", "ana owner", "ana admin"] {
            assert_eq!(refused(says(text, &everyone)), "roles.problem", "{text}");
        }
        let organiser = Member { organiser: true, ..member("ana") };
        for other in [member("ben"), organiser] {
            assert_eq!(wish(None, &other).unwrap_err().key(), "admins.only");
        }
    }

    #[test]
    fn everybody_with_a_role_is_named_with_what_each_may_do() {
        let everyone = [dee(), Member { organiser: true, ..member("ana") }, member("ben")];
        let told = says("", &everyone).unwrap().reply.message.unwrap().bare(chrono_tz::UTC);
        assert!(told.contains("Dee") && told.contains("Ana") && !told.contains("Ben"), "{told}");
        for words in Right::words_of(Rank::Organiser).chain(Right::words_of(Rank::Owner)) {
            assert!(told.contains(words.as_str()), "{words}: {told}");
        }
    }
}
