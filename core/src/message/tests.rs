use super::*;
use crate::sample::now;

#[test]
fn a_message_without_its_looks_still_tells_everything() {
    let at = Span::Time { at: now(), form: TimeForm::DayClock, tongue: Tongue::English };
    let link = Span::Link { label: "the parser".into(), url: "https://a.example".into() };
    let ben = Span::Mention { handle: Handle("U1".into()), name: "Ben".into() };
    let button = Button { label: "Help".into(), action: Action::Help, weight: Weight::Plain };
    let message = Message {
        receipt: Receipt { key: "a".into(), version: 1, hash: String::new(), tongue: Tongue::English },
        blocks: vec![
            Block::Heading(Text::plain("Ana asks")),
            Block::Paragraph(Text(vec![Span::Strong("Until ".into()), at])),
            Block::List(vec![Text(vec![link]), Text::plain("a test")]),
            Block::Buttons(vec![button]),
            Block::Divider,
            Block::Quote(Text(vec![Span::Plain("Nice, ".into()), ben])),
        ]
        .into(),
    };
    let bare = "Ana asks\nUntil Tue 10:00\n• the parser\n• a test\nNice, @Ben";
    assert_eq!(message.bare(Tz::Europe__Berlin), bare);
}

#[test]
fn a_day_that_is_more_than_six_days_away_is_told_with_its_date_in_every_language() {
    let told = |days: i64, tongue| {
        let until = now() + chrono::TimeDelta::days(days);
        let saying = crate::script::say("ask.found").with("question", "x").with("until", until);
        let message = saying.button("withdraw", crate::action::Action::Me).message();
        message.in_tongue(tongue).read_at(now()).bare(chrono_tz::Europe::Berlin)
    };
    assert!(told(3, Tongue::English).contains("until Fri 10:00"), "{}", told(3, Tongue::English));
    assert!(told(10, Tongue::English).contains("until Fri 4 Dec, 10:00"), "{}", told(10, Tongue::English));
    assert!(told(10, Tongue::German).contains("Fr, 4. Dez., 10:00"), "{}", told(10, Tongue::German));
    assert!(told(-10, Tongue::English).contains("until Sat 14 Nov, 10:00"), "{}", told(-10, Tongue::English));
}
