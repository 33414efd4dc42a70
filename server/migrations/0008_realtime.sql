-- What changed, for those who watch: a numbered frame per channel, kept for an hour.
--
-- Two new tables, which nobody uses yet:
-- squawk-ignore-file require-lock-timeout, require-statement-timeout

-- The number of a channel's newest frame. Whoever writes a frame takes the next number under this row's lock and
-- keeps the lock until the commit: numbers become visible in their order, and none is missing.
create table realtime_channel (
  clinic_id uuid not null,
  channel   text not null,
  seq       bigint not null check (seq > 0),
  constraint realtime_channel_pkey primary key (clinic_id, channel),
  constraint realtime_channel_clinic foreign key (clinic_id) references clinic (id),
  constraint realtime_channel_has_listeners check (
    channel in ('staff', 'public') or channel ~ '^patient:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
  )
) with (fillfactor = 50);

create table realtime_frame (
  clinic_id uuid not null,
  channel   text not null,
  seq       bigint not null,
  event_id  uuid not null,
  event     text not null,
  ids       jsonb not null,
  at        timestamptz not null,
  constraint realtime_frame_pkey primary key (clinic_id, channel, seq),
  constraint one_frame_per_event unique (clinic_id, event_id, channel),
  constraint realtime_frame_of_channel foreign key (clinic_id, channel) references realtime_channel (clinic_id, channel),
  constraint public_frames_say_nothing check (channel <> 'public' or ids = '{}')
);
create index realtime_frame_by_age on realtime_frame (clinic_id, at);

do $$
declare
  fenced text;
begin
  foreach fenced in array array['realtime_channel', 'realtime_frame'] loop
    execute format('alter table %I enable row level security', fenced);
    execute format('alter table %I force row level security', fenced);
    execute format(
      'create policy clinic on %I'
      || ' using (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)'
      || ' with check (clinic_id = nullif(current_setting(''app.clinic_id'', true), '''')::uuid)',
      fenced);
  end loop;
end $$;

grant select, insert, update on realtime_channel to topsmile_app;
grant select, insert, delete on realtime_frame to topsmile_app;
