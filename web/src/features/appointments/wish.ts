import { api, ask } from '@/api/client'
import type { Headers } from '@/lib/intents'
import { told } from '@/lib/versions'
import { instant } from '@/lib/wall'
import type { Appointment } from './cache'
import { type Action, after, can, isMovable } from './transitions'

export type Step = {
  appointment: Appointment
  action: Action
  reason?: string
  /** Later than this it is not meant: by then it costs something. */
  notAfter?: string | undefined
}
export type Move = {
  appointment: Appointment
  to: { starts_at: string; starts_local: string; provider: { id: string; name: string } }
}

/** What somebody wants to become of a visit, as they saw it then. */
export type Wish = { act: 'reschedule'; move: Move } | { act: 'step'; step: Step }

export const visitIn = (wish: Wish): Appointment =>
  (wish.act === 'step' ? wish.step : wish.move).appointment

export const stepOf = (step: Step): Wish => ({ act: 'step', step })
export const moveOf = (move: Move): Wish => ({ act: 'reschedule', move })

/** The same wish about the visit as it is by now. */
export const upon = (wish: Wish, appointment: Appointment): Wish =>
  wish.act === 'step'
    ? stepOf({ ...wish.step, appointment })
    : moveOf({ ...wish.move, appointment })

export function isPossible(wish: Wish): boolean {
  const { status } = visitIn(wish)
  return wish.act === 'step' ? can(status, wish.step.action) : isMovable(status)
}

/** How the visit will be if it goes as wished. */
export function outcome(wish: Wish): Appointment {
  const visit = visitIn(wish)
  if (wish.act === 'step') return { ...visit, status: after(wish.step.action) }
  const length = Date.parse(visit.ends_at) - Date.parse(visit.starts_at)
  const { to } = wish.move
  return { ...visit, ...to, ends_at: instant(Date.parse(to.starts_at) + length) }
}

function bodyOf(wish: Wish) {
  const expected_version = told(visitIn(wish).version)
  if (wish.act === 'reschedule') {
    const { starts_at, provider } = wish.move.to
    return { starts_at, provider_id: provider.id, expected_version }
  }
  const { reason, notAfter } = wish.step
  return {
    expected_version,
    ...(reason ? { reason } : {}),
    ...(notAfter ? { not_after: notAfter } : {}),
  }
}

/** By what a wish is the same as another: who wants it twice wants it once. */
export const nameOf = (wish: Wish): [verb: string, body: unknown] => [
  `${wish.act === 'step' ? wish.step.action : wish.act} ${visitIn(wish).id}`,
  bodyOf(wish),
]

/** The request that a wish is. */
export function post(wish: Wish, headers: Headers, signal?: AbortSignal): Promise<Appointment> {
  const options = {
    params: { path: { appointment_id: visitIn(wish).id } },
    headers,
    ...(signal ? { signal } : {}),
  }
  if (wish.act === 'reschedule') {
    const { starts_at, provider } = wish.move.to
    const body = { ...bodyOf(wish), starts_at, provider_id: provider.id }
    return ask(
      api.POST('/api/scheduling/appointments/{appointment_id}/reschedule', { ...options, body }),
    )
  }
  const path = `/api/scheduling/appointments/{appointment_id}/${wish.step.action}` as const
  return ask<Appointment>(api.POST(path, { ...options, body: bodyOf(wish) }))
}
