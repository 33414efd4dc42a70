-- What a clinic decides about its messages, what patients allow, and which reminders are written.
--
-- squawk-ignore-file require-lock-timeout, require-statement-timeout

-- Wall minutes since midnight; quiet from 21:00 until 08:00 goes over midnight.
create table message_settings (
  clinic_id        uuid not null,
  quiet_from       smallint not null default 1260 check (quiet_from between 0 and 1439),
  quiet_until      smallint not null default 480 check (quiet_until between 0 and 1439),
  reminder_minutes integer[] not null default '{2880, 120}',
  channels         text[] not null default '{email, sms, whatsapp}'
    check (channels <@ array['email', 'sms', 'whatsapp']),
  version          integer not null default 1,
  constraint message_settings_pkey primary key (clinic_id)
);

-- A service with reminders of its own; none at all where the list is empty.
create table reminder_rule (
  clinic_id        uuid not null,
  service_id       uuid not null,
  reminder_minutes integer[] not null,
  constraint reminder_rule_pkey primary key (clinic_id, service_id),
  constraint reminder_rule_service foreign key (clinic_id, service_id) references service (clinic_id, id)
);

-- What a patient has said about a channel; who has said nothing gets e-mail.
create table message_preference (
  clinic_id    uuid not null,
  patient_id   uuid not null,
  channel      text not null check (channel in ('email', 'sms', 'whatsapp')),
  allowed      boolean not null,
  consented_at timestamptz,
  source       text not null check (source in ('patient', 'staff', 'reply')),
  changed_at   timestamptz not null,
  constraint message_preference_pkey primary key (clinic_id, patient_id, channel),
  constraint message_preference_patient foreign key (clinic_id, patient_id) references patient (clinic_id, id),
  constraint consent_is_dated check (not allowed or consented_at is not null)
);

create table message_template (
  clinic_id  uuid not null,
  kind       text not null,
  channel    text not null check (channel in ('email', 'sms', 'whatsapp')),
  language   text not null check (language in ('en', 'pt')),
  subject    text not null check (length(subject) <= 200),
  body       text not null check (length(body) between 1 and 5000),
  version    integer not null default 1,
  changed_at timestamptz not null,
  constraint message_template_pkey primary key (clinic_id, kind, channel, language)
);

-- Each reminder of each starting time of a visit, once per channel, and the message that says it.
create table reminded (
  clinic_id      uuid not null,
  appointment_id uuid not null,
  starts_at      timestamptz not null,
  minutes_before integer not null,
  channel        text not null check (channel in ('email', 'sms', 'whatsapp')),
  message_id     uuid not null,
  constraint reminded_pkey primary key (clinic_id, appointment_id, starts_at, minutes_before, channel),
  constraint reminded_appointment foreign key (clinic_id, appointment_id) references appointment (clinic_id, id),
  constraint reminded_message foreign key (clinic_id, message_id) references message (clinic_id, id)
);
create index reminded_by_message on reminded (clinic_id, message_id);

-- What a message says of a visit: it is not sent when that is no longer so.
alter table announced
  add column starts_at timestamptz,
  add column provider_id uuid;
-- A line that is no longer true leaves a reminder that waits.
grant delete on announced to topsmile_app;

do $$
declare
  fenced text;
begin
  foreach fenced in array array[
    'message_settings', 'reminder_rule', 'message_preference', 'message_template', 'reminded'
  ] loop
    execute format('alter table %I enable row level security', fenced);
    execute format('alter table %I force row level security', fenced);
    execute format(
      'create policy clinic on %I'
      || ' using (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)'
      || ' with check (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)',
      fenced);
  end loop;
end $$;

grant select, insert, update on message_settings, message_preference to topsmile_app;
grant select, insert, update, delete on reminder_rule, message_template to topsmile_app;
grant select, insert, delete on reminded to topsmile_app;
