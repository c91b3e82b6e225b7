--liquibase formatted sql

--changeset keeper:k3
--comment an edition points at the build it shows
alter table edition add column build_id bigint references build (id);
create index build_by_product on build (product_id, id desc);
--rollback drop index build_by_product; alter table edition drop column build_id;
