use super::*;

fn read(url: &str) -> Result<Connection, UrlProblem> {
    parse(url, RemoteTls::Required, "test")
}

fn shape(connection: &Connection) -> String {
    let password = connection.password.as_ref().map_or("-", Secret::expose);
    let Connection { host, port, user, database, tls, .. } = connection;
    format!("{user}:{password}@{host}:{port}/{database} {}", tls.as_str())
}

#[test]
fn urls_become_connections() {
    for (url, expected) in [
        ("postgres://u:p@localhost/d", "u:p@localhost:5432/d prefer"),
        ("postgresql://u@127.0.0.1:6000/d?sslmode=disable", "u:-@127.0.0.1:6000/d disable"),
        ("  postgres://u:p@db.example.com/d\n", "u:p@db.example.com:5432/d require"),
        ("postgres://u:p@db.example.com/d?sslmode=verify-full", "u:p@db.example.com:5432/d verify-full"),
        ("postgres://a%40b:p%3A%2F%23%3F%25w@localhost/my%20db", "a@b:p:/#?%w@localhost:5432/my db prefer"),
        ("postgres://u:p@w@localhost/d", "u:p@w@localhost:5432/d prefer"),
        ("postgres://u:p@[::1]:6000/d", "u:p@::1:6000/d prefer"),
        ("postgres://u:p@%2Ftmp%2Fsock/d?sslmode=require", "u:p@/tmp/sock:5432/d disable"),
        ("postgres://u@/d?host=/tmp/sock&port=6000", "u:-@/tmp/sock:6000/d disable"),
        ("postgres:///d?host=/tmp/sock&user=me", "me:-@/tmp/sock:5432/d disable"),
        ("postgres://localhost?user=me&password=a%20b+c&dbname=x", "me:a b+c@localhost:5432/x prefer"),
        ("postgres://u:@localhost/d", "u:-@localhost:5432/d prefer"),
        ("POSTGRES://u:p@LOCALHOST/d", "u:p@localhost:5432/d prefer"),
    ] {
        assert_eq!(shape(&read(url).expect(url)), expected, "{url}");
    }
}

#[test]
fn parameters_are_used_or_known_to_change_nothing() {
    let url = "postgres://u:p@localhost/d?schema=app&connect_timeout=10&pgbouncer=true&channel_binding=require\
               &supa=base-pooler.x&connection_limit=1&something_else=1&sslrootcert=/ca.pem\
               &target_session_attrs=read-write&options=-c%20geqo%3Doff%20--search-path%3Dapp%20endpoint%3Dep-1";
    let connection = read(url).expect("readable");
    assert_eq!(connection.schema.as_deref(), Some("app"));
    assert_eq!(connection.connect_timeout, Some(10));
    assert!(connection.pooler);
    assert_eq!(connection.root_certificate.as_deref(), Some("/ca.pem"));
    let settings = [("geqo", "off"), ("search_path", "app")];
    assert_eq!(connection.settings, settings.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let connection = read("postgres://u@localhost/d?connect_timeout=0&sslrootcert=system").expect("readable");
    assert_eq!((connection.connect_timeout, connection.root_certificate), (None, None));
}

#[test]
fn bad_urls_are_refused_without_being_shown() {
    for (url, expected) in [
        ("", "a database URL begins with postgres:// or postgresql://"),
        ("hunter2", "a database URL begins with postgres:// or postgresql://"),
        ("\"postgres://u:hunter2@localhost/d\"", "a database URL begins with postgres:// or postgresql://"),
        ("mysql://u:hunter2@h/d", "a database URL begins with postgres:// or postgresql://, not mysql:"),
        ("postgres://u:hunter2@a,b/d", "the URL names several hosts; lockstep works on one server"),
        ("postgres://u:hunter2@a:1,b:2/d", "the URL names several hosts; lockstep works on one server"),
        ("postgres://u:hunter2@/d?host=a,b", "the URL names several hosts; lockstep works on one server"),
        ("postgres://u:hunter2@/d", "the URL names no host"),
        ("postgres://:hunter2@localhost/d", "the URL names no user"),
        ("postgres://localhost/d", "the URL names no user"),
        ("postgres://u:hunter2@localhost", "the URL names no database"),
        ("postgres://u:hunter2@localhost/", "the URL names no database"),
        (
            "postgres://u:hunter2@localhost:99999/d",
            "the URL cannot be read: the port is not a number from 1 to 65535",
        ),
        (
            "postgres://u:hunter2/x@localhost/d",
            "the URL cannot be read: the port is not a number from 1 to 65535",
        ),
        (
            "postgres://u:hunter2@local host/d",
            "the URL cannot be read: the host is not a host name or an address",
        ),
        ("postgres://u:x@localhost/d#hunter2", "the URL has a `#` that is not percent-encoded"),
        ("postgres://u:%ffhunter2@localhost/d", "the URL's password is not UTF-8 once percent-decoded"),
        (
            "postgres://u@localhost/d?hunter2!x=1",
            "the URL cannot be read: its parameters have no readable names",
        ),
        ("postgres://u@localhost/d?ssl_mode=verify-full", "the URL's parameter `ssl_mode` is not known"),
        ("postgres://u@localhost/d?sslmod=verify-full", "the URL's parameter `sslmod` is not known"),
        (
            "postgres://u@localhost/d?sslmode=on",
            "the URL's parameter `sslmode` is not a word PostgreSQL knows",
        ),
        (
            "postgres://u@localhost/d?sslmode=require&sslmode=disable",
            "the URL's parameter `sslmode` is given twice",
        ),
        (
            "postgres://u@localhost/d?sslcert=/x",
            "the URL's parameter `sslcert` needs client certificates, which are not in this release",
        ),
        (
            "postgres://u@localhost/d?target_session_attrs=standby",
            "the URL's parameter `target_session_attrs` asks for a standby; lockstep works on the primary",
        ),
        (
            "postgres://u@localhost/d?connect_timeout=soon",
            "the URL's parameter `connect_timeout` is not a whole number of seconds",
        ),
        (
            "postgres://u@localhost/d?options=-d%205",
            "the URL's parameter `options` holds more than `-c name=value`",
        ),
        (
            "postgres://u:hunter2@db.example.com/d?sslmode=prefer",
            "sslmode=prefer would send the password and the data in plain text to db.example.com",
        ),
    ] {
        let problem = read(url).expect_err(url);
        assert_eq!(problem.to_string(), expected, "{url}");
        let help = problem.help().expect("help");
        assert!(!format!("{problem:?}{help}").contains("hunter2"), "{url}");
    }
}

#[test]
fn plain_text_to_a_remote_host_must_be_allowed() {
    for (url, expected) in [
        ("postgres://u@postgres/d?sslmode=disable", "u:-@postgres:5432/d disable"),
        ("postgres://u@postgres/d", "u:-@postgres:5432/d prefer"),
        ("postgres://u@postgres/d?sslmode=require", "u:-@postgres:5432/d require"),
    ] {
        assert_eq!(shape(&parse(url, RemoteTls::Optional, "test").expect(url)), expected);
    }
}

#[test]
fn every_form_of_the_password_is_a_secret() {
    for (url, expected) in [
        ("postgres://u:p%40w@localhost/d", vec!["p@w", "p%40w"]),
        ("postgres://localhost/d?user=u&password=p%20w", vec!["p w", "p%20w"]),
        ("postgres://u@localhost/d", vec![]),
    ] {
        let connection = read(url).expect(url);
        let secrets = secrets(&connection);
        assert_eq!(secrets[0].expose(), url);
        let rest: Vec<&str> = secrets[1..].iter().map(Secret::expose).collect();
        assert_eq!(rest, expected, "{url}");
    }
}
