//! Nobody is asked who cannot be: not about their own question, not twice for the same one, and not while they do not
//! mentor or are away for long.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use smallwins_core::id::{AskId, MemberId};

use crate::rehearse::cast::Told;

/// Whoever is away for longer is not asked.
const LONG: TimeDelta = TimeDelta::days(4);

/// Who was asked for what.
#[derive(Default)]
pub(crate) struct Matched {
    asked: BTreeSet<(AskId, MemberId)>,
}

impl Matched {
    /// A mentor is asked. What is wrong with that, given what they told of themselves.
    pub(crate) fn asked(
        &mut self,
        ask: AskId,
        learner: Option<MemberId>,
        mentor: MemberId,
        told: &Told,
        now: DateTime<Utc>,
    ) -> Option<&'static str> {
        let again = !self.asked.insert((ask, mentor));
        match told.pause {
            _ if learner.is_none() => Some("for an ask that nobody made"),
            _ if learner == Some(mentor) => Some("for their own ask"),
            _ if again => Some("twice for the same ask"),
            _ if told.mentor.is_none() => Some("and is no mentor"),
            Some((from, until)) if from <= now && until - now > LONG => Some("and is away for long"),
            _ => None,
        }
    }

    /// Somebody was to be asked, and was not: what was promised was taken back before they heard of it.
    pub(crate) fn spared(&mut self, ask: AskId, mentor: MemberId) {
        self.asked.remove(&(ask, mentor));
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use smallwins_core::moment::Moment;

    use super::*;
    use crate::rehearse::cast::Caps;
    use crate::rehearse::hours::USUAL;

    #[test]
    fn each_who_must_not_be_asked_is_found() {
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let mut moment = Moment::new(now, 1);
        let [ana, ben] = [(); 2].map(|()| moment.id::<MemberId>());
        let mentor = Some(Caps { day: 1, week: 1, minutes: 20 });
        let told = Told { mentor, ..Told::new(Tz::UTC, &USUAL) };
        let mut matched = Matched::default();
        let mut asked = |learner, told: &Told| {
            let ask = moment.id();
            let first = matched.asked(ask, learner, ben, told, now);
            (first, matched.asked(ask, learner, ben, told, now))
        };
        assert_eq!(asked(Some(ana), &told), (None, Some("twice for the same ask")));
        assert_eq!(asked(Some(ben), &told).0, Some("for their own ask"));
        assert_eq!(asked(None, &told).0, Some("for an ask that nobody made"));
        assert_eq!(asked(Some(ana), &Told { mentor: None, ..told.clone() }).0, Some("and is no mentor"));
        let away = |days| Told { pause: Some((now, now + TimeDelta::days(days))), ..told.clone() };
        assert_eq!(asked(Some(ana), &away(5)).0, Some("and is away for long"));
        assert_eq!(asked(Some(ana), &away(3)).0, None);
        let ask = moment.id();
        assert_eq!(matched.asked(ask, Some(ana), ben, &told, now), None);
        matched.spared(ask, ben);
        assert_eq!(matched.asked(ask, Some(ana), ben, &told, now), None);
        assert_eq!(matched.asked(ask, Some(ana), ben, &told, now), Some("twice for the same ask"));
    }
}
