import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { test as base } from '@playwright/test'
import { PYTHON } from './python'

const READY_WITHIN = 90_000
const ENDED_WITHIN = 30_000
const SYSTEM = fileURLToPath(new URL('./system.py', import.meta.url))

/** Where TopSmile answers, and the folder with its data, its logs and the mail that it sent. */
export type System = { origin: string; home: string }

/** The first line of `system.py`; what `topsmile up` says goes along when it does not come. */
function ready(child: ChildProcess): Promise<System> {
  const said: string[] = []
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error([why, ...said].join('\n')))
    const late = setTimeout(() => fail('TopSmile did not start in time.'), READY_WITHIN)
    if (child.stderr) createInterface(child.stderr).on('line', (line) => said.push(line))
    if (child.stdout)
      createInterface(child.stdout).once('line', (line) => {
        clearTimeout(late)
        resolve(JSON.parse(line))
      })
    child.once('error', (error) => fail(error.message))
    child.once('exit', (code) => fail(`TopSmile ended with ${code}.`))
  })
}

/** The real system while it is used. Its own session: a terminal's Ctrl-C must not reach it first. */
async function run(use: (system: System) => Promise<void>): Promise<void> {
  const child = spawn(PYTHON, ['-P', SYSTEM], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  try {
    await use(await ready(child))
  } finally {
    child.stdin?.end()
    await ended
  }
}

/**
 * Each worker runs a system of its own: whoever books the last time of a day in one test cannot
 * take it from another test that has just read it. A worker that begins anew begins with a new one.
 */
export const test = base.extend<object, { system: System }>({
  system: [({}, use) => run(use), { scope: 'worker', timeout: READY_WITHIN + ENDED_WITHIN }],
})
