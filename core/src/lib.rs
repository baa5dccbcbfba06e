//! What Smallwins does, free of any database, network and platform.

mod act;
pub mod action;
pub mod affirmation;
pub mod ask;
pub mod calendar;
pub mod community;
pub mod decision;
pub mod fact;
pub mod follow_up;
pub mod id;
pub mod matching;
pub mod member;
pub mod mentoring;
pub mod message;
pub mod moment;
pub mod note;
pub mod platform;
#[cfg(test)]
mod sample;
pub mod script;
pub mod session;
pub mod store;
pub mod task;
pub mod text;
pub mod topic;
pub mod win;
pub mod work_off;
