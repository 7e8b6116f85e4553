//! One HTML file with everything in it: no script, no address outside.

use super::{Curve, environment};
use crate::suites::linking::LinkingReport;
use crate::suites::matching::{FairnessReport, MatchingReport};
use crate::suites::ner::mistakes::Mistake;
use crate::suites::ner::{Comparison, NerReport};
use serde::Serialize;

/// What the page shows; what is empty is left out.
#[derive(Debug, Default, Serialize)]
pub struct Page {
    /// What was measured on, for the head of the page.
    pub data: String,
    /// Detection of spans: the model first, then what it is compared with.
    pub ner: Vec<NerReport>,
    /// The model against another one.
    pub comparison: Option<Comparison>,
    /// Its worst mistakes.
    pub mistakes: Vec<Mistake>,
    /// Linking: the model first.
    pub linking: Vec<LinkingReport>,
    /// Matching: the server first.
    pub matching: Vec<MatchingReport>,
    /// Whether gender changes the ten.
    pub fairness: Option<FairnessReport>,
    /// Training runs.
    pub curves: Vec<Curve>,
}

impl Page {
    /// The HTML.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        environment()?.get_template("report.html")?.render(minijinja::value::Serde(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::inline;
    use crate::suites::ner::mistakes::worst;
    use crate::suites::ner::run::Run;
    use crate::systems::FoundSpan;
    use passerelle_engine::tagging::Label;
    use passerelle_engine::text::ByteSpan;

    fn page() -> Page {
        let documents =
            inline::parse("### d<1> cv fr\n[[SKILL|a & b]] <script>alert(1)</script>\n").expect("a document");
        let found = FoundSpan { span: ByteSpan::new(6, 22), label: Label::Skill, confidence: 0.9 };
        let run = Run {
            system: "m 1".into(),
            found: vec![vec![found]],
            chars_per_second: 1e5,
            peak_memory_bytes: Some(50_000_000),
        };
        Page {
            data: "a test".into(),
            ner: vec![NerReport::of(&run, &documents)],
            mistakes: worst(&run, &documents, 20),
            curves: vec![Curve::parse("run.csv", "epoch,dev_f1\n1,0.5\n2,0.75\n").expect("a curve")],
            ..Page::default()
        }
    }

    #[test]
    fn everything_is_in_the_page_and_what_texts_say_is_escaped() {
        let html = page().render().expect("a page");
        assert!(!html.contains("<script") && html.contains("&lt;script&gt;"));
        assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("src="));
        assert!(html.matches("<svg").count() >= 3, "labels, reliability, a curve");
        assert!(html.contains("100 k") && html.contains("50 Mo"));
    }

    #[test]
    fn french_stands_before_english_and_what_was_not_measured_is_not_shown() {
        let html = page().render().expect("a page");
        let (french, english) = (html.find("Détection"), html.find("Detection"));
        assert!(french.is_some() && french < english);
        assert!(!html.contains("nDCG") && !html.contains("NIL"));
    }
}
