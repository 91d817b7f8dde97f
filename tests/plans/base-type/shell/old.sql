CREATE TYPE public."Pro mised";
