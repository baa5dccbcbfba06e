//! `join` and `leave`: becoming a mentor, with topics, caps and languages, and stopping to be one.

use std::collections::BTreeSet;

use super::forms;
use crate::action::{Action, Practice, Undoable, Wake, Words};
use crate::ask::Offer;
use crate::decision::{Change, Decision, Refusal, wake};
use crate::fact::Event;
use crate::member::{Caps, Changed, Held, Holding, Member, Mentor, Record};
use crate::moment::Moment;
use crate::script::{Phrase, say};
use crate::session::{Session, Stage};
use crate::task::Subject;
use crate::text::{Link, clean, cut};
use crate::topic::{MOST_TOPICS, Topic};

/// What somebody offers, as they typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Joining {
    /// Topics; empty when only the rest is to change.
    pub topics: Vec<Topic>,
    /// Caps, where they were told.
    pub day: Option<u32>,
    /// Sessions a week.
    pub week: Option<u32>,
    /// Minutes a week.
    pub minutes: Option<u32>,
    /// Languages, as subtags.
    pub languages: Option<Vec<String>>,
    /// Where they hold their sessions; `Some(None)` takes an earlier place away.
    pub link: Option<Option<Link>>,
}

/// Why what somebody offers is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum JoiningProblem {
    /// A part is neither a topic nor a setting.
    Part(String),
    /// A number is missing, or outside 1 to the most.
    Number {
        /// Of what.
        name: &'static str,
        /// The largest that is allowed.
        most: u32,
    },
    /// More topics than anybody can be asked about.
    TooManyTopics,
    /// A language is not told by its two or three letters.
    Language(String),
    /// More languages than anybody needs to be found by.
    TooManyLanguages,
    /// The place to meet is no address, or a longer one than a message has room for.
    Link,
}

/// So many languages are the most.
const MOST_LANGUAGES: usize = 8;
/// The longest address of a place to meet: it stands in messages beside much else.
const LONGEST_LINK: usize = 200;
/// So much of a part that was not understood is shown.
const LONGEST_PART: usize = 100;

impl Joining {
    /// Reads `rust, parsing; week 3; minutes 60; languages en, de; link https://meet.example/ben`. With a colon, as a
    /// form writes it, a cap is meant whatever follows: `week: many` is no topic. No cap is larger than the most that
    /// may be given here.
    pub(super) fn parse(text: &str, most: Caps) -> Result<Joining, JoiningProblem> {
        let mut joining = Joining::default();
        for part in text.split([';', '\n']).map(clean).filter(|part| !part.is_empty()) {
            let (name, value) = named(&part);
            match name.trim_end_matches(':').to_lowercase().as_str() {
                "link" if name.ends_with(':') || is_place(value) => joining.link = Some(link(value)?),
                "languages" | "language" => joining.languages = Some(languages(value)?),
                _ => joining.take_in(&part, most)?,
            }
        }
        joining.topics.sort();
        joining.topics.dedup();
        if joining.topics.len() > MOST_TOPICS {
            return Err(JoiningProblem::TooManyTopics);
        }
        Ok(joining)
    }

    /// Takes in topics and caps, between which there are commas.
    fn take_in(&mut self, part: &str, most: Caps) -> Result<(), JoiningProblem> {
        let mut pieces = part.split(',').map(str::trim).filter(|piece| !piece.is_empty()).peekable();
        if pieces.peek().is_none() {
            return Err(JoiningProblem::Part(part.to_owned()));
        }
        for piece in pieces {
            let (name, value) = named(piece);
            let number = |name, most| {
                let number = value.trim().parse().ok().filter(|number| (1..=most).contains(number));
                number.ok_or(JoiningProblem::Number { name, most })
            };
            let is_number = name.ends_with(':') || looks_like_a_number(value);
            match name.trim_end_matches(':').to_lowercase().as_str() {
                "day" if is_number => self.day = Some(number("day", most.day)?),
                "week" if is_number => self.week = Some(number("week", most.week)?),
                "minutes" if is_number => self.minutes = Some(number("minutes", most.minutes)?),
                _ => {
                    let topic = Topic::parse(piece);
                    self.topics.push(topic.ok_or_else(|| JoiningProblem::Part(piece.to_owned()))?);
                }
            }
        }
        Ok(())
    }
}

/// The first word, and what follows it.
fn named(piece: &str) -> (&str, &str) {
    piece.split_once(' ').unwrap_or((piece, ""))
}

/// Whether what follows the name of a cap is meant as a number, also as one that no cap can be: no topic goes on
/// without a letter.
fn looks_like_a_number(value: &str) -> bool {
    !value.chars().any(char::is_alphabetic)
}

/// Whether what follows `link` is meant as a place to meet, and not as the rest of a topic.
fn is_place(value: &str) -> bool {
    let value = value.trim();
    let is_address = value.contains(':') && !value.contains(char::is_whitespace);
    is_address || value.contains("://") || value.eq_ignore_ascii_case("none")
}

fn link(value: &str) -> Result<Option<Link>, JoiningProblem> {
    let value = value.trim();
    if value.is_empty() || value.eq_ignore_ascii_case("none") {
        return Ok(None);
    }
    let fits = |link: &Link| link.as_str().len() <= LONGEST_LINK;
    Link::parse(value).ok().filter(fits).map(Some).ok_or(JoiningProblem::Link)
}

fn languages(value: &str) -> Result<Vec<String>, JoiningProblem> {
    let tags = value.split([',', ' ']).map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_lowercase);
    tags.map(|tag| {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_owned();
        let known =
            (2..=3).contains(&primary.len()) && primary.chars().all(|letter| letter.is_ascii_lowercase());
        if known { Ok(primary) } else { Err(JoiningProblem::Language(tag)) }
    })
    .collect::<Result<BTreeSet<String>, _>>()
    .and_then(|known| match known.len() {
        0..=MOST_LANGUAGES => Ok(known.into_iter().collect()),
        _ => Err(JoiningProblem::TooManyLanguages),
    })
}

/// Somebody wants to mentor, or changes what they offer. Without words the form opens.
///
/// Sessions that they gave their word for use up their caps from the first day on.
pub(super) fn join(
    words: Option<&Words>,
    member: &Member,
    sessions: &[Session],
    most: Caps,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let Some(words) = words else {
        return Ok(Decision::reply(forms::join(member.mentor.as_ref(), None, None)));
    };
    let again = |problem: Phrase| {
        let form = forms::join(member.mentor.as_ref(), Some(words.get()), Some(problem.clone()));
        Refusal::form(form, say("join.problem").with("problem", problem))
    };
    let joining = Joining::parse(words.get(), most).map_err(|problem| again(problem_text(&problem)))?;
    let known = member.mentor.as_ref();
    let topics = if joining.topics.is_empty() {
        known.map_or(Vec::new(), |mentor| mentor.topics.clone())
    } else {
        joining.topics
    };
    if topics.is_empty() {
        return Err(again(say("join.no-topic").text()));
    }
    let caps = known.map_or(Caps::default().within(most), |mentor| mentor.caps);
    let caps = Caps {
        day: joining.day.unwrap_or(caps.day),
        week: joining.week.unwrap_or(caps.week),
        minutes: joining.minutes.unwrap_or(caps.minutes),
    };
    let languages =
        joining.languages.unwrap_or_else(|| known.map_or(Vec::new(), |mentor| mentor.languages.clone()));
    let mentor = Mentor {
        topics,
        caps,
        languages,
        link: joining.link.unwrap_or_else(|| known.and_then(|mentor| mentor.link.clone())),
        office: known.and_then(|mentor| mentor.office.clone()),
        held: known.map_or_else(|| promised(member, sessions), |mentor| mentor.held.clone()),
        record: known.map_or(Record::default(), |mentor| mentor.record),
        absences: known.map_or(Vec::new(), |mentor| mentor.absences.clone()),
        since: known.map_or(moment.now, |mentor| mentor.since),
    };
    let saying = say("join.done")
        .with("topics", mentor.topics.iter().collect::<Vec<_>>())
        .with("day", caps.day)
        .with("week", caps.week)
        .with("minutes", caps.minutes)
        .with("languages", mentor.languages.clone())
        .with("link", mentor.link.as_ref().map(Link::as_str))
        .with("hours", member.calendar.hours.to_string())
        .with("zone", member.calendar.zone.name())
        .with("new", known.is_none());
    let reply = saying
        .button("hours", Action::Hours(None))
        .button("change", Action::Join(None))
        .button("practise", Action::Practise(Practice::Open))
        .button("undo", Action::Undo(Some(Undoable::Settled(moment.now))))
        .message();
    let mut joined = member.changing(Changed::Join, moment.now);
    joined.mentor = Some(mentor);
    let decision = Decision::reply(reply).and(Change::Member(Box::new(joined)));
    if known.is_some() {
        return Ok(decision);
    }
    Ok(decision.and_fact(member.id, Event::BecameMentor, moment))
}

/// What somebody who begins to mentor has given, or given their word for, before: it counts in their days and weeks.
pub(super) fn promised(member: &Member, sessions: &[Session]) -> Vec<Held> {
    let given = sessions.iter().filter(|session| session.mentor == member.id);
    let held = given.filter_map(|session| {
        let at = match &session.stage {
            Stage::Choosing { until } => *until,
            // When it was is not known any more, and it was on the day of its note.
            Stage::Closed { at, note, .. } if session.attendance.held => {
                note.as_ref().map_or(*at, |note| note.at)
            }
            _ => session.starts_at()?,
        };
        Some(Held { what: Holding::Session(session.id), at, minutes: session.minutes })
    });
    held.collect()
}

fn problem_text(problem: &JoiningProblem) -> Phrase {
    match problem {
        JoiningProblem::Part(part) => say("join.part").with("part", cut(part, LONGEST_PART)),
        JoiningProblem::Number { name, most } => say("join.number").with("name", *name).with("most", *most),
        JoiningProblem::TooManyTopics => say("join.too-many").with("most", MOST_TOPICS),
        JoiningProblem::Language(tag) => say("join.language").with("tag", cut(tag, LONGEST_PART)),
        JoiningProblem::TooManyLanguages => say("join.too-many-languages").with("most", MOST_LANGUAGES),
        JoiningProblem::Link => say("join.link").with("most", LONGEST_LINK),
    }
    .text()
}

/// Somebody does not want to mentor any more: open offers go on to others, booked sessions stay.
pub(super) fn leave(member: &Member, offers: &[Offer], moment: &mut Moment) -> Result<Decision, Refusal> {
    if member.mentor.is_none() {
        return Err(Refusal::because(say("leave.not-a-mentor").button("join", Action::Join(None))));
    }
    let mut left = member.changing(Changed::Leave, moment.now);
    left.mentor = None;
    let undo = Action::Undo(Some(Undoable::Settled(moment.now)));
    let reply = say("leave.done").button("join", Action::Join(None)).button("undo", undo).message();
    Ok(Decision::reply(reply).and(Change::Member(Box::new(left))).and_all(pass_on(offers, moment)).and_fact(
        member.id,
        Event::StoppedMentoring,
        moment,
    ))
}

/// Lets go of a mentor's open offers at once: the clock puts them to others.
pub(super) fn pass_on(offers: &[Offer], moment: &mut Moment) -> Vec<Change> {
    let now = moment.now;
    let expire = |offer: &Offer| (Action::Clock(Wake::Expire(offer.id)), Subject::Offer(offer.id));
    let open = offers.iter().filter(|offer| offer.is_open()).map(expire).collect::<Vec<_>>();
    open.into_iter().map(|(action, about)| wake(action, now, None, about, moment)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{id, member, moment, now, offer, refused, session};
    use crate::sample::{mentor as a_mentor, words};
    use crate::session::{Attendance, Ending};

    const MOST: Caps = Caps { day: 8, week: 40, minutes: 600 };

    fn joins(member: &Member, text: &str, sessions: &[Session]) -> Result<Decision, Refusal> {
        join(words(text).as_ref(), member, sessions, MOST, &mut moment())
    }

    fn profile(decision: &Decision) -> Mentor {
        decision.member("ben").unwrap().mentor.clone().unwrap()
    }

    #[test]
    fn topics_caps_and_languages_are_read_in_any_order() {
        let joining = Joining::parse("week 2; rust, parsing; languages en, DE-de; minutes 45", MOST).unwrap();
        let names: Vec<_> = joining.topics.iter().map(Topic::as_str).collect();
        assert_eq!(names, ["parsing", "rust"]);
        assert_eq!((joining.day, joining.week, joining.minutes), (None, Some(2), Some(45)));
        assert_eq!(joining.languages, Some(vec!["de".to_owned(), "en".to_owned()]));
    }

    #[test]
    fn caps_may_stand_between_topics() {
        let joining = Joining::parse("rust, week 3, parsing; minutes 50, day 1", MOST).unwrap();
        let topics: Vec<&str> = joining.topics.iter().map(Topic::as_str).collect();
        assert_eq!((joining.day, joining.week, joining.minutes), (Some(1), Some(3), Some(50)));
        assert_eq!(topics, ["parsing", "rust"]);
        let problem = Joining::parse("week 💥, rust", MOST);
        assert_eq!(problem, Err(JoiningProblem::Number { name: "week", most: 40 }));
    }

    #[test]
    fn a_topic_may_begin_with_a_word_that_settings_use() {
        let joining = Joining::parse("day trading", MOST).unwrap();
        assert_eq!(joining.topics[0].as_str(), "day trading");
    }

    #[test]
    fn a_place_to_meet_is_kept_until_another_or_none_is_told() {
        let place = |member: &Member, text: &str| profile(&joins(member, text, &[]).unwrap()).link;
        let link = Link::parse("https://meet.example/Ben").ok();
        assert_eq!(place(&member("ben"), "rust; link https://meet.example/Ben"), link);
        let mut ben = a_mentor("ben");
        ben.mentor.as_mut().unwrap().link = link.clone();
        assert_eq!(place(&ben, "week 5"), link);
        assert_eq!(place(&ben, "link none"), None);
        assert_eq!(Joining::parse("link building", MOST).unwrap().topics[0].as_str(), "link building");
        let long = format!("link https://meet.example/{}", "x".repeat(LONGEST_LINK));
        for text in ["link: my room", "link ftp://meet.example", "link javascript:alert(1)", &long] {
            assert_eq!(Joining::parse(text, MOST), Err(JoiningProblem::Link), "{text}");
        }
    }

    #[test]
    fn a_number_outside_its_bounds_is_told_with_them() {
        assert_eq!(
            Joining::parse("rust; week 99", MOST),
            Err(JoiningProblem::Number { name: "week", most: 40 })
        );
        assert_eq!(
            Joining::parse("rust; week: many", MOST),
            Err(JoiningProblem::Number { name: "week", most: 40 })
        );
        for text in ["rust; week 0", "week -1", "week +", "week 2.5", "week 💥", "week 3/5"] {
            assert_eq!(
                Joining::parse(text, MOST),
                Err(JoiningProblem::Number { name: "week", most: 40 }),
                "{text}"
            );
        }
        assert_eq!(Joining::parse(",,,,", MOST), Err(JoiningProblem::Part(",,,,".to_owned())));
    }

    #[test]
    fn what_cannot_be_read_is_told_in_words_and_the_form_comes_back() {
        let many = |count: u8, part: &str| {
            (0..count).map(|n| format!("{part}{}", char::from(b'a' + n))).collect::<Vec<_>>().join(", ")
        };
        for text in [
            "the".to_owned(),
            "week 3".to_owned(),
            "rust; languages german".to_owned(),
            format!("rust; languages {}", many(9, "x")),
            many(13, "topic"),
        ] {
            let refusal = joins(&member("ben"), &text, &[]).unwrap_err();
            assert_eq!(refusal.key(), "join.problem", "{text}");
            assert!(refusal.reply(words(&text)).form.unwrap().fields[0].problem.is_some());
        }
    }

    #[test]
    fn who_only_changes_a_cap_keeps_topics_and_holdings() {
        let ben = crate::sample::holding(a_mentor("ben"), 2, now());
        let profile = profile(&joins(&ben, "week 5", &[]).unwrap());
        assert_eq!((profile.caps.week, profile.topics.len(), profile.held.len()), (5, 2, 2));
    }

    #[test]
    fn who_comes_back_still_holds_the_sessions_they_gave_their_word_for() {
        let ben = member("ben");
        let as_learner = Session { id: id("other"), learner: id("ben"), mentor: id("cleo"), ..session() };
        let profile = profile(&joins(&ben, "rust", &[session(), as_learner]).unwrap());
        assert_eq!(
            profile.held.iter().map(|held| held.what).collect::<Vec<_>>(),
            [Holding::Session(id("session"))]
        );
    }

    #[test]
    fn what_somebody_gave_before_they_joined_counts_in_their_week() {
        let gave = |days: i64, held| {
            let at = now() - chrono::TimeDelta::days(days);
            let stage = Stage::Closed { at, ending: Ending::Unwritten, note: None };
            Session { attendance: Attendance { held, ..Attendance::default() }, stage, ..session() }
        };
        let held = |days, held| profile(&joins(&member("ben"), "rust", &[gave(days, held)]).unwrap()).held;
        assert_eq!(held(1, true)[0].at, now() - chrono::TimeDelta::days(1));
        assert!(held(1, false).is_empty(), "nobody met");
    }

    #[test]
    fn who_leaves_lets_go_of_offers_and_nothing_else() {
        assert_eq!(refused(leave(&member("ben"), &[], &mut moment())), "leave.not-a-mentor");
        let decision = leave(&a_mentor("ben"), &[offer()], &mut moment()).unwrap();
        assert_eq!(decision.member("ben").unwrap().mentor, None);
        assert_eq!(decision.wakes(), [(&Action::Clock(Wake::Expire(id("offer"))), now())]);
    }
}
