//! lockstep keeps a staging and a production PostgreSQL database in step.
//!
//! The library exports one function, [`run`]; everything else is private so that the compiler
//! reports what nobody uses. `ARCHITECTURE.md` has the map.

mod backup;
mod cli;
mod config;
mod db;
mod delivery;
mod formats;
mod git;
mod github;
mod model;
mod outputs;
mod pipeline;
mod plan;
mod scratch;
mod sql;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use config::LoadRequest;
use config::error::ConfigError;
use config::settings::Settings;
use config::side::Sides;
use config::task::Task;
use db::cancel::Cancel;
use delivery::Delivery;
use github::context::Context;
use model::exit::Exit;
use model::report::Report;
use pipeline::Surroundings;
use pipeline::demo::{self, Demo};

/// Reads the command line, does what it asks, and returns the documented exit code.
pub fn run() -> ExitCode {
    let request = match cli::parse(std::env::args_os()) {
        Ok(request) => request,
        Err(stop) => {
            stop.print();
            delivery::stopped(stop.exit());
            return ExitCode::from(stop.exit().code());
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let exit = match runtime {
        Ok(runtime) => runtime.block_on(carry_out(request)),
        Err(error) => {
            delivery::complain(&format!("the asynchronous runtime does not start: {error}"));
            Exit::Refused
        }
    };
    ExitCode::from(exit.code())
}

/// One invocation, from the configuration to the delivered report.
async fn carry_out(request: cli::Request) -> Exit {
    let github = Context::from_environment();
    let mut delivery = Delivery::new(request.output, github.clone());
    let cancel = match Cancel::on_signals() {
        Ok(cancel) => cancel,
        Err(error) => {
            delivery::complain(&format!("signals cannot be handled: {error}"));
            return Exit::Refused;
        }
    };
    if let Task::Demo { keep } = request.task {
        delivery.start(&[], &std::env::temp_dir());
        let surroundings = Surroundings { observer: delivery.observer(), cancel, github };
        return show_demo(&delivery, &surroundings, keep).await;
    }
    if let Task::Publish { report } = &request.task {
        let directory = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        delivery.start(&[], &directory);
        return match pipeline::publish::prepare(report, github.as_ref()) {
            Ok(report) => delivery.publish(report).await,
            Err(failure) => delivery.report(pipeline::not_started(&request.task, failure)).await,
        };
    }
    let load = LoadRequest {
        config: request.config,
        env_files: request.env_files,
        directory: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
        variables: environment_variables(),
    };
    let (settings, sides) = match prepare(&load, &request.task) {
        Ok(prepared) => prepared,
        Err(error) => {
            delivery.start(&[], &load.directory);
            delivery.begin_without_settings(&request.task);
            return delivery.report(pipeline::not_started(&request.task, error.into())).await;
        }
    };
    delivery.start(&settings.secrets, &settings.root);
    delivery.begin(&request.task, &settings);
    let surroundings = Surroundings { observer: delivery.observer(), cancel, github };
    let report = pipeline::run(&settings, &request.task, &sides, surroundings).await;
    delivery.report(report).await
}

/// The settings, and the sides that the task names in them.
fn prepare(load: &LoadRequest, task: &Task) -> Result<(Settings, Sides), ConfigError> {
    let mut settings = config::load(load)?;
    let sides = settings.sides(task)?;
    Ok((settings, sides))
}

/// The process environment; names and values that are no text cannot be meant for us.
fn environment_variables() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// The demo: real runs on two embedded databases, told as a story.
async fn show_demo(delivery: &Delivery, surroundings: &Surroundings, keep: bool) -> Exit {
    let stage = match Demo::prepare(surroundings.observer.as_ref()).await {
        Ok(stage) => stage,
        Err(failure) => {
            return delivery.report(pipeline::not_started(&Task::Demo { keep }, failure)).await;
        }
    };
    let exit = play(delivery, surroundings, &stage).await;
    if keep {
        delivery.say(&stage.invitation());
        surroundings.cancel.cancelled().await;
    }
    if let Err(failure) = stage.end().await {
        tracing::warn!("{}", failure.finding.message);
    }
    exit
}

/// The acts of the demo. It succeeds when each run ends as the story says it must.
async fn play(delivery: &Delivery, surroundings: &Surroundings, stage: &Demo) -> Exit {
    for act in demo::ACTS {
        delivery.say(&format!("\n▌ {}\n", act.title));
        if let Some(sql) = act.by_hand {
            delivery.say(sql);
            if let Err(failure) = stage.change_production(sql).await {
                return delivery.report(pipeline::not_started(&act.task(), failure)).await;
            }
        }
        let report = match act_report(surroundings, stage, &act.task()).await {
            Ok(report) => report,
            Err(error) => {
                return delivery.report(pipeline::not_started(&act.task(), error.into())).await;
            }
        };
        let exit = delivery.report(report).await;
        if exit != act.exit {
            return if exit == Exit::Done { Exit::Failed } else { exit };
        }
    }
    delivery.say(demo::EPILOGUE);
    Exit::Done
}

async fn act_report(surroundings: &Surroundings, stage: &Demo, task: &Task) -> Result<Report, ConfigError> {
    let load = LoadRequest {
        directory: stage.folder().to_owned(),
        variables: BTreeMap::from(stage.variables()),
        ..LoadRequest::default()
    };
    let (settings, sides) = prepare(&load, task)?;
    // The demo is the same everywhere: what the surrounding workflow is about does not concern it.
    let surroundings = Surroundings { github: None, ..surroundings.clone() };
    Ok(pipeline::run(&settings, task, &sides, surroundings).await)
}
