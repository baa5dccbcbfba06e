use super::*;
use crate::sample::{at, buttons, id, later, mentor, moment, now, offer, paused, refused, words};

fn ben() -> Member {
    mentor("ben")
}

fn hastens(decision: &Decision) -> bool {
    decision.changes.contains(&Change::Hasten(Address::Member(id("ben"))))
}

#[test]
fn what_waits_for_the_end_of_a_pause_waits_no_longer_when_it_ends_early() {
    let paused = |until: i64| {
        let pause = Pause { from: now(), until: now() + TimeDelta::days(until) };
        let mut ben = ben();
        ben.calendar.pause = Some(pause);
        ben
    };
    assert!(hastens(&resume(&paused(30), &mut moment()).unwrap()));
    let again = |before| pause(words("3d").as_ref(), &paused(before), &[], &[], &mut moment()).unwrap();
    assert!(hastens(&again(30)) && !hastens(&again(1)));
}

fn pauses(text: &str) -> Result<Decision, Refusal> {
    pause(words(text).as_ref(), &ben(), &[offer()], &[], &mut moment())
}

fn until(text: &str) -> DateTime<Utc> {
    pauses(text).unwrap().member("ben").unwrap().calendar.pause.unwrap().until
}

#[test]
fn the_end_of_a_pause_is_read_as_people_say_it() {
    let week = at("2026-11-30T23:00:00Z");
    for text in ["1w", "7d", "1 week", "for 7 days", "For 1 Week", "until 2026-12-01", "Until 1 dec"] {
        assert_eq!(until(text), week, "{text}");
    }
    assert_eq!(until("until fri"), at("2026-11-26T23:00:00Z"));
    assert_eq!(until("bis fr"), until("until fri"));
    assert_eq!(until("2 Wochen"), until("2w"));
}

#[test]
fn days_off_are_read_as_people_say_them_and_taken_back_by_one_press() {
    let off = |text: &str| {
        let decision = pauses(text).unwrap();
        let ben = decision.member("ben").unwrap();
        assert_eq!(ben.calendar.pause, None, "{text}");
        ben.calendar.off.leaves().map(|leave| format!("{} {}", leave.from, leave.to)).collect::<Vec<_>>()
    };
    for text in [
        "24 dec - 2 jan",
        "24 dec to 2 jan",
        "from 24 dec until 2 jan",
        "24.12. – 2.1.",
        "24 dez - 2 jan",
        "vom 24. Dez. bis 2. Jan.",
        "2026-12-24 - 2027-01-02",
    ] {
        assert_eq!(off(text), ["2026-12-24 2027-01-02"], "{text}");
    }
    assert_eq!(off("on fri"), ["2026-11-27 2026-11-27"]);
    assert_eq!(off("am Fr"), ["2026-11-27 2026-11-27"]);
    assert_eq!(off("fri - mon"), ["2026-11-27 2026-11-30"]);
    assert_eq!(off("today - tomorrow"), ["2026-11-24 2026-11-25"]);
    let decision = pauses("24 dec - 2 jan").unwrap();
    let back = buttons(decision.reply.message.as_ref().unwrap())[0].action.clone();
    assert_eq!(back, Action::Pause(words("not 2026-12-24 - 2027-01-02")));
    let Action::Pause(back) = back else { panic!("{back}") };
    let ben = decision.member("ben").unwrap();
    let decision = pause(back.as_ref(), ben, &[], &[], &mut moment()).unwrap();
    assert!(decision.member("ben").unwrap().calendar.off.is_empty());
    for text in
        ["on nothing", "24 dec - soon", "not 24 dec", "24 dec - 2 jan 2031", "2020-01-01 - 2020-01-02"]
    {
        assert_eq!(refused(pauses(text)), "pause.problem", "{text}");
    }
}

#[test]
fn whoever_is_off_today_hands_offers_on_and_whoever_is_off_later_keeps_them() {
    let handed_on = |text: &str| !pauses(text).unwrap().wakes().is_empty();
    assert!(handed_on("today - fri") && !handed_on("on fri"));
}

#[test]
fn an_end_that_is_not_ahead_or_too_far_away_brings_the_form_back() {
    for text in ["0d", "500d", "99999999999999999999w", "2026-11-24", "2020-01-01", "soon", "1y"] {
        assert_eq!(refused(pauses(text)), "pause.problem", "{text}");
    }
    let nothing = pauses("0d").unwrap_err().reply(None).message.unwrap().bare(chrono_tz::UTC);
    assert!(nothing.contains("is not ahead") && !nothing.contains("year"), "{nothing}");
}

#[test]
fn a_pause_hands_offers_on_and_promises_a_word_only_when_there_is_time_for_one() {
    let decision = pauses("1w").unwrap();
    let due: Vec<_> = decision.wakes().into_iter().map(|(action, due)| (action.to_string(), due)).collect();
    assert_eq!(due.len(), 3, "{due:?}");
    assert!(due.iter().any(|(action, at)| action.starts_with("clock expire") && *at == now()));
    let word = |decision: &Decision| {
        let message = decision.reply.message.as_ref().unwrap();
        format!("{:?}", message.blocks).contains("a word the day before")
    };
    assert!(word(&decision));
    assert!(!word(&pauses("1d").unwrap()));
}

#[test]
fn a_pause_and_its_end_leave_what_is_promised_besides() {
    let besides = |decision: &Decision| {
        let dropped = decision.changes.iter().filter(|change| matches!(change, Change::Drop(_)));
        dropped.cloned().collect::<Vec<_>>()
    };
    let pauses = pauses("1w").unwrap();
    let of_the_pause = [Change::Drop(Subject::Pause(ben().id))];
    assert_eq!(besides(&pauses), of_the_pause);
    let own = pauses.tasks().filter(|task| task.about == Subject::Pause(ben().id)).count();
    assert_eq!(own, 2);
    assert_eq!(besides(&resume(&paused(ben(), 7), &mut moment()).unwrap()), of_the_pause);
}

#[test]
fn a_week_more_is_a_week_from_the_end_of_the_pause() {
    let ben = paused(ben(), 1);
    let decision = pause_ends(&ben, &mut moment());
    let (_, delivery) = decision.deliveries().next().unwrap();
    let week = buttons(&delivery.message)[0].action.clone();
    assert_eq!(week, Action::Pause(words("2026-12-02")));
}

#[test]
fn a_pause_ends_by_itself_and_not_before_its_time() {
    let paused = paused(ben(), 1);
    assert!(pause_over(&paused, &mut moment()).changes.is_empty());
    let decision = pause_over(&paused, &mut later(TimeDelta::days(1)));
    assert_eq!(decision.member("ben").unwrap().calendar.pause, None);
    assert!(pause_over(&ben(), &mut moment()).changes.is_empty());
    assert!(pause_ends(&ben(), &mut moment()).changes.is_empty());
    assert_eq!(refused(resume(&ben(), &mut moment())), "resume.not-paused");
    let rests = Unanswered { rests: Some(now()), ..Unanswered::default() };
    for ben in [Member { unanswered: rests, ..ben() }, Member { unanswered: rests, ..paused }] {
        let back = resume(&ben, &mut moment()).unwrap();
        let ben = back.member("ben").unwrap();
        assert!(!ben.rests() && ben.calendar.pause.is_none());
    }
}

#[test]
fn a_zone_that_was_told_is_not_what_the_platform_says() {
    let set = |member: &Member, text: &str| {
        let decision = set_hours(words(text).as_ref(), member, &mut moment()).unwrap();
        decision.member("ben").unwrap().clone()
    };
    let hours_alone = set(&ben(), "mon-thu 8-12");
    assert!(!hours_alone.zone_told);
    let told = set(&hours_alone, "Europe/Lisbon");
    assert!(told.zone_told);
    assert!(set(&told, "mon-thu 9-12").zone_told);
}

#[test]
fn hours_and_zone_are_told_together_or_alone() {
    let set = |text: &str| {
        let decision = set_hours(words(text).as_ref(), &ben(), &mut moment()).unwrap();
        let calendar = decision.member("ben").unwrap().calendar.clone();
        (calendar.hours.to_string(), calendar.zone.name())
    };
    assert_eq!(set("mon-thu 8-12 Europe/Lisbon"), ("mon-thu 08:00-12:00".to_owned(), "Europe/Lisbon"));
    assert_eq!(set("mon-thu 8-12"), ("mon-thu 08:00-12:00".to_owned(), "Europe/Berlin"));
    assert_eq!(set("America/Chicago").1, "America/Chicago");
    // The trouble stands beneath the field that it is in, and the zone that was not touched stays.
    let own = ben().calendar.hours.to_string();
    for (text, at, hours, zone) in [
        ("mon-fri 9-17 Now/Where", "zone", "mon-fri 9-17", "Now/Where"),
        ("25-26", "hours", "25-26", "Europe/Berlin"),
        ("foo", "hours", "foo", "Europe/Berlin"),
        ("banana", "hours", "banana", "Europe/Berlin"),
        ("banana Europe/Lisbon", "hours", "banana", "Europe/Lisbon"),
        ("Europe/Nowhere", "zone", &own, "Europe/Nowhere"),
        ("Lisbno", "zone", &own, "Lisbno"),
    ] {
        let refusal = set_hours(words(text).as_ref(), &ben(), &mut moment()).unwrap_err();
        assert_eq!(refusal.key(), "hours.problem", "{text}");
        let fields = refusal.reply(None).form.unwrap().fields;
        let wrong: Vec<_> = fields.iter().filter(|field| field.problem.is_some()).collect();
        assert_eq!(wrong.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(), [at], "{text}");
        assert_eq!((fields[0].value.as_str(), fields[1].value.as_str()), (hours, zone), "{text}");
    }
}

#[test]
fn days_off_are_told_as_dates_and_only_what_they_added_is_taken_back() {
    let off = |member: &Member, text: &str| {
        let decision = pause(crate::action::words(text).as_ref(), member, &[], &[], &mut moment()).unwrap();
        let shown = decision.reply.message.as_ref().unwrap();
        // Wherever it is read, a day off is that day.
        let told = shown.bare(chrono_tz::America::Los_Angeles);
        assert_eq!(told, shown.bare(chrono_tz::Asia::Tokyo));
        (told, crate::sample::buttons(shown).len(), decision.member("ana").unwrap().clone())
    };
    let (told, buttons, ana) = off(&crate::sample::member("ana"), "24 dec - 2 jan");
    assert!(told.contains("24 Dec") && told.contains("2 Jan") && buttons == 1, "{told}");
    let (_, buttons, _) = off(&ana, "28 dec - 30 dec");
    assert_eq!(buttons, 0, "it added nothing");
}
