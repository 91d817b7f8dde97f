DROP TABLE tasks;
DROP TABLE projects;
DROP DOMAIN slug;
DROP TYPE project_status;
