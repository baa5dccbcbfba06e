//! The binary `smallwins`, as a library so that a story in `tests/` runs on the very same wiring.
//!
//! In reading order: [`cli`] says what can be asked, [`config`] reads the settings and [`secret_key`] the key of
//! secrets, [`places`] says where people are, [`wire`] builds the object graph, [`serve`] runs it until [`stop`] says
//! so, [`doctor`], [`manifest`] and [`migrate`] help who runs it, [`kpis`] tells the numbers of one of the
//! [`communities`], [`audit`] what was changed there, [`holidays`] reads a calendar file, [`export`] and [`import`]
//! carry its journal out and in, [`match_file`] matches what stands in a file, [`rehearse`] plays a pilot before there
//! is one, [`logs`], [`meter`] and [`gauges`] tell what happened and how it goes, [`neighbour`] asks who holds an
//! address, [`trouble`] is every error with its fix.
//!
//! A new setting: a line in `config/keys.rs`, a field in [`config::Config`] and its flag. A new verb: a line in
//! [`cli`] and a file of its own.

pub mod audit;
pub mod cli;
pub mod communities;
pub mod config;
pub mod doctor;
pub mod export;
pub mod gauges;
pub mod holidays;
pub mod import;
pub mod kpis;
pub mod logs;
pub mod manifest;
pub mod match_file;
pub mod meter;
pub mod migrate;
pub mod neighbour;
pub mod places;
pub mod rehearse;
pub mod secret_key;
pub mod serve;
pub mod stop;
pub mod trouble;
pub mod wire;
