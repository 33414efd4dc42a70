import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { FullResult, Reporter, Suite, TestCase, TestError } from '@playwright/test/reporter'

/** So many may need their second try in a run, for what a busy machine does; more are a fault. */
const MOST_DOUBTFUL = 2
const LINES = 8

const say = (words: string) => process.stdout.write(`${words}\n`)

function account(test: TestCase, error: TestError | undefined): string {
  const { location, message = 'no error was told' } = error ?? {}
  const at = location && `${relative('.', location.file)}:${location.line}`
  const why = stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim())
    .slice(0, LINES)
  return [`${test.title} (${at ?? test.location.file})`, ...why].join('\n    ')
}

const accounts = (tests: TestCase[]) =>
  tests.map((test) => account(test, test.results.find(({ error }) => error)?.error))

/**
 * Says last, where a log that is cut off still shows it, what failed and why; and what needed its
 * second try, because that is to be mended too.
 */
export default class Verdict implements Reporter {
  private suite: Suite | undefined

  onBegin(_: unknown, suite: Suite): void {
    this.suite = suite
  }

  printsToStdio(): boolean {
    return true
  }

  async onEnd({ status }: FullResult): Promise<Pick<FullResult, 'status'>> {
    const tests = this.suite?.allTests() ?? []
    const doubtful = tests.filter((test) => test.outcome() === 'flaky')
    const failed = tests.filter((test) => test.outcome() === 'unexpected')
    for (const each of accounts(doubtful)) say(`\nAt its second try: ${each}`)
    for (const each of accounts(failed)) say(`\nFailed: ${each}`)
    const tooMany = status === 'passed' && doubtful.length > MOST_DOUBTFUL
    if (tooMany) say(`\n${doubtful.length} tests needed a second try.`)
    return { status: tooMany ? 'failed' : status }
  }
}
