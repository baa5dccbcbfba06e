//! Two shares, compared by a normal test of Cohen's h.

use std::f64::consts::PI;

use crate::stats::distribution::{normal_quantile, normal_tail};

use super::{fewest, is_inside, pairs, smallest};

/// What is the least that an experiment would notice of a share, as differences above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detectable {
    /// How much the share would have to rise; `None` where even a rise to 1 would be missed too often.
    pub rise: Option<f64>,
    /// How much it would have to fall; `None` where even a fall to 0 would be missed too often.
    pub fall: Option<f64>,
}

/// The power to tell the shares p1 and p2, both from 0 to 1, from one another with n1 and n2 people.
///
/// The effect is h = 2 arcsin √p1 − 2 arcsin √p2, the power P(N > z − h√m) + P(N < −z − h√m) with m the arms' worth
/// in pairs and z the quantile of `alpha`/2. Cohen, "Statistical Power Analysis for the Behavioral Sciences" (2nd
/// edition 1988), ch. 6; statsmodels' `NormalIndPower` with `proportion_effectsize`. For equal shares it is
/// `alpha`.
pub fn power_of_two_proportions(p1: f64, p2: f64, n1: u64, n2: u64, alpha: f64) -> Option<f64> {
    if !(is_share(p1) && is_share(p2) && n1 > 0 && n2 > 0 && is_inside(alpha)) {
        return None;
    }
    Some(power(angle(p1) - angle(p2), pairs(n1, n2), normal_quantile(alpha / 2.0)))
}

/// The smallest change of the share p, in either direction, that is noticed with a given power, n people in each arm.
///
/// The effect h that [`power_of_two_proportions`] gives that power, turned back into a share: sin²(arcsin √p ±
/// h/2). The difference of the two squares is worked out as a product. Zero for a power that `alpha` alone has.
pub fn detectable_difference(p: f64, n_per_arm: u64, power_wanted: f64, alpha: f64) -> Option<Detectable> {
    if !(is_share(p) && n_per_arm > 0 && is_inside(power_wanted) && is_inside(alpha)) {
        return None;
    }
    let (pairs, z) = (pairs(n_per_arm, n_per_arm), normal_quantile(alpha / 2.0));
    let is_enough = |h: f64| power(h, pairs, z) >= power_wanted;
    Some(Detectable {
        rise: smallest(PI - angle(p), is_enough).map(|h| (angle(p) + h / 2.0).sin() * (h / 2.0).sin()),
        fall: smallest(angle(p), is_enough).map(|h| (angle(p) - h / 2.0).sin() * (h / 2.0).sin()),
    })
}

/// How many people each of two equal arms needs to tell p1 and p2 from one another with a given power.
///
/// `None` also where no number suffices, as for equal shares.
pub fn needed_for_proportions(p1: f64, p2: f64, power_wanted: f64, alpha: f64) -> Option<u64> {
    if !(is_share(p1) && is_share(p2) && is_inside(power_wanted) && is_inside(alpha)) {
        return None;
    }
    let (h, z) = (angle(p1) - angle(p2), normal_quantile(alpha / 2.0));
    fewest(1, |n| power(h, pairs(n, n), z) >= power_wanted)
}

fn power(h: f64, pairs: f64, z: f64) -> f64 {
    let shift = h * pairs.sqrt();
    normal_tail(z - shift) + normal_tail(z + shift)
}

/// A share as an angle, on which chance is equally wide everywhere.
fn angle(p: f64) -> f64 {
    2.0 * p.sqrt().asin()
}

fn is_share(p: f64) -> bool {
    (0.0..=1.0).contains(&p)
}
