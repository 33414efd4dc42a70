import { Button } from '@mantine/core'
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useAgo } from '@/lib/ago'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { Failure } from '@/ui/failure'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { WaitingList } from '@/ui/waiting'
import { deviceOf } from '../device-names'
import { type Device, devices, useEndDevice } from '../devices-api'
import classes from './devices.module.css'

function Row({ device, onEnd }: { device: Device; onEnd: () => void }) {
  const t = useT()
  const ago = useAgo()
  const known = deviceOf(device.device)
  const name = known ? t('own.access.on', known) : t('own.access.unknown')
  const handheld = known && ['iPhone', 'iPad', 'Android'].includes(known.system)
  const Icon = handheld ? IconDeviceMobile : IconDeviceDesktop
  return (
    <li className={classes.row}>
      <Icon size={24} stroke={1.6} aria-hidden />
      <div className={classes.words}>
        <strong>{name}</strong>
        <span>
          {t('own.access.used', { ago: ago(device.last_used_at) })} · {device.address}
        </span>
      </div>
      {device.current ? (
        <span className={classes.here}>{t('own.access.here')}</span>
      ) : (
        <Button
          variant="default"
          size="sm"
          onClick={onEnd}
          aria-label={t('own.access.endOf', { device: name })}
        >
          {t('own.access.end')}
        </Button>
      )}
    </li>
  )
}

/** Where I am signed in, and the way out of each place but this one. */
export function Devices() {
  const t = useT()
  const { data, error, isPending, refetch } = useQuery(devices())
  const { mutate } = useEndDevice()
  if (isPending) return <WaitingList rows={1} />
  if (!data) return <Failure error={error} onRetry={refetch} compact />
  const end = (device: Device) =>
    mutate(device, {
      onSuccess: () => notifyDone(t('own.access.ended')),
      onError: (failure) => notifyFailed(sentence(failure, t)),
    })
  const sorted = data.toSorted((a, b) => Number(b.current) - Number(a.current))
  return (
    <ul className={classes.list} aria-label={t('own.access.devices')}>
      {sorted.map((device) => (
        <Row key={device.id} device={device} onEnd={() => end(device)} />
      ))}
    </ul>
  )
}
