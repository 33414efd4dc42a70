import { Checkbox, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { isGuess } from '@/lib/versions'
import { Failure } from '@/ui/failure'
import { notifyFailed } from '@/ui/notify'
import { catalogue, type Service, useChangeService } from '../api'
import classes from './practice.module.css'

/** What somebody does here; each tick holds at once, and jumps back if it was refused. */
export function PerformsCard({ provider }: { provider: string }) {
  const t = useT()
  const { data, error, isPending, refetch } = useQuery(catalogue())
  const { mutate } = useChangeService()
  const toggle = (was: Service) => {
    const { name, provider_ids } = was
    const others = provider_ids.filter((id) => id !== provider)
    const change = {
      provider_ids: others.length < provider_ids.length ? others : [...others, provider],
    }
    const onError = (failed: Error) =>
      notifyFailed(t('practice.performs.failed', { service: name, why: sentence(failed, t) }))
    // The server does not know yet what is only guessed.
    if (!isGuess(was)) mutate({ was, change }, { onError })
  }
  return (
    <section className={classes.card}>
      <h2>{t('practice.performs.title')}</h2>
      <p className={classes.lead}>{t('practice.performs.text')}</p>
      {isPending && <Skeleton height={260} />}
      {!isPending && !data && <Failure error={error} onRetry={refetch} compact />}
      {data?.length === 0 && <p>{t('practice.performs.none')}</p>}
      <div className={classes.ticks}>
        {data?.map((service) => (
          <Checkbox
            key={service.id}
            label={service.name}
            checked={service.provider_ids.includes(provider)}
            onChange={() => toggle(service)}
          />
        ))}
      </div>
    </section>
  )
}
