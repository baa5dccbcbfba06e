//! What people have on their screens: buttons of today and of long ago, and the form that opened last.

use std::collections::VecDeque;

use rand::Rng;
use rand::rngs::StdRng;
use smallwins_core::action::Action;
use smallwins_core::mentoring::Said;
use smallwins_core::message::{Block, Form, Message};

use crate::rehearse::act::Means;

/// So many buttons are within reach of somebody's thumb.
const WITHIN_REACH: usize = 60;

/// What everybody sees.
pub(super) struct Shown {
    buttons: Vec<VecDeque<Action>>,
    forms: Vec<Option<Form>>,
}

impl Shown {
    pub(super) fn to(people: usize) -> Shown {
        Shown { buttons: vec![VecDeque::new(); people], forms: vec![None; people] }
    }

    /// Somebody reads a message.
    pub(super) fn read(&mut self, who: usize, message: &Message) {
        let buttons = &mut self.buttons[who];
        for block in &message.blocks {
            if let Block::Buttons(row) = block {
                buttons.extend(row.iter().map(|button| button.action.clone()));
            }
        }
        let over = buttons.len().saturating_sub(WITHIN_REACH);
        buttons.drain(..over);
    }

    /// A form opens for somebody.
    pub(super) fn open(&mut self, who: usize, form: Form) {
        self.forms[who] = Some(form);
    }

    /// Some button that somebody sees, and what is meant by it.
    pub(super) fn button(&self, who: usize, chance: &mut StdRng) -> Option<(Said, Means)> {
        let buttons = &self.buttons[who];
        let action = buttons.get(chance.random_range(0..buttons.len().max(1)))?;
        let means = match action {
            Action::Zone(Some(zone)) => zone.get().parse().map_or(Means::Nothing, Means::Zone),
            _ => Means::Nothing,
        };
        Some((Said::Press(action.to_string()), means))
    }

    /// The form that opened last for somebody, however long ago.
    pub(super) fn form(&self, who: usize) -> Option<Form> {
        self.forms[who].clone()
    }
}
