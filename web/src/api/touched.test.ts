import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { holds, keys, type Root } from './keys'
import { affectedBy, done, heard } from './touched'

const sources = import.meta.glob<string>(
  ['/src/**/*.{ts,tsx}', '!/src/**/*.test.{ts,tsx}', '!/src/api/schema.d.ts', '!/src/test/**'],
  { query: '?raw', import: 'default', eager: true },
)
const read = (path: string) => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8')

const list = (roots: readonly Root[]) => roots.map((root) => `\`${root}\``).join(', ') || '–'
const rows = (table: Record<string, readonly Root[]>) =>
  Object.entries(table).map(([name, roots]) => {
    const shown = name.endsWith('.') ? `${name}*` : name
    return `| \`${shown}\` | ${list(roots)} |`
  })

const document = () =>
  [
    '# Queries of the web app',
    '',
    'What the browser knows of the server lies in one cache, by keys; what makes which of them stale stands in',
    '`web/src/api/touched.ts`, and nowhere else. What is stale and on the screen is asked again at once, the rest when it is next',
    'shown. Whatever arrives gives way, record by record, to what is known of a higher `version` (`web/src/lib/versions.ts`): an',
    'answer that left before a change and arrives after it changes nothing.',
    '',
    'This page is written by a test from those tables: `npx vitest run src/api/touched.test.ts -u` in `web/`.',
    '',
    '## Keys',
    '',
    '| key | begins with | holds |',
    '|---|---|---|',
    ...Object.entries(keys).map(
      ([root, [name]]) => `| \`${root}\` | \`${name}\` | ${holds[root as Root]} |`,
    ),
    '',
    '## Events that reach the browser',
    '',
    'A frame that tells of a version which a query shows already is an echo, and touches nothing. After a gap everything that is',
    'named here is stale.',
    '',
    '| event | makes stale |',
    '|---|---|',
    ...rows(heard),
    '',
    '## What people do',
    '',
    'A mutation names its verb in `meta: changes(…)`; a test finds those that do not.',
    '',
    '| verb | makes stale |',
    '|---|---|',
    ...rows(done),
    '',
  ].join('\n')

test('the document says what the code says', async () => {
  await expect(document()).toMatchFileSnapshot('../../../docs/reference/queries.md')
})

/** The names between a constant's brackets in the server's own source. */
function announced(constant: string): string[] {
  const source = read('server/topsmile/realtime/handlers.py')
  const found = new RegExp(`^${constant} = [^]*?^[})]`, 'm').exec(source)?.[0] ?? ''
  return [...found.matchAll(/"([a-z_.]+)"/g)].map(([, name]) => name ?? '')
}

const events = [...read('docs/reference/events.md').matchAll(/^\| `([a-z_.]+)`/gm)]
  .map(([, name]) => name ?? '')
  .filter((name) => announced('ANNOUNCED').some((beginning) => name.startsWith(beginning)))
  .filter((name) => !announced('SILENT').includes(name))

test('there are events that reach the browser', () => {
  expect(events).toContain('appointment.created')
  expect(events).not.toContain('payment.heard')
  expect(events).not.toContain('user.signed_in')
})

test.each(events)('%s makes something stale', (event) => {
  expect(affectedBy(event)).not.toEqual([])
})

test('nothing is listened to that is never said', () => {
  const said = [...events, 'availability.changed']
  const deaf = Object.keys(heard).filter((name) => !said.some((event) => event.startsWith(name)))
  expect(deaf).toEqual([])
})

/** What stands between the brackets of a call. */
function body(source: string, from: number): string {
  let depth = 0
  for (let at = source.indexOf('(', from); at < source.length; at += 1) {
    if (source[at] === '(') depth += 1
    if (source[at] === ')') depth -= 1
    if (depth === 0) return source.slice(from, at)
  }
  return ''
}

const calls = Object.entries(sources).flatMap(([path, source]) =>
  [...source.matchAll(/\buseMutation(<[^(]*>)?\(/g)].map(({ index }) => ({
    path,
    text: body(source, index),
  })),
)

test('every mutation names what it touches', () => {
  expect(calls.length).toBeGreaterThan(40)
  const silent = calls.filter(({ text }) => !/\bmeta(: changes\('[\w.]+'\))?,/.test(text))
  expect(silent.map(({ path, text }) => `${path}: ${text.slice(0, 120)}`)).toEqual([])
})

test('every verb is done somewhere', () => {
  const all = Object.values(sources).join('\n')
  const used = (verb: string) =>
    all.includes(`changes('${verb}')`) || all.includes(`touch(client, '${verb}')`)
  expect(Object.keys(done).filter((verb) => !used(verb))).toEqual([])
})

test('nobody but this place makes queries stale', () => {
  const may = ['/src/api/touched.ts', '/src/lib/query.ts', '/src/lib/realtime/applying.ts']
  const elsewhere = Object.entries(sources)
    .filter(([path, source]) => source.includes('invalidateQueries(') && !may.includes(path))
    .map(([path]) => path)
  expect(elsewhere).toEqual(['/src/features/files/use-uploads.ts'])
})
