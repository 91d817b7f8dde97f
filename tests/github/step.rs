//! One step of a workflow: the variables and the event that GitHub gives it, the real binary, and what it said.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use super::fake::discussions::PullRequest;
use super::fake::repository::{Access, Account, Permissions};
use super::fake::{Fake, Held};
use crate::support::binary::Said;
use crate::support::workspace::Workspace;

/// The commit that is checked out: a push's own, or the merge of a pull request.
pub(crate) const SHA: &str = "9fceb02d0ae598e95dc970b74767f19372d61af8";
/// The head of a pull request's branch, and what a merge group or another run is about.
pub(crate) const HEAD: &str = "1d5e9ac0b2d1f3c4b5a697886756453423120110";

/// What starts a workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    Push,
    PullRequest,
    /// From another repository: no secrets, and a token that may only read.
    ForkPullRequest,
    /// As little as a fork has.
    Dependabot,
    MergeGroup,
    /// After the run of a fork's pull request.
    WorkflowRun,
    Schedule,
    Dispatch,
}

impl Event {
    pub(crate) const ALL: [Self; 8] = [
        Self::Push,
        Self::PullRequest,
        Self::ForkPullRequest,
        Self::Dependabot,
        Self::MergeGroup,
        Self::WorkflowRun,
        Self::Schedule,
        Self::Dispatch,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::PullRequest | Self::ForkPullRequest | Self::Dependabot => "pull_request",
            Self::MergeGroup => "merge_group",
            Self::WorkflowRun => "workflow_run",
            Self::Schedule => "schedule",
            Self::Dispatch => "workflow_dispatch",
        }
    }

    /// The commit that checks and deployments belong to.
    pub(crate) fn head(self) -> &'static str {
        match self {
            Self::Push | Self::Schedule | Self::Dispatch => SHA,
            _ => HEAD,
        }
    }

    /// Whether GitHub gives it neither secrets nor a token that may write.
    pub(crate) fn is_poor(self) -> bool {
        matches!(self, Self::ForkPullRequest | Self::Dependabot)
    }

    fn reference(self) -> &'static str {
        match self {
            Self::PullRequest | Self::ForkPullRequest | Self::Dependabot => "refs/pull/1/merge",
            Self::MergeGroup => "refs/heads/gh-readonly-queue/main/pr-1-1d5e9ac",
            _ => "refs/heads/main",
        }
    }

    /// Whose repository the branch is in.
    fn head_owner(self) -> &'static str {
        if matches!(self, Self::ForkPullRequest | Self::WorkflowRun) { "eve" } else { "acme" }
    }

    /// The payload, as far as workflows read it.
    fn payload(self, repository: &Value) -> Value {
        let base = repository["full_name"].as_str().expect("a name").to_owned();
        let of_head = match self.head_owner() {
            "acme" => base.clone(),
            other => format!("{other}/shop"),
        };
        let tip = |name: &str, branch: &str, sha: &str| json!({ "ref": branch, "sha": sha, "repo": { "full_name": name, "fork": name != base } });
        let mut payload = match self {
            Self::Push => json!({ "ref": "refs/heads/main", "before": "0".repeat(40), "after": SHA }),
            Self::PullRequest | Self::ForkPullRequest | Self::Dependabot => json!({
                "action": "synchronize", "number": 1,
                "pull_request": { "number": 1, "head": tip(&of_head, "change", HEAD),
                    "base": tip(&base, "main", &"b".repeat(40)) },
            }),
            Self::MergeGroup => json!({
                "action": "checks_requested",
                "merge_group": { "head_sha": HEAD, "base_sha": "b".repeat(40), "base_ref": "refs/heads/main" },
            }),
            // A fork's pull requests are not named: https://docs.github.com/webhooks/webhook-events-and-payloads
            Self::WorkflowRun => json!({
                "action": "completed",
                "workflow_run": { "id": 41, "head_sha": HEAD, "head_branch": "change", "event": "pull_request",
                    "head_repository": { "full_name": of_head, "owner": { "login": "eve" } }, "pull_requests": [] },
            }),
            Self::Schedule => return json!({ "schedule": "17 5 * * *" }),
            Self::Dispatch => json!({ "inputs": { "mode": "deploy" }, "ref": "refs/heads/main" }),
        };
        payload["repository"] = repository.clone();
        payload["sender"] = json!({ "login": "ann" });
        payload
    }
}

/// A repository with its databases and its GitHub.
pub(crate) struct Stage {
    pub(crate) workspace: Workspace,
    pub(crate) github: Held,
    event: Event,
    has_token: bool,
    runs: u32,
}

/// What a step did, as far as the job shows it.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) said: Said,
    pub(crate) summary: String,
    pub(crate) outputs: BTreeMap<String, String>,
}

impl Stage {
    /// With this event's commits, pull request 1 and token.
    pub(crate) fn new(event: Event) -> Self {
        Self::with(event, Account::actions(), true)
    }

    pub(crate) fn with(event: Event, viewer: Account, on_enterprise: bool) -> Self {
        let github = Fake::get().repository(viewer, on_enterprise);
        {
            let mut repository = github.lock();
            repository.commits.insert(SHA.to_owned());
            repository.add_pull_request(PullRequest {
                head_sha: HEAD.to_owned(),
                head_branch: "change".to_owned(),
                head_owner: event.head_owner().to_owned(),
            });
            if event.is_poor() {
                repository.permissions = Permissions::all(Access::Read);
            }
        }
        Self { workspace: Workspace::empty(), github, event, has_token: true, runs: 0 }
    }

    /// The next steps are of a workflow that follows the one so far, with its own rights.
    pub(crate) fn follow(&mut self) {
        self.event = Event::WorkflowRun;
        self.github.lock().permissions = Permissions::all(Access::Write);
    }

    /// The number of the run that the next step belongs to.
    pub(crate) fn next_run(&self) -> String {
        (8_000_000_001_u64 + u64::from(self.runs)).to_string()
    }

    /// The workflow hands none on.
    pub(crate) fn without_token(&mut self) {
        self.has_token = false;
    }

    /// A step of a run of its own.
    pub(crate) fn run(&mut self, args: &[&str]) -> Done {
        let run = self.next_run();
        self.runs += 1;
        let file = |name: &str| format!("../{name}-{run}");
        let root = self.workspace.path().join("checkout");
        fs::create_dir_all(&root).expect("a folder");
        let placed = |name: &str| root.join(file(name)).display().to_string();
        let (name, base, shown) = {
            let repository = self.github.lock();
            (repository.name.clone(), repository.base.clone(), repository.shown())
        };
        let payload = self.event.payload(&shown).to_string();
        fs::write(root.join(file("event")), payload).expect("the event");
        for name in ["summary", "output"] {
            fs::write(root.join(file(name)), "").expect("a file");
        }
        let is_pull_request = self.event.name() == "pull_request";
        let actor = if self.event == Event::Dependabot { "dependabot[bot]" } else { "ann" };
        let variables = [
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("CI", "true".to_owned()),
            ("GITHUB_EVENT_NAME", self.event.name().to_owned()),
            ("GITHUB_EVENT_PATH", placed("event")),
            ("GITHUB_SHA", SHA.to_owned()),
            ("GITHUB_REF", self.event.reference().to_owned()),
            ("GITHUB_REF_NAME", self.event.reference().trim_start_matches("refs/heads/").to_owned()),
            ("GITHUB_BASE_REF", if is_pull_request { "main" } else { "" }.to_owned()),
            ("GITHUB_HEAD_REF", if is_pull_request { "change" } else { "" }.to_owned()),
            ("GITHUB_ACTOR", actor.to_owned()),
            ("GITHUB_REPOSITORY", name.clone()),
            ("GITHUB_REPOSITORY_ID", "7".to_owned()),
            ("GITHUB_RUN_ID", run.clone()),
            ("GITHUB_RUN_ATTEMPT", "1".to_owned()),
            ("GITHUB_RUN_NUMBER", self.runs.to_string()),
            ("GITHUB_JOB", "database".to_owned()),
            ("GITHUB_WORKFLOW", "Database".to_owned()),
            ("GITHUB_WORKFLOW_REF", format!("{name}/.github/workflows/database.yml@refs/heads/main")),
            ("GITHUB_SERVER_URL", "https://github.example.com".to_owned()),
            ("GITHUB_API_URL", base),
            ("GITHUB_WORKSPACE", root.display().to_string()),
            ("GITHUB_STEP_SUMMARY", placed("summary")),
            ("GITHUB_OUTPUT", placed("output")),
            ("GITHUB_TOKEN", if self.has_token { self.github.token() } else { "" }.to_owned()),
        ];
        let mut command = self.workspace.command(args);
        command.current_dir(&root).envs(variables);
        if self.event.is_poor() {
            // As `${{ secrets.NAME }}` is: empty.
            command.env("STAGING_DATABASE_URL", "").env("PROD_DATABASE_URL", "");
        }
        let said: Said = command.output().expect("the binary runs").into();
        let read = |name: &str| fs::read_to_string(root.join(file(name))).expect("a file");
        Done { said, summary: read("summary"), outputs: outputs(&read("output")) }
    }

    /// Writes a file of the repository.
    pub(crate) fn write(&self, file: &str, text: &str) {
        self.workspace.write(&format!("checkout/{file}"), text);
    }

    /// What the requests so far had wrong.
    pub(crate) fn violations(&self) -> Vec<String> {
        self.github.lock().violations.clone()
    }

    /// The pull request's comments that the token's account wrote.
    pub(crate) fn own_comments(&self, issue: u64) -> Vec<String> {
        let repository = self.github.lock();
        let own =
            repository.comments_of(issue).into_iter().filter(|comment| comment.author == Account::actions());
        own.map(|comment| comment.body.clone()).collect()
    }
}

/// `name<<DELIMITER`, the value's lines, `DELIMITER`.
fn outputs(text: &str) -> BTreeMap<String, String> {
    let mut outputs = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let (name, delimiter) = line.split_once("<<").unwrap_or_else(|| panic!("no output: {line:?}"));
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != delimiter).collect();
        outputs.insert(name.to_owned(), value.join("\n"));
    }
    outputs
}

impl Done {
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.said.code, code, "{}", self.said.all());
        self
    }

    /// What the job shows, whatever became of GitHub's API: without what differs from run to run, and of the
    /// annotations the level and the title: they leave out their places when the check run has them.
    pub(crate) fn shown(&self) -> String {
        let commands = self.said.stdout.lines().filter_map(|line| {
            let (level, rest) = line.strip_prefix("::")?.split_once(' ')?;
            let title =
                rest.split("::").next()?.split(',').find(|property| property.starts_with("title="))?;
            Some(format!("{level} {title}"))
        });
        let outputs = self.outputs.iter().filter(|(name, _)| !name.ends_with("-url"));
        let outputs: Vec<String> = outputs.map(|(name, value)| format!("{name}={value}")).collect();
        let shown = [
            self.said.code.to_string(),
            outputs.join("\n"),
            commands.collect::<Vec<_>>().join("\n"),
            self.summary.clone(),
        ];
        let words: Vec<String> = shown.join("\n---\n").split_whitespace().map(timeless).collect();
        words.join(" ").replace("0 ms", "0 s").replace("0 min", "0 s").replace("0 s 0 s", "0 s")
    }
}

/// Numbers are times, names of databases, sizes; how many things there are does not differ, but is not told
/// apart here either: the reports themselves are compared elsewhere.
fn timeless(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        match c {
            '0'..='9' | '.' if out.ends_with('0') => {}
            '0'..='9' => out.push('0'),
            c => out.push(c),
        }
    }
    out
}
