-- The papers of what was paid: numbers without gaps, and never another word once they are written.
--
-- New tables that nobody uses yet:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout, prefer-robust-stmts

-- The last number of each series. Whoever writes a paper holds its row until the paper is there, so a
-- transaction that is rolled back gives its number back. Test money has a series of its own.
create table invoice_counter (
  clinic_id uuid not null,
  livemode  boolean not null,
  last      bigint not null check (last >= 0),
  constraint invoice_counter_pkey primary key (clinic_id, livemode)
);

-- An invoice for a payment, or a credit note for a refund of one. `says` is all that stands on the
-- paper, as it was then: names change later, papers do not.
create table invoice (
  clinic_id      uuid not null,
  id             uuid not null default uuidv7(),
  livemode       boolean not null,
  number         bigint not null check (number > 0),
  kind           text not null check (kind in ('invoice', 'credit_note')),
  payment_id     uuid not null,
  refund_id      uuid,
  corrects       uuid,
  appointment_id uuid not null,
  patient_id     uuid not null,
  amount         bigint not null check (amount > 0),
  currency       text not null check (currency ~ '^[A-Z]{3}$'),
  says           jsonb not null,
  issued_at      timestamptz not null,
  request_id     text not null,
  constraint invoice_pkey primary key (clinic_id, id),
  constraint one_invoice_per_number unique (clinic_id, livemode, number),
  constraint invoice_payment foreign key (clinic_id, payment_id) references payment (clinic_id, id),
  constraint invoice_refund foreign key (clinic_id, refund_id) references refund (clinic_id, id),
  constraint invoice_corrects foreign key (clinic_id, corrects) references invoice (clinic_id, id),
  constraint invoice_appointment foreign key (clinic_id, appointment_id)
    references appointment (clinic_id, id),
  constraint invoice_patient foreign key (clinic_id, patient_id) references patient (clinic_id, id),
  constraint invoice_or_credit_note check (
    (kind = 'credit_note') = (refund_id is not null) and (kind = 'credit_note') = (corrects is not null))
);
create unique index one_invoice_per_payment on invoice (clinic_id, payment_id) where kind = 'invoice';
create unique index one_credit_note_per_refund on invoice (clinic_id, refund_id)
  where refund_id is not null;
create index invoice_by_patient on invoice (clinic_id, patient_id, id);
create index invoice_by_payment on invoice (clinic_id, payment_id, id);

do $$
declare
  fenced text;
begin
  foreach fenced in array array['invoice_counter', 'invoice'] loop
    execute format('alter table %I enable row level security', fenced);
    execute format('alter table %I force row level security', fenced);
    execute format(
      'create policy clinic on %I'
      || ' using (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)'
      || ' with check (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)',
      fenced);
  end loop;
end $$;

grant select, insert, update on invoice_counter to topsmile_app;
grant select, insert on invoice to topsmile_app;
