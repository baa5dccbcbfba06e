//! The forms: what is filled in, with what is known already standing in the fields.

use super::affirm::{Facts, evidence};
use super::day::HoursTrouble;
use super::deadline::Misread;
use super::note::why;
use super::offer::win_slots;
use super::route::working_days_later;
use crate::action::fill::day_and_question;
use crate::action::{Action, Affirmable, Meet, Practice, Saying as Compliment, share_word, words};
use crate::affirmation::{Deed, Frame, frame};
use crate::calendar::{Calendar, OfficeHours};
use crate::id::SessionId;
use crate::member::{Member, Mentor};
use crate::message::{Blocks, Button, Field, FieldKind, Form, Weight};
use crate::moment::Moment;
use crate::note::{Draft, LAST_DAY, NoteProblem, Part, When, WhenProblem, parse_when, typed_parts};
use crate::script::{Phrase, label, say};
use crate::session::{Minutes, Share};
use crate::store::SessionStory;
use crate::text::{Limit, TextProblem, cut};
use crate::tongue::Tongue;
use crate::topic::Topic;

/// What is wrong with a text, in words.
pub(super) fn text_problem(problem: &TextProblem) -> Phrase {
    match problem {
        TextProblem::Empty => label("text.empty"),
        TextProblem::TooLong { length, limit } => {
            say("text.too-long").with("length", *length).with("limit", *limit).text()
        }
    }
}

/// What is wrong with a day, in words.
pub(super) fn when_problem(problem: &WhenProblem) -> Phrase {
    match problem {
        WhenProblem::NotADate => say("when.not-a-day"),
        WhenProblem::MonthFirst { meant } => say("when.month-first").with("date", *meant),
        WhenProblem::OtherWeekday { date } => say("when.other-weekday").with("date", *date),
        WhenProblem::Past { date } => say("when.past").with("date", *date),
        WhenProblem::NoSuchTime => say("when.no-such-time"),
        WhenProblem::TooSoon { first } => say("when.too-soon").with("date", *first),
        WhenProblem::TooFar { last } => say("when.too-far").with("date", *last).with("days", LAST_DAY as u32),
    }
    .text()
}

/// A button whose label stands in the script.
pub(super) fn button(key: &'static str, action: Action) -> Button {
    Button { label: label(key), action, weight: Weight::Plain }
}

fn form(title: &'static str, action: Action, fields: Vec<Field>, submit: &'static str) -> Form {
    Form {
        title: label(title),
        action,
        intro: Blocks::default(),
        fields,
        submit: label(submit),
        also: Vec::new(),
        tongue: Tongue::English,
    }
}

/// What a field can be opened with: Slack takes 3000 characters.
const LONGEST_VALUE: usize = 3000;

fn field(name: &str, text: &'static str, kind: FieldKind, value: impl Into<String>) -> Field {
    let value = cut(&value.into(), LONGEST_VALUE);
    Field { name: name.to_owned(), label: label(text), hint: None, kind, value, problem: None, needed: false }
}

impl Field {
    fn hint(mut self, key: &'static str) -> Field {
        self.hint = Some(label(key));
        self
    }

    fn needed(mut self) -> Field {
        self.needed = true;
        self
    }

    fn problem(mut self, problem: Option<Phrase>) -> Field {
        self.problem = problem;
        self
    }
}

/// What did you do?
pub(super) fn win(typed: &str, problem: Option<Phrase>) -> Form {
    let words = field("win", "form.win.words", FieldKind::Lines(Limit::WIN.graphemes + 200), typed);
    let words = words.hint("form.win.hint").problem(problem).needed();
    form("form.win", Action::Win(None), vec![words], "form.win.submit")
}

/// What is due, and when?
pub(super) fn deadline(when: &str, what: &str, misread: Option<&Misread>) -> Form {
    let problem = |of: fn(&Misread) -> &Option<Phrase>| misread.and_then(|misread| of(misread).clone());
    let when = field("when", "form.deadline.when", FieldKind::Line(60), when);
    let what = field("what", "form.deadline.what", FieldKind::Line(Limit::TITLE.graphemes), what);
    let fields = vec![
        when.hint("form.deadline.hint").problem(problem(|misread| &misread.when)).needed(),
        what.problem(problem(|misread| &misread.what)).needed(),
    ];
    form("form.deadline", Action::Deadline(None), fields, "form.deadline.submit")
}

/// What do you want to ask?
pub(super) fn ask(typed: &str, problem: Option<Phrase>) -> Form {
    let question = field("question", "form.ask.question", FieldKind::Lines(Limit::ASK.graphemes), typed);
    let lengths = Minutes::ALL.map(|minutes| {
        let words = match minutes {
            Minutes::Ten => label("form.ask.10"),
            Minutes::Fifteen => label("form.ask.15"),
            Minutes::Twenty => label("form.ask.20"),
        };
        (format!("{minutes}m"), words)
    });
    let minutes = field("minutes", "form.ask.minutes", FieldKind::Choice(lengths.into()), "10m");
    form(
        "form.ask",
        Action::Ask(None),
        vec![question.hint("form.ask.hint").problem(problem).needed(), minutes],
        "form.ask.submit",
    )
}

/// What do you offer?
pub(super) fn join(known: Option<&Mentor>, typed: Option<&str>, problem: Option<Phrase>) -> Form {
    let caps = known.map(|mentor| mentor.caps).unwrap_or_default();
    let topics = known.map(|mentor| mentor.topics.iter().map(Topic::as_str).collect::<Vec<_>>().join(", "));
    let languages = known.map(|mentor| mentor.languages.join(", "));
    let topics = typed.map(str::to_owned).or(topics).unwrap_or_default();
    let fields = vec![
        field("topics", "form.join.topics", FieldKind::Line(400), topics)
            .hint("form.join.hint")
            .problem(problem)
            .needed(),
        field("day", "form.join.day", FieldKind::Line(3), caps.day.to_string()),
        field("week", "form.join.week", FieldKind::Line(3), caps.week.to_string()),
        field("minutes", "form.join.minutes", FieldKind::Line(4), caps.minutes.to_string()),
        field("languages", "form.join.languages", FieldKind::Line(60), languages.unwrap_or_default())
            .hint("form.join.languages-hint"),
    ];
    form("form.join", Action::Join(None), fields, "form.join.submit")
}

/// What would you say to somebody who is made up?
pub(super) fn practise(typed: &str, problem: Option<Phrase>) -> Form {
    let words = field("words", "form.affirm.words", FieldKind::Lines(Limit::COMPLIMENT.graphemes), typed);
    let words = words.hint("form.affirm.hint").problem(problem).needed();
    let action = Action::Practise(Practice::Open);
    let mut form = form("form.practice", action, vec![words], "form.practice.submit");
    let intro = say("form.practice.intro")
        .with("learner", label("practice.learner"))
        .with("question", label("practice.question"))
        .with("win", label("practice.win"));
    form.intro = intro.message().blocks;
    form
}

/// When do you work?
pub(super) fn hours(calendar: &Calendar, problem: Option<&HoursTrouble>) -> Form {
    let typed = problem.map(|problem| (problem.hours.clone(), problem.zone.clone()));
    let (hours, zone) = typed.unwrap_or_default();
    let hours = hours.unwrap_or_else(|| calendar.hours.to_string());
    let zone = zone.unwrap_or_else(|| calendar.zone.name().to_owned());
    let at = |in_the_zone| {
        problem.filter(|problem| problem.in_the_zone == in_the_zone).map(|problem| problem.words.clone())
    };
    let fields = vec![
        field("hours", "form.hours.hours", FieldKind::Line(300), hours)
            .hint("form.hours.hint")
            .problem(at(false)),
        field("zone", "form.hours.zone", FieldKind::Line(60), zone)
            .hint("form.hours.zone-hint")
            .problem(at(true)),
    ];
    form("form.hours", Action::Hours(None), fields, "form.hours.submit")
}

/// When would you rather have sessions one right after the other?
pub(super) fn office(known: Option<&OfficeHours>, typed: Option<&str>, problem: Option<Phrase>) -> Form {
    let value = typed.map(str::to_owned).or(known.map(OfficeHours::to_string)).unwrap_or_default();
    let office = field("office", "form.office.office", FieldKind::Line(120), value);
    let action = Action::Office(words("change"));
    form("form.office", action, vec![office.hint("form.office.hint").problem(problem)], "form.office.submit")
}

/// Which zone are you in?
pub(super) fn zone(calendar: &Calendar, typed: Option<&str>, problem: Option<Phrase>) -> Form {
    let zone = field("zone", "form.hours.zone", FieldKind::Line(60), typed.unwrap_or(calendar.zone.name()));
    let zone = zone.hint("form.hours.zone-hint").problem(problem).needed();
    form("form.zone", Action::Zone(None), vec![zone], "form.zone.submit")
}

/// One line of thanks, and who reads it.
pub(super) fn thank(
    session: SessionId,
    has_channel: bool,
    share: Share,
    typed: &str,
    problem: Option<Phrase>,
) -> Form {
    let words = field("thanks", "form.thank.thanks", FieldKind::Lines(Limit::WIN.graphemes), typed);
    let mut fields = vec![words.problem(problem).needed()];
    if has_channel {
        let choices = [(Share::Mentor, "form.thank.mentor"), (Share::Everybody, "form.thank.everybody")];
        let choices = choices.map(|(share, key)| (share_word(share).to_owned(), label(key)));
        fields.push(field("share", "form.thank.share", FieldKind::Choice(choices.into()), share_word(share)));
    }
    form("form.thank", Action::Thank(session, None), fields, "form.thank.submit")
}

/// What happened?
pub(super) fn report(session: SessionId, typed: &str, problem: Option<Phrase>) -> Form {
    let kind = FieldKind::Lines(Limit::COMPLIMENT.graphemes);
    let happened = field("happened", "form.report.happened", kind, typed).problem(problem).needed();
    form("form.report", Action::Report(Some(session), None), vec![happened], "form.report.submit")
}

/// Until when?
pub(super) fn pause(typed: Option<&str>, problem: Option<Phrase>) -> Form {
    let until = field("until", "form.pause.until", FieldKind::Line(60), typed.unwrap_or_default());
    form(
        "form.pause",
        Action::Pause(None),
        vec![until.hint("form.pause.hint").problem(problem).needed()],
        "form.pause.submit",
    )
}

/// On which days is everybody free? For somebody who had seen the audit up to that line.
pub(super) fn holidays(typed: &str, seen: u64, problem: Option<Phrase>) -> Form {
    let days = field("days", "form.holidays.days", FieldKind::Lines(LONGEST_VALUE), typed);
    let days = days.hint("form.holidays.hint").problem(problem).needed();
    let action = Action::Holidays(words(&format!("at {seen}")));
    form("form.holidays", action, vec![days], "form.holidays.submit")
}

/// What did you notice? The learner's work and the frame stand above the field.
pub(super) fn affirm(
    what: Affirmable,
    facts: &Facts,
    no_time: Option<&str>,
    moment: &Moment,
    meet: Meet,
    typed: Option<&str>,
) -> Form {
    let learner = &facts.about.learner;
    let evidence = evidence(&facts.about);
    let wins = win_slots(&facts.about.wins, learner, moment);
    let mut saying = say("form.affirm.intro").with("learner", &learner.name).with("wins", wins);
    saying = saying.with("no_time", no_time);
    saying = match frame(&evidence) {
        Frame::Noticed { deed: Deed::Did(deed), link } => {
            saying.with("frame", "did").with("deed", deed).with("linked", link.is_some())
        }
        Frame::Noticed { deed: Deed::Thing(deed), link } => {
            saying.with("frame", "thing").with("deed", &deed).with("linked", link.is_some())
        }
        Frame::Asked { question } => {
            saying.with("frame", "asked").with("deed", &question).with("linked", false)
        }
        Frame::Open => saying.with("frame", "open").with("deed", "").with("linked", false),
    };
    let words = field(
        "words",
        "form.affirm.words",
        FieldKind::Lines(Limit::COMPLIMENT.graphemes),
        typed.unwrap_or_default(),
    );
    let choices =
        vec![("times".to_owned(), label("form.affirm.times")), ("now".to_owned(), label("form.affirm.now"))];
    let chosen = match meet {
        Meet::Now => "now",
        Meet::Times => "times",
    };
    let meet = field("meet", "form.affirm.meet", FieldKind::Choice(choices), chosen);
    let action = Action::Affirm(what, Compliment::Open);
    let mut form = form(
        "form.affirm",
        action,
        vec![words.hint("form.affirm.hint").needed(), meet],
        "form.affirm.submit",
    );
    form.intro = saying.message().blocks;
    form
}

/// What did you agree? What is known already stands in the fields; the day is proposed.
pub(super) fn note(
    session: SessionId,
    known: &Draft,
    story: &SessionStory,
    writer: &Member,
    moment: &Moment,
    problem: Option<&NoteProblem>,
) -> Form {
    let text =
        |value: Option<&crate::text::Typed>| value.map_or(String::new(), |typed| typed.as_str().to_owned());
    let day = known.checkpoint.as_ref().map_or_else(
        || {
            let proposed = working_days_later(&story.learner, moment.now, 3);
            let theirs = story.learner.calendar.local(proposed);
            // Without a time it is ten o'clock for the learner, which whoever reads another clock need not work out.
            let same = writer.calendar.local(proposed) == theirs;
            day_words(When { date: theirs.date(), time: same.then(|| theirs.time()) })
        },
        |checkpoint| day_words(checkpoint.when),
    );
    let question = known.checkpoint.as_ref().and_then(|checkpoint| checkpoint.question.as_ref());
    let at = |part: Part| problem.filter(|problem| problem.part == Some(part)).map(why);
    let actionable = FieldKind::Lines(Limit::ACTIONABLE.graphemes);
    let fields = vec![
        field(
            "affirmation",
            "form.note.affirmation",
            FieldKind::Line(Limit::COMPLIMENT.graphemes),
            text(known.affirmation.as_ref()),
        )
        .problem(at(Part::Affirmation)),
        field("first", "form.note.first", actionable.clone(), text(known.actionables[0].as_ref()))
            .hint("form.note.hint")
            .problem(at(Part::FirstActionable)),
        field("second", "form.note.second", actionable, text(known.actionables[1].as_ref()))
            .problem(at(Part::SecondActionable)),
        field("day", "form.note.day", FieldKind::Line(40), day)
            .hint("form.note.day-hint")
            .problem(at(Part::Checkpoint)),
        field("question", "form.note.question", FieldKind::Line(Limit::QUESTION.graphemes), text(question)),
    ];
    form("form.note", Action::Note(Some(session), None), fields, "form.note.submit")
}

/// A day as people write it, and as it is read: `fri 27 nov 10:00`.
fn day_words(when: When) -> String {
    let day = when.date.format("%a %-d %b").to_string().to_lowercase();
    when.time.map_or(day.clone(), |time| format!("{day} {}", time.format("%H:%M")))
}

/// The note's form again: what was typed stands in its fields, what was noted before in the others, and the problem
/// where it belongs.
pub(super) fn note_again(
    session: SessionId,
    known: &Draft,
    typed: &str,
    story: &SessionStory,
    writer: &Member,
    moment: &Moment,
    problem: &NoteProblem,
) -> Form {
    let mut form = note(session, known, story, writer, moment, Some(problem));
    let now = writer.calendar.local(moment.now);
    for (part, mut words) in typed_parts(typed) {
        if part == Part::Checkpoint {
            let (day, question) = match parse_when(&words, now) {
                Ok((_, "")) => (words.as_str(), None),
                Ok((_, question)) => {
                    let day = &words[..words.len() - question.len()];
                    (day.trim_end_matches([':', ' ', '—']), Some(question))
                }
                Err(_) => day_and_question(&words),
            };
            if let Some(question) = question {
                form.fields[4].value = question.to_owned();
            }
            words = day.to_owned();
        }
        let place = match part {
            Part::Affirmation => 0,
            Part::FirstActionable => 1,
            Part::SecondActionable => 2,
            Part::Checkpoint => 3,
        };
        form.fields[place].value = words;
    }
    if problem.part.is_none()
        && let Some(first) = form.fields.first_mut()
    {
        first.problem = Some(why(problem));
    }
    form
}

/// Every form, for somebody of that name who typed far too much.
#[cfg(test)]
pub(crate) fn every_form(name: &crate::text::Typed) -> Vec<crate::message::Form> {
    use crate::act::affirm;
    use crate::affirmation::SaidBefore;
    use crate::sample;

    let typed = "far too much ".repeat(400);
    let problem = || Some(typed.as_str().into());
    let moment = sample::moment();
    let mut story = sample::meeting(sample::following());
    story.learner.name = name.clone();
    let offer = sample::offered(sample::offer());
    let facts = affirm::Facts {
        about: offer.ask,
        offer: Some(offer.offer),
        said_before: SaidBefore::default(),
        busy: Vec::new(),
        others: Vec::new(),
        lasts: crate::calendar::hours(4),
    };
    let what = Affirmable::Offer(sample::id("offer"));
    let meet = crate::action::Meet::Times;
    let known = crate::note::Draft::default();
    let ben = story.mentor.clone();
    let settings = crate::act::settings::every_form();
    let (of_hours, in_the_zone) = (Some(typed.clone()), false);
    let misread = HoursTrouble { words: typed.as_str().into(), in_the_zone, hours: of_hours, zone: None };
    let others = vec![
        win(&typed, problem()),
        deadline(&typed, &typed, Some(&Misread { when: problem(), what: problem(), says_no_day: false })),
        ask(&typed, problem()),
        join(ben.mentor.as_ref(), Some(&typed), problem()),
        practise(&typed, problem()),
        hours(&ben.calendar, Some(&misread)),
        zone(&ben.calendar, Some(&typed), problem()),
        office(None, Some(&typed), problem()),
        pause(Some(&typed), problem()),
        holidays(&typed, u64::MAX, problem()),
        report(story.session.id, &typed, problem()),
        thank(story.session.id, true, Share::Mentor, &typed, problem()),
        affirm(what, &facts, Some("now"), &moment, meet, Some(&typed)),
        note(story.session.id, &known, &story, &ben, &moment, None),
    ];
    others.into_iter().chain(settings).collect()
}
