--liquibase formatted sql

--changeset keeper:k4
--comment who built it; builds of old came from one machine
alter table build add column builder text;
update build set builder = 'jenkins';
--rollback alter table build drop column builder;
