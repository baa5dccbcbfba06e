//! The words of actions: what people can type, as help shows it, and the words inside.

use super::{Care, Met, Resolve, Whom};
use crate::community::OnRemoval;
use crate::script::{Phrase, label};
use crate::session::{Answer, Fit, Item, Share};
use crate::welcome::Step;

/// Words that a person can type, as help and completion list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verb {
    /// The word.
    pub name: &'static str,
    /// The key of the sentence that says what it is for.
    about: &'static str,
    /// The key of what may follow it; empty when nothing may.
    usage: &'static str,
    /// All that may follow it, where that is one of a few words, each with the key of what it is called.
    choices: &'static [(&'static str, &'static str)],
    /// Who can say it.
    pub audience: Audience,
}

/// Who can say a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everybody.
    Everybody,
    /// Those who run the community.
    Admins,
}

impl Audience {
    /// What their words are for, all of them together.
    pub fn says(self) -> Phrase {
        label(match self {
            Audience::Everybody => "command.everybody",
            Audience::Admins => "command.admins",
        })
    }
}

impl Verb {
    /// The one of that name.
    pub(crate) fn named(name: &str) -> Option<Verb> {
        VERBS.into_iter().find(|verb| verb.name == name)
    }

    /// What may follow it, one of these: where there are no few words, what it may look like; none where nothing may.
    pub(crate) fn choices(self) -> Vec<Phrase> {
        match self.choices {
            [] => Some(self.looks()).filter(|looks| !looks.is_empty()).into_iter().collect(),
            few => few.iter().map(|(word, _)| (*word).into()).collect(),
        }
    }

    /// All that may follow it, where that is one of a few words, and what each is called in a list.
    pub fn choices_called(self) -> Vec<(&'static str, Phrase)> {
        self.choices.iter().map(|(word, key)| (*word, label(key))).collect()
    }

    /// What may follow it, as it looks beside a box for it; nothing where nothing may.
    pub fn looks(self) -> Phrase {
        match self.usage {
            "" => Phrase::default(),
            usage => label(usage),
        }
    }

    const fn one_of(self, choices: &'static [(&'static str, &'static str)]) -> Verb {
        Verb { choices, ..self }
    }

    /// What it is for, in at most 100 characters.
    pub fn says(&self) -> Phrase {
        label(self.about)
    }
}

const fn verb(name: &'static str, about: &'static str, usage: &'static str) -> Verb {
    Verb { name, about, usage, choices: &[], audience: Audience::Everybody }
}

const fn for_admins(name: &'static str, about: &'static str, usage: &'static str) -> Verb {
    Verb { name, about, usage, choices: &[], audience: Audience::Admins }
}

/// What can be done about what is held about somebody.
const CARE_CALLED: [(&str, &str); 3] =
    [("export", "choice.export"), ("leave", "choice.leave"), ("erase", "choice.erase-me")];

/// How far back the numbers go.
const SPANS_CALLED: [(&str, &str); 4] =
    [("7d", "choice.7d"), ("30d", "choice.30d"), ("90d", "choice.90d"), ("all", "choice.all")];

/// What becomes of everything on the day on which the app is removed.
const ON_REMOVAL_CALLED: [(&str, &str); 2] = [("keep", "choice.keep"), ("erase", "choice.erase-all")];

/// Every word that a person can type, in the order in which help shows them.
pub const VERBS: [Verb; 44] = [
    verb("ask", "verb.ask", "usage.ask"),
    verb("win", "verb.win", "usage.win"),
    verb("me", "verb.me", ""),
    verb("withdraw", "verb.withdraw", ""),
    verb("join", "verb.join", "usage.join"),
    verb("leave", "verb.leave", ""),
    verb("hours", "verb.hours", "usage.hours"),
    verb("office", "verb.office", "usage.office"),
    verb("zone", "verb.zone", "usage.zone"),
    verb("pause", "verb.pause", "usage.pause"),
    verb("resume", "verb.resume", ""),
    verb("start", "verb.start", ""),
    verb("note", "verb.note", ""),
    verb("move", "verb.move", ""),
    verb("cancel", "verb.cancel", ""),
    verb("done", "verb.done", ""),
    verb("partly", "verb.partly", ""),
    verb("stuck", "verb.stuck", ""),
    verb("dropped", "verb.dropped", ""),
    verb("help", "verb.help", ""),
    verb("undo", "verb.undo", ""),
    verb("privacy", "verb.privacy", "usage.privacy").one_of(&CARE_CALLED),
    verb("deadline", "verb.deadline", "usage.deadline"),
    verb("link", "verb.link", "usage.link"),
    verb("why", "verb.why", ""),
    verb("report", "verb.report", "usage.report"),
    for_admins("kpis", "verb.kpis", "usage.kpis").one_of(&SPANS_CALLED),
    for_admins("setup", "verb.setup", ""),
    for_admins("health", "verb.health", ""),
    for_admins("dry-run", "verb.dry-run", ""),
    for_admins("signals", "verb.signals", "usage.signals"),
    for_admins("dashboard", "verb.dashboard", ""),
    for_admins("channel", "verb.channel", "usage.channel"),
    for_admins("default-zone", "verb.default-zone", "usage.zone"),
    for_admins("default-language", "verb.default-language", "usage.default-language"),
    for_admins("when-removed", "verb.when-removed", "usage.when-removed").one_of(&ON_REMOVAL_CALLED),
    for_admins("settings", "verb.settings", "usage.settings"),
    for_admins("digest", "verb.digest", "usage.digest"),
    for_admins("holidays", "verb.holidays", "usage.holidays"),
    for_admins("round", "verb.round", "usage.round"),
    for_admins("weights", "verb.weights", "usage.weights"),
    for_admins("safety", "verb.safety", "usage.safety"),
    for_admins("roles", "verb.roles", "usage.roles"),
    for_admins("apart", "verb.apart", "usage.apart"),
];

pub(super) const ANSWERS: [(Answer, &str); 4] = [
    (Answer::Done, "done"),
    (Answer::Partly, "partly"),
    (Answer::Stuck, "stuck"),
    (Answer::Dropped, "dropped"),
];
pub(super) const ITEMS: [(Item, &str); 3] =
    [(Item::One, "1"), (Item::Two, "2"), (Item::Checkpoint, "checkpoint")];
pub(super) const WHOM: [(Whom, &str); 3] =
    [(Whom::Same, "same"), (Whom::Other, "other"), (Whom::Nobody, "nobody")];

pub(super) const MET: [(Met, &str); 2] = [(Met::Yes, "yes"), (Met::No, "no")];

pub(super) const FITS: [(Fit, &str); 3] =
    [(Fit::Good, "good"), (Fit::Deciding, "deciding"), (Fit::NotGood, "not-good")];

pub(super) const SHARES: [(Share, &str); 2] = [(Share::Mentor, "mentor"), (Share::Everybody, "everybody")];

pub(super) const STEPS: [(Step, &str); 2] = [(Step::Win, "win"), (Step::Ask, "ask")];

pub(super) fn step_word(step: Step) -> &'static str {
    STEPS.into_iter().find(|(known, _)| *known == step).expect("both have a word").1
}

/// The word for an answer.
pub fn answer_word(answer: Answer) -> &'static str {
    ANSWERS.into_iter().find(|(known, _)| *known == answer).expect("every answer has a word").1
}

pub(super) const CARES: [(Care, &str); 5] = [
    (Care::Export, "export"),
    (Care::Leave, "leave"),
    (Care::Erase(Resolve::Asked), "erase"),
    (Care::Erase(Resolve::Sure), "erase sure"),
    (Care::Return, "return"),
];

/// The word for what somebody wants of what is held about them; to know it needs none.
pub(super) fn care_word(care: Care) -> Option<&'static str> {
    CARES.into_iter().find(|(known, _)| *known == care).map(|(_, word)| word)
}

pub(super) const ON_REMOVAL: [(OnRemoval, &str); 2] =
    [(OnRemoval::Keep, "keep"), (OnRemoval::Erase, "erase")];

pub(super) fn on_removal_word(choice: OnRemoval) -> &'static str {
    ON_REMOVAL.into_iter().find(|(known, _)| *known == choice).expect("every choice has a word").1
}

pub(crate) fn item_word(item: Item) -> &'static str {
    ITEMS.into_iter().find(|(known, _)| *known == item).expect("every item has a word").1
}

pub(super) fn whom_word(whom: Whom) -> &'static str {
    WHOM.into_iter().find(|(known, _)| *known == whom).expect("everybody has a word").1
}

pub(super) fn met_word(met: Met) -> &'static str {
    MET.into_iter().find(|(known, _)| *known == met).expect("both have a word").1
}

pub(super) fn fit_word(fit: Fit) -> &'static str {
    FITS.into_iter().find(|(known, _)| *known == fit).expect("every fit has a word").1
}

pub(crate) fn share_word(share: Share) -> &'static str {
    SHARES.into_iter().find(|(known, _)| *known == share).expect("both have a word").1
}

/// What people say elsewhere, and what it is here.
const ELSEWHERE: [(&str, &str); 24] = [
    ("export", "privacy export"),
    ("download", "privacy export"),
    ("exportieren", "privacy export"),
    ("erase", "privacy erase"),
    ("delete", "privacy erase"),
    ("forget", "privacy erase"),
    ("löschen", "privacy erase"),
    ("data", "privacy"),
    ("stop", "privacy leave"),
    ("quit", "privacy leave"),
    ("exit", "privacy leave"),
    ("unsubscribe", "privacy leave"),
    ("stopp", "privacy leave"),
    ("unpause", "resume"),
    ("continue", "resume"),
    ("weiter", "resume"),
    ("status", "me"),
    ("list", "me"),
    ("offer", "join"),
    ("question", "ask"),
    ("frage", "ask"),
    ("timezone", "zone"),
    ("vacation", "pause"),
    ("hilfe", "help"),
];

/// What everybody may say that somebody probably means by a word that is none of ours: what it is called elsewhere, or
/// the word that is spelt most like it, when one is spelt alike at all.
pub(super) fn nearest_verb(word: &str) -> Option<&'static str> {
    let meant = ELSEWHERE.into_iter().find(|(elsewhere, _)| *elsewhere == word).map(|(_, ours)| ours);
    meant.or_else(|| spelt_like(word, Audience::Everybody).map(|(_, name)| name))
}

/// The word of those who run a community that is spelt more like this one than any of everybody's.
pub(super) fn nearest_of_admins(word: &str) -> Option<&'static str> {
    if ELSEWHERE.into_iter().any(|(elsewhere, _)| elsewhere == word) {
        return None;
    }
    let (distance, name) = spelt_like(word, Audience::Admins)?;
    let is_nearer = spelt_like(word, Audience::Everybody).is_none_or(|(other, _)| distance < other);
    is_nearer.then_some(name)
}

/// The word of an audience that is spelt most like this one, and how many letters differ: a third of them at most.
fn spelt_like(word: &str, audience: Audience) -> Option<(usize, &'static str)> {
    VERBS
        .into_iter()
        .filter(|verb| verb.audience == audience)
        .map(|verb| (strsim::damerau_levenshtein(word, verb.name), verb.name))
        .filter(|(distance, name)| *distance <= name.chars().count().div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
}
