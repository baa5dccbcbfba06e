//! What people write: questions, wins, compliments and notes, put together from parts so that few are the same.

use rand::Rng;
use rand::rngs::StdRng;

/// What somebody asks about or mentors in. The last ones nobody offers.
pub(crate) const TOPICS: [&str; 14] = [
    "parsing",
    "rust lifetimes",
    "sql joins",
    "unit tests",
    "git rebase",
    "python packaging",
    "css layout",
    "docker images",
    "presenting numbers",
    "code review",
    "regular expressions",
    "spreadsheets",
    "beekeeping",
    "gregorian chant",
];
/// So many of them somebody may offer.
pub(crate) const OFFERED: usize = 12;

const ASKS: [&str; 6] = [
    "how do I begin with",
    "why does my first try fail at",
    "what is a good exercise for",
    "which mistake do people make with",
    "how do I explain to my team",
    "when is it worth to use",
];
const TAILS: [&str; 5] =
    ["", " in a small project", " for the demo on friday", " without a framework", " next to my job"];

const DID: [&str; 10] = [
    "replaced",
    "split",
    "named",
    "drew",
    "tested",
    "measured",
    "explained",
    "shortened",
    "sorted",
    "rewrote",
];
const WHAT: [&str; 12] = [
    "the nested matches",
    "the failing case",
    "the long function",
    "every column of the report",
    "the slow query",
    "the joins",
    "the error message",
    "the build script",
    "the first page",
    "the two old helpers",
    "the retry loop",
    "the date format",
];
const PLACES: [&str; 6] = [
    "in the parser",
    "in your pull request",
    "in the readme",
    "in the test file",
    "in the notebook",
    "on the slide",
];
const EFFECTS: [&str; 8] = [
    "It pins the bug to one byte",
    "It saved us a round of questions",
    "It makes the next step small",
    "It lets two people stop guessing",
    "It shows what done looks like",
    "It halves the time of the build",
    "It means nobody has to ask again",
    "It makes the limits easy to see",
];
const FOR_WHOM: [&str; 8] = [
    "for whoever reads it next",
    "before the demo on friday",
    "and I will do the same",
    "in the review tomorrow",
    "for those who join next month",
    "when the data grows",
    "on the day it breaks",
    "so I could begin at once",
];
/// What the lint warns of: a big word, a pivot, no deed, too few words.
const WARNED: [&str; 4] = [
    "Amazing incredible work, it is the most fantastic thing I have ever seen in a pull request.",
    "I noticed you wrote the failing case first, but the names in the test file could be better.",
    "Nice work there.",
    "Your pull request is better than what everybody else in the group wrote this week.",
];
/// What the lint holds back: praise of a trait alone, a blank of the frame.
const BLOCKED: [&str; 2] = ["You're a natural at this!", "I noticed {deed} in {artifact}. It {effect}."];

const THINGS_TO_DO: [&str; 6] = [
    "When I open the editor, I will write one failing test until it is red",
    "When standup is over, I will rename the three columns until the report reads alone",
    "After lunch I will read the chapter until I can explain the picture",
    "When the build is green, I will cut one layer until the image is smaller",
    "Tomorrow morning I will draw the joins until each has a name",
    "When I review next, I will ask one question until the author answers",
];
const CHECKS: [&str; 4] =
    ["", "Did the test turn green?", "Is the report read by somebody else?", "Did it get smaller?"];

fn one<'a>(of: &[&'a str], chance: &mut StdRng) -> &'a str {
    of[chance.random_range(0..of.len())]
}

/// A question about a topic, now and then with its length in front.
pub(crate) fn question(topic: &str, chance: &mut StdRng) -> String {
    format!("{} {topic}{}", one(&ASKS, chance), one(&TAILS, chance))
}

/// How long an ask may take, as it is typed.
pub(crate) fn length(chance: &mut StdRng) -> &'static str {
    one(&["", "10m ", "15m ", "20m "], chance)
}

fn done(chance: &mut StdRng) -> String {
    format!("{} {} {}", one(&DID, chance), one(&WHAT, chance), one(&PLACES, chance))
}

/// A piece of work.
pub(crate) fn deed(chance: &mut StdRng) -> String {
    let link = if chance.random_ratio(1, 3) { " https://code.example/change/12" } else { "" };
    format!("{}{link}", done(chance))
}

/// A compliment that names a deed, a place and what it changed.
pub(crate) fn compliment(chance: &mut StdRng) -> String {
    let deed = done(chance);
    format!("I noticed you {deed}. {} {}.", one(&EFFECTS, chance), one(&FOR_WHOM, chance))
}

/// A compliment that the lint has something to say about.
pub(crate) fn careless(chance: &mut StdRng) -> String {
    let list: &[&str] = if chance.random_ratio(1, 4) { &BLOCKED } else { &WARNED };
    one(list, chance).to_owned()
}

/// Something to do.
pub(crate) fn actionable(chance: &mut StdRng) -> String {
    one(&THINGS_TO_DO, chance).to_owned()
}

/// A question for the checkpoint, or none.
pub(crate) fn checkpoint(chance: &mut StdRng) -> String {
    one(&CHECKS, chance).to_owned()
}

/// A day, as people write it; one of them is no day.
pub(crate) fn day(chance: &mut StdRng) -> &'static str {
    one(
        &["in 3 days", "in 1 week", "fri 10:00", "tue", "in 5 days", "tomorrow 16:00", "when I get to it"],
        chance,
    )
}

/// How long a holiday lasts, as it is typed.
pub(crate) fn holiday(chance: &mut StdRng) -> &'static str {
    one(&["1w", "2w", "3 days", "1d", "mon", "10 days", "3w"], chance)
}
