//! The logic of what is not known: the set of ways in which a test can come out.

/// The ways in which a test can come out, of which one is the true one. Never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Possible(u8);

impl Possible {
    pub const NO: Possible = Possible(1);
    pub const YES: Possible = Possible(2);
    /// The test fails closed: an Allow does not grant, a Deny denies.
    pub const ERROR: Possible = Possible(4);
    pub const UNKNOWN: Possible = Possible(3);

    pub fn of(holds: bool) -> Possible {
        if holds { Possible::YES } else { Possible::NO }
    }

    /// One or the other.
    pub fn or_else(self, other: Possible) -> Possible {
        Possible(self.0 | other.0)
    }

    pub fn can_be(self, other: Possible) -> bool {
        self.0 & other.0 != 0
    }

    /// It is known how it comes out.
    pub fn is_decided(self) -> bool {
        self.0.count_ones() == 1
    }

    fn ways(self) -> impl Iterator<Item = Possible> {
        [Possible::NO, Possible::YES, Possible::ERROR].into_iter().filter(move |&way| self.can_be(way))
    }

    fn combined(self, other: Possible, one: impl Fn(Possible, Possible) -> Possible) -> Possible {
        let mut ways = 0;
        for left in self.ways() {
            for right in other.ways() {
                ways |= one(left, right).0;
            }
        }
        Possible(ways)
    }

    /// Both. What comes of an error beside a plain no is not known.
    pub fn and(self, other: Possible) -> Possible {
        self.combined(other, |left, right| match (left, right) {
            (Possible::YES, other) | (other, Possible::YES) => other,
            (Possible::NO, Possible::NO) => Possible::NO,
            (Possible::ERROR, Possible::ERROR) => Possible::ERROR,
            _ => Possible::NO.or_else(Possible::ERROR),
        })
    }

    /// The first that is not a plain no.
    pub fn or(self, other: Possible) -> Possible {
        self.combined(other, |left, right| if left == Possible::NO { right } else { left })
    }

    /// The other way round; an error stays one.
    pub fn inverse(self) -> Possible {
        Possible((self.0 & 4) | ((self.0 & 1) << 1) | ((self.0 & 2) >> 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_decided_where_every_way_leads_to_the_same() {
        assert_eq!(Possible::UNKNOWN.and(Possible::NO), Possible::NO);
        assert_eq!(Possible::UNKNOWN.or(Possible::YES), Possible::YES);
        assert_eq!(Possible::UNKNOWN.and(Possible::YES), Possible::UNKNOWN);
        assert_eq!(Possible::UNKNOWN.inverse(), Possible::UNKNOWN);
        assert_eq!(Possible::YES.inverse(), Possible::NO);
        assert_eq!(Possible::ERROR.inverse(), Possible::ERROR);
        assert_eq!(Possible::YES.and(Possible::ERROR), Possible::ERROR);
        assert!(!Possible::NO.and(Possible::ERROR).is_decided());
        assert_eq!(Possible::ERROR.or(Possible::YES), Possible::ERROR);
    }
}
