import { expect, test } from 'vitest'
import { differences } from './differences'
import { parseWanted, withChange } from './wanted'

test('only what changed is shown, in the order it was written', () => {
  const before = { id: '1', name: 'Ana', phone: null, tags: ['a'], version: 1 }
  const after = { id: '1', name: 'Ana Maria', phone: '+55', tags: ['a'], version: 2 }
  expect(differences(before, after)).toEqual([
    { name: 'name', before: 'Ana', after: 'Ana Maria' },
    { name: 'phone', before: null, after: '+55' },
    { name: 'version', before: '1', after: '2' },
  ])
})

test('of something new everything is shown, of nothing nothing', () => {
  expect(differences(null, { name: 'Ana', notes: '' })).toEqual([
    { name: 'name', before: null, after: 'Ana' },
  ])
  expect(differences(null, null)).toEqual([])
})

test('an address holds a search, and nothing that is none', () => {
  const search = { from: '2026-11-01', to: 'soon', action: ' patient.read ', actor_id: '', x: '1' }
  expect(parseWanted(search)).toEqual({ from: '2026-11-01', action: 'patient.read' })
})

test('a filter is changed or taken away, the others stay', () => {
  const wanted = { from: '2026-11-01', action: 'patient.read' }
  expect(withChange(wanted, { action: '' })).toEqual({ from: '2026-11-01' })
  expect(withChange(wanted, { actor_id: 'a' })).toEqual({ ...wanted, actor_id: 'a' })
})
