//! The archive of a player. Anybody in a playground can act as anybody, so it is for whoever asks.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use smallwins_core::archive::{KIND, NAME, archive as file};
use smallwins_core::platform::Handle;
use smallwins_core::store::CallId;

use crate::pages::trouble::Trouble;
use crate::playground::Playground;

pub(super) async fn archive(
    State(playground): State<Arc<Playground>>,
    Path(handle): Path<String>,
) -> Result<Response, Trouble> {
    let community = playground.community();
    let (store, now) = (playground.mentoring().store(), playground.mentoring().now());
    let call = CallId(String::new());
    let known = store.entrance(community.scope(), &call, Some(&Handle(handle))).await;
    let member = known.map_err(|_| Trouble::Store)?.speaker.ok_or(Trouble::NobodyHere)?;
    let bytes = file(&**store, &community, &member, now).await.map_err(|_| Trouble::Store)?;
    let named = format!("attachment; filename=\"{NAME}\"");
    Ok(([(CONTENT_TYPE, KIND.to_owned()), (CONTENT_DISPOSITION, named)], bytes).into_response())
}
