//! The CSV of a training run in; a curve for the page out.

use serde::Serialize;

/// One figure over the steps of a training run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    /// Name of the file.
    pub name: String,
    /// Name of the column.
    pub column: String,
    /// First and second coordinate, each from 0 to 1: share of the steps, share of the highest value or of 1.
    pub points: Vec<(f64, f64)>,
    /// Last step.
    pub steps: f64,
    /// What 1 stands for in the second coordinate.
    pub top: f64,
    /// The last value.
    pub last: f64,
}

impl Curve {
    /// The column `dev_f1` over the first column; the last column where there is none of that name.
    pub fn parse(name: &str, content: &str) -> Result<Self, String> {
        let mut reader = csv::Reader::from_reader(content.as_bytes());
        let header: Vec<String> =
            reader.headers().map_err(|error| error.to_string())?.iter().map(str::to_owned).collect();
        let at = header.iter().position(|column| column == "dev_f1").unwrap_or(header.len().max(1) - 1);
        let mut points: Vec<(f64, f64)> = Vec::new();
        for row in reader.records() {
            let row = row.map_err(|error| error.to_string())?;
            let number = |at: usize| row.get(at).and_then(|field| field.trim().parse::<f64>().ok());
            let point = number(0).zip(number(at));
            points.push(point.ok_or_else(|| format!("`{}` holds no two numbers", row.as_slice()))?);
        }
        let (steps, last) = points.last().copied().ok_or("no row below the header")?;
        let top = points.iter().map(|(_, y)| *y).fold(1.0, f64::max);
        for point in &mut points {
            *point = (point.0 / steps.max(f64::MIN_POSITIVE), point.1 / top);
        }
        let column = header.get(at).cloned().unwrap_or_default();
        Ok(Self { name: name.to_owned(), column, points, steps, top, last })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dev_score_is_drawn_over_the_epochs() {
        let curve = Curve::parse("x", "epoch,tags,dev_f1\n1,3.5,0.4\n2,1.5,0.6\n").expect("a curve");
        assert_eq!(curve.points, [(0.5, 0.4), (1.0, 0.6)]);
        assert_eq!((curve.column.as_str(), curve.steps), ("dev_f1", 2.0));
    }

    #[test]
    fn a_loss_above_1_is_scaled_to_its_highest_value() {
        let curve = Curve::parse("x", "step,loss\n1,4\n4,1\n").expect("a curve");
        assert_eq!(curve.points, [(0.25, 1.0), (1.0, 0.25)]);
        assert!(Curve::parse("x", "step,loss\n1,much\n").is_err());
    }
}
