import { expect, test } from 'vitest'
import { type Action, actionsFrom, after, can, isMovable, type Status } from './transitions'

const table: [Status, Action[]][] = [
  ['pending_payment', ['cancel']],
  ['scheduled', ['check-in', 'confirm', 'no-show', 'cancel']],
  ['confirmed', ['check-in', 'no-show', 'cancel']],
  ['checked_in', ['start', 'cancel']],
  ['in_progress', ['complete']],
  ['completed', []],
  ['cancelled', []],
  ['no_show', ['check-in']],
]

test.each(table)('from %s', (status, actions) => {
  expect(actionsFrom(status, true)).toEqual(actions)
  expect(actionsFrom(status, false)).toEqual(actions.filter((each) => each !== 'no-show'))
  for (const action of actions) expect(can(status, action)).toBe(true)
})

test('where each leads', () => {
  expect(after('check-in')).toBe('checked_in')
  expect(after('no-show')).toBe('no_show')
})

test('only what has not begun can be moved', () => {
  expect(table.map(([status]) => status).filter(isMovable)).toEqual([
    'pending_payment',
    'scheduled',
    'confirmed',
  ])
})
