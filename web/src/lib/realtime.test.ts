import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { keys } from '@/api/keys'
import { follow } from './realtime'

test('an event makes the queries it affects stale, and no others', () => {
  const client = new QueryClient()
  client.setQueryData([...keys.calendar, '2030-01-07'], {})
  client.setQueryData(keys.patients, [])
  const socket = new EventTarget()
  follow(socket, client)

  socket.dispatchEvent(new MessageEvent('message', { data: '{"event":"appointment.created"}' }))
  socket.dispatchEvent(new MessageEvent('message', { data: '{"event":"of.another.time"}' }))

  expect(client.getQueryState([...keys.calendar, '2030-01-07'])?.isInvalidated).toBe(true)
  expect(client.getQueryState(keys.patients)?.isInvalidated).toBe(false)
})
