//! What the OpenAPI document says in many places: labels of spans, and the problems of every route.

use super::problem::{MEDIA_TYPE, Problem};
use crate::matching::Constraint;
use passerelle_engine::tagging::Label;
use std::borrow::Cow;
use std::collections::BTreeMap;
use utoipa::openapi::{ContentBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Schema, Type};
use utoipa::{IntoResponses, PartialSchema, ToSchema};

/// Documents a type of another layer, which knows no OpenAPI, by the names it has in JSON.
macro_rules! names {
    ($($(#[$doc:meta])* $name:ident $about:literal $names:expr;)+) => { $(
        $(#[$doc])*
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .enum_values(Some($names))
                    .description(Some($about))
                    .into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )+ };
}

names! {
    /// `Label` of the engine.
    SpanLabel "SKILL savoir-faire, KNOWLEDGE savoir, ATTITUDE savoir-être, LANGUAGE langue, CERTIFICATION \
               diplôme ou permis, OCCUPATION métier, CONDITION condition de travail" Label::ALL.map(Label::name);
    /// `LinkMethod` of the engine.
    Method "`exact`: the words are a label of the concept; `lexical`: a label is the most alike in letters; \
            `dense`: the concept's vector is the nearest" ["exact", "lexical", "dense"];
    /// `ConceptKind` of the engine.
    Kind "Sorts of concepts" ["skill", "knowledge", "attitude", "context", "language", "certification"];
    /// `SessionState` of the store.
    Availability "Whether a session takes people" ["open", "closed", "suspended", "unknown"];
    /// `BatchState` of the store.
    StateName "How far an import is" ["running", "done", "failed"];
    /// `TextKind` of the store.
    TextKindName "Sorts of texts, as in the annotation guide" ["offer", "cv", "answer", "training"];
    /// `Side` of the store.
    SideName "Sides of the market" ["offer", "course"];
    /// `Constraint` of matching.
    ConstraintName "What the work must not ask for"
        Constraint::all().map(Constraint::name).collect::<Vec<_>>();
    /// `Verdict` of matching.
    VerdictName "Whether a constraint is kept; `satisfies` only where that is said"
        ["violates", "satisfies", "unknown"];
}

fn problems(list: &[(&str, &str)]) -> BTreeMap<String, RefOr<Response>> {
    list.iter()
        .map(|(status, description)| {
            let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
            let response = ResponseBuilder::new().description(*description).content(MEDIA_TYPE, content);
            ((*status).to_owned(), response.build().into())
        })
        .collect()
}

const QUERY: [(&str, &str); 3] = [
    ("422", "A parameter is not right; `errors` says which"),
    ("500", "A defect; logged under x-request-id"),
    ("503", "Starting, stopping, or no answer in time; see Retry-After"),
];

const BODY: [(&str, &str); 4] = [
    ("400", "Not JSON, not UTF-8, or unreadable"),
    ("413", "Larger than the limit"),
    ("415", "Another content type or file format than those read here"),
    ("429", "Too many requests wait for the model; see Retry-After"),
];

/// Problems of a route without a body.
pub struct QueryProblems;

impl IntoResponses for QueryProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&QUERY)
    }
}

/// Problems of a route for one thing that may not be there.
pub struct LookupProblems;

impl IntoResponses for LookupProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut all = problems(&QUERY);
        all.extend(problems(&[("404", "There is no such thing")]));
        all
    }
}

/// Problems of a route with a body.
pub struct BodyProblems;

impl IntoResponses for BodyProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut all = problems(&QUERY);
        all.extend(problems(&BODY));
        all
    }
}

#[cfg(test)]
mod tests {
    use crate::matching::{Constraint, Verdict};
    use crate::store::{BatchState, SessionState, Side, TextKind};
    use passerelle_engine::pipeline::LinkMethod;
    use passerelle_engine::taxonomy::ConceptKind;
    use serde::Serialize;
    use utoipa::PartialSchema;

    fn documented<D: PartialSchema>() -> Vec<String> {
        let schema = serde_json::to_value(D::schema()).unwrap();
        serde_json::from_value(schema["enum"].clone()).unwrap()
    }

    fn sent<T: Serialize>(values: &[T]) -> Vec<String> {
        values.iter().map(|v| serde_json::from_value(serde_json::to_value(v).unwrap()).unwrap()).collect()
    }

    #[test]
    fn the_documented_names_are_those_that_are_sent() {
        use super::{
            Availability, ConstraintName, Kind, Method, SideName, StateName, TextKindName, VerdictName,
        };
        use ConceptKind as K;
        use Constraint as C;
        use SessionState as S;
        assert_eq!(
            documented::<Method>(),
            sent(&[LinkMethod::Exact, LinkMethod::Lexical, LinkMethod::Dense])
        );
        let kinds = [K::Skill, K::Knowledge, K::Attitude, K::Context, K::Language, K::Certification];
        assert_eq!(documented::<Kind>(), sent(&kinds));
        assert_eq!(documented::<Availability>(), sent(&[S::Open, S::Closed, S::Suspended, S::Unknown]));
        let states = [BatchState::Running, BatchState::Done, BatchState::Failed];
        assert_eq!(documented::<StateName>(), sent(&states));
        assert_eq!(documented::<SideName>(), sent(&[Side::Offer, Side::Course]));
        let texts = [TextKind::Offer, TextKind::Cv, TextKind::Answer, TextKind::Training];
        assert_eq!(documented::<TextKindName>(), sent(&texts));
        let constraints: Vec<C> = C::all().collect();
        assert_eq!(documented::<ConstraintName>(), sent(&constraints));
        let verdicts = [Verdict::Violates, Verdict::Satisfies, Verdict::Unknown];
        assert_eq!(documented::<VerdictName>(), sent(&verdicts));
    }
}
