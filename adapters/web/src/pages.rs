//! What people see. Each part is a struct with a template, and writes itself into the template of a larger part.
//!
//! Every word of the playground's own stands in `templates/`; every text of a person passes through askama's
//! escaping and [`words::visible`].

pub(crate) mod answer;
pub(crate) mod around;
pub(crate) mod clock;
pub(crate) mod column;
pub(crate) mod dialog;
pub(crate) mod due;
pub(crate) mod frames;
pub(crate) mod hints;
pub(crate) mod line;
pub(crate) mod page;
pub(crate) mod person;
pub(crate) mod trouble;
pub(crate) mod words;

use askama::Template;

use dialog::Dialog;
use person::PersonForm;

/// Marks parts whose own templates have escaped everything, so that a larger part takes them as they are.
macro_rules! parts {
    ($($part:ident $(<$life:lifetime>)?),+ $(,)?) => {$(
        impl $(<$life>)? askama::filters::HtmlSafe for $part $(<$life>)? {}
    )+};
}
pub(crate) use parts;

/// A dialog that stands open.
#[derive(Template)]
#[template(path = "open.html")]
pub(crate) enum Open {
    /// One of Smallwins's forms.
    Form(Box<Dialog>),
    /// Somebody new is described.
    Person(Box<PersonForm>),
}
parts!(Open);

impl From<Dialog> for Open {
    fn from(dialog: Dialog) -> Self {
        Open::Form(Box::new(dialog))
    }
}

impl From<PersonForm> for Open {
    fn from(form: PersonForm) -> Self {
        Open::Person(Box::new(form))
    }
}
