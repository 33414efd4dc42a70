-- Documents of patients and of the clinic, their versions, and how much of the quotas they take.
--
-- New tables that nobody uses yet:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout, disallowed-unique-constraint

-- One document. `number` is the version that is shown; without one nothing was ever ready, and nobody is shown it
-- but for what is being checked or was refused.
create table file (
  clinic_id      uuid not null,
  id             uuid not null default uuidv7(),
  patient_id     uuid,
  appointment_id uuid,
  kind           text not null check (kind in ('photo', 'x_ray', 'document', 'consent', 'insurance_card')),
  name           text not null check (length(name) between 1 and 200),
  shared         boolean not null default false,
  number         integer,
  version        integer not null default 1,
  created_at     timestamptz not null,
  creator_id     uuid not null,
  creator_role   text not null,
  deleted_at     timestamptz,
  deleter_role   text,
  -- From here on its blobs are being removed, and nobody brings it back.
  purged_at      timestamptz,
  constraint file_pkey primary key (clinic_id, id),
  constraint file_patient foreign key (clinic_id, patient_id) references patient (clinic_id, id),
  constraint file_appointment foreign key (clinic_id, appointment_id) references appointment (clinic_id, id),
  constraint file_of_a_visit_is_of_a_patient check (appointment_id is null or patient_id is not null),
  constraint file_is_deleted_before_it_is_purged check (purged_at is null or deleted_at is not null)
);
create index file_by_patient on file (clinic_id, patient_id, id);
create index file_by_appointment on file (clinic_id, appointment_id, id) where appointment_id is not null;
create index file_deleted on file (clinic_id, deleted_at) where deleted_at is not null;

-- What was sent once. It is written before its blob is: whatever dies in between leaves a row by which
-- the blob is found. `blob` and `thumbnail` are the last parts of keys in the storage, under the
-- clinic; `incoming` is where a browser was told to put it by itself. `charged` is what the clinic's
-- and the person's usage count for it.
create table file_version (
  clinic_id       uuid not null,
  file_id         uuid not null,
  number          integer not null,
  state           text not null check (state in ('direct', 'storing', 'abandoned', 'checking', 'ready', 'refused')),
  blob            uuid not null,
  thumbnail       uuid,
  incoming        uuid,
  content_type    text not null default '',
  size            bigint not null check (size >= 0),
  thumbnail_size  bigint not null default 0 check (thumbnail_size >= 0),
  sha256          text check (sha256 ~ '^[0-9a-f]{64}$'),
  width           integer,
  height          integer,
  pages           integer,
  charged         bigint not null check (charged >= 0),
  creator_id      uuid not null,
  creator_role    text not null,
  created_at      timestamptz not null,
  -- When it took the state it has.
  changed_at      timestamptz not null,
  constraint file_version_pkey primary key (clinic_id, file_id, number),
  constraint file_version_file foreign key (clinic_id, file_id) references file (clinic_id, id),
  constraint one_file_version_per_blob unique (clinic_id, blob),
  constraint file_version_kept_is_known check (state in ('direct', 'storing', 'abandoned') or (sha256 is not null and content_type <> ''))
);
create index file_version_unfinished on file_version (clinic_id, changed_at) where state in ('direct', 'storing', 'abandoned');

-- How much is kept: of the whole clinic under the person nobody is, and of each person who uploaded.
create table file_usage (
  clinic_id uuid not null,
  person_id uuid not null,
  used      bigint not null check (used >= 0),
  constraint file_usage_pkey primary key (clinic_id, person_id)
);

do $$
declare
  fenced text;
begin
  foreach fenced in array array['file', 'file_version', 'file_usage'] loop
    execute format('alter table %I enable row level security', fenced);
    execute format('alter table %I force row level security', fenced);
    execute format(
      'create policy clinic on %I'
      || ' using (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)'
      || ' with check (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)',
      fenced);
  end loop;
end $$;

grant select, insert, update, delete on file, file_version to topsmile_app;
grant select, insert, update on file_usage to topsmile_app;
