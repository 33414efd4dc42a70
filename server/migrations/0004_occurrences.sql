-- Events say in which revision they were written, and workers see when they happened.
--
-- squawk-ignore-file require-lock-timeout, require-statement-timeout

alter table event add column revision smallint not null default 1;

create or replace view queued_event as
  select clinic_id, id, name, payload::text as payload, revision, occurred_at from event;

-- Who booked a visit, for the clinic's figures: its patient, or someone at the desk.
alter table appointment add column source text not null default 'desk' check (source in ('online', 'desk'));
