//! Who hears of what happened, and what whoever tells it reads.

use super::*;
use crate::sample::{
    buttons, community, following, id, later, meeting, member, mentor, moment, now, paused, refused, words,
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
fn the_only_reader_is_somebody_about_whom_nobody_else_could_read_anything() {
    let only = |admins: Vec<Member>, by: &str| {
        let hear = |two| who_hears(admins.clone(), Some(id("dee")), two, now());
        only_reader(hear, &member(by)).map(|only| only.name.to_string())
    };
    assert_eq!(only(vec![admin("dee")], "ana").as_deref(), Some("Dee"));
    assert_eq!(only(vec![admin("dee"), admin("zoe")], "ana"), None);
    assert_eq!(only(vec![admin("dee")], "dee"), None);
    assert_eq!(only(vec![admin("dee"), admin("zoe")], "zoe").as_deref(), Some("Dee"));
}

#[test]
fn whoever_runs_the_community_and_met_nobody_is_not_sent_to_themselves() {
    let looks = |me: &Member, owner: Option<Member>| {
        let card = Card { owner, only: None, recent: Vec::new(), unread: Vec::new(), blocked: Vec::new() };
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
fn that_a_report_was_sent_and_read_goes_with_the_words_of_its_time() {
    let kept = |decision: Decision| {
        let kept = decision.changes.into_iter().find_map(|change| match change {
            Change::Keepsake(name, Some(at)) if name.starts_with("report") => Some((name, at)),
            _ => None,
        });
        kept.expect("it is kept")
    };
    let sent = kept(reports("ana", vec![admin("dee")]).unwrap());
    let about = |who: &str| kept_of(vec![sent.clone()], SENT, id(who));
    assert_eq!((about("ana"), about("ben")), (vec![(meeting(following()).session.id, now())], vec![]));
    let (name, at) = kept(says(&admin("dee"), "ana", true, false).unwrap());
    let about = |who: &str| kept_of(vec![(name.clone(), at.clone())], READ, id(who));
    assert_eq!((about("ana"), about("ben")), (vec![(id("session"), now())], vec![]));
    let over = |before| long_ago(vec![(name.clone(), at.clone())], before).collect::<Vec<_>>();
    assert_eq!(over(now()), []);
    assert_eq!(over(now() + TimeDelta::seconds(1)), [Change::Outdated(name.clone(), at.clone())]);
}

fn recent(session: &str, name: &str) -> Recent {
    Recent { session: id(session), partner: member(name) }
}

fn card(blocked: &[&str], page: u32, happened: Option<&str>) -> Decision {
    let met = ["ben", "ben", "cleo", "dee", "eve"].into_iter().enumerate();
    let recent = met.map(|(place, name)| recent(&format!("{place}"), name)).collect();
    let blocked: Vec<Member> = blocked.iter().copied().map(member).collect();
    let happened = happened.and_then(words);
    let me = Member { blocked: blocked.iter().map(|one| one.id).collect(), ..member("ana") };
    let card = Card { owner: Some(admin("dee")), only: None, recent, unread: vec![id("eve")], blocked };
    card.shown(page, happened.as_ref(), &me, &community(), &mut moment())
}

fn actions(decision: &Decision) -> Vec<Action> {
    let message = decision.reply.message.as_ref().unwrap();
    buttons(message).into_iter().map(|button| button.action.clone()).collect()
}

#[test]
fn the_card_shows_each_person_once_and_page_by_page_everybody() {
    let about =
        |session: &str, name: &str| [Action::Report(Some(id(session)), None), Action::Block(Some(id(name)))];
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
    // With whom they are not put together already, that is not offered once more.
    let actions = actions(&card(&["ben"], 0, None));
    assert!(actions.contains(&Action::Unblock(id("ben"))), "{actions:?}");
    assert!(!actions.contains(&Action::Block(Some(id("ben")))), "{actions:?}");
}

#[test]
fn whoever_met_nobody_but_the_only_one_who_runs_it_reads_at_once_where_else_to_turn_and_keeps_their_words() {
    let recent = vec![recent("0", "ben")];
    let card =
        Card { owner: None, only: Some(member("ben")), recent, unread: vec![id("ben")], blocked: vec![] };
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
    assert!(!told.contains("those who run this community, five") && !told.contains("about Ben themself"));
}

#[test]
fn whoever_never_met_the_only_one_who_runs_it_reads_before_writing_that_they_would_read_it_and_where_else_to_turn()
 {
    let looks = |recent: Vec<Recent>, unread: Vec<MemberId>| {
        let card = Card { owner: None, only: Some(admin("dee")), recent, unread, blocked: vec![] };
        let mut community = community();
        community.safety.contact = Some(crate::sample::typed("Zoe, room 4"));
        let written = words("Dee shouted at me");
        let shown = card.shown(0, written.as_ref(), &member("ana"), &community, &mut moment());
        shown.reply.message.unwrap().bare(chrono_tz::UTC)
    };
    let of = |recent| looks(recent, Vec::new());
    for told in [of(vec![recent("0", "ben")]), of(vec![])] {
        for part in ["about Dee themself", "nobody but Dee could read it", "turn to Zoe, room 4"] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }
    // Whom they met is called with those about whom nobody could read one.
    let met = looks(vec![recent("0", "ben"), recent("1", "dee")], vec![id("dee")]);
    assert!(met.contains("what is about Dee; I send and keep nothing"), "{met}");
    assert!(!met.contains("themself") && !met.contains("You hear when it is read"), "{met}");
}

#[test]
fn words_without_a_session_accuse_nobody_and_wait_until_it_is_said_about_whom() {
    let decision = card(&[], 0, Some("He shouted at me"));
    assert!(decision.told().is_empty());
    assert_eq!(decision.wakes()[0].1, now() + TimeDelta::hours(1));
    let told = decision.reply.message.as_ref().unwrap().bare(chrono_tz::UTC);
    assert!(told.contains("He shouted at me") && told.contains("sent nothing"), "{told}");
    assert!(!serde_json::to_string(&decision.kept_reply()).unwrap().contains("shouted"));
    let nobody = Card { owner: None, only: None, recent: vec![], unread: vec![], blocked: vec![] };
    let written = words("He shouted at me");
    let alone =
        nobody.shown(0, written.as_ref(), &member("ana"), &community(), &mut later(TimeDelta::hours(1)));
    assert!(alone.changes.is_empty());
}
