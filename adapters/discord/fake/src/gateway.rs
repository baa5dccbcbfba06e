//! The gateway: sockets that the app opens, and what it hears on them.

mod first;
mod frame;
mod hear;
mod sessions;
mod socket;
mod tell;

pub(crate) use sessions::{Order, Sessions};
pub(crate) use socket::answer;
