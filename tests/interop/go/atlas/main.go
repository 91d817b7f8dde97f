// Atlas applies a folder of migrations here: its own program is no Go module that can be had, its executor is.
// The table and its columns are those of the program (cmd/atlas/internal/migrate), the rows are the executor's.
//
//	atlas hash DIR           writes atlas.sum
//	atlas apply DIR URL      runs what is pending
//	atlas status DIR URL     says what is pending
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/postgres"
	_ "github.com/lib/pq"
)

// Where a connection names no schema, the table has a schema of its own name.
const name = "atlas_schema_revisions"

const table = `CREATE SCHEMA IF NOT EXISTS atlas_schema_revisions;
CREATE TABLE IF NOT EXISTS atlas_schema_revisions.atlas_schema_revisions (
  version character varying NOT NULL PRIMARY KEY, description character varying NOT NULL,
  type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0,
  executed_at timestamptz NOT NULL, execution_time bigint NOT NULL, error text NULL, error_stmt text NULL,
  hash character varying NOT NULL, partial_hashes jsonb NULL, operator_version character varying NOT NULL)`

type revisions struct{ db *sql.DB }

func (r revisions) Ident() *migrate.TableIdent { return &migrate.TableIdent{Name: name, Schema: name} }

const columns = `version, description, type, applied, total, executed_at, execution_time,
  coalesce(error, ''), coalesce(error_stmt, ''), hash, partial_hashes, operator_version`

func scan(row interface{ Scan(...any) error }) (*migrate.Revision, error) {
	var one migrate.Revision
	var partial []byte
	err := row.Scan(&one.Version, &one.Description, &one.Type, &one.Applied, &one.Total, &one.ExecutedAt,
		&one.ExecutionTime, &one.Error, &one.ErrorStmt, &one.Hash, &partial, &one.OperatorVersion)
	if err == nil && partial != nil {
		err = json.Unmarshal(partial, &one.PartialHashes)
	}
	return &one, err
}

func (r revisions) ReadRevisions(ctx context.Context) ([]*migrate.Revision, error) {
	rows, err := r.db.QueryContext(ctx, "SELECT "+columns+" FROM atlas_schema_revisions.atlas_schema_revisions ORDER BY version")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []*migrate.Revision
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

func (r revisions) ReadRevision(ctx context.Context, version string) (*migrate.Revision, error) {
	one, err := scan(r.db.QueryRowContext(ctx, "SELECT "+columns+" FROM atlas_schema_revisions.atlas_schema_revisions WHERE version = $1", version))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, migrate.ErrRevisionNotExist
	}
	return one, err
}

func (r revisions) WriteRevision(ctx context.Context, one *migrate.Revision) error {
	partial, err := json.Marshal(one.PartialHashes)
	if err != nil {
		return err
	}
	_, err = r.db.ExecContext(ctx, `INSERT INTO atlas_schema_revisions.atlas_schema_revisions
  VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''), nullif($9, ''), $10, $11, $12)
  ON CONFLICT (version) DO UPDATE SET (description, type, applied, total, executed_at, execution_time, error,
    error_stmt, hash, partial_hashes, operator_version) = ($2, $3, $4, $5, $6, $7, nullif($8, ''),
    nullif($9, ''), $10, $11, $12)`,
		one.Version, one.Description, one.Type, one.Applied, one.Total, one.ExecutedAt, one.ExecutionTime,
		one.Error, one.ErrorStmt, one.Hash, partial, one.OperatorVersion)
	return err
}

func (r revisions) DeleteRevision(ctx context.Context, version string) error {
	_, err := r.db.ExecContext(ctx, "DELETE FROM atlas_schema_revisions.atlas_schema_revisions WHERE version = $1", version)
	return err
}

func run(command, folder string, rest []string) error {
	dir, err := migrate.NewLocalDir(folder)
	if err != nil {
		return err
	}
	if command == "hash" {
		sum, err := dir.Checksum()
		if err != nil {
			return err
		}
		return migrate.WriteSumFile(dir, sum)
	}
	db, err := sql.Open("postgres", rest[0])
	if err != nil {
		return err
	}
	driver, err := postgres.Open(db)
	if err != nil {
		return err
	}
	if _, err := db.Exec(table); err != nil {
		return err
	}
	executor, err := migrate.NewExecutor(driver, dir, revisions{db}, migrate.WithOperatorVersion("interop"))
	if err != nil {
		return err
	}
	ctx := context.Background()
	pending, err := executor.Pending(ctx)
	if errors.Is(err, migrate.ErrNoPendingFiles) {
		fmt.Println("nothing pending")
		return nil
	}
	if err != nil {
		return err
	}
	if command == "apply" {
		return executor.ExecuteN(ctx, len(pending))
	}
	for _, file := range pending {
		fmt.Println("pending", file.Name())
	}
	return nil
}

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
