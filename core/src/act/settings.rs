//! `settings`: what those who run a community settle, by a form or with a word of its own: `default-zone`, `channel`,
//! `digest` and `safety` come here too. What would change is shown first, with what it is now, and the button beneath
//! that is what changes it: also where nothing was before, as what waits for a channel is said there as soon as there
//! is one.
//!
//! Two may do so at the same time. A form says up to which line of the audit it has seen, and has a mark of the contact
//! that stood in it, of which the audit tells no word, so what another changed meanwhile is known, with their name: what the one who filled it in left alone stays as the other made it, and what
//! both changed is shown as it is now, before anything is saved.
//!
//! What is wished waits for its button in a draft among the keepsakes, under the handle of who wishes it. To add a
//! setting that is no number: a variant in `place`, with its sentences.

mod draft;
mod merge;
mod names;
mod place;
mod seen;
mod show;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::admin::only;
use super::begun::Begun;
use super::digest;
use crate::action::{Action, Words, words};
use crate::audit::Told;
use crate::community::Community;
use crate::decision::{Change, Decision, Refusal};
use crate::member::{Caps, Member};
use crate::message::Form;
use crate::moment::Moment;
use crate::rights::Right;
use crate::script::{label, say};
use crate::settings::Setting;
use crate::task::{Address, Manner, Subject};

pub(super) use draft::Draft;
use merge::{Merged, merged};
use names::Names;
pub(super) use place::{Group, Place};
pub(super) use seen::Seen;

/// What somebody wishes, by the place that it is for; `None` takes away what is there.
type Wishes = BTreeMap<Place, Option<String>>;

/// What somebody says about settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// What are they?
    Show,
    /// I want to change these.
    Open(Group),
    /// What if they were so? By places, as typed; with what had been seen.
    Try(Option<Group>, Option<Seen>, Vec<(Place, String)>),
    /// As in the draft of that number.
    Save(u64),
    /// I want to change my draft.
    Edit,
    /// As they are.
    Keep,
}

/// What is known when a wish is decided.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// What they wished before and did not save.
    pub draft: Option<Draft>,
    /// What was changed since the line that they had seen.
    pub since: Vec<Told>,
    /// Who reads reports, where one person does.
    pub owner: Option<Member>,
    /// Those who mentor, where what they can give is to change.
    pub mentors: Vec<Arc<Member>>,
}

/// What an admin says about settings.
pub(super) fn wish(text: Option<&Words>, speaker: &Member) -> Result<Wish, Refusal> {
    only(Right::Settings, speaker)?;
    let Some(text) = text else { return Ok(Wish::Show) };
    let (first, lines) = text.get().split_once('\n').unwrap_or((text.get(), ""));
    let said: Vec<&str> = first.split_whitespace().collect();
    let number = |text: &str| text.parse::<u64>().ok();
    match said[..] {
        ["keep"] => Ok(Wish::Keep),
        ["edit"] => Ok(Wish::Edit),
        ["save", draft] => number(draft).map(Wish::Save).ok_or_else(problem),
        [group, ref seen @ ..] if Group::named(group).is_some() && seen.len() <= 2 => {
            let group = Group::named(group).expect("it was a moment ago");
            if lines.is_empty() {
                return Ok(Wish::Open(group));
            }
            let seen = Seen::read(seen).ok_or_else(problem)?;
            let typed = lines.lines().filter_map(|line| line.split_once(':'));
            let typed = typed.filter_map(|(word, value)| Some((Place::named(word.trim())?, value.trim())));
            let typed = typed.map(|(place, value)| (place, value.to_owned())).collect();
            Ok(Wish::Try(Some(group), Some(seen), typed))
        }
        [word, ref value @ ..] if !value.is_empty() => {
            let place = Place::named(&word.to_lowercase()).ok_or_else(problem)?;
            Ok(Wish::Try(None, None, vec![(place, value.join(" "))]))
        }
        _ => Err(problem()),
    }
}

impl Wish {
    /// What somebody types with a word of its own: what shall stand in some places.
    pub(super) fn typed(places: impl IntoIterator<Item = (Place, String)>) -> Wish {
        Wish::Try(None, None, places.into_iter().collect())
    }
}

/// What opens the form of a group.
pub(super) fn opens(group: Group) -> Action {
    Action::Settings(words(group.word()))
}

fn problem() -> Refusal {
    let known = Place::all().map(|place| place.word().to_owned()).collect::<Vec<_>>().join(", ");
    Refusal::because(say("settings.problem").with("words", known))
}

/// The line of the audit that was seen when a wish was made: what came after it is loaded.
pub(super) fn seen(wish: &Wish, draft: Option<&Draft>, community: &Community) -> u64 {
    match wish {
        Wish::Try(_, Some(seen), _) => seen.line,
        Wish::Save(_) | Wish::Edit => draft.map_or(community.audit.number, |draft| draft.seen().line),
        _ => community.audit.number,
    }
}

/// Whether a wish may make what mentors can give less.
pub(super) fn concerns_mentors(wish: &Wish, draft: Option<&Draft>) -> bool {
    matches!(wish, Wish::Save(_))
        && draft.is_some_and(|draft| {
            draft.wishes.keys().any(|word| Place::named(word).is_some_and(Place::is_of_mentors))
        })
}

/// Decides what somebody said about settings.
pub(super) fn settings(
    wish: Wish,
    facts: Facts,
    me: &Member,
    community: &Community,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    match wish {
        Wish::Show => Ok(Decision::reply(show::card(Names::of(me, &facts), community))),
        Wish::Open(group) => Ok(Decision::reply(form(group, Seen::now(community), community))),
        Wish::Try(group, seen, typed) => tried((group, seen), typed, &facts, me, community, moment),
        Wish::Edit => {
            let draft = facts.draft.ok_or(Refusal::Gone)?;
            Ok(Decision::reply(draft.form(community)))
        }
        Wish::Save(number) => saved(number, facts, me, community, moment),
        Wish::Keep => Ok(Decision::reply(say("settings.kept").message()).and(Draft::dropped(me))),
    }
}

/// A form with what is there now, for somebody who had seen that.
fn form(group: Group, seen: Seen, community: &Community) -> Form {
    show::form(group, seen, |place| place.now(community).unwrap_or_default())
}

/// What would change, and the draft of it; what cannot be is said, in the form where there was one.
fn tried(
    (group, seen): (Option<Group>, Option<Seen>),
    typed: Vec<(Place, String)>,
    facts: &Facts,
    me: &Member,
    community: &Community,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let mut problems = BTreeMap::new();
    let mut wishes = Wishes::new();
    // What is as it is now is no wish, be it known by a name that cannot be typed.
    let differs = |(place, typed): &&(Place, String)| place.now(community).as_deref() != Some(typed.as_str());
    for (place, typed) in typed.iter().filter(differs) {
        match place.read(typed, me) {
            Ok(value) => drop(wishes.insert(*place, value)),
            Err(problem) => drop(problems.insert(*place, problem)),
        }
    }
    if let Some((place, first)) = problems.iter().next() {
        let saying = say("settings.wrong").with("name", label(place.key())).with("problem", first);
        let Some(group) = group else { return Err(Refusal::because(saying)) };
        let seen = seen.unwrap_or_else(|| Seen::now(community));
        let mut form = form(group, seen, community);
        for (field, place) in form.fields.iter_mut().zip(group.fields()) {
            field.problem = problems.get(&place).cloned();
            // What is said of the bounds is said once.
            field.hint = field.hint.take().filter(|hint| field.problem.as_ref() != Some(hint));
        }
        return Err(Refusal::form(form, saying));
    }
    let names = Names::of(me, facts);
    let seen = seen.unwrap_or_else(|| Seen::now(community));
    let merged = merged(wishes, seen, &facts.since, names, community);
    if merged.wishes.is_empty() {
        let meanwhile = show::meanwhile(&merged.meanwhile, names, community);
        let reply = say("settings.same").with("meanwhile", meanwhile).message();
        return Ok(Decision::reply(reply).and(Draft::dropped(me)));
    }
    let draft = Draft::of(group, &merged.wishes, community);
    let reply = show::change(&draft, &merged, names, community, moment);
    Ok(Decision::reply(reply).and(draft.kept(me)))
}

/// As in the draft from now on; unless another changed some of the same meanwhile, which is shown first.
fn saved(
    number: u64,
    facts: Facts,
    me: &Member,
    community: &Community,
    moment: &mut Moment,
) -> Result<Decision, Refusal> {
    let Some(draft) = facts.draft.as_ref().filter(|draft| draft.number() == number) else {
        return Err(Refusal::because(say("settings.no-draft").button("settings", Action::Settings(None))));
    };
    let names = Names::of(me, &facts);
    let merged = merged(draft.wishes(), draft.seen(), &facts.since, names, community);
    if merged.meanwhile.iter().any(|changed| merged.wishes.contains_key(&changed.place)) {
        let again = Draft::of(draft.group(), &merged.wishes, community);
        return Ok(
            Decision::reply(show::change(&again, &merged, names, community, moment)).and(again.kept(me))
        );
    }
    Ok(settled(&merged, &facts, me, community, moment))
}

/// By what it is settled when the digest comes: it goes by the community's clock.
const WHEN_IT_COMES: [Place; 4] = [Place::Zone, Place::Digest, Place::DigestDay, Place::DigestTime];

/// As it was wished from now on.
fn settled(
    merged: &Merged,
    facts: &Facts,
    me: &Member,
    community: &Community,
    moment: &mut Moment,
) -> Decision {
    let changed = merged.as_wished(community);
    let wished = |places: &[Place]| merged.has_one_of(places);
    let moves = wished(&WHEN_IT_COMES);
    let next = (moves && changed.digest.wanted).then(|| digest::upcoming(&changed, moment));
    let reply = show::saved(&merged.wishes, next, Names::of(me, facts), community, &changed);
    let decision = Decision::reply(reply).and(Draft::dropped(me));
    let mut decision = lowered(decision, &facts.mentors, &changed, me, moment);
    if wished(&[Place::Channel]) {
        decision = decision.and(Change::Hasten(Address::Channel));
    }
    // The digest comes by the community's clock.
    if moves || wished(&[Place::DigestChannel]) {
        return decision.and_all(digest::replanned(changed, moment));
    }
    decision.and(Change::Community(Box::new(changed)))
}

/// Those who would give more than anybody may here give as much as that, and hear so; but for the one who says so.
fn lowered(
    mut decision: Decision,
    mentors: &[Arc<Member>],
    community: &Community,
    me: &Member,
    moment: &mut Moment,
) -> Decision {
    let most = most(community);
    for member in mentors {
        let Some(before) = member.mentor.as_ref().map(|mentor| mentor.caps) else { continue };
        let caps = before.within(most);
        if before == caps {
            continue;
        }
        let Caps { day, week, minutes } = caps;
        let mut member = Member::clone(member);
        member.mentor.iter_mut().for_each(|mentor| mentor.caps = caps);
        let told = say("settings.lowered").with("day", day).with("week", week).with("minutes", minutes);
        let whom = member.id;
        decision = decision.and(Change::Member(Box::new(member)));
        if whom != me.id {
            let told = told.button("join", Action::Join(None)).message();
            decision = decision.and_tell(whom, Subject::Member(whom), Manner::Proactive, told, moment);
        }
    }
    decision
}

/// The most that a mentor may give here.
pub(super) fn most(community: &Community) -> Caps {
    let of = |setting| community.settings.of(setting);
    Caps {
        day: of(Setting::SessionsADay),
        week: of(Setting::SessionsAWeek),
        minutes: of(Setting::MinutesAWeek),
    }
}

/// Every form of settings.
#[cfg(test)]
pub(super) fn every_form() -> Vec<Form> {
    let community = crate::sample::community();
    Group::ALL.into_iter().map(|group| form(group, Seen::longest(), &community)).collect()
}

#[cfg(test)]
mod tests;
