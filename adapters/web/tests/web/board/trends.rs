//! How a number went.

use smallwins_core::decision::Change;
use smallwins_core::fact::Event;
use smallwins_core::platform::PlatformName;

use super::house::{Browser, House, link_of};
use super::sample::{fact, id};

#[tokio::test]
async fn a_week_ends_on_a_day_of_the_community_wherever_its_reader_lives() {
    let house = House::build().await;
    let slack = PlatformName::new("slack");
    // Midnight there is ten in the morning of Dee, who is in Lisbon.
    let far = house.mentoring.community(&slack, "T2", chrono_tz::Pacific::Honolulu).await.unwrap();
    // The journal begins in the week before the last.
    house.keeps_in(&far, vec![Change::Fact(fact(1, 17, id(1), Event::JoinedCommunity))]).await;
    let link = link_of(&house.asks(&far, "dee", true, "there").await).unwrap();
    let mut browser = Browser::default();
    house.posts(&mut browser, &link, "").await;
    let page = house.gets(&mut browser, "/kpis/completion").await.body;
    assert!(page.contains("The last 3 weeks, up to yesterday"), "{page}");
    for day in ["24 Nov", "17 Nov", "10 Nov"] {
        assert!(page.contains(&format!("<th scope=\"row\">{day}</th>")), "{day} is not in {page}");
    }
    // Today is not over yet, a day that Lisbon has is not the community's, and before the journal there was nothing.
    for day in ["25 Nov", "18 Nov", "3 Nov"] {
        assert!(!page.contains(&format!("<th scope=\"row\">{day}</th>")), "{day} is in {page}");
    }
}
