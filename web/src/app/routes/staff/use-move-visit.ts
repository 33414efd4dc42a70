import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback } from 'react'
import { services } from '@/api/queries'
import { useMoving } from '@/app/parts/use-moving'
import { type Calendar, type Column, instantOf, type Visit } from '@/features/calendar/geometry'
import { useT } from '@/lib/i18n'
import { type Day, wallAt } from '@/lib/wall'
import { notifyFailed } from '@/ui/notify'

const staff = getRouteApi('/staff')

/** Drops a visit somewhere else on the board. */
export function useMoveVisit(told: Calendar) {
  const t = useT()
  const { user } = staff.useRouteContext()
  const { data: offered } = useQuery(services(user.clinic.slug))
  const { move } = useMoving()
  return useCallback(
    (visit: Visit, provider: Pick<Column, 'id' | 'name'>, day: Day, minute: number) => {
      const starts_local = wallAt(day, minute)
      if (starts_local === visit.starts_local && provider.id === visit.provider.id) return
      const service = offered?.find(({ id }) => id === visit.service.id)
      if (service && !service.provider_ids.includes(provider.id))
        return notifyFailed(t('staff.move.perform', { provider: provider.name }))
      const starts_at = instantOf(told, day, minute)
      if (!starts_at) return notifyFailed(t('staff.move.cannot'))
      const to = { starts_at, starts_local, provider: { id: provider.id, name: provider.name } }
      move(visit, to)
    },
    [told, offered, move, t],
  )
}
