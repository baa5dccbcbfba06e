use chrono::DateTime;
use proptest::prelude::*;
use uuid::Uuid;

use super::read::{ALONE, PRESSED};
use super::spoken::{ANSWERS, FITS, SHARES};
use super::*;
use crate::decision::Refusal;
use crate::rights::Rank;
use crate::tongue::Tongue;

fn id<T: From<Uuid> + std::fmt::Debug>() -> impl Strategy<Value = T> {
    any::<u128>().prop_map(|value| T::from(Uuid::from_u128(value)))
}

fn some_words() -> impl Strategy<Value = Words> {
    "[^\\x00]{1,80}".prop_filter_map("nothing is left of it", |raw| words(&raw))
}

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..4_102_444_800)
        .prop_map(|seconds| DateTime::from_timestamp(seconds, 0).expect("before the year 2100"))
}

fn wakes() -> impl Strategy<Value = Wake> {
    prop_oneof![
        id().prop_map(Wake::Present),
        id().prop_map(Wake::Expire),
        id().prop_map(Wake::Rematch),
        id().prop_map(Wake::Lapse),
        id().prop_map(|session| Wake::Remind(session, Notice::Day)),
        id().prop_map(|session| Wake::Remind(session, Notice::Minutes)),
        id().prop_map(Wake::Begin),
        id().prop_map(Wake::WrapUp),
        id().prop_map(Wake::Unwritten),
        (id(), 1_u32..9).prop_map(|(session, time)| Wake::Nudge(session, time)),
        id().prop_map(Wake::CheckIn),
        id().prop_map(Wake::Thank),
        id().prop_map(Wake::Close),
        Just(Wake::LetGo),
        id().prop_map(Wake::FirstDays),
        id().prop_map(Wake::Claim),
        id().prop_map(Wake::PauseEnds),
        id().prop_map(Wake::PauseOver),
        (id(), id()).prop_map(|(member, signal)| Wake::Look(member, signal)),
        id().prop_map(Wake::Part),
    ]
}

fn written() -> impl Strategy<Value = (Meet, Words)> {
    (prop_oneof![Just(Meet::Now), Just(Meet::Times)], some_words())
}

fn sayings() -> impl Strategy<Value = Saying> {
    prop_oneof![
        Just(Saying::Open),
        Just(Saying::Anyway(None)),
        written().prop_map(|(meet, words)| Saying::Words(meet, words)),
        written().prop_map(|written| Saying::Anyway(Some(written))),
    ]
}

fn of_the_loop() -> impl Strategy<Value = Action> {
    let what = prop_oneof![id().prop_map(Affirmable::Offer), id().prop_map(Affirmable::Ask)];
    let explained = prop_oneof![id().prop_map(Affirmable::Offer), id().prop_map(Affirmable::Ask)];
    let item = prop_oneof![Just(Item::One), Just(Item::Two), Just(Item::Checkpoint)];
    let whom = prop_oneof![Just(Whom::Same), Just(Whom::Other), Just(Whom::Nobody)];
    let undoable = prop_oneof![
        id().prop_map(Undoable::Win),
        id().prop_map(Undoable::Note),
        id().prop_map(Undoable::Signal),
        id().prop_map(Undoable::Thanks),
        id().prop_map(Undoable::Ask),
        id().prop_map(Undoable::Compliment),
        id().prop_map(Undoable::Pass),
        id().prop_map(Undoable::Booking),
        instant().prop_map(Undoable::Settled),
    ];
    prop_oneof![
        (what, sayings()).prop_map(|(what, saying)| Action::Affirm(what, saying)),
        id().prop_map(Action::NotNow),
        id().prop_map(Action::NotForMe),
        (id(), instant()).prop_map(|(session, at)| Action::Pick(session, at)),
        id().prop_map(Action::Now),
        (id(), proptest::option::of(instant())).prop_map(|(session, after)| Action::Times(session, after)),
        proptest::option::of(id()).prop_map(Action::Move),
        proptest::option::of(id()).prop_map(Action::Cancel),
        id().prop_map(Action::OnMyWay),
        proptest::option::of(id()).prop_map(Action::Start),
        id().prop_map(Action::Landed),
        id().prop_map(|signal| Action::Suggest(Suggest::About(signal))),
        prop_oneof![Just(Suggest::NotNow), Just(Suggest::Never), Just(Suggest::Again)]
            .prop_map(Action::Suggest),
        (id(), 0_u8..=10).prop_map(|(session, score)| Action::Recommend(session, score.try_into().unwrap())),
        (0_usize..4, proptest::option::of((id(), item)))
            .prop_map(|(n, about)| Action::Answer(ANSWERS[n].0, about)),
        (id(), whom).prop_map(|(session, whom)| Action::Again(session, whom)),
        (id(), id()).prop_map(|(session, member)| Action::ReportRead(session, member)),
        any::<u32>().prop_map(Action::ReportPage),
        proptest::option::of(id()).prop_map(Action::Block),
        id().prop_map(Action::Unblock),
        id().prop_map(|session| Action::Thank(session, None)),
        (id(), 0_usize..3).prop_map(|(session, n)| Action::Fit(session, FITS[n].0)),
        (id(), prop_oneof![Just(Met::Yes), Just(Met::No)])
            .prop_map(|(session, met)| Action::Met(session, met)),
        proptest::option::of(undoable).prop_map(Action::Undo),
        cares().prop_map(Action::Privacy),
        proptest::option::of(explained).prop_map(Action::Why),
        wakes().prop_map(Action::Clock),
    ]
}

fn cares() -> impl Strategy<Value = Care> {
    prop_oneof![
        Just(Care::Show),
        Just(Care::Export),
        Just(Care::Leave),
        Just(Care::Erase(Resolve::Asked)),
        Just(Care::Erase(Resolve::Sure)),
        instant().prop_map(|until| Care::Erase(Resolve::ForGood(until))),
        Just(Care::Return),
    ]
}

fn actions() -> impl Strategy<Value = Action> {
    let maybe = || proptest::option::of(some_words());
    prop_oneof![
        Just(Action::Help),
        Just(Action::Me),
        greetings().prop_map(Action::Welcome),
        Just(Action::Leave),
        Just(Action::Practise(Practice::Open)),
        Just(Action::Practise(Practice::Anyway)),
        some_words().prop_map(|words| Action::Practise(Practice::Words(words))),
        Just(Action::Resume),
        maybe().prop_map(Action::Win),
        maybe().prop_map(Action::Ask),
        maybe().prop_map(|words| Action::AllTheSame(Heavy::Ask, words)),
        maybe().prop_map(|words| Action::AllTheSame(Heavy::Win, words)),
        maybe().prop_map(|words| Action::AllTheSame(Heavy::Note, words)),
        maybe().prop_map(|words| Action::AllTheSame(Heavy::Deadline, words)),
        maybe().prop_map(|words| Action::AllTheSame(Heavy::Compliment, words)),
        id().prop_map(Action::OpenUp),
        Just(Action::LeaveIt(None)),
        Just(Action::LeaveIt(Some(Heavy::Ask))),
        Just(Action::LeaveIt(Some(Heavy::Win))),
        Just(Action::LeaveIt(Some(Heavy::Note))),
        Just(Action::LeaveIt(Some(Heavy::Deadline))),
        Just(Action::LeaveIt(Some(Heavy::Compliment))),
        maybe().prop_map(Action::Deadline),
        maybe().prop_map(Action::Signals),
        maybe().prop_map(Action::Link),
        maybe().prop_map(Action::Join),
        maybe().prop_map(Action::Hours),
        maybe().prop_map(Action::Zone),
        maybe().prop_map(Action::DefaultZone),
        maybe().prop_map(Action::Language),
        maybe().prop_map(Action::DefaultLanguage),
        maybe().prop_map(Action::Pause),
        proptest::option::of(id()).prop_map(Action::Withdraw),
        (proptest::option::of(id()), maybe()).prop_map(|(session, lines)| Action::Note(session, lines)),
        maybe().prop_map(Action::Channel),
        maybe().prop_map(Action::Weights),
        (id(), 0_usize..2, some_words())
            .prop_map(|(session, n, words)| Action::Thank(session, Some((SHARES[n].0, words)))),
        maybe().prop_map(Action::Safety),
        maybe().prop_map(Action::Apart),
        maybe().prop_map(Action::Roles),
        (proptest::option::of(id()), maybe()).prop_map(|(session, words)| Action::Report(session, words)),
        maybe().prop_map(Action::Settings),
        maybe().prop_map(Action::Round),
        of_the_admins(),
        of_the_loop(),
    ]
}

fn greetings() -> impl Strategy<Value = Greeting> {
    let then = prop_oneof![
        Just(Action::Help),
        some_words().prop_map(|words| Action::Ask(Some(words))),
        of_the_loop().prop_filter("the clock says no yes", |action| !matches!(action, Action::Clock(_))),
    ];
    prop_oneof![
        proptest::option::of(then).prop_map(|then| Greeting::Agree(then.map(Box::new))),
        Just(Greeting::Decline),
        prop_oneof![Just(Step::Win), Just(Step::Ask)].prop_map(Greeting::Skip),
        Just(Greeting::Next),
    ]
}

fn of_the_admins() -> impl Strategy<Value = Action> {
    prop_oneof![
        Just(Action::Health),
        Just(Action::DryRun),
        Just(Action::Dashboard),
        Just(Action::Setup),
        (0_usize..4).prop_map(|n| Action::Kpis(Span::ALL[n])),
        Just(Action::OnRemoval(None)),
        Just(Action::OnRemoval(Some(OnRemoval::Keep))),
        Just(Action::OnRemoval(Some(OnRemoval::Erase))),
        Just(Action::SettleRemoval(OnRemoval::Keep)),
        Just(Action::SettleRemoval(OnRemoval::Erase)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn an_action_reads_back_what_it_writes(action in actions()) {
        prop_assert_eq!(action.to_string().parse::<Action>(), Ok(action.clone()));
        prop_assert_eq!(format!("/mentor {action}").parse::<Action>(), Ok(action.clone()));
        prop_assert_eq!(format!("/mentor-admin {action}").parse::<Action>(), Ok(action));
    }

    #[test]
    fn what_buttons_carry_fits_a_discord_custom_id(action in prop_oneof![of_the_loop(), of_the_admins()]) {
        let typed = matches!(action, Action::Affirm(_, Saying::Words(..) | Saying::Anyway(Some(_))));
        prop_assert!(typed || action.to_string().len() <= 100 - "v1 ".len());
    }

    #[test]
    fn no_text_makes_the_reader_stumble(text in "\\PC{0,200}") {
        let _ = text.parse::<Action>();
        for verb in ALONE.iter().chain(&PRESSED) {
            let _ = format!("{verb} {text}").parse::<Action>();
        }
    }

    #[test]
    fn a_form_never_makes_the_reader_stumble(
        action in actions(),
        values in proptest::collection::btree_map("[a-z]{1,9}", "\\PC{0,80}", 0..6),
    ) {
        let filled = action.filled_in(&values);
        prop_assert_eq!(filled.to_string().parse::<Action>(), Ok(filled));
    }
}

#[test]
fn a_word_that_is_nearly_right_is_suggested() {
    let nearest = |text: &str| match text.parse::<Action>() {
        Err(Misheard::Unknown { nearest, .. }) => nearest,
        other => panic!("{other:?}"),
    };
    assert_eq!(nearest("/mentor aks how do I test a parser"), Some("ask"));
    assert_eq!(nearest("withdrw"), Some("withdraw"));
    assert_eq!(nearest("good morning"), None);
    // What it is called elsewhere leads to what it is here, and not to what is spelt alike.
    for (elsewhere, ours) in [
        ("export", "privacy export"),
        ("erase", "privacy erase"),
        ("delete", "privacy erase"),
        ("stop", "privacy leave"),
        ("quit", "privacy leave"),
        ("unpause", "resume"),
        ("status", "me"),
    ] {
        assert_eq!(nearest(&format!("/mentor {elsewhere}")), Some(ours), "{elsewhere}");
        assert!(ours.parse::<Action>().is_ok(), "{ours}");
    }
}

#[test]
fn a_word_of_those_who_run_the_community_is_suggested_to_them_alone() {
    let nearest = |text: &str, rank| {
        let refusal = Refusal::Misheard(text.parse::<Action>().unwrap_err()).read_by(rank);
        let Refusal::Misheard(Misheard::Unknown { nearest, .. }) = refusal else { panic!("{refusal:?}") };
        nearest
    };
    assert_eq!(nearest("setpu", Rank::Owner), Some("setup"));
    assert_eq!(nearest("setpu", Rank::Organiser), None, "an organiser changes nothing");
    assert_eq!(nearest("helath", Rank::Organiser), Some("health"));
    assert_eq!(nearest("helath", Rank::Member), None);
    assert_eq!(nearest("aks", Rank::Owner), Some("ask"));
}

#[test]
fn a_command_is_called_in_any_case_and_alone_it_asks_what_can_be_said() {
    for text in ["/mentor", "/mentor ", "/MENTOR", "mentor", "/mentor-admin"] {
        assert_eq!(text.parse(), Ok(Action::Help), "{text}");
    }
    for text in ["/MENTOR ME", "mentor me", "Mentor Me", "/mentor-admin me"] {
        assert_eq!(text.parse(), Ok(Action::Me), "{text}");
    }
}

#[test]
fn a_yes_carries_what_was_said_and_neither_another_yes_nor_what_the_clock_says() {
    let yes: Action = "agree ask how do I test a parser".parse().unwrap();
    let Action::Welcome(Greeting::Agree(Some(then))) = yes else { panic!("a yes that goes on") };
    assert_eq!(*then, Action::Ask(words("how do I test a parser")));
    assert!("agree join".parse::<Action>().unwrap().opens_form());
    assert!("agree health".parse::<Action>().unwrap().is_for_admins());
    for carried in ["agree agree", "agree decline", "agree clock digest", "agree nonsense"] {
        assert_eq!(carried.parse::<Action>(), Err(Misheard::Garbled { verb: "agree" }), "{carried}");
    }
}

#[test]
fn what_does_not_belong_behind_a_word_is_said_so() {
    assert_eq!("me and you".parse::<Action>(), Err(Misheard::Garbled { verb: "me" }));
    let ben = words("@ben").map(Action::BlockNamed);
    assert_eq!("block @ben".parse::<Action>().ok(), ben, "nobody else is meant");
    assert_eq!("pick ses_1 tomorrow".parse::<Action>(), Err(Misheard::Garbled { verb: "pick" }));
    assert_eq!("  \u{202e} ".parse::<Action>(), Err(Misheard::Nothing));
}

#[test]
fn a_note_keeps_its_lines() {
    let note = "note + the failing case\n1. write a test\n2. fuzz it\n@ fri 10:00".parse::<Action>();
    let Ok(Action::Note(None, Some(lines))) = note else { panic!("{note:?}") };
    assert_eq!(lines.get().lines().count(), 4);
}

#[test]
fn every_word_that_is_listed_is_understood() {
    for verb in VERBS {
        assert!(verb.name.parse::<Action>().is_ok(), "{}", verb.name);
    }
}

#[test]
fn what_is_for_admins_is_known_by_its_action() {
    for verb in VERBS {
        let action: Action = verb.name.parse().unwrap();
        assert_eq!(action.is_for_admins(), verb.audience == Audience::Admins, "{}", verb.name);
    }
    for line in ["when-removed erase", "when-removed save erase"] {
        assert!(line.parse::<Action>().unwrap().is_for_admins());
    }
}

#[test]
fn what_may_follow_a_verb_is_said_in_the_language_of_whoever_reads_it() {
    for verb in VERBS {
        assert!(!verb.looks().contains("usage."), "{} has no words of its own", verb.name);
    }
    let told = |verb| {
        let reply = Refusal::Misheard(Misheard::Garbled { verb }).reply(None).message.unwrap();
        reply.in_tongue(Tongue::German).bare(chrono_tz::UTC)
    };
    let deadline = told("deadline");
    assert!(deadline.contains("/mentor deadline fr 18:00 was fällig ist"), "{deadline}");
    let kpis = told("kpis");
    assert!(kpis.contains("/mentor kpis 7d") && kpis.contains("/mentor kpis all"), "{kpis}");
}

#[test]
fn a_button_of_an_earlier_release_that_named_no_change_is_read_and_takes_back_none() {
    let action: Action = "undo settled".parse().unwrap();
    assert_eq!(action, Action::Undo(Some(Undoable::Settled(chrono::DateTime::UNIX_EPOCH))));
    assert!("undo settled yesterday".parse::<Action>().is_err());
}
