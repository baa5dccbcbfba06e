//! The calls that answer somebody where they did something: by the token of an interaction, for fifteen minutes.

use std::time::Duration;

use serde_json::Value;
use serenity::all::{ApplicationId, InteractionId};
use serenity::http::{LightMethod, Request, Route};

use super::{Api, ApiError, PATIENCE, json};
use crate::inbound::Token;

impl Api {
    /// Says the first answer to an interaction, within a time.
    ///
    /// # Errors
    /// See [`ApiError`], as of every call.
    pub(crate) async fn answer(
        &self,
        id: u64,
        token: &Token,
        callback: &Value,
        within: Duration,
    ) -> Result<(), ApiError> {
        let route =
            Route::InteractionResponse { interaction_id: InteractionId::new(id), token: token.expose() };
        let request = Request::new(route, LightMethod::Post).body(Some(json(callback)));
        self.ask(request, within.min(PATIENCE)).await.map(drop)
    }

    /// Changes the first answer.
    ///
    /// # Errors
    /// As of every call.
    pub(crate) async fn change_answer(
        &self,
        application: u64,
        token: &Token,
        message: &Value,
    ) -> Result<(), ApiError> {
        let application_id = ApplicationId::new(application);
        let route = Route::WebhookOriginalInteractionResponse { application_id, token: token.expose() };
        self.tell(LightMethod::Patch, route, Some(message)).await
    }

    /// Says more after the first answer.
    ///
    /// # Errors
    /// As of every call.
    pub(crate) async fn follow_up(
        &self,
        application: u64,
        token: &Token,
        message: &Value,
    ) -> Result<(), ApiError> {
        let application_id = ApplicationId::new(application);
        let route = Route::WebhookFollowupMessages { application_id, token: token.expose() };
        self.tell(LightMethod::Post, route, Some(message)).await
    }
}
