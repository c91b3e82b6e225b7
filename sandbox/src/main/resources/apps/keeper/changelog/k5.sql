--liquibase formatted sql

--changeset keeper:k5
--comment every build names its builder
alter table build alter column builder set not null;
create index build_by_builder on build (builder, id desc);
--rollback drop index build_by_builder; alter table build alter column builder drop not null;
