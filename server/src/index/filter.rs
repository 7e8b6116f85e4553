//! The filter tree and what it means.

use super::{Payload, Value};

/// Which points count.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// The field has this value.
    Eq(String, Value),
    /// The field has one of these values.
    In(String, Vec<Value>),
    /// The field has a number in `min..=max`; an absent bound is open.
    Range {
        /// Field.
        key: String,
        /// Least.
        min: Option<f64>,
        /// Greatest.
        max: Option<f64>,
    },
    /// The field has a point at most so far away.
    GeoRadius {
        /// Field.
        key: String,
        /// Latitude and longitude of the centre, degrees.
        centre: (f64, f64),
        /// Kilometres.
        km: f64,
    },
    /// All of them; none: true.
    And(Vec<Filter>),
    /// One of them; none: false.
    Or(Vec<Filter>),
    /// Not this one.
    Not(Box<Filter>),
}

impl Default for Filter {
    fn default() -> Self {
        Self::And(Vec::new())
    }
}

impl Filter {
    /// True where a point with this payload passes.
    pub fn passes(&self, payload: &Payload) -> bool {
        let any =
            |key: &str, holds: &dyn Fn(&Value) -> bool| payload.get(key).is_some_and(|v| v.iter().any(holds));
        match self {
            Self::Eq(key, value) => any(key, &|found| found == value),
            Self::In(key, values) => any(key, &|found| values.contains(found)),
            Self::Range { key, min, max } => any(key, &|found| match found {
                Value::Number(n) => min.is_none_or(|min| *n >= min) && max.is_none_or(|max| *n <= max),
                Value::Text(_) | Value::Geo(..) => false,
            }),
            Self::GeoRadius { key, centre, km } => any(key, &|found| match found {
                Value::Geo(lat, lon) => distance_km(*centre, (*lat, *lon)) <= *km,
                Value::Text(_) | Value::Number(_) => false,
            }),
            Self::And(all) => all.iter().all(|filter| filter.passes(payload)),
            Self::Or(some) => some.iter().any(|filter| filter.passes(payload)),
            Self::Not(filter) => !filter.passes(payload),
        }
    }
}

/// Great-circle distance of two points (latitude, longitude in degrees), kilometres.
pub fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    const EARTH_KM: f64 = 6371.0;
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (lat, lon) = (lat_b - lat_a, (b.1 - a.1).to_radians());
    let h = (lat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (lon / 2.0).sin().powi(2);
    2.0 * EARTH_KM * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Value {
        Value::Text(value.into())
    }

    #[test]
    fn every_kind_of_condition_holds_where_it_should() {
        let payload = Payload::from([
            ("side".to_string(), vec![text("offer")]),
            ("rome".to_string(), vec![text("G1602"), text("G1603")]),
            ("hours".to_string(), vec![Value::Number(35.0)]),
            ("at".to_string(), vec![Value::Geo(43.604, 1.444)]),
        ]);
        let near = |km| Filter::GeoRadius { key: "at".into(), centre: (43.93, 2.15), km };
        let range = |min, max| Filter::Range { key: "hours".into(), min, max };
        for (filter, expected) in [
            (Filter::default(), true),
            (Filter::Or(vec![]), false),
            (Filter::Eq("rome".into(), text("G1603")), true),
            (Filter::Eq("none".into(), text("G1603")), false),
            (Filter::In("side".into(), vec![text("course"), text("offer")]), true),
            (range(Some(35.0), None), true),
            (range(None, Some(34.9)), false),
            (near(60.0), false),
            (near(70.0), true),
            (Filter::Not(Box::new(near(70.0))), false),
            (Filter::And(vec![near(70.0), range(None, None)]), true),
        ] {
            assert_eq!(filter.passes(&payload), expected, "{filter:?}");
        }
    }
}
