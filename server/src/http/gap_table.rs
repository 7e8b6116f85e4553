//! Gaps as lines: CSV for spreadsheets, a table for people.

use super::market_types::{GapSegment, GapView};
use std::fmt::Write as _;

const HEADER: [&str; 15] = [
    "occupation",
    "occupation_label",
    "status",
    "offers",
    "courses",
    "concept",
    "label",
    "naming",
    "demand",
    "demand_low",
    "demand_high",
    "coverage",
    "gap",
    "gap_low",
    "gap_high",
];

/// One line a gap; one line with its status for a segment without figures.
pub fn csv(segments: &[GapSegment]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER)?;
    for segment in segments {
        if segment.gaps.is_empty() {
            writer.write_record(record(segment, None))?;
        }
        for gap in &segment.gaps {
            writer.write_record(record(segment, Some(gap)))?;
        }
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn record(segment: &GapSegment, gap: Option<&GapView>) -> Vec<String> {
    let figure = |value: f64| format!("{value:.4}");
    let mut line = vec![
        segment.occupation.clone().unwrap_or_default(),
        segment.occupation_label.clone().unwrap_or_default(),
        segment.status.name().to_owned(),
        segment.offers.to_string(),
        segment.courses.to_string(),
    ];
    if let Some(gap) = gap {
        let demand = &gap.demand;
        line.extend([demand.id.clone(), demand.label.clone(), demand.naming.to_string()]);
        line.extend([demand.demand, demand.interval.low, demand.interval.high].map(figure));
        line.extend([gap.coverage, gap.gap, gap.gap_interval.low, gap.gap_interval.high].map(figure));
    }
    line.resize(HEADER.len(), String::new());
    line
}

/// A table: a heading a segment, a line a gap.
pub fn table(segments: &[GapSegment]) -> String {
    let mut out = String::new();
    for segment in segments {
        let name = segment.occupation_label.as_deref().unwrap_or("");
        let code = segment.occupation.as_deref().unwrap_or("all");
        let _ = write!(out, "\n{code} {name}\n  {} offers, {} courses", segment.offers, segment.courses);
        match segment.needed {
            Some(needed) => {
                let _ = writeln!(out, ": {} (figures need {needed} offers)", segment.status.name());
            }
            None => lines(&mut out, &segment.gaps),
        }
    }
    if segments.is_empty() {
        out.push_str("no offers in this part of the market\n");
    }
    out
}

fn lines(out: &mut String, gaps: &[GapView]) {
    let (gap, demand) = ("gap [95 %]", "demand [95 %]");
    let _ = writeln!(out, "\n  {gap:<20} {demand:<20} {:>8} {:>6}  skill", "coverage", "naming");
    for line in gaps {
        let figure = |value: f64, interval: super::market_types::IntervalView| {
            format!("{value:.2} [{:.2}, {:.2}]", interval.low, interval.high)
        };
        let gap = figure(line.gap, line.gap_interval);
        let demand = figure(line.demand.demand, line.demand.interval);
        let (coverage, naming) = (line.coverage, line.demand.naming);
        let _ = writeln!(out, "  {gap:<20} {demand:<20} {coverage:>8.2} {naming:>6}  {}", line.demand.label);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::market_types::{DemandView, IntervalView, Status};

    fn segments() -> Vec<GapSegment> {
        let interval = IntervalView { low: 0.4, high: 0.8 };
        let demand = DemandView {
            id: "sf-x".into(),
            label: "souder, braser".into(),
            kind: None,
            naming: 6,
            demand: 0.6,
            interval,
        };
        let gap = GapView { demand, coverage: 0.5, teaching: 1, gap: 0.3, gap_interval: interval };
        let known = GapSegment {
            occupation: Some("H2913".into()),
            occupation_label: Some("Soudeur / Soudeuse".into()),
            status: Status::Known,
            offers: 10,
            courses: 2,
            needed: None,
            gaps: vec![gap],
            surpluses: Vec::new(),
            compatibility: Vec::new(),
        };
        let few = GapSegment {
            status: Status::InsufficientData,
            needed: Some(5),
            gaps: Vec::new(),
            offers: 2,
            ..known.clone()
        };
        vec![known, few]
    }

    #[test]
    fn csv_has_a_line_a_gap_and_names_what_has_no_figures() {
        insta::assert_snapshot!(csv(&segments()).unwrap(), @r#"
        occupation,occupation_label,status,offers,courses,concept,label,naming,demand,demand_low,demand_high,coverage,gap,gap_low,gap_high
        H2913,Soudeur / Soudeuse,known,10,2,sf-x,"souder, braser",6,0.6000,0.4000,0.8000,0.5000,0.3000,0.4000,0.8000
        H2913,Soudeur / Soudeuse,insufficient_data,2,2,,,,,,,,,,
        "#);
    }

    #[test]
    fn the_table_shows_figures_intervals_and_sample_sizes() {
        insta::assert_snapshot!(table(&segments()), @r"

        H2913 Soudeur / Soudeuse
          10 offers, 2 courses
          gap [95 %]           demand [95 %]        coverage naming  skill
          0.30 [0.40, 0.80]    0.60 [0.40, 0.80]        0.50      6  souder, braser

        H2913 Soudeur / Soudeuse
          2 offers, 2 courses: insufficient_data (figures need 5 offers)
        ");
    }
}
