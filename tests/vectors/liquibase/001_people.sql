--liquibase formatted sql

--changeset alice:1 labels:v1 context:dev,prod
--comment: people
create table people (
  id int, -- the key
  name text
);
insert into people values (1, 'a;b');
--rollback drop table people;

--changeset alice:2 splitStatements:false stripComments:false
-- a function
create function f() returns int language plpgsql as $$
begin
  return 1;
end;
$$;

--changeset bob:view runOnChange:true endDelimiter:GO
create view v as select 1 as a
GO
create view w as select 2 as b
GO

--changeset "carol c":idx runInTransaction:false dbms:postgresql
create index concurrently people_name on people (name);

--changeset dave:ora dbms:oracle
create table x (a number);
