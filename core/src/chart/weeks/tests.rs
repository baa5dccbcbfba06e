use chrono::Days;

use super::*;

fn chart(weeks: impl IntoIterator<Item = (u32, Option<Share>)>) -> Chart {
    let first: NaiveDate = "2026-09-07".parse().unwrap();
    let week = |(place, (sessions, share)): (u64, (u32, Option<Share>))| Week {
        from: first + Days::new(7 * place),
        sessions,
        share,
    };
    Chart {
        title: "Twelve weeks".into(),
        bars: "Sessions".into(),
        line: "Done".into(),
        nothing: "Too few yet".into(),
        alt: "Sessions a week, and how much got done.".into(),
        weeks: (0..).zip(weeks).map(week).collect(),
        tongue: Tongue::English,
    }
}

fn share(value: f64) -> Option<Share> {
    Some(Share::of(value, value - 0.1, value + 0.1))
}

fn count(svg: &str, what: &str) -> usize {
    svg.matches(what).count()
}

#[test]
fn the_same_weeks_are_drawn_to_the_same_bytes() {
    let chart = chart((0..12).map(|week| (week, share(0.6))));
    for look in [Look::Page, Look::Picture] {
        assert_eq!(svg(&chart, look), svg(&chart, look));
    }
    assert_ne!(svg(&chart, Look::Page), svg(&chart, Look::Picture));
}

#[test]
fn a_week_that_cannot_be_told_is_a_gap_in_the_line_and_in_its_band() {
    let known = svg(&chart([(1, share(0.5)), (2, share(0.6)), (3, share(0.7))]), Look::Page);
    assert_eq!((count(&known, "<polyline"), count(&known, "<polygon"), count(&known, "<circle")), (1, 1, 3));
    let gap = svg(&chart([(1, share(0.5)), (2, None), (3, share(0.7))]), Look::Page);
    assert_eq!((count(&gap, "<polyline"), count(&gap, "<polygon"), count(&gap, "<circle")), (2, 2, 2));
    assert!(gap.contains(">70%<") && !gap.contains("Too few yet"));
}

#[test]
fn without_any_share_the_words_say_so_and_there_is_no_line() {
    let bare = svg(&chart((0..12).map(|week| (week, None))), Look::Picture);
    assert!(bare.contains(">Too few yet<") && !bare.contains("<polyline") && !bare.contains('%'));
    assert!(!svg(&chart([]), Look::Picture).contains("NaN"));
    // No line of the scale runs through the words.
    for (look, letters) in [(Look::Page, 13.5), (Look::Picture, 27.0)] {
        let drawn = svg(&chart((0..12).map(|week| (week, None))), look);
        let number = |part: &str, name: &str| -> f64 {
            part.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        let words = drawn.split("<text ").find(|text| text.contains(">Too few yet<")).unwrap();
        let (top, foot) = (number(words, "y") - letters, number(words, " y") + letters * 0.25);
        for line in drawn.split("<line ").skip(1) {
            let y = number(line, "y1");
            assert!(y < top || y > foot, "{look:?}: {y} is within {top} to {foot}");
        }
    }
}

#[test]
fn the_highest_bar_fills_its_panel_and_no_session_is_none() {
    let drawn = svg(&chart([(0, None), (5, None), (10, None)]), Look::Picture);
    let heights: Vec<f64> = drawn
        .split("<rect ")
        .skip(2)
        .filter_map(|rect| rect.split("height=\"").nth(1)?.split('"').next()?.parse().ok())
        .collect();
    assert_eq!(heights[0], 0.0);
    assert!((heights[2] - 2.0 * heights[1]).abs() < 0.2 && heights[2] > 80.0, "{heights:?}");
}

#[test]
fn no_words_become_markup_and_nothing_comes_from_outside() {
    let evil = r#"</title><script>alert("1")</script><image href='//x.example/'/>&amp;"#;
    let mut chart = chart([(1, share(0.5))]);
    for words in [&mut chart.title, &mut chart.bars, &mut chart.line, &mut chart.alt] {
        *words = format!("{evil}\u{0}\u{8}").into();
    }
    for look in [Look::Page, Look::Picture] {
        let drawn = svg(&chart, look);
        assert!(!drawn.contains("<script") && !drawn.contains("<image") && !drawn.contains('\u{0}'));
        assert!(drawn.contains("&lt;script&gt;alert(&quot;1&quot;)") && drawn.contains("&amp;amp;"));
        assert_eq!(count(&drawn, "http"), 1, "the namespace alone");
        assert!(!drawn.contains("<style") && !drawn.contains("style="));
    }
}

#[test]
fn a_picture_has_letters_that_a_phone_shows_and_colours_of_its_own() {
    let drawn = svg(&chart((0..12).map(|week| (week, share(0.6)))), Look::Picture);
    let sizes = drawn.split("font-size=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok());
    assert!(sizes.fold(f64::MAX, f64::min) >= 24.0);
    assert!(!drawn.contains("var("));
    assert!(svg(&chart([(1, None)]), Look::Page).contains("var(--accent, #0f6e64)"));
}

#[test]
fn a_share_is_kept_to_a_thousandth_inside_its_bounds() {
    assert_eq!(Share::of(0.75, -0.1, 1.2), Share { value: 750, low: 0, high: 1000 });
    let kept = serde_json::to_string(&chart((0..12).map(|_| (999, share(0.5))))).unwrap();
    assert!(kept.len() < 1500, "{}", kept.len());
}
