use chrono::{Days, NaiveDate};
use smallwins_core::chart::{Share, Week};
use smallwins_core::tongue::Tongue;

use super::*;

fn chart() -> Chart {
    let first: NaiveDate = "2026-09-07".parse().unwrap();
    let known = [0.42, 0.48, 0.47, 0.55, 0.61, 0.58, 0.66, 0.71, 0.69, 0.74];
    let sessions = [3, 5, 4, 9, 12, 8, 11, 14, 0, 17, 21, 19];
    let share = |place: usize| {
        let value = *known.get(place.checked_sub(2)?).filter(|_| place != 6)?;
        Some(Share::of(value, value - 0.14, value + 0.12))
    };
    let week = |place: usize| Week {
        from: first + Days::new(7 * place as u64),
        sessions: sessions[place],
        share: share(place),
    };
    Chart {
        tongue: Tongue::default(),
        title: "The last twelve weeks".to_owned().into(),
        bars: "Sessions a week".to_owned().into(),
        line: "Done of what was noted, over four weeks".to_owned().into(),
        nothing: "Too few yet".to_owned().into(),
        alt: "Sessions a week, and how much got done.".to_owned().into(),
        weeks: (0..12).map(week).collect(),
    }
}

fn pixels(chart: &Chart) -> Pixmap {
    Pixmap::decode_png(&png(chart).unwrap()).unwrap()
}

/// How many pixels are much darker than paper.
fn ink(picture: &Pixmap) -> usize {
    picture.pixels().iter().filter(|pixel| pixel.red() < 128).count()
}

#[test]
fn a_chart_is_a_picture_of_the_size_that_phones_show_well() {
    let picture = pixels(&chart());
    assert_eq!((picture.width(), picture.height()), (1200, 630));
    assert!(png(&chart()).unwrap().len() < 100_000);
}

#[test]
fn its_words_are_painted_with_the_letters_in_the_binary() {
    let with = |title: &str| ink(&pixels(&Chart { title: title.to_owned().into(), ..chart() }));
    assert!(with("The last twelve weeks") > with("") + 500);
    assert!(with("Ünïcödé — “ja”") > with("") + 500);
}

#[test]
fn the_same_chart_is_the_same_picture_and_other_words_are_no_markup() {
    assert_eq!(png(&chart()).unwrap(), png(&chart()).unwrap());
    let evil = r#"</text><image href="file:///etc/hostname"/><script>"#.to_owned();
    let picture =
        Chart { title: evil.clone().into(), bars: evil.clone().into(), line: evil.into(), ..chart() };
    assert!(png(&picture).is_ok());
}
