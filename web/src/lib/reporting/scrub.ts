import type { Breadcrumb, ErrorEvent, Exception, StackFrame } from '@sentry/react'

/**
 * What leaves the house about a failure is put together anew from a list of what may: nothing that
 * anybody added by mistake goes along. Ids may; names, addresses, words, tokens and searches may not.
 */
const TAGS = ['kind', 'status', 'code', 'request_id', 'route'] as const

/** What browsers say themselves, once the words of the page are taken out of it. */
const BUILT_IN = /^(Type|Reference|Range|Syntax|Eval|URI|Aggregate)Error$/
const WORD = /^[\w.$<>/:-]{1,128}$/

const quoted = /(["'`“”‘’«»]).*?(["'`“”‘’«»]|$)/gs
const address = /\S+@\S+/g
const url = /\b[a-z]+:\/\/\S+/gi
const long = /[\w+/=-]{20,}|\d{4,}/g

/** An engine's own sentence without whatever it quotes from the page. */
export function wordless(text: string): string {
  return text
    .replace(url, '…')
    .replace(address, '…')
    .replace(quoted, '…')
    .replace(long, '…')
    .slice(0, 200)
}

const word = (value: unknown): string | undefined =>
  typeof value === 'string' && WORD.test(value) ? value : undefined

/** A file of ours, without what stands behind `?` and `#`. */
const file = (name: string | undefined) => name?.replace(/[?#].*$/s, '')

const frame = ({ filename, lineno, colno, in_app, ...rest }: StackFrame): StackFrame => ({
  filename: file(filename) ?? '',
  function: word(rest.function) ?? '?',
  ...(lineno === undefined ? {} : { lineno }),
  ...(colno === undefined ? {} : { colno }),
  in_app: in_app ?? true,
})

function exception({ type, value, stacktrace, mechanism }: Exception): Exception {
  const name = word(type) ?? 'Error'
  const minified = /Minified React error #\d+/.exec(value ?? '')?.[0]
  const status = name === 'ApiError' ? /^HTTP \d{3}$/.exec(value ?? '')?.[0] : undefined
  const engine = BUILT_IN.test(name) ? wordless(value ?? '') : ''
  return {
    type: name,
    value: minified ?? status ?? engine,
    ...(stacktrace?.frames ? { stacktrace: { frames: stacktrace.frames.map(frame) } } : {}),
    ...(mechanism ? { mechanism: { type: word(mechanism.type) ?? 'generic' } } : {}),
  }
}

/** Where the person went, by the pattern of the address. */
function crumb({ timestamp, category, data }: Breadcrumb): Breadcrumb[] {
  const route = word(data?.route)
  if (category !== 'navigation' || !route) return []
  return [{ ...(timestamp === undefined ? {} : { timestamp }), category, data: { route } }]
}

export function scrub(event: ErrorEvent): ErrorEvent {
  const tags = TAGS.flatMap((name) => {
    const value = word(String(event.tags?.[name] ?? ''))
    return value ? [[name, value] as const] : []
  })
  const { event_id, timestamp, level, release, environment } = event
  return {
    type: undefined,
    platform: 'javascript',
    ...(event_id === undefined ? {} : { event_id }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(level === undefined ? {} : { level }),
    ...(release === undefined ? {} : { release }),
    ...(environment === undefined ? {} : { environment }),
    exception: { values: (event.exception?.values ?? []).map(exception) },
    breadcrumbs: (event.breadcrumbs ?? []).flatMap(crumb),
    fingerprint: tags.filter(([name]) => name !== 'request_id').map(([, value]) => value),
    tags: Object.fromEntries(tags),
  }
}
