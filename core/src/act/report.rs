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

/// The one who reads whatever somebody reports, and about whom nobody could read a report of theirs. `hear` says who
/// reads one by one of two people about the other.
pub(super) fn only_reader(hear: impl Fn([MemberId; 2]) -> Vec<Member>, by: &Member) -> Option<Member> {
    let mut readers = hear([by.id, by.id]);
    let only = readers.pop().filter(|_| readers.is_empty())?;
    hear([by.id, only.id]).is_empty().then_some(only)
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
    /// The only one who reads reports of whoever looks, about whom nobody could read one.
    pub only: Option<Member>,
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
        let Card { owner, only, recent, unread, blocked } = self;
        let mut partners: Vec<Recent> = Vec::new();
        for recent in recent {
            if !partners.iter().any(|known| known.partner.id == recent.partner.id) {
                partners.push(recent);
            }
        }
        let owner_met = partners.iter().any(|one| Some(one.partner.id) == owner.as_ref().map(|one| one.id));
        // Whom they met is called below.
        let only = only.filter(|only| !partners.iter().any(|one| one.partner.id == only.id));
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
            .with("only", only.as_ref().map(|only| &only.name))
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
            // Of whoever is kept apart already the card has the button that lifts it.
            let together = !me.blocked.contains(&one.partner.id);
            saying = saying.button_if(can_be_read(one), format!("report{place}"), report).button_if(
                together,
                format!("block{place}"),
                Action::Block(Some(one.partner.id)),
            );
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
    let sent = Change::Keepsake(sent_name(id, speaker.id), Some(moment.now.to_rfc3339()));
    let mut decision = Decision::reply(reply).and(Waiting::dropped(For::Report, &speaker.handle)).and(sent);
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

/// What the names of reports that were sent begin with, among the keepsakes: whoever wrote one finds it among what is
/// held about them.
pub(crate) const SENT: &str = "report/";

/// Under which name it is kept that a report was sent, as that it was read.
pub(super) fn sent_name(session: SessionId, reporter: MemberId) -> String {
    format!("{SENT}{session}/{reporter}")
}

/// What is kept under one of the two beginnings, of this reporter: about which session, and when.
pub(crate) fn kept_of(
    kept: Vec<(String, String)>,
    beginning: &str,
    reporter: MemberId,
) -> Vec<(SessionId, DateTime<Utc>)> {
    let one = |(name, at): (String, String)| {
        let (session, by) = name.strip_prefix(beginning)?.split_once('/')?;
        let session = (by == reporter.to_string()).then(|| session.parse().ok())??;
        Some((session, at.parse().ok()?))
    };
    kept.into_iter().filter_map(one).collect()
}

/// That a report was sent, or read, is kept for as long as what it said.
pub(super) fn long_ago(kept: Vec<(String, String)>, before: DateTime<Utc>) -> impl Iterator<Item = Change> {
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
mod tests;
