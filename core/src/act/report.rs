//! `report`: something happened in a session that should not have; one person hears of it, and says so.
//!
//! A report goes to whoever an admin chose for that, as long as it is not about them and they are there to read it,
//! else to the first five who run the community and are there, and never to the one whom it is about. It is no fact and
//! stands in no number.

use chrono::{DateTime, TimeDelta, Utc};

use super::forms;
use super::memory::Recent;
use crate::action::{Action, Words};
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal};
use crate::follow_up::{Speak, may_speak};
use crate::id::{MemberId, SessionId};
use crate::member::Member;
use crate::moment::Moment;
use crate::script::{Saying, say};
use crate::session::Session;
use crate::store::SessionStory;
use crate::task::{Manner, Subject};
use crate::text::{Limit, Link, Typed, cut};
use crate::waiting::{For, Waiting};

/// So many people, and so many who are kept apart, are shown at once.
const SHOWN: usize = 3;
/// So many hear of a report, where no one person was chosen for it.
const HEAR: usize = 5;
/// So much of a name stands on a button.
const NAME_SHOWN: usize = 40;
/// So much is shown of what somebody wrote: no report that is sent is longer.
const WORDS_SHOWN: usize = Limit::COMPLIMENT.graphemes;
/// Whoever is back in their hours after so long at most is there to read a report: a long weekend is no absence.
const AWAY: TimeDelta = TimeDelta::days(4);

/// Who reads a report by one of two people about the other, of those who run the community: neither of the two; the one
/// who was chosen for it, if they are there; else the first who are, and where nobody is, the first of all.
pub(super) fn who_hears(
    mut admins: Vec<Member>,
    owner: Option<MemberId>,
    two: [MemberId; 2],
    now: DateTime<Utc>,
) -> Vec<Member> {
    admins.retain(|admin| !two.contains(&admin.id));
    if let Some(owner) = admins.iter().find(|one| Some(one.id) == owner && is_there(one, now)) {
        return vec![owner.clone()];
    }
    if admins.iter().any(|one| is_there(one, now)) {
        admins.retain(|one| is_there(one, now));
    }
    admins.truncate(HEAR);
    admins
}

/// Whether somebody can be expected to read what is said to them.
fn is_there(member: &Member, now: DateTime<Utc>) -> bool {
    let soon = match may_speak(&member.calendar, 0, now) {
        Some(Speak::Now) => true,
        Some(Speak::Later(due)) => due - now <= AWAY,
        // They have no hours at all.
        None => !member.calendar.pause.is_some_and(|pause| pause.covers(now)),
    };
    soon && member.unreachable.is_none() && member.parting.is_none()
}

/// What stands on the card for reports.
pub(super) struct Card {
    /// Who reads reports, when one person does.
    pub owner: Option<Member>,
    /// Whom a report can be about.
    pub recent: Vec<Recent>,
    /// About whom nobody could read one.
    pub unread: Vec<MemberId>,
    /// Who is kept apart from whoever looks.
    pub blocked: Vec<Member>,
}

impl Card {
    /// A page of it, from 0.
    pub(super) fn shown(
        self,
        page: u32,
        happened: Option<&Words>,
        me: &Member,
        community: &Community,
        moment: &mut Moment,
    ) -> Decision {
        let Card { owner, recent, unread, blocked } = self;
        let mut partners: Vec<Recent> = Vec::new();
        for recent in recent {
            if !partners.iter().any(|known| known.partner.id == recent.partner.id) {
                partners.push(recent);
            }
        }
        let owner_met = partners.iter().any(|one| Some(one.partner.id) == owner.as_ref().map(|one| one.id));
        let can_be_read = |one: &Recent| !unread.contains(&one.partner.id);
        let read = partners.iter().any(can_be_read);
        let waits = happened.filter(|_| read).map(|words| {
            let said = Action::Report(None, Some(words.clone()));
            Waiting::begins(&said, moment.now)
        });
        let first = SHOWN.saturating_mul(page as usize);
        let more = partners.len().max(blocked.len()) > first.saturating_add(SHOWN);
        let shown = |name: &Typed| cut(name.as_str(), NAME_SHOWN);
        let (met, partners): (bool, Vec<_>) =
            (!partners.is_empty(), partners.into_iter().skip(first).take(SHOWN).collect());
        let blocked: Vec<_> = blocked.into_iter().skip(first).take(SHOWN).collect();
        let nobody = partners.iter().filter(|one| !can_be_read(one)).map(|one| shown(&one.partner.name));
        let mut saying = ways_out(say("report"), community)
            .with("owner", owner.as_ref().map(|owner| &owner.name))
            .with("owner_met", owner_met)
            .with("runs", me.admin)
            .with("met", met)
            .with("read", read)
            .with("nobody", nobody.collect::<Vec<_>>())
            .with("written", happened.map(|words| cut(words.get(), WORDS_SHOWN)))
            .with("until", waits.as_ref().map(|waits| waits.until))
            .with("partners", partners.iter().map(|one| shown(&one.partner.name)).collect::<Vec<_>>())
            .with("blocked", blocked.iter().map(|member| shown(&member.name)).collect::<Vec<_>>())
            .button_if(more, "more", Action::ReportPage(page.saturating_add(1)));
        for (place, one) in partners.iter().enumerate() {
            let report = Action::Report(Some(one.session), None);
            saying = saying
                .button_if(can_be_read(one), format!("report{place}"), report)
                .button(format!("block{place}"), Action::Block(Some(one.partner.id)));
        }
        for (place, member) in blocked.iter().enumerate() {
            saying = saying.button(format!("lift{place}"), Action::Unblock(member.id));
        }
        let decision = Decision::reply(saying.message());
        match waits {
            Some(waits) => decision.once(say("waits.again").message()).and_all(waits.kept(
                For::Report,
                &me.handle,
                moment,
            )),
            None => decision,
        }
    }
}

/// Where somebody can turn to whom nobody here could hear.
fn ways_out(saying: Saying, community: &Community) -> Saying {
    let safety = &community.safety;
    saying
        .with("conduct", safety.conduct.as_ref().map(Link::as_str))
        .with("contact", safety.contact.as_ref().map(Typed::as_str))
}

/// One of the two reports. Without words the form opens, with what they `typed` before; unless nobody could read it,
/// which is said before anything is written.
pub(super) fn report(
    story: &SessionStory,
    speaker: &Member,
    words: Option<&Words>,
    typed: Option<&Words>,
    (hear, community): (Vec<Member>, &Community),
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let partner = super::booking::partner(story, speaker)?;
    let id = story.session.id;
    if hear.is_empty() {
        let written = words.or(typed).map(|words| cut(words.get(), WORDS_SHOWN));
        let saying = ways_out(say("report.nobody"), community).with("partner", &partner.name);
        let block = Action::Block(Some(partner.id));
        return Err(Refusal::because(saying.with("written", written).button("block", block)));
    }
    let Some(words) = words else {
        let typed = typed.map_or("", |typed| typed.get());
        return Ok(Decision::reply(forms::report(id, typed, None)));
    };
    let typed = Typed::parse(words.get(), Limit::COMPLIMENT).map_err(|problem| {
        let problem = forms::text_problem(&problem);
        let form = forms::report(id, words.get(), Some(problem.clone()));
        Refusal::form(form, say("report.problem").with("problem", problem))
    })?;
    let reply = say("report.done")
        .with("owners", hear.iter().map(|owner| &owner.name).collect::<Vec<_>>())
        .with("partner", &partner.name)
        .button("block", Action::Block(Some(partner.id)))
        .message();
    let mut decision = Decision::reply(reply).and(Waiting::dropped(For::Report, &speaker.handle));
    for owner in hear {
        let told = say("report.told")
            .with("learner", &speaker.name)
            .with("partner", &partner.name)
            .with("at", story.session.starts_at())
            .with("question", &story.ask.question)
            .with("words", &typed)
            .button("read", Action::ReportRead(id, speaker.id));
        let about = Subject::Member(owner.id);
        // It is what they are there for, so it does not wait for their hours.
        decision = decision.and_tell(owner.id, about, Manner::Appointment, told.message(), moment);
    }
    Ok(decision)
}

/// What is known of a report that somebody read.
pub(super) struct Reported {
    /// About which session.
    pub id: SessionId,
    /// The session, unless it is gone.
    pub session: Option<Session>,
    /// Who wrote it.
    pub reporter: Member,
    /// Whether they were told before that it was read.
    pub is_read: bool,
}

/// What the names of reports that were read begin with, among the keepsakes.
pub(crate) const READ: &str = "report-read/";

/// Under which name it is kept that a report was read. It ends with who wrote it, and goes when they are erased.
pub(super) fn read_name(session: SessionId, reporter: MemberId) -> String {
    format!("{READ}{session}/{reporter}")
}

/// The session of a report that was read, if that is the name of one by this reporter.
pub(crate) fn read_about(name: &str, reporter: MemberId) -> Option<SessionId> {
    let (session, by) = name.strip_prefix(READ)?.split_once('/')?;
    (by == reporter.to_string()).then(|| session.parse().ok())?
}

/// That a report was read is kept for as long as its session's words.
pub(super) fn long_read(kept: Vec<(String, String)>, before: DateTime<Utc>) -> impl Iterator<Item = Change> {
    let is_over = move |at: &str| at.parse::<DateTime<Utc>>().is_ok_and(|at| at < before);
    let over = kept.into_iter().filter(move |(_, at)| is_over(at));
    over.map(|(name, at)| Change::Outdated(name, at))
}

/// Whoever reads reports says so to the one who wrote it, who hears it once.
pub(super) fn read(reported: Reported, speaker: &Member, moment: &mut Moment) -> Result<Decision, Refusal> {
    let Reported { id, session, reporter, is_read } = reported;
    let is_theirs = session
        .is_none_or(|session| session.partner_of(reporter.id).is_some_and(|partner| partner != speaker.id));
    if !speaker.admin || speaker.id == reporter.id || !is_theirs {
        return Err(Refusal::NotYours);
    }
    if is_read {
        return Ok(Decision::reply(say("report.read-before").message()));
    }
    let told = say("report.read").with("owner", &speaker.name).message();
    let reply = say("report.read-done").message();
    let about = Subject::Member(reporter.id);
    let read = Change::Keepsake(read_name(id, reporter.id), Some(moment.now.to_rfc3339()));
    Ok(Decision::reply(reply)
        .and_tell(reporter.id, about, Manner::Awaited, told, moment)
        .and(read)
        // They are written too, so that of two who press at once one finds it read.
        .and(Change::Member(Box::new(reporter))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{
        buttons, community, following, id, later, meeting, member, mentor, moment, now, paused, refused,
        words,
    };
    use crate::task::Address;

    fn admin(name: &str) -> Member {
        Member { admin: true, ..member(name) }
    }

    fn reports(who: &str, hear: Vec<Member>) -> Result<Decision, Refusal> {
        let story = meeting(following());
        let (words, community) = (words("He shouted at me"), community());
        report(&story, &member(who), words.as_ref(), None, (hear, &community), &mut moment())
    }

    #[test]
    fn a_report_goes_to_its_owner_with_the_session_and_the_other_hears_nothing() {
        let decision = reports("ana", vec![admin("dee")]).unwrap();
        assert_eq!(decision.answered(), "report.done");
        assert_eq!(decision.told(), [(Address::Member(id("dee")), "report.told")]);
        let (_, told) = decision.deliveries().next().unwrap();
        assert_eq!(told.manner, Manner::Appointment);
        let shown = told.message.bare(chrono_tz::UTC);
        for part in ["Ana", "Ben", "How do I test a parser?", "He shouted at me"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(!decision.changes.iter().any(|change| matches!(change, Change::Fact(_))));
        assert_eq!(refused(reports("ana", vec![])), "report.nobody");
    }

    fn hears(admins: Vec<Member>, owner: Option<&str>, two: [&str; 2]) -> Vec<String> {
        let heard = who_hears(admins, owner.map(id), two.map(id), now());
        heard.into_iter().map(|one| one.name.to_string()).collect()
    }

    #[test]
    fn a_report_reaches_neither_of_the_two_and_one_about_its_owner_reaches_the_others() {
        let all = || vec![admin("ben"), admin("dee"), admin("zoe")];
        assert_eq!(hears(all(), Some("dee"), ["ana", "ben"]), ["Dee"]);
        assert_eq!(hears(all(), Some("ben"), ["ana", "ben"]), ["Dee", "Zoe"]);
        assert_eq!(hears(all(), Some("dee"), ["dee", "ben"]), ["Zoe"]);
        assert_eq!(hears(all(), None, ["ana", "ben"]), ["Dee", "Zoe"]);
        assert!(hears(vec![admin("ben")], Some("ben"), ["ana", "ben"]).is_empty());
        // Somebody who does not run it any more reads nothing.
        assert_eq!(hears(all(), Some("eve"), ["ana", "ben"]), ["Dee", "Zoe"]);
    }

    #[test]
    fn whoever_runs_the_community_and_met_nobody_is_not_sent_to_themselves() {
        let looks = |me: &Member, owner: Option<Member>| {
            let card = Card { owner, recent: Vec::new(), unread: Vec::new(), blocked: Vec::new() };
            let shown = card.shown(0, None, me, &community(), &mut moment());
            shown.reply.message.unwrap().bare(chrono_tz::UTC)
        };
        assert!(looks(&member("ana"), Some(admin("dee"))).contains("Please tell Dee yourself"));
        let told = looks(&admin("dee"), Some(admin("dee")));
        assert!(!told.contains("tell Dee") && told.contains("whoever runs this whole workspace"), "{told}");
    }

    #[test]
    fn where_its_owner_is_away_a_report_goes_to_those_who_are_there() {
        let gone = Member { unreachable: Some(now()), ..admin("dee") };
        for dee in [paused(admin("dee"), 21), gone] {
            assert_eq!(hears(vec![dee.clone(), admin("zoe")], Some("dee"), ["ana", "ben"]), ["Zoe"]);
            assert_eq!(hears(vec![dee], Some("dee"), ["ana", "ben"]), ["Dee"]);
        }
        let weekend = paused(admin("dee"), 3);
        assert_eq!(hears(vec![weekend, admin("zoe")], Some("dee"), ["ana", "ben"]), ["Dee"]);
    }

    #[test]
    fn only_the_two_of_a_session_report_and_a_report_needs_words() {
        assert_eq!(refused(reports("eve", vec![admin("dee")])), "refusal.not-yours");
        let story = meeting(following());
        let hear = vec![admin("dee")];
        let written = words("He shouted");
        let community = community();
        let write = |words: Option<&Words>, typed: Option<&Words>, hear: &[Member]| {
            report(&story, &member("ana"), words, typed, (hear.to_vec(), &community), &mut moment())
        };
        let empty = write(None, written.as_ref(), &hear);
        let empty = empty.unwrap();
        assert!(empty.changes.is_empty());
        assert_eq!(empty.reply.form.unwrap().fields[0].value, "He shouted");
        let long = words(&"why ".repeat(300));
        assert_eq!(refused(write(long.as_ref(), None, &hear)), "report.problem");
        // Where nobody could read it, that is said before a word is written, and what was typed before is not lost.
        assert_eq!(refused(write(None, None, &[])), "report.nobody");
        let told = write(None, written.as_ref(), &[]).unwrap_err().reply(None).message.unwrap();
        assert!(told.bare(chrono_tz::UTC).contains("He shouted"), "{told:?}");
        assert_eq!(buttons(&told)[0].action, Action::Block(Some(id("ben"))));
    }

    fn says(who: &Member, reporter: &str, session: bool, is_read: bool) -> Result<Decision, Refusal> {
        let session = session.then(|| meeting(following()).session);
        let reported = Reported { id: id("session"), session, reporter: member(reporter), is_read };
        read(reported, who, &mut moment())
    }

    #[test]
    fn who_reported_hears_once_that_it_was_read_by_one_who_may_read_it() {
        let decision = says(&admin("dee"), "ana", true, false).unwrap();
        assert_eq!(decision.told(), [(Address::Member(id("ana")), "report.read")]);
        assert!(decision.member("ana").is_some());
        let again = says(&admin("dee"), "ana", true, true).unwrap();
        assert_eq!((again.answered(), again.changes.len()), ("report.read-before", 0));
        let ben = Member { admin: true, ..mentor("ben") };
        for (who, reporter) in
            [(&mentor("ben"), "ana"), (&ben, "ana"), (&admin("dee"), "eve"), (&admin("ana"), "ana")]
        {
            assert_eq!(refused(says(who, reporter, true, false)), "refusal.not-yours");
        }
        let gone = says(&admin("dee"), "ana", false, false).unwrap();
        assert_eq!(gone.told(), [(Address::Member(id("ana")), "report.read")]);
    }

    #[test]
    fn that_a_report_was_read_goes_with_the_words_of_its_time() {
        let Some(Change::Keepsake(name, Some(at))) = says(&admin("dee"), "ana", true, false)
            .unwrap()
            .changes
            .into_iter()
            .find(|change| matches!(change, Change::Keepsake(..)))
        else {
            panic!("it is kept")
        };
        assert_eq!(read_about(&name, id("ana")), Some(id("session")));
        assert_eq!(read_about(&name, id("ben")), None);
        let over = |before| long_read(vec![(name.clone(), at.clone())], before).collect::<Vec<_>>();
        assert_eq!(over(now()), []);
        assert_eq!(over(now() + TimeDelta::seconds(1)), [Change::Outdated(name.clone(), at.clone())]);
    }

    fn recent(session: &str, name: &str) -> Recent {
        Recent { session: id(session), partner: member(name) }
    }

    fn card(blocked: &[&str], page: u32, happened: Option<&str>) -> Decision {
        let met = ["ben", "ben", "cleo", "dee", "eve"].into_iter().enumerate();
        let recent = met.map(|(place, name)| recent(&format!("{place}"), name)).collect();
        let blocked = blocked.iter().copied().map(member).collect();
        let card = Card { owner: Some(admin("dee")), recent, unread: vec![id("eve")], blocked };
        let happened = happened.and_then(words);
        card.shown(page, happened.as_ref(), &member("ana"), &community(), &mut moment())
    }

    fn actions(decision: &Decision) -> Vec<Action> {
        let message = decision.reply.message.as_ref().unwrap();
        buttons(message).into_iter().map(|button| button.action.clone()).collect()
    }

    #[test]
    fn the_card_shows_each_person_once_and_page_by_page_everybody() {
        let about = |session: &str, name: &str| {
            [Action::Report(Some(id(session)), None), Action::Block(Some(id(name)))]
        };
        let first = card(&["gil", "hal", "ida", "jon"], 0, None);
        let shown = [about("0", "ben"), about("2", "cleo"), about("3", "dee")].concat();
        let lifts = ["gil", "hal", "ida"].map(|name| Action::Unblock(id(name))).to_vec();
        assert_eq!(actions(&first), [shown, lifts, vec![Action::ReportPage(1)]].concat());
        assert!(first.changes.is_empty());
        let second = card(&["gil", "hal", "ida", "jon"], 1, None);
        // About whom nobody could read a report, none is begun.
        let shown = about("4", "eve")[1..].to_vec();
        assert_eq!(actions(&second), [shown, vec![Action::Unblock(id("jon"))]].concat());
        let told = first.reply.message.unwrap().bare(chrono_tz::UTC);
        assert!(told.contains("about Dee"), "{told}");
    }

    #[test]
    fn whoever_met_nobody_but_the_only_one_who_runs_it_reads_at_once_where_else_to_turn_and_keeps_their_words()
     {
        let recent = vec![recent("0", "ben")];
        let card = Card { owner: None, recent, unread: vec![id("ben")], blocked: vec![] };
        let mut community = community();
        community.safety.contact = Some(crate::sample::typed("Zoe, room 4"));
        let written = words("He shouted at me");
        let decision = card.shown(0, written.as_ref(), &member("ana"), &community, &mut moment());
        assert!(decision.changes.is_empty() && decision.wakes().is_empty());
        assert_eq!(actions(&decision), [Action::Block(Some(id("ben")))]);
        let told = decision.reply.message.unwrap().bare(chrono_tz::UTC);
        for part in ["He shouted at me", "Nobody here could read", "Zoe, room 4"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert!(!told.contains("those who run this community, five"), "{told}");
    }

    #[test]
    fn words_without_a_session_accuse_nobody_and_wait_until_it_is_said_about_whom() {
        let decision = card(&[], 0, Some("He shouted at me"));
        assert!(decision.told().is_empty());
        assert_eq!(decision.wakes()[0].1, now() + TimeDelta::hours(1));
        let told = decision.reply.message.as_ref().unwrap().bare(chrono_tz::UTC);
        assert!(told.contains("He shouted at me") && told.contains("sent nothing"), "{told}");
        assert!(!serde_json::to_string(&decision.kept_reply()).unwrap().contains("shouted"));
        let nobody = Card { owner: None, recent: vec![], unread: vec![], blocked: vec![] };
        let written = words("He shouted at me");
        let alone =
            nobody.shown(0, written.as_ref(), &member("ana"), &community(), &mut later(TimeDelta::hours(1)));
        assert!(alone.changes.is_empty());
    }
}
