import { MutationObserver, QueryObserver } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { keys } from '@/api/keys'
import { changes } from '@/api/touched'
import { createQueryClient } from './query'
import { put, tell } from './tell'

const LIST = [...keys.patients, 'list', '']
const ONE = [...keys.patients, 'one', 'p1']
const ana = (version: number, name: string) => ({ id: 'p1', version, name })

type Names = { items: { name: string }[] }

test('after a mutation what is on the screen is fresh at once, what is not when it next is', async () => {
  const client = createQueryClient()
  let truth = ana(1, 'Ana')
  const list = vi.fn(async () => ({ items: [truth] }))
  const one = vi.fn(async () => truth)
  const watch = () => new QueryObserver<Names>(client, { queryKey: LIST, queryFn: list })
  const look = () => new QueryObserver(client, { queryKey: ONE, queryFn: one })
  const shown = watch()
  const close = shown.subscribe(() => undefined)
  const leave = look().subscribe(() => undefined)
  await vi.waitFor(() => expect(client.getQueryData(ONE)).toBeTruthy())
  await vi.waitFor(() => expect(shown.getCurrentResult().data).toBeTruthy())
  leave()

  const rename = new MutationObserver(client, {
    mutationFn: async () => {
      truth = ana(2, 'Anna')
    },
    meta: changes('patients.change'),
  })
  await rename.mutate()

  await vi.waitFor(() => expect(shown.getCurrentResult().data?.items[0]?.name).toBe('Anna'))
  expect(list).toHaveBeenCalledTimes(2)
  expect(one).toHaveBeenCalledTimes(1)
  const back = look()
  const gone = back.subscribe(() => undefined)
  await vi.waitFor(() => expect(back.getCurrentResult().data?.name).toBe('Anna'))
  expect(one).toHaveBeenCalledTimes(2)
  gone()
  close()
})

test('an answer that left before a change and arrives after it changes nothing', async () => {
  const client = createQueryClient()
  client.setQueryData(LIST, { items: [ana(1, 'Ana')] })
  let arrive: (told: Names) => void = () => undefined
  const late = client.fetchQuery({
    queryKey: LIST,
    queryFn: () => new Promise<Names>((resolve) => (arrive = resolve)),
    staleTime: 0,
  })
  await vi.waitFor(() => expect(client.isFetching()).toBe(1))
  tell(client, [keys.patients], ana(2, 'Anna'))
  arrive({ items: [ana(1, 'Ana')] })
  await late

  expect(client.getQueryData<Names>(LIST)?.items[0]?.name).toBe('Anna')
})

test('the answer of a mutation goes wherever the record is shown, unless it is older', async () => {
  const client = createQueryClient()
  client.setQueryData(LIST, { items: [ana(1, 'Ana')] })
  client.setQueryData(ONE, ana(3, 'Annie'))
  const rename = new MutationObserver(client, {
    mutationFn: async () => ({ ...ana(2, 'Anna'), secret: 'not for a list' }),
    meta: changes('patients.change'),
  })
  await rename.mutate()
  put(client, ONE, ana(2, 'Anna'))

  expect(client.getQueryData<Names>(LIST)?.items[0]).toEqual(ana(2, 'Anna'))
  expect(client.getQueryData(ONE)).toEqual(ana(3, 'Annie'))
})
