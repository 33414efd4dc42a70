import { expect, test } from 'vitest'
import schema from '@/api/schema.d.ts?raw'
import { inside } from './en'
import { open } from './en/open'
import { ours } from './en/ours'
import { inside as insidePt } from './pt'
import { open as openPt } from './pt/open'
import { ours as oursPt } from './pt/ours'

type Tree = { [key: string]: string | Tree }

const leaves = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value]] : leaves(value, `${path}${key}.`),
  )

const holes = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((hole) => hole[1]).sort()

const english = new Map(leaves({ ...open, ...inside, ...ours }))
const portuguese = new Map(leaves({ ...openPt, ...insidePt, ...oursPt }))

test('both languages say the same things', () => {
  expect([...portuguese.keys()].sort()).toEqual([...english.keys()].sort())
  expect([...english.values(), ...portuguese.values()].every((text) => text.trim())).toBe(true)
})

test('a translation fills the same blanks', () => {
  for (const [key, text] of english) {
    const one = key.endsWith('_one')
    const other = portuguese.get(key) ?? ''
    if (!one) expect([key, holes(other)]).toEqual([key, holes(text)])
  }
})

test('whatever the server may refuse, there are words for it', () => {
  const problem = /Problem: \{[\s\S]*?code: ([^;]+);/.exec(schema)?.[1] ?? ''
  const codes = [...problem.matchAll(/"(\w+)"/g)].map((code) => code[1])
  expect(codes.length).toBeGreaterThan(40)
  // These are said by their status: broken, or too often.
  const byStatus = ['server_error', 'too_many_requests']
  const wordless = codes.filter(
    (code) => !english.has(`said.${code}`) && !english.has(`refusals.${code}`),
  )
  expect(wordless).toEqual(byStatus)
  const stale = [...english.keys()].flatMap((key) => /^refusals\.(\w+)$/.exec(key)?.[1] ?? [])
  expect(stale.filter((code) => !codes.includes(code))).toEqual([])
})
