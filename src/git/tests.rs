//! The room against real repositories.

use std::fs;

use super::history::{Elsewhere, earlier, elsewhere, removal};
use super::testing::{TestRepository, git};
use super::*;

fn around(folder: &Path) -> Repository {
    Repository::around(folder).expect("git answers").expect("a repository")
}

#[test]
fn outside_a_repository_there_is_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(Repository::around(folder.path()).expect("git answers").is_none());
    assert_eq!(earlier(folder.path(), "a.sql", |_| true), None);
    assert_eq!(removal(folder.path(), |_| true), None);
}

#[test]
fn changes_are_told_from_the_fork_and_by_line() {
    let repository = TestRepository::new();
    let lines = |changed: &str| format!("one\ntwo\nthree\n{changed}\nfive\n");
    repository.commit(&[("app/m/1.sql", &lines("four")), ("app/m/2.sql", "x\n"), ("other", "")]);
    repository.git(&["checkout", "-q", "-b", "feature"]);
    repository.write("app/m/1.sql", &lines("4").replace("one\n", ""));
    repository.write("other", "changed");
    fs::remove_file(repository.path().join("app/m/2.sql")).expect("removed");
    repository.write("app/m/3.sql", "new");
    let git = around(&repository.folder("app/m"));
    let main = git.commit("main").expect("main");
    let changed: Vec<String> = git.changed_since(&main).expect("changed").into_iter().collect();
    assert_eq!(changed, ["1.sql", "2.sql"]);
    assert_eq!(git.changed_lines(&main, "1.sql").expect("lines"), [1, 3]);
    assert_eq!(git.untracked().expect("untracked"), ["3.sql"]);
    assert_eq!(git.uncommitted().expect("uncommitted").len(), 2);
    repository.write(".gitignore", "*.sql\n");
    assert_eq!(git.ignored().expect("ignored"), ["3.sql"]);
}

#[test]
fn line_ends_that_git_converts_are_no_change() {
    let repository = TestRepository::new();
    repository.commit(&[("1.sql", "a\nb\n")]);
    repository.git(&["config", "core.autocrlf", "true"]);
    repository.write("1.sql", "a\r\nb\r\n");
    let git = around(repository.path());
    let head = git.commit("HEAD").expect("a commit");
    assert!(git.changed_since(&head).expect("changed").is_empty());
    repository.write("1.sql", "a\r\nB\r\n");
    assert_eq!(git.changed_lines(&head, "1.sql").expect("lines"), [2]);
}

#[test]
fn a_copy_has_the_bytes_of_the_commit() {
    let repository = TestRepository::new();
    repository.commit(&[("m/1 [a].sql", "a\r\n"), ("m/sub/2.sql", ""), ("other.sql", "")]);
    let git = around(&repository.folder("m"));
    let head = git.commit("HEAD").expect("a commit");
    repository.write("m/1 [a].sql", "later");
    let target = tempfile::tempdir().expect("a folder");
    assert!(git.copy(&head, target.path()).expect("copied"));
    assert_eq!(fs::read(target.path().join("1 [a].sql")).expect("a file"), b"a\r\n");
    assert_eq!(fs::read(target.path().join("sub/2.sql")).expect("a file"), b"");
    assert!(!target.path().join("other.sql").exists());
}

#[test]
fn the_base_is_the_tip_and_the_fork() {
    let repository = TestRepository::new();
    repository.commit(&[("m/1.sql", "")]);
    repository.git(&["checkout", "-q", "-b", "feature"]);
    repository.commit(&[("m/2.sql", "")]);
    repository.git(&["checkout", "-q", "main"]);
    repository.commit(&[("m/3.sql", "")]);
    let git = around(&repository.folder("m"));
    assert_eq!(git.merged_into(), None);
    let main = git.commit("main").expect("main");
    repository.git(&["checkout", "-q", "feature"]);
    let base = git.base("main", main.clone()).expect("a base");
    assert_eq!((base.tip.clone(), base.fork), (main.clone(), git.commit("main~1").expect("the fork")));
    repository.git(&["checkout", "-q", "--detach", "main"]);
    repository.git(&["merge", "-q", "--no-ff", "-m", "merge", "feature"]);
    assert_eq!(git.merged_into(), Some(main));
    for unknown in ["nothing", "--all", "0000000000000000000000000000000000000000"] {
        assert_eq!(git.commit(unknown), None);
    }
}

#[test]
fn a_shallow_clone_lacks_the_fork() {
    let repository = TestRepository::new();
    repository.commit(&[("1.sql", "")]);
    repository.commit(&[("2.sql", "")]);
    let clones = tempfile::tempdir().expect("a folder");
    let url = format!("file://{}", repository.path().display());
    git(clones.path(), &["clone", "-q", "--depth", "1", &url, "shallow"]);
    let shallow = around(&clones.path().join("shallow"));
    assert!(shallow.is_shallow());
    assert_eq!(shallow.commit("HEAD^1"), None);
    assert!(!around(repository.path()).is_shallow());
}

#[test]
fn behind_is_as_the_last_fetch_knows() {
    let repository = TestRepository::new();
    repository.commit(&[("m/1.sql", "")]);
    let clones = tempfile::tempdir().expect("a folder");
    git(clones.path(), &["clone", "-q", &repository.path().display().to_string(), "clone"]);
    let clone = clones.path().join("clone");
    let mine = around(&clone.join("m"));
    assert_eq!(mine.behind().expect("an answer"), None);
    repository.commit(&[("m/2.sql", "")]);
    repository.commit(&[("other", "")]);
    assert_eq!(mine.behind().expect("an answer"), None);
    git(&clone, &["fetch", "-q"]);
    let behind = Behind { upstream: "origin/main".to_owned(), commits: 2, files: vec!["2.sql".to_owned()] };
    assert_eq!(mine.behind().expect("an answer"), Some(behind));
}

#[test]
fn a_removal_is_found_by_name_with_where_the_file_went() {
    let repository = TestRepository::new();
    repository.commit(&[("m/001_a.sql", "select 'a';\n"), ("m/002_b.sql", "create table b ();\n")]);
    repository.git(&["mv", "m/002_b.sql", "m/003_b.sql"]);
    repository.commit(&[]);
    repository.git(&["rm", "-q", "m/001_a.sql"]);
    repository.commit(&[]);
    let folder = repository.folder("m");
    let deleted = removal(&folder, |file| file.starts_with("001")).expect("found");
    assert_eq!((deleted.file.as_str(), deleted.by.as_str()), ("001_a.sql", "test"));
    assert_eq!(deleted.renamed_to, None);
    assert_eq!(deleted.commit, repository.git(&["rev-parse", "HEAD"]));
    let renamed = removal(&folder, |file| file == "002_b.sql").expect("found");
    assert_eq!(renamed.renamed_to.as_deref(), Some("003_b.sql"));
    assert_eq!(renamed.commit, repository.git(&["rev-parse", "HEAD~1"]));
    assert!(renamed.at.starts_with("20"));
    assert_eq!(removal(&folder, |file| file == "003_b.sql"), None);
}

#[test]
fn the_earlier_version_that_was_asked_for_is_found() {
    let repository = TestRepository::new();
    for text in ["one", "two", "three"] {
        repository.commit(&[("a [b].sql", text)]);
    }
    let found = earlier(repository.path(), "a [b].sql", |text| text.len() == 3);
    assert_eq!(found.map(|earlier| earlier.text).as_deref(), Some("two"));
    assert_eq!(earlier(repository.path(), "a [b].sql", |_| false), None);
}

#[test]
fn what_a_partial_clone_lacks_is_not_fetched() {
    let repository = TestRepository::new();
    repository.commit(&[("m/1.sql", "one")]);
    repository.commit(&[("m/1.sql", "two")]);
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    let clones = tempfile::tempdir().expect("a folder");
    let url = format!("file://{}", repository.path().display());
    git(clones.path(), &["clone", "-q", "--filter=blob:none", &url, "partial"]);
    let partial = around(&clones.path().join("partial/m"));
    let before = partial.commit("HEAD~1").expect("the commit is there");
    let target = tempfile::tempdir().expect("a folder");
    assert!(matches!(partial.copy(&before, target.path()), Err(GitError::Refused { .. })));
    git(
        clones.path(),
        &["-C", "partial", "-c", "protocol.file.allow=always", "cat-file", "-p", "HEAD~1:m/1.sql"],
    );
    assert!(partial.copy(&before, target.path()).expect("now it is there"));
}

#[test]
fn a_file_of_another_branch_is_found_with_the_branch() {
    let repository = TestRepository::new();
    repository.commit(&[("m/1_a.sql", "")]);
    repository.git(&["checkout", "-q", "-b", "feature/x"]);
    repository.commit(&[("m/2_b.sql", "")]);
    let commit = repository.git(&["rev-parse", "HEAD"]);
    repository.commit(&[("other", "")]);
    repository.git(&["checkout", "-q", "main"]);
    let folder = repository.folder("m");
    let found = elsewhere(&folder, |file| file.starts_with("2_")).expect("found");
    let expected = Elsewhere {
        branch: "feature/x".to_owned(),
        commit,
        at: found.at.clone(),
        by: "test".to_owned(),
        file: "2_b.sql".to_owned(),
    };
    assert_eq!(found, expected);
    assert_eq!(elsewhere(&folder, |file| file.starts_with("1_")), None);
}
