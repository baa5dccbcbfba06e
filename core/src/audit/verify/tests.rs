use super::*;
use crate::audit::{By, Entry, noted};
use crate::community::Community;
use crate::decision::{Change, Decision};
use crate::sample::{community, id, later, moment};

/// A community whose channel was changed so often, and its lines.
fn changed(times: u32) -> (Community, Vec<Row>) {
    let mut community = community();
    let mut rows = Vec::new();
    for time in 0..times {
        let mut next = community.clone();
        next.channel = Some(format!("C{time}"));
        let decision = Decision::silent().and(Change::Community(Box::new(next)));
        let mut moment = later(chrono::TimeDelta::minutes(time.into()));
        let decision = noted(decision, &community, By::Person(id("dee")), &mut moment);
        for change in decision.changes {
            match change {
                Change::Community(next) => community = *next,
                Change::Audit(entry) => rows.push(entry.row()),
                _ => {}
            }
        }
    }
    (community, rows)
}

fn looked(community: &Community, rows: &[Row], kept: Option<Head>) -> Report {
    let mut verifier = Verifier::of(community.scope());
    if let Some(kept) = kept {
        verifier = verifier.knowing(kept);
    }
    rows.iter().for_each(|row| verifier.look(row));
    verifier.end(&community.audit)
}

fn flaws(community: &Community, rows: &[Row]) -> Vec<(u64, Found)> {
    looked(community, rows, None).flaws.into_iter().map(|flaw| (flaw.line, flaw.found)).collect()
}

/// The row with another body, and the hash of that.
fn rewritten(row: &Row, from: &str, to: &str) -> Row {
    let body = row.body.replace(from, to);
    assert_ne!(body, row.body);
    Row { hash: hash(&body), body, ..row.clone() }
}

#[test]
fn what_is_as_it_was_written_has_no_flaw_and_its_head_is_the_last_line() {
    let (community, rows) = changed(5);
    let report = looked(&community, &rows, Some(community.audit.clone()));
    assert!(report.is_whole(), "{report:?}");
    assert_eq!((report.lines, &report.head), (5, &community.audit));
    assert_eq!(report.nobody, 0);
    assert!(looked(&changed(0).0, &[], None).is_whole());
}

#[test]
fn whatever_character_of_a_body_is_altered_the_line_is_named() {
    let (community, rows) = changed(3);
    for place in 0..rows[1].body.len() {
        let mut altered = rows.clone();
        let mut bytes = rows[1].body.clone().into_bytes();
        bytes[place] = if bytes[place] == b'x' { b'y' } else { b'x' };
        altered[1].body = String::from_utf8(bytes).unwrap();
        assert_eq!(flaws(&community, &altered), [(2, Found::Altered)], "at {place}");
    }
}

#[test]
fn a_line_that_was_written_anew_does_not_hold_together_with_the_next() {
    let (community, mut rows) = changed(3);
    rows[1] = rewritten(&rows[1], "\"C1\"", "\"C9\"");
    assert_eq!(flaws(&community, &rows), [(2, Found::Replaced)]);
    let (community, mut rows) = changed(3);
    rows[2] = rewritten(&rows[2], "\"C2\"", "\"C9\"");
    assert_eq!(flaws(&community, &rows), [(3, Found::NotTheLast)]);
}

#[test]
fn what_is_missing_is_named_wherever_it_stood() {
    let (community, rows) = changed(5);
    let without = |gone: std::ops::Range<usize>| {
        let mut rows = rows.clone();
        rows.drain(gone);
        flaws(&community, &rows)
    };
    assert_eq!(without(0..1), [(1, Found::Missing { to: 1 })]);
    assert_eq!(without(1..3), [(2, Found::Missing { to: 3 })]);
    assert_eq!(without(4..5), [(5, Found::CutOff { to: 5 })]);
    assert_eq!(without(0..5), [(1, Found::CutOff { to: 5 })]);
}

#[test]
fn lines_that_changed_places_are_both_named() {
    let (community, mut rows) = changed(4);
    (rows[1].number, rows[2].number) = (3, 2);
    rows.swap(1, 2);
    let moved = [(2, Found::Moved { from: 3 }), (3, Found::Moved { from: 2 })];
    assert_eq!(flaws(&community, &rows), moved);
}

#[test]
fn a_line_that_was_added_or_comes_from_elsewhere_is_named() {
    let (community, rows) = changed(2);
    let head = Head { number: 2, hash: rows[1].hash.clone() };
    let people = crate::audit::People::default();
    let more = Entry::after(&head, community.scope(), By::Clock, &people, Default::default(), &mut moment());
    let mut added = rows.clone();
    added.push(more.row());
    assert_eq!(flaws(&community, &added), [(3, Found::Unknown)]);
    let mut elsewhere = Community::new(
        community.platform.clone(),
        "elsewhere".to_owned(),
        community.zone,
        &mut later(chrono::TimeDelta::hours(1)),
    );
    elsewhere.audit = community.audit.clone();
    let report = looked(&elsewhere, &rows, None);
    assert!(report.flaws.iter().all(|flaw| flaw.found == Found::Foreign) && report.flaws.len() == 2);
}

#[test]
fn a_chain_that_was_written_anew_is_found_by_a_head_that_was_kept_elsewhere() {
    let (community, _) = changed(3);
    let kept = community.audit.clone();
    let (mut other, mut rows) = changed(3);
    rows[2] = rewritten(&rows[2], "\"C2\"", "\"C9\"");
    other.audit.hash.clone_from(&rows[2].hash);
    assert!(looked(&other, &rows, None).is_whole());
    let report = looked(&other, &rows, Some(kept.clone()));
    assert_eq!(report.flaws, [Flaw { line: 3, found: Found::NotTheOneKept }]);
    rows.pop();
    other.audit = Head { number: 2, hash: rows[1].hash.clone() };
    let report = looked(&other, &rows, Some(kept));
    assert_eq!(report.flaws, [Flaw { line: 3, found: Found::CutOff { to: 3 } }]);
}

#[test]
fn whoever_is_erased_leaves_a_whole_chain_and_nobody_can_be_put_in_their_place() {
    let (community, mut rows) = changed(2);
    let name = rows[0].names.pop().unwrap();
    let report = looked(&community, &rows, None);
    assert_eq!((report.is_whole(), report.nobody), (true, 1));
    rows[0].names.push((name.0, id::<crate::id::MemberId>("zoe").to_string(), name.2));
    assert_eq!(flaws(&community, &rows), [(1, Found::Renamed { person: 1 })]);
}
