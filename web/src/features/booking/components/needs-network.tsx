import { Alert } from '@mantine/core'
import { useT } from '@/lib/i18n'
import { useLiveState } from '@/lib/realtime'

/** A time that nobody was asked for is nobody's: booking waits for the network, and says so. */
export function NeedsNetwork() {
  const t = useT()
  const cut = useLiveState(({ state }) => state === 'offline')
  return <div role="status">{cut && <Alert color="guava">{t('booking.needsNetwork')}</Alert>}</div>
}
