//! What those who run a community see. Each page is a struct with a template that fills the frame; the words stand in
//! `templates/board`.

pub(super) mod audit;
pub(super) mod enter;
pub(super) mod figure;
pub(super) mod frame;
pub(super) mod kpi;
pub(super) mod mentors;
pub(super) mod overview;
pub(super) mod shut;
pub(super) mod signals;
pub(super) mod under_way;
mod when;
