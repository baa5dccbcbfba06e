//! Modals and homes.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::method::args::{Arg, Kind};
use crate::method::post::fill_ids;
use crate::method::{Body, Call, Method, Token};
use crate::refusal::Refusal;
use crate::world::ticket::TRIGGER_LASTS;
use crate::world::view::{STACK, View};
use crate::world::{World, ticket::Trigger};

pub(super) const METHODS: &[Method] = &[
    Method {
        name: "views.open",
        token: Token::Bot,
        scopes: &[],
        body: Body::Json,
        a_minute: 100,
        args: &[Arg::needed("trigger_id", Kind::Text), Arg::needed("view", Kind::Object)],
        run: open,
    },
    Method {
        name: "views.push",
        token: Token::Bot,
        scopes: &[],
        body: Body::Json,
        a_minute: 100,
        args: &[Arg::needed("trigger_id", Kind::Text), Arg::needed("view", Kind::Object)],
        run: push,
    },
    Method {
        name: "views.update",
        token: Token::Bot,
        scopes: &[],
        body: Body::Json,
        a_minute: 100,
        args: &[
            Arg::needed("view", Kind::Object),
            Arg::may("view_id", Kind::Text),
            Arg::may("external_id", Kind::Text),
            Arg::may("hash", Kind::Text),
        ],
        run: update,
    },
    Method {
        name: "views.publish",
        token: Token::Bot,
        scopes: &[],
        body: Body::Json,
        a_minute: 100,
        args: &[
            Arg::needed("user_id", Kind::Text),
            Arg::needed("view", Kind::Object),
            Arg::may("hash", Kind::Text),
        ],
        run: publish,
    },
];

fn open(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let view = judged(call, "modal", None)?;
    let trigger = exchange(call)?;
    if trigger.in_modal.is_some() {
        return Err(Refusal::wrong("invalid_trigger_id", "in a modal another one is pushed, not opened"));
    }
    let shown = call.world.show(&trigger.team, &trigger.user, view, None, call.now);
    Ok(answer(call, &shown))
}

fn push(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let view = judged(call, "modal", None)?;
    let trigger = exchange(call)?;
    let Some(below) = trigger.in_modal else {
        return Err(Refusal::wrong("invalid_trigger_id", "only what was pressed in a modal pushes another"));
    };
    let stack = &call.team().user(&trigger.user)?.modals;
    if !stack.contains(&below) {
        return Err(Refusal::told("not_found"));
    }
    if stack.len() >= STACK {
        return Err(Refusal::wrong("push_limit_reached", "three modals lie on one another at most"));
    }
    let shown = call.world.show(&trigger.team, &trigger.user, view, Some(&below), call.now);
    Ok(answer(call, &shown))
}

fn update(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let (id, external, team) = (call.text("view_id"), call.text("external_id"), call.team_id());
    if id.is_empty() == external.is_empty() {
        return Err(Refusal::wrong("invalid_arguments", "either view_id or external_id"));
    }
    let mut views = call.world.views.values().filter(|view| view.team == team && view.open);
    let meant = views.find(|view| view.id == id || (id.is_empty() && view.external_id() == Some(external)));
    let view = meant.cloned().ok_or_else(|| Refusal::told("not_found"))?;
    let content = judged(call, view.content["type"].as_str().unwrap_or_default(), Some(&view.id))?;
    same_hash(call, &view)?;
    call.world.replace_view(&view.id, content, call.now);
    Ok(answer(call, &view.id))
}

fn publish(call: &mut Call<'_>) -> Result<Value, Refusal> {
    let user = call.text("user_id").to_owned();
    let team = call.team_id();
    if !call.world.app.home_tab {
        return Err(Refusal::told("not_enabled"));
    }
    let home = call.team().user(&user)?.home.clone();
    let content = judged(call, "home", home.as_deref())?;
    let Some(home) = home else {
        let id = call.world.show(&team, &user, content, None, call.now);
        return Ok(answer(call, &id));
    };
    let view = call.world.views[&home].clone();
    same_hash(call, &view)?;
    call.world.replace_view(&home, content, call.now);
    Ok(answer(call, &home))
}

/// The view of these arguments, judged, with ids filled in.
fn judged(call: &mut Call<'_>, kind: &str, own: Option<&str>) -> Result<Value, Refusal> {
    let view = call.args["view"].clone();
    if view["type"] != kind {
        return Err(Refusal::wrong("invalid_arguments", format!("the view has to be of type {kind}")));
    }
    let team = call.team_id();
    call.world.judge_view(&team, view, own)
}

/// Uses the trigger up.
fn exchange(call: &mut Call<'_>) -> Result<Trigger, Refusal> {
    let (id, team, now) = (call.text("trigger_id").to_owned(), call.team_id(), call.now);
    let trigger = call.world.triggers.get_mut(&id).filter(|trigger| trigger.team == team);
    let trigger = trigger.ok_or_else(|| {
        Refusal::wrong("invalid_trigger_id", "no such trigger was handed out in this workspace")
    })?;
    if trigger.used {
        return Err(Refusal::wrong("exchanged_trigger_id", "a trigger opens one modal"));
    }
    if now - trigger.at >= TRIGGER_LASTS {
        return Err(Refusal::wrong("expired_trigger_id", "a trigger lasts three seconds"));
    }
    trigger.used = true;
    Ok(trigger.clone())
}

fn same_hash(call: &Call<'_>, view: &View) -> Result<(), Refusal> {
    let hash = call.text("hash");
    match hash.is_empty() || hash == view.hash {
        true => Ok(()),
        false => Err(Refusal::told("hash_conflict")),
    }
}

fn answer(call: &Call<'_>, view: &str) -> Value {
    json!({ "view": call.world.views[view].json(&call.world.app.id, &call.install().bot_id) })
}

impl World {
    /// Judges a view for this workspace; `own` is the view that it replaces.
    pub(crate) fn judge_view(
        &mut self,
        team: &str,
        view: Value,
        own: Option<&str>,
    ) -> Result<Value, Refusal> {
        crate::judge::view(&view, &self.intended)?;
        let external = view["external_id"].as_str().filter(|id| !id.is_empty());
        let mut others = self.views.values().filter(|other| other.team == team && Some(&*other.id) != own);
        if external.is_some() && others.any(|other| other.open && other.external_id() == external) {
            return Err(Refusal::wrong("duplicate_external_id", "another view has this external_id"));
        }
        let mut view = view;
        if let Some(blocks) = view["blocks"].as_array_mut() {
            fill_ids(self, blocks);
        }
        Ok(view)
    }

    /// Puts a judged view in front of somebody: a home, a first modal, or one upon another.
    pub(crate) fn show(
        &mut self,
        team: &str,
        user: &str,
        content: Value,
        below: Option<&str>,
        now: DateTime<Utc>,
    ) -> String {
        let id = self.id("V", "");
        let hash = self.hash(now);
        let root = below.map_or(&id, |below| &self.views[below].root).clone();
        let view = View {
            id: id.clone(),
            team: team.to_owned(),
            user: user.to_owned(),
            content,
            hash,
            root,
            previous: below.map(str::to_owned),
            errors: Default::default(),
            typed: Default::default(),
            open: true,
        };
        let is_home = view.is_home();
        let member = self.team_mut(team).user_mut(user);
        if is_home {
            member.home = Some(id.clone());
        } else {
            member.modals.push(id.clone());
        }
        self.views.insert(id.clone(), view);
        id
    }

    /// Shows something else in the same place.
    pub(crate) fn replace_view(&mut self, id: &str, content: Value, now: DateTime<Utc>) {
        let hash = self.hash(now);
        self.views.get_mut(id).expect("the view was just looked up").replace(content, hash);
    }

    fn hash(&mut self, now: DateTime<Utc>) -> String {
        format!("{}.{:08x}", now.timestamp(), self.number())
    }
}
