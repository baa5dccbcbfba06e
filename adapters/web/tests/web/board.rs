//! The dashboard, by a browser's requests to it.

mod door;
mod house;
mod pages;
mod playground;
mod sample;
