--liquibase formatted sql

--changeset keeper:k4
--comment who built it; takes its time while it holds the table
alter table build add column builder text;
select pg_sleep(8);
update build set builder = 'jenkins';
--rollback alter table build drop column builder;
