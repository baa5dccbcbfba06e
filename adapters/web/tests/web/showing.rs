//! What was said, as it is shown.

use smallwins_core::action::Action;
use smallwins_core::message::{Block, Button, Span, Text, TimeForm, Weight};
use smallwins_core::platform::Handle;
use smallwins_core::tongue::Tongue;

use crate::stage::Stage;

const HOSTILE: &str = "<script>alert(1)</script> \"onmouseover='x' \u{202e}gnp.exe";

fn button(label: &str, weight: Weight) -> Button {
    Button { label: label.into(), action: Action::Me, weight }
}

#[tokio::test]
async fn every_kind_of_block_and_span_is_shown() {
    let stage = Stage::set().await;
    let at = "2026-11-24T16:00:00Z".parse().unwrap();
    let spans = Text(vec![
        Span::Plain("plain, ".into()),
        Span::Strong("strong".into()),
        Span::Emphasis("spoken of".into()),
        Span::Mention { handle: Handle("U1".into()), name: "Ben".into() },
        Span::Time { at, form: TimeForm::DayClock, tongue: Tongue::English },
        Span::Link { label: "proof".into(), url: "https://git.example/pull/41?a=1&b=2".into() },
    ]);
    let blocks = vec![
        Block::Heading(Text::plain("A heading")),
        Block::Paragraph(spans),
        Block::Quiet(Text::plain("Lesser weight")),
        Block::Quote(Text::plain("I noticed it.")),
        Block::Divider,
        Block::List(vec![Text::plain("one"), Text::plain("two")]),
        Block::Buttons(vec![button("First", Weight::Primary), button("Second", Weight::Plain)]),
        Block::Buttons(vec![button("Third", Weight::Plain)]),
    ];
    stage.deliver(stage.task(), true, blocks).await;
    let column = stage.column("ben").await;
    for part in [
        "<h3 dir=\"auto\">A heading</h3>",
        "<p dir=\"auto\">plain, <strong dir=\"auto\">strong</strong><em dir=\"auto\">spoken of</em>",
        "<strong dir=\"auto\">@Ben</strong>",
        "<time datetime=\"2026-11-24T16:00:00+00:00\">Tue 10:00</time>",
        "<p class=\"quiet\" dir=\"auto\">Lesser weight</p>",
        "<blockquote dir=\"auto\">I noticed it.</blockquote>",
        "<hr>",
        "<ul><li dir=\"auto\">one</li><li dir=\"auto\">two</li></ul>",
        "name=\"button\" value=\"0\" class=\"primary\">First</button>",
        "name=\"button\" value=\"1\">Second</button>",
        "name=\"button\" value=\"2\">Third</button>",
        "rel=\"noopener noreferrer nofollow\"",
    ] {
        assert!(column.contains(part), "{part} is not in {column}");
    }
    assert!(column.contains("href=\"https://git.example/pull/41?a=1&#38;b=2\""), "{column}");
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let stage = Stage::set().await;
    let links =
        ["javascript:alert(1)", "data:text/html,x", "https://user:pass@evil.example/", "//evil.example"];
    let mut blocks: Vec<Block> = vec![
        Block::Heading(Text::plain(HOSTILE)),
        Block::Quote(Text(vec![Span::Strong(HOSTILE.into()), Span::Emphasis(HOSTILE.into())])),
        Block::Buttons(vec![button(HOSTILE, Weight::Plain)]),
    ];
    let link = |url: &str| Text(vec![Span::Link { label: HOSTILE.into(), url: url.into() }]);
    blocks.push(Block::List(links.into_iter().map(link).collect()));
    stage.deliver(stage.task(), true, blocks).await;
    stage.says("ana", HOSTILE).await;
    stage.post("/play/people", &[("name", HOSTILE), ("zone", HOSTILE), ("topics", HOSTILE)]).await;
    let page = stage.page().await;
    assert!(!page.contains("<script>") && !page.contains("\"onmouseover"), "{page}");
    assert!(!page.contains('\u{202e}'));
    for url in links {
        assert!(!page.contains(&format!("href=\"{url}")), "{url}");
    }
}

#[tokio::test]
async fn what_is_said_in_the_channel_is_read_by_everybody() {
    let stage = Stage::set().await;
    stage.deliver(stage.task(), false, vec![Block::Heading(Text::plain("The week in numbers"))]).await;
    for handle in ["ana", "ben", "cleo"] {
        let column = stage.column(handle).await;
        assert!(
            column.contains("The week in numbers") && column.contains("· #learning</p>"),
            "{handle}: {column}"
        );
    }
}

#[tokio::test]
async fn the_page_can_be_read_without_being_seen() {
    let stage = Stage::set().await;
    let page = stage.page().await;
    assert_eq!(page.matches("role=\"log\" aria-live=\"polite\"").count(), 3);
    for landmark in ["<main", "<aside", "<nav", "class=\"skip\"", "lang=\"en\"", "role=\"status\""] {
        assert!(page.contains(landmark), "{landmark}");
    }
    for label in ["Message to Smallwins as Ana", "Send as Ben", "quiet until 09:00", "09:00, working"] {
        assert!(page.contains(label), "{label}");
    }
}
