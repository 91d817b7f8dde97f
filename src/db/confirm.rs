//! Finds out which differences of text are only two spellings of one thing.
//!
//! PostgreSQL prints an expression from its parse tree, and reading the print back can give another
//! tree with the same meaning: a database restored from a dump says `ARRAY[('a'::character
//! varying)::text]` where the original says `(ARRAY['a'::character varying])::text[]`, and majors
//! print differently. One round reaches a fixed point, so both texts are created on one scratch
//! server and what that server prints for each is compared. Nothing here edits SQL text.

mod trial;

use super::pins;
use super::{DbError, Session};
use crate::model::catalog::Catalog;
use crate::model::diff::{Certainty, Change};
use crate::model::quote::quote_literal;
use crate::model::spelling;
use trial::{Trial, trials};

/// Changes per message.
const BATCH: usize = 200;

/// Creates something, prints it, and takes it back; NULL where that is not possible. The exception
/// block is a subtransaction: raising ends it, and the variable outlives it
/// (<https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING>).
const PRINT_FUNCTION: &str = "\
CREATE FUNCTION pg_temp.lockstep_print(creation text, print text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE printed text;
BEGIN
  BEGIN
    EXECUTE creation;
    EXECUTE print INTO printed;
    RAISE EXCEPTION USING ERRCODE = 'LOCKS';
  EXCEPTION
    WHEN SQLSTATE 'LOCKS' THEN RETURN printed;
    WHEN OTHERS THEN RETURN NULL;
  END;
END $$";

/// What became of changes of texts.
#[derive(Debug, Default)]
pub(crate) struct Confirmed {
    pub(crate) changes: Vec<Change>,
    /// Those that were only another spelling.
    pub(crate) same: Vec<Change>,
}

/// Tells the changes that are only different spellings from the others; those that one server printed
/// differently are certain now, but for calls that servers before 14 print in another form. `scratch`
/// is a database that holds the wanted schema; it is left as it was. What cannot be created there
/// stays a change of texts.
pub(crate) async fn confirm(
    scratch: &mut Session,
    mut changes: Vec<Change>,
    from: &Catalog,
    to: &Catalog,
) -> Result<Confirmed, DbError> {
    let trials: Vec<(usize, [Trial; 2])> = changes
        .iter()
        .enumerate()
        .filter(|(_, change)| change.certainty == Certainty::Textual)
        .flat_map(|(at, change)| trials(change, from, to).into_iter().map(move |pair| (at, pair)))
        .collect();
    let mut same = vec![false; changes.len()];
    let older = spelling::straddles_14(from.server_major, to.server_major);
    for batch in trials.chunks(BATCH) {
        for (at, printed) in verdicts(scratch, batch).await? {
            if let (Some(same), Some(change)) = (same.get_mut(at), changes.get_mut(at)) {
                change.certainty = Certainty::Certain;
                match printed {
                    None => *same = true,
                    Some([from, to]) if older && spelling::same_call(&from, &to) => {
                        change.certainty = Certainty::Respelled;
                    }
                    Some(_) => {}
                }
            }
        }
    }
    let (same, changes): (Vec<_>, Vec<_>) = changes.into_iter().zip(same).partition(|(_, same)| *same);
    let without_verdict = |(change, _)| change;
    Ok(Confirmed {
        changes: changes.into_iter().map(without_verdict).collect(),
        same: same.into_iter().map(without_verdict).collect(),
    })
}

/// The two texts as one server printed them; none where it printed the same.
type Printed = Option<[String; 2]>;

/// Of each change of which both texts could be created: its number, and what they became.
async fn verdicts(
    scratch: &mut Session,
    batch: &[(usize, [Trial; 2])],
) -> Result<Vec<(usize, Printed)>, DbError> {
    let mut message = format!("BEGIN;\n{};\n", pins::statement(scratch.version_num() / 10_000));
    let values: Vec<String> = batch
        .iter()
        .map(|(at, [from, to])| {
            let text = [&from.creation, &from.print, &to.creation, &to.print].map(|text| quote_literal(text));
            format!("({at}, {})", text.join(", "))
        })
        .collect();
    message.push_str(&format!(
        "{PRINT_FUNCTION};\nSELECT change, NULLIF(one, two), NULLIF(two, one) FROM (SELECT change, pg_temp.lockstep_print(a, print_a) AS one, \
         pg_temp.lockstep_print(b, print_b) AS two FROM (VALUES {}) AS trial (change, a, print_a, b, print_b) OFFSET 0) p\n\
         WHERE one IS NOT NULL AND two IS NOT NULL;\nROLLBACK",
        values.join(",\n")
    ));
    // The first statements answer with rows, too.
    let is_verdict = |row: &Vec<Option<String>>| row.len() == 3;
    match scratch.fetch(&message).await {
        Ok(rows) => Ok(rows
            .into_iter()
            .filter(is_verdict)
            .filter_map(|row| {
                let [change, from, to] = <[Option<String>; 3]>::try_from(row).ok()?;
                Some((change?.parse().ok()?, from.zip(to).map(|(from, to)| [from, to])))
            })
            .collect()),
        Err(error) => {
            if error.server().is_some() {
                // The transaction is still open, and failed.
                scratch.run("ROLLBACK").await?;
            }
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;
    use crate::model::diff::{Rules, diff};
    use crate::model::testing::catalog;

    #[tokio::test]
    async fn a_call_that_13_prints_otherwise_is_no_other_call() {
        let mut session = testing::open(&testing::database().await).await.expect("open");
        session.run("CREATE SCHEMA s; CREATE TABLE s.t (at timestamptz)").await.expect("made");
        let view =
            |major, call: &str| catalog(major, &format!("view s.v query SELECT {call} AS part FROM s.t"));
        let (old, new) = ("date_part('year'::text, t.at)", "EXTRACT(year FROM at)");
        for (one, two, certainty) in [
            (view(13, old), view(18, new), Certainty::Respelled),
            (view(14, old), view(18, new), Certainty::Certain),
            (view(13, old), view(18, "EXTRACT(month FROM at)"), Certainty::Certain),
        ] {
            let changes = diff(&one, &two, &Rules::default());
            let changes = confirm(&mut session, changes, &one, &two).await.expect("confirmed").changes;
            let certainties: Vec<Certainty> = changes.iter().map(|change| change.certainty).collect();
            assert_eq!(certainties, [certainty]);
        }
    }
}
