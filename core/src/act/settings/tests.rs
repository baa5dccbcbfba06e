use chrono_tz::Tz;

use super::*;
use crate::action::words;
use crate::audit::{By, Changed, Entry, Speaker, noted};
use crate::message::Block;
use crate::sample::{buttons, community, id, member, mentor, moment, refused};
use crate::text::{Limit, Typed};

fn admin(name: &str) -> Member {
    Member { admin: true, ..member(name) }
}

fn facts(draft: Option<Draft>) -> Facts {
    Facts { draft, ..Facts::default() }
}

fn says(text: &str, facts: Facts, community: &Community) -> Result<Decision, Refusal> {
    let dee = admin("dee");
    settings(wish(words(text).as_ref(), &dee)?, facts, &dee, community, &mut moment())
}

fn written(decision: &Decision) -> Option<&Community> {
    decision.changes.iter().find_map(|change| match change {
        Change::Community(community) => Some(&**community),
        _ => None,
    })
}

/// The draft that a decision keeps.
fn kept(decision: &Decision) -> Draft {
    let kept = decision.changes.iter().find_map(|change| match change {
        Change::Keepsake(name, Some(body)) => Some((name.clone(), body.clone())),
        _ => None,
    });
    Draft::among(vec![kept.unwrap()], &admin("dee")).unwrap()
}

fn shown(decision: &Decision) -> String {
    decision.reply.message.as_ref().unwrap().bare(Tz::UTC)
}

/// What the first button of an answer says.
fn first_button(decision: &Decision) -> String {
    let Action::Settings(Some(text)) = &buttons(decision.reply.message.as_ref().unwrap())[0].action else {
        panic!("no button of settings")
    };
    text.get().clone()
}

/// A community as somebody else left it meanwhile, and the line that tells so.
fn meanwhile(before: &Community, setting: Setting, value: u32) -> (Community, Vec<Told>) {
    let mut next = before.clone();
    let was = next.settings.of(setting).to_string();
    next.settings = next.settings.with(setting, value).unwrap();
    let decision = Decision::silent().and(Change::Community(Box::new(next)));
    let decision = noted(decision, before, By::Person(id("zoe")), &mut moment());
    let changed = Changed {
        word: setting.word().to_owned(),
        whom: Vec::new(),
        before: Some(was),
        after: Some(value.to_string()),
    };
    let told = Told {
        number: before.audit.number + 1,
        at: Some(moment().now),
        by: Speaker::Person(member("zoe").name),
        changes: vec![changed],
    };
    (written(&decision).unwrap().clone(), vec![told])
}

#[test]
fn only_those_who_run_it_see_and_change_settings() {
    let said = wish(None, &member("ana")).map(|_| Decision::silent());
    assert_eq!(refused(said), "admins.only");
}

#[test]
fn what_is_settled_is_told_with_a_form_for_each_part_of_it() {
    let card = says("", Facts::default(), &community());
    assert_eq!(card.err().map(|refusal| refusal.key()), None);
    let dee = admin("dee");
    let card = settings(Wish::Show, Facts::default(), &dee, &community(), &mut moment()).unwrap();
    let told = shown(&card);
    for place in Place::all() {
        assert!(told.contains(crate::script::label(place.key()).as_str()), "{place:?}: {told}");
    }
    assert!(told.contains("Working hours to answer an offer: 4") && told.contains("direct messages"));
    let opens: Vec<_> = buttons(card.reply.message.as_ref().unwrap());
    assert_eq!(opens.len(), Group::ALL.len());
    for (button, group) in opens.iter().zip(Group::ALL) {
        assert!(button.action.opens_form());
        let Action::Settings(text) = &button.action else { panic!("{:?}", button.action) };
        assert_eq!(wish(text.as_ref(), &dee).unwrap(), Wish::Open(group));
    }
}

#[test]
fn each_form_names_the_bounds_of_its_numbers_and_holds_what_is_there() {
    for group in Group::ALL {
        let form = says(group.word(), Facts::default(), &community()).unwrap().reply.form.unwrap();
        assert!((1..=5).contains(&form.fields.len()));
        for (field, place) in form.fields.iter().zip(group.fields()) {
            assert_eq!(field.name, place.word());
            assert_eq!(field.value, place.now(&community()).unwrap_or_default());
            if let Place::Number(setting) = place {
                let hint = field.hint.as_ref().unwrap();
                assert!(hint.contains(&setting.bounds().end().to_string()), "{hint}");
            }
        }
    }
}

#[test]
fn nothing_changes_before_the_button_beneath_what_would_change_is_pressed() {
    let community = community();
    let tried =
        says("asking 0\noffer-hours: 6\noffers-before-pool: 3", Facts::default(), &community).unwrap();
    assert!(written(&tried).is_none());
    assert!(shown(&tried).contains("Working hours to answer an offer: 4 → 6"));
    assert!(!shown(&tried).contains("everybody"), "what stays is not told");
    let draft = kept(&tried);
    let saved = says(&first_button(&tried), facts(Some(draft.clone())), &community).unwrap();
    assert_eq!(written(&saved).unwrap().settings.pace().offer_lasts, crate::calendar::hours(6));
    assert!(saved.changes.contains(&Draft::dropped(&admin("dee"))));
    let other = says("save 7", facts(Some(draft.clone())), &community);
    assert_eq!(refused(other), "settings.no-draft");
    assert_eq!(refused(says(&first_button(&tried), facts(None), &community)), "settings.no-draft");
    let again = says("edit", facts(Some(draft)), &community).unwrap().reply.form.unwrap();
    assert_eq!(again.fields[0].value, "6");
    let left = says("keep", Facts::default(), &community).unwrap();
    assert!(written(&left).is_none() && left.changes.contains(&Draft::dropped(&admin("dee"))));
}

#[test]
fn what_is_out_of_bounds_says_them_in_its_field_and_the_form_comes_back() {
    let wrong = "limits 3\nsessions-a-day: 9\nsessions-a-week: many\nnotes-kept-days: 29\nminutes-a-week: 60";
    let Err(Refusal::Form(form, saying)) = says(wrong, Facts::default(), &community()) else {
        panic!("it was not refused")
    };
    assert_eq!(saying.key(), "settings.wrong");
    let problems: Vec<_> =
        form.fields.iter().map(|field| field.problem.clone().unwrap_or_default()).collect();
    assert_eq!(
        problems,
        ["A whole number from 1 to 8", "A whole number from 1 to 40", "", "A whole number from 30 to 730"]
    );
    let hints: Vec<_> = form.fields.iter().map(|field| field.hint.is_some()).collect();
    assert_eq!(hints, [false, false, true, false], "the bounds are said once");
    assert_eq!(form.action.to_string(), "settings limits 3");
    for (line, key) in [
        ("offer-hours 0", "settings.wrong"),
        ("offer-hours", "settings.problem"),
        ("luck 3", "settings.problem"),
        ("digest-time 25:00", "settings.wrong"),
        ("zone Berlinn", "settings.wrong"),
        ("channel general", "settings.wrong"),
        ("digest sometimes", "settings.wrong"),
        ("reports-to zoe", "settings.wrong"),
        ("conduct http://rules.example", "settings.wrong"),
    ] {
        assert_eq!(refused(says(line, Facts::default(), &community())), key, "{line}");
    }
}

#[test]
fn of_two_admins_at_once_the_second_sees_what_the_first_changed_and_keeps_what_they_left_alone() {
    let before = community();
    let (now, since) = meanwhile(&before, Setting::OfferHours, 8);
    let known = || Facts { since: since.clone(), ..Facts::default() };
    // The form had been opened before: its hours are those of then, and only the weeks were changed in it.
    let tried = says("asking 0\noffer-hours: 4\ncool-down-weeks: 2", known(), &now).unwrap();
    let told = shown(&tried);
    assert!(told.contains("Weeks until a pair meets again: 6 → 2"), "{told}");
    assert!(told.contains("Meanwhile Zoe changed Working hours to answer an offer: 4 → 8."), "{told}");
    assert_eq!(kept(&tried).wishes.len(), 1);
    let alone = says("asking 0\noffer-hours: 4", known(), &now).unwrap();
    assert_eq!(alone.answered(), "settings.same");
    assert!(shown(&alone).contains("Meanwhile Zoe changed"));
    let both = says("asking 0\noffer-hours: 5", known(), &now).unwrap();
    assert!(shown(&both).contains("Working hours to answer an offer: 8 → 5"), "{}", shown(&both));
}

#[test]
fn what_another_changed_between_the_look_and_the_button_is_shown_before_it_is_saved() {
    let before = community();
    let tried = says("offer-hours 6", Facts::default(), &before).unwrap();
    let (now, since) = meanwhile(&before, Setting::OfferHours, 8);
    let again = Facts { draft: Some(kept(&tried)), since, ..Facts::default() };
    let shown_again = says(&first_button(&tried), again, &now).unwrap();
    assert!(written(&shown_again).is_none());
    let told = shown(&shown_again);
    assert!(told.contains("8 → 6") && told.contains("Meanwhile Zoe changed"), "{told}");
    let draft = facts(Some(kept(&shown_again)));
    let saved = says(&first_button(&shown_again), draft, &now).unwrap();
    assert_eq!(written(&saved).unwrap().settings.of(Setting::OfferHours), 6);
    let (now, since) = meanwhile(&before, Setting::CoolDownWeeks, 1);
    let other = Facts { draft: Some(kept(&tried)), since, ..Facts::default() };
    let saved = says(&first_button(&tried), other, &now).unwrap();
    let settled = &written(&saved).unwrap().settings;
    let both = (settled.of(Setting::OfferHours), settled.of(Setting::CoolDownWeeks));
    assert_eq!(both, (6, 1), "what is of something else is in nobody's way");
}

#[test]
fn mentors_who_offer_more_than_anybody_may_are_held_to_that() {
    let mut eager = mentor("ben");
    let caps = &mut eager.mentor.as_mut().unwrap().caps;
    *caps = Caps { day: 5, week: 20, minutes: 300 };
    let tried = says("sessions-a-day 3", Facts::default(), &community()).unwrap();
    assert!(shown(&tried).contains("Mentors who offer more"));
    let known = Facts {
        draft: Some(kept(&tried)),
        mentors: vec![eager.clone().into(), mentor("cleo").into()],
        ..Facts::default()
    };
    let save = wish(words(&first_button(&tried)).as_ref(), &admin("dee")).unwrap();
    assert!(concerns_mentors(&save, known.draft.as_ref()));
    let saved = says(&first_button(&tried), known, &community()).unwrap();
    let held = saved.member("ben").unwrap().mentor.as_ref().unwrap().caps;
    assert_eq!(held, Caps { day: 3, week: 20, minutes: 300 });
    assert!(saved.member("cleo").is_none(), "who offers less is left alone");
    assert_eq!(saved.told(), [(Address::Member(id("ben")), "settings.lowered")]);
}

#[test]
fn a_zone_moves_the_digest_and_a_channel_gets_what_waited_for_it() {
    let tried =
        says("place 0\nzone: New York\ndigest-day: fri\nchannel: <#C9>", Facts::default(), &community());
    let tried = tried.unwrap();
    let saved = says(&first_button(&tried), facts(Some(kept(&tried))), &community()).unwrap();
    let settled = written(&saved).unwrap();
    assert_eq!((settled.zone, settled.channel.as_deref()), (Tz::America__New_York, Some("C9")));
    assert_eq!(settled.digest.planned, Some(crate::sample::at("2026-11-27T14:00:00Z")));
    assert!(saved.changes.contains(&Change::Hasten(Address::Channel)));
}

#[test]
fn whatever_is_wished_is_shown_first_also_where_nothing_was_before() {
    let before = community();
    for line in [
        "channel C1",
        "conduct https://rules.example/conduct",
        "crisis-contact Dee, +49 30 1234",
        "reports-to me",
        "digest off",
        "digest-channel C1",
        "zone Lisbon",
    ] {
        let tried = says(line, Facts::default(), &before).unwrap();
        assert!(written(&tried).is_none() && shown(&tried).contains('→'), "{line}: {}", shown(&tried));
        let saved = says(&first_button(&tried), facts(Some(kept(&tried))), &before).unwrap();
        let settled = written(&saved).unwrap();
        let place = Place::named(line.split_once(' ').unwrap().0).unwrap();
        assert_ne!(place.now(settled), place.now(&before), "{line}");
        if place.can_be_empty() {
            let gone = says(&format!("{} none", place.word()), Facts::default(), settled).unwrap();
            assert!(written(&gone).is_none() && shown(&gone).contains('→'), "{}", shown(&gone));
        }
    }
}

#[test]
fn who_reads_reports_is_told_by_name_and_of_a_contact_that_went_no_word() {
    let tried = says("reports-to me", Facts::default(), &community()).unwrap();
    assert!(shown(&tried).contains("Reports go to: all who run this, five of them at most → Dee"));
    let edits = buttons(tried.reply.message.as_ref().unwrap()).len();
    assert_eq!(edits, 2, "there is no form for it, so it is saved or left");
    let saved = says(&first_button(&tried), facts(Some(kept(&tried))), &community()).unwrap();
    assert_eq!(written(&saved).unwrap().safety.owner, Some(id("dee")));
    // Zoe takes reports meanwhile, and names somebody else.
    let mut now = community();
    now.safety.owner = Some(id("zoe"));
    now.safety.contact = Typed::parse("Zoe, 112", Limit::QUESTION).ok();
    let changed = |word: &str, before: Option<&str>, after: &str| Changed {
        word: word.to_owned(),
        whom: Vec::new(),
        before: before.map(str::to_owned),
        after: Some(after.to_owned()),
    };
    let changes = vec![
        changed("reports-to", None, "Zoe"),
        changed("crisis-contact", Some("20 characters"), "8 characters"),
    ];
    let since = vec![Told { number: 1, at: None, by: Speaker::Person(member("zoe").name), changes }];
    let known = |draft| Facts { draft, since: since.clone(), owner: Some(admin("zoe")), ..Facts::default() };
    let again = says(&first_button(&tried), known(Some(kept(&tried))), &now).unwrap();
    assert!(written(&again).is_none());
    let told = shown(&again);
    assert!(told.contains("Reports go to: Zoe → Dee") && told.contains("Meanwhile Zoe changed"), "{told}");
    // What was left alone in the form is no wish: it has the words of then.
    let left = says("safety 0\nconduct:\ncrisis-contact: Dee, +49 30 12345678", known(None), &now).unwrap();
    assert_eq!(left.answered(), "settings.same");
    assert!(shown(&left).contains("Whom to turn to: somebody else → Zoe, 112"), "{}", shown(&left));
}

#[test]
fn a_digest_that_stops_is_planned_no_more_and_one_at_another_time_says_when() {
    let tried = says("digest off", Facts::default(), &community()).unwrap();
    let saved = says(&first_button(&tried), facts(Some(kept(&tried))), &community()).unwrap();
    let settled = written(&saved).unwrap();
    assert!(!settled.digest.wanted && settled.digest.planned.is_none());
    assert!(!shown(&saved).contains("next digest"));
    let tried = says("digest-day fri", Facts::default(), &community()).unwrap();
    let saved = says(&first_button(&tried), facts(Some(kept(&tried))), &community()).unwrap();
    assert!(
        shown(&saved).contains("The next digest of the week comes Fri 27 Nov, 09:00"),
        "{}",
        shown(&saved)
    );
}

#[test]
fn a_change_by_a_form_is_one_line_of_the_audit() {
    let tried = says("asking 0\noffer-hours: 6\ncool-down-weeks: 2", Facts::default(), &community()).unwrap();
    let saved = says(&first_button(&tried), facts(Some(kept(&tried))), &community()).unwrap();
    let saved = noted(saved, &community(), By::Person(id("dee")), &mut moment());
    let lines: Vec<&Entry> = saved
        .changes
        .iter()
        .filter_map(|change| match change {
            Change::Audit(entry) => Some(entry),
            _ => None,
        })
        .collect();
    assert_eq!(lines.len(), 1);
    let line = lines[0].row().line().unwrap();
    assert_eq!(line.words().collect::<Vec<_>>(), ["cool-down-weeks", "offer-hours"]);
}

#[test]
fn a_draft_goes_with_whoever_wished_it_and_no_list_of_words_is_left_out() {
    assert!(Draft::name(&admin("dee")).ends_with(&format!("/{}", admin("dee").handle.0)));
    let blocks =
        says("luck 3", Facts::default(), &community()).unwrap_err().reply(None).message.unwrap().blocks;
    let told: String = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(text) => Some(text.bare(Tz::UTC)),
            _ => None,
        })
        .collect();
    assert!(Place::all().all(|place| told.contains(place.word())), "{told}");
}

#[test]
fn whoever_would_change_the_zone_reads_before_that_the_digest_moves_with_it() {
    let told = |text: &str, community: &Community| shown(&says(text, Facts::default(), community).unwrap());
    let here = community();
    // Monday at nine in Berlin and in New York.
    let moves = told("zone New York", &here);
    assert!(moves.contains("its next one would come Mon 30 Nov, 14:00 on your clock"), "{moves}");
    assert!(moves.contains("and now comes Mon 30 Nov, 08:00"), "{moves}");
    // The clocks of Paris show the same, and where none is wanted, none moves.
    assert!(!told("zone Paris", &here).contains("digest"));
    let mut none = here;
    none.digest.wanted = false;
    assert!(!told("zone New York", &none).contains("digest"));
}

#[test]
fn of_two_who_change_the_contact_to_one_of_the_same_length_each_is_told_from_the_other() {
    let with = |words: &str, line: u64| {
        let mut community = community();
        community.safety.contact = Some(Typed::parse(words, Limit::QUESTION).unwrap());
        community.audit.number = line;
        community
    };
    let (before, now) = (with("Zoe, room 4", 3), with("Amy, room 5", 4));
    let changed = Changed {
        word: Place::Contact.word().to_owned(),
        whom: Vec::new(),
        before: Some("11 characters".to_owned()),
        after: Some("11 characters".to_owned()),
    };
    let by = Speaker::Person(member("zoe").name);
    let since = || vec![Told { number: 4, at: None, by: by.clone(), changes: vec![changed.clone()] }];
    let opened = says("safety", Facts::default(), &before).unwrap().reply.form.unwrap();
    let Action::Settings(Some(form)) = opened.action else { panic!("{:?}", opened.action) };
    let sends = |words: &str| {
        let facts = Facts { since: since(), ..Facts::default() };
        says(&format!("{}\ncrisis-contact: {words}", form.get()), facts, &now).unwrap()
    };
    // As long as the one that they had seen, and as the one that is there.
    let tried = sends("Bob, room 6");
    let told = shown(&tried);
    assert!(told.contains("Amy, room 5 → Bob, room 6") && told.contains("Meanwhile Zoe changed"), "{told}");
    // What they left alone stays as the other made it.
    let left = sends("Zoe, room 4");
    assert!(shown(&left).contains("What you left alone stays") && written(&left).is_none());
    // So it is between what would change and its button.
    let draft = kept(&sends("Bob, room 6"));
    let again = Facts { draft: Some(draft), since: since(), ..Facts::default() };
    let other = with("Eve, room 7", 5);
    let saved = says(&first_button(&tried), again, &other).unwrap();
    assert!(written(&saved).is_none(), "it is shown first");
    assert!(shown(&saved).contains("Eve, room 7 → Bob, room 6"), "{}", shown(&saved));
}

#[test]
fn what_a_form_has_as_it_is_need_not_be_readable() {
    let mut playground = community();
    playground.channel = Some("#learning".to_owned());
    let tried = says("place 0\nchannel: #learning\ndigest-day: fri", Facts::default(), &playground).unwrap();
    assert!(!shown(&tried).contains("#learning") && shown(&tried).contains('→'), "{}", shown(&tried));
    assert!(says("place 0\nchannel: #other", Facts::default(), &playground).is_err());
}
