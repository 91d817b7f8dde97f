//! A TCP proxy that counts how often the client had to wait for the server.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// A turn is a run of bytes from the client after the server last spoke: what a network's delay is
/// paid for.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    turns: Arc<AtomicUsize>,
}

impl Proxy {
    pub(crate) fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let turns = Arc::new(AtomicUsize::new(0));
        let proxy = Self { port: listener.local_addr().expect("addr").port(), turns: turns.clone() };
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(("127.0.0.1", port)).expect("the server");
                let server_spoke = Arc::new(AtomicBool::new(true));
                let (turns, spoke) = (turns.clone(), server_spoke.clone());
                let (mut from_client, mut to_server) =
                    (client.try_clone().expect("clone"), server.try_clone().expect("clone"));
                thread::spawn(move || {
                    pump(&mut from_client, &mut to_server, |bytes| {
                        // The goodbye needs no answer.
                        if bytes.first() != Some(&b'X') && spoke.swap(false, Ordering::SeqCst) {
                            turns.fetch_add(1, Ordering::SeqCst);
                        }
                    });
                });
                let (mut from_server, mut to_client) = (server, client);
                thread::spawn(move || {
                    pump(&mut from_server, &mut to_client, |_| server_spoke.store(true, Ordering::SeqCst))
                });
            }
        });
        proxy
    }

    /// Turns since the last call.
    pub(crate) fn turns(&self) -> usize {
        self.turns.swap(0, Ordering::SeqCst)
    }
}

fn pump(from: &mut TcpStream, to: &mut TcpStream, mut on: impl FnMut(&[u8])) {
    let mut buffer = [0; 65536];
    while let Ok(count) = from.read(&mut buffer) {
        if count == 0 {
            break;
        }
        on(&buffer[..count]);
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
