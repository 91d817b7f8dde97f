//! Event triggers.

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::Object;
use crate::model::quote::{quote_literal, quote_name};
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, list};
use crate::plan::step::Step;

pub(super) struct EventTrigger;

impl Kind for EventTrigger {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let text = |attribute: Attribute| wanted.attributes.text(attribute).unwrap_or_default();
        let event = text(Attribute::Event);
        let mut sql = format!("CREATE EVENT TRIGGER {} ON {event}", quote_name(&wanted.key.name));
        let tags = list(wanted, Attribute::Tags);
        if !tags.is_empty() {
            let tags: Vec<String> = tags.iter().map(|tag| quote_literal(tag)).collect();
            sql.push_str(&format!("\n  WHEN TAG IN ({})", tags.join(", ")));
        }
        sql.push_str(&format!("\n  EXECUTE FUNCTION {}()", text(Attribute::Function)));
        let mut steps = vec![Step::new(sql)];
        if text(Attribute::Enabled) != "origin" {
            steps.push(enabled(wanted));
        }
        Ok(steps)
    }

    fn drop(&self, is: &Object, site: &Site<'_>) -> Steps {
        let step = Step::new(format!("DROP EVENT TRIGGER {}", quote_name(&is.key.name)));
        Ok(vec![match site.to.get(&is.key) {
            Some(_) => step,
            None => step.hazard(Hazard::new(
                HazardKind::Correctness,
                &is.key,
                "what it guards is guarded no more",
            )),
        }])
    }

    fn alter(&self, _is: &Object, wanted: &Object, changed: &Changed, _site: &Site<'_>) -> Verdict {
        if changed.iter().any(|one| *one != Attribute::Enabled) {
            return Verdict::Replace;
        }
        let step = enabled(wanted);
        Verdict::InPlace(vec![match wanted.attributes.text(Attribute::Enabled) {
            Some("disabled" | "replica") => {
                let detail = "the event trigger does not fire for what clients send any more";
                step.hazard(Hazard::new(HazardKind::Correctness, &wanted.key, detail))
            }
            _ => step,
        }])
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("EVENT TRIGGER {}", quote_name(&object.key.name)))
    }
}

fn enabled(wanted: &Object) -> Step {
    let state = wanted.attributes.text(Attribute::Enabled).unwrap_or_default();
    Step::new(format!(
        "ALTER EVENT TRIGGER {} {}",
        quote_name(&wanted.key.name),
        super::trigger::firing(state)
    ))
}
