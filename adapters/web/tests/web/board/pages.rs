//! What somebody who is inside sees, and what they do not.

use axum::http::StatusCode;
use chrono::TimeDelta;
use smallwins_core::action::{Action, Wake};
use smallwins_core::ask::{Ask, Stage as AskStage};
use smallwins_core::decision::Change;
use smallwins_core::fact::Event;
use smallwins_core::kpi::{Journal, Kpi, Span, Terms, figures};
use smallwins_core::platform::PlatformName;
use smallwins_core::session::{Answer, Item, Minutes, Session, Stage};
use smallwins_core::task::{Subject, Task, Work};

use super::house::{Browser, House, PAGES, link_of};
use super::sample::{ask, fact, id, member, mentor, now, offer, session, ten_met, typed};

const HOSTILE: &str = "<script>alert(1)</script> \"onmouseover='x' \u{202e}gnp.exe";
const FORMULA: &str = "=cmd|' /C calc'!A0";

/// Ana asks, Ben has it, and they are in a session besides.
async fn under_way(house: &House) {
    let changes = vec![
        Change::Member(Box::new(member(1, "Ana"))),
        Change::Member(Box::new(mentor(2, "Ben"))),
        Change::Ask(ask(1, id(1))),
        Change::Offer(offer(1, id(2))),
        Change::Session(Box::new(session(2, id(1), id(2)))),
    ];
    house.keeps(changes).await;
}

/// Notes of some learners, each due ten days ago, with all of their actionables done.
async fn done(house: &House, learners: u128, notes_each: u128) {
    let mut changes = Vec::new();
    for number in 0..learners * notes_each {
        let (session, learner) = (id(1000 + number), id(number % learners + 1));
        let mut tell = |days, place: u128, event| {
            changes.push(Change::Fact(fact(10 * number + place, days, learner, event)));
        };
        tell(
            12,
            0,
            Event::Noted { session, due: now() - TimeDelta::days(10), affirmation: None, repeated: false },
        );
        tell(11, 1, Event::Answered { session, item: Item::One, answer: Answer::Done });
        tell(11, 2, Event::Answered { session, item: Item::Two, answer: Answer::Done });
    }
    house.keeps(changes).await;
}

#[tokio::test]
async fn whose_turn_it_is_is_told_with_names_and_times_and_not_with_what_people_wrote() {
    let house = House::build().await;
    under_way(&house).await;
    let mut browser = house.inside("dee").await;
    let page = house.gets(&mut browser, "/under-way").await.body;
    for part in [
        "Ana",
        "Ben",
        "the mentor reads the offer",
        "today 14:00",
        "today 11:00",
        "the learner does it",
        "Fri 12:00",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    for path in PAGES {
        let shown = house.gets(&mut browser, path).await.body;
        for word in ["PRIVATE", "What does nobody know yet?"] {
            assert!(!shown.contains(word), "{word} is in {path}");
        }
    }
}

#[tokio::test]
async fn until_when_it_is_a_turn_is_told_by_what_is_planned_where_nothing_else_tells() {
    let house = House::build().await;
    let pooled = Ask { stage: AskStage::InPool { since: now(), tries: 1 }, ..ask(1, id(1)) };
    let noting = Stage::Noting { started_at: now(), ended_at: now() };
    let wake = |number, hours, about, wake| {
        let (due, work) = (now() + TimeDelta::hours(hours), Work::Act(Action::Clock(wake)));
        Change::Task(Task { id: id(number), due, wish: None, not_after: None, about, work })
    };
    house
        .keeps(vec![
            Change::Member(Box::new(member(1, "Ana"))),
            Change::Member(Box::new(mentor(2, "Ben"))),
            Change::Ask(pooled),
            Change::Session(Box::new(Session { stage: noting, ..session(2, id(1), id(2)) })),
            wake(1, 3, Subject::Ask(id(1)), Wake::Rematch(id(1))),
            wake(2, 5, Subject::Session(id(2)), Wake::Unwritten(id(2))),
        ])
        .await;
    let mut browser = house.inside("dee").await;
    for path in ["/under-way", "/"] {
        let page = house.gets(&mut browser, path).await.body;
        let of = |turn: &str| page.split("<tr").find(|row| row.contains(turn)).unwrap_or_default().to_owned();
        assert!(of("anybody may take it").contains("asked "), "{path}: {page}");
        assert!(of("anybody may take it").contains("today 15:00"), "{path}: {page}");
        assert!(of("writes the note").contains("today 17:00"), "{path}: {page}");
    }
    let file = house.gets(&mut browser, "/under-way.csv").await.body;
    let of = |turn: &str| file.lines().find(|line| line.contains(turn)).unwrap_or_default().to_owned();
    let hours = |hours| (now() + TimeDelta::hours(hours)).format("%Y-%m-%dT%H:%M").to_string();
    assert!(of("anybody").contains(&hours(3)) && of("write_the_note").contains(&hours(5)), "{file}");
    let asked = file.lines().next().and_then(|head| head.split(',').position(|name| name == "asked"));
    let asked = |line: String| line.split(',').nth(asked.expect("it is told")).unwrap_or_default().to_owned();
    let (ask, session) = (asked(of("anybody")), asked(of("write_the_note")));
    assert!(!ask.is_empty() && ask < hours(0) && session.is_empty(), "{file}");
}

#[tokio::test]
async fn an_address_that_asks_for_no_window_that_there_is_says_which_there_are() {
    let house = House::build().await;
    let mut browser = house.inside("dee").await;
    for path in [
        "/?window=5d",
        "/?window=%3Cscript%3E",
        "/kpis/nps?window=",
        "/figures.csv?window=30",
        "/mentors?window=1y",
    ] {
        let told = house.gets(&mut browser, path).await;
        assert_eq!(told.status, StatusCode::BAD_REQUEST, "{path}");
        assert!(told.body.contains("window=7d, 30d, 90d or all"), "{path}: {}", told.body);
        assert!(!told.body.contains("<script"), "{}", told.body);
    }
    for path in ["/mentors?window=7d&window=7d", "/audit?before=abc"] {
        assert_eq!(house.gets(&mut browser, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let told = house.gets(&mut browser, "/?window=all").await;
    assert_eq!(told.status, StatusCode::OK);
    // Whoever is not inside hears of that first.
    let mut outside = Browser::default();
    assert_eq!(house.gets(&mut outside, "/?window=5d").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn from_the_first_day_on_the_overview_says_how_much_there_is() {
    let house = House::build().await;
    let mut browser = house.inside("dee").await;
    let none = house.gets(&mut browser, "/").await.body;
    for part in ["<b>0</b> questions asked", "<b>0</b> sessions held", "<b>0</b> wins noted"] {
        assert!(none.contains(part), "{part} is not in {none}");
    }
    assert!(
        !none.contains("people opted in") && !none.contains("person opted in"),
        "where nobody is welcomed, nothing is said of it: {none}"
    );
    let (session, mentor) = (id(1), id(2));
    let facts = [
        Event::Onboarded,
        Event::WonSomething { win: id(1) },
        Event::WonSomething { win: id(2) },
        Event::Asked { ask: id(1), minutes: Minutes::Ten },
        Event::SessionHeld { session, mentor, minutes: Minutes::Ten },
    ];
    let told = |(number, event)| Change::Fact(fact(number, 1, id(1), event));
    house.keeps((1..).zip(facts).map(told).collect()).await;
    let page = house.gets(&mut browser, "/").await.body;
    for part in [
        "<b>1</b> question asked",
        "<b>1</b> session held</li>",
        "<b>2</b> wins noted",
        "<b>1</b> person opted in",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}

#[tokio::test]
async fn a_question_is_shown_once_it_stands_before_everybody() {
    let house = House::build().await;
    let pooled = Ask { stage: AskStage::InPool { since: now(), tries: 0 }, ..ask(1, id(1)) };
    house.keeps(vec![Change::Member(Box::new(member(1, "Ana"))), Change::Ask(pooled)]).await;
    let mut browser = house.inside("dee").await;
    for path in ["/under-way", "/under-way.csv", "/"] {
        assert!(house.gets(&mut browser, path).await.body.contains("What does nobody know yet?"), "{path}");
    }
    assert!(house.gets(&mut browser, "/").await.body.contains("One ask is open to everybody"));
}

#[tokio::test]
async fn whose_turn_it_is_is_not_crowded_out_by_what_nobody_waits_for() {
    let house = House::build().await;
    let waits =
        Ask { stage: AskStage::InPool { since: now() - TimeDelta::days(4), tries: 0 }, ..ask(1, id(1)) };
    let mut changes = vec![
        Change::Member(Box::new(member(1, "Ana"))),
        Change::Member(Box::new(mentor(2, "Ben"))),
        Change::Ask(waits),
    ];
    for number in 2..9 {
        let stage = Stage::Booked { starts_at: now() + TimeDelta::days(7) };
        changes.push(Change::Session(Box::new(Session { stage, ..session(number, id(1), id(2)) })));
    }
    house.keeps(changes).await;
    let mut browser = house.inside("dee").await;
    let page = house.gets(&mut browser, "/").await.body;
    assert!(page.contains("What does nobody know yet?") && !page.contains("booked<span"), "{page}");
    assert!(page.contains("Everything that is under way"), "{page}");
    assert!(house.gets(&mut browser, "/under-way").await.body.contains("booked<span"));
}

#[tokio::test]
async fn hostile_names_and_questions_stay_text() {
    let house = House::build().await;
    let mut pooled = Ask { stage: AskStage::InPool { since: now(), tries: 0 }, ..ask(1, id(1)) };
    pooled.question = typed(HOSTILE);
    let mut hostile = mentor(2, HOSTILE);
    hostile.admin = true;
    let changes = vec![
        Change::Member(Box::new(member(1, HOSTILE))),
        Change::Member(Box::new(hostile)),
        Change::Ask(pooled),
        Change::Session(Box::new(session(2, id(1), id(2)))),
    ];
    house.keeps(changes).await;
    let mut browser = house.inside("dee").await;
    for path in PAGES.into_iter().filter(|path| !path.contains(".csv")) {
        let page = house.gets(&mut browser, path).await.body;
        assert!(!page.contains("<script>alert") && !page.contains("\"onmouseover"), "{path}: {page}");
        assert!(!page.contains('\u{202e}'), "{path}");
    }
    let page = house.gets(&mut browser, "/mentors").await.body;
    assert!(page.contains("&#60;script&#62;alert(1)"), "{page}");
}

#[tokio::test]
async fn a_name_that_a_spreadsheet_would_run_is_made_text_in_every_file() {
    let house = House::build().await;
    let mut pooled = Ask { stage: AskStage::InPool { since: now(), tries: 0 }, ..ask(1, id(1)) };
    pooled.question = typed("@SUM(1+1)");
    let changes = vec![
        Change::Member(Box::new(member(1, FORMULA))),
        Change::Member(Box::new(mentor(2, FORMULA))),
        Change::Ask(pooled),
    ];
    house.keeps(changes).await;
    let mut browser = house.inside("dee").await;
    for path in ["/under-way.csv", "/mentors.csv"] {
        let file = house.gets(&mut browser, path).await;
        assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
        assert!(
            file.headers["content-disposition"]
                .to_str()
                .unwrap()
                .starts_with("attachment; filename=\"smallwins-")
        );
        assert!(file.body.starts_with('\u{feff}') && file.body.ends_with("\r\n"));
        assert!(file.body.contains(&format!("'{FORMULA}")), "{}", file.body);
        assert!(!file.body.contains(&format!(",{FORMULA}")) && !file.body.contains(",@SUM"), "{}", file.body);
    }
}

#[tokio::test]
async fn a_number_is_shown_with_its_band_its_n_and_what_it_leaves_out() {
    let house = House::build().await;
    done(&house, 5, 2).await;
    let mut browser = house.inside("dee").await;
    let page = house.gets(&mut browser, "/").await.body;
    // All of 20 done, by Wilson from 84 % on.
    assert!(
        page.contains("<strong class=\"value\">100%</strong>") && page.contains("84–100% · n 20"),
        "{page}"
    );
    assert!(page.contains("done: 100%, at 95 % 84–100%, n 20</title>"), "{page}");
    let page = house.gets(&mut browser, "/kpis/completion").await.body;
    assert!(page.contains("Wilson") && page.contains("<svg class=\"chart chart-trend\""), "{page}");
    // The h that a test of 20 and 20 notices four times in five is 0.886, and sin²(π/2 − 0.443) is 82 %.
    let unseen = "beside as many others, a change smaller than 18 points would be missed more than once in five (power 80 %, at 5 %)";
    assert!(page.contains(unseen), "{page}");
    let file = house.gets(&mut browser, "/figures.csv").await.body;
    let line = file.lines().find(|line| line.starts_with("completion.done,")).unwrap();
    assert!(line.contains(",value,1,0.83") && line.contains(",20,5,share,Wilson,"), "{line}");
}

#[tokio::test]
async fn what_would_tell_of_fewer_than_five_people_is_not_shown_anywhere() {
    let house = House::build().await;
    done(&house, 4, 3).await;
    let mut browser = house.inside("dee").await;
    assert!(house.gets(&mut browser, "/").await.body.contains("not shown: fewer than five people"));
    let page = house.gets(&mut browser, "/kpis/completion").await.body;
    assert!(page.contains("not shown: fewer than five people") && !page.contains("100%</strong>"), "{page}");
    for path in ["/figures.csv", "/kpis/completion.csv"] {
        let file = house.gets(&mut browser, path).await.body;
        let lines =
            file.lines().filter(|line| line.starts_with("completion.done,") && !line.contains("too_few"));
        let lines: Vec<&str> = lines.collect();
        assert!(!lines.is_empty() && lines.iter().all(|line| line.contains(",suppressed,,,,")), "{file}");
    }
}

#[tokio::test]
async fn each_number_has_a_page_that_says_what_it_means_and_a_file() {
    let house = House::build().await;
    done(&house, 5, 2).await;
    let mut browser = house.inside("dee").await;
    for kpi in Kpi::ALL {
        for window in ["7d", "30d", "90d", "all"] {
            let page = house.gets(&mut browser, &format!("/kpis/{}?window={window}", kpi.key())).await;
            assert_eq!(page.status, StatusCode::OK);
            let title = format!("<h1>{}</h1>", kpi.title());
            assert!(
                page.body.contains(&title) && page.body.contains("class=\"definition\"><p>"),
                "{}",
                page.body
            );
        }
        let file = house.gets(&mut browser, &format!("/kpis/{}.csv", kpi.key())).await.body;
        let lines: Vec<&str> = file.lines().skip(1).collect();
        assert!(lines.len() >= 3 && lines.iter().all(|line| line.starts_with(kpi.key())), "{file}");
    }
    for nothing in ["/kpis/happiness", "/kpis/.csv", "/kpis/"] {
        assert_eq!(house.gets(&mut browser, nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
}

/// By which words a figure is known in the definition of its number.
fn words_of(figure: &str) -> &'static str {
    match figure {
        "retention.30" => "30, 90 or 180 days",
        "retention.90" => "90 or 180 days",
        "retention.180" => "180 days",
        "recommendation.score" => "the score from 20",
        "recommendation.promoters" => "the share of 9 and 10",
        "recommendation.passives" => "The counts",
        "recommendation.detractors" => "the share of 0 to 6",
        "compliments.density" => "up to three of a session count",
        "compliments.specific" => "A specific one names a deed",
        "compliments.landed" => "has landed when",
        "compliments.left-out" => "which share of all compliments",
        "completion.done" => "not done",
        "completion.answered" => "was answered at all",
        "response.wall.median" | "response.working.median" => "within the first value",
        "response.wall.p90" | "response.working.p90" => "nine in ten within the second",
        "repeat.pairs" => "pairs that met again",
        "repeat.mentors" => "mentors who held another",
        "health.filled" => "found one within two working days",
        "health.offers" => "offers for each match",
        "health.passed" => "passed on",
        "health.missed" => "missed",
        "health.load" => "Gini of the mentors",
        "health.minutes" => "those minutes together",
        "health.show-up" => "booked sessions that took place",
        "funnel.onboarded" => "onboarded",
        "funnel.asked" => "who asked",
        "funnel.met" => "who had a session",
        "funnel.fit" => "a good fit",
        "funnel.done" => "did something that they noted",
        other => panic!("the dashboard does not say what {other} is"),
    }
}

#[tokio::test]
async fn what_each_figure_is_stands_above_it() {
    let house = House::build().await;
    let mut browser = house.inside("dee").await;
    let terms = Terms::of(chrono_tz::Europe::Berlin);
    let window = Span::Days30.up_to(now(), &terms);
    for figure in figures(&Journal::default(), &window, &terms) {
        let page = house.gets(&mut browser, &format!("/kpis/{}", figure.kpi.key())).await.body;
        let (_, definition) = page.split_once("class=\"definition\">").expect("each number has one");
        let (definition, _) = definition.split_once("</div>").expect("it ends");
        assert!(definition.contains(words_of(figure.name)), "{}: {definition}", figure.name);
    }
}

#[tokio::test]
async fn the_time_that_was_chosen_stays_chosen_by_every_link() {
    let house = House::build().await;
    let mut browser = house.inside("dee").await;
    let page = house.gets(&mut browser, "/?window=90d").await.body;
    assert!(
        page.contains("href=\"/?window=90d\" aria-current=\"true\"") && page.contains("the last 90 days")
    );
    for link in
        ["/under-way?window=90d", "/mentors?window=90d", "/kpis/funnel?window=90d", "/figures.csv?window=90d"]
    {
        assert!(page.contains(&format!("href=\"{link}\"")), "{link}");
    }
}

#[tokio::test]
async fn a_page_says_once_on_whose_clock_its_times_are_and_whose_its_days() {
    let house = House::build().await;
    let mut browser = house.inside("dee").await;
    let one = "Times and days are those of Europe/Lisbon, your clock and the community’s.";
    for path in PAGES.into_iter().filter(|path| !path.contains("csv")) {
        assert_eq!(house.gets(&mut browser, path).await.body.matches(one).count(), 1, "{path}");
    }
    let slack = PlatformName::new("slack");
    let far = house.mentoring.community(&slack, "T2", chrono_tz::Pacific::Honolulu).await.unwrap();
    let link = link_of(&house.asks(&far, "dee", true, "there").await).unwrap();
    house.posts(&mut browser, &link, "").await;
    let page = house.gets(&mut browser, "/").await.body;
    let two = "on your clock, Europe/Lisbon; the days of the numbers are the community’s, Pacific/Honolulu.";
    assert!(page.contains(two), "{page}");
}

#[tokio::test]
async fn what_cannot_be_known_yet_says_from_which_day_on_it_can() {
    let house = House::build().await;
    house.keeps(ten_met()).await;
    let mut browser = house.inside("dee").await;
    let page = house.gets(&mut browser, "/").await.body;
    // Of the first it is said in full; of the others within a line, with the year where it is not this one.
    for part in
        ["observable on 20 Dec 2026", "</span>from 18 Feb 2027</span>", "</span>from 19 May 2027</span>"]
    {
        assert!(page.contains(part), "{part} is not in {page}");
    }
}

#[tokio::test]
async fn a_page_can_be_read_without_being_seen() {
    let house = House::build().await;
    under_way(&house).await;
    let mut browser = house.inside("dee").await;
    for path in ["/", "/under-way", "/mentors", "/kpis/completion"] {
        let page = house.gets(&mut browser, path).await.body;
        for landmark in ["<main id=\"page\"", "class=\"skip\" href=\"#page\"", "<nav", "lang=\"en\"", "<h1"] {
            assert!(page.contains(landmark), "{landmark} is not in {path}");
        }
        assert_eq!(page.matches("<table").count(), page.matches("<caption").count(), "{path}");
        assert_eq!(page.matches("<th ").count(), page.matches("scope=\"").count(), "{path}");
        assert_eq!(
            page.matches("<svg class=\"chart").count(),
            page.matches("role=\"img\"").count(),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_empty_community_has_pages_that_say_so() {
    let house = House::build().await;
    let mut browser = house.inside("dee").await;
    let page = house.gets(&mut browser, "/").await.body;
    assert!(page.contains("Nothing needs you just now") && page.contains("too few yet: 0 of"), "{page}");
    assert!(
        house.gets(&mut browser, "/under-way").await.body.contains("Nobody looks for a mentor just now.")
    );
    assert!(house.gets(&mut browser, "/mentors").await.body.contains("Nobody mentors yet."));
}

#[tokio::test]
async fn what_is_on_no_page_leads_to_none_and_the_community_is_called_what_it_is() {
    let house = House::build().await;
    let mut lost = member(1, "Ana");
    lost.unreachable = Some(now());
    let pooled = Ask { stage: AskStage::InPool { since: now(), tries: 0 }, ..ask(1, id(1)) };
    house.keeps(vec![Change::Member(Box::new(lost)), Change::Ask(pooled)]).await;
    let mut browser = house.inside("dee").await;
    let page = house.gets(&mut browser, "/").await.body;
    assert!(page.contains("<div class=\"wait\"><strong>One person cannot be reached</strong>"), "{page}");
    let link =
        "<a class=\"wait\" href=\"/under-way?window=30d\"><strong>One ask is open to everybody</strong>";
    assert!(
        page.contains(link) && page.contains("<span class=\"platform\">slack</span> workspace T1"),
        "{page}"
    );
}
