import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { keys } from '@/api/keys'
import { guessed, reconcile, told } from '@/lib/versions'
import { appointment } from '@/test/clinic'
import { absorb, withdraw } from './cache'

const KEY = [...keys.calendar, '2030-01-07']
const at = (time: string, version: number) => ({
  ...appointment(`2030-01-07T${time}:00`, { version }),
  ends_local: '2030-01-07T09:30:00',
})
type Told = { appointments: ReturnType<typeof at>[] }

function watch(client: QueryClient) {
  const seen: (string | undefined)[] = []
  const observer = new QueryObserver<Told>(client, { queryKey: KEY, enabled: false })
  observer.subscribe(({ data }) => {
    const time = data?.appointments[0]?.starts_local.slice(11, 16)
    if (seen.at(-1) !== time) seen.push(time)
  })
  return seen
}

const late = (client: QueryClient) =>
  client.setQueryData<Told>(KEY, (known) => reconcile(known, { appointments: [at('09:00', 1)] }))

test('a moved visit goes from A to B and never back, whatever a late poll says', () => {
  const client = new QueryClient()
  client.setQueryData<Told>(KEY, { appointments: [at('09:00', 1)] })
  const seen = watch(client)

  absorb(client, { ...at('10:00', 1), version: guessed(1) })
  late(client)
  absorb(client, at('10:00', 2))
  late(client)
  absorb(client, at('09:00', 1))

  expect(seen).toEqual(['10:00'])
})

test('what a colleague did later wins over what we knew', () => {
  expect(reconcile([at('10:00', 2)], [at('11:00', 3)])[0]?.starts_local).toContain('11:00')
})

test('a guess that was refused gives way to what was', () => {
  const client = new QueryClient()
  client.setQueryData<Told>(KEY, { appointments: [at('09:00', 1)] })
  const seen = watch(client)

  absorb(client, { ...at('10:00', 1), version: guessed(1) })
  withdraw(client, at('09:00', 1))

  expect(seen).toEqual(['10:00', '09:00'])
  expect(client.getQueryData<Told>(KEY)?.appointments[0]?.version).toBe(1)
  expect(told(guessed(1))).toBe(1)
})
