import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { trail } from '@/lib/i18n/en/trail'
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

const SERVER = '../server/topsmile'
const NAMED = [
  /\btrail\(\s*[\w.]+,\s*"([^"]+)"/g,
  /\baction(?:, fact)? = "([^"]+)"/g,
  /_written\(tx, "([^"]+)"/g,
  /\(AppointmentFact, frozen=True, tag="([^"]+)"/g,
]

test('all that the server writes down has words', () => {
  const source = readdirSync(SERVER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py'))
    .map((name) => readFileSync(`${SERVER}/${name}`, 'utf8'))
    .join('\n')
  const written = NAMED.flatMap((pattern) => [...source.matchAll(pattern)].map(([, name]) => name))
  expect(written.length).toBeGreaterThan(60)
  const known = Object.entries(trail).flatMap(([subject, done]) =>
    Object.keys(done).map((verb) => `${subject}.${verb}`),
  )
  expect(written.filter((name) => !known.includes(name ?? ''))).toEqual([])
})
