//! Forms: filling in, sending, closing.

use serde_json::json;

use super::Person;
use crate::interact::{Ack, begin, deliver};
use crate::world::interaction::SUBMIT;
use crate::world::modal::Modal;

impl Person {
    /// Types into the form in front, by label or `custom_id`, and sends nothing yet.
    ///
    /// # Panics
    /// When no form is open, or it has no such field.
    pub fn fill(&self, field: &str, words: &str) {
        self.with_modal(|modal| {
            let inputs = modal.inputs();
            let input = inputs.iter().find(|input| input["label"] == field || input["custom_id"] == field);
            let input = input.unwrap_or_else(|| {
                panic!(
                    "there is no field {field:?}; there is {:?}",
                    inputs.iter().map(|one| &one["label"]).collect::<Vec<_>>()
                )
            });
            let custom_id = input["custom_id"].as_str().unwrap_or_default().to_owned();
            let is_short = input["style"] == 1;
            assert!(!is_short || !words.contains('\n'), "{field:?} has one line");
            modal.typed.insert(custom_id, words.to_owned());
        });
    }

    /// Fills in the form in front, by label, and sends it. It stays where no answer comes in time.
    ///
    /// # Panics
    /// When no form is open, or Discord's client would not send it: a field is missing, too long or too short.
    pub async fn submit(&self, values: &[(&str, &str)]) -> Ack {
        for (field, words) in values {
            self.fill(field, words);
        }
        let modal = self.with_modal(|modal| modal.clone());
        if let Some(trouble) = modal.trouble() {
            panic!("Discord's client does not send this: {trouble}");
        }
        let begun = {
            let now = self.inner.now();
            let mut world = self.inner.world();
            let data = json!({ "custom_id": modal.custom_id, "components": modal.submitted() });
            let name = format!("submission of {:?}", modal.title);
            begin(
                &mut world,
                (SUBMIT, &name),
                (&self.id, &modal.channel),
                modal.message.as_deref(),
                data,
                now,
            )
        };
        let ack = deliver(&self.inner, begun).await;
        if ack.in_time {
            self.set(|user| user.modal = None);
        }
        ack
    }

    /// Closes the form in front. The app does not hear of it.
    ///
    /// # Panics
    /// When no form is open.
    pub fn close_modal(&self) {
        self.with_modal(|_| ());
        self.set(|user| user.modal = None);
    }

    fn with_modal<T>(&self, how: impl FnOnce(&mut Modal) -> T) -> T {
        let mut world = self.inner.world();
        let modal = world.user_mut(&self.id).modal.as_mut();
        how(modal.unwrap_or_else(|| panic!("{} has no form before them", self.name)))
    }
}
