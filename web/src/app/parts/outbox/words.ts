import type { Intent } from '@/features/appointments/outbox/line'
import { visitIn, type Wish } from '@/features/appointments/wish'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'

/** What somebody wanted, in words: what, and where to or which visit. */
export function useWishWords() {
  const t = useT()
  const { moment } = useFormats()
  return (wish: Wish) => {
    const { patient, starts_local, provider, service } = visitIn(wish)
    const place =
      wish.act === 'reschedule'
        ? [moment(wish.move.to.starts_local), t('with', { name: wish.move.to.provider.name })]
        : [moment(starts_local), service.name, t('with', { name: provider.name })]
    const act = wish.act === 'step' ? wish.step.action : wish.act
    return {
      what: t(`calendar.conflict.act.${act}`, { patient: patient.name }),
      where: place.join(' · '),
    }
  }
}

export const inOrder = (line: readonly Intent[], ...states: Intent['state'][]) =>
  line.filter(({ state }) => states.includes(state))
