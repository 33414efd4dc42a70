import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { PYTHON } from './python'

const READY_WITHIN = 90_000
const SYSTEM = fileURLToPath(new URL('./system.py', import.meta.url))

type System = { origin: string; home: string }

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

/** The real system, for all tests. Its own session: a terminal's Ctrl-C must not reach it first. */
export default async function start(): Promise<() => Promise<void>> {
  const child = spawn(PYTHON, ['-P', SYSTEM], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const { origin, home } = await ready(child).catch(async (error) => {
    child.stdin?.end()
    throw error
  })
  process.env.TOPSMILE_E2E_ORIGIN = origin
  process.env.TOPSMILE_E2E_HOME = home
  return async () => {
    child.stdin?.end()
    await ended
  }
}
