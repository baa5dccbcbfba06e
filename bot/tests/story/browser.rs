//! The playground in a real browser: what people do with a pointer, with a keyboard, on a phone, and what they then
//! see. Each story has a binary and a browser of its own.
//!
//! In reading order: `play` is the playground in the words of its people, `window` the browser's window, `driver` the
//! processes beneath it.

mod board;
mod driver;
mod play;
mod window;

use fantoccini::Locator;
use fantoccini::key::Key;

use self::play::Play;

const NOTICED: &str = "One thing they did, and what it changed";
const COMPLIMENT: &str = "I noticed you replaced the nested matches in the parser with a table. It lets me read every rule on one line.";
const FIRST: &str = "When I open the parser tomorrow, I will write one table-driven test until it fails";
const SECOND: &str = "When it passes, I will add the fuzz case until the suite runs without the hang";

/// Ana asks, Ben affirms, they meet, and Smallwins follows up, while Cleo reads nothing of it.
#[tokio::test]
async fn ana_and_ben_play_the_whole_loop_in_a_browser() {
    let Some(play) = Play::open().await else { return };
    play.is_fit_for_all().await;
    let monday = play.day().await;

    play.takes("ana", "/mentor win").await;
    play.reads("ana", "Noted: Replaced the nested matches in the parser with a table").await;
    play.says("ana", "/mentor ask how do I test a parser").await;
    play.reads("ana", "Asked: how do I test a parser").await;
    play.can_go_on_typing("ana").await;
    play.goes_on_until("ben", "Ana asks: how do I test a parser").await;

    play.presses("ben", "Write my compliment").await;
    play.is_asked("What did you notice?").await;
    play.is_fit_for_all().await;
    play.fills(NOTICED, "You're a natural at parsing!").await;
    play.sends("Send, and accept").await;
    play.is_told(NOTICED, "praises Ana rather than something they did").await;
    assert_eq!(play.filled(NOTICED).await, "You're a natural at parsing!");
    play.is_fit_for_all().await;
    play.fills(NOTICED, COMPLIMENT).await;
    play.sends("Send, and accept").await;
    play.is_asked_nothing().await;
    play.reads("ben", "Ana has it").await;

    play.reads("ana", COMPLIMENT).await;
    play.presses("ana", "This landed").await;
    play.reads("ben", "Ana says that what you noticed landed").await;
    play.presses_first("ana", "Times that suit you both").await;
    play.reads("ana", "Booked:").await;
    play.reads("ben", "Booked:").await;
    play.goes_on_until("ana", "the compliment, aloud").await;
    play.reads("ben", "the compliment, aloud").await;
    let session = play.day().await;

    play.presses("ana", "Write the note").await;
    play.is_asked("What you take along").await;
    play.fills("First thing to do", FIRST).await;
    play.fills("Second thing to do", SECOND).await;
    play.fills("The day on which I ask", "someday").await;
    play.sends("Save").await;
    play.is_told("The day on which I ask", "I cannot read a day there").await;
    assert_eq!(play.filled("First thing to do").await, FIRST);
    assert_eq!(play.filled("Second thing to do").await, SECOND);
    play.fills("The day on which I ask", "fri 10:00").await;
    play.sends("Save").await;
    play.is_asked_nothing().await;
    play.reads("ana", "You take along").await;
    play.reads("ben", "Ana takes along").await;

    play.goes_on_until("ana", "How did it go?").await;
    assert_eq!((play.day().await - session).num_days(), 2);
    play.presses("ana", "Done").await;
    play.reads("ana", "Nice, that one is closed").await;
    play.is_fit_for_all().await;
    assert!(!play.column("ben").await.contains("Your advice got used"), "Ben is asleep");
    play.goes_on_until("ben", "Your advice got used").await;

    play.takes("cleo", "/mentor help").await;
    play.reads("cleo", "what is open for you").await;
    let heard = play.column("cleo").await;
    for words in ["Noted:", COMPLIMENT, FIRST, "Ben"] {
        assert!(!heard.contains(words), "what Ana and Ben say is theirs: {words}");
    }

    let columns = [play.column("ana").await, play.column("ben").await, play.column("cleo").await];
    play.window.reloads().await;
    play.reads("ben", "Your advice got used").await;
    assert_eq!([play.column("ana").await, play.column("ben").await, play.column("cleo").await], columns);

    let again = Locator::XPath("//button[normalize-space()='Start over']");
    play.window.click("Start over", again).await;
    assert!(play.window.question().await.contains("forgotten"));
    play.window.declines().await;
    play.reads("ana", "Nice, that one is closed").await;
    play.window.click("Start over", again).await;
    play.window.question().await;
    play.window.agrees().await;
    let script = "return !document.getElementById('log-ana').innerText.includes('Noted')";
    play.window.until("everything said is forgotten", script, &[]).await;
    play.reads("ben", "You mentor parsing and rust").await;
    assert_eq!(play.day().await, monday);
    play.ends().await;
}

#[tokio::test]
async fn somebody_whose_zone_is_misspelt_is_asked_what_was_meant_and_joins() {
    let Some(play) = Play::open().await else { return };
    play.window.click("Add a person", Locator::Id("add-person")).await;
    play.is_asked("Add a person").await;
    play.is_fit_for_all().await;
    play.fills("Name", "Dora").await;
    play.fills("Time zone", "Europe/Berln").await;
    play.fills("What they offer", "testing").await;
    play.sends("Add them").await;
    play.is_told("Time zone", "Did you mean Europe/Berlin?").await;
    assert_eq!(play.filled("Name").await, "Dora");
    play.is_fit_for_all().await;
    play.sends("Europe/Berlin").await;
    assert_eq!(play.filled("Time zone").await, "Europe/Berlin");
    play.sends("Add them").await;
    play.is_asked_nothing().await;
    play.reads("dora", "Before we begin").await;
    play.is_fit_for_all().await;
    play.presses("dora", "Yes, go on").await;
    play.reads("dora", "You mentor testing").await;
    play.window
        .until(
            "Dora is a mentor in Berlin",
            "return document.getElementById('dora').innerText.includes('Mentor · Berlin')",
            &[],
        )
        .await;
    play.is_fit_for_all().await;
    play.says("dora", "/mentor me").await;
    play.reads("dora", "What is open for Dora").await;
    play.ends().await;
}

#[tokio::test]
async fn what_stands_half_typed_is_still_there_when_a_message_arrives() {
    let Some(play) = Play::open().await else { return };
    play.goes_to_composer_of("ben").await;
    play.window.types("/mentor win Wrote case for the parser").await;
    for _ in "case for the parser".chars() {
        play.window.strikes(Key::Left).await;
    }
    // Somebody else plays on, in another window.
    play.bot.post("/play/people/ana/say", "call=play-1&line=/mentor+ask+how+do+I+test+a+parser");
    play.reads("ana", "Asked:").await;
    play.bot.post("/play/clock", &format!("to={}", play.next().await));
    play.reads("ben", "Ana asks: how do I test a parser").await;
    assert_eq!(play.half_typed("ben").await, "/mentor win Wrote case for the parser");
    assert!(play.window.has_focus("#line-of-ben").await, "the focus stays");
    play.window.types("the ").await;
    play.window.strikes(Key::Enter).await;
    play.reads("ben", "Noted: Wrote the case for the parser").await;

    play.presses("ben", "Write my compliment").await;
    play.is_asked("What did you notice?").await;
    play.fills(NOTICED, "I noticed the").await;
    play.bot.post("/play/people/ana/say", "call=play-2&line=/mentor+me");
    play.reads("ana", "What is open for Ana").await;
    play.is_asked("What did you notice?").await;
    assert_eq!(play.filled(NOTICED).await, "I noticed the");
    play.ends().await;
}

#[tokio::test]
async fn a_compliment_that_is_warned_about_can_be_sent_anyway() {
    let Some(play) = Play::open().await else { return };
    play.says("ana", "/mentor ask how do I test a parser").await;
    play.goes_on_until("ben", "Ana asks: how do I test a parser").await;
    play.presses("ben", "Write my compliment").await;
    play.is_asked("What did you notice?").await;
    play.fills(NOTICED, "Nice work, but the tests are missing.").await;
    play.sends("Send, and accept").await;
    let warned = "return document.querySelector('dialog:modal .warning')?.textContent.includes('None of this stops you')";
    play.window.until("a warning", warned, &[]).await;
    play.is_fit_for_all().await;
    play.window.resize(420, 800);
    play.has_room().await;
    play.sends("Send anyway").await;
    play.is_asked_nothing().await;
    play.reads("ana", "Nice work, but the tests are missing.").await;
    play.ends().await;
}

#[tokio::test]
async fn a_long_link_leaves_the_composer_in_its_column() {
    let Some(play) = Play::open().await else { return };
    let link =
        format!("/mentor win Fixed it https://github.com/acme/parser/commit/{}", "0123456789".repeat(4));
    for line in [link, format!("/mentor win {}", "a".repeat(1900))] {
        let script = r"
            const line = document.getElementById('line-of-ana');
            line.value = arguments[0];
            const column = line.closest('.column').getBoundingClientRect();
            const inside = [line, line.form.querySelector('.send')].every((part) => {
                const { left, right, top, bottom } = part.getBoundingClientRect();
                return left >= column.left && right <= column.right && top >= column.top && bottom <= column.bottom;
            });
            return inside && line.getBoundingClientRect().height < 200";
        assert_eq!(play.window.ask(script, &[&line]).await, true, "{} letters", line.len());
        play.has_room().await;
    }
    play.ends().await;
}

/// Nothing but keys from the top of the page to the compliment.
#[tokio::test]
async fn a_keyboard_is_enough() {
    let Some(play) = Play::open().await else { return };
    let window = &play.window;
    window.tabs_to(".skip").await;
    window.strikes(Key::Enter).await;
    window.tabs_to("#line-of-ana").await;
    window.types("/mentor wi").await;
    window.strikes(Key::Down).await;
    let chosen = "return document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.querySelector('b').textContent";
    assert_eq!(window.ask(chosen, &[]).await, "win");
    window.strikes(Key::Enter).await;
    assert_eq!(play.half_typed("ana").await, "/mentor win ");
    window.types("Replaced the nested matches in the parser with a table").await;
    window.strikes(Key::Enter).await;
    play.reads("ana", "Noted: Replaced the nested matches in the parser with a table").await;
    play.can_go_on_typing("ana").await;
    assert!(window.has_focus("#line-of-ana").await, "the focus stays where she speaks");
    window.types("/mentor ask pars").await;
    window.strikes(Key::Tab).await;
    assert_eq!(play.half_typed("ana").await, "/mentor ask parsing");
    window.strikes(Key::Enter).await;
    play.reads("ana", "Asked: parsing").await;

    let next = play.next().await;
    window.tabs_back_to("#clock-next").await;
    window.strikes(Key::Enter).await;
    play.has_moved_from(&next).await;
    play.reads("ben", "Ana asks: parsing").await;
    assert!(window.has_focus("#clock button").await, "the focus stays at the clock");

    window.tabs_to("#log-ben .primary").await;
    window.strikes(Key::Enter).await;
    play.is_asked("What did you notice?").await;
    window.types("I noticed you replaced").await;
    window.strikes(Key::Escape).await;
    play.is_asked_nothing().await;
    assert!(window.has_focus("#log-ben .primary").await, "the focus is back where it came from");
    window.strikes(Key::Enter).await;
    play.is_asked("What did you notice?").await;
    assert_eq!(play.filled(NOTICED).await, "I noticed you replaced", "what was typed is still there");
    window
        .types(" the nested matches in the parser with a table. It lets me read every rule on one line.")
        .await;
    window.tabs_to("dialog button.primary").await;
    window.strikes(Key::Enter).await;
    play.is_asked_nothing().await;
    play.reads("ben", "Ana has it").await;
    assert!(window.has_focus("#log-ben .primary").await, "the focus is back where it came from");
    play.ends().await;
}

#[tokio::test]
async fn on_monday_at_nine_the_channel_reads_the_week_and_sees_it_drawn() {
    let Some(play) = Play::open().await else { return };
    play.says("cleo", "/mentor digest C1").await;
    play.presses("cleo", "Save").await;
    play.reads("cleo", "Settled, from now on:").await;
    play.says("ana", "/mentor ask how do I test a parser").await;
    play.reads("ana", "Asked:").await;
    let monday = play.day().await;
    play.goes_on_until("ana", "The week of").await;
    assert_eq!((play.day().await - monday).num_days(), 7);
    for who in ["ana", "cleo"] {
        play.sees_drawn(who, "A chart of the last twelve weeks. Sessions a week: 0 in").await;
    }
    play.is_fit_for_all().await;
    play.ends().await;
}

#[tokio::test]
async fn a_narrow_window_shows_one_column_at_a_time() {
    let Some(play) = Play::open().await else { return };
    let window = &play.window;
    window.resize(420, 800);
    play.takes("ana", "/mentor win").await;
    play.reads("ana", "Noted:").await;
    play.takes("ana", "/mentor ask").await;
    play.reads("ana", "Asked:").await;
    play.has_room().await;
    play.goes_on_until("ben", "Ana asks:").await;
    window.click("the tab Ben", Locator::LinkText("Ben")).await;
    play.is_in_view("ben").await;
    play.has_room().await;
    play.is_fit_for_all().await;
    play.presses("ben", "Write my compliment").await;
    play.is_asked("What did you notice?").await;
    play.has_room().await;
    play.fills(NOTICED, "You're a natural at parsing!").await;
    play.sends("Send, and accept").await;
    play.is_told(NOTICED, "praises Ana").await;
    play.has_room().await;
    window.click("Cancel", Locator::LinkText("Cancel")).await;
    play.is_asked_nothing().await;
    window.click("What is due", Locator::LinkText("What is due")).await;
    let script =
        "return document.getElementById('what-is-due').checkVisibility({ visibilityProperty: true })";
    window.until("what is due can be seen", script, &[]).await;
    play.has_room().await;
    window.click("the tab Cleo", Locator::LinkText("Cleo")).await;
    play.is_in_view("cleo").await;
    play.ends().await;
}
