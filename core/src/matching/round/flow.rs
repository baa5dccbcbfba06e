//! Asks on their way to seats: where each is, and the prices by which that is the best over the pairs that are known.
//!
//! A unit flows from each ask to a mentor, and from there through a seat to the end; or from an ask straight to the
//! end, when it stays without. What a pair costs with its mentor's price is never less than the ask's worth, and no
//! more where the ask sits; a seat that is dearer than the price is free, one that is cheaper is taken. That always
//! holds, whatever the prices. What may be missing is the balance: asks are adrift that sit nowhere, mentors have
//! taken seats where nobody sits, the end got more than there are asks, or less. Every unit that is too much goes to
//! where one is lacking, through what costs nothing (see `moves`); when there is no such way, prices change until there
//! is one (see `reach`). When all is balanced, it is the best outcome.

use super::known::Known;
use super::{Outcome, Round};

/// Where an ask is that is adrift.
pub(super) const NOWHERE: u32 = u32::MAX;

pub(super) struct Flow<'a> {
    pub(super) round: &'a Round,
    pub(super) known: &'a Known,
    /// All costs and prices lose so many bits at the end, so that many ways cost the same.
    shift: u32,
    /// What staying without costs beside its price.
    lift: i64,
    /// The end's place among the mentors: behind them. Those who stay without sit there.
    pub(super) end: usize,
    /// Of mentors and, always nothing, of the end.
    pub(super) prices: Vec<i64>,
    pub(super) worth: Vec<i64>,
    /// Of each ask, where it sits.
    pub(super) home: Vec<u32>,
    /// And where in the list of those who sit there.
    spot: Vec<u32>,
    pub(super) sit: Vec<Vec<u32>>,
    /// How many of a mentor's seats are taken, by somebody or for somebody.
    pub(super) taken: Vec<usize>,
    pub(super) adrift: Vec<u32>,
    /// How many units the end lacks, or has too many when it is negative.
    pub(super) lack: i64,
}

impl<'a> Flow<'a> {
    /// Where everybody stays who can, from an outcome that need not be one over the pairs that are known.
    pub(super) fn new(
        round: &'a Round,
        known: &'a Known,
        (lift, shift): (i64, u32),
        before: &Outcome,
    ) -> Self {
        let (asks, end) = (round.unmatched.len(), round.seats.len());
        let mut flow = Flow {
            round,
            known,
            shift,
            lift,
            end,
            prices: before.prices.iter().map(|price| price >> shift).chain([0]).collect(),
            worth: Vec::with_capacity(asks),
            home: vec![NOWHERE; asks],
            spot: vec![0; asks],
            sit: vec![Vec::new(); end + 1],
            taken: Vec::with_capacity(end),
            adrift: Vec::new(),
            lack: 0,
        };
        for (ask, mentor) in (0..).zip(&before.mentors) {
            flow.seat(ask, mentor.map_or(end, |mentor| mentor as usize));
        }
        for mentor in 0..end {
            flow.take_seats(mentor);
        }
        flow.adrift = (0..asks as u32).filter(|ask| flow.home[*ask as usize] == NOWHERE).collect();
        flow.lack = asks as i64 - flow.sit[end].len() as i64 - flow.taken.iter().sum::<usize>() as i64;
        flow
    }

    /// Finds the worth of an ask, and lets it sit where it sat before when that is still worth it.
    fn seat(&mut self, ask: u32, before: usize) {
        let without = self.without(ask);
        let mut worth = without;
        let mut there = (before == self.end).then_some(without);
        for (mentor, cost) in self.known.of(ask as usize) {
            let sum = self.rounded(*cost) + self.prices[*mentor as usize];
            worth = worth.min(sum);
            if before == *mentor as usize {
                there = Some(sum);
            }
        }
        self.worth.push(worth);
        if there == Some(worth) {
            self.sit_down(ask, before);
        }
    }

    /// Takes the seats that are worth their price, and lets nobody sit on others.
    fn take_seats(&mut self, mentor: usize) {
        let price = self.prices[mentor];
        let seats = &self.round.seats[mentor];
        let cheaper = seats.partition_point(|seat| self.rounded(*seat) < price);
        let worth_it = seats.partition_point(|seat| self.rounded(*seat) <= price);
        while self.sit[mentor].len() > worth_it {
            let last = self.sit[mentor][self.sit[mentor].len() - 1];
            self.stand_up(last);
        }
        self.taken.push(self.sit[mentor].len().max(cheaper));
    }

    /// A cost, or the price of a seat, without the bits that are left out.
    pub(super) fn rounded(&self, cost: i32) -> i64 {
        i64::from(cost >> self.shift)
    }

    /// What it costs when an ask stays without.
    pub(super) fn without(&self, ask: u32) -> i64 {
        (self.lift + i64::from(self.round.unmatched[ask as usize])) >> self.shift
    }

    /// The price of a mentor's next free seat.
    pub(super) fn next_seat(&self, mentor: usize) -> Option<i64> {
        self.round.seats[mentor].get(self.taken[mentor]).map(|price| self.rounded(*price))
    }

    /// The price of a mentor's seat that was taken last.
    pub(super) fn last_seat(&self, mentor: usize) -> Option<i64> {
        let last = self.taken[mentor].checked_sub(1)?;
        Some(self.rounded(self.round.seats[mentor][last]))
    }

    /// How many units are lacking there.
    pub(super) fn lacks(&self, node: usize) -> usize {
        if node == self.end { self.lack.max(0) as usize } else { self.taken[node] - self.sit[node].len() }
    }

    /// How many units are too many, in all.
    pub(super) fn too_many(&self) -> usize {
        self.adrift.len() + (-self.lack).max(0) as usize
    }

    pub(super) fn sit_down(&mut self, ask: u32, node: usize) {
        self.home[ask as usize] = node as u32;
        self.spot[ask as usize] = self.sit[node].len() as u32;
        self.sit[node].push(ask);
    }

    pub(super) fn stand_up(&mut self, ask: u32) {
        let home = std::mem::replace(&mut self.home[ask as usize], NOWHERE);
        if home == NOWHERE {
            return;
        }
        let (sit, spot) = (&mut self.sit[home as usize], self.spot[ask as usize]);
        sit.swap_remove(spot as usize);
        if let Some(other) = sit.get(spot as usize) {
            self.spot[*other as usize] = spot;
        }
    }

    /// What it came to. Whoever is adrift is told as one who stays without.
    pub(super) fn outcome(mut self) -> Outcome {
        for mentor in 0..self.end {
            // Nothing but their first seat keeps the price of a mentor with whom nobody sits; to those who do not know
            // them yet, less would seem a bargain.
            if let Some(seat) = self.next_seat(mentor).filter(|_| self.taken[mentor] == 0) {
                self.prices[mentor] = seat;
            }
        }
        let (end, shift) = (self.end, self.shift);
        let mentors = self.home.into_iter().map(|home| ((home as usize) < end).then_some(home)).collect();
        let whole = |values: Vec<i64>| values.into_iter().map(|value| value << shift);
        Outcome {
            mentors,
            prices: whole(self.prices).take(end).collect(),
            worth: whole(self.worth).collect(),
        }
    }
}
