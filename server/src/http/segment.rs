//! Which part of the market a request is about: parameters in; a checked [`Segment`] out.

use super::problem::{ApiError, Fault};
use crate::store::{Period, Scope, Segment};
use passerelle_engine::taxonomy::{OccupationCode, Taxonomy};
use serde::Deserialize;
use utoipa::IntoParams;

/// Part of the market.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SegmentQuery {
    /// Code of an occupation.
    #[param(example = "G1609")]
    pub occupation: Option<String>,
    /// First characters of the codes of a domain, instead of `occupation`.
    #[param(example = "G16")]
    pub domain: Option<String>,
    /// Code of a département; everywhere where absent.
    #[param(example = "31")]
    pub territory: Option<String>,
    /// First month, `YYYY-MM`.
    #[param(example = "2026-01")]
    pub since: Option<String>,
    /// Last month, `YYYY-MM`.
    pub until: Option<String>,
    /// Lines of each list, 1 to 100; 20 where absent.
    pub limit: Option<usize>,
}

impl SegmentQuery {
    /// The segment, checked.
    pub fn segment(&self, taxonomy: &Taxonomy) -> Result<Segment, ApiError> {
        let mut faults = Vec::new();
        for (name, month) in [("since", &self.since), ("until", &self.until)] {
            if month.as_deref().is_some_and(|month| !is_month(month)) {
                faults.push(Fault::new(name, "must be a month such as 2026-01"));
            }
        }
        if let (Some(since), Some(until)) = (&self.since, &self.until)
            && since > until
        {
            faults.push(Fault::new("until", "lies before since"));
        }
        let territory = self.territory.clone().filter(|territory| !territory.is_empty());
        if territory.as_deref().is_some_and(|code| !is_territory(code)) {
            faults.push(Fault::new("territory", "must be the code of a département such as 31, 2A or 974"));
        }
        let scope = self.scope(taxonomy, &mut faults)?;
        if !faults.is_empty() {
            return Err(ApiError::Invalid(faults));
        }
        Ok(Segment {
            scope,
            territory,
            period: Period { since: self.since.clone(), until: self.until.clone() },
        })
    }

    fn scope(&self, taxonomy: &Taxonomy, faults: &mut Vec<Fault>) -> Result<Scope, ApiError> {
        match (&self.occupation, &self.domain) {
            (Some(_), Some(_)) => {
                faults.push(Fault::new("domain", "is given beside occupation; send one of them"));
                Ok(Scope::All)
            }
            (Some(code), None) => {
                let known = OccupationCode(code.clone());
                if taxonomy.occupation(&known).is_some() {
                    Ok(Scope::Occupation(known))
                } else {
                    Err(ApiError::UnknownOccupation { code: code.clone(), taxonomy: taxonomy.tag() })
                }
            }
            (None, Some(domain)) => {
                let known = |domain: &str| {
                    taxonomy.occupations().iter().any(|occupation| occupation.code.0.starts_with(domain))
                };
                if domain.is_empty() || !known(domain) {
                    faults.push(Fault::new("domain", "is the beginning of no occupation's code"));
                }
                Ok(Scope::Domain(domain.clone()))
            }
            (None, None) => Ok(Scope::All),
        }
    }
}

fn is_month(text: &str) -> bool {
    let Some((year, month)) = text.split_once('-') else { return false };
    let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    digits(year, 4) && digits(month, 2) && ("01"..="12").contains(&month)
}

fn is_territory(code: &str) -> bool {
    (2..=3).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::double::taxonomy;

    fn query(list: &[(&str, &str)]) -> SegmentQuery {
        let get = |name: &str| list.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        SegmentQuery {
            occupation: get("occupation"),
            domain: get("domain"),
            territory: get("territory"),
            since: get("since"),
            until: get("until"),
            limit: None,
        }
    }

    #[test]
    fn a_segment_is_taken_over() {
        let segment = query(&[("occupation", "G1602"), ("territory", "31"), ("since", "2026-01")]);
        let segment = segment.segment(&taxonomy()).unwrap();
        assert_eq!(segment.scope, Scope::Occupation(OccupationCode("G1602".into())));
        assert_eq!(segment.period.since.as_deref(), Some("2026-01"));
    }

    #[test]
    fn what_makes_no_segment_is_refused() {
        for list in [
            vec![("since", "2026-13")],
            vec![("since", "2026-02"), ("until", "2026-01")],
            vec![("territory", "Haute-Garonne")],
            vec![("occupation", "G1602"), ("domain", "G")],
            vec![("domain", "Z")],
        ] {
            assert!(matches!(query(&list).segment(&taxonomy()), Err(ApiError::Invalid(_))), "{list:?}");
        }
        let unknown = query(&[("occupation", "Z9999")]).segment(&taxonomy());
        assert!(matches!(unknown, Err(ApiError::UnknownOccupation { .. })));
    }
}
