-- Messages over three channels: what became of each, what is not known of it, and what it announces.
--
-- What is dropped is only made wider, and the table is still small:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout, ban-drop-not-null, ban-drop-constraint
-- squawk-ignore-file constraint-missing-not-valid, adding-foreign-key-constraint

-- Mail to staff is about no patient.
alter table message alter column patient_id drop not null;

alter table message drop constraint message_state_check;
alter table message add constraint message_state_check check (
  state in ('queued', 'sending', 'sent', 'delivered', 'unknown', 'failed', 'suppressed')
);

alter table message
  -- How often nobody can tell whether the other side took it: no more duplicates than this.
  add column unknown_outcomes smallint not null default 0,
  add column delivered_at timestamptz,
  -- Until when it may be in somebody's hands: messages about the same visit wait for it.
  add column sending_until timestamptz,
  -- body and html hold placeholders like [[confirm]]; what each becomes is made while sending.
  add column links jsonb not null default '{}',
  add column token_id uuid,
  add column resend_of uuid,
  add constraint message_resend foreign key (clinic_id, resend_of) references message (clinic_id, id);

-- squawk-ignore require-concurrent-index-creation
create index message_by_address on message (clinic_id, to_address, created_at);

-- The visits a message tells of, each as it was when the message was written.
create table announced (
  clinic_id      uuid not null,
  message_id     uuid not null,
  appointment_id uuid not null,
  version        integer not null,
  constraint announced_pkey primary key (clinic_id, message_id, appointment_id),
  constraint announced_message foreign key (clinic_id, message_id) references message (clinic_id, id),
  constraint announced_appointment foreign key (clinic_id, appointment_id) references appointment (clinic_id, id)
);
create index announced_by_appointment on announced (clinic_id, appointment_id, message_id);

alter table announced enable row level security;
alter table announced force row level security;
create policy clinic on announced
  using (clinic_id = nullif(current_setting('app.clinic_id', true), '')::uuid)
  with check (clinic_id = nullif(current_setting('app.clinic_id', true), '')::uuid);
grant select, insert on announced to topsmile_app;
