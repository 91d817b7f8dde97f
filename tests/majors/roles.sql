-- Roles belong to a server, not to a database: every server has these before its first schema.
CREATE ROLE app;
CREATE ROLE reader;
CREATE ROLE "keeper of ""keys""";
