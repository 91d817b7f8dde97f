use super::*;
use crate::outputs::sample;

/// What the browser takes for markup. A text that adds or removes some is no text.
fn markup(page: &str) -> usize {
    page.matches('<').count()
}

#[test]
fn a_deploy_that_found_drift_says_everything() {
    let page = render(&sample::drifted());
    for part in [
        "production drifted (3 errors, 1 warning); 1 migration applied to staging",
        "8 changes: 2 security, 4 structure, 1 environment, 1 cosmetic",
        "row level security is off",
        "perhaps renamed to public.users.display_name",
        "character varying(320)",
        "prisma/migrations/20240101_init/migration.sql:12:3",
        "20240305_hotfix",
        "(default)",
        "missing-file",
        "not-run",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn a_plan_has_its_hazards_its_sql_and_what_it_cannot_do() {
    let page = render(&sample::planned());
    for part in [
        "Plan: turn production into staging",
        "more than 10,000 rows",
        "must be allowed",
        "CREATE UNIQUE INDEX CONCURRENTLY users_email_idx",
        "its connection holds a password",
        "stay in another order",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let page = render(&sample::drifted());
    assert!(
        page.contains("adopt the drift of production") && page.contains("take the drift of production back")
    );
}

#[test]
fn hostile_texts_stay_text() {
    let plain = markup(&render(&sample::saying_everywhere("plain")));
    for text in sample::HOSTILE.iter().filter(|text| !text.trim().is_empty()) {
        let page = render(&sample::saying_everywhere(text));
        // Advice and help may have code in them, and texts with several lines have several lines.
        if !text.contains(['`', '\n', '\r']) {
            assert_eq!(markup(&page), plain, "{text:?}");
        }
        for part in ["<script>alert", "</details></summary>", "\u{1b}", "\u{202e}"] {
            assert!(!page.contains(part), "{text:?}");
        }
    }
}

#[test]
fn nothing_to_say_is_a_page_too() {
    let page = render(&sample::empty());
    assert!(page.contains("no history was read") && !page.contains("Schema differences"), "{page}");
}

#[test]
fn huge_reports_are_cut_and_counted() {
    let page = render(&sample::with_findings(5_000));
    assert!(page.contains("3000 findings"), "{}", page.len());
    let mut report = sample::drifted();
    let one = report.changes[3].clone();
    report.changes = vec![one; 2_500];
    let page = render(&report);
    assert!(page.contains("500 changes"), "{}", page.len());
    let mut report = sample::saying_everywhere(&format!("{}\n", "ß 漢字 <&> ".repeat(200)).repeat(100));
    report.changes = report.changes.into_iter().cycle().take(40).collect();
    let page = render(&report);
    assert!(page.contains("definition"), "{}", page.len());
    assert!(page.len() < 20_000_000, "{}", page.len());
}

#[test]
fn the_policy_knows_exactly_our_style_and_script() {
    let page = render(&sample::empty());
    assert!(
        page.contains(&format!("<style>{STYLE}</style>"))
            && page.contains(&format!("<script>{SCRIPT}</script>"))
    );
    assert!(page.contains("default-src &#39;none&#39;; style-src &#39;sha256-"), "{}", &page[..600]);
    assert!(!page.contains(" style=") && !page.contains(" onclick="));
}
