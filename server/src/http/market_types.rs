//! Figures of the market in the form that leaves the program: JSON over HTTP, lines of a table.

use super::docs_types::Kind;
use super::views::label_of;
use crate::market::stats::Interval;
use crate::market::{Compatibility, Demand, Figures, Gap, GapReport, Surplus};
use passerelle_engine::taxonomy::{ConceptKind, Taxonomy};
use serde::Serialize;
use utoipa::ToSchema;

/// Whether there are figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// There are.
    Known,
    /// Too few offers for any: no number is given.
    InsufficientData,
}

impl Status {
    /// The name in JSON and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::InsufficientData => "insufficient_data",
        }
    }
}

/// A 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct IntervalView {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

impl From<Interval> for IntervalView {
    fn from(interval: Interval) -> Self {
        Self { low: interval.low, high: interval.high }
    }
}

/// How much a concept is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DemandView {
    /// Identifier of the concept.
    pub id: String,
    /// Its label.
    pub label: String,
    /// What sort of thing it is, where the taxonomy in use knows it.
    #[schema(value_type = Option<Kind>)]
    pub kind: Option<ConceptKind>,
    /// Offers that name it.
    pub naming: u64,
    /// Share of the offers that ask for it, 0 to 1: required 1, wished 0.5, × confidence, drawn towards the
    /// figure of all territories where there are few offers.
    pub demand: f64,
    /// Interval of `demand`.
    pub interval: IntervalView,
}

impl From<Demand> for DemandView {
    fn from(demand: Demand) -> Self {
        Self {
            id: demand.concept.0,
            label: demand.label,
            kind: demand.kind,
            naming: demand.naming,
            demand: demand.demand,
            interval: demand.interval.into(),
        }
    }
}

/// A concept that is asked for, and how far it is taught.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GapView {
    /// How much it is asked for.
    #[serde(flatten)]
    pub demand: DemandView,
    /// How far the courses teach it, 0 to 1.
    pub coverage: f64,
    /// Courses that teach it, itself or a near one.
    pub teaching: u32,
    /// demand · (1 − coverage).
    pub gap: f64,
    /// Interval of `gap`.
    pub gap_interval: IntervalView,
}

impl From<Gap> for GapView {
    fn from(gap: Gap) -> Self {
        let Gap { demand, coverage, teaching, gap, gap_interval } = gap;
        Self { demand: demand.into(), coverage, teaching, gap, gap_interval: gap_interval.into() }
    }
}

/// A concept that is taught more than it is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SurplusView {
    /// Identifier of the concept.
    pub id: String,
    /// Its label.
    pub label: String,
    /// How far the courses teach it, 0 to 1.
    pub coverage: f64,
    /// How much it is asked for, 0 to 1.
    pub demand: f64,
    /// coverage · (1 − demand).
    pub surplus: f64,
}

impl From<Surplus> for SurplusView {
    fn from(surplus: Surplus) -> Self {
        let Surplus { concept, label, coverage, demand, surplus } = surplus;
        Self { id: concept.0, label, coverage, demand, surplus }
    }
}

/// How well a course serves the segment.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CompatibilityView {
    /// Identifier of the course.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Σ demand · taught / Σ demand, 0 to 1.
    pub compatibility: f64,
    /// Labels of the most demanded concepts it teaches.
    pub teaches: Vec<String>,
}

/// Demand and supply of one segment.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct GapSegment {
    /// Code of the occupation, where the segment is one.
    pub occupation: Option<String>,
    /// Name of the occupation, where the taxonomy in use knows it.
    pub occupation_label: Option<String>,
    /// Whether there are figures.
    pub status: Status,
    /// Offers of the segment.
    pub offers: u64,
    /// Courses of the segment.
    pub courses: u64,
    /// Offers it takes for figures, where there are none.
    pub needed: Option<u64>,
    /// Asked for and how far taught, widest gap first.
    pub gaps: Vec<GapView>,
    /// Taught beyond demand, largest first.
    pub surpluses: Vec<SurplusView>,
    /// How well each course serves the segment, best first.
    pub compatibility: Vec<CompatibilityView>,
}

impl GapSegment {
    /// The figures of an occupation, or of a wider segment; at most `limit` lines a list.
    pub fn of(
        occupation: Option<(String, Option<String>)>,
        figures: Figures<GapReport>,
        limit: usize,
        taxonomy: &Taxonomy,
    ) -> Self {
        let (code, label) = occupation.map_or((None, None), |(code, label)| (Some(code), label));
        let empty = Self {
            occupation: code,
            occupation_label: label,
            status: Status::InsufficientData,
            offers: 0,
            courses: 0,
            needed: None,
            gaps: Vec::new(),
            surpluses: Vec::new(),
            compatibility: Vec::new(),
        };
        match figures {
            Figures::InsufficientData { offers, needed } => Self { offers, needed: Some(needed), ..empty },
            Figures::Known { offers, courses, figures } => Self {
                status: Status::Known,
                offers,
                courses,
                gaps: figures.gaps.into_iter().take(limit).map(GapView::from).collect(),
                surpluses: figures.surpluses.into_iter().take(limit).map(SurplusView::from).collect(),
                compatibility: figures
                    .courses
                    .into_iter()
                    .take(limit)
                    .map(|course| compatibility(course, taxonomy))
                    .collect(),
                ..empty
            },
        }
    }
}

fn compatibility(course: Compatibility, taxonomy: &Taxonomy) -> CompatibilityView {
    CompatibilityView {
        id: course.course.0,
        title: course.title,
        compatibility: course.compatibility,
        teaches: course.teaches.iter().take(10).map(|id| label_of(taxonomy, id)).collect(),
    }
}
