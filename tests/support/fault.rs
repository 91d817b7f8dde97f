//! A TCP proxy that does harm at a chosen moment: it kills the client, cuts the connection, or ends the
//! server's session.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use super::cluster::Database;

/// What is done when the chosen message comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The client is killed; the server never sees the message.
    KillBefore,
    /// The server gets the message, and the client is killed without waiting.
    KillAfter,
    /// The server gets the message; its answer is dropped, and then the connection. The client lives.
    Cut,
    /// The server's session is ended by an administrator before the message.
    Terminate,
}

impl Fault {
    pub(crate) const ALL: [Self; 4] = [Self::KillBefore, Self::KillAfter, Self::Cut, Self::Terminate];
}

/// A proxy that does one fault.
pub(crate) struct Saboteur {
    pub(crate) port: u16,
    state: Arc<State>,
}

struct State {
    /// Messages from clients so far: bytes after the server last spoke.
    messages: AtomicUsize,
    /// When, from 1; 0 = never.
    at: usize,
    fault: Fault,
    done: AtomicBool,
    database: Database,
    client: Mutex<Option<u32>>,
    known: Condvar,
}

impl Saboteur {
    /// In front of a database's server.
    pub(crate) fn before(database: &Database, fault: Fault, at: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("addr").port();
        let state = Arc::new(State {
            messages: AtomicUsize::new(0),
            at,
            fault,
            done: AtomicBool::new(false),
            database: database.clone(),
            client: Mutex::new(None),
            known: Condvar::new(),
        });
        let shared = state.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(("127.0.0.1", shared.database.port)).expect("the server");
                let connection = Arc::new(Connection {
                    client,
                    server,
                    server_spoke: AtomicBool::new(true),
                    backend: AtomicI32::new(0),
                    cut: AtomicBool::new(false),
                });
                let (state, upward) = (shared.clone(), connection.clone());
                thread::spawn(move || upward.client_to_server(&state));
                thread::spawn(move || connection.server_to_client());
            }
        });
        Self { port, state }
    }

    /// The database's URL through this proxy.
    pub(crate) fn url(&self) -> String {
        let database = &self.state.database;
        database.url().replace(&format!(":{}/", database.port), &format!(":{}/", self.port))
    }

    /// Says which process is to be killed.
    pub(crate) fn aim_at(&self, client: u32) {
        *self.state.client.lock().expect("no panic") = Some(client);
        self.state.known.notify_all();
    }

    /// Messages that clients sent.
    pub(crate) fn messages(&self) -> usize {
        self.state.messages.load(Ordering::SeqCst)
    }

    /// Whether the moment came.
    pub(crate) fn done(&self) -> bool {
        self.state.done.load(Ordering::SeqCst)
    }
}

impl State {
    fn kill(&self) {
        let client = self.client.lock().expect("no panic");
        let client = self.known.wait_while(client, |client| client.is_none()).expect("no panic");
        let pid = client.expect("waited for").to_string();
        assert!(Command::new("kill").args(["-KILL", &pid]).status().expect("kill").success());
    }
}

struct Connection {
    client: TcpStream,
    server: TcpStream,
    server_spoke: AtomicBool,
    /// The server's process, once it has said so.
    backend: AtomicI32,
    /// The next answer is the last.
    cut: AtomicBool,
}

impl Connection {
    fn close(&self) {
        let _ = self.client.shutdown(Shutdown::Both);
        let _ = self.server.shutdown(Shutdown::Both);
    }

    fn client_to_server(&self, state: &State) {
        let mut buffer = vec![0; 65536];
        while let Some(count) = (&self.client).read(&mut buffer).ok().filter(|count| *count > 0) {
            let bytes = &buffer[..count];
            // The goodbye needs no answer.
            let begins = bytes[0] != b'X' && self.server_spoke.swap(false, Ordering::SeqCst);
            if begins && state.messages.fetch_add(1, Ordering::SeqCst) + 1 == state.at {
                state.done.store(true, Ordering::SeqCst);
                match state.fault {
                    Fault::KillBefore => {
                        state.kill();
                        return self.close();
                    }
                    Fault::KillAfter => {
                        self.forward_whole(bytes);
                        state.kill();
                        return self.close();
                    }
                    Fault::Cut => self.cut.store(true, Ordering::SeqCst),
                    Fault::Terminate => match self.backend.load(Ordering::SeqCst) {
                        0 => return self.close(),
                        pid => {
                            state.database.sql(&format!("select pg_terminate_backend({pid}, 5000)"));
                        }
                    },
                }
            }
            if (&self.server).write_all(bytes).is_err() {
                break;
            }
        }
        let _ = self.server.shutdown(Shutdown::Write);
    }

    /// The message that these bytes begin.
    fn forward_whole(&self, bytes: &[u8]) {
        let length = match bytes {
            [b'Q', a, b, c, d, ..] => 1 + u32::from_be_bytes([*a, *b, *c, *d]) as usize,
            _ => bytes.len(),
        };
        let mut rest = vec![0; length.saturating_sub(bytes.len())];
        let _ = (&self.client).read_exact(&mut rest);
        let _ = (&self.server).write_all(bytes);
        let _ = (&self.server).write_all(&rest);
    }

    fn server_to_client(&self) {
        let mut buffer = vec![0; 65536];
        let mut tail: Vec<u8> = Vec::new();
        while let Some(count) = (&self.server).read(&mut buffer).ok().filter(|count| *count > 0) {
            let bytes = &buffer[..count];
            self.server_spoke.store(true, Ordering::SeqCst);
            tail.extend_from_slice(bytes);
            tail.drain(..tail.len().saturating_sub(6));
            if self.cut.load(Ordering::SeqCst) {
                // ReadyForQuery ends an answer; before the login there is none.
                let ready = tail.starts_with(&[b'Z', 0, 0, 0, 5]);
                if ready || self.backend.load(Ordering::SeqCst) == 0 {
                    return self.close();
                }
                continue;
            }
            if self.backend.load(Ordering::SeqCst) == 0
                && let Some(at) = bytes.windows(5).position(|window| window == [b'K', 0, 0, 0, 12])
                && let Some(Ok(pid)) = bytes.get(at + 5..at + 9).map(<[u8; 4]>::try_from)
            {
                self.backend.store(i32::from_be_bytes(pid), Ordering::SeqCst);
            }
            if (&self.client).write_all(bytes).is_err() {
                break;
            }
        }
        let _ = self.client.shutdown(Shutdown::Write);
    }
}
