//! The dashboard, by a browser's requests to it.

mod audit;
mod door;
mod files;
mod guesses;
mod house;
mod many;
mod mentors;
mod pages;
mod playground;
pub(crate) mod sample;
mod signals;
mod trends;
