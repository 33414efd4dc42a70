import type { ErrorEvent } from '@sentry/react'
import { expect, test } from 'vitest'
import { scrub, wordless } from './scrub'

/** Words that are somebody's, none of which may leave in any place of a report. */
const private_ = [
  'Maria',
  'Fonseca',
  'maria@example.com',
  '11987654321',
  'eyJhbGciOiJIUzI1NiJ9.payload',
  'toothache since Monday',
]
const all = private_.join(' ')

const everywhere = (): ErrorEvent => ({
  type: undefined,
  event_id: 'e1',
  level: 'error',
  message: all,
  logger: all,
  user: { id: 'u1', email: 'maria@example.com', username: 'Maria', ip_address: '10.0.0.1' },
  request: {
    url: `https://clinic.test/visit?q=${all}#${all}`,
    headers: { Cookie: all },
    data: all,
  },
  extra: { all },
  contexts: { patient: { all } },
  tags: { kind: 'server', status: '500', code: 'server_error', request_id: 'req-12345678', all },
  breadcrumbs: [
    { category: 'ui.click', message: all },
    { category: 'navigation', data: { route: '/staff/patients/$id', to: `/x?q=${all}` } },
    { category: 'navigation', data: { route: `/staff?q=${all}` } },
    { category: 'console', message: all, data: { all } },
  ],
  exception: {
    values: [
      {
        type: 'TypeError',
        value: `Cannot read properties of undefined (reading 'Maria Fonseca')`,
        stacktrace: {
          frames: [
            {
              filename: `https://clinic.test/assets/day.js?q=${all}`,
              function: 'draw',
              lineno: 3,
              colno: 4,
              vars: { all },
              context_line: all,
            },
          ],
        },
      },
      { type: 'Error', value: all },
      { type: all, value: all, mechanism: { type: 'generic', handled: true, data: { all } } },
      { type: 'ApiError', value: all },
      { type: 'SyntaxError', value: `Unexpected token 'M', "${all}" is not valid JSON` },
    ],
  },
})

test('wherever a person is written into a report, nothing of them leaves', () => {
  const told = JSON.stringify(scrub(everywhere()))

  for (const theirs of [...private_, '10.0.0.1', 'Cookie']) expect(told).not.toContain(theirs)
})

test.each(private_)('%s added under any name, at any depth, does not leave', (theirs) => {
  const event = everywhere()
  const poison = (value: unknown): unknown => {
    if (Array.isArray(value)) return [...value.map(poison), theirs]
    if (typeof value === 'object' && value !== null)
      return {
        ...Object.fromEntries(Object.entries(value).map(([k, v]) => [k, poison(v)])),
        added: theirs,
        [theirs]: theirs,
      }
    return value
  }
  const told = JSON.stringify(scrub(poison(event) as ErrorEvent))

  expect(told).not.toContain(theirs)
})

test('what is needed to find the fault is kept', () => {
  const { exception, tags, breadcrumbs } = scrub(everywhere())

  expect(tags).toEqual({
    kind: 'server',
    status: '500',
    code: 'server_error',
    request_id: 'req-12345678',
  })
  expect(exception?.values?.[0]).toMatchObject({
    type: 'TypeError',
    value: 'Cannot read properties of undefined (reading …)',
    stacktrace: {
      frames: [{ filename: 'https://clinic.test/assets/day.js', function: 'draw', lineno: 3 }],
    },
  })
  expect(breadcrumbs).toEqual([{ category: 'navigation', data: { route: '/staff/patients/$id' } }])
})

test.each([
  ['x is not a function', 'x is not a function'],
  ['"Maria" is not valid JSON', '… is not valid JSON'],
  ['failed for maria@example.com at https://clinic.test/x?q=Maria', 'failed for … at …'],
  ['number 11987654321', 'number …'],
])('%s is told as %s', (text, told) => {
  expect(wordless(text)).toBe(told)
})
