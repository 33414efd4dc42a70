import { useNavigate } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { fetched } from '@/app/fetched'
import { ProviderStep } from '@/features/booking/components/provider-step'
import { ServiceStep } from '@/features/booking/components/service-step'
import { Summary } from '@/features/booking/components/summary'
import { backTo, type Choices, choose, type Step, steps } from '@/features/booking/search'
import { useDraft } from '@/features/booking/store'
import { useT } from '@/lib/i18n'
import { painted } from '@/lib/painted'
import { Progress } from '@/ui/progress'
import { Waiting } from '@/ui/waiting'
import classes from './book.module.css'
import type { BookData } from './page'

const ChooseTime = fetched(() => import('./time'), 'ChooseTime')
const Who = fetched(() => import('./who'), 'Who')

/** The later steps are not part of the first page; they come with the first sign of interest. */
function useLaterSteps() {
  useEffect(() => {
    const signs = ['pointermove', 'pointerdown', 'keydown', 'scroll'] as const
    const stop = () => {
      for (const sign of signs) removeEventListener(sign, fetchThem)
    }
    const fetchThem = () => {
      stop()
      // What cannot be fetched now is fetched, and complained of, when it is needed.
      void Promise.allSettled([ChooseTime.preload?.(), Who.preload?.()])
    }
    for (const sign of signs) addEventListener(sign, fetchThem, { passive: true })
    return stop
  }, [])
}

/**
 * Where the wizard goes. Every choice is a step in the browser's history. What was touched is seen to
 * be chosen first: on a slow phone the next step takes a moment to be made.
 */
export function useGo() {
  const navigate = useNavigate({ from: '/book/$slug' })
  return async (search: Choices, replace = false) => {
    await painted()
    await navigate({ search, replace, resetScroll: !replace })
  }
}

function useSummary({ choices, names, service, user: _user }: BookData) {
  const t = useT()
  const slot = useDraft((draft) => draft.slot)
  const chosen = slot?.starts_at === choices.at ? slot : null
  const someone = choices.by ?? choices.with
  return {
    service,
    provider: someone === 'any' ? t('booking.any') : someone && names.get(someone),
    when: choices.at ? chosen?.starts_local : undefined,
  }
}

function CurrentStep({ data }: { data: BookData }) {
  const go = useGo()
  const { choices, providers, service, services, step } = data
  if (step === 'service' || !service)
    return (
      <ServiceStep
        phone={data.clinic.phone}
        services={services}
        chosen={choices.service}
        onChoose={(each) => go(choose(each))}
      />
    )
  if (step === 'provider')
    return (
      <ProviderStep
        providers={providers.filter(({ id }) => service.provider_ids.includes(id))}
        chosen={choices.with}
        onChoose={(id) => go({ service: service.id, with: id })}
      />
    )
  if (step === 'time') return <ChooseTime data={data} service={service} />
  return <Who data={data} service={service} />
}

export function Wizard({ data }: { data: BookData }) {
  const t = useT()
  const go = useGo()
  const number = steps.indexOf(data.step) + 1
  useLaterSteps()
  const change = (step: Step) => go(backTo(step, data.choices))
  return (
    <div className={classes.wizard} data-step={data.step}>
      <div className={classes.progress}>
        <Progress
          value={number}
          of={steps.length}
          label={t('booking.progress', { step: number, total: steps.length })}
        />
      </div>
      <div className={classes.step} key={data.step}>
        <Suspense fallback={<Waiting height={320} />}>
          <CurrentStep data={data} />
        </Suspense>
      </div>
      <div className={classes.summary}>
        <Summary clinic={data.clinic.name} {...useSummary(data)} onChange={change}>
          <p className={classes.trust}>{t('booking.trust')}</p>
        </Summary>
      </div>
    </div>
  )
}
