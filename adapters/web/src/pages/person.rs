//! The form in which somebody new is described.

use askama::Template;
use chrono_tz::{TZ_VARIANTS, Tz};

use super::parts;
use crate::playground::players::{Application, MOST_PLAYERS, NameObjection, Objections};

/// The form, with what was typed and with what is wrong with it.
#[derive(Template)]
#[template(path = "person.html")]
pub(crate) struct PersonForm {
    application: Application,
    objections: Objections,
    zones: Vec<Tz>,
    most: usize,
}
parts!(PersonForm);

impl PersonForm {
    /// The form before anything is typed.
    pub(crate) fn empty() -> PersonForm {
        PersonForm::refused(Application::default(), Objections::default())
    }

    /// The form as it comes back.
    pub(crate) fn refused(application: Application, objections: Objections) -> PersonForm {
        let cities = TZ_VARIANTS.into_iter().filter(|zone| zone.name().contains('/'));
        let zones = cities.filter(|zone| !zone.name().starts_with("Etc/")).collect();
        PersonForm { application, objections, zones, most: MOST_PLAYERS }
    }
}
