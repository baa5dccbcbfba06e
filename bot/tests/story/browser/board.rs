//! The dashboard in a real browser: from the chat to every page and out again, by the keyboard alone.

use fantoccini::Locator;
use fantoccini::key::Key;

use super::play::Play;
use super::window::Window;

/// Every page, by the link that leads there and its heading.
const PAGES: [(&str, &str); 6] = [
    (".cards .card:nth-child(1) a", "Retention"),
    (".kpis a[href*='completion']", "Task completion"),
    (".kpis a[href*='funnel']", "Newcomers"),
    (".spans a[href*='90d']", "Newcomers"),
    (".pages a[href*='under-way']", "Under way"),
    (".pages a[href*='mentors']", "Mentors"),
];

/// Waits for a page, and looks at it by day and by night, wide and narrow: all of it is named and has room.
async fn is_shown(window: &Window, heading: &str) {
    let script = "return document.querySelector('h1')?.textContent.startsWith(arguments[0])";
    window.until(&format!("the page {heading}"), script, &[heading]).await;
    assert_eq!(window.faults().await, Vec::<String>::new());
    for (width, height) in [(360, 740), (1440, 900)] {
        window.resize(width, height);
        let script = "return document.documentElement.scrollWidth <= innerWidth";
        window.until(&format!("room at the side for {heading} at {width}"), script, &[]).await;
    }
}

#[tokio::test]
async fn cleo_walks_through_the_dashboard_by_the_keyboard() {
    let Some(play) = Play::open().await else { return };
    play.says("ana", "/mentor ask how do I test a parser").await;
    play.reads("ana", "Asked:").await;
    play.says("cleo", "/mentor dashboard").await;
    play.reads("cleo", "Open the dashboard").await;
    let window = &play.window;
    // The link opens a new tab; a story has one window.
    let script = "const link = document.querySelector('#log-cleo a[href*=\"/enter/\"]'); link.removeAttribute('target'); link.focus(); return true";
    window.until("the link", script, &[]).await;
    window.strikes(Key::Enter).await;
    is_shown(window, "Open the dashboard as Cleo").await;
    window.tabs_to("button.primary").await;
    window.strikes(Key::Enter).await;
    is_shown(window, "Overview").await;
    window.tabs_to(".skip").await;
    window.strikes(Key::Enter).await;
    for (link, heading) in PAGES {
        // The page before has the same heading when only the time is another.
        window.ask("document.querySelector('h1').textContent = ''", &[]).await;
        if link.starts_with(".pages") || link.starts_with(".spans") {
            window.tabs_back_to(link).await;
        } else {
            window.tabs_to(link).await;
        }
        window.strikes(Key::Enter).await;
        is_shown(window, heading).await;
    }
    window.click("Sign out", Locator::Css(".head button")).await;
    is_shown(window, "You are signed out.").await;
    play.ends().await;
}
