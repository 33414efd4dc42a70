import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { guess } from './guess'
import { tell } from './tell'

const root = ['things']
const was = { id: 'a', version: 3, name: 'Old' }

function shown(client: QueryClient) {
  return client.getQueryData<{ items: (typeof was)[] }>([...root, 'list'])?.items
}

function begun() {
  const client = new QueryClient()
  client.setQueryData([...root, 'list'], { items: [was, { id: 'b', version: 1, name: 'Other' }] })
  return client
}

test('a guess is shown at once, gives way to the answer, and is taken back when refused', () => {
  const client = begun()
  const back = guess(client, [root], was, { name: 'New' })
  expect(shown(client)?.[0]).toMatchObject({ name: 'New', version: 3.5 })

  back()
  expect(shown(client)?.[0]).toEqual(was)
})

test('what a colleague saved meanwhile is not taken back', () => {
  const client = begun()
  const back = guess(client, [root], was, { name: 'Mine' })
  tell(client, [root], { id: 'a', version: 4, name: 'Theirs' })

  back()
  expect(shown(client)?.[0]).toEqual({ id: 'a', version: 4, name: 'Theirs' })
})
